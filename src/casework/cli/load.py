"""`casework import`: the cases of a register, or of a history, put on a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from casework.backlog import Register, read_register
from casework.backlog.summary import not_judged
from casework.case import Case
from casework.cli.ledger import DEFAULT, LedgerUrl, desk_on, say
from casework.cli.show import (
    Json,
    Lang,
    MappingFile,
    OfficeFile,
    Params,
    Progress,
    RegimeId,
    SaidWrong,
    SheetName,
    complain,
    language,
    left_out_lines,
    office_of,
    out_json,
    params_of,
    progress,
    say_rejected,
)
from casework.desk import Desk
from casework.errors import TextRefused
from casework.texts import check_case

_NAMED: Final = 5


def load(
    file: Annotated[Path, typer.Argument(help="the register: xlsx, xls, csv or parquet, flat or long form")],
    ledger: LedgerUrl = DEFAULT,
    mapping: MappingFile = None,
    sheet: SheetName = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if a row was rejected or is under no law")] = False,
    regime: RegimeId = "cn",
    param: Params = [],
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Put the cases of a register on a ledger; what is there already is not touched. 台账导入。"""
    words = language(lang)
    zh = words == "zh"
    answers = {**office_of(office).params, **params_of(param)}
    with progress("读取" if zh else "reading", quiet=json) as told:
        register = read_register(file, sheet=sheet, mapping=mapping, regime=regime, params=answers, progress=told)
    unfit = _unfit(register)
    cases = [row.case for row in register.cases if row.case is not None and row.case.case_id not in unfit]
    with desk_on(ledger, office=office, law=regime, new=True) as desk:
        _refuse_known(desk, cases)
        with progress("写入" if zh else "writing", quiet=json) as told:
            written = desk.load(_counted(cases, told))
    unread = _unread(register, words)
    _say_unfit(register, unfit, words)
    left = not_judged(register.rejected, register.not_cases, register.sheets_left_out, words)
    left["rejected"] += len(unfit)
    if json:
        entries = sum(case.version for case in cases)
        out_json({"cases": written, "entries": entries, **left, "unknown": unread, "warnings": list(register.warnings)})
    else:
        say(left_out_lines(left, words))
        say([f"已导入{written}件" if zh else f"{written} cases are on the ledger"])
    if strict and (register.rejected or unread or unfit):
        raise typer.Exit(1)


def _unfit(register: Register) -> dict[str, TextRefused]:
    """Cases that no ledger keeps, by their number, and why: a name of several lines, half a character."""
    found = {}
    for row in register.cases:
        if row.case is not None:
            try:
                check_case(row.case.case_id, (event.payload for event in row.case.events))
            except TextRefused as error:
                found[row.case.case_id] = error
    return found


def _say_unfit(register: Register, unfit: Mapping[str, TextRefused], lang: str) -> None:
    """A sentence for each of the first few cases that were left out for their texts."""
    for row in [each for each in register.cases if each.case_id in unfit][:_NAMED]:
        error = unfit[row.case_id]
        zh = f"第{row.row}行 {row.case_id!r}未导入：{error.zh}"
        complain(zh if lang == "zh" else f"row {row.row}, {row.case_id!r}: left out: {error.en}")
    if (more := len(unfit) - _NAMED) > 0:
        complain(f"另有{more}件未导入" if lang == "zh" else f"and {more} more left out")


def _refuse_known(desk: Desk, cases: list[Case]) -> None:
    """Before anything is written: a number that the ledger has already."""
    there = {record.case_id for record in desk.setting.ledger.records()}
    if known := [case.case_id for case in cases if case.case_id in there]:
        more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
        raise SaidWrong(f"on the ledger already: {', '.join(known[:_NAMED])}{more}; nothing was written")


def _counted(cases: list[Case], told: Progress | None) -> Iterator[Case]:
    for number, case in enumerate(cases, 1):
        yield case
        if told is not None:
            told(number, len(cases))


def _unread(register: Register, lang: str) -> int:
    """Say what was left out; returns how many rows are under no law."""
    say_rejected(register.rejected, lang)
    unknown = [row for row in register.cases if row.case is None]
    for row in unknown[:_NAMED]:
        why = row.why_unknown[0 if lang == "zh" else 1]
        complain(
            f"第{row.row}行 {row.case_id}未导入：{why}"
            if lang == "zh"
            else f"row {row.row}, {row.case_id}: left out: {why}"
        )
    if len(unknown) > _NAMED:
        complain(
            f"另有{len(unknown) - _NAMED}件未导入" if lang == "zh" else f"and {len(unknown) - _NAMED} more left out"
        )
    return len(unknown)
