"""One case, purely: what happened (events), where it stands (replay), what the clocks say, what may happen next.

>>> from datetime import date
>>> from casework.regimes import CN_ORDER_711
>>> case = open_case(CN_ORDER_711, "2026-001", on=date(2026, 9, 18), channel="in_person")
>>> read_clocks(case, date(2026, 9, 21))["reply"].due.isoformat()
'2026-10-22'
"""

from casework.case.case import Case, open_case, replay
from casework.case.clock import Clock
from casework.case.commands import Command, command
from casework.case.decide import Accepted, Reason, Refused, options, take
from casework.case.events import (
    CaseOpened,
    Event,
    FactCorrected,
    Mark,
    StepTaken,
    effective,
    event_from_dict,
    event_to_dict,
)
from casework.case.findings import Finding, audit_case
from casework.case.hearing import CaseHearing, Settings
from casework.case.notes import Note
from casework.case.reading import Reading, read, read_clocks, reply_clock

__all__ = [
    "Accepted",
    "Case",
    "CaseHearing",
    "CaseOpened",
    "Clock",
    "Command",
    "Event",
    "FactCorrected",
    "Finding",
    "Mark",
    "Note",
    "Reading",
    "Reason",
    "Refused",
    "Settings",
    "StepTaken",
    "audit_case",
    "command",
    "effective",
    "event_from_dict",
    "event_to_dict",
    "open_case",
    "options",
    "read",
    "read_clocks",
    "replay",
    "reply_clock",
    "take",
]
