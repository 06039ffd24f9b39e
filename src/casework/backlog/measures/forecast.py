"""How many open cases will run out in the next weeks: the schedule, and a simulation at the office's own rate."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import field, frozen
from numpy.typing import NDArray

from casework.backlog.measures.closing import Closing, band_of, closing_rates, extended_by
from casework.backlog.measures.workday_columns import number_through, numbers_of, working_days
from casework.errors import CaseworkError
from casework.workdays import WorkCalendar

INTERVAL: Final = (0.05, 0.95)
"""The share of runs below the low and up to the high number: a 90 % interval."""
WINDOW: Final = 60
"""Working days of the past the closing rate is taken from."""
_WEIGHT: Final = 1.0
"""Case-days at the overall rate added to every band: hardly anything, but no band is without a rate."""


@frozen(slots=True, eq=False)
class Forecast:
    """The next working days.

    by_day: day, scheduled (cases whose last day it is, as their clocks stand), expected, median, low, high (of them
    still open at its end). total: the same over all the days. closing: the rates it rests on. runs_out_today: open
    cases whose last day is the day of the forecast itself, in none of the others. paused: scheduled cases whose clock
    is paused, so that their last day will move.
    """

    on: date
    by_day: pl.DataFrame
    total: dict[str, float | int]
    closing: pl.DataFrame
    runs_out_today: int
    paused: int
    runs: int
    seed: int
    interval: tuple[float, float] = field(default=INTERVAL)


def forecast(
    cases: pl.DataFrame,
    on: date,
    calendar: WorkCalendar,
    days: int = 20,
    *,
    seed: int = 0,
    runs: int = 2000,
    window: int = WINDOW,
) -> Forecast:
    """How many of the cases open on the day run out on each of the next working days.

    A case runs out on its last day if it is still open at the end of it; a last day that is not worked belongs to the
    next day that is. `scheduled` takes for granted that nothing is closed, extended or paused. For the rest each open
    case is saved (closed, or extended: a case is extended once) on each working day up to its last one with a
    probability that depends only on how many working days are left to it (`closing.BANDS`) and on whether it has been
    extended already; otherwise the same for every case and independent of all others. The rates are those of the last
    60 working days; so that a rate seen on few case-days is not taken for certain, each run draws them anew from a beta
    distribution around what was seen (one case-day at the overall rate added to each band). expected is the mean of
    that; median, low and high are those of the runs: in nine runs of ten the number lies in [low, high], both included.
    Without any case-day in the past nothing is known to be saved, and all equal `scheduled`.

    What the model leaves out: pauses still to come and corrections (fewer cases run out), difficult cases being those
    that are left (more do), staff on leave, replies sent in batches, and cases received later, or extended, that run
    out within the horizon all the same. `backtest` says how far off it is for a given office.

    Args:
        cases: The frame, as evaluated on the day.
        on: The day, judged at its end.
        calendar: Which days count.
        days: How many working days ahead.
        seed: The same seed and cases give the same numbers.
        runs: How many simulated futures.
        window: How many working days of the past the rates are taken from.

    Raises:
        CaseworkError: days, runs or window is below 1.
        OutsideKnownDays: The calendar does not reach that far.
    """
    if min(days, runs, window) < 1:
        raise CaseworkError("days, runs and window must each be at least 1")
    first = number_through(calendar, on)
    calendar.add(on, days)
    ahead = working_days(calendar)[first : first + days]
    running = cases.filter((pl.col("verdict") == "open") & pl.col("due").is_not_null())
    coming = running.filter(pl.col("due") > on)
    due = numbers_of(calendar, coming["due"]) - first
    near, longer = due < days, extended_by(coming) > 0
    scheduled = np.stack([np.bincount(due[near & (longer == kind)], minlength=days) for kind in (False, True)])
    closing = closing_rates(cases, on, calendar, window)
    odds = _still_open(closing, days, runs, np.random.default_rng(seed))
    drawn = np.random.default_rng((seed, 1)).binomial(scheduled, odds).sum(axis=1)
    mean, every = (scheduled * odds).sum(axis=1), scheduled.sum(axis=0)
    by_day = pl.DataFrame({"day": ahead, "scheduled": every.astype(np.int64), **_told(drawn, mean)})
    total = {"scheduled": int(every.sum()), **_one(drawn.sum(axis=1), mean.sum(axis=1))}
    paused = coming.filter(pl.Series(near, dtype=pl.Boolean) & (coming["clock"] == "paused")).height
    return Forecast(on, by_day, total, closing.as_frame(), running.height - coming.height, paused, runs, seed)


def _still_open(closing: Closing, days: int, runs: int, chance: np.random.Generator) -> NDArray[Any]:
    """For each run, kind (not extended, extended) and day ahead: the odds that a case due on it was not saved."""
    seen, done = int(closing.case_days.sum()), int(closing.saved.sum())
    if not seen:
        return np.ones((runs, 2, days))
    overall = (done + 0.5) / (seen + 1.0)
    saved = closing.saved + _WEIGHT * overall
    kept = closing.case_days - closing.saved + _WEIGHT * (1.0 - overall)
    rates = chance.beta(saved, kept, size=(runs, *saved.shape))
    return np.asarray(np.cumprod(1.0 - rates[:, :, band_of(np.arange(days))], axis=2))


def _told(drawn: NDArray[np.int64], expected: NDArray[np.float64]) -> dict[str, Any]:
    low, median, high = np.quantile(drawn, (INTERVAL[0], 0.5, INTERVAL[1]), axis=0, method="inverted_cdf")
    return {
        "expected": np.round(expected.mean(axis=0), 2),
        "median": median.astype(np.int64),
        "low": low.astype(np.int64),
        "high": high.astype(np.int64),
    }


def _one(drawn: NDArray[np.int64], expected: NDArray[np.float64]) -> dict[str, float | int]:
    told = _told(drawn[:, None], expected[:, None])
    return {name: values[0].item() for name, values in told.items()}
