"""A flat register by the column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.cells import RowFault
from casework.backlog.columns.cells import read_cells
from casework.backlog.columns.findings import findings_of
from casework.backlog.columns.flat import leaves
from casework.backlog.columns.paths import Index
from casework.backlog.columns.source import Source
from casework.backlog.columns.work import Work
from casework.backlog.headings import word
from casework.backlog.register import Rejected, id_faults, one_row, shared_ids
from casework.backlog.rows import Chooser

Progress = Callable[[int, int], None]
Tables = tuple[pl.DataFrame, pl.DataFrame | None, int]
"""Cases, findings, and how many rows were read one by one."""


def evaluate_flat(source: Source, chooser: Chooser) -> tuple[int, Callable[[Work, Progress | None], Tables]]:
    """How many places there are, and what fills them."""
    return source.size, lambda work, progress: _evaluate(source, chooser, work, progress)


def _evaluate(source: Source, chooser: Chooser, work: Work, progress: Progress | None) -> Tables:
    alone = [np.zeros(0, np.int64)]
    if source.size:
        stated = _stated(source)
        cells = read_cells(source.columns)
        alone.append(np.flatnonzero(cells.alone & stated))
        cells.alone[~stated] = True
        done = 0
        for part, leaf in leaves(cells, chooser, work.on, work.calendar, work.office, work.settings):
            if leaf is None:
                alone.append(part)
            else:
                work.put(leaf)
            done += len(part)
            if progress is not None:
                progress(done, source.size)
    rows = np.sort(np.concatenate(alone))
    _one_by_one(source, chooser, work, rows)
    more = _of_the_source(source)
    findings = None
    if work.settings is not None:
        applicants = source.columns.get("applicant")
        findings = findings_of(work.hits.table(), applicants, work.rows.days["received_on"], more)
    return work.rows.table(more), findings, len(rows)


def _one_by_one(source: Source, chooser: Chooser, work: Work, rows: Index) -> None:
    """What could not be read in a group."""
    shared = _shared(source)
    heads = {key: source.headings[at] for key, at in source.places.items()}
    for index in rows.tolist():
        number = source.first_row + index
        cells, places = source.cells(index)
        faults = id_faults(cells, number, places["case_id"], [heads[key] for key in places], shared)
        if not faults:
            try:
                work.put_one(one_row(cells, number, places, chooser, ()), index)
                continue
            except RowFault as fault:
                case_id = cells[places["case_id"]].strip()
                faults = [
                    Rejected(number, heads.get(key, key), value, words, case_id) for key, value, words in fault.faults
                ]
        whole = tuple(source.whole(index))
        work.rejected += [Rejected(f.row, f.column, f.value, f.words, f.case_id, whole) for f in faults]


def _stated(source: Source) -> NDArray[np.bool_]:
    """Rows with anything in them; only one without a number can be blank."""
    stated = np.ones(source.size, np.bool_)
    numbers = source.columns["case_id"].cast(pl.String).str.strip_chars().fill_null("")
    maybe = (numbers == "").arg_true()
    if len(maybe):
        blank = [at for at in maybe.to_list() if not any(text.strip() for text in source.whole(at))]
        stated[blank] = False
    return stated


def _shared(source: Source) -> dict[str, list[int]]:
    ids = source.columns["case_id"].cast(pl.String).fill_null("").to_list()
    return shared_ids([[text] for text in ids], 0, source.first_row) if len(set(ids)) < len(ids) else {}


def _of_the_source(source: Source) -> dict[str, pl.Series]:
    """Columns that pass through: number, unit, and words by their ids."""
    size = source.size

    def text(key: str) -> pl.Series:
        if key not in source.places:
            return pl.repeat("", size, eager=True)
        return source.columns[key].cast(pl.String).str.strip_chars().fill_null("")

    def read(key: str, unknown: str) -> pl.Series:
        found = text(key)
        distinct = found.unique()
        ids = [(word(key, each) or unknown) if each else "" for each in distinct]
        return found.replace_strict(distinct, pl.Series(ids, dtype=pl.String), return_dtype=pl.String)

    return {
        "row": pl.int_range(source.first_row, source.first_row + size, eager=True).cast(pl.UInt32),
        "case_id": text("case_id"),
        "unit": text("unit"),
        "channel": read("channel", ""),
        "applicant_type": read("applicant_type", ""),
        "outcome": read("outcome", "unclear"),
    }
