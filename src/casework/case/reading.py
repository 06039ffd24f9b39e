"""Reading the clocks of a case on a day. Nothing is stored: every reading starts from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve, field, frozen

from casework.case.case import Case
from casework.case.clock import Clock, overdue_by, timed
from casework.case.events import Event
from casework.case.letters import SentLetter, answered_in_words, read_letters
from casework.case.notes import Note
from casework.case.receipt import unconfirmed_notes
from casework.case.relief import relief_clocks
from casework.case.run import run_limits
from casework.case.running import REPLIES, Running
from casework.law import Unit
from casework.law.dates import at_most
from casework.law.time_limit import Whose
from casework.procedure import Regime
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Reading:
    """All clocks of a case on a day, and what there is to say about how they came to stand so.

    events, letters: what was on record by then, from which they were read.
    """

    clocks: dict[str, Clock]
    notes: tuple[Note, ...]
    events: Sequence[Event] = field(repr=False, eq=False)
    letters: Sequence[SentLetter] = field(repr=False, eq=False)


def read_clocks(case: Case, on: date, calendar: WorkCalendar | None = None) -> dict[str, Clock]:
    """Every clock of a case as it reads at the end of a day, by key (limit id, then #2, #3 ... by opening).

    Args:
        case: The case; facts dated after the day are unseen.
        on: The day of the reading.
        calendar: Which days count; the regime's own if not given.

    Source:
        "Counting" of the procedure; each rule names its article in the clock's basis.
    """
    return read(case, on, calendar).clocks


def read(case: Case, on: date, calendar: WorkCalendar | None = None, *, relief: bool = True) -> Reading:
    """Like `read_clocks`, with the notes; without the limits of relief where nobody asks for them."""
    regime = case.regime
    days = regime.calendar() if calendar is None else calendar
    events, letters, runnings, notes = _run(case, on, days)
    clocks = [_main(running, on) for running in runnings]
    replies = [clock for clock in clocks if clock.limit == "reply"]
    over = replies[-1].ended_on if replies else None
    clocks += [clock for letter in letters if (clock := _others(regime, letter, on, over, days)) is not None]
    if relief:
        clocks += relief_clocks(case, events, replies, on, days)
    if not replies:
        clocks.insert(0, Clock("reply", 1, "not_started", reason=_NOT_YET))
    return Reading(_numbered(clocks), (*unconfirmed_notes(regime, events), *notes), events, letters)


def reply_clock(case: Case, on: date, calendar: WorkCalendar | None = None) -> Clock | None:
    """The latest reply limit as `read_clocks` gives it, without reading the others; null before there is one."""
    days = case.regime.calendar() if calendar is None else calendar
    runnings = _run(case, on, days, "reply")[2]
    replies = [running for running in runnings if running.limit.id == "reply"]
    return evolve(_main(replies[-1], on), instance=len(replies)) if replies else None


def runs_on(case: Case, on: date, days: WorkCalendar) -> list[Running]:
    """The office's own limits as they have run by a day."""
    return _run(case, on, days)[2]


def notes_on(case: Case, on: date, days: WorkCalendar, only: str = "") -> list[Note]:
    """What there is to say about late, repeated or ineffective acts up to a day (of one limit, if named)."""
    return _run(case, on, days, only)[3]


def _run(
    case: Case, on: date, days: WorkCalendar, only: str = ""
) -> tuple[list[Event], list[SentLetter], list[Running], list[Note]]:
    events = [event for event in case.history if event.on <= on]
    letters = read_letters(case.regime, events)
    return events, letters, *run_limits(case.regime, events, letters, on, days, only)


_NOT_YET = ("尚未收到", "not received yet")


def _numbered(clocks: Sequence[Clock]) -> dict[str, Clock]:
    found: dict[str, Clock] = {}
    seen: dict[str, int] = {}
    for clock in clocks:
        number = seen[clock.limit] = seen.get(clock.limit, 0) + 1
        if number > 1:
            found[f"{clock.limit}#{number}"] = evolve(clock, instance=number)
        else:
            found[clock.limit] = clock
    return found


def _main(running: Running, on: date) -> Clock:
    """A duty or window of the office as it reads on a day."""
    limit, ended, stopped_on = running.limit, running.ended_on, running.stopped_on
    if running.day_zero is None:
        return _not_begun(running)
    if stopped_on is not None and running.ended_by in REPLIES:
        return _replied_while_stopped(running, stopped_on)
    if stopped_on is not None and running.restarts:
        return _stopped(running, stopped_on)
    at = on if ended is None else min(ended, on)
    deadline = running.deadline(at)
    due = deadline.due
    used = at_most(running.used(at if stopped_on is None else min(at, stopped_on)), deadline.length)
    state = running.state(on, due)
    months = limit.unit is Unit.MONTHS
    return Clock(
        limit.id,
        1,
        state,
        running.day_zero,
        due,
        running.latest(on) if state in ("paused", "running") else None,
        deadline.length,
        None if months else used,
        None if months else deadline.length - used,
        0 if limit.whose is Whose.WINDOW else overdue_by(limit.unit, deadline, at),
        running.basis(),
        deadline,
        ended,
    )


def _not_begun(running: Running) -> Clock:
    """A limit without a day zero: not confirmed yet, not to be known, or over before it began."""
    state, reason = running.unknown or "not_started", running.reason
    if running.ended_on is not None and running.unknown != "unknown":
        state, reason = ("unknown", reason) if running.ended_by in REPLIES else ("ended", ("", ""))
    return Clock(running.limit.id, 1, state, reason=reason, basis=(running.limit.citation,), ended_on=running.ended_on)


def _stopped(running: Running, stopped_on: date) -> Clock:
    """A limit that will begin anew: it has no last day, and whatever ends it meanwhile ends it in time."""
    deadline = running.deadline(stopped_on)
    used = min(running.used(stopped_on), deadline.length)
    return Clock(
        running.limit.id,
        1,
        "stopped" if running.ended_on is None else "ended",
        running.day_zero,
        length=deadline.length,
        days_used=used,
        days_left=deadline.length - used,
        overdue_by=0,
        basis=running.basis(),
        ended_on=running.ended_on,
    )


_NOT_ON_RECORD = (
    "补正件收到日或缴费日未登记，答复是否按期无从判断",
    "the day the corrected application or the payment came is not on record: in time or not cannot be told",
)


def _replied_while_stopped(running: Running, stopped_on: date) -> Clock:
    """A reply while the clock stood still: in time if it would be so had the awaited act come at once, else unknown."""
    assert running.ended_on is not None  # noqa: S101 - it was replied to
    at_once = running.as_if_resumed_on(stopped_on)
    deadline = at_once.deadline(running.ended_on)
    if running.ended_on > deadline.due:
        return Clock(
            running.limit.id,
            1,
            "unknown",
            running.day_zero,
            basis=running.basis(),
            ended_on=running.ended_on,
            reason=_NOT_ON_RECORD,
        )
    used = min(at_once.used(running.ended_on), deadline.length)
    left = deadline.length - used
    return Clock(
        running.limit.id,
        1,
        "met",
        running.day_zero,
        length=deadline.length,
        days_used=used,
        days_left=left,
        overdue_by=0,
        basis=running.basis(),
        ended_on=running.ended_on,
    )


def _others(regime: Regime, letter: SentLetter, on: date, over: date | None, days: WorkCalendar) -> Clock | None:
    """The limit of whoever a letter asked."""
    if not letter.limit or letter.limit not in regime.limits:
        return None
    if letter.open_ended(regime):
        return None
    limit = regime.limits[letter.limit].on(letter.sent)
    deadline = letter.addressee_deadline(regime, days)
    ended_on = letter.closed if letter.closed is not None else over if over and over >= letter.sent else None
    if deadline is None:
        if letter.closed_by in ("withdraw_consultation", "cancel_fee_notice"):
            return Clock(limit.id, 1, "ended", ended_on=ended_on, basis=(limit.citation,))
        return Clock(limit.id, 1, "unknown", reason=_NO_DELIVERY, basis=(limit.citation,))
    state = _others_state(letter, on, deadline.due, ended_on)
    return timed(limit, state, deadline, on if ended_on is None else min(on, ended_on), ended_on, letter.delivered)


_NO_DELIVERY = ("送达日未登记", "the delivery of the letter is not on record")


def _others_state(letter: SentLetter, on: date, due: date, ended_on: date | None) -> str:
    if letter.closed is not None and answered_in_words(letter):
        return "met" if letter.closed <= due else "lapsed"
    if ended_on is not None and ended_on <= due:
        return "ended"
    return "lapsed" if on > due else "running"
