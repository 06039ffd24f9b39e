"""A register as a table of columns: csv and parquet read whole, workbooks as the row reader reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from casework.backlog.choosing import check_sheet, read_table
from casework.backlog.columns.csv_file import read_csv
from casework.backlog.columns.parquet_file import NoHeadings, has_headings_below, read_parquet
from casework.backlog.columns.readying import looks_like_headings, made_ready
from casework.backlog.columns.source import Source, keys_of
from casework.backlog.files import check_file
from casework.backlog.mapping import words_of
from casework.backlog.placed import goes_on, padded
from casework.backlog.table import Table


def read_source(path: str | Path, names: Mapping[str, tuple[str, ...]], sheet: str | None = None) -> Source:
    """Read a file into columns of text (days stay days where the file has days).

    Args:
        path: As `read_register` takes it.
        names: Headings and words of a mapping file, by key.
        sheet: Of a workbook, the name of the sheet that is the register; None looks for it.

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
    """
    file = Path(path)
    check_file(file)
    check_sheet(file, sheet)
    kind, known = file.suffix.lower(), dict(names)
    fast: Source | None = None
    if kind == ".parquet":
        fast = _named_columns(file, known)
    elif kind in (".csv", ".tsv", ".txt"):
        fast = read_csv(file, known)
    if fast is not None and not looks_like_headings(fast):
        return made_ready(fast, words_of(names))
    return made_ready(_from_rows(file, read_table(file, names, sheet)), words_of(names), laid=True)


def _named_columns(file: Path, names: dict[str, tuple[str, ...]]) -> Source | None:
    """A Parquet file by the names of its columns; None if its headings stand further down."""
    try:
        return read_parquet(file, names)
    except NoHeadings:
        if not has_headings_below(file, names):
            raise
        return None


def _from_rows(path: Path, table: Table) -> Source:
    headings, rows, first, held = table.headings, table.rows, table.first_row, table.held

    def column(place: int) -> pl.Series:
        return pl.Series([row[place] if place < len(row) else "" for row in rows], dtype=pl.String)

    columns = {key: column(place) for place, key in keys_of(headings, held.places, every=held.long_form).items()}
    longer = tuple(first + number for number, row in enumerate(rows) if goes_on(row, len(headings)))

    def wholes(at: Sequence[int]) -> list[tuple[str, ...]]:
        return [padded(rows[index], len(headings)) for index in at]

    def others(places: list[int]) -> list[pl.Series]:
        return [column(place) for place in places]

    stated = None if held.long_form else np.fromiter((any(map(str.strip, row)) for row in rows), np.bool_, len(rows))
    return Source(
        path, columns, len(rows), headings, held, first, wholes, others, longer,
        not_cases=table.not_cases, sheets_left_out=table.sheets_left_out, mine=stated,
    )  # fmt: skip
