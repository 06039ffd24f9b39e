"""`casework due`: replay a little history and read every clock on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import evolve
from rich.console import Console
from rich.table import Table

from casework.case import Case, Clock, Event, Reading, read, replay
from casework.cli.due_history import history
from casework.cli.provisional import firm_hints
from casework.cli.show import (
    AsOfOrKnown,
    Json,
    KnownAt,
    Lang,
    OfficeFile,
    Overlays,
    Params,
    RegimeId,
    SaidWrong,
    compared,
    day_of,
    language,
    maybe_day,
    office_of,
    out_json,
    overlays_of,
    params_of,
    today,
)
from casework.letters import statement_of, write_docx, write_html
from casework.office_clocks import limit_words, office_clocks
from casework.procedure import Regime
from casework.regimes import regime_by_id
from casework.workdays import WorkCalendar

STATES = {
    "not_started": "未起算",
    "running": "计算中",
    "paused": "暂停",
    "stopped": "停止",
    "met": "按期",
    "missed": "逾期",
    "lapsed": "届满",
    "ended": "终结",
    "unknown": "不明",
}


_HEADS = ("state", "day zero", "due", "used", "left", "over")


def due(
    received: Annotated[
        str,
        typer.Option("--received", help="day the request arrived; with mail, fax and online the confirmation is day 0"),
    ],
    channel: Annotated[
        str, typer.Option("--channel", help="in_person, oral, signed_mail, ordinary_mail, online, fax")
    ] = "",
    event: Annotated[list[str], typer.Option("--event", help='"DAY STEP key=value ..."; may be given again')] = [],
    as_of: AsOfOrKnown = "",
    regime: RegimeId = "cn",
    param: Params = [],
    compare: Annotated[str, typer.Option("--compare", help="PARAM=A,B: every clock under each answer")] = "",
    paper: Annotated[
        Path | None, typer.Option("--paper", help="a statement of the count: out.docx or out.html")
    ] = None,
    known_at: KnownAt = "",
    overlay: Overlays = [],
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """By which day the law wants what, with the working of every day. 期限及其逐日计算。"""
    words = language(lang)
    settings = office_of(office)
    asked, known = params_of(param), maybe_day(known_at, "--known-at")

    def choose(day: date) -> Regime:
        found = regime_by_id(regime, day)
        own = {key: value for key, value in settings.params.items() if key in found.params}
        return found.with_params({**own, **asked})

    told = history(choose, day_of(received, "--received"), channel, event)
    law, events, day_zero = told.law, told.events, told.first_day
    if law.chosen["regime_by"] == "reply":
        law = _under(law, events, "regime_by", "reply")
    on = maybe_day(as_of, "--as-of") or max(known or today(), day_zero)
    calendar = WorkCalendar.china(known, (*settings.overlays, *overlays_of(overlay)))
    seen = [entry for entry in events if entry.on <= on] or events[:1]
    case = replay(law, seen, implied=True)
    whole = replay(law, events, implied=True)
    reading = read(whole, on, calendar)
    promises = office_clocks(settings, whole, reading.clocks, on, calendar)
    reading = evolve(reading, clocks={**reading.clocks, **promises})
    document: dict[str, Any] = {
        "regime": law.id,
        "state": case.state if on >= day_zero else None,
        "as_of": on.isoformat(),
        "warnings": [
            *(said[words != "zh"] for said in told.assumed),
            *_warnings(law, case.irregular, events, reading, on, words),
            *firm_hints(calendar, reading.clocks.values(), words),
        ],
        "clocks": {key: clock.as_json(words) for key, clock in reading.clocks.items()},
    }
    if compare:
        document["compare"] = _compare(law, events, on, calendar, compare, words)
    if paper is not None:
        _paper(case, reading, on, document["warnings"], paper, words)
    if json:
        out_json(document)
    else:
        _print(law, document, reading, words)


def _paper(case: Case, reading: Reading, on: date, remarks: list[str], path: Path, lang: str) -> None:
    """The statement of the latest reply limit."""
    write = {".docx": write_docx, ".html": write_html}.get(path.suffix.lower())
    if write is None:
        raise SaidWrong(f"--paper wants a name ending in .docx or .html, got {path.name!r}")
    clock = next(clock for clock in reversed(reading.clocks.values()) if clock.limit == "reply")
    try:
        write(statement_of(case, clock, on, lang=lang, remarks=remarks), path)
    except OSError as error:
        raise SaidWrong(f"--paper {path}: cannot be written ({error.strerror})") from None


def _warnings(
    law: Regime, irregular: tuple[int, ...], events: list[Event], reading: Reading, on: date, lang: str
) -> list[str]:
    zh = lang == "zh"
    said = [note.text(lang) for note in reading.notes]
    for entry in events:
        name = law.procedure.steps[entry.step].zh if zh else entry.step
        if entry.on > on:
            said.append(
                f"{entry.on}的“{name}”晚于{on}，未计入" if zh else f"{name} is dated {entry.on}, after {on}: not seen"
            )
        elif entry.seq in irregular:
            said.append(f"{entry.on}的“{name}”不合程序顺序" if zh else f"{name} on {entry.on} is out of order")
    said += [
        f"{limit_words(law, clock.limit)[0]}：{clock.due}为暂定（*），放假通知未收录"
        if zh
        else f"{key}: {clock.due} is provisional (*), the notice for those days is not known"
        for key, clock in reading.clocks.items()
        if clock.provisional and clock.state in ("running", "paused")
    ]
    return said


def _compare(
    law: Regime, events: list[Event], on: date, calendar: WorkCalendar, asked: str, lang: str
) -> dict[str, Any]:
    name, values = compared(asked)
    found: dict[str, dict[str, Any]] = {}
    for value in values:
        under = _under(law, events, name, value)
        clocks = read(replay(under, events, implied=True), on, calendar).clocks
        found[value] = {key: {"state": c.state, "due": c.due and c.due.isoformat()} for key, c in clocks.items()}
    keys = list(dict.fromkeys(key for clocks in found.values() for key in clocks))
    differs = [key for key in keys if len({str(clocks.get(key)) for clocks in found.values()}) > 1]
    article = law.params[name].citation.text(lang)
    return {"param": name, "article": article, "values": found, "differs": differs}


def _under(law: Regime, events: list[Event], name: str, value: str) -> Regime:
    """The law under one answer; the answer to regime_by may be another law."""
    under = law.with_params({name: value})
    replied = [event.on for event in events if event.step in ("reply", "reply_on_the_spot")]
    if under.chosen["regime_by"] == "reply" and replied:
        other = regime_by_id(law.family, replied[0])
        return under if other.id == law.id else other
    return under


def _print(law: Regime, document: dict[str, Any], reading: Reading, lang: str) -> None:
    console = Console()
    zh = lang == "zh"
    state = law.procedure.states.get(document["state"])
    named_state = ("尚未收到" if zh else "not received yet") if state is None else state.zh if zh else state.en
    head = f"{law.zh if zh else law.en}  {document['as_of']}  {named_state}"
    table = Table(title=head)
    table.add_column("期限" if zh else "limit", overflow="fold")
    for heading in ("状态", "起算日", "届满日", "已用", "剩余", "逾期") if zh else _HEADS:
        table.add_column(heading, no_wrap=True)
    for key, clock in reading.clocks.items():
        mark = "*" if clock.provisional else ""
        named = limit_words(law, clock.limit)[0]
        number = "" if clock.instance == 1 else f" #{clock.instance}"
        table.add_row(
            f"{named if zh else key}{number if zh else ''}",
            STATES[clock.state] if zh else clock.state,
            _text(clock.day_zero),
            _text(clock.due) + mark,
            *(_text(v) for v in (clock.days_used, clock.days_left, clock.overdue_by)),
        )
    console.print(table)
    for clock in reading.clocks.values():
        if clock.limit == "reply" and clock.due is not None and clock.deadline is not None:
            console.print(_working(clock, lang), markup=False, highlight=False, soft_wrap=True)
    for key, clock in reading.clocks.items():
        if reason := clock.reason[0 if zh else 1]:
            label = limit_words(law, clock.limit)[0] if zh else key
            console.print(f"{label}：{reason}" if zh else f"{label}: {reason}", markup=False, highlight=False)
    for warning in document["warnings"]:
        console.print(("注意：" if zh else "note: ") + warning, markup=False, highlight=False, soft_wrap=True)
    if "compare" in document:
        _print_compare(law, console, document["compare"], lang)


def _working(clock: Clock, lang: str) -> str:
    return "" if clock.deadline is None else clock.deadline.text(lang)


def _print_compare(law: Regime, console: Console, compare: dict[str, Any], lang: str) -> None:
    values = compare["values"]
    zh = lang == "zh"
    table = Table(
        "期限" if zh else "limit", *(f"{compare['param']}={value}" for value in values), title=compare["article"]
    )
    for key in dict.fromkeys(key for clocks in values.values() for key in clocks):
        cells = [
            f"{STATES[found['state']] if zh else found['state']} {found['due'] or ''}"
            if (found := clocks.get(key))
            else ""
            for clocks in values.values()
        ]
        limit, _, number = key.partition("#")
        shown = f"{law.limits[limit].zh}{' #' + number if number else ''}" if zh else key
        table.add_row(shown, *cells, style="bold" if key in compare["differs"] else "")
    console.print(table)


def _text(value: object) -> str:
    return "" if value is None else str(value)
