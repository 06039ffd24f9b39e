"""Which requests are handled wrongly, and what an audit of the copy must find in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from casework.backlog.simulate import arrivals
from casework.backlog.simulate.book import Book, Days, Places, number_of
from casework.backlog.simulate.plan import FEES_FROM, NUMBER, Way

Hit = tuple[str, Places, Days, str]
BOTH, EVENTS = "both", "events"


def allot(book: Book, shares: Mapping[str, float]) -> None:
    """Give each breach its share of the requests, and every request its way; few ask often, and lawfully pay."""
    breach = np.zeros(book.cases, np.int8)
    drawn = book.dice.permutation(book.cases)
    taken = 0
    for rule, number in NUMBER.items():
        if rule != "fee_notice_late":
            wanted = min(round(shares[rule] * book.cases), book.cases - taken)
            breach[drawn[taken : taken + wanted]] = number
            taken += wanted
    early = book.day("arrived") < number_of(FEES_FROM)
    breach[early & (breach == NUMBER["fee_without_threshold"])] = 0
    book.numbers["breach"] = breach
    charged = arrivals.ask_often(book, breach == 0)
    arrivals.choose_ways(book, charged)


def charge_late(book: Book, shares: Mapping[str, float]) -> None:
    """Of those who rightly pay, some get the notice too late."""
    paying = np.flatnonzero((book.number("way") == Way.FEE) & (book.number("breach") == 0))
    wanted = min(round(shares["fee_notice_late"] * book.cases), len(paying))
    book.number("breach")[book.dice.permutation(paying)[:wanted]] = NUMBER["fee_notice_late"]


_DATED = {
    "receipt_confirmed_late": "received",
    "correction_notice_late": "correction_sent",
    "extension_notified_late": "extended",
    "extension_too_long": "extended",
    "extension_not_approved": "extended",
    "secrecy_review_missing": "reply",
    "legal_review_missing": "reply",
    "third_party_not_consulted": "reply",
    "silence_taken_as_consent": "reply",
    "internal_unit_paused_clock": "agency_sent",
    "fee_without_threshold": "fee_sent",
    "fee_notice_late": "fee_sent",
    "lapse_too_early": "lapsed",
    "late_act_without_effect": "third_party_sent",
    "outcome_without_basis": "reply",
    "wrong_carrier": "reply",
    "registered_late": "registered",
    "step_out_of_order": "approve",
}
"""The day on which a planted breach shows."""


def found(book: Book, last: int) -> tuple[Places, pl.Series, Days, pl.Series]:
    """Case, rule, day and form of everything an audit on the day of the copy must find, by case and rule."""
    hits = list(_hits(book, last))
    place = np.concatenate([who for _, who, _, _ in hits])
    on = np.concatenate([days for _, _, days, _ in hits]).astype(np.int32)
    sizes = [len(who) for _, who, _, _ in hits]
    kind = np.repeat(np.arange(len(hits)), sizes)
    order = np.lexsort((kind, place))
    rules = pl.Series([rule for rule, *_ in hits]).gather(kind[order])
    forms = pl.Series([form for *_, form in hits]).gather(kind[order])
    return place[order], rules, on[order], forms


def _hits(book: Book, last: int) -> Iterator[Hit]:
    yield from _late(book, last)
    for rule, column in _DATED.items():
        yield _seen(book, rule, book.day(column), last, BOTH)
    yield _seen(book, "legal_review_missing", book.day("approve"), last, EVENTS, "step_out_of_order")
    yield _seen(book, "step_out_of_order", book.day("reply"), last, EVENTS)
    who = _of(book, "not_archived", book.day("ended"))
    yield _past("not_archived", who, book.after(book.day("ended")[who], 30), last)
    who = _of(book, "order_not_performed", book.day("reopened"))
    ordered = book.day("reopened")[who] + book.number("reopen_days")[who]
    yield _past("order_not_performed", who, book.after(ordered - 1, 1), last)


def _late(book: Book, last: int) -> Iterator[Hit]:
    """Whatever was done wrong: an answer after the due day is late, and none by then is missing."""
    reply, due = book.day("reply"), book.day("due")
    ended = (book.day("lapsed") > 0) | (book.day("withdrawn") > 0)
    late = np.flatnonzero((reply > due) & (reply <= last) & ~ended)
    yield "reply_late", late, reply[late], BOTH
    silent = np.flatnonzero(((reply == 0) | (reply > last)) & ((reply == 0) | (reply > due)) & (due < last) & ~ended)
    yield "no_reply", silent, due[silent], BOTH


def _of(book: Book, rule: str, days: Days) -> Places:
    return np.flatnonzero((book.number("breach") == NUMBER[rule]) & (days > 0))


def _seen(book: Book, rule: str, days: Days, last: int, form: str, found_as: str = "") -> Hit:
    who = _of(book, rule, days)
    who = who[days[who] <= last]
    return found_as or rule, who, days[who], form


def _past(rule: str, who: Places, days: Days, last: int) -> Hit:
    return rule, who[days < last], days[days < last], BOTH
