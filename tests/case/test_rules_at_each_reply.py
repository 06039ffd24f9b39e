"""A rule on replies looks at each reply of a case, with what was on file that day; and it accuses nobody of what the
file cannot tell."""

from __future__ import annotations

import csv
from datetime import date

import polars as pl
import pytest

from casework.backlog import audit, read_register
from casework.backlog.columns import evaluate_frame
from casework.case import audit_case
from casework.case.hearing import Settings
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import play

ON = date(2025, 9, 1)
OPEN = ("2025-03-03", "open")
REVOKED = (
    ("2025-04-10", "open_reconsideration"),
    ("2025-05-12", "close_reconsideration", {"result": "corrected"}),
    ("2025-05-13", "reopen", {"cause": "decision", "days": "30"}),
)


def reply(day="2025-03-20", **payload):
    return (day, "reply", {"method": "direct", "signed_on": day, **payload})


def objects(party, on="2025-03-12"):
    return (
        ("2025-03-05", "consult_third_party", {"party": party}),
        (on, "third_party_answers", {"party": party, "opinion": "objects", "reasonable": "yes"}),
    )


def days(rule, *diary, law=CN_ORDER_711, settings=None):
    case = play(law, *diary, implied=True).case
    return [str(finding.on) for finding in audit_case(case, ON, settings=settings) if finding.rule.id == rule]


PROCESS = {"outcome": "refused_process_info"}


@pytest.mark.parametrize(
    ("rule", "fires", "diary"),
    [
        # 条例 36(3): the refusal of 20 March states nothing, the one after the revocation does
        ("refusal_without_ground", ["2025-03-20"], [OPEN, reply(**PROCESS), *REVOKED, reply("2025-05-25", **PROCESS, grounds="16(2)")]),
        ("refusal_without_ground", ["2025-05-25"], [OPEN, reply(**PROCESS, grounds="16(2)"), *REVOKED, reply("2025-05-25", **PROCESS)]),
        # 条例 36(4): searched only after the court said so
        ("not_held_without_search", ["2025-03-20"], [OPEN, reply(outcome="not_held"), *REVOKED, reply("2025-05-25", outcome="not_held", search="OA")]),
        # 条例 15, 32: asked only the second time
        ("withheld_for_third_party_not_consulted", ["2025-03-20"], [OPEN, reply(outcome="partially_granted", withheld="第3页:15"), *REVOKED, ("2025-05-14", "consult_third_party", {"party": "甲"}), reply("2025-05-25", outcome="partially_granted", withheld="第3页:15")]),
        # a decision on the public interest after the release overrides nothing
        ("released_over_objection", ["2025-03-20"], [OPEN, *objects("甲"), reply(outcome="granted"), ("2025-04-13", "override_objection", {"reason": "食品安全"})]),
        ("released_over_objection", [], [OPEN, *objects("甲"), ("2025-03-20", "override_objection", {"reason": "食品安全"}), reply(outcome="granted")]),
        # the draft of before the revocation says nothing of the reply after it
        ("reply_differs_from_draft", [], [OPEN, ("2025-03-17", "submit_draft", {**PROCESS, "grounds": "16(2)"}), reply(**PROCESS), *REVOKED, reply("2025-05-25", outcome="granted")]),
        ("reply_differs_from_draft", ["2025-03-20"], [OPEN, ("2025-03-17", "submit_draft", {"outcome": "granted"}), reply(**PROCESS), *REVOKED, ("2025-05-20", "submit_draft", {"outcome": "granted"}), reply("2025-05-25", outcome="granted")]),
        # 32: two objected, one was told
        ("third_party_not_told", ["2025-03-20"], [OPEN, *objects("甲"), *objects("乙"), reply(outcome="granted"), ("2025-03-21", "notify_third_party", {"party": "甲"})]),
        ("third_party_not_told", [], [OPEN, *objects("甲"), *objects("乙"), reply(outcome="granted"), ("2025-03-21", "notify_third_party", {"party": "甲"}), ("2025-03-21", "notify_third_party", {"party": "乙"})]),
        ("third_party_not_told", [], [OPEN, *objects("甲"), *objects("乙"), reply(outcome="granted"), ("2025-03-21", "notify_third_party", {})]),
        # nobody can tell which part was withheld: that it states no ground is what is found
        ("released_over_objection", [], [OPEN, *objects("甲"), reply(outcome="partially_granted")]),
        ("withheld_part_without_ground", ["2025-03-20"], [OPEN, *objects("甲"), reply(outcome="partially_granted")]),
    ],
)  # fmt: skip
def test_each_reply_with_what_was_on_file_that_day(rule, fires, diary):
    assert days(rule, *diary) == fires


@pytest.mark.parametrize(
    ("fires", "before", "after"),
    [
        (["2025-05-25"], {**PROCESS, "grounds": "16(2)"}, {**PROCESS, "grounds": " 16 (2)"}),
        ([], {**PROCESS, "grounds": "16(2)"}, {**PROCESS, "grounds": "16(2)：公开将影响正在讨论的决策"}),  # another reason
        ([], PROCESS, PROCESS),  # no ground stated: nobody can tell whether it is the same one
        ([], {"outcome": "granted", "grounds": "36(2)"}, {"outcome": "granted", "grounds": "36(2)"}),  # what was missing is given
        ([], {"outcome": "not_held", "search": "OA"}, {"outcome": "not_held", "search": "OA、档案馆、经办人"}),  # searched anew
        (["2025-05-25"], {"outcome": "not_held", "search": "OA"}, {"outcome": "not_held", "search": "OA"}),
    ],
)  # fmt: skip
def test_the_same_decision_is_the_same_outcome_for_the_same_reason(fires, before, after):
    """复议法 64(2): not the same act on the same facts and reasons; 法释〔2018〕1号 90: a changed main reason is another."""
    diary = [OPEN, reply(**before), *REVOKED, reply("2025-05-25", **after)]
    assert days("same_decision_again", *diary) == fires


