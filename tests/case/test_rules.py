"""The audit table: one history that just fires each rule, one that just does not. Received 2026-03-09, due 04-07."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import CaseOpened, Settings, audit_case, replay
from casework.case.events import make_event
from casework.regimes import CN_ORDER_492, CN_ORDER_711, RULES
from casework.testing import play

ON = date(2026, 11, 20)
OPEN = ("2026-03-09", "open")
REVIEWED = (OPEN, ("2026-03-16", "pass_secrecy_review", {}), ("2026-03-16", "pass_legal_review", {}))


def reply(day="2026-03-20", outcome="not_held", **more):
    return (day, "reply", {"method": "direct", "signed_on": day, "outcome": outcome, **more})


def found(diary, on=ON, settings=None, law=CN_ORDER_711):
    """The rules that fire, with their days."""
    opening = {"channel": "in_person", **(diary[0][2] if len(diary[0]) > 2 else {})}
    events = [CaseOpened(1, date.fromisoformat(diary[0][0]), "c", opening)]
    for number, (day, step, *payload) in enumerate(diary[1:]):
        events.append(make_event(number + 2, date.fromisoformat(day), step, payload[0] if payload else {}))
    case = replay(law, events, implied=True)
    return {finding.rule.id: finding.on.isoformat() for finding in audit_case(case, on, settings=settings)}


def policy(*names, **more):
    return Settings(policies=frozenset(names), **more)


EXTEND = {"working_days": "10", "approved_by": "head"}
MAIL = ("2026-03-09", "open", {"channel": "ordinary_mail"})
ASKED = (
    OPEN,
    ("2026-03-10", "consult_third_party", {"party": "a"}),
    ("2026-03-11", "record_delivery", {"letter": "third_party", "party": "a"}),
)
# the third party's 15 wd from 03-11: 12, 13(2), 16..20(7), 23..27(12), 30, 31(14), 04-01(15)
CORRECTED = (OPEN, ("2026-03-12", "request_correction"), ("2026-03-12", "record_delivery", {"letter": "correction"}))
# 15 wd from 03-12: 13(1), 16..20(6), 23..27(11), 30..04-02(15)
REASONED = (OPEN, ("2026-03-10", "request_reasons"), ("2026-03-12", "receive_reasons", {"reasonable": "yes"}))
OBJECTED = (*ASKED, ("2026-03-16", "third_party_answers", {"party": "a", "opinion": "objects", "reasonable": "yes"}))
OVERRIDDEN = (*OBJECTED, ("2026-03-17", "override_objection", {"reason": "公共利益"}))
REVOKED = (
    OPEN,
    reply(outcome="refused_process_info", grounds="16(2)"),
    ("2026-04-01", "open_reconsideration"),
    ("2026-05-25", "close_reconsideration", {"result": "corrected"}),
    ("2026-06-20", "reopen", {"cause": "decision"}),
)
RELIEF = (*REVIEWED, reply(), ("2026-04-01", "open_reconsideration"))

CASES = {
    "reply_late": ([OPEN, reply("2026-04-08")], [OPEN, reply("2026-04-07")], "2026-04-08"),
    "no_reply": ([OPEN], [OPEN, reply("2026-04-07")], "2026-04-07"),
    "receipt_confirmed_late": ([MAIL, ("2026-03-10", "confirm_receipt")], [MAIL, ("2026-03-09", "confirm_receipt")], "2026-03-10"),
    "correction_notice_late": ([OPEN, ("2026-03-19", "request_correction")], [OPEN, ("2026-03-18", "request_correction")], "2026-03-19"),
    "correction_notice_repeated": ([*CORRECTED, ("2026-03-16", "receive_correction"), ("2026-03-17", "request_correction")], [*CORRECTED, ("2026-03-16", "receive_correction")], "2026-03-17"),
    "extension_notified_late": ([OPEN, ("2026-04-08", "extend", EXTEND)], [OPEN, ("2026-04-07", "extend", EXTEND)], "2026-04-08"),
    "extension_too_long": ([OPEN, ("2026-04-02", "extend", {**EXTEND, "working_days": "21"})], [OPEN, ("2026-04-02", "extend", {**EXTEND, "working_days": "20"})], "2026-04-02"),
    "extension_repeated": ([OPEN, ("2026-04-02", "extend", EXTEND), ("2026-04-03", "extend", EXTEND)], [OPEN, ("2026-04-02", "extend", EXTEND)], "2026-04-03"),
    "extension_not_approved": ([OPEN, ("2026-04-02", "extend", {"working_days": "5"})], [OPEN, ("2026-04-02", "extend", EXTEND)], "2026-04-02"),
    "secrecy_review_missing": ([OPEN, reply(outcome="granted")], [*REVIEWED, reply(outcome="granted")], "2026-03-20"),
    "third_party_not_consulted": ([OPEN, reply(outcome="refused_third_party")], [*ASKED, ("2026-03-16", "third_party_answers", {"party": "a"}), reply(outcome="refused_third_party")], "2026-03-20"),
    # a reasoned objection; the public interest was decided on, only the third party was or was not told
    "third_party_not_told": ([*OVERRIDDEN, reply(outcome="granted")], [*OVERRIDDEN, ("2026-03-19", "notify_third_party"), reply(outcome="granted")], "2026-03-20"),
    "released_over_objection": ([*OBJECTED, reply(outcome="granted")], [*OVERRIDDEN, reply(outcome="granted")], "2026-03-20"),
    "third_party_consented_yet_refused": (
        [*ASKED, ("2026-03-16", "third_party_answers", {"party": "a", "opinion": "consents"}), reply(outcome="refused_third_party")],
        [*ASKED, ("2026-03-16", "third_party_answers", {"party": "a", "opinion": "objects"}), reply(outcome="refused_third_party")],
        "2026-03-20",
    ),
    "withheld_for_third_party_not_consulted": (
        [OPEN, reply(outcome="partially_granted", withheld="附件2:15")],
        [OPEN, reply(outcome="partially_granted", withheld="附件15:16(2)")],
        "2026-03-20",
    ),
    "refusal_without_ground": ([OPEN, reply(outcome="refused_process_info")], [OPEN, reply(outcome="refused_process_info", grounds="16(2)")], "2026-03-20"),
    "withheld_part_without_ground": (
        [OPEN, reply(outcome="partially_granted", withheld="附件1:16(2);附件2")],
        [OPEN, reply(outcome="partially_granted", withheld="附件1:16(2);附件2:14")],
        "2026-03-20",
    ),
    "not_held_without_search": ([OPEN, reply(search="no")], [OPEN, reply(search="档案系统、业务科室，2026-03-12")], "2026-03-20"),
    "repeat_without_earlier_reply": ([OPEN, reply(outcome="repeat")], [OPEN, reply(outcome="repeat", earlier_reply="虚构〔2025〕7号")], "2026-03-20"),
    "not_ours_without_organ": ([OPEN, reply(outcome="not_ours")], [OPEN, reply(outcome="not_ours", directed_to="虚构县水利局")], "2026-03-20"),
    # 国办函〔2020〕109号 4: the 31st request of a month costs 200 yuan, all of them 2,000 + 200
    "fee_amount_wrong": (
        [OPEN, ("2026-03-10", "issue_fee_notice", {"items": "31", "amount": "2300"})],
        [OPEN, ("2026-03-10", "issue_fee_notice", {"items": "31", "amount": "2200"})],
        "2026-03-10",
    ),
    "fee_by_both_scales": (
        [OPEN, ("2026-03-10", "issue_fee_notice", {"items": "11", "pages": "40"})],
        [OPEN, ("2026-03-10", "issue_fee_notice", {"pages": "40"})],
        "2026-03-10",
    ),
    "same_decision_again": (
        [*REVOKED, reply("2026-07-10", "refused_process_info", grounds="16(2)")],
        [*REVOKED, reply("2026-07-10", "refused_process_info", grounds="16(1)")],
        "2026-07-10",
    ),
    "correction_notice_incomplete": (
        [OPEN, ("2026-03-12", "request_correction", {"until": "2026-04-02"})],
        [OPEN, ("2026-03-12", "request_correction", {"until": "2026-04-02", "items": "信息名称"})],
        "2026-03-12",
    ),
    "reply_differs_from_draft": (
        [OPEN, ("2026-03-16", "submit_draft", {"outcome": "granted"}), reply(outcome="not_held")],
        [OPEN, ("2026-03-16", "submit_draft", {"outcome": "not_held"}), reply(outcome="not_held")],
        "2026-03-20",
    ),
    "silence_taken_as_consent": ([*ASKED, ("2026-04-02", "third_party_silent"), reply("2026-04-03", "granted")], [*ASKED, ("2026-04-01", "third_party_answers"), reply("2026-04-03", "granted")], "2026-04-03"),
    "internal_unit_paused_clock": ([OPEN, ("2026-03-10", "consult_agency", {"capacity": "internal_unit"})], [OPEN, ("2026-03-10", "consult_agency", {"capacity": "co_maker"})], "2026-03-10"),
    "consultation_closed_early": ([*ASKED, ("2026-04-01", "third_party_silent")], [*ASKED, ("2026-04-02", "third_party_silent")], "2026-04-01"),
    "excessive_without_reasons": ([OPEN, reply(outcome="excessive")], [OPEN, ("2026-03-10", "request_reasons"), ("2026-03-12", "receive_reasons", {"reasonable": "no"}), reply(outcome="excessive")], "2026-03-20"),
    "delayed_limit_without_reasons": ([OPEN, ("2026-03-16", "set_delayed_limit", {"until": "2026-05-18"})], [*REASONED, ("2026-03-16", "set_delayed_limit", {"until": "2026-05-18"})], "2026-03-16"),
    "fee_without_threshold": ([OPEN, ("2026-03-10", "issue_fee_notice", {"items": "10"})], [OPEN, ("2026-03-10", "issue_fee_notice", {"items": "11"})], "2026-03-10"),
    "fee_notice_late": ([OPEN, ("2026-04-08", "issue_fee_notice", {"items": "11"})], [OPEN, ("2026-04-07", "issue_fee_notice", {"items": "11"})], "2026-04-08"),
    "lapse_too_early": ([*CORRECTED, ("2026-04-02", "lapse_uncorrected")], [*CORRECTED, ("2026-04-03", "lapse_uncorrected")], "2026-04-02"),
    "late_act_without_effect": ([OPEN, ("2026-04-08", "consult_third_party")], [OPEN, ("2026-04-07", "consult_third_party")], "2026-04-08"),
    "outcome_without_basis": ([OPEN, reply(outcome="still_unclear")], [*CORRECTED, ("2026-03-16", "receive_correction"), reply(outcome="still_unclear")], "2026-03-20"),
    "relief_notice_wrong": ([OPEN, reply(relief_told="no")], [OPEN, reply(relief_told="yes")], "2026-03-20"),
    "reply_not_served": ([OPEN, reply(), ("2026-03-23", "service_failed")], [OPEN, reply(), ("2026-03-23", "service_failed"), ("2026-03-24", "serve_again", {"method": "post"})], "2026-03-23"),
    "wrong_carrier": ([OPEN, reply(method="courier", posted_on="2026-03-20")], [OPEN, reply(method="post", posted_on="2026-03-20")], "2026-03-20"),
    "order_not_performed": ([OPEN, reply(), ("2026-06-01", "reopen", {"days": "15"})], [OPEN, reply(), ("2026-06-01", "reopen", {"days": "15"}), reply("2026-06-16")], "2026-06-16"),
    # 复议法 48, 88: ten working days from 04-01: 02, 03(2), 07..10(6), 13..16(10)
    "relief_answer_late": ([*RELIEF, ("2026-04-17", "file_answer")], [*RELIEF, ("2026-04-16", "file_answer")], "2026-04-16"),
    # 行诉法 67: fifteen days from 04-01 end 04-16
    "court_answer_late": ([OPEN, reply(), ("2026-04-01", "open_litigation"), ("2026-04-17", "file_answer")], [OPEN, reply(), ("2026-04-01", "open_litigation"), ("2026-04-16", "file_answer")], "2026-04-16"),
    "entry_changed_during_relief": (
        [*RELIEF, ("2026-04-07", "correct_entry", {"entry": "1", "key": "note", "value": "x", "reason": "y"})],
        [*RELIEF, ("2026-04-06", "close_reconsideration"), ("2026-04-07", "correct_entry", {"entry": "1", "key": "note", "value": "x", "reason": "y"})],
        "2026-04-07",
    ),
    "set_aside_without_reason": ([OPEN, ("2026-03-10", "set_aside")], [OPEN, ("2026-03-10", "set_aside", {"reason": "contact_lost"})], "2026-03-10"),
    "step_out_of_order": ([OPEN, ("2026-03-10", "take_payment")], [OPEN, ("2026-03-09", "issue_fee_notice", {"items": "11"}), ("2026-03-10", "take_payment")], "2026-03-10"),
}  # fmt: skip
POLICIES = {
    "legal_review_missing": ([OPEN, reply()], [*REVIEWED, reply()], "2026-03-20"),
    "reviewer_is_drafter": (
        [OPEN, ("2026-03-16", "submit_draft", {"by": "a"}), ("2026-03-17", "pass_legal_review", {"by": "a"})],
        [OPEN, ("2026-03-16", "submit_draft", {"by": "a"}), ("2026-03-17", "pass_legal_review", {"by": "b"})],
        "2026-03-17",
    ),
    # 30 wd from 03-20: 23..27(5), 30..04-03(10), 07..10(14), 13..17(19), 20..24(24), 27..30(28), 05-06(29), 07(30)
    "not_archived": ([OPEN, reply()], [OPEN, reply(), ("2026-05-07", "archive")], "2026-05-07"),
    "registered_late": ([OPEN, ("2026-03-11", "register")], [OPEN, ("2026-03-10", "register")], "2026-03-11"),
}  # fmt: skip


@pytest.mark.parametrize("name", [*CASES])
def test_a_rule_fires_on_its_day_and_just_does_not(name):
    """The article stands in the table itself: RULES[name].basis."""
    fires, keeps, day = CASES[name]
    assert found(fires).get(name) == day
    assert name not in found(keeps)


@pytest.mark.parametrize("name", [*POLICIES])
def test_a_policy_is_judged_only_where_the_office_has_it(name):
    fires, keeps, day = POLICIES[name]
    assert found(fires, settings=policy(name)).get(name) == day
    assert name not in found(keeps, settings=policy(name))
    assert name not in found(fires)


def test_every_rule_has_a_function_words_an_article_and_two_histories():
    assert set(RULES) == set(CASES) | set(POLICIES)
    for rule in RULES.values():
        assert rule.zh and rule.en and rule.basis.every and rule.on
    assert set(CN_ORDER_492.rules) < set(RULES)


def test_a_finding_says_what_the_clock_had_to_say():
    """邵府复决字〔2022〕107号: received 2022-08-18, fee notice 2022-09-22; the reply was due 2022-09-16."""
    case = play(CN_ORDER_711, ("2022-08-18", "open"), ("2022-09-22", "issue_fee_notice"), implied=True).case
    (finding,) = [each for each in audit_case(case, date(2022, 9, 30)) if each.rule.id == "fee_notice_late"]
    assert "2022-09-16" in finding.en and "2022-09-16" in finding.zh
    assert finding.as_json()["on"] == "2022-09-22"


@pytest.mark.parametrize(
    ("day", "outcome", "told", "wrong"),
    [
        ("2023-12-29", "refused_process_info", "either", False),
        ("2023-12-29", "refused_process_info", "first", True),
        ("2024-01-02", "refused_process_info", "either", True),
        ("2024-01-02", "refused_process_info", "first", False),
        ("2024-01-02", "not_held", "first", True),
        ("2024-01-02", "not_held", "either", False),
    ],
)
def test_the_way_of_relief_follows_the_day_of_the_reply(day, outcome, told, wrong):
    """行政复议法 (2023) 23: a refusal to disclose goes to reconsideration first, from 2024-01-01."""
    diary = [("2023-12-11", "open"), (day, "reply", {"outcome": outcome, "relief": told})]
    assert ("relief_notice_wrong" in found(diary)) is wrong


def test_old_cases_are_judged_by_the_old_articles():
    diary = (("2015-03-04", "open"), ("2015-06-01", "reply", {"outcome": "not_held"}))
    case = play(CN_ORDER_492, *diary, implied=True).case
    (finding,) = [each for each in audit_case(case, ON) if each.rule.id == "reply_late"]
    assert finding.basis == "24"
    assert "receipt_confirmed_late" not in found(diary, law=CN_ORDER_492)


def test_only_what_was_seen_by_the_day_is_judged():
    assert "reply_late" not in found([OPEN, reply("2026-04-08")], on=date(2026, 4, 7))
    assert "no_reply" in found([OPEN, reply("2026-05-08")], on=date(2026, 4, 8))


def test_the_months_requests_decide_a_fee_where_no_items_are_stated():
    """国办函〔2020〕109号 4: the eleventh of the month is the first to be charged."""
    charged = [OPEN, ("2026-03-10", "issue_fee_notice")]
    assert "fee_without_threshold" in found(charged, settings=Settings(month_items=10))
    assert "fee_without_threshold" not in found(charged, settings=Settings(month_items=11))
    assert "fee_without_threshold" not in found(charged)


def test_a_draft_made_after_the_reply_is_another_matter():
    """Opened anew and drafted again: the first reply was as its own draft had it."""
    again = (
        OPEN,
        ("2026-03-16", "submit_draft", {"outcome": "not_held"}),
        reply(search="yes"),
        ("2026-06-01", "reopen", {"cause": "decision"}),
        ("2026-06-03", "submit_draft", {"outcome": "granted"}),
    )
    assert "reply_differs_from_draft" not in found(again)
