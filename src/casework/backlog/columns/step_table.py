"""A table of steps by the column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.columns.entries import Entries, headings_of_keys, read_entries, texts_of_column
from casework.backlog.columns.events import RowReader, event_leaves, row_reader
from casework.backlog.columns.flat_table import Progress, Tables, put_together
from casework.backlog.columns.paths import Index
from casework.backlog.columns.source import Source, stripped
from casework.backlog.columns.work import Work
from casework.backlog.headings import EMPTY, word
from casework.backlog.long_form import SAYS_NOTHING, Layout, LongCase, fold, payload_columns
from casework.backlog.register import RegisterCase, Rejected, long_faults, long_row
from casework.backlog.rows import Chooser


def evaluate_steps(source: Source, chooser: Chooser) -> tuple[int, Callable[[Work, Progress | None], Tables]]:
    """How many cases there are, and what fills their places."""
    entries = read_entries(source)
    return len(entries.starts), lambda work, progress: _evaluate(source, entries, chooser, work, progress)


def _evaluate(source: Source, entries: Entries, chooser: Chooser, work: Work, progress: Progress | None) -> Tables:
    with ThreadPoolExecutor(1) as beside:  # polars needs no lock of the interpreter, which the core keeps
        passing = beside.submit(_of_the_cases, source, entries)
        naming = np.full(len(entries.starts), -1, np.int64)
        cases = _put_all(source, entries, chooser, work, naming, progress)
        rows = [row for case in cases.tolist() for row in entries.rows_of(case)]
        reader = row_reader(source, chooser, dict(zip(rows, source.rows(rows), strict=True)))
        read = {case: _alone(source, entries, chooser, work, case, reader) for case in cases.tolist()}
        more = {**passing.result(), "outcome": _outcomes(source, naming)}
    more = _with_those_alone(more, read)
    if work.asked.lang:
        work.silent.append(_silent(source, entries, chooser))
    applicants = more.pop("applicant")
    table, findings = put_together(work, more, applicants)
    return table.sort("row"), findings, len(cases), more


def _put_all(
    source: Source, entries: Entries, chooser: Chooser, work: Work, naming: Index, progress: Progress | None
) -> Index:
    """Put every case that can be read by the column in its place; the others, to be read one by one.

    naming: told for each case where in the file the row stands that names its outcome.
    """
    alone = [np.flatnonzero(entries.alone)]
    done, size = 0, len(entries.starts)
    for part, leaf in event_leaves(source, entries, chooser, work.asked):
        if leaf is None:
            alone.append(part)
        else:
            work.put(leaf)
            if leaf.outcome_of >= 0:
                naming[part] = entries.at[entries.starts[part] + leaf.outcome_of]
        done += len(part)
        if progress is not None:
            progress(done, size)
    return np.sort(np.concatenate(alone))


def _alone(
    source: Source, entries: Entries, chooser: Chooser, work: Work, case: int, reader: RowReader
) -> RegisterCase | None:
    """One case as the row reader reads it; null if it is none."""
    rows = entries.rows_of(case)
    case_id = source.cell("case_id", rows[0]).strip()
    if case_id in EMPTY:
        work.rejected += [fault for at in rows for fault in _nameless(source, at, reader)]
        return None
    group = LongCase(source.first_row + rows[0], case_id)
    read = [entry for at in rows if (entry := reader(at, group)) is not None]
    if read:
        fold(group, read, source.heading("step"), chooser, implied=False)
    work.rejected += long_faults(group, len(source.headings))
    if group.case is None:
        return None
    found = long_row(group, group.case)
    work.put_one(found, case)
    return found


def _nameless(source: Source, at: int, reader: RowReader) -> list[Rejected]:
    """What is wrong with a row that names no case."""
    group = LongCase(source.first_row + at, source.cell("case_id", at).strip())
    reader(at, group)
    words = ("案件编号", "the number of the case")
    group.faults.append((group.row, source.heading("case_id"), group.case_id, words, ()))
    return long_faults(group, len(source.headings))


def _silent(source: Source, entries: Entries, chooser: Chooser) -> pl.DataFrame:
    """row, text: cells that say nothing in the step of their row, case by case, in the order of the file."""
    layout = Layout(source.headings, source.places, chooser(None))
    where = {
        heading: place for place, (_, heading) in enumerate(payload_columns(source.headings, source.places).values())
    }
    steps = [name if name in layout.regime.procedure.steps else "" for name in entries.names]
    kept = [[heading for _, heading in layout.columns(step)[1]] if step else [] for step in steps]
    parts = [pl.DataFrame(schema={"case": pl.Int64, "at": pl.Int64, "place": pl.Int32, "text": pl.String})]
    case = np.repeat(np.arange(len(entries.starts)), entries.counts)
    for heading, place in where.items():
        silent = np.array([heading in headings for headings in kept], np.bool_)
        if heading not in source.columns or not silent.any():
            continue
        rows = np.flatnonzero(silent[entries.steps])
        said = texts_of_column(source.columns[heading].gather(entries.at[rows])).is_not_null().to_numpy()
        rows = rows[said]
        step = pl.Series(steps, dtype=pl.String).gather(entries.steps[rows].astype(np.uint32))
        at = pl.Series(entries.at[rows])
        text = pl.select(
            pl.format(
                SAYS_NOTHING.format(row="{}", heading="{}", step="{}"),
                at + source.first_row,
                pl.lit(repr(heading)),
                step,
            )
        )
        parts.append(
            pl.DataFrame(
                {
                    "case": case[rows],
                    "at": at,
                    "place": pl.repeat(place, len(rows), dtype=pl.Int32, eager=True),
                    "text": text.to_series(),
                }
            )
        )
    first = pl.Series(np.minimum.reduceat(entries.at, entries.starts) if len(entries.starts) else entries.at)
    found = pl.concat(parts)
    ordered = found.with_columns(first.gather(found["case"].cast(pl.UInt32)).alias("first")).sort(
        "first", "at", "place"
    )
    return ordered.select((pl.col("at") + source.first_row).cast(pl.UInt32).alias("row"), "text")


def _with_those_alone(more: Mapping[str, pl.Series], read: Mapping[int, RegisterCase | None]) -> dict[str, pl.Series]:
    """The columns that pass through; of cases read one by one as the core has them, corrections followed."""
    found = {place: each for place, each in read.items() if each is not None}
    given = {
        name: [getattr(each, name) for each in found.values()]
        for name in ("unit", "channel", "applicant_type", "outcome", "applicant")
    }
    return {
        name: column.clone().scatter(list(found), given[name]) if found and name in given else column
        for name, column in more.items()
    }


def _of_the_cases(source: Source, entries: Entries) -> dict[str, pl.Series]:
    """Columns that pass through, from the row that opens a case."""
    size = len(entries.starts)
    place = np.repeat(np.arange(size), entries.counts)
    opens = entries.rows_on("open")
    opened, at = np.unique(place[opens], return_index=True)
    of_opening = entries.at[opens][at]
    headings = headings_of_keys(source)

    def text(name: str, cases: NDArray[np.int64], rows: NDArray[np.int64]) -> pl.Series:
        if name not in headings:
            return pl.repeat("", size, eager=True)
        said = texts_of_column(source.columns[headings[name]].gather(rows)).fill_null("")
        found = pl.DataFrame({"place": cases, "said": said})
        every = pl.DataFrame({"place": np.arange(size)})
        return every.join(found, on="place", how="left", maintain_order="left")["said"].fill_null("")

    channel = text("channel", opened, of_opening)
    distinct = channel.unique()
    known = pl.Series([(word("channel", each) or each) if each else "" for each in distinct], dtype=pl.String)
    first = np.minimum.reduceat(entries.at, entries.starts) if size else entries.at
    return {
        "row": pl.Series(first + source.first_row).cast(pl.UInt32),
        "case_id": stripped(source.columns["case_id"].gather(first)),
        "unit": text("unit", opened, of_opening),
        "channel": channel.replace_strict(distinct, known, return_dtype=pl.String),
        "applicant_type": text("applicant_type", opened, of_opening),
        "applicant": text("applicant", opened, of_opening),
    }


def _outcomes(source: Source, naming: Index) -> pl.Series:
    """The outcome of each case, from the row of the file that names it."""
    headings = headings_of_keys(source)
    if "outcome" not in headings:
        return pl.repeat("", len(naming), eager=True)
    rows = pl.Series(np.where(naming < 0, 0, naming).astype(np.uint32))
    said = (
        texts_of_column(source.columns[headings["outcome"]].gather(rows)).fill_null("")
        if len(rows)
        else pl.Series([], dtype=pl.String)
    )
    return pl.select(pl.when(pl.Series(naming < 0)).then(pl.lit("")).otherwise(said)).to_series()
