"""Every store keeps the one contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.ledger import MemoryLedger, SqliteLedger
from casework.testing import LedgerContract


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
