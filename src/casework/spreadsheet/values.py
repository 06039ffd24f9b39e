"""Numbers of a spreadsheet as text: counts, days counted from 1900 or 1904, times of day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

NO_VALUE: Final = "#formula without a value"
"""The text of a cell whose formula was never calculated: what it would show is not in the file."""
BAD_CELL: Final = "#unreadable cell"
"""The text of a cell that the file says is an error, without one of Excel's names for it, or that points nowhere."""
ERRORS: Final = frozenset(
    (
        "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!",
        "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!",
    )
)  # fmt: skip
"""Excel's names for what went wrong in a cell."""
BUILT_IN_DAYS: Final = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))
"""Numbers of formats that show days or times and are not written down in the file."""
_LAST_SERIAL: Final = 2_958_466
_EXACT: Final = 1e15
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAY_LETTERS: Final = re.compile(r"[ymdhs]|aaa|(?<![a-z])e(?![+-])", re.IGNORECASE)


@lru_cache(maxsize=1024)
def shows_days(code: str) -> bool:
    """Whether a number format shows a day or a time of day.

    >>> shows_days('yyyy"年"m"月"d"日";@'), shows_days("0.00E+00"), shows_days("[h]:mm"), shows_days("General")
    (True, False, False, False)
    """
    if _ELAPSED.search(code):
        return False
    shown = _NOT_SHOWN.sub("", code)
    return _DAY_LETTERS.search(re.sub("general", "", shown, flags=re.IGNORECASE)) is not None


def number_text(raw: str) -> str:
    """A number as a person would write it; digits stay as they are, for a case number may have 18 of them.

    >>> number_text("15"), number_text("15.0"), number_text("1.5E2"), number_text("0.1")
    ('15', '15', '150', '0.1')
    """
    bare = raw.strip()
    if bare.isdecimal():
        return bare
    try:
        value = float(bare)
    except ValueError:
        return bare
    return float_text(value)


def float_text(value: float) -> str:
    """As `number_text`, of a number that is one already."""
    if value != value or abs(value) >= _EXACT:
        return repr(value)
    return str(int(value)) if value == int(value) else repr(value)


def day_text(raw: str, *, date_1904: bool) -> str:
    """A number in a cell that shows a day; with a time unless that is midnight.

    0 is the day 1900-01-00 to Excel, and 60 a 29 February 1900: both are no days, and stay as Excel shows them.

    >>> day_text("45356", date_1904=False), day_text("43894.5", date_1904=True), day_text("0", date_1904=False)
    ('2024-03-05', '2024-03-05 12:00:00', '1900-01-00')
    """
    try:
        return serial_text(float(raw), date_1904=date_1904)
    except ValueError:
        return raw.strip()


def serial_text(value: float, *, date_1904: bool) -> str:
    """As `day_text`, of a number that is one already."""
    if not 0 <= value < _LAST_SERIAL:
        return float_text(value)
    milliseconds = round(value * 86_400_000)
    days, rest = divmod(milliseconds, 86_400_000)
    time = "" if rest == 0 else str(timedelta(seconds=rest // 1000)).rjust(8, "0")
    if days == 0 and time:
        return time
    day = _day(days, date_1904=date_1904)
    return f"{day} {time}" if time else day


@lru_cache(maxsize=65_536)
def _day(days: int, *, date_1904: bool) -> str:
    if days == 0:
        return "1900-01-00"
    if date_1904:
        return _counted(date(1904, 1, 1), days)
    if days == 60:
        return "1900-02-29"
    return _counted(date(1899, 12, 31) if days < 60 else date(1899, 12, 30), days)


def _counted(zero: date, days: int) -> str:
    try:
        return (zero + timedelta(days=days)).isoformat()
    except OverflowError:
        return str(days)
