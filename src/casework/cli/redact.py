"""`casework redact`: erase sensitive values of a case for good."""

from __future__ import annotations

from typing import Annotated

import typer

from casework.cli.ledger import (
    DEFAULT,
    By,
    Drop,
    LawId,
    LedgerUrl,
    Log,
    OnToday,
    Reason,
    desk_on,
    event_document,
    person,
    say,
)
from casework.cli.show import Json, Lang, OfficeFile, language, maybe_day, out_json, today


def redact(
    case_id: Annotated[str, typer.Argument(help="the case")],
    field: Annotated[
        list[str], typer.Option("--field", help="what is erased: applicant, contact, party ...; may be given again")
    ],
    reason: Reason,
    by: By,
    on: OnToday = "",
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
    with desk_on(ledger, office=office, law=regime, drop=drop, log=log) as desk:
        taken = desk.redact(case_id, tuple(dict.fromkeys(field)), day, reason=reason, by=person(by))
    if json:
        out_json({
            "case_id": case_id,
            "state": taken.case.state,
            "due": taken.due,
            "version": taken.version,
            "events": [event_document(taken.case.regime, event, sensitive=False) for event in taken.events],
        })  # fmt: skip
        return
    count = len(taken.events[0].payload["instead"])
    fields = ", ".join(dict.fromkeys(field))
    zh_text, en_text = f"{case_id}：已清除{fields}，共{count}处", f"{case_id}: erased {fields} ({count} in all)"
    say([zh_text if words == "zh" else en_text])
