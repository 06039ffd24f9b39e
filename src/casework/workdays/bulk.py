"""The calendar's tables as arrays, for a million days at once (numpy; extra `backlog`).

Days go in and come out as `datetime64[D]`, or as whole numbers of days since 1970-01-01 (what `datetime64[D]` and
Arrow's date32 hold); what goes in decides what comes out. Conventions are those of `WorkCalendar`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casework.errors import OutsideKnownDays
from casework.workdays.calendar import WorkCalendar

EPOCH = 719_163  # date(1970, 1, 1).toordinal()


class _Tables:
    """Tables indexed by days since 1970 themselves, the days before the calendar padded: no subtraction a look-up.

    rank[i]: working days up to and including day i; days[k]: the day (since 1970) of the k-th working day.
    """

    __slots__ = ("base", "days", "end", "flags", "rank")

    def __init__(self, calendar: WorkCalendar) -> None:
        self.base = calendar.first_day.toordinal() - EPOCH
        self.flags = np.concatenate((np.zeros(self.base, np.bool_), np.frombuffer(calendar.flags, dtype=np.bool_)))
        self.end = len(self.flags)
        self.rank = np.cumsum(self.flags, dtype=np.int32)
        self.days = np.flatnonzero(self.flags).astype(np.int64)


@lru_cache(maxsize=16)
def _tables(calendar: WorkCalendar) -> _Tables:
    return _Tables(calendar)


def is_working_many(calendar: WorkCalendar, days: ArrayLike) -> NDArray[np.bool_]:
    """Whether each day is worked.

    Raises:
        OutsideKnownDays: Names the first position that lies outside the calendar, or holds no day.
    """
    tables = _tables(calendar)
    return tables.flags.take(_checked(calendar, tables, days)[0], mode="clip")


def add_many(calendar: WorkCalendar, days: ArrayLike, n: ArrayLike) -> NDArray[Any]:
    """The n-th working day after each day; n >= 1, one number or one a day; the start is not counted.

    Raises:
        ValueError: Some n is below 1.
        OutsideKnownDays: A day, or a result, lies outside the calendar.
    """
    tables = _tables(calendar)
    numbers, as_dates = _checked(calendar, tables, days)
    steps = np.asarray(n)
    if steps.size and int(steps.min()) < 1:
        raise ValueError("n must be at least 1: the day of the act itself is never counted")
    positions = tables.rank.take(numbers, mode="clip") + (steps.astype(np.int32) - np.int32(1))
    if positions.size and int(positions.max()) >= len(tables.days):
        raise calendar.outside(None, f"position {int(np.argmax(positions >= len(tables.days)))}: the result")
    result = tables.days.take(positions, mode="clip")
    return result.view("datetime64[D]") if as_dates else result


def count_many(calendar: WorkCalendar, after: ArrayLike, through: ArrayLike) -> NDArray[np.int32]:
    """Working days in (after, through], pair by pair: the first day is not counted, the last one is.

    Raises:
        ValueError: Some `through` lies before its `after`.
        OutsideKnownDays: A day lies outside the calendar.
    """
    tables = _tables(calendar)
    first, last = _checked(calendar, tables, after)[0], _checked(calendar, tables, through)[0]
    if bool(np.any(last < first)):
        raise ValueError(f"position {int(np.argmax(last < first))}: the last day lies before the first")
    return tables.rank.take(last, mode="clip") - tables.rank.take(first, mode="clip")


def _checked(calendar: WorkCalendar, tables: _Tables, days: ArrayLike) -> tuple[NDArray[np.int64], bool]:
    """Days as numbers since 1970, all inside the calendar, and whether they came as datetime64."""
    given = np.asarray(days)
    as_dates = given.dtype.kind == "M"
    if as_dates:
        given = given.astype("datetime64[D]", copy=False).view(np.int64)
    elif given.dtype.kind not in "iu":
        raise TypeError(f"expected datetime64 or whole numbers of days since 1970-01-01, got {given.dtype}")
    if given.size and (int(given.min()) < tables.base or int(given.max()) >= tables.end):
        position = int(np.argmax((given < tables.base) | (given >= tables.end)))
        value = np.asarray(days)[position] if given.ndim else days
        raise OutsideKnownDays(
            f"position {position}: {value} is outside {calendar.first_day} to {calendar.last_day}",
            first=calendar.first_day,
            last=calendar.last_day,
        )
    return given, as_dates
