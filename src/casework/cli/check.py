"""`casework check`: every fault of a definition, and the proofs that hold."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from casework.cli.show import Json, Lang, SaidWrong, cell, language, out_json
from casework.procedure.checks import Report
from casework.procedure.checks import check as check_regime
from casework.regimes import REGIMES


def check(
    regime: Annotated[str, typer.Option("--regime", help="one regime's id; default all")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if there is a fault")] = False,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Every fault of a definition at once, and the proofs that hold. 检查流程定义。"""
    if regime and regime not in REGIMES:
        raise SaidWrong(f"--regime is one of {', '.join(REGIMES)}, got {regime!r}")
    words = language(lang)
    reports = [check_regime(REGIMES[name]) for name in ([regime] if regime else REGIMES)]
    documents: list[dict[str, Any]] = [report.as_json(words) for report in reports]
    if json:
        out_json(documents[0] if regime else documents)
    else:
        for report in reports:
            _print(report, words)
    if strict and any(document["faults"] for document in documents):
        raise typer.Exit(1)


def _print(report: Report, lang: str) -> None:
    zh = lang == "zh"
    table = Table("", "证明" if zh else "proof", "反例" if zh else "counter-example", title=report.regime)
    for proof in report.proofs:
        holds = ("成立" if zh else "holds") if proof.holds else ("不成立" if zh else "fails")
        table.add_row(holds, proof.zh if zh else proof.en, cell(" > ".join(proof.path)))
    console = Console()
    console.print(table)
    for fault in report.faults:
        console.print(f"{fault.id}: {fault.where}: {fault.message}", markup=False, highlight=False, soft_wrap=True)
    if not report.faults:
        console.print("没有发现定义错误" if zh else "no fault in the definition")
