"""A table of columns: which of them hold what, and what is read from their cells whatever file they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from attrs import field, frozen
from numpy.typing import NDArray

from casework.backlog.blanks import unquoted as unquoted_cell
from casework.backlog.columns.words import BLANKS
from casework.backlog.files import Sheet, spelt_out, written
from casework.backlog.headings import DAYS, EMPTY, plain
from casework.backlog.long_form import PAYLOAD_DAYS
from casework.backlog.not_cases import VOID_PATTERN, NotCase
from casework.backlog.placed import Placed, no_headings, placed
from casework.backlog.remarks import CellRemark
from casework.errors import ImportRejected
from casework.law.dates import ZONE

_TEXT = ("case_id", "applicant", "subject")
"""Columns in which hardly two cells are alike."""
_YEAR_1000 = (date(1000, 1, 1) - date(1970, 1, 1)).days
_QUOTED: Final = r'(?s)^\s*="([^"]*)"\s*$'
_KNOWN = ((date.min - date(1970, 1, 1)).days, (date.max - date(1970, 1, 1)).days)


def is_days(key: str) -> bool:
    return key in DAYS or key == "on" or plain(key) in PAYLOAD_DAYS


@frozen(slots=True, eq=False)
class Source:
    """A table: the columns that are known, by key, and where its first row stands in the file.

    headings: of the whole file. held: which of them holds which key; of a table of steps every column is known by its
    heading. wholes: gives all cells of some rows, by their indexes in order. others: gives whole columns as text, by
    their places.
    shared: of a slice, the numbers that stand in several rows of the file, and in which; null where this is all of it.
    mine: which rows are of the cases of this table; null for all. longer: rows, by their numbers, that say something
    beyond the headings. void: rows, by their indexes, that a cell says are void. not_cases: rows that are no requests.
    remarks: cells that were read otherwise than they stand.
    """

    path: Path
    columns: Mapping[str, pl.Series] = field(repr=False)
    size: int
    headings: tuple[str, ...]
    held: Placed
    first_row: int
    wholes: Callable[[Sequence[int]], list[tuple[str, ...]]] = field(repr=False)
    others: Callable[[list[int]], list[pl.Series]] = field(repr=False)
    longer: tuple[int, ...] = ()
    void: tuple[int, ...] = ()
    not_cases: tuple[NotCase, ...] = ()
    sheets_left_out: tuple[str, ...] = ()
    remarks: tuple[CellRemark, ...] = ()
    shared: Mapping[str, list[int]] | None = None
    mine: NDArray[np.bool_] | None = field(default=None, repr=False)
    _table: pl.DataFrame = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_table", pl.DataFrame(dict(self.columns)))

    @property
    def places(self) -> Mapping[str, int]:
        """Which column of the file holds which key."""
        return self.held.places

    @property
    def long_form(self) -> bool:
        """Whether a row is a step."""
        return self.held.long_form

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is to be said of the headings."""
        return self.held.warnings

    def row(self, index: int) -> list[str]:
        """One row's known cells as text, in the order of the columns."""
        return _texts(self._table.row(index))

    def rows(self, at: Sequence[int]) -> list[list[str]]:
        """Several rows' known cells as text, in that order."""
        return [_texts(row) for row in self._table[list(at)].iter_rows()] if at else []

    def cell(self, key: str, index: int) -> str:
        """One cell as text."""
        text = self.columns[key][index]
        return "" if text is None else str(text)

    def heading(self, key: str) -> str:
        """The heading under which a key stands."""
        return self.headings[self.places[key]]

    def cells(self, index: int) -> tuple[list[str], dict[str, int]]:
        """One row's known cells as text, and which of them holds which key, in the order of the tables of headings."""
        where = {key: place for place, key in enumerate(self.columns)}
        return self.row(index), {key: where[key] for key in self.places}


def _texts(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def keys_of(headings: Sequence[str], places: Mapping[str, int], *, every: bool) -> dict[int, str]:
    """Under which key each known column is kept, in the order of the file; every: the others too, by their headings.

    Of columns with one heading the first has it: a later one is kept under a name that nobody reads.
    """
    keys = {place: key for key, place in places.items()}
    for place, heading in enumerate(headings) if every else ():
        if place not in keys:
            keys[place] = heading if heading not in keys.values() else f"{heading}\x1f{place}"
    return dict(sorted(keys.items()))


def as_written(column: pl.Series) -> pl.Series:
    """A column of any kind as the text that the row reader makes of its cells."""
    if column.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Date) or column.dtype.is_integer():
        return column.cast(pl.String).fill_null("")
    cells = spelt_out(column.to_frame()).to_series().to_list()
    return pl.Series(column.name, [written(cell) for cell in cells], dtype=pl.String)


def readable(column: pl.Series, key: str) -> pl.Series:
    """A column as it is read: texts, words, days; instants as their days in China where days are read."""
    if column.dtype in (pl.String, pl.Categorical) or column.dtype.is_integer():
        return column
    if column.dtype == pl.Enum:
        return column.cast(pl.Categorical)
    if column.dtype == pl.Date:
        if not _all_known(column):
            raise ImportRejected(f"column {column.name!r} holds a day outside the years 1 to 9999")
        return column
    if isinstance(column.dtype, pl.Datetime) and is_days(key) and _all_known(days := civil(column)):
        return days
    return as_written(column)


def _all_known(days: pl.Series) -> bool:
    """Whether every day is one Python knows: of the years 1 to 9999."""
    return bool((days.is_null() | days.cast(pl.Int32).is_between(*_KNOWN)).all())


