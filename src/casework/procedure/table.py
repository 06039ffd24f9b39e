"""The parts of a procedure. A row is a sentence: in these states, on this step, enter that state, move these clocks."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import field, frozen

from casework.errors import DefinitionError
from casework.law import Cited
from casework.law.citation import is_cited
from casework.procedure.clock_effect import NOTHING, Action, Effect, Effects
from casework.procedure.conditions import CONDITIONS, Condition

SAME: Final = "(same)"
"""As a target: the case stays in the state it is in."""
START: Final = "(start)"


@frozen(slots=True)
class Phase:
    """One of the six phases of the closed loop, or relief."""

    id: str
    zh: str
    en: str


@frozen(slots=True)
class State:
    """Where a case stands. kind: open, waiting (someone else must act), ended (main line over), final, relief."""

    id: str
    zh: str
    en: str
    phase: str
    kind: str = "open"


@frozen(slots=True)
class Role:
    """Who may take a step; the law fixes one, the rest is office policy."""

    id: str
    zh: str
    en: str


@frozen(slots=True)
class PayloadKey:
    """One thing a step records. type: text, day, days (how many), number, yes_no, choice (of `values`),
    outcome or channel (of the regime)."""

    name: str
    type: str = "text"
    zh: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    sensitive: bool = False


@frozen(slots=True)
class Step:
    """An act of the procedure. implied: a register has no column for it, so it may be read between two facts."""

    id: str
    zh: str
    en: str
    role: str
    payload: tuple[PayloadKey, ...] = ()
    implied: bool = False
    keys: Mapping[str, PayloadKey] = field(init=False, repr=False, eq=False)
    """The payload by name."""
    required: tuple[PayloadKey, ...] = field(init=False, repr=False, eq=False)
    """Keys that must be there."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "keys", {key.name: key for key in self.payload})
        object.__setattr__(self, "required", tuple(key for key in self.payload if key.required))


@frozen(slots=True)
class Row:
    """One sentence of the table.

    when: the row holds only if all of these do (the first row that holds is taken). needs: what refuses the step if it
    fails. states: where the step may be taken.
    """

    states: tuple[str, ...]
    step: str
    target: str
    citation: Cited
    effects: Effects = NOTHING
    when: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    can_be_late: bool = field(init=False, repr=False)
    """Whether a clock may have something to say about the day of the step."""

    def __attrs_post_init__(self) -> None:
        timed = any(effect.action in _TIMED or effect == _REPLIES for effect in self.effects.each)
        object.__setattr__(self, "can_be_late", timed)


_TIMED: Final = (Action.EXTEND, Action.STOP, Action.ASK, Action.REPLACE)
_TRACKED: Final = (Action.ASK, Action.ANSWERED, Action.WITHDRAWN, Action.PROCEED, Action.CONCLUDE)
_SENDS: Final = (Action.ASK, Action.START_ON_DELIVERY)
_CLOSES: Final = (Action.ANSWERED, Action.WITHDRAWN, Action.END)
_REPLIES: Final = Effect(Action.END, "reply")


@frozen(slots=True)
class Channel:
    """How a request arrives. receipt: submitted, signed, filled_in, confirmed, automatic (confirmed, or an automatic
    receipt), system (the mail or online system receives it)."""

    id: str
    zh: str
    en: str
    receipt: str
    citation: Cited
    confirm_same_day: bool = False


@frozen(slots=True)
class Outcome:
    """How a request ends. on_file: what must be on record. table3: row of the yearly report. relief: from which day
    which way: either, or first (reconsideration first)."""

    id: str
    zh: str
    en: str
    citation: Cited
    table3: str
    on_file: str = ""
    releases: bool = False
    relief: tuple[tuple[date, str], ...] = ()
    contested: bool = False
    """Whether it is contested that this outcome can be taken to relief at all (param contested_relief)."""
    first_for: tuple[str, ...] = ()
    """Articles for which reconsideration comes first; grounds that name none of them leave either way."""

    def relief_on(self, day: date, grounds: str = "") -> str:
        """The way of relief open against a reply of that day: either or first."""
        way = next((way for since, way in reversed(self.relief) if since <= day), "either")
        named = re.findall(r"\d+", grounds)
        elsewhere = bool(self.first_for) and bool(named) and not set(named) & set(self.first_for)
        return "either" if elsewhere else way


