"""One of the office's own limits while a history is read: its facts so far, and the last day they make."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import define, evolve

from casework.case.letters import SentLetter
from casework.law import Citation, Deadline, Pause, Unit, day_told, last_day
from casework.law.deadline import counted_days, in_order_apart
from casework.law.time_limit import TimeLimit, Whose
from casework.procedure import Regime
from casework.workdays import WorkCalendar

_DAY = timedelta(days=1)
REPLIES = ("reply", "reply_on_the_spot")


@define(slots=True, eq=False)
class Running:
    """One limit while a history is read. Dates are facts; the deadline is worked out when asked."""

    limit: TimeLimit
    regime: Regime
    calendar: WorkCalendar
    day_zero: date | None
    count: int | None = None
    extension: int = 0
    extended: bool = False
    told: date | None = None
    told_by: Citation | None = None
    letters: tuple[SentLetter, ...] = ()
    gaps: tuple[Pause, ...] = ()
    stopped_on: date | None = None
    stop_basis: Citation | None = None
    restarts: bool = True
    corrected: bool = False
    ended_on: date | None = None
    ended_by: str = ""
    unknown: str = ""
    reason: tuple[str, str] = ("", "")

    def pauses(self, as_of: date) -> list[Pause]:
        """Days out of the count as read on a day."""
        if not self.letters and not self.gaps and self.stopped_on is None:
            return []
        rule = self.limit.pauses
        found = list(self.gaps)
        for letter in self.letters:
            if rule is not None:
                pause = letter.excluded(self.regime, self.calendar, as_of, rule.citation)[0]
                if pause is not None:
                    found.append(pause)
        if self.stopped_on is not None and not self.restarts and as_of - _DAY > self.stopped_on:
            basis = self.stop_basis or self.limit.citation
            found.append(gap_between(self.stopped_on + _DAY, as_of - _DAY, basis))
        return found

    def deadline(self, as_of: date) -> Deadline:
        """The last day as read on a day."""
        assert self.day_zero is not None  # noqa: S101 - asked only of limits that have begun
        if self.told is not None:
            return day_told(
                self.limit, self.day_zero, self.told, self.told_by or self.limit.citation, days=self.calendar
            )
        return last_day(
            self.limit, self.day_zero, self.pauses(as_of), self.calendar, extension=self.extension, count=self.count
        )

    def latest(self, as_of: date) -> date | None:
        """The last day if every open pause ran to its addressee's last day; null without one."""
        rule = self.limit.pauses
        if not self.letters or rule is None or self.told is not None or self.day_zero is None:
            return None
        longest = as_of
        any_open = False
        for letter in self.letters:
            _, addressee_due, is_open = letter.excluded(self.regime, self.calendar, as_of, rule.citation)
            if is_open:
                if addressee_due is None:
                    return None
                any_open, longest = True, max(longest, addressee_due)
        return self.deadline(longest).due if any_open else None

    def used(self, at: date) -> int:
        """How much of the limit has been counted by the end of a day."""
        assert self.day_zero is not None  # noqa: S101
        pauses = self.pauses(at) if self.told is None else []
        if self.limit.unit is not Unit.WORKING_DAYS:
            apart = in_order_apart(pauses, self.day_zero)
            out = sum((min(pause.last, at) - pause.first).days + 1 for pause in apart if pause.first <= at)
            return max((at - self.day_zero).days, 0) - out
        if not pauses:
            return self.calendar.count_after(self.day_zero, at) if at > self.day_zero else 0
        return counted_days(self.calendar, self.day_zero, at, tuple(in_order_apart(pauses, self.day_zero)))

    def as_if_resumed_on(self, day: date) -> Running:
        """The same limit as if what stopped it had been answered on that day."""
        if not self.restarts:
            return evolve(self, stopped_on=None)
        return evolve(self, day_zero=day, letters=(), gaps=(), extension=0, told=None, told_by=None, stopped_on=None)

    def over(self, on: date) -> bool:
        """Whether the day lies after the last day; pauses that begin later cannot change it."""
        return self.day_zero is not None and on > self.deadline(on).due

    def state(self, on: date, due: date) -> str:
        """The clock's state; a limit once missed stays missed."""
        window = self.limit.whose is Whose.WINDOW
        if self.ended_on is not None:
            if window:
                return "ended"
            if self.ended_on > due:
                return "missed"
            return "met" if self.ended_by in REPLIES else "ended"
        if on > due:
            return "ended" if window else "missed"
        if self.stopped_on is not None:
            return "stopped"
        if self.told is not None:
            return "running"
        return "paused" if any(p.first <= on <= p.last for p in self.pauses(on)) else "running"

    def basis(self) -> tuple[Citation, ...]:
        """The articles behind the day."""
        found = [self.limit.citation]
        if self.extension and self.limit.extension:
            found.append(self.limit.extension.citation)
        if self.letters and self.limit.pauses:
            found.append(self.limit.pauses.citation)
        if self.told_by:
            found.append(self.told_by)
        return tuple(dict.fromkeys(found))


def gap_between(first: date, last: date, citation: Citation) -> Pause:
    return Pause(first, last, "等待补正或缴费", "correction or payment awaited", citation)
