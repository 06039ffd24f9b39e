"""Sweeps: raise what was reached, once, whatever was missed and whoever else sweeps; and the index they read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from attrs import evolve

from casework.case import Mark
from casework.desk.cards import card_of
from casework.desk.committing import warn
from casework.desk.file import CaseFile, file_of, with_events
from casework.desk.index import at_last_entry
from casework.desk.writing import Setting, change_of, index_of, raise_cards
from casework.errors import CaseworkError, LedgerBusy, LedgerConflict
from casework.escalation import Card
from casework.ledger import Change, Delivery, Record

_DAY = timedelta(days=1)
_ROUNDS: Final = 20
"""How often a sweep begins anew when others write meanwhile."""
_BATCH: Final = 500


def sweep(setting: Setting, on: date) -> tuple[tuple[Card, ...], tuple[Delivery, ...]]:
    """Raise what was reached by the end of a day: one transaction; on a conflict, read again what is left."""
    raised: list[Card] = []
    deliveries: list[Delivery] = []
    for _ in range(_ROUNDS):
        changes, cards, quiet = _due(setting, on)
        try:
            setting.ledger.append(*changes)
        except LedgerBusy:
            changes, cards = _one_by_one(setting, changes, cards)
        except LedgerConflict:
            continue
        _look_later(setting, quiet)
        raised += cards
        deliveries += [delivery for change in changes for delivery in change.deliveries]
        return tuple(raised), tuple(deliveries)
    raise LedgerConflict("others kept writing to the cases that are near; sweep again")


def _one_by_one(setting: Setting, changes: list[Change], cards: list[Card]) -> tuple[list[Change], list[Card]]:
    """Write what can be written where another transaction holds a case: that case alone waits for the next sweep.

    Raises:
        LedgerBusy: Every case is held.
    """
    written: list[Change] = []
    busy: LedgerBusy | None = None
    for change in changes:
        try:
            setting.ledger.append(change)
        except LedgerBusy as error:
            busy = error
            warn(f"{change.record.case_id} is held by another transaction: its cards wait for the next sweep")
        except LedgerConflict:
            continue  # someone wrote first: what is due is still due next time
        else:
            written.append(change)
    if busy is not None and not written:
        raise busy
    done = {change.record.case_id for change in written}
    return written, [card for card in cards if card.case_id in done]


def _look_later(setting: Setting, quiet: list[Record]) -> None:
    """Put off the rows on which nothing was reached; if it fails, the next sweep looks at them again."""
    try:
        setting.ledger.reindex(quiet)
    except Exception as error:  # noqa: BLE001 - the cards are written, and must be told as written
        warn(f"cards are raised, but {len(quiet)} rows could not be put off: {type(error).__name__}")


def _due(setting: Setting, on: date) -> tuple[list[Change], list[Card], list[Record]]:
    """The changes a sweep would write, their cards, and rows that only need another day to look at them."""
    changes: list[Change] = []
    cards: list[Card] = []
    quiet: list[Record] = []
    for record in list(setting.ledger.records(rung_by=on)):
        try:
            found = _of_case(setting, record, on)
        except CaseworkError as error:  # a case that cannot be read must not keep the cards of the others
            warn(f"{record.case_id} cannot be swept: {type(error).__name__}: {error}")
            continue
        if isinstance(found, Record):
            quiet.append(found)
        elif found is not None:
            changes.append(found[0])
            cards += found[1]
    return changes, cards, quiet


def _of_case(setting: Setting, record: Record, on: date) -> tuple[Change, list[Card]] | Record | None:
    """What a sweep writes of a case: its cards, or only when to look again; None if someone wrote meanwhile."""
    file = file_of(setting.ledger.history(record.case_id), setting.laws)
    if file.version != record.version:
        return None  # what is due is still due next time
    marks = raise_cards(setting, file, record.next_rung_on or on, on, on)
    if marks:
        case = with_events(file.case, marks)
        change = change_of(setting, file, case, marks, on, pin=file.pin, swept=True)
        return change, [card_of(setting, record.case_id, mark) for mark in marks]
    state, due, near = index_of(setting, file.case, on, file.raised(), swept=True)
    return evolve(record, state=state, due=due, next_rung_on=near)


def before(setting: Setting, file: CaseFile, on: date) -> list[Mark]:
    """What sweeps would have raised by the day before a step, had they been made: a step must not outrun a card."""
    last = file.case.events[-1].on
    if on <= last:
        return []
    record = setting.ledger.record(file.case.case_id)
    if record.next_rung_on is None or record.next_rung_on >= on or record.version != file.version:
        return []
    return raise_cards(setting, file, record.next_rung_on, on - _DAY, on)


def rebuild_index(setting: Setting, on: date) -> int:
    """Every row's derived columns from its entries, in batches."""
    count = 0
    batch: list[Record] = []
    for record in list(setting.ledger.records()):
        batch.append(_indexed(setting, record, on))
        count += 1
        if len(batch) == _BATCH:
            setting.ledger.reindex(batch)
            batch = []
    setting.ledger.reindex(batch)
    return count


def _indexed(setting: Setting, record: Record, on: date) -> Record:
    file = file_of(setting.ledger.history(record.case_id), setting.laws)
    state, due, _ = index_of(setting, file.case, on, file.raised(), swept=True)
    near = at_last_entry(setting, file)[2]  # not from the day of the rebuilding on: cards not yet swept would be lost
    return evolve(record, state=state, due=due, next_rung_on=near)


def waiting(setting: Setting) -> Iterator[Record]:
    """Rows that a sweep will look at, some day."""
    return (record for record in setting.ledger.records() if record.next_rung_on is not None)
