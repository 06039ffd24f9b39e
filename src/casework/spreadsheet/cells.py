"""The cells of one sheet of an .xlsx.

Two ways to the same cells. What spreadsheet programs write, row after row in one shape, is taken apart by a pattern
that cannot go back, which is four times as fast; where anything has another shape, expat reads the sheet from its
beginning. What stands around the rows is read by expat in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO, Final

from casework.spreadsheet.grid import MOST_COLUMNS, Grid, Refusal, column_of
from casework.spreadsheet.package import PIECE, Package, SheetPart, local, parser, unescaped
from casework.spreadsheet.values import BAD_CELL, ERRORS, NO_VALUE, day_text, number_text

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE: Final = re.compile(rf"{_REFERENCE.pattern}:{_REFERENCE.pattern}")
_OPENING: Final = b"<sheetData>"
_FOREIGN: Final = re.compile(rb"[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_LONGEST_TOP: Final = 1 << 20
_LONGEST_ROW: Final = 1 << 24
_MEMORY: Final = 200_000

Text = Callable[[str, str, bool, str | None], str]
"""The text of a cell: type, format, whether it has a formula, stored value."""


class _OtherShape(Exception):
    """The rows are not written as most programs write them."""


def read_cells(package: Package, sheet: SheetPart, most: int) -> Grid:
    """The cells of a sheet.

    Raises:
        Refusal: A cell lies where no sheet has any, or there are too many.
        Exception: Whatever zipfile and expat raise at a damaged file.
    """
    try:
        with package.open(sheet.part) as file:
            return _by_pattern(file, Grid(sheet.name, most), text_of(package))
    except (_OtherShape, UnicodeDecodeError):
        with package.open(sheet.part) as file:
            return _by_expat(file, Grid(sheet.name, most), text_of(package))


def text_of(package: Package) -> Text:
    """What gives the text of a cell."""
    texts, days = package.texts, package.days

    def number(style: str, raw: str) -> str:
        at = int(style) if style.isdecimal() and len(style) < 9 else 0
        is_day = days[at] if at < len(days) else False
        return day_text(raw, date_1904=package.date_1904) if is_day else number_text(raw)

    def text(kind: str, style: str, formula: bool, raw: str | None) -> str:
        if kind == "s" and raw:
            return texts[int(raw)] if raw.isdecimal() and len(raw) < 9 and int(raw) < len(texts) else BAD_CELL
        if kind == "e":
            return raw if raw in ERRORS else BAD_CELL
        if kind in ("str", "inlineStr", "d"):
            return NO_VALUE if raw is None and formula else unescaped(raw or "")
        if not raw or not raw.strip():
            return NO_VALUE if formula else ""
        if kind == "b":
            return {"1": "true", "0": "false"}.get(raw.strip(), raw)
        return number(style, raw) if kind in ("", "n") else BAD_CELL

    return text


_WITHIN: Final = (
    r"([^<>]*)>"
    r"(?:(?<=/)|(<f[^<>]*(?:(?<=/)>|>[^<]*</f>))?(?:<(v|is><t)[^<>]*(?:(?<=/)>|>([^<]*)</(?:v|t></is)>))?</c>)"
)
"""What stands in a cell after its place: attributes, formula, how the value is written, value."""
_CELL: Final = re.compile(rf'<c(?: r="([A-Z]{{1,3}})([0-9]{{1,7}})")?({re.sub(r"[(](?![?])", "(?:", _WITHIN)})')
_CONTENT: Final = re.compile(_WITHIN)
_ABOUT: Final = re.compile(r'(?: [\w:]+="[^"<&]*")*/?')
_ONE: Final = re.compile(r' ([\w:]+)="([^"]*)"')
_ROW: Final = re.compile(r'(?:<row [^<>]*/>)*<row [^<>]*?(?<= )r="([0-9]{1,7})"[^<>]*>')
_EMPTY_ROWS: Final = re.compile(r"(?:<row [^<>]*/>)*")
_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _by_pattern(file: IO[bytes], grid: Grid, text: Text) -> Grid:
    rest, cells = _Reader(grid, text), _Rows(grid, text)
    top = file.read(_LONGEST_TOP)
    at = top.find(_OPENING)
    if at < 0 or b"<worksheet" not in top[:at] or _FOREIGN.match(top):
        raise _OtherShape
    rest.made.Parse(top[: at + len(_OPENING)], False)
    tail = top[at + len(_OPENING) :]
    while True:
        *rows, tail = tail.split(b"</row>")
        for row in rows:
            cells.take(row.decode())
        if (end := tail.find(b"</sheetData>")) >= 0:
            break
        piece = file.read(PIECE)
        if not piece or len(tail) > _LONGEST_ROW:
            raise _OtherShape
        tail += piece
    if not _EMPTY_ROWS.fullmatch(tail[:end].decode()):
        raise _OtherShape
    rest.made.Parse(tail[end:], False)
    rest.feed(file)
    return grid


class _Rows:
    """Rows in the usual shape, put into a grid one by one."""

    def __init__(self, grid: Grid, text: Text) -> None:
        self._grid, self._text = grid, text
        self._columns: dict[str, int] = {}
        self._texts: dict[str, str] = {}

    def take(self, row: str) -> None:
        """A row of the XML up to its end tag, and the empty rows before it."""
        at = row.find("<c")
        opened = _ROW.fullmatch(row, 0, at if at >= 0 else len(row))
        cells = _CELL.findall(row)
        cells_opened = row.count("<c ") + row.count("<c>") + row.count("<c/>")
        if opened is None or len(cells) != cells_opened or "<!" in row or "<?" in row or "\r" in row:
            raise _OtherShape
        number = opened[1]
        found = self._grid.row(int(number) - 1)
        self._grid.count(len(cells))
        columns, texts = self._columns, self._texts
        column = -1
        for letters, place, content in cells:
            if not letters:
                column += 1
            elif place != number:
                raise _OtherShape
            elif (column := columns.get(letters, -1)) < 0:
                column = columns[letters] = column_of(letters)
            if (text := texts.get(content)) is None:
                text = self._new(content)
            if column == len(found):
                found.append(text)
            else:
                self._grid.put(found, column, text)
        if len(found) > MOST_COLUMNS:
            raise _OtherShape

    def _new(self, content: str) -> str:
        written, formula, value, raw = _CONTENT.findall(content)[0]
        about = dict(_ONE.findall(written))
        if "r" in about or not _ABOUT.fullmatch(written):
            raise _OtherShape
        if "&" in raw:
            if "&" in _ENTITY.sub("", raw):
                raise _OtherShape
            raw = _ENTITY.sub(_entity, raw)
        text = self._text(about.get("t", ""), about.get("s", ""), formula != "", raw if value else None)
        if len(self._texts) < _MEMORY:
            self._texts[content] = text
        return text


def _entity(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2]) if found[2] else int(found[3], 16)
    if code < 32 or code in range(0xD800, 0xE000) or code > 0x10FFFF:
        raise _OtherShape
    return chr(code)


def _by_expat(file: IO[bytes], grid: Grid, text: Text) -> Grid:
    _Reader(grid, text).feed(file)
    return grid


class _Reader:
    """Cells and merged ranges as expat comes upon them."""

    def __init__(self, grid: Grid, text: Text) -> None:
        self.made = parser()
        self._grid, self._text = grid, text
        self._row = self._column = -1
        self._cell: dict[str, str] | None = None
        self._formula, self._value = False, False
        self._pieces: list[str] = []
        self._skipped = False
        self._locals: dict[str, str] = {}
        self.made.StartElementHandler, self.made.EndElementHandler = self._start, self._end

    def feed(self, file: IO[bytes]) -> None:
        """Read the rest of a part."""
        while piece := file.read(PIECE):
            self.made.Parse(piece, False)
        self.made.Parse(b"", True)

    def _start(self, name: str, about: dict[str, str]) -> None:
        kind = self._locals.get(name) or self._locals.setdefault(name, local(name))
        if kind == "c":
            self._cell, self._formula, self._value = about, False, False
            self._pieces.clear()
        elif kind == "row":
            self._row = int(about["r"]) - 1 if _is_number(about.get("r")) else self._row + 1
            self._column = -1
        elif kind == "mergeCell":
            self._merged(about.get("ref", ""))
        elif self._cell is not None:
            self._within(kind)

    def _within(self, kind: str) -> None:
        """Something in a cell."""
        if kind == "f":
            self._formula = True
        elif kind == "rPh":
            self._skipped = True
        elif (kind == "v" or kind == "t") and not self._skipped:
            self._value = True
            self.made.CharacterDataHandler = self._pieces.append

    def _end(self, name: str) -> None:
        kind = self._locals.get(name)
        if kind == "c" and self._cell is not None:
            self._put(self._cell)
            self._cell = None
        elif kind == "v" or kind == "t":
            self.made.CharacterDataHandler = None
        elif kind == "rPh":
            self._skipped = False

    def _put(self, about: dict[str, str]) -> None:
        row, reference = self._row, about.get("r")
        if reference is None:
            self._column += 1
        elif (found := _REFERENCE.fullmatch(reference)) is not None:
            self._column, row = column_of(found[1]), int(found[2]) - 1
        else:
            raise Refusal(f"sheet {self._grid.name!r} names a cell {reference[:20]!r} that no sheet has; save it anew")
        raw = "".join(self._pieces) if self._value else None
        text = self._text(about.get("t", ""), about.get("s", ""), self._formula, raw)
        self._grid.put(self._grid.row(row), self._column, text)

    def _merged(self, reference: str) -> None:
        if (found := _RANGE.fullmatch(reference.replace("$", ""))) is not None:
            self._grid.merged.append((int(found[2]) - 1, column_of(found[1]), int(found[4]) - 1, column_of(found[3])))


def _is_number(text: str | None) -> bool:
    return text is not None and text.isdecimal() and len(text) < 9 and text.isascii() and text != "0"
