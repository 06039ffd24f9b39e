"""Database servers for tests: ledgers whose tables are dropped afterwards; skipped, or failed, where none answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex

import pytest
from sqlalchemy import Engine, MetaData, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from casework.ledger import SqlLedger

POSTGRES = os.environ.get("CASEWORK_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
MARIADB = os.environ.get("CASEWORK_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test")


class Server:
    """One server during one test."""

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self.engine = url, engine
        self.opened: list[SqlLedger] = []
        self.prefixes: list[str] = []

    def new_prefix(self) -> str:
        self.prefixes.append(f"t{token_hex(6)}_")
        return self.prefixes[-1]

    def ledger(self, prefix: str = "") -> SqlLedger:
        self.opened.append(SqlLedger(self.url, prefix=prefix or self.new_prefix()))
        return self.opened[-1]

    def clean(self) -> None:
        for ledger in self.opened:
            ledger.close()
        mine = [name for name in inspect(self.engine).get_table_names() if name.startswith(tuple(self.prefixes))]
        if mine:
            held = MetaData()
            held.reflect(self.engine, only=mine)
            held.drop_all(self.engine)


@contextmanager
def server(url: str) -> Iterator[Server]:
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
            here.clean()
    finally:
        with suppress(SQLAlchemyError):
            engine.dispose()
