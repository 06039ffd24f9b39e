"""What refuses a step is what an audit finds: one function for both readings."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import Accepted, Refused, audit_case, command, replay, take
from casework.case.events import make_event
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import play

d = date.fromisoformat
HANDLING = (("2026-03-09", "open"), ("2026-03-10", "register"), ("2026-03-10", "review"), ("2026-03-10", "assign"))


def drafted(law=CN_ORDER_711, year="2026", **payload):
    diary = [(day.replace("2026", year), *rest) for day, *rest in HANDLING]
    return take(play(law, *diary).case, command("submit_draft", d(f"{year}-03-16"), **payload))


@pytest.mark.parametrize("law", [CN_ORDER_711, CN_ORDER_492])
@pytest.mark.parametrize("grounds", ["", "无", None])
def test_a_refusal_cannot_be_drafted_without_a_ground(law, grounds):
    """条例 36(3), Order 492 21(2): the reasons are told."""
    year = "2026" if law is CN_ORDER_711 else "2015"
    answer = drafted(law, year, outcome="refused_process_info", grounds=grounds)
    assert isinstance(answer, Refused)
    assert [reason.id for reason in answer.reasons] == ["ground_on_file"]
    assert isinstance(drafted(law, year, outcome="refused_process_info", grounds="过程性信息，第16条第2款"), Accepted)


@pytest.mark.parametrize(
    ("withheld", "taken"),
    [
        ("", False),
        ("附件2", False),
        ("附件1:16(2);附件2", False),
        ("附件1:16(2);附件2:14", True),
        ("第3页，依据第15条", True),
    ],
)
def test_a_partial_grant_states_a_ground_for_each_part(withheld, taken):
    """条例 37."""
    assert isinstance(drafted(outcome="partially_granted", withheld=withheld), Accepted) is taken


def to_service(**draft):
    diary = (
        *HANDLING,
        ("2026-03-11", "consult_third_party", {"party": "a"}),
        ("2026-03-13", "third_party_answers", {"party": "a", "opinion": "objects", "reasonable": "yes"}),
        ("2026-03-16", "submit_draft", draft),
        ("2026-03-16", "pass_secrecy_review", {}),
        ("2026-03-17", "pass_legal_review", {}),
    )
    return play(CN_ORDER_711, *diary).case


@pytest.mark.parametrize(
    ("draft", "taken"),
    [
        ({"outcome": "granted"}, False),
        ({"outcome": "partially_granted", "withheld": "附件2:16(2)"}, False),
        ({"outcome": "partially_granted", "withheld": "附件2:15"}, True),
        ({"outcome": "partially_granted", "withheld": "附件2：涉及商业秘密"}, True),
    ],
)
def test_a_reasoned_objection_refuses_both_kinds_of_release_unless_it_is_heeded(draft, taken):
    """条例 15, 32: live and in history alike."""
    case = to_service(**draft)
    answer = take(case, command("approve", d("2026-03-18")))
    assert isinstance(answer, Accepted) is taken
    reply = {"outcome": draft["outcome"], "method": "direct", "signed_on": "2026-03-20"}
    history = replay(CN_ORDER_711, [*case.events, make_event(99, d("2026-03-20"), "reply", reply)], implied=True)
    found = {finding.rule.id for finding in audit_case(history, d("2026-03-23"))}
    assert ("released_over_objection" in found) is not taken


def test_a_reply_has_the_outcome_that_was_approved():
    """条例 45: recall and draft anew."""
    case = play(
        CN_ORDER_711,
        *HANDLING,
        ("2026-03-16", "submit_draft", {"outcome": "not_held"}),
        ("2026-03-17", "pass_legal_review", {}),
        ("2026-03-18", "approve", {}),
    ).case
    other = take(case, command("reply", d("2026-03-20"), outcome="not_ours", directed_to="某局"))
    assert isinstance(other, Refused)
    assert [reason.id for reason in other.reasons] == ["as_approved"]
    assert isinstance(take(case, command("reply", d("2026-03-20"), outcome="not_held", search="档案系统")), Accepted)


def relief(step, day, *before, **payload):
    diary = [
        *HANDLING,
        ("2026-03-16", "submit_draft", {"outcome": "not_held"}),
        ("2026-03-17", "pass_legal_review", {}),
        ("2026-03-18", "approve", {}),
        ("2026-03-20", "reply", {"method": "direct", "signed_on": "2026-03-20"}),
        *before,
    ]
    return take(play(CN_ORDER_711, *diary).case, command(step, d(day), **payload))


OPENED = ("2026-04-07", "open_reconsideration", {"proceeding": "1"})


@pytest.mark.parametrize(
    ("before", "payload", "failing"),
    [
        ((OPENED,), {"days": 30}, []),
        ((OPENED,), {"days": 31}, ["decision_extension_within_cap"]),
        ((OPENED,), {}, ["decision_extension_within_cap"]),
        ((OPENED, ("2026-05-06", "extend_reconsideration", {"days": 10})), {"days": 10}, ["decision_not_extended_yet"]),
        (
            (("2026-04-07", "open_reconsideration", {"proceeding": "1", "procedure": "simple"}),),
            {"days": 10},
            ["decision_extension_within_cap"],
        ),
    ],
)
def test_a_decision_is_extended_once_by_at_most_its_cap(before, payload, failing):
    """复议法 62: once, at most thirty days; the simple procedure has none."""
    answer = relief("extend_reconsideration", "2026-05-07", *before, **payload)
    assert [reason.id for reason in getattr(answer, "reasons", ())] == failing


@pytest.mark.parametrize("step", ["accept_reconsideration", "send_reconsideration_papers", "extend_reconsideration"])
def test_the_steps_of_a_reconsideration_need_one(step):
    """复议法 30, 48, 62."""
    answer = relief(step, "2026-04-08", days=10) if step.startswith("extend") else relief(step, "2026-04-08")
    assert "proceeding_is_open" in [reason.id for reason in answer.reasons]


def test_an_appeal_needs_a_judgment_and_opens_the_case_in_court_again():
    """行诉法 85."""
    sued = ("2026-04-07", "open_litigation", {"proceeding": "1"})
    judged = ("2026-06-08", "close_litigation", {"proceeding": "1", "result": "upheld"})
    assert isinstance(relief("appeal", "2026-06-15", sued), Refused)
    assert isinstance(relief("appeal", "2026-06-15"), Refused)
    answer = relief("appeal", "2026-06-15", sued, judged, filed_by="applicant", proceeding="1")
    assert isinstance(answer, Accepted)
    assert answer.case.state == "in_litigation"


@pytest.mark.parametrize(
    ("payload", "codes"),
    [
        ({"search": "档案系统"}, []),
        ({}, ["not_held_without_search"]),
        ({"search": "档案系统", "relief_told": "no"}, ["relief_notice_wrong"]),
        (
            {"search": "无", "method": "courier", "posted_on": "2026-03-20"},
            ["not_held_without_search", "wrong_carrier"],
        ),
    ],
)
def test_what_is_accepted_and_will_be_a_finding_is_warned_of_at_once(payload, codes):
    """条例 36(4), 51; 邮政法 55: the same functions as the audit's."""
    case = play(
        CN_ORDER_711,
        *HANDLING,
        ("2026-03-16", "submit_draft", {"outcome": "not_held"}),
        ("2026-03-17", "pass_legal_review", {}),
        ("2026-03-18", "approve", {}),
    ).case
    answer = take(case, command("reply", d("2026-03-20"), outcome="not_held", **payload))
    assert [warning.code for warning in answer.warnings] == codes
    found = {finding.rule.id for finding in audit_case(answer.case, d("2026-03-20"))}
    assert set(codes) <= found


def test_a_notice_is_warned_of_by_its_own_rules_only():
    """条例 30; 国办函〔2020〕109号 3."""
    case = play(CN_ORDER_711, *HANDLING).case
    asked = take(case, command("request_correction", d("2026-03-12"), until="2026-04-02"))
    assert [warning.code for warning in asked.warnings] == ["correction_notice_incomplete"]
    charged = take(case, command("issue_fee_notice", d("2026-03-12"), items=11, pages=40))
    assert [warning.code for warning in charged.warnings] == ["fee_by_both_scales"]
    assert "第3条" in charged.warnings[0].text("zh") and "art. 3" in charged.warnings[0].text("en")
