"""Database servers for tests: ledgers whose tables are dropped afterwards; skipped, or failed, where none answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import pytest
from sqlalchemy import Engine, MetaData, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from casework.ledger import SqlLedger

POSTGRES = os.environ.get("CASEWORK_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
MARIADB = os.environ.get("CASEWORK_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test")


class Server:
    """One server during some tests. Making tables is slow there, so an empty ledger may be an emptied one."""

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self.engine = url, engine
        self.opened: list[SqlLedger] = []
        self.prefixes: list[str] = []
        self.emptied: list[str] = []

    def new_prefix(self) -> str:
        self.prefixes.append(f"t{token_hex(6)}_")
        return self.prefixes[-1]

    def ledger(self, prefix: str = "", **settings: float) -> SqlLedger:
        """A ledger that is open until the test ends: empty, or the one with this prefix."""
        given = prefix or (self.emptied.pop() if self.emptied else self.new_prefix())
        self.opened.append(SqlLedger(self.url, prefix=given, **settings))
        return self.opened[-1]

    def tidy(self) -> None:
        """Close the ledgers of a test and empty them."""
        for ledger in self.opened:
            ledger.close()
            with self.engine.begin() as connection:
                for table in reversed(ledger._tables.metadata.sorted_tables):
                    if table is not ledger._tables.ledger_version:
                        connection.execute(table.delete())
        self.emptied = sorted({*self.emptied, *(ledger.prefix for ledger in self.opened)})
        self.opened.clear()

    def drop(self) -> None:
        """Drop every table of these tests."""
        mine = [name for name in inspect(self.engine).get_table_names() if name.startswith(tuple(self.prefixes))]
        if self.prefixes and mine:
            held = MetaData()
            held.reflect(self.engine, only=mine)
            held.drop_all(self.engine)


@contextmanager
def server(url: str) -> Iterator[Server]:
    """The server at an address; its tables are dropped at the end."""
    engine = create_engine(url, connect_args={"connect_timeout": 5})
    try:
        try:
            engine.connect().close()
        except SQLAlchemyError:
            if os.environ.get("CASEWORK_REQUIRE_SERVERS") == "1":
                pytest.fail(f"no server answers at {engine.url!r}, and CASEWORK_REQUIRE_SERVERS=1", pytrace=False)
            pytest.skip(f"no server answers at {engine.url!r}")
        here = Server(url, engine)
        try:
            yield here
        finally:
            here.tidy()
            here.drop()
    finally:
        engine.dispose()
