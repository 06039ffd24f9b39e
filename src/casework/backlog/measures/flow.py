"""What comes in, what goes out, and what stays, month by month."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from casework.backlog.measures.frame import OPEN

_SCHEMA: Final[dict[str, pl.DataType]] = {
    "month": pl.Date(),
    "inflow": pl.Int64(),
    "unknown": pl.Int64(),
    "outflow": pl.Int64(),
    "backlog": pl.Int64(),
}


def flow(cases: pl.DataFrame, on: date) -> pl.DataFrame:
    """A line a month, from the first month in which anything happened to the month of the day, none left out.

    month: its first day. inflow: cases received in it. unknown: those of them of which no one can say whether they are
    still open (verdict unknown); they are not in the backlog. outflow: cases replied to or ended in it. backlog: open
    at the end of the month (for the last line: of the day), that is inflow - unknown - outflow so far. All read as the
    register stands on the day: a case reopened flows out once, by its latest reply limit, and one without a day of
    receipt does not flow at all. So the last backlog is the number of open cases that have a day of receipt.

    Args:
        cases: The frame, as evaluated on the day.
        on: The last day, included; what is dated after it is not counted.
    """
    known = cases.filter(pl.col("received_on") <= on)
    unsure = (pl.col("verdict") == "unknown") | ~(OPEN | pl.col("ended_on").is_not_null())
    closed = known.filter(~unsure & (pl.col("ended_on") <= on))
    months = _months(known, closed, on)
    if months.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    counted = months
    for name, frame, column in (
        ("inflow", known, "received_on"),
        ("unknown", known.filter(unsure), "received_on"),
        ("outflow", closed, "ended_on"),
    ):
        by_month = frame.group_by(pl.col(column).dt.month_start().alias("month")).agg(pl.len().alias(name))
        counted = counted.join(by_month, on="month", how="left", maintain_order="left")
    counted = counted.with_columns(pl.col("inflow", "unknown", "outflow").fill_null(0).cast(pl.Int64))
    left = (pl.col("inflow") - pl.col("unknown") - pl.col("outflow")).cum_sum()
    return counted.with_columns(left.alias("backlog")).select(_SCHEMA.keys())


def _months(known: pl.DataFrame, closed: pl.DataFrame, on: date) -> pl.DataFrame:
    """The first days of all months from the first event to the day."""
    days = pl.concat([known["received_on"], closed["ended_on"]])
    if days.is_empty():
        return pl.DataFrame(schema={"month": pl.Date()})
    first = days.dt.month_start().min()
    return pl.select(month=pl.date_range(pl.lit(first), pl.lit(on.replace(day=1)), interval="1mo"))
