"""`casework show`: one case as it stands on a day; `show_list.py` has the list."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

import typer
from attrs import frozen
from rich.console import Console
from rich.table import Table

from casework.case import Case, Clock, Event
from casework.cli.due import STATES
from casework.cli.ledger import (
    DEFAULT,
    LawId,
    LedgerUrl,
    Sensitive,
    actor_of,
    as_it_stood,
    card_document,
    desk_on,
    event_document,
    event_name,
    event_text,
    say,
    state_name,
)
from casework.cli.provisional import firm_hints
from casework.cli.show import (
    AsOf,
    Json,
    Lang,
    OfficeFile,
    SaidWrong,
    cell,
    complain,
    language,
    maybe_day,
    out_json,
    today,
)
from casework.cli.show_list import show_list
from casework.desk import CaseFile, Desk, Option
from casework.desk.options import options_of
from casework.escalation import Card
from casework.office_clocks import limit_words

_CARDS: Final = {
    "pending": "待确认", "issued": "已发", "appealed": "申诉中", "upheld": "维持", "revoked": "已撤销",
}  # fmt: skip


def show(
    case_id: Annotated[str, typer.Argument(help="the case; without it, the list of cases")] = "",
    as_of: AsOf = "",
    state: Annotated[str, typer.Option("--state", help="of the list: only cases in this state")] = "",
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    lang: Lang = "",
    sensitive: Sensitive = False,
    json: Json = False,
) -> None:
    """A case on a day: state, clocks, what happened, cards, and what may be done now. 案件现状；不给编号则列清单。"""
    words = language(lang)
    on = maybe_day(as_of, "--as-of") or today()
    with desk_on(ledger, office=office, law=regime) as desk:
        if case_id:
            if state:
                raise SaidWrong("--state is for the list; leave out the case or the state")
            _one(desk, case_id, on, words, sensitive=sensitive, json=json)
        else:
            show_list(desk, on, state, words, json=json)


# -- one case ----------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class _View:
    """A case as it stood at the end of a day, and all that is said of it."""

    file: CaseFile
    case: Case
    events: tuple[Event, ...]
    clocks: dict[str, Clock]
    cards: tuple[Card, ...]
    options: dict[str, Option]


def _one(desk: Desk, case_id: str, on: date, lang: str, *, sensitive: bool, json: bool) -> None:
    file = desk.file(case_id)
    seen = as_it_stood(file.case, on)
    if seen is None:
        raise SaidWrong(f"{case_id} was opened on {file.case.opened.on}, after {on}")
    view = _View(
        file,
        seen,
        tuple(sorted((event for event in file.case.events if event.on <= on), key=lambda e: (e.on, e.seq))),
        desk.setting.clocks(seen, on),
        tuple(card for card in desk.cards(case_id) if card.reached_on <= on),
        options_of(desk.setting, seen, on),
    )
    if json:
        out_json(_document(view, on, lang, sensitive=sensitive))
    else:
        _print(view, on, lang, sensitive=sensitive)
    for hint in firm_hints(desk.setting.calendar, view.clocks.values(), lang):
        complain(hint)
    for entry in file.unknown():
        complain(
            f"{case_id}第{entry.seq}条记录属本版本不认识的类型：{entry.name}"
            if lang == "zh"
            else f"{case_id}, entry {entry.seq}: {entry.name} is a kind this release does not know; it was kept"
        )


def _document(view: _View, on: date, lang: str, *, sensitive: bool) -> dict[str, Any]:
    case = view.case
    return {
        "case_id": case.case_id,
        "regime": case.regime.id,
        "as_of": on,
        "state": case.state,
        "version": view.file.version,
        "clocks": {key: clock.as_json(lang) for key, clock in view.clocks.items()},
        "events": [event_document(case.regime, event, sensitive=sensitive) for event in view.events],
        "cards": [card_document(card) for card in view.cards],
        "options": {
            name: {
                "possible": option.possible,
                "role": option.role,
                "due": option.due,
                "reasons": [reason.text(lang) for reason in option.reasons],
            }
            for name, option in view.options.items()
        },
        "unknown": [{"seq": entry.seq, "event": entry.name} for entry in view.file.unknown()],
    }


def _print(view: _View, on: date, lang: str, *, sensitive: bool) -> None:
    case, zh = view.case, lang == "zh"
    regime = case.regime
    console = Console()
    say([f"{case.case_id}  {on}  {state_name(regime, case.state, lang)}  {regime.zh if zh else regime.en}"])
    console.print(_clocks(view, zh=zh))
    heads = ("序", "日期", "事项", "办理人", "记录") if zh else ("#", "day", "what", "who", "recorded")
    table = Table(*heads, title="经过" if zh else "timeline")
    for event in view.events:
        text = event_text(regime, event, lang, sensitive=sensitive)
        table.add_row(
            str(event.seq), str(event.on), cell(event_name(regime, event, lang)), cell(actor_of(event)), cell(text)
        )
    console.print(table)
    say([_card_text(view, card, zh=zh) for card in view.cards])
    console.print(_possible(view, zh=zh))
    say(_not_possible(view, lang))


def _clocks(view: _View, *, zh: bool) -> Table:
    heads = (
        ("期限", "状态", "届满日", "已用", "剩余", "逾期") if zh else ("limit", "state", "due", "used", "left", "over")
    )
    table = Table(*heads)
    for key, clock in view.clocks.items():
        if clock.state == "not_started" and clock.due is None:
            continue
        number = "" if clock.instance == 1 else f" #{clock.instance}"
        named = f"{limit_words(view.case.regime, clock.limit)[0]}{number}" if zh else key
        due = "" if clock.due is None else f"{clock.due}{'*' if clock.provisional else ''}"
        counted = ("" if n is None else str(n) for n in (clock.days_used, clock.days_left, clock.overdue_by))
        table.add_row(named, STATES[clock.state] if zh else clock.state, due, *counted)
    return table


def _card_text(view: _View, card: Card, *, zh: bool) -> str:
    limit = card.clock.partition("#")[0]
    named = limit_words(view.case.regime, limit)[0] if zh else card.clock
    state = _CARDS[card.state.value] if zh else card.state.value
    return f"{card.rung.zh if zh else card.rung.en}  {named}  {card.reached_on}  {state}  {card.reason}".rstrip()


def _possible(view: _View, *, zh: bool) -> Table:
    """The steps that may be taken now, and the last day of the reply each leads to."""
    table = Table(*(("可办理", "", "答复期限") if zh else ("possible", "", "reply due")))
    for option in view.options.values():
        if option.possible:
            table.add_row(option.step, option.zh if zh else option.en, cell(option.due))
    return table


def _not_possible(view: _View, lang: str) -> list[str]:
    """Why not the others: what stands in the way in this state first, then what belongs to other states."""
    left = [option for option in view.options.values() if not option.possible]
    left.sort(key=lambda option: option.reasons[0].id == "no_row")
    mark = "；" if lang == "zh" else "; "
    word = "不可：" if lang == "zh" else "not "
    return [f"{word}{option.step}: {mark.join(reason.text(lang) for reason in option.reasons)}" for option in left]
