"""Events as entries and back: stored by name and version, older ones raised to today's form, unknown ones kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from casework.case import CaseOpened, Event, FactCorrected, Mark, StepTaken
from casework.case.events import make_event
from casework.errors import LedgerCorrupt
from casework.ledger.chain import START, link, seal
from casework.ledger.entry import IMPLIED, PIN, Entry, Sealed, bodies, public_part

VERSIONS: Final[dict[str, int]] = {"CaseOpened": 1, "StepTaken": 1, "FactCorrected": 1}
"""The schema each of these events has today; every other name is a mark and stays as it was written."""
UPCASTS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}
"""From (name, version) to the payload of the next version. A change of a schema adds a row; none is taken out."""
_WHO: Final = ("by", "role")
_UNREADABLE: Final = (ValueError, AttributeError, RecursionError)


@frozen(slots=True)
class Pin:
    """The law a case is read by: the regime's id and the digest of its definition."""

    regime: str
    digest: str


def entries_of(
    events: Iterable[Event],
    case_id: str,
    *,
    after: Entry | None,
    at: str,
    secret: Callable[[Event], frozenset[str]],
    pin: Pin | None = None,
    implied: bool = False,
) -> tuple[Entry, ...]:
    """Events as the entries that follow one (null: the first of a case).

    Args:
        events: New events; each is given the next number.
        case_id: The case.
        after: The last entry there is.
        at: The instant of recording, ISO, UTC.
        secret: Which keys of an event's payload are sensitive.
        pin: The law, written into an opening entry.
        implied: The history leaves steps out that its readers must put between (a register's row); said there too.
    """
    seq, before = (0, START) if after is None else (after.seq, after.hash)
    written: list[Entry] = []
    for event in events:
        seq += 1
        name = event.name if isinstance(event, Mark) else type(event).__name__
        public, sealed = _split(event.payload, secret(event))
        actor, role = (str(public.pop(key, "") or "") for key in _WHO)
        if pin is not None and isinstance(event, CaseOpened):
            public[PIN] = [pin.regime, pin.digest]
            if implied:
                public[IMPLIED] = True
        version = VERSIONS.get(name, 1)
        entry = link(before, case_id, seq, event.on, at, actor, role, name, version, event.step, public, sealed)
        before = entry.hash
        written.append(entry)
    return tuple(written)


def _split(payload: Mapping[str, Any], secret: frozenset[str]) -> tuple[dict[str, Any], dict[str, Sealed]]:
    public, sealed = {}, {}
    for key, value in payload.items():
        if value is None or value == "":
            continue
        if key in secret:
            sealed[key] = seal(value.isoformat() if isinstance(value, date) else str(value))
        else:
            public[key] = value.isoformat() if isinstance(value, date) else value
    return public, sealed


def events_of(entries: Sequence[Entry]) -> tuple[Event, ...]:
    """The events of a case, sensitive values put back; what was erased reads as the stand-in named when it was.

    Raises:
        LedgerCorrupt: An entry cannot be read, or was written by a later release in a form this one does not know.
    """
    stand_ins: dict[str, str] = {}
    for entry in entries:
        if entry.name == "Redacted":
            stand_ins |= entry.public.get("instead", {})
    return tuple(_event(entry, payload, stand_ins) for entry, payload in zip(entries, _payloads(entries), strict=True))


def _payloads(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    try:
        return [public_part(read) for read in bodies([entry.body for entry in entries])]
    except _UNREADABLE:
        return [_payload(entry) for entry in entries]


def _payload(entry: Entry) -> dict[str, Any]:
    try:
        return entry.public
    except _UNREADABLE:
        said = f"{entry.case_id}, entry {entry.seq}: its payload cannot be read"
        raise LedgerCorrupt(said, seq=entry.seq) from None


def _event(entry: Entry, payload: dict[str, Any], stand_ins: Mapping[str, str]) -> Event:
    for key, each in entry.sealed.items():
        payload[key] = stand_ins.get(f"{entry.seq}.{key}", "") if each.value is None else each.value
    payload |= {key: text for key, text in zip(_WHO, (entry.actor, entry.role), strict=True) if text}
    known = VERSIONS.get(entry.name)
    if known is None:
        return Mark(entry.seq, entry.on, entry.name, payload)
    for version in range(entry.version, known):
        payload = UPCASTS[entry.name, version](payload)
    if entry.version > known:
        raise LedgerCorrupt(
            f"{entry.case_id}, entry {entry.seq}: {entry.name} version {entry.version} was written by a later release;"
            f" this one reads up to {known}"
        )
    if entry.name == CaseOpened.__name__:
        return CaseOpened(entry.seq, entry.on, entry.case_id, payload)
    event = make_event(entry.seq, entry.on, entry.step, payload)
    assert isinstance(event, StepTaken | FactCorrected)  # noqa: S101 - make_event makes nothing else
    return event


def pin_of(entries: Sequence[Entry]) -> Pin:
    """The law the case is pinned to: by its opening, or by the last migration that stands.

    Raises:
        LedgerCorrupt: No opening entry names one.
    """
    for entry in reversed(entries):
        if entry.name in ("Migrated", "CaseOpened") and (pin := entry.noted.get(PIN)):
            return Pin(str(pin[0]), str(pin[1]))
    raise LedgerCorrupt(f"{entries[0].case_id if entries else 'a case'}: no entry says by which law it is read")


def implied_of(entries: Sequence[Entry]) -> bool:
    """Whether missing steps are read between the entries."""
    return any(entry.name == "CaseOpened" and entry.noted.get(IMPLIED) is True for entry in entries[:1])


def pinned(pin: Pin) -> dict[str, list[str]]:
    """The part of a payload that pins a case."""
    return {PIN: [pin.regime, pin.digest]}


def unknown_events(entries: Iterable[Entry], known: Iterable[str]) -> tuple[Entry, ...]:
    """Entries whose kind this release does not know: kept and read over; someone should know of them."""
    names = {*VERSIONS, *known}
    return tuple(entry for entry in entries if entry.name not in names)
