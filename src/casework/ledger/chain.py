"""The chain of a case: each entry's hash covers the one before; none is changed, taken out or put in unseen.

A cut tail, or a file written anew from end to end, shows only against heads kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from casework.ledger.admission import check_named, check_public, check_sealed
from casework.ledger.entry import SEALED, Entry, Record, Sealed
from casework.texts import check_line, check_text

REDACTED: Final = "Redacted"
"""The entry that says which sensitive values were erased: its `instead` names them as `seq.key`."""
_NUL: Final = "\\u0000"
"""As JSON writes it."""
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, RecursionError)
START: Final = "0" * 64
"""What the first entry's hash is chained to."""
SALT_BYTES: Final = 16
_SALT: Final = re.compile(rf"[0-9a-f]{{{2 * SALT_BYTES}}}")
"""Every salt ever written is of this form, so that the hash of salt and value has one reading only."""


def canonical(payload: Mapping[str, Any]) -> str:
    """A payload as JSON, always the same text for the same payload."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(value: str, salt: str | None = None) -> Sealed:
    """A sensitive value with a salt of its own (random unless given).

    Raises:
        ValueError: The salt is not 32 hexadecimal digits: a shorter one would pass its place to the value.
        TextRefused: The value cannot be kept.
    """
    salt = secrets.token_hex(SALT_BYTES) if salt is None else salt
    if _SALT.fullmatch(salt) is None:
        raise ValueError(f"a salt is {2 * SALT_BYTES} hexadecimal digits")
    check_text("value", value)
    return Sealed(_digest(salt, value), salt, value)


def _digest(salt: str, value: str) -> str:
    return hashlib.sha256(f"{salt}{value}".encode(errors="surrogatepass")).hexdigest()


def opens(digest: str, salt: str | None, value: str) -> bool:
    """Whether a salt and a value are those that a digest was made of."""
    return salt is not None and _SALT.fullmatch(salt) is not None and _digest(salt, value) == digest


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
    """The entry that follows a hash.

    Raises:
        TextRefused: A text in the payload cannot be kept. Names of several lines are refused by the `Change`.
    """
    body = canonical({**payload, SEALED: {key: each.digest for key, each in sealed.items()}} if sealed else payload)
    text = f"{before}\n{case_id}\n{seq}\n{on}\n{at}\n{actor}\n{role}\n{name}\n{version}\n{step}\n{body}"
    try:
        digest = hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        check_line("case_id", case_id)
        check_named(actor, role, name, step, at)
        check_sealed(sealed)
        check_public(payload)
        raise
    if _NUL in body:
        check_public(payload)  # elsewhere a NUL is seen by the change itself; in the body it is escaped
    return Entry(case_id, seq, on, at, actor, role, name, version, step, body, digest, sealed)


def hash_of(before: str, entry: Entry) -> str:
    """What the hash of an entry should be."""
    head = (before, entry.case_id, entry.seq, entry.on, entry.at, entry.actor, entry.role, entry.name, entry.version)
    text = "\n".join(map(str, (*head, entry.step, entry.body)))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@frozen(slots=True)
class Tampered:
    """Where a ledger does not hold together, and what is wrong.

    case_id: the case, or "" for the ledger as a whole. seq: the entry, or 0 for the case as a whole.
    """

    case_id: str
    seq: int
    zh: str
    en: str

    def text(self, lang: str = "en") -> str:
        """One sentence."""
        if not self.case_id:
            return self.zh if lang == "zh" else self.en
        if lang == "zh":
            return f"{self.case_id}" + (f"第{self.seq}条记录" if self.seq else "") + f"：{self.zh}"
        return f"{self.case_id}" + (f", entry {self.seq}" if self.seq else "") + f": {self.en}"


def check_case(record: Record | None, entries: Sequence[Entry], case_id: str) -> Tampered | None:
    """The first thing that does not hold in a case, or None."""
    return next(case_faults(record, entries, case_id), None)


def case_faults(record: Record | None, entries: Sequence[Entry], case_id: str) -> Iterator[Tampered]:
    """Everything that does not hold in a case: its entries, their sensitive values, and its row against them."""
    before: str | None = START
    erased = erasures(entries)
    for number, entry in enumerate(entries, 1):
        expected = entries[number - 2].seq + 1 if number > 1 else 1
        if entry.seq != expected:
            en = f"an entry is missing or put in: {entry.seq} stands here"
            yield Tampered(case_id, expected, "此处缺少或多出记录", en)
            before = None
        yield from _entry_faults(before, entry, case_id, erased)
        before = entry.hash
    if record is None:
        yield Tampered(case_id, 0, "有记录而无案件行", "there are entries but no row of the case")
    elif record.version != (entries[-1].seq if entries else 0):
        missing = len(entries) + 1 if record.version > len(entries) else record.version + 1
        en = f"the case says {record.version} entries, there are {len(entries)}"
        yield Tampered(case_id, missing, f"案件行记{record.version}条，实有{len(entries)}条", en)
    elif record.head != before:
        en = "the last hash is not the one the case names"
        yield Tampered(case_id, record.version, "末条校验值与案件行不符", en)


def erasures(entries: Sequence[Entry]) -> dict[tuple[int, str], int]:
    """Which sensitive values (seq, key) were erased on record, and the entry that says so."""
    found: dict[tuple[int, str], int] = {}
    for entry in entries:
        if entry.name != REDACTED:
            continue
        try:
            instead = entry.noted.get("instead")
        except _UNREADABLE:
            continue
        for place in instead if isinstance(instead, dict) else ():
            seq, _, key = str(place).partition(".")
            if seq.isascii() and seq.isdigit() and len(seq) < 10 and int(seq) < entry.seq:
                found.setdefault((int(seq), key), entry.seq)
    return found


def _entry_faults(
    before: str | None, entry: Entry, case_id: str, erased: Mapping[tuple[int, str], int]
) -> Iterator[Tampered]:
    """What does not hold in one entry; before: the hash it is chained to, or None where that one is missing."""
    if entry.case_id != case_id:
        yield Tampered(case_id, entry.seq, "记录不属于本案件", "the entry is not of this case")
        return
    if any("\n" in text for text in (entry.actor, entry.role, entry.step, entry.at, entry.name)):
        zh = "办理人、角色或步骤中有换行，校验值无法区分各项"
        yield Tampered(
            case_id, entry.seq, zh, "a line break in who acted, the role or the step: the chain cannot tell them apart"
        )
        return
    if before is not None and hash_of(before, entry) != entry.hash:
        yield Tampered(case_id, entry.seq, "记录已被更改", "the entry was altered, or the one before it was")
        return
    try:
        digests = dict(entry.digests)
        sealed = sorted({*digests, *entry.sealed})
    except _UNREADABLE:
        yield Tampered(case_id, entry.seq, "记录内容无法读取", "its payload cannot be read")
        return
    for key in sealed:
        words = _sealed_fault(key, entry.sealed.get(key), digests.get(key), erased.get((entry.seq, key)))
        if words is not None:
            yield Tampered(case_id, entry.seq, *words)


def _sealed_fault(key: str, held: Sealed | None, digest: str | None, erased_by: int | None) -> tuple[str, str] | None:
    """What is wrong with one sensitive value, in Chinese and English; None if it stands or was erased on record."""
    if digest is None:
        return f"多出敏感项“{key}”", f"a sensitive value {key!r} was put in"
    if held is not None and held.value is not None:
        if not opens(digest, held.salt, held.value):
            return f"敏感项“{key}”已被更改", f"the sensitive value {key!r} was altered"
        if erased_by is not None:
            zh = f"敏感项“{key}”按第{erased_by}条记录已清除，现又出现"
            return zh, f"the sensitive value {key!r}, erased by entry {erased_by}, stands here again"
        return None
    if erased_by is None:
        return f"敏感项“{key}”被清除而无记录", f"the sensitive value {key!r} was erased without a record of it"
    if held is not None and held.salt is not None:
        return f"敏感项“{key}”未清除干净", f"the sensitive value {key!r} was erased only in part"
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
            found = against(kept, entries, record.case_id)
        if found is not None:
            yield found
    for case_id, (version, _) in left.items():
        yield Tampered(case_id, 0, f"案件不见了（曾有{version}条记录）", f"the case is gone; it had {version} entries")


def against(kept: tuple[int, str], entries: Sequence[Entry], case_id: str) -> Tampered | None:
    """Whether a case still goes on from a head that was kept elsewhere."""
    version, head = kept
    if len(entries) < version:
        en = f"the tail was cut: {version} entries were kept, {len(entries)} are left"
        return Tampered(case_id, len(entries) + 1, f"尾部被截去：曾有{version}条，现有{len(entries)}条", en)
    if version and entries[version - 1].hash != head:
        return Tampered(case_id, version, "与另存的校验值不符，曾被改写", "written anew: not the hash kept elsewhere")
    return None
