"""What a register adds up to on a day. Terms as in the interface; every figure a count that can be checked by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any

from casework.backlog.not_cases import NotCase
from casework.backlog.register import Register, Rejected, undecided
from casework.escalation import Ladder

if TYPE_CHECKING:
    from casework.backlog.evaluate import Evaluated

WITHIN = (5, 10, 20)


def not_judged(
    rejected: Sequence[Rejected], not_cases: Sequence[NotCase], sheets_left_out: Sequence[str], lang: str
) -> dict[str, Any]:
    """What of a file is in no figure: rejected rows, those that could change a verdict, rows that are no requests."""
    return {
        "rejected": len({fault.row for fault in rejected}),
        "undecided": undecided(rejected),
        "not_cases": [each.as_json(lang) for each in not_cases],
        "sheets_left_out": list(sheets_left_out),
    }


def summarise(
    rows: Sequence[Evaluated], register: Register, on: date, ladder: Ladder, *, lang: str = "en"
) -> dict[str, Any]:
    """The summary of one evaluation.

    cases: requests that were judged. rejected: rows that could not be read; undecided: those of them that could change
    a verdict. not_cases: rows that are no requests, and why. warnings: what was said of the file.

    due_within: open, not overdue, days_left at most N, cumulative. cards: the highest standing card of each case.
    on_time_rate: on time / (on time + late) of replied cases, null without any. median_working_days: used by the office
    to the reply, pauses out. flips: verdicts that rest on an assumption.
    """
    verdicts = Counter(row.verdict for row in rows)
    open_rows = [row for row in rows if row.verdict == "open" and row.clock is not None]
    replied = verdicts["on_time"] + verdicts["late"]
    used = [spent for row in rows if (spent := _spent(row)) is not None]
    return {
        "as_of": on.isoformat(),
        "cases": len(rows),
        **not_judged(register.rejected, register.not_cases, register.sheets_left_out, lang),
        "unknown": verdicts["unknown"],
        "open": verdicts["open"] + verdicts["overdue"],
        "overdue": verdicts["overdue"],
        "due_within": {str(days): sum(_left(row, days) for row in open_rows) for days in WITHIN},
        "cards": (cards := {rung.id: sum(row.card is rung for row in rows) for rung in ladder.rungs}),
        "cards_per_100000": {
            name: round(number * 100_000 / len(rows), 1) if rows else None for name, number in cards.items()
        },
        "closed_on_time": verdicts["on_time"],
        "closed_late": verdicts["late"],
        "ended_without_reply": verdicts["ended"],
        "on_time_rate": round(verdicts["on_time"] / replied, 4) if replied else None,
        "median_working_days": median(used) if used else None,
        "provisional": sum(1 for row in rows if _running(row) and row.clock is not None and row.clock.provisional),
        "assumed": dict(sorted(Counter(kind for row in rows for kind in row.source.assumed).items())),
        "flips": sum(row.flips for row in rows),
        "by_state": dict(sorted(Counter(row.state for row in rows).items())),
        "by_unit": _by_unit(rows),
        "warnings": list(register.warnings),
    }


def _running(row: Evaluated) -> bool:
    return row.verdict in ("open", "overdue")


def _left(row: Evaluated, days: int) -> bool:
    left = row.clock.days_left if row.clock is not None and row.clock.due is not None else None
    return left is not None and left <= days


def _spent(row: Evaluated) -> int | None:
    clock = row.clock
    if row.verdict not in ("on_time", "late") or clock is None or clock.days_used is None:
        return None
    return clock.days_used + (clock.overdue_by or 0)


def _by_unit(rows: Sequence[Evaluated]) -> list[dict[str, Any]]:
    units: dict[str, Counter[str]] = {}
    for row in rows:
        units.setdefault(row.source.unit, Counter())[row.verdict] += 1
    table = []
    for unit, counts in units.items():
        replied = counts["on_time"] + counts["late"]
        table.append(
            {
                "unit": unit,
                "cases": counts.total(),
                "open": counts["open"] + counts["overdue"],
                "overdue": counts["overdue"],
                "closed_on_time": counts["on_time"],
                "closed_late": counts["late"],
                "on_time_rate": round(counts["on_time"] / replied, 4) if replied else None,
            }
        )
    return sorted(table, key=lambda line: (-line["cases"], line["unit"]))
