"""A plain csv as columns, read piece by piece; whatever is not plain is left to the row reader."""

from __future__ import annotations

import io
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path

import polars as pl

from casework.backlog.columns.source import Source, four_digits, is_days, is_worded, iso, keys_of, matched, smaller
from casework.backlog.files import decode


def read_csv(path: Path, names: dict[str, tuple[str, ...]]) -> Source | None:
    """A plain csv with its headings in the first row; null for anything else, which the row reader takes."""
    with path.open("rb") as file:
        head = file.read(200_000)
    top = head.partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r")
    if "," not in top or any(mark in top for mark in ('"', "\t", ";")) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    headings = top.split(",")
    places, warnings, long_form = matched(headings, names)
    if not places:
        return None
    if len(set(headings)) < len(headings) or "" in headings:
        return None
    wanted = {headings[place]: key for place, key in keys_of(headings, places, every=long_form).items()}
    frame = _table(path, wanted)
    if frame is None or _cells_beyond(path, len(headings)):
        return None
    columns = {key: smaller(frame.drop_in_place(name), key) for name, key in wanted.items()}

    def whole(index: int) -> list[str]:
        rows = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True)
        return ["" if cell is None else str(cell) for cell in rows.slice(index, 1).collect().row(0)]

    size = len(next(iter(columns.values())))
    return Source(path, columns, size, tuple(headings), places, 2, whole, tuple(warnings), long_form)


def _table(path: Path, wanted: Mapping[str, str]) -> pl.DataFrame | None:
    """Only the known columns, by heading; words that stand in many rows are kept once."""
    worded = {name: pl.Categorical for name, key in wanted.items() if is_worded(pl.String(), key)}
    days = [name for name, key in wanted.items() if is_days(key)]
    signs = _has(path, b"+")
    try:  # plain ISO days, read piece by piece, so that their text never stands in memory as a whole
        lines = pl.scan_csv(path, infer_schema=False, schema_overrides=worded).select(*wanted)
        whole = lines.with_columns(iso(name, strict=True, signs=signs) for name in days).collect(engine="streaming")
        if all(four_digits(whole[name]) for name in days):
            return whole
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


def _has(path: Path, text: bytes) -> bool:
    """Whether these bytes stand anywhere in a file."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        return whole.find(text) >= 0


def _cells_beyond(path: Path, width: int) -> bool:
    """Whether the first rows hold more cells than there are headings: then the row reader says so."""
    with path.open("rb") as file:
        return any(
            line.count(b",") > width - 1 and b'"' not in line for line, _ in zip(file, range(2000), strict=False)
        )
