"""Registers as files: csv and its encodings, spreadsheets, parquet. Every cell comes out as text, in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from casework.errors import CaseworkError, ImportRejected

LOOKED_FOR_HEADINGS = 20
_LONGEST_CELL = 2**31 - 1


@frozen(slots=True)
class Sheet:
    """One table as it stands in the file: rows of text cells; the first row has the number `first_row`."""

    name: str
    rows: list[list[str]]
    first_row: int = 1


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The tables of a file, one after the other (a csv or parquet has one).

    Raises:
        ImportRejected: The file is missing, empty, of an unknown kind or unreadable; one sentence.
        CaseworkError: A needed extra is not installed.
    """
    if not path.is_file():
        raise ImportRejected(f"{path.name}: there is no such file")
    if path.stat().st_size == 0:
        raise ImportRejected(f"{path.name}: the file is empty (0 bytes)")
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        yield Sheet(path.name, _rows_of_text(decode(path.read_bytes(), path.name)))
    elif kind in (".xlsx", ".xls", ".xlsm"):
        yield from _sheets_of_workbook(path)
    elif kind == ".parquet":
        yield _rows_of_parquet(path)
    else:
        raise ImportRejected(f"{path.name}: expected .xlsx, .xls, .csv or .parquet, got {kind or 'no ending'!r}")


def decode(raw: bytes, name: str) -> str:
    """Text of a csv: UTF-8 with or without BOM, UTF-16 with BOM, or GB18030.

    Raises:
        ImportRejected: None of them fits.
    """
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ImportRejected(f"{name}: the encoding is none of UTF-8, UTF-8 with BOM, GB18030; save it as UTF-8")


def _rows_of_text(text: str) -> list[list[str]]:
    previous = csv.field_size_limit(_LONGEST_CELL)
    try:
        head = text[: text.find("\n")] if "\n" in text else text
        delimiter = max(",\t;，", key=head.count) if any(mark in head for mark in ",\t;，") else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ImportRejected(f"the text is no csv: {error}") from None
    finally:
        csv.field_size_limit(previous)


def _sheets_of_workbook(path: Path) -> Iterator[Sheet]:
    fastexcel = _extra("fastexcel")
    try:
        book = fastexcel.read_excel(path)
        names = list(book.sheet_names)
        for name in names:
            frame = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            yield Sheet(name, [["" if cell is None else cell for cell in row] for row in frame.iter_rows()])
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0]
        raise ImportRejected(f"{path.name}: the spreadsheet cannot be read ({reason})") from None


def _rows_of_parquet(path: Path) -> Sheet:
    polars = _extra("polars")
    try:
        frame = polars.read_parquet(path)
    except (polars.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ImportRejected(f"{path.name}: the parquet file cannot be read ({reason})") from None
    rows = [["" if cell is None else _text(cell) for cell in row] for row in frame.iter_rows()]
    return Sheet(path.name, [list(frame.columns), *rows])


def _text(cell: Any) -> str:
    if isinstance(cell, list):
        return ";".join("" if item is None else str(item) for item in cell)
    return str(cell)


def _extra(module: str) -> Any:
    try:
        if module == "polars":
            import polars

            return polars
        import fastexcel

        return fastexcel
    except ModuleNotFoundError:
        raise CaseworkError(
            f"reading this kind of file needs {module}: install it with  pip install 'casework[backlog]'"
        ) from None
