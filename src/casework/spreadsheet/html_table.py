"""The tables of an HTML file, as OA systems export them under the name of a workbook."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from casework.spreadsheet.grid import Grid, Refusal

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,30})", re.IGNORECASE)
_GB: Final = frozenset(("gb2312", "gbk", "gb18030", "x-gbk"))
_BLANKS: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_MOST_DOWN, _MOST_ACROSS = 65_534, 1_000
"""What HTML itself allows."""
_DEEPEST: Final = 50


def read_html(content: bytes, most: int) -> list[Grid]:
    """The tables of an HTML file that hold a cell, in order.

    Raises:
        Refusal: It holds none, its letters cannot be read, or it has too many cells.
    """
    reader = _Tables(most)
    reader.feed(_decoded(content))
    reader.close()
    if not reader.found:
        raise Refusal("this is a web page without a table; save the register as .xlsx or .csv")
    return reader.found


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:4096])
    first = named[1].decode("ascii").lower() if named else "utf-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        first = "utf-16"
    for encoding in ("gb18030" if first in _GB else first, "utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).lstrip("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refusal("this is a web page in an unknown encoding; save the register as .xlsx or .csv")


class _Table:
    """A table that is being read: its grid, and down to which row each column is covered from above."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.row = self.column = -1
        self.covered: dict[int, int] = {}
        self.pieces: list[str] | None = None
        self.spans = (1, 1)


class _Tables(HTMLParser):
    def __init__(self, most: int) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Grid] = []
        self._most = most
        self._open: list[_Table] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            if len(self._open) >= _DEEPEST:
                raise Refusal(f"this web page has tables within tables, over {_DEEPEST} deep; save it as .xlsx or .csv")
            self._open.append(_Table(Grid(f"table {len(self.found) + 1}", self._most)))
            self.found.append(self._open[-1].grid)
        elif tag in ("style", "script"):
            self._silent += 1
        elif self._open and tag == "tr":
            self._end_cell()
            self._open[-1].row += 1
            self._open[-1].column = -1
        elif self._open and tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(self._open[-1], dict(attrs))
        elif tag == "br":
            self.handle_data("\x00")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(self._silent - 1, 0)
        elif self._open and tag in ("td", "th", "tr", "table"):
            self._end_cell()
            if tag == "table":
                self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent and (pieces := self._open[-1].pieces) is not None:
            pieces.append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self._end_cell()
            self._open.pop()
        self.found = [grid for grid in self.found if any(grid.rows.values())]

    def _begin_cell(self, table: _Table, about: dict[str, str | None]) -> None:
        table.row = max(table.row, 0)
        table.column += 1
        while table.covered.get(table.column, -1) >= table.row:
            table.column += 1
        down, across = _span(about.get("rowspan"), _MOST_DOWN), _span(about.get("colspan"), _MOST_ACROSS)
        table.pieces, table.spans = [], (down, across)
        if down > 1 or across > 1:
            table.grid.count(across)
            table.grid.merged.append((table.row, table.column, table.row + down - 1, table.column + across - 1))
            for column in range(table.column, table.column + across):
                table.covered[column] = table.row + down - 1

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.pieces is None:
            return
        lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(table.pieces).split("\x00"))
        table.grid.put(table.grid.row(table.row), table.column, "\n".join(lines).strip("\n"))
        table.column += table.spans[1] - 1
        table.pieces = None


def _span(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isdecimal() and len(text) < 9 else 1
