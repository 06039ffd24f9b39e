"""A clock: one limit of a case as it reads on a day. Never stored; `reading.py` works it out from the facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import field, frozen

from casework.law import Citation, Deadline, Unit
from casework.law.dates import at_most, months_begun
from casework.law.time_limit import TimeLimit, Whose


@frozen(slots=True)
class Clock:
    """One limit of a case as read on a day.

    state: not_started, running, paused, stopped, met, missed (office duties only), lapsed (limits of others), ended,
    unknown. days_used + days_left = length, in the limit's unit; days_left is 0 on the due day. latest_due is as if an
    open pause ran to the addressee's last day. Null where a value has no meaning. reason says why a state is unknown or
    not started (Chinese, English).
    """

    limit: str
    instance: int
    state: str
    day_zero: date | None = None
    due: date | None = None
    latest_due: date | None = None
    length: int | None = None
    days_used: int | None = None
    days_left: int | None = None
    overdue_by: int | None = None
    basis: tuple[Citation, ...] = ()
    deadline: Deadline | None = field(default=None, repr=False, eq=False)
    ended_on: date | None = None
    reason: tuple[str, str] = ("", "")

    @property
    def key(self) -> str:
        """The limit's id, with #2, #3 ... for later instances."""
        return self.limit if self.instance == 1 else f"{self.limit}#{self.instance}"

    @property
    def provisional(self) -> bool | None:
        """Whether an announcement still to come could move the due day."""
        return None if self.deadline is None or self.due is None else self.deadline.provisional

    @property
    def firm_until(self) -> date | None:
        """The calendar's last firm day."""
        return None if self.deadline is None else self.deadline.firm_until

    def as_json(self, lang: str = "en", *, explain: bool = True) -> dict[str, Any]:
        """The clock as plain data; the explanation only where there is a due day."""
        shown = self.deadline if explain and self.due is not None else None
        return {
            "limit": self.limit,
            "instance": self.instance,
            "state": self.state,
            "day_zero": _iso(self.day_zero),
            "due": _iso(self.due),
            "latest_due": _iso(self.latest_due),
            "provisional": self.provisional,
            "firm_until": _iso(self.firm_until),
            "days_used": self.days_used,
            "days_left": self.days_left,
            "overdue_by": self.overdue_by,
            "basis": [citation.text(lang) for citation in self.basis],
            "explanation": [
                {"day": _iso(d.day), "counted": d.counted, "n": d.n, "reason": d.reason, "basis": d.basis}
                for d in (shown.explain(lang) if shown else ())
            ],
            "runs": [
                {
                    "from": _iso(r.first),
                    "to": _iso(r.last),
                    "counted": r.counted,
                    "n": r.n,
                    "reason": r.reason,
                    "basis": r.basis,
                }
                for r in (shown.runs(lang) if shown else ())
            ],
            "digest": None if shown is None else shown.digest,
            "reason": self.reason[0 if lang == "zh" else 1] or None,
        }


def timed(
    limit: TimeLimit, state: str, deadline: Deadline, at: date, ended_on: date | None, day_zero: date | None
) -> Clock:
    """A clock without pauses: counts from its deadline."""
    due, start, days = deadline.due, deadline.day_zero, deadline.calendar
    if limit.unit is Unit.WORKING_DAYS:
        used = days.count_after(start, min(at, due)) if at > start else 0
        over = overdue_by(limit.unit, deadline, at)
    else:
        used, over = max((at - start).days, 0), overdue_by(limit.unit, deadline, at)
    used = at_most(used, deadline.length)
    months = limit.unit is Unit.MONTHS
    return Clock(
        limit.id,
        1,
        state,
        day_zero,
        due,
        None,
        deadline.length,
        None if months else used,
        None if months else deadline.length - used,
        over,
        (limit.citation,),
        deadline,
        ended_on,
    )


def overdue_by(unit: Unit, deadline: Deadline, at: date) -> int:
    """By how much a day lies past the last one, in the limit's own unit; of weeks and months, those begun."""
    due = deadline.due
    if at <= due:
        return 0
    if unit is Unit.WORKING_DAYS:
        return deadline.calendar.count_after(due, at)
    if unit is Unit.WEEKS:
        return -(-(at - due).days // 7)
    return months_begun(due, at) if unit is Unit.MONTHS else (at - due).days


def late_state(whose: Whose) -> str:
    """What running out is called."""
    return {Whose.OFFICE: "missed", Whose.OTHERS: "lapsed", Whose.WINDOW: "ended"}[whose]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
