"""A ledger over tables you have already: here an OA's `document` table, with the standard library's sqlite3 alone.

The protocol is ten methods. `LedgerContract` (see tests/examples/test_own_ledger.py) proves this one; yours needs the
same few lines of test.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from attrs import asdict, evolve

from casework.errors import CaseNotFound, LedgerConflict
from casework.ledger import Change, Delivery, Entry, Record, Sealed

SCHEMA = """
create table if not exists document (kind text, id text, no integer, body text, primary key (kind, id, no));
"""


class DocumentLedger:
    """Keeps each thing as one row: its kind, its id, its number among those of one id, and JSON."""

    def __init__(self, path: str | Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False, timeout=30)
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    # -- your storage: four small functions -----------------------------------------------------------------------

    def _get(self, kind: str, key: str, no: int = 0) -> dict[str, Any] | None:
        with self._lock:
            row = self._db.execute(
                "select body from document where kind = ? and id = ? and no = ?", (kind, key, no)
            ).fetchone()
        return None if row is None else json.loads(row[0])

    def _all(self, kind: str, key: str | None = None, *, as_written: bool = False) -> list[dict[str, Any]]:
        order = "rowid" if as_written else "id, no"
        ask = f"select body from document where kind = ? and (? is null or id = ?) order by {order}"  # noqa: S608
        with self._lock:
            rows = self._db.execute(ask, (kind, key, key)).fetchall()
        return [json.loads(body) for (body,) in rows]

    def _put(self, kind: str, key: str, value: dict[str, Any], no: int = 0, *, new: bool = False) -> None:
        there = "" if new else " on conflict (kind, id, no) do update set body = excluded.body"
        self._db.execute(
            f"insert into document values (?, ?, ?, ?){there}",  # noqa: S608
            (kind, key, no, json.dumps(value, ensure_ascii=False, default=str)),
        )

    def _in_one_transaction(self, work: Any) -> Any:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                done = work()
            except BaseException as error:
                self._db.execute("rollback")
                if isinstance(error, sqlite3.IntegrityError):
                    raise LedgerConflict("this case, entry or key is there already") from None
                raise
            self._db.execute("commit")
            return done

    # -- the ten methods -------------------------------------------------------------------------------------------

    def append(self, *changes: Change) -> None:
        """Write all changes or none."""
        self._in_one_transaction(lambda: [self._write(change) for change in changes])

    def _write(self, change: Change) -> None:
        case_id = change.record.case_id
        held = self._get("case", case_id)
        version = held["version"] if held else 0
        if version != change.expected:
            raise LedgerConflict(f"{case_id}: version {change.expected} was expected, {version} stands")
        self._put("case", case_id, asdict(change.record), new=change.expected == 0)
        for seq, key in change.erase:
            old = self._get("entry", case_id, seq)
            if old and key in old["sealed"]:
                old["sealed"][key] |= {"salt": None, "value": None}
                self._put("entry", case_id, old, seq)
        for entry in change.entries:
            self._put("entry", case_id, asdict(entry), entry.seq, new=True)
        if change.key:
            self._put("key", change.key, {"case_id": case_id, "seq": change.record.version}, new=True)
        for delivery in change.deliveries:
            self._put("delivery", delivery.id, asdict(delivery), new=True)

    def record(self, case_id: str) -> Record:
        """The row of a case."""
        held = self._get("case", case_id)
        if held is None:
            raise CaseNotFound(f"there is no case {case_id!r}")
        return _record(held)

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Every entry of a case."""
        return tuple(_entry(each) for each in self._all("entry", case_id))

    def records(self, *, state: str | None = None, rung_by: date | None = None) -> Iterator[Record]:
        """Rows by case_id."""
        for held in self._all("case"):
            row = _record(held)
            near = rung_by is None or (row.next_rung_on is not None and row.next_rung_on <= rung_by)
            if near and state in (None, row.state):
                yield row

    def written(self, key: str) -> tuple[str, int] | None:
        """Which entry a key wrote."""
        held = self._get("key", key)
        return None if held is None else (held["case_id"], held["seq"])

    def outbox(self, *, due_by: str | None = None) -> tuple[Delivery, ...]:
        """What is not delivered."""
        every = (Delivery(**each) for each in self._all("delivery", as_written=True))
        return tuple(each for each in every if not each.delivered_at and (due_by is None or each.next_try_at <= due_by))

    def settle(self, delivery: Delivery, attempts: int) -> bool:
        """Store a delivery anew if nobody else did meanwhile."""

        def work() -> bool:
            held = self._get("delivery", delivery.id)
            if held is None or held["delivered_at"] or held["attempts"] != attempts:
                return False
            self._put("delivery", delivery.id, asdict(delivery))
            return True

        return bool(self._in_one_transaction(work))

    def keep_definition(self, digest: str, text: str) -> None:
        """Keep a definition once."""
        if self._get("definition", digest) is None:
            self._in_one_transaction(lambda: self._put("definition", digest, {"text": text}))

    def definition(self, digest: str) -> str | None:
        """The text kept under a digest."""
        held = self._get("definition", digest)
        return None if held is None else held["text"]

    def reindex(self, records: Iterable[Record]) -> None:
        """Write the derived columns anew."""

        def work() -> None:
            for row in records:
                held = self._get("case", row.case_id)
                if held is not None and held["version"] == row.version:
                    kept = _record(held)
                    anew = evolve(kept, state=row.state, due=row.due, next_rung_on=row.next_rung_on)
                    self._put("case", row.case_id, asdict(anew))

        self._in_one_transaction(work)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _record(held: dict[str, Any]) -> Record:
    days = {"opened_on": date.fromisoformat(held["opened_on"])}
    return Record(**held | days | {"due": _day(held["due"]), "next_rung_on": _day(held["next_rung_on"])})


def _entry(held: dict[str, Any]) -> Entry:
    sealed = {key: Sealed(**each) for key, each in held["sealed"].items()}
    return Entry(**held | {"on": date.fromisoformat(held["on"]), "sealed": sealed})
