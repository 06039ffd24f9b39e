"""Where the parts of an evaluation are put together again: one array a column, one place a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY
from casework.backlog.columns.paths import Index
from casework.backlog.columns.sentences import TextParts, Texts
from casework.backlog.columns.vector import EPOCH, Column
from casework.case import Clock, Finding

DAYS: Final = ("received_on", "day_zero", "due", "latest_due", "ended_on")
NUMBERS: Final = ("length", "days_used", "days_left", "overdue_by")
WORDS: Final = ("regime", "state", "clock", "verdict", "card", "assumed", "notes", "ended_as")
_UNSAID: Final = -1
_LEFT_OUT: Final = 0


class Rows:
    """The rows of an evaluation while it is put together; what is said of all rows of a part is kept once."""

    def __init__(self, size: int, own: tuple[str, ...] = ()) -> None:
        """own: the columns that an office's limits add, days by their ending, the others words."""
        self.size, self.own = size, own
        own_days = (name for name in own if name.endswith("_due"))
        self.days = {name: np.full(size, NO_DAY, np.int32) for name in (*DAYS, *own_days)}
        self.numbers = {name: np.full(size, NO_DAY, np.int32) for name in NUMBERS}
        self.provisional = np.full(size, _UNSAID, np.int8)
        self._part = np.full(size, _LEFT_OUT, np.uint32)
        own_words = (name for name in own if not name.endswith("_due"))
        self._words: dict[str, list[str]] = {name: [""] for name in (*WORDS, *own_words)}
        self._flips = [False]

    def put_day(self, name: str, rows: Index, day: Any) -> None:
        """One day of the rows: a column, one day for all, or none."""
        if day is not None:
            self.days[name][rows] = as_number(day)

    def put(self, rows: Index, words: Mapping[str, str], *, flips: bool) -> None:
        """Rows that count, and what is said of all of them; a word that is not given is empty."""
        self._part[rows] = len(self._flips)
        self._flips.append(flips)
        for name, kept in self._words.items():
            kept.append(words.get(name, ""))

    def put_clock(self, rows: Index, clock: Clock) -> None:
        """The reply limit of the rows."""
        for name in ("day_zero", "due", "latest_due", "ended_on"):
            self.put_day(name, rows, getattr(clock, name))
        for name in NUMBERS:
            value = getattr(clock, name)
            if value is not None:
                self.numbers[name][rows] = as_number(value)
        if clock.deadline is not None and clock.due is not None:
            self.provisional[rows] = provisional_of(clock)

    def table(self, more: Mapping[str, pl.Series]) -> pl.DataFrame:
        """The rows that count, as a table; `more` are columns of the source, of full length."""
        columns: dict[str, Any] = dict(more)
        for name, days in self.days.items():
            columns[name] = nullable(days).cast(pl.Int32).cast(pl.Date)
        for name, numbers in self.numbers.items():
            columns[name] = nullable(numbers).cast(pl.Int32)
        part = pl.Series(self._part)
        columns |= pl.DataFrame(self._words).select(pl.all().gather(part)).to_dict()
        said = pl.Series(self.provisional)
        columns["provisional"] = pl.select(pl.when(said == _UNSAID).then(None).otherwise(said == 1)).to_series()
        columns["flips"] = pl.Series(self._flips).gather(part)
        frame = pl.DataFrame(columns).filter(part != _LEFT_OUT)
        outcome = pl.when(pl.col("outcome") == "").then(pl.col("ended_as")).otherwise(pl.col("outcome"))
        return frame.with_columns(outcome.alias("outcome")).drop("ended_as")


class Hits:
    """The findings of an audit while they are put together: rows, rule and day, and sentences if they are asked for."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.int64]] = []
        self._days: list[NDArray[np.int64]] = []
        self._messages = TextParts()
        self._about: list[tuple[str, str, bool, bool, bool]] = []

    def put(
        self,
        rows: Index,
        finding: Finding,
        *,
        counted: bool = False,
        by_items: bool = False,
        said: bool = False,
        message: Texts | None = None,
    ) -> None:
        """One hit of a rule in each of the rows.

        counted: the case itself says of how many items or pages a fee is. by_items: of how many items. said: the
        sentence of the case says it already.
        """
        self._rows.append(rows)
        self._days.append(np.broadcast_to(as_number(finding.on), rows.shape))
        self._about.append((finding.rule.id, finding.basis, counted, by_items, said))
        if message is not None:
            self._messages.put(rows, message)

    def table(self) -> pl.DataFrame:
        """at (the place of the case), rule, basis, on, counted, by_items, said, and message (may be null)."""
        counts = [len(rows) for rows in self._rows]
        repeated = np.repeat(np.arange(len(counts)), counts) if counts else np.zeros(0, np.int64)
        which = pl.Series(repeated.astype(np.uint32))
        kinds = (
            ("rule", pl.String),
            ("basis", pl.String),
            ("counted", pl.Boolean),
            ("by_items", pl.Boolean),
            ("said", pl.Boolean),
        )
        about = {
            name: pl.Series([each[place] for each in self._about], dtype=kind).gather(which)
            for place, (name, kind) in enumerate(kinds)
        }
        on = pl.Series(_joined(self._days), dtype=pl.Int64).cast(pl.Int32).cast(pl.Date)
        found = pl.DataFrame({"at": pl.Series(_joined(self._rows), dtype=pl.Int64), "on": on, **about})
        messages = self._messages.texts()
        return found.with_columns((messages if len(messages) else pl.lit(None, pl.String)).alias("message"))


def provisional_of(clock: Clock) -> Any:
    """Whether a notice still to come could touch a counted day, case by case."""
    assert clock.deadline is not None  # noqa: S101 - asked of clocks with a last day
    due, firm = as_number(clock.due), clock.firm_until
    return (due > as_number(clock.deadline.day_zero)) & (True if firm is None else due > as_number(firm))


def _joined(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def nullable(numbers: NDArray[np.int32]) -> pl.Series:
    """Numbers as a column; null where there is none."""
    series = pl.Series(numbers)
    return pl.select(pl.when(series == NO_DAY).then(None).otherwise(series)).to_series()


def as_number(value: Any) -> Any:
    """A day or number, or a column of them, as numbers."""
    if isinstance(value, Column):
        return value.a
    if isinstance(value, np.ndarray):
        return value
    return value.toordinal() - EPOCH if isinstance(value, date) else int(value)
