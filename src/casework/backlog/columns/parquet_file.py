"""A Parquet file as columns, whole or slice by slice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from attrs import evolve

from casework.backlog.columns.readying import folded, made_ready
from casework.backlog.columns.source import (
    Source,
    as_rows,
    as_written,
    bare_column,
    first_rows,
    is_worded,
    keys_of,
    readable,
    shared_numbers,
    source_of,
    stripped,
    unquoted,
    void_rows,
)
from casework.backlog.columns.words import BLANKS
from casework.backlog.files import LOOKED_FOR_HEADINGS, Sheet, check_file, readers_faults
from casework.backlog.headings import EMPTY
from casework.backlog.long_form import payload_columns
from casework.backlog.mapping import words_of
from casework.backlog.parquet_size import check_swelling
from casework.backlog.placed import Placed, no_headings, placed
from casework.backlog.table import find_head
from casework.errors import ImportRejected


class NoHeadings(ImportRejected):
    """The columns of a Parquet file have no names we know; the headings may be among its first rows."""


def read_parquet(path: Path, names: dict[str, tuple[str, ...]], first: int = 0, rows: int | None = None) -> Source:
    """The known columns of a Parquet file, or of some of its rows; of a table of steps, every column.

    Raises:
        NoHeadings: It has no column for the number of the case.
        ImportRejected: The file cannot be read.
    """
    headings, held = _known_of(path, names)
    keys = keys_of(headings, held.places, every=held.long_form)
    of_file = _scan(path).slice(first, rows)
    columns = {}
    with readers_faults(path.name, _WHAT):
        read = of_file.select(_at(place) for place in keys).collect().get_columns()
        for key in keys.values():
            column = read.pop(0)
            columns[key] = readable(column.cast(pl.Categorical) if is_worded(column.dtype, key) else column, key)
        columns = unquoted(columns)
    size = len(next(iter(columns.values())))

    def wholes(at: Sequence[int]) -> list[tuple[str, ...]]:
        numbered = of_file.with_row_index(_AT)
        with readers_faults(path.name, _WHAT):
            return as_rows(numbered.filter(pl.col(_AT).is_in(list(at))).select(pl.exclude(_AT)).collect())

    def others(places: list[int]) -> list[pl.Series]:
        with readers_faults(path.name, _WHAT):
            return [bare_column(as_written(column)) for column in of_file.select(map(_at, places)).collect()]

    with readers_faults(path.name, _WHAT):  # a damaged page may lie in a column that nobody reads but for this
        texts = [] if held.long_form else [name for name, kind in of_file.collect_schema().items() if kind == pl.String]
        named = of_file.select(pl.nth(headings.index(name)).alias(str(at)) for at, name in enumerate(texts))
        void = void_rows(named, named.collect_schema().names()) if texts else ()
    return Source(path, columns, size, headings, held, 2 + first, wholes, others, void=void)


def size_of_parquet(path: Path, names: dict[str, tuple[str, ...]]) -> tuple[int, bool]:
    """How many rows a Parquet file has, and whether a row is a step; 0 of any other file, or if no column has a name.

    Raises:
        ImportRejected: As `read_parquet`.
    """
    check_file(path)
    if path.suffix.lower() != ".parquet":
        return 0, False
    try:
        _, held = _known_of(path, names)
    except NoHeadings:
        return 0, False
    with readers_faults(path.name, _WHAT):
        return int(_scan(path).select(pl.len()).collect().item()), held.long_form


def has_headings_below(path: Path, names: dict[str, tuple[str, ...]]) -> bool:
    """Whether headings stand in one of the first rows of a Parquet file: a sheet saved with its title."""
    with readers_faults(path.name, _WHAT):
        top = as_rows(_scan(path).head(LOOKED_FOR_HEADINGS).collect())
    return find_head(Sheet(path.name, list(map(list, top))), names) is not None


class Slices:
    """A Parquet file, so many rows at a time; every row of a case in one slice. An empty file is one empty slice.

    A case of a table of steps belongs to the slice in which its first row lies; rows of others that lie between its own
    are not read. So a slice holds little more than `rows` where the rows of a case stand together or the file is in
    order of day, and the whole file where they lie anywhere.
    """

    def __init__(self, path: Path, names: dict[str, tuple[str, ...]], rows: int) -> None:
        """Look at the numbers of the cases.

        Raises:
            ImportRejected: As `read_parquet`.
        """
        self._path, self._names, self._rows = path, names, rows
        self._headings, self._held = _known_of(path, names)
        with readers_faults(path.name, _WHAT):
            case_ids = _scan(path).select(_at(self._held.places["case_id"])).collect().to_series()
            numbers = stripped(bare_column(as_written(case_ids)))
        self.size = len(numbers)
        self._shared: dict[str, list[int]] | None = None
        self._slices = np.zeros(0, np.int64)
        if self._held.long_form:
            case = first_rows(folded(numbers))
            self._slices = np.where(case < 0, np.arange(len(case)), case) // rows
        else:
            self._shared = shared_numbers(folded(numbers, fully=True), 2)

    def __iter__(self) -> Iterator[Source]:
        """The slices, in the order of the file."""
        if self._held.long_form:
            yield from self._of_steps()
            return
        for first in range(0, max(self.size, 1), self._rows):
            part = read_parquet(self._path, self._names, first, self._rows)
            yield made_ready(evolve(part, shared=self._shared), words_of(self._names))

    def _of_steps(self) -> Iterator[Source]:
        rows, slices = self._rows, self._slices
        last = pl.DataFrame({"slice": slices}).with_row_index("at").group_by("slice").agg(pl.col("at").max())
        ends = dict(last.iter_rows())
        for number in sorted(ends) or [0]:
            first, end = number * rows, ends.get(number, -1) + 1
            mine = slices[first:end] == number
            part = read_parquet(self._path, self._names, first, max(end - first, 0))
            yield made_ready(evolve(part, mine=mine), words_of(self._names))

    def of_those_charged(self) -> Source | None:
        """Every request of the applicants who were charged anything; null if nobody was."""
        held = self._held
        known = payload_columns(self._headings, held.places) if held.long_form else {}
        applicant = known["applicant"][0] if "applicant" in known else held.places.get("applicant", -1)
        told = held.places.get("step" if held.long_form else "fee_notified_on", -1)
        if min(applicant, told) < 0:
            return None
        case, who, what = (_stripped(place) for place in (held.places["case_id"], applicant, told))
        with readers_faults(self._path.name, _WHAT):
            rows = _scan(self._path)
            if not held.long_form:
                of_them = rows.filter(_in(who, _texts(rows.filter(~_in(what, EMPTY)), who)))
            else:
                named = [(rows.filter(what == "open"), who), *_corrected(rows, what, known)]
                charged = _texts(rows.filter(what == "issue_fee_notice"), case)
                theirs = [text for where, name in named for text in _texts(where.filter(_in(case, charged)), name)]
                cases = [text for where, name in named for text in _texts(where.filter(_in(name, theirs)), case)]
                of_them = rows.filter(_in(case, cases))
            frame = of_them.collect()
        if not frame.height:
            return None
        return made_ready(evolve(source_of(frame, self._names), shared=self._shared), words_of(self._names))


_WHAT: Final = "the parquet file"
_AT: Final = "\x1fat"
"""A column of ours, named as none of a register is."""


def _at(place: int) -> pl.Expr:
    """A column by its place; a heading may look like a pattern, and polars takes it for one."""
    return pl.nth(place).alias(str(place))


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_parquet(path.absolute(), glob=False)


def _corrected(
    rows: pl.LazyFrame, step: pl.Expr, known: Mapping[str, tuple[int, str]]
) -> list[tuple[pl.LazyFrame, pl.Expr]]:
    """The entries that correct an applicant, and which of their columns names the right one."""
    if not {"key", "value"} <= known.keys():
        return []
    key, value = (_stripped(known[name][0]) for name in ("key", "value"))
    return [(rows.filter((step == "correct_entry") & (key == "applicant")), value)]


def _stripped(place: int) -> pl.Expr:
    return pl.nth(place).cast(pl.String).str.strip_chars(BLANKS).fill_null("")


def _texts(rows: pl.LazyFrame, what: pl.Expr) -> list[str]:
    """The distinct texts there are, but those that mean "not so"."""
    found = rows.select(what.alias("text")).unique().collect()["text"].to_list()
    return [text for text in found if text not in EMPTY]


def _in(what: pl.Expr, texts: Collection[str]) -> pl.Expr:
    return what.is_in(list(texts))


def _known_of(path: Path, names: dict[str, tuple[str, ...]]) -> tuple[tuple[str, ...], Placed]:
    """The headings of a Parquet file, and what they tell."""
    with readers_faults(path.name, _WHAT):
        headings = tuple(_scan(path).collect_schema())
        check_swelling(path, _scan(path).select(pl.len()).collect().item(), len(headings))
    held = placed(headings, names)
    if held is None:
        raise NoHeadings(no_headings(path.name, [Sheet(path.name, [list(headings)])], names.get("case_id", ())))
    return headings, held
