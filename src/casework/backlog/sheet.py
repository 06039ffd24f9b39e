"""One table of a file as rows of text, whatever file it came from."""

from __future__ import annotations

import re
from typing import Final

from attrs import evolve, field, frozen

from casework.law.dates import day_of_serial
from casework.spreadsheet.values import BAD_CELL, ERRORS, NO_VALUE

__all__ = ["BAD_CELL", "NO_VALUE", "UNREADABLE", "Merged", "Sheet", "is_unreadable", "with_days"]

UNREADABLE: Final = ERRORS | {NO_VALUE, BAD_CELL}
"""Texts of cells that hold something nobody can read: never empty, never a value."""
_TOO_NARROW: Final = re.compile(r"#{2,}")


def is_unreadable(text: str) -> bool:
    """Whether a cell holds an error, a formula without a value, or only the ##### of a column that was too narrow."""
    bare = text.strip()
    return bare in UNREADABLE or _TOO_NARROW.fullmatch(bare) is not None


@frozen(slots=True)
class Merged:
    """A merged range of a sheet: the indices of its first and last row and cell, from 0, all of them included.

    The top left cell holds the value, the others are empty. No range reaches beyond the rows of its sheet, and every
    row in it has a cell for each of its columns.
    """

    top: int
    left: int
    bottom: int
    right: int


@frozen(slots=True)
class Sheet:
    """One table as it stands in the file: rows of text cells; the first row has the number `first_row`.

    Rows need not be of one length. hidden: people who open the file do not see it. date_1904: a bare number is a day
    counted from 1904, as spreadsheets for old Macintoshes have it; see `with_days`.
    """

    name: str
    rows: list[list[str]] = field(repr=False)
    first_row: int = 1
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    date_1904: bool = False


def with_days(sheet: Sheet, places: set[int], after: int) -> Sheet:
    """A sheet of a 1904 workbook whose bare numbers in columns of days are written as days; any other sheet as it is.

    Args:
        sheet: As read.
        places: The indices of the columns that hold days; numbers elsewhere are counts or case numbers.
        after: The index of the row of headings; rows up to it stay.
    """
    if not sheet.date_1904:
        return sheet
    rows = [
        row if at <= after else [_day(cell) if place in places else cell for place, cell in enumerate(row)]
        for at, row in enumerate(sheet.rows)
    ]
    return evolve(sheet, rows=rows)


def _day(text: str) -> str:
    day = day_of_serial(text, date_1904=True)
    return text if day is None else day.isoformat()
