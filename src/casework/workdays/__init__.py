"""Which days count: the State Council notices as data and a calendar one can ask.

>>> from datetime import date
>>> from casework.workdays import WorkCalendar
>>> WorkCalendar.china().add(date(2026, 9, 18), 20).isoformat()
'2026-10-22'
"""

from casework.workdays.announcement import ReadNotice, read_notice
from casework.workdays.calendar import DayFacts, WorkCalendar
from casework.workdays.notices import NOTICES, Notice, Span, notice_title
from casework.workdays.overlay import Overlay, read_overlays

__all__ = [
    "NOTICES", "DayFacts", "Notice", "Overlay", "ReadNotice", "Span", "WorkCalendar", "notice_title", "read_notice",
    "read_overlays",
]  # fmt: skip
