"""What was read otherwise than it stands: one remark a column and text, with its rows, whatever the file's size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen

from casework.backlog.blanks import Words, read_cell
from casework.backlog.headings import EMPTY

_NAMED: Final = 5
_LONGEST: Final = 40
_SAID: Final = {
    "blank": ("is read as empty", "按未填读取"),
    "unit": (
        "is read in the unit of its column, which for an extension is working days",
        "按该列的单位（延期为工作日）读取",
    ),
}


@frozen(slots=True)
class CellRemark:
    """A text that was read otherwise than it stands, in a column. rows: the first few; count: how many there are."""

    place: int
    heading: str
    text: str
    kind: str
    rows: tuple[int, ...]
    count: int

    def __str__(self) -> str:
        listed = ", ".join(map(str, self.rows)) + (
            f" and {self.count - len(self.rows)} more" if self.count > _NAMED else ""
        )
        en, zh = _SAID[self.kind]
        text = self.text if len(self.text) <= _LONGEST else self.text[: _LONGEST - 3] + "..."
        return f"column {self.heading!r}: {text!r} {en} (row {listed}) / “{text}”{zh}"


def put_together(parts: Iterable[CellRemark]) -> list[CellRemark]:
    """Remarks of several parts of a file as those of the whole, in the order of its columns and rows."""
    found: dict[tuple[int, str, str], CellRemark] = {}
    for each in parts:
        same = (each.place, each.text, each.kind)
        if (known := found.get(same)) is not None:
            rows = tuple(sorted((*known.rows, *each.rows))[:_NAMED])
            each = CellRemark(each.place, each.heading, each.text, each.kind, rows, known.count + each.count)
        found[same] = each
    return sorted(found.values(), key=lambda each: (each.place, each.rows, each.text))


class CellReader:
    """Reads the known cells of rows, and keeps what is to be said of them."""

    def __init__(self, headings: Sequence[str], places: Mapping[str, int], words: Words) -> None:
        self._headings, self._places, self._words = headings, places, words
        self._told: dict[tuple[int, str, str], list[int]] = {}

    def known(self, cells: Sequence[str], number: int) -> dict[str, str]:
        """The cells of a row that say something, by key, as they are to be read."""
        width = len(cells)
        found: dict[str, str] = {}
        for key, place in self._places.items():
            if place >= width or (text := cells[place].strip()) in EMPTY:
                continue
            read = read_cell(key, text, self._words)
            if read.remark:
                self._told.setdefault((place, text, read.remark), []).append(number)
            if read.text not in EMPTY:
                found[key] = read.text
        return found

    def remarks(self) -> list[CellRemark]:
        """What was read otherwise than it stands."""
        return put_together(
            CellRemark(place, self._headings[place], text, kind, tuple(rows[:_NAMED]), len(rows))
            for (place, text, kind), rows in self._told.items()
        )
