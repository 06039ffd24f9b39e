"""The cells of a register by the column: each text read once, however often it stands there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casework.backlog.case_numbers import LONGEST, missing
from casework.backlog.columns.readying import doubtful
from casework.backlog.columns.vector import EPOCH, PLACE
from casework.backlog.columns.words import coded
from casework.backlog.headings import DAYS, EMPTY, LISTS
from casework.backlog.not_cases import TOTAL, label_of
from casework.backlog.sheet import is_unreadable
from casework.law import NotADay, parse_day
from casework.law.dates import EARLIEST, LATEST

NO_DAY = int(np.iinfo(np.int32).max)
"""Where a column of days holds none: later than any."""
PASSED = ("case_id", "applicant", "unit", "subject", "reconsideration_result", "litigation_result")
"""Columns that decide no day and no verdict."""
_FIRST, _LAST = EARLIEST.toordinal() - EPOCH, LATEST.toordinal() - EPOCH


@frozen(slots=True, eq=False)
class Cells:
    """The known columns of a register: days as numbers, words as codes into their texts.

    alone: rows that must be read one by one, because a cell cannot be read, holds several values, or the number of the
    case is none of its own.
    """

    size: int
    days: Mapping[str, NDArray[np.int32]]
    codes: Mapping[str, NDArray[np.int32]]
    texts: Mapping[str, list[str]]
    alone: NDArray[np.bool_]


def read_cells(known: Mapping[str, pl.Series]) -> Cells:
    """Read the known columns of a table of texts, keyed as in the register format; empty cells are null or blank."""
    size = len(next(iter(known.values())))
    alone = np.zeros(size, np.bool_)
    days: dict[str, NDArray[np.int32]] = {}
    codes: dict[str, NDArray[np.int32]] = {}
    texts: dict[str, list[str]] = {}
    plain_days = _plain_days(known)
    for key, column in known.items():
        if key in DAYS:
            days[key] = plain_days[key] if key in plain_days else read_days(column, alone)
        elif key not in PASSED:
            codes[key], texts[key] = _words(column, alone, listed=key in LISTS)
    return Cells(size, days, codes, texts, alone)


def _plain_days(known: Mapping[str, pl.Series]) -> dict[str, NDArray[np.int32]]:
    """The columns that hold nothing but days, all where days are read at all; read side by side."""
    frame = pl.DataFrame({key: days for key, days in known.items() if key in DAYS and days.dtype == pl.Date})
    numbers = frame.select(pl.all().cast(pl.Int32))
    ends = numbers.select(((pl.all().min() >= _FIRST) & (pl.all().max() <= _LAST)).fill_null(value=True))
    read = numbers.select(pl.col(key).fill_null(NO_DAY) for key in numbers.columns if ends[key].item())
    return {key: read[key].to_numpy() for key in read.columns}


def read_days(column: pl.Series, alone: NDArray[np.bool_]) -> NDArray[np.int32]:
    """A column of days; rows with a cell that is none are marked."""
    if column.dtype == pl.Date:
        return _in_range(column, alone)
    return _written_days(column, alone)


def _in_range(days: pl.Series, alone: NDArray[np.bool_]) -> NDArray[np.int32]:
    numbers = days.cast(pl.Int32)
    first, last = numbers.min(), numbers.max()
    found = numbers.fill_null(NO_DAY).to_numpy()
    if first is None or (first >= _FIRST and last <= _LAST):  # type: ignore[operator]
        return found
    outside = (found != NO_DAY) & ((found < _FIRST) | (found > _LAST))
    alone |= outside
    return np.where(outside, NO_DAY, found)


def _written_days(column: pl.Series, alone: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Days in several spellings: each distinct text is read once."""
    unreadable = NO_DAY - 1

    def read(text: str) -> int:
        stripped = text.strip()
        if stripped in EMPTY:
            return NO_DAY
        try:
            return parse_day(stripped).toordinal() - EPOCH
        except NotADay:
            return unreadable

    places, distinct = coded(column)
    found = np.array([read(text) for text in distinct], np.int32)[places]
    bad = found == unreadable
    alone |= bad
    return np.where(bad, NO_DAY, found) if bad.any() else found


def _words(column: pl.Series, alone: NDArray[np.bool_], *, listed: bool) -> tuple[NDArray[np.int32], list[str]]:
    """Codes into the distinct texts; 0 is an empty cell.

    Read one by one is what holds several values where the column may, an error value, and the mark that sentences keep
    for days.
    """
    texts = [""]
    at: dict[str, int] = {"": 0}
    odd = set()

    def read(text: str) -> int:
        stripped = text.strip()
        stripped = "" if stripped in EMPTY else stripped
        if stripped not in at:
            at[stripped] = len(texts)
            texts.append(stripped)
            several = listed and (";" in stripped or "；" in stripped)
            if several or PLACE in stripped or is_unreadable(stripped):
                odd.add(at[stripped])
        return at[stripped]

    places, distinct = coded(column)
    codes = np.array([read(text) for text in distinct], np.int32)[places]
    if odd:
        alone |= np.isin(codes, list(odd))
    return codes, texts


def bad_numbers(numbers: pl.Series, told: pl.Series, shared: Collection[str]) -> NDArray[np.bool_]:
    """Which numbers of cases are missing, too long, or shared by several rows.

    Args:
        numbers: Stripped.
        told: The same as they are compared.
        shared: Those that several rows have.
    """
    found = (numbers.str.len_chars() > LONGEST).to_numpy().copy()
    if shared:
        found |= told.is_in(list(shared)).to_numpy()
    for row in np.flatnonzero(doubtful(numbers)).tolist():
        found[row] |= missing(numbers[row]) or label_of(numbers[row]) is TOTAL
    return found
