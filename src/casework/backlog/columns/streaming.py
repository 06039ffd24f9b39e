"""A register larger than memory: a Parquet file evaluated slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from casework.backlog.columns.evaluation import Columns, charged_months, evaluate_source
from casework.backlog.columns.parquet_file import Slices
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
    clocks: bool = False,
) -> Iterator[Columns]:
    """Evaluate a register in Parquet, flat or a table of steps, so many rows at a time; one slice is in memory.

    Row numbers are those of the file, and a number that two rows of a flat register share is rejected in both slices. A
    case of a table of steps is read in the slice where its first row lies: let its rows stand together, or the table be
    in order of day; where they lie anywhere, a slice is as large as the file. A fee is judged by all the applicant's
    requests of the month, whatever slice they are in: those of applicants who were charged are read first.

    Args:
        path: A Parquet file, a row a request or a row a step.
        on: The day of the reading, judged at its end.
        rows: How many rows a slice has, at least 1.
        mapping: A TOML file that names columns the tables here do not know.
        regime: "cn" chooses by day of receipt; or the id of one regime.
        params: Other answers to open questions of law.
        calendar: Which days count; each regime's own if not given.
        office: Its cards and its promise.
        audit: Also audit, with these settings.
        clocks: Also give every clock of every case.

    Raises:
        ImportRejected: Not a Parquet file, or no column for the number of the case.
        DefinitionError: A fault in the mapping or the parameters.
    """
    file = Path(path)
    if rows < 1:
        raise ValueError("a slice has at least one row")
    if file.suffix.lower() != ".parquet":
        raise ImportRejected(f"{file.name}: slices are read from a Parquet file")
    names = {} if mapping is None else read_mapping_file(Path(mapping))
    chooser = chooser_for(regime, params or {})
    slices = Slices(file, names, rows)
    months = None if audit is None else charged_months(slices.of_those_charged(), on, chooser, calendar)
    for source in slices:
        yield evaluate_source(
            source, on, chooser, calendar=calendar, office=office, audit=audit, clocks=clocks, months=months
        )
