"""Every fault of a definition at once, and the proofs that hold, with a counter-example path where one fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import frozen

from casework.law.citation import is_cited
from casework.procedure.clock_effect import Action
from casework.procedure.conditions import CONDITIONS
from casework.procedure.definition import Definition, ways_out
from casework.procedure.proofs import Proof, proofs
from casework.procedure.regime import Regime
from casework.procedure.table import SAME, START

_LETTERS: Final = ("third_party", "agency", "determination", "")
_PROCEEDINGS: Final = ("reconsideration", "litigation")
_BEGINS: Final = (Action.START, Action.START_ON_DELIVERY)
_ENDS: Final = (Action.END, Action.ANSWERED)
_GUARDED: Final = ("secrecy_review_on_file", "outcome_fit_for_the_spot")
_LEAVING: Final = ("withdraw", "terminate", "reopen")


@frozen(slots=True)
class Fault:
    """One fault: its kind, where it stands, and the sentence."""

    id: str
    where: str
    message: str


@frozen(slots=True)
class Report:
    """What a check found: faults, and every proof with whether it holds."""

    regime: str
    faults: tuple[Fault, ...]
    proofs: tuple[Proof, ...]

    def as_json(self, lang: str = "en") -> dict[str, Any]:
        """Plain data; a proof that fails is a fault with its path."""
        failed = [
            {"id": proof.id, "where": " > ".join(proof.path), "message": proof.zh if lang == "zh" else proof.en}
            for proof in self.proofs
            if not proof.holds
        ]
        named = [{"id": fault.id, "where": fault.where, "message": fault.message} for fault in self.faults]
        return {"regime": self.regime, "faults": named + failed, "proved": [p.id for p in self.proofs if p.holds]}


def check(definition: Regime | Definition) -> Report:
    """Look for every fault and try every proof; proofs are tried only where all names are known."""
    parts = Definition.of(definition) if isinstance(definition, Regime) else definition
    faults = tuple(_faults(parts))
    broken = any(fault.id.startswith("unknown_") for fault in faults)
    return Report(parts.id, faults, () if broken else tuple(proofs(parts, _first_uncited(parts))))


# -- faults ------------------------------------------------------------------------------------------------------------


def _faults(parts: Definition) -> Iterator[Fault]:
    yield from _unknown_names(parts)
    yield from _shape(parts)
    yield from _shadowed(parts)
    yield from _uncited(parts)
    yield from _never_ended(parts)
    yield from _unlabelled(parts)


def _unknown_names(parts: Definition) -> Iterator[Fault]:
    known_limits = {*parts.limits}
    for number, row in enumerate(parts.rows):
        where = f"row {number} ({row.step})"
        if row.step not in parts.steps:
            yield Fault("unknown_step", where, f"step {row.step!r} is not defined")
        for state in row.states:
            if state not in parts.states and state != START:
                yield Fault("unknown_state", where, f"state {state!r} is not defined")
        if row.target not in parts.states and row.target != SAME:
            yield Fault("unknown_state", where, f"target {row.target!r} is not defined")
        for name in (*row.when, *row.needs):
            if name not in CONDITIONS and name not in parts.conditions:
                yield Fault("unknown_condition", where, f"condition {name!r} is not defined")
        for effect in row.effects.each:
            letters = effect.action in (Action.ASK, Action.ANSWERED, Action.WITHDRAWN)
            proceedings = effect.action in (Action.PROCEED, Action.CONCLUDE)
            known = _LETTERS if letters else _PROCEEDINGS if proceedings else known_limits
            if effect.limit not in known:
                yield Fault("unknown_limit", where, f"{effect.action} names {effect.limit!r}, which is not defined")
    for step in parts.steps.values():
        if step.role not in parts.roles:
            yield Fault("unknown_role", f"step {step.id}", f"role {step.role!r} is not defined")
    phases = {phase.id for phase in parts.phases}
    for place in parts.states.values():
        if place.phase not in phases:
            yield Fault("unknown_phase", f"state {place.id}", f"phase {place.phase!r} is not defined")


def _shape(parts: Definition) -> Iterator[Fault]:
    reachable, queue = {START}, deque([START])
    while queue:
        here = queue.popleft()
        for row in ways_out(parts, here):
            if row.target not in reachable:
                reachable.add(row.target)
                queue.append(row.target)
    taken = {row.step for row in parts.rows}
    for state in parts.states.values():
        if state.id not in reachable:
            yield Fault("unreachable", f"state {state.id}", "no path from the opening leads here")
        exits = ways_out(parts, state.id)
        if state.kind == "final" and exits:
            yield Fault("exit_from_final", f"state {state.id}", f"{exits[0].step} leads out of a final state")
        if state.kind != "final" and not exits:
            yield Fault("dead_end", f"state {state.id}", "no step leads out, and the state is not final")
    for step in parts.steps.values():
        if step.id not in taken:
            yield Fault("unused_step", f"step {step.id}", "no row takes this step")


def _shadowed(parts: Definition) -> Iterator[Fault]:
    """A row is never taken if an earlier one of the same state and step asks for no more routing than it does."""
    for number, row in enumerate(parts.rows):
        for state in row.states:
            for earlier, before in enumerate(parts.rows[:number]):
                if before.step == row.step and state in before.states and set(before.when) <= set(row.when):
                    yield Fault(
                        "shadowed", f"row {number} ({row.step})", f"in {state}, row {earlier} is always taken first"
                    )


def _uncited(parts: Definition) -> Iterator[Fault]:
    for number, row in enumerate(parts.rows):
        if not is_cited(row.citation):
            yield Fault("uncited", f"row {number} ({row.step})", "no citation")
    for name, limits in parts.limits.items():
        for version in limits.versions:
            if not is_cited(version.citation):
                yield Fault("uncited", f"limit {name} since {version.since}", "a number without a citation")
        days = [version.since for version in limits.versions]
        if days != sorted(set(days)):
            yield Fault("history", f"limit {name}", "its versions are not in the order of coming into force")
    for outcome in parts.outcomes.values():
        if not is_cited(outcome.citation):
            yield Fault("uncited", f"outcome {outcome.id}", "no citation")
        if not outcome.table3:
            yield Fault("uncounted", f"outcome {outcome.id}", "no row of the yearly report counts it")


def _first_uncited(parts: Definition) -> str:
    return next((fault.where for fault in (*_uncited(parts), *_never_ended(parts))), "")


def _never_ended(parts: Definition) -> Iterator[Fault]:
    begun = {e.limit: row.step for row in parts.rows for e in row.effects.each if e.action in _BEGINS}
    ended = {e.limit for row in parts.rows for e in row.effects.each if e.action in _ENDS}
    asked = {e.limit: row.step for row in parts.rows for e in row.effects.each if e.action is Action.ASK}
    stopped = {e.limit: row.step for row in parts.rows for e in row.effects.each if e.action is Action.STOP}
    going = {e.limit for row in parts.rows for e in row.effects.each if e.action in (Action.RESTART, Action.RESUME)}
    for limit, step in begun.items():
        if limit not in ended:
            yield Fault("never_ended", f"limit {limit}", f"begins with {step}, and no step ends it")
    for kind, step in asked.items():
        if kind not in ended:
            yield Fault("never_answered", f"letter {kind}", f"sent by {step}, and no step answers it")
    for limit, step in stopped.items():
        if limit not in going:
            yield Fault("never_resumed", f"limit {limit}", f"stopped by {step}, and no step restarts or resumes it")


def _unlabelled(parts: Definition) -> Iterator[Fault]:
    named: Iterable[Any] = (
        *parts.phases,
        *parts.states.values(),
        *parts.steps.values(),
        *parts.roles.values(),
        *parts.outcomes.values(),
        *parts.limits.values(),
        *parts.labelled,
    )
    for thing in named:
        where = f"{type(thing).__name__.lower()} {thing.id}"
        if not any("\u4e00" <= mark <= "\u9fff" for mark in thing.zh):
            yield Fault("no_label", where, "no Chinese label")
        if not thing.en.strip():
            yield Fault("no_label", where, "no English label")
