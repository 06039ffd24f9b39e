"""Where the time goes: how long cases stay in each state of the procedure, from a table of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from casework.backlog.measures.workday_columns import days_between
from casework.case.case import Fold
from casework.case.events import CaseOpened, Event, StepTaken
from casework.errors import LedgerCorrupt, OutsideKnownLaw
from casework.procedure import Regime
from casework.procedure.table import START
from casework.regimes import REGIMES, regime_on
from casework.workdays import WorkCalendar

PAYLOAD: Final = (
    "channel", "received_on", "automatic_receipt", "addressed_to_unit", "party", "organ", "proceeding"
)  # fmt: skip
"""Columns that decide which row of the table a step takes; used where the table of steps has them."""
_SOME_DAY: Final = date(2020, 1, 2)
_SCHEMA: Final[dict[str, pl.DataType]] = {
    "regime": pl.String(),
    "state": pl.String(),
    "phase": pl.String(),
    "kind": pl.String(),
    "cases": pl.Int64(),
    "median_working_days": pl.Float64(),
    "total_working_days": pl.Int64(),
    "here_now": pl.Int64(),
    "median_here_now": pl.Float64(),
}


def time_in_states(
    events: pl.DataFrame, on: date, calendar: WorkCalendar, *, regime: Regime | None = None
) -> pl.DataFrame:
    """A line for every state some case was in, in the order of the procedure.

    A stay runs from the entry that enters the state to the one that leaves it: working days in (entered, left], so one
    left on the day it was entered is 0. cases: cases that have left the state; median_working_days: of their stays,
    each case's stays in the state added up; total_working_days: of all those stays. here_now: cases in the state at the
    end of the day; median_here_now: of (entered, on], unfinished, so no measure of how long they will stay; where a
    case is archived that is only how long ago. Pauses are in: these are days of the file, not of the limit.

    Entries of a day are read in the order the table allows, as a register is. Corrections of entries are not followed,
    and cases without exactly one opening, or opened under no law, are left out. Every distinct sequence of steps is
    replayed once, however many cases share it.

    Args:
        events: One row an entry: case_id, on (Date), step; those of `PAYLOAD` that are there are used.
        on: The day, judged at its end; later entries are unseen.
        calendar: Which days count.
        regime: The law of all cases; without it the one in force on the day each was opened.

    Raises:
        OutsideKnownDays: The day lies outside the calendar.
    """
    calendar.is_working(on)
    entries = _ordered(events, on, regime)
    stories = entries.group_by("case_id", maintain_order=True).agg("on", "token", "nth", pl.col("regime").first())
    visits = _visits(stories, regime)
    if visits.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    left = pl.col("on").shift(-1).over("case_id")
    visits = visits.with_columns(left.fill_null(on).alias("left"), left.is_null().alias("here"))
    visits = visits.with_columns(days_between(calendar, visits["on"], visits["left"]).alias("days"))
    return _described(_added_up(visits), _known(regime))


def _ordered(events: pl.DataFrame, on: date, regime: Regime | None) -> pl.DataFrame:
    """The entries by case, day, rank and place, with what decides about each (token), its day's number, and the law."""
    seen = events.drop_nulls(["case_id", "on", "step"])
    seen = seen.filter((pl.col("on") <= on) & (pl.col("step") != "correct_entry"))
    kept = [column for column in PAYLOAD if column in events.columns]
    stated = [(pl.lit("yes") if column == "received_on" else pl.col(column).cast(pl.String)) for column in kept]
    filled = [pl.col(column).is_not_null() & (pl.col(column).cast(pl.String) != "") for column in kept]
    told = [
        pl.when(holds).then(pl.concat_str([pl.lit(f"\x1f{column}\x1e"), word])).otherwise(pl.lit(""))
        for column, word, holds in zip(kept, stated, filled, strict=True)
    ]
    opened = seen.filter(pl.col("step") == "open").group_by("case_id").agg(pl.col("on").min().alias("opened"))
    lines = seen.with_row_index("place").join(opened, on="case_id")
    laws = {day: _law(day, regime) for day in opened["opened"].unique()}
    ranks = {step: rank for each in _known(regime).values() for step, rank in each.procedure.rank.items()}
    return lines.select(
        "case_id",
        "on",
        pl.concat_str([pl.col("step"), *told]).alias("token"),
        (pl.col("on").rank("dense").over("case_id") - 1).alias("nth"),
        pl.col("opened").replace_strict(laws, default=None, return_dtype=pl.String).alias("regime"),
        pl.col("step").replace_strict(ranks, default=999, return_dtype=pl.Int64).alias("rank"),
        "place",
    ).sort("case_id", "on", "rank", "place")


