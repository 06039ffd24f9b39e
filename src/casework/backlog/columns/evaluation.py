"""A register read by the column: every clock on a day, every verdict, every finding its columns can decide.

The core is the truth: it is run on groups of rows as on one. What cannot be read in a group (a cell that cannot be,
several values in one cell, a row unlike all others) is read row by row by the same core; `alone` says how many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from attrs import evolve, field, frozen

from casework.backlog.columns.entries import headings_of_keys
from casework.backlog.columns.findings import by_month
from casework.backlog.columns.flat import Asked
from casework.backlog.columns.flat_table import evaluate_flat
from casework.backlog.columns.reading import read_source
from casework.backlog.columns.readying import made_ready
from casework.backlog.columns.source import Source, source_of
from casework.backlog.columns.step_table import evaluate_steps
from casework.backlog.columns.work import Work
from casework.backlog.mapping import read_mapping_file
from casework.backlog.not_cases import NotCase
from casework.backlog.placed import GOES_ON
from casework.backlog.register import Rejected
from casework.backlog.remarks import CellRemark
from casework.backlog.rows import Chooser, chooser_for
from casework.backlog.summary import not_judged
from casework.case import Settings
from casework.office import Office
from casework.regimes import RULES
from casework.workdays import WorkCalendar

Progress = Callable[[int, int], None]


@frozen(slots=True, eq=False)
class Columns:
    """An evaluation as tables (polars, Arrow underneath).

    cases: a row a request, as cases.csv has it without its sentence. findings: what the audit found; null if none was
    asked for. not_judged: by rule, how many cases the columns could not decide. rejected: rows that cannot be. alone:
    how many rows were read one by one. clocks: a row a clock, relief included; stays: a row a stay in a state. Null
    if not asked for, and stays of a flat register: its rows state facts, not every step.

    Where sentences were asked for, cases has a column `why` and findings a column `message`, and remarks says what was
    odd of single rows: row, of_day (0: odd on any day, 1: a request that came later, 2: a fact dated later), text.
    cell_remarks: cells that were read otherwise than they stand, which `warnings` says too. not_cases: rows that are no
    requests. sheets_left_out: of a workbook.
    """

    on: date
    cases: pl.DataFrame = field(repr=False)
    findings: pl.DataFrame | None = field(repr=False)
    not_judged: dict[str, int]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    alone: int
    clocks: pl.DataFrame | None = field(default=None, repr=False)
    stays: pl.DataFrame | None = field(default=None, repr=False)
    remarks: pl.DataFrame | None = field(default=None, repr=False)
    own_columns: tuple[str, ...] = ()
    cell_remarks: tuple[CellRemark, ...] = field(default=(), repr=False)
    not_cases: tuple[NotCase, ...] = ()
    sheets_left_out: tuple[str, ...] = ()

    def left_out(self, lang: str = "en") -> dict[str, Any]:
        """What of the file is in none of the figures, as a summary has it."""
        return not_judged(self.rejected, self.not_cases, self.sheets_left_out, lang)


def evaluate_columns(
    path: str | Path,
    on: date,
    *,
    sheet: str | None = None,
    mapping: str | Path | None = None,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    audit: Settings | None = None,
    clocks: bool = False,
    stays: bool = False,
    sentences: str = "",
    progress: Progress | None = None,
) -> Columns:
    """Read, evaluate and audit a register by the column, flat or a table of steps.

    Args:
        path: As `read_register` takes it.
        on: The day of the reading, judged at its end.
        sheet: Of a workbook, the name of the sheet that is the register; None looks for it.
        mapping: A TOML file that names columns and words the tables here do not know.
        regime: "cn" chooses by day of receipt; or the id of one regime.
        params: Other answers to open questions of law.
        calendar: Which days count; each regime's own if not given.
        office: Its cards and its promise.
        audit: Also audit, with these settings.
        clocks: Also give every clock of every case.
        stays: Also give every stay of every case in a state, of a table of steps.
        sentences: "zh" or "en": also say why, of each case and finding, in words.
        progress: Told (rows done, rows in all).

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
        DefinitionError: A fault in the mapping or the parameters.
    """
    source = read_source(path, {} if mapping is None else read_mapping_file(Path(mapping)), sheet)
    return evaluate_source(
        source,
        on,
        chooser_for(regime, params or {}),
        calendar=calendar,
        office=office,
        audit=audit,
        clocks=clocks,
        stays=stays,
        sentences=sentences,
        progress=progress,
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
    clocks: bool = False,
    first_row: int = 2,
) -> Columns:
    """The same of a table in memory, or of a batch of one that holds every row of its cases.

    Batches can be evaluated anywhere, in any order; only a fee is judged by the applicant's other requests in it, and a
    number that stands twice is found only where both rows are in it.
    """
    source = made_ready(source_of(frame, first_row=first_row))
    chooser = chooser_for(regime, params or {})
    return evaluate_source(source, on, chooser, calendar=calendar, office=office, audit=audit, clocks=clocks)


def evaluate_source(
    source: Source,
    on: date,
    chooser: Chooser,
    *,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    audit: Settings | None = None,
    clocks: bool = False,
    stays: bool = False,
    sentences: str = "",
    months: pl.DataFrame | None = None,
    progress: Progress | None = None,
) -> Columns:
    """The same of a table that was read already. months: of a slice, from `charged_months` of the whole."""
    evaluate = evaluate_steps if source.long_form else evaluate_flat
    size, run = evaluate(source, chooser)
    asked = Asked(on, calendar, office or Office(), audit, clocks, stays and source.long_form, sentences, months)
    work = Work(size, _columns(source), asked, long_form=source.long_form)
    cases, findings, alone, of_source = run(work, progress)
    ids = of_source["case_id"]
    left = {name: work.left[name] for name in RULES if work.left[name]}
    rejected = _with_cells(source, sorted(work.rejected, key=lambda each: each.row))
    return Columns(
        on,
        cases,
        findings,
        left,
        rejected,
        (*source.warnings, *map(str, source.remarks)),
        alone,
        work.clocks.table(ids) if clocks else None,
        work.stays.table(ids) if asked.stays else None,
        _remarks(source, work, of_source, {fault.row for fault in rejected}) if sentences else None,
        own_columns=work.rows.own,
        cell_remarks=source.remarks,
        not_cases=source.not_cases,
        sheets_left_out=source.sheets_left_out,
    )


def _with_cells(source: Source, rejected: Sequence[Rejected]) -> tuple[Rejected, ...]:
    """What was rejected, with all cells of its rows, read in one go; of a flat row the value as it stands there."""
    at = sorted({each.row - source.first_row for each in rejected})
    cells = dict(zip(at, source.wholes(at), strict=True)) if at else {}
    places = {} if source.long_form else {source.headings[place]: place for place in source.places.values()}
    found = []
    for each in rejected:
        row, place = cells[each.row - source.first_row], places.get(each.column)
        found.append(evolve(each, cells=row, value=each.value if place is None else row[place].strip()))
    return tuple(found)


def charged_months(
    source: Source | None, on: date, chooser: Chooser, calendar: WorkCalendar | None = None
) -> pl.DataFrame | None:
    """How many requests each applicant made in each month; null of nothing.

    source: every request of the applicants that matter, which are those who were charged.
    """
    if source is None:
        return None
    evaluate = evaluate_steps if source.long_form else evaluate_flat
    size, run = evaluate(source, chooser)
    work = Work(size, _columns(source), Asked(on, calendar, Office()), long_form=source.long_form)
    run(work, None)
    return None if work.applicants is None else by_month(work.applicants, work.rows.days["received_on"])


def _columns(source: Source) -> frozenset[str]:
    """The columns of a flat register, or the payload keys that a table of steps has columns for."""
    return frozenset(headings_of_keys(source) if source.long_form else source.places)


def _remarks(source: Source, work: Work, of_source: Mapping[str, pl.Series], rejected: Collection[int]) -> pl.DataFrame:
    """What was odd of single rows: of the file first, then of the day."""
    longer = [] if source.long_form else [row for row in source.longer if row not in rejected]
    texts = [GOES_ON.format(row=row) for row in longer]
    of_file = pl.DataFrame({"row": longer, "text": texts}, schema={"row": pl.UInt32, "text": pl.String})
    told = pl.concat([of_file, *work.silent]).select("row", pl.lit(0, pl.Int8).alias("of_day"), "text")
    return pl.concat([told, work.sentences.remarks(of_source)])


__all__ = ["Columns", "charged_months", "evaluate_columns", "evaluate_frame", "evaluate_source"]
