"""Every store keeps the one contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.ledger import MemoryLedger, SqliteLedger, SqlLedger
from casework.testing import LedgerContract
from ledger_servers import MARIADB, POSTGRES, Server, server


class TestMemory(LedgerContract):
    @pytest.fixture
    def make_ledger(self):
        return MemoryLedger


class TestSqlite(LedgerContract):
    @pytest.fixture
    def make_ledger(self, tmp_path) -> Iterator[object]:
        self.opened: list[SqliteLedger] = []

        def make() -> SqliteLedger:
            self.opened.append(SqliteLedger(tmp_path / f"{len(self.opened)}.db"))
            return self.opened[-1]

        yield make
        for ledger in self.opened:
            ledger.close()

    def reopen(self, ledger: SqliteLedger) -> SqliteLedger:
        self.opened.append(SqliteLedger(ledger.path))
        return self.opened[-1]


@pytest.fixture(scope="class")
def found(request) -> Iterator[Server]:
    with server(request.cls.url) as found:
        yield found


class OnAServer(LedgerContract):
    url = ""

    @pytest.fixture
    def make_ledger(self, found) -> Iterator[object]:
        self.found = found
        yield found.ledger
        found.tidy()

    def reopen(self, ledger: SqlLedger) -> SqlLedger:
        return self.found.ledger(ledger.prefix)


class TestPostgres(OnAServer):
    url = POSTGRES


class TestMariaDb(OnAServer):
    url = MARIADB
