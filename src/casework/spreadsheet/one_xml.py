"""A workbook as one XML file, as Excel 2003 wrote it and systems still export it under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from casework.spreadsheet.grid import Grid, Refusal
from casework.spreadsheet.package import local, parser
from casework.spreadsheet.values import BAD_CELL, ERRORS, NO_VALUE, number_text

_GB: Final = re.compile(rb"[^>]*encoding\s*=\s*[\"'](?:gb2312|gbk|gb18030)[\"']", re.IGNORECASE)
_MIDNIGHT: Final = "T00:00:00"
_ZERO: Final = "1899-12-31"
"""The day of the number 0, which is no day."""


def read_one_xml(content: bytes, most: int) -> Iterator[tuple[Grid, bool]]:
    """The sheets of such a file and whether each is hidden; its days are written out, whatever they are counted from.

    Raises:
        Refusal: It is an XML file of another kind, or has too many cells.
        ExpatError: It is damaged.
    """
    if _GB.match(content):
        content = content.decode("gb18030", "replace").encode()
        made = parser("utf-8")
    else:
        made = parser()
    sheets = _Sheets(most)
    made.StartElementHandler, made.EndElementHandler = sheets.start, sheets.end
    made.CharacterDataHandler = sheets.text
    made.Parse(content, True)
    if not sheets.found:
        raise Refusal("this XML file holds no workbook; save the register as .xlsx or .csv")
    for grid in sheets.found:
        yield grid, grid.name in sheets.hidden


class _Sheets:
    def __init__(self, most: int) -> None:
        self.found: list[Grid] = []
        self.hidden: set[str] = set()
        self._most = most
        self._row = self._column = self._across = 0
        self._kind: str | None = None
        self._formula = False
        self._pieces: list[str] = []
        self._within: list[str] = []

    def start(self, name: str, about: dict[str, str]) -> None:
        kind = local(name)
        if self._within[:1] in ([], ["Workbook"]):
            told = {local(key): value for key, value in about.items()}
            if kind == "Worksheet":
                self.found.append(Grid(told.get("Name", ""), self._most))
                self._row = -1
            elif self.found:
                self._start(kind, told)
        self._within.append(kind)

    def _start(self, kind: str, told: dict[str, str]) -> None:
        if kind == "Row":
            self._row = _place(told.get("Index"), self._row + 1)
            self._column, self._across = -1, 0
        elif kind == "Cell":
            self._column = _place(told.get("Index"), self._column + self._across + 1)
            self._across, down = _place(told.get("MergeAcross"), 0, -1), _place(told.get("MergeDown"), 0, -1)
            self._kind, self._formula = None, "Formula" in told
            self._pieces.clear()
            if self._across or down:
                right = self._column + self._across
                self.found[-1].merged.append((self._row, self._column, self._row + down, right))
        elif kind == "Data":
            self._kind = told.get("Type", "String")
        elif kind == "Visible":
            self._pieces.clear()

    def text(self, text: str) -> None:
        if "Data" in self._within or self._within[-1:] == ["Visible"]:
            self._pieces.append(text)

    def end(self, _: str) -> None:
        kind = self._within.pop()
        if kind == "Cell" and self.found:
            self.found[-1].put(self.found[-1].row(self._row), self._column, self._value())
        elif kind == "Visible" and self.found and "".join(self._pieces).strip() != "SheetVisible":
            self.hidden.add(self.found[-1].name)

    def _value(self) -> str:
        raw = "".join(self._pieces)
        if self._kind is None:
            return NO_VALUE if self._formula else ""
        if self._kind == "Error":
            return raw if raw in ERRORS else BAD_CELL
        if self._kind == "Number":
            return number_text(raw)
        if self._kind == "DateTime":
            day, at, time = raw.partition(_MIDNIGHT)
            if at and time.strip(".0") == "":
                return "1900-01-00" if day == _ZERO else day
        return raw


def _place(text: str | None, otherwise: int, moved: int = 0) -> int:
    """A number of a row or column, which counts from 1, as an index; moved: -1 for what counts from 0."""
    return int(text) - 1 - moved if text and text.isascii() and text.isdecimal() and len(text) < 9 else otherwise
