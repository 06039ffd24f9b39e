"""What happened, as a small closed set of facts. A new state or step is a row of a table, never a new event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from attrs import evolve, field, frozen

from casework.errors import LedgerCorrupt
from casework.law import parse_day

Payload = Mapping[str, Any]


@frozen(slots=True)
class CaseOpened:
    """A request arrived. on is the day of the entry; the channel decides which day is its receipt."""

    step: ClassVar[str] = "open"
    seq: int
    on: date
    case_id: str
    payload: Payload = field(factory=dict, repr=False, hash=False)


@frozen(slots=True)
class StepTaken:
    """A step of the procedure was taken. The payload may hold people's data and stays out of the repr."""

    seq: int
    on: date
    step: str
    payload: Payload = field(factory=dict, repr=False, hash=False)


@frozen(slots=True)
class FactCorrected:
    """An earlier entry's day (key "on") or payload key was wrong; the old entry stays, every reading uses the new."""

    step: ClassVar[str] = "correct_entry"
    seq: int
    on: date
    entry: int
    key: str
    value: str = field(repr=False)
    reason: str = ""
    payload: Payload = field(factory=dict, repr=False, hash=False)


@frozen(slots=True)
class Mark:
    """Something noted on the file that is no step and moves no clock: a card raised, a due day that moved.

    An event this release does not know is kept as a mark under its own name, so that nothing is lost.
    """

    step: ClassVar[str] = ""
    seq: int
    on: date
    name: str
    payload: Payload = field(factory=dict, repr=False, hash=False)


Event = CaseOpened | StepTaken | FactCorrected | Mark


def make_event(seq: int, on: date, step: str, payload: Payload) -> StepTaken | FactCorrected:
    """The entry a step leaves: a correction of an earlier entry, or the step itself."""
    number = str(payload.get("entry", "")).strip()
    if step != "correct_entry" or not (number.isascii() and number.isdigit()):
        return StepTaken(seq, on, step, payload)
    key, value = str(payload.get("key", "")), str(payload.get("value", ""))
    return FactCorrected(seq, on, int(number), key, value, str(payload.get("reason", "")), payload)


def in_order(events: Sequence[Event]) -> list[Event]:
    """By day, then by entry: the order of recording changes nothing."""
    return sorted(events, key=lambda event: (event.on, event.seq))


def _moved(event: CaseOpened | StepTaken, day: str) -> CaseOpened | StepTaken:
    """The entry on another day; a day that cannot be read moves nothing."""
    try:
        return evolve(event, on=parse_day(day))
    except ValueError:
        return event


def settled(events: Sequence[Event]) -> bool:
    """Whether the entries stand in order already and none is corrected: then they are read as they are."""
    day, seq = date.min, 0
    for event in events:
        if event.on < day or (event.seq < seq and event.on == day) or type(event) is FactCorrected:
            return False
        day, seq = event.on, event.seq
    return True


def effective(events: Sequence[Event]) -> list[Event]:
    """The entries as corrected, in order; corrections themselves stay in the list."""
    if not any(isinstance(event, FactCorrected) for event in events):
        return in_order(events)
    by_seq = {event.seq: event for event in events}
    for event in sorted((e for e in events if isinstance(e, FactCorrected)), key=lambda e: e.seq):
        old = by_seq.get(event.entry)
        if old is None or isinstance(old, FactCorrected | Mark):
            continue
        if event.key == "on":
            by_seq[old.seq] = _moved(old, event.value)
        else:
            by_seq[old.seq] = evolve(old, payload={**old.payload, event.key: event.value})
    return in_order(list(by_seq.values()))


def event_to_dict(event: Event) -> dict[str, Any]:
    """An entry as plain data, ready for JSON; days are ISO text. People's data in the payload are in it."""
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in event.payload.items()}
    kept = {"event": type(event).__name__, "seq": event.seq, "on": event.on.isoformat(), "payload": plain}
    if isinstance(event, CaseOpened):
        return kept | {"case_id": event.case_id}
    if isinstance(event, Mark):
        return kept | {"event": event.name}
    return kept | {"step": event.step}


def event_from_dict(kept: Mapping[str, Any]) -> Event:
    """The entry back from plain data.

    A kind of entry that is not known here is kept as a mark.

    Raises:
        LedgerCorrupt: A part is missing.
    """
    try:
        seq, on, payload = int(kept["seq"]), date.fromisoformat(kept["on"]), dict(kept["payload"])
        match kept["event"]:
            case "CaseOpened":
                return CaseOpened(seq, on, str(kept["case_id"]), payload)
            case "StepTaken" | "FactCorrected":
                return make_event(seq, on, str(kept["step"]), payload)
            case str(name) if name:
                return Mark(seq, on, name, payload)
    except (KeyError, TypeError, ValueError) as error:
        raise LedgerCorrupt(f"an entry cannot be read: {type(error).__name__}: {error}") from None
    raise LedgerCorrupt(f"an entry without a kind: {kept['event']!r}")
