"""Which sheet of a workbook is the register: one with rows before an empty one, a visible one before a hidden one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve

from casework.backlog.files import read_sheets
from casework.backlog.headings import DAYS
from casework.backlog.not_cases import label_of
from casework.backlog.placed import no_headings
from casework.backlog.sheet import Sheet, with_days
from casework.backlog.table import Head, Table, day_places, find_head, table_of
from casework.backlog.workbook import WorkbookLimits
from casework.errors import ImportRejected
from casework.law import NotADay, parse_day

_GUIDE: Final = re.compile(
    r"说明|示例|样例|样表|模板|填写|字典|选项|下拉|参数|guide|readme|instructions?|example|template|lists?$", re.I
)
_LOOKED_AT: Final = 200
_WORKBOOKS: Final = (".xlsx", ".xls", ".xlsm")
_REGISTER, _EMPTY, _GUIDES = 0, 1, 2


def read_table(
    path: Path,
    names: Mapping[str, tuple[str, ...]],
    sheet: str | None = None,
    *,
    limits: WorkbookLimits | None = None,
) -> Table:
    """The register of a file, ready to be read.

    Args:
        path: As `read_register` takes it.
        names: Headings of a mapping file, by key.
        sheet: The name of the sheet that is the register; None looks for it.
        limits: What reading a workbook may cost; None takes those of the environment.

    Raises:
        ImportRejected: The file cannot be read, no sheet is a register, or none has that name.
    """
    sheets = list(read_sheets(path, limits=limits))
    check_sheet(path, sheet)
    if sheet is not None:
        sheets = [_named(sheets, sheet, path.name), *(each for each in sheets if not _is_named(each, sheet))]
    chosen, head = _chosen(sheets, names, path.name, named=sheet is not None)
    others = [each for each in sheets if each is not chosen and _says_anything(each)]
    if len(sheets) == 1:
        others = []
    table = table_of(with_days(chosen, day_places(head), head.last), head, names, path.name)
    said = [*_about(chosen, others, names), *table.held.warnings]
    return evolve(
        table, held=evolve(table.held, warnings=tuple(said)), sheets_left_out=tuple(each.name for each in others)
    )


def check_sheet(path: Path, sheet: str | None) -> None:
    """Refuse a sheet's name for a file that has no sheets.

    Raises:
        ImportRejected: It is no workbook.
    """
    if sheet is not None and path.suffix.lower() not in _WORKBOOKS:
        raise ImportRejected(f"{path.name}: only workbooks have sheets; leave out --sheet {sheet[:40]}")


def _is_named(sheet: Sheet, name: str) -> bool:
    return _folded(sheet.name) == _folded(name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _named(sheets: Sequence[Sheet], name: str, file: str) -> Sheet:
    exact = [each for each in sheets if each.name == name] or [each for each in sheets if _is_named(each, name)]
    if not exact:
        listed = ", ".join(each.name[:40] for each in sheets[:20])
        raise ImportRejected(f"{file}: no sheet is named {name[:40]!r}; there are {listed}")
    return exact[0]


def _chosen(
    sheets: Sequence[Sheet], names: Mapping[str, tuple[str, ...]], file: str, *, named: bool
) -> tuple[Sheet, Head]:
    found: list[tuple[tuple[int, bool, int], Sheet, Head]] = []
    for order, each in enumerate(sheets[:1] if named else sheets):
        if (head := find_head(each, names)) is not None:
            found.append(((_kind(each, head), each.hidden, order), each, head))
    if not found:
        raise ImportRejected(no_headings(file, sheets, names.get("case_id", ())))
    _, sheet, head = min(found, key=lambda each: each[0])
    return sheet, head


def _kind(sheet: Sheet, head: Head) -> int:
    """A register with rows, one without, or a sheet that only looks like one."""
    held = head.held
    days = [place for key, place in held.places.items() if key in DAYS or key == "on"]
    if not days or _GUIDE.search(sheet.name):
        return _GUIDES
    below = sheet.rows[head.last + 1 : head.last + 1 + _LOOKED_AT]
    return _REGISTER if any(_has_a_day(row, held.places["case_id"], days) for row in below) else _EMPTY


def _has_a_day(row: Sequence[str], number: int, days: Sequence[int]) -> bool:
    if number >= len(row) or not row[number].strip() or label_of(row[number]) is not None:
        return False
    for place in days:
        try:
            parse_day((row[place] if place < len(row) else "").strip())
        except NotADay:
            continue
        return True
    return False


def _says_anything(sheet: Sheet) -> bool:
    return any(cell.strip() for row in sheet.rows for cell in row)


def _about(chosen: Sheet, others: Iterable[Sheet], names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What is to be said of the sheets: which were left out, and whether what is read is hidden."""
    said = []
    if chosen.hidden:
        said.append(f"sheet {chosen.name!r} is hidden and is read / 所读工作表“{chosen.name}”是隐藏的")
    for each in others:
        head = find_head(each, names)
        if head is not None and _kind(each, head) == _REGISTER:
            said.append(
                f"sheet {each.name!r} looks like a register too and was not read: read it with --sheet"
                f" / 工作表“{each.name}”也像台账，未读取，可用--sheet指定"
            )
        else:
            said.append(f"sheet {each.name!r} was not read / 工作表“{each.name}”未读取")
    return said