def first_row(rows: tuple[Row, ...], holds: Callable[[str, Row], bool]) -> Row | None:
    """The row a step takes: the first whose routing conditions all hold; its requirements then let it pass or not."""
    for row in rows:
        for name in row.when:
            if not holds(name, row):
                break
        else:
            return row
    return None


Compiled = Mapping[tuple[str, str], tuple[Row, ...]]


@frozen(slots=True, eq=False)
class Procedure:
    """The whole table, compiled once: look up (state, step), get the rows that may apply, in order."""

    phases: tuple[Phase, ...]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    roles: Mapping[str, Role]
    rows: tuple[Row, ...]
    conditions: Mapping[str, Condition] = field(factory=dict, repr=False)
    """The law's own requirements by name, with their functions; the engine's stand in `conditions.py`."""
    open_ended: tuple[str, ...] = ()
    """Waiting states for which the law knows no lapse."""
    compiled: Compiled = field(init=False, repr=False)
    rank: Mapping[str, int] = field(init=False, repr=False)
    effects: Mapping[str, Effects] = field(init=False, repr=False)
    tracked: frozenset[str] = field(init=False, repr=False)
    """Steps that open or close letters or proceedings."""
    sends: frozenset[str] = field(init=False, repr=False)
    """Steps that send a letter with a limit or a pause."""
    closes: frozenset[str] = field(init=False, repr=False)
    """Steps that close a letter: its answer, its withdrawal, the end of a limit."""
    _paths: dict[tuple[str, str], tuple[str, ...] | None] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        if faults := list(self._faults()):
            raise DefinitionError(faults)
        compiled: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            for state in row.states:
                compiled.setdefault((state, row.step), []).append(row)
        set_once = object.__setattr__
        set_once(self, "compiled", {key: tuple(rows) for key, rows in compiled.items()})
        set_once(self, "rank", {step: number for number, step in enumerate(self.steps)})
        effects: dict[str, Effects] = {}
        for row in self.rows:
            effects[row.step] = max(effects.get(row.step, NOTHING), row.effects, key=lambda e: len(e.each))
        set_once(self, "effects", effects)
        opening = {step for step, each in effects.items() if any(e.action in _TRACKED for e in each.each)}
        set_once(self, "tracked", frozenset(opening))
        sending = {step for step, each in effects.items() if any(e.action in _SENDS for e in each.each)}
        set_once(self, "sends", frozenset(sending))
        closing = {step for step, each in effects.items() if any(e.action in _CLOSES for e in each.each)}
        set_once(self, "closes", frozenset(closing))

    def steps_from(self, state: str) -> tuple[str, ...]:
        """Steps that have a row in the state, in the order of the table."""
        return tuple(step for step in self.steps if (state, step) in self.compiled)

    def path(self, state: str, step: str) -> tuple[str, ...] | None:
        """The shortest run of implied steps after which the step has a row; null if there is none."""
        key = (state, step)
        if key not in self._paths:
            self._paths[key] = self._search(state, step)
        return self._paths[key]

    def _search(self, state: str, step: str) -> tuple[str, ...] | None:
        seen = {state}
        queue: deque[tuple[str, tuple[str, ...]]] = deque([(state, ())])
        while queue:
            here, taken = queue.popleft()
            if (here, step) in self.compiled:
                return taken
            for implied in self.steps.values():
                for row in self.compiled.get((here, implied.id), ()) if implied.implied else ():
                    if row.target not in seen and row.target != SAME:
                        seen.add(row.target)
                        queue.append((row.target, (*taken, implied.id)))
        return None

    def _faults(self) -> Iterator[str]:
        """What would make the table unusable; `casework check` proves more."""
        for number, row in enumerate(self.rows):
            where = f"row {number} ({row.step})"
            if row.step not in self.steps:
                yield f"{where}: unknown step"
            for state in row.states:
                if state not in self.states and state != START:
                    yield f"{where}: unknown state {state!r}"
            if row.target not in self.states and row.target != SAME:
                yield f"{where}: unknown target {row.target!r}"
            for name in (*row.when, *row.needs):
                if name not in CONDITIONS and name not in self.conditions:
                    yield f"{where}: unknown condition {name!r}"
            if not is_cited(row.citation):
                yield f"{where}: no citation"
        for step in self.steps.values():
            if step.role not in self.roles:
                yield f"step {step.id}: unknown role {step.role!r}"
