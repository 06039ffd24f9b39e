"""Letters and what came of them: whom they asked, when they were received, answered or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import define

from casework.case.case import addressee, find
from casework.case.events import Event
from casework.case.receipt import as_count, as_day
from casework.law import Citation, Deadline, Pause, TimeLimit, last_day
from casework.law.deadline import day_told
from casework.procedure import Action, Effect, Regime
from casework.workdays import WorkCalendar

_DAY = timedelta(days=1)
_ANSWERS = frozenset(("receive_correction", "receive_reasons", "third_party_answers", "agency_answers", "take_payment"))
_DELIVERED = {"agency_opinion": "agency"}
PAUSE_WORDS = {
    "third_party": ("征求第三方意见", "third party's opinion asked"),
    "agency": ("征求机关意见", "other organ's opinion asked"),
    "determination": ("报请确定", "referred for determination"),
}


@define(slots=True)
class SentLetter:
    """One letter with an addressee's limit, a pause, or both. kind: third_party, agency, determination, or a limit."""

    seq: int
    kind: str
    limit: str
    name: str
    sent: date
    capacity: str = ""
    question: str = ""
    until: date | None = None
    working_days: int | None = None
    delivered: date | None = None
    closed: date | None = None
    closed_by: str = ""

    def before(self, event: Event) -> bool:
        """Whether it was sent before an entry, in the order in which entries are read."""
        return (self.sent, self.seq) < (event.on, event.seq)

    def repeats(self, earlier: SentLetter) -> bool:
        """Whether it asks the same party the same question again."""
        return (self.kind, self.name, self.question) == (earlier.kind, earlier.name, earlier.question)

    def addressee_deadline(self, regime: Regime, calendar: WorkCalendar) -> Deadline | None:
        """The addressee's own last day; null where it has no limit or the delivery is unknown."""
        if not self.limit or self.limit not in regime.limits:
            return None
        limit = regime.limits[self.limit].known_on(self.sent)
        if limit is None:
            return None
        roll = regime.chosen["roll_on"] == "yes"
        own_length = self.kind != "agency" or self.capacity == "co_maker"
        if self.until is not None and not (own_length and limit.count is not None):
            start = min(self.delivered or self.sent, self.until)
            return day_told(limit, start, self.until, limit.citation, roll=roll, days=calendar)
        if self.delivered is None:
            return None
        count = self._length(limit, regime, own_length)
        return None if count is None else last_day(limit, self.delivered, (), calendar, count=count)

    def open_ended(self, regime: Regime) -> bool:
        """Whether neither the law nor the letter sets a limit."""
        own = self.kind != "agency" or self.capacity == "co_maker"
        limit = regime.limits[self.limit].known_on(self.sent)
        return limit is None or (self.until is None and self._length(limit, regime, own) is None)

    def _length(self, limit: TimeLimit, regime: Regime, own_length: bool) -> int | None:
        if own_length and limit.count is not None:
            return limit.count
        if self.working_days is not None:
            return self.working_days or None
        default = regime.chosen.get(f"{self.limit}_days")
        return int(default) if default else None

    def excluded(
        self, regime: Regime, calendar: WorkCalendar, as_of: date, citation: Citation
    ) -> tuple[Pause | None, date | None, bool]:
        """The days this letter keeps out of a count as read on a day, the addressee's last day, and is it still open.

        Source: Order 711 art. 33(3); which end is out is an open question (param pause_policy).
        """
        first = self.sent if regime.chosen["pause_policy"] == "B" else self.sent + _DAY
        deadline = self.addressee_deadline(regime, calendar)
        addressee_due = deadline.due if deadline else None
        ends = [day for day in (self.closed, addressee_due) if day is not None and day <= as_of]
        is_open = not ends or (addressee_due == as_of and self.closed is None)
        last = min(ends) if ends else as_of
        if last < first:
            return None, addressee_due, is_open
        zh, en = PAUSE_WORDS[self.kind]
        return Pause(first, last, zh, en, citation), addressee_due, is_open


def read_letters(regime: Regime, events: Sequence[Event]) -> list[SentLetter]:
    """Every letter of a history. Deliveries and answers find their letter whatever the order of entry."""
    letters: list[SentLetter] = []
    effects, sends, closes = regime.procedure.effects, regime.procedure.sends, regime.procedure.closes
    for event in events:
        if event.step in sends:
            for effect in effects[event.step].each:
                if effect.action is Action.ASK or effect.action is Action.START_ON_DELIVERY:
                    _send(letters, event, effect)
    if not letters:
        return letters
    for event in events:
        if event.step == "record_delivery":
            _deliver(letters, event)
        elif event.step in closes:
            _close(letters, event, effects[event.step].each)
    return letters


def _send(letters: list[SentLetter], event: Event, effect: Effect) -> None:
    if letters and letters[-1].seq == event.seq:
        letters[-1].limit = effect.limit
        return
    payload = event.payload
    letters.append(
        SentLetter(
            seq=event.seq,
            kind=effect.limit,
            limit="" if effect.action is Action.ASK else effect.limit,
            name=addressee(event),
            sent=event.on,
            capacity=str(payload.get("capacity") or ""),
            question=str(payload.get("question") or ""),
            until=as_day(payload.get("until")),
            working_days=as_count(payload.get("working_days")),
        )
    )


def undelivered(letters: Sequence[SentLetter], event: Event) -> SentLetter | None:
    """The letter a delivery speaks of: of its kind, to that name, not delivered yet; one still open goes first."""
    kind = str(event.payload.get("letter", ""))
    kind, name = _DELIVERED.get(kind, kind), addressee(event)
    fitting = [
        letter
        for letter in letters
        if letter.kind == kind and letter.delivered is None and name in ("", letter.name) and letter.sent <= event.on
    ]
    return min(fitting, key=lambda letter: (letter.closed is not None, not letter.before(event)), default=None)


def _deliver(letters: Sequence[SentLetter], event: Event) -> None:
    letter = undelivered(letters, event)
    if letter is not None:
        letter.delivered = event.on


def _close(letters: Sequence[SentLetter], event: Event, effects: Sequence[Effect]) -> None:
    """Close the letter an entry answers or takes back; the end of the main line closes all that are open."""
    actions = {effect.action: effect.limit for effect in effects}
    waiting = [letter for letter in letters if letter.closed is None and letter.sent <= event.on]
    asked = [letter for letter in waiting if letter.kind in PAUSE_WORDS]
    if Action.ANSWERED in actions or Action.WITHDRAWN in actions:
        kind = actions.get(Action.ANSWERED, "")
        index = find(tuple((letter.kind, letter.name) for letter in asked), kind, addressee(event))
        closing = [] if index is None else [asked[index]]
    elif Effect(Action.END, "reply") in effects:
        closing = [letter for letter in waiting if letter.before(event)]
    else:
        ended = {effect.limit for effect in effects if effect.action is Action.END}
        closing = [letter for letter in waiting if letter.kind in ended and letter.before(event)][:1]
    for letter in closing:
        letter.closed, letter.closed_by = event.on, event.step


def answered_in_words(letter: SentLetter) -> bool:
    """Whether it was closed by an answer, not by silence, withdrawal or cancellation."""
    return letter.closed_by in _ANSWERS
