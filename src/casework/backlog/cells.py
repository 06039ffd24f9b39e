"""The cells of one flat row: days and lists read, words recognised, and what is physically impossible named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from attrs import define, field

from casework.backlog.headings import DAYS, EMPTY, FREE_TEXTS, LISTS
from casework.backlog.sheet import is_unreadable
from casework.backlog.vocabulary import CORRECTION, UNCLEAR, Meaning, meaning
from casework.case.commands import MOST_DAYS, is_days
from casework.law import NotADay, parse_day
from casework.law.dates import CountColumn, DayColumn

Words = tuple[str, str]
"""Chinese, English."""
Fault = tuple[str, str, Words]


class RowFault(Exception):
    """What is physically impossible in a row: (column key, value, what was expected), all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{key}: {value!r}: expected {en}" for key, value, (_, en) in faults))


@define(slots=True)
class Row:
    """The cells of a row while it is read."""

    cells: Mapping[str, str]
    days: dict[str, date] = field(factory=dict)
    lists: dict[str, list[date | None]] = field(factory=dict)
    faults: list[Fault] = field(factory=list)
    steps: list[tuple[date, str, dict[str, Any]]] = field(factory=list)
    assumed: list[str] = field(factory=list)
    odd: list[tuple[str, str]] = field(factory=list)

    def add(self, day: date, step: str, **payload: Any) -> None:
        """Record a step; empty values are left out."""
        self.steps.append((day, step, {key: value for key, value in payload.items() if value not in (None, "")}))

    def fault(self, key: str, zh: str, en: str) -> None:
        """This cell cannot be."""
        self.faults.append((key, self.cells.get(key, ""), (zh, en)))


def read_days(row: Row) -> None:
    for key, text in row.cells.items():
        if key not in DAYS:
            continue
        if isinstance(text, DayColumn):
            _already_read(row, key, text)
            continue
        if key in LISTS:
            row.lists[key] = _day_list(row, key, text)
            continue
        try:
            row.days[key] = parse_day(text)
        except NotADay as error:
            row.fault(key, error.zh, error.en)


def _already_read(row: Row, key: str, days: DayColumn) -> None:
    """Days of many rows, read by the column."""
    day = cast("date", days)
    if key in LISTS:
        row.lists[key] = [day]
    else:
        row.days[key] = day


def _day_list(row: Row, key: str, text: str) -> list[date | None]:
    found: list[date | None] = []
    for part in text.replace("；", ";").split(";"):
        stripped = part.strip()
        if stripped in EMPTY:
            found.append(None)
            continue
        try:
            found.append(parse_day(stripped))
        except NotADay as error:
            row.fault(key, error.zh, error.en)
    return found


def texts_of(row: Row, key: str) -> list[str]:
    parts = row.cells.get(key, "").replace("；", ";").split(";")
    return ["" if part.strip() in EMPTY else part.strip() for part in parts]


def counts_of(row: Row, key: str) -> list[str]:
    """Numbers of days as written, without the .0 of a workbook; numbers of many rows, read by the column, as one."""
    text = row.cells.get(key, "")
    return [text] if isinstance(text, CountColumn) else [each.removesuffix(".0") for each in texts_of(row, key)]


def word_of(row: Row, key: str) -> str:
    """The id of a word; what is not known for sure is said."""
    text = row.cells.get(key, "")
    if not text:
        return ""
    found = meaning(key, text)
    if not found.ids:
        row.odd.append((f"“{text[:40]}”未识别，按未填处理", f"{key} {text[:40]!r} is not known and is left out"))
        return ""
    _say_doubt(row, key, found)
    return found.ids[0]


def _say_doubt(row: Row, key: str, found: Meaning) -> None:
    text = row.cells[key][:40]
    listed = "|".join(found.ids)
    if found.either:
        row.odd.append((f"“{text}”两可（{listed}）", f"{key} {text!r} may be any of {listed}"))
    elif not found.sure:
        row.odd.append((f"“{text}”推定为{listed}", f"{key} {text!r} is taken for {listed}"))


