"""A register asked one question, answered row by row: what people are shown and what is written.

`by_column` gives the same answers in seconds where this takes minutes; this one needs no extra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from casework.backlog.audit import Audit, audit, with_findings, write_findings
from casework.backlog.compare import compare, diff
from casework.backlog.evaluate import Evaluated, Evaluation, evaluate
from casework.backlog.register import Register, Rejected, read_register
from casework.backlog.write import OUTPUTS, check_folder, write_evaluation
from casework.case import Settings
from casework.office import Office
from casework.workdays import WorkCalendar

Progress = Callable[[int, int], None]
Stage = Callable[[str], AbstractContextManager[Progress | None]]
"""Entered for each part of the work: read, count, audit, compare, write; gives whom to tell how far it is."""
SHOWN: Final = 12
"""How many late cases people are shown."""
REMARKS: Final = 1000
"""How many remarks on single rows are kept."""


def in_silence(_: str) -> AbstractContextManager[None]:
    """Tells nobody."""
    return nullcontext()


@frozen(slots=True)
class Question:
    """What is asked of a register.

    on: the day, judged at its end. audit: also audit, under these settings; null: do not. lang: of every sentence, "zh"
    or "en". compare: also which cases depend on an open question of law, its id and the answers. out: a folder to write
    into; findings_alone: only what the audit found. sheet: of a workbook, which one is the register. The other
    names are as `read_register` and `evaluate` take them.
    """

    file: Path
    on: date
    lang: str
    calendar: WorkCalendar | None = field(default=None, repr=False)
    mapping: Path | None = None
    regime: str = "cn"
    params: Mapping[str, str] = field(factory=dict)
    office: Office = field(factory=Office)
    audit: Settings | None = None
    compare: tuple[str, Sequence[str]] | None = None
    out: Path | None = None
    findings_alone: bool = False
    sheet: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """What is written into the folder."""
        return ("findings.csv",) if self.findings_alone else OUTPUTS

    def check_folder(self) -> None:
        """Refuse early to write over the register.

        Raises:
            CaseworkError: One of the files is the register.
        """
        if self.out is not None:
            check_folder(self.out, self.file, self.files)


@frozen(slots=True, eq=False)
class Answer:
    """What a register comes to on a day.

    summary: as in the interface; of an audit its counts, too, and what was compared. late: row, case and sentence of
    the worst of `late_cases` that are overdue or were replied to late. remarks: the first of `remarks_made`. findings:
    gives what the audit found, as `casework audit` prints it. paths: of the files that were written.
    """

    summary: dict[str, Any]
    late: Sequence[tuple[int, str, str]] = field(repr=False)
    late_cases: int
    headings: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    remarks: Sequence[str] = field(repr=False)
    remarks_made: int
    findings: Callable[[], list[dict[str, Any]]] = field(repr=False)
    paths: tuple[Path, ...] = ()


def answer(asked: Question, stage: Stage = in_silence) -> Answer:
    """Read, evaluate and, if it is asked for, audit a register, compare, and write.

    Raises:
        ImportRejected: The file cannot be read, or no row has a heading for the case number.
        DefinitionError: A fault in the mapping or the parameters.
        CaseworkError: The folder cannot be written to.
    """
    asked.check_folder()
    register = _register(asked, stage)
    with stage("count") as told:
        found = evaluate(
            register, asked.on, calendar=asked.calendar, office=asked.office, lang=asked.lang, progress=told
        )
    found.summary["warnings"] = list(found.warnings[:REMARKS])
    audited = Audit(asked.on, (), {})
    if asked.audit is not None:
        with stage("audit") as told:
            audited = audit(register, asked.on, settings=asked.audit, calendar=asked.calendar, progress=told)
        found.summary.update(findings=audited.by_rule(), not_judged=audited.not_judged)
        found = with_findings(found, audited, asked.lang)
    if asked.compare is not None:
        with stage("compare"):
            found.summary["compare"] = _compared(asked, *asked.compare)
    late = sorted((row for row in found.rows if row.verdict in ("overdue", "late")), key=_worst_first)
    return Answer(
        found.summary,
        [(row.source.row, row.case_id, row.why) for row in late[:SHOWN]],
        len(late),
        register.headings,
        register.rejected,
        found.warnings[:REMARKS],
        len(found.warnings),
        lambda: [finding.as_json(asked.lang) for finding in audited.findings],
        _written(asked, found, audited, stage),
    )


def _written(asked: Question, found: Evaluation, audited: Audit, stage: Stage) -> tuple[Path, ...]:
    if asked.out is None:
        return ()
    with stage("write"):
        paths = () if asked.findings_alone else write_evaluation(found, asked.out, asked.lang)
        return *paths, write_findings(audited, asked.out, asked.lang)


def _compared(asked: Question, param: str, values: Sequence[str]) -> dict[str, Any]:
    return compare(
        asked.file,
        param,
        values,
        asked.on,
        sheet=asked.sheet,
        mapping=asked.mapping,
        regime=asked.regime,
        params=asked.params,
        calendar=asked.calendar,
    )


def between(asked: Question, before: date, stage: Stage = in_silence) -> tuple[dict[str, Any], tuple[Rejected, ...]]:
    """What changed from a day to that of the question, see `compare.diff`; and what was rejected."""
    register = _register(asked, stage)
    with stage("count"):
        return diff(register, before, asked.on, calendar=asked.calendar), register.rejected


def _register(asked: Question, stage: Stage) -> Register:
    with stage("read") as told:
        return read_register(
            asked.file,
            sheet=asked.sheet,
            mapping=asked.mapping,
            regime=asked.regime,
            params=asked.params,
            progress=told,
        )


def _worst_first(row: Evaluated) -> tuple[bool, int]:
    return row.verdict != "overdue", -(row.clock.overdue_by or 0) if row.clock else 0
