"""Where the time goes: how long cases stay in each state of the procedure, from a table of steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from casework.backlog.columns.evaluation import evaluate_source
from casework.backlog.columns.source import source_of
from casework.backlog.measures.workday_columns import days_between
from casework.backlog.rows import Chooser, chooser_for
from casework.errors import ImportRejected
from casework.procedure import Regime
from casework.regimes import REGIMES
from casework.workdays import WorkCalendar

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
    """A line for every state some case was in, in the order of the procedure; see `days_in_states`.

    The table is read as a register is: what cannot be read is left out, and with it cases that cannot be.

    Args:
        events: One row an entry, with the columns of the long form: case_id, on, step, and a column a payload key.
        on: The day, judged at its end; later entries are unseen.
        calendar: Which days count.
        regime: The law of all cases; without it the one in force on the day each was received.

    Raises:
        ImportRejected: One of the first three columns is missing.
        OutsideKnownDays: The day lies outside the calendar.
    """
    calendar.is_working(on)
    chooser = chooser_for("cn", {}) if regime is None else _always(regime)
    found = evaluate_source(source_of(events), on, chooser, calendar=calendar, stays=True)
    if found.stays is None:
        raise ImportRejected("the table: not a table of steps; case_id, on and step are needed")
    known = REGIMES if regime is None else {**REGIMES, regime.id: regime}
    return days_in_states(found.stays, on, calendar, known)


def _always(regime: Regime) -> Chooser:
    return lambda _: regime


def days_in_states(
    stays: pl.DataFrame, on: date, calendar: WorkCalendar, known: Mapping[str, Regime] = REGIMES
) -> pl.DataFrame:
    """A line for every state some case was in, in the order of the procedure.

    A stay runs from the entry that enters the state to the one that enters another: working days in (entered, left],
    so one left on the day it was entered is 0. Entries in between that keep the case in its state do not end it. Pauses
    are in: these are days of the file, not of the limit.

    cases: cases that have been in the state and are in it no longer; median_working_days: of them, each case's stays in
    the state added up; total_working_days: of all these. here_now: cases in the state at the end of the day;
    median_here_now: of their present stays, (entered, on].

    An unfinished stay is never counted as finished: nobody knows how long it will be. A case that is in a state again
    counts in here_now only, its earlier stays there in neither median, since its sum is not complete. So where many
    wait, the median of those that have left reads too short; read it beside here_now. Where cases are archived,
    median_here_now is only how long ago that was.

    Args:
        stays: case_id, regime, state, entered_on, left_on; `Columns.stays`, as evaluated on the day.
        on: The day, judged at its end.
        calendar: Which days count.
        known: The regimes by id.

    Raises:
        OutsideKnownDays: The day lies outside the calendar.
    """
    calendar.is_working(on)
    if stays.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    here = pl.col("left_on").is_null()
    counted = stays.with_columns(here.alias("here"), pl.col("left_on").fill_null(on))
    days = days_between(calendar, counted["entered_on"], counted["left_on"])
    return _described(_added_up(counted.with_columns(days.alias("days"))), known)


def names_of(states: pl.DataFrame, lang: str) -> list[str]:
    """The name of each line's state as its regime gives it, "zh" or "en"; the id where no regime that ships has it."""
    named = {
        (law.id, state.id): state.zh if lang == "zh" else state.en
        for law in REGIMES.values()
        for state in law.procedure.states.values()
    }
    return [named.get((law, state), state) for law, state in states.select("regime", "state").iter_rows()]


def _added_up(stays: pl.DataFrame) -> pl.DataFrame:
    keys = ["regime", "state"]
    each = stays.group_by(*keys, "case_id").agg(
        pl.col("here").any(),
        pl.when(pl.col("days").null_count() == 0).then(pl.col("days").sum()).alias("days"),  # a sum with a gap is none
        pl.col("days").filter("here").first().alias("days_here"),
    )
    days = pl.col("days").filter(~pl.col("here"))
    return each.group_by(keys).agg(
        days.len().cast(pl.Int64).alias("cases"),
        days.median().cast(pl.Float64).alias("median_working_days"),
        days.sum().cast(pl.Int64).alias("total_working_days"),
        pl.col("here").sum().cast(pl.Int64).alias("here_now"),
        pl.col("days_here").filter("here").median().cast(pl.Float64).alias("median_here_now"),
    )


def _described(found: pl.DataFrame, known: Mapping[str, Regime]) -> pl.DataFrame:
    """With the phase and kind of each state, in the order of the procedure."""
    order = [
        (law.id, state.id, state.phase, state.kind) for law in known.values() for state in law.procedure.states.values()
    ]
    table = pl.DataFrame(order, schema=["regime", "state", "phase", "kind"], orient="row").with_row_index("order")
    joined = found.join(table, on=["regime", "state"], how="left").sort("order", nulls_last=True)
    return joined.select(_SCHEMA.keys())
