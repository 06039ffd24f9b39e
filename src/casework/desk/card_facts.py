"""What a message says of a card or reminder: which limit, as it stood on the day it was reached, and what can be done.

Words are in Chinese and English, so that a hook writes in the office's language.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from casework.case import Case, Clock, options, replay
from casework.errors import CaseworkError
from casework.escalation.due import signed_days
from casework.ledger import Entry
from casework.office_clocks import limit_words
from casework.procedure import SAME, Action
from casework.workdays import WorkCalendar

if TYPE_CHECKING:
    from casework.desk.writing import Setting

_WORKING: Final = "working_days"
_UNITS: Final = {
    _WORKING: ("个工作日", "working day"),
    "calendar_days": ("日", "day"),
    "weeks": ("周", "week"),
}
_PUT_RIGHT: Final = [
    {"step": "", "zh": "整改并登记整改日期", "en": "put it right and record the day"},
]
_EFFECTS: Final = (Action.ASK, Action.STOP, Action.RESTART, Action.RESUME, Action.EXTEND, Action.REPLACE, Action.END)


def card_facts(setting: Setting, case: Case, entry: Entry) -> dict[str, Any] | None:
    """The facts of a card as plain data; None where they cannot be read, which must not stop the step that raised it.

    It holds the limit and the rung in words, its last day, days left or over, and the next steps. days_left and
    overdue_by are in `unit`, read at the end of the day on which the rung was reached; `next` lists the steps that may
    be taken as the case stands when the card is written.
    """
    try:
        return _facts(setting, case, entry)
    except (CaseworkError, LookupError, ValueError):
        return None


def _facts(setting: Setting, case: Case, entry: Entry) -> dict[str, Any]:
    payload = entry.public
    key, on = str(payload["clock"]), date.fromisoformat(str(payload["reached_on"]))
    zh, en = limit_words(case.regime, key.partition("#")[0])
    rung = setting.ladder.rung(str(payload["rung"]))
    clock = setting.clocks(_as_of(case, on), on).get(key)
    unit, left, over = _counted(clock, on, setting.calendar)
    return {
        "clock": key,
        "limit_zh": zh,
        "limit_en": en,
        "rung_zh": str(payload["rung"]) if rung is None else rung.zh,
        "rung_en": str(payload["rung"]) if rung is None else rung.en,
        "reached_on": on.isoformat(),
        "due": None if clock is None or clock.due is None else clock.due.isoformat(),
        "days_left": left,
        "overdue_by": over,
        "unit": unit,
        "unit_zh": _UNITS[unit][0],
        "unit_en": _UNITS[unit][1],
        "basis_zh": "" if clock is None or not clock.basis else clock.basis[0].text("zh"),
        "basis_en": "" if clock is None or not clock.basis else clock.basis[0].text("en"),
        "next": _PUT_RIGHT if key.startswith("rectify") else _next(case, max(entry.on, on), setting.calendar),
    }


def _as_of(case: Case, on: date) -> Case:
    events = [event for event in case.history if event.on <= on]
    known = len(events) == len(case.events) or not any(event.step == "open" for event in events)
    return case if known else replay(case.regime, events, implied=case.implies)


def _counted(clock: Clock | None, on: date, calendar: WorkCalendar) -> tuple[str, int, int]:
    """The unit, the days left and the days over; a limit in months is told in working days."""
    if clock is None or clock.due is None:
        return _WORKING, 0, 0
    unit = clock.deadline.limit.unit.value if clock.deadline is not None else _WORKING
    if unit in _UNITS and clock.days_left is not None and clock.overdue_by is not None:
        return unit, clock.days_left, clock.overdue_by
    days = signed_days(calendar, clock.due, on)
    return _WORKING, max(-days, 0), max(days, 0)


def _next(case: Case, on: date, calendar: WorkCalendar) -> list[dict[str, str]]:
    """The possible steps that move the case or one of its clocks, in the order of the table."""
    steps = case.regime.procedure.steps
    possible = {step for step, reasons in options(case, on, calendar).items() if not reasons}
    return [
        {"step": step.id, "zh": step.zh, "en": step.en}
        for step in steps.values()
        if step.id in possible and _moves(case, step.id)
    ]


def _moves(case: Case, step: str) -> bool:
    rows = case.regime.procedure.compiled.get((case.state, step), ())
    return any(
        row.target not in (SAME, case.state) or any(effect.action in _EFFECTS for effect in row.effects.each)
        for row in rows
    )
