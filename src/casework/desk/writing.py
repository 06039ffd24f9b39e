"""From a decision to one change of the ledger: entries chained, the row's index read anew, messages for the hooks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from casework.case import Case, Event, Mark, read_clocks
from casework.desk.file import CaseFile, Laws
from casework.desk.hooks import Hook, message
from casework.escalation import Card, Ladder, cards_due, next_rung_day
from casework.ledger import Change, Delivery, Entry, Ledger, Record
from casework.ledger.codec import Pin, entries_of
from casework.office import Office
from casework.procedure import Regime
from casework.regimes import REGIMES
from casework.workdays import WorkCalendar

_OPEN = ("open", "waiting")
_DAY = timedelta(days=1)


@frozen(slots=True, eq=False)
class Setting:
    """All a desk was set up with."""

    ledger: Ledger
    laws: Laws
    calendar: WorkCalendar
    ladder: Ladder
    office: Office
    hooks: tuple[Hook, ...] = ()
    roles: Mapping[str, Collection[str]] | None = None
    now: Callable[[], datetime] | None = None

    def instant(self) -> str:
        """The instant as it is recorded: ISO, UTC; "" where nobody tells."""
        return "" if self.now is None else instant_text(self.now())


def instant_text(moment: datetime) -> str:
    """An instant as ledgers keep it; a naive one is taken as UTC."""
    known = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return known.isoformat(timespec="milliseconds")


_PEOPLES: Final = frozenset(("note", "comment", "reason"))
"""What people write in a mark."""


def secret_of(regime: Regime) -> Callable[[Event], frozenset[str]]:
    """Which keys of an event are sensitive: as the step's payload says; of a mark, what people wrote in it.

    A key that is sensitive today is so in a case pinned to a definition of before, too.
    """
    laws = {id(law): law for law in (regime, REGIMES.get(regime.id, regime))}.values()

    def secret(event: Event) -> frozenset[str]:
        if isinstance(event, Mark):
            return _PEOPLES
        steps = [law.procedure.steps[event.step] for law in laws if event.step in law.procedure.steps]
        return frozenset(key.name for step in steps for key in step.payload if key.sensitive)

    return secret


def is_open(regime: Regime, state: str) -> bool:
    """Whether the main line has not ended."""
    return state in regime.procedure.states and regime.procedure.states[state].kind in _OPEN


def index_of(
    setting: Setting, case: Case, on: date, raised: Collection[tuple[str, str]], *, swept: bool = False
) -> tuple[str, date | None, date | None]:
    """The derived columns of a case as read on a day: state, the reply's last day, the next day to look at it.

    swept: the day itself was judged at its end; after a step it has not been yet.
    """
    clocks = read_clocks(case, on, setting.calendar)
    replies = [clock for clock in clocks.values() if clock.limit == "reply"]
    after = on if swept else on - _DAY
    near = next_rung_day(clocks, setting.ladder, after, raised, case.state, setting.office.promised_day)
    return case.state, replies[-1].due if replies else None, near


def change_of(
    setting: Setting,
    before: CaseFile | None,
    case: Case,
    events: Sequence[Event],
    on: date,
    *,
    pin: Pin,
    key: str = "",
    swept: bool = False,
) -> Change:
    """The change that writes new events of a case and reads its index anew; `case` is the case after them."""
    at = setting.instant()
    last = before.entries[-1] if before is not None else None
    entries = entries_of(
        events, case.case_id, after=last, at=at, secret=secret_of(case.regime), pin=pin, implied=case.implies
    )
    opened_on = entries[0].on if before is None else before.entries[0].on
    record = Record(case.case_id, entries[-1].seq, entries[-1].hash, pin.regime, pin.digest, opened_on, case.state)
    raised = set() if before is None else before.raised()
    raised |= {(e.payload["clock"], e.payload["rung"]) for e in events if isinstance(e, Mark) and e.name == RAISED}
    _, due, near = index_of(setting, case, on, raised, swept=swept)
    record = evolve(record, due=due, next_rung_on=near)
    deliveries = deliveries_of(setting, entries, record, case.regime, at, on)
    return Change(record, 0 if before is None else before.version, entries, key, deliveries)


def noted(setting: Setting, before: CaseFile, mark: Mark, *, key: str = "") -> Change:
    """The change that notes a mark on a file: it moves no clock, so the row's index stays as it was."""
    secret = secret_of(before.case.regime)
    at, case_id = setting.instant(), before.case.case_id
    entries = entries_of((mark,), case_id, after=before.entries[-1], at=at, secret=secret)
    kept = setting.ledger.record(case_id)
    record = evolve(kept, version=entries[-1].seq, head=entries[-1].hash)
    deliveries = deliveries_of(setting, entries, record, before.case.regime, at, mark.on)
    return Change(record, before.version, entries, key, deliveries)


def loaded(setting: Setting, case: Case, pin: Pin) -> Change:
    """The change that brings a whole case in. The first sweep looks at one that is open, from its last entry on.

    A case that has ended carries no new cards: what happened before it came is history.
    """
    entries = entries_of(
        case.events, case.case_id, after=None, at=setting.instant(), secret=secret_of(case.regime), pin=pin,
        implied=case.implies,
    )  # fmt: skip
    first, last = entries[0], entries[-1]
    live = is_open(case.regime, case.state) or bool(case.proceedings)
    near = max(event.on for event in case.events) if live else None
    record = Record(case.case_id, last.seq, last.hash, pin.regime, pin.digest, first.on, case.state, next_rung_on=near)
    return Change(record, 0, entries)


RAISED: Final = "RungReached"


def deliveries_of(
    setting: Setting, entries: Sequence[Entry], record: Record, regime: Regime, at: str, on: date
) -> tuple[Delivery, ...]:
    """A message for every hook that wants an entry; its id is the same whenever it is made."""
    created = at or f"{on.isoformat()}T00:00:00.000+00:00"
    return tuple(
        Delivery(delivery_id(entry, hook.name), entry.case_id, entry.seq, hook.name,
                 message(entry, record, regime), created, 0, created)
        for entry in entries
        for hook in setting.hooks
        if hook.wants(entry)
    )  # fmt: skip


def delivery_id(entry: Entry, hook: str) -> str:
    """Stable: of the case, the entry and the hook."""
    return hashlib.sha256(f"{entry.case_id}\n{entry.seq}\n{hook}".encode()).hexdigest()[:32]


def raise_cards(setting: Setting, file: CaseFile, first: date, last: date, on: date) -> list[Mark]:
    """Marks for every rung reached from first to last that was not raised yet, noted on a day."""
    cards = cards_due(
        file.case, setting.ladder, first, last, file.raised(), setting.calendar, setting.office.promised_day
    )
    seq = file.case.events[-1].seq if file.case.settled else max(event.seq for event in file.case.events)
    return [_raised(seq + number, on, card) for number, card in enumerate(cards, 1)]


def _raised(seq: int, on: date, card: Card) -> Mark:
    payload = {
        "clock": card.clock,
        "rung": card.rung.id,
        "reached_on": card.reached_on.isoformat(),
        "told": list(card.told),
    }
    return Mark(seq, on, RAISED, payload)
