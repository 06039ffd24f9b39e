"""The sheets of an .xls: the only door to xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any, Final

from casework.spreadsheet.grid import Grid, Refusal
from casework.spreadsheet.values import BAD_CELL, float_text, serial_text

_NUMBER, _DAY, _TRUTH, _ERROR = 2, 3, 4, 5
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_biff(file: IO[bytes], most: int) -> Iterator[tuple[Grid, bool, bool]]:
    """The sheets of an .xls: cells, whether it is hidden, whether days are counted from 1904.

    Raises:
        Refusal: It is locked with a password, holds no workbook, or has too many cells.
        Exception: Whatever xlrd raises at a damaged one.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=file.read(), logfile=io.StringIO(), formatting_info=True, ragged_rows=True, on_demand=True
        )
    except xlrd.XLRDError as error:
        raise Refusal(_remedy(str(error))) from None
    date_1904 = book.datemode == 1
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        yield _grid(sheet, most, date_1904=date_1904), sheet.visibility != 0, date_1904
        book.unload_sheet(number)


def _remedy(reason: str) -> str:
    if "ncrypted" in reason or "Can't find workbook" in reason:
        return "it is locked with a password, or holds no workbook; save it as .xlsx without a password"
    return "the spreadsheet cannot be read; open it in a spreadsheet program and save it as .xlsx"


def _grid(sheet: Any, most: int, *, date_1904: bool) -> Grid:
    grid = Grid(sheet.name, most)
    for number in range(sheet.nrows):
        row = grid.row(number)
        for column, (kind, value) in enumerate(zip(sheet.row_types(number), sheet.row_values(number), strict=True)):
            grid.put(row, column, _text(kind, value, date_1904=date_1904))
    grid.merged += [(top, left, below - 1, beyond - 1) for top, below, left, beyond in sheet.merged_cells]
    return grid


def _text(kind: int, value: Any, *, date_1904: bool) -> str:
    if kind == _NUMBER:
        return float_text(value)
    if kind == _DAY:
        return serial_text(value, date_1904=date_1904)
    if kind == _ERROR:
        return _ERRORS.get(value, BAD_CELL)
    if kind == _TRUTH:
        return "true" if value else "false"
    return str(value)
