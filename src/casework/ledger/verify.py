"""A whole ledger held against itself and against heads kept elsewhere: what was altered, taken out or put in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Final

from attrs import evolve, field, frozen

from casework.errors import CaseworkError, LedgerBusy, LedgerClosed, LedgerCorrupt
from casework.ledger.chain import Tampered, against, case_faults, check_all
from casework.ledger.codec import Pin, pin_of, unknown_events
from casework.ledger.entry import Entry, Record
from casework.ledger.heads import LARGEST, Heads, heads_text, read_heads
from casework.ledger.protocol import Inspectable, Ledger
from casework.ledger.rows import CASES, Row, Words, record_of, record_row
from casework.ledger.survey import Named, survey

__all__ = ["LARGEST", "Heads", "Stale", "Verified", "heads_text", "read_heads", "rebuild", "verify"]
Derive = Callable[[Record, Sequence[Entry]], Record]
"""The row of a case as its entries give it: state, due and next_rung_on. A value that does as well is left as it is."""
_UNREADABLE: Final = (CaseworkError, ValueError, TypeError, AttributeError, KeyError, RecursionError)
_WITHOUT_HEADS: Final[Words] = (
    "没有另存的校验值（--heads）就无法发现：末尾的记录连同案件行被截去、整件被删除、整件从头改写并重算校验值，"
    "以及末尾的记录或整件系伪造并算好校验值后添入",
    "without heads kept elsewhere (--heads): whether entries were cut from the end of a case and its row made to fit,"
    " whole cases were taken out, a case was written anew from its first entry with every hash recomputed, or an entry"
    " at the end or a whole case was made up and put in with its hash",
)
_SINCE_HEADS: Final[Words] = (
    "另存校验值之后新增的记录和案件是否被截去、删除或改写，或系伪造并算好校验值后添入",
    "whether what was written after the heads were kept was cut, taken out, written anew, or made up and put in",
)
_NOT_CHAINED: Final[Words] = (
    "防重键、待发消息和规则定义的多少不在校验链内：是否少了或添入，防重键是否被更改，"
    "消息是否未发而标为已发、已发而标为未发或被推迟，消息在记录之外所述（状态、期限届满日、提示卡）是否被更改",
    "keys, messages and how many definitions there are are not chained: whether one was taken out or put in, a key was"
    " altered, a message was marked as sent or unsent or put off, or what it says beside its entry (state, last day,"
    " card) was altered",
)
_NOT_SHOWN: Final[Words] = (
    "该存储方式不提供防重键、已发消息、无案件行的记录和表结构，未核验",
    "this store does not show its keys, sent messages, rows without a case and schema: they were not looked at",
)


@frozen(slots=True)
class Stale:
    """A derived column that says something else than the entries."""

    case_id: str
    column: str
    was: str | None
    now: str | None


@frozen(slots=True)
class Verified:
    """What a check of a ledger found: every fault, and entries of a kind this release does not know.

    stale: derived columns that say something else than the entries (each is among the faults too); index: their rows as
    they should be, for `rebuild`. cannot_know: what no check of this ledger can tell. heads: of each case in which
    nothing was found; keep them elsewhere, and a later check misses no cut tail.
    """

    cases: int
    entries: int
    tampered: tuple[Tampered, ...]
    unknown: tuple[Entry, ...] = field(repr=False)
    heads: Heads = field(repr=False)
    stale: tuple[Stale, ...] = ()
    index: tuple[Record, ...] = field(default=(), repr=False)
    cannot_know: tuple[Words, ...] = field(default=(), repr=False)


def verify(
    ledger: Ledger,
    *,
    known: Collection[str] = (),
    heads: Heads | None = None,
    told: Callable[[int, int], None] | None = None,
    derived: Derive | None = None,
    named: Named | None = None,
) -> Verified:
    """Check everything a ledger holds; nothing is written.

    Each case: its chain, its row, sensitive values and their erasure, the definition it is pinned to, heads kept
    elsewhere. A store of casework also shows rows without a case, keys, messages, and what in its schema is not ours.

    Args:
        ledger: The ledger.
        known: Names of events beside the steps that the caller knows.
        heads: As a check at some earlier time gave them; a case gone or cut since shows against them.
        told: Called with (cases done, cases in all).
        derived: Gives the row of a case from its entries; without it state, due and next_rung_on are not checked.
        named: Gives the id of a message about an entry to a hook; without it the ids of messages are not checked.

    Raises:
        CaseworkError: The store as a whole cannot be read.

    >>> from casework.ledger import MemoryLedger
    >>> verify(MemoryLedger(), heads={"1": (2, "ab")}).tampered[0].text()
    '1: the case is gone; it had 2 entries'
    """
    kept = dict(heads or {})
    store = ledger if isinstance(ledger, Inspectable) else None
    check = _Check(ledger, known, derived)
    held, broken = _rows(ledger, store)
    for number, (record, row) in enumerate(held, 1):
        check.case(record, row, kept.pop(record.case_id, None))
        if told is not None:
            told(number, len(held))
    check.faults += check_all((), kept) if broken is None else [broken]
    if store is not None:
        check.faults += survey(ledger, store, check.versions, checked=check.pinned, named=named)
    cannot = (_WITHOUT_HEADS if heads is None else _SINCE_HEADS, _NOT_CHAINED if store is not None else _NOT_SHOWN)
    return Verified(
        len(held), check.entries, tuple(check.faults), tuple(check.unknown), check.sound, tuple(check.stale),
        tuple(check.index), cannot,
    )  # fmt: skip


def rebuild(ledger: Ledger, found: Verified) -> None:
    """Write the derived columns that a check found wrong as the entries give them."""
    if isinstance(ledger, Inspectable):
        ledger.restore(found.index)
    else:
        ledger.reindex(found.index)


def _rows(ledger: Ledger, store: Inspectable | None) -> tuple[list[tuple[Record, Row]], Tampered | None]:
    """The rows of all cases, each also as it is stored; where one cannot be read, those before it and what is wrong."""
    found: list[tuple[Record, Row]] = []
    try:
        if store is None:
            found += ((record, record_row(record)) for record in ledger.records())
        else:
            found += ((_lenient(row), row) for row in store.every("cases"))
    except (LedgerBusy, LedgerClosed):
        raise
    except _UNREADABLE as error:
        said = str(error) if isinstance(error, CaseworkError) else type(error).__name__
        zh, en = (
            f"案件行无法读取，其后各件未核验：{said}",
            f"a row cannot be read, what follows it was not checked: {said}",
        )
        return found, Tampered(found[-1][0].case_id if found else "-", 0, zh, en)
    return found, None


def _lenient(row: Row) -> Record:
    """A case from its row; a day that is none is left out here, and found where the row is compared."""
    try:
        return record_of(row)
    except LedgerCorrupt:
        return Record(row[0], row[1], row[2], row[3], row[4], date.min, row[6])


class _Check:
    """A check on its way: what it has found so far."""

    def __init__(self, ledger: Ledger, known: Collection[str], derived: Derive | None) -> None:
        self._ledger, self._known, self._derived = ledger, known, derived
        self.entries = 0
        self.faults: list[Tampered] = []
        self.unknown: list[Entry] = []
        self.sound: dict[str, tuple[int, str]] = {}
        self.versions: dict[str, int | None] = {}
        self.stale: list[Stale] = []
        self.index: list[Record] = []
        self.pinned: dict[str, bool] = {}

    def case(self, record: Record, row: Row, head: tuple[int, str] | None) -> None:
        """Look at one case."""
        self.versions[record.case_id] = None
        try:
            entries = self._ledger.history(record.case_id)
            self.entries += len(entries)
            found = list(case_faults(record, entries, record.case_id))
            if not found and head is not None and (cut := against(head, entries, record.case_id)) is not None:
                found.append(cut)
            if not found:
                self.versions[record.case_id] = record.version
                found += self._law(record, row, entries)
        except (LedgerBusy, LedgerClosed):
            raise
        except _UNREADABLE as error:
            said = str(error) if isinstance(error, CaseworkError) else type(error).__name__
            seq = error.seq if isinstance(error, LedgerCorrupt) else 0
            found = [Tampered(record.case_id, seq, f"无法读取：{said}", f"it cannot be read: {said}")]
        if found:
            self.faults += found
        else:
            self.unknown += unknown_events(entries, self._known)
            self.sound[record.case_id] = (record.version, record.head)

    def _law(self, record: Record, row: Row, entries: Sequence[Entry]) -> Iterator[Tampered]:
        """The definition the case is pinned to, then every column of its row that follows from its entries."""
        pin = pin_of(entries)
        if not self._kept(pin):
            yield Tampered(
                record.case_id, 0, f"所依据的规则定义{pin.regime}缺失或已被更改",
                f"the definition it is pinned to, {pin.regime}, is not kept or was altered",
            )  # fmt: skip
            return
        right = evolve(record, regime=pin.regime, digest=pin.digest, opened_on=entries[0].on)
        if self._derived is not None:
            right = self._derived(right, entries)
        wrong = [
            Stale(record.case_id, column, was, now)
            for column, was, now in zip(CASES, row, record_row(right), strict=True)
            if was != now
        ]
        for each in wrong:
            zh = f"案件行的{each.column}为{_shown(each.was)}，按记录应为{_shown(each.now)}"
            en = f"its row says {each.column} = {_shown(each.was)}, its entries give {_shown(each.now)}"
            yield Tampered(record.case_id, 0, zh, en)
        if wrong:
            self.stale += wrong
            self.index.append(right)

    def _kept(self, pin: Pin) -> bool:
        """Whether a definition is kept as it was."""
        if pin.digest not in self.pinned:
            text = self._ledger.definition(pin.digest)
            self.pinned[pin.digest] = text is not None and _digest(text) == pin.digest
        return self.pinned[pin.digest]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _shown(value: str | None) -> str:
    return "null" if value is None else str(value)[:80]
