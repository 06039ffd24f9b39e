"""When the rules on limits, receipt, corrections, extensions, fees and relief fire. Nothing is guessed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from casework.law import Basis, FeeScale
from casework.procedure.rule import EventView, Hearing, Hit, RemarkView
from casework.procedure.values import as_count, as_day, as_text, is_yes
from casework.regimes.cn import bases
from casework.regimes.cn_acts import ORDER_711

REPLIES = ("reply", "reply_on_the_spot")
Days = Iterable[date | Hit]


def hit_of(remark: RemarkView) -> Hit:
    """A remark of the clocks as a day on which a rule fires."""
    return Hit(remark.on, remark.zh, remark.en, remark.code)


def noted(code: str, step: str = "") -> Callable[[Hearing], Days]:
    """Fires on what the clocks said under a code."""
    return lambda h: [hit_of(remark) for remark in h.noted(code, step)]


def missed(limit: str) -> Callable[[Hearing], Days]:
    """Fires on the last day of a limit of the office that was missed."""
    return lambda h: [c.due for c in h.clocks.values() if c.limit == limit and c.state == "missed" and c.due]


# -- the reply ---------------------------------------------------------------------------------------------------------


def reply_late(h: Hearing) -> Iterator[Hit]:
    """The first limit's late reply; one to an order is another rule's."""
    first = h.replies()[:1]
    reopened = [event.on for event in h.all("reopen")]
    for remark in h.noted("reply_late"):
        if first and first[0].state == "missed" and not any(day <= remark.on for day in reopened):
            yield hit_of(remark)


def no_reply(h: Hearing) -> Days:
    """The first limit ran out without a reply."""
    late = any(True for _ in reply_late(h))
    return [clock.due for clock in h.replies()[:1] if clock.state == "missed" and clock.due and not late]


def order_not_performed(h: Hearing) -> Iterator[Hit]:
    """A limit opened anew ran out; its articles are those of what ordered it."""
    own = h.regime.act.id
    orders = h.all("reopen")
    for number, clock in enumerate(h.replies()[1:]):
        if clock.state == "missed" and clock.due:
            order = orders[number] if number < len(orders) else None
            cause = {} if order is None else order.payload
            yield Hit(clock.due, basis=_reopened(own).on(clock.due, cause, own=own))


def _reopened(own: str) -> Basis:
    return bases.REOPEN_711 if own == ORDER_711.id else bases.REOPEN_492


def receipt_confirmed_late(h: Hearing) -> Iterator[date]:
    """A letter that has to be confirmed on the day it comes."""
    channel = h.regime.channels.get(as_text(h.opened.payload.get("channel")))
    if channel is None or not channel.confirm_same_day:
        return
    arrived = as_day(h.opened.payload.get("arrived_on"))
    entries = [event.on for event in h.all("confirm_receipt")]
    confirmed = entries[0] if entries else h.received_on
    if arrived is None and "received_on" not in h.opened.payload:
        arrived = h.opened.on
    if arrived is not None and confirmed is not None and confirmed > arrived:
        yield confirmed


# -- corrections, extensions, lapses -----------------------------------------------------------------------------------


def correction_repeated(h: Hearing) -> Days:
    """A second notice."""
    return [event.on for event in h.all("request_correction")[1:]]


def correction_incomplete(h: Hearing) -> Days:
    """A notice that does not say what is to be corrected, or by when."""
    return [
        event.on
        for event in h.all("request_correction")
        if not as_text(event.payload.get("items"))
        or not (event.payload.get("until") or as_count(event.payload.get("working_days")))
    ]


def extension_not_approved(h: Hearing) -> Days:
    """An extension without the consent of the head of the disclosure unit."""
    return [
        event.on
        for event in h.all("extend")
        if not event.payload.get("approved_by") and event.payload.get("role") != "disclosure_head"
    ]


def late_act(h: Hearing) -> Iterator[Hit]:
    """What was done after the last day and moved nothing."""
    for code in ("consultation_late", "delayed_limit_late"):
        yield from map(hit_of, h.noted(code))
    yield from map(hit_of, h.noted("stop_late", "request_correction"))


_LAPSES = (
    ("lapse_uncorrected", "correction", ORDER_711.at("30")),
    ("lapse_unpaid", "payment", bases.FEES),
    ("reasons_not_given", "reasons", ORDER_711.at("35")),
)


def lapse_too_early(h: Hearing) -> Iterator[Hit]:
    """A request treated as abandoned before the applicant's own limit ran out, or without a letter."""
    for step, kind, article in _LAPSES:
        for event in h.all(step):
            sent = [letter for letter in h.letters if letter.kind == kind and letter.sent <= event.on]
            deadline = sent[-1].addressee_deadline(h.regime, h.days) if sent else None
            if not sent or (deadline is not None and event.on <= deadline.due):
                yield Hit(event.on, basis=article.on(event.on))


def delayed_without_reasons(h: Hearing) -> Iterator[date]:
    """A delayed limit without reasons that were found reasonable."""
    for event in h.all("set_delayed_limit"):
        if not any(is_yes(e.payload.get("reasonable")) and e.on <= event.on for e in h.all("receive_reasons")):
            yield event.on


