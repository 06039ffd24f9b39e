"""Deciding a step: accepted with events and warnings, or refused with every reason, its article, and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import (
    Accepted,
    Command,
    FactCorrected,
    Refused,
    command,
    open_case,
    options,
    read_clocks,
    replay,
    take,
)
from casework.errors import LedgerCorrupt, StepNotAllowed
from casework.procedure import SAME
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import play


def d(text):
    return date.fromisoformat(text)


OPEN = ("2026-03-09", "open")
TO_HANDLING = (OPEN, ("2026-03-09", "register"), ("2026-03-10", "review"), ("2026-03-10", "assign"))
TO_APPROVAL = (
    *TO_HANDLING,
    ("2026-03-20", "submit_draft", {"outcome": "granted", "by": "a"}),
    ("2026-03-23", "pass_secrecy_review"),
    ("2026-03-24", "pass_legal_review", {"by": "b"}),
)


def refused(diary, day, step, **payload):
    result = take(play(CN_ORDER_711, *diary).case, command(step, d(day), **payload))
    assert isinstance(result, Refused), result
    return result


def accepted(diary, day, step, **payload):
    result = take(play(CN_ORDER_711, *diary).case, command(step, d(day), **payload))
    assert isinstance(result, Accepted), result.text()
    return result


def test_the_whole_way_to_the_archive():
    played = play(
        CN_ORDER_711,
        *TO_APPROVAL,
        ("2026-03-25", "approve", {"by": "c"}),
        ("2026-03-26", "reply", {"method": "post", "posted_on": "2026-03-26"}),
        ("2026-04-02", "record_delivery", {"letter": "relief"}),
        ("2026-04-20", "archive"),
    )
    assert played.case.state == "archived"
    assert played.clock().state == "met"
    assert played.due("reconsideration_application") == d("2026-06-01")  # 04-02 + 60 = 06-01


@pytest.mark.parametrize(
    ("diary", "day", "step", "payload", "reason", "article"),
    [
        (TO_HANDLING, "2026-03-12", "extend", {"working_days": 20}, "head_consents", "33(2)"),
        (TO_HANDLING, "2026-03-12", "extend", {"working_days": 21, "approved_by": "h"}, "extension_within_cap", "33(2)"),
        ((*TO_HANDLING, ("2026-03-12", "extend", {"working_days": 5, "approved_by": "h"})), "2026-03-13", "extend", {"working_days": 5, "approved_by": "h"}, "not_extended_yet", "33(2)"),
        ((*TO_HANDLING, ("2026-03-12", "request_correction"), ("2026-03-13", "receive_correction")), "2026-03-16", "request_correction", {}, "no_earlier_correction_notice", "30"),
        ((*TO_HANDLING, ("2026-03-12", "request_correction"), ("2026-03-12", "record_delivery", {"letter": "correction"})), "2026-04-02", "lapse_uncorrected", {}, "correction_limit_over", "30"),
        ((*TO_HANDLING, ("2026-03-12", "request_correction")), "2026-08-03", "lapse_uncorrected", {}, "correction_limit_over", "30"),
        ((*TO_HANDLING, ("2026-03-12", "consult_third_party"), ("2026-03-18", "record_delivery", {"letter": "third_party"})), "2026-04-09", "third_party_silent", {}, "third_party_limit_over", "32"),
        (TO_HANDLING, "2026-03-12", "consult_agency", {"capacity": "internal_unit"}, "another_organ", "34"),
        (TO_HANDLING, "2026-03-12", "override_objection", {"reason": "x"}, "objection_with_grounds", "15"),
        (TO_HANDLING, "2026-03-12", "set_delayed_limit", {"until": "2026-05-18"}, "reasons_found_reasonable", "35"),
        (TO_APPROVAL, "2026-03-25", "approve", {"by": "a"}, "approver_is_not_drafter", "45"),
        (TO_APPROVAL[:-1], "2026-03-24", "pass_legal_review", {"by": "a"}, "reviewer_is_not_drafter", "local rules"),
        ((*TO_HANDLING, TO_APPROVAL[4], TO_APPROVAL[6]), "2026-03-25", "approve", {"by": "c"}, "secrecy_review_on_file", "45, 17"),
        ((OPEN,), "2026-03-09", "reply_on_the_spot", {"outcome": "granted"}, "outcome_fit_for_the_spot", "33(1)"),
        (TO_HANDLING, "2026-03-20", "open_litigation", {}, "reply_limit_missed", "47"),
        (TO_HANDLING, "2026-03-20", "record_delivery", {"letter": "payment"}, "letter_was_sent", "30"),
        (TO_HANDLING, "2026-03-20", "correct_entry", {"entry": "99", "key": "on", "value": "2026-03-01", "reason": "x"}, "entry_exists", ""),
        ((*TO_HANDLING, ("2026-03-12", "issue_fee_notice"), ("2026-03-12", "record_delivery", {"letter": "payment"})), "2026-04-09", "lapse_unpaid", {}, "payment_limit_over", "109号"),
    ],
)  # fmt: skip
def test_a_missing_precondition_refuses_and_says_which_article(diary, day, step, payload, reason, article):
    result = refused(diary, day, step, **payload)
    found = {each.id: each for each in result.reasons}
    assert reason in found, result.text()
    assert article in found[reason].basis_en
    assert found[reason].zh in result.text("zh")
    assert found[reason].instead_en in result.text("en")


def test_a_step_out_of_its_state_says_where_it_belongs_and_what_is_possible():
    result = refused((OPEN,), "2026-03-09", "approve")
    assert [reason.id for reason in result.reasons] == ["no_row"]
    assert "awaiting_approval" in result.text()
    assert "register" in result.allowed
    assert "unknown_step" in [r.id for r in refused((OPEN,), "2026-03-09", "dance").reasons]


def test_every_failing_condition_is_named_not_the_first_only():
    diary = (*TO_HANDLING, ("2026-03-12", "extend", {"working_days": 5, "approved_by": "h"}))
    result = refused(diary, "2026-03-13", "extend", working_days=30)
    assert {"not_extended_yet", "head_consents", "extension_within_cap"} <= {reason.id for reason in result.reasons}


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        ({"colour": "red"}, "colour"),
        ({"until": "2026-02-30"}, "until"),
        ({"working_days": "-3"}, "working_days"),
        ({"role": "clerk"}, "role"),
    ],
)
def test_a_payload_that_does_not_fit_is_refused_by_key(payload, key):
    result = refused(TO_HANDLING, "2026-03-12", "extend", **{"approved_by": "h", "working_days": 5, **payload})
    assert any(key in reason.id for reason in result.reasons)


def test_required_keys_are_asked_for():
    result = refused((OPEN,), "2026-03-09", "set_aside")
    assert "payload.reason" in [reason.id for reason in result.reasons]
    assert accepted((OPEN,), "2026-03-09", "set_aside", reason="duplicate_channel").case.state == "set_aside"


def test_a_refused_step_writes_nothing():
    case = play(CN_ORDER_711, *TO_HANDLING).case
    before = case
    take(case, command("approve", d("2026-03-12")))
    assert case == before
    assert case.version == 4


def test_lateness_never_refuses_it_warns():
    """An office still owes what is late: accepted with a warning, and no day moves."""
    late = accepted(TO_HANDLING, "2026-04-08", "extend", working_days=20, approved_by="head")
    assert [note.code for note in late.warnings] == ["extension_late"]
    assert read_clocks(late.case, d("2026-04-08"))["reply"].due == d("2026-04-07")
    in_time = accepted(TO_HANDLING, "2026-04-07", "extend", working_days=20, approved_by="head")
    assert in_time.warnings == ()


def test_silence_and_lapse_only_after_their_day():
    """32: 15 wd from 2026-03-18 end on 04-09; the 10th is the first day of silence."""
    asked = (
        *TO_HANDLING,
        ("2026-03-12", "consult_third_party"),
        ("2026-03-18", "record_delivery", {"letter": "third_party"}),
    )
    after = accepted(asked, "2026-04-10", "third_party_silent")
    assert after.case.state == "in_handling"


def test_the_state_left_is_found_again_when_the_last_answer_is_in():
    diary = (OPEN, ("2026-03-09", "register"), ("2026-03-10", "review"), ("2026-03-12", "consult_third_party", {"party": "a"}), ("2026-03-12", "consult_agency", {"organ": "b"}))  # fmt: skip
    first = accepted(diary, "2026-03-16", "agency_answers", organ="b").case
    assert first.state == "consulting"
    second = take(first, command("third_party_answers", d("2026-03-17"), party="a"))
    assert second.case.state == "in_review"
    handled = play(CN_ORDER_711, *TO_HANDLING, ("2026-03-12", "consult_agency"), ("2026-03-13", "agency_answers"))
    assert handled.case.state == "in_handling"


def test_relief_is_entered_from_the_end_and_left_to_where_it_began():
    replied = (
        *TO_APPROVAL,
        ("2026-03-25", "approve"),
        ("2026-03-26", "reply", {"method": "direct", "signed_on": "2026-03-26"}),
    )
    opened = play(CN_ORDER_711, *replied, ("2026-04-20", "open_reconsideration", {"proceeding": "1"}))
    assert opened.case.state == "in_reconsideration"
    # 复议法 48, 88: ten working days from 04-20: 21..24(4), 27..30(8), 05-06(9), 07(10)
    assert opened.due("reconsideration_answer") == d("2026-05-07")
    closed = take(opened.case, command("close_reconsideration", d("2026-06-01"), proceeding="1", result="upheld"))
    assert closed.case.state == "replied"
    # 行诉法 45: fifteen days from 06-01 end on 06-16
    assert read_clocks(closed.case, d("2026-06-02"))["litigation_after_reconsideration"].due == d("2026-06-16")
    sued = take(closed.case, command("open_litigation", d("2026-06-10"), proceeding="2")).case
    assert sued.state == "in_litigation"
    assert read_clocks(sued, d("2026-06-11"))["court_answer"].due == d("2026-06-25")
    reopened = take(sued, command("reopen", d("2026-08-03"), cause="judgment", days=15)).case
    assert reopened.state == "in_handling"
    assert read_clocks(reopened, d("2026-08-03"))["reply#2"].due == d("2026-08-18")


def test_refusals_under_14_to_16_go_to_reconsideration_first_since_2024():
    """复议法 23(1)(4), in force 2024-01-01: by the day of the reply."""
    for day, outcome, state in (
        ("2023-12-29", "refused_state_secret", "running"),
        ("2024-01-02", "refused_state_secret", "not_started"),
        ("2024-01-02", "not_held", "running"),
    ):
        reply = (day, "reply", {"method": "direct", "signed_on": day, "outcome": outcome})
        played = play(CN_ORDER_711, ("2023-12-20", "open"), reply, implied=True)
        assert played.clock("litigation_direct").state == state


def test_inaction_opens_relief_from_the_expiry_of_the_reply_limit():
    """行诉法 47, 复议法 20: day zero is the last day, 2026-04-07; 60 days end on Sat 06-06, so 06-08."""
    played = play(CN_ORDER_711, *TO_HANDLING)
    assert "reconsideration_application" not in played.clocks("2026-04-07")
    assert played.due("reconsideration_application", "2026-04-08") == d("2026-06-08")
    overdue = accepted(TO_HANDLING, "2026-04-08", "open_reconsideration", against="inaction")
    assert overdue.case.state == "in_handling"


def test_a_suit_has_six_months_where_its_three_were_not_over_on_the_first_of_may_2015():
    """法释〔2015〕9号 26: not over on 2015-05-01, so six months; before, 行诉法(1989) 39: three."""
    reply = {"method": "direct", "outcome": "not_held"}
    # 01-30 + 3 months = 04-30 Thu, over; 02-02 + 3 months = 05-02, not over: 08-02 Sun rolls to 08-03
    for day, due in (
        ("2015-01-30", "2015-04-30"),
        ("2015-02-02", "2015-08-03"),
        ("2015-03-16", "2015-09-16"),
        ("2015-04-30", "2015-10-30"),
        ("2015-05-04", "2015-11-04"),
    ):
        played = play(CN_ORDER_492, ("2015-01-20", "open"), (day, "reply", {**reply, "signed_on": day}), implied=True)
        assert played.due("litigation_direct") == d(due)


def test_a_reply_that_tells_no_relief_gives_a_year():
    """复议法 20, 法释〔2018〕1号 64: at most one year from knowing."""
    reply = {"method": "direct", "signed_on": "2026-03-26", "outcome": "not_held", "relief_told": "no"}
    played = play(CN_ORDER_711, OPEN, ("2026-03-26", "reply", reply), implied=True)
    assert played.due("reconsideration_application") == d("2027-03-26")
    assert played.due("litigation_direct") == d("2027-03-26")


@pytest.mark.parametrize(
    ("channel", "payload", "state"),
    [
        ("in_person", {}, "received"), ("oral", {}, "received"), ("signed_mail", {}, "received"),
        ("online", {"automatic_receipt": "yes"}, "received"), ("online", {}, "unconfirmed"),
        ("ordinary_mail", {}, "unconfirmed"), ("fax", {}, "unconfirmed"),
    ],
)  # fmt: skip
def test_the_channel_decides_the_day_of_receipt(channel, payload, state):
    """Order 711 art. 31; a rest day can be day zero (2026-03-07 is a Saturday)."""
    case = open_case(CN_ORDER_711, "1", on=d("2026-03-07"), channel=channel, **payload)
    assert case.state == state
    clock = read_clocks(case, d("2026-03-09"))["reply"]
    assert (clock.state, clock.day_zero) == (
        ("running", d("2026-03-07")) if state == "received" else ("not_started", None)
    )
    if state == "unconfirmed":
        confirmed = take(case, command("confirm_receipt", d("2026-03-09"))).case
        assert read_clocks(confirmed, d("2026-03-09"))["reply"].day_zero == d("2026-03-09")


def test_an_automatic_receipt_starts_the_clock_only_by_param():
    law = CN_ORDER_711.with_params({"automatic_receipt_starts_clock": "no"})
    assert open_case(law, "1", on=d("2026-03-09"), channel="online", automatic_receipt="yes").state == "unconfirmed"
    under_492 = open_case(CN_ORDER_492, "1", on=d("2016-03-07"), channel="online")
    assert under_492.state == "received", "Guiding Case 26: the day the system confirms submission"


def test_an_entry_corrected_is_read_anew_and_the_old_one_stays():
    case = play(CN_ORDER_711, *TO_HANDLING).case
    fix = command("correct_entry", d("2026-03-12"), entry=1, key="on", value="2026-03-06", reason="stamp misread")
    corrected = take(case, fix).case
    assert read_clocks(corrected, d("2026-03-12"))["reply"].due == d("2026-04-03")
    assert corrected.events[0] == case.events[0]
    assert isinstance(corrected.events[-1], FactCorrected)
    extended = take(corrected, command("extend", d("2026-03-13"), working_days=1, approved_by="h")).case
    again = take(
        extended, command("correct_entry", d("2026-03-16"), entry=6, key="working_days", value="5", reason="x")
    ).case
    assert read_clocks(again, d("2026-03-16"))["reply"].due == d("2026-04-13")  # 04-07(21), 08, 09, 10, 13(25)


def test_a_backdated_step_is_decided_on_the_case_as_it_stood():
    case = play(CN_ORDER_711, *TO_HANDLING, ("2026-03-16", "consult_third_party")).case
    late_entry = take(case, command("record_delivery", d("2026-03-17"), letter="third_party")).case
    later = take(late_entry, command("third_party_answers", d("2026-03-25"))).case
    backdated = take(later, command("extend", d("2026-03-18"), working_days=5, approved_by="h"))
    assert isinstance(backdated, Accepted)
    assert backdated.case.state == "in_handling"
    undone = take(later, command("withdraw", d("2026-03-11")))
    assert isinstance(undone, Refused)
    assert "later_entries" in [reason.id for reason in undone.reasons]
    assert isinstance(take(later, command("register", d("2026-03-01"))), Refused)


def test_options_say_what_is_possible_and_why_the_rest_is_not():
    case = play(CN_ORDER_711, *TO_HANDLING, ("2026-03-12", "request_correction")).case
    found = options(case, d("2026-03-13"))
    assert found["receive_correction"] == ()
    assert [reason.id for reason in found["lapse_uncorrected"]] == ["correction_limit_over"]
    assert "approve" not in found


def test_the_office_may_have_no_legal_review():
    law = CN_ORDER_711.with_params({"legal_review": "off"})
    played = play(law, *TO_HANDLING, ("2026-03-20", "submit_draft", {"outcome": "not_held"}))
    assert played.case.state == "awaiting_approval"


def test_a_history_is_opened_once():
    case = open_case(CN_ORDER_711, "1", on=d("2026-03-09"))
    with pytest.raises(LedgerCorrupt, match="both open it"):
        replay(CN_ORDER_711, (*case.events, case.events[0]))
    with pytest.raises(LedgerCorrupt, match="no case"):
        replay(CN_ORDER_711, ())


def test_what_is_sensitive_stays_out_of_the_repr():
    case = open_case(CN_ORDER_711, "1", on=d("2026-03-09"), applicant="申请人甲", subject="内容乙")
    said = repr(case) + repr(case.events) + repr(Command("extend", d("2026-03-09"), {"party": "丙"}))
    assert not any(secret in said for secret in ("申请人甲", "内容乙", "丙"))
    result = take(case, command("extend", d("2026-03-10"), note="申请人甲"))
    assert "申请人甲" not in result.text()


def test_a_strict_diary_is_refused_with_a_reason():
    with pytest.raises(StepNotAllowed, match="register"):
        play(CN_ORDER_711, OPEN, ("2026-03-10", "assign"))


@pytest.mark.parametrize("regime", [CN_ORDER_711, CN_ORDER_492], ids=lambda r: r.id)
def test_every_row_can_be_replayed_without_its_guards(regime):
    """Replay decides nothing anew: any row of the table moves a case that stands in its state."""
    for row in regime.procedure.rows:
        assert row.target == SAME or row.target in regime.procedure.states
