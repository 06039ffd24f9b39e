"""What a ledger keeps: entries of a case, one row a case, and messages that are still to be delivered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from attrs import field, frozen

from casework.ledger.admission import check_change
from casework.texts import without_unfit

SEALED: Final = "~"
"""Under this key the body of an entry names its sensitive values, each by its digest."""
PIN: Final = "pin"
IMPLIED: Final = "implied"
"""Under these keys an opening says by which law the case is read, and whether steps are missing in it."""


@frozen(slots=True)
class Sealed:
    """A sensitive value of a payload. The chain covers the digest alone, so salt and value can be erased.

    digest: SHA-256 of salt and value, hex. value and salt are null once erased.
    """

    digest: str
    salt: str | None = field(default=None, repr=False)
    value: str | None = field(default=None, repr=False)


@frozen(slots=True)
class Entry:
    """One entry of a case, never changed once written.

    on: the civil day of the act. at: the instant it was recorded (ISO, UTC; "" if nobody told). actor, role: who, and
    as what. name, version: the kind of event and the version of its schema. step: the step taken, or "". body: the
    payload as canonical JSON; sensitive values stand in it as digests. hash: SHA-256 over the one before and all this.
    """

    case_id: str
    seq: int
    on: date
    at: str
    actor: str
    role: str
    name: str
    version: int
    step: str
    body: str = field(repr=False)
    hash: str = field(repr=False)
    sealed: Mapping[str, Sealed] = field(factory=dict, repr=False)

    @property
    def public(self) -> dict[str, Any]:
        """The payload without its sensitive values and without what the ledger itself notes."""
        read = self.noted
        return {key: value for key, value in read.items() if key not in (SEALED, PIN, IMPLIED)}

    @property
    def noted(self) -> dict[str, Any]:
        """The body as it was written."""
        read: dict[str, Any] = json.loads(self.body)
        return read

    @property
    def digests(self) -> dict[str, str]:
        """The sensitive keys and their digests, erased or not."""
        read: dict[str, str] = json.loads(self.body).get(SEALED, {})
        return read


@frozen(slots=True)
class Record:
    """The row of a case.

    version, head: how many entries, and the hash of the last. regime, digest: the law the case is pinned to. state,
    due, next_rung_on: an index that can be rebuilt, never the truth: where it stands, the last day of its reply, and
    the first day on which a sweep should look at it (null: none).
    """

    case_id: str
    version: int
    head: str
    regime: str
    digest: str
    opened_on: date
    state: str = ""
    due: date | None = None
    next_rung_on: date | None = None


@frozen(slots=True)
class Delivery:
    """A message to one hook about one entry. id stays the same however often it is tried; instants are ISO, UTC."""

    id: str
    case_id: str
    seq: int
    hook: str
    body: str = field(repr=False)
    created_at: str = ""
    attempts: int = 0
    next_try_at: str = ""
    delivered_at: str = ""
    error: str = field(default="", converter=without_unfit)


@frozen(slots=True)
class Change:
    """What one act does to one case, written whole or not at all.

    record: the row as it is afterwards. expected: the version it must have before (0: there is no such case). key: the
    caller's own mark of the act, unique in the ledger. deliveries: messages to be sent once it is written. erase:
    sensitive values (seq, key) whose value and salt go.

    Raises:
        TextRefused: A text in it could not be kept by every store, or a name is not one line.
    """

    record: Record
    expected: int
    entries: tuple[Entry, ...]
    key: str = ""
    deliveries: tuple[Delivery, ...] = ()
    erase: tuple[tuple[int, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        check_change(self)
