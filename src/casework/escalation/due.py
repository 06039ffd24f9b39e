"""Which rungs a clock has reached on a day, and which cards a stretch of days raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from casework.case import Case, Clock, read_clocks, replay
from casework.escalation.cards import Card
from casework.escalation.ladder import Ladder, Measure, Rung
from casework.workdays import WorkCalendar

_QUIET = ("paused", "stopped", "not_started", "unknown", "met", "lapsed")


def rungs_reached(
    clock: Clock, ladder: Ladder, on: date, *, promised: date | None = None, state: str = ""
) -> tuple[Rung, ...]:
    """The rungs at or past which the clock stands at the end of a day, lowest first.

    Paused and stopped clocks raise none. A duty done late keeps what it had reached on the day it was done.

    Args:
        clock: As read on the day.
        ladder: The office's policy.
        on: The day, judged at its end.
        promised: The office's own last day, where it promised a shorter limit; an extension moves both.
        state: Where the case stands; a window (the correction notice) warns only in its own states.
    """
    if clock.due is None or clock.deadline is None or clock.state in _QUIET:
        return ()
    window = dict(ladder.windows).get(clock.limit)
    if window is not None:
        warns = clock.state == "running" and (not state or state in window)
        return (
            tuple(rung for rung in ladder.rungs if rung.offset < 0 and _past(clock, rung, on, promised))
            if warns
            else ()
        )
    if clock.limit not in ladder.limits or (clock.state == "ended" and clock.ended_on is not None):
        return ()
    at = on if clock.ended_on is None else min(on, clock.ended_on)
    return tuple(rung for rung in ladder.rungs if _past(clock, rung, at, promised))


def _past(clock: Clock, rung: Rung, at: date, promised: date | None) -> bool:
    assert clock.due is not None and clock.deadline is not None  # noqa: S101, PT018
    days = clock.deadline.calendar
    measured = clock.due
    offset = rung.offset
    if promised is not None and promised < clock.due:
        measured = promised if rung.measure is Measure.PROMISE else clock.due
    elif rung.offset_if_equal is not None:
        offset = rung.offset_if_equal
    return signed_days(days, measured, at) >= offset


def signed_days(days: WorkCalendar, measured: date, at: date) -> int:
    """Working days from the measured day to the end of a day: 0 on it, negative before it."""
    return days.count_after(measured, at) if at >= measured else -days.count_after(at, measured)


def standing_card(
    clocks: Mapping[str, Clock],
    ladder: Ladder,
    on: date,
    state: str = "",
    promised: Callable[[Clock], date | None] = lambda _: None,
) -> Rung | None:
    """The highest rung any clock of a case has reached on a day; null for none. promised: the office's own last day."""
    reached = [
        rung
        for clock in clocks.values()
        for rung in rungs_reached(clock, ladder, on, promised=promised(clock), state=state)
    ]
    return max(reached, key=ladder.rungs.index, default=None)


def cards_between(
    case: Case, ladder: Ladder, after: date, through: date, calendar: WorkCalendar | None = None
) -> tuple[Card, ...]:
    """Every card that the days of (after, through] raise, each once a clock and rung, with the day it was reached.

    Asked once for a week or daily, the cards are the same: each day is judged on the facts up to that day.
    """
    raised: dict[tuple[str, str], Card] = {}
    day = after
    known = _reached(case, ladder, after, calendar)
    while day < through:
        day += timedelta(days=1)
        for key, rung in _reached(case, ladder, day, calendar):
            if (key, rung) not in known and (key, rung.id) not in raised:
                raised[key, rung.id] = Card(case.case_id, key, rung, day, ladder.told(rung))
    return tuple(raised.values())


def _reached(case: Case, ladder: Ladder, day: date, calendar: WorkCalendar | None) -> set[tuple[str, Rung]]:
    events = [event for event in case.history if event.on <= day]
    if not any(event.step == "open" for event in events):
        return set()
    seen = replay(case.regime, events, implied=case.implies)
    clocks = read_clocks(seen, day, calendar)
    return {
        (key, rung) for key, clock in clocks.items() for rung in rungs_reached(clock, ladder, day, state=seen.state)
    }
