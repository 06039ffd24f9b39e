"""Which days count: the State Council notices as data and a calendar one can ask.

>>> from datetime import date
>>> from casework.workdays import WorkCalendar
>>> WorkCalendar.china().add(date(2026, 9, 18), 20).isoformat()
'2026-10-22'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.workdays.calendar import DayFacts, WorkCalendar
from casework.workdays.notices import NOTICES, Notice, Span, notice_title
from casework.workdays.overlay import Overlay, read_overlays

__all__ = [
    "NOTICES", "DayFacts", "Notice", "Overlay", "ReadNotice", "Span", "WorkCalendar", "notice_title", "read_notice",
    "read_overlays",
]  # fmt: skip

if TYPE_CHECKING:
    from casework.workdays.announcement import ReadNotice, read_notice


def __getattr__(name: str) -> Any:
    """The reader of notices, imported when it is asked for: most programs never read one."""
    if name in ("ReadNotice", "read_notice"):
        from casework.workdays import announcement

        return getattr(announcement, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
