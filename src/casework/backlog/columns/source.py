"""A register as a table of columns: csv and parquet read whole, workbooks as the row reader reads them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from attrs import evolve, field, frozen

from casework.backlog.files import Sheet, decode, read_sheets
from casework.backlog.headings import DAYS, LONG_FORM, match_headings, plain
from casework.backlog.long_form import match_long
from casework.backlog.register import headings_of, no_headings
from casework.errors import ImportRejected
from casework.law.dates import ZONE
from casework.regimes import REGIMES

_TEXT = ("case_id", "applicant", "subject")
"""Columns in which hardly two cells are alike."""
_PAYLOAD_DAYS = frozenset(
    plain(key.name)
    for regime in REGIMES.values()
    for step in regime.procedure.steps.values()
    for key in step.payload
    if key.type == "day"
)


def _is_days(key: str) -> bool:
    return key in DAYS or key == "on" or plain(key) in _PAYLOAD_DAYS


@frozen(slots=True, eq=False)
class Source:
    """A table: the columns that are known, by key, and where its first row stands in the file.

    headings: of the whole file. places: which of them holds which key. whole: gives any row's cells, all of them.
    long_form: a row a step; the keys are then those of the long form, and every column is known by its heading.
    shared: of a slice, the numbers that stand in several rows of the file, and in which; null where this is all of it.
    """

    path: Path
    columns: Mapping[str, pl.Series] = field(repr=False)
    size: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    first_row: int
    whole: Callable[[int], Sequence[str]] = field(repr=False)
    warnings: tuple[str, ...] = ()
    long_form: bool = False
    shared: Mapping[str, list[int]] | None = None
    _table: pl.DataFrame = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_table", pl.DataFrame(dict(self.columns)))

    def row(self, index: int) -> list[str]:
        """One row's known cells as text, in the order of the columns."""
        return ["" if cell is None else str(cell) for cell in self._table.row(index)]

    def cell(self, key: str, index: int) -> str:
        """One cell as text."""
        text = self.columns[key][index]
        return "" if text is None else str(text)

    def heading(self, key: str) -> str:
        """The heading under which a key stands."""
        return self.headings[self.places[key]]

    def cells(self, index: int) -> tuple[list[str], dict[str, int]]:
        """One row's known cells as text, and which of them holds which key."""
        return self.row(index), {key: place for place, key in enumerate(self.columns)}


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
        return _parquet(file, names)
    if kind in (".csv", ".tsv", ".txt") and file.is_file() and (fast := _csv(file, names)) is not None:
        return fast
    sheets = []
    for sheet in read_sheets(file):
        sheets.append(sheet)
        if (place := headings_of(sheet, names)) is not None:
            return _from_rows(file, sheet, place[0], names)
    raise ImportRejected(no_headings(file.name, sheets, names.get("case_id", ())))


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
    places, warnings, long_form = _matched(headings, names or {})
    if not places:
        raise ImportRejected(no_headings("the table", [Sheet("", [list(headings)])], (names or {}).get("case_id", ())))
    keys = _keys(headings, places, every=long_form)
    columns = {key: _smaller(_civil(frame[headings[place]]), key) for place, key in keys.items()}

    def whole(index: int) -> list[str]:
        return ["" if cell is None else str(cell) for cell in frame.row(index)]

    return Source(Path("-"), columns, frame.height, headings, places, first_row, whole, tuple(warnings), long_form)


def _matched(headings: Sequence[str], names: dict[str, tuple[str, ...]]) -> tuple[dict[str, int], list[str], bool]:
    """Which column holds which key, warnings, and whether it is the long form; no key where it is no register."""
    found, warnings = match_long(headings, names)
    if len(found) == len(LONG_FORM):
        return found, warnings, True
    found, warnings = match_headings(headings, names)
    return (found if "case_id" in found and len(found) > 1 else {}), warnings, False


def _keys(headings: Sequence[str], places: Mapping[str, int], *, every: bool) -> dict[int, str]:
    """Under which key each known column is kept, in the order of the file; every: the others too, by their headings.

    Of columns with one heading the first has it: a later one is kept under a name that nobody reads.
    """
    keys = {place: key for key, place in places.items()}
    for place, heading in enumerate(headings) if every else ():
        if place not in keys:
            keys[place] = heading if heading not in keys.values() else f"{heading}\x1f{place}"
    return dict(sorted(keys.items()))


def parquet_rows(path: Path) -> int:
    """How many rows a Parquet file has."""
    with _readable(path):
        return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def numbers_shared(path: Path, names: dict[str, tuple[str, ...]]) -> dict[str, list[int]]:
    """The numbers of cases that stand in several rows of a Parquet file, and in which.

    Raises:
        ImportRejected: The file cannot be read, has no column for the number of the case, or a row a step.
    """
    headings, places, _, long_form = _known_of(path, names)
    if long_form:
        raise ImportRejected(f"{path.name}: a table of steps is not read in slices: a case may lie in two of them")
    with _readable(path):
        numbers = pl.read_parquet(path, columns=[headings[places["case_id"]]]).to_series()
    return shared_numbers(stripped(numbers), 2)


def stripped(column: pl.Series) -> pl.Series:
    """Texts without the blanks around them; "" for none."""
    return column.cast(pl.String).str.strip_chars().fill_null("")


def shared_numbers(numbers: pl.Series, first_row: int) -> dict[str, list[int]]:
    """Numbers that several rows have, and which rows."""
    rows: dict[str, list[int]] = {}
    if numbers.n_unique() < len(numbers):
        where = (numbers.is_duplicated() & (numbers != "")).arg_true()
        for at, number in zip(where.to_list(), numbers.gather(where).to_list(), strict=True):
            rows.setdefault(number, []).append(first_row + at)
    return rows


