"""A register asked one question, answered by the column: what `by_row` answers, of a million rows in seconds.

A large Parquet file is read slice by slice, so that little more than one slice is in memory. Needs the extra `backlog`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, Final

import polars as pl

from casework.backlog.audit import FINDING_COLUMNS
from casework.backlog.by_row import REMARKS, SHOWN, Answer, Progress, Question, Stage, in_silence
from casework.backlog.choosing import check_sheet
from casework.backlog.columns.evaluation import Columns, charged_months, evaluate_source
from casework.backlog.columns.findings import with_basis_in
from casework.backlog.columns.parquet_file import Slices, size_of_parquet
from casework.backlog.columns.reading import read_source
from casework.backlog.columns.source import Source
from casework.backlog.columns.write import Files
from casework.backlog.mapping import read_mapping_file
from casework.backlog.measures.answers import Answers, answers
from casework.backlog.measures.totals import summary
from casework.backlog.not_cases import NotCase
from casework.backlog.register import Rejected, undecided
from casework.backlog.remarks import CellRemark, put_together
from casework.backlog.rows import Chooser, chooser_for
from casework.backlog.summary import not_judged
from casework.regimes import RULES

AT_ONCE: Final = 2_000_000
"""A Parquet file of more rows is read in slices of a quarter as many; of a table of steps, six times as many."""
_STEPS: Final = 6
_SUMMED: Final = ("due", "days_used", "days_left", "overdue_by", "provisional", "flips")
_WORDS: Final = ("verdict", "card", "assumed", "state", "unit")
_COMPARED: Final = ("case_id", "verdict", "due")
_LATE: Final = {
    "row": pl.UInt32(), "case_id": pl.String(), "why": pl.String(), "verdict": pl.String(), "overdue_by": pl.Int32()
}  # fmt: skip
_UNANSWERED: Final = ("open", "overdue")


def answer(asked: Question, stage: Stage = in_silence) -> Answer:
    """As `by_row.answer`, from one pass: there is no part "audit"."""
    asked.check_folder()
    if asked.compare is not None:  # a wrong answer is refused before anything is written
        param, values = asked.compare
        for value in values:
            chooser_for(asked.regime, {**asked.params, param: value})
    sources = _Sources(asked, stage)
    chooser, gathered = chooser_for(asked.regime, asked.params), _Gathered(asked)
    months = (
        None if asked.audit is None else charged_months(sources.of_those_charged(), asked.on, chooser, asked.calendar)
    )
    with stage("count") as told:
        for source, share_told in sources.each(told):
            gathered.put(_found(asked, source, chooser, months, share_told), source)
    if asked.compare is not None:
        with stage("compare"):
            gathered.compared = under_each(sources, asked, *asked.compare)
    with stage("write"):
        return gathered.answer()


def _found(
    asked: Question, source: Source, chooser: Chooser, months: pl.DataFrame | None, told: Progress | None
) -> Columns:
    return evaluate_source(
        source,
        asked.on,
        chooser,
        calendar=asked.calendar,
        office=asked.office,
        audit=asked.audit,
        sentences=asked.lang,
        months=months,
        progress=told,
    )


class _Sources:
    """The register, whole or slice by slice."""

    def __init__(self, asked: Question, stage: Stage) -> None:
        names = {} if asked.mapping is None else read_mapping_file(asked.mapping)
        with stage("read"):
            check_sheet(asked.file, asked.sheet)
            rows, long_form = size_of_parquet(asked.file, names)
            most = AT_ONCE * _STEPS if long_form else AT_ONCE
            self._slices = Slices(asked.file, names, most // 4) if rows > most else None
            self._whole = read_source(asked.file, names, asked.sheet) if self._slices is None else None

    def __iter__(self) -> Iterator[Source]:
        """As often as it is asked for."""
        return iter((self._whole,) if self._whole is not None else self._slices or ())

    def each(self, told: Progress | None) -> Iterator[tuple[Source, Progress | None]]:
        """Each slice, and whom to tell how far it is."""
        total = self._slices.size if self._slices is not None else 0
        before = 0
        for source in self:
            yield source, _share(told, before, source.size, total or source.size)
            before += source.size

    def of_those_charged(self) -> Source | None:
        """Of a register in slices every request of the applicants who were charged anything."""
        return None if self._slices is None else self._slices.of_those_charged()


def _share(told: Progress | None, before: int, rows: int, total: int) -> Progress | None:
    """Tells how far the whole is by how far a slice of it is."""
    return None if told is None else lambda done, size: told(min(before + rows * done // max(size, 1), total), total)


class _Gathered:
    """An answer while it is put together; of each slice only what the answer needs is kept."""

    def __init__(self, asked: Question) -> None:
        self._asked = asked
        self._files = None if asked.out is None else Files(asked.out, asked.files, asked.lang)
        self._cases: list[pl.DataFrame] = []
        self._late = pl.DataFrame(schema=_LATE)
        self._findings: list[pl.DataFrame] = []
        self._remarks: tuple[list[str], ...] = ([], [], [])
        self._headings: tuple[str, ...] = ()
        self._warnings: tuple[str, ...] = ()
        self._cells: tuple[CellRemark, ...] = ()
        self._not_cases: list[NotCase] = []
        self._sheets: tuple[str, ...] = ()
        self._rejected: list[Rejected] = []
        self._left: dict[str, int] = {}
        self._late_cases = self._remarks_made = 0
        self.compared: Answers | None = None

    def put(self, found: Columns, source: Source) -> None:
        """What was found in a slice."""
        self._headings, self._warnings = source.headings, source.warnings
        self._cells = tuple(put_together((*self._cells, *source.remarks)))
        self._not_cases += found.not_cases
        self._sheets = found.sheets_left_out
        # words of a few kinds are kept as such: of ten million rows only the figures are in memory
        self._cases.append(found.cases.select(pl.col(_SUMMED), pl.col(_WORDS).cast(pl.Categorical)))
        late = found.cases.filter(pl.col("verdict").is_in(["overdue", "late"])).select(_LATE.keys())
        self._late = _worst(pl.concat([self._late, late])).head(SHOWN).rechunk()
        self._late_cases += late.height
        if found.findings is not None:
            self._findings.append(with_basis_in(found.findings.select(FINDING_COLUMNS), self._asked.lang))
        if found.remarks is not None:
            for kind, kept in enumerate(self._remarks):  # those of the file first, whatever slice they are of
                of_kind = found.remarks.filter(pl.col("of_day") == kind)["text"]
                kept += of_kind.head(REMARKS - len(kept)).to_list()
            self._remarks_made += found.remarks.height
        self._rejected += found.rejected
        for name, number in found.not_judged.items():
            self._left[name] = self._left.get(name, 0) + number
        if self._files is not None:
            self._files.put(found, source)

    def answer(self) -> Answer:
        """All of it."""
        self._rejected.sort(key=lambda each: each.row)
        warnings = [*self._warnings, *map(str, self._cells)]
        remarks = [*warnings, *chain(*self._remarks)][:REMARKS]
        totals = self._totals(remarks)
        paths = () if self._files is None else self._files.end(self._headings, self._rejected, totals)
        return Answer(
            totals,
            self._late.select("row", "case_id", "why").rows(),
            self._late_cases,
            self._headings,
            tuple(self._rejected),
            remarks,
            len(warnings) + self._remarks_made,
            self._listed,
            paths,
        )

    def _totals(self, remarks: Sequence[str]) -> dict[str, Any]:
        asked, cases = self._asked, pl.concat(self._cases).with_columns(pl.col(_WORDS).cast(pl.String))
        rungs = [rung.id for rung in asked.office.ladder.rungs]
        left_out = not_judged(self._rejected, self._not_cases, self._sheets, asked.lang)
        totals = summary(cases, asked.on, left_out=left_out, warnings=remarks, rungs=rungs)
        if asked.audit is not None:
            rules = pl.concat(self._findings)["rule"]
            counted = dict(rules.value_counts().iter_rows())
            totals["findings"] = {name: counted[name] for name in RULES if name in counted}
            totals["not_judged"] = {name: self._left[name] for name in RULES if name in self._left}
        if self.compared is not None:
            totals["compare"] = self.compared.as_json()
        return totals

    def _listed(self) -> list[dict[str, Any]]:
        return [line for part in self._findings for line in part.with_columns(pl.col("on").cast(pl.String)).to_dicts()]


def _worst(late: pl.DataFrame) -> pl.DataFrame:
    """Overdue cases first, and those longest over."""
    return late.sort(pl.col("verdict") != "overdue", -pl.col("overdue_by").fill_null(0), maintain_order=True)


def under_each(sources: Iterable[Source], asked: Question, param: str, values: Sequence[str]) -> Answers:
    """A register under each answer to an open question of law.

    Raises:
        DefinitionError: No such parameter, or a value that is no answer.
    """
    choosers = {value: chooser_for(asked.regime, {**asked.params, param: value}) for value in values}
    frames: dict[str, list[pl.DataFrame]] = {value: [] for value in values}
    for source in sources:
        for value, chooser in choosers.items():
            frames[value].append(_verdicts(source, asked, asked.on, chooser))
    return answers(param, {value: pl.concat(parts) for value, parts in frames.items()})


def between(asked: Question, before: date, stage: Stage = in_silence) -> tuple[dict[str, Any], tuple[Rejected, ...]]:
    """As `by_row.between`."""
    sources, chooser = _Sources(asked, stage), chooser_for(asked.regime, asked.params)
    rejected: list[Rejected] = []
    parts = []
    with stage("count"):
        for source in sources:
            then = _verdicts(source, asked, before, chooser)
            now = _verdicts(source, asked, asked.on, chooser, rejected.extend)
            parts.append(now.join(then, on="case_id", how="left", suffix=" then", maintain_order="left"))
    return _changes(pl.concat(parts), before, asked.on, rejected), tuple(rejected)


def _verdicts(
    source: Source,
    asked: Question,
    on: date,
    chooser: Chooser,
    told: Callable[[Iterable[Rejected]], None] | None = None,
) -> pl.DataFrame:
    found = evaluate_source(source, on, chooser, calendar=asked.calendar)
    if told is not None:
        told(found.rejected)
    return found.cases.select(_COMPARED)


def _changes(both: pl.DataFrame, before: date, after: date, rejected: Sequence[Rejected]) -> dict[str, Any]:
    """both: case_id, verdict, due, and `verdict then`, `due then` of the first day."""
    is_open, was_open = (pl.col(name).is_in(_UNANSWERED).fill_null(value=False) for name in ("verdict", "verdict then"))
    new, overdue = pl.col("verdict then").is_null(), pl.col("verdict") == "overdue"
    moved = both.filter(was_open & is_open & pl.col("due").ne_missing(pl.col("due then")))
    days = moved.with_columns(pl.col("due", "due then").dt.to_string("%Y-%m-%d"))

    def named(which: pl.Expr) -> list[str]:
        return both.filter(which)["case_id"].to_list()

    return {
        "from": before.isoformat(),
        "to": after.isoformat(),
        "rejected": len({fault.row for fault in rejected}),
        "undecided": undecided(rejected),
        "opened": named(new),
        "closed": named(~is_open & (pl.col("verdict") != "unknown") & (was_open | new)),
        "newly_overdue": named(overdue & pl.col("verdict then").ne_missing(pl.lit("overdue"))),
        "moved": [
            {"case_id": name, "from": was, "to": due}
            for name, was, due in days.select("case_id", "due then", "due").iter_rows()
        ],
    }
