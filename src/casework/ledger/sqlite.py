"""A ledger in one SQLite file, readable in Datasette; the only door to sqlite-utils.

An append is one `begin immediate` transaction and on disk when it returns (write-ahead log, synchronous=FULL).
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlite_utils import Database, Migrations

from casework.errors import CaseNotFound, CaseworkError, LedgerConflict
from casework.ledger import rows
from casework.ledger import sqlite_schema as sql
from casework.ledger.entry import Change, Delivery, Entry, Record
from casework.ledger.sqlite_errors import BUSY_SECONDS, RowInTheWay, told

_PAGE: Final = 5000
_CHUNK: Final = 1000
_SCRUB_MS: Final = 5000
_LEFT: Final[list[Database]] = []
"""Connections of the process this one was forked from: they may be neither used nor closed here."""
MIGRATIONS: Final = Migrations("casework ledger")


def _step(name: str, script: str) -> None:
    @MIGRATIONS(name=name)
    def run(db: Database) -> None:
        db.executescript(script)


for _name, _script in sql.SCHEMA.items():
    _step(_name, _script)


def _connected(path: Path) -> Database:
    conn = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db = Database(conn, recursive_triggers=False, execute_plugins=False)
        for pragma in ("synchronous=full", "foreign_keys=on", "secure_delete=on"):
            db.execute(f"pragma {pragma}")
    except BaseException:
        conn.close()
        raise
    return db


class _Held:
    """The connection of one thread of one process, closed with the thread."""

    def __init__(self, db: Database) -> None:
        self.db, self.pid = db, os.getpid()

    def close(self, getpid: Callable[[], int] = os.getpid, left: list[Database] = _LEFT) -> None:
        """Close it where it was made; in a forked process, put it aside."""
        if self.pid == getpid():
            self.db.close()
        else:
            left.append(self.db)

    __del__ = close


class SqliteLedger:
    """A ledger in a file, made on first use; share one among threads, close it when done (or use `with`).

    Raises:
        CaseworkError: The file cannot be opened or written, is no ledger, or was made by a later release.
    """

    def __init__(self, path: str | Path) -> None:
        if str(path) in ("", ":memory:"):
            raise CaseworkError("SqliteLedger needs the path of a file; MemoryLedger keeps cases in memory")
        if sqlite3.sqlite_version_info < (3, 37):
            raise CaseworkError(f"SqliteLedger needs SQLite 3.37 or newer; this Python has {sqlite3.sqlite_version}")
        self.path = Path(path)
        self._local = threading.local()
        self._all: weakref.WeakValueDictionary[int, _Held] = weakref.WeakValueDictionary()
        self._closed = self._to_scrub = False
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"SqliteLedger({str(self.path)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of every thread; the ledger cannot be used again."""
        self._closed = True
        for ref in self._all.valuerefs():
            if (held := ref()) is not None:
                held.close()

    def append(self, *changes: Change) -> None:
        """Write all changes or none."""
        ordered = rows.in_order(changes)
        if not changes:
            return
        try:
            with self._writing() as db:
                self._write(db, ordered, changes)
        except RowInTheWay:
            raise rows.conflict_of(self, ordered) from None
        if self._to_scrub or any(change.erase for change in changes):
            self._scrub()

    def _write(self, db: Database, ordered: Sequence[Change], changes: Sequence[Change]) -> None:
        many = db.conn.executemany
        many(sql.INSERT_CASE, (rows.record_row(each.record) for each in ordered if not each.expected))
        later = [each for each in ordered if each.expected]
        cases = ((*rows.record_row(each.record)[1:], each.record.case_id, each.expected) for each in later)
        if later and many(sql.UPDATE_CASE, cases).rowcount != len(later):
            raise RowInTheWay
        many(sql.ERASE, ((each.record.case_id, *one) for each in later for one in each.erase))
        many(sql.INSERT_KEY, rows.key_rows(ordered))
        many(sql.INSERT_ENTRY, rows.entry_rows(ordered))
        many(sql.INSERT_SEALED, rows.sealed_rows(ordered))
        many(sql.INSERT_DELIVERY, rows.outbox_rows(changes))

    @contextmanager
    def importing(self) -> Iterator[Self]:
        """Appends of this thread need not reach the disk one by one; all have when the block ends."""
        self._run("pragma synchronous=normal")
        try:
            yield self
        finally:
            self._run("pragma synchronous=full")
            self._run("pragma wal_checkpoint(full)")

    def record(self, case_id: str) -> Record:
        """The row of a case."""
        found = self._run(sql.SELECT_CASE, case_id)
        if not found:
            raise CaseNotFound(f"there is no case {case_id!r}")
        return rows.record_of(found[0])

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Every entry of a case."""
        return rows.entries_from(self._run(sql.SELECT_ENTRIES, case_id), self._run(sql.SELECT_SEALED, case_id))

    def records(self, *, state: str | None = None, rung_by: date | None = None) -> Iterator[Record]:
        """Rows by case_id, read a page at a time, so that a slow reader holds nobody up."""
        first, query = sql.select_cases(state=state is not None, rung=rung_by is not None)
        wanted = [*([] if state is None else [state]), *([] if rung_by is None else [rung_by.isoformat()])]
        page = self._run(first, "", *wanted, _PAGE)
        while page:
            yield from map(rows.record_of, page)
            page = self._run(query, page[-1][0], *wanted, _PAGE) if len(page) == _PAGE else []

    def written(self, key: str) -> tuple[str, int] | None:
        """Which entry a key wrote."""
        found = self._run(sql.SELECT_KEY, key)
        return (found[0][0], found[0][1]) if found else None

    def outbox(self, *, due_by: str | None = None) -> tuple[Delivery, ...]:
        """What is not delivered."""
        found = self._run(sql.SELECT_OUTBOX) if due_by is None else self._run(sql.SELECT_OUTBOX_DUE, due_by)
        return tuple(map(rows.delivery_of, found))

    def settle(self, delivery: Delivery, attempts: int) -> bool:
        """Store a delivery anew if nobody else did meanwhile."""
        with self._writing() as db:
            row = rows.delivery_row(delivery)
            return db.execute(sql.SETTLE, (*row[1:], row[0], attempts)).rowcount == 1

    def keep_definition(self, digest: str, text: str) -> None:
        """Keep a definition once."""
        if self.definition(digest) is None:
            with self._writing() as db:
                db.execute(sql.KEEP_DEFINITION, (digest, text))

    def definition(self, digest: str) -> str | None:
        """The text kept under a digest."""
        found = self._run(sql.SELECT_DEFINITION, digest)
        return str(found[0][0]) if found else None

    def reindex(self, records: Iterable[Record]) -> None:
        """Write the derived columns anew, some rows at a time."""
        waiting = iter(records)
        while chunk := list(islice(waiting, _CHUNK)):
            with self._writing() as db:
                derived = ((*rows.derived_row(each), each.case_id, each.version) for each in chunk)
                db.conn.executemany(sql.REINDEX, derived)

    def _db(self) -> Database:
        """This thread's connection; a new one in a new thread and after a fork."""
        if self._closed:
            raise CaseworkError(f"{self.path}: the ledger was closed")
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or held.pid != os.getpid():
            self._local.held = held = _Held(_connected(self.path))
            self._all[id(held)] = held
        return held.db

    def _run(self, query: str, *values: Any) -> list[Any]:
        with told(self.path):
            return self._db().execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with told(self.path):
            db = self._db()
            db.execute("begin immediate")
            try:
                yield db
                db.execute("commit")
            except BaseException:
                db.rollback()
                raise

    def _scrub(self) -> None:
        """Empty the write-ahead log, where an erased value still stands; again later if a reader is in the way."""
        self._to_scrub = True
        with suppress(LedgerConflict):
            self._run(f"pragma busy_timeout={_SCRUB_MS}")
            self._to_scrub = bool(self._run("pragma wal_checkpoint(truncate)")[0][0])
            self._run(f"pragma busy_timeout={BUSY_SECONDS * 1000}")

    def _prepare(self) -> None:
        """Bring the schema up to date. Two processes that make one file collide, and here SQLite does not wait."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with told(self.path):
                    return self._migrate(self._db())
            except LedgerConflict:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _migrate(self, db: Database) -> None:
        if newer := [each.name for each in MIGRATIONS.applied(db) if each.name not in sql.SCHEMA]:
            raise CaseworkError(f"{self.path}: a later release of casework wrote it ({newer[0]}); upgrade casework")
        if MIGRATIONS.pending(db):
            with self._writing():
                if not MIGRATIONS.applied(db) and (strange := set(sql.TABLES) & set(db.table_names())):
                    name = min(strange)
                    raise CaseworkError(f"{self.path}: its table {name!r} is not a ledger's; name another file")
                MIGRATIONS.apply(db)
        db.enable_wal()
