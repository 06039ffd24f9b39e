"""The cells of one sheet while they are read, and the rows they make."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field, frozen

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""As many as a sheet of any spreadsheet program has."""
LONGEST_LINE = 1 << 23
"""Bytes of one line of what is written about a sheet."""
_PADDED = 1_000_000

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column: from 0, all of them included."""


class Refusal(Exception):
    """Why a file cannot be read and what to do instead, in one clause."""


@frozen(slots=True)
class Table:
    """A sheet as rows of text, its number of the first row, and its merged ranges within the rows."""

    rows: list[list[str]] = field(repr=False)
    first_row: int
    merged: list[Range]


@define(slots=True)
class Grid:
    """Rows by number, from 0, each as long as its last cell; a cell far away costs its own row and no other.

    name: of the sheet. most: how many cells the sheet may have, the empty ones before its last cells included.
    """

    name: str
    most: int
    rows: dict[int, list[str]] = field(factory=dict, repr=False)
    cells: int = 0
    merged: list[Range] = field(factory=list)

    def row(self, number: int) -> list[str]:
        """The cells of a row so far.

        Raises:
            Refusal: No sheet has so many rows.
        """
        if not 0 <= number < MOST_ROWS:
            raise Refusal(f"sheet {self.name!r} names a row {number + 1} that no sheet has; save it anew")
        return self.rows.setdefault(number, [])

    def put(self, row: list[str], column: int, text: str) -> None:
        """Set a cell of a row; an empty one takes no room.

        Raises:
            Refusal: No sheet has so many columns, or this one has too many cells.
        """
        if not 0 <= column < MOST_COLUMNS:
            raise Refusal(f"sheet {self.name!r} names a column {column + 1} that no sheet has; save it anew")
        gap = column - len(row)
        if gap < 0:
            row[column] = text
        elif text:
            self.count(gap + 1)
            if gap:
                row.extend([""] * gap)
            row.append(text)

    def count(self, cells: int) -> None:
        """Say that there are so many more cells.

        Raises:
            Refusal: There are too many.
        """
        self.cells += cells
        if self.cells > self.most:
            raise Refusal(
                f"sheet {self.name!r} reaches over more than {self.most} cells; delete the stray cells far out, "
                "or divide the file"
            )

    def table(self) -> Table:
        """The used range: from the first to the last row and column in which a cell holds a value.

        Raises:
            Refusal: Its merged ranges lie upon each other.
        """
        for row in self.rows.values():
            while row and not row[-1]:
                row.pop()
        used = [number for number, row in self.rows.items() if row]
        if not used:
            return Table([], 1, [])
        first, last = min(used), max(used)
        left = min(next(at for at, text in enumerate(self.rows[number]) if text) for number in used)
        width = max(len(self.rows[number]) for number in used) - left
        rows = [self.rows.get(number, [])[left:] for number in range(first, last + 1)]
        if len(rows) * width <= max(_PADDED, 4 * self.cells):
            for row in rows:
                row.extend([""] * (width - len(row)))
        return Table(rows, first + 1, self._within(rows, first, left, width))

    def _within(self, rows: list[list[str]], first: int, left: int, width: int) -> list[Range]:
        """Merged ranges cut to the rows, every row in them as long as they are; those of one cell are left out."""
        found = []
        area = 0
        for top, start, bottom, end in self.merged:
            cut = (
                max(top - first, 0),
                max(start - left, 0),
                min(bottom - first, len(rows) - 1),
                min(end - left, width - 1),
            )
            tall, wide = cut[2] - cut[0] + 1, cut[3] - cut[1] + 1
            if top < first or start < left or tall < 1 or wide < 1 or tall * wide == 1:
                continue  # its top left cell, which holds its value, is empty
            area += tall * wide
            if area > len(rows) * width:
                raise Refusal(f"merged ranges of sheet {self.name!r} lie upon each other; save it anew")
            found.append(cut)
            for row in rows[cut[0] : cut[2] + 1]:
                if len(row) <= cut[3]:
                    self.count(cut[3] + 1 - len(row))
                    row.extend([""] * (cut[3] + 1 - len(row)))
        return found


def column_of(letters: Iterable[str]) -> int:
    """The index of a column, from 0, by its letters.

    >>> column_of("A"), column_of("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
