"""Writing a report to a folder: tables a spreadsheet opens and runs nothing of, and measures.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import polars as pl

from casework.backlog.columns.findings import with_basis_in
from casework.backlog.columns.write import write_safely
from casework.backlog.measures.answers import Answers
from casework.backlog.measures.report import Report
from casework.backlog.measures.states import names_of
from casework.backlog.write import check_folder, folder_of
from casework.regimes import RULES

FILES: Final = (
    "cases.csv",
    "findings.csv",
    "flow.csv",
    "forecast.csv",
    "by_unit.csv",
    "states.csv",
    "compare.csv",
    "measures.json",
)
_FIRST: Final = (
    "row", "case_id", "unit", "channel", "applicant_type", "regime", "state", "outcome", "received_on", "day_zero",
    "due", "latest_due", "provisional", "clock", "length", "days_used", "days_left", "overdue_by", "ended_on",
    "verdict", "card", "assumed", "notes", "flips",
)  # fmt: skip


def write_report(report: Report, folder: Path, register: Path, lang: str = "en") -> tuple[Path, ...]:
    """Write the tables of a report as csv, and measures.json; the folder is made if missing. Returns the paths.

    cases, findings, flow, forecast, by_unit and another breakdown if one was asked for; states of a table of steps;
    compare where a question of law was asked.

    Raises:
        CaseworkError: The folder cannot be written to, or the register itself would be overwritten.
    """
    tables = {
        "cases": report.cases.select(_FIRST),
        "findings": _findings(report.findings, lang),
        "flow": report.flow,
        "forecast": report.forecast.by_day,
        "by_unit": report.units,
        f"by_{report.by}": report.lines,
    }
    if report.states is not None:
        tables["states"] = _states(report.states, lang)
    if report.answers is not None:
        tables["compare"] = _compared(report.answers)
    check_report(folder, register, report.by)
    with folder_of(folder):
        paths = [write_safely(frame, folder / f"{name}.csv") for name, frame in tables.items()]
        paths.append(folder / "measures.json")
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
        paths[-1].write_text(text + "\n", encoding="utf-8")
    return tuple(paths)


def check_report(folder: Path, register: Path, by: str) -> None:
    """Refuse early to write over the register.

    Raises:
        CaseworkError: One of the files is the register.
    """
    check_folder(folder, register, (*FILES, f"by_{by}.csv"))


def _compared(told: Answers) -> pl.DataFrame:
    """The cases that depend on the answer, the columns named for the answers."""
    named = {f"{what} {n}": f"{what} {value}" for what in ("verdict", "due") for n, value in enumerate(told.values)}
    return told.cases.rename(named)


def _states(states: pl.DataFrame, lang: str) -> pl.DataFrame:
    """With the name of each state."""
    name = pl.Series("name", names_of(states, lang), dtype=pl.String)
    return states.select("regime", "state", name, pl.exclude("regime", "state"))


def _findings(findings: pl.DataFrame | None, lang: str) -> pl.DataFrame:
    """With the article, the severity and the rule in words."""
    schema = {"row": pl.UInt32(), "case_id": pl.String(), "rule": pl.String(), "basis": pl.String(), "on": pl.Date()}
    found = pl.DataFrame(schema=schema) if findings is None else with_basis_in(findings, lang)
    zh = lang == "zh"
    severities = {name: rule.severity.zh if zh else rule.severity.value for name, rule in RULES.items()}
    sentences = {name: rule.zh if zh else rule.en for name, rule in RULES.items()}

    def said(column: str, words: dict[str, str]) -> pl.Expr:
        return pl.col(column).replace_strict(words, return_dtype=pl.String)

    return found.select(
        "row",
        "case_id",
        "rule",
        "basis",
        "on",
        said("rule", severities).alias("severity"),
        said("rule", sentences).alias("message"),
    )
