"""A desk: where live cases are handled. It decides, writes and tells the hooks; storage and screens are yours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from casework.case import (
    Case,
    Clock,
    Command,
    Event,
    Mark,
    Note,
    Refused,
    open_case,
    read_clocks,
    reply_clock,
)
from casework.case import take as decide
from casework.case.receipt import as_day
from casework.desk import cards, moving, people, publishing, sweeping
from casework.desk.cards import Standing
from casework.desk.file import CaseFile, Laws, open_file, with_events
from casework.desk.hooks import Hook
from casework.desk.moving import Difference, Moved
from casework.desk.once import written_before
from casework.desk.options import Option, WhatIf, options_of, what_if
from casework.desk.people import Rating, Status
from casework.desk.writing import Setting, change_of, instant_text, noted
from casework.errors import LedgerConflict
from casework.escalation import Card, Ladder
from casework.ledger import Change, Delivery, Ledger
from casework.office import Office
from casework.procedure import Regime
from casework.texts import check_line, check_number
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Taken:
    """A step that was written: the case after it, its new events, and warnings (lateness never refuses).

    again: the caller's key was used before for this very step, and nothing was written now.
    """

    case: Case
    events: tuple[Event, ...]
    warnings: tuple[Note, ...] = ()
    due: date | None = None
    again: bool = False
    version: int = field(default=0)


_Result = TypeVar("_Result", bound="Taken | Refused")


class Desk:
    """Live cases on a ledger.

    Args:
        law: "cn" (by day of receipt), a regime, or a function from the day to a regime.
        ledger: Where cases are kept.
        calendar: Which days count; the national one with the office's overlays if not given.
        hooks: Who is told after each commit; each with a name of its own.
        ladder: Cards and reminders; the office's if not given.
        office: Its settings; the defaults if not given.
        now: Tells the instant (`lambda: datetime.now(UTC)`); without it entries carry the day alone.
        roles: Who may act as what; without it a step's role is checked only where the caller names one.
        publish: Whether hooks are told right after each commit; else only by `deliver`.
        patience: Seconds a hook may take.
    """

    def __init__(
        self,
        law: str | Regime | Callable[[date], Regime],
        ledger: Ledger,
        *,
        calendar: WorkCalendar | None = None,
        hooks: Sequence[Hook] = (),
        ladder: Ladder | None = None,
        office: Office | None = None,
        now: Callable[[], datetime] | None = None,
        roles: Mapping[str, Collection[str]] | None = None,
        publish: bool = True,
        patience: float = publishing.PATIENCE,
    ) -> None:
        settings = office or Office()
        laws = Laws(law, settings.params, ledger)
        days = WorkCalendar.china(overlays=settings.overlays) if calendar is None else calendar
        self.setting = Setting(ledger, laws, days, ladder or settings.ladder, settings, tuple(hooks), roles, now)
        self._publish, self._patience = publish, patience

    # -- steps -----------------------------------------------------------------------------------------------------

    def open(self, case_id: str, on: date, *, by: str = "", once: str = "", **payload: Any) -> Taken:
        """Open a case under the law of its day of receipt.

        Raises:
            StepNotAllowed: A key or value that `open` does not take.
            ConditionNotMet: Whoever acts does not hold the role of the step.
            LedgerConflict: There is a case of this number, or the key was used for something else.
        """
        check_number(case_id)
        check_line("by", by)
        command = Command("open", on, _who(payload, by, ""))
        return self._once(once, case_id, command, lambda: self._open(case_id, command, once))

    def _open(self, case_id: str, command: Command, once: str) -> Taken:
        regime = self.setting.laws.on(_receipt_day(command.payload, command.on))
        people.may_open(self.setting, regime, command)
        case = open_case(regime, case_id, on=command.on, **command.payload)
        pin = self.setting.laws.pin(regime)
        change = change_of(self.setting, None, case, case.events, command.on, pin=pin, key=once)
        try:
            return self._write(change, case, case.events)
        except LedgerConflict:
            if self.setting.ledger.history(case_id):
                raise LedgerConflict(
                    f"there is a case {case_id!r} already; open this one under another number"
                ) from None
            raise

    def take(
        self, case_id: str, step: str, on: date, *, by: str = "", role: str = "", once: str = "",
        expected: int | None = None, **payload: Any,
    ) -> Taken | Refused:  # fmt: skip
        """Take a step on a day. A refused step writes nothing.

        Cards that sweeps missed are written before it, so the number of its entry is `Taken.version`, not one more than
        the last.

        Args:
            case_id: The case.
            step: What is done.
            on: The civil day of the act.
            by: Who acts; four eyes are judged by it.
            role: As what; where the desk has roles, one the person holds.
            once: The caller's own key of this act: the same key again writes nothing and gives the first answer.
            expected: The version the caller decided on; cards raised since then are no conflict.
            payload: What the step records.

        Raises:
            CaseNotFound: There is no such case.
            LedgerConflict: Someone wrote first, or the key was used for something else.
        """
        check_line("by", by)
        check_line("role", role)
        command = Command(step, on, _who(payload, by, role))
        return self._once(once, case_id, command, lambda: self._take(case_id, command, once, expected))

    def _take(self, case_id: str, command: Command, once: str, expected: int | None) -> Taken | Refused:
        file = self.file(case_id)
        if expected is not None and not file.stood_at(expected):
            raise LedgerConflict(f"{case_id}: version {expected} was expected, {file.version} stands; reload it")
        if (refused := people.role_refused(self.setting, file.case, command)) is not None:
            return refused
        command = people.acting(self.setting, file.case, command)
        marks = sweeping.before(self.setting, file, command.on)
        result = decide(with_events(file.case, marks), command, self.setting.calendar)
        if isinstance(result, Refused):
            return result
        events = (*marks, *result.events)
        change = change_of(self.setting, file, result.case, events, command.on, pin=file.pin, key=once)
        return self._write(change, result.case, result.events, result.warnings)

    def _once(self, once: str, case_id: str, command: Command, act: Callable[[], _Result]) -> _Result | Taken:
        """Act unless the key has; the same key may be written while we decide (a double click): then that is it."""
        if (seen := self._seen(once, case_id, command)) is not None:
            return seen
        try:
            result = act()
        except LedgerConflict:
            if (seen := self._seen(once, case_id, command)) is None:
                raise
            return seen
        return (self._seen(once, case_id, command) or result) if isinstance(result, Refused) else result

    def _seen(self, key: str, case_id: str, command: Command) -> Taken | None:
        """What a key wrote before, if it was this very step."""
        found = written_before(self.setting, key, case_id, command)
        if found is None:
            return None
        file, event = found
        return Taken(file.case, (event,), due=self._due(file.case, command.on), again=True, version=event.seq)

    def _due(self, case: Case, on: date) -> date | None:
        clock = reply_clock(case, on, self.setting.calendar)
        return None if clock is None else clock.due

    def _write(self, change: Change, case: Case, events: tuple[Event, ...], warnings: tuple[Note, ...] = ()) -> Taken:
        self.setting.ledger.append(change)
        self._tell(change.deliveries)
        return Taken(case, events, warnings, change.record.due, version=change.record.version)

    def _tell(self, deliveries: tuple[Delivery, ...]) -> None:
        if deliveries and self._publish and self.setting.now is not None:
            publishing.publish(self.setting, deliveries, self.setting.now(), self._patience)

    # -- reading ---------------------------------------------------------------------------------------------------

    def file(self, case_id: str) -> CaseFile:
        """The case and its entries.

        Raises:
            CaseNotFound: There is no such case.
        """
        return open_file(self.setting.ledger, self.setting.laws, case_id)

    def due(self, case_id: str, on: date) -> dict[str, Clock]:
        """Every clock of a case on a day."""
        return read_clocks(self.file(case_id).case, on, self.setting.calendar)

    def options(self, case_id: str, on: date) -> dict[str, Option]:
        """Every step: possible on the day, with the last day of the reply it would lead to, or all reasons why not."""
        return options_of(self.setting, self.file(case_id).case, on)

    def what_if(self, case_id: str, *commands: Command, as_of: date | None = None) -> WhatIf:
        """Where steps would lead; nothing is written."""
        return what_if(self.setting, self.file(case_id).case, commands, as_of)

    def status(self, case_id: str, on: date) -> Status:
        """What an applicant may be shown of a case: no personal data, nobody's name."""
        return people.status(self.setting, self.file(case_id).case, on)

    # -- cards -----------------------------------------------------------------------------------------------------

    def sweep(self, on: date) -> tuple[Card, ...]:
        """Raise every card and reminder reached by the end of a day, each once a case, clock instance and rung.

        A missed week raises what daily sweeps would have; two sweeps at once raise each once. Reads only cases whose
        next rung is near.
        """
        raised, deliveries = sweeping.sweep(self.setting, on)
        self._tell(deliveries)
        return raised

    def cards(self, case_id: str) -> tuple[Standing, ...]:
        """Every card of a case and where it stands."""
        return cards.standing(self.setting, self.file(case_id))

    def act_on_card(
        self, case_id: str, clock: str, rung: str, act: str, on: date, *, by: str = "", reason: str = ""
    ) -> Standing:
        """Confirm, appeal, uphold or revoke a card.

        Raises:
            ConditionNotMet: There is no such card, or the act is not possible as it stands.
        """
        file = self.file(case_id)
        event, card = cards.act(self.setting, file, clock, rung, act, on, by=by, reason=reason)
        self._note(file, event)
        return card

    def _note(self, file: CaseFile, mark: Mark, key: str = "") -> Taken:
        change = noted(self.setting, file, mark, key=key)
        return self._write(change, with_events(file.case, (mark,)), (mark,))

    # -- hooks -----------------------------------------------------------------------------------------------------

    def undelivered(self) -> tuple[Delivery, ...]:
        """Every message no hook has taken yet, with its tries and last error."""
        return self.setting.ledger.outbox()

    def deliver(self, at: datetime) -> tuple[Delivery, ...]:
        """Try every message whose time has come; returns those that failed again."""
        waiting = self.setting.ledger.outbox(due_by=instant_text(at))
        return tuple(publishing.publish(self.setting, waiting, at, self._patience))

    async def deliver_async(self, at: datetime) -> tuple[Delivery, ...]:
        """The same for a caller with an event loop."""
        waiting = self.setting.ledger.outbox(due_by=instant_text(at))
        return tuple(await publishing.publish_async(self.setting, waiting, at, self._patience))

    # -- what changes under a case ---------------------------------------------------------------------------------

    def reproject(self, calendar: WorkCalendar, on: date, *, by: str = "") -> tuple[Moved, ...]:
        """Take a new calendar: every open case whose last day moves is noted, one event each; closed cases stay."""
        moved, deliveries = moving.reproject(self.setting, calendar, on, by)
        self.setting = evolve(self.setting, calendar=calendar)
        self._tell(deliveries)
        return moved

    def differences(self, on: date) -> Iterator[Difference]:
        """Every case pinned to another definition than today's, and what today's would judge differently (dry run)."""
        return moving.differences(self.setting, on)

    def migrate(self, case_id: str, on: date, *, reason: str, by: str = "", back: bool = False) -> Taken:
        """Put a case under today's definition of its regime, or back under the one before.

        Raises:
            ConditionNotMet: No reason, or nothing to migrate.
        """
        file = self.file(case_id)
        case, event, pin = moving.migrated(self.setting, file, on, reason=reason, by=by, back=back)
        return self._write(change_of(self.setting, file, case, (event,), on, pin=pin), case, (event,))

    def rebuild_index(self, on: date) -> int:
        """Work out every row's derived columns anew from its entries; returns how many rows there are."""
        return sweeping.rebuild_index(self.setting, on)

    def load(self, cases: Iterable[Case], *, batch: int = 1000) -> int:
        """Write whole cases, as a register or an older system gave them; the next sweep works out their index.

        Raises:
            LedgerConflict: A case of that number is there already; its batch is not written.
        """
        return moving.load(self.setting, cases, batch)

    # -- people ----------------------------------------------------------------------------------------------------

    def redact(self, case_id: str, fields: Collection[str], on: date, *, reason: str, by: str) -> Taken:
        """Erase sensitive values of a case for good; who did it and why is recorded, and the chain still holds.

        Raises:
            ConditionNotMet: No reason, nobody named, or a field that is not sensitive.
        """
        file = self.file(case_id)
        change, event = people.redacted(self.setting, file, fields, on, reason=reason, by=by)
        taken = self._write(change, file.case, (event,))
        return evolve(taken, case=self.file(case_id).case)

    def rate(self, case_id: str, score: int, on: date, *, comment: str = "", once: str = "") -> Rating:
        """Record an applicant's rating (好差评), 1 to 5; a bad one, 1 or 2, starts the time to put it right."""
        file = self.file(case_id)
        if once and self.setting.ledger.written(once) is not None:
            return people.ratings(self.setting, file, on)[-1]
        self._note(file, people.rated(file, score, on, comment), once)
        return people.ratings(self.setting, self.file(case_id), on)[-1]

    def rectified(self, case_id: str, on: date, *, by: str, note: str = "") -> Rating:
        """Record that what was rated badly was put right."""
        file = self.file(case_id)
        self._note(file, people.rectified(file, on, by, note))
        return people.ratings(self.setting, self.file(case_id), on)[-1]

    def ratings(self, case_id: str, on: date) -> tuple[Rating, ...]:
        """Every rating of a case, and by when a bad one is to be put right."""
        return people.ratings(self.setting, self.file(case_id), on)


def _who(payload: Mapping[str, Any], by: str, role: str) -> dict[str, Any]:
    return {**payload, **({"by": by} if by else {}), **({"role": role} if role else {})}


def _receipt_day(payload: Mapping[str, Any], on: date) -> date:
    """The stated day of receipt, else the day of the entry; what cannot be read is named by the opening itself."""
    try:
        return as_day(payload.get("received_on")) or on
    except ValueError:
        return on
