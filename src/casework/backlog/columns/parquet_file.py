"""A Parquet file as columns, whole or slice by slice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
from attrs import evolve

from casework.backlog.columns.source import (
    Source,
    as_written,
    civil,
    first_rows,
    is_worded,
    keys_of,
    shared_numbers,
    stripped,
)
from casework.backlog.files import Sheet, written
from casework.backlog.register import Placed, no_headings, placed
from casework.errors import ImportRejected


def read_parquet(path: Path, names: dict[str, tuple[str, ...]], first: int = 0, rows: int | None = None) -> Source:
    """The known columns of a Parquet file, or of some of its rows; of a table of steps, every column.

    Raises:
        ImportRejected: The file cannot be read, or has no column for the number of the case.
    """
    headings, held = _known_of(path, names)
    keyed = {headings[place]: key for place, key in keys_of(headings, held.places, every=held.long_form).items()}
    with _readable(path):
        frame = pl.scan_parquet(path).select(list(keyed)).slice(first, rows).collect()
    worded = [name for name, key in keyed.items() if is_worded(frame.schema[name], key)]
    frame = frame.with_columns(pl.col(worded).cast(pl.Categorical))
    columns = {key: civil(frame[name]) for name, key in keyed.items()}

    def whole(index: int) -> list[str]:
        return [written(cell) for cell in pl.scan_parquet(path).slice(first + index, 1).collect().row(0)]

    def others(places: list[int]) -> list[pl.Series]:
        named = [headings[place] for place in places]
        return [as_written(column) for column in pl.scan_parquet(path).select(named).slice(first, rows).collect()]

    return Source(path, columns, frame.height, headings, held, 2 + first, whole, others)


def read_slices(path: Path, names: dict[str, tuple[str, ...]], rows: int) -> Iterator[Source]:
    """A Parquet file, so many rows at a time; every row of a case in one slice. An empty file is one empty slice.

    Raises:
        ImportRejected: As `read_parquet`.
    """
    headings, held = _known_of(path, names)
    with _readable(path):
        numbers = stripped(pl.read_parquet(path, columns=[headings[held.places["case_id"]]]).to_series())
    if held.long_form:
        yield from _slices_of_steps(path, names, rows, numbers)
        return
    shared, size = shared_numbers(numbers, 2), max(len(numbers), 1)
    del numbers
    for first in range(0, size, rows):
        yield evolve(read_parquet(path, names, first, rows), shared=shared)


def _slices_of_steps(path: Path, names: dict[str, tuple[str, ...]], rows: int, numbers: pl.Series) -> Iterator[Source]:
    """A case belongs to the slice in which its first row lies; rows of others that lie between its own are not read.

    A slice holds what lies between its first row and its last: little more than `rows` where the rows of a case stand
    together or the file is in order of day, the whole file where they lie anywhere.
    """
    case = first_rows(numbers)
    slices = np.where(case < 0, np.arange(len(case)), case) // rows
    last = pl.DataFrame({"slice": slices}).with_row_index("at").group_by("slice").agg(pl.col("at").max())
    ends = dict(last.iter_rows())
    for number in sorted(ends) or [0]:
        first, end = number * rows, ends.get(number, -1) + 1
        mine = slices[first:end] == number
        yield evolve(read_parquet(path, names, first, max(end - first, 0)), mine=mine)


def _known_of(path: Path, names: dict[str, tuple[str, ...]]) -> tuple[tuple[str, ...], Placed]:
    """The headings of a Parquet file, and what they tell."""
    with _readable(path):
        headings = tuple(pl.read_parquet_schema(path))
    held = placed(headings, names)
    if held is None:
        raise ImportRejected(no_headings(path.name, [Sheet(path.name, [list(headings)])], names.get("case_id", ())))
    return headings, held


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ImportRejected(f"{path.name}: the parquet file cannot be read ({reason})") from None
