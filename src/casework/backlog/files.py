"""Registers as files: csv and its encodings, spreadsheets, parquet. Every cell comes out as text, in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casework.backlog.headings import KNOWN, plain
from casework.backlog.sheet import Sheet as Sheet
from casework.backlog.workbook import Used, scan
from casework.errors import CaseworkError, ImportRejected

LOOKED_FOR_HEADINGS = 20
_LONGEST_CELL = 2**31 - 1


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The tables of a file, one after the other (a csv or parquet has one).

    Raises:
        ImportRejected: The file is missing, empty, of an unknown kind or unreadable; one sentence.
        CaseworkError: A needed extra is not installed.
    """
    check_file(path)
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv", ".txt"):
        yield Sheet(path.name, _rows_of_text(decode(path.read_bytes(), path.name), path.name))
    elif kind in (".xlsx", ".xls", ".xlsm"):
        yield from _sheets_of_workbook(path)
    elif kind == ".parquet":
        yield _rows_of_parquet(path)
    else:
        raise ImportRejected(f"{path.name}: expected .xlsx, .xls, .csv or .parquet, got {kind or 'no ending'!r}")


def check_file(path: Path) -> None:
    """See that there is a file with something in it.

    Raises:
        ImportRejected: It is missing, empty or cannot be opened; one sentence.
    """
    try:
        if path.is_dir():
            raise ImportRejected(f"{path.name}: this is a folder, not a file")
        if not path.is_file():
            raise ImportRejected(f"{path.name}: there is no such file")
        if path.stat().st_size == 0:
            raise ImportRejected(f"{path.name}: the file is empty (0 bytes)")
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise ImportRejected(f"{path.name[:80]}: the file cannot be read ({error.strerror})") from None


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


def _rows_of_text(text: str, name: str) -> list[list[str]]:
    previous = csv.field_size_limit(_LONGEST_CELL)
    try:
        return _parsed(text, delimiter_of(text), name)
    except csv.Error as error:
        raise ImportRejected(f"{name}: the text is no csv: {error}") from None
    finally:
        csv.field_size_limit(previous)


def delimiter_of(text: str) -> str:
    """The separator under which some row near the top reads most like headings."""
    top = text.splitlines()[:LOOKED_FOR_HEADINGS]

    def known(mark: str) -> int:
        return max((len(KNOWN.intersection(map(plain, line.split(mark)))) for line in top), default=0)

    return max(",\t;，", key=lambda mark: (known(mark), top[0].count(mark) if top else 0))


def _parsed(text: str, delimiter: str, name: str) -> list[list[str]]:
    """Rows; a quotation mark that is never closed would swallow the rest and is refused."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        if "end of data" in str(error):
            raise ImportRejected(
                f"{name}: a quotation mark opened in the row at line {line} is never closed; close or remove it"
            ) from None
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rows


def _sheets_of_workbook(path: Path) -> Iterator[Sheet]:
    fastexcel = _extra("fastexcel")
    used = scan(path) if path.suffix.lower() != ".xls" else {}
    with _readers_faults(path.name, "the spreadsheet"):
        book = fastexcel.read_excel(path)
        names = list(book.sheet_names)
    for name in names:
        with _readers_faults(path.name, "the spreadsheet"):
            frame = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            rows = [["" if cell is None else cell for cell in row] for row in frame.iter_rows()]
        about = used.get(name, Used())
        for (row, column), text in about.errors.items():
            place = (row - about.first_row, column - about.first_column)
            if 0 <= place[0] < len(rows) and 0 <= place[1] < len(rows[place[0]]):
                rows[place[0]][place[1]] = text
        yield Sheet(name, rows, about.first_row)


def _rows_of_parquet(path: Path) -> Sheet:
    polars = _extra("polars")
    with _readers_faults(path.name, "the parquet file"):
        frame = polars.read_parquet(path.absolute(), glob=False)
        rows = [[written(cell) for cell in row] for row in frame.iter_rows()]
    return Sheet(path.name, [list(frame.columns), *rows])


@contextmanager
def _readers_faults(name: str, what: str) -> Iterator[None]:
    """Whatever a reader dies of becomes one sentence; a panic of a compiled reader is no `Exception`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, CaseworkError):
        raise
    except BaseException as error:  # noqa: BLE001
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ImportRejected(f"{name}: {what} cannot be read ({reason[:200]})") from None


def written(cell: Any) -> str:
    """A cell of a Parquet file as text; null is no text."""
    if cell is None:
        return ""
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
