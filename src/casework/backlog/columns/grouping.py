"""Which rows of a flat register state the same things in the same words: the core reads them as one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.cells import outcome_id
from casework.backlog.columns.cells import NO_DAY, Cells
from casework.backlog.columns.paths import Index
from casework.backlog.headings import FREE_TEXTS
from casework.backlog.vocabulary import CORRECTION, UNCLEAR, Meaning, meaning
from casework.case.commands import is_days
from casework.regimes import REGIMES
from casework.regimes.cn.on_file import ground_sign, outcome_sign, text_sign, withheld_sign

Group = tuple[int, int, list[str], dict[str, Any]]
"""Places of its first row and after its last, the days it states, and what else: words, whole numbers as columns."""
_SIGNS: Final = {
    "grounds": ground_sign,
    "withheld": withheld_sign,
    "search": text_sign,
    "directed_to": text_sign,
    "earlier_reply": text_sign,
    "correction_items": text_sign,
}
"""What the core can tell of a free text."""


def alike(cells: Cells, *, relief: bool, words: bool = False) -> tuple[Index, Iterator[Group]]:
    """The rows in an order in which those stand together that state the same things in the same words.

    And these groups in that order. relief: the clocks of relief are asked for. words: what a row says that nobody
    knows is told apart, since a sentence repeats it.
    """
    presence = np.zeros(cells.size, np.int64)
    for number, days in enumerate(cells.days.values()):
        presence |= (days != NO_DAY).astype(np.int64) << number
    table: dict[str, Any] = {"presence": presence}
    meant: dict[str, list[str]] = {}
    for key, codes in cells.codes.items():
        meant[key], same = _meanings(key, cells.texts[key], cells.codes.keys(), relief=relief, words=words)
        table[key] = same.take(codes)
    _forget_the_way(table, cells, meant, words=words)
    order, starts = _sorted_out(list(table.values()), np.flatnonzero(~cells.alone))
    numbers = {key: _numbers(key, cells.texts[key])[cells.codes[key][order]] for key in COUNTS if key in meant}

    def group(first: int, last: int) -> Group:
        row = order[first]
        days = [key for number, key in enumerate(cells.days) if presence[row] >> number & 1]
        texts = {key: text for key, each in meant.items() if (text := each[table[key][row]])}
        return first, last, days, {key: numbers[key] if _is_count(key, text) else text for key, text in texts.items()}

    return order, (group(*ends) for ends in pairwise([*starts, len(order)]))


COUNTS: Final = ("extension_working_days",)
"""Columns of whole numbers that the core counts with."""


def _is_count(key: str, text: str) -> bool:
    """Whether a cell holds a number the core can count with; 0 is as if nothing stood there."""
    return key in COUNTS and is_days(text.removesuffix(".0")) and int(text.removesuffix(".0")) > 0


def _numbers(key: str, texts: Sequence[str]) -> NDArray[np.int32]:
    """The number that each text is, where the core can count with it."""
    return np.array([int(text.removesuffix(".0")) if _is_count(key, text) else 0 for text in texts], np.int32)


_MOST: Final = 1 << 62


def _sorted_out(table: Sequence[NDArray[Any]], rows: Index) -> tuple[Index, list[int]]:
    """The rows ordered by what the columns say of them, and where each group of rows alike begins; all are at least 0.

    The numbers of several columns are one number while it stays small enough.
    """
    if not len(rows):
        return rows, []
    key, most = np.zeros(len(rows), np.int64), 1
    for column in table:
        here = column if len(rows) == len(column) else column.take(rows)
        values = int(here.max()) + 1
        if most > _MOST // values:
            distinct, key = np.unique(key, return_inverse=True)
            most = len(distinct)
        key, most = key * np.int64(values) + here, most * values
    groups = pl.DataFrame({"key": key, "row": rows}).group_by("key", maintain_order=True).agg("row")["row"]
    return groups.explode().to_numpy(), [0, *groups.list.len().cum_sum().to_list()[:-1]]


_WAY: Final = ("submitted_on", "arrived_on", "confirmed_on")


def _forget_the_way(table: dict[str, Any], cells: Cells, meant: Mapping[str, list[str]], *, words: bool) -> None:
    """Where the day of receipt is stated and comes first, how it came decides nothing (ordinary mail apart)."""
    received = cells.days.get("received_on")
    if received is None:
        return
    first = np.full(cells.size, NO_DAY, np.int32)
    for key, days in cells.days.items():
        if key not in _WAY and key != "received_on":
            np.minimum(first, days, out=first)
    plain_way = (received != NO_DAY) & (first >= received)
    if "channel" in table:
        named = [(code, text, _sure("channel", text)) for code, text in enumerate(meant["channel"])]
        kept = [code for code, text, channel in named if channel == "ordinary_mail" or (words and text and not channel)]
        plain_way &= ~np.isin(table["channel"], kept)
        table["channel"] = np.where(plain_way, 0, table["channel"])
    way = sum(1 << number for number, key in enumerate(cells.days) if key in _WAY)
    table["presence"] &= np.where(plain_way, ~np.int64(way), np.int64(-1))


def _meanings(
    key: str, texts: Sequence[str], keys: Collection[str], *, relief: bool, words: bool
) -> tuple[list[str], NDArray[np.int32]]:
    """Texts that the core takes for the same, under one code each."""
    first: dict[str, int] = {}
    kept: list[str] = []
    codes = np.zeros(len(texts), np.int32)
    for number, text in enumerate(texts):
        meaning = _meaning(key, text, keys, relief=relief, words=words)
        if meaning not in first:
            first[meaning] = len(kept)
            kept.append(text)
        codes[number] = first[meaning]
    return kept, codes


_VOCABULARIES: Final = (
    "channel",
    "reply_method",
    "third_party_opinion",
    "third_party_reasonable",
    "agency_capacity",
    "applicant_type",
)


def _meaning(key: str, text: str, keys: Collection[str], *, relief: bool, words: bool) -> str:
    if key in FREE_TEXTS:
        return _SIGNS[key](text) if text and key in _SIGNS else ""
    if ";" in text or "；" in text:
        return f"several {text}"
    if key == "extension_approved_by":
        return "somebody" if text else ""
    if _is_count(key, text):
        return "some days"
    known = _sure(key, text) if text and key in _VOCABULARIES else None
    if known == "entrusted":  # signed for, as a direct delivery is
        return "=direct"
    if key == "applicant_type":
        return "" if known or not words else text
    if key == "outcome" and text:
        told = outcome_id(text)
        if words and (told in (UNCLEAR, CORRECTION) or not meaning("outcome", text).sure):
            return text
        return _outcome(told, keys, relief=relief)
    return f"={known}" if known else text


def _sure(key: str, text: str) -> str | None:
    """The id of a word that needs no remark."""
    found = meaning(key, text) if text else Meaning()
    return found.ids[0] if found.sure and len(found.ids) == 1 else None


def _outcome(outcome: str, keys: Collection[str], *, relief: bool) -> str:
    """Outcomes are told apart by what columns can decide of them, and by relief where its clocks are asked for."""
    if outcome == CORRECTION:
        return outcome
    known = (regime.outcomes.get(outcome) for regime in REGIMES.values())
    told = (
        None if each is None else (each.releases, *((each.relief, each.first_for) if relief else ())) for each in known
    )
    return "|".join((outcome_sign(outcome, keys), *map(str, told)))
