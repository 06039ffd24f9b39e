"""`casework sweep`: raise what was reached, and try again what no hook has taken."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from casework.cli.ledger import DEFAULT, Drop, LawId, LedgerUrl, Log, card_document, desk_on, now, say
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
    progress,
    today,
)
from casework.desk import Desk
from casework.desk.publishing import publish
from casework.desk.writing import instant_text
from casework.escalation import Card
from casework.ledger import Delivery


def sweep(
    as_of: AsOf = "",
    deliver: Annotated[
        bool, typer.Option("--deliver", help="try messages that --drop or --log has not taken yet")
    ] = False,
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    drop: Drop = None,
    log: Log = False,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Raise every card and reminder reached by the end of the day, each once. 生成提醒和红黄牌。"""
    words = language(lang)
    on = maybe_day(as_of, "--as-of") or today()
    if deliver and drop is None and not log:
        raise SaidWrong("--deliver needs a hook to deliver to: --drop FOLDER or --log")
    with desk_on(ledger, office=office, law=regime, drop=drop, log=log) as desk:
        with progress("巡查" if words == "zh" else "sweeping", quiet=json):
            cards = desk.sweep(on)
        if deliver:
            _deliver(desk)
        left = desk.undelivered()
        told = dict.fromkeys(card.case_id for card in cards)
        clocks = (clock for case_id in told for clock in desk.due(case_id, on).values())
        hints = firm_hints(desk.setting.calendar, clocks, words)
    if json:
        out_json({
            "as_of": on,
            "cards": [card_document(card) for card in cards],
            "undelivered": [_delivery(each) for each in left],
        })  # fmt: skip
    else:
        _print(cards, left, words)
    for hint in hints:
        complain(hint)


def _deliver(desk: Desk) -> None:
    """Try what the hooks named here have not taken; what waits for hooks set up elsewhere is left to them."""
    here = {hook.name for hook in desk.setting.hooks}
    at = now()
    waiting = desk.setting.ledger.outbox(due_by=instant_text(at))
    publish(desk.setting, tuple(each for each in waiting if each.hook in here), at)


def _delivery(each: Delivery) -> dict[str, object]:
    return {
        "delivery_id": each.id,
        "case_id": each.case_id,
        "seq": each.seq,
        "hook": each.hook,
        "attempts": each.attempts,
        "next_try_at": each.next_try_at,
        "error": each.error,
    }


def _print(cards: tuple[Card, ...], left: tuple[Delivery, ...], lang: str) -> None:
    zh = lang == "zh"
    if cards:
        table = Table()
        for heading in (
            ("编号", "期限", "提醒", "到达日", "告知") if zh else ("case", "clock", "card", "reached", "told")
        ):
            table.add_column(heading, overflow="fold")
        for card in cards:
            rung = card.rung.zh if zh else card.rung.en
            table.add_row(cell(card.case_id), card.clock, rung, str(card.reached_on), " ".join(card.told))
        Console().print(table)
    else:
        say(["没有新的提醒" if zh else "nothing new was reached"])
    for each in left:
        said = f"{each.case_id} #{each.seq} > {each.hook}: {each.error or '-'} ({each.attempts})"
        say([("未送达：" if zh else "not delivered: ") + said])
