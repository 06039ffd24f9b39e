"""What the pages show of cases, read through the desk. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from casework.case import Case, Clock, read, read_clocks
from casework.desk import MARKS, CaseFile, Desk
from casework.errors import CaseworkError
from casework.escalation import Card, rungs_reached
from casework.ledger import Entry, Record
from casework.office_clocks import limit_words
from casework.procedure import Regime
from casework.regimes import CN_ORDER_711

from . import words

STATES = CN_ORDER_711.procedure.states
PAGE = 50
_OPEN = ("open", "waiting")


def listing(desk: Desk, today: date, *, state: str, number: str, page: int) -> dict[str, Any]:
    """One page of cases: open ones first, by due day; and how many there are in each state."""
    records = list(desk.setting.ledger.records())
    counts = Counter(record.state for record in records)
    found = [r for r in records if (not state or r.state == state) and number.casefold() in r.case_id.casefold()]
    found.sort(key=lambda r: (not _is_open(r), r.due or date.max, r.case_id))
    last = max((len(found) - 1) // PAGE, 0)
    page = min(max(page, 0), last)
    rows = [_row(desk, record, today) for record in found[page * PAGE : (page + 1) * PAGE]]
    rows.sort(key=lambda row: (row["standing"] == "ended", row["due"] or date.max))  # a pause moves it day by day
    return {
        "rows": rows,
        "counts": [(each.id, each.zh, counts[each.id]) for each in STATES.values() if counts[each.id]],
        "all": len(records), "found": len(found), "page": page, "last": last,
    }  # fmt: skip


def _is_open(record: Record) -> bool:
    return record.state in STATES and STATES[record.state].kind in _OPEN


def _row(desk: Desk, record: Record, today: date) -> dict[str, Any]:
    zh = STATES[record.state].zh if record.state in STATES else record.state
    row = {"case_id": record.case_id, "state": zh, "opened_on": record.opened_on, "due": None, "left": "", "unit": ""}
    try:
        file = desk.file(record.case_id)
    except CaseworkError:
        return row | {"standing": "broken"}
    clock = reply_clock(read_clocks(file.case, today, desk.setting.calendar))
    unit = next((e.public["unit"] for e in reversed(file.entries) if e.public.get("unit") and e.step != "reopen"), "")
    standing = standing_of(desk, file.case, clock, today)
    left = "" if standing == "ended" else left_of(clock)
    return row | {"due": clock.due if clock else None, "left": left, "unit": unit, "standing": standing}


def reply_clock(clocks: dict[str, Clock]) -> Clock | None:
    """The clock of the reply as it runs now: the last one, after restarts."""
    found = [clock for clock in clocks.values() if clock.limit == "reply"]
    return found[-1] if found else None


def standing_of(desk: Desk, case: Case, clock: Clock | None, today: date) -> str:
    """In which colour a case stands; the rungs of the office's ladder decide, swept or not."""
    state = case.regime.procedure.states[case.state]
    if state.kind not in _OPEN:
        return "ended"
    if clock is None or clock.state in ("not_started", "unknown"):
        return "waiting"
    if clock.state in ("paused", "stopped"):
        return clock.state
    setting = desk.setting
    rungs = rungs_reached(clock, setting.ladder, today, promised=setting.office.promised_day(clock), state=case.state)
    if rungs:
        return rungs[-1].id if rungs[-1].id in words.STANDINGS else "warning"
    return "late" if clock.state == "missed" else "fine"


def left_of(clock: Clock | None) -> str:
    """Days left or overdue, in words; a stopped clock counts nothing down."""
    if clock is None or clock.days_left is None or clock.deadline is None:
        return ""
    unit = clock.deadline.limit.unit.zh
    return f"逾期 {clock.overdue_by} {unit}" if clock.overdue_by else f"剩 {clock.days_left} {unit}"