def unquoted(columns: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Columns without the ="..." in which exports hide numbers from a spreadsheet."""
    return {key: bare_column(column) for key, column in columns.items()}


def bare_column(column: pl.Series) -> pl.Series:
    """One of them; a column of anything but text as it is."""
    if column.dtype not in (pl.String, pl.Categorical):
        return column
    texts = column if column.dtype == pl.String else column.unique().cast(pl.String)
    if not texts.str.starts_with('="').any():
        return column
    return column.cast(pl.String).str.replace(_QUOTED, "$1").cast(column.dtype)


def void_rows(rows: pl.LazyFrame, texts: Sequence[str]) -> tuple[int, ...]:
    """Which rows of a table a cell says are void. texts: the columns of text."""
    if not texts:
        return ()
    said = pl.any_horizontal(pl.col(name).str.contains(VOID_PATTERN) for name in texts)
    return tuple(rows.select(said.arg_true()).collect().to_series().to_list())


def as_rows(frame: pl.DataFrame) -> list[tuple[str, ...]]:
    """The rows of a table as the text that the row reader makes of their cells."""
    return [tuple(unquoted_cell(written(cell)) for cell in row) for row in spelt_out(frame).iter_rows()]


def is_worded(kind: pl.DataType, key: str) -> bool:
    """Whether the column holds few words in many cells: each is then kept once."""
    return kind == pl.String and not is_days(key) and key not in _TEXT


def smaller(column: pl.Series, key: str) -> pl.Series:
    """A column of plain ISO days as days: a quarter of the room their text takes."""
    if column.dtype != pl.String or not is_days(key):
        return column
    days = column.to_frame().select(iso(column.name, strict=False, quoted=False)).to_series()
    return days if days.null_count() == column.null_count() and four_digits(days) else column


def iso(name: str, *, strict: bool, signs: bool = True, quoted: bool = True) -> pl.Expr:
    """A column of plain ISO days. A year with a sign is a day to polars, not to the core.

    signs: there may be such. quoted: cells may be quoted, and one with nothing in it is then no missing one.
    """
    text = pl.col(name)
    if quoted:
        text = text.replace("", None)
    if signs:
        text = pl.when(text.str.contains("+", literal=True)).then(pl.lit("+")).otherwise(text).alias(name)
    return text.str.to_date("%Y-%m-%d", strict=strict)


def four_digits(days: pl.Series) -> bool:
    """Whether every year was written out; 20-01-05 is the year 20 to polars, and no day to the core."""
    first = days.cast(pl.Int32).min()
    return first is None or bool(first >= _YEAR_1000)  # type: ignore[operator]


def civil(column: pl.Series) -> pl.Series:
    """A column of instants as their days in China; without an offset they are Beijing time."""
    zone = column.dtype.time_zone if isinstance(column.dtype, pl.Datetime) else None
    there = column if zone is None else column.dt.convert_time_zone(ZONE)
    return there.dt.date()


def stripped(column: pl.Series) -> pl.Series:
    """Texts without the blanks around them; "" for none."""
    return column.cast(pl.String).str.strip_chars(BLANKS).fill_null("")


def shared_numbers(numbers: pl.Series, first_row: int) -> dict[str, list[int]]:
    """Numbers that several rows have, and which rows. numbers: stripped and folded."""
    rows: dict[str, list[int]] = {}
    if numbers.n_unique() < len(numbers):
        where = (numbers.is_duplicated() & (numbers != "")).arg_true()
        for at, number in zip(where.to_list(), numbers.gather(where).to_list(), strict=True):
            rows.setdefault(number, []).append(first_row + at)
    return rows


def first_rows(numbers: pl.Series) -> NDArray[np.int64]:
    """For each row of a table of steps the first row of its case; -1 where it names none. numbers: stripped."""
    if not len(numbers):
        return np.zeros(0, np.int64)
    begins = np.r_[True, (numbers[1:] != numbers[:-1]).to_numpy()]
    starts = np.flatnonzero(begins)
    first = numbers.gather(starts)
    found = starts[np.cumsum(begins) - 1]
    if first.hash().n_unique() < len(first):  # the rows of some case may not stand together
        runs = pl.DataFrame({"id": first, "row": starts})
        found = runs.select(pl.col("row").min().over("id")).to_series().to_numpy()[np.cumsum(begins) - 1]
    nameless = first.is_in(list(EMPTY)).to_numpy()
    return np.where(nameless[np.cumsum(begins) - 1], -1, found) if nameless.any() else found


def source_of(frame: pl.DataFrame, names: dict[str, tuple[str, ...]] | None = None, first_row: int = 2) -> Source:
    """A table that is in memory already, its headings the names of its columns.

    Args:
        frame: Texts, days or numbers; a batch of a larger table, if every row of a case is in it.
        names: Headings of a mapping file, by key.
        first_row: The number of its first row.

    Raises:
        ImportRejected: No column holds the number of the case.
    """
    headings = tuple(frame.columns)
    held = placed(headings, names or {})
    if held is None:
        raise ImportRejected(no_headings("the table", [Sheet("", [list(headings)])], (names or {}).get("case_id", ())))
    keys = keys_of(headings, held.places, every=held.long_form)
    read = {key: readable(frame[headings[place]].alias(str(place)), key) for place, key in keys.items()}
    columns = {key: smaller(column, key) for key, column in unquoted(read).items()}

    def wholes(at: Sequence[int]) -> list[tuple[str, ...]]:
        return as_rows(frame[list(at)])

    def others(places: list[int]) -> list[pl.Series]:
        return [bare_column(as_written(frame[headings[place]].alias(str(place)))) for place in places]

    texts = [] if held.long_form else [name for name, kind in frame.schema.items() if kind == pl.String]
    void = void_rows(frame.lazy(), texts)
    return Source(Path("-"), columns, frame.height, headings, held, first_row, wholes, others, void=void)
