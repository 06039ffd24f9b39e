"""Payload values as the core reads them, however a file, a form or a ledger wrote them."""

from __future__ import annotations

from datetime import date
from typing import cast

from casework.law import parse_day
from casework.law.dates import CountColumn, DayColumn


def as_day(value: object) -> date | None:
    """Return a payload's day, however it was given, or None if there is none."""
    if type(value) is date:
        return value
    if isinstance(value, DayColumn):
        return cast("date", value)
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    return parse_day(str(value))


def as_count(value: object) -> int | None:
    """Return a payload's number, however it was given, or None if there is none."""
    if value is None or value == "":
        return None
    return cast("int", value) if isinstance(value, CountColumn) else int(str(value))


def as_text(value: object) -> str:
    """Return a payload's text without surrounding blanks; "" if there is none."""
    return "" if value is None else str(value).strip()


def is_yes(value: object) -> bool:
    """Whether a yes_no payload says yes."""
    return value is True or value == "yes"


def is_no(value: object) -> bool:
    """Whether a yes_no payload says no; what nobody stated says neither."""
    return value is False or value == "no"
