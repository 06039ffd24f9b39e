"""`casework audit`: every breach of procedure found in a register or a history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import evolve
from rich.console import Console
from rich.table import Column, Table

from casework.backlog.by_row import Answer, Question
from casework.backlog.write import write_summary
from casework.cli.show import (
    AsOf,
    Json,
    Lang,
    MappingFile,
    OfficeFile,
    Params,
    RegimeId,
    SaidWrong,
    SheetName,
    cell,
    language,
    left_out_lines,
    maybe_day,
    office_of,
    out_json,
    params_of,
    reader_of_registers,
    say_rejected,
    stages,
    today,
)
from casework.procedure.rule import basis_text
from casework.regimes import CN_ORDER_711, RULES
from casework.workdays import WorkCalendar

_SHOWN = 20
_POLICIES = [name for name, rule in RULES.items() if rule.policy]


def audit(
    file: Annotated[Path, typer.Argument(help="the register: xlsx, xls, csv or parquet, flat or long form")],
    as_of: AsOf = "",
    out: Annotated[Path | None, typer.Option("--out", help="folder for findings.csv and summary.json")] = None,
    mapping: MappingFile = None,
    sheet: SheetName = None,
    policy: Annotated[
        list[str], typer.Option("--policy", help=f"judge an office policy too: {', '.join(_POLICIES)}")
    ] = [],
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if there is a finding or a rejected row")] = False,
    regime: RegimeId = "cn",
    param: Params = [],
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Every breach of procedure, with its article. 程序审查。"""
    words = language(lang)
    settings = office_of(office)
    on = maybe_day(as_of, "--as-of") or today()
    if unknown := [name for name in policy if name not in _POLICIES]:
        raise SaidWrong(f"--policy {unknown[0]}: known are {', '.join(_POLICIES)}")
    own = evolve(settings.audit_settings(), policies=settings.policies | frozenset(policy))
    calendar = WorkCalendar.china(overlays=settings.overlays)
    params = {**settings.params, **params_of(param)}
    asked = Question(
        file, on, words, calendar, mapping, regime, params, settings, own, out=out, findings_alone=True, sheet=sheet
    )
    found = reader_of_registers().answer(asked, stages(words, quiet=json))
    findings = found.findings()
    if out is not None:
        write_summary(found.summary, out)
    if json:
        out_json(findings)
    else:
        _print(found, findings, words)
    say_rejected(found.rejected, words)
    if strict and (findings or found.rejected):
        raise typer.Exit(1)


def _print(found: Answer, findings: list[dict[str, Any]], lang: str) -> None:
    console = Console()
    zh = lang == "zh"
    for line in left_out_lines(found.summary, lang):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    heads = ("规则", "依据", "性质", "件数", "无从判断") if zh else ("rule", "basis", "severity", "found", "not judged")
    table = Table(Column(heads[0], no_wrap=True), *heads[1:], title=found.summary["as_of"])
    counted, not_judged = found.summary["findings"], found.summary["not_judged"]
    for name, rule in RULES.items():
        if name in counted or name in not_judged:
            said = rule.zh if zh else name
            table.add_row(
                said,
                basis_text(rule.basis.latest, CN_ORDER_711.act, lang),
                rule.severity.zh if zh else rule.severity.value,
                str(counted.get(name, 0)),
                str(not_judged.get(name, "")),
            )
    console.print(table)
    for finding in findings[:_SHOWN]:
        console.print(cell(f"{finding['case_id']}  {finding['message']}"), soft_wrap=True)
    if len(findings) > _SHOWN:
        more = len(findings) - _SHOWN
        console.print(f"另有{more}条" if zh else f"and {more} more")
