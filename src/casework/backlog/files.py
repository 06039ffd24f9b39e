"""Registers as files: csv and its encodings, spreadsheets, parquet. Every cell comes out as text, in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from casework.backlog.headings import KNOWN, plain
from casework.backlog.parquet_size import check_swelling
from casework.backlog.sheet import Sheet as Sheet
from casework.backlog.workbook import WorkbookLimits, limits_here, read_workbook
from casework.errors import CaseworkError, ImportRejected
from casework.law.dates import ZONE
from casework.spreadsheet.kinds import HEAD, kind_of

LOOKED_FOR_HEADINGS = 20
MOST_COLUMNS: Final = 16_384
"""What a sheet of a workbook has at most; a csv with more is no register."""
_TEXTS: Final = (".csv", ".tsv", ".txt")
_BOOKS: Final = (".xlsx", ".xls", ".xlsm")
_NOT_READ: Final = {
    "mail": "this is a web archive (.mht); open it in a spreadsheet program and save it as .xlsx",
    "pdf": "this is a PDF; ask for the register as .xlsx or .csv",
    "parquet": "this is a Parquet file; rename it to .parquet",
}
_LONGEST_CELL = 2**31 - 1


def read_sheets(path: Path, *, limits: WorkbookLimits | None = None) -> Iterator[Sheet]:
    """The tables of a file, one after the other (a csv or parquet has one).

    What the file holds decides how it is read, not its name: systems export web pages and csv under the name .xls.

    Args:
        path: The file.
        limits: What reading a workbook may cost; those of the environment if None.

    Raises:
        ImportRejected: The file is missing, empty, of an unknown kind or unreadable; one sentence.
        CaseworkError: A needed extra is not installed.
    """
    check_file(path)
    ending = path.suffix.lower()
    if ending == ".parquet":
        yield _rows_of_parquet(path)
        return
    if ending not in (*_TEXTS, *_BOOKS):
        raise ImportRejected(f"{path.name}: expected .xlsx, .xls, .csv or .parquet, got {ending or 'no ending'!r}")
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD))
    if kind in ("xlsx", "xls") or (kind in ("html", "xml") and ending in _BOOKS):
        yield from read_workbook(path, kind, limits or limits_here())
    elif kind in _NOT_READ:
        raise ImportRejected(f"{path.name}: {_NOT_READ[kind]}")
    else:
        yield Sheet(path.name, _rows_of_text(_text_of(path, ending), path.name))


def _text_of(path: Path, ending: str) -> str:
    """The text of a csv, under whatever name.

    Raises:
        ImportRejected: It is no text; or text under the name of a workbook that nothing parts into cells.
    """
    try:
        text = decode(path.read_bytes(), path.name)
    except ImportRejected:
        if ending not in _BOOKS:
            raise
        text = ""
    if ending in _BOOKS and delimiter_of(text) not in text:
        raise ImportRejected(
            f"{path.name}: the file cannot be read: it is no workbook, whatever its name; save the register as .xlsx"
        )
    return text


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
    nothing: list[str] = []  # one for all rows without a cell: an export may end in a million of them
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise ImportRejected(f"{name}: line {line} has {len(row)} cells; a register has at most {MOST_COLUMNS}")
            rows.append(row if any(row) else nothing)
            line = reader.line_num + 1
    except csv.Error as error:
        if "end of data" in str(error):
            raise ImportRejected(
                f"{name}: a quotation mark opened in the row at line {line} is never closed; close or remove it"
            ) from None
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rows


def _rows_of_parquet(path: Path) -> Sheet:
    try:
        import polars
    except ModuleNotFoundError:
        raise CaseworkError(
            "reading this kind of file needs polars: install it with  pip install 'casework[backlog]'"
        ) from None
    with readers_faults(path.name, "the parquet file"):
        lines = polars.scan_parquet(path.absolute(), glob=False)
        check_swelling(path, lines.select(polars.len()).collect().item(), len(lines.collect_schema()))
        frame = polars.read_parquet(path.absolute(), glob=False)
        rows = [[written(cell) for cell in row] for row in spelt_out(frame).iter_rows()]
    return Sheet(path.name, [list(frame.columns), *rows])


def spelt_out(frame: Any) -> Any:
    """A table with its instants as text in Beijing time; as Python values they depend on the zone files."""
    instants = [name for name, kind in frame.schema.items() if getattr(kind, "time_zone", None)]
    there = [frame[name].dt.convert_time_zone(ZONE).dt.to_string("%Y-%m-%d %H:%M:%S%:z") for name in instants]
    return frame.with_columns(there) if there else frame


@contextmanager
def readers_faults(name: str, what: str) -> Iterator[None]:
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
