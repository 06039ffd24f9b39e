"""A register larger than memory: a Parquet file evaluated slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from casework.backlog.columns.evaluation import Columns, evaluate_source
from casework.backlog.columns.source import numbers_shared, parquet_rows, read_slice
from casework.backlog.mapping import read_mapping_file
from casework.backlog.rows import chooser_for
from casework.case import Settings
from casework.errors import ImportRejected
from casework.office import Office
from casework.workdays import WorkCalendar


def evaluate_slices(
    path: str | Path,
    on: date,
    rows: int = 1_000_000,
    *,
    mapping: str | Path | None = None,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    audit: Settings | None = None,
) -> Iterator[Columns]:
    """Evaluate a flat register in Parquet so many rows at a time; only one slice is in memory.

    Row numbers are those of the file, and a number that two slices share is rejected in both. Only a fee is judged by
    what the slice holds, the applicant's other requests of the month: where fees are charged, sort by day of receipt.

    Args:
        path: A Parquet file with a row a request.
        on: The day of the reading, judged at its end.
        rows: How many rows a slice has, at least 1.
        mapping: A TOML file that names columns the tables here do not know.
        regime: "cn" chooses by day of receipt; or the id of one regime.
        params: Other answers to open questions of law.
        calendar: Which days count; each regime's own if not given.
        office: Its cards and its promise.
        audit: Also audit, with these settings.

    Raises:
        ImportRejected: Not a Parquet file, a table of steps, or no column for the number of the case.
        DefinitionError: A fault in the mapping or the parameters.
    """
    file = Path(path)
    if rows < 1:
        raise ValueError("a slice has at least one row")
    if file.suffix.lower() != ".parquet":
        raise ImportRejected(f"{file.name}: slices are read from a Parquet file")
    names = {} if mapping is None else read_mapping_file(Path(mapping))
    chooser = chooser_for(regime, params or {})
    shared = numbers_shared(file, names)
    for first in range(0, max(parquet_rows(file), 1), rows):
        source = read_slice(file, names, first, rows, shared)
        yield evaluate_source(source, on, chooser, calendar=calendar, office=office, audit=audit)