def read_slice(
    path: Path, names: dict[str, tuple[str, ...]], first: int, rows: int, shared: Mapping[str, list[int]]
) -> Source:
    """Some rows of a Parquet file."""
    return evolve(_parquet(path, names, first, rows), shared=shared)


def _parquet(path: Path, names: dict[str, tuple[str, ...]], first: int = 0, rows: int | None = None) -> Source:
    headings, places, warnings, long_form = _known_of(path, names)
    keyed = {headings[place]: key for place, key in _keys(headings, places, every=long_form).items()}
    with _readable(path):
        frame = pl.scan_parquet(path).select(list(keyed)).slice(first, rows).collect()
    worded = [name for name, key in keyed.items() if _worded(frame.schema[name], key)]
    frame = frame.with_columns(pl.col(worded).cast(pl.Categorical))
    columns = {key: _civil(frame[name]) for name, key in keyed.items()}

    def whole(index: int) -> list[str]:
        row = pl.scan_parquet(path).slice(first + index, 1).collect().row(0)
        return ["" if cell is None else str(cell) for cell in row]

    return Source(path, columns, frame.height, headings, places, 2 + first, whole, tuple(warnings), long_form)


def _known_of(path: Path, names: dict[str, tuple[str, ...]]) -> tuple[tuple[str, ...], dict[str, int], list[str], bool]:
    """The headings of a Parquet file, and what `_matched` says of them."""
    with _readable(path):
        headings = tuple(pl.read_parquet_schema(path))
    places, warnings, long_form = _matched(headings, names)
    if not places:
        raise ImportRejected(no_headings(path.name, [Sheet(path.name, [list(headings)])], names.get("case_id", ())))
    return headings, places, warnings, long_form


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ImportRejected(f"{path.name}: the parquet file cannot be read ({reason})") from None


def _csv(path: Path, names: dict[str, tuple[str, ...]]) -> Source | None:
    """A plain csv with its headings in the first row; null for anything else, which the row reader takes."""
    with path.open("rb") as file:
        head = file.read(200_000)
    top = head.partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r")
    if "," not in top or any(mark in top for mark in ('"', "\t", ";")) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    headings = top.split(",")
    places, warnings, long_form = _matched(headings, names)
    if not places:
        return None
    if len(set(headings)) < len(headings) or "" in headings:
        return None
    wanted = {headings[place]: key for place, key in _keys(headings, places, every=long_form).items()}
    frame = _table(path, wanted)
    if frame is None or _cells_beyond(path, len(headings)):
        return None
    columns = {key: _smaller(frame.drop_in_place(name), key) for name, key in wanted.items()}

    def whole(index: int) -> list[str]:
        rows = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True)
        return ["" if cell is None else str(cell) for cell in rows.slice(index, 1).collect().row(0)]

    size = len(next(iter(columns.values())))
    return Source(path, columns, size, tuple(headings), places, 2, whole, tuple(warnings), long_form)


def _smaller(column: pl.Series, key: str) -> pl.Series:
    """A column of plain ISO days as days: a quarter of the room their text takes."""
    if column.dtype != pl.String or not _is_days(key):
        return column
    days = column.str.to_date("%Y-%m-%d", strict=False)
    return days if days.null_count() == column.null_count() else column


def _civil(column: pl.Series) -> pl.Series:
    """A column of instants as their days in China; without an offset they are Beijing time."""
    if not isinstance(column.dtype, pl.Datetime):
        return column
    there = column if column.dtype.time_zone is None else column.dt.convert_time_zone(ZONE)
    return there.dt.date()


def _worded(kind: pl.DataType, key: str) -> bool:
    """Whether the column holds few words in many cells: each is then kept once."""
    return kind == pl.String and not _is_days(key) and key not in _TEXT


def _table(path: Path, wanted: Mapping[str, str]) -> pl.DataFrame | None:
    """Only the known columns, by heading; words that stand in many rows are kept once."""
    worded = {name: pl.Categorical for name, key in wanted.items() if _worded(pl.String(), key)}
    days = pl.col([name for name, key in wanted.items() if _is_days(key)])
    try:  # plain ISO days, read piece by piece, so that their text never stands in memory as a whole
        lines = pl.scan_csv(path, infer_schema=False, schema_overrides=worded).select(*wanted)
        return lines.with_columns(days.str.to_date("%Y-%m-%d", strict=True)).collect(engine="streaming")
    except pl.exceptions.PolarsError:
        pass
    options = {"infer_schema": False, "columns": list(wanted)}
    for source in (path, None):
        try:
            read = path if source is not None else io.BytesIO(decode(path.read_bytes(), path.name).encode())
            return pl.read_csv(read, schema_overrides=worded, **options)  # type: ignore[arg-type]
        except pl.exceptions.PolarsError:
            continue
    return None


def _cells_beyond(path: Path, width: int) -> bool:
    """Whether the first rows hold more cells than there are headings: then the row reader says so."""
    with path.open("rb") as file:
        return any(
            line.count(b",") > width - 1 and b'"' not in line for line, _ in zip(file, range(2000), strict=False)
        )


def _from_rows(path: Path, sheet: Sheet, heading_row: int, names: dict[str, tuple[str, ...]]) -> Source:
    headings = tuple(sheet.rows[heading_row])
    rows = sheet.rows[heading_row + 1 :]
    places, warnings, long_form = _matched(headings, names)
    columns = {
        key: pl.Series([row[place] if place < len(row) else "" for row in rows], dtype=pl.String)
        for place, key in _keys(headings, places, every=long_form).items()
    }
    first = sheet.first_row + heading_row + 1
    return Source(path, columns, len(rows), headings, places, first, rows.__getitem__, tuple(warnings), long_form)
