"""Flat rows by the column: rows alike in what they state are read by the core as one, their days as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from casework.backlog.cells import RowFault
from casework.backlog.columns.cells import NO_DAY, Cells
from casework.backlog.columns.days import on_columns
from casework.backlog.columns.paths import Index, paths
from casework.backlog.columns.vector import Days
from casework.backlog.evaluate import Judged, judge
from casework.backlog.headings import word
from casework.backlog.rows import Chooser, RowFacts, flat_case
from casework.case import Case, Clock, Reading, Settings, read_clocks
from casework.case.judges import JUDGES, Hearing
from casework.case.rules import RULES
from casework.errors import ImportRejected
from casework.office import Office
from casework.procedure import Regime
from casework.regimes import REGIMES
from casework.workdays import WorkCalendar

Stated = Mapping[str, NDArray[np.int32]]
"""The days that the rows of a group state, by key."""
SPECIAL: Final = frozenset(
    ("refused_third_party", "excessive", "still_unclear", "other_correction_overdue", "other_fee_overdue")
)


@frozen(slots=True, eq=False)
class Leaf:
    """Cases on which the core gave one answer to every question: what they come to; days stand in it as columns."""

    rows: Index
    facts: RowFacts
    judged: Judged | None
    findings: tuple[tuple[str, Any], ...] = ()
    steps: frozenset[str] = frozenset()
    clocks: tuple[Clock, ...] = ()


@frozen(slots=True, eq=False)
class Asked:
    """What is asked of every case: its state on a day, an audit (with settings), every clock it has."""

    on: date
    calendar: WorkCalendar | None
    office: Office
    settings: Settings | None = None
    clocks: bool = False

    def on_columns(self) -> Asked:
        """The same, for columns of days."""
        return evolve(self, calendar=None if self.calendar is None else on_columns(self.calendar))


def leaves(cells: Cells, chooser: Chooser, asked: Asked) -> Iterator[tuple[Index, Leaf | None]]:
    """Every row that can be read by the column, in parts; null for parts that must be read one by one."""
    law, of_columns = on_column_days(chooser), asked.on_columns()
    for group, words in _groups(cells, relief=asked.clocks):
        stated = {key: each for key, each in cells.days.items() if each[group[0]] != NO_DAY}

        def run(part: Index, words: Mapping[str, str] = words, stated: Stated = stated) -> Leaf:
            return _leaf(stated, part, words, law, of_columns)

        yield from paths(group, run)


def on_column_days(chooser: Chooser) -> Chooser:
    """The same law, its calendar one for columns."""
    known: dict[str, Regime] = {}

    def choose(day: date | None) -> Regime:
        law = chooser(day)
        if law.id not in known:
            days = on_columns(law.calendar())
            known[law.id] = evolve(law, calendar=lambda: days)
        return known[law.id]

    return choose


def _groups(cells: Cells, *, relief: bool) -> Iterator[tuple[Index, dict[str, str]]]:
    """Rows that state the same things in the same words, and those words."""
    presence = np.zeros(cells.size, np.int64)
    for number, days in enumerate(cells.days.values()):
        presence |= (days != NO_DAY).astype(np.int64) << number
    table: dict[str, Any] = {"presence": presence}
    meant: dict[str, list[str]] = {}
    for key, codes in cells.codes.items():
        meant[key], same = _meanings(key, cells.texts[key], relief=relief)
        table[key] = same[codes]
    _forget_the_way(table, cells, meant)
    for group in _alike(list(table.values()), np.flatnonzero(~cells.alone)):
        words = {name: texts[table[name][group[0]]] for name, texts in meant.items()}
        yield group, {name: text for name, text in words.items() if text}


_MOST: Final = 1 << 62


def _alike(table: Sequence[NDArray[Any]], rows: Index) -> list[Index]:
    """The rows parted by what the columns say of them; all numbers are at least 0."""
    if not len(rows):
        return []
    key, most = np.zeros(len(rows), np.int64), 1
    for column in table:
        here = column[rows].astype(np.int64)
        values = int(here.max()) + 1
        if most > _MOST // values:
            distinct, key = np.unique(key, return_inverse=True)
            most = len(distinct)
        key, most = key * values + here, most * values
    order = np.argsort(key, kind="stable")
    return np.split(rows[order], np.flatnonzero(np.diff(key[order])) + 1)


_WAY: Final = ("submitted_on", "arrived_on", "confirmed_on")


def _forget_the_way(table: dict[str, Any], cells: Cells, meant: Mapping[str, list[str]]) -> None:
    """Where the day of receipt is stated and comes first, how it came decides nothing (ordinary mail apart)."""
    received = cells.days.get("received_on")
    if received is None:
        return
    others = [days for key, days in cells.days.items() if key not in (*_WAY, "received_on")]
    first = np.full(cells.size, np.iinfo(np.int32).max, np.int32)
    for days in others:
        np.minimum(first, np.where(days == NO_DAY, first, days), out=first)
    plain_way = (received != NO_DAY) & (first >= received)
    if "channel" in table:
        ordinary = [code for code, text in enumerate(meant["channel"]) if word("channel", text) == "ordinary_mail"]
        plain_way &= ~np.isin(table["channel"], ordinary)
        table["channel"] = np.where(plain_way, 0, table["channel"])
    for number, key in enumerate(cells.days):
        if key in _WAY:
            table["presence"] = np.where(plain_way, table["presence"] & ~(1 << number), table["presence"])
            cells.days[key][plain_way] = NO_DAY


def _meanings(key: str, texts: Sequence[str], *, relief: bool) -> tuple[list[str], NDArray[np.int32]]:
    """Texts that the core takes for the same, under one code each."""
    first: dict[str, int] = {}
    kept: list[str] = []
    codes = np.zeros(len(texts), np.int32)
    for number, text in enumerate(texts):
        meaning = _meaning(key, text, relief=relief)
        if meaning not in first:
            first[meaning] = len(kept)
            kept.append(text)
        codes[number] = first[meaning]
    return kept, codes


def _meaning(key: str, text: str, *, relief: bool) -> str:
    if ";" in text or "；" in text:
        return f"several {text}"
    if key == "extension_approved_by":
        return "somebody" if text else ""
    known = (
        word(key, text)
        if text and key in ("channel", "reply_method", "third_party_opinion", "agency_capacity")
        else None
    )
    if key == "outcome" and text:
        return _outcome(word("outcome", text) or "unclear", relief=relief)
    return f"={known}" if known else text


def _outcome(outcome: str, *, relief: bool) -> str:
    """Outcomes are told apart by what columns can decide of them, and by relief where its clocks are asked for."""
    if outcome in SPECIAL:
        return outcome
    known = (regime.outcomes.get(outcome) for regime in REGIMES.values())
    told = (
        None if each is None else (each.releases, *((each.relief, each.first_for) if relief else ())) for each in known
    )
    return "|".join(map(str, told))


def _leaf(stated: Stated, part: Index, words: Mapping[str, str], chooser: Chooser, asked: Asked) -> Leaf:
    """Read one part as the core reads one row."""
    given: dict[str, Any] = {"case_id": "column"}
    given |= {key: Days(days[part].astype(np.int64)) for key, days in stated.items()}
    given |= words
    try:
        facts = flat_case(cast("Mapping[str, str]", given), chooser)
    except RowFault:
        raise ImportRejected("rows that are named one by one") from None
    return leaf_of(part, facts, asked)


def leaf_of(part: Index, facts: RowFacts, asked: Asked) -> Leaf:
    """What a case made of columns comes to."""
    on, case = asked.on, facts.case
    if case is None or (facts.first_day is not None and facts.first_day > on):
        return Leaf(part, facts, None)
    judged = judge(case, on, asked.calendar, asked.office, facts.assumed)
    clocks = tuple(read_clocks(case, on, asked.calendar).values()) if asked.clocks else ()
    if asked.settings is None:
        return Leaf(part, facts, judged, clocks=clocks)
    steps = frozenset(event.step for event in case.events if event.on <= on)
    found = tuple(_findings(case, judged.reading, on, asked.calendar, asked.settings))
    return Leaf(part, facts, judged, found, steps, clocks)


def _findings(
    case: Case, reading: Reading, on: date, calendar: WorkCalendar | None, settings: Settings
) -> Iterator[tuple[str, Any]]:
    """Every hit of every rule: its id and its day."""
    hearing = Hearing(case, on, case.regime.calendar() if calendar is None else calendar, settings, reading)
    for name, judged in JUDGES.items():
        if RULES[name].policy and name not in settings.policies:
            continue
        for hit in judged(hearing):
            yield name, hit if isinstance(hit, date | Days) else hit.on
