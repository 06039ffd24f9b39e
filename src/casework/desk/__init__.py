"""Live cases: a desk decides a step, writes it whole, tells the hooks, and wakes the right people in time.

>>> from datetime import date
>>> from casework.desk import Desk
>>> from casework.ledger import MemoryLedger
>>> desk = Desk("cn", MemoryLedger())
>>> desk.open("2026-001", date(2026, 9, 18), channel="in_person").due.isoformat()
'2026-10-22'
>>> desk.options("2026-001", date(2026, 9, 18))["register"].possible
True
"""

from casework.desk.committing import Taken
from casework.desk.desk import Desk
from casework.desk.file import MARKS, CaseFile
from casework.desk.hooks import EVENTS, FileHook, Hook, LogHook, Telling
from casework.desk.mail import MailHook
from casework.desk.moving import Difference, Moved
from casework.desk.options import Option, WhatIf
from casework.desk.people import Status
from casework.desk.rating import Rating
from casework.desk.webhook import WebHook

__all__ = [
    "EVENTS",
    "MARKS",
    "CaseFile",
    "Desk",
    "Difference",
    "FileHook",
    "Hook",
    "LogHook",
    "MailHook",
    "Moved",
    "Option",
    "Rating",
    "Status",
    "Taken",
    "Telling",
    "WebHook",
    "WhatIf",
]
