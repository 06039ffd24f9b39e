"""A sheet made ready to be read: its headings, merged values filled down, later headings obeyed, other rows left out.

Both readers, by the row and by the column, read what is made here. Rows keep their places, so that every row has the
number it has in the file; a row that is no request is empty, and `not_cases` says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from casework.backlog.blanks import unquoted
from casework.backlog.files import LOOKED_FOR_HEADINGS
from casework.backlog.headings import DAYS, KNOWN, plain
from casework.backlog.long_form import PAYLOAD_DAYS
from casework.backlog.not_cases import ACROSS, AGAIN, NotCase, label_of, why_not
from casework.backlog.placed import Placed, placed
from casework.backlog.sheet import Sheet
from casework.backlog.two_rows import joined
from casework.errors import ImportRejected

Names = Mapping[str, tuple[str, ...]]


@frozen(slots=True)
class Head:
    """Where the headings of a table stand, first and last index, their texts, and what they tell."""

    first: int
    last: int
    headings: tuple[str, ...]
    held: Placed


@frozen(slots=True)
class Table:
    """A register ready to be read. first_row: the number in the file of the first of `rows`."""

    headings: tuple[str, ...]
    rows: list[list[str]]
    first_row: int
    held: Placed
    not_cases: tuple[NotCase, ...] = ()
    sheets_left_out: tuple[str, ...] = ()


def day_places(head: Head) -> set[int]:
    """The columns in which days are read; of a table of steps every one that some step takes a day from."""
    held = head.held
    if not held.long_form:
        return {place for key, place in held.places.items() if key in DAYS}
    days = {place for place, heading in enumerate(head.headings) if plain(heading) in PAYLOAD_DAYS}
    return days | {held.places["on"]}


def head_at(sheet: Sheet, index: int, names: Names) -> Head | None:
    """The headings that begin in a row, in one row or two; None if none do."""
    row = sheet.rows[index]
    alone = placed(row, dict(names))
    if index + 1 < len(sheet.rows):
        together = joined(row, sheet.rows[index + 1], sheet.merged, index, names)
        both = None if together is None else placed(together, dict(names))
        if together is not None and both is not None and (alone is None or len(both.places) > len(alone.places)):
            return Head(index, index + 1, tuple(together), both)
    return None if alone is None else Head(index, index, tuple(row), alone)


def find_head(sheet: Sheet, names: Names) -> Head | None:
    """The headings near the top of a sheet."""
    heads = (head_at(sheet, index, names) for index in range(min(LOOKED_FOR_HEADINGS, len(sheet.rows))))
    return next((head for head in heads if head is not None), None)


def table_of(sheet: Sheet, head: Head, names: Names, file: str) -> Table:
    """Make a sheet ready.

    Raises:
        ImportRejected: A table of another form stands further down, or a row far below the others.
    """
    start = head.last + 1
    nothing: list[str] = []  # a stray cell far below makes a million rows that hold nothing
    rows = [[unquoted(cell) for cell in row] if row else nothing for row in sheet.rows[start:]]
    first = sheet.first_row + start
    left: dict[int, NotCase] = {}
    warnings = _fill_down(rows, start, sheet, head)
    _leave_out_what_goes_across(rows, start, sheet, head, left)
    laid = _Layout(head, names)
    for index, row in enumerate(rows):
        if index in left or not any(cell and not cell.isspace() for cell in row):
            continue
        again = _head_again(sheet, start, rows, index, head, names)
        if again is not None:
            if sheet.date_1904 and day_places(again) != day_places(head):
                raise ImportRejected(
                    f"{file}: row {first + index} begins another table, and this workbook counts days from 1904:"
                    " give each table a file of its own"
                )
            _obey(again, laid, first + index, file, warnings)
            for each in range(index, index + again.last - again.first + 1):
                left[each] = NotCase(first + each, AGAIN)
            continue
        rows[index] = cells = laid.of(row)
        why = why_not(cells, laid.held.places, laid.headings)
        if why is not None:
            left[index] = NotCase(first + index, why)
    for index in left:
        rows[index] = nothing
    while rows and not any(rows[-1]):
        rows.pop()
    _check_gaps(rows, first, file)
    held = evolve(laid.held, warnings=(*laid.held.warnings, *warnings))
    return Table(tuple(laid.headings), rows, first, held, tuple(left[index] for index in sorted(left)))


EMPTY_ROWS: Final = 200_000
"""So many empty rows one after the other, and rows below them, are in no register: each costs as a request does."""


def _check_gaps(rows: Sequence[Sequence[str]], first: int, file: str) -> None:
    """See that no row stands far below the others; every row keeps its number, so that the empty ones are kept too."""
    if len(rows) <= EMPTY_ROWS:
        return
    last = -1
    for index, row in enumerate(rows):
        if row and any(cell and not cell.isspace() for cell in row):
            if index - last > EMPTY_ROWS:
                raise ImportRejected(
                    f"{file}: row {first + index} stands below {index - last - 1} empty rows: delete what stands there,"
                    " or the empty rows"
                )
            last = index


class _Layout:
    """Where the cells of a row go: as they stand, or, below other headings, under those of the first table."""

    def __init__(self, head: Head, names: Names) -> None:
        self.names = names
        self.headings = list(head.headings)
        self.held = head.held
        self._to: list[int] | None = None

    def of(self, row: list[str]) -> list[str]:
        """A row under the headings of the whole."""
        if self._to is None:
            return row
        laid = [""] * len(self.headings)
        for place, cell in enumerate(row):
            if place < len(self._to):
                laid[self._to[place]] = cell
            elif cell:
                laid.append(cell)
        return laid

    def turn_to(self, head: Head) -> None:
        """Read the rows below by these headings."""
        keys = {place: key for key, place in head.held.places.items()}
        places = dict(self.held.places)
        taken: set[int] = set()
        to = []
        for place, heading in enumerate(head.headings):
            key = keys.get(place)
            target = places.get(key) if key is not None else self._unread(heading, taken)
            if target is None:
                self.headings.append(heading)
                target = len(self.headings) - 1
                if key is not None:
                    places[key] = target
            taken.add(target)
            to.append(target)
        self._to = to
        self.held = evolve(self.held, places=places)

    def _unread(self, heading: str, taken: set[int]) -> int | None:
        """The column of that name which nobody reads."""
        read = set(self.held.places.values()) | taken
        same = (at for at, name in enumerate(self.headings) if at not in read and plain(name) == plain(heading))
        return next(same, None)


def _head_again(
    sheet: Sheet, start: int, rows: Sequence[Sequence[str]], index: int, head: Head, names: Names
) -> Head | None:
    """The headings of a further table, where a row may be such: no digit under the case number, known words in it."""
    row = rows[index]
    at = head.held.places["case_id"]
    number = row[at] if at < len(row) else ""
    if re.search(r"\d", number) or sum(plain(cell) in KNOWN for cell in row if cell) < 2:
        return None
    return head_at(sheet, start + index, names)


def _obey(again: Head, laid: _Layout, row: int, file: str, warnings: list[str]) -> None:
    if again.held.long_form != laid.held.long_form:
        raise ImportRejected(
            f"{file}: row {row} begins a table of another form (a row a step or a request): give it a file of its own"
        )
    known = [cell.strip() for cell in laid.headings]
    if [cell.strip() for cell in again.headings if cell.strip()] != [cell for cell in known if cell]:
        warnings.append(f"row {row}: other headings; the rows below are read by them / 另起标题，以下各行按其读取")
        warnings += [said for said in again.held.warnings if said not in laid.held.warnings]
    laid.turn_to(again)


def _fill_down(rows: list[list[str]], start: int, sheet: Sheet, head: Head) -> list[str]:
    """A value merged over several rows holds for each of them; what was filled is said."""
    said = []
    stated = [any(cell and not cell.isspace() for cell in row) for row in rows]
    for each in sorted(sheet.merged, key=lambda merged: (merged.left, merged.top)):
        top, bottom = each.top - start, min(each.bottom - start, len(rows) - 1)
        if top < 0 or bottom <= top or each.left >= len(rows[top]) or not (value := rows[top][each.left]).strip():
            continue
        filled = [index for index in range(top + 1, bottom + 1) if stated[index]]
        for index in filled:
            row = rows[index]
            row.extend([""] * (each.left + 1 - len(row)))
            row[each.left] = value
        if filled:
            name = head.headings[each.left] if each.left < len(head.headings) else f"column {each.left + 1}"
            first = sheet.first_row + start
            span = f"{first + top}-{first + bottom}"
            said.append(f"rows {span}, column {name!r}: one merged value is read for each / 合并单元格的值用于各行")
    return said


def _leave_out_what_goes_across(
    rows: list[list[str]], start: int, sheet: Sheet, head: Head, left: dict[int, NotCase]
) -> None:
    """A row that is one cell merged over the column of case numbers and others is a title, a remark, a signature."""
    at = head.held.places["case_id"]
    for each in sheet.merged:
        index = each.top - start
        if index < 0 or index >= len(rows) or each.right - each.left < 1 or not each.left <= at <= each.right:
            continue
        filled = [cell.strip() for cell in rows[index] if cell.strip()]
        if len(filled) == 1 and filled[0] == rows[index][each.left].strip():
            left[index] = NotCase(sheet.first_row + start + index, label_of(filled[0]) or ACROSS)
