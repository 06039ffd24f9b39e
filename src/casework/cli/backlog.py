"""`casework backlog`: a whole register on a day."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from casework.backlog.by_row import SHOWN, Answer, Question
from casework.backlog.write import write_rejected
from casework.cli.provisional import say_firm
from casework.cli.show import (
    AsOfOrKnown,
    Json,
    KnownAt,
    Lang,
    MappingFile,
    OfficeFile,
    Overlays,
    Params,
    RegimeId,
    SheetName,
    cell,
    compared,
    complain,
    language,
    left_out_lines,
    maybe_day,
    office_of,
    out_json,
    overlays_of,
    params_of,
    reader_of_registers,
    stages,
    today,
)
from casework.workdays import WorkCalendar

_VERDICTS = {
    "on_time": "按期", "late": "晚答", "open": "在办", "overdue": "逾期", "ended": "终结", "unknown": "不明",
}  # fmt: skip


def backlog(
    file: Annotated[Path, typer.Argument(help="the register: xlsx, xls, csv or parquet, flat or long form")],
    as_of: AsOfOrKnown = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="folder for cases.csv, findings.csv, rejected.csv, summary.json")
    ] = None,
    mapping: MappingFile = None,
    sheet: SheetName = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if any row was rejected")] = False,
    regime: RegimeId = "cn",
    param: Params = [],
    compare: Annotated[
        str, typer.Option("--compare", help="PARAM=A,B: which cases depend on an open question of law")
    ] = "",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Every request of a register: by which day the law wants a reply, why, and was it kept. 整本台账。"""
    words = language(lang)
    settings = office_of(office)
    known = maybe_day(known_at, "--known-at")
    on = maybe_day(as_of, "--as-of") or known or today()
    gc.set_threshold(100_000, 20, 100)  # a register makes many values and few cycles
    calendar = WorkCalendar.china(known, (*settings.overlays, *overlays_of(overlay)))
    params = {**settings.params, **params_of(param)}
    judged = None if out is None else settings.audit_settings()
    question = compared(compare) if compare else None
    asked = Question(file, on, words, calendar, mapping, regime, params, settings, judged, question, out, sheet=sheet)
    found = reader_of_registers().answer(asked, stages(words, quiet=json))
    paths = list(found.paths)
    if out is None and found.rejected:
        paths.append(_beside(file, found, words))
    if json:
        out_json(found.summary)
    else:
        _print(found, words, paths)
    say_firm(calendar, words, provisional=found.summary["provisional"] > 0)
    if found.rejected:
        rows, open_ = found.summary["rejected"], found.summary["undecided"]
        where = "rejected.csv" if out is not None else f"{file.stem}.rejected.csv"
        zh = f"{rows} 行未能读取，其中{open_}行的结论无从判断，见 {where}"
        complain(zh if words == "zh" else f"{rows} rows were rejected, {open_} of them undecided: see {where}")
        if strict:
            raise typer.Exit(1)


def _beside(file: Path, found: Answer, lang: str) -> Path:
    path = file.with_name(f"{file.stem}.rejected.csv")
    try:
        return write_rejected(found.headings, found.rejected, path, lang)
    except OSError as error:
        complain(f"{path}: cannot be written ({error.strerror})")
        return path


def _print(found: Answer, lang: str, paths: list[Path]) -> None:
    console = Console()
    zh = lang == "zh"
    for line in left_out_lines(found.summary, lang):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(totals(found.summary, zh))
    console.print(_units(found.summary, zh))
    if found.late:
        title = (
            f"在办逾期和晚答（前{SHOWN}件，共{found.late_cases}件）"
            if zh
            else f"overdue or replied late: {SHOWN} of {found.late_cases}"
        )
        table = Table("行" if zh else "row", "编号" if zh else "case", title=title)
        table.add_column("经过" if zh else "why", overflow="fold")
        for row, case_id, why in found.late:
            table.add_row(str(row), cell(case_id), cell(why))
        console.print(table)
    for fault in found.rejected[:SHOWN]:
        console.print(
            ("未读取：" if zh else "rejected: ") + fault.text(lang), markup=False, highlight=False, soft_wrap=True
        )
    for remark in found.remarks[:SHOWN]:
        console.print(("注意：" if zh else "note: ") + remark, markup=False, highlight=False, soft_wrap=True)
    more = max(found.remarks_made - SHOWN, 0) + max(len(found.rejected) - SHOWN, 0)
    if more:
        console.print(f"另有{more}条" if zh else f"and {more} more")
    if "compare" in found.summary:
        _print_compared(console, found.summary["compare"], zh)
    for path in paths:
        console.print(path, markup=False, highlight=False, soft_wrap=True)


