"""At which rate an office closes or extends cases as their last day comes near, counted from the cases themselves."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casework.backlog.measures.frame import OPEN
from casework.backlog.measures.workday_columns import number_through, numbers_of
from casework.regimes import REGIMES
from casework.workdays import WorkCalendar

Counts = NDArray[np.int64]
Bits = NDArray[np.bool_]
BANDS: Final = ((0, 0), (1, 1), (2, 2), (3, 5), (6, 10), (11, 10**6))
"""Working days left to the last day, both ends included; within a band the rate is taken as one."""
_FAR: Final = 10**8
_BASE: Final = {name: regime.limits["reply"].versions[-1].count for name, regime in REGIMES.items()}


@frozen(slots=True, eq=False)
class Closing:
    """What was seen, a line for cases not extended and one for extended ones, a column a band.

    case_days: a case waiting at the start of a working day. saved: of them closed, or extended, on that day.
    """

    case_days: Counts
    saved: Counts

    def as_frame(self) -> pl.DataFrame:
        """extended, days left (from, to, both included), case_days, saved, and the rate a day, null of nothing."""
        lines = [
            (bool(kind), low, None if high >= _LAST else high, days, saved, round(saved / days, 4) if days else None)
            for kind in (0, 1)
            for (low, high), days, saved in zip(BANDS, self.case_days[kind], self.saved[kind], strict=True)
        ]
        return pl.DataFrame(lines, schema=_SCHEMA, orient="row")


_LAST: Final = BANDS[-1][1]
_SCHEMA: Final[dict[str, pl.DataType]] = {
    "extended": pl.Boolean(),
    "days_left_from": pl.Int64(),
    "days_left_to": pl.Int64(),
    "case_days": pl.Int64(),
    "saved": pl.Int64(),
    "rate": pl.Float64(),
}


def extended_by(cases: pl.DataFrame) -> Counts:
    """Working days by which each case's limit is longer than its law's own; 0 where nothing is known."""
    base = pl.col("regime").replace_strict(_BASE, default=None, return_dtype=pl.Int64)
    extra = (pl.col("length").cast(pl.Int64) - base).fill_null(0).clip(lower_bound=0)
    return cases.select(extra).to_series().to_numpy()


def closing_rates(cases: pl.DataFrame, on: date, calendar: WorkCalendar, window: int = 60) -> Closing:
    """Count the last `window` working days up to the day, the day included.

    A case counts on each working day after its receipt, up to its last day or the day it was closed, whichever is
    first; what happens to it after its last day bears on no forecast of running out. Replies and other ends alike
    close. An extended case counts twice: up to the last day of its law's own limit, where it was saved by the
    extension (the frame does not say on which day; that last day is taken, or the day of the count if that is earlier),
    and from there on as an extended one. Pauses are not told apart: days left are counted to the last day as it stands.
    """
    after = number_through(calendar, on)
    known = pl.col("received_on").is_not_null() & pl.col("due").is_not_null() & (pl.col("verdict") != "unknown")
    seen = cases.filter(known & (OPEN | pl.col("ended_on").is_not_null()))
    received, due = (numbers_of(calendar, seen[column]) for column in ("received_on", "due"))
    ended = np.where(
        seen["ended_on"].is_null().to_numpy(), _FAR, numbers_of(calendar, seen["ended_on"].fill_null(on))
    )  # fmt: skip
    extra = extended_by(seen)
    longer, first_due = extra > 0, due - extra
    told = np.where(longer, np.minimum(first_due, after - 1), _FAR)
    start = np.maximum(received + 1, after - window)
    plain = _episodes(start, first_due, np.minimum(ended, told), after)
    second = np.maximum(start, told + 1)[longer]
    more = _episodes(second, due[longer], ended[longer], after)
    return Closing(np.stack([plain[0], more[0]]), np.stack([plain[1], more[1]]))


def _episodes(first: Counts, due: Counts, saved: Counts, after: int) -> tuple[Counts, Counts]:
    """Case-days and saved cases by band, for cases waiting from one day on, due and saved on others."""
    last = np.minimum(np.minimum(due, saved), after - 1)
    present = last >= first
    hit = present & (saved == last)
    return _in_bands((due - last)[present], (due - first)[present]), _in_bands((due - saved)[hit], (due - saved)[hit])


def _in_bands(low: Counts, high: Counts) -> Counts:
    """How many whole numbers of the intervals [low, high] fall in each band."""
    overlaps = [np.maximum(np.minimum(high, top) - np.maximum(low, bottom) + 1, 0).sum() for bottom, top in BANDS]
    return np.array(overlaps, dtype=np.int64)


def band_of(days_left: Counts) -> Counts:
    """The band of each number of days left."""
    return np.searchsorted(np.array([high for _, high in BANDS]), days_left, side="left")
