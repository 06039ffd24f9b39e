"""The chain of a case: each entry's hash covers the one before; none is changed, taken out or put in unseen.

A cut tail, or a file written anew from end to end, shows only against heads kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from casework.ledger.entry import SEALED, Entry, Record, Sealed

START: Final = "0" * 64
"""What the first entry's hash is chained to."""
SALT_BYTES: Final = 16


def canonical(payload: Mapping[str, Any]) -> str:
    """A payload as JSON, always the same text for the same payload."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(value: str, salt: str | None = None) -> Sealed:
    """A sensitive value with a salt of its own (random unless given)."""
    salt = secrets.token_hex(SALT_BYTES) if salt is None else salt
    return Sealed(hashlib.sha256(f"{salt}{value}".encode()).hexdigest(), salt, value)


def link(
    before: str,
    case_id: str,
    seq: int,
    on: date,
    at: str,
    actor: str,
    role: str,
    name: str,
    version: int,
    step: str,
    payload: Mapping[str, Any],
    sealed: Mapping[str, Sealed],
) -> Entry:
    """The entry that follows a hash."""
    if sealed:
        payload = {**payload, SEALED: {key: each.digest for key, each in sealed.items()}}
    body = canonical(payload)
    text = f"{before}\n{case_id}\n{seq}\n{on}\n{at}\n{actor}\n{role}\n{name}\n{version}\n{step}\n{body}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Entry(case_id, seq, on, at, actor, role, name, version, step, body, digest, sealed)


def hash_of(before: str, entry: Entry) -> str:
    """What the hash of an entry should be."""
    head = (before, entry.case_id, entry.seq, entry.on, entry.at, entry.actor, entry.role, entry.name, entry.version)
    text = "\n".join(map(str, (*head, entry.step, entry.body)))
    return hashlib.sha256(text.encode()).hexdigest()


@frozen(slots=True)
class Tampered:
    """Where a ledger does not hold together: the case, the entry (0: the case as a whole), and what is wrong."""

    case_id: str
    seq: int
    zh: str
    en: str

    def text(self, lang: str = "en") -> str:
        """One sentence."""
        if lang == "zh":
            return f"{self.case_id}" + (f"第{self.seq}条记录" if self.seq else "") + f"：{self.zh}"
        return f"{self.case_id}" + (f", entry {self.seq}" if self.seq else "") + f": {self.en}"


def check_case(record: Record | None, entries: Sequence[Entry], case_id: str) -> Tampered | None:
    """The first thing that does not hold in a case, or null."""
    before = START
    for number, entry in enumerate(entries, 1):
        if entry.seq != number:
            return Tampered(
                case_id, number, "此处缺少或多出记录", f"an entry is missing or put in: {entry.seq} stands here"
            )
        if (wrong := _entry_fault(before, entry, case_id)) is not None:
            return wrong
        before = entry.hash
    if record is None:
        return Tampered(case_id, 0, "有记录而无案件行", "there are entries but no row of the case")
    if record.version != len(entries):
        missing = len(entries) + 1 if record.version > len(entries) else record.version + 1
        en = f"the case says {record.version} entries, there are {len(entries)}"
        return Tampered(case_id, missing, f"案件行记{record.version}条，实有{len(entries)}条", en)
    if record.head != before:
        return Tampered(
            case_id, record.version, "末条校验值与案件行不符", "the last hash is not the one the case names"
        )
    return None


def _entry_fault(before: str, entry: Entry, case_id: str) -> Tampered | None:
    if entry.case_id != case_id or any("\n" in text for text in (entry.actor, entry.role, entry.step, entry.at)):
        return Tampered(case_id, entry.seq, "记录不属于本案件", "the entry is not of this case")
    if hash_of(before, entry) != entry.hash:
        return Tampered(case_id, entry.seq, "记录已被更改", "the entry was altered, or the one before it was")
    try:
        digests = entry.digests
    except ValueError:
        return Tampered(case_id, entry.seq, "记录内容无法读取", "its payload cannot be read")
    for key, each in entry.sealed.items():
        if key not in digests:
            return Tampered(case_id, entry.seq, f"多出敏感项“{key}”", f"a sensitive value {key!r} was put in")
        if each.value is not None and seal(each.value, each.salt or "").digest != digests[key]:
            return Tampered(case_id, entry.seq, f"敏感项“{key}”已被更改", f"the sensitive value {key!r} was altered")
    return None


def check_all(
    cases: Iterable[tuple[Record, Callable[[], Sequence[Entry]]]],
    heads: Mapping[str, tuple[int, str]] | None = None,
) -> Iterator[Tampered]:
    """The first fault of each case. heads: version and hash of each case as kept elsewhere, at some earlier time.

    Yields as it reads, so that a long ledger can be watched.
    """
    left = dict(heads or {})
    for record, read in cases:
        entries = read()
        found = check_case(record, entries, record.case_id)
        kept = left.pop(record.case_id, None)
        if found is None and kept is not None:
            found = _against(kept, entries, record.case_id)
        if found is not None:
            yield found
    for case_id, (version, _) in left.items():
        yield Tampered(case_id, 0, f"案件不见了（曾有{version}条记录）", f"the case is gone; it had {version} entries")


def _against(kept: tuple[int, str], entries: Sequence[Entry], case_id: str) -> Tampered | None:
    version, head = kept
    if len(entries) < version:
        en = f"the tail was cut: {version} entries were kept, {len(entries)} are left"
        return Tampered(case_id, len(entries) + 1, f"尾部被截去：曾有{version}条，现有{len(entries)}条", en)
    if version and entries[version - 1].hash != head:
        return Tampered(case_id, version, "与另存的校验值不符，曾被改写", "written anew: not the hash kept elsewhere")
    return None
