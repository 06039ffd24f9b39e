"""What a spreadsheet reader hides: where the used range begins, how large it is, and cells that hold an error.

The sheets of an .xlsx are scanned as text before they are loaded: a stray cell in the last corner would otherwise ask
for the memory of the whole grid, leading empty rows would shift every row number, and #N/A would read as empty.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from attrs import field, frozen

from casework.errors import ImportRejected

MOST_CELLS: Final = 60_000_000
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ROW: Final = re.compile(rb'<row\b[^>]*?\br="(\d{1,9})"')
_CELL: Final = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,9})(\d{1,9})"')
_ERROR: Final = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,9})(\d{1,9})"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)


@frozen(slots=True)
class Used:
    """The used range of a sheet: its first row and column (1-based), and error cells by (row, column)."""

    first_row: int = 1
    first_column: int = 1
    errors: dict[tuple[int, int], str] = field(factory=dict)


def scan(path: Path) -> dict[str, Used]:
    """What each sheet of an .xlsx hides, by the sheet's name; empty for what is no such file.

    Raises:
        ImportRejected: A sheet reaches over more cells than any register has.
    """
    try:
        with zipfile.ZipFile(path) as book:
            return {name: _used(path.name, name, book.read(part)) for name, part in _parts(book).items()}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, NotImplementedError, EOFError):
        return {}


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Sheet names and the file of each, by way of the relations."""
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - expat bounds entities
    }
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")  # noqa: S314
    found = {str(sheet.get("name")): targets.get(sheet.get(f"{_REL}id")) for sheet in sheets}
    return {name: _inside(target) for name, target in found.items() if target and "worksheets" in target}


def _inside(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _used(file: str, name: str, sheet: bytes) -> Used:
    rows = [int(number) for number in _ROW.findall(sheet)]
    columns = {_column(letters) for letters in {found[1] for found in _CELL.finditer(sheet)}}
    if not rows or not columns:
        return Used()
    height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    if height * width > MOST_CELLS:
        raise ImportRejected(
            f"{file}: sheet {name!r} reaches over {height} rows and {width} columns; delete the stray cell far out"
        )
    first = _CELL.search(sheet)
    errors = {
        (int(row), _column(letters)): text.decode("utf-8", "replace") for letters, row, text in _ERROR.findall(sheet)
    }
    return Used(int(first[2]) if first else min(rows), min(columns), errors)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
