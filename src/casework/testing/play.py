"""The diary of a case, played through a regime."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from casework.case import (
    Case,
    CaseOpened,
    Clock,
    Command,
    Event,
    Note,
    Refused,
    open_case,
    read,
    replay,
    take,
)
from casework.case.events import make_event
from casework.errors import StepNotAllowed
from casework.law import parse_day
from casework.procedure import Regime
from casework.workdays import WorkCalendar

OPEN = "open"
Entry = tuple[str, str] | tuple[str, str, Mapping[str, Any]]


@frozen(slots=True)
class Played:
    """A case after its diary. Every question takes the day of the reading; without one, the day of the last entry."""

    case: Case
    last_on: date
    calendar: WorkCalendar | None = None

    def clocks(self, on: str | date | None = None) -> dict[str, Clock]:
        """Every clock on a day."""
        return read(self.case, self._day(on), self.calendar).clocks

    def clock(self, key: str = "reply", on: str | date | None = None) -> Clock:
        """One clock by key (limit id, then #2 ...)."""
        return self.clocks(on)[key]

    def due(self, key: str = "reply", on: str | date | None = None) -> date | None:
        """The due day of a clock."""
        return self.clock(key, on).due

    def notes(self, on: str | date | None = None) -> tuple[Note, ...]:
        """What there is to say about late, repeated or ineffective acts."""
        return read(self.case, self._day(on), self.calendar).notes

    def _day(self, on: str | date | None) -> date:
        if on is None:
            return self.last_on
        return on if isinstance(on, date) else parse_day(on)


def play(
    regime: Regime,
    *diary: Entry,
    implied: bool = False,
    calendar: WorkCalendar | None = None,
    params: Mapping[str, str] | None = None,
) -> Played:
    """Play a diary: entries (day, step) or (day, step, payload), the first one `open`.

    Args:
        regime: The law of the case.
        diary: The entries; without a channel the request was handed in person.
        implied: Read missing steps between the entries instead of deciding each one strictly.
        calendar: Which days count.
        params: Other answers to open questions of law.

    Raises:
        StepNotAllowed: A strict diary holds a step that the procedure refuses; says why.
    """
    law = regime.with_params(params) if params else regime
    entries = [(parse_day(entry[0]), entry[1], dict(entry[2]) if len(entry) > 2 else {}) for entry in diary]
    last_on = max(day for day, _, _ in entries)
    first_on, _, opening = entries[0]
    opening.setdefault("channel", "in_person")
    if implied:
        events: list[Event] = [CaseOpened(1, first_on, "diary", opening)]
        events += [
            make_event(number + 2, day, step, payload) for number, (day, step, payload) in enumerate(entries[1:])
        ]
        return Played(replay(law, events, implied=True), last_on, calendar)
    case = open_case(law, "diary", on=first_on, **opening)
    for day, step, payload in entries[1:]:
        result = take(case, Command(step, day, payload), calendar)
        if isinstance(result, Refused):
            raise StepNotAllowed(result.text(), step=step, state=result.state, allowed=result.allowed)
        case = result.case
    return Played(case, last_on, calendar)
