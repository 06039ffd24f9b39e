"""A desk: where live cases are handled. It decides, writes and tells the hooks; storage and screens are yours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import evolve

from casework.case import (
    Case,
    Clock,
    Command,
    Refused,
    open_case,
    reply_clock,
)
from casework.case import take as decide
from casework.case.receipt import as_day, unconfirmed_notes
from casework.desk import cards, linking, moving, people, publishing, rating, sweeping
from casework.desk.calling import PATIENCE, patience_left
from casework.desk.cards import Standing
from casework.desk.committing import Overtaken, Taken, again, commit, tell
from casework.desk.file import CaseFile, Laws, open_file, with_events
from casework.desk.hooks import Hook
from casework.desk.moving import Difference, Moved
from casework.desk.once import written_before
from casework.desk.options import Option, WhatIf, options_of, what_if
from casework.desk.people import Status
from casework.desk.rating import Rating
from casework.desk.writing import Setting, change_of, instant_text, noted
from casework.errors import DefinitionError, LedgerConflict
from casework.escalation import Card, Ladder
from casework.ledger import Delivery, Ledger
from casework.office import Office
from casework.procedure import Regime
from casework.texts import check_line, check_number
from casework.workdays import WorkCalendar

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

    Whatever fails after a commit raises nothing: what was written is told as written, with a warning `after_commit`.

    Raises:
        DefinitionError: Two hooks have one name.
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
        patience: float = PATIENCE,
    ) -> None:
        settings = office or Office()
        laws = Laws(law, settings.params, ledger)
        days = WorkCalendar.china(overlays=settings.overlays) if calendar is None else calendar
        _check_names(hooks)
        self.setting = Setting(
            ledger, laws, days, ladder or settings.ladder, settings, tuple(hooks), roles, now, publish, patience
        )

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
            return commit(self.setting, change, case, case.events, unconfirmed_notes(regime, case.events))
        except Overtaken:
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
            expected: The version the caller decided on; cards raised since then are no conflict. Without it, the step
                is decided anew, at most `TRIES` times, where someone wrote meanwhile.
            payload: What the step records.

        Raises:
            CaseNotFound: There is no such case.
            LedgerConflict: The case is not at the expected version, others kept writing to it, or the key was used for
                something else.
        """
        check_line("by", by)
        check_line("role", role)
        command = linking.as_text(Command(step, on, _who(payload, by, role)))

        def act() -> Taken | Refused:
            return again(self.setting, case_id, lambda: self._take(case_id, command, once, expected), key=once)

        return self._once(once, case_id, command, act)

    def _take(self, case_id: str, command: Command, once: str, expected: int | None) -> Taken | Refused:
        file = self.file(case_id)
        if expected is not None and not file.stood_at(expected):
            raise LedgerConflict(f"{case_id}: version {expected} was expected, {file.version} stands; reload it")
        for refuse in (people.role_refused, linking.not_there):
            if (refused := refuse(self.setting, file.case, command)) is not None:
                return refused
        command = people.acting(self.setting, file.case, command)
        marks = sweeping.before(self.setting, file, command.on)
        result = decide(with_events(file.case, marks), command, self.setting.calendar)
        if isinstance(result, Refused):
            return result
        events = (*marks, *result.events)
        change = change_of(self.setting, file, result.case, events, command.on, pin=file.pin, key=once)
        warnings = (*result.warnings, *linking.no_parts(file.case, command, result.events[-1].seq))
        parts = linking.parts_of(self.setting, file, command)
        return commit(self.setting, change, result.case, result.events, warnings, parts=parts)

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

    # -- reading ---------------------------------------------------------------------------------------------------

    def file(self, case_id: str) -> CaseFile:
        """The case and its entries.

        Raises:
            CaseNotFound: There is no such case.
        """
        return open_file(self.setting.ledger, self.setting.laws, case_id)

    def due(self, case_id: str, on: date) -> dict[str, Clock]:
        """Every clock of a case on a day: those of the law, then the limits the office set itself."""
        return self.setting.clocks(self.file(case_id).case, on)

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
        tell(self.setting, deliveries)
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
            TextRefused: `by` is not one line.
        """
        check_line("by", by)

        def acted() -> Standing:
            file = self.file(case_id)
            event, card = cards.act(self.setting, file, clock, rung, act, on, by=by, reason=reason)
            commit(self.setting, noted(self.setting, file, event), with_events(file.case, (event,)), (event,))
            return card

        return again(self.setting, case_id, acted)

    # -- hooks -----------------------------------------------------------------------------------------------------

    def undelivered(self) -> tuple[Delivery, ...]:
        """Every message no hook has taken yet, with its tries and last error."""
        return self.setting.ledger.outbox()

    def deliver(self, at: datetime) -> tuple[Delivery, ...]:
        """Try every message whose time has come; returns those that failed again."""
        waiting = self.setting.ledger.outbox(due_by=instant_text(at))
        return tuple(publishing.publish(self.setting, waiting, at, patience_left(self.setting.patience)))

    async def deliver_async(self, at: datetime) -> tuple[Delivery, ...]:
        """The same for a caller with an event loop."""
        waiting = self.setting.ledger.outbox(due_by=instant_text(at))
        return tuple(await publishing.publish_async(self.setting, waiting, at, self.setting.patience))

    # -- what changes under a case ---------------------------------------------------------------------------------

    def reproject(self, calendar: WorkCalendar, on: date, *, by: str = "") -> tuple[Moved, ...]:
        """Take a new calendar: every open case whose last day moves is noted, one event each; closed cases stay."""
        check_line("by", by)
        moved, deliveries = again(self.setting, "reproject", lambda: moving.reproject(self.setting, calendar, on, by))
        self.setting = evolve(self.setting, calendar=calendar)
        tell(self.setting, deliveries)
        return moved

    def differences(self, on: date) -> Iterator[Difference]:
        """Every case pinned to another definition than today's, and what today's would judge differently (dry run)."""
        return moving.differences(self.setting, on)

    def migrate(self, case_id: str, on: date, *, reason: str, by: str = "", back: bool = False) -> Taken:
        """Put a case under today's definition of its regime, or back under the one before.

        Raises:
            ConditionNotMet: No reason, or nothing to migrate.
        """
        check_line("by", by)

        def migrated() -> Taken:
            file = self.file(case_id)
            case, event, pin = moving.migrated(self.setting, file, on, reason=reason, by=by, back=back)
            return commit(self.setting, change_of(self.setting, file, case, (event,), on, pin=pin), case, (event,))

        return again(self.setting, case_id, migrated)

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

    def redact(
        self, case_id: str, fields: Collection[str], on: date, *, reason: str, by: str, during_relief: str = ""
    ) -> Taken:
        """Erase sensitive values of a case for good; who did it and why is recorded, and the chain still holds.

        Args:
            case_id: The case.
            fields: Keys of sensitive values: applicant, contact, party ...
            on: The day of the erasure.
            reason: Why.
            by: Who decides it.
            during_relief: Why it cannot wait until reconsideration and litigation are over, if one is open.

        Raises:
            ConditionNotMet: No reason, nobody named, a field that is not sensitive, or relief is open and
                `during_relief` does not say why it cannot wait.
        """
        check_line("by", by)

        def redacted() -> Taken:
            change, event, case = people.redacted(
                self.setting, self.file(case_id), fields, on, reason=reason, by=by, during_relief=during_relief
            )
            return commit(self.setting, change, case, (event,))

        return again(self.setting, case_id, redacted)

    def rate(self, case_id: str, score: int, on: date, *, comment: str = "", once: str = "") -> Rating:
        """Record an applicant's rating (好差评), 1 to 5; a bad one, 1 or 2, starts the time to put it right.

        Raises:
            ConditionNotMet: Not 1 to 5, or the case has not ended.
            LedgerConflict: The key was used for another act, or for another rating.
        """
        return rating.rate(self.setting, case_id, score, on, comment=comment, once=once)

    def rectified(self, case_id: str, on: date, *, by: str, note: str = "") -> Rating:
        """Record that what was rated badly was put right; returns the rating.

        Raises:
            ConditionNotMet: No bad rating waits, or the day is before it.
        """
        check_line("by", by)
        return rating.rectify(self.setting, case_id, on, by=by, note=note)

    def ratings(self, case_id: str, on: date) -> tuple[Rating, ...]:
        """Every rating of a case, and by when a bad one is to be put right."""
        return rating.ratings(self.setting, self.file(case_id), on)


def _check_names(hooks: Sequence[Hook]) -> None:
    """Messages are kept under the name of their hook: each has its own."""
    names = [hook.name for hook in hooks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise DefinitionError([f"two hooks are named {name!r}: give each a name of its own" for name in twice])


def _who(payload: Mapping[str, Any], by: str, role: str) -> dict[str, Any]:
    return {**payload, **({"by": by} if by else {}), **({"role": role} if role else {})}


def _receipt_day(payload: Mapping[str, Any], on: date) -> date:
    """The stated day of receipt, else the day of the entry; what cannot be read is named by the opening itself."""
    try:
        return as_day(payload.get("received_on")) or on
    except ValueError:
        return on
