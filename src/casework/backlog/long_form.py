"""The long form: an event table `case_id, on, step` plus one column a payload key. Strict unless asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from attrs import define, field

from casework.backlog.case_numbers import same
from casework.backlog.cells import Words
from casework.backlog.headings import EMPTY, KNOWN, LONG_FORM, letter_word, match_headings, plain, word
from casework.backlog.rows import Chooser
from casework.case import Case, CaseOpened, Event, replay
from casework.case.commands import payload_faults
from casework.case.events import make_event
from casework.case.receipt import as_day, received_on
from casework.errors import OutsideKnownLaw
from casework.law import NotADay, parse_day
from casework.procedure import Regime
from casework.regimes import REGIMES

PAYLOAD_KEYS = frozenset(
    plain(key.name) for regime in REGIMES.values() for step in regime.procedure.steps.values() for key in step.payload
)
PAYLOAD_DAYS = frozenset(
    plain(key.name)
    for regime in REGIMES.values()
    for step in regime.procedure.steps.values()
    for key in step.payload
    if key.type == "day"
)
_STEPS = {step.id: step for regime in REGIMES.values() for step in regime.procedure.steps.values()}

SAYS_NOTHING: Final = "row {row}: column {heading} says nothing in {step} and passes through"
LongFault = tuple[int, str, str, Words, Sequence[str]]


@define(slots=True)
class LongCase:
    """One case of the table: its first row, the case (null if it cannot be one), and what was wrong with its rows."""

    row: int
    case_id: str
    case: Case | None = None
    outcome: str = ""
    faults: list[LongFault] = field(factory=list)
    warnings: list[str] = field(factory=list)


@define(slots=True)
class Entry:
    """One row of the table as it was read."""

    row: int
    on: date
    step: str
    payload: dict[str, Any]
    cells: Sequence[str]


def long_cases(
    headings: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    mapping: Mapping[str, tuple[str, ...]],
    chooser: Chooser,
    *,
    implied: bool,
) -> Iterator[LongCase]:
    """Group the rows (number, cells) by case, order its entries by day, then rank of the step, then row, and replay."""
    places = match_long(headings, mapping)[0]
    layout = Layout(headings, places, chooser(None))
    grouped: dict[str, LongCase] = {}
    entries: dict[str, list[Entry]] = {}
    typed: dict[str, str] = {}
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        case_id = cells[places["case_id"]].strip() if places["case_id"] < len(cells) else ""
        case_id = typed.setdefault(same(case_id), case_id)
        group = grouped.setdefault(case_id, LongCase(number, case_id))
        entry = read_entry(cells, number, layout, group)
        if case_id in EMPTY:
            group.faults.append(
                (number, headings[places["case_id"]], case_id, ("案件编号", "the number of the case"), cells)
            )
        elif entry is not None:
            entries.setdefault(case_id, []).append(entry)
    for case_id, group in grouped.items():
        if case_id in entries:
            fold(group, entries[case_id], headings[places["step"]], chooser, implied=implied)
        yield group


def payload_columns(headings: Sequence[str], places: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """The columns beside case_id, on and step by their plain heading: place and heading; of two alike the first."""
    found: dict[str, tuple[int, str]] = {}
    for index, heading in enumerate(headings):
        if index not in places.values():
            found.setdefault(plain(heading), (index, heading))
    return found


def keys_of(headings: Sequence[str], places: Mapping[str, int]) -> frozenset[str]:
    """The payload keys that a table of steps has columns for."""
    there = payload_columns(headings, places)
    names = {key.name for step in _STEPS.values() for key in step.payload}
    return frozenset(name for name in names if plain(name) in there)


def match_long(headings: Sequence[str], mapping: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, int], list[str]]:
    """Which column holds case_id, on and step, and warnings; two columns of one payload key are warned of, too."""
    found, warnings = match_headings(headings, dict(mapping), LONG_FORM)
    first: dict[str, int] = {}
    for index, heading in enumerate(headings):
        name = plain(heading)
        if first.setdefault(name, index) != index and name in PAYLOAD_KEYS - KNOWN:
            warnings.append(f"column {index + 1}, {heading!r}, stands here twice; the second one passes through")
    return found, warnings


class Layout:
    """Where a table of steps holds what: for each step the columns that it reads and those that say nothing in it."""

    def __init__(self, headings: Sequence[str], places: Mapping[str, int], regime: Regime) -> None:
        self.headings, self.regime = headings, regime
        self.on, self.step = places["on"], places["step"]
        self._payload = payload_columns(headings, places)
        self._columns: dict[str, tuple[list[tuple[str, int]], list[tuple[int, str]]]] = {}

    def columns(self, step: str) -> tuple[list[tuple[str, int]], list[tuple[int, str]]]:
        """Payload keys with their columns, and columns (with their headings) that hold keys of other steps only."""
        if step not in self._columns:
            names = [key.name for key in self.regime.procedure.steps[step].payload]
            asked = [(name, self._payload[plain(name)][0]) for name in names if plain(name) in self._payload]
            others = PAYLOAD_KEYS - {plain(key.name) for key in _STEPS[step].payload}
            silent = [told for name, told in self._payload.items() if name in others]
            self._columns[step] = asked, silent
        return self._columns[step]


def read_entry(cells: Sequence[str], number: int, layout: Layout, group: LongCase) -> Entry | None:
    """One row; null if it cannot be an entry, and the group says why."""
    width, headings, regime = len(cells), layout.headings, layout.regime

    def cell(index: int) -> str:
        text = cells[index].strip() if index < width else ""
        return "" if text in EMPTY else text

    faults = len(group.faults)
    step = cell(layout.step)
    known = regime.procedure.steps.get(step)
    day: date | None = None
    try:
        day = parse_day(cell(layout.on))
    except NotADay as error:
        group.faults.append((number, headings[layout.on], cell(layout.on), (error.zh, error.en), cells))
    if known is None:
        words = ("程序中的步骤", "a step of the procedure")
        group.faults.append((number, headings[layout.step], step, words, cells))
        return None
    asked, silent = layout.columns(step)
    payload = {name: text for name, index in asked if index < width and cells[index] and (text := cell(index))}
    for index, heading in silent:
        if index < width and cells[index] and cell(index):
            group.warnings.append(SAYS_NOTHING.format(row=number, heading=repr(heading), step=step))
    if "channel" in payload:
        payload["channel"] = word("channel", payload["channel"]) or payload["channel"]
    if "letter" in payload:
        payload["letter"] = letter_word(payload["letter"])
    for name, zh, en in payload_faults(known, payload, regime, complete=False):
        group.faults.append((number, name, payload.get(name, ""), (zh, en), cells))
    if day is None or len(group.faults) > faults:
        return None
    return Entry(number, day, step, payload, cells)


def fold(
    group: LongCase,
    entries: list[Entry],
    step_heading: str,
    chooser: Chooser,
    *,
    implied: bool,
    sort: Callable[[Regime, Event, list[Entry]], list[Entry]] | None = None,
) -> None:
    """Make the case of its entries, or say what keeps it from being one. sort: the order in which they are read."""
    opening = [entry for entry in entries if entry.step == "open"]
    if len(opening) != 1:
        en = "one row `open` a case; " + ("none was readable" if not opening else f"{len(opening)} stand here")
        zh = "每件恰有一行open；" + ("未见可读的一行" if not opening else f"现有{len(opening)}行")
        expected = (zh, en)
        group.faults += [(entry.row, step_heading, entry.step, expected, entry.cells) for entry in entries]
        return
    try:
        regime = _law(entries, opening[0], chooser)
    except OutsideKnownLaw as error:
        words = ("所收录法规施行期间的日期", f"a day some regime covers: {error}")
        group.faults += [(entry.row, "on", str(entry.on), words, entry.cells) for entry in entries]
        return
    entries = possible(group, entries, opening[0], regime)
    unknown = [entry for entry in entries if entry.step not in regime.procedure.steps]
    for entry in unknown:
        group.faults.append(
            (entry.row, step_heading, entry.step, (f"{regime.zh}的步骤", f"a step of {regime.id}"), entry.cells)
        )
    known = [entry for entry in entries if entry.step in regime.procedure.steps and entry.step != "open"]
    events: list[Event] = [CaseOpened(1, opening[0].on, group.case_id, opening[0].payload)]
    order = in_their_order if sort is None else sort
    for number, entry in enumerate(order(regime, events[0], known)):
        events.append(make_event(number + 2, entry.on, entry.step, entry.payload))
    group.case = replay(regime, events, implied=implied)
    replies = [e.payload.get("outcome") or "" for e in group.case.history if e.step in ENDS]
    group.outcome = next((outcome for outcome in reversed(replies) if outcome), "")


def _law(entries: Sequence[Entry], opening: Entry, chooser: Chooser) -> Regime:
    """The law of the day of receipt; of a request that has to be confirmed that is the day it is, once it is.

    Under the parameter regime_by it is the law of the day of reply, if there was one.
    """
    regime = chooser(as_day(opening.payload.get("received_on")) or opening.on)
    if received_on(regime, CaseOpened(1, opening.on, "", opening.payload)) is None:
        confirmed = [entry.on for entry in entries if entry.step == "confirm_receipt"]
        if not confirmed:
            return regime
        regime = chooser(min(confirmed))
    if regime.chosen["regime_by"] == "reply":
        replies = [entry for entry in entries if entry.step in ("reply", "reply_on_the_spot")]
        days = [day for entry in replies for key in _SENT if (day := as_day(entry.payload.get(key))) is not None]
        days += [entry.on for entry in replies]
        return chooser(min(days)) if days else regime
    return regime


ENDS = ("submit_draft", "reply", "reply_on_the_spot")
"""Steps that name an outcome; the last one that does has it."""
_SENT = ("posted_on", "signed_on")
_AFTER = {
    "third_party_answers": "consult_third_party",
    "agency_answers": "consult_agency",
    "receive_correction": "request_correction",
    "take_payment": "issue_fee_notice",
}


def possible(group: LongCase, entries: list[Entry], opening: Entry, regime: Regime) -> list[Entry]:
    """The entries without those that physics forbids: a reply before receipt, an answer before every such letter."""
    opened = CaseOpened(1, opening.on, group.case_id, opening.payload)
    received = received_on(regime, opened) or opening.on
    kept = []
    for entry in entries:
        letters = [other.on for other in entries if other.step == _AFTER.get(entry.step)]
        earliest = received if entry.step in ("reply", "reply_on_the_spot") else min(letters, default=None)
        if earliest is not None and entry.on < earliest:
            words = (f"不早于{earliest}的日期", f"a day on or after {earliest}")
            group.faults.append((entry.row, "on", str(entry.on), words, entry.cells))
        else:
            kept.append(entry)
    return kept


def in_their_order(regime: Regime, opened: Event, entries: list[Entry]) -> list[Entry]:
    """By day, then rank, then row; among one day's entries the first that the table allows goes first."""
    rank = regime.procedure.rank
    waiting = sorted(entries, key=lambda entry: (entry.on, rank[entry.step], entry.row))
    if all(a.on != b.on for a, b in pairwise(waiting)):
        return waiting
    done: list[Entry] = []
    events: list[Event] = [opened]
    while waiting:
        same_day = [entry for entry in waiting if entry.on == waiting[0].on]
        chosen = same_day[0]
        if len(same_day) > 1:
            state = replay(regime, events).state
            allowed = (entry for entry in same_day if (state, entry.step) in regime.procedure.compiled)
            chosen = next(allowed, same_day[0])
        waiting.remove(chosen)
        done.append(chosen)
        events.append(make_event(len(events) + 1, chosen.on, chosen.step, chosen.payload))
    return done
