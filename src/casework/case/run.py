"""The office's own limits, run through a history: start, stop, restart, resume, extend, pause, replace, end.

One rule runs through all of it: an act after the last day is recorded and noted, and moves no day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from attrs import evolve

from casework.case.events import CaseOpened, Event
from casework.case.letters import SentLetter
from casework.case.notes import Note, note
from casework.case.receipt import as_count, as_day, compliance_day, received_on
from casework.case.running import REPLIES, Running, gap_between
from casework.law import Citation, Landing, Unit
from casework.law.dates import at_most
from casework.law.deadline import counted_days
from casework.law.time_limit import TimeLimit
from casework.procedure import Action, Effect, Regime
from casework.workdays import WorkCalendar

_DAY = timedelta(days=1)
_UNKNOWN = ("收到日无从确定", "the day of receipt cannot be known")
_UNCONFIRMED = ("收到日待双方确认", "receipt has not been confirmed")


def run_limits(
    regime: Regime,
    events: Sequence[Event],
    letters: Sequence[SentLetter],
    on: date,
    calendar: WorkCalendar,
    only: str = "",
) -> tuple[list[Running], list[Note]]:
    """Run the limits of the office (or only one) through the entries: in order, none after `on`."""
    run = _Run(regime, {letter.seq: letter for letter in letters}, on, calendar)
    effects = regime.procedure.effects
    for event in events:
        if event.step in effects:
            for effect in effects[event.step].each:
                if not only or effect.limit == only or effect.action is Action.ASK:
                    run.apply(event, effect)
    return run.all, run.notes


class _Run:
    """Applies effects; `all` keeps every instance in order of opening, `now` the current one of each limit."""

    def __init__(self, regime: Regime, letters: dict[int, SentLetter], on: date, calendar: WorkCalendar) -> None:
        self.regime, self.letters, self.on, self.calendar = regime, letters, on, calendar
        self.all: list[Running] = []
        self.now: dict[str, Running] = {}
        self.notes: list[Note] = []

    def apply(self, event: Event, effect: Effect) -> None:
        action = effect.action
        if action is Action.START:
            self._start(event, effect.limit)
        elif action is Action.ASK:
            for each in self.now.values():
                self._ask(each, event, effect.limit)
        elif (running := self.now.get(effect.limit)) is not None:
            if action is Action.END:
                self._end(running, event)
            elif action is Action.RESTART and running.ended_by == "lapse_uncorrected":
                self._restart(running, event)
            elif running.ended_on is not None or running.day_zero is None:
                return
            elif action is Action.EXTEND:
                self._extend(running, event)
            elif action is Action.STOP:
                self._stop(running, event)
            elif action is Action.RESTART or action is Action.RESUME:
                self._go_on(running, event)
            elif action is Action.REPLACE:
                self._replace(running, event)

    def _note(self, event: Event, code: str, citation: Citation, **words: object) -> None:
        self.notes.append(note(code, event.on, event.seq, citation, **words))

    def _basis(self, event: Event) -> Citation:
        """The article of the step itself on its day; that of the Regulation as a whole where none was in force."""
        act = self.regime.act
        cited = next(row.citation for row in self.regime.procedure.rows if row.step == event.step)
        return next(iter(cited.on(event.on, event.payload, own=act.id)), act.at())

    def _start(self, event: Event, limit_id: str) -> None:
        if limit_id not in self.regime.limits:
            return
        begun, begins = self.now.get(limit_id), isinstance(event, CaseOpened) or event.step == "reopen"
        if not begins and begun is not None and begun.day_zero is not None:
            return  # receipt that needed no confirmation: a confirmation begins nothing anew
        running = self._opening(event, limit_id) if event.step != "reopen" else self._reopened(event)
        self.all.append(running)
        self.now[limit_id] = running

    def _opening(self, event: Event, limit_id: str) -> Running:
        day = received_on(self.regime, event) if isinstance(event, CaseOpened) else event.on
        earlier = self.now.get(limit_id)
        if earlier is not None and earlier.day_zero is None:
            self.all.remove(earlier)
        versions = self.regime.limits[limit_id]
        # a case put under a later law than its day of receipt (param regime_by) is read by that law's first version
        limit = versions.known_on(day or event.on) or versions.versions[0]
        running = Running(self._landed(limit), self.regime, self.calendar, day)
        if day is None:
            unknown = bool(event.payload.get("receipt_unknown"))
            running.unknown, running.reason = ("unknown", _UNKNOWN) if unknown else ("not_started", _UNCONFIRMED)
        return running

    def _reopened(self, event: Event) -> Running:
        """An ordered limit: as named, nothing left out; no unit: calendar days; no length: the full limit anew."""
        corrected = False
        if (earlier := self.now.get("reply")) is not None:
            corrected = earlier.corrected
            if earlier.ended_on is None:
                earlier.ended_on, earlier.ended_by = event.on, event.step
        versions = self.regime.limits["reply.anew"]
        limit = versions.known_on(event.on) or versions.versions[0]
        days = str(event.payload.get("days") or "")
        count = int(days) if days else None
        if count:
            judged = event.payload.get("cause") == "judgment"
            orders = self.regime.limits["reply.judgment" if judged else "reply.decision"]
            unit = Unit(str(event.payload.get("unit") or self.regime.chosen["ordered_unit"]))
            landing = Landing.EXACT if unit is Unit.WORKING_DAYS else Landing.NEXT_WORKING_DAY
            ordered = orders.known_on(event.on) or orders.versions[0]
            limit = evolve(ordered, unit=unit, landing=landing, citation=self._basis(event))
        running = Running(self._landed(limit), self.regime, self.calendar, event.on, count=count or None)
        running.corrected = corrected
        return running

    def _landed(self, limit: TimeLimit) -> TimeLimit:
        if limit.landing is Landing.EXACT or self.regime.chosen["roll_on"] == "yes":
            return limit
        return evolve(limit, landing=Landing.EXACT)

    def _end(self, running: Running, event: Event) -> None:
        if running.ended_on is not None:
            return
        replied = event.step in REPLIES
        day = compliance_day(self.regime, event) if replied else event.on
        if day > self.on:
            return
        running.ended_on, running.ended_by = day, event.step
        if running.day_zero is None:
            return
        if replied and running.limit.id == "reply" and running.stopped_on is None:
            due = running.deadline(running.ended_on).due
            if running.ended_on > due:
                self._note(event, "reply_late", running.limit.citation, due=due)

    def _late(self, running: Running, event: Event, code: str) -> bool:
        """Whether the act came after the last day; then it is noted, and moves nothing."""
        if not running.over(event.on):
            return False
        step = self.regime.procedure.steps[event.step]
        due = running.deadline(event.on).due
        self._note(event, code, running.limit.citation, due=due, zh=step.zh, en=step.en)
        return True

    def _extend(self, running: Running, event: Event) -> None:
        rule = running.limit.extension
        if rule is None or running.limit.unit is not Unit.WORKING_DAYS:
            self._note(event, "extension_of_reopened_limit", self._basis(event))
            return
        if rule.once_only and running.extended:
            self._note(event, "extension_repeated", rule.citation)
            return
        if running.stopped_on is not None or self._late(running, event, "extension_late"):
            return
        due = running.deadline(event.on).due
        if self.regime.chosen["extension_notice_latest"] == "day_before" and event.on >= due:
            self._note(event, "extension_late", rule.citation, due=due)
            return
        asked = self._asked(event, due)
        if asked is None:
            self._note(event, "extension_length_assumed", rule.citation, cap=rule.cap)
        elif asked > rule.cap:
            self._note(event, "extension_too_long", rule.citation, asked=asked, cap=rule.cap)
        running.extension = rule.cap if asked is None else at_most(asked, rule.cap)
        running.extended = True

    def _asked(self, event: Event, due: date) -> int | None:
        """How many working days the notice names; a notice that names a day asks for as many as reach it."""
        number = as_count(event.payload.get("working_days"))
        if number is not None:
            return number
        until = as_day(event.payload.get("until"))
        if until is None:
            return None
        return self.calendar.count_after(due, self.calendar.next_working(until)) if until > due else 0

    def _ask(self, running: Running, event: Event, kind: str) -> None:
        rule, letter = running.limit.pauses, self.letters.get(event.seq)
        if letter is None or running.day_zero is None or running.ended_on is not None or rule is None:
            return
        determination = kind == "determination" and self.regime.chosen.get("determination_pauses") == "yes"
        if kind not in rule.kinds and not determination:
            return
        if letter.capacity == "internal_unit":
            self._note(event, "internal_unit_does_not_pause", rule.citation)
        elif letter.name and any(letter.repeats(old) for old in running.letters):
            self._note(event, "asked_twice", rule.citation)
        elif not self._late(running, event, "consultation_late"):
            running.letters = (*running.letters, letter)

    def _stop(self, running: Running, event: Event) -> None:
        correction = event.step == "request_correction"
        if running.stopped_on is not None:
            return
        if correction and running.corrected:
            code = "correction_notice_repeated" if _once(self.regime, event.step) else "correction_notice_again"
            self._note(event, code, self._basis(event))
            return
        if self._late(running, event, "stop_late"):
            return
        fee = self.regime.fee
        if event.step == "issue_fee_notice" and (fee is None or event.on < fee.since):
            self._note(event, "fee_without_rule", running.limit.citation)
            return
        window = self.now.get("correction_notice")
        if correction and window is not None and window.over(event.on):
            self._note(event, "correction_notice_late", window.limit.citation, due=window.deadline(event.on).due)
            if self.regime.chosen["late_correction_restarts"] == "no":
                return
        running.stopped_on, running.stop_basis = event.on, self._basis(event)
        running.corrected = running.corrected or correction
        running.restarts = self._restarts(event.step)

    def _restarts(self, stopped_by: str) -> bool:
        """Whether the clock begins anew after this stop, or goes on."""
        chosen = self.regime.chosen
        return chosen.get("correction" if stopped_by == "request_correction" else "fee_clock", "restart") == "restart"

    def _go_on(self, running: Running, event: Event) -> None:
        """Restart or resume, as the stop decided; a cancelled fee notice always resumes."""
        if running.stopped_on is None:
            return
        if running.restarts and event.step != "cancel_fee_notice":
            self._restart(running, event)
            return
        if event.on - running.stopped_on > _DAY:
            gap = gap_between(running.stopped_on + _DAY, event.on - _DAY, running.stop_basis or self._basis(event))
            running.gaps = (*running.gaps, gap)
        running.stopped_on = None

    def _restart(self, running: Running, event: Event) -> None:
        """Full length again from this day; a limit that was missed before the stop had not been stopped at all."""
        if running.stopped_on is None:
            running.ended_on, running.ended_by = None, ""
            return
        running.day_zero, running.letters, running.gaps = event.on, (), ()
        running.extension, running.told, running.told_by = 0, None, None
        if self.regime.chosen["restart_extension"] == "yes":
            running.extended = False
        running.stopped_on, running.ended_on, running.ended_by = None, None, ""

    def _replace(self, running: Running, event: Event) -> None:
        if running.stopped_on is not None or self._late(running, event, "delayed_limit_late"):
            return
        number, told = as_count(event.payload.get("working_days")), as_day(event.payload.get("until"))
        if told is None and number is not None:
            told = self.calendar.add(event.on, number)
        if told is None or running.day_zero is None or told <= running.day_zero:
            return
        if self.regime.chosen.get("delayed_limit_moves") == "yes":
            reach = running.deadline(event.on)
            running.count = counted_days(self.calendar, running.day_zero, told, reach.pauses)
            running.extension = 0
        else:
            running.told, running.told_by = told, self._basis(event)


@lru_cache(maxsize=64)
def _once(regime: Regime, step: str) -> bool:
    """Whether the law lets a correction be asked for once only: its rows say so."""
    return any(row.step == step and "no_earlier_correction_notice" in row.needs for row in regime.procedure.rows)
