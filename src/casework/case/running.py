"""The office's own limits, run through a history: start, stop, restart, resume, extend, pause, replace, end.

One rule runs through all of it: an act after the last day is recorded and noted, and moves no day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import define, evolve, frozen

from casework.case.events import CaseOpened, Event
from casework.case.letters import SentLetter
from casework.case.receipt import as_day, compliance_day, received_on
from casework.law import Citation, Deadline, Landing, Pause, Unit, day_told, last_day
from casework.law.deadline import counted_days
from casework.law.time_limit import TimeLimit, Whose
from casework.procedure import Action, Effect, Regime
from casework.workdays import WorkCalendar

_DAY = timedelta(days=1)
_REPLIES = ("reply", "reply_on_the_spot")
_UNKNOWN = ("收到日无从确定", "the day of receipt cannot be known")
_UNCONFIRMED = ("收到日待双方确认", "receipt has not been confirmed")


@frozen(slots=True)
class Note:
    """Something a reader should know: an act that was late, repeated or without effect, or an assumption."""

    code: str
    on: date
    seq: int
    zh: str
    en: str
    citation: Citation

    def text(self, lang: str) -> str:
        """The sentence with its article."""
        return f"{self.zh if lang == 'zh' else self.en} [{self.citation.text(lang)}]"


@define(slots=True, eq=False)
class Running:
    """One limit while a history is read. Dates are facts; the deadline is worked out when asked."""

    limit: TimeLimit
    regime: Regime
    calendar: WorkCalendar
    day_zero: date | None
    count: int | None = None
    ordered: bool = False
    extension: int = 0
    extended: bool = False
    told: date | None = None
    told_by: Citation | None = None
    letters: tuple[SentLetter, ...] = ()
    gaps: tuple[Pause, ...] = ()
    stopped_on: date | None = None
    stopped_by: str = ""
    restarts: bool = True
    corrected: bool = False
    was_missed: bool = False
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
            found.append(_gap(self.stopped_on + _DAY, as_of - _DAY, self.limit.citation))
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
        if self.limit.unit is not Unit.WORKING_DAYS:
            return max((at - self.day_zero).days, 0)
        apart = last_day(self.limit, self.day_zero, self.pauses(at), self.calendar, count=1).pauses
        return counted_days(self.calendar, self.day_zero, at, apart)

    def over(self, on: date) -> bool:
        """Whether the day lies after the last day; pauses that begin later cannot change it."""
        return self.day_zero is not None and on > self.deadline(on).due

    def state(self, on: date, due: date) -> str:
        """The clock's state; a limit once missed stays missed."""
        window = self.limit.whose is Whose.WINDOW
        if self.ended_on is not None:
            kept = self.ended_on <= due and not self.was_missed
            if window:
                return "ended"
            if not kept:
                return "missed"
            return "met" if self.ended_by in _REPLIES else "ended"
        if on > due:
            return "ended" if window else "missed"
        if self.was_missed:
            return "missed"
        if self.stopped_on is not None:
            return "stopped"
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


def _gap(first: date, last: date, citation: Citation) -> Pause:
    return Pause(first, last, "停止计算期间", "clock stood still", citation)


def run_limits(
    regime: Regime, events: Sequence[Event], letters: Sequence[SentLetter], on: date, calendar: WorkCalendar
) -> tuple[list[Running], list[Note]]:
    """Run every limit of the office through the entries (in order, none after `on`)."""
    run = _Run(regime, {letter.seq: letter for letter in letters}, on, calendar)
    effects = regime.procedure.effects
    for event in events:
        if event.step in effects:
            for effect in effects[event.step].each:
                run.apply(event, effect)
    return run.all, run.notes