def _print_compared(console: Console, found: dict[str, Any], zh: bool) -> None:
    if found["differ"]:
        console.print(_compared(found, zh))
        return
    values = ("、" if zh else ", ").join(found["values"])
    console.print(
        f"{found['param']}：取{values}，没有一件的期限或结论不同"
        if zh
        else f"{found['param']}: no case differs under {values}"
    )


def _compared(found: dict[str, Any], zh: bool) -> Table:
    values, total = found["values"], found["differ"]
    zh_title = f"{found['param']}：{total}件期限或结论不同（其中结论不同{found['verdicts_differ']}件），列前{SHOWN}件"
    en_title = (
        f"{found['param']}: {total} cases differ ({found['verdicts_differ']} in their verdict), the first {SHOWN}"
    )
    table = Table("编号" if zh else "case", *values, title=zh_title if zh else en_title)
    for line in found["cases"][:SHOWN]:
        table.add_row(
            cell(line["case_id"]),
            *(
                f"{_VERDICTS.get(line[value]['verdict'], '') if zh else line[value]['verdict']} {line[value]['due'] or ''}"
                for value in values
            ),
        )
    return table


_TERMS = (
    ("cases", "件数", "cases"),
    ("undecided", "无从判断的行", "undecided rows"),
    ("open", "在办", "open"),
    ("overdue", "在办逾期", "of them overdue"),
    ("closed_on_time", "按期答复", "replied in time"),
    ("closed_late", "逾期答复", "replied late"),
    ("on_time_rate", "按期率", "on-time rate"),
    ("median_working_days", "用时中位数（工作日）", "median working days"),
    ("ended_without_reply", "未答复而终结", "ended without a reply"),
    ("provisional", "期限暂定", "provisional"),
    ("unknown", "期限不明", "unknown"),
    ("flips", "结论取决于推定", "verdicts resting on an assumption"),
    ("rejected", "未能读取的行", "rejected rows"),
)


def totals(summary: dict[str, Any], zh: bool) -> Table:
    """The terms of a summary, a line each."""
    table = Table(title=summary["as_of"], show_header=False)
    for key, chinese, english in _TERMS:
        value = summary[key]
        shown = "" if value is None else f"{value:.1%}" if key == "on_time_rate" else str(value)
        table.add_row(chinese if zh else english, shown)
    within = summary["due_within"]
    label = "5/10/20个工作日内到期" if zh else "due within 5/10/20 working days"
    table.add_row("预警/黄牌/红牌" if zh else "warning/yellow/red", "/".join(str(n) for n in summary["cards"].values()))
    table.add_row(label, "/".join(str(within[days]) for days in ("5", "10", "20")))
    return table


def _units(summary: dict[str, Any], zh: bool) -> Table:
    heads = (
        ("承办单位", "件数", "在办", "逾期", "按期", "晚答", "按期率")
        if zh
        else ("unit", "cases", "open", "overdue", "in time", "late", "on-time rate")
    )
    table = Table(*heads)
    for line in summary["by_unit"][:SHOWN]:
        rate = "" if line["on_time_rate"] is None else f"{line['on_time_rate']:.1%}"
        table.add_row(
            cell(line["unit"] or ("（未填）" if zh else "(none)")),
            *(str(line[k]) for k in ("cases", "open", "overdue", "closed_on_time", "closed_late")),
            rate,
        )
    return table
