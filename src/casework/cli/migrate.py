"""`casework migrate`: put cases under today's definition, or back; a dry run says what would be judged differently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

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
    state_name,
)
from casework.cli.show import (
    Json,
    Lang,
    OfficeFile,
    SaidWrong,
    cell,
    language,
    maybe_day,
    out_json,
    progress,
    today,
)
from casework.desk import Desk, Difference, Taken
from casework.errors import ConditionNotMet
from casework.regimes import REGIMES

_NOTHING_TO_DO: Final = "definition"


def migrate(
    case_id: Annotated[str, typer.Argument(help="one case; or give --all")] = "",
    every: Annotated[bool, typer.Option("--all", help="every case that is under another definition")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="write nothing; say what would be judged differently")
    ] = False,
    back: Annotated[bool, typer.Option("--back", help="back under the definition before the last migration")] = False,
    reason: Annotated[str, typer.Option("--reason", help="why; it is kept on the file")] = "",
    by: Annotated[str, typer.Option("--by", help="who does it")] = "",
    on: OnToday = "",
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    drop: Drop = None,
    log: Log = False,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Put cases under today's definition of their law, or back. 改用现行规则版本。"""
    words = language(lang)
    day = maybe_day(on, "--on") or today()
    if bool(case_id) == every and not (dry_run and not case_id):
        raise SaidWrong("name one case, or give --all")
    if dry_run and back:
        raise SaidWrong("--dry-run compares with today's definition; it takes no --back")
    if not dry_run and not (reason.strip() and person(by)):
        raise SaidWrong("a migration needs a --reason")
    with desk_on(ledger, office=office, law=regime, drop=drop, log=log) as desk:
        if case_id:
            desk.file(case_id)
        title = "比较" if words == "zh" else "comparing"
        if dry_run:
            with progress(title, quiet=json):
                found = [each for each in desk.differences(day) if case_id in ("", each.case_id)]
            _differences(found, words, json=json)
            return
        with progress(title, quiet=json):
            taken = list(_migrated(desk, case_id, day, reason=reason, by=by, back=back))
    _say(taken, words, json=json)


def _migrated(desk: Desk, case_id: str, day: date, *, reason: str, by: str, back: bool) -> Iterator[Taken]:
    """One case, or every one for which there is something to do."""
    if case_id:
        yield desk.migrate(case_id, day, reason=reason, by=by, back=back)
        return
    for record in list(desk.setting.ledger.records()):
        try:
            yield desk.migrate(record.case_id, day, reason=reason, by=by, back=back)
        except ConditionNotMet as error:
            if error.condition != _NOTHING_TO_DO:
                raise


def _say(taken: list[Taken], lang: str, *, json: bool) -> None:
    if json:
        out_json([
            {
                "case_id": each.case.case_id, "state": each.case.state, "due": each.due, "version": each.version,
                "events": [event_document(each.case.regime, event, sensitive=False) for event in each.events],
            }
            for each in taken
        ])  # fmt: skip
        return
    zh = lang == "zh"
    for each in taken:
        state = state_name(each.case.regime, each.case.state, lang)
        say([f"{each.case.case_id}  {state}  {each.due or '-'}"])
    say([f"{len(taken)}件已改用" if zh else f"{len(taken)} cases migrated"])


def _differences(found: list[Difference], lang: str, *, json: bool) -> None:
    if json:
        out_json([_document(each) for each in found])
        return
    zh = lang == "zh"
    differing = [each for each in found if each.differs]
    if differing:
        table = Table(*(("编号", "状态", "答复期限", "审查结论") if zh else ("case", "state", "reply due", "findings")))
        for each in differing:
            state = tuple(_state(name, each, lang) for name in each.state)
            findings = ("; ".join(each.findings[0]), "; ".join(each.findings[1]))
            table.add_row(*(cell(_pair(*pair)) for pair in ((each.case_id,) * 2, state, each.due, findings)))
        Console().print(table)
    same = len(found) - len(differing)
    zh_text = f"{len(found)}件不在现行版本之下：{len(differing)}件结论会变，{same}件只是文本不同"
    en_text = f"{len(found)} cases are under another definition: {len(differing)} would be judged differently, {same} would not"
    say([zh_text if zh else en_text])


def _state(name: str, difference: Difference, lang: str) -> str:
    regime = REGIMES.get(difference.today.regime)
    return name if regime is None else state_name(regime, name, lang)


def _pair(old: object, new: object) -> str:
    return str(old or "-") if old == new else f"{old or '-'} > {new or '-'}"


def _document(each: Difference) -> dict[str, Any]:
    keys = ("pinned", "today")
    return {
        "case_id": each.case_id,
        "pinned": [each.pinned.regime, each.pinned.digest],
        "today": [each.today.regime, each.today.digest],
        "differs": each.differs,
        "state": dict(zip(keys, each.state, strict=True)),
        "due": dict(zip(keys, each.due, strict=True)),
        "findings": dict(zip(keys, map(list, each.findings), strict=True)),
    }
