"""Real cases: what casework says beside what the court or reconsideration organ found; the table in docs is made here.

CASEWORK_WRITE_DOCS=1 pytest tests/test_published_cases.py
"""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from casework.backlog import audit, evaluate, read_register

ROOT = Path(__file__).parents[1]
DOC = ROOT / "docs" / "published-cases.md"
ON = date(2026, 11, 20)
FOUND = {
    "gc26-guangdong-transport-2011", "sh-hpg-2013-73-huangpu-gov", "gz-epb-2012", "sh-2z-2014-384-huangpu-housing",
    "tongxiang-chongfu-2015", "dali-weinan-2022",
}  # fmt: skip
DATED = {
    "reply_late",
    "no_reply",
    "fee_notice_late",
    "correction_notice_late",
    "extension_notified_late",
    "late_act_without_effect",
}
VERDICTS = {"late": ("late", "overdue"), "timely": ("on_time",)}

with (ROOT / "examples" / "published-cases.csv").open(encoding="utf-8-sig", newline="") as _file:
    CASES = {case["id"]: case for case in csv.DictReader(_file)}
REGISTER = read_register(ROOT / "examples" / "published-register.csv")
AUDIT = audit(REGISTER, ON)
ROWS = {row.case_id: row for row in evaluate(REGISTER, ON).rows}


def test_nothing_of_the_published_cases_is_lost():
    assert REGISTER.rejected == ()
    assert set(ROWS) == set(CASES)


def test_six_cases_carry_a_finding():
    assert {name for name, case in CASES.items() if case["published_finding"] != "unstated"} == FOUND


@pytest.mark.parametrize("name", sorted(FOUND))
def test_the_published_finding_agrees(name):
    """The finding of the court or organ, and its own due day where it states one."""
    case, row = CASES[name], ROWS[name]
    assert row.verdict in VERDICTS[case["published_finding"]]
    if case["stated_due_date"]:
        assert row.clock.due == date.fromisoformat(case["stated_due_date"])


@pytest.mark.parametrize("name", sorted(name for name, case in CASES.items() if case["received_date"]))
def test_every_case_is_read_by_the_law_it_was_decided_under(name):
    assert ROWS[name].source.case.regime.id == CASES[name]["regime"]


def test_the_fee_notice_of_2022_107_is_found_late():
    """邵府复决字〔2022〕107号: received 2022-08-18, fee notice 2022-09-22; the reply was due 2022-09-16."""
    found = [each for each in AUDIT.findings if each.case_id == "shaoyang-2022-107"]
    late = [each for each in found if each.rule.id == "fee_notice_late"]
    assert [each.on for each in late] == [date(2022, 9, 22)]
    assert "2022-09-16" in late[0].en


def table():
    lines = [
        "# Published cases",
        "",
        "What casework computes for dated real cases, beside what was found. Made by `tests/test_published_cases.py` from",
        "`examples/published-cases.csv`; the six cases with a finding are tests, the others are shown without claim",
        f"(`open` and `overdue` as of {ON}: the sources read name no reply).",
        "",
        "| case | regime | received | due | replied | casework | published finding | source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, case in CASES.items():
        row = ROWS[name]
        clock = row.clock
        due, replied = (clock.due, clock.ended_on) if clock else (None, None)
        source = (
            f"[{_plain(case['source_title'])}]({case['source_url']})"
            if case["source_url"]
            else _plain(case["source_title"])
        )
        finding = {"unstated": "-"}.get(case["published_finding"], f"**{case['published_finding']}**")
        if case["stated_due_date"]:
            finding += f", due {case['stated_due_date']}"
        verdict = row.verdict.replace("_", " ")
        shown = [
            f"`{name}`",
            case["regime"].removeprefix("cn_"),
            case["received_date"] or "?",
            due or "?",
            replied or "-",
            verdict,
            finding,
            source,
        ]
        lines.append("| " + " | ".join(str(cell) for cell in shown) + " |")
    lines += [
        "",
        "What the audit finds in the dates alone, beside the published finding (the excerpts read do not state approvals,",
    ]
    lines += ["reviews or grounds, so no other rule is shown):", ""]
    lines += ["| case | published finding | findings |", "|---|---|---|"]
    for name, case in CASES.items():
        named = "; ".join(
            f"{each.rule.id} ({each.on})" for each in AUDIT.findings if each.case_id == name and each.rule.id in DATED
        )
        lines.append(f"| `{name}` | {case['published_finding']} | {named or '-'} |")
    lines += ["", "How each day came about:", ""]
    lines += [f"- `{name}`: {row.why}" for name, row in ROWS.items()]
    return "\n".join(lines) + "\n"


def _plain(text):
    return text.replace("|", "/").replace("[", "(").replace("]", ")")


def test_the_table_in_docs_is_up_to_date():
    text = table()
    if os.environ.get("CASEWORK_WRITE_DOCS") == "1":
        DOC.write_text(text, encoding="utf-8")
    assert DOC.read_text(encoding="utf-8") == text, "run with CASEWORK_WRITE_DOCS=1 and look at the difference"
