"""`casework diff`: what changed in a register between two days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from casework.backlog.by_row import Question
from casework.cli.provisional import say_firm
from casework.cli.show import (
    Json,
    KnownAt,
    Lang,
    MappingFile,
    OfficeFile,
    Overlays,
    RegimeId,
    SaidWrong,
    SheetName,
    cell,
    day_of,
    language,
    maybe_day,
    office_of,
    out_json,
    overlays_of,
    reader_of_registers,
    say_rejected,
    stages,
)
from casework.workdays import WorkCalendar

_LISTED = {
    "opened": ("新收", "opened"),
    "closed": ("办结", "closed"),
    "newly_overdue": ("新逾期", "newly overdue"),
    "moved": ("期限变动", "moved"),
}
_SHOWN = 12


def diff(
    file: Annotated[Path, typer.Argument(help="the register")],
    as_of: Annotated[tuple[str, str], typer.Option("--as-of", help="two days: --as-of A B")],
    mapping: MappingFile = None,
    sheet: SheetName = None,
    regime: RegimeId = "cn",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """What changed between two days: opened, closed, newly overdue, moved. 两日之间的变化。"""
    before, after = (day_of(text, "--as-of") for text in as_of)
    if after < before:
        raise SaidWrong(f"--as-of wants the earlier day first, got {before} and {after}")
    words = language(lang)
    settings = office_of(office)
    calendar = WorkCalendar.china(maybe_day(known_at, "--known-at"), (*settings.overlays, *overlays_of(overlay)))
    asked = Question(file, after, words, calendar, mapping=mapping, regime=regime, params=settings.params, sheet=sheet)
    found, rejected = reader_of_registers().between(asked, before, stages(words, quiet=json))
    say_rejected(rejected, words)
    days = (date.fromisoformat(one["to"]) for one in found["moved"] if one["to"])
    say_firm(calendar, words, provisional=any(calendar.provisional(before, day) for day in days if day > before))
    if json:
        out_json(found)
    else:
        _print(found, words)


def _print(found: dict[str, Any], lang: str) -> None:
    zh = lang == "zh"
    table = Table("", "件数" if zh else "cases", "编号" if zh else "which", title=f"{found['from']} .. {found['to']}")
    for key, (chinese, english) in _LISTED.items():
        named = [one if isinstance(one, str) else f"{one['case_id']} {one['from']} > {one['to']}" for one in found[key]]
        more = f" ... +{len(named) - _SHOWN}" if len(named) > _SHOWN else ""
        table.add_row(chinese if zh else english, str(len(named)), cell(", ".join(named[:_SHOWN]) + more))
    Console().print(table)
