"""What may be done with a case on a day, and where it would lead; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve, field, frozen

from casework.case import Case, Clock, Command, Reason, Refused, options, read_clocks, reply_clock, take
from casework.case.decide import no_row
from casework.case.events import make_event
from casework.desk.linking import as_text, not_there
from casework.desk.writing import Setting
from casework.procedure import Action, Row


@frozen(slots=True)
class Option:
    """One step: possible, and the last day of the reply it would lead to (null: it stands still, or is done with); or
    every reason why not."""

    step: str
    zh: str
    en: str
    role: str
    possible: bool
    reasons: tuple[Reason, ...] = ()
    due: date | None = None


@frozen(slots=True)
class WhatIf:
    """Where steps would lead: the case and its clocks, or the step that would be refused."""

    case: Case
    clocks: dict[str, Clock] = field(repr=False)
    refused: Refused | None = None


_MOVES = (Action.STOP, Action.RESTART, Action.RESUME, Action.EXTEND, Action.ASK, Action.ANSWERED, Action.WITHDRAWN,
          Action.REPLACE, Action.START)  # fmt: skip


def options_of(setting: Setting, case: Case, on: date) -> dict[str, Option]:
    """Every step of the procedure but the opening, in the order of its table."""
    possible = options(case, on, setting.calendar)
    due = _due(setting, case, on)
    found = {}
    for step in case.regime.procedure.steps.values():
        if step.id == "open":
            continue
        reasons = possible.get(step.id)
        if reasons is None:
            reasons = (no_row(case, Command(step.id, on)),)
        after = None if reasons else _leads_to(setting, case, step.id, on, due)
        found[step.id] = Option(step.id, step.zh, step.en, step.role, not reasons, reasons, after)
    return found


def _leads_to(setting: Setting, case: Case, step: str, on: date, due: date | None) -> date | None:
    """The last day of the reply after a step; steps that move no clock leave it."""
    rows = case.regime.procedure.compiled[case.state, step]
    if any(_ends_reply(row) for row in rows):
        return None
    if not any(_moves(row) for row in rows):
        return due
    # a clock is read from the entries alone: the state after the step need not be worked out
    event = make_event(case.events[-1].seq + 1, on, step, {})
    after = evolve(case, events=(*case.events, event), settled=case.settled and on >= case.events[-1].on)
    return _due(setting, after, on)


def _ends_reply(row: Row) -> bool:
    return any(effect.action is Action.END and effect.limit == "reply" for effect in row.effects.each)


def _moves(row: Row) -> bool:
    return any(effect.action in _MOVES for effect in row.effects.each)


def _due(setting: Setting, case: Case, on: date) -> date | None:
    clock = reply_clock(case, on, setting.calendar)
    return None if clock is None else clock.due


def what_if(setting: Setting, case: Case, commands: Sequence[Command], as_of: date | None) -> WhatIf:
    """Take steps one after the other, as far as they go."""
    on = as_of or max((command.on for command in commands), default=case.events[-1].on)
    for asked in commands:
        command = as_text(asked)
        result = not_there(setting, case, command) or take(case, command, setting.calendar)
        if isinstance(result, Refused):
            return WhatIf(case, read_clocks(case, on, setting.calendar), result)
        case = result.case
    return WhatIf(case, read_clocks(case, on, setting.calendar))
