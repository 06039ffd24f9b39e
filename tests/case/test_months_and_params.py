"""Ordered limits in months, and parameters: each listed one has something that reads it."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

import casework
from casework.case import audit_case
from casework.cli.app import run
from casework.errors import DefinitionError
from casework.law.dates import months_begun
from casework.regimes import CN_ORDER_711, REGIMES
from casework.testing import play

d = date.fromisoformat
REPLY = ("2025-03-20", "reply", {"method": "direct", "signed_on": "2025-03-20", "outcome": "not_held", "search": "yes"})


@pytest.mark.parametrize(("on", "over"), [("2025-07-01", 0), ("2025-07-02", 1), ("2025-08-01", 1), ("2025-08-02", 2)])
def test_an_ordered_limit_in_months_is_overdue_by_months_begun(on, over):
    """Reopened 2025-05-30 (days=1, months): 2025-06-30 Mon; here 2025-06-01 + 1 month = 2025-07-01 Tue."""
    order = ("2025-06-01", "reopen", {"cause": "judgment", "days": "1", "unit": "months"})
    clock = play(CN_ORDER_711, ("2025-03-10", "open"), REPLY, order, implied=True).clock("reply#2", on)
    assert (clock.due, clock.overdue_by) == (d("2025-07-01"), over)
    assert clock.state == ("missed" if over else "running")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-01-31", "2025-01-31", 0),
        ("2025-01-31", "2025-02-28", 1),  # February has no 31st: its last day ends the first month
        ("2025-01-31", "2025-03-01", 2),
        ("2025-01-31", "2026-01-31", 12),
        ("2025-01-31", "2026-02-01", 13),
    ],
)
def test_months_begun(first, last, months):
    """民法典 202: a month ends on the day of the same number, or on its last."""
    assert months_begun(d(first), d(last)) == months


def test_every_listed_parameter_has_a_reader():
    """A name that nobody reads outside the table of parameters promises what is not done."""
    folder = Path(casework.__file__).parent
    read = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "cn_params.py")
    for law in REGIMES.values():
        for name in law.params:
            words = [name, name.removesuffix("_days")] if name.endswith("_days") else [name]
            assert any(re.search(rf'["\'{{]{word}|f"{{self.limit}}_days"', read) for word in words), name


def test_a_wait_of_no_days_is_an_answer():
    assert CN_ORDER_711.with_params({"release_wait": "0"}).chosen["release_wait"] == "0"
    with pytest.raises(DefinitionError, match="from 1 to 999"):
        CN_ORDER_711.with_params({"correction_days": "0"})


ASKED = (
    ("2026-03-09", "open"),
    ("2026-03-10", "consult_third_party", {"party": "a"}),
    ("2026-03-16", "third_party_answers", {"party": "a", "opinion": "objects", "reasonable": "yes"}),
    ("2026-03-17", "override_objection", {"reason": "公共利益"}),
    ("2026-03-18", "notify_third_party", {"party": "a"}),
    ("2026-03-20", "reply", {"method": "direct", "signed_on": "2026-03-20", "outcome": "granted"}),
)


@pytest.mark.parametrize(("wait", "told"), [("0", True), ("2", True), ("3", False)])
def test_the_wait_before_a_release_is_judged_as_the_office_answers_it(wait, told):
    """Told on Wed 03-18, released on Fri 03-20: 19(1), 20(2)."""
    case = play(CN_ORDER_711, *ASKED, implied=True, params={"release_wait": wait}).case
    assert ("third_party_not_told" not in {f.rule.id for f in audit_case(case, d("2026-04-01"))}) is told


@pytest.mark.parametrize(
    ("outcome", "answer", "wrong"),
    [("petition", "notify", True), ("petition", "omit", False), ("not_held", "omit", True)],
)
def test_contested_relief_is_told_as_the_office_answers_it(outcome, answer, wrong):
    """法释〔2025〕8号 1: whether 不予处理 of these kinds can be sued is contested."""
    reply = ("2026-03-20", "reply", {"outcome": outcome, "relief_told": "no", "search": "yes"})
    case = play(CN_ORDER_711, ("2026-03-09", "open"), reply, implied=True, params={"contested_relief": answer}).case
    assert ("relief_notice_wrong" in {f.rule.id for f in audit_case(case, d("2026-04-01"))}) is wrong


@pytest.mark.parametrize("command", ["backlog", "measures", "due"])
def test_a_comparison_that_nothing_can_answer_is_refused(command, monkeypatch, capsys):
    """An empty table without a word was printed: contested_relief is read by the audit, not by any clock."""
    asked = ("--compare", "contested_relief=notify,omit")
    file = str(Path(__file__).parents[2] / "examples" / "published-register.csv")
    words = ("due", "--received", "2026-03-09") if command == "due" else (command, file, "--as-of", "2026-11-20")
    monkeypatch.setattr(sys, "argv", ["casework", *words, *asked])
    assert run() == 2
    assert "it bears on the audit, no clock reads it" in capsys.readouterr().err


def test_a_comparison_without_a_difference_says_so(monkeypatch, capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("编号,收到日期,答复日期\n1,2026-03-09,2026-03-20\n", encoding="utf-8")
    words = ("backlog", str(path), "--as-of", "2026-11-20", "--compare", "pause_policy=A,B", "--lang", "zh")
    monkeypatch.setattr(sys, "argv", ["casework", *words])
    assert run() == 0
    assert "pause_policy：取A、B，没有一件的期限或结论不同" in capsys.readouterr().out