def consultation_closed_early(h: Hearing) -> Iterator[date]:
    """A consultation called silent before the addressee's limit ran out."""
    for letter in h.letters:
        if letter.closed_by in ("third_party_silent", "agency_silent") and letter.closed is not None:
            deadline = letter.addressee_deadline(h.regime, h.days)
            if deadline is not None and letter.closed <= deadline.due:
                yield letter.closed


# -- fees --------------------------------------------------------------------------------------------------------------


def fee_without_threshold(h: Hearing) -> Iterator[date]:
    """Charged for what is free."""
    fee = h.regime.fee
    for event in h.all("issue_fee_notice"):
        items, pages = _number(event, "items"), _number(event, "pages")
        if items or not pages:  # by items the whole month counts: one more item after ten others is charged
            month = h.settings.month_items
            items = month if items is None else max(items, month or 0)
        if fee is None or (items is None and not pages) or event.on < fee.since:
            continue
        charged = fee.scale("items", event.on).amount(items or 0) + fee.scale("pages", event.on).amount(pages or 0)
        if charged == 0:
            yield event.on


def fee_by_both_scales(h: Hearing) -> Iterator[date]:
    """One request charged by items and by pages: the office picks one. A notice that was cancelled charges nothing."""
    scales: set[str] = set()
    for event in h.events:
        if event.step == "cancel_fee_notice":
            scales.clear()
        elif event.step == "issue_fee_notice":
            scales |= {key for key in ("items", "pages") if _number(event, key)}
        if len(scales) > 1:
            yield event.on
            return


def fee_amount_wrong(h: Hearing) -> Iterator[Hit]:
    """An amount that the tiers do not give.

    Items are counted over the applicant's month: the number on a notice may be all of them or those of the request, and
    how many came before may not be on file. Only an amount that no such count gives is wrong.
    """
    fee = h.regime.fee
    for event in h.all("issue_fee_notice"):
        amount = _number(event, "amount")
        counted = [(key, number) for key in ("items", "pages") if (number := _number(event, key))]
        if fee is None or amount is None or len(counted) != 1 or event.on < fee.since:
            continue
        key, number = counted[0]
        scale = fee.scale(key, event.on)
        right = scale.amount(number)
        if amount == right or (key == "items" and _after_others(scale, number, amount)):
            continue
        if key == "pages":
            zh, en = f"{number}页应收{right}元", f"{number} pages: {right} yuan is right"
        else:
            zh = f"{number}件应收{right}元，当月此前另有申请的，累进后也得不出通知书的金额"
            en = f"{number} items: {right} yuan is right, and no number of earlier items in the month gives another"
        yield Hit(event.on, f"{zh}；通知书收{amount}元", f"{en}; the notice asks for {amount}")


def _after_others(scale: FeeScale, number: int, amount: int) -> bool:
    """Whether so many items cost the amount after some others of the month, or the last of them alone does."""
    if amount == scale.amount(number) - scale.amount(number - 1):
        return True

    def cost(before: int) -> int:
        return scale.amount(before + number) - scale.amount(before)

    most = 1
    while cost(most) < amount:
        most *= 2
    return cost(bisect_left(range(most), amount, key=cost)) == amount


def _number(event: EventView, key: str) -> int | None:
    value = event.payload.get(key)
    return None if value in (None, "") else int(str(value))


# -- records and relief ------------------------------------------------------------------------------------------------


def entry_changed(h: Hearing) -> Iterator[date]:
    """An entry corrected, or an applicant's data erased, while a proceeding was open."""
    for event in h.events:
        if event.step == "correct_entry" or getattr(event, "name", "") == "Redacted":
            opened = [e for e in h.events if e.step in _OPENS and _before(e, event)]
            closed = [e for e in h.events if e.step in _CLOSES and e.on < event.on]
            if len(opened) > len(closed):
                yield event.on


_OPENS = ("open_reconsideration", "open_litigation", "appeal")
_CLOSES = ("close_reconsideration", "close_litigation")


def _before(earlier: EventView, event: EventView) -> bool:
    return earlier.on <= event.on


def out_of_order(h: Hearing) -> Days:
    """Entries that the table has no row for."""
    return [event.on for event in h.events if event.seq in h.irregular]


def set_aside_without_reason(h: Hearing) -> Days:
    """Set aside for none of the reasons there are."""
    reasons = h.regime.procedure.steps["set_aside"].keys["reason"].values
    return [event.on for event in h.all("set_aside") if event.payload.get("reason") not in reasons]


def not_archived(h: Hearing) -> Iterator[date]:
    """Ended, and not archived as soon as the office wants it."""
    ends = (*REPLIES, "withdraw", "terminate", "lapse_uncorrected", "lapse_unpaid")
    ended = [event.on for event in h.events if event.step in ends]
    if ended and not h.all("archive"):
        last = h.days.add(ended[-1], h.settings.archive_within)
        if h.on > last:
            yield last


def registered_late(h: Hearing) -> Iterator[date]:
    """Registered later than the office wants it."""
    day_zero = next((clock.day_zero for clock in h.replies() if clock.day_zero), None)
    for event in h.all("register")[:1]:
        if day_zero and event.on > h.days.add(day_zero, h.settings.register_within):
            yield event.on
