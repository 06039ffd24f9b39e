"""Reading a register: which sheet, which columns, which rows are cases, and which rows cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from attrs import field, frozen

from casework.backlog.cells import RowFault, Words
from casework.backlog.files import Sheet, read_sheets
from casework.backlog.headings import EMPTY, TOTALS, plain
from casework.backlog.long_form import LongCase, LongFault, keys_of, long_cases, match_long
from casework.backlog.mapping import read_mapping_file
from casework.backlog.placed import GOES_ON, first_register, goes_on, padded, passing
from casework.backlog.rows import Chooser, RowFacts, chooser_for, flat_case, received_by
from casework.backlog.workbook import WorkbookLimits
from casework.case import Case, CaseOpened
from casework.case.receipt import confirmed_on, received_on

Progress = Callable[[int, int], None]
_LONGEST_ID = 200
_MOST_NAMED = 50
"""Of rows that share a number: beyond, naming each in each would be a square."""


@frozen(slots=True)
class Rejected:
    """One thing that keeps a row out: where, what stands there, what was expected; the row's own cells are kept."""

    row: int
    column: str
    value: str = field(repr=False)
    words: Words
    case_id: str = ""
    cells: tuple[str, ...] = field(default=(), repr=False)

    @property
    def expected(self) -> str:
        """What was expected, in English; `words` has the Chinese first."""
        return self.words[1]

    def text(self, lang: str = "en") -> str:
        """One sentence."""
        value = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        if lang == "zh":
            return f"第{self.row}行“{self.column}”：“{value}”，应为{self.words[0]}"
        return f"row {self.row}, column {self.column}: {value!r}: expected {self.words[1]}"


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
    """A register as read: cases in the order of the file, rejected rows, warnings, and the headings of the file."""

    path: Path
    headings: tuple[str, ...]
    cases: tuple[RegisterCase, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    long_form: bool = False
    extra_headings: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()


def read_register(
    path: str | Path,
    *,
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
        mapping: A TOML file that names columns the tables here do not know.
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
    sheet, number, held = first_register(read_sheets(file, limits=limits), file.name, names)
    if held.long_form:
        return _long(file, sheet, number, names, chooser, implied, list(held.warnings))
    return _flat(file, sheet, number, held.places, list(held.warnings), chooser, progress)


def _flat(
    path: Path,
    sheet: Sheet,
    heading_row: int,
    found: dict[str, int],
    warnings: list[str],
    chooser: Chooser,
    progress: Progress | None,
) -> Register:
    headings = sheet.rows[heading_row]
    rows = sheet.rows[heading_row + 1 :]
    through = passing(headings, found)
    shared = shared_ids(rows, found["case_id"], sheet.first_row + heading_row + 1)
    cases: list[RegisterCase] = []
    rejected: list[Rejected] = []
    for index, cells in enumerate(rows):
        number = sheet.first_row + heading_row + 1 + index
        if progress is not None and index % 2000 == 0:
            progress(index, len(rows))
        if not any(cells) or not any(cell.strip() for cell in cells):
            continue
        faults = id_faults(cells, number, found["case_id"], headings, shared)
        if not faults:
            try:
                cases.append(one_row(cells, number, found, chooser, through))
                if goes_on(cells, len(headings)):
                    warnings.append(GOES_ON.format(row=number))
                continue
            except RowFault as fault:
                case_id = _cell(cells, found["case_id"])
                faults = [
                    Rejected(number, headings[found[key]] if key in found else key, value, words, case_id)
                    for key, value, words in fault.faults
                ]
        kept = padded(cells, len(headings))
        rejected += [Rejected(f.row, f.column, f.value, f.words, f.case_id, kept) for f in faults]
    if progress is not None:
        progress(len(rows), len(rows))
    extra = tuple(headings[index] for index in through)
    return Register(
        path,
        tuple(headings),
        tuple(cases),
        tuple(rejected),
        tuple(warnings),
        extra_headings=extra,
        columns=frozenset(found),
    )


def one_row(
    cells: list[str], number: int, found: dict[str, int], chooser: Chooser, through: Sequence[int]
) -> RegisterCase:
    width = len(cells)
    known: dict[str, str] = {}
    for key, place in found.items():
        if place < width and (text := cells[place].strip()) not in EMPTY:
            known[key] = text
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
        tuple(cells[place] if place < width else "" for place in through),
        known.get("applicant", ""),
    )


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def shared_ids(rows: Sequence[Sequence[str]], place: int, first_row: int) -> dict[str, list[int]]:
    where: defaultdict[str, list[int]] = defaultdict(list)
    for index, cells in enumerate(rows):
        if case_id := _cell(cells, place):
            where[case_id].append(first_row + index)
    return {case_id: numbers for case_id, numbers in where.items() if len(numbers) > 1}


def id_faults(
    cells: Sequence[str], number: int, place: int, headings: Sequence[str], shared: Mapping[str, list[int]]
) -> list[Rejected]:
    case_id = _cell(cells, place)
    if case_id in EMPTY:
        return [Rejected(number, headings[place], case_id, ("案件编号", "the number of the case"))]
    if plain(case_id) in TOTALS:
        return [
            Rejected(number, headings[place], case_id, ("案件编号，而非合计行", "the number of a case, not a total"))
        ]
    if len(case_id) > _LONGEST_ID:
        words = (f"至多{_LONGEST_ID}字的编号", f"a number of at most {_LONGEST_ID} characters")
        return [Rejected(number, headings[place], case_id, words)]
    if (others := len(shared.get(case_id, ())) - 1) > 0:
        more = f" and {others - _MOST_NAMED} more" if others > _MOST_NAMED else ""
        named = islice((str(row) for row in shared[case_id] if row != number), _MOST_NAMED)
        listed = ", ".join(named) + more
        words = (f"唯一的编号，第{listed}行与之相同", f"a number of its own; row {listed} has it too")
        return [Rejected(number, headings[place], case_id, words, case_id)]
    return []


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


def _long(
    path: Path,
    sheet: Sheet,
    heading_row: int,
    names: dict[str, tuple[str, ...]],
    chooser: Chooser,
    implied: bool,
    warnings: list[str],
) -> Register:
    cases: list[RegisterCase] = []
    rejected: list[Rejected] = []
    headings = sheet.rows[heading_row]
    first = sheet.first_row + heading_row + 1
    numbered = enumerate(sheet.rows[heading_row + 1 :], first)
    for outcome in long_cases(headings, numbered, names, chooser, implied=implied):
        if outcome.case is not None:
            cases.append(long_row(outcome, outcome.case))
        warnings += outcome.warnings
        rejected += long_faults(outcome, len(headings))
    rejected.sort(key=lambda each: each.row)
    return Register(
        path,
        tuple(headings),
        tuple(cases),
        tuple(rejected),
        tuple(warnings),
        long_form=True,
        columns=keys_of(headings, match_long(headings, names)[0]),
    )
