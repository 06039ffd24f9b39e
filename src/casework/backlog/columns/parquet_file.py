"""A Parquet file as columns, whole or slice by slice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl
from attrs import evolve

from casework.backlog.columns.source import (
    Source,
    as_rows,
    as_written,
    first_rows,
    is_worded,
    keys_of,
    readable,
    shared_numbers,
    source_of,
    stripped,
)
from casework.backlog.files import Sheet
from casework.backlog.headings import EMPTY
from casework.backlog.long_form import payload_columns
from casework.backlog.placed import Placed, no_headings, placed
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
    columns = {key: readable(frame[name], key) for name, key in keyed.items()}

    def wholes(at: Sequence[int]) -> list[tuple[str, ...]]:
        of_file = pl.scan_parquet(path).slice(first, rows).with_row_index("\x1fat")
        return as_rows(of_file.filter(pl.col("\x1fat").is_in(list(at))).drop("\x1fat").collect())

    def others(places: list[int]) -> list[pl.Series]:
        named = [headings[place] for place in places]
        return [as_written(column) for column in pl.scan_parquet(path).select(named).slice(first, rows).collect()]

    return Source(path, columns, frame.height, headings, held, 2 + first, wholes, others)


def size_of_parquet(path: Path, names: dict[str, tuple[str, ...]]) -> tuple[int, bool]:
    """How many rows a Parquet file has, and whether a row is a step; 0 of any other file.

    Raises:
        ImportRejected: As `read_parquet`.
    """
    if path.suffix.lower() != ".parquet" or not path.is_file():
        return 0, False
    _, held = _known_of(path, names)
    with _readable(path):
        return int(pl.scan_parquet(path).select(pl.len()).collect().item()), held.long_form


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
        with _readable(path):
            case_ids = pl.read_parquet(path, columns=[self._headings[self._held.places["case_id"]]]).to_series()
        numbers = stripped(as_written(case_ids))
        self.size = len(numbers)
        self._shared: dict[str, list[int]] | None = None
        self._slices = np.zeros(0, np.int64)
        if self._held.long_form:
            case = first_rows(numbers)
            self._slices = np.where(case < 0, np.arange(len(case)), case) // rows
        else:
            self._shared = shared_numbers(numbers, 2)

    def __iter__(self) -> Iterator[Source]:
        """The slices, in the order of the file."""
        if self._held.long_form:
            yield from self._of_steps()
            return
        for first in range(0, max(self.size, 1), self._rows):
            yield evolve(read_parquet(self._path, self._names, first, self._rows), shared=self._shared)

    def _of_steps(self) -> Iterator[Source]:
        rows, slices = self._rows, self._slices
        last = pl.DataFrame({"slice": slices}).with_row_index("at").group_by("slice").agg(pl.col("at").max())
        ends = dict(last.iter_rows())
        for number in sorted(ends) or [0]:
            first, end = number * rows, ends.get(number, -1) + 1
            mine = slices[first:end] == number
            yield evolve(read_parquet(self._path, self._names, first, max(end - first, 0)), mine=mine)

    def of_those_charged(self) -> Source | None:
        """Every request of the applicants who were charged anything; null if nobody was."""
        held = self._held
        known = payload_columns(self._headings, held.places) if held.long_form else {}
        applicant = known["applicant"][0] if "applicant" in known else held.places.get("applicant", -1)
        told = held.places.get("step" if held.long_form else "fee_notified_on", -1)
        if min(applicant, told) < 0:
            return None
        case, who, what = (_stripped(self._headings[each]) for each in (held.places["case_id"], applicant, told))
        with _readable(self._path):
            rows = pl.scan_parquet(self._path)
            if not held.long_form:
                of_them = rows.filter(_in(who, _texts(rows.filter(~_in(what, EMPTY)), who)))
            else:
                opened = rows.filter(what == "open")
                charged = _texts(rows.filter(what == "issue_fee_notice"), case)
                theirs = _texts(opened.filter(_in(case, charged)), who)
                of_them = rows.filter(_in(case, _texts(opened.filter(_in(who, theirs)), case)))
            frame = of_them.collect()
        return evolve(source_of(frame, self._names), shared=self._shared) if frame.height else None


def _stripped(heading: str) -> pl.Expr:
    return pl.col(heading).cast(pl.String).str.strip_chars().fill_null("")


def _texts(rows: pl.LazyFrame, what: pl.Expr) -> list[str]:
    """The distinct texts there are, but those that mean "not so"."""
    found = rows.select(what.alias("text")).unique().collect()["text"].to_list()
    return [text for text in found if text not in EMPTY]


def _in(what: pl.Expr, texts: Collection[str]) -> pl.Expr:
    return what.is_in(list(texts))


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
