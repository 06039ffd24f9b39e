"""For people who test procedural rules: play the diary of a case and ask for its days.

>>> from casework.regimes import CN_ORDER_711
>>> from casework.testing import OPEN, play
>>> play(CN_ORDER_711, ("2026-02-09", OPEN)).due("reply").isoformat()
'2026-03-13'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casework.testing.play import OPEN, Played, play
from casework.testing.vectors import Vector, vectors

if TYPE_CHECKING:
    from casework.testing.ledger_contract import LedgerContract
    from casework.testing.strategies import histories

__all__ = ["OPEN", "LedgerContract", "Played", "Vector", "histories", "play", "vectors"]
_HOMES = {"LedgerContract": "ledger_contract", "histories": "strategies"}


def __getattr__(name: str) -> Any:
    """What needs a testing library is loaded when it is asked for."""
    if name in _HOMES:
        return getattr(import_module(f"casework.testing.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'casework.testing' has no attribute {name!r}")
