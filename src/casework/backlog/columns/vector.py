"""Days and numbers of many cases at once, that behave as one: the pure core runs on them unchanged.

A comparison that is true of some cases and false of others raises `Split`; whoever runs the core then runs it twice,
once for each part. So the rules are written once, for one case, and read a column of cases all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from casework.law.dates import CountColumn, DayColumn

EPOCH = 719_163  # date(1970, 1, 1).toordinal()


_WRITTEN: Final[ContextVar[list[Column] | None]] = ContextVar("columns written into sentences", default=None)
PLACE: Final = "\x00"
"""What stands around the number of a column in a sentence; no cell of a register holds it."""


@contextmanager
def writing() -> Iterator[list[Column]]:
    """While it lasts, a column that is written into a sentence leaves its number there; the columns, by number."""
    columns: list[Column] = []
    token = _WRITTEN.set(columns)
    try:
        yield columns
    finally:
        _WRITTEN.reset(token)


class Split(Exception):
    """A question with two answers: where it holds."""

    def __init__(self, holds: NDArray[np.bool_]) -> None:
        self.holds = holds
        super().__init__("a question that some cases answer with yes and some with no")


def decide(holds: NDArray[np.bool_]) -> bool:
    """The one answer of all cases.

    Raises:
        Split: There are two.
    """
    count = int(np.count_nonzero(holds))
    if count == 0:
        return False
    if count == holds.size:
        return True
    raise Split(holds)


class Column:
    """Whole numbers, one a case, compared as one."""

    __slots__ = ("a",)

    def __init__(self, a: NDArray[np.int32]) -> None:
        self.a = a

    def _other(self, other: object) -> Any:
        """The other side as numbers; null where the two cannot be compared."""
        return other.a if type(other) is type(self) else None

    def __lt__(self, other: object) -> bool:
        x = self._other(other)
        return NotImplemented if x is None else decide(self.a < x)

    def __le__(self, other: object) -> bool:
        x = self._other(other)
        return NotImplemented if x is None else decide(self.a <= x)

    def __gt__(self, other: object) -> bool:
        x = self._other(other)
        return NotImplemented if x is None else decide(self.a > x)

    def __ge__(self, other: object) -> bool:
        x = self._other(other)
        return NotImplemented if x is None else decide(self.a >= x)

    def __eq__(self, other: object) -> bool:
        if other is self:
            return True
        x = self._other(other)
        return False if x is None else decide(self.a == x)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        columns = _WRITTEN.get()
        if columns is None:
            return "…"
        columns.append(self)
        return f"{PLACE}{len(columns) - 1}{PLACE}"

    def __format__(self, spec: str) -> str:
        return str(self)


class Numbers(Column, CountColumn):
    """Counts of days."""

    __slots__ = ()

    def at_most(self, most: Any) -> Numbers:
        """Each count, but no more than that."""
        return Numbers(np.minimum(self.a, most.a if isinstance(most, Numbers) else most))

    def _other(self, other: object) -> Any:
        return other.a if type(other) is Numbers else other if isinstance(other, int) else None

    def __bool__(self) -> bool:
        return decide(self.a != 0)

    def __add__(self, other: object) -> Any:
        x = self._other(other)
        return NotImplemented if x is None else Numbers(self.a + x)

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        x = self._other(other)
        return NotImplemented if x is None else Numbers(self.a - x)

    def __rsub__(self, other: object) -> Any:
        x = self._other(other)
        return NotImplemented if x is None else Numbers(x - self.a)

    def __mul__(self, other: object) -> Any:
        return Spans(self.a * other.days) if isinstance(other, timedelta) else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> Numbers:
        return Numbers(-self.a)


class Spans(Column):
    """Differences between days, as `timedelta`."""

    __slots__ = ()

    def _other(self, other: object) -> Any:
        return other.a if type(other) is Spans else other.days if isinstance(other, timedelta) else None

    def __radd__(self, other: object) -> Any:
        return Days(self.a + (other.toordinal() - EPOCH)) if isinstance(other, date) else NotImplemented

    @property
    def days(self) -> Numbers:
        """In whole days."""
        return Numbers(self.a)


def as_numbers(day: Any) -> Any:
    """A day, or the days of a column, as days since 1970-01-01."""
    return day.a if isinstance(day, Days) else day.toordinal() - EPOCH


class Days(Column, DayColumn):
    """Days since 1970-01-01, as `date`."""

    __slots__ = ()

    def _other(self, other: object) -> Any:
        if type(other) is Days:
            return other.a
        return other.toordinal() - EPOCH if isinstance(other, date) else None

    def __bool__(self) -> bool:
        return True

    def __add__(self, other: object) -> Any:
        if isinstance(other, Spans):
            return Days(self.a + other.a)
        return Days(self.a + other.days) if isinstance(other, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        if isinstance(other, timedelta):
            return Days(self.a - other.days)
        x = self._other(other)
        return NotImplemented if x is None else Spans(self.a - x)

    def __rsub__(self, other: object) -> Any:
        x = self._other(other)
        return NotImplemented if x is None else Spans(x - self.a)

    @staticmethod
    def months_begun(first: Any, last: Any) -> Numbers:
        """The months begun between two days, for each; either may be one day for all."""
        begin, end = (Days(np.asarray(as_numbers(day), np.int32)) for day in (first, last))
        months = (end._months() - begin._months()).astype(np.int64)
        return Numbers((months + (begin.plus_months(months).a < end.a)).astype(np.int32))

    def _months(self) -> NDArray[Any]:
        return self.a.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    def plus_months(self, months: Any) -> Days:
        """The day of the same number, months later; where the month has none, its last day."""
        days = self.a.astype("datetime64[D]")
        month = days.astype("datetime64[M]")
        within = (days - month.astype("datetime64[D]")).astype(np.int64)
        target = month + np.asarray(months).astype("timedelta64[M]")
        length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
        return Days((target.astype("datetime64[D]").astype(np.int64) + np.minimum(within, length - 1)).astype(np.int32))
