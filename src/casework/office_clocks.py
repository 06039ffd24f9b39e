"""The limits an office set itself, read as clocks beside those of the law: policy, never law.

`register` (the request is registered), `promise` (its own shorter limit for the reply), `archive` (the ended case is
archived) and `rectify` (what an applicant rated badly is put right). Each is there only where the office set it, counts
working days, and moves no clock of the law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import evolve

from casework.case import Case, Clock, Event, Mark, read_clocks
from casework.case.clock import timed
from casework.case.running import REPLIES
from casework.law import TimeLimit, Unit, last_day
from casework.law.citation import Act, Citation
from casework.law.dates import at_most
from casework.office import Office
from casework.procedure import Regime
from casework.workdays import WorkCalendar

POLICY: Final = Citation(Act("office_policy", "本单位规定", "office policy"))
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "register": ("登记期限", "time to register the request"),
    "promise": ("承诺答复期限", "promised time for the reply"),
    "archive": ("归档期限", "time to archive the case"),
    "rectify": ("差评整改期限", "time to put a bad rating right"),
}
"""Every limit of an office by its id, in Chinese and English."""
BAD: Final = 2
"""A rating of 1 or 2 of 5 (差评)."""
RATED: Final = "Rated"
RECTIFIED: Final = "Rectified"
RECORDED_IN: Final[Mapping[str, str]] = {"register": "registered_on", "archive": "archived_on"}
"""Which column of a register tells that the office did it; without the column nobody knows."""
_OF_REGISTERS: Final = ("promise", "register", "archive")
_ENDS: Final = (*REPLIES, "withdraw", "terminate", "lapse_uncorrected", "lapse_unpaid")
_OPEN: Final = ("running", "paused")
_NOT_RECORDED: Final = ("登记簿未记载", "the register does not record it")


def read_all(office: Office, case: Case, on: date, calendar: WorkCalendar | None = None) -> dict[str, Clock]:
    """Every clock of a case on a day: those of the law, then the office's own."""
    clocks = read_clocks(case, on, calendar)
    return {**clocks, **office_clocks(office, case, clocks, on, calendar)}


def office_clocks(
    office: Office,
    case: Case,
    clocks: Mapping[str, Clock],
    on: date,
    calendar: WorkCalendar | None = None,
    *,
    columns: Collection[str] | None = None,
) -> dict[str, Clock]:
    """The office's own clocks of a case on a day, by key (limit id, then #2, #3 ...); empty if it set no limit.

    Args:
        office: Its settings.
        case: The case; facts dated after the day are unseen.
        clocks: The clocks of the law, as `read_clocks` gives them on the day.
        on: The day of the reading.
        calendar: Which days count; the regime's own if not given.
        columns: Of a flat register, the columns it has; what none of them can tell is unknown. None: all is recorded.
    """
    if not office.sets_limits:
        return {}
    days = case.regime.calendar() if calendar is None else calendar
    events = [event for event in case.history if event.on <= on]
    replies = [clock for clock in clocks.values() if clock.limit == "reply"]
    implied = case.implies and any(event.step not in ("", "open", "confirm_receipt") for event in events)
    found = [
        *_register(office, events, replies, on, days, columns, implied=implied),
        *(promised for clock in replies if (promised := _promise(office, clock, on)) is not None),
        *_archive(office, events, on, days, columns),
        *_rectify(office, events, on, days),
    ]
    return {clock.key: clock for clock in found}


def own_columns(office: Office) -> tuple[str, ...]:
    """The columns that the office's limits add to a table of cases: for each its last day and its state."""
    counts = (office.promised, office.registers_within, office.archives_within)
    limits = [limit for limit, count in zip(_OF_REGISTERS, counts, strict=True) if count is not None]
    return tuple(name for limit in limits for name in (f"{limit}_due", limit))


def latest(own: Mapping[str, Clock], limit: str, reply: Clock | None) -> Clock | None:
    """The office's clock of a limit; of its promise the one on the given reply limit."""
    number = reply.instance if limit == "promise" and reply is not None else 1
    return own.get(limit if number == 1 else f"{limit}#{number}")


