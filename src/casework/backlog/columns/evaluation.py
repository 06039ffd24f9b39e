"""A register read by the column: every clock on a day, every verdict, every finding its columns can decide.

The core is the truth: it is run on groups of rows as on one. What cannot be read in a group (a cell that cannot be,
several values in one cell, a row unlike all others) is read row by row by the same core; `alone` says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from casework.backlog.audit import asked, decidable
from casework.backlog.cells import RowFault
from casework.backlog.columns.cells import read_cells
from casework.backlog.columns.collect import COUNTED, Hits, Rows
from casework.backlog.columns.findings import findings_of
from casework.backlog.columns.flat import Leaf, leaves
from casework.backlog.columns.paths import Index
from casework.backlog.columns.source import Source, read_source, shared_numbers, source_of, stripped
from casework.backlog.columns.words import reworded
from casework.backlog.evaluate import ended_as, judge
from casework.backlog.headings import word
from casework.backlog.mapping import read_mapping_file
from casework.backlog.register import RegisterCase, Rejected, id_faults, one_row
from casework.backlog.rows import Chooser, chooser_for
from casework.case import RULES, Settings
from casework.case.judges import JUDGES, Hearing
from casework.errors import CaseworkError
from casework.office import Office
from casework.workdays import WorkCalendar

Progress = Callable[[int, int], None]
_UNKNOWN: Final = "unknown"


@frozen(slots=True, eq=False)
class Columns:
    """An evaluation as tables (polars, Arrow underneath).

    cases: a row a request, as cases.csv has it without its sentence. findings: what the audit found; null if none was
    asked for. not_judged: by rule, how many cases the columns could not decide. rejected: rows that cannot be. alone:
    how many rows were read one by one.
    """

    on: date
    cases: pl.DataFrame = field(repr=False)
    findings: pl.DataFrame | None = field(repr=False)
    not_judged: dict[str, int]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    alone: int


def evaluate_columns(
    path: str | Path,
    on: date,
    *,
    mapping: str | Path | None = None,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    audit: Settings | None = None,
    progress: Progress | None = None,
) -> Columns:
    """Read, evaluate and audit a flat register by the column.

    Args:
        path: As `read_register` takes it.
        on: The day of the reading, judged at its end.
        mapping: A TOML file that names columns the tables here do not know.
        regime: "cn" chooses by day of receipt; or the id of one regime.
        params: Other answers to open questions of law.
        calendar: Which days count; each regime's own if not given.
        office: Its cards and its promise.
        audit: Also audit, with these settings.
        progress: Told (rows done, rows in all).

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
        DefinitionError: A fault in the mapping or the parameters.
    """
    source = read_source(path, {} if mapping is None else read_mapping_file(Path(mapping)))
    return evaluate_source(
        source, on, chooser_for(regime, params or {}), calendar=calendar, office=office, audit=audit, progress=progress
    )


def evaluate_frame(
    frame: pl.DataFrame,
    on: date,
    *,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    audit: Settings | None = None,
    first_row: int = 2,
) -> Columns:
    """The same of a table in memory, or of a batch of one that holds every row of its cases.

    Batches can be evaluated anywhere, in any order; only a fee is judged by the applicant's requests in the batch.
    """
    source = source_of(frame, first_row=first_row)
    chooser = chooser_for(regime, params or {})
    return evaluate_source(source, on, chooser, calendar=calendar, office=office, audit=audit)


def evaluate_source(
    source: Source,
    on: date,
    chooser: Chooser,
    *,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    audit: Settings | None = None,
    progress: Progress | None = None,
) -> Columns:
    """The same of a table that was read already."""
    work = _Work(source, on, chooser, calendar, office or Office(), audit)
    if source.size:
        numbers = stripped(source.columns["case_id"])
        shared = shared_numbers(numbers, source.first_row) if source.shared is None else source.shared
        stated = _stated(source, numbers)
        cells = read_cells(source.columns, numbers, shared)
        alone = [np.flatnonzero(cells.alone & stated)]
        cells.alone[~stated] = True
        done = 0
        for part, leaf in leaves(cells, chooser, on, calendar, office or Office(), work.settings):
            if leaf is None:
                alone.append(part)
            else:
                work.put(leaf)
            done += len(part)
            if progress is not None:
                progress(done, source.size)
        work.one_by_one(np.sort(np.concatenate(alone)), shared)
    return work.result()


class _Work:
    """An evaluation while it is put together."""

    def __init__(
        self, source: Source, on: date, chooser: Chooser, calendar: WorkCalendar | None, office: Office,
        settings: Settings | None,
    ) -> None:  # fmt: skip
        self.source, self.on, self.chooser, self.calendar = source, on, chooser, calendar
        self.office = office
        # a month's other requests are counted at the end: a fee is looked at as if there were none
        self.settings = (
            None if settings is None else evolve(settings, month_items=1 if "applicant" in source.places else None)
        )
        self.rows, self.hits = Rows(source.size), Hits()
        self.judged = {name for name, rule in RULES.items() if decidable(rule, False, frozenset(source.places))}
        self.left: Counter[str] = Counter()
        self.rejected: list[Rejected] = []
        self.alone = 0

    def put(self, leaf: Leaf) -> None:
        """A part that was read as one."""
        facts, rows = leaf.facts, leaf.rows
        self.rows.put_day("received_on", rows, facts.first_day)
        if facts.first_day is not None and facts.first_day > self.on:
            return
        self._put_case(rows, facts.case, facts.assumed, leaf.judged)
        if self.settings is not None and facts.case is not None and leaf.judged is not None:
            basis = {name: RULES[name].basis_under(facts.case.regime.id) for name, _ in leaf.findings}
            for name, day in leaf.findings:
                if name in self.judged:
                    self.hits.put(rows, name, basis[name], day)
            self._not_judged(facts.channel, set(leaf.steps), len(rows))

    def _put_case(self, rows: Index, case: Any, assumed: tuple[str, ...], judged: Any) -> None:
        put = self.rows.put_word
        self.rows.kept[rows] = COUNTED
        put("regime", rows, "" if case is None else case.regime.id)
        put("assumed", rows, " ".join(assumed))
        if judged is None:
            for name in ("state", "verdict", "clock"):
                put(name, rows, _UNKNOWN)
            return
        put("state", rows, judged.state)
        put("verdict", rows, judged.verdict)
        put("card", rows, judged.card.id if judged.card is not None else "")
        put("notes", rows, " ".join(dict.fromkeys(note.code for note in judged.notes)))
        put("ended_as", rows, ended_as(case, self.on))
        self.rows.flips[rows] = judged.flips
        self.rows.put_clock(rows, judged.clock)

    def _not_judged(self, channel: str, steps: set[str], count: int) -> None:
        assert self.settings is not None  # noqa: S101 - asked only of an audit
        for name, rule in RULES.items():
            if name not in self.judged and asked(rule, channel, steps, self.settings):
                self.left[name] += count

    # -- row by row ------------------------------------------------------------------------------------------------

    def one_by_one(self, rows: Index, shared: Mapping[str, list[int]]) -> None:
        """What could not be read in a group."""
        source = self.source
        self.alone = len(rows)
        for index in rows.tolist():
            number = source.first_row + index
            cells, places = source.cells(index)
            heads = {key: source.headings[at] for key, at in source.places.items()}
            faults = id_faults(cells, number, places["case_id"], [heads[key] for key in places], shared)
            if not faults:
                try:
                    self._one(one_row(cells, number, places, self.chooser, ()), index)
                    continue
                except RowFault as fault:
                    case_id = cells[places["case_id"]].strip()
                    faults = [
                        Rejected(number, heads.get(key, key), value, words, case_id)
                        for key, value, words in fault.faults
                    ]
            whole = tuple(source.whole(index))
            self.rejected += [Rejected(f.row, f.column, f.value, f.words, f.case_id, whole) for f in faults]

    def _one(self, found: RegisterCase, index: int) -> None:
        rows = np.array([index], dtype=np.int64)
        case = found.case
        self.rows.put_day("received_on", rows, found.first_day)
        if found.first_day is not None and found.first_day > self.on:
            return
        try:
            judged = None if case is None else judge(case, self.on, self.calendar, self.office, found.assumed)
        except CaseworkError:
            judged = None
        self._put_case(rows, case, found.assumed, judged)
        if judged is None and case is not None:
            self.rows.put_word("state", rows, case.state)
        if self.settings is not None and case is not None:
            self._audit_one(found, rows, judged)

    def _audit_one(self, found: RegisterCase, rows: Index, judged: Any) -> None:
        case, settings = found.case, self.settings
        assert case is not None and settings is not None  # noqa: S101, PT018
        if judged is None:
            self.left.update(RULES)
            return
        days = case.regime.calendar() if self.calendar is None else self.calendar
        hearing = Hearing(case, self.on, days, settings, judged.reading)
        for name, hears in JUDGES.items():
            if name in self.judged and not (RULES[name].policy and name not in settings.policies):
                for hit in hears(hearing):
                    day = hit if isinstance(hit, date) else hit.on
                    self.hits.put(rows, name, RULES[name].basis_under(case.regime.id), day)
        self._not_judged(found.channel, {event.step for event in case.events if event.on <= self.on}, 1)

    # -- together --------------------------------------------------------------------------------------------------

    def result(self) -> Columns:
        """The tables."""
        more = _of_the_source(self.source)
        cases = self.rows.table(more)
        findings = None
        if self.settings is not None:
            findings = findings_of(self.hits.table(), self.source, self.rows.days["received_on"], more)
        left = {name: self.left[name] for name in RULES if self.left[name]}
        rejected = tuple(sorted(self.rejected, key=lambda each: each.row))
        return Columns(self.on, cases, findings, left, rejected, self.source.warnings, self.alone)


def _stated(source: Source, numbers: pl.Series) -> NDArray[np.bool_]:
    """Rows with anything in them; only one without a number can be blank."""
    stated = np.ones(source.size, np.bool_)
    for at in (numbers == "").arg_true().to_list():
        stated[at] = any(text.strip() for text in source.whole(at))
    return stated


def _of_the_source(source: Source) -> dict[str, pl.Series]:
    """Columns that pass through: number, unit, and words by their ids."""
    size = source.size

    def text(key: str) -> pl.Series:
        if key not in source.places:
            return pl.repeat("", size, eager=True)
        column = source.columns[key]
        return reworded(column, str.strip) if column.dtype == pl.Categorical else stripped(column)

    def read(key: str, unknown: str) -> pl.Series:
        if key not in source.places:
            return text(key)
        return reworded(source.columns[key], lambda each: (word(key, each.strip()) or unknown) if each.strip() else "")

    return {
        "row": pl.int_range(source.first_row, source.first_row + size, eager=True).cast(pl.UInt32),
        "case_id": text("case_id"),
        "unit": text("unit"),
        "channel": read("channel", ""),
        "applicant_type": read("applicant_type", ""),
        "outcome": read("outcome", "unclear"),
    }
