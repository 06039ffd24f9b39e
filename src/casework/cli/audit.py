"""`casework audit`: every breach of procedure found in a register or a history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from rich.console import Console
from rich.table import Table

from casework.backlog import read_register
from casework.backlog.audit import Audit, write_findings
from casework.backlog.audit import audit as audit_register
from casework.case import RULES
from casework.case.rules import basis_text
from casework.cli.show import (
    AsOf,
    Json,
    Lang,
    MappingFile,
    OfficeFile,
    Params,
    RegimeId,
    SaidWrong,
    cell,
    language,
    maybe_day,
    office_of,
    out_json,
    params_of,
    progress,
    say_rejected,
    today,
)
from casework.workdays import WorkCalendar

_SHOWN = 20
_POLICIES = [name for name, rule in RULES.items() if rule.policy]


def audit(
    file: Annotated[Path, typer.Argument(help="the register: xlsx, xls, csv or parquet, flat or long form")],
    as_of: AsOf = "",
    out: Annotated[Path | None, typer.Option("--out", help="folder for findings.csv")] = None,
    mapping: MappingFile = None,
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
    with progress("读取" if words == "zh" else "reading", quiet=json) as told:
        register = read_register(
            file, mapping=mapping, regime=regime, params={**settings.params, **params_of(param)}, progress=told
        )
    with progress("审查" if words == "zh" else "auditing", quiet=json) as told:
        audited = audit_register(register, on, settings=own, calendar=calendar, progress=told)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_findings(audited, out, words)
    if json:
        out_json([finding.as_json(words) for finding in audited.findings])
    else:
        _print(audited, words)
    say_rejected(register, words)
    if strict and (audited.findings or register.rejected):
        raise typer.Exit(1)


def _print(audited: Audit, lang: str) -> None:
    console = Console()
    zh = lang == "zh"
    heads = ("规则", "依据", "性质", "件数", "无从判断") if zh else ("rule", "basis", "severity", "found", "not judged")
    table = Table(*heads, title=str(audited.on))
    counted = audited.by_rule()
    for name, rule in RULES.items():
        if name in counted or name in audited.not_judged:
            said = rule.zh if zh else name
            table.add_row(
                said,
                basis_text(rule.basis, lang),
                rule.severity.zh if zh else rule.severity.value,
                str(counted.get(name, 0)),
                str(audited.not_judged.get(name, "")),
            )
    console.print(table)
    for finding in audited.findings[:_SHOWN]:
        console.print(cell(f"{finding.case_id}  {finding.zh if zh else finding.en}"), soft_wrap=True)
    if len(audited.findings) > _SHOWN:
        more = len(audited.findings) - _SHOWN
        console.print(f"另有{more}条" if zh else f"and {more} more")
