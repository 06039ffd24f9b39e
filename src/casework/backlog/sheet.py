"""One table of a file as rows of text, whatever file it came from."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

NO_VALUE: Final = "#formula without a value"
"""The text of a cell whose formula was never calculated: what it would show is not in the file."""
_ERROR: Final = re.compile(
    r"#{2,}|#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|EXTERNAL!|PYTHON!|TIMEOUT!)"
)


def is_unreadable(text: str) -> bool:
    """Whether a cell holds an error, a formula without a value, or only the ##### of a column that was too narrow."""
    bare = text.strip()
    return bare.startswith("#") and (bare == NO_VALUE or _ERROR.fullmatch(bare) is not None)


@frozen(slots=True)
class Merged:
    """A merged range of a sheet: the indices of its first and last row and cell, from 0, all of them included."""

    top: int
    left: int
    bottom: int
    right: int


@frozen(slots=True)
class Sheet:
    """One table as it stands in the file: rows of text cells; the first row has the number `first_row`.

    merged: the top left cell of each range holds its value, the others are empty. hidden: people do not see it.
    """

    name: str
    rows: list[list[str]]
    first_row: int = 1
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    date_1904: bool = False


def with_days(sheet: Sheet, places: set[int], after: int) -> Sheet:
    """A sheet of a 1904 workbook with the bare numbers in columns of days written as days; any other as it is."""
    del places, after  # no reader here tells a 1904 workbook yet
    return sheet
