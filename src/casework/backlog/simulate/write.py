"""Writing a made-up office to csv, parquet or a spreadsheet; the same frame gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from casework.backlog.simulate import words
from casework.errors import CaseworkError

KINDS: Final = (".csv", ".parquet", ".xlsx")
MOST_ROWS: Final = 1_048_574
"""Of a spreadsheet's 1,048,576 rows two are the title and the headings."""
_CREATED: Final = date(2026, 1, 1)
Told = Callable[[int, int], None]


def write_frame(frame: pl.DataFrame, path: Path, *, progress: Told | None = None) -> None:
    """Write a frame of a made-up office; its column 说明 says that it is made up.

    Args:
        frame: As `Simulated.flat` or `Simulated.events` gives it.
        path: .csv (UTF-8 with BOM), .parquet or .xlsx.
        progress: Told (rows done, rows in all) while a spreadsheet is written.

    Raises:
        CaseworkError: Another ending, more rows than a spreadsheet has, or a path that cannot be written to.
    """
    check_target(path, frame.height)
    kind = path.suffix.lower()
    try:
        if kind == ".csv":
            frame.write_csv(path, include_bom=True)
        elif kind == ".parquet":
            frame.write_parquet(path)
        else:
            _spreadsheet(frame, path, progress)
    except OSError as error:
        raise CaseworkError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None


def check_target(path: Path, rows: int) -> None:
    """Refuse early what cannot be written.

    Raises:
        CaseworkError: Another ending, no such folder, or more rows than a spreadsheet has.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise CaseworkError(f"{path.name}: expected one of {', '.join(KINDS)}, got {kind or 'no ending'!r}")
    if not path.absolute().parent.is_dir():
        raise CaseworkError(f"{path}: cannot be written (there is no such folder)")
    if kind == ".xlsx" and rows > MOST_ROWS:
        raise CaseworkError(f"{rows} rows: a spreadsheet holds {MOST_ROWS}; write .csv or .parquet")


def _spreadsheet(frame: pl.DataFrame, path: Path, progress: Told | None) -> None:
    """A title that says so, headings, and days as spreadsheet days; row by row, so that memory does not grow."""
    xlsxwriter = _extra()
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"title": words.TITLE, "comments": words.MADE_UP, "created": _CREATED})
        sheet = book.add_worksheet("台账")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.set_column(0, frame.width - 1, 14)
        sheet.freeze_panes(2, 1)
        sheet.write_string(0, 0, words.TITLE, bold)
        for column, heading in enumerate(frame.columns):
            sheet.write_string(1, column, heading, bold)
        for number, row in enumerate(frame.iter_rows()):
            if progress is not None and number % 2000 == 0:
                progress(number, frame.height)
            for column, value in enumerate(row):
                if value is not None:
                    _cell(sheet, number + 2, column, value, day)
    if progress is not None:
        progress(frame.height, frame.height)


def _cell(sheet: Any, row: int, column: int, value: object, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _extra() -> Any:
    try:
        import xlsxwriter
    except ModuleNotFoundError:
        raise CaseworkError("a spreadsheet needs xlsxwriter: pip install 'casework[backlog]'") from None
    return xlsxwriter
