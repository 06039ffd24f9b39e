"""A calendar that answers for a column of days as `WorkCalendar` does for one."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, cast

import numpy as np

from casework.backlog.columns.vector import EPOCH, Column, Days, Numbers, decide
from casework.workdays import WorkCalendar

Day = Any
"""A `date`, or `Days`."""


class ColumnCalendar:
    """The same answers, the same errors; a question about plain days goes to the calendar itself."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.plain = calendar
        self.firm_until = calendar.firm_until
        self._base = calendar.first_day.toordinal() - EPOCH
        flags = np.frombuffer(calendar.flags, dtype=np.bool_)
        self._flags = flags
        self._rank = np.cumsum(flags, dtype=np.int32)
        self._days = np.flatnonzero(flags).astype(np.int32) + self._base

    def _at(self, day: Day) -> Any:
        """Positions in the tables."""
        numbers = day.a if isinstance(day, Days) else np.int32(day.toordinal() - EPOCH)
        positions = numbers - self._base
        if not _within(positions, len(self._rank)):
            raise self.plain.outside(None, "a day of the column")
        return positions

    def _working(self, positions: Any) -> Days:
        """The working days at these places of their list."""
        if not _within(positions, len(self._days)):
            raise self.plain.outside(None, "a working day of the column")
        return Days(self._days.take(positions))

    def is_working(self, day: Day) -> bool:
        """Whether offices work on the day."""
        return self.plain.is_working(day) if isinstance(day, date) else decide(self._flags.take(self._at(day)))

    def add(self, day: Day, n: Any) -> Day:
        """The n-th working day after the day."""
        if isinstance(day, date) and isinstance(n, int):
            return self.plain.add(day, n)
        steps = n.a if isinstance(n, Numbers) else n
        if (steps if isinstance(steps, int) else steps.min(initial=1)) < 1:
            raise ValueError("n must be at least 1 (the start is never counted)")
        position = self._rank.take(self._at(day)) + (steps - 1)
        return self._working(position)

    def subtract(self, day: Day, n: Any) -> Day:
        """The n-th working day before the day."""
        if isinstance(day, date) and isinstance(n, int):
            return self.plain.subtract(day, n)
        steps = n.a if isinstance(n, Numbers) else n
        at = self._at(day)
        return self._working(self._rank.take(at) - self._flags.take(at) - steps)

    def count_after(self, a: Day, b: Day) -> Any:
        """Working days in (a, b]."""
        if isinstance(a, date) and isinstance(b, date):
            return self.plain.count_after(a, b)
        first, last = self._at(a), self._at(b)
        if (last < first).any():
            raise ValueError("the last day lies before the first")
        return Numbers(self._rank.take(last) - self._rank.take(first))

    def next_working(self, day: Day) -> Day:
        """The day itself if it is worked, else the first working day after it."""
        if isinstance(day, date):
            return self.plain.next_working(day)
        at = self._at(day)
        return self._working(self._rank.take(at) - self._flags.take(at))

    def provisional(self, a: Day, b: Day) -> bool:
        """Whether an announcement still to come could touch a day in (a, b]."""
        return a < b and (self.firm_until is None or b > self.firm_until)


def _within(positions: Any, size: int) -> bool:
    """Whether every position is one of a table of that size; a number without sign is huge where it was below 0."""
    signless = positions.view(np.uint32)
    return not signless.size or bool(signless.item(signless.argmax()) < size)


@lru_cache(maxsize=16)
def on_columns(calendar: WorkCalendar) -> WorkCalendar:
    """The calendar for columns, under the type the core asks for: it is used the same way."""
    return cast("WorkCalendar", ColumnCalendar(calendar))


__all__ = ["Column", "ColumnCalendar", "on_columns"]
