"""The summary of a register, and where the work stands, from the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from casework.backlog.measures.frame import NET, OPEN, REPLIED, middle, per_100000, share, text
from casework.backlog.measures.groups import RUNGS, counts_by, on_time_rates
from casework.backlog.summary import WITHIN, not_judged


def summary(
    cases: pl.DataFrame,
    on: date,
    *,
    rejected: int = 0,
    left_out: Mapping[str, Any] | None = None,
    warnings: Sequence[str] = (),
    rungs: Sequence[str] = RUNGS,
) -> dict[str, Any]:
    """The dictionary `backlog.summary.summarise` gives for the same cases: same keys, same figures.

    Args:
        cases: The frame, as evaluated on the day.
        on: The day, judged at its end.
        rejected: How many rows of the register were rejected, where `left_out` is not given.
        left_out: What of the file is in no figure, as `backlog.summary.not_judged` has it; the frame cannot tell.
        warnings: What was said of the file.
        rungs: The ids of the office's cards, from the lowest to the highest.
    """
    verdicts = verdicts_of(cases)
    now = standing(cases, on, rungs=rungs)
    on_time, late = verdicts.get("on_time", 0), verdicts.get("late", 0)
    return {
        "as_of": on.isoformat(),
        "cases": cases.height,
        **(not_judged((), (), (), "en") | {"rejected": rejected} if left_out is None else left_out),
        **{key: now[key] for key in ("unknown", "open", "overdue", "due_within", "cards")},
        "cards_per_100000": {name: per_100000(number, cases.height) for name, number in now["cards"].items()},
        "closed_on_time": on_time,
        "closed_late": late,
        "ended_without_reply": verdicts.get("ended", 0),
        "on_time_rate": share(on_time, on_time + late),
        "median_working_days": middle(cases.select(NET.filter(REPLIED)).to_series()),
        "provisional": now["provisional"],
        "assumed": _counted(cases, text("assumed").str.split(" ").explode()),
        "flips": _sum(cases, pl.col("flips")),
        "by_state": _counted(cases, text("state"), keep_empty=True),
        "by_unit": _by_unit(cases),
        "warnings": list(warnings),
    }


def standing(cases: pl.DataFrame, on: date, *, rungs: Sequence[str] = RUNGS) -> dict[str, Any]:
    """Where the work stands at the end of a day: counts of cases.

    open: neither replied to nor ended, the overdue ones included. due_within: open, not overdue, days_left at most N
    (N included, 0 is a case that runs out at the end of the day itself), so each number contains those before it.
    without_due: open but without a last day, because the clock is stopped or has not begun; in no due_within.
    provisional: open cases whose last day a holiday notice still to come could move. cards: the highest standing card a
    case, closed cases included. unknown: no law or no day of receipt; neither open nor closed.
    """
    waiting = pl.col("verdict") == "open"
    dated = waiting & pl.col("due").is_not_null()
    cards = _counted(cases, text("card"))
    return {
        "as_of": on.isoformat(),
        "open": _sum(cases, OPEN),
        "overdue": _sum(cases, pl.col("verdict") == "overdue"),
        "due_within": {str(days): _sum(cases, dated & (pl.col("days_left") <= days)) for days in WITHIN},
        "without_due": _sum(cases, waiting & pl.col("due").is_null()),
        "provisional": _sum(cases, OPEN & pl.col("provisional")),
        "cards": {name: cards.get(name, 0) for name in rungs},
        "unknown": _sum(cases, pl.col("verdict") == "unknown"),
    }


def verdicts_of(cases: pl.DataFrame) -> dict[str, int]:
    """How many cases have each verdict."""
    return _counted(cases, text("verdict"))


def _sum(cases: pl.DataFrame, holds: pl.Expr) -> int:
    return int(cases.select(holds.fill_null(value=False).sum()).item() or 0)


def _counted(cases: pl.DataFrame, words: pl.Expr, *, keep_empty: bool = False) -> dict[str, int]:
    """How often each word occurs, by word."""
    found = cases.select(words.alias("word")).group_by("word").len().sort("word")
    return {word: number for word, number in found.iter_rows() if word or (keep_empty and word is not None)}


def _by_unit(cases: pl.DataFrame) -> list[dict[str, Any]]:
    """A line a unit, the largest first."""
    found = counts_by(cases, "unit").sort("cases", "unit", descending=[True, False])
    return found.with_columns(on_time_rates(found)).to_dicts()
