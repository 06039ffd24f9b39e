"""A refusal names the articles of the requirement that failed, what was asked for and what is allowed."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import command, take
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import play

d = date.fromisoformat


def handled(year="2025"):
    return [(f"{year}-03-03", "open"), *((f"{year}-03-04", step) for step in ("register", "review", "assign"))]


@pytest.mark.parametrize(
    ("law", "year", "zh", "en"),
    [
        (
            CN_ORDER_711,
            "2025",
            "（要求25个工作日，最多20个工作日）",
            "(asked for 25 working days, at most 20)",
        ),  # 条例 33(2)
        (
            CN_ORDER_492,
            "2015",
            "（要求25个工作日，最多15个工作日）",
            "(asked for 25 working days, at most 15)",
        ),  # 492号 24
    ],
)
def test_an_extension_over_the_cap(law, year, zh, en):
    case = play(law, *handled(year)).case
    refused = take(case, command("extend", d(f"{year}-03-10"), working_days="25", approved_by="甲"))
    assert zh in refused.text("zh")
    assert en in refused.text("en")


def test_an_extension_of_the_reconsideration_over_the_cap():
    """复议法 62: once, by at most thirty days."""
    diary = [
        ("2025-03-03", "open"),
        ("2025-03-20", "reply", {"outcome": "not_held", "search": "OA"}),
        ("2025-04-01", "open_reconsideration"),
    ]
    case = play(CN_ORDER_711, *diary, implied=True).case
    refused = take(case, command("extend_reconsideration", d("2025-05-06"), days="31"))
    assert "（要求31日，最多30日）[《行政复议法》（2023年修订）第62条]" in refused.text("zh").replace(" ", "")
    assert "(asked for 31 days, at most 30)" in refused.text("en")


@pytest.mark.parametrize(
    ("law", "year", "draft", "article"),
    [
        (
            CN_ORDER_711,
            "2025",
            {"outcome": "refused_process_info"},
            "《政府信息公开条例》（国务院令第711号）第36条第3项",
        ),
        (
            CN_ORDER_492,
            "2015",
            {"outcome": "refused_state_secret"},
            "《政府信息公开条例》（国务院令第492号）第21条第2项",
        ),
        (CN_ORDER_711, "2025", {"outcome": "partially_granted"}, "《政府信息公开条例》（国务院令第711号）第37条"),
        (CN_ORDER_492, "2015", {"outcome": "partially_granted"}, "《政府信息公开条例》（国务院令第492号）第22条"),
    ],
)
def test_a_draft_without_a_ground_rests_on_the_article_that_wants_it(law, year, draft, article):
    refused = take(play(law, *handled(year)).case, command("submit_draft", d(f"{year}-03-10"), **draft))
    assert [reason.basis_zh for reason in refused.reasons] == [article]
