"""A case as the audit's rules look at it: what was on record by a day, and how its clocks stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from casework.case.case import Case
from casework.case.clock import Clock
from casework.case.events import CaseOpened, Event
from casework.case.letters import SentLetter
from casework.case.notes import Note
from casework.case.reading import Reading, read
from casework.case.receipt import received_on
from casework.case.running import REPLIES
from casework.procedure import Outcome, Regime
from casework.procedure.rule import EventView
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Settings:
    """What only the office can say: its policies (their rules are judged) and its internal limits in working days."""

    policies: frozenset[str] = frozenset()
    register_within: int = 1
    archive_within: int = 30
    month_items: int | None = None


class CaseHearing:
    """A case as the rules look at it: entries seen, clocks, letters and remarks on the day."""

    def __init__(
        self, case: Case, on: date, days: WorkCalendar, settings: Settings, reading: Reading | None = None
    ) -> None:
        self.case, self.on, self.days, self.settings = case, on, days, settings
        self.regime: Regime = case.regime
        if reading is None or _pursued(case):  # the limits of relief matter only where relief was sought
            reading = read(case, on, days, relief=_pursued(case))
        self.clocks: Mapping[str, Clock] = reading.clocks
        self.notes: tuple[Note, ...] = reading.notes
        self.events: Sequence[Event] = reading.events
        self.letters: Sequence[SentLetter] = reading.letters
        self.memo: dict[str, object] = {}
        self._by_step: dict[str, list[Event]] = {}
        for event in self.events:
            self._by_step.setdefault(event.step, []).append(event)
        self.reply: Event | None = next((e for e in reversed(self.events) if e.step in REPLIES), None)
        self.outcome: Outcome | None = self.case.regime.outcomes.get(str(self.stated("outcome") or ""))

    @property
    def opened(self) -> CaseOpened:
        """The first entry, as corrected."""
        return next((event for event in self.events if isinstance(event, CaseOpened)), self.case.opened)

    @property
    def received_on(self) -> date | None:
        """The day of receipt as the opening alone tells it."""
        return received_on(self.regime, self.opened)

    @property
    def irregular(self) -> Sequence[int]:
        """The entries the table has no row for."""
        return self.case.irregular

    @property
    def acted_on(self) -> date:
        """The day of the reply; the day of the hearing before there is one."""
        return self.on if self.reply is None else self.reply.on

    def asks(self, about: tuple[str, ...]) -> bool:
        """Whether one of these steps is on record; with no step named, always."""
        return not about or not self._by_step.keys().isdisjoint(about)

    def all(self, step: str) -> Sequence[Event]:
        """Every entry of a step, in order."""
        return self._by_step.get(step, ())

    def noted(self, code: str, step: str = "") -> Iterator[Note]:
        """Remarks of a code, on one step if named."""
        entries = {event.seq for event in self.all(step)}
        return (note for note in self.notes if note.code == code and (not step or note.seq in entries))

    def replies(self) -> list[Clock]:
        """The reply limits, the first one and those reopened."""
        return [clock for clock in self.clocks.values() if clock.limit == "reply"]

    def stated(self, key: str) -> object:
        """What the last reply states under a key, otherwise the last draft before it; None before any reply."""
        return None if self.reply is None else self.stated_by(self.reply, key)

    def stated_by(self, reply: EventView, key: str) -> object:
        """What a reply states under a key, otherwise the last draft before it."""
        value = reply.payload.get(key)
        return value if value not in (None, "") else self._draft_of(reply, key)

    def _draft_of(self, reply: EventView, key: str) -> object:
        drafts = [e for e in self.all("submit_draft") if e.on <= reply.on]
        return drafts[-1].payload.get(key) if drafts else None


def _pursued(case: Case) -> bool:
    return any(event.step in ("open_reconsideration", "open_litigation") for event in case.events)
