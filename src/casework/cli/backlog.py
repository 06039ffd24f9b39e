"""`casework backlog`: a whole register on a day."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from casework.backlog import Evaluation, audit, evaluate, read_register, with_findings, write_evaluation, write_findings
from casework.backlog.compare import compare as compare_register
from casework.backlog.write import write_rejected
from casework.cli.show import (
    AsOf,
    Json,
    KnownAt,
    Lang,
    MappingFile,
    OfficeFile,
    Overlays,
    Params,
    RegimeId,
    cell,
    compared,
    complain,
    language,
    maybe_day,
    office_of,
    out_json,
    overlays_of,
    params_of,
    progress,
    today,
)
from casework.workdays import WorkCalendar

_SHOWN = 12
_VERDICTS = {
    "on_time": "按期", "late": "晚答", "open": "在办", "overdue": "逾期", "ended": "终结", "unknown": "不明",
}  # fmt: skip


def backlog(
    file: Annotated[Path, typer.Argument(help="the register: xlsx, xls, csv or parquet, flat or long form")],
    as_of: AsOf = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="folder for cases.csv, findings.csv, rejected.csv, summary.json")
    ] = None,
    mapping: MappingFile = None,
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
    on = maybe_day(as_of, "--as-of") or today()
    gc.set_threshold(100_000, 20, 100)  # a register makes many values and few cycles
    calendar = WorkCalendar.china(maybe_day(known_at, "--known-at"), (*settings.overlays, *overlays_of(overlay)))
    with progress("读取" if words == "zh" else "reading", quiet=json) as told:
        register = read_register(
            file, mapping=mapping, regime=regime, params={**settings.params, **params_of(param)}, progress=told
        )
    with progress("计算" if words == "zh" else "counting", quiet=json) as told:
        evaluation = evaluate(register, on, calendar=calendar, office=settings, lang=words, progress=told)
    if compare:
        name, values = compared(compare)
        answers = {**settings.params, **params_of(param)}
        difference = compare_register(
            file, name, values, on, mapping=mapping, regime=regime, params=answers, calendar=calendar
        )
        evaluation.summary["compare"] = difference
    if out is not None:
        with progress("审查" if words == "zh" else "auditing", quiet=json) as told:
            audited = audit(register, on, settings=settings.audit_settings(), calendar=calendar, progress=told)
        evaluation.summary.update(findings=audited.by_rule(), not_judged=audited.not_judged)
        evaluation = with_findings(evaluation, audited, words)
        paths = [*write_evaluation(evaluation, out, words), write_findings(audited, out, words)]
    else:
        paths = [_beside(file, evaluation, words)] if register.rejected else []
    if json:
        out_json(evaluation.summary)
    else:
        _print(evaluation, words, paths)
    if register.rejected:
        rows = evaluation.summary["rejected"]
        where = "rejected.csv" if out is not None else f"{file.stem}.rejected.csv"
        complain(f"{rows} 行未能读取，见 {where}" if words == "zh" else f"{rows} rows were rejected: see {where}")
        if strict:
            raise typer.Exit(1)


def _beside(file: Path, evaluation: Evaluation, lang: str) -> Path:
    path = file.with_name(f"{file.stem}.rejected.csv")
    try:
        return write_rejected(evaluation.register, path, lang)
    except OSError as error:
        complain(f"{path}: cannot be written ({error.strerror})")
        return path


def _print(evaluation: Evaluation, lang: str, paths: list[Path]) -> None:
    console = Console()
    zh = lang == "zh"
    console.print(totals(evaluation.summary, zh))
    console.print(_units(evaluation.summary, zh))
    late = [row for row in evaluation.rows if row.verdict in ("overdue", "late")]
    late.sort(key=lambda row: (row.verdict != "overdue", -(row.clock.overdue_by or 0) if row.clock else 0))
    if late:
        title = (
            f"在办逾期和晚答（前{_SHOWN}件，共{len(late)}件）"
            if zh
            else f"overdue or replied late: {_SHOWN} of {len(late)}"
        )
        table = Table("行" if zh else "row", "编号" if zh else "case", title=title)
        table.add_column("经过" if zh else "why", overflow="fold")
        for row in late[:_SHOWN]:
            table.add_row(str(row.source.row), cell(row.case_id), cell(row.why))
        console.print(table)
    for fault in evaluation.rejected[:_SHOWN]:
        console.print(
            ("未读取：" if zh else "rejected: ") + fault.text(lang), markup=False, highlight=False, soft_wrap=True
        )
    for warning in evaluation.warnings[:_SHOWN]:
        console.print(("注意：" if zh else "note: ") + warning, markup=False, highlight=False, soft_wrap=True)
    more = max(len(evaluation.warnings) - _SHOWN, 0) + max(len(evaluation.rejected) - _SHOWN, 0)
    if more:
        console.print(f"另有{more}条" if zh else f"and {more} more")
    if "compare" in evaluation.summary:
        console.print(_compared(evaluation.summary["compare"], zh))
    for path in paths:
        console.print(path, markup=False, highlight=False, soft_wrap=True)


def _compared(found: dict[str, Any], zh: bool) -> Table:
    values, total = found["values"], found["differ"]
    zh_title = f"{found['param']}：{total}件期限或结论不同（其中结论不同{found['verdicts_differ']}件），列前{_SHOWN}件"
    en_title = (
        f"{found['param']}: {total} cases differ ({found['verdicts_differ']} in their verdict), the first {_SHOWN}"
    )
    table = Table("编号" if zh else "case", *values, title=zh_title if zh else en_title)
    for line in found["cases"][:_SHOWN]:
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
    for line in summary["by_unit"][:_SHOWN]:
        rate = "" if line["on_time_rate"] is None else f"{line['on_time_rate']:.1%}"
        table.add_row(
            cell(line["unit"] or ("（未填）" if zh else "(none)")),
            *(str(line[k]) for k in ("cases", "open", "overdue", "closed_on_time", "closed_late")),
            rate,
        )
    return table
