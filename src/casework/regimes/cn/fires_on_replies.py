"""When the rules on replies, reviews, grounds and third parties fire. What must be on file stands in `on_file.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from casework.procedure import Outcome, Regime
from casework.procedure.rule import EventView, Hearing, Hit, OnFile
from casework.procedure.values import as_text, is_no, is_yes
from casework.regimes.cn import bases, on_file
from casework.regimes.cn.fires import REPLIES, Days
from casework.workdays import WorkCalendar


class AtReply:
    """What was on file when one of the replies of a case was given: nothing of a later day counts for it."""

    __slots__ = ("_later", "acted_on", "days", "hearing", "outcome", "regime", "reply")

    def __init__(self, hearing: Hearing, reply: EventView) -> None:
        self.hearing, self.reply = hearing, reply
        self.regime: Regime = hearing.regime
        self.acted_on: date = reply.on
        self.days: WorkCalendar = hearing.days
        self.outcome: Outcome | None = self.regime.outcomes.get(as_text(self.stated("outcome")))
        self._later = {id(event) for event in hearing.events[_place(hearing.events, reply) + 1 :]}

    def all(self, step: str) -> Sequence[EventView]:
        """Every entry of a step up to the day of this reply, in order."""
        found, later = self.hearing.all(step), self._later
        if not found or not any(id(event) in later for event in found):
            return found  # entries stand in order: those before the reply need no look at their days
        return [event for event in found if id(event) not in later or event.on <= self.acted_on]

    def stated(self, key: str) -> object:
        """What this reply states under a key, otherwise the draft before it."""
        return self.hearing.stated_by(self.reply, key)


def _place(events: Sequence[EventView], entry: EventView) -> int:
    return next(number for number, event in enumerate(events) if event is entry)


def _at_each(h: Hearing) -> Sequence[AtReply]:
    """The replies of a case, the one to an order as the first; looked at once for all rules."""
    found = h.memo.get(_REPLIES)
    if not isinstance(found, tuple):
        found = h.memo[_REPLIES] = tuple(AtReply(h, event) for event in h.events if event.step in REPLIES)
    return found


_REPLIES: Final = "replies"


def unless(holds: Callable[[OnFile], bool]) -> Callable[[Hearing], Days]:
    """Fires on the day of a reply unless what must be on file is there."""
    return lambda h: [file.acted_on for file in _at_each(h) if not holds(file)]


def secrecy_review_missing(h: Hearing) -> Iterator[date]:
    """Released without a secrecy review."""
    if _releases(h) and h.reply and not any(e.on <= h.reply.on for e in h.all("pass_secrecy_review")):
        yield h.reply.on


def legal_review_missing(h: Hearing) -> Iterator[date]:
    """Replied without a legal review."""
    if h.reply and h.reply.step == "reply" and not any(e.on <= h.reply.on for e in h.all("pass_legal_review")):
        yield h.reply.on


def reviewer_is_drafter(h: Hearing) -> Days:
    """Reviewed or approved by whoever drafted."""
    drafts = [e.payload.get("by") for e in h.all("submit_draft")]
    reviews = [*h.all("pass_legal_review"), *h.all("approve")]
    return [e.on for e in reviews if e.payload.get("by") and drafts and e.payload["by"] == drafts[-1]]


def _releases(h: Hearing) -> bool:
    return h.outcome is not None and h.outcome.releases


def outcome_without_basis(h: Hearing) -> Iterator[date]:
    """A reply whose outcome nobody knows, or without what no other rule asks for."""
    if h.reply is None:
        return
    wanted = on_file.ON_FILE_711.get(h.outcome.id) if h.outcome and h.regime.id == "cn_order_711" else None
    if h.outcome is None or (wanted is not None and not wanted(h)):
        yield h.reply.on


def excessive_without_reasons(h: Hearing) -> Iterator[date]:
    """Called excessive without asking for reasons, or although they were found reasonable."""
    if h.reply and h.outcome and h.outcome.id == "excessive":
        reasonable = any(is_yes(e.payload.get("reasonable")) for e in h.all("receive_reasons"))
        if reasonable or not h.all("request_reasons"):
            yield h.reply.on


def relief_notice_wrong(h: Hearing) -> Iterator[date]:
    """Not told, or told the wrong way: since 2024-01-01 some refusals go to reconsideration first."""
    if h.reply is None:
        return
    told = h.reply.payload.get("relief")
    wrong_way = bool(told) and h.outcome is not None and told != h.outcome.relief_on(h.reply.on, _grounds(h))
    if (is_no(h.reply.payload.get("relief_told")) and not _may_be_left_out(h)) or wrong_way:
        yield h.reply.on


def _grounds(h: Hearing) -> str:
    return as_text(h.reply.payload.get("grounds")) if h.reply else ""


def _may_be_left_out(h: Hearing) -> bool:
    """Whether the office tells of no relief where it is contested whether there is any (param contested_relief)."""
    omitted = h.regime.chosen.get("contested_relief") == "omit"
    return omitted and h.outcome is not None and h.outcome.contested


def same_decision_again(h: Hearing) -> Iterator[Hit]:
    """After a revocation the same outcome on the same ground, unless it was revoked for procedure alone."""
    replies = [event for event in h.events if event.step in REPLIES]
    for order in h.all("reopen"):
        cause = order.payload.get("cause")
        if cause not in ("decision", "judgment") or is_yes(order.payload.get("for_procedure")):
            continue
        before = [event for event in replies if _key(event) < _key(order)]
        after = [event for event in replies if _key(event) > _key(order)]
        if before and after and _decided(h, before[-1]) == _decided(h, after[0]) is not None:
            yield Hit(after[0].on, basis=bases.NOT_THE_SAME_AGAIN.on(after[0].on, order.payload))


def _key(event: EventView) -> tuple[date, int]:
    return event.on, event.seq


def _decided(h: Hearing, reply: EventView) -> tuple[str, ...] | None:
    """A reply's outcome and reasons without blanks; None where it states none, or grants what was asked for.

    That something is not held rests on the search: another search is another reason.
    """
    outcome, grounds, withheld, search = (
        "".join(as_text(h.stated_by(reply, key)).split()).casefold()
        for key in ("outcome", "grounds", "withheld", "search")
    )
    reasons = search if outcome == "not_held" else grounds or withheld
    return None if outcome in _GRANTS or not reasons else (outcome, grounds, withheld, search)


_GRANTS: Final = ("granted", "granted_already_public")


# -- third parties -----------------------------------------------------------------------------------------------------


def third_party_not_consulted(h: Hearing) -> Iterator[date]:
    """Refused for a third party that was not asked."""
    yield from (each.acted_on for each in _with(h, "refused_third_party") if not on_file.consulted(each))


def withheld_not_consulted(h: Hearing) -> Iterator[date]:
    """Withheld in part for a third party that was not asked."""
    yield from (each.acted_on for each in _with(h, "partially_granted") if not on_file.consulted(each))


def consented_yet_refused(h: Hearing) -> Iterator[date]:
    """Refused for a third party that consented."""
    yield from (each.acted_on for each in _with(h, "refused_third_party") if on_file.consented_all(each))


def _with(h: Hearing, outcome: str) -> Iterator[AtReply]:
    return (each for each in _at_each(h) if each.outcome is not None and each.outcome.id == outcome)


def third_party_not_told(h: Hearing) -> Iterator[date]:
    """Released over a reasoned objection without telling the third party in writing."""
    if h.reply and not on_file.third_party_told(h):
        yield h.reply.on


def silence_taken_as_consent(h: Hearing) -> Iterator[date]:
    """Released although a third party was silent: the office's own reasons must be on file."""
    asked = [letter for letter in h.letters if letter.kind == "third_party"]
    silent = [letter for letter in asked if letter.closed_by in ("", "third_party_silent", *REPLIES)]
    if h.reply and _releases(h) and silent:
        yield h.reply.on


# -- service -----------------------------------------------------------------------------------------------------------


def reply_not_served(h: Hearing) -> Days:
    """Service failed and was not tried again."""
    served = [*h.all("serve_again"), *(e for e in h.all("record_delivery") if e.payload.get("letter") == "relief")]
    return [e.on for e in h.all("service_failed") if not any(later.on >= e.on for later in served)]


def wrong_carrier(h: Hearing) -> Iterator[date]:
    """Sent by a courier instead of the post."""
    if h.reply and h.reply.payload.get("method") == "courier":
        yield h.reply.on
