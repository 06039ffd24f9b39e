"""Writing what was found by the column: the files of `backlog.write`, byte for byte, whole columns at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from casework.backlog.audit import FINDING_COLUMNS
from casework.backlog.columns.evaluation import Columns
from casework.backlog.columns.findings import with_basis_in
from casework.backlog.columns.source import Source
from casework.backlog.placed import passing
from casework.backlog.register import Rejected
from casework.backlog.write import COLUMNS, RUNS, folder_of, write_rejected, write_table


class Files:
    """The files of an evaluation, written slice after slice.

    Raises:
        CaseworkError: From every method, where the folder cannot be written to.
    """

    def __init__(self, folder: Path, names: Sequence[str], lang: str) -> None:
        """names: "findings.csv" and which others of OUTPUTS. lang: of what was expected of cells, "zh" or "en"."""
        self._folder, self._names, self._lang = folder, names, lang
        self._begun = False

    def put(self, found: Columns, source: Source) -> None:
        """The cases and findings of a slice, with its sentences. source: its columns that nobody reads pass through."""
        nothing = pl.DataFrame(schema=dict.fromkeys(FINDING_COLUMNS, pl.String()))
        with folder_of(self._folder) as place:
            if "cases.csv" in self._names:
                heads, cases = _with_others(found.cases.select(*COLUMNS, *found.own_columns), source)
                write_safely(cases, place / "cases.csv", heads, append=self._begun)
            findings = (
                nothing if found.findings is None else with_basis_in(found.findings.select(FINDING_COLUMNS), self._lang)
            )
            write_safely(findings, place / "findings.csv", append=self._begun)
        self._begun = True

    def end(self, headings: Sequence[str], rejected: Sequence[Rejected], summary: dict[str, Any]) -> tuple[Path, ...]:
        """What was rejected and what it all adds up to; the paths of all files."""
        with folder_of(self._folder) as place:
            if "rejected.csv" in self._names:
                write_rejected(headings, rejected, place / "rejected.csv", self._lang)
            if "summary.json" in self._names:
                text = json.dumps(summary, ensure_ascii=False, indent=2)
                (place / "summary.json").write_text(text + "\n", encoding="utf-8")
        order = ("cases.csv", "rejected.csv", "summary.json", "findings.csv")
        return tuple(self._folder / name for name in order if name in self._names)


def _with_others(cases: pl.DataFrame, source: Source) -> tuple[list[str], pl.DataFrame]:
    """The headings and the table with the columns of the file that pass through; a table of steps has none."""
    through = [] if source.long_form else passing(source.headings, source.places)
    if not through:
        return cases.columns, cases
    at = (cases["row"].cast(pl.Int64) - source.first_row).cast(pl.UInt32)
    kept = [column.gather(at).alias(f"+{place}") for place, column in zip(through, source.others(through), strict=True)]
    return [*cases.columns, *(source.headings[place] for place in through)], cases.with_columns(kept)


def write_safely(frame: pl.DataFrame, path: Path, heads: Sequence[str] = (), *, append: bool = False) -> Path:
    """Write a csv with the cells `backlog.write.as_text` would give, whole columns at once.

    heads: other headings. append: go on where such a file ends.
    """
    if not append:
        write_table(path, heads or frame.columns, ())
    cells = [_safe(name, kind).alias(name) for name, kind in frame.schema.items()]
    with path.open("ab") as file:
        frame.select(cells).write_csv(file, include_header=False, line_terminator="\r\n")
    return path


def _safe(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
    if kind != pl.String:
        return column
    runs = column.str.contains(RUNS)
    # an empty text is written as nothing at all, not as two quotation marks
    return pl.when(runs).then(pl.lit("'") + column).when(column != "").then(column)
