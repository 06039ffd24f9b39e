"""Which rungs a clock has reached on a day, and which cards a stretch of days raises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from casework.case import Case, Clock, read_clocks, replay
from casework.escalation.cards import Card
from casework.escalation.ladder import Ladder, Measure, Rung
from casework.workdays import WorkCalendar

Promised = Callable[[Clock], date | None]
"""The office's own last day for a clock; None where it promised none."""
Reader = Callable[[Case, date, WorkCalendar | None], dict[str, Clock]]
"""Every clock of a case on a day: those of the law, and an office's own if it has any."""
_DAY = timedelta(days=1)
_QUIET = ("paused", "stopped", "not_started", "unknown", "met", "lapsed")


def _no_promise(clock: Clock) -> date | None:  # noqa: ARG001 - asked of every clock
    return None


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
    if clock.due is None or clock.deadline is None:
        return ()
    if clock.limit in ladder.reminds and ladder.reminder is not None:
        waits = clock.state in ("running", "lapsed") and clock.ended_on is None
        return (ladder.reminder,) if waits and _past(clock, ladder.reminder, on, None) else ()
    if clock.state in _QUIET:
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
    assert clock.deadline is not None  # noqa: S101
    measured, offset = _measure(clock, rung, promised)
    return signed_days(clock.deadline.calendar, measured, at) >= offset


def _measure(clock: Clock, rung: Rung, promised: date | None) -> tuple[date, int]:
    """From which day a rung is measured, and how far."""
    assert clock.due is not None  # noqa: S101
    if promised is not None and promised < clock.due:
        return (promised if rung.measure is Measure.PROMISE else clock.due), rung.offset
    return clock.due, rung.offset if rung.offset_if_equal is None else rung.offset_if_equal


def signed_days(days: WorkCalendar, measured: date, at: date) -> int:
    """Working days from the measured day to the end of a day: 0 on it, negative before it."""
    return days.count_after(measured, at) if at >= measured else -days.count_after(at, measured)


def standing_card(
    clocks: Mapping[str, Clock],
    ladder: Ladder,
    on: date,
    state: str = "",
    promised: Promised = _no_promise,
) -> Rung | None:
    """The highest rung any clock of a case has reached on a day; null for none. promised: the office's own last day."""
    reached = [
        rung
        for clock in clocks.values()
        for rung in rungs_reached(clock, ladder, on, promised=promised(clock), state=state)
        if rung in ladder.rungs
    ]
    return max(reached, key=ladder.rungs.index, default=None)


def cards_between(
    case: Case, ladder: Ladder, after: date, through: date, calendar: WorkCalendar | None = None
) -> tuple[Card, ...]:
    """Every card that the days of (after, through] raise, each once a clock and rung, with the day it was reached.

    Asked once for a week or daily, the cards are the same: each day is judged on the facts up to that day.
    """
    state, clocks = _seen(case, after, calendar)
    known = {(key, rung.id) for key, rung in _reached(state, clocks, ladder, after, _no_promise)}
    return cards_due(case, ladder, after + _DAY, through, known, calendar)


def cards_due(
    case: Case,
    ladder: Ladder,
    first: date,
    last: date,
    raised: Collection[tuple[str, str]],
    calendar: WorkCalendar | None = None,
    promised: Promised = _no_promise,
    reader: Reader = read_clocks,
) -> tuple[Card, ...]:
    """Every card reached on a day from first to last (both included) that is not raised yet (clock key, rung id)."""
    found: dict[tuple[str, str], Card] = {}
    acts = sorted({event.on for event in case.history})
    day: date | None = first
    while day is not None and day <= last:
        state, clocks = _seen(case, day, calendar, reader)
        for key, rung in _reached(state, clocks, ladder, day, promised):
            if (key, rung.id) not in raised and (key, rung.id) not in found:
                found[key, rung.id] = Card(case.case_id, key, rung, day, ladder.told(rung))
        # between two acts nothing changes but the day: go on to the next act, or to the next rung
        near = next_rung_day(clocks, ladder, day, {*raised, *found}, state, promised)
        act = next((each for each in acts if each > day), None)
        day = min((each for each in (near, act) if each is not None), default=None)
    return tuple(found.values())


def next_rung_day(
    clocks: Mapping[str, Clock],
    ladder: Ladder,
    after: date,
    raised: Collection[tuple[str, str]],
    state: str = "",
    promised: Promised = _no_promise,
) -> date | None:
    """The first day after a day on which a sweep should look at a case, as its clocks stand; null: none.

    Never too late: while nothing happens a due day only moves later, so an early look finds nothing and asks again.
    """
    days = [
        day
        for key, clock in clocks.items()
        for rung in _may_reach(clock, ladder, state)
        if (key, rung.id) not in raised and (day := _reached_on(clock, rung, promised(clock))) is not None
    ]
    return max(min(days), after + _DAY) if days else None


def _may_reach(clock: Clock, ladder: Ladder, state: str) -> tuple[Rung, ...]:
    """The rungs that a clock may still come to."""
    if clock.due is None or clock.deadline is None:
        return ()
    if clock.limit in ladder.reminds and ladder.reminder is not None:
        return (ladder.reminder,) if clock.ended_on is None and clock.state in ("running", "lapsed") else ()
    window = dict(ladder.windows).get(clock.limit)
    if window is not None:
        warns = clock.state == "running" and (not state or state in window)
        return tuple(rung for rung in ladder.rungs if rung.offset < 0) if warns else ()
    if clock.limit not in ladder.limits or clock.state in ("ended", "met", "unknown", "not_started", "lapsed"):
        return ()
    return ladder.rungs


def _reached_on(clock: Clock, rung: Rung, promised: date | None) -> date | None:
    """The first day on which a rung is reached as the clock stands; null where the duty was done before it."""
    assert clock.due is not None and clock.deadline is not None  # noqa: S101, PT018
    days = clock.deadline.calendar
    measured, offset = _measure(clock, rung, promised)
    day = days.add(measured, offset) if offset > 0 else days.subtract(measured, -offset) if offset < 0 else measured
    while signed_days(days, measured, day - _DAY) >= offset:
        day -= _DAY
    return None if clock.ended_on is not None and clock.ended_on < day else day


def _seen(
    case: Case, day: date, calendar: WorkCalendar | None, reader: Reader = read_clocks
) -> tuple[str, dict[str, Clock]]:
    """Where a case stood at the end of a day, and its clocks; nothing before its opening."""
    events = [event for event in case.history if event.on <= day]
    if not any(event.step == "open" for event in events):
        return "", {}
    seen = case if len(events) == len(case.events) else replay(case.regime, events, implied=case.implies)
    return seen.state, reader(seen, day, calendar)


def _reached(
    state: str, clocks: Mapping[str, Clock], ladder: Ladder, day: date, promised: Promised
) -> list[tuple[str, Rung]]:
    return [
        (key, rung)
        for key, clock in clocks.items()
        for rung in rungs_reached(clock, ladder, day, promised=promised(clock), state=state)
    ]
