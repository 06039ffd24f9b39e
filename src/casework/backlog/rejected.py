"""Rows of a register that cannot be read: what keeps each out, and whether that could change a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from attrs import field, frozen

from casework.backlog.case_numbers import LONGEST, missing, same
from casework.backlog.cells import RowFault, Words
from casework.backlog.not_cases import TOTAL, label_of

UNDECIDING: Final = frozenset(
    ("archived_on", "reply_dated_on", "secrecy_reviewed_on", "legal_reviewed_on", "approved_on")
)
"""Columns that decide no verdict, whatever stands in them."""
_MOST_NAMED = 50
"""Of rows that share a number: beyond, naming each in each would be a square."""


@frozen(slots=True)
class Rejected:
    """One thing that keeps a row out: where, what stands there, what was expected; the row's own cells are kept.

    decides: what cannot be read could decide the verdict on the request, which is then undecided.
    """

    row: int
    column: str
    value: str = field(repr=False)
    words: Words
    case_id: str = ""
    cells: tuple[str, ...] = field(default=(), repr=False)
    decides: bool = True

    @property
    def expected(self) -> str:
        """What was expected, in English; `words` has the Chinese first."""
        return self.words[1]

    def text(self, lang: str = "en") -> str:
        """One sentence."""
        value = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        if lang == "zh":
            return f"第{self.row}行“{self.column}”：“{value}”，应为{self.words[0]}"
        return f"row {self.row}, column {self.column}: {value!r}: expected {self.words[1]}"


def undecided(rejected: Iterable[Rejected]) -> int:
    """How many rejected rows could change a verdict if they could be read."""
    return len({fault.row for fault in rejected if fault.decides})


def row_faults(
    fault: RowFault, cells: Sequence[str], number: int, found: Mapping[str, int], headings: Sequence[str]
) -> list[Rejected]:
    """What cannot be in a row, by its headings, each value as it stands."""
    case_id = _cell(cells, found["case_id"])
    return [
        Rejected(
            number,
            headings[found[key]] if key in found else key,
            _cell(cells, found[key]) if key in found else value,
            words,
            case_id,
            decides=key not in UNDECIDING,
        )
        for key, value, words in fault.faults
    ]


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def shared_ids(rows: Sequence[Sequence[str]], place: int, first_row: int) -> dict[str, list[int]]:
    where: defaultdict[str, list[int]] = defaultdict(list)
    for index, cells in enumerate(rows):
        if case_id := _cell(cells, place):
            where[same(case_id)].append(first_row + index)
    return {case_id: numbers for case_id, numbers in where.items() if len(numbers) > 1}


def id_faults(
    cells: Sequence[str], number: int, place: int, headings: Sequence[str], shared: Mapping[str, list[int]]
) -> list[Rejected]:
    case_id = _cell(cells, place)
    if missing(case_id) or label_of(case_id) is TOTAL:
        return [Rejected(number, headings[place], case_id, ("案件编号", "the number of the case"))]
    if len(case_id) > LONGEST:
        words = (f"至多{LONGEST}字的编号", f"a number of at most {LONGEST} characters")
        return [Rejected(number, headings[place], case_id, words)]
    rows = shared.get(same(case_id), ())
    if (others := len(rows) - 1) > 0:
        more = f" and {others - _MOST_NAMED} more" if others > _MOST_NAMED else ""
        named = islice((str(row) for row in rows if row != number), _MOST_NAMED)
        listed = ", ".join(named) + more
        words = (f"唯一的编号，第{listed}行与之相同", f"a number of its own; row {listed} has it too")
        return [Rejected(number, headings[place], case_id, words, case_id)]
    return []
