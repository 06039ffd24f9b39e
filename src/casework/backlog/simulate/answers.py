"""Draft, reviews, signature, reply, post and file: what is the same on every way that ends with an answer."""

from __future__ import annotations

import numpy as np

from casework.backlog.simulate import words
from casework.backlog.simulate.book import Book, Days, Places
from casework.backlog.simulate.plan import NUMBER

_RELEASES = ("granted", "partially_granted")
_PLANTED_OUTCOMES = {
    "third_party_not_consulted": "refused_third_party",
    "outcome_without_basis": "still_unclear",
    "secrecy_review_missing": "granted",
}


def answer(book: Book) -> None:
    """Every case that is answered, and the file of all that ended."""
    who = np.flatnonzero(
        (book.day("lapsed") == 0) & (book.day("withdrawn") == 0) & (book.number("breach") != NUMBER["no_reply"])
    )
    taken = _handling(book, who)
    reply = book.after(book.day("base")[who], taken)
    book.day("reply")[who] = reply
    _choose(book, who)
    _review(book, who, taken)
    _send(book, who, reply)
    _break(book)
    _file(book)
    _order(book)


def _handling(book: Book, who: Places) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Working days until the reply: skewed to the end of what the law leaves; units differ."""
    least, room = book.number("least")[who], book.number("room")[who]
    slow = 0.8 + 0.4 * ((book.number("unit")[who] * 7) % 11) / 10
    part = np.minimum(book.dice.beta(2.0, 1.5, len(who)) * slow, 0.9999)
    taken = least + np.floor(part * (room - least + 1)).astype(np.int32)
    late = book.number("breach")[who] == NUMBER["reply_late"]
    return np.where(late, room + np.minimum(book.dice.geometric(0.12, len(who)), 120), taken).astype(np.int32)


def _choose(book: Book, who: Places) -> None:
    """The outcome of those whose way has not decided it."""
    outcome, breach = book.number("outcome"), book.number("breach")
    left = who[outcome[who] == 0]
    outcome[left] = book.pick(len(left), words.OUTCOMES)
    for rule, planted in _PLANTED_OUTCOMES.items():
        outcome[breach == NUMBER[rule]] = words.number(words.OUTCOMES, planted)


def _review(book: Book, who: Places, taken: np.ndarray[tuple[int], np.dtype[np.int32]]) -> None:
    """Draft, secrecy review, legal review, signature: each on or after the one before, all before the reply."""
    base = book.day("base")[who]
    most = taken - np.maximum(book.number("least")[who] - 1, 1)
    lead = np.minimum(book.some(who, 1, 6), np.maximum(most, 0))
    outcome = book.number("outcome")[who]
    releases = np.isin(outcome, [words.number(words.OUTCOMES, name) for name in _RELEASES])
    secrecy = releases | book.chance(who, 0.55)
    secrecy &= book.number("breach")[who] != NUMBER["secrecy_review_missing"]
    legal = book.number("breach")[who] != NUMBER["legal_review_missing"]
    steps = (("draft", 1.0, None), ("secrecy", 0.7, secrecy), ("legal", 0.4, legal), ("approve", 0.2, None))
    for column, share, kept in steps:
        day = book.after(base, taken - np.floor(lead * share).astype(np.int32))
        book.day(column)[who] = day if kept is None else np.where(kept, day, 0)


def _send(book: Book, who: Places, reply: Days) -> None:
    method = book.pick(len(who), words.METHODS)
    courier = words.number(words.METHODS, "courier")
    method[book.number("breach")[who] == NUMBER["wrong_carrier"]] = courier
    mailed = (method == words.number(words.METHODS, "post")) | (method == courier)
    book.number("method")[who] = method
    book.day("posted")[who] = np.where(mailed, reply, 0)
    book.day("signed")[who] = np.where(mailed, reply + book.some(who, 2, 6), reply)


def _break(book: Book) -> None:
    """Signed after it went out."""
    who = np.flatnonzero(book.number("breach") == NUMBER["step_out_of_order"])
    book.day("approve")[who] = book.after(book.day("reply")[who], book.some(who, 1, 2))


def _file(book: Book) -> None:
    """Archived within thirty working days of the end."""
    ended = np.maximum(np.maximum(book.day("reply"), book.day("lapsed")), book.day("withdrawn"))
    book.days["ended"] = ended
    who = np.flatnonzero((ended > 0) & (book.number("breach") != NUMBER["not_archived"]))
    taken = 3 + np.minimum(book.dice.geometric(0.16, len(who)), 26).astype(np.int32)
    book.day("archived")[who] = book.after(ended[who], taken)


def _order(book: Book) -> None:
    """Sent back by a decision that names fifteen days, and nothing done."""
    who = np.flatnonzero(book.number("breach") == NUMBER["order_not_performed"])
    book.day("reopened")[who] = book.after(book.day("archived")[who], book.some(who, 5, 30))
    book.number("reopen_days")[who] = 15
