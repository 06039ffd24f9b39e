"""A register as a table of columns: csv and parquet read whole, workbooks as the row reader reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from casework.backlog.columns.csv_file import read_csv
from casework.backlog.columns.parquet_file import read_parquet
from casework.backlog.columns.source import Source, keys_of
from casework.backlog.files import Sheet, check_file, read_sheets
from casework.backlog.placed import Placed, first_register, goes_on, padded


def read_source(path: str | Path, names: dict[str, tuple[str, ...]]) -> Source:
    """Read a file into columns of text (days stay days where the file has days).

    Args:
        path: As `read_register` takes it.
        names: Headings of a mapping file, by key.

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
    """
    file = Path(path)
    check_file(file)
    kind = file.suffix.lower()
    if kind == ".parquet":
        return read_parquet(file, names)
    if kind in (".csv", ".tsv", ".txt") and (fast := read_csv(file, names)) is not None:
        return fast
    sheet, heading_row, held = first_register(read_sheets(file), file.name, names)
    return _from_rows(file, sheet, heading_row, held)


def _from_rows(path: Path, sheet: Sheet, heading_row: int, held: Placed) -> Source:
    headings = tuple(sheet.rows[heading_row])
    rows = sheet.rows[heading_row + 1 :]
    first = sheet.first_row + heading_row + 1

    def column(place: int) -> pl.Series:
        return pl.Series([row[place] if place < len(row) else "" for row in rows], dtype=pl.String)

    columns = {key: column(place) for place, key in keys_of(headings, held.places, every=held.long_form).items()}
    longer = tuple(first + number for number, row in enumerate(rows) if goes_on(row, len(headings)))

    def wholes(at: Sequence[int]) -> list[tuple[str, ...]]:
        return [padded(rows[index], len(headings)) for index in at]

    def others(places: list[int]) -> list[pl.Series]:
        return [column(place) for place in places]

    return Source(path, columns, len(rows), headings, held, first, wholes, others, longer)