def detail(desk: Desk, file: CaseFile, today: date, *, reveal: bool) -> dict[str, Any]:
    """Everything on the page of a case."""
    case, regime = file.case, file.case.regime
    clocks = desk.setting.clocks(case, today)
    clock = reply_clock(clocks)
    options = desk.options(case.case_id, today).values()
    return {
        "case_id": case.case_id, "law": regime.zh, "roles": regime.procedure.roles, "version": file.version,
        "state": regime.procedure.states[case.state], "stepper": stepper(case),
        "standing": standing_of(desk, case, clock, today), "reply": clock, "left": left_of(clock),
        "working": clock.as_json("zh", explain=True) if clock else None,
        "promised": desk.setting.office.promised_day(clock) if clock else None,
        "clocks": [{"zh": limit_zh(regime, key), "clock": each, "left": left_of(each)}
                   for key, each in clocks.items()],
        "entries": [entry_of(each, regime, reveal=reveal) for each in file.entries],
        "allowed": [each for each in options if each.possible],
        "others": [each for each in options if not each.possible],
        "cards": [card_of(card, regime) for card in desk.cards(case.case_id)],
    }  # fmt: skip


def stepper(case: Case) -> list[tuple[str, str]]:
    """The six phases, each done, current or to come; relief stands after the last."""
    phases = case.regime.procedure.phases
    order = [phase.id for phase in phases]
    now = order.index(case.regime.procedure.states[case.state].phase)
    shown = [phase for phase in phases if phase.id != "relief" or order[now] == "relief"]
    return [(p.zh, "now" if i == now else "done" if i < now else "later") for i, p in enumerate(shown)]


def limit_zh(regime: Regime, key: str) -> str:
    """The name of a clock: its limit, and its number from the second on."""
    limit, _, number = key.partition("#")
    return limit_words(regime, limit)[0] + (f"（第{number}次）" if number else "")


def entry_of(entry: Entry, regime: Regime, *, reveal: bool) -> dict[str, Any]:
    """One line of the timeline; sensitive values only where they may be shown."""
    step = regime.procedure.steps.get(entry.step)
    role = regime.procedure.roles.get(entry.role)
    return {
        "seq": entry.seq, "on": entry.on, "actor": entry.actor, "role": role.zh if role else "", "mark": step is None,
        "zh": step.zh if step else MARKS.get(entry.name, (entry.name, ""))[0],
        "public": _public(entry, regime),
        "sealed": [_sealed(entry, key, regime, reveal=reveal) for key in entry.digests],
    }  # fmt: skip


def _public(entry: Entry, regime: Regime) -> list[tuple[str, str]]:
    step = regime.procedure.steps.get(entry.step)
    if step is not None:
        known = entry.public
        return [(key.zh, value_zh(key, known[key.name], regime)) for key in step.payload if key.name in known]
    return [(words.MARKED[k], _marked(k, v, regime)) for k, v in entry.public.items() if k in words.MARKED]


def _marked(key: str, value: Any, regime: Regime) -> str:
    if key == "clock":
        return limit_zh(regime, str(value))
    rungs = {"warning": "预警", "yellow": "黄牌", "red": "红牌", "ran_out": "对方期限已满"}
    return {"rung": rungs, "act": words.ACTS}.get(key, {}).get(str(value), str(value))


def value_zh(key: Any, value: Any, regime: Regime) -> str:
    """A value as people read it."""
    tables = {"channel": regime.channels, "outcome": regime.outcomes}
    if key.type in tables:
        return tables[key.type][value].zh if value in tables[key.type] else str(value)
    return words.choice(key.name, str(value)) if key.type in ("choice", "yes_no") else str(value)


def _sealed(entry: Entry, key: str, regime: Regime, *, reveal: bool) -> tuple[str, str]:
    step = regime.procedure.steps.get(entry.step)
    zh = step.keys[key].zh if step and key in step.keys else words.MARKED.get(key, key)
    held = entry.sealed.get(key)
    if held is None or held.value is None:
        return zh, "（已清除）"
    return zh, held.value if reveal else "●●●●●●"


def card_of(card: Card, regime: Regime) -> dict[str, Any]:
    """A card with what may be done with it now."""
    acts = [a for a in words.ACTS_ON[card.state] if a != "appeal" or card.rung.appealable]
    return {"card": card, "clock_zh": limit_zh(regime, card.clock), "acts": acts, "zh": words.CARDS[card.state]}


def said_of(desk: Desk, file: CaseFile, seq: int, *, again: bool) -> dict[str, Any]:
    """What is said after a step: warnings are read anew from the case, so that no message need be kept anywhere."""
    entry = next((each for each in file.entries if each.seq == seq), None)
    if entry is None:
        return {}
    notes = read(file.case, entry.on, desk.setting.calendar).notes
    warnings = [note.text("zh") for note in notes if note.seq == seq]
    return {"step": entry_of(entry, file.case.regime, reveal=False)["zh"], "warnings": warnings, "again": again}
