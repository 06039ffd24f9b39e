"""The functions behind the audit table: each says on which days a rule fires in a case. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import frozen

from casework.case.case import Case
from casework.case.clock import Clock
from casework.case.events import Event, FactCorrected
from casework.case.letters import SentLetter
from casework.case.notes import Note
from casework.case.reading import Reading, read
from casework.case.receipt import as_day, is_yes, received_on
from casework.case.running import REPLIES
from casework.procedure import Outcome
from casework.workdays import WorkCalendar

_ON_FILE: Final = {
    "still_unclear": "request_correction",
    "other_correction_overdue": "request_correction",
    "other_fee_overdue": "issue_fee_notice",
}


@frozen(slots=True)
class Settings:
    """What only the office can say: its policies (their rules are judged) and its internal limits in working days."""

    policies: frozenset[str] = frozenset()
    register_within: int = 1
    archive_within: int = 30
    month_items: int | None = None


class Hearing:
    """A case as the rules look at it: entries seen, clocks, letters and notes on the day."""

    def __init__(
        self, case: Case, on: date, days: WorkCalendar, settings: Settings, reading: Reading | None = None
    ) -> None:
        self.case, self.on, self.days, self.settings = case, on, days, settings
        if reading is None or _pursued(case):  # the limits of relief matter only where relief was sought
            reading = read(case, on, days, relief=_pursued(case))
        self.clocks: Mapping[str, Clock] = reading.clocks
        self.notes: tuple[Note, ...] = reading.notes
        self.events: Sequence[Event] = reading.events
        self.letters: Sequence[SentLetter] = reading.letters
        self._by_step: dict[str, list[Event]] = {}
        for event in self.events:
            self._by_step.setdefault(event.step, []).append(event)
        self.reply: Event | None = next((e for e in reversed(self.events) if e.step in REPLIES), None)
        self.outcome: Outcome | None = self._outcome()

    def all(self, step: str) -> Sequence[Event]:
        """Every entry of a step, in order."""
        return self._by_step.get(step, ())

    def noted(self, code: str, step: str = "") -> Iterator[Note]:
        """Notes of a code, on one step if named."""
        entries = {event.seq for event in self.all(step)}
        return (note for note in self.notes if note.code == code and (not step or note.seq in entries))

    def replies(self) -> list[Clock]:
        """The reply limits, the first one and those reopened."""
        return [clock for clock in self.clocks.values() if clock.limit == "reply"]

    def _outcome(self) -> Outcome | None:
        """How the case was answered, as the reply or its draft says."""
        if self.reply is None:
            return None
        named = self.reply.payload.get("outcome")
        drafts = [e.payload.get("outcome") for e in self.all("submit_draft") if e.on <= self.reply.on]
        return self.case.regime.outcomes.get(str(named or (drafts[-1] if drafts else "")))

    @property
    def releases(self) -> bool:
        """Whether the reply gives something out."""
        return self.outcome is not None and self.outcome.releases


def _pursued(case: Case) -> bool:
    return any(event.step in ("open_reconsideration", "open_litigation") for event in case.events)


Hit = date | Note
Days = Iterator[Hit]
Judge = Callable[[Hearing], Days]


# -- limits ------------------------------------------------------------------------------------------------------------


def _reply_late(h: Hearing) -> Days:
    """The first limit's late reply; one to an order is another rule's."""
    first = h.replies()[:1]
    reopened = [event.on for event in h.all("reopen")]
    for note in h.noted("reply_late"):
        if first and first[0].state == "missed" and not any(day <= note.on for day in reopened):
            yield note


def _no_reply(h: Hearing) -> Days:
    late = any(True for _ in _reply_late(h))
    return (clock.due for clock in h.replies()[:1] if clock.state == "missed" and clock.due and not late)


def _order_not_performed(h: Hearing) -> Days:
    return (clock.due for clock in h.replies()[1:] if clock.state == "missed" and clock.due)


def _missed(limit: str) -> Judge:
    return lambda h: (c.due for c in h.clocks.values() if c.limit == limit and c.state == "missed" and c.due)


def _receipt_confirmed_late(h: Hearing) -> Days:
    opened = h.case.opened
    channel = h.case.regime.channels.get(str(opened.payload.get("channel", "")))
    if channel is None or not channel.confirm_same_day:
        return
    arrived = as_day(opened.payload.get("arrived_on"))
    entries = [event.on for event in h.all("confirm_receipt")]
    confirmed = entries[0] if entries else received_on(h.case.regime, opened)
    if arrived is None and "received_on" not in opened.payload:
        arrived = opened.on
    if arrived is not None and confirmed is not None and confirmed > arrived:
        yield confirmed


def _noted(code: str, step: str = "") -> Judge:
    return lambda h: iter(list(h.noted(code, step)))


def _correction_repeated(h: Hearing) -> Days:
    return (event.on for event in h.all("request_correction")[1:])


def _extension_repeated(h: Hearing) -> Days:
    return iter(list(h.noted("extension_repeated")))


def _extension_not_approved(h: Hearing) -> Days:
    return (
        event.on
        for event in h.all("extend")
        if not event.payload.get("approved_by") and event.payload.get("role") != "disclosure_head"
    )


def _late_act(h: Hearing) -> Days:
    codes = ("consultation_late", "delayed_limit_late")
    yield from (note for code in codes for note in h.noted(code))
    yield from h.noted("stop_late", "request_correction")


def _lapse_too_early(h: Hearing) -> Days:
    for step, kind in (
        ("lapse_uncorrected", "correction"),
        ("lapse_unpaid", "payment"),
        ("reasons_not_given", "reasons"),
    ):
        for event in h.all(step):
            sent = [letter for letter in h.letters if letter.kind == kind and letter.sent <= event.on]
            deadline = sent[-1].addressee_deadline(h.case.regime, h.days) if sent else None
            if not sent or (deadline is not None and event.on <= deadline.due):
                yield event.on


# -- reviews and grounds -----------------------------------------------------------------------------------------------


def _secrecy_review_missing(h: Hearing) -> Days:
    if h.releases and h.reply and not any(e.on <= h.reply.on for e in h.all("pass_secrecy_review")):
        yield h.reply.on


def _legal_review_missing(h: Hearing) -> Days:
    if h.reply and h.reply.step == "reply" and not any(e.on <= h.reply.on for e in h.all("pass_legal_review")):
        yield h.reply.on


def _reviewer_is_drafter(h: Hearing) -> Days:
    drafts = [e.payload.get("by") for e in h.all("submit_draft")]
    reviews = [*h.all("pass_legal_review"), *h.all("approve")]
    return (e.on for e in reviews if e.payload.get("by") and drafts and e.payload["by"] == drafts[-1])


def _outcome_without_basis(h: Hearing) -> Days:
    if h.reply is None:
        return
    outcome = h.outcome
    wanted = _ON_FILE.get(outcome.id) if outcome else None
    if outcome is None or (wanted and not h.all(wanted)):
        yield h.reply.on


def _excessive_without_reasons(h: Hearing) -> Days:
    if h.reply and h.outcome and h.outcome.id == "excessive":
        reasonable = any(is_yes(e.payload.get("reasonable")) for e in h.all("receive_reasons"))
        if reasonable or not h.all("request_reasons"):
            yield h.reply.on


def _delayed_without_reasons(h: Hearing) -> Days:
    for event in h.all("set_delayed_limit"):
        if not any(is_yes(e.payload.get("reasonable")) and e.on <= event.on for e in h.all("receive_reasons")):
            yield event.on


def _relief_notice_wrong(h: Hearing) -> Days:
    """Not told, or told the wrong way: since 2024-01-01 some refusals go to reconsideration first."""
    if h.reply is None:
        return
    told, grounds = h.reply.payload.get("relief"), str(h.reply.payload.get("grounds") or "")
    wrong_way = bool(told) and h.outcome is not None and told != h.outcome.relief_on(h.reply.on, grounds)
    if h.reply.payload.get("relief_told") in ("no", False) or wrong_way:
        yield h.reply.on


def _set_aside_without_reason(h: Hearing) -> Days:
    reasons = next(key.values for key in h.case.regime.procedure.steps["set_aside"].payload if key.name == "reason")
    return (event.on for event in h.all("set_aside") if event.payload.get("reason") not in reasons)


# -- third parties and other organs ------------------------------------------------------------------------------------


def _third_party_not_consulted(h: Hearing) -> Days:
    if h.reply and h.outcome and h.outcome.id == "refused_third_party" and not h.all("consult_third_party"):
        yield h.reply.on


def _third_party_not_told(h: Hearing) -> Days:
    objected = any(e.payload.get("opinion") == "objects" for e in h.all("third_party_answers"))
    if h.reply and h.releases and objected and not h.all("notify_third_party"):
        yield h.reply.on


def _silence_taken_as_consent(h: Hearing) -> Days:
    asked = [letter for letter in h.letters if letter.kind == "third_party"]
    silent = [letter for letter in asked if letter.closed_by in ("", "third_party_silent", *REPLIES)]
    if h.reply and h.releases and silent:
        yield h.reply.on


def _consultation_closed_early(h: Hearing) -> Days:
    for letter in h.letters:
        if letter.closed_by in ("third_party_silent", "agency_silent") and letter.closed is not None:
            deadline = letter.addressee_deadline(h.case.regime, h.days)
            if deadline is not None and letter.closed <= deadline.due:
                yield letter.closed


# -- fees, service, records --------------------------------------------------------------------------------------------


def _fee_without_threshold(h: Hearing) -> Days:
    fee = h.case.regime.fee
    for event in h.all("issue_fee_notice"):
        items, pages = _number(event, "items"), _number(event, "pages")
        items = h.settings.month_items if items is None else items
        if fee is None or items is None or event.on < fee.since:
            continue
        charged = fee.scale("items", event.on).amount(items) + fee.scale("pages", event.on).amount(pages or 0)
        if charged == 0:
            yield event.on


def _number(event: Event, key: str) -> int | None:
    value = event.payload.get(key)
    return None if value in (None, "") else int(str(value))


def _reply_not_served(h: Hearing) -> Days:
    served = [*h.all("serve_again"), *(e for e in h.all("record_delivery") if e.payload.get("letter") == "relief")]
    return (e.on for e in h.all("service_failed") if not any(later.on >= e.on for later in served))


def _wrong_carrier(h: Hearing) -> Days:
    if h.reply and h.reply.payload.get("method") == "courier":
        yield h.reply.on


def _entry_changed(h: Hearing) -> Days:
    for event in h.events:
        if isinstance(event, FactCorrected):
            opened = [e for e in h.events if e.step in ("open_reconsideration", "open_litigation") and e.on <= event.on]
            closed = [
                e for e in h.events if e.step in ("close_reconsideration", "close_litigation") and e.on < event.on
            ]
            if len(opened) > len(closed):
                yield event.on


def _out_of_order(h: Hearing) -> Days:
    return (event.on for event in h.events if event.seq in h.case.irregular)


def _not_archived(h: Hearing) -> Days:
    ended = [
        e.on for e in h.events if e.step in (*REPLIES, "withdraw", "terminate", "lapse_uncorrected", "lapse_unpaid")
    ]
    if ended and not h.all("archive"):
        last = h.days.add(ended[-1], h.settings.archive_within)
        if h.on > last:
            yield last


def _registered_late(h: Hearing) -> Days:
    day_zero = next((clock.day_zero for clock in h.replies() if clock.day_zero), None)
    for event in h.all("register")[:1]:
        if day_zero and event.on > h.days.add(day_zero, h.settings.register_within):
            yield event.on


JUDGES: Final[dict[str, Judge]] = {
    "reply_late": _reply_late,
    "no_reply": _no_reply,
    "receipt_confirmed_late": _receipt_confirmed_late,
    "correction_notice_late": _noted("correction_notice_late"),
    "correction_notice_repeated": _correction_repeated,
    "extension_notified_late": _noted("extension_late"),
    "extension_too_long": _noted("extension_too_long"),
    "extension_repeated": _extension_repeated,
    "extension_not_approved": _extension_not_approved,
    "secrecy_review_missing": _secrecy_review_missing,
    "legal_review_missing": _legal_review_missing,
    "reviewer_is_drafter": _reviewer_is_drafter,
    "third_party_not_consulted": _third_party_not_consulted,
    "third_party_not_told": _third_party_not_told,
    "silence_taken_as_consent": _silence_taken_as_consent,
    "internal_unit_paused_clock": _noted("internal_unit_does_not_pause"),
    "consultation_closed_early": _consultation_closed_early,
    "excessive_without_reasons": _excessive_without_reasons,
    "delayed_limit_without_reasons": _delayed_without_reasons,
    "fee_without_threshold": _fee_without_threshold,
    "fee_notice_late": _noted("stop_late", "issue_fee_notice"),
    "lapse_too_early": _lapse_too_early,
    "late_act_without_effect": _late_act,
    "outcome_without_basis": _outcome_without_basis,
    "relief_notice_wrong": _relief_notice_wrong,
    "reply_not_served": _reply_not_served,
    "wrong_carrier": _wrong_carrier,
    "order_not_performed": _order_not_performed,
    "relief_answer_late": _missed("reconsideration_answer"),
    "court_answer_late": _missed("court_answer"),
    "entry_changed_during_relief": _entry_changed,
    "set_aside_without_reason": _set_aside_without_reason,
    "step_out_of_order": _out_of_order,
    "not_archived": _not_archived,
    "registered_late": _registered_late,
}
