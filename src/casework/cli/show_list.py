"""The list of cases on a ledger, each read on a day, with the colour of what is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen
from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.case import Clock
from casework.cli.ledger import as_it_stood, state_name
from casework.cli.provisional import firm_hints
from casework.cli.show import Progress, SaidWrong, cell, complain, out_json, progress, today
from casework.desk import CaseFile, Desk
from casework.escalation import Rung, standing_card
from casework.ledger import Record
from casework.regimes import REGIMES

_COLOURS: Final = {"warning": "cyan", "yellow": "yellow", "red": "red", "overdue": "red"}


@frozen(slots=True)
class _Line:
    """One case of the list; clock is the reply's latest."""

    file: CaseFile
    state: str
    clock: Clock | None
    card: Rung | None

    @property
    def over(self) -> int | None:
        """By how much the reply is overdue."""
        return self.clock.overdue_by if self.clock is not None else None

    def document(self) -> dict[str, Any]:
        """The line as JSON."""
        clock = self.clock
        return {
            "case_id": self.file.case.case_id,
            "regime": self.file.case.regime.id,
            "opened_on": self.file.case.opened.on,
            "state": self.state,
            "due": clock and clock.due,
            "days_left": clock and clock.days_left,
            "overdue_by": clock and clock.overdue_by,
            "clock": clock.state if clock is not None else "unknown",
            "card": self.card.id if self.card is not None else None,
            "version": self.file.version,
        }


def show_list(desk: Desk, on: date, state: str, lang: str, *, json: bool) -> None:
    """Print the cases that stand on a day; state: only those in one."""
    known = dict.fromkeys(name for regime in REGIMES.values() for name in regime.procedure.states)
    if state and state not in known:
        raise SaidWrong(f"--state {state!r}: known are {', '.join(known)}")
    indexed = state if state and on >= today() else None
    records = list(desk.setting.ledger.records(state=indexed))
    with progress("读取" if lang == "zh" else "reading", quiet=json) as told:
        lines = [line for line in _lines(desk, records, on, told) if not state or line.state == state]
    if json:
        out_json({"as_of": on, "cases": [line.document() for line in lines]})
    else:
        Console().print(_table(lines, on, lang))
    for hint in firm_hints(desk.setting.calendar, (line.clock for line in lines), lang):
        complain(hint)


def _lines(desk: Desk, records: Sequence[Record], on: date, told: Progress | None) -> Iterator[_Line]:
    setting = desk.setting
    for number, record in enumerate(records, 1):
        file = desk.file(record.case_id)
        if told is not None:
            told(number, len(records))
        if (case := as_it_stood(file.case, on)) is None:
            continue
        clocks = setting.clocks(case, on)
        replies = [clock for clock in clocks.values() if clock.limit == "reply"]
        card = standing_card(clocks, setting.ladder, on, case.state, setting.office.promised_day)
        yield _Line(file, case.state, replies[-1] if replies else None, card)


def _table(lines: Sequence[_Line], on: date, lang: str) -> Table:
    zh = lang == "zh"
    heads = (
        ("编号", "收件", "状态", "答复期限", "剩余", "") if zh else ("case", "opened", "state", "reply due", "left", "")
    )
    table = Table(title=f"{on}  {len(lines)}{'件' if zh else ' cases'}")
    for number, heading in enumerate(heads):
        table.add_column(heading, overflow="fold", no_wrap=number in (1, 3))
    for line in lines:
        case, clock = line.file.case, line.clock
        colour = _COLOURS.get(line.card.id if line.card is not None else "overdue" if line.over else "", "")
        over = line.over or 0
        left = None if clock is None or clock.ended_on is not None else -over if over else clock.days_left
        card = "" if line.card is None else line.card.zh if zh else line.card.en
        due = "" if clock is None or clock.due is None else f"{clock.due}{'*' if clock.provisional else ''}"
        state = state_name(case.regime, line.state, lang)
        left_text = "" if left is None else str(left)
        table.add_row(cell(case.case_id), str(case.opened.on), state, Text(due, colour), left_text, Text(card, colour))
    return table
