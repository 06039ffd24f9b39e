"""Which day an act counts for: the receipt of a request, and the office's reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.case.events import CaseOpened, Event
from casework.case.notes import Note, note
from casework.procedure import Regime
from casework.procedure.values import as_count, as_day, is_yes

__all__ = ["as_count", "as_day", "compliance_day", "confirmed_on", "is_yes", "received_on"]


def received_on(regime: Regime, opened: CaseOpened) -> date | None:
    """The day of receipt as the opening alone tells it; null where it is yet to be confirmed, or unknown.

    Source: Order 711 art. 31; 国办公开办函〔2015〕207号; a stated day beats the channel's rule.
    """
    payload = opened.payload
    if payload.get("receipt_unknown"):
        return None
    if stated := payload.get("received_on"):
        return as_day(stated)
    channel = regime.channels.get(str(payload.get("channel", "")))
    elsewhere = payload.get("addressed_to_unit") in ("no", False)
    if channel is not None and channel.receipt == "signed" and elsewhere:
        return opened.on if regime.chosen["signed_mail_any_addressee"] == "yes" else None
    if channel is None or channel.receipt in ("submitted", "signed", "filled_in", "system"):
        return opened.on
    automatic = is_yes(payload.get("automatic_receipt")) and regime.chosen["automatic_receipt_starts_clock"] == "yes"
    return opened.on if channel.receipt == "automatic" and automatic else None


def confirmed_on(regime: Regime, history: Sequence[Event]) -> date | None:
    """The day on which a request was confirmed that had to be; null where the opening itself tells the day of receipt.

    Null too where nobody has confirmed it yet. history: the entries as corrected, in order.

    Source: Order 711 art. 31(2), (3).
    """
    opened = next((event for event in history if isinstance(event, CaseOpened)), None)
    if opened is None or opened.payload.get("receipt_unknown") or received_on(regime, opened) is not None:
        return None
    return next((event.on for event in history if event.step == "confirm_receipt"), None)


def unconfirmed_notes(regime: Regime, history: Sequence[Event]) -> tuple[Note, ...]:
    """The remark that receipt is still to be confirmed; empty where it need not be, or has been.

    Source: Order 711 art. 31(2), (3).
    """
    opened = next((event for event in history if isinstance(event, CaseOpened)), None)
    if opened is None or opened.payload.get("receipt_unknown") or received_on(regime, opened) is not None:
        return ()
    channel, rows = regime.channels.get(str(opened.payload.get("channel", ""))), regime.procedure.compiled
    # confirmed, or ended without it: set aside, withdrawn
    if channel is None or any(("unconfirmed", event.step) in rows for event in history):
        return ()
    article = next(iter(channel.citation.on(opened.on, own=regime.act.id)), regime.act.at())
    return (note("receipt_to_be_confirmed", opened.on, opened.seq, article),)


def compliance_day(regime: Regime, reply: Event) -> date:
    """The day on which a reply counts as given; the date printed on the letter is never it.

    Direct or entrusted delivery: signature. Mail: hand-over to the post. Electronic: arrival in the applicant's named
    system. Without the method's own day: posting, else signature, else the day of the entry.

    Source: 国办公开办函〔2016〕235号; electronic by analogy (param electronic_compliance).
    """
    payload = reply.payload
    posted, signed = payload.get("posted_on"), payload.get("signed_on")
    if not posted and not signed:
        return reply.on
    method = payload.get("method")
    if method == "electronic":
        sending = regime.chosen["electronic_compliance"] == "sending"
        return as_day(posted if sending and posted else signed) or reply.on
    first = (signed, posted) if method in ("direct", "entrusted") else (posted, signed)
    return as_day(first[0]) or as_day(first[1]) or reply.on
