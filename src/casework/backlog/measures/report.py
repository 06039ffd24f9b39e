"""All measures of one register on one day, gathered from an evaluation by the column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import polars as pl
from attrs import field, frozen

from casework.backlog.columns import Columns
from casework.backlog.columns.evaluation import evaluate_source
from casework.backlog.columns.source import Source
from casework.backlog.measures.ages import ages, oldest
from casework.backlog.measures.answers import Answers
from casework.backlog.measures.backtest import Backtest, backtest
from casework.backlog.measures.earlier import as_it_was, not_long_closed
from casework.backlog.measures.flow import flow
from casework.backlog.measures.forecast import WINDOW, Forecast, forecast
from casework.backlog.measures.groups import RUNGS, breakdown
from casework.backlog.measures.quality import quality
from casework.backlog.measures.states import days_in_states, names_of
from casework.backlog.measures.totals import standing, summary
from casework.backlog.rows import Chooser
from casework.errors import OutsideKnownDays
from casework.office import Office
from casework.regimes import RULES
from casework.workdays import WorkCalendar

Progress = Callable[[int, int], None]
GROUPS: Final = ("unit", "channel", "applicant_type", "outcome")
HORIZON: Final = 20
_PAST: Final = 6
"""Forecasts of the past that are held against what happened."""
_ROWS: Final = 100
"""How many rows of each assumption the document names; cases.csv has them all."""
_NEEDED: Final = ("case_id", "regime", "received_on", "due", "ended_on", "length", "clock", "verdict")


@frozen(slots=True, eq=False)
class Report:
    """What a register adds up to: frames and figures as the single measures give them.

    lines: the breakdown asked for; units: the one by unit. findings: by rule; null if nothing was audited. states: as
    `days_in_states` gives them; null for a flat register, whose rows state facts and not every step.
    """

    on: date
    cases: pl.DataFrame = field(repr=False)
    findings: pl.DataFrame | None = field(repr=False)
    summary: dict[str, Any]
    standing: dict[str, Any]
    by: str
    lines: pl.DataFrame
    units: pl.DataFrame
    ages: dict[str, Any]
    oldest: pl.DataFrame
    flow: pl.DataFrame
    forecast: Forecast
    backtest: Backtest
    quality: dict[str, Any]
    states: pl.DataFrame | None = field(default=None, repr=False)
    answers: Answers | None = field(default=None, repr=False)

    def states_as_lines(self) -> list[dict[str, Any]]:
        """The states as plain values; none for a flat register."""
        return [] if self.states is None else _plain(self.states)

    def names_of_states(self, lang: str) -> list[str]:
        """The name of the state of each line, "zh" or "en"."""
        return [] if self.states is None else names_of(self.states, lang)

    def by_rule(self) -> dict[str, int]:
        """Findings by rule, in the order of the audit table."""
        if self.findings is None:
            return {}
        counted = dict(self.findings.group_by("rule").len().iter_rows())
        return {name: counted[name] for name in RULES if name in counted}

    def as_json(self) -> dict[str, Any]:
        """One document of plain values; days as text."""
        made, past = self.forecast, self.backtest
        return {
            "as_of": self.on.isoformat(),
            "summary": self.summary,
            "standing": self.standing,
            "breakdown": {"by": self.by, "lines": _plain(self.lines)},
            "ages": self.ages,
            "oldest": _plain(self.oldest),
            "flow": _plain(self.flow),
            "states": None if self.states is None else self.states_as_lines(),
            "forecast": {
                "working_days": made.by_day.height,
                "interval": list(made.interval),
                "runs": made.runs,
                "seed": made.seed,
                "by_day": _plain(made.by_day),
                "total": made.total,
                "runs_out_today": made.runs_out_today,
                "paused": made.paused,
                "closing": _plain(made.closing),
                "backtest": {name: getattr(past, name) for name in ERRORS},
            },
            "quality": self.quality,
            "findings": self.by_rule(),
            "compare": None if self.answers is None else self._compared(self.answers),
        }

    def _compared(self, told: Answers) -> dict[str, Any]:
        """Without its cases, of which there may be many: compare.csv has them."""
        document = told.as_json()
        return {name: document[name] for name in ("param", "values", "differ", "verdicts_differ")} | {
            "lines": _plain(told.lines)
        }


ERRORS: Final = tuple(name for name in Backtest.__annotations__ if name != "by_day")
"""What a back-test comes to, by name."""


def report(
    found: Columns,
    calendar: WorkCalendar,
    at: Callable[[date], pl.DataFrame],
    *,
    by: str = "unit",
    rungs: Sequence[str] = RUNGS,
    seed: int = 0,
    answers: Answers | None = None,
    lang: str = "en",
    progress: Progress | None = None,
) -> Report:
    """Gather every measure of an evaluation.

    Args:
        found: The evaluation on the day; of a table of steps with its stays.
        calendar: Which days count.
        at: The cases as they stood on an earlier day, for the back-test; see `past`.
        by: One of `GROUPS`.
        rungs: The ids of the office's cards, from the lowest to the highest.
        seed: Of the forecast.
        answers: What an open question of law weighs, if one was asked.
        lang: Of what is said of rows that are no requests, "zh" or "en".
        progress: Told (past days evaluated, of how many).

    Raises:
        OutsideKnownDays: The calendar does not reach 20 working days past the day.
    """
    cases, on = found.cases, found.on
    rejected = len({fault.row for fault in found.rejected})
    units = breakdown(cases, "unit", rungs=rungs)
    return Report(
        on,
        cases,
        found.findings,
        summary(cases, on, left_out=found.left_out(lang), warnings=found.warnings, rungs=rungs),
        standing(cases, on, rungs=rungs),
        by,
        units if by == "unit" else breakdown(cases, by, rungs=rungs),
        units,
        ages(cases, on, calendar),
        oldest(cases),
        flow(cases, on),
        forecast(cases, on, calendar, HORIZON, seed=seed),
        _backtest(cases, on, calendar, at, seed, progress),
        _quality(found, rejected),
        None if found.stays is None else days_in_states(found.stays, on, calendar),
        answers,
    )


def past(
    source: Source, found: Columns, chooser: Chooser, calendar: WorkCalendar, office: Office
) -> Callable[[date], pl.DataFrame]:
    """The cases of a register on any of the days the back-test asks for.

    A table of steps is read as it was on the day: entries dated later, corrections among them, are not there yet. Of a
    flat register, facts dated later are unseen. What was closed long before the first of the days bears on no figure of
    it and is not evaluated again. The last two days are kept: the end of one horizon is the beginning of the next.
    """
    cases, kept = found.cases, {found.on: found.cases.select(_NEEDED)}
    days = past_days(cases, found.on, calendar)
    if not days:
        return kept.__getitem__
    smaller = not_long_closed(source, cases, _before(calendar, days[0], WINDOW + 1))

    def evaluated(day: date) -> pl.DataFrame:
        if day not in kept:
            while len(kept) > 1:
                kept.pop(next(iter(kept)))
            then = as_it_was(smaller, day) if source.long_form else smaller
            again = evaluate_source(then, day, chooser, calendar=calendar, office=office)
            kept[day] = again.cases.select(_NEEDED)
        return kept[day]

    return evaluated


def past_days(cases: pl.DataFrame, on: date, calendar: WorkCalendar) -> list[date]:
    """The days to forecast from: each 20 working days before the next, as far back as there are cases, six at most."""
    first = cases["received_on"].min()
    found: list[date] = []
    day = on if calendar.is_working(on) else _before(calendar, on, 1)
    while isinstance(first, date) and len(found) < _PAST:
        earlier = _before(calendar, day, HORIZON)
        if earlier <= first or earlier == day:
            break
        found.append(earlier)
        day = earlier
    return found[::-1]


def _before(calendar: WorkCalendar, day: date, n: int) -> date:
    """The n-th working day before, or the first day the calendar knows."""
    try:
        return calendar.subtract(day, n)
    except OutsideKnownDays:
        return calendar.first_day


def _backtest(
    cases: pl.DataFrame,
    on: date,
    calendar: WorkCalendar,
    at: Callable[[date], pl.DataFrame],
    seed: int,
    progress: Progress | None,
) -> Backtest:
    days = past_days(cases, on, calendar)
    seen: set[date] = set()

    def told(day: date) -> pl.DataFrame:
        found = at(day)
        seen.add(day)
        if progress is not None:
            progress(min(len(seen), len(days)), len(days))
        return found

    return backtest(told, days, calendar, HORIZON, seed=seed)


def _quality(found: Columns, rejected: int) -> dict[str, Any]:
    """With the rows of each assumption cut to the first hundred."""
    told = quality(found.cases, not_judged=found.not_judged)
    told["flip_rows"] = told["flip_rows"][:_ROWS]
    for line in told["assumed"].values():
        line["rows"] = line["rows"][:_ROWS]
    return told | {"rejected": rejected, "read_one_by_one": found.alone}


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    days = [name for name, kind in frame.schema.items() if kind == pl.Date]
    return frame.with_columns(pl.col(days).dt.to_string("%Y-%m-%d")).to_dicts()
