"""The same counts for every unit, channel, kind of applicant or outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from casework.backlog.measures.frame import NET, OPEN, REPLIED, per_100000, share, text
from casework.errors import CaseworkError
from casework.escalation import CN_CARDS

BY: Final = ("unit", "channel", "applicant_type", "outcome", "regime", "state")
RUNGS: Final = tuple(rung.id for rung in CN_CARDS.rungs)


def breakdown(cases: pl.DataFrame, by: str, *, rungs: Sequence[str] = RUNGS) -> pl.DataFrame:
    """A line for every value of a column, most cases first, then by value; cases that say nothing share the line "".

    cases, open (overdue ones included), overdue, closed_on_time, closed_late: counts. on_time_rate: on time / (on time
    + late), null without a reply. median_working_days: of the replied cases, the office's own days to the reply, pauses
    out, days past the limit in. cards_X: cases whose highest standing card is X; cards_X_per_100000: of the line's own
    cases.

    Args:
        cases: The frame.
        by: One of `BY`.
        rungs: The ids of the office's cards.

    Raises:
        CaseworkError: No such grouping.
    """
    if by not in BY:
        raise CaseworkError(f"no breakdown by {by!r}; possible are {', '.join(BY)}")
    found = counts_by(cases, by, *(_card(rung) for rung in rungs)).sort("cases", by, descending=[True, False])
    spent = (
        cases.filter(REPLIED)
        .group_by(text(by).alias(by))
        .agg(NET.median().cast(pl.Float64).alias("median_working_days"))
    )
    rates = [on_time_rates(found), *(_per(f"cards_{rung}", found) for rung in rungs)]
    joined = found.with_columns(rates).join(spent, on=by, how="left", maintain_order="left")
    cards = [name for rung in rungs for name in (f"cards_{rung}", f"cards_{rung}_per_100000")]
    return joined.select(by, *COUNTS, "on_time_rate", "median_working_days", *cards)


COUNTS: Final = ("cases", "open", "overdue", "closed_on_time", "closed_late")


def counts_by(cases: pl.DataFrame, by: str, *more: pl.Expr) -> pl.DataFrame:
    """Cases and verdicts counted by a column, in no order."""
    verdict = pl.col("verdict")
    return cases.group_by(text(by).alias(by)).agg(
        pl.len().cast(pl.Int64).alias("cases"),
        OPEN.sum().cast(pl.Int64).alias("open"),
        (verdict == "overdue").sum().cast(pl.Int64).alias("overdue"),
        (verdict == "on_time").sum().cast(pl.Int64).alias("closed_on_time"),
        (verdict == "late").sum().cast(pl.Int64).alias("closed_late"),
        *more,
    )


def on_time_rates(found: pl.DataFrame) -> pl.Series:
    """The share replied to in time, line by line; rounded as everywhere, which a frame's own rounding is not."""
    pairs = zip(found["closed_on_time"].to_list(), found["closed_late"].to_list(), strict=True)
    return pl.Series("on_time_rate", [share(good, good + late) for good, late in pairs], dtype=pl.Float64)


def _card(rung: str) -> pl.Expr:
    return (text("card") == rung).sum().cast(pl.Int64).alias(f"cards_{rung}")


def _per(column: str, found: pl.DataFrame) -> pl.Series:
    pairs = zip(found[column].to_list(), found["cases"].to_list(), strict=True)
    return pl.Series(f"{column}_per_100000", [per_100000(part, whole) for part, whole in pairs], dtype=pl.Float64)
