"""The example of a ledger over tables one has already keeps the contract."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from casework.testing import LedgerContract

EXAMPLE = Path(__file__).parents[2] / "examples" / "own_ledger.py"
_spec = importlib.util.spec_from_file_location("own_ledger", EXAMPLE)
own_ledger = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(own_ledger)


class TestOwnLedger(LedgerContract):
    @pytest.fixture
    def make_ledger(self, tmp_path):
        opened = []

        def make():
            opened.append(own_ledger.DocumentLedger(tmp_path / f"{len(opened)}.db"))
            return opened[-1]

        yield make
        for ledger in opened:
            ledger.close()
