"""A register asked one question, answered by the column: what `by_row` answers, of a million rows in seconds.

Needs the extra `backlog`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from casework.backlog.audit import FINDING_COLUMNS
from casework.backlog.by_row import REMARKS, SHOWN, Answer, Question, Stage, in_silence
from casework.backlog.columns.evaluation import Columns, evaluate_source
from casework.backlog.columns.reading import read_source
from casework.backlog.columns.source import Source
from casework.backlog.columns.write import write_cases, write_safely
from casework.backlog.mapping import read_mapping_file
from casework.backlog.measures.answers import Answers, answers
from casework.backlog.measures.totals import summary
from casework.backlog.register import Rejected
from casework.backlog.rows import chooser_for
from casework.case import RULES

_COMPARED = ("case_id", "verdict", "due")
_UNANSWERED = ("open", "overdue")


def answer(asked: Question, stage: Stage = in_silence) -> Answer:
    """As `by_row.answer`, from one pass: there is no part "audit"."""
    source = _source(asked, stage)
    with stage("count") as told:
        found = evaluate_source(
            source,
            asked.on,
            chooser_for(asked.regime, asked.params),
            calendar=asked.calendar,
            office=asked.office,
            audit=asked.audit,
            sentences=asked.lang,
            progress=told,
        )
    rungs = [rung.id for rung in asked.office.ladder.rungs]
    totals = summary(found.cases, asked.on, rejected=len({fault.row for fault in found.rejected}), rungs=rungs)
    if found.findings is not None:
        counted = dict(found.findings.group_by("rule").len().iter_rows())
        totals["findings"] = {name: counted[name] for name in RULES if name in counted}
        totals["not_judged"] = found.not_judged
    late = found.cases.filter(pl.col("verdict").is_in(["overdue", "late"]))
    worst = late.sort(pl.col("verdict") != "overdue", -pl.col("overdue_by").fill_null(0), maintain_order=True)
    assert found.remarks is not None  # noqa: S101 - sentences were asked for
    return Answer(
        totals,
        worst.select("row", "case_id", "why").head(SHOWN).rows(),
        late.height,
        source.headings,
        found.rejected,
        [*found.warnings, *found.remarks["text"].head(REMARKS)],
        len(found.warnings) + found.remarks.height,
        lambda: _listed(found),
        lambda folder: write_cases(found, source, totals, folder, asked.lang),
        lambda folder: write_safely(_table_of(found), folder / "findings.csv"),
    )


def compared(asked: Question, param: str, values: Sequence[str]) -> dict[str, Any]:
    """As `by_row.compared`."""
    return under_each(_source(asked), asked, param, values).as_json()


def under_each(source: Source, asked: Question, param: str, values: Sequence[str]) -> Answers:
    """A register that was read already, under each answer to an open question of law.

    Raises:
        DefinitionError: No such parameter, or a value that is no answer.
    """
    choosers = {value: chooser_for(asked.regime, {**asked.params, param: value}) for value in values}
    frames = {
        value: evaluate_source(source, asked.on, chooser, calendar=asked.calendar).cases.select(_COMPARED)
        for value, chooser in choosers.items()
    }
    return answers(param, frames)


def between(asked: Question, before: date, stage: Stage = in_silence) -> tuple[dict[str, Any], tuple[Rejected, ...]]:
    """As `by_row.between`."""
    source, chooser = _source(asked, stage), chooser_for(asked.regime, asked.params)
    with stage("count"):
        then, now = (evaluate_source(source, day, chooser, calendar=asked.calendar) for day in (before, asked.on))
    both = _answers(now.cases).join(
        _answers(then.cases), on="case_id", how="left", suffix=" then", maintain_order="left"
    )
    is_open, was_open = (pl.col(name).is_in(_UNANSWERED).fill_null(False) for name in ("verdict", "verdict then"))
    new, overdue = pl.col("verdict then").is_null(), pl.col("verdict") == "overdue"
    moved = both.filter(was_open & is_open & pl.col("due").ne_missing(pl.col("due then")))

    def named(which: pl.Expr) -> list[str]:
        return both.filter(which)["case_id"].to_list()

    found = {
        "from": before.isoformat(),
        "to": asked.on.isoformat(),
        "opened": named(new),
        "closed": named(~is_open & (pl.col("verdict") != "unknown") & (was_open | new)),
        "newly_overdue": named(overdue & pl.col("verdict then").ne_missing(pl.lit("overdue"))),
        "moved": [
            {"case_id": name, "from": was, "to": due}
            for name, was, due in moved.select("case_id", "due then", "due").iter_rows()
        ],
    }
    return found, now.rejected


def _source(asked: Question, stage: Stage = in_silence) -> Source:
    with stage("read"):
        return read_source(asked.file, {} if asked.mapping is None else read_mapping_file(asked.mapping))


def _answers(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.select("case_id", "verdict", pl.col("due").dt.to_string("%Y-%m-%d"))


def _table_of(found: Columns) -> pl.DataFrame:
    """The findings as they are printed and written."""
    if found.findings is None:
        return pl.DataFrame(schema=dict.fromkeys(FINDING_COLUMNS, pl.String()))
    return found.findings.select(FINDING_COLUMNS)


def _listed(found: Columns) -> list[dict[str, Any]]:
    return _table_of(found).with_columns(pl.col("on").cast(pl.String)).to_dicts()
