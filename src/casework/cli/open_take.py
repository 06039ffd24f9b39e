"""`casework open` and `casework take`: a case on a durable ledger, and a step of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

import typer

from casework.backlog.headings import letter_word
from casework.backlog.headings import word as known_word
from casework.case import Refused
from casework.cli.ledger import (
    DEFAULT,
    By,
    Drop,
    LawId,
    LedgerUrl,
    Log,
    Sensitive,
    desk_on,
    event_document,
    event_name,
    person,
    say,
    state_name,
)
from casework.cli.provisional import say_firm
from casework.cli.show import Json, Lang, OfficeFile, SaidWrong, complain, day_of, language, out_json
from casework.desk import Desk, Taken
from casework.procedure import PayloadKey, Step
from casework.regimes import REGIMES

On = Annotated[str, typer.Option("--on", help="the civil day of the act")]
Pairs = Annotated[list[str], typer.Argument(metavar="[KEY=VALUE]...", help="what the step records", show_default=False)]
Once = Annotated[
    str, typer.Option("--key", help="your own mark of this act: given again, nothing is written a second time")
]
_OWN: Final = ("case_id", "step", "on", "once", "expected")
"""What the command itself is told; no step records it."""


def open_(
    case_id: Annotated[str, typer.Argument(help="the office's number of the case")],
    on: On,
    by: By,
    pairs: Pairs = [],
    channel: Annotated[str, typer.Option("--channel", help="in_person, oral, signed_mail, online, ...")] = "",
    key: Once = "",
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    drop: Drop = None,
    log: Log = False,
    lang: Lang = "",
    sensitive: Sensitive = False,
    json: Json = False,
) -> None:
    """Open a case on the ledger. 收件立案。"""
    words = language(lang)
    day = day_of(on, "--on")
    given = [*pairs, *([f"channel={channel}"] if channel else [])]
    payload = payload_of(next(iter(REGIMES.values())).procedure.steps["open"], given)
    with desk_on(ledger, office=office, law=regime, drop=drop, log=log, new=True) as desk:
        kept = desk.setting.ledger
        if kept.history(case_id) and not (key and kept.written(key)):
            raise SaidWrong(f"there is a case {case_id!r} on this ledger already")
        taken = desk.open(case_id, day, by=person(by), once=key, **payload)
    _answer(taken, words, sensitive=sensitive, json=json)
    _say_firm(desk, taken, words)


def take(
    case_id: Annotated[str, typer.Argument(help="the office's number of the case")],
    step: Annotated[str, typer.Argument(help="what is done; `casework show CASE_ID` lists what may be")],
    on: On,
    by: By,
    pairs: Pairs = [],
    role: Annotated[str, typer.Option("--role", help="as what, if it is to be checked")] = "",
    key: Once = "",
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    drop: Drop = None,
    log: Log = False,
    lang: Lang = "",
    sensitive: Sensitive = False,
    json: Json = False,
) -> None:
    """Take a step of a case; a refusal says every reason with its article and writes nothing. 办理一步。"""
    words = language(lang)
    day = day_of(on, "--on")
    with desk_on(ledger, office=office, law=regime, drop=drop, log=log) as desk:
        steps = desk.file(case_id).case.regime.procedure.steps
        if step not in steps or step == "open":
            raise SaidWrong(
                f"{step!r} is no step here; known are {', '.join(name for name in steps if name != 'open')}"
            )
        payload = payload_of(steps[step], pairs)
        result = desk.take(case_id, step, day, by=person(by), role=role, once=key, **payload)
    if isinstance(result, Refused):
        _refuse(case_id, result, words, json=json)
    else:
        _answer(result, words, sensitive=sensitive, json=json)
        _say_firm(desk, result, words)


def _say_firm(desk: Desk, taken: Taken, lang: str) -> None:
    """Where the last day of the reply is provisional, what makes it firm."""
    calendar, on = desk.setting.calendar, taken.case.events[-1].on
    say_firm(calendar, lang, provisional=taken.due is not None and calendar.provisional(on, max(on, taken.due)))


def payload_of(step: Step, pairs: list[str]) -> dict[str, Any]:
    """KEY=VALUE pairs as a step records them: days as days, numbers as numbers, the office's words as ids."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name.strip():
            raise SaidWrong(f"expected KEY=VALUE, got {pair[:60]!r}; {step.id} records {', '.join(step.keys)}")
        name = name.strip()
        if name in ("by", "role"):
            raise SaidWrong(f"{name!r} is given as --{name}")
        if name in _OWN:
            raise SaidWrong(f"{name!r} is no key of {step.id}; known are {', '.join(step.keys)}")
        if name in found:
            raise SaidWrong(f"{name!r} is given twice")
        known = step.keys.get(name)
        found[name] = value if known is None else _value(known, value.strip())
    return found


