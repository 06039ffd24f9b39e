"""The frame all measures read, and the few expressions they share."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from casework.backlog.evaluate import Evaluated, Evaluation

COLUMNS: Final[dict[str, pl.DataType]] = {
    "row": pl.UInt32(),
    "case_id": pl.String(),
    "unit": pl.String(),
    "channel": pl.String(),
    "applicant_type": pl.String(),
    "regime": pl.String(),
    "state": pl.String(),
    "outcome": pl.String(),
    "received_on": pl.Date(),
    "day_zero": pl.Date(),
    "due": pl.Date(),
    "latest_due": pl.Date(),
    "provisional": pl.Boolean(),
    "clock": pl.String(),
    "length": pl.Int32(),
    "days_used": pl.Int32(),
    "days_left": pl.Int32(),
    "overdue_by": pl.Int32(),
    "ended_on": pl.Date(),
    "verdict": pl.String(),
    "card": pl.String(),
    "assumed": pl.String(),
    "notes": pl.String(),
    "flips": pl.Boolean(),
}
"""The columns of `cases` and their types; null (or, for text, empty) where a value has no meaning."""

OPEN: Final = pl.col("verdict").is_in(["open", "overdue"])
"""Not replied to and not ended otherwise."""
REPLIED: Final = pl.col("verdict").is_in(["on_time", "late"])
"""Replied to, in time or late."""
NET: Final = pl.col("days_used") + pl.col("overdue_by").fill_null(0)
"""Working days the office itself has had a case: pauses and stops out, days past the last one in."""


def frame_of(evaluation: Evaluation) -> pl.DataFrame:
    """The frame of an evaluation: a row a case, in the order of the register."""
    lines = [_line(row, evaluation.on) for row in evaluation.rows]
    return pl.DataFrame(lines, schema=COLUMNS, orient="row")


def _line(row: Evaluated, on: date) -> tuple[object, ...]:
    source = row.source
    known = row.as_row() | {
        "applicant_type": source.applicant_type,
        "received_on": source.received_by(on),
        "flips": row.flips,
    }
    return tuple(known[column] for column in COLUMNS)


def middle(days: pl.Series) -> float | int | None:
    """The median as the summary gives it: a whole number of days, or halfway between two; null without any."""
    known = days.drop_nulls()
    found = known.median()
    if found is None:
        return None
    return int(found) if len(known) % 2 else float(found)  # type: ignore[arg-type]


def text(column: str) -> pl.Expr:
    """A text column in which nothing said is the empty text."""
    return pl.col(column).fill_null("")


def share(part: int, whole: int) -> float | None:
    """A rate rounded to four places; null of nothing."""
    return round(part / whole, 4) if whole else None


def per_100000(part: int, whole: int) -> float | None:
    """A number per 100,000 cases, rounded to one place; null of nothing."""
    return round(part * 100_000 / whole, 1) if whole else None
