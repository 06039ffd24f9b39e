"""A register on two days, or under two answers to an open question of law: what differs, counted and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from casework.backlog.evaluate import Evaluated, evaluate
from casework.backlog.register import Register, read_register, undecided
from casework.workdays import WorkCalendar

_UNANSWERED = ("open", "overdue")


def diff(register: Register, before: date, after: date, *, calendar: WorkCalendar | None = None) -> dict[str, Any]:
    """What changed between two days.

    opened: counted on the second day and not on the first. closed: open then, or not yet there, and not open now.
    newly_overdue: overdue now and not then. moved: open on both days with another due day.
    """
    then, now = (_by_id(evaluate(register, day, calendar=calendar).rows) for day in (before, after))
    was_open = {name for name, row in then.items() if row.verdict in _UNANSWERED}
    return {
        "from": before.isoformat(),
        "to": after.isoformat(),
        "rejected": len({fault.row for fault in register.rejected}),
        "undecided": undecided(register.rejected),
        "opened": [name for name in now if name not in then],
        "closed": [
            name for name, row in now.items()
            if row.verdict not in (*_UNANSWERED, "unknown") and (name in was_open or name not in then)
        ],
        "newly_overdue": [
            name for name, row in now.items()
            if row.verdict == "overdue" and not (name in then and then[name].verdict == "overdue")
        ],
        "moved": [
            {"case_id": name, "from": _due(then[name]), "to": _due(row)}
            for name, row in now.items()
            if name in was_open and row.verdict in _UNANSWERED and _due(then[name]) != _due(row)
        ],
    }  # fmt: skip


def compare(
    path: str | Path,
    param: str,
    values: Sequence[str],
    on: date,
    *,
    sheet: str | None = None,
    mapping: str | Path | None = None,
    regime: str = "cn",
    params: Mapping[str, str] | None = None,
    calendar: WorkCalendar | None = None,
) -> dict[str, Any]:
    """Which cases' due day or verdict depends on an open question of law, under each answer.

    Raises:
        DefinitionError: No such parameter, or a value that is no answer.
        ImportRejected: The register cannot be read.
    """
    values = list(dict.fromkeys(values))
    found: dict[str, dict[str, Evaluated]] = {}
    for value in values:
        answer = {**(params or {}), param: value}
        register = read_register(path, sheet=sheet, mapping=mapping, regime=regime, params=answer)
        found[value] = _by_id(evaluate(register, on, calendar=calendar).rows)
    names = list(dict.fromkeys(name for rows in found.values() for name in rows))
    listed: list[dict[str, Any]] = []
    for name in names:
        answers = {value: _answer(rows.get(name)) for value, rows in found.items()}
        if len({str(answer) for answer in answers.values()}) > 1:
            listed.append({"case_id": name, **answers})
    verdicts = sum(len({answer["verdict"] for key, answer in line.items() if key != "case_id"}) > 1 for line in listed)
    return {"param": param, "values": list(values), "differ": len(listed), "verdicts_differ": verdicts, "cases": listed}


def _by_id(rows: Sequence[Evaluated]) -> dict[str, Evaluated]:
    return {row.case_id: row for row in rows}


def _due(row: Evaluated) -> str | None:
    return row.clock.due.isoformat() if row.clock is not None and row.clock.due is not None else None


def _answer(row: Evaluated | None) -> dict[str, Any]:
    return {"verdict": None, "due": None} if row is None else {"verdict": row.verdict, "due": _due(row)}
