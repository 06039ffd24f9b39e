"""What a change may hold, so that every store keeps it as it is: one check, made before any store sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.texts import LONGEST_KEY, check_line, check_payload, check_text, refusal, text_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casework.ledger.entry import Change, Delivery, Entry, Sealed

LONGEST_TEXT: Final = 2_000_000
"""Characters of a payload, of one sensitive value, of a message and of a definition."""
LONGEST_WORD: Final = 255
"""Characters of what a store looks up: a state, the key of a sensitive value, a digest, an instant."""
LONGEST_ID: Final = 600
"""Characters of a delivery's id."""


def check_change(change: Change) -> None:
    """Refuse a change that some store could not keep.

    The number of a case that is on the ledger already is taken as it is.

    Raises:
        TextRefused: Names the text and what is wrong with it.
    """
    record = change.record
    if change.expected == 0:
        check_line("case_id", record.case_id)
    check_text("case_id", record.case_id)
    _words((("head", record.head), ("digest", record.digest), ("state", record.state)))
    check_text("once", change.key, longest=LONGEST_KEY)
    for entry in change.entries:
        check_entry(entry)
    for delivery in change.deliveries:
        check_delivery(delivery)


def check_entry(entry: Entry) -> None:
    """Refuse an entry that some store could not keep, or whose chain could not tell one field from the next.

    Raises:
        TextRefused: Names the text and what is wrong with it.
    """
    check_named(entry.actor, entry.role, entry.name, entry.step, entry.at)
    check_text("payload", entry.body, longest=LONGEST_TEXT)
    check_sealed(entry.sealed)


def check_named(actor: str, role: str, name: str, step: str, at: str) -> None:
    """Refuse fields that the chain joins by lines and that are not one line each."""
    check_line("by", actor)
    check_line("role", role)
    for what, text in (("name", name), ("step", step), ("at", at)):
        check_text(what, text, one_line=True, longest=LONGEST_WORD)


def check_sealed(sealed: Mapping[str, Sealed]) -> None:
    """Refuse sensitive values that some store could not keep; no value is repeated in the sentence."""
    for key, each in sealed.items():
        check_text("key", key, longest=LONGEST_WORD)
        if each.value is not None:
            check_text(key, each.value, longest=LONGEST_TEXT)


def check_public(payload: Mapping[str, object]) -> None:
    """Refuse a payload with a text that some store could not keep."""
    for key in payload:
        if (fault := text_fault(str(key))) is not None:
            raise refusal("payload", "", fault)
    check_payload(payload)


def check_delivery(delivery: Delivery) -> None:
    """Refuse a message that some store could not keep."""
    check_text("delivery", delivery.id, longest=LONGEST_ID)
    _words((("created_at", delivery.created_at), ("next_try_at", delivery.next_try_at)))
    check_text("hook", delivery.hook, longest=LONGEST_WORD)
    check_text("message", delivery.body, longest=LONGEST_TEXT)


def check_definition(text: str) -> None:
    """Refuse the text of a definition that some store could not keep."""
    check_text("definition", text, longest=LONGEST_TEXT)


def findable(*texts: str) -> bool:
    """Whether a store can be asked for these texts; what cannot be kept is not there."""
    return all(text_fault(text) is None for text in texts)


def _words(named: Iterable[tuple[str, str]]) -> None:
    for what, text in named:
        check_text(what, text, longest=LONGEST_WORD)
