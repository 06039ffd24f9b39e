"""A table of steps by the column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from casework.backlog.columns.entries import Entries, read_entries, texts_of_column
from casework.backlog.columns.events import RowReader, event_leaves, row_reader
from casework.backlog.columns.findings import findings_of
from casework.backlog.columns.flat_table import Progress, Tables
from casework.backlog.columns.source import Source
from casework.backlog.columns.work import Work
from casework.backlog.headings import EMPTY, word
from casework.backlog.long_form import LongCase, fold
from casework.backlog.register import long_faults, long_row
from casework.backlog.rows import Chooser

_ENDS = ("submit_draft", "reply", "reply_on_the_spot")


def evaluate_steps(source: Source, chooser: Chooser) -> tuple[int, Callable[[Work, Progress | None], Tables]]:
    """How many cases there are, and what fills their places."""
    entries = read_entries(source)
    return len(entries.starts), lambda work, progress: _evaluate(source, entries, chooser, work, progress)


def _evaluate(source: Source, entries: Entries, chooser: Chooser, work: Work, progress: Progress | None) -> Tables:
    alone = [np.flatnonzero(entries.alone)]
    done, size = 0, len(entries.starts)
    for part, leaf in event_leaves(source, entries, chooser, work.on, work.calendar, work.office, work.settings):
        if leaf is None:
            alone.append(part)
        else:
            work.put(leaf)
        done += len(part)
        if progress is not None:
            progress(done, size)
    cases = np.sort(np.concatenate(alone))
    reader = row_reader(source, chooser)
    for case in cases.tolist():
        _alone(source, entries, chooser, work, case, reader)
    more = _of_the_cases(source, entries)
    findings = None
    if work.settings is not None:
        findings = findings_of(work.hits.table(), more.pop("applicant"), work.rows.days["received_on"], more)
    more.pop("applicant", None)
    return work.rows.table(more).sort("row"), findings, len(cases)


def _alone(source: Source, entries: Entries, chooser: Chooser, work: Work, case: int, reader: RowReader) -> None:
    """One case as the row reader reads it."""
    rows = entries.rows_of(case)
    case_id = source.cell("case_id", rows[0]).strip()
    group = LongCase(source.first_row + rows[0], case_id)
    read = []
    for at in rows:
        entry = reader(at, group)
        if case_id in EMPTY:
            words = ("案件编号", "the number of the case")
            group.faults.append((source.first_row + at, source.heading("case_id"), case_id, words, source.whole(at)))
        elif entry is not None:
            read.append(entry)
    if read:
        fold(group, read, source.heading("step"), chooser, implied=False)
    if group.case is not None:
        work.put_one(long_row(group, group.case), case)
    work.rejected += long_faults(group)


def _of_the_cases(source: Source, entries: Entries) -> dict[str, pl.Series]:
    """Columns that pass through, from the row that opens a case; the outcome from its last draft or reply."""
    size = len(entries.starts)
    frame = entries.frame.with_columns(
        pl.Series(np.repeat(np.arange(size), entries.counts)).alias("place").cast(pl.Int64)
    )
    opened = frame.filter(pl.col("step") == "open").unique("place", keep="first", maintain_order=True)
    places = opened["place"].to_numpy()

    def of_opening(name: str) -> pl.Series:
        found = np.full(size, "", dtype=object)
        if name in frame.columns:
            found[places] = opened[name].fill_null("").to_numpy()
        return pl.Series(found.tolist(), dtype=pl.String)

    channel = of_opening("channel")
    distinct = channel.unique()
    known = pl.Series([(word("channel", each) or each) if each else "" for each in distinct], dtype=pl.String)
    first = frame.group_by("place", maintain_order=True).agg(pl.col("at").min(), pl.col("case_id").first())
    return {
        "row": (first["at"] + source.first_row).cast(pl.UInt32),
        "case_id": first["case_id"],
        "unit": of_opening("unit"),
        "channel": channel.replace_strict(distinct, known, return_dtype=pl.String),
        "applicant_type": of_opening("applicant_type"),
        "outcome": _outcomes(frame, size),
        "applicant": of_opening("applicant"),
    }


def _outcomes(frame: pl.DataFrame, size: int) -> pl.Series:
    found = np.full(size, "", dtype=object)
    if "outcome" in frame.columns:
        said = frame.filter(pl.col("step").is_in(_ENDS) & pl.col("outcome").is_not_null())
        last = said.unique("place", keep="last", maintain_order=True)
        found[last["place"].to_numpy()] = last["outcome"].to_numpy()
    return pl.Series(found.tolist(), dtype=pl.String)


__all__ = ["evaluate_steps", "texts_of_column"]