class _Run:
    """Applies effects; `all` keeps every instance in order of opening, `now` the current one of each limit."""

    def __init__(
        self, regime: Regime, letters: dict[int, SentLetter], on: date, calendar: WorkCalendar
    ) -> None:
        self.regime, self.letters, self.on, self.calendar = regime, letters, on, calendar
        self.all: list[Running] = []
        self.now: dict[str, Running] = {}
        self.notes: list[Note] = []

    def apply(self, event: Event, effect: Effect) -> None:
        action = effect.action
        if action is Action.START:
            self._start(event, effect.limit)
        elif action is Action.ASK:
            for running in self.now.values():
                self._ask(running, event, effect.limit)
        elif (running := self.now.get(effect.limit)) is not None and running.day_zero is not None:
            if action is Action.END:
                self._end(running, event)
            elif action is Action.RESTART and running.ended_by == "lapse_uncorrected":
                self._restart(running, event)
            elif running.ended_on is not None:
                return
            elif action is Action.EXTEND:
                self._extend(running, event)
            elif action is Action.STOP:
                self._stop(running, event)
            elif action is Action.RESTART or action is Action.RESUME:
                self._go_on(running, event, action)
            elif action is Action.REPLACE:
                self._replace(running, event)

    def _note(self, event: Event, code: str, zh: str, en: str, citation: Citation) -> None:
        self.notes.append(Note(code, event.on, event.seq, zh, en, citation))

    def _start(self, event: Event, limit_id: str) -> None:
        if limit_id not in self.regime.limits:
            return
        running = self._opening(event, limit_id) if event.step != "reopen" else self._reopened(event)
        self.all.append(running)
        self.now[limit_id] = running

    def _opening(self, event: Event, limit_id: str) -> Running:
        day = received_on(self.regime, event) if isinstance(event, CaseOpened) else event.on
        earlier = self.now.get(limit_id)
        if earlier is not None and earlier.day_zero is None:
            self.all.remove(earlier)
        limit = self.regime.limits[limit_id].on(day or event.on)
        running = Running(self._landed(limit), self.regime, self.calendar, day)
        if day is None:
            unknown = bool(event.payload.get("receipt_unknown"))
            running.unknown, running.reason = ("unknown", _UNKNOWN) if unknown else ("not_started", _UNCONFIRMED)
        return running

    def _reopened(self, event: Event) -> Running:
        """An ordered limit: the length and unit named; without a unit, calendar days; without a length, anew in full."""
        if (earlier := self.now.get("reply")) is not None and earlier.ended_on is None:
            earlier.ended_on, earlier.ended_by = event.on, event.step
        limit = self.regime.limits["reply.ordered"].on(event.on)
        days = event.payload.get("days")
        if days not in (None, ""):
            unit = Unit(str(event.payload.get("unit") or self.regime.chosen["ordered_unit"]))
            landing = Landing.EXACT if unit is Unit.WORKING_DAYS else Landing.NEXT_WORKING_DAY
            limit = evolve(limit, unit=unit, landing=landing)
        count = int(str(days)) if days not in (None, "") else None
        return Running(self._landed(limit), self.regime, self.calendar, event.on, count=count or None, ordered=True)

    def _landed(self, limit: TimeLimit) -> TimeLimit:
        if limit.landing is Landing.EXACT or self.regime.chosen["roll_on"] == "yes":
            return limit
        return evolve(limit, landing=Landing.EXACT)

    def _end(self, running: Running, event: Event) -> None:
        if running.ended_on is not None:
            return
        replied = event.step in _REPLIES
        running.ended_on = compliance_day(self.regime, event) if replied else event.on
        running.ended_by = event.step
        if replied and running.limit.id == "reply" and running.stopped_on is None:
            due = running.deadline(running.ended_on).due
            if running.ended_on > due:
                self._note(event, "reply_late", f"答复晚于期限（{due}）", f"the reply came after its last day, {due}", running.limit.citation)  # fmt: skip

    def _late(self, running: Running, event: Event, code: str, zh: str, en: str) -> bool:
        if not running.over(event.on):
            return False
        due = running.deadline(event.on).due
        self._note(
            event, code, f"{zh}晚于期限届满日{due}，不改变期限", f"{en} after the last day, {due}: it moves no day", running.limit.citation
        )  # fmt: skip
        return True

    def _extend(self, running: Running, event: Event) -> None:
        rule = running.limit.extension
        if rule is None or running.ordered or running.limit.unit is not Unit.WORKING_DAYS:
            return
        if running.extended:
            self._note(event, "extension_repeated", "重复延期，不生效", "a second extension has no effect", rule.citation)
            return
        if running.stopped_on is not None or self._late(running, event, "extension_late", "延期告知", "extended"):
            return
        due = running.deadline(event.on).due
        if self.regime.chosen["extension_notice_latest"] == "day_before" and event.on >= due:
            self._note(event, "extension_late", "延期告知晚于最迟日", "extended later than allowed", rule.citation)
            return
        asked = self._asked(running, event, due)
        if asked is None:
            self._note(event, "extension_length_assumed", f"延期天数不明，按上限{rule.cap}计", f"no length given: {rule.cap} assumed", rule.citation)  # fmt: skip
        elif asked > rule.cap:
            self._note(event, "extension_too_long", f"延期{asked}超过上限，按{rule.cap}计", f"{asked} exceeds the cap: {rule.cap} used", rule.citation)  # fmt: skip
        running.extension = rule.cap if asked is None else min(asked, rule.cap)
        running.extended = True

    def _asked(self, running: Running, event: Event, due: date) -> int | None:
        number = event.payload.get("working_days")
        if number not in (None, ""):
            return int(str(number))
        until = as_day(event.payload.get("until"))
        if until is None:
            return None
        return self.calendar.count_after(due, until) if until > due else 0

    def _ask(self, running: Running, event: Event, kind: str) -> None:
        rule, letter = running.limit.pauses, self.letters.get(event.seq)
        if letter is None or running.day_zero is None or running.ended_on is not None or rule is None:
            return
        determination = kind == "determination" and self.regime.chosen.get("determination_pauses") == "yes"
        if kind not in rule.kinds and not determination:
            return
        if letter.capacity == "internal_unit":
            self._note(event, "internal_unit_does_not_pause", "内设机构不是其他机关，期限不停", "a unit of the organ itself pauses nothing", rule.citation)  # fmt: skip
            return
        if letter.name and any(
            (old.kind, old.name, old.question) == (letter.kind, letter.name, letter.question)
            for old in running.letters
        ):
            self._note(event, "asked_twice", "同一对象同一事项再次征求，不停止计时", "same party, same question: no pause", rule.citation)  # fmt: skip
            return
        if not self._late(running, event, "consultation_late", "征求意见", "asked"):
            running.letters = (*running.letters, letter)

    def _stop(self, running: Running, event: Event) -> None:
        correction = event.step == "request_correction"
        if running.stopped_on is not None:
            return
        if correction and running.corrected:
            self._note(event, "correction_notice_repeated", "补正只能告知一次，再次告知不重新计算", "a second correction notice changes nothing", running.limit.citation)  # fmt: skip
            return
        if self._late(running, event, "stop_late", self._zh(event), self._en(event)):
            return
        window = self.now.get("correction_notice")
        if correction and window is not None and window.over(event.on):
            due = window.deadline(event.on).due
            self._note(event, "correction_notice_late", f"补正告知晚于{due}", f"the correction notice came after {due}", window.limit.citation)  # fmt: skip
            if self.regime.chosen["late_correction_restarts"] == "no":
                return
        running.stopped_on, running.stopped_by = event.on, event.step
        running.corrected = running.corrected or correction
        running.restarts = self._restarts(event.step)

    def _restarts(self, stopped_by: str) -> bool:
        """Whether the clock begins anew after this stop, or goes on."""
        chosen = self.regime.chosen
        return chosen.get("correction" if stopped_by == "request_correction" else "fee_clock", "restart") == "restart"

    def _go_on(self, running: Running, event: Event, action: Action) -> None:
        if running.stopped_on is None:
            return
        cancelled = event.step == "cancel_fee_notice"
        if running.restarts and not cancelled:
            self._restart(running, event)
            return
        if event.on - running.stopped_on > _DAY:
            gap = _gap(running.stopped_on + _DAY, event.on - _DAY, running.limit.citation)
            running.gaps = (*running.gaps, gap)
        running.stopped_on = None

    def _restart(self, running: Running, event: Event) -> None:
        if running.stopped_on is None:
            running.ended_on, running.ended_by = None, ""
            return
        running.day_zero, running.letters, running.gaps = event.on, (), ()
        running.extension, running.told, running.told_by = 0, None, None
        if self.regime.chosen["restart_extension"] == "yes":
            running.extended = False
        running.stopped_on, running.ended_on, running.ended_by = None, None, ""

    def _replace(self, running: Running, event: Event) -> None:
        if running.stopped_on is not None or self._late(running, event, "delayed_limit_late", "延迟期限的告知", "told"):
            return
        number = event.payload.get("working_days")
        told = as_day(event.payload.get("until"))
        if told is None and number not in (None, ""):
            told = self.calendar.add(event.on, int(str(number)))
        if told is None or running.day_zero is None or told <= running.day_zero:
            return
        citation = self.regime.procedure.compiled["in_handling", event.step][0].citation
        if self.regime.chosen.get("delayed_limit_moves") == "yes":
            reach = running.deadline(event.on)
            running.count = counted_days(self.calendar, running.day_zero, told, reach.pauses)
            running.extension = 0
        else:
            running.told, running.told_by = told, citation

    def _zh(self, event: Event) -> str:
        return self.regime.procedure.steps[event.step].zh

    def _en(self, event: Event) -> str:
        return self.regime.procedure.steps[event.step].en
