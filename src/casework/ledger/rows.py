"""Entries, cases and deliveries as plain rows: the same columns in every store, days as ISO text.

>>> record_row(Record("A1", 0, "", "cn", "d", date(2026, 3, 2)))
('A1', 0, '', 'cn', 'd', '2026-03-02', '', None, None)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

from casework.errors import CaseNotFound, LedgerConflict, LedgerCorrupt
from casework.ledger.entry import SEALED, Change, Delivery, Entry, Record, Sealed
from casework.ledger.protocol import Ledger

Row = tuple[Any, ...]

CASES: Final = ("case_id", "version", "head", "regime", "digest", "opened_on", "state", "due", "next_rung_on")
ENTRIES: Final = (
    *("case_id", "seq", "acted_on", "recorded_at", "actor", "role", "event", "event_version", "step", "body", "hash"),
)
SEALED_VALUES: Final = ("case_id", "seq", "key", "salt", "value")
KEYS: Final = ("key", "case_id", "version")
OUTBOX: Final = (
    *("id", "case_id", "seq", "hook", "body", "created_at", "attempts", "next_try_at", "delivered_at", "error"),
)

delivery_row = attrgetter(*OUTBOX)
_entry_tail = attrgetter("at", "actor", "role", "name", "version", "step", "body", "hash")


def record_row(record: Record) -> Row:
    """The row of a case, in the order of CASES."""
    head = (record.case_id, record.version, record.head, record.regime, record.digest, record.opened_on.isoformat())
    return (*head, *derived_row(record))


def derived_row(record: Record) -> Row:
    """State, due and next_rung_on of a case: what can be rebuilt."""
    due, rung = record.due, record.next_rung_on
    return (record.state, due.isoformat() if due else None, rung.isoformat() if rung else None)


def record_of(row: Sequence[Any]) -> Record:
    """A case from its row.

    Raises:
        LedgerCorrupt: A day in it is no day.
    """
    case_id, version, head, regime, digest, opened_on, state, due, rung = row
    try:
        days = day_of(opened_on), _maybe_day(due), _maybe_day(rung)
    except ValueError as error:
        raise LedgerCorrupt(f"the row of case {case_id} holds no day where one should be: {error}") from error
    return Record(case_id, version, head, regime, digest, days[0], state, days[1], days[2])


def day_of(text: str) -> date:
    """A day from its one form, YYYY-MM-DD: another form of the same day would sort elsewhere.

    Raises:
        ValueError: It is not a day in that form.
    """
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(f"Invalid isoformat string: {text!r}")
    return day


def _maybe_day(text: str | None) -> date | None:
    return None if text is None else day_of(text)


def delivery_of(row: Sequence[Any]) -> Delivery:
    """A delivery from its row."""
    return Delivery(*row)


def entry_rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Every entry that the changes write."""
    for change in changes:
        for entry in change.entries:
            yield (entry.case_id, entry.seq, entry.on.isoformat(), *_entry_tail(entry))


def sealed_rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Every sensitive value that the changes write; its digest stands in the entry's body alone."""
    for change in changes:
        for entry in change.entries:
            if entry.sealed:
                for key, each in entry.sealed.items():
                    yield (entry.case_id, entry.seq, key, each.salt, each.value)


def key_rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Every caller's key that the changes use up."""
    return ((each.key, each.record.case_id, each.record.version) for each in changes if each.key)


def outbox_rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Every message that the changes leave to be sent."""
    return (delivery_row(delivery) for change in changes for delivery in change.deliveries)


def entries_from(rows: Iterable[Sequence[Any]], sealed: Iterable[Sequence[Any]]) -> tuple[Entry, ...]:
    """The entries of one case from its rows, and from (seq, key, salt, value) of what was sealed.

    Raises:
        LedgerCorrupt: The day of an entry is no day.
    """
    values: dict[int, list[Sequence[Any]]] = {}
    for row in sealed:
        values.setdefault(row[0], []).append(row)
    return tuple(_entry(row, values.get(row[1])) for row in rows)


def _entry(row: Sequence[Any], values: list[Sequence[Any]] | None) -> Entry:
    case_id, seq, on, at, actor, role, name, version, step, body, digest = row
    try:
        day = day_of(on)
    except ValueError as error:
        raise LedgerCorrupt(f"{case_id}, entry {seq}: {on!r} is no day", seq=seq) from error
    held: dict[str, Sealed] = {}
    if values:
        digests = _digests(body)
        held = {key: Sealed(str(digests.get(key, "")), salt, value) for _, key, salt, value in values}
    return Entry(case_id, seq, day, at, actor, role, name, version, step, body, digest, held)


def _digests(body: str) -> Mapping[str, Any]:
    """What a body says of its sealed values; nothing if it cannot be read, so that checking it can say so."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    named = read.get(SEALED) if isinstance(read, dict) else None
    return named if isinstance(named, dict) else {}


def in_order(changes: Sequence[Change]) -> list[Change]:
    """The changes by case, so that two writers take rows in the same order.

    Raises:
        LedgerConflict: A case stands twice.
    """
    ordered = sorted(changes, key=lambda change: change.record.case_id)
    for one, next_one in pairwise(ordered):
        if one.record.case_id == next_one.record.case_id:
            raise LedgerConflict(f"{one.record.case_id}: the case stands twice in one batch")
    return ordered


def conflict_of(ledger: Ledger, changes: Iterable[Change]) -> LedgerConflict:
    """Why a store refused the changes, read after it did: the first case or key in the way."""
    for change in changes:
        case_id = change.record.case_id
        try:
            version = ledger.record(case_id).version
        except CaseNotFound:
            version = 0
        if version != change.expected:
            return LedgerConflict(f"{case_id}: version {change.expected} was expected, {version} stands; reload it")
        if change.key and (used := ledger.written(change.key)) is not None:
            return LedgerConflict(f"{case_id}: the key {change.key!r} was used before, by case {used[0]}")
    return LedgerConflict("an entry, a key or a delivery of these changes was written before; reload the cases")
