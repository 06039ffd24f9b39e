"""Where the facts of cases are kept: a small protocol, and stores that keep it.

>>> from casework.ledger import MemoryLedger
>>> list(MemoryLedger().records())
[]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casework.ledger.chain import Tampered, check_all, check_case
from casework.ledger.entry import Change, Delivery, Entry, Record, Sealed
from casework.ledger.memory import MemoryLedger
from casework.ledger.protocol import Inspectable, Ledger

if TYPE_CHECKING:
    from casework.ledger.sql import SqlLedger
    from casework.ledger.sqlite import SqliteLedger
    from casework.ledger.url import open_ledger

__all__ = [
    "Change",
    "Delivery",
    "Entry",
    "Inspectable",
    "Ledger",
    "MemoryLedger",
    "Record",
    "Sealed",
    "SqlLedger",
    "SqliteLedger",
    "Tampered",
    "check_all",
    "check_case",
    "open_ledger",
]
_HOMES = {"SqlLedger": "sql", "SqliteLedger": "sqlite", "open_ledger": "url"}


def __getattr__(name: str) -> Any:
    """Stores that need a library are loaded when they are asked for."""
    if name in _HOMES:
        return getattr(import_module(f"casework.ledger.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'casework.ledger' has no attribute {name!r}")
