"""What someone wants to do to a case on a day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import field, frozen

from casework.case.events import Payload
from casework.law import parse_day
from casework.procedure import PayloadKey, Regime, Step
from casework.texts import LONGEST_NAME, text_fault

MOST_DAYS: Final = 3660
"""Ten years: no letter or order names more days."""


@frozen(slots=True)
class Command:
    """Take a step on a day. The payload may hold people's data and stays out of the repr."""

    step: str
    on: date
    payload: Payload = field(factory=dict, repr=False, hash=False)


def command(step: str, on: date, **payload: Any) -> Command:
    """A command with its payload as keywords: `command("extend", day, working_days=20, approved_by="head")`."""
    return Command(step, on, payload)


def payload_faults(
    step: Step, payload: Payload, regime: Regime, *, complete: bool = True
) -> list[tuple[str, str, str]]:
    """What is wrong with a payload: key, and the sentence in Chinese and English.

    complete: also say what is missing and what could not be kept; a history is read with what it has.
    """
    found = []
    for name, value in payload.items():
        key = step.keys.get(name)
        if key is None:
            names = ", ".join(step.keys)
            zh = f"“{name}”不是本步骤的项目；可用：{names}"
            found.append((name, zh, f"{name!r} is no key of {step.id}; known are {names}"))
        elif value is not None and value != "" and (expected := wrong_value(key, value, regime)):
            got = str(value)[:40]
            zh = f"“{key.zh or name}”应为{expected[0]}，现为“{got}”"
            found.append((name, zh, f"{name!r} should be {expected[1]}, got {got!r}"))
        elif complete and isinstance(value, str) and (unfit := _unfit(name, value)):
            found.append((name, f"“{key.zh or name}”{unfit[0]}", f"{name!r} {unfit[1]}"))
    missing = [key for key in step.required if complete and str(payload.get(key.name) or "").strip() == ""]
    return found + [(key.name, f"缺少“{key.zh or key.name}”", f"{key.name!r} is required") for key in missing]


def _unfit(name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a text that no ledger would keep; who acts and as what is one line each."""
    named = name in ("by", "role")
    return text_fault(value, one_line=named, longest=LONGEST_NAME if named else None)


def wrong_value(key: PayloadKey, value: object, regime: Regime) -> tuple[str, str] | None:
    """What was expected of a value that does not fit its key, in Chinese and English; null where it fits."""
    if key.type == "text":
        return None
    if key.type == "outcome" or key.type == "channel":
        table = regime.outcomes if key.type == "outcome" else regime.channels
        names = list(table)
        return None if value in table else ("、".join(names) + "之一", "one of " + ", ".join(names))
    return None if _fits(key, value) else _expected(key)


def _fits(key: PayloadKey, value: object) -> bool:
    if key.type == "day":
        return isinstance(value, date) or _reads_as_day(str(value))
    if key.type == "days":
        return is_days(str(value).strip())
    if key.type == "number":
        text = str(value).strip()
        return text.isascii() and text.isdigit() and len(text) < 10
    if key.type == "yes_no":
        return value in ("yes", "no", True, False)
    return value in key.values if key.type == "choice" else True


def is_days(text: str) -> bool:
    """Whether a text is a number of days that a letter could name."""
    return text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_DAYS


def _reads_as_day(text: str) -> bool:
    try:
        parse_day(text)
    except ValueError:
        return False
    return True


def _expected(key: PayloadKey) -> tuple[str, str]:
    if key.type == "choice":
        return "、".join(key.values) + "之一", "one of " + ", ".join(key.values)
    return {
        "day": ("日期（如2026-09-18）", "a day like 2026-09-18"),
        "number": ("非负整数", "a whole number"),
        "days": (f"0至{MOST_DAYS}的整数", f"a whole number of days, at most {MOST_DAYS}"),
        "yes_no": ("yes 或 no", "yes or no"),
    }.get(key.type, ("文字", "text"))
