"""A flat register by the column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.case_numbers import same
from casework.backlog.cells import RowFault, outcome_id
from casework.backlog.columns.cells import bad_numbers, read_cells
from casework.backlog.columns.findings import findings_of
from casework.backlog.columns.flat import leaves
from casework.backlog.columns.paths import Index
from casework.backlog.columns.readying import folded
from casework.backlog.columns.source import Source, shared_numbers, stripped
from casework.backlog.columns.words import reworded
from casework.backlog.columns.work import Work
from casework.backlog.headings import EMPTY, word
from casework.backlog.register import one_row
from casework.backlog.rejected import id_faults, row_faults
from casework.backlog.rows import Chooser
from casework.backlog.vocabulary import CORRECTION

Progress = Callable[[int, int], None]
Shared = Mapping[str, list[int]]
"""Numbers that several rows have, and in which rows."""
Numbers = tuple[pl.Series, NDArray[np.bool_], Shared]
Tables = tuple[pl.DataFrame, pl.DataFrame | None, int, Mapping[str, pl.Series]]
"""Cases, findings, how many rows were read one by one, and what the source says of every place."""


def evaluate_flat(source: Source, chooser: Chooser) -> tuple[int, Callable[[Work, Progress | None], Tables]]:
    """How many places there are, and what fills them."""
    return source.size, lambda work, progress: _evaluate(source, chooser, work, progress)


def _evaluate(source: Source, chooser: Chooser, work: Work, progress: Progress | None) -> Tables:
    with ThreadPoolExecutor(1) as beside:  # polars needs no lock of the interpreter, which the core keeps
        numbers = beside.submit(_numbers, source)
        more = beside.submit(_of_the_source, source)
        rows = _put_all(source, chooser, work, progress, numbers) if source.size else 0
        tables = more.result()
    return *put_together(work, tables, source.columns.get("applicant")), rows, tables


def put_together(
    work: Work, tables: Mapping[str, pl.Series], applicants: pl.Series | None
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The cases and the findings. tables, applicants: what the source says of every place."""
    findings, work.applicants = None, applicants
    if work.settings is not None:
        days = work.rows.days["received_on"]
        findings = findings_of(work.hits.table(), applicants, days, tables, work.asked.months)
    whys = {"why": work.sentences.whys(findings)} if work.asked.lang else {}
    if findings is not None:
        findings = findings.drop("at", "said", *(() if work.asked.lang else ("message",)))
    return work.rows.table({**tables, **whys}), findings


def _numbers(source: Source) -> Numbers:
    """The numbers of the cases, which of them are none of their own, and those that several rows have."""
    numbers = stripped(source.columns["case_id"])
    if source.shared is not None:
        return numbers, bad_numbers(numbers, folded(numbers, fully=True), source.shared), source.shared
    told = folded(numbers)
    shared = shared_numbers(told, source.first_row)
    return numbers, bad_numbers(numbers, told, shared), {same(number): rows for number, rows in shared.items()}


def _put_all(source: Source, chooser: Chooser, work: Work, progress: Progress | None, known: Future[Numbers]) -> int:
    """Put every row in its place; how many were read one by one."""
    cells = read_cells(source.columns)
    numbers, bad, shared = known.result()
    stated = _stated(source, numbers)
    cells.alone[bad] = True
    alone = [np.flatnonzero(cells.alone & stated)]
    cells.alone[~stated] = True
    done = 0
    for part, leaf in leaves(cells, chooser, work.asked):
        if leaf is None:
            alone.append(part)
        else:
            work.put(leaf)
        done += len(part)
        if progress is not None:
            progress(done, source.size)
    rows = np.sort(np.concatenate(alone))
    _one_by_one(source, chooser, work, rows, shared)
    return len(rows)


def _one_by_one(source: Source, chooser: Chooser, work: Work, rows: Index, shared: Mapping[str, list[int]]) -> None:
    """What could not be read in a group."""
    heads = {key: source.headings[at] for key, at in source.places.items()}
    for index in rows.tolist():
        number = source.first_row + index
        cells, places = source.cells(index)
        names = [heads[key] for key in source.columns]
        faults = id_faults(cells, number, places["case_id"], names, shared)
        if not faults:
            known = {key: text for key, at in places.items() if (text := cells[at].strip()) not in EMPTY}
            try:
                work.put_one(one_row(known, number, chooser), index)
                continue
            except RowFault as fault:
                faults = row_faults(fault, cells, number, places, names)
        work.rejected += faults


def _stated(source: Source, numbers: pl.Series) -> NDArray[np.bool_]:
    """Rows with anything in them; only one without a number can be blank."""
    stated = np.ones(source.size, np.bool_) if source.mine is None else source.mine.copy()
    nameless = np.flatnonzero((numbers == "").to_numpy() & stated).tolist()
    if nameless:
        stated[nameless] = [any(text.strip() for text in row) for row in source.wholes(nameless)]
    return stated


def _of_the_source(source: Source) -> dict[str, pl.Series]:
    """Columns that pass through: number, unit, and words by their ids."""
    size = source.size

    def said(text: str) -> str:
        return "" if text.strip() in EMPTY else text.strip()

    def text(key: str) -> pl.Series:
        if key not in source.places:
            return pl.repeat("", size, eager=True)
        return reworded(source.columns[key], said)

    def read(key: str) -> pl.Series:
        if key not in source.places:
            return text(key)
        return reworded(source.columns[key], lambda each: (word(key, told) or "") if (told := said(each)) else "")

    def outcome(each: str) -> str:
        found = outcome_id(told) if (told := said(each)) else ""
        return "" if found == CORRECTION else found

    return {
        "row": pl.int_range(source.first_row, source.first_row + size, eager=True).cast(pl.UInt32),
        "case_id": stripped(source.columns["case_id"]),
        "unit": text("unit"),
        "channel": read("channel"),
        "applicant_type": read("applicant_type"),
        "outcome": reworded(source.columns["outcome"], outcome) if "outcome" in source.places else text("outcome"),
    }
