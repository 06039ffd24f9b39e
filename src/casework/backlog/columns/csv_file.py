"""A csv as columns, read piece by piece; what is out of shape is left to the row reader, which says what is wrong."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from attrs import frozen

from casework.backlog.columns.source import (
    Source,
    as_rows,
    bare_column,
    four_digits,
    is_days,
    is_worded,
    iso,
    keys_of,
    smaller,
    unquoted,
    void_rows,
)
from casework.backlog.files import LOOKED_FOR_HEADINGS, MOST_COLUMNS, delimiter_of
from casework.backlog.not_cases import VOID_LETTER
from casework.backlog.placed import Placed
from casework.backlog.sheet import Sheet
from casework.backlog.table import EMPTY_ROWS, find_head

_TOP: Final = 200_000
_PIECE: Final = 1 << 24
_QUOTE, _RETURN, _FEED = b'"\r\n'


@frozen(slots=True, eq=False)
class _Csv:
    """What a csv is: its bytes in UTF-8, what parts its cells, and where its headings stand.

    width: how many headings there are. lines: how many lines stand before the first row; row: the number of that row.
    """

    content: Path | bytes
    delimiter: str
    width: int
    lines: int
    row: int

    def scan(self) -> pl.LazyFrame:
        """The rows, a column a heading, its name the place; cells beyond the headings, all empty, are left out."""
        return self._scan({str(place): pl.String() for place in range(self.width)}, truncate=True)

    def scan_known(self, kinds: Mapping[int, pl.DataType]) -> pl.LazyFrame:
        """Some columns, of these kinds, and the one beyond the headings, so that a row that goes on can be seen.

        Where it goes on further polars may raise an error, and may not: by which columns are read.
        """
        schema = {str(place): kinds.get(place, pl.String()) for place in range(self.width + 1)}
        return self._scan(schema, truncate=False).select(str(place) for place in (*sorted(kinds), self.width))

    def _scan(self, schema: Mapping[str, pl.DataType], *, truncate: bool) -> pl.LazyFrame:
        return pl.scan_csv(
            self.content,
            glob=False,
            has_header=False,
            skip_lines=self.lines,
            schema=schema,
            separator=self.delimiter,
            truncate_ragged_lines=truncate,
            extra_columns="ignore" if truncate else "raise",
            missing_columns="insert",
        )


def read_csv(path: Path, names: dict[str, tuple[str, ...]]) -> Source | None:
    """A csv with its headings near the top; null for anything out of shape, which the row reader takes.

    In UTF-8 or GB18030, parted by commas, tabs or semicolons, quoted as RFC 4180 has it.
    """
    known = _headings(path, names)
    if known is None:
        return None
    shape, headings, held = known
    wanted = keys_of(headings, held.places, every=held.long_form)
    quoted = _has(shape.content, b'""')
    read = _columns(shape, wanted, quoted=quoted)
    if read is None and isinstance(shape.content, Path):  # not UTF-8 from beginning to end, perhaps
        shape, read = _in_gb18030(path, shape, wanted)
    if read is None:
        return None
    columns = {key: smaller(read.drop_in_place(str(place)), key) for place, key in wanted.items()}
    if quoted:
        columns = {key: smaller(column, key) for key, column in unquoted(columns).items()}
    size = len(next(iter(columns.values())))
    if size > EMPTY_ROWS and 2 * _nameless(columns["case_id"]) > size:
        return None  # most of it is empty rows

    def wholes(at: Sequence[int]) -> list[tuple[str, ...]]:
        rows = shape.scan().with_row_index("at").filter(pl.col("at").is_in(list(at))).drop("at")
        return as_rows(rows.collect(engine="streaming"))

    def others(places: list[int]) -> list[pl.Series]:
        return [bare_column(column.fill_null("")) for column in shape.scan().select(map(str, places)).collect()]

    void: tuple[int, ...] = ()
    if not held.long_form and _has(shape.content, VOID_LETTER.encode()):
        void = void_rows(shape.scan(), [str(place) for place in range(shape.width)])
    return Source(path, columns, size, headings, held, shape.row, wholes, others, void=void)


def _nameless(numbers: pl.Series) -> int:
    """How many rows have no number of a case."""
    return int((numbers.is_null() | (numbers.cast(pl.String) == "")).sum())


def _headings(path: Path, names: dict[str, tuple[str, ...]]) -> tuple[_Csv, tuple[str, ...], Placed] | None:
    """The shape of a csv, its headings and what they hold; null if it is out of shape or has none near the top."""
    with path.open("rb") as file:
        head = file.read(_TOP)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not head:
        return None
    text, is_utf8 = _decoded(head, final=len(head) < _TOP)
    delimiter = delimiter_of(text)
    if delimiter == "，" or not _well_formed(path, delimiter):
        return None
    top, lines = _top_rows(text, delimiter)
    if any(len(row) > MOST_COLUMNS for row in top):
        return None
    found = find_head(Sheet(path.name, top), names)
    if found is None or found.last > found.first:  # headings in two rows are read together from the rows
        return None
    content = path.absolute() if is_utf8 else _as_utf8(path, "gb18030")
    if not content:
        return None
    shape = _Csv(content, delimiter, len(found.headings), lines[found.first], found.first + 2)
    return shape, found.headings, found.held


def _top_rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first rows of a csv, as far as they can be parsed, and the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    top: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in islice(reader, LOOKED_FOR_HEADINGS + 1):
            top.append(row)
            lines.append(reader.line_num)
    except csv.Error:
        pass
    return top, lines


def _decoded(head: bytes, *, final: bool) -> tuple[str, bool]:
    """The beginning of a file as text, and whether it is UTF-8. final: it is all of it, and ends within no letter."""
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head, final), True
    except UnicodeDecodeError:
        return codecs.getincrementaldecoder("gb18030")(errors="replace").decode(head), False


def _in_gb18030(path: Path, shape: _Csv, wanted: Mapping[int, str]) -> tuple[_Csv, pl.DataFrame | None]:
    """A file read again whose first bytes only looked like UTF-8."""
    if _as_utf8(path, "utf-8-sig", keep=False) is not None or (content := _as_utf8(path, "gb18030")) is None:
        return shape, None
    again = _Csv(content, shape.delimiter, shape.width, shape.lines, shape.row)
    return again, _columns(again, wanted, quoted=True)


def _as_utf8(path: Path, encoding: str, *, keep: bool = True) -> bytes | None:
    """A file in UTF-8, decoded piece by piece; null if it is not in that encoding. keep: else only whether it is."""
    decoder, found = codecs.getincrementaldecoder(encoding)(), bytearray()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                text = decoder.decode(piece)
                found += text.encode() if keep else b""
            found += decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError:
        return None
    return bytes(found)


def _columns(shape: _Csv, wanted: Mapping[int, str], *, quoted: bool) -> pl.DataFrame | None:
    """Only the known columns; words that stand in many rows are kept once. None if the file is out of shape.

    quoted: two quotation marks may stand together in it.
    """
    words, text = pl.Categorical(), pl.String()
    kinds = {place: words if is_worded(text, key) else text for place, key in wanted.items()}
    days = [str(place) for place, key in wanted.items() if is_days(key)]
    lines, beyond = shape.scan_known(kinds), str(shape.width)
    try:  # plain ISO days, read piece by piece, so that their text never stands in memory as a whole
        signs = _has(shape.content, b"+")
        read = [iso(name, strict=True, signs=signs, quoted=quoted) for name in days]
        whole = lines.with_columns(read).collect(engine="streaming")
        if all(four_digits(whole[name]) for name in days):
            return None if whole[beyond].null_count() < whole.height else whole
    except pl.exceptions.PolarsError:
        pass
    try:
        whole = lines.collect()
    except pl.exceptions.PolarsError:
        return None
    return None if whole[beyond].null_count() < whole.height else whole


@contextmanager
def _bytes_of(content: Path | bytes) -> Iterator[bytes | mmap]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        yield whole


def _has(content: Path | bytes, text: bytes) -> bool:
    """Whether these bytes stand anywhere in a file."""
    with _bytes_of(content) as whole:
        return whole.find(text) >= 0


def _well_formed(path: Path, delimiter: str) -> bool:
    """Whether every quotation mark opens or closes a whole cell or is doubled in one, every line ends in a line feed,
    and no byte is 0.

    Readers agree on such a file; of all others only the row reader knows what it is. In GB18030 no letter holds a byte
    that means any of these.
    """
    if not any(_has(path, mark) for mark in (b'"', b"\r", b"\0")):
        return True
    outside = np.frombuffer((delimiter + "\r\n").encode(), np.uint8)
    inside, before = False, ord("\n")
    with path.open("rb") as file:
        file.seek(len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0)
        piece = file.read(_PIECE)
        while piece:
            following = file.read(_PIECE)
            cells = np.frombuffer(piece + (following[:1] or b"\n"), np.uint8)
            if not cells.all() or (cells[1:][cells[:-1] == _RETURN] != _FEED).any():
                return False
            at = np.flatnonzero(cells[:-1] == _QUOTE)
            previous = np.where(at > 0, cells[at - 1], before)
            opens = (np.arange(len(at)) % 2 == 0) != inside
            near = np.where(opens, previous, cells[at + 1])
            if not (np.isin(near, outside) | (near == _QUOTE)).all():
                return False
            inside ^= len(at) % 2 == 1
            before, piece = piece[-1], following
    return not inside
