"""Reading a register: which sheet, which columns, which rows are cases, and which rows cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve, field, frozen

from casework.backlog.cells import RowFault
from casework.backlog.choosing import read_table
from casework.backlog.long_form import LongCase, LongFault, keys_of, long_cases, match_long
from casework.backlog.mapping import read_mapping_file, words_of
from casework.backlog.not_cases import NotCase
from casework.backlog.placed import GOES_ON, goes_on, padded, passing
from casework.backlog.rejected import Rejected as Rejected
from casework.backlog.rejected import id_faults, row_faults, shared_ids
from casework.backlog.rejected import undecided as undecided
from casework.backlog.remarks import CellReader
from casework.backlog.rows import Chooser, RowFacts, chooser_for, flat_case, received_by
from casework.backlog.table import Table
from casework.backlog.workbook import WorkbookLimits
from casework.case import Case, CaseOpened
from casework.case.receipt import confirmed_on, received_on

Progress = Callable[[int, int], None]


@frozen(slots=True)
class RegisterCase:
    """One request of the register. case is null where no law can be applied; why_unknown then says why.

    assumed: what was not stated and is taken in the direction that favours no one silently. first_day: from which day
    on it is a case of the office; confirmed_on: of a table of steps, the day of a confirmation that was needed, which
    is then the day of receipt.
    """

    row: int
    case_id: str
    unit: str
    channel: str
    applicant_type: str
    case: Case | None
    outcome: str = ""
    assumed: tuple[str, ...] = ()
    odd: tuple[tuple[str, str], ...] = ()
    why_unknown: tuple[str, str] = ("", "")
    first_day: date | None = None
    extra: tuple[str, ...] = field(default=(), repr=False)
    applicant: str = field(default="", repr=False)
    confirmed_on: date | None = None

    def received_by(self, on: date) -> date | None:
        """The day of receipt as the facts of a day tell it."""
        return received_by(self.first_day, self.confirmed_on, on)


@frozen(slots=True)
class Register:
    """A register as read: cases in the order of the file, rejected rows, warnings, and the headings of the file.

    not_cases: rows that are no requests, and why. sheets_left_out: of a workbook, by name. Of a flat register the rows
    with anything in them are its cases, the rejected and these.
    """

    path: Path
    headings: tuple[str, ...]
    cases: tuple[RegisterCase, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    long_form: bool = False
    extra_headings: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    not_cases: tuple[NotCase, ...] = ()
    sheets_left_out: tuple[str, ...] = ()


def read_register(
    path: str | Path,
    *,
    sheet: str | None = None,
    mapping: str | Path | None = None,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    implied: bool = False,
    progress: Progress | None = None,
    limits: WorkbookLimits | None = None,
) -> Register:
    """Read an office's register, flat (one row a request) or long (one row a step).

    Args:
        path: .xlsx, .xls, .csv (UTF-8, BOM, GB18030; comma, tab or semicolon) or .parquet. Never changed.
        sheet: The name of the sheet that is the register; None looks for it.
        mapping: A TOML file that names columns and words the tables here do not know.
        regime: "cn" chooses by day of receipt; or the id of one regime.
        params: Other answers to open questions of law.
        implied: Read missing steps into a long form too (a flat row always needs them).
        progress: Told (rows done, rows in all).
        limits: What reading a workbook may cost; those of the environment if None.

    Raises:
        ImportRejected: The file or the mapping cannot be read, or no row has a heading for the case number.
        DefinitionError: A fault in the mapping or the parameters.
    """
    names = {} if mapping is None else read_mapping_file(Path(mapping))
    chooser = chooser_for(regime, params or {})
    file = Path(path)
    table = read_table(file, names, sheet, limits=limits)
    if table.held.long_form:
        return _long(file, table, names, chooser, implied)
    return _flat(file, table, CellReader(table.headings, table.held.places, words_of(names)), chooser, progress)


def _flat(path: Path, table: Table, reader: CellReader, chooser: Chooser, progress: Progress | None) -> Register:
    headings, rows, found = table.headings, table.rows, table.held.places
    through = passing(headings, found)
    shared = shared_ids(rows, found["case_id"], table.first_row)
    cases: list[RegisterCase] = []
    rejected: list[Rejected] = []
    longer: list[str] = []
    for index, cells in enumerate(rows):
        number = table.first_row + index
        if progress is not None and index % 2000 == 0:
            progress(index, len(rows))
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        known = reader.known(cells, number)
        faults = id_faults(cells, number, found["case_id"], headings, shared)
        if not faults:
            try:
                cases.append(one_row(known, number, chooser, through_of(cells, through)))
                if goes_on(cells, len(headings)):
                    longer.append(GOES_ON.format(row=number))
                continue
            except RowFault as fault:
                faults = row_faults(fault, cells, number, found, headings)
        kept = padded(cells, len(headings))
        rejected += [evolve(fault, cells=kept) for fault in faults]
    if progress is not None:
        progress(len(rows), len(rows))
    return Register(
        path,
        headings,
        tuple(cases),
        tuple(rejected),
        (*table.held.warnings, *map(str, reader.remarks()), *longer),
        extra_headings=tuple(headings[index] for index in through),
        columns=frozenset(found),
        not_cases=table.not_cases,
        sheets_left_out=table.sheets_left_out,
    )


def through_of(cells: Sequence[str], through: Sequence[int]) -> tuple[str, ...]:
    """The cells of a row that pass through."""
    return tuple(cells[place] if place < len(cells) else "" for place in through)


def one_row(known: Mapping[str, str], number: int, chooser: Chooser, extra: tuple[str, ...] = ()) -> RegisterCase:
    """A row as a request, of its known cells by key.

    Raises:
        RowFault: What cannot be in it.
    """
    facts: RowFacts = flat_case(known, chooser)
    return RegisterCase(
        number,
        known["case_id"],
        known.get("unit", ""),
        facts.channel,
        facts.applicant_type,
        facts.case,
        facts.outcome,
        facts.assumed,
        facts.odd,
        facts.why_unknown,
        facts.first_day,
        extra,
        known.get("applicant", ""),
    )


def _short_of(faults: Sequence[LongFault]) -> tuple[tuple[str, str], ...]:
    """A case some of whose rows could not be read is judged on the rest, and says so."""
    rows = sorted({fault[0] for fault in faults})
    if not rows:
        return ()
    listed = ", ".join(map(str, rows))
    return ((f"第{listed}行未能读取，结论仅据其余各行", f"judged without its rejected rows {listed}"),)


def long_row(found: LongCase, case: Case) -> RegisterCase:
    """A case of the long form as a request of the register, its entries as corrected."""
    opened = next(event for event in case.history if isinstance(event, CaseOpened))
    return RegisterCase(
        found.row,
        found.case_id,
        str(opened.payload.get("unit") or ""),
        str(opened.payload.get("channel") or ""),
        str(opened.payload.get("applicant_type") or ""),
        case,
        found.outcome,
        first_day=received_on(case.regime, opened) or opened.on,
        odd=_short_of(found.faults),
        applicant=str(opened.payload.get("applicant") or ""),
        confirmed_on=confirmed_on(case.regime, case.history),
    )


def long_faults(found: LongCase, width: int) -> list[Rejected]:
    """What was wrong with the rows of a case of the long form, under so many headings."""
    return [
        Rejected(row, column, value, words, found.case_id, padded(cells, width))
        for row, column, value, words, cells in found.faults
    ]


def _long(path: Path, table: Table, names: Mapping[str, tuple[str, ...]], chooser: Chooser, implied: bool) -> Register:
    cases: list[RegisterCase] = []
    rejected: list[Rejected] = []
    warnings = list(table.held.warnings)
    headings = table.headings
    for outcome in long_cases(headings, enumerate(table.rows, table.first_row), names, chooser, implied=implied):
        if outcome.case is not None:
            cases.append(long_row(outcome, outcome.case))
        warnings += outcome.warnings
        rejected += long_faults(outcome, len(headings))
    rejected.sort(key=lambda each: each.row)
    return Register(
        path,
        headings,
        tuple(cases),
        tuple(rejected),
        tuple(warnings),
        long_form=True,
        columns=keys_of(headings, match_long(headings, names)[0]),
        not_cases=table.not_cases,
        sheets_left_out=table.sheets_left_out,
    )
