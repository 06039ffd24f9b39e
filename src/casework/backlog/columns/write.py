"""Writing what was found by the column: the files of `backlog.write`, byte for byte, whole columns at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from casework.backlog.columns.evaluation import Columns
from casework.backlog.columns.source import Source
from casework.backlog.register import passing
from casework.backlog.write import COLUMNS, OUTPUTS, RUNS, folder_of, write_rejected, write_table


def write_cases(found: Columns, source: Source, summary: dict[str, Any], folder: Path, lang: str) -> tuple[Path, ...]:
    """Write cases.csv, rejected.csv and summary.json into a folder (made if missing); returns the paths.

    Args:
        found: With its sentences.
        source: What it was found in; columns that nobody reads pass through.
        summary: What it adds up to.
        folder: Where to.
        lang: The language of what was expected of rejected cells, "zh" or "en".

    Raises:
        CaseworkError: The folder cannot be written to.
    """
    with folder_of(folder, source.path, OUTPUTS) as place:
        heads, cases = _with_others(found.cases.select(COLUMNS), source)
        path = write_safely(cases, place / "cases.csv", heads)
        rejected = write_rejected(source.headings, found.rejected, place / "rejected.csv", lang)
        told = place / "summary.json"
        told.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path, rejected, told


def _with_others(cases: pl.DataFrame, source: Source) -> tuple[list[str], pl.DataFrame]:
    """The headings and the table with the columns of the file that pass through; a table of steps has none."""
    through = [] if source.long_form else passing(source.headings, source.places)
    if not through:
        return cases.columns, cases
    at = (cases["row"].cast(pl.Int64) - source.first_row).cast(pl.UInt32)
    kept = [column.gather(at).alias(f"+{place}") for place, column in zip(through, source.others(through), strict=True)]
    return [*cases.columns, *(source.headings[place] for place in through)], cases.with_columns(kept)


def write_safely(frame: pl.DataFrame, path: Path, heads: Sequence[str] = ()) -> Path:
    """Write a csv with the cells `backlog.write.as_text` would give, whole columns at once. heads: other headings."""
    write_table(path, heads or frame.columns, ())
    cells = [_safe(name, kind).alias(name) for name, kind in frame.schema.items()]
    with path.open("ab") as file:
        frame.select(cells).write_csv(file, include_header=False, line_terminator="\r\n")
    return path


def _safe(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
    if kind != pl.String:
        return column
    runs = pl.any_horizontal(column.str.starts_with(mark) for mark in RUNS)
    # an empty text is written as nothing at all, not as two quotation marks
    return pl.when(runs).then(pl.lit("'") + column).when(column != "").then(column)
