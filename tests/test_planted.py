"""The made-up register: an audit finds exactly what was planted in it, flat and as a table of steps."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from casework.backlog import audit, evaluate, read_register
from casework.case import Settings
from casework.regimes import RULES

EXAMPLES = Path(__file__).parents[1] / "examples"
ON = date(2026, 11, 20)
EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))


def planted():
    with (EXAMPLES / "planted.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "form"), [("register.csv", "flat"), ("register.xlsx", "flat"), ("register-events.csv", "events")]
)
def test_the_audit_lists_exactly_the_planted_breaches(name, form):
    found = audit(read_register(EXAMPLES / name), ON, settings=EVERY_POLICY).findings
    listed = [(finding.case_id, finding.rule.id, finding.on.isoformat()) for finding in found]
    assert sorted(listed) == sorted((row["case_id"], row["rule"], row["on"]) for row in planted() if row[form])


def test_every_rule_is_planted_and_what_columns_cannot_tell_is_marked():
    assert {row["rule"] for row in planted()} == set(RULES)
    flat = {row["rule"] for row in planted() if row["flat"]}
    assert flat == {name for name, rule in RULES.items() if "(long form)" not in rule.needs}


def test_both_forms_give_the_same_days_and_verdicts():
    """033 is the row that lost its days; what a flat row cannot hold (relief, assignment) moves no reply day."""
    flat, events = (
        {row.case_id: row for row in evaluate(read_register(EXAMPLES / name), ON).rows}
        for name in ("register.csv", "register-events.csv")
    )
    assert len(flat) > 280
    for case_id, row in flat.items():
        if row.verdict != "unknown":
            other = events[case_id]
            assert (row.clock.due, row.verdict) == (other.clock.due, other.verdict), case_id
    assert [case_id for case_id, row in flat.items() if row.verdict == "unknown"] == ["虚构〔2025〕033号"]
