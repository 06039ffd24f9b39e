"""A register as a table of columns: csv and parquet read whole, workbooks as the row reader reads them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from attrs import field, frozen

from casework.backlog.files import LOOKED_FOR_HEADINGS, Sheet, decode, read_sheets
from casework.backlog.headings import LONG_FORM, match_headings
from casework.backlog.register import headings_of, no_headings
from casework.errors import ImportRejected


@frozen(slots=True, eq=False)
class Source:
    """A table: its columns by heading, which hold which key, and where its first row stands in the file.

    long_form: a row a step. found is then that of the long form.
    """

    path: Path
    frame: pl.DataFrame = field(repr=False)
    headings: tuple[str, ...]
    found: Mapping[str, int]
    first_row: int
    warnings: tuple[str, ...] = ()
    long_form: bool = False

    def column(self, key: str) -> pl.Series:
        """The column of a key."""
        return self.frame.to_series(self.found[key])

    def cells(self, index: int) -> list[str]:
        """One row's cells as text."""
        return ["" if cell is None else str(cell) for cell in self.frame.row(index)]


def read_source(path: str | Path, names: dict[str, tuple[str, ...]]) -> Source:
    """Read a file into columns of text (days stay days where the file has days).

    Args:
        path: As `read_register` takes it.
        names: Headings of a mapping file, by key.

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
    """
    file = Path(path)
    kind = file.suffix.lower()
    if kind == ".parquet" and file.is_file():
        return _source(file, _parquet(file), names, 1)
    if kind in (".csv", ".tsv", ".txt") and file.is_file() and (fast := _csv(file, names)) is not None:
        return fast
    sheets = []
    for sheet in read_sheets(file):
        sheets.append(sheet)
        if (place := headings_of(sheet, names)) is not None:
            return _from_rows(file, sheet, place[0], names)
    raise ImportRejected(no_headings(file.name, sheets, names.get("case_id", ())))


def _parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ImportRejected(
            f"{path.name}: the parquet file cannot be read ({str(error).splitlines()[0][:200]})"
        ) from None


def _csv(path: Path, names: dict[str, tuple[str, ...]]) -> Source | None:
    """A plain csv with its headings in the first row; null for anything else, which the row reader takes."""
    with path.open("rb") as file:
        head = file.read(200_000)
    top = head.partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r")
    if "," not in top or '"' in top or "\t" in top or ";" in top:
        return None
    headings = top.split(",")
    known = match_headings(headings, names)[0]
    long_form = len(match_headings(headings, names, LONG_FORM)[0]) == len(LONG_FORM)
    if not long_form and ("case_id" not in known or len(known) < 2):
        return None
    try:
        frame = pl.read_csv(path, infer_schema=False, has_header=False, skip_rows=1)
    except pl.exceptions.PolarsError:
        try:
            text = decode(path.read_bytes(), path.name).encode()
            frame = pl.read_csv(io.BytesIO(text), infer_schema=False, has_header=False, skip_rows=1)
        except pl.exceptions.PolarsError:
            return None
    if frame.width != len(headings) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    frame.columns = _unique(headings)
    return _source(path, frame, names, 1, tuple(headings))


def _unique(headings: list[str]) -> list[str]:
    """Names that a table can have: a heading that stands twice is told apart by its place."""
    seen: set[str] = set()
    names = []
    for number, heading in enumerate(headings):
        name = heading if heading and heading not in seen else f"{heading}\x00{number}"
        seen.add(name)
        names.append(name)
    return names


def _from_rows(path: Path, sheet: Sheet, heading_row: int, names: dict[str, tuple[str, ...]]) -> Source:
    headings = list(sheet.rows[heading_row])
    rows = sheet.rows[heading_row + 1 :]
    width = len(headings)
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    frame = pl.DataFrame(dict(zip(_unique(headings), columns, strict=True)), schema_overrides=None)
    frame = frame.with_columns(pl.all().cast(pl.String))
    return _source(path, frame, names, sheet.first_row + heading_row, tuple(headings))


def _source(
    path: Path, frame: pl.DataFrame, names: dict[str, tuple[str, ...]], heading_row: int, headings: tuple[str, ...] = ()
) -> Source:
    said = headings or tuple(frame.columns)
    long_found, warnings = match_headings(said, names, LONG_FORM)
    if len(long_found) == len(LONG_FORM):
        return Source(path, frame, said, long_found, heading_row + 1, tuple(warnings), long_form=True)
    found, warnings = match_headings(said, names)
    if "case_id" not in found or len(found) < 2:
        raise ImportRejected(no_headings(path.name, [Sheet(path.name, [list(said)])], names.get("case_id", ())))
    return Source(path, frame, said, found, heading_row + 1, tuple(warnings))


__all__ = ["LOOKED_FOR_HEADINGS", "Source", "read_source"]
