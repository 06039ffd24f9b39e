"""The derived columns of a row as its entries give them: for a check of the ledger, and to write them anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import evolve

from casework.desk.file import CaseFile, file_of
from casework.desk.writing import Setting, index_of, is_open, raise_cards
from casework.errors import OutsideKnownDays
from casework.ledger import Entry, Record

_DAY: Final = timedelta(days=1)
_HORIZON: Final = timedelta(days=400)
"""How far ahead a rung of a case that stands still may lie."""


def row_of(setting: Setting) -> Callable[[Record, Sequence[Entry]], Record]:
    """What `casework.ledger.verify.verify` asks for as `derived`, by a desk's calendar, office and ladder."""

    def derived(record: Record, entries: Sequence[Entry]) -> Record:
        file = file_of(tuple(entries), setting.laws)
        state, due, near = at_last_entry(setting, file)
        if _due_will_do(setting, file, record, due):
            due = record.due
        if near != record.next_rung_on and _misses_nothing(setting, file, record.next_rung_on):
            near = record.next_rung_on
        return evolve(record, state=state, due=due, next_rung_on=near)

    return derived


def at_last_entry(setting: Setting, file: CaseFile) -> tuple[str, date | None, date | None]:
    """State, the reply's last day and the next day to look, as they were on the day of the last entry: no card later
    than that day is passed over.
    """
    return index_of(setting, file.case, _last_day(file), file.raised())


def _last_day(file: CaseFile) -> date:
    return max(event.on for event in file.case.events)


def _due_will_do(setting: Setting, file: CaseFile, record: Record, due: date | None) -> bool:
    """Whether the day a row names may stand: a sweep has read an open pause later, or none has read an import yet."""
    case, last = file.case, _last_day(file)
    if record.due is None:
        return not is_open(case.regime, case.state) or (record.next_rung_on or date.max) <= last
    return due is not None and due < record.due and _comes_to(setting, file, last, record.due)


def _comes_to(setting: Setting, file: CaseFile, first: date, wanted: date) -> bool:
    """Whether the reply's last day, read on some day from the first on, is the wanted one: it only moves later."""
    low, high = 0, max((wanted - first).days, 0)  # while a pause is open, the last day lies ahead
    while low < high:
        middle = (low + high) // 2
        due = _due_on(setting, file, first + timedelta(days=middle))
        if due is not None and due >= wanted:
            high = middle
        else:
            low = middle + 1
    return _due_on(setting, file, first + timedelta(days=low)) == wanted


def _due_on(setting: Setting, file: CaseFile, on: date) -> date | None:
    try:
        return index_of(setting, file.case, on, file.raised())[1]
    except OutsideKnownDays:
        return None


def _misses_nothing(setting: Setting, file: CaseFile, near: date | None) -> bool:
    """Whether no card would be raised before the day on which a row wants to be looked at.

    What was reached in a case that came in whole and has ended is history: none is raised, and its row names no day.
    """
    if near is None and not is_open(file.case.regime, file.case.state) and not file.case.proceedings:
        return True
    first = _last_day(file)
    last = first + _HORIZON if near is None else near - _DAY
    try:
        return last < first or not raise_cards(setting, file, first, last, last)
    except OutsideKnownDays:
        return False
