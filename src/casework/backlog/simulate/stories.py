"""What happens on each way until the office can answer: who is asked, when, and how long the law leaves.

Every way ends by saying from which day the answer is counted (`base`), within how many working days it lies
(`least` to `room`), and by which day the law wants it (`due`).
"""

from __future__ import annotations

import numpy as np

from casework.backlog.simulate import words
from casework.backlog.simulate.book import Book, Days, Numbers, Places
from casework.backlog.simulate.plan import NUMBER, Way

WINDOW = 20
"""Working days to reply; a test holds it equal to the regime's."""
OPINION = 15
CORRECT_WITHIN = 18
_REASONABLE, _UNREASONABLE = 1, 2


def happen(book: Book) -> None:
    """Write every way's days; plain ones need none."""
    way = book.number("way")
    _count(book, np.arange(book.cases), book.day("received"), np.full(book.cases, WINDOW), 2)
    for each, tell in _WAYS.items():
        tell(book, np.flatnonzero(way == each))
    slow = np.flatnonzero(book.number("breach") == NUMBER["registered_late"])
    book.number("least")[slow] = 7
    after = np.flatnonzero(book.number("breach") == NUMBER["late_act_without_effect"])
    _asked_too_late(book, after)


def _count(book: Book, who: Places, base: Days, room: Numbers, least: int, due: Days | None = None) -> None:
    book.day("base")[who] = base
    book.number("room")[who] = room
    book.number("least")[who] = least
    book.day("due")[who] = book.after(base, room) if due is None else due


def _noticed(book: Book, who: Places) -> Days:
    """Corrections are asked for within seven working days, or, as planted, after."""
    received = book.day("received")[who]
    late = book.number("breach")[who] == NUMBER["correction_notice_late"]
    sent = book.after(received, np.where(late, book.some(who, 8, 12), book.some(who, 2, 7)))
    served = sent + book.some(who, 1, 4)
    book.day("correction_sent")[who] = sent
    book.day("correction_served")[who] = served
    book.day("correction_until")[who] = book.after(sent, CORRECT_WITHIN)
    return served


def _corrected(book: Book, who: Places) -> None:
    back = book.after(_noticed(book, who), book.some(who, 1, 11))
    book.day("corrected")[who] = back
    book.day("assigned")[who] = book.after(back, 1)
    _count(book, who, back, np.full(len(who), WINDOW), 2)


def _abandoned(book: Book, who: Places) -> None:
    served = _noticed(book, who)
    until = book.day("correction_until")[who]
    early = book.number("breach")[who] == NUMBER["lapse_too_early"]
    lapse = np.where(early, book.after(served, book.some(who, 2, 8)), book.after(until, book.some(who, 1, 4)))
    book.day("lapsed")[who] = lapse
    book.day("assigned")[who] = 0
    book.number("outcome")[who] = words.number(words.OUTCOMES, "other_correction_overdue")


def _sent_to(book: Book, who: Places, prefix: str, used: Numbers) -> Days:
    sent = book.after(book.day("received")[who], used)
    served = sent + book.some(who, 1, 3)
    book.day(f"{prefix}_sent")[who] = sent
    book.day(f"{prefix}_served")[who] = served
    return served


def _third_party(book: Book, who: Places) -> None:
    used = book.some(who, 2, 9)
    back = book.after(_sent_to(book, who, "third_party", used), book.some(who, 1, OPINION))
    book.day("third_party_back")[who] = back
    opinion = book.pick(len(who), words.OPINIONS)
    book.number("opinion")[who] = opinion
    book.number("outcome")[who] = np.array([0, *map(_answer, ("granted", "refused_third_party", "partially_granted"))])[
        opinion
    ]
    _count(book, who, back, WINDOW - used, 2)


def _third_silent(book: Book, who: Places) -> None:
    """Nobody answers; the office decides, and does not release."""
    used = book.some(who, 2, 9)
    last = book.after(_sent_to(book, who, "third_party", used), OPINION)
    book.day("third_party_silent")[who] = book.after(last, 1)
    released = book.number("breach")[who] == NUMBER["silence_taken_as_consent"]
    book.number("outcome")[who] = np.where(released, _answer("granted"), _answer("refused_third_party"))
    _count(book, who, last, WINDOW - used, 3)


def _agency(book: Book, who: Places) -> None:
    """A unit of the organ itself is no other organ: its answer stops no clock."""
    inside = book.number("breach")[who] == NUMBER["internal_unit_paused_clock"]
    used = np.where(inside, book.some(who, 2, 4), book.some(who, 2, 9))
    served = _sent_to(book, who, "agency", used)
    back = book.after(served, np.where(inside, book.some(who, 1, 3), book.some(who, 1, OPINION)))
    book.day("agency_back")[who] = back
    capacity = book.pick(len(who), words.CAPACITIES)
    book.number("capacity")[who] = np.where(inside, words.number(words.CAPACITIES, "internal_unit"), capacity)
    lost = np.where(inside, book.between(book.day("received")[who], back), used)
    _count(book, who, back, WINDOW - lost, 2)