def _known(regime: Regime | None) -> Mapping[str, Regime]:
    return REGIMES if regime is None else {**REGIMES, regime.id: regime}


def _law(day: date, regime: Regime | None) -> str | None:
    try:
        return regime.id if regime is not None else regime_on("cn", day).id
    except OutsideKnownLaw:
        return None


def _visits(stories: pl.DataFrame, regime: Regime | None) -> pl.DataFrame:
    """A row an entry: case, day, and the state the case is in after it."""
    known = _known(regime)
    paths: dict[tuple[Any, ...], list[str] | None] = {}
    states: list[list[str] | None] = []
    for law, tokens, nth in stories.select("regime", "token", "nth").iter_rows():
        key = (law, tuple(tokens), tuple(nth))
        if key not in paths:
            paths[key] = None if law is None else states_after(known[law], tokens, nth)
        states.append(paths[key])
    column = pl.Series("state", states, dtype=pl.List(pl.String))
    told = stories.select("case_id", "on", "regime", column).filter(pl.col("state").is_not_null())
    return told.explode("on", "state")


def states_after(regime: Regime, tokens: Sequence[str], nth: Sequence[int]) -> list[str] | None:
    """The state after each entry of one sequence, a day's entries in the order the table allows; null if it is no case.

    Args:
        regime: The law.
        tokens: Steps with what decides about them.
        nth: The number of each entry's day; equal numbers are one day.
    """
    fold = Fold(regime)
    waiting = list(zip(nth, tokens, strict=True))
    states: list[str] = []
    try:
        while waiting:
            today = [token for day, token in waiting if day == waiting[0][0]]
            allowed = (token for token in today if (fold.state, token.split("\x1f")[0]) in regime.procedure.compiled)
            chosen = next(allowed, today[0])
            waiting.remove((waiting[0][0], chosen))
            fold.take(_entry(chosen, len(states) + 1))
            states.append(fold.state)
    except LedgerCorrupt:
        return None
    return states


def _entry(token: str, number: int) -> Event:
    step, *told = token.split("\x1f")
    payload: dict[str, Any] = dict(part.split("\x1e", 1) for part in told)
    if "received_on" in payload:
        payload["received_on"] = _SOME_DAY
    return CaseOpened(number, _SOME_DAY, "", payload) if step == "open" else StepTaken(number, _SOME_DAY, step, payload)


def _added_up(visits: pl.DataFrame) -> pl.DataFrame:
    keys = ["regime", "state"]
    visits = visits.filter(pl.col("state") != START)
    done = visits.filter(~pl.col("here")).group_by(*keys, "case_id").agg(pl.col("days").sum())
    left = done.group_by(keys).agg(
        pl.len().cast(pl.Int64).alias("cases"),
        pl.col("days").median().cast(pl.Float64).alias("median_working_days"),
        pl.col("days").sum().cast(pl.Int64).alias("total_working_days"),
    )
    now = visits.filter("here").group_by(keys).agg(
        pl.len().cast(pl.Int64).alias("here_now"),
        pl.col("days").median().cast(pl.Float64).alias("median_here_now"),
    )  # fmt: skip
    both = left.join(now, on=keys, how="full", coalesce=True)
    return both.with_columns(pl.col("cases", "total_working_days", "here_now").fill_null(0))


def _described(found: pl.DataFrame, known: Mapping[str, Regime]) -> pl.DataFrame:
    """With the phase and kind of each state, in the order of the procedure."""
    order = [
        (law.id, state.id, state.phase, state.kind) for law in known.values() for state in law.procedure.states.values()
    ]
    table = pl.DataFrame(order, schema=["regime", "state", "phase", "kind"], orient="row").with_row_index("order")
    joined = found.join(table, on=["regime", "state"], how="left").sort("regime", "order", nulls_last=True)
    return joined.select(_SCHEMA.keys())
