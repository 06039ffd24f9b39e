"""The same office as a table of steps: a row a step, case by case, in order; one column a payload key."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casework.backlog.simulate import flat, words
from casework.backlog.simulate.book import Book, Days, Numbers
from casework.backlog.simulate.plan import Way

STEPS: Final = (
    ("open", "arrived"), ("confirm_receipt", "confirmed"), ("register", "registered"), ("review", "registered"),
    ("request_correction", "correction_sent"), ("record_delivery", "correction_served"),
    ("receive_correction", "corrected"), ("lapse_uncorrected", "lapsed"), ("assign", "assigned"),
    ("request_reasons", "reasons_asked"), ("record_delivery", "reasons_served"), ("receive_reasons", "reasons_given"),
    ("set_delayed_limit", "delay_told"), ("consult_third_party", "third_party_sent"),
    ("record_delivery", "third_party_served"), ("third_party_answers", "third_party_back"),
    ("third_party_silent", "third_party_silent"), ("consult_agency", "agency_sent"),
    ("record_delivery", "agency_served"), ("agency_answers", "agency_back"), ("issue_fee_notice", "fee_sent"),
    ("record_delivery", "fee_served"), ("take_payment", "paid"), ("lapse_unpaid", "lapsed"), ("extend", "extended"),
    ("submit_draft", "draft"), ("pass_secrecy_review", "secrecy"), ("pass_legal_review", "legal"),
    ("approve", "approve"), ("reply", "reply"), ("withdraw", "withdrawn"), ("archive", "archived"),
    ("reopen", "reopened"),
)  # fmt: skip
"""Every step with its column of days, in the order in which those of one day are written."""
_LETTERS: Final = {
    "correction_served": "correction", "reasons_served": "reasons", "third_party_served": "third_party",
    "agency_served": "agency_opinion", "fee_served": "payment",
}  # fmt: skip
_BY: Final = {
    "submit_draft": "承办员",
    "pass_secrecy_review": "保密审查员",
    "pass_legal_review": "法制审核员",
    "approve": "签发人",
}
_NEVER: Final = np.iinfo(np.int32).max
_BITS: Final = 6


@frozen(slots=True)
class _Rows:
    """The rows to be: which case, which day, which of STEPS; and where each step stands."""

    book: Book
    case: NDArray[np.int32]
    day: Days
    step: NDArray[np.int8]
    places: dict[int, NDArray[np.int64]]

    def of(self, *columns: str) -> list[tuple[int, NDArray[np.int64]]]:
        """The rows of the steps whose days are in these columns."""
        return [(number, self.places[number]) for number, (_, column) in enumerate(STEPS) if column in columns]

    def numbers(self, *told: tuple[str, Numbers]) -> Numbers:
        """A column of numbers: on the rows of each step, what its case has."""
        found = np.zeros(len(self.case), np.int32)
        for column, values in told:
            for _, rows in self.of(column):
                found[rows] = values[self.case[rows]]
        return found


def frame(book: Book, units: int) -> pl.DataFrame:
    """The table as copied."""
    rows = _rows(book)
    columns = [
        flat.case_ids(book).gather(rows.case).alias("case_id"),
        pl.Series("on", rows.day).cast(pl.Date),
        _step_names(rows),
        *_opening(rows, units),
        *_letters(rows),
        *_handling(rows),
        *_reply(rows),
    ]
    return pl.DataFrame([*columns, pl.Series("说明", [words.MADE_UP]).new_from_index(0, len(rows.case))])


def _rows(book: Book) -> _Rows:
    """Each case's steps in order of day, by sorting a key of day and step within the case."""
    keys = np.full((book.cases, len(STEPS)), _NEVER, np.int32)
    for number, (step, column) in enumerate(STEPS):
        days = _lapsed(book, step) if step.startswith("lapse_") else book.day(column)
        here = days > 0
        keys[here, number] = (days[here] << _BITS) + number
    keys.sort(axis=1)
    there = keys != _NEVER
    case = np.repeat(np.arange(book.cases, dtype=np.int32), there.sum(axis=1))
    ordered = keys[there]
    step = (ordered & ((1 << _BITS) - 1)).astype(np.int8)
    places = {number: np.flatnonzero(step == number) for number in range(len(STEPS))}
    return _Rows(book, case, ordered >> _BITS, step, places)


def steps_by_case(book: Book) -> list[int]:
    """How many rows each case has."""
    counted = np.zeros(book.cases, np.int64)
    for step, column in STEPS:
        counted += (_lapsed(book, step) if step.startswith("lapse_") else book.day(column)) > 0
    return [int(count) for count in counted]


def _lapsed(book: Book, step: str) -> Days:
    way = Way.ABANDONED if step == "lapse_uncorrected" else Way.UNPAID
    return np.where(book.number("way") == way, book.day("lapsed"), 0).astype(np.int32)


