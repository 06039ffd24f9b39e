"""Flat rows by the column: rows alike in what they state are read by the core as one, their days as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from attrs import evolve, frozen
from numpy.typing import NDArray

from casework.backlog.cells import RowFault
from casework.backlog.columns.cells import Cells
from casework.backlog.columns.days import on_columns
from casework.backlog.columns.grouping import alike
from casework.backlog.columns.paths import Index, paths
from casework.backlog.columns.sentences import Said
from casework.backlog.columns.vector import Column, Days, Numbers, writing
from casework.backlog.evaluate import Judged, judge, not_seen
from casework.backlog.rows import Chooser, RowFacts, flat_case
from casework.backlog.why import why
from casework.case import Clock, Finding, Settings, read_clocks
from casework.case.findings import heard
from casework.case.hearing import CaseHearing
from casework.case.stays import Stay, stays
from casework.errors import ImportRejected
from casework.office import Office
from casework.procedure import Regime
from casework.workdays import WorkCalendar

Stated = Mapping[str, NDArray[np.int32]]
"""The days that the rows of a group state, by key."""


@frozen(slots=True, eq=False)
class Leaf:
    """Cases on which the core gave one answer to every question: what they come to; days stand in it as columns.

    outcome_of: of a table of steps, the place in its case of the row that names the outcome; -1 if none does.
    """

    rows: Index
    facts: RowFacts
    judged: Judged | None
    findings: tuple[Finding, ...] = ()
    steps: frozenset[str] = frozenset()
    clocks: tuple[Clock, ...] = ()
    received_on: Any = None
    stays: tuple[Stay, ...] = ()
    said: Said | None = None
    outcome_of: int = -1


@frozen(slots=True, eq=False)
class Asked:
    """What is asked of every case: its state on a day, an audit (with settings), every clock it has, every stay.

    lang: the language of its sentences; "" for none. months: of a register read in slices, how many requests each
    applicant who was charged made in each month; null where the slice is all of it. columns: of a flat register, those
    it has.
    """

    on: date
    calendar: WorkCalendar | None
    office: Office
    settings: Settings | None = None
    clocks: bool = False
    stays: bool = False
    lang: str = ""
    months: pl.DataFrame | None = None
    columns: frozenset[str] | None = None

    def on_columns(self) -> Asked:
        """The same, for columns of days."""
        return evolve(self, calendar=None if self.calendar is None else on_columns(self.calendar))


def leaves(cells: Cells, chooser: Chooser, asked: Asked) -> Iterator[tuple[Index, Leaf | None]]:
    """Every row that can be read by the column, in parts; null for parts that must be read one by one."""
    law, of_columns = on_column_days(chooser), asked.on_columns()
    order, groups = alike(cells, relief=asked.clocks, words=bool(asked.lang))
    days = {key: each.take(order) for key, each in cells.days.items()}  # rows alike now stand together
    for first, last, keys, said in groups:
        stated = {key: days[key] for key in keys}

        def run(part: Index, said: Mapping[str, Any] = said, stated: Stated = stated) -> Leaf:
            with writing() as columns:
                return _leaf(order[part], _given(part, said, stated), law, of_columns, columns)

        for part, leaf in paths(np.arange(first, last), run):
            yield order[part], leaf


def on_column_days(chooser: Chooser) -> Chooser:
    """The same law, its calendar one for columns."""
    known: dict[str, Regime] = {}

    def choose(day: date | None) -> Regime:
        law = chooser(day)
        if law.id not in known:
            days = on_columns(law.calendar())
            known[law.id] = evolve(law, calendar=lambda: days)
        return known[law.id]

    return choose


def _given(part: Index, said: Mapping[str, Any], stated: Stated) -> dict[str, Any]:
    """What the rows of a part state, as the cells of one row."""
    whole = slice(int(part[0]), int(part[-1]) + 1)
    of_part = whole if len(part) == whole.stop - whole.start else part  # a slice is not copied
    given: dict[str, Any] = {"case_id": "column"}
    given |= {key: Days(days[of_part]) for key, days in stated.items()}
    given |= {key: text if isinstance(text, str) else Numbers(text[of_part]) for key, text in said.items()}
    return given


def _leaf(rows: Index, given: Mapping[str, Any], chooser: Chooser, asked: Asked, columns: list[Column]) -> Leaf:
    """Read one part as the core reads one row."""
    try:
        facts = flat_case(given, chooser)
    except RowFault:
        raise ImportRejected("rows that are named one by one") from None
    return leaf_of(rows, facts, asked, columns)


def leaf_of(part: Index, facts: RowFacts, asked: Asked, columns: list[Column]) -> Leaf:
    """What a case made of columns comes to; `columns` are those written into its sentences."""
    on, case = asked.on, facts.case
    if case is None or (facts.first_day is not None and facts.first_day > on):
        unknown = Said(facts.why_unknown[asked.lang != "zh"], (), columns)
        return Leaf(part, facts, None, received_on=facts.first_day, said=unknown)
    received, visits = facts.received_by(on), stays(case, on) if asked.stays else ()
    judged = judge(case, on, asked.calendar, asked.office, facts.assumed, columns=asked.columns)
    clocks = tuple(read_clocks(case, on, asked.calendar).values()) if asked.clocks else ()
    said = _said(facts, judged, received, asked, columns)
    if asked.settings is None:
        return Leaf(part, facts, judged, clocks=clocks, received_on=received, stays=visits, said=said)
    steps = frozenset(event.step for event in case.events if event.on <= on)
    days = case.regime.calendar() if asked.calendar is None else asked.calendar
    found = tuple(heard(CaseHearing(case, on, days, asked.settings, judged.reading)))
    return Leaf(part, facts, judged, found, steps, clocks, received, visits, said)


def _said(facts: RowFacts, judged: Judged, received: date | None, asked: Asked, columns: list[Column]) -> Said | None:
    """The sentences of a case, if they were asked for."""
    if not asked.lang or facts.case is None:
        return None
    on, lang = asked.on, asked.lang
    later = tuple(pair[lang != "zh"] for pair in not_seen(facts.case, on))
    return Said(why(facts, received, judged.clock, judged.verdict, judged.notes, on, lang), later, columns)
