"""Writing what was found: cases.csv, rejected.csv, summary.json; a cell a spreadsheet could run is written as text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from casework.backlog.evaluate import Evaluated, Evaluation
from casework.backlog.register import Rejected
from casework.errors import CaseworkError

RUNS: Final = (
    r"^[\s\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff]*"
    r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]"
    r"|^[\t\r\n]"
)
"""How a cell begins that a spreadsheet may run: = + - @ of any width, after blanks of any kind, or a line feed."""
_RUNS: Final = re.compile(RUNS)
OUTPUTS = ("cases.csv", "findings.csv", "rejected.csv", "summary.json")
COLUMNS = (
    "row",
    "case_id",
    "unit",
    "channel",
    "regime",
    "state",
    "outcome",
    "day_zero",
    "due",
    "latest_due",
    "provisional",
    "clock",
    "length",
    "days_used",
    "days_left",
    "overdue_by",
    "ended_on",
    "verdict",
    "card",
    "assumed",
    "notes",
    "why",
)


def write_evaluation(evaluation: Evaluation, folder: str | Path, lang: str = "en") -> tuple[Path, ...]:
    """Write cases.csv, rejected.csv and summary.json into a folder (made if missing); returns the paths.

    Raises:
        CaseworkError: The folder cannot be written to.
    """
    check_folder(Path(folder), evaluation.register.path, OUTPUTS)
    with folder_of(Path(folder)) as place:
        heads = (*COLUMNS, *evaluation.own_columns, *evaluation.register.extra_headings)
        cases = write_table(place / "cases.csv", heads, _case_lines(evaluation.rows, evaluation.own_columns))
        register = evaluation.register
        rejected = write_rejected(register.headings, register.rejected, place / "rejected.csv", lang)
    return cases, rejected, write_summary(evaluation.summary, Path(folder))


def write_summary(summary: Mapping[str, Any], folder: Path) -> Path:
    """Write summary.json into a folder (made if missing): the figures, and what of the file is in none of them.

    Raises:
        CaseworkError: The folder cannot be written to.
    """
    with folder_of(folder) as place:
        path = place / "summary.json"
        path.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


@contextmanager
def folder_of(folder: Path) -> Iterator[Path]:
    """A folder to write into, made if missing.

    Raises:
        CaseworkError: It cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    except OSError as error:
        raise CaseworkError(f"{folder}: cannot be written ({error.strerror or type(error).__name__})") from None


def check_folder(folder: Path, register: Path, names: Collection[str]) -> None:
    """Refuse to write over the register.

    Raises:
        CaseworkError: One of the files is the register.
    """
    if register.resolve() in {(folder / name).resolve() for name in names}:
        raise CaseworkError(f"{folder}: writing here would overwrite the register itself; name another folder")


def write_rejected(headings: Sequence[str], rejected: Sequence[Rejected], path: Path, lang: str = "en") -> Path:
    """Every rejected cell with its row, column, value and what was expected, and the row's own cells after it."""
    head = ("row", "column", "value", "expected", *(heading or f"column {i + 1}" for i, heading in enumerate(headings)))
    lines = ((fault.row, fault.column, fault.value, fault.words[lang != "zh"], *fault.cells) for fault in rejected)
    return write_table(path, head, lines)


def as_text(cell: Any) -> str:
    """A cell as it may stand in a spreadsheet: nothing that would be run as a formula.

    >>> as_text("=1+1"), as_text(-3), as_text(True)
    ("'=1+1", '-3', 'yes')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return str(cell)
    text = str(cell)
    return f"'{text}" if _RUNS.match(text) else text


def _case_lines(rows: Iterable[Evaluated], own: Sequence[str]) -> Iterable[Sequence[Any]]:
    for row in rows:
        line, added = row.as_row(), row.own_row(own)
        yield [*(line[column] for column in COLUMNS), *added.values(), *row.source.extra]


def write_table(path: Path, head: Sequence[str], lines: Iterable[Sequence[Any]]) -> Path:
    """Write a csv as spreadsheets like it (UTF-8 with BOM), every cell made safe."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([as_text(heading) for heading in head])
        writer.writerows([as_text(cell) for cell in line] for line in lines)
    return path
