"""What a ledger holds beside the entries of its cases: rows without a case, keys, messages, definitions, the schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from itertools import groupby, islice
from typing import Any, Final

from casework.errors import CaseworkError, LedgerBusy, LedgerClosed
from casework.ledger.chain import Tampered
from casework.ledger.entry import Entry
from casework.ledger.protocol import Inspectable, Ledger
from casework.ledger.rows import Row

Named = Callable[[Entry, str], str]
_CHUNK: Final = 2000
_NAMES: Final = {
    "entries": ("记录", "entries"),
    "sealed": ("敏感项", "sensitive values"),
    "keys": ("防重键", "a key of an act"),
    "outbox": ("待发消息", "a message"),
}
_SAID: Final = ("case_id", "seq", "event", "step", "on", "at", "actor", "payload")
"""What a message repeats of its entry."""
_BESIDE: Final = frozenset(("zh", "en", "state", "state_zh", "due", "card", "told_in"))
"""What a message says besides: how the case stood, which its entry does not hold."""


def survey(
    ledger: Ledger,
    store: Inspectable,
    versions: Mapping[str, int | None],
    *,
    checked: Collection[str],
    named: Named | None = None,
) -> Iterator[Tampered]:
    """Everything that does not hold beside the entries of the cases.

    Args:
        ledger: The ledger.
        store: The same, as it shows what it holds.
        versions: Every case, and how many entries it has; None where they do not hold together, as was told already.
        checked: Digests of the definitions that were looked at already.
        named: Gives the id of a message about an entry to a hook, where whoever writes them has a rule for it.
    """
    parts: tuple[Callable[[], Iterator[Tampered]], ...] = (
        lambda: _spans(store, "entries", versions),
        lambda: _spans(store, "sealed", versions),
        lambda: _keys(store, versions),
        lambda: _messages(ledger, store, versions, named),
        lambda: _definitions(store, checked),
        lambda: (Tampered("", 0, zh, en) for zh, en in store.strange()),
    )
    for part in parts:
        try:
            yield from part()
        except (LedgerBusy, LedgerClosed):
            raise
        except CaseworkError as error:
            yield Tampered("", 0, f"无法读取：{error}", f"a part of the ledger cannot be read: {error}")


def _spans(store: Inspectable, table: str, versions: Mapping[str, int | None]) -> Iterator[Tampered]:
    zh, en = _NAMES[table]
    for case_id, first, last in store.spans(table):
        if case_id not in versions:
            yield Tampered(case_id, 0, f"有{zh}而无案件行", f"there are {en} but no row of the case")
        elif (count := versions[case_id]) is not None and not 1 <= first <= last <= count:
            seq = last if last > count else first
            yield Tampered(case_id, seq, f"有{zh}而无此条记录", f"there are {en} but no such entry")


def _keys(store: Inspectable, versions: Mapping[str, int | None]) -> Iterator[Tampered]:
    lost: set[str] = set()
    for _, case_id, version in store.every("keys"):
        yield from _place("keys", case_id, version, versions, lost)


def _place(
    table: str, case_id: str, seq: int, versions: Mapping[str, int | None], lost: set[str]
) -> Iterator[Tampered]:
    """The fault of a row that names a case or an entry that is not there; a case that is not there is told once."""
    zh, en = _NAMES[table]
    if case_id not in versions:
        if case_id not in lost:
            yield Tampered(case_id, 0, f"{zh}所指的案件不存在", f"{en} names this case, which is not here")
        lost.add(case_id)
    elif (count := versions[case_id]) is not None and not 1 <= seq <= count:
        yield Tampered(case_id, seq, f"{zh}所指的记录不存在", f"{en} names this entry, which the case does not have")


def _messages(
    ledger: Ledger, store: Inspectable, versions: Mapping[str, int | None], named: Named | None
) -> Iterator[Tampered]:
    waiting, lost = store.every("outbox"), set[str]()
    while chunk := sorted(islice(waiting, _CHUNK), key=lambda row: (str(row[1]), row[2])):
        for case_id, group in groupby(chunk, key=lambda row: str(row[1])):
            messages = list(group)
            for row in messages:
                yield from _place("outbox", case_id, row[2], versions, lost)
            if versions.get(case_id) is not None:
                entries = {entry.seq: entry for entry in _history(ledger, case_id)}
                for row in messages:
                    if row[2] in entries:
                        yield from _message(row, entries[row[2]], named)


def _history(ledger: Ledger, case_id: str) -> tuple[Entry, ...]:
    """The entries of a case; none where they cannot be read, which was told already."""
    try:
        return ledger.history(case_id)
    except (LedgerBusy, LedgerClosed):
        raise
    except CaseworkError:
        return ()


def _message(row: Row, entry: Entry, named: Named | None) -> Iterator[Tampered]:
    """The fault of a message that says something else than its entry, or that nobody would send."""
    name, case_id, seq, hook, body, created, tries, next_try, delivered, _ = row
    if not _says(body, entry, whole=named is not None) or (named is not None and named(entry, hook) != name):
        yield Tampered(case_id, seq, "待发消息与记录不符", "a message says something else than this entry")
    if tries < 0 or (named is not None and entry.at and created != entry.at):
        zh = "待发消息的created_at或attempts已被更改"
        yield Tampered(case_id, seq, zh, "the created_at or attempts of a message was altered")
    for column, instant in (("created_at", created), ("next_try_at", next_try), ("delivered_at", delivered)):
        if not _is_instant(instant) and (column != "delivered_at" or instant):
            yield Tampered(case_id, seq, f"待发消息的{column}不是时刻", f"the {column} of a message is not an instant")


def _says(body: str, entry: Entry, *, whole: bool) -> bool:
    """Whether a message says what its entry does. whole: it must say all of it, and nothing that no message says."""
    on, public = entry.on.isoformat(), entry.public
    is_so = (entry.case_id, entry.seq, entry.name, entry.step, on, entry.at, entry.actor, public)
    try:
        said: Any = json.loads(body)
        there = [(key, value) for key, value in zip(_SAID, is_so, strict=True) if whole or key in said]
        return all(said[key] == value for key, value in there) and not (whole and said.keys() - {*_SAID, *_BESIDE})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def _is_instant(text: str) -> bool:
    """Whether a text is an instant in the form in which instants sort."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return text[10:11] == "T"


def _definitions(store: Inspectable, checked: Collection[str]) -> Iterator[Tampered]:
    for digest, text in store.every("definitions"):
        if digest not in checked and hashlib.sha256(str(text).encode(errors="replace")).hexdigest() != digest:
            zh = f"规则定义{str(digest)[:12]}已被更改"
            yield Tampered("", 0, zh, f"the definition kept as {str(digest)[:12]} was altered")