def _extended(book: Book, who: Places) -> None:
    received, breach = book.day("received")[who], book.number("breach")[who]
    more = np.array([10, 15, 20, 20, 20], np.int32)[book.some(who, 0, 4)]
    told = book.some(who, 12, WINDOW)
    late, long = (breach == NUMBER[rule] for rule in ("extension_notified_late", "extension_too_long"))
    told = np.where(late, book.some(who, WINDOW + 1, WINDOW + 5), told)
    book.day("extended")[who] = book.after(received, told)
    book.number("extension_days")[who] = np.where(long, book.some(who, WINDOW + 1, 30), more)
    book.number("approved_by")[who] = np.where(breach == NUMBER["extension_not_approved"], 0, 1)
    room = np.where(long, 2 * WINDOW, WINDOW + np.where(late, 15, more))
    due = np.where(late, book.after(received, WINDOW), book.after(received, room))
    _count(book, who, received, room, WINDOW + 1, due.astype(np.int32))
    book.number("least")[who[late]] = WINDOW + 6


def _charge(book: Book, who: Places) -> Days:
    """The notice is served a few days after; who asked often is charged for what came beyond ten."""
    breach = book.number("breach")[who]
    late = breach == NUMBER["fee_notice_late"]
    sent = book.after(book.day("received")[who], np.where(late, book.some(who, 21, 24), book.some(who, 2, 9)))
    served = sent + book.some(who, 1, 3)
    book.day("fee_sent")[who] = sent
    book.day("fee_served")[who] = served
    few = book.some(who, 1, 10)
    often = np.maximum(book.number("often")[who], 11)
    book.number("items")[who] = np.where(breach == NUMBER["fee_without_threshold"], few, often)
    return served


def _fee(book: Book, who: Places) -> None:
    served = _charge(book, who)
    paid = book.after(served, book.some(who, 1, 18))
    book.day("paid")[who] = paid
    late = book.number("breach")[who] == NUMBER["fee_notice_late"]
    room = np.full(len(who), WINDOW)
    due = np.where(late, book.after(book.day("received")[who], WINDOW), book.after(paid, room))
    _count(book, who, paid, room, 2, due.astype(np.int32))


def _unpaid(book: Book, who: Places) -> None:
    book.day("lapsed")[who] = book.after(_charge(book, who), book.some(who, 21, 25))
    book.number("outcome")[who] = words.number(words.OUTCOMES, "other_fee_overdue")


def _withdrawn(book: Book, who: Places) -> None:
    book.day("withdrawn")[who] = book.after(book.day("received")[who], book.some(who, 2, 12))
    book.number("outcome")[who] = words.number(words.OUTCOMES, "other_other")


def _reasons(book: Book, who: Places, found: int) -> None:
    received = book.day("received")[who]
    for column, day in (("reasons_asked", 2), ("reasons_served", 3), ("reasons_given", 6)):
        book.day(column)[who] = book.after(received, day)
    book.number("reasonable")[who] = found


def _excessive(book: Book, who: Places) -> None:
    """Reasons asked for and found wanting: the clock runs on."""
    _reasons(book, who, _UNREASONABLE)
    book.number("outcome")[who] = _answer("excessive")
    book.number("least")[who] = 9


def _delayed(book: Book, who: Places) -> None:
    """Reasons found good: a later day is told."""
    _reasons(book, who, _REASONABLE)
    received = book.day("received")[who]
    book.day("delay_told")[who] = book.after(received, 8)
    until = book.after(received, 60)
    book.day("delayed_until")[who] = until
    book.number("outcome")[who] = _answer("granted")
    _count(book, who, received, np.full(len(who), 60), 30, until)


def _asked_too_late(book: Book, who: Places) -> None:
    """A third party asked when the limit had run out: that moves no day."""
    served = _sent_to(book, who, "third_party", book.some(who, WINDOW + 1, WINDOW + 3))
    back = book.after(served, book.some(who, 1, 5))
    book.day("third_party_back")[who] = back
    book.number("opinion")[who] = words.number(words.OPINIONS, "consents")
    book.number("outcome")[who] = _answer("granted")
    due = book.after(book.day("received")[who], WINDOW)
    _count(book, who, back, np.full(len(who), 10), 2, due)


def _answer(outcome: str) -> int:
    return words.number(words.OUTCOMES, outcome)


_WAYS = {
    Way.CORRECTED: _corrected, Way.ABANDONED: _abandoned, Way.THIRD_PARTY: _third_party,
    Way.THIRD_SILENT: _third_silent, Way.AGENCY: _agency, Way.EXTENDED: _extended, Way.FEE: _fee, Way.UNPAID: _unpaid,
    Way.WITHDRAWN: _withdrawn, Way.EXCESSIVE: _excessive, Way.DELAYED: _delayed,
}  # fmt: skip
