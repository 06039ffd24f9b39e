"""A register as it was on an earlier day, and without what was closed long before."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from attrs import evolve
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY, read_days
from casework.backlog.columns.source import Source, stripped


def not_long_closed(source: Source, cases: pl.DataFrame, since: date) -> Source:
    """The rows of a register without those of cases that were over before a day and have no entry from then on.

    Args:
        source: The register.
        cases: Its cases as evaluated; what became no case is kept.
        since: The first day that matters.
    """
    over = (pl.col("ended_on") < since) & (pl.col("verdict") != "unknown")
    if not source.long_form:
        far = cases.filter(~over.fill_null(value=False))
        return rows_of(source, (far["row"].cast(pl.Int64) - source.first_row).to_numpy())
    ids = stripped(source.columns["case_id"])
    # a correction dated later may say that it was over earlier: a case goes only if nothing is said of it any more
    rows = pl.DataFrame({"id": ids, "late": pl.Series(_days(source)) >= _number(since)})
    told = rows.select(pl.col("late").any().over("id")).to_series()
    over_then = ids.is_in(cases.filter(over)["case_id"].implode())
    return rows_of(source, (told | ~over_then).arg_true().to_numpy())


def as_it_was(source: Source, day: date) -> Source:
    """A table of steps at the end of a day: without the entries dated later."""
    days = _days(source)
    # a row whose day cannot be read is rejected on any day
    return rows_of(source, np.flatnonzero((days <= _number(day)) | (days == NO_DAY)))


def rows_of(source: Source, at: NDArray[np.integer]) -> Source:
    """Some rows of a source; their numbers are not those of the file any more."""
    columns = {key: column.gather(at) for key, column in source.columns.items()}
    mine = None if source.mine is None else source.mine[at]
    return evolve(
        source,
        columns=columns,
        size=len(at),
        wholes=lambda rows: source.wholes([int(at[row]) for row in rows]),
        mine=mine,
    )


def _days(source: Source) -> NDArray[np.int32]:
    return read_days(source.columns["on"], np.zeros(source.size, np.bool_))


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()