@pytest.mark.parametrize(
    ("withheld", "asks"),
    [
        ("第3页:15", True),
        ("第3页：《条例》第十五条", True),
        ("第3页:依据条例第15条", True),
        ("第3页:《政府信息公开条例》第15条", True),
        ("第3页:保密法第9条；第4页:第15条", True),
        ("第3页:《保守国家秘密法》第9条，《政府信息公开条例》第15条", True),
        ("第3页:《保守国家秘密法》第十五条", False),
        ("第3页:14（保密法第15条）", False),
        ("第3页:保密法第9条、第15条", False),
        ("第3页:Secrets Law art. 15", False),
        ("附件15:16(2)", False),
        ("第15页:16(2)", False),
    ],
)
def test_article_15_is_that_of_the_regulation(withheld, asks):
    """条例 15, 32: only what is withheld for a third party has to be asked about; other acts have an article 15 too."""
    fired = days("withheld_for_third_party_not_consulted", OPEN, reply(outcome="partially_granted", withheld=withheld))
    assert bool(fired) is asks


def test_under_order_492_the_article_on_third_parties_is_23():
    diary = [("2018-03-05", "open"), reply("2018-03-20", outcome="partially_granted", withheld="第3页:15")]
    assert days("withheld_for_third_party_not_consulted", *diary, law=CN_ORDER_492) == []


@pytest.mark.parametrize("text", ["", "——", "/", "无"])
def test_a_sign_is_no_ground(text):
    assert days("refusal_without_ground", OPEN, reply(**PROCESS, grounds=text)) == ["2025-03-20"]


def fee(day="2025-03-12", **payload):
    return (day, "issue_fee_notice", payload)


@pytest.mark.parametrize(
    ("wrong", "payload"),
    [
        # 国办函〔2020〕109号 4, items over the month: 1-10 free, 11-30 100 each, 31-40 200 each
        (False, {"items": "1", "amount": "100"}),  # one item after ten to twenty-nine others
        (True, {"items": "1", "amount": "150"}),
        (False, {"items": "31", "amount": "2200"}),  # 20 x 100 + 200
        (False, {"items": "31", "amount": "200"}),  # the 31st alone
        (False, {"items": "11", "amount": "1100"}),  # eleven after ten others
        (
            True,
            {"items": "31", "amount": "3100"},
        ),  # after 4 others 3,000 (35: 3,000 - 0), after 5 3,200 (36: 3,200 - 0)
        (False, {"pages": "2219", "amount": "83460"}),  # 700 + 2,000 + 2,019 x 40
        (True, {"pages": "2219", "amount": "83450"}),
        (True, {"pages": "100", "amount": "800"}),  # 70 x 10; pages are counted for each request alone
    ],
)
def test_an_amount_is_wrong_only_where_no_count_gives_it(wrong, payload):
    assert bool(days("fee_amount_wrong", OPEN, fee(**payload))) is wrong


def test_a_cancelled_notice_charges_nothing():
    """国办函〔2020〕109号 3: one scale for a request; the office may cancel one notice and take the other."""
    cancelled = ("2025-03-13", "cancel_fee_notice", {"reason": "改按量计收"})
    by_items, by_pages = fee(items="12"), fee("2025-03-14", pages="50")
    assert days("fee_by_both_scales", OPEN, by_items, by_pages) == ["2025-03-14"]
    assert days("fee_by_both_scales", OPEN, by_items, cancelled, by_pages) == []


@pytest.mark.parametrize(("requests", "fires"), [(10, ["M1"]), (11, [])])
def test_one_item_more_after_ten_others_is_charged(requests, fires, tmp_path):
    """国办函〔2020〕109号 4: the eleventh item of the month costs 100 yuan, whether the cell says 1 or 11."""
    heads = ("case_id", "applicant", "channel", "received_on", "fee_notified_on", "fee_items", "fee_amount")
    rows = [(f"M{number}", "虚构甲", "当面", "2025-09-03", "", "", "") for number in range(1, requests + 1)]
    rows[0] = (*rows[0][:4], "2025-09-26", "1", "100")
    with (tmp_path / "r.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heads, *rows])
    audited = audit(read_register(tmp_path / "r.csv"), date(2025, 9, 27)).findings
    frame = evaluate_frame(
        pl.read_csv(tmp_path / "r.csv", infer_schema=False), date(2025, 9, 27), audit=Settings()
    ).findings
    for found in (
        [(each.case_id, each.rule.id) for each in audited],
        [(each["case_id"], each["rule"]) for each in frame.to_dicts()],
    ):
        assert [case for case, rule in found if rule == "fee_without_threshold"] == fires
        assert "fee_amount_wrong" not in {rule for _, rule in found}
    one = [OPEN, fee(items="1", amount="100")]
    assert bool(days("fee_without_threshold", *one, settings=Settings(month_items=requests))) is bool(fires)
