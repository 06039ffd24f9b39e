"""A command, the case as it stood when it was given, the row it would take: what the conditions look at."""

from __future__ import annotations

from datetime import date

from attrs import define, field

from casework.case.case import Case, addressee
from casework.case.commands import Command
from casework.case.events import Event, StepTaken
from casework.case.letters import SentLetter, read_letters
from casework.case.reading import read_clocks, reply_clock
from casework.procedure import Outcome, Regime, Row
from casework.workdays import WorkCalendar


@define(slots=True, eq=False)
class Moment:
    """A command, the case as it stood when it was given, the row it would take, and the days."""

    case: Case
    command: Command
    row: Row
    calendar: WorkCalendar
    _named: str | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """The party or organ the command names."""
        return addressee(StepTaken(0, self.command.on, self.command.step, self.command.payload))

    def steps(self) -> list[str]:
        """The steps on record, in order."""
        return [event.step for event in self.case.history]

    def last(self, step: str) -> object:
        """The last entry of a step, or null."""
        for event in reversed(self.case.history):
            if event.step == step:
                return event
        return None

    def clock_state(self, limit: str) -> str:
        """The state of a limit's latest clock on the day of the command."""
        if limit == "reply":
            clock = reply_clock(self.case, self.command.on, self.calendar)
            return clock.state if clock is not None else ""
        clocks = read_clocks(self.case, self.command.on, self.calendar)
        states = [clock.state for clock in clocks.values() if clock.limit == limit]
        return states[-1] if states else ""

    @property
    def regime(self) -> Regime:
        """The law of the case."""
        return self.case.regime

    @property
    def acted_on(self) -> date:
        """The day of the command."""
        return self.command.on

    @property
    def days(self) -> WorkCalendar:
        """Which days count."""
        return self.calendar

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that the command names, otherwise the last draft."""
        return self.case.regime.outcomes.get(self.named_outcome)

    def all(self, step: str) -> list[Event]:
        """Every entry of a step on record, in order."""
        return [event for event in self.case.history if event.step == step]

    def stated(self, key: str) -> object:
        """What the command states under a key, otherwise the last draft; a new draft states all of its own."""
        value = self.command.payload.get(key)
        if value not in (None, "") or self.command.step == "submit_draft":
            return value
        return self.drafted(key)

    def drafted(self, key: str) -> object:
        """What the last draft on record states under a key; None without one."""
        draft = self.last("submit_draft")
        return draft.payload.get(key) if isinstance(draft, StepTaken) else None

    def letters(self) -> list[SentLetter]:
        """Letters of the case up to the day of the command."""
        return read_letters(self.case.regime, [e for e in self.case.history if e.on <= self.command.on])

    @property
    def named_outcome(self) -> str:
        """The outcome that the command names, otherwise the last draft; "" if neither does."""
        if self._named is None:
            self._named = str(self.command.payload.get("outcome") or self.drafted("outcome") or "")
        return self._named
