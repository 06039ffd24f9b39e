"""`casework redact`: erase sensitive values of a case for good."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from casework.cli.ledger import (
    DEFAULT,
    Drop,
    LawId,
    LedgerUrl,
    Log,
    OnToday,
    desk_on,
    event_document,
    person,
    say,
)
from casework.cli.show import Json, Lang, OfficeFile, SaidWrong, complain, language, maybe_day, out_json, today
from casework.desk import CaseFile, Desk, Taken
from casework.desk.people import places
from casework.ledger import Ledger

_WHAT = "redact needs a case, a --field, a --reason and --by; or --finish alone"


def redact(
    case_id: Annotated[str, typer.Argument(help="the case")] = "",
    field: Annotated[
        list[str], typer.Option("--field", help="what is erased: applicant, contact, party ...; may be given again")
    ] = [],
    reason: Annotated[str, typer.Option("--reason", help="why; it is kept on the file")] = "",
    by: Annotated[str, typer.Option("--by", help="who decides it")] = "",
    during_relief: Annotated[
        str, typer.Option("--during-relief", help="why it cannot wait until an open reconsideration or suit is over")
    ] = "",
    on: OnToday = "",
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="erase nothing; say what would be erased")] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="of earlier erasures: empty the SQLite log where the values still stand")
    ] = False,
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    drop: Drop = None,
    log: Log = False,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Erase sensitive values of a case for good; who did it and why stays on the file. 清除敏感信息。"""
    words = language(lang)
    day = maybe_day(on, "--on") or today()
    if not finish and not (case_id and field and (dry_run or (reason.strip() and person(by)))):
        raise SaidWrong(_WHAT)
    with desk_on(ledger, office=office, law=regime, drop=drop, log=log) as desk:
        if finish:
            _finish(desk.setting.ledger, words, json=json)
            return
        fields = tuple(dict.fromkeys(field))
        if dry_run or not (yes or _agreed(desk.file(case_id), fields, words)):
            _would(desk.file(case_id), fields, words, json=json)
            return
        taken = desk.redact(case_id, fields, day, reason=reason, by=person(by), during_relief=during_relief)
        _say(desk, taken, fields, words, json=json)


def _agreed(file: CaseFile, fields: tuple[str, ...], lang: str) -> bool:
    """Whether whoever sits there wants it; where nobody does, a script has decided."""
    if not sys.stdin.isatty():
        return True
    found, _ = places(file, fields)
    named = f"{file.case.case_id}：{', '.join(fields)}，共{len(found)}处，清除后无法恢复。清除？"
    return typer.confirm(
        named if lang == "zh" else f"{file.case.case_id}: erase {', '.join(fields)} ({len(found)} values) for good?",
        err=True,
    )


def _would(file: CaseFile, fields: tuple[str, ...], lang: str, *, json: bool) -> None:
    """What would be erased and what could not be; no value is shown."""
    found, left = places(file, fields)
    if json:
        out_json({
            "case_id": file.case.case_id,
            "would_erase": [{"entry": seq, "key": key} for seq, key in found],
            "left": [{"entry": seq, "key": key} for seq, key in left],
        })  # fmt: skip
        return
    zh = lang == "zh"
    for seq, key in found:
        say([f"第{seq}条记录：{key}将被清除" if zh else f"entry {seq}: {key} would be erased"])
    say(_left(left, lang))
    say(["未清除任何内容" if zh else "nothing was erased"])


def _left(left: tuple[tuple[int, str], ...] | list[tuple[int, str]], lang: str) -> list[str]:
    zh = "第{}条记录：{}当时以明文记录，无法清除"
    en = "entry {}: {} was written as plain text, before it was sealed: it cannot be erased"
    return [(zh if lang == "zh" else en).format(seq, key) for seq, key in left]


def _say(desk: Desk, taken: Taken, fields: tuple[str, ...], lang: str, *, json: bool) -> None:
    ask = getattr(desk.setting.ledger, "remains", None)
    remains = None if ask is None else ask()
    payload: dict[str, Any] = dict(taken.events[0].payload)
    case_id, zh = taken.case.case_id, lang == "zh"
    left = [(int(place.partition(".")[0]), place.partition(".")[2]) for place in payload.get("left", ())]
    if json:
        out_json({
            "case_id": case_id,
            "state": taken.case.state,
            "due": taken.due,
            "version": taken.version,
            "events": [event_document(taken.case.regime, event, sensitive=False) for event in taken.events],
            "left": [{"entry": seq, "key": key} for seq, key in left],
            "remains": None if remains is None else remains[0 if zh else 1],
        })  # fmt: skip
        return
    count, named = len(payload["instead"]), ", ".join(fields)
    say([f"{case_id}：已清除{named}，共{count}处" if zh else f"{case_id}: erased {named} ({count} in all)"])
    say(_left(left, lang))
    if remains is not None:
        complain(remains[0 if zh else 1])


def _finish(ledger: Ledger, lang: str, *, json: bool) -> None:
    """Empty the log of a SQLite ledger; exit 1 if a reader is still in the way."""
    scrub = getattr(ledger, "scrub", None)
    if scrub is None:
        raise SaidWrong("--finish is for a SQLite ledger; on a server its administrator purges logs and dead rows")
    done = bool(scrub())
    if json:
        out_json({"finished": done})
    elif done:
        say(
            [
                "日志已清空，已清除的内容不再留在文件中"
                if lang == "zh"
                else "the log is empty: erased values are gone from the file"
            ]
        )
    else:
        complain(
            "仍有程序在读取该文件；请结束后再试"
            if lang == "zh"
            else "a program is still reading the file; end it and try again"
        )
    if not done:
        raise typer.Exit(1)
