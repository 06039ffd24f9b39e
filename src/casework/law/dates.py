"""Days as people write them, the civil day of an instant, and months: the only door to pendulum.

Inside casework every day is a plain `datetime.date`; pendulum's own types go no further than this module.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final, cast

BEIJING: Final = timezone(timedelta(hours=8), "Beijing time")
"""Fixed, so that no file of zones on the machine can move a day: UTC+8 since 1991-09-15, and before the summer time of
1986-1991, which no request for information is old enough to meet."""
ZONE: Final = "Etc/GMT-8"
"""The same by its name, for libraries that bring their own zones; the sign of these names is turned round."""
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)
_FORMS: Final = "2026-09-18, 2026/9/18, 2026.9.18, 20260918"
_ZH: Final = f"1949至2100年间的日期，如{_FORMS}、2026年9月18日"
_EN: Final = f"a day from 1949 to 2100, like {_FORMS} or 2026年9月18日"

_EXCEL_ZERO: Final = date(1899, 12, 30)
_EXCEL_ZERO_1904: Final = date(1904, 1, 1)
_TIME: Final = r"(?:[T ]?\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?|时(?:\d{1,2}分?)?))?"
_WRITTEN: Final = re.compile(rf"(\d{{4}})([-/.年])(\d{{1,2}})([-/.月])(\d{{1,2}})日?{_TIME}")
_COMPACT: Final = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_TIME}")
_SERIAL: Final = re.compile(r"([1-9]\d{4})(?:\.\d+)?")
_ZONED: Final = re.compile(r"(.*\d)\s*(?:Z|[+-]\d{2}:?\d{2})")


class NotADay(ValueError):
    """The text is no day; what was expected, in Chinese and English."""

    def __init__(self, *, missing: bool = False) -> None:
        self.zh = f"历法上存在的日期，{_ZH}" if missing else _ZH
        self.en = f"a day that exists, {_EN}" if missing else _EN
        super().__init__(f"expected {self.en}")


@lru_cache(maxsize=65_536)
def parse_day(text: str) -> date:
    """Read a day as offices write it; a time of day is dropped, an instant with an offset is taken to China's day.

    ISO, 2026/9/18, 2026.9.18, 20260918, 2026年9月18日, Excel's five-digit serial (1900 system). A time without an
    offset is Beijing time; 24:00 ends the day it is written with.

    Raises:
        NotADay: No such day, or not a day; a ValueError that says what was expected.

    >>> parse_day("2026年9月18日"), parse_day("46283"), parse_day("2026-10-11T16:30:00Z")
    (datetime.date(2026, 9, 18), datetime.date(2026, 9, 18), datetime.date(2026, 10, 12))
    """
    if len(text) > 64:
        raise NotADay
    plain = unicodedata.normalize("NFKC", text).strip()
    if _ZONED.fullmatch(plain) and (":" in plain):
        return _civil_day_of_text(plain)
    squeezed = re.sub(r"\s*([-/.年月日])\s*", r"\1", plain)
    if (found := _WRITTEN.fullmatch(squeezed)) and _same_mark(found[2], found[4]):
        return _in_range(int(found[1]), int(found[3]), int(found[5]))
    if found := _COMPACT.fullmatch(plain):
        return _in_range(int(found[1]), int(found[2]), int(found[3]))
    if day := day_of_serial(plain):
        return _in_range(day.year, day.month, day.day)
    raise NotADay


def day_of_serial(text: str, *, date_1904: bool = False) -> date | None:
    """The day of Excel's five-digit serial number, with or without a time; None if the text is not one.

    >>> day_of_serial("45356"), day_of_serial("43894", date_1904=True)
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5))
    """
    found = _SERIAL.fullmatch(text.strip())
    zero = _EXCEL_ZERO_1904 if date_1904 else _EXCEL_ZERO
    return zero + timedelta(days=int(found[1])) if found else None


def civil_day(moment: datetime) -> date:
    """The day in China of an instant; a naive datetime is taken as Beijing time.

    >>> from datetime import UTC
    >>> civil_day(datetime(2026, 10, 11, 16, 30, tzinfo=UTC))
    datetime.date(2026, 10, 12)
    """
    if moment.tzinfo is None:
        return date(moment.year, moment.month, moment.day)
    there = moment.astimezone(BEIJING)
    return date(there.year, there.month, there.day)


class DayColumn:
    """Days of many cases that are read as one (see backlog.columns): taken for a day wherever a day is only compared,
    counted from or carried on."""

    __slots__ = ()

    def plus_months(self, months: int) -> Any:
        """The same day of a later month, for each."""
        raise NotImplementedError

    @staticmethod
    def months_begun(first: Any, last: Any) -> Any:
        """The months begun between two days, for each; either may be one day for all."""
        raise NotImplementedError


class CountColumn:
    """Counts of days of many cases that are read as one."""

    __slots__ = ()

    def at_most(self, most: int) -> Any:
        """Each count, but no more than that."""
        raise NotImplementedError


def at_most(count: int, most: int) -> int:
    """A count, but no more than that."""
    if isinstance(count, CountColumn):
        return cast("int", count.at_most(most))
    return count if count <= most else most


def add_months(day: date, months: int) -> date:
    """The day of the same number, months later; where the month has none, its last day.

    Source: 民法典 art. 202.

    >>> add_months(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    if isinstance(day, DayColumn):
        return cast("date", day.plus_months(months))
    return _months_later(day, months)


def months_begun(first: date, last: date) -> int:
    """How many months have begun after a day by a later one: 1 from the next day to the same day of the next month.

    >>> months_begun(date(2025, 7, 1), date(2025, 7, 2)), months_begun(date(2025, 7, 1), date(2025, 8, 2))
    (1, 2)
    """
    for day in (first, last):
        if isinstance(day, DayColumn):
            return cast("int", day.months_begun(first, last))
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (1 if add_months(first, months) < last else 0)


@lru_cache(maxsize=65_536)
def _months_later(day: date, months: int) -> date:
    import pendulum

    there = pendulum.date(day.year, day.month, day.day).add(months=months)
    return date(there.year, there.month, there.day)


def _civil_day_of_text(text: str) -> date:
    try:
        there = civil_day(datetime.fromisoformat(text.replace(" ", "T", 1)))
    except (ValueError, OverflowError):
        raise NotADay from None
    return _in_range(there.year, there.month, there.day)


def _same_mark(first: str, second: str) -> bool:
    return (first == "年") == (second == "月") and (first == "年" or first == second)


def _in_range(year: int, month: int, number: int) -> date:
    try:
        day = date(year, month, number)
    except ValueError:
        raise NotADay(missing=True) from None
    if not EARLIEST <= day <= LATEST:
        raise NotADay
    return day
