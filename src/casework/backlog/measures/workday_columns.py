"""The calendar on whole columns: working days between two days, and the number of a working day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.workdays import WorkCalendar
from casework.workdays.bulk import count_many

_DAY = timedelta(days=1)


def days_between(calendar: WorkCalendar, after: pl.Series, through: pl.Series) -> pl.Series:
    """Working days in (after, through]; null where a day is missing, outside the calendar, or in the wrong order."""
    low, high = calendar.first_day, calendar.last_day
    fits = (after.is_between(low, high) & through.is_between(low, high) & (through >= after)).fill_null(value=False)
    found: NDArray[Any] = np.zeros(len(after), dtype=np.int32)
    keep = fits.to_numpy()
    if keep.any():
        first, last = (days.filter(fits).to_numpy().astype("datetime64[D]") for days in (after, through))
        found[keep] = count_many(calendar, first, last)
    return pl.select(pl.when(pl.lit(fits)).then(pl.lit(pl.Series(found)))).to_series().alias("days")


@lru_cache(maxsize=16)
def working_days(calendar: WorkCalendar) -> NDArray[np.datetime64]:
    """Every working day of the calendar in order."""
    offsets = np.flatnonzero(np.frombuffer(calendar.flags, dtype=np.bool_))
    return np.datetime64(calendar.first_day, "D") + offsets


def numbers_of(calendar: WorkCalendar, days: pl.Series) -> NDArray[np.int64]:
    """The number of each day among the working days; one not worked has the number of the next worked one.

    Days before or after the calendar get the first number, or one past the last. Nulls are not allowed.
    """
    return np.searchsorted(working_days(calendar), days.to_numpy().astype("datetime64[D]"), side="left")


def number_through(calendar: WorkCalendar, day: date) -> int:
    """The number of the first working day after the end of a day.

    Raises:
        OutsideKnownDays: The day lies outside the calendar.
    """
    calendar.is_working(day)
    return int(np.searchsorted(working_days(calendar), np.datetime64(day, "D"), side="right"))
