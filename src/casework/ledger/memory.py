"""A ledger in memory: for tests and trials. What ends with the process is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve

from casework.errors import CaseNotFound, LedgerConflict
from casework.ledger import rows
from casework.ledger.admission import check_definition
from casework.ledger.entry import Change, Delivery, Entry, Record, Sealed


class MemoryLedger:
    """Keeps everything in dictionaries, behind one lock."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._records: dict[str, Record] = {}
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._keys: dict[str, tuple[str, int]] = {}
        self._outbox: dict[str, Delivery] = {}
        self._definitions: dict[str, str] = {}

    def append(self, *changes: Change) -> None:
        """Write all changes or none."""
        with self._lock:
            self._refuse(changes)
            for change in changes:
                case_id = change.record.case_id
                kept = tuple(_erased(entry, change) for entry in self._entries.get(case_id, ()))
                self._entries[case_id] = kept + change.entries
                self._records[case_id] = change.record
                if change.key:
                    self._keys[change.key] = (case_id, change.record.version)
                self._outbox |= {delivery.id: delivery for delivery in change.deliveries}

    def _refuse(self, changes: tuple[Change, ...]) -> None:
        seen: set[str] = set()
        for change in changes:
            case_id = change.record.case_id
            held = self._records.get(case_id)
            version = held.version if held is not None else 0
            if version != change.expected:
                raise LedgerConflict(f"{case_id}: version {change.expected} was expected, {version} stands; reload it")
            names = [f"case {case_id}", *([f"key {change.key}"] if change.key else [])]
            names += [f"delivery {delivery.id}" for delivery in change.deliveries]
            if change.key in self._keys or any(name in seen for name in names):
                raise LedgerConflict(f"{case_id}: the key was used before, or the case stands twice in one batch")
            if any(delivery.id in self._outbox for delivery in change.deliveries):
                raise LedgerConflict(f"{case_id}: a delivery of this id was written before")
            seen.update(names)

    def record(self, case_id: str) -> Record:
        """The row of a case."""
        with self._lock:
            if case_id not in self._records:
                raise CaseNotFound(f"there is no case {case_id!r}")
            return self._records[case_id]

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Every entry of a case."""
        with self._lock:
            return self._entries.get(case_id, ())

    def records(self, *, state: str | None = None, rung_by: date | None = None) -> Iterator[Record]:
        """Rows by case_id."""
        with self._lock:
            rows = sorted(self._records.values(), key=lambda row: row.case_id)
        for row in rows:
            near = rung_by is None or (row.next_rung_on is not None and row.next_rung_on <= rung_by)
            if near and (state is None or row.state == state):
                yield row

    def written(self, key: str) -> tuple[str, int] | None:
        """Which entry a key wrote."""
        with self._lock:
            return self._keys.get(key)

    def outbox(self, *, due_by: str | None = None) -> tuple[Delivery, ...]:
        """What is not delivered."""
        with self._lock:
            waiting = [each for each in self._outbox.values() if not each.delivered_at]
        return tuple(each for each in waiting if due_by is None or each.next_try_at <= due_by)

    def settle(self, delivery: Delivery, attempts: int) -> bool:
        """Store a delivery anew if nobody else did meanwhile."""
        with self._lock:
            held = self._outbox.get(delivery.id)
            if held is None or held.delivered_at or held.attempts != attempts:
                return False
            self._outbox[delivery.id] = delivery
            return True

    def keep_definition(self, digest: str, text: str) -> None:
        """Keep a definition once."""
        check_definition(text)
        with self._lock:
            self._definitions.setdefault(digest, text)

    def definition(self, digest: str) -> str | None:
        """The text kept under a digest."""
        with self._lock:
            return self._definitions.get(digest)

    def reindex(self, records: Iterable[Record]) -> None:
        """Write the derived columns anew."""
        with self._lock:
            for row in records:
                held = self._records.get(row.case_id)
                if held is not None and held.version == row.version:
                    self._records[row.case_id] = evolve(
                        held, state=row.state, due=row.due, next_rung_on=row.next_rung_on
                    )

    def restore(self, records: Iterable[Record]) -> None:
        """Write every derived column anew where version and head are still theirs."""
        with self._lock:
            for row in records:
                held = self._records.get(row.case_id)
                if held is not None and (held.version, held.head) == (row.version, row.head):
                    self._records[row.case_id] = row

    def every(self, table: str) -> Iterator[rows.Row]:
        """Every row of cases, keys, outbox or definitions by its id."""
        with self._lock:
            found: dict[str, list[rows.Row]] = {
                "cases": [rows.record_row(each) for each in self._records.values()],
                "keys": [(key, *there) for key, there in self._keys.items()],
                "outbox": [rows.delivery_row(each) for each in self._outbox.values()],
                "definitions": list(self._definitions.items()),
            }
        yield from sorted(found[table])

    def spans(self, table: str) -> Iterator[rows.Row]:
        """Of each case with entries (or sensitive values): case_id, first seq, last seq."""
        with self._lock:
            held = dict(self._entries)
        for case_id, entries in held.items():
            seqs = [entry.seq for entry in entries if table == "entries" or entry.sealed]
            if seqs:
                yield case_id, min(seqs), max(seqs)

    def strange(self) -> Iterator[rows.Words]:
        """Nothing: there is no schema."""
        return iter(())


def _erased(entry: Entry, change: Change) -> Entry:
    """The entry without the values that a change erases; their digests stay."""
    gone = {key for seq, key in change.erase if seq == entry.seq}
    if not gone & set(entry.sealed):
        return entry
    kept = {key: Sealed(each.digest) if key in gone else each for key, each in entry.sealed.items()}
    return evolve(entry, sealed=kept)
