"""How far off the forecast would have been: run on past days, held against what then happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from attrs import frozen

from casework.backlog.measures.forecast import WINDOW, Forecast, forecast
from casework.backlog.measures.workday_columns import number_through, numbers_of
from casework.workdays import WorkCalendar

_SCHEMA: Final[dict[str, pl.DataType]] = {
    "on": pl.Date(),
    "day": pl.Date(),
    "scheduled": pl.Int64(),
    "expected": pl.Float64(),
    "median": pl.Int64(),
    "low": pl.Int64(),
    "high": pl.Int64(),
    "actual": pl.Int64(),
}


@frozen(slots=True, eq=False)
class Backtest:
    """The errors of past forecasts, in cases a forecast day.

    by_day: a line for each day forecast, with the actual number. mean_absolute_error: of the median; error_of_expected:
    of the expected number; error_if_nothing_closed: of the schedule; error_of_zero: of always saying none: a forecast
    that does not beat both says nothing. bias: mean of expected - actual, above 0 where too many were forecast.
    coverage: the share of forecast days whose actual number lay in [low, high]; with small numbers it should be above
    nine in ten. total_error, total_error_of_zero, total_coverage: likewise for the number over the whole horizon, in
    cases a forecast.
    Null without a forecast day.
    """

    by_day: pl.DataFrame
    forecasts: int
    mean_absolute_error: float | None
    error_of_expected: float | None
    error_if_nothing_closed: float | None
    error_of_zero: float | None
    bias: float | None
    coverage: float | None
    total_error: float | None
    total_error_of_zero: float | None
    total_coverage: float | None


def backtest(
    at: Callable[[date], pl.DataFrame],
    days: Iterable[date],
    calendar: WorkCalendar,
    horizon: int = 20,
    *,
    seed: int = 0,
    runs: int = 2000,
    window: int = WINDOW,
) -> Backtest:
    """Forecast on each past day as it was then, and compare with the register as it stood at the end of the horizon.

    actual: of the cases open on the day of the forecast, those whose last day, as it then turned out (extensions and
    pauses followed), was the forecast day, and that were still open at its end. What the later register no longer
    holds did not run out.

    Args:
        at: The frame as evaluated on any day: `lambda day: frame_of(evaluate(register, day))`, or `frames.__getitem__`
            of a dictionary with every forecast day and the day `horizon` working days after it.
        days: The days to forecast from; the end of each horizon must lie in the past for `at`.
        calendar: Which days count.
        horizon: How many working days ahead.
        seed: As in `forecast`.
        runs: As in `forecast`.
        window: As in `forecast`.
    """
    tables, totals = [], []
    for day in days:
        cases = at(day)
        made = forecast(cases, day, calendar, horizon, seed=seed, runs=runs, window=window)
        actual = ran_out(cases, at(calendar.add(day, horizon)), day, calendar, horizon)
        line = made.by_day.with_columns(pl.lit(day).alias("on"), pl.Series("actual", actual, dtype=pl.Int64))
        tables.append(line.select(_SCHEMA.keys()))
        totals.append((made, sum(actual)))
    return _judged(pl.concat(tables) if tables else pl.DataFrame(schema=_SCHEMA), totals)


def ran_out(then: pl.DataFrame, later: pl.DataFrame, on: date, calendar: WorkCalendar, horizon: int) -> list[int]:
    """How many of the cases open then ran out on each of the working days after the day."""
    were = then.filter(pl.col("verdict") == "open").select("case_id")
    now = later.filter((pl.col("due") > on) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("due"))))
    due = now.join(were, on="case_id", how="semi")["due"]
    numbers = numbers_of(calendar, due) - number_through(calendar, on)
    return [int(number) for number in np.bincount(numbers[numbers < horizon], minlength=horizon)]


def _judged(by_day: pl.DataFrame, totals: list[tuple[Forecast, int]]) -> Backtest:
    actual = pl.col("actual")
    off = {
        "mean_absolute_error": (pl.col("median") - actual).abs(),
        "error_of_expected": (pl.col("expected") - actual).abs(),
        "error_if_nothing_closed": (pl.col("scheduled") - actual).abs(),
        "error_of_zero": actual,
        "bias": pl.col("expected") - actual,
        "coverage": actual.is_between(pl.col("low"), pl.col("high")),
    }
    means = by_day.select(expr.mean().round(4).alias(name) for name, expr in off.items()).row(0, named=True)
    return Backtest(
        by_day,
        len(totals),
        **means,
        total_error=_mean([abs(made.total["median"] - number) for made, number in totals]),
        total_error_of_zero=_mean([float(number) for _, number in totals]),
        total_coverage=_mean([float(made.total["low"] <= number <= made.total["high"]) for made, number in totals]),
    )


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
