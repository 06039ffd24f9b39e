"""What changes under a case: the calendar, the definition it is pinned to; and cases that come in whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from attrs import evolve, frozen

from casework.case import Case, Clock, Mark, audit_case, read_clocks, replay, reply_clock
from casework.case.receipt import as_day
from casework.desk.committing import Overtaken, append
from casework.desk.file import CaseFile, file_of, with_events
from casework.desk.writing import Setting, change_of, is_open, loaded
from casework.errors import ConditionNotMet, LedgerConflict
from casework.ledger import Change, Delivery
from casework.ledger.codec import Pin, events_of, implied_of, pin_of, pinned
from casework.ledger.entry import PIN
from casework.procedure import Regime
from casework.workdays import WorkCalendar

_DAY = timedelta(days=1)


@frozen(slots=True)
class Moved:
    """One due day that a new calendar moved: which clock, from when to when, by which notice, through which days."""

    case_id: str
    clock: str
    old: date
    new: date
    notice: str
    days: tuple[date, ...]


def reproject(
    setting: Setting, calendar: WorkCalendar, on: date, by: str
) -> tuple[tuple[Moved, ...], tuple[Delivery, ...]]:
    """Note every open case whose last day moves from the desk's calendar to another, in one transaction."""
    after = evolve(setting, calendar=calendar)
    found: list[Moved] = []
    changes: list[Change] = []
    for record in list(setting.ledger.records()):
        file = file_of(setting.ledger.history(record.case_id), setting.laws)
        if not is_open(file.case.regime, file.case.state):
            continue
        moved = _moved(setting, calendar, file.case, on)
        if moved:
            marks = [_mark(file.version + number, on, each, by) for number, each in enumerate(moved, 1)]
            case = with_events(file.case, marks)
            changes.append(change_of(after, file, case, marks, on, pin=file.pin))
            found += moved
    append(setting, *changes)
    return tuple(found), tuple(delivery for change in changes for delivery in change.deliveries)


def _moved(setting: Setting, calendar: WorkCalendar, case: Case, on: date) -> list[Moved]:
    found = []
    new = read_clocks(case, on, calendar)
    for key, clock in read_clocks(case, on, setting.calendar).items():
        due = new[key].due if key in new else None
        if clock.due is not None and clock.ended_on is None and due is not None and due != clock.due:
            notice, days = _changed(setting.calendar, calendar, clock, new[key])
            found.append(Moved(case.case_id, key, clock.due, due, notice, days))
    return found


def _changed(old: WorkCalendar, new: WorkCalendar, before: Clock, after: Clock) -> tuple[str, tuple[date, ...]]:
    """The days of the count that are worked in one calendar and not in the other, and the notice that says so."""
    assert before.due is not None and after.due is not None and before.day_zero is not None  # noqa: S101, PT018
    day, last = before.day_zero, max(before.due, after.due)
    days = []
    while day <= last:
        if old.is_working(day) != new.is_working(day):
            days.append(day)
        day += _DAY
    notices = dict.fromkeys(str(new.day(each).notice or "") for each in days)
    return ", ".join(filter(None, notices)), tuple(days)


def _mark(seq: int, on: date, moved: Moved, by: str) -> Mark:
    payload = {
        "clock": moved.clock, "old": moved.old.isoformat(), "new": moved.new.isoformat(), "notice": moved.notice,
        "days": [day.isoformat() for day in moved.days], **({"by": by} if by else {}),
    }  # fmt: skip
    return Mark(seq, on, "DueMoved", payload)


@frozen(slots=True)
class Difference:
    """What today's definition would judge differently in a case: each pair is as pinned, as today's."""

    case_id: str
    pinned: Pin
    today: Pin
    state: tuple[str, str]
    due: tuple[date | None, date | None]
    findings: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def differs(self) -> bool:
        """Whether anything but the definition's text does."""
        return any(pair[0] != pair[1] for pair in (self.state, self.due, self.findings))


def differences(setting: Setting, on: date) -> Iterator[Difference]:
    """Every case that is not under today's definition of its regime."""
    for record in list(setting.ledger.records()):
        entries = setting.ledger.history(record.case_id)
        file = file_of(entries, setting.laws)
        regime, today = _today(setting, file)
        if today.digest == file.pin.digest:
            continue
        anew = replay(regime, events_of(entries), implied=implied_of(entries))
        pairs = [_judged(setting, case, on) for case in (file.case, anew)]
        yield Difference(record.case_id, file.pin, today, *zip(*pairs, strict=True))


def _judged(setting: Setting, case: Case, on: date) -> tuple[str, date | None, tuple[str, ...]]:
    clock = reply_clock(case, on, setting.calendar)
    found = audit_case(case, on, setting.calendar, setting.office.audit_settings())
    return case.state, clock.due if clock is not None else None, tuple(f"{f.rule.id} {f.on}" for f in found)


def _today(setting: Setting, file: CaseFile) -> tuple[Regime, Pin]:
    opened = file.case.opened
    regime = setting.laws.on(as_day(opened.payload.get("received_on")) or opened.on)
    return regime, setting.laws.pin(regime)


def migrated(setting: Setting, file: CaseFile, on: date, *, reason: str, by: str, back: bool) -> tuple[Case, Mark, Pin]:
    """The case under another definition, and the mark that puts it there.

    Raises:
        ConditionNotMet: No reason is given, or there is nothing to do.
    """
    if not reason.strip():
        raise ConditionNotMet("a migration needs a reason", condition="reason", basis="the file of the case")
    regime, pin = _before(setting, file) if back else _today(setting, file)
    if pin.digest == file.pin.digest:
        raise ConditionNotMet(
            f"{file.case.case_id} is under that definition already",
            condition="definition",
            basis="the file of the case",
        )
    payload = {
        **pinned(pin),
        "from": [file.pin.regime, file.pin.digest],
        "reason": reason,
        **({"by": by} if by else {}),
    }
    mark = Mark(file.version + 1, on, "Migrated", payload)
    case = replay(regime, (*file.case.events, mark), implied=file.case.implies)
    return case, mark, pin


def _before(setting: Setting, file: CaseFile) -> tuple[Regime, Pin]:
    """The law a case was under before its last migration."""
    last = next((n for n, entry in enumerate(file.entries) if entry.name == "Migrated" and _pins(file, n)), None)
    if last is None:
        raise ConditionNotMet(
            f"{file.case.case_id} was never migrated", condition="definition", basis="the file of the case"
        )
    pin = pin_of(file.entries[:last])
    return setting.laws.pinned(pin), pin


def _pins(file: CaseFile, number: int) -> bool:
    """Whether the entry is the one that put the case under its present definition."""
    return file.entries[number].noted.get(PIN) == [file.pin.regime, file.pin.digest]


def load(setting: Setting, cases: Iterable[Case], batch: int) -> int:
    """Write whole cases in batches, each one transaction."""
    count = 0
    waiting = iter(cases)
    while group := list(islice(waiting, batch)):
        try:
            append(setting, *(loaded(setting, case, setting.laws.pin(case.regime)) for case in group))
        except Overtaken as error:
            there = [case.case_id for case in group if setting.ledger.history(case.case_id)]
            said = f"there is a case {there[0]!r} already" if there else str(error)
            raise LedgerConflict(f"{said}; {count} cases were written, and none of the {len(group)} with it") from None
        count += len(group)
    return count
