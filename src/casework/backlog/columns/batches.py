"""The evaluation as a function over Arrow batches, for Spark's `mapInArrow`, for Dask, or for a file read in slices.

Needs pyarrow (extra `arrow`) beside polars and numpy (extra `backlog`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from casework.backlog.columns.evaluation import Columns, evaluate_source
from casework.backlog.columns.readying import made_ready
from casework.backlog.columns.source import source_of
from casework.backlog.rows import chooser_for
from casework.case import Settings
from casework.errors import CaseworkError
from casework.office import Office
from casework.workdays import WorkCalendar

if TYPE_CHECKING:
    import pyarrow

Told = Callable[[Columns], None]

FIELDS: Final[Mapping[str, str]] = {
    "row": "int64",
    "case_id": "string",
    "unit": "string",
    "channel": "string",
    "applicant_type": "string",
    "outcome": "string",
    "received_on": "date32",
    "day_zero": "date32",
    "due": "date32",
    "latest_due": "date32",
    "ended_on": "date32",
    "length": "int32",
    "days_used": "int32",
    "days_left": "int32",
    "overdue_by": "int32",
    "regime": "string",
    "state": "string",
    "clock": "string",
    "verdict": "string",
    "card": "string",
    "assumed": "string",
    "notes": "string",
    "provisional": "bool",
    "flips": "bool",
}
"""The columns of a result and their Arrow types; only such as Spark knows, too: no unsigned numbers, no large text."""
TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "cases": FIELDS,
    "findings": {
        "row": "int64",
        "case_id": "string",
        "rule": "string",
        "basis": "string",
        "on": "date32",
        "severity": "string",
    },
    "clocks": {
        "case_id": "string",
        "clock": "string",
        "limit": "string",
        "instance": "int32",
        "state": "string",
        **dict.fromkeys(("day_zero", "due", "latest_due", "ended_on"), "date32"),
        **dict.fromkeys(("length", "days_used", "days_left", "overdue_by"), "int32"),
        "provisional": "bool",
    },
}
"""What can be given, and its columns: a row a case, a finding or a clock."""


def schema(give: str = "cases") -> pyarrow.Schema:
    """The Arrow schema of every batch of results, whatever it holds. give: "cases", "findings" or "clocks".

    Raises:
        CaseworkError: No such table, or pyarrow is not there.
    """
    if give not in TABLES:
        raise CaseworkError(f"no table {give!r} can be given; there are {', '.join(TABLES)}")
    arrow = _extra()
    return arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in TABLES[give].items()])


def evaluate_batches(
    batches: Iterable[pyarrow.RecordBatch],
    on: date,
    *,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    first_row: int = 2,
    together: bool = False,
    give: str = "cases",
    audit: Settings | None = None,
    told: Told | None = None,
) -> Iterator[pyarrow.RecordBatch]:
    """Evaluate batch after batch; one batch of results for each, in the types of `schema()`.

    Every row of a case must stand in one batch: a number that two batches share is not noticed. What is rejected has no
    row in the result, only `told` learns of it; nor has what was not yet received on the day.

    Args:
        batches: Of one table, their columns named as in a register, flat or a table of steps.
        on: The day of the reading, judged at its end.
        regime: "cn" chooses by day of receipt; or the id of one regime.
        params: Other answers to open questions of law.
        calendar: Which days count; each regime's own if not given.
        office: Its cards and its promise.
        first_row: The number of the first row of the first batch; rows are counted on from batch to batch.
        together: Evaluate them all as one batch: for a partition that reaches us cut into batches anywhere.
        give: "cases", "findings" or "clocks": which table the batches of results are of.
        audit: The settings of the audit that findings are of; those of `Settings()` if not given.
        told: Handed the whole evaluation of each batch that is not empty: rejected rows, warnings.

    Raises:
        ImportRejected: A batch has no column for the number of the case.
        DefinitionError: A fault in the parameters; raised before the first batch is asked for.
        CaseworkError: `give` names no table; raised before the first batch is asked for.
    """
    kind, chooser = schema(give), chooser_for(regime, params or {})
    settings = audit or Settings() if give == "findings" else audit

    def evaluate(batch: pyarrow.RecordBatch | pyarrow.Table, row: int) -> Columns:
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a batch is a table
        source, clocks = made_ready(source_of(frame, first_row=row)), give == "clocks"
        return evaluate_source(source, on, chooser, calendar=calendar, office=office, audit=settings, clocks=clocks)

    return _evaluated(_joined(batches) if together else batches, evaluate, first_row, give, told, kind)


def _joined(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.Table]:
    if held := list(batches):
        yield _extra().Table.from_batches(held)


def _evaluated(
    batches: Iterable[pyarrow.RecordBatch | pyarrow.Table],
    evaluate: Callable[[pyarrow.RecordBatch | pyarrow.Table, int], Columns],
    row: int,
    give: str,
    told: Told | None,
    kind: pyarrow.Schema,
) -> Iterator[pyarrow.RecordBatch]:
    for batch in batches:
        if batch.num_rows == 0:
            yield _extra().RecordBatch.from_pylist([], schema=kind)
            continue
        found = evaluate(batch, row)
        if told is not None:
            told(found)
        row += batch.num_rows
        yield _batch(getattr(found, give), kind)


def _batch(table: pl.DataFrame, kind: pyarrow.Schema) -> pyarrow.RecordBatch:
    arrow = _extra()
    typed = table.select(kind.names).to_arrow(compat_level=pl.CompatLevel.oldest()).cast(kind)
    columns = [column.combine_chunks() for column in typed.columns]
    return arrow.RecordBatch.from_arrays(columns, schema=kind)


def _extra() -> Any:
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise CaseworkError("Arrow batches need pyarrow: pip install 'casework[arrow]'") from None
    return pyarrow
