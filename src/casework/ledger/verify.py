"""A whole ledger held against itself and against heads kept elsewhere: what was altered, taken out or put in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence

from attrs import field, frozen

from casework.errors import CaseworkError, LedgerCorrupt
from casework.ledger.chain import Tampered, check_all
from casework.ledger.codec import pin_of, unknown_events
from casework.ledger.entry import Entry, Record
from casework.ledger.protocol import Ledger

Heads = Mapping[str, tuple[int, str]]
"""Of each case: how many entries, and the hash of the last."""
_UNREADABLE = (LedgerCorrupt, ValueError, TypeError, AttributeError, KeyError)


@frozen(slots=True)
class Verified:
    """What a check of a ledger found: the first fault of each case, and entries of a kind this release does not know.

    heads: of each case in which nothing was found; keep them elsewhere, and a later check misses no cut tail.
    """

    cases: int
    entries: int
    tampered: tuple[Tampered, ...]
    unknown: tuple[Entry, ...] = field(repr=False)
    heads: Heads = field(repr=False)


def verify(
    ledger: Ledger,
    *,
    known: Collection[str] = (),
    heads: Heads | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Verified:
    """Check each case: chain, row, sealed values, the definition it is pinned to, and heads kept elsewhere.

    Args:
        ledger: The ledger; nothing is written.
        known: Names of events beside the steps that the caller knows.
        heads: As a check at some earlier time gave them; a case gone or cut since shows against them.
        told: Told (cases done, cases in all).

    Raises:
        CaseworkError: The store as a whole cannot be read.

    >>> from casework.ledger import MemoryLedger
    >>> verify(MemoryLedger(), heads={"1": (2, "ab")}).tampered[0].text()
    '1: the case is gone; it had 2 entries'
    """
    kept = dict(heads or {})
    tampered: list[Tampered] = []
    unknown: list[Entry] = []
    sound: dict[str, tuple[int, str]] = {}
    records, broken = _records(ledger)
    count = 0
    for number, record in enumerate(records, 1):
        head = kept.pop(record.case_id, None)
        entries, fault = _one(ledger, record, None if head is None else {record.case_id: head})
        count += len(entries)
        if fault is None:
            unknown += unknown_events(entries, known)
            sound[record.case_id] = (record.version, record.head)
        else:
            tampered.append(fault)
        if told is not None:
            told(number, len(records))
    tampered += check_all((), kept) if broken is None else [broken]
    return Verified(len(records), count, tuple(tampered), tuple(unknown), sound)


def _records(ledger: Ledger) -> tuple[list[Record], Tampered | None]:
    """The rows of all cases; where one cannot be read, those before it and what is wrong."""
    found: list[Record] = []
    try:
        found.extend(ledger.records())
    except _UNREADABLE as error:
        said = str(error) if isinstance(error, CaseworkError) else type(error).__name__
        zh, en = (
            f"案件行无法读取，其后各件未核验：{said}",
            f"a row cannot be read, what follows it was not checked: {said}",
        )
        return found, Tampered(found[-1].case_id if found else "-", 0, zh, en)
    return found, None


def _one(ledger: Ledger, record: Record, heads: Heads | None) -> tuple[Sequence[Entry], Tampered | None]:
    """The entries of a case and the first thing that does not hold in it."""
    entries: Sequence[Entry] = ()
    try:
        entries = ledger.history(record.case_id)
        fault = next(check_all([(record, lambda: entries)], heads), None)
        return entries, fault or _pin_fault(ledger, record, entries)
    except _UNREADABLE as error:
        said = str(error) if isinstance(error, CaseworkError) else type(error).__name__
        return entries, Tampered(record.case_id, 0, f"无法读取：{said}", f"it cannot be read: {said}")


def _pin_fault(ledger: Ledger, record: Record, entries: Sequence[Entry]) -> Tampered | None:
    """Whether the law the case is pinned to is the one its row names, and is kept as it was."""
    pin = pin_of(entries)
    if (pin.regime, pin.digest) != (record.regime, record.digest):
        return Tampered(record.case_id, 0, "案件行所记的规则版本与记录不符", "its row names another law than they do")
    text = ledger.definition(pin.digest)
    if text is None or hashlib.sha256(text.encode()).hexdigest() != pin.digest:
        return Tampered(
            record.case_id, 0, f"所依据的规则定义{pin.regime}缺失或已被更改",
            f"the definition it is pinned to, {pin.regime}, is not kept or was altered",
        )  # fmt: skip
    return None


def heads_text(heads: Heads) -> str:
    """Heads as JSON, a line a case, always the same text for the same heads."""
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(list(heads[name]))}" for name in sorted(heads)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_heads(text: str) -> Heads:
    """Heads back from their text.

    Raises:
        CaseworkError: It is no such text.

    >>> read_heads(heads_text({"1": (2, "ab")}))
    {'1': (2, 'ab')}
    """
    try:
        read = json.loads(text)
        heads = {str(name): (_count(version), str(head)) for name, (version, head) in read.items()}
    except (ValueError, TypeError, AttributeError):
        raise CaseworkError('expected heads as JSON, {"case": [entries, "hash"], ...}') from None
    return heads


def _count(version: object) -> int:
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ValueError
    return version
