"""Days and spans of days as an overlay writes them; what is neither is a fault with its path."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from casework.toml_text import shown
from casework.workdays.notices import Span

FIRST_YEAR: Final = 2004
LAST_YEAR: Final = 2060
_OLDEST_ISSUE: Final = 1949
_MOST_DAYS: Final = 60
_ISO: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SPAN: Final = re.compile(rf"(?:(?P<name>.*?\S)\s+)??(?P<first>{_ISO})(?:\s*\.\.\s*(?P<last>{_ISO}))?", re.DOTALL)
_NO_NAME: Final = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}|\.\.")
"""In a name: half a span that was written with another sign between its ends."""


def listed_day(value: object, path: str, faults: list[str]) -> date | None:
    """One day that an overlay switches; null with a fault where it is none, or outside the years known."""
    return _from_year(value, path, faults, FIRST_YEAR, "one day like 2027-01-01, not a span")


def issue_day(value: object, path: str, faults: list[str]) -> date | None:
    """The day a notice was issued; it may be older than the days the calendar knows."""
    return _from_year(value, path, faults, _OLDEST_ISSUE, "a day like 2027-01-01")


def listed_span(value: object, path: str, default_name: str, faults: list[str]) -> Span | None:
    """A day or a span, its name before it or not: "元旦 2027-01-01..2027-01-03"."""
    if isinstance(value, date):
        day = _from_year(value, path, faults, FIRST_YEAR, "a day like 2027-01-01")
        return Span(default_name, day, day) if day else None
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or _NO_NAME.search(found["name"] or ""):
        faults.append(f"{path}: expected a day or a span like '元旦 2027-01-01..2027-01-03', got {shown(value)}")
        return None
    before = len(faults)
    first = _from_year(found["first"], path, faults, FIRST_YEAR, "a day like 2027-01-01")
    last = _from_year(found["last"], path, faults, FIRST_YEAR, "a day like 2027-01-01") if found["last"] else first
    if len(faults) > before or first is None or last is None:
        return None
    if last < first:
        faults.append(f"{path}: expected the first day before the last, got {shown(value)}")
        return None
    if last - first >= timedelta(days=_MOST_DAYS):
        faults.append(f"{path}: expected at most {_MOST_DAYS} days, first to last, got {shown(value)}")
        return None
    return Span(found["name"] or default_name, first, last)


def days_of(span: Span) -> list[date]:
    """Every day of a span."""
    return [span.first + timedelta(days=extra) for extra in range((span.last - span.first).days + 1)]


def _from_year(value: object, path: str, faults: list[str], first_year: int, expected: str) -> date | None:
    day = None
    if isinstance(value, date) and not isinstance(value, datetime):
        day = value
    elif isinstance(value, str) and re.fullmatch(_ISO, value.strip()):
        try:
            day = date.fromisoformat(value.strip())
        except ValueError:
            expected = "a day that exists"
    if day is None:
        faults.append(f"{path}: expected {expected}, got {shown(value)}")
    elif not first_year <= day.year <= LAST_YEAR:
        faults.append(f"{path}: expected a day from {first_year} to {LAST_YEAR}, got {day.isoformat()}")
        return None
    return day
