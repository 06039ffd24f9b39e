"""From a decision to one change of the ledger: entries chained, the row's index read anew, messages for the hooks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from attrs import evolve, field, frozen

from casework.case import Case, Clock, Event, Mark
from casework.desk.calling import PATIENCE, Hanging, one_line
from casework.desk.card_facts import card_facts
from casework.desk.file import CaseFile, Laws
from casework.desk.hooks import Hook, message
from casework.escalation import Card, Ladder, cards_due, next_rung_day
from casework.ledger import Change, Delivery, Entry, Ledger, Record
from casework.ledger.codec import Pin, entries_of
from casework.office import Office
from casework.office_clocks import is_open as still_open
from casework.office_clocks import read_all
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
    publish: bool = True
    patience: float = PATIENCE
    hanging: Hanging = field(factory=Hanging)

    def clocks(self, case: Case, on: date, calendar: WorkCalendar | None = None) -> dict[str, Clock]:
        """Every clock of a case on a day, the office's own limits included."""
        return read_all(self.office, case, on, calendar or self.calendar)

    def instant(self) -> str:
        """The instant as it is recorded: ISO, UTC; "" where nobody tells."""
        return "" if self.now is None else instant_text(self.now())


def instant_text(moment: datetime) -> str:
    """An instant as ledgers keep it; a naive one is taken as UTC."""
    known = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return known.isoformat(timespec="milliseconds")


_PEOPLES: Final = frozenset(("note", "comment", "reason", "during_relief"))
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
    clocks = setting.clocks(case, on)
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
    deliveries = deliveries_of(setting, entries, record, case, at, on)
    return Change(record, 0 if before is None else before.version, entries, key, deliveries)


def noted(setting: Setting, before: CaseFile, mark: Mark, *, key: str = "", near: date | None = None) -> Change:
    """The change that notes a mark on a file. It moves no clock of the law, so the row's index stays as it was.

    near: a day on which the next sweep should look at the case, if the mark starts a limit of the office.
    """
    secret = secret_of(before.case.regime)
    at, case_id = setting.instant(), before.case.case_id
    entries = entries_of((mark,), case_id, after=before.entries[-1], at=at, secret=secret)
    kept = setting.ledger.record(case_id)
    looks = min((day for day in (kept.next_rung_on, near) if day is not None), default=None)
    record = evolve(kept, version=entries[-1].seq, head=entries[-1].hash, next_rung_on=looks)
    deliveries = deliveries_of(setting, entries, record, before.case, at, mark.on)
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
    latest = max(event.on for event in case.events)
    live = is_open(case.regime, case.state) or bool(case.proceedings) or _to_put_right(setting, case, latest)
    near = latest if live else None
    record = Record(case.case_id, last.seq, last.hash, pin.regime, pin.digest, first.on, case.state, next_rung_on=near)
    return Change(record, 0, entries)


def _to_put_right(setting: Setting, case: Case, on: date) -> bool:
    """Whether a bad rating of a case still waits."""
    if setting.office.rectify_within is None or not any(isinstance(event, Mark) for event in case.events):
        return False
    return any(clock.limit == "rectify" and still_open(clock) for clock in setting.clocks(case, on).values())


RAISED: Final = "RungReached"


def deliveries_of(
    setting: Setting, entries: Sequence[Entry], record: Record, case: Case, at: str, on: date
) -> tuple[Delivery, ...]:
    """A message for every hook that wants an entry; its id is the same whenever it is made. case: as it is after them.

    A hook that fails when it is asked whether it wants an entry gets the message, with the error: losing one is worse.
    """
    created = at or f"{on.isoformat()}T00:00:00.000+00:00"
    found: list[Delivery] = []
    for entry in entries:
        wanted = [(hook.name, error) for hook in setting.hooks if (error := _wanted(hook, entry)) is not None]
        if wanted:
            card = card_facts(setting, case, entry) if entry.name == RAISED else None
            body = message(entry, record, case.regime, card)
            found += [
                Delivery(delivery_id(entry, name), entry.case_id, entry.seq, name, body, created, 0, created, "", error)
                for name, error in wanted
            ]
    return tuple(found)


def _wanted(hook: Hook, entry: Entry) -> str | None:
    """None if the hook does not want an entry; else "", or what went wrong when it was asked."""
    try:
        return "" if hook.wants(entry) else None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a hook raises harms no case
        return one_line(f"wants failed: {type(error).__name__}")


def delivery_id(entry: Entry, hook: str) -> str:
    """Stable: of the case, the entry and the hook."""
    return hashlib.sha256(f"{entry.case_id}\n{entry.seq}\n{hook}".encode()).hexdigest()[:32]


def raise_cards(setting: Setting, file: CaseFile, first: date, last: date, on: date) -> list[Mark]:
    """Marks for every rung reached from first to last that was not raised yet, noted on a day."""
    cards = cards_due(
        file.case, setting.ladder, first, last, file.raised(), setting.calendar, setting.office.promised_day,
        setting.clocks,
    )  # fmt: skip
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
