"""casework: disclosure-request cases as law reads them: by which day what is owed, why, and what may happen next.

Layers, lowest first; each imports only from those above it in this list:

    spreadsheet  what a workbook says, read in a process of its own
    errors       every deliberate error
    workdays     which days count: the holiday notices as data, a calendar, overlays, arrays
    law          what a statute can say: citations, limits, deadlines that show their working, fees
    procedure    what a procedure can be: states, steps, rows, conditions, a regime; a `transitions` machine
    regimes      the statutes themselves, as literal tables
    case         one case, purely: events, replay, clocks, decisions
    escalation   office policy: ladders, rungs and cards
    ledger       where the facts of live cases are kept: a protocol, and stores that keep it
    office       what an office decides for itself: one settings file
    letters      statements for a file, on paper
    desk         where live cases are handled: steps, sweeps, cards, hooks
    backlog      many cases: an office's register read and evaluated
    testing      diaries of a case for people who test procedural rules
    cli          the command line; the only place that knows what day it is

Nothing is loaded until it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Accepted": "case",
    "Case": "case",
    "CaseworkError": "errors",
    "Clock": "case",
    "Command": "case",
    "Deadline": "law",
    "Overlay": "workdays",
    "Refused": "case",
    "Regime": "procedure",
    "WorkCalendar": "workdays",
    "command": "case",
    "evaluate": "backlog",
    "last_day": "law",
    "open_case": "case",
    "options": "case",
    "play": "testing",
    "read_clocks": "case",
    "read_overlays": "workdays",
    "read_register": "backlog",
    "regime_by_id": "regimes",
    "regime_on": "regimes",
    "replay": "case",
    "take": "case",
}

__all__ = [  # noqa: RUF022 - found by __getattr__; sorted with the classes first
    "__version__",
    "Accepted", "Case", "CaseworkError", "Clock", "Command", "Deadline", "Overlay", "Refused", "Regime", "WorkCalendar",
    "command", "evaluate", "last_day", "open_case", "options", "play", "read_clocks", "read_overlays", "read_register",
    "regime_by_id", "regime_on", "replay", "take",
]  # fmt: skip

if TYPE_CHECKING:
    from casework.backlog import evaluate, read_register
    from casework.case import Accepted, Case, Clock, Command, Refused, command, open_case, options, read_clocks, replay
    from casework.case import take as take
    from casework.errors import CaseworkError
    from casework.law import Deadline, last_day
    from casework.procedure import Regime
    from casework.regimes import regime_by_id, regime_on
    from casework.testing import play
    from casework.workdays import Overlay, WorkCalendar, read_overlays


def __getattr__(name: str) -> Any:
    """Find a name in its layer when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"casework.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'casework' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*globals(), *_HOMES))
