"""A register as a table of columns: csv and parquet read whole, workbooks as the row reader reads them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from casework.backlog.columns.csv_file import read_csv
from casework.backlog.columns.parquet_file import read_parquet
from casework.backlog.columns.source import Source, civil, keys_of, matched, smaller
from casework.backlog.files import Sheet, read_sheets
from casework.backlog.register import headings_of, no_headings
from casework.errors import ImportRejected


def read_source(path: str | Path, names: dict[str, tuple[str, ...]]) -> Source:
    """Read a file into columns of text (days stay days where the file has days).

    Args:
        path: As `read_register` takes it.
        names: Headings of a mapping file, by key.

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
    """
    file = Path(path)
    kind = file.suffix.lower()
    if kind == ".parquet" and file.is_file():
        return read_parquet(file, names)
    if kind in (".csv", ".tsv", ".txt") and file.is_file() and (fast := read_csv(file, names)) is not None:
        return fast
    sheets = []
    for sheet in read_sheets(file):
        sheets.append(sheet)
        if (place := headings_of(sheet, names)) is not None:
            return _from_rows(file, sheet, place[0], names)
    raise ImportRejected(no_headings(file.name, sheets, names.get("case_id", ())))


def source_of(frame: pl.DataFrame, names: dict[str, tuple[str, ...]] | None = None, first_row: int = 2) -> Source:
    """A table that is in memory already, its headings the names of its columns.

    Args:
        frame: Texts, days or numbers; a batch of a larger table, if every row of a case is in it.
        names: Headings of a mapping file, by key.
        first_row: The number of its first row.

    Raises:
        ImportRejected: No column holds the number of the case.
    """
    headings = tuple(frame.columns)
    places, warnings, long_form = matched(headings, names or {})
    if not places:
        raise ImportRejected(no_headings("the table", [Sheet("", [list(headings)])], (names or {}).get("case_id", ())))
    keys = keys_of(headings, places, every=long_form)
    columns = {key: smaller(civil(frame[headings[place]]), key) for place, key in keys.items()}

    def whole(index: int) -> list[str]:
        return ["" if cell is None else str(cell) for cell in frame.row(index)]

    return Source(Path("-"), columns, frame.height, headings, places, first_row, whole, tuple(warnings), long_form)


def _from_rows(path: Path, sheet: Sheet, heading_row: int, names: dict[str, tuple[str, ...]]) -> Source:
    headings = tuple(sheet.rows[heading_row])
    rows = sheet.rows[heading_row + 1 :]
    places, warnings, long_form = matched(headings, names)
    columns = {
        key: pl.Series([row[place] if place < len(row) else "" for row in rows], dtype=pl.String)
        for place, key in keys_of(headings, places, every=long_form).items()
    }
    first = sheet.first_row + heading_row + 1
    return Source(path, columns, len(rows), headings, places, first, rows.__getitem__, tuple(warnings), long_form)
