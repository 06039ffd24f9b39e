"""Forms from the payload schema of a step: which fields, how they are asked, what was typed, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from casework.case import Reason
from casework.law import parse_day
from casework.procedure import PayloadKey, Regime, Step

from . import words

WHO = ("by", "role")
"""Known from the session, never typed."""
LONG = ("subject", "items", "grounds", "findings", "reason", "note", "question", "value")
LONGEST = 4000


@frozen
class Field:
    """One field of a form."""

    name: str
    zh: str
    kind: str
    required: bool = False
    sensitive: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    error: str = ""


def fields_of(step: Step, regime: Regime, typed: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """The fields of a step, with what was typed."""
    asked = (key for key in step.payload if key.name not in WHO)
    return tuple(_field(key, regime, (typed or {}).get(key.name, "")) for key in asked)


def _field(key: PayloadKey, regime: Regime, value: str) -> Field:
    kinds = {"day": "date", "days": "number", "number": "number", "text": "long" if key.name in LONG else "text"}
    return Field(
        key.name, key.zh or key.name, kinds.get(key.type, "select"), key.required, key.sensitive,
        _choices(key, regime), value,
    )  # fmt: skip


def _choices(key: PayloadKey, regime: Regime) -> tuple[tuple[str, str], ...]:
    if key.type == "channel":
        return tuple((each.id, each.zh) for each in regime.channels.values())
    if key.type == "outcome":
        return tuple((each.id, each.zh) for each in regime.outcomes.values())
    values = ("yes", "no") if key.type == "yes_no" else key.values
    return tuple((value, words.choice(key.name, value)) for value in values)


def payload_of(step: Step, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as the desk takes it: only the step's own keys, and nothing for what was left empty."""
    found = {}
    for key in step.payload:
        text = typed.get(key.name, "").strip()[:LONGEST]
        if text and key.name not in WHO:
            found[key.name] = text
    return found


def with_errors(fields: Iterable[Field], faults: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields, each with what is wrong with it."""
    return tuple(evolve(each, error=faults.get(each.name, "")) for each in fields)


def split_reasons(reasons: Iterable[Reason]) -> tuple[dict[str, str], list[Reason]]:
    """Reasons of a refusal: those that belong to a field, by its name, and the others."""
    beside: dict[str, str] = {}
    rest = []
    for reason in reasons:
        if reason.id.startswith("payload."):
            beside.setdefault(reason.id.removeprefix("payload."), reason.text("zh"))
        else:
            rest.append(reason)
    return beside, rest


def day_of(text: str, today: date, zh: str = "办理日期") -> tuple[date, str]:
    """The day of an act as typed, and what is wrong with it: nothing is recorded for a day still to come."""
    if not text.strip():
        return today, ""
    try:
        day = parse_day(text)
    except ValueError as error:
        return today, f"“{zh}”应为{getattr(error, 'zh', '日期')}"
    return (day, "") if day <= today else (today, f"“{zh}”不能晚于今天（{today}）")