def outcome_of(row: Row) -> str:
    """The outcome's id, `unclear` for words that name no ground (a bare 不予公开 too), `correction` for a notice.

    A word that is one of two is unclear, too: which row of the yearly report it belongs to is not ours to guess.
    """
    text = row.cells.get("outcome", "")
    if not text:
        return ""
    found = meaning("outcome", text)
    if found.either or not found.sure:
        _say_doubt(row, "outcome", found)
    elif not found.ids or found.ids[0] == UNCLEAR:
        said = text[:40]
        row.odd.append((f"答复类型“{said}”未指明依据", f"outcome {said!r} names no ground that is known"))
    elif found.ids[0] == CORRECTION:
        row.odd.append((f"“{text[:40]}”是补正告知，不是答复", f"{text[:40]!r} is a correction notice and no reply"))
    return outcome_id(text)


def outcome_id(text: str) -> str:
    """What `outcome_of` reads in a cell that is not empty."""
    found = meaning("outcome", text)
    return found.ids[0] if len(found.ids) == 1 else UNCLEAR


_DECIDING_WORDS = (
    "channel",
    "reply_method",
    "outcome",
    "third_party_opinion",
    "third_party_reasonable",
    "agency_capacity",
    "extension_approved_by",
    *sorted(FREE_TEXTS - {"subject"}),
)


def check_words(row: Row) -> None:
    """An error value in a column of words that decides is a fault, never an empty cell."""
    for key in _DECIDING_WORDS:
        if "#" in row.cells.get(key, "") and any(is_unreadable(part) for part in texts_of(row, key)):
            row.fault(key, "可读的内容，而非错误值", "something that can be read, not an error value")


_PAIRS = (
    ("correction_requested_on", ("correction_served_on", "correction_received_on"), ("correction_until",)),
    (
        "third_party_sent_on",
        ("third_party_received_on", "third_party_returned_on", "third_party_told_on"),
        ("third_party_opinion", "third_party_reasonable"),
    ),
    ("agency_sent_on", ("agency_received_on", "agency_returned_on"), ("agency_capacity",)),
)


def in_units(text: str) -> tuple[str, str]:
    """An ordered number of days and its unit, "" if none is told."""
    number = text.removesuffix("个工作日")
    return number, "" if number == text else "working_days"


def check_possible(row: Row, received: date | None) -> None:
    """Only what is physically impossible; breaches of order are findings, not rejects."""
    days = row.days
    first = received or min((days[key] for key in ("submitted_on", "arrived_on") if key in days), default=None)
    for key in ("replied_on", "reply_posted_on", "reply_signed_on"):
        if first is not None and key in days and days[key] < first:
            row.fault(key, f"不早于收到日{first}的日期", f"a day on or after the receipt, {first}")
    for sent_key, later_keys, word_keys in _PAIRS:
        sent = row.lists.get(sent_key, [])
        if sent:
            _check_answers(row, sent, later_keys, word_keys)
    if "fee_notified_on" in days:
        for key in ("fee_served_on", "fee_paid_on"):
            if key in days and days[key] < days["fee_notified_on"]:
                notice = days["fee_notified_on"]
                row.fault(key, f"不早于收费通知日{notice}的日期", f"a day on or after the fee notice, {notice}")
    for key in ("fee_items", "fee_pages", "fee_amount"):
        text = row.cells.get(key, "").removesuffix(".0").removesuffix(".00")
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            row.fault(key, "非负整数", "a whole number")
    for key in ("extension_working_days", "reopen_days"):
        for text in counts_of(row, key):
            if text and not isinstance(text, CountColumn) and not is_days(in_units(text)[0]):
                row.fault(key, f"天数（0至{MOST_DAYS}的整数）", f"a whole number of days, at most {MOST_DAYS}")


def _check_answers(row: Row, sent: list[date | None], later: tuple[str, ...], words: tuple[str, ...]) -> None:
    for key in (*later, *words):
        if key not in row.cells:
            continue
        listed = row.lists[key] if key in row.lists else texts_of(row, key)
        if len(_trimmed(listed)) > len(sent):
            row.fault(key, f"至多{len(sent)}项，与发函日一一对应", f"at most {len(sent)} entries, one a letter")
    for key in later:
        for first, second in zip(sent, row.lists.get(key, []), strict=False):
            if first and second and second < first:
                row.fault(key, f"不早于发函日{first}的日期", f"a day on or after its letter, {first}")


def _trimmed(listed: Sequence[object]) -> Sequence[object]:
    """Without the empty slots at the end."""
    end = len(listed)
    while end and not listed[end - 1]:
        end -= 1
    return listed[:end]