def _step_names(rows: _Rows) -> pl.Series:
    names = list(dict.fromkeys(step for step, _ in STEPS))
    numbers = np.array([names.index(step) + 1 for step, _ in STEPS])
    return _word("step", numbers[rows.step], tuple(names))


def _word(name: str, numbers: Numbers, listed: tuple[str, ...]) -> pl.Series:
    """A column of words by number; 0 is none. Kept as numbers with a list: ten million rows fit in memory."""
    kept = pl.Series(name, [None, *listed], dtype=pl.Enum(listed))
    return kept.gather(pl.Series(numbers.astype(np.uint32)))


def _opening(rows: _Rows, units: int) -> list[pl.Series]:
    book = rows.book
    here = rows.numbers(("arrived", np.arange(1, book.cases + 1)))
    given = flat.applicants(book)
    at_once = np.where(np.isin(book.number("channel"), flat.CONFIRMED), 0, book.day("received"))
    return [
        _word("channel", rows.numbers(("arrived", book.number("channel"))), tuple(words.CHANNELS)),
        pl.concat([pl.Series([None], dtype=pl.String), given]).gather(here).alias("applicant"),
        _word("applicant_type", rows.numbers(("arrived", book.number("applicant_type"))), tuple(words.APPLICANT_TYPES)),
        _word("unit", rows.numbers(("arrived", book.number("unit"))), words.units(units)),
        _word("subject", rows.numbers(("arrived", book.number("subject"))), words.SUBJECTS),
        flat.dated(rows.numbers(("arrived", at_once))).alias("received_on"),
        _word("note", np.sign(here), (words.MADE_UP,)),
    ]


def _letters(rows: _Rows) -> list[pl.Series]:
    kinds = tuple(_LETTERS.values())
    every = np.ones(rows.book.cases, np.int32)
    letter = rows.numbers(*((column, every * (kinds.index(kind) + 1)) for column, kind in _LETTERS.items()))
    thirds = ("third_party_sent", "third_party_served", "third_party_back", "third_party_silent")
    party = rows.numbers(*((column, every) for column in thirds))
    organ = rows.numbers(*((column, every) for column in ("agency_sent", "agency_served", "agency_back")))
    capacity = rows.numbers(("agency_sent", rows.book.number("capacity")))
    opinion = rows.numbers(("third_party_back", rows.book.number("opinion")))
    return [
        _word("letter", letter, kinds),
        _word("party", party, ("第三方1",)),
        _word("organ", organ, ("机关1",)),
        _word("capacity", capacity, tuple(words.CAPACITIES)),
        _word("opinion", opinion, tuple(words.OPINIONS)),
    ]


def _handling(rows: _Rows) -> list[pl.Series]:
    book = rows.book
    until = rows.numbers(("correction_sent", book.day("correction_until")), ("delay_told", book.day("delayed_until")))
    people = tuple(_BY.values())
    signs = np.zeros(len(STEPS), np.int32)
    for number, (step, _) in enumerate(STEPS):
        signs[number] = people.index(_BY[step]) + 1 if step in _BY else 0
    return [
        _word("reasonable", rows.numbers(("reasons_given", book.number("reasonable"))), ("yes", "no")),
        flat.counted(rows.numbers(("extended", book.number("extension_days")))).alias("working_days"),
        flat.dated(until).alias("until"),
        _word("approved_by", rows.numbers(("extended", book.number("approved_by"))), (words.HEAD,)),
        _items(rows),
        _word("by", signs[rows.step], people),
    ]


def _items(rows: _Rows) -> pl.Series:
    """How many requests a fee notice counts, and what a correction notice wants corrected."""
    charged = rows.book.number("items")
    listed = tuple(str(number) for number in range(1, int(charged.max(initial=0)) + 1))
    corrected = np.full(rows.book.cases, len(listed) + 1, np.int32)
    return _word(
        "items", rows.numbers(("fee_sent", charged), ("correction_sent", corrected)), (*listed, words.TO_CORRECT)
    )


def _reply(rows: _Rows) -> list[pl.Series]:
    book = rows.book
    every = np.ones(book.cases, np.int32)
    outcome = rows.numbers(("draft", book.number("outcome")), ("reply", book.number("outcome")))
    return [
        _word("outcome", outcome, tuple(words.OUTCOMES)),
        _word("method", rows.numbers(("reply", book.number("method"))), tuple(words.METHODS)),
        flat.dated(rows.numbers(("reply", book.day("posted")))).alias("posted_on"),
        flat.dated(rows.numbers(("reply", book.day("signed")))).alias("signed_on"),
        _word("relief_told", rows.numbers(("reply", every)), ("yes",)),
        _word("cause", rows.numbers(("reopened", every)), ("decision",)),
        flat.counted(rows.numbers(("reopened", book.number("reopen_days")))).alias("days"),
    ]
