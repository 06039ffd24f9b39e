"""The sheet on which a made-up office is written: columns as arrays, a place a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casework.workdays import WorkCalendar
from casework.workdays.bulk import EPOCH, add_many, count_many, is_working_many

Days = NDArray[np.int32]
Numbers = NDArray[Any]
Places = NDArray[Any]
"""Which cases: their places, ascending."""


def number_of(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - EPOCH


class Book:
    """Days since 1970 (0: no such day) and numbers (0: not said), by column.

    `due` is the last day of the reply limit, never written out; a case that is never replied to has no `reply`.
    """

    def __init__(self, cases: int, dice: np.random.Generator, calendar: WorkCalendar) -> None:
        self.cases, self.dice, self.calendar = cases, dice, calendar
        self.days: dict[str, Days] = {}
        self.numbers: dict[str, Numbers] = {}

    def day(self, column: str) -> Days:
        """A column of days, made on first use."""
        if column not in self.days:
            self.days[column] = np.zeros(self.cases, np.int32)
        return self.days[column]

    def number(self, column: str) -> Numbers:
        """A column of numbers, made on first use."""
        if column not in self.numbers:
            self.numbers[column] = np.zeros(self.cases, np.int32)
        return self.numbers[column]

    def after(self, days: ArrayLike, working_days: ArrayLike) -> Days:
        """The n-th working day after each day; n is at least 1."""
        found: Days = add_many(self.calendar, days, working_days).astype(np.int32)
        return found

    def between(self, after: ArrayLike, through: ArrayLike) -> Numbers:
        """Working days in (after, through]."""
        return count_many(self.calendar, after, through)

    def works(self, days: ArrayLike) -> NDArray[np.bool_]:
        """Whether each day is worked."""
        found: NDArray[np.bool_] = is_working_many(self.calendar, days)
        return found

    def some(self, who: Places, least: int, most: int) -> Numbers:
        """A whole number for each, both ends included."""
        return self.dice.integers(least, most + 1, len(who), dtype=np.int32)

    def chance(self, who: Places, share: float) -> NDArray[np.bool_]:
        """Whether something happens to each."""
        found: NDArray[np.bool_] = self.dice.random(len(who), dtype=np.float32) < share
        return found

    def pick(self, count: int, table: Mapping[str, tuple[str, float]]) -> Numbers:
        """A word's number for each, as often as the table says."""
        return self.weighted(count, [share for _, share in table.values()]) + np.int32(1)

    def weighted(self, count: int, weights: ArrayLike) -> Numbers:
        """A position for each, as often as the weights say."""
        summed = np.cumsum(np.asarray(weights, np.float64))
        found = np.searchsorted(summed, self.dice.random(count) * summed[-1], side="right")
        places: Numbers = np.minimum(found, len(summed) - 1).astype(np.int32)
        return places