def limit_words(regime: Regime, limit: str) -> tuple[str, str]:
    """A limit in Chinese and English, of the law or of the office; an id nobody knows stays as it is."""
    known = regime.limits.get(limit)
    return (known.zh, known.en) if known is not None else WORDS.get(limit, (limit, limit))


@lru_cache(maxsize=64)
def _limit(limit_id: str, count: int) -> TimeLimit:
    zh, en = WORDS[limit_id]
    return TimeLimit(limit_id, zh, en, count, Unit.WORKING_DAYS, date(1900, 1, 1), POLICY, day_zero="")


def _counted(limit_id: str, count: int, start: date, done: date | None, on: date, days: WorkCalendar) -> Clock:
    """A plain clock of working days: met or missed once it is done, else running or missed."""
    deadline = last_day(_limit(limit_id, count), start, (), days)
    at = on if done is None else done
    state = "missed" if at > deadline.due else "running" if done is None else "met"
    return timed(deadline.limit, state, deadline, at, done, start)


def _unknown(limit_id: str, start: date) -> Clock:
    return Clock(limit_id, 1, "unknown", start, reason=_NOT_RECORDED, basis=(POLICY,))


def _register(
    office: Office,
    events: list[Event],
    replies: list[Clock],
    on: date,
    days: WorkCalendar,
    columns: Collection[str] | None,
    *,
    implied: bool,
) -> Iterator[Clock]:
    within = office.registers_within
    start = next((clock.day_zero for clock in replies if clock.day_zero is not None), None)
    if within is None or start is None:
        return
    done = next((event.on for event in events if event.step == "register"), None)
    ended = next((event.on for event in events if event.step in _ENDS), None)
    if done is None and (implied or (columns is not None and RECORDED_IN["register"] not in columns)):
        yield _unknown("register", start)
    elif done is None and ended is not None:
        yield evolve(_counted("register", within, start, ended, on, days), state="ended")
    else:
        yield _counted("register", within, start, done, on, days)


def _promise(office: Office, reply: Clock, on: date) -> Clock | None:
    """The promise on one reply limit: it stands still with it, and is kept or missed by its own last day."""
    deadline = office.promised_deadline(reply)
    if deadline is None or reply.days_used is None:
        return None
    due, at = deadline.due, on if reply.ended_on is None else reply.ended_on
    late = at > due
    state = "missed" if late else "met" if reply.state == "missed" else reply.state
    if reply.state == "ended":
        state = "ended"
    limit = _limit("promise", office.promised or 1)
    used = at_most(reply.days_used, deadline.length)
    return evolve(
        reply,
        limit="promise",
        state=state,
        due=due,
        latest_due=None,
        length=deadline.length,
        days_used=used,
        days_left=deadline.length - used,
        overdue_by=deadline.calendar.count_after(due, at) if late else 0,
        basis=(POLICY,),
        deadline=evolve(deadline, limit=limit),
    )


def _archive(
    office: Office, events: list[Event], on: date, days: WorkCalendar, columns: Collection[str] | None
) -> Iterator[Clock]:
    within = office.archives_within
    ended = [event.on for event in events if event.step in _ENDS]
    if within is None or not ended:
        return
    done = next((event.on for event in events if event.step == "archive"), None)
    if done is None and columns is not None and RECORDED_IN["archive"] not in columns:
        yield _unknown("archive", ended[-1])
    else:
        yield _counted("archive", within, ended[-1], done, on, days)


def _rectify(office: Office, events: list[Event], on: date, days: WorkCalendar) -> Iterator[Clock]:
    within = office.rectify_within
    if within is None:
        return
    marks = [event for event in events if isinstance(event, Mark)]
    done = [mark.on for mark in marks if mark.name == RECTIFIED]
    bad = [mark for mark in marks if mark.name == RATED and int(mark.payload["score"]) <= BAD]
    for number, mark in enumerate(bad, 1):
        clock = _counted("rectify", within, mark.on, done.pop(0) if done else None, on, days)
        yield evolve(clock, instance=number)


def is_open(clock: Clock) -> bool:
    """Whether what the clock limits is still to be done."""
    return clock.ended_on is None and clock.state in (*_OPEN, "missed")
