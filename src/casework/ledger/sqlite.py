"""A ledger in one SQLite file, readable in Datasette; the only door to sqlite-utils.

An append is one `begin immediate` transaction and on disk when it returns (write-ahead log, synchronous=FULL).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlite_utils import Database, Migrations

from casework.errors import CaseNotFound, CaseworkError, LedgerConflict
from casework.ledger import rows, sqlite_inspect
from casework.ledger import sqlite_schema as sql
from casework.ledger.admission import check_definition, findable
from casework.ledger.entry import Change, Delivery, Entry, Record
from casework.ledger.protocol import WAIT_SECONDS
from casework.ledger.sqlite_connections import Connections
from casework.ledger.sqlite_errors import RowInTheWay, told

_PAGE: Final = 5000
_CHUNK: Final = 1000
_SCRUB_SECONDS: Final = 5.0
MIGRATIONS: Final = Migrations("casework ledger")


def _step(name: str, script: str) -> None:
    @MIGRATIONS(name=name)
    def run(db: Database) -> None:
        db.executescript(script)


for _name, _script in sql.SCHEMA.items():
    _step(_name, _script)


class SqliteLedger:
    """A ledger in a file, made on first use; share one among threads, close it when done (or use `with`).

    Args:
        path: The file.
        wait: Seconds a writer waits for another one before it gives up with `LedgerBusy`.

    Raises:
        CaseworkError: The file cannot be opened or written, is no ledger, or was made by a later release.
    """

    def __init__(self, path: str | Path, *, wait: float = WAIT_SECONDS) -> None:
        if str(path) in ("", ":memory:"):
            raise CaseworkError("SqliteLedger needs the path of a file; MemoryLedger keeps cases in memory")
        if sqlite3.sqlite_version_info < (3, 37):
            raise CaseworkError(f"SqliteLedger needs SQLite 3.37 or newer; this Python has {sqlite3.sqlite_version}")
        self.path, self.wait = Path(path), wait
        self._connections = Connections(self.path, wait)
        self._to_scrub = False
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
        """Wait for what other threads have begun, then close every connection; the ledger cannot be used again."""
        if self._to_scrub:
            with suppress(CaseworkError):
                self.scrub(wait=0)
        self._connections.close()

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
        if any(change.erase for change in changes):
            self._to_scrub = True
            self.scrub()
        elif self._to_scrub:
            self.scrub(wait=0)

    def _write(self, db: sqlite3.Connection, ordered: Sequence[Change], changes: Sequence[Change]) -> None:
        many = db.executemany
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
        found = self._run(sql.SELECT_CASE, case_id) if findable(case_id) else []
        if not found:
            raise CaseNotFound(f"there is no case {case_id!r}")
        return rows.record_of(found[0])

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Every entry of a case."""
        if not findable(case_id):
            return ()
        return rows.entries_from(self._run(sql.SELECT_ENTRIES, case_id), self._run(sql.SELECT_SEALED, case_id))

    def records(self, *, state: str | None = None, rung_by: date | None = None) -> Iterator[Record]:
        """Rows by case_id, read a page at a time, so that a slow reader holds nobody up."""
        if not findable(state or ""):
            return
        first, query = sql.select_cases(state=state is not None, rung=rung_by is not None)
        wanted = [*([] if state is None else [state]), *([] if rung_by is None else [rung_by.isoformat()])]
        page = self._run(first, "", *wanted, _PAGE)
        while page:
            yield from map(rows.record_of, page)
            page = self._run(query, page[-1][0], *wanted, _PAGE) if len(page) == _PAGE else []

    def written(self, key: str) -> tuple[str, int] | None:
        """Which entry a key wrote."""
        found = self._run(sql.SELECT_KEY, key) if findable(key) else []
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
        check_definition(text)
        if self.definition(digest) is None:
            with self._writing() as db:
                db.execute(sql.KEEP_DEFINITION, (digest, text))

    def definition(self, digest: str) -> str | None:
        """The text kept under a digest."""
        found = self._run(sql.SELECT_DEFINITION, digest) if findable(digest) else []
        return str(found[0][0]) if found else None

    def reindex(self, records: Iterable[Record]) -> None:
        """Write the derived columns anew, some rows at a time."""
        waiting = iter(records)
        while chunk := list(islice(waiting, _CHUNK)):
            with self._writing() as db:
                derived = ((*rows.derived_row(each), each.case_id, each.version) for each in chunk)
                db.executemany(sql.REINDEX, derived)

    def restore(self, records: Iterable[Record]) -> None:
        """Write every derived column anew where version and head are still theirs."""
        with self._writing() as db:
            db.executemany(sql.RESTORE, ((*rows.restored_row(r), r.case_id, r.version, r.head) for r in records))

    def every(self, table: str) -> Iterator[rows.Row]:
        """Every row of cases, keys, outbox or definitions by its id; what is no text is shown as far as it can be."""
        with told(self.path, self.wait):
            yield from sqlite_inspect.every(self._connections.using, table, _PAGE)

    def spans(self, table: str) -> Iterator[rows.Row]:
        """Of each case with rows in entries or sealed: case_id, first seq, last seq."""
        yield from self._run(sql.spans(table))

    def strange(self) -> Iterator[rows.Words]:
        """What stands in the file that no release of casework made, or is missing or altered there."""
        with told(self.path, self.wait), self._connections.using() as db, closing(sqlite3.connect(":memory:")) as fresh:
            MIGRATIONS.apply(Database(fresh, execute_plugins=False))
            found = list(sqlite_inspect.strange(db, fresh))
        yield from found

    def scrub(self, *, wait: float | None = None) -> bool:
        """Empty the write-ahead log, where erased values still stand; False if a reader was in the way.

        wait: Seconds to wait for readers; 5 if not given.
        """
        with suppress(LedgerConflict):
            self._run(f"pragma busy_timeout={int((_SCRUB_SECONDS if wait is None else wait) * 1000)}")
            try:
                self._to_scrub = bool(self._run("pragma wal_checkpoint(truncate)")[0][0])
            finally:
                self._run(f"pragma busy_timeout={int(self.wait * 1000)}")
            return not self._to_scrub
        return False

    def remains(self) -> rows.Words | None:
        """Where values erased here may still stand, and how to finish; None if nowhere that this store knows of."""
        return rows.in_the_log(self.path.name) if self._to_scrub else None

    def _run(self, query: str, *values: Any) -> list[Any]:
        with told(self.path, self.wait), self._connections.using() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with told(self.path, self.wait), self._connections.using() as db:
            db.execute("begin immediate")
            try:
                yield db
                db.execute("commit")
            except BaseException:
                db.rollback()
                raise

    def _prepare(self) -> None:
        """Bring the schema up to date. Two processes that make one file collide, and here SQLite does not wait."""
        until = time.monotonic() + self.wait
        while True:
            try:
                with told(self.path, self.wait), self._connections.using() as db:
                    return self._migrate(db)
            except LedgerConflict:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _migrate(self, conn: sqlite3.Connection) -> None:
        db = Database(conn, recursive_triggers=False, execute_plugins=False)
        if newer := [each.name for each in MIGRATIONS.applied(db) if each.name not in sql.SCHEMA]:
            raise CaseworkError(f"{self.path}: a later release of casework wrote it ({newer[0]}); upgrade casework")
        if MIGRATIONS.pending(db):
            with self._writing():
                if not MIGRATIONS.applied(db) and (strange := set(sql.TABLES) & set(db.table_names())):
                    name = min(strange)
                    raise CaseworkError(f"{self.path}: its table {name!r} is not a ledger's; name another file")
                MIGRATIONS.apply(db)
        db.enable_wal()
