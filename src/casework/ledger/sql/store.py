"""A ledger in PostgreSQL or MariaDB: one act is one transaction, tried again when the server chose it to give way."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Connection, Select, Table, func, insert, inspect, null, select, update

from casework.errors import CaseNotFound, CaseworkError, LedgerBusy, LedgerClosed, LedgerConflict
from casework.ledger import rows
from casework.ledger.admission import check_definition, findable
from casework.ledger.entry import Change, Delivery, Entry, Record
from casework.ledger.protocol import WAIT_SECONDS
from casework.ledger.sql.connect import engine_for, parsed, shown
from casework.ledger.sql.errors import GaveWay, InTheWay, told
from casework.ledger.sql.inspect import strange
from casework.ledger.sql.tables import VERSION, Tables, tables

T = TypeVar("T")
_TRIES: Final = 8
_PAGE: Final = 5000
_CHUNK: Final = 1000
_REMAINS: Final[dict[str, rows.Words]] = {
    "postgresql": (
        "已清除的内容在旧行版本和服务器日志中可能仍在；请管理员对 sealed 表运行 VACUUM FULL，并清理归档日志和备份",
        "what was erased may still stand in dead rows and in the server's own log; have the administrator run"
        " VACUUM FULL on the table `sealed`, and purge archived logs and backups",
    ),
    "mysql": (
        "已清除的内容在服务器的日志（binlog、redo、undo）中可能仍在；请管理员清理日志和备份",
        "what was erased may still stand in the server's own logs (binary, redo, undo); have the administrator"
        " purge them and the backups",
    ),
}


class SqlLedger:
    """A ledger in a database server; share one among threads and forked processes, close it when done (or use `with`).

    An erased value is gone from the tables; what the server keeps besides (its own log, dead rows, backups) is for its
    administrator to purge.

    Args:
        url: Where, as SQLAlchemy writes it: postgresql+psycopg://user@host/name, mysql+pymysql://user@host/name.
        prefix: What the names of the tables begin with: small letters, digits, underscores.
        wait: Seconds a writer waits for another one before it gives up with `LedgerBusy`; whole seconds on MariaDB.

    Raises:
        CaseworkError: The server cannot be reached or used, or a later release made the tables.
    """

    def __init__(self, url: str, *, prefix: str = "", wait: float = WAIT_SECONDS) -> None:
        if re.fullmatch("[a-z0-9_]{0,30}", prefix) is None:
            raise CaseworkError(f"prefix {prefix!r}: up to 30 small letters, digits and underscores were expected")
        self._url, self.prefix = parsed(url), prefix
        self.address, self.wait = shown(self._url), wait
        self._engine, self._pid, self._closed = engine_for(self._url, wait), os.getpid(), False
        self._erased = False
        try:
            self._tables = self._prepared()
        except BaseException:
            self.close()
            raise

    def __repr__(self) -> str:
        return f"SqlLedger({self.address!r}, prefix={self.prefix!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection; the ledger cannot be used again."""
        self._closed = True
        self._engine.dispose(close=self._pid == os.getpid())

    def append(self, *changes: Change) -> None:
        """Write all changes or none."""
        ordered = rows.in_order(changes)
        if not changes:
            return
        try:
            self._write(lambda connection: self._append(connection, ordered, changes))
        except InTheWay:
            raise rows.conflict_of(self, ordered) from None
        self._erased |= any(change.erase for change in changes)

    def _append(self, connection: Connection, ordered: Sequence[Change], changes: Sequence[Change]) -> None:
        here = self._tables
        new = (rows.record_row(each.record) for each in ordered if not each.expected)
        _insert(connection, here.cases, rows.CASES, new)
        for each in (change for change in ordered if change.expected):
            row = dict(zip(rows.CASES, rows.record_row(each.record), strict=True))
            if not self._update_case(connection, each.record.case_id, each.expected, row):
                raise InTheWay(f"{each.record.case_id}: version {each.expected} was expected; reload it")
            for seq, key in each.erase:
                where = (
                    here.sealed.c.case_id == each.record.case_id,
                    here.sealed.c.seq == seq,
                    here.sealed.c.key == key,
                )
                connection.execute(update(here.sealed).where(*where).values(salt=null(), value=null()))
        _insert(connection, here.keys, rows.KEYS, sorted(rows.key_rows(ordered)))
        _insert(connection, here.entries, rows.ENTRIES, rows.entry_rows(ordered))
        _insert(connection, here.sealed, rows.SEALED_VALUES, rows.sealed_rows(ordered))
        _insert(connection, here.outbox, rows.OUTBOX, rows.outbox_rows(changes))

    def _update_case(self, connection: Connection, case_id: str, version: int, row: dict[str, Any]) -> bool:
        cases = self._tables.cases
        where = (cases.c.case_id == case_id, cases.c.version == version)
        return connection.execute(update(cases).where(*where).values(row)).rowcount == 1

    def record(self, case_id: str) -> Record:
        """The row of a case."""
        cases = self._tables.cases
        found = self._read(_columns(cases, rows.CASES).where(cases.c.case_id == case_id), case_id)
        if not found:
            raise CaseNotFound(f"there is no case {case_id!r}")
        return rows.record_of(found[0])

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Every entry of a case."""
        entries, sealed = self._tables.entries, self._tables.sealed
        found = self._read(
            _columns(entries, rows.ENTRIES).where(entries.c.case_id == case_id).order_by(entries.c.seq), case_id
        )
        values = _columns(sealed, rows.SEALED_VALUES[1:]).where(sealed.c.case_id == case_id)
        return rows.entries_from(found, self._read(values.order_by(sealed.c.seq, sealed.c.key), case_id))

    def records(self, *, state: str | None = None, rung_by: date | None = None) -> Iterator[Record]:
        """Rows by case_id, read a page at a time, so that a slow reader holds nobody up."""
        cases = self._tables.cases
        query = _columns(cases, rows.CASES).order_by(cases.c.case_id).limit(_PAGE)
        if state is not None:
            query = query.where(cases.c.state == state)
        if rung_by is not None:
            query = query.where(cases.c.next_rung_on <= rung_by.isoformat())
        page = self._read(query, state or "")
        while page:
            yield from map(rows.record_of, page)
            page = self._read(query.where(cases.c.case_id > page[-1][0])) if len(page) == _PAGE else []

    def written(self, key: str) -> tuple[str, int] | None:
        """Which entry a key wrote."""
        keys = self._tables.keys
        found = self._read(select(keys.c.case_id, keys.c.version).where(keys.c.key == key), key)
        return (found[0][0], found[0][1]) if found else None

    def outbox(self, *, due_by: str | None = None) -> tuple[Delivery, ...]:
        """What is not delivered."""
        outbox = self._tables.outbox
        query = _columns(outbox, rows.OUTBOX).where(outbox.c.delivered_at == "").order_by(outbox.c.position)
        if due_by is not None:
            query = query.where(outbox.c.next_try_at <= due_by)
        return tuple(map(rows.delivery_of, self._read(query)))

    def settle(self, delivery: Delivery, attempts: int) -> bool:
        """Store a delivery anew if nobody else did meanwhile."""
        outbox = self._tables.outbox
        where = (outbox.c.id == delivery.id, outbox.c.delivered_at == "", outbox.c.attempts == attempts)
        row = dict(zip(rows.OUTBOX, rows.delivery_row(delivery), strict=True))
        query = update(outbox).where(*where).values(row)
        return self._write(lambda connection: connection.execute(query).rowcount == 1)

    def keep_definition(self, digest: str, text: str) -> None:
        """Keep a definition once."""
        check_definition(text)
        if self.definition(digest) is None:
            query = insert(self._tables.definitions).values(digest=digest, text=text)
            with suppress(InTheWay):
                self._write(lambda connection: connection.execute(query))

    def definition(self, digest: str) -> str | None:
        """The text kept under a digest."""
        kept = self._tables.definitions
        found = self._read(select(kept.c.text).where(kept.c.digest == digest), digest)
        return str(found[0][0]) if found else None

    def reindex(self, records: Iterable[Record]) -> None:
        """Write the derived columns anew, some rows at a time."""
        waiting = iter(records)
        while chunk := sorted(islice(waiting, _CHUNK), key=lambda record: record.case_id):
            self._write(lambda connection, chunk=chunk: self._reindex(connection, chunk))  # type: ignore[misc]

    def _reindex(self, connection: Connection, chunk: Sequence[Record]) -> None:
        for each in chunk:
            row = dict(zip(rows.CASES[-3:], rows.derived_row(each), strict=True))
            self._update_case(connection, each.case_id, each.version, row)

    def restore(self, records: Iterable[Record]) -> None:
        """Write every derived column anew where version and head are still theirs."""
        for each in records:
            row = dict(zip(rows.CASES[3:], rows.restored_row(each), strict=True))
            cases = self._tables.cases
            where = (cases.c.case_id == each.case_id, cases.c.version == each.version, cases.c.head == each.head)
            query = update(cases).where(*where).values(row)
            self._write(lambda connection, query=query: connection.execute(query))  # type: ignore[misc]

    def every(self, table: str) -> Iterator[rows.Row]:
        """Every row of cases, keys, outbox or definitions by its id."""
        held: Table = getattr(self._tables, table)
        key = held.c[rows.COLUMNS[table][0]]
        query = _columns(held, rows.COLUMNS[table]).order_by(key).limit(_PAGE)
        page = self._read(query)
        while page:
            yield from map(tuple, page)
            page = self._read(query.where(key > page[-1][0])) if len(page) == _PAGE else []

    def spans(self, table: str) -> Iterator[rows.Row]:
        """Of each case with rows in entries or sealed: case_id, first seq, last seq."""
        held: Table = getattr(self._tables, table)
        ask = select(held.c.case_id, func.min(held.c.seq), func.max(held.c.seq)).group_by(held.c.case_id)
        yield from map(tuple, self._read(ask))

    def strange(self) -> Iterator[rows.Words]:
        """What stands beside, in or on the tables that no release of casework made, or is missing there."""
        with told(self.address, self.wait), self._connection() as connection:
            found = list(strange(connection, self._tables, self.prefix))
        yield from found

    def remains(self) -> rows.Words | None:
        """Where values erased here may still stand, and how to finish; None if nothing was erased."""
        return _REMAINS[self._engine.dialect.name] if self._erased else None

    def _connection(self) -> Connection:
        """A connection from the pool; after a fork, from a new pool, and the parent's is left alone."""
        if self._closed:
            raise LedgerClosed(f"{self.address}: the ledger was closed")
        if self._pid != os.getpid():
            self._engine.dispose(close=False)
            self._pid = os.getpid()
        return self._engine.connect()

    def _read(self, query: Select[Any], *asked: str) -> Sequence[Sequence[Any]]:
        """The rows of a query: one statement that takes no lock; none where a text asked for cannot be stored."""
        if not findable(*asked):
            return ()
        with told(self.address, self.wait), self._connection() as connection:
            return connection.execution_options(isolation_level="AUTOCOMMIT").execute(query).all()

    def _write(self, work: Callable[[Connection], T]) -> T:
        """One transaction, tried again a few times where the server made it give way, as long as the ledger waits."""
        until = time.monotonic() + self.wait
        for tried in range(1, _TRIES + 1):
            try:
                with told(self.address, self.wait), self._connection() as connection, connection.begin():
                    return work(connection)
            except GaveWay:
                if tried == _TRIES or time.monotonic() > until:
                    raise
                time.sleep(0.01 * tried * (1 + os.urandom(1)[0] / 256))
        raise AssertionError  # the last try returns or raises

    def _prepared(self) -> Tables:
        """Make the tables where there are none; where another process is making them, look again."""
        for _ in range(_TRIES):
            with suppress(InTheWay, LedgerBusy):
                return self._write(self._prepare)
            time.sleep(0.05)
        raise LedgerConflict(f"{self.address}: another process is making the tables; try again")

    def _prepare(self, connection: Connection) -> Tables:
        here = tables(self.prefix, connection.dialect)
        there = here.names & set(inspect(connection).get_table_names())
        kept = here.ledger_version
        if there and kept.name not in there and not inspect(connection).has_table(kept.name):
            raise CaseworkError(
                f"{self.address}: its table {min(there)!r} is not a ledger's; give a prefix of your own"
            )
        kept.create(connection, checkfirst=True)
        version = connection.execute(select(func.max(kept.c.version))).scalar()
        if version is None:
            here.metadata.create_all(connection)
            connection.execute(insert(kept).values(version=VERSION))
        elif version > VERSION:
            raise CaseworkError(f"{self.address}: a later release of casework made its tables; upgrade casework")
        return here


def _columns(table: Table, names: Sequence[str]) -> Select[Any]:
    return select(*(table.c[name] for name in names))


def _insert(connection: Connection, table: Table, names: Sequence[str], written: Iterable[Sequence[Any]]) -> None:
    waiting = iter(written)
    while chunk := [dict(zip(names, row, strict=True)) for row in islice(waiting, _CHUNK)]:
        connection.execute(insert(table), chunk)