def _value(key: PayloadKey, text: str) -> str | int | date:
    """The value in its own type; what does not fit stays text, and is refused with what was expected."""
    if key.type == "day" and text:
        return day_of(text, key.name)
    if key.type in ("days", "number") and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if key.type == "channel":
        return known_word("channel", text) or text
    return letter_word(text) if key.name == "letter" else text


def _answer(taken: Taken, lang: str, *, sensitive: bool, json: bool) -> None:
    case, zh = taken.case, lang == "zh"
    if json:
        out_json({
            "case_id": case.case_id,
            "regime": case.regime.id,
            "state": case.state,
            "due": taken.due,
            "version": taken.version,
            "again": taken.again,
            "events": [event_document(case.regime, event, sensitive=sensitive) for event in taken.events],
            "warnings": [note.text(lang) for note in taken.warnings],
            "parts": [part.case_id for part in taken.parts],
        })  # fmt: skip
        return
    (event,) = taken.events[-1:]
    named, state = event_name(case.regime, event, lang), state_name(case.regime, case.state, lang)
    due = f"{taken.due}" if taken.due is not None else "-"
    again = ("（此前已记录，未再写入）" if zh else " (written before; nothing was written now)") if taken.again else ""
    head = f"{case.case_id}  {event.on}  {named} > {state}"
    say([f"{head}  答复期限 {due}{again}" if zh else f"{head}  reply due {due}{again}"])
    if taken.parts:
        parts = ("、" if zh else ", ").join(part.case_id for part in taken.parts)
        say([f"已立案：{parts}（期限与原案相同）" if zh else f"opened: {parts} (every limit as in {case.case_id})"])
    say([("注意：" if zh else "note: ") + note.text(lang) for note in taken.warnings])


def _refuse(case_id: str, refused: Refused, lang: str, *, json: bool) -> None:
    """Every reason, with its article and what to do instead; exit 1."""
    if json:
        out_json({
            "case_id": case_id,
            "refused": refused.command.step,
            "on": refused.command.on,
            "state": refused.state,
            "reasons": [
                {
                    "id": reason.id,
                    "message": reason.zh if lang == "zh" else reason.en,
                    "basis": reason.basis_zh if lang == "zh" else reason.basis_en,
                    "instead": reason.instead_zh if lang == "zh" else reason.instead_en,
                }
                for reason in refused.reasons
            ],
            "allowed": list(refused.allowed),
        })  # fmt: skip
    else:
        asked, steps = refused.command, refused.procedure.steps
        state = refused.procedure.states[refused.state]
        zh = lang == "zh"
        allowed = "、".join(steps[name].zh for name in refused.allowed) if zh else ", ".join(refused.allowed)
        zh_head = f"{case_id}：{asked.on}不能办理“{steps[asked.step].zh}”（当前状态：{state.zh}）"
        en_head = f"{case_id}: {asked.step} on {asked.on} is refused in state {state.id}"
        complain(zh_head if zh else en_head)
        for reason in refused.reasons:
            complain(f"- {reason.text(lang)}")
        complain(f"当前可办理：{allowed}" if zh else f"possible now: {allowed}")
    raise typer.Exit(1)
