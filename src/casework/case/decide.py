"""May this step be taken? Accepted with events and warnings, or refused with every reason and its article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from attrs import field, frozen

from casework.case.case import Case, Fold, pick, replay
from casework.case.commands import Command, payload_faults
from casework.case.conditions import UNTIL_ASKED, checks_of, figures, holds
from casework.case.events import Event, FactCorrected, StepTaken, make_event
from casework.case.hearing import CaseHearing, Settings
from casework.case.moment import Moment
from casework.case.notes import Note
from casework.case.reading import Reading, notes_on
from casework.case.receipt import compliance_day, received_on
from casework.case.running import REPLIES
from casework.law import Basis, Unit, cite
from casework.procedure import SAME, Hit, Procedure, Regime, Row, Rule
from casework.procedure.conditions import CONDITIONS, Condition
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Reason:
    """One thing that stands in the way: its id, the sentence, its article and what to do instead."""

    id: str
    zh: str
    en: str
    basis_zh: str = ""
    basis_en: str = ""
    instead_zh: str = ""
    instead_en: str = ""

    def text(self, lang: str) -> str:
        """The whole sentence."""
        said, basis, instead = (
            (self.zh, self.basis_zh, self.instead_zh) if lang == "zh" else (self.en, self.basis_en, self.instead_en)
        )
        arrow = "；可以：" if lang == "zh" else "; instead: "
        return said + (f" [{basis}]" if basis else "") + (f"{arrow}{instead}" if instead else "")


@frozen(slots=True)
class Accepted:
    """The step is taken: the case after it, the new events, and warnings (lateness never refuses)."""

    case: Case
    events: tuple[Event, ...]
    late: tuple[Note, ...] = ()
    """What the clocks had to say of the step."""
    days: WorkCalendar | None = field(default=None, repr=False, eq=False)

    @property
    def warnings(self) -> tuple[Note, ...]:
        """What the clocks had to say, and what an audit would find in this very entry; worked out when asked."""
        if self.days is None:
            return self.late
        return (*self.late, *_found_at_once(self.case, self.events[-1], self.days))


@frozen(slots=True)
class Refused:
    """Nothing was written: what was asked, where the case stands, all reasons, and the steps that are possible."""

    command: Command
    state: str
    reasons: tuple[Reason, ...]
    allowed: tuple[str, ...]
    procedure: Procedure = field(repr=False, eq=False)

    def text(self, lang: str = "en") -> str:
        """The refusal as one paragraph for people."""
        reasons = ("；" if lang == "zh" else "; ").join(reason.text(lang) for reason in self.reasons)
        asked, steps, states = self.command, self.procedure.steps, self.procedure.states
        if lang == "zh":
            named = steps[asked.step].zh if asked.step in steps else asked.step
            state = states[self.state].zh if self.state in states else self.state
            allowed = "、".join(steps[step].zh for step in self.allowed)
            return f"{asked.on}不能办理“{named}”（当前状态：{state}）：{reasons}。当前可办理：{allowed}"
        allowed = ", ".join(self.allowed)
        return f"{asked.step} on {asked.on} is refused in state {self.state}: {reasons}. Possible now: {allowed}"


def take(case: Case, command: Command, calendar: WorkCalendar | None = None) -> Accepted | Refused:
    """Decide a step. Nothing is changed; the answer holds the new case.

    A command dated before the last entry is decided on the case as it stood that day, and refused if a later entry
    would lose its ground.

    Args:
        case: The case as it stands.
        command: What is wanted, and on which day.
        calendar: Which days count; the regime's own if not given.
    """
    stood: Case | None = case
    backdated = command.on < case.events[-1].on if case.settled else any(command.on < e.on for e in case.events)
    if backdated:
        stood = _as_it_stood(case, command.on)
        if stood is None:
            reason = Reason("before_opening", "早于收件日", "the day lies before the case was opened")
            return Refused(command, case.state, (reason,), (), case.regime.procedure)
    assert stood is not None  # noqa: S101
    days = case.regime.calendar() if calendar is None else calendar
    row, reasons = _decide(stood, command, days)
    if row is None or reasons:
        return refused(stood, command, reasons, days)
    event = _event(case, command)
    after = _after(case, row, event, anew=backdated)
    anew = backdated or type(event) is FactCorrected
    if anew and len(after.irregular) > len(case.irregular):
        reason = Reason("later_entries", "补录后其后的记录将失去依据", "an entry made later would lose its ground")
        return refused(stood, command, [reason], days)
    late = _warnings(after, event, days) if row.can_be_late else ()
    return Accepted(after, (event,), late, days)


def refused(case: Case, command: Command, reasons: list[Reason], days: WorkCalendar) -> Refused:
    possible = _possible(case, command.on, days)
    return Refused(command, case.state, tuple(reasons), possible, case.regime.procedure)


def _as_it_stood(case: Case, on: date) -> Case | None:
    """The case at the end of a day; null before its opening."""
    earlier = [event for event in case.history if event.on <= on]
    return (
        replay(case.regime, earlier, implied=case.implies) if any(event.step == "open" for event in earlier) else None
    )


def options(case: Case, on: date, calendar: WorkCalendar | None = None) -> dict[str, tuple[Reason, ...]]:
    """Every step that has a row in the case's state, with what stands in its way on the day (nothing: possible).

    What only the command itself can tell (who approves, how many days) is left open here.
    """
    days = case.regime.calendar() if calendar is None else calendar
    found: dict[str, tuple[Reason, ...]] = {}
    for step in case.regime.procedure.steps_from(case.state):
        command = Command(step, on)
        row = pick(case.regime.procedure.compiled[case.state, step], case, _event(case, command))
        if row is None:
            continue
        moment = Moment(case, command, row, days)
        failing = (n for n in row.needs if n not in UNTIL_ASKED and not holds(n, moment))
        found[step] = tuple(_reason(name, moment) for name in failing)
    return found


def _possible(case: Case, on: date, days: WorkCalendar) -> tuple[str, ...]:
    return tuple(step for step, reasons in options(case, on, days).items() if not reasons)


def _decide(case: Case, command: Command, days: WorkCalendar) -> tuple[Row | None, list[Reason]]:
    """The row the command would take, and everything against it."""
    procedure = case.regime.procedure
    step = procedure.steps.get(command.step)
    if step is None:
        known = ", ".join(procedure.steps)
        return None, [Reason("unknown_step", "没有这一步骤", f"{command.step!r} is no step; known are {known}")]
    reasons: list[Reason] = []
    payload = command.payload
    if payload or step.required:
        faults = payload_faults(step, payload, case.regime)
        reasons += [Reason(f"payload.{name}", zh, en) for name, zh, en in faults]
        if (role := payload.get("role")) and role != step.role:
            named = procedure.roles[step.role]
            reasons.append(Reason("role", f"本步骤由{named.zh}办理", f"{step.id} is for the {named.en}, not {role}"))
    rows = procedure.compiled.get((case.state, command.step))
    if rows is None:
        return None, [*reasons, no_row(case, command)]
    row = rows[0] if not rows[0].when else pick(rows, case, StepTaken(0, command.on, command.step, payload))
    if row is None:
        return None, [*reasons, no_row(case, command)]
    if row.needs:
        moment = Moment(case, command, row, days)
        reasons += [_reason(name, moment) for name, check in checks_of(case.regime, row.needs) if not check(moment)]
    return row, reasons


def no_row(case: Case, command: Command) -> Reason:
    """Why a step cannot be taken where the case stands: the states in which it can."""
    return _only_in(case.regime, command.step, command.on)


@lru_cache(maxsize=1024)
def _only_in(regime: Regime, step: str, on: date) -> Reason:
    procedure = regime.procedure
    rows = [row for row in procedure.rows if row.step == step]
    states = list(dict.fromkeys(state for row in rows for state in row.states if state in procedure.states))
    zh = "、".join(procedure.states[state].zh for state in states)
    return Reason(
        "no_row",
        f"“{procedure.steps[step].zh}”只能在以下状态办理：{zh}",
        f"{step} is taken only in {', '.join(states)}",
        *(_cited(rows[0], Command(step, on), regime) if rows else ("", "")),
    )


def _cited(source: Row | Basis, command: Command, regime: Regime) -> tuple[str, str]:
    """The articles of a row or a requirement on the day of a command, in Chinese and English."""
    citation = source if isinstance(source, Basis) else source.citation
    places = citation.on(command.on, command.payload, own=regime.act.id)
    return cite(places, "zh"), cite(places, "en")


def condition_of(procedure: Procedure, name: str) -> Condition:
    """The words of a requirement: the law's own, or the engine's."""
    return procedure.conditions.get(name) or CONDITIONS[name]


def _reason(name: str, moment: Moment) -> Reason:
    regime = moment.case.regime
    condition = condition_of(regime.procedure, name)
    zh, en = figures(name, moment)
    return Reason(
        name,
        condition.zh + (f"（{zh}）" if zh else ""),
        condition.en + (f" ({en})" if en else ""),
        *_cited(moment.row if condition.basis is None else condition.basis, moment.command, regime),
        condition.instead_zh,
        condition.instead_en,
    )


def _event(case: Case, command: Command) -> Event:
    seq = case.events[-1].seq if case.settled else max(event.seq for event in case.events)
    return make_event(seq + 1, command.on, command.step, command.payload)


def _after(case: Case, row: Row, event: Event, *, anew: bool) -> Case:
    events = (*case.events, event)
    if anew or type(event) is FactCorrected:
        return replay(case.regime, events, implied=case.implies)
    if case.letters or event.step in case.regime.procedure.tracked:
        fold = Fold.of(case)
        fold.move(row, event)
        return fold.case(case.case_id, events, case.settled)
    target = case.state if row.target == SAME else row.target
    return Case(
        case.case_id,
        case.regime,
        target,
        events,
        case.letters,
        case.proceedings,
        case.left,
        case.before_relief,
        case.irregular,
        case.implied,
        case.settled,
        case.implies,
    )


def _warnings(case: Case, event: Event, days: WorkCalendar) -> tuple[Note, ...]:
    """Notes on this very entry."""
    only = "reply" if event.step in REPLIES else ""
    if only and _surely_in_time(case, event, days):
        return ()
    return tuple(note for note in notes_on(case, event.on, days, only) if note.seq == event.seq)


def _found_at_once(case: Case, event: Event, days: WorkCalendar) -> Iterator[Note]:
    """What an audit would find in this very entry and no condition refuses; only rules that ask no clock."""
    if event.step not in _live_steps(case.regime):
        return
    seen = [each for each in case.history if each.on <= event.on]
    hearing = CaseHearing(case, event.on, days, Settings(), Reading({}, (), seen, ()))
    for rule in _live_rules(case.regime, event.step):
        if hearing.asks(rule.about):
            for found in rule.fires(hearing):
                hit = found if isinstance(found, Hit) else Hit(found)
                places = hit.basis or rule.basis.on(hit.on, own=case.regime.act.id)
                if hit.on == event.on and places:
                    zh, en = (f"：{hit.zh}" if hit.zh else ""), (f": {hit.en}" if hit.en else "")
                    yield Note(rule.id, hit.on, event.seq, rule.zh + zh, rule.en + en, places[0])


_ON_NOTICES: Final = ("request_correction", "issue_fee_notice")


def _speaks_of(about: tuple[str, ...], step: str) -> bool:
    """Whether a rule is about this step: a notice by its own rules, a reply by all others."""
    return step in about if step in _ON_NOTICES else not set(about) & set(_ON_NOTICES)


@lru_cache(maxsize=256)
def _live_rules(regime: Regime, step: str) -> tuple[Rule, ...]:
    """The rules that speak at once of a step."""
    return tuple(rule for rule in regime.rules.values() if rule.live and _speaks_of(rule.about, step))


@lru_cache(maxsize=64)
def _live_steps(regime: Regime) -> frozenset[str]:
    """The steps of which a rule speaks at once."""
    return frozenset(step for rule in regime.rules.values() if rule.live for step in (*rule.about, *REPLIES))


def _surely_in_time(case: Case, reply: Event, days: WorkCalendar) -> bool:
    """Whether a reply came within the bare limit from receipt: pauses, extensions and restarts only move it later."""
    if any(event.step in _CAN_SHORTEN for event in case.events):
        return False
    received = received_on(case.regime, case.opened)
    limit = case.regime.limits["reply"].known_on(received) if received else None
    if received is None or limit is None or limit.count is None or limit.unit is not Unit.WORKING_DAYS:
        return False
    return compliance_day(case.regime, reply) <= days.add(received, limit.count)


_CAN_SHORTEN = ("set_delayed_limit", "reopen")
