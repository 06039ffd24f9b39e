"""Which column of a table holds what, and what is to be said of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from casework.backlog.files import LOOKED_FOR_HEADINGS, Sheet
from casework.backlog.headings import HEADINGS, LONG_FORM, match_headings
from casework.backlog.long_form import match_long
from casework.backlog.mapping import mapping_warnings


@frozen(slots=True)
class Placed:
    """Which column of a table holds which key, what is to be said of the others, and whether a row is a step."""

    places: dict[str, int]
    warnings: tuple[str, ...]
    long_form: bool


def placed(headings: Sequence[str], names: dict[str, tuple[str, ...]]) -> Placed | None:
    """What a row of headings tells; null if it is none. names: of a mapping file, by key."""
    steps, warnings = match_long(headings, names)
    if len(steps) == len(LONG_FORM):
        return Placed(steps, (*warnings, *mapping_warnings(headings, names, LONG_FORM)), long_form=True)
    found, warnings = match_headings(headings, names)
    if "case_id" not in found or len(found) == 1:
        return None
    more = (*mapping_warnings(headings, names, HEADINGS), *unread(headings, found))
    return Placed(found, (*warnings, *more), long_form=False)


def no_headings(name: str, sheets: Sequence[Sheet], mapped: Sequence[str]) -> str:
    wanted = "、".join((*mapped, "case_id", *HEADINGS["case_id"]))
    if not any(cell.strip() for sheet in sheets for row in sheet.rows for cell in row):
        return f"{name}: the file holds no cell with text"
    return (
        f"{name}: no row of headings found in the first {LOOKED_FOR_HEADINGS}; one must be {wanted}, another one known"
    )


GOES_ON: Final = "row {row}: more cells than headings; the rest passes through"


def goes_on(cells: Sequence[str], width: int) -> bool:
    """Whether a row says anything beyond its headings."""
    return len(cells) > width and any(cell.strip() for cell in cells[width:])


_KEPT = ("reconsideration_result", "litigation_result")
_MOVES: Final = re.compile(
    r"补正|延期|延长|征求|征询|第三[方人]|会商|收费|缴费|撤回|中止|暂缓|收到|签收|(?:答复|回复|办结)(?:日|时间)"
)
"""Of a column that nobody reads: it may tell of a pause, a longer limit or the end."""
_RECEIPT = ("received_on", "arrived_on", "submitted_on", "confirmed_on")


def passing(headings: Sequence[str], found: Mapping[str, int]) -> list[int]:
    """The columns that go through as they are: nobody reads them, or only the yearly report does."""
    read = {place for key, place in found.items() if key not in _KEPT}
    return [index for index, heading in enumerate(headings) if heading.strip() and index not in read]


def unread(headings: Sequence[str], found: Mapping[str, int]) -> list[str]:
    """What the headings leave open, said once for the whole file."""
    said = []
    unknown = [heading for index, heading in enumerate(headings) if heading.strip() and index not in found.values()]
    if unknown:
        said.append(
            f"columns not read, passed through / 未识别的列: {', '.join(heading[:30] for heading in unknown[:20])}"
        )
    moving = [heading for heading in unknown if _MOVES.search(heading)]
    if moving:
        said.append(
            f"columns not read that may say what moves a limit: {', '.join(heading[:30] for heading in moving[:20])}"
            " / 未读取的列可能载有影响期限的情形，请用对照文件指定或改为日期列"
        )
    if not any(key in found for key in _RECEIPT):
        said.append("no column gives the day of receipt: every limit is unknown / 没有收到日期列，期限均无从计算")
    return said


def padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """A row as wide as its headings: a csv may end a row early, or with delimiters that nothing follows."""
    last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return (*cells[: max(width, last)], *("",) * (width - len(cells)))
