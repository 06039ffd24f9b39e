"""A table of columns made ready as `backlog.table` makes rows ready: the same cells, rows left out, and remarks.

Only what looks suspicious is looked at row by row: a number without a digit or with a label in it, a row without a day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from attrs import evolve
from numpy.typing import NDArray

from casework.backlog.blanks import COUNTS, Words, read_cell
from casework.backlog.case_numbers import FOLDED
from casework.backlog.columns.source import Source, smaller, stripped
from casework.backlog.columns.words import BLANKS, coded
from casework.backlog.headings import DAYS, EMPTY, KNOWN, plain
from casework.backlog.not_cases import AGAIN, LABELS, VOID_LETTER, NotCase, is_day, why_not
from casework.backlog.remarks import CellRemark, put_together
from casework.backlog.vocabulary import VOCABULARIES
from casework.errors import ImportRejected

_READ: Final = frozenset((*DAYS, *COUNTS, *VOCABULARIES, "extension_approved_by"))
"""Columns whose cells may be read otherwise than they stand."""
_LETTERS: Final = r"^\W*(?:" + "|".join(r"\s*".join(map(re.escape, word)) for word in LABELS) + ")"
_EXAMPLES: Final = r"例|example|sample"
_OTHER: Final = r"[^\x00-\x7F\x{4E00}-\x{9FFF}〔〕（）【】－—：、，。\x{3000}]"
_NO_DIGIT: Final = r"^\D*$"
_FOLDS: Final = r"[^\x00-\x27\x2A-\x5A\x5C\x5E-\x7F\x{3014}\x{3015}\x{4E00}-\x{9FFF}]"
"""What makes two spellings of one number possible in a column: other brackets than 〔〕, full width, anything rare."""
_NONE: Final = (date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1))
_LOOKED_AT: Final = 20_000
"""How many suspicious rows are looked at in one go."""


def doubtful(numbers: pl.Series) -> NDArray[np.bool_]:
    """Case numbers that may be none: without a digit, with a label, an error value. numbers: without blanks around."""
    found = numbers.str.contains(f"{_NO_DIGIT}|(?i:{_LETTERS})|(?i:{_EXAMPLES})|^#|{VOID_LETTER}|{_OTHER}")
    return found.to_numpy()


def folded(numbers: pl.Series, *, fully: bool = False) -> pl.Series:
    """Case numbers that are alike where `case_numbers.same` has them so. fully: exactly as it has them."""
    if not fully and not numbers.str.contains(_FOLDS).any():
        return numbers
    return numbers.str.normalize("NFKC").str.strip_chars(BLANKS).str.replace_many(FOLDED)


def looks_like_headings(source: Source) -> bool:
    """Whether a suspicious row holds headings again; then the table must be laid anew."""
    numbers = stripped(source.columns["case_id"])
    at = numbers.str.contains(_NO_DIGIT).arg_true().to_list()
    return any(_is_head(cells) for cells in _wholes(source, at))


def _is_head(cells: tuple[str, ...]) -> bool:
    return sum(plain(cell) in KNOWN for cell in cells if cell) >= 2


def _wholes(source: Source, rows: list[int]) -> list[tuple[str, ...]]:
    return [cells for at in range(0, len(rows), _LOOKED_AT) for cells in source.wholes(rows[at : at + _LOOKED_AT])]


def made_ready(source: Source, words: Words | None = None, *, laid: bool = False) -> Source:
    """A table with its cells read, the rows that are no requests left out, and what is to be said of both.

    Args:
        source: As read from a file.
        words: Of a mapping file.
        laid: The rows were made ready by `backlog.table` already; only cells are to be read.

    Raises:
        ImportRejected: Other headings stand further down.
    """
    ready = source if laid else _without_other_rows(source)
    return _steps_ready(ready) if ready.long_form else _cells_read(ready, words or {})


def _without_other_rows(source: Source) -> Source:
    rows = np.flatnonzero(_suspicious(source)).tolist()
    found: list[NotCase] = []
    for index, cells in zip(rows, _wholes(source, rows), strict=True):
        if not any(cell.strip() for cell in cells):
            continue
        number = source.first_row + index
        if _is_head(cells) and re.search(r"\d", cells[source.places["case_id"]]) is None:
            if [cell.strip() for cell in cells] != [heading.strip() for heading in source.headings]:
                raise ImportRejected(
                    f"{source.path.name}: row {number} holds other headings: give that table a file of its own"
                )
            found.append(NotCase(number, AGAIN))
        elif (why := why_not(cells, source.places, source.headings)) is not None:
            found.append(NotCase(number, why))
    if not found:
        return source
    mine = np.ones(source.size, np.bool_) if source.mine is None else source.mine.copy()
    mine[[each.row - source.first_row for each in found]] = False
    columns = source.columns
    if not source.long_form:
        kept = pl.Series(mine)
        columns = {
            key: pl.select(pl.when(kept).then(column)).to_series().alias(column.name) for key, column in columns.items()
        }
    return evolve(source, columns=columns, mine=mine, not_cases=tuple(found))


def _suspicious(source: Source) -> NDArray[np.bool_]:
    """Rows that may be no requests: never fewer than there are."""
    if source.long_form:
        return (stripped(source.columns["step"]) == "").to_numpy()
    found = doubtful(stripped(source.columns["case_id"])).copy()
    found |= ~_dated(source)
    found[list(source.void)] = True
    return found


def _dated(source: Source) -> NDArray[np.bool_]:
    """Rows that hold a day."""
    found = np.zeros(source.size, np.bool_)
    for key, column in source.columns.items():
        if key not in DAYS:
            continue
        if column.dtype == pl.Date:
            found |= column.is_not_null().to_numpy()
            continue
        places, texts = coded(column)
        found |= np.array([is_day(text.strip()) for text in texts], np.bool_)[places]
    return found


def _cells_read(source: Source, words: Words) -> Source:
    """The cells of a flat register as they are to be read."""
    columns, remarks = dict(source.columns), list[CellRemark]()
    for key, place in source.places.items():
        if key in _READ:
            columns[key], said = _column_read(source, key, place, words)
            remarks += said
    return evolve(source, columns=columns, remarks=tuple(put_together(remarks)))


def _column_read(source: Source, key: str, place: int, words: Words) -> tuple[pl.Series, list[CellRemark]]:
    column, heading = source.columns[key], source.headings[place]

    def remark(text: str, kind: str, rows: NDArray[np.int64]) -> CellRemark:
        named = tuple(source.first_row + int(at) for at in rows[:5])
        return CellRemark(place, heading, text, kind, named, len(rows))

    if column.dtype == pl.Date:
        first = column.min()
        if not isinstance(first, date) or first > _NONE[-1]:
            return column, []
        said = [
            remark(day.isoformat(), "blank", (column == day).arg_true().to_numpy())
            for day in _NONE
            if (column == day).any()
        ]
        return pl.select(pl.when(~column.is_in(_NONE)).then(column)).to_series().alias(column.name), said
    places, texts = coded(column)
    changed: dict[int, str] = {}
    said = []
    for code, text in enumerate(texts):
        if (told := text.strip()) in EMPTY:
            continue
        read = read_cell(key, told, words)
        if read.text != told:
            changed[code] = read.text
        if read.remark:
            said.append(remark(told, read.remark, np.flatnonzero(places == code)))
    if not changed:
        return column, said
    read_texts = pl.Series([changed.get(code, text) for code, text in enumerate(texts)], dtype=pl.String)
    again = read_texts.gather(pl.Series(places.astype(np.uint32))).alias(column.name)
    return smaller(again.cast(pl.Categorical) if column.dtype == pl.Categorical else again, key), said


def _steps_ready(source: Source) -> Source:
    """A table of steps in which one case has one number, as it is first typed."""
    numbers = stripped(source.columns["case_id"])
    told = folded(numbers)
    if told is numbers:
        return source
    alike = pl.DataFrame({"number": numbers, "same": told})
    if alike["same"].n_unique() == alike["number"].n_unique():
        return source
    first = alike.select(pl.col("number").first().over("same")).to_series()
    name = source.columns["case_id"].name
    return evolve(source, columns={**source.columns, "case_id": first.alias(name)})
