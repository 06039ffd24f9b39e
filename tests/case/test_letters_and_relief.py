"""Histories in which one letter, run or proceeding could be taken for another."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casework.case import (
    Accepted,
    Refused,
    StepTaken,
    command,
    event_from_dict,
    event_to_dict,
    open_case,
    read_clocks,
    replay,
    take,
)
from casework.errors import LedgerCorrupt, StepNotAllowed
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import play


def d(text):
    return date.fromisoformat(text)


def played(*diary, regime=CN_ORDER_711, **params):
    return play(regime, *diary, implied=True, params=params)


OPEN = ("2026-03-04", "open")


def test_one_partys_answer_leaves_the_other_letter_open():
    """A answers 03-27, B 03-16: out 03-11..03-27; 03-05..10(4), 30..04-03(9), 07..10(13), 13..17(18), 20, 21(20)."""
    story = (
        OPEN,
        ("2026-03-10", "consult_third_party", {"party": "A"}), ("2026-03-10", "consult_third_party", {"party": "B"}),
        ("2026-03-11", "record_delivery", {"letter": "third_party", "party": "A"}),
        ("2026-03-11", "record_delivery", {"letter": "third_party", "party": "B"}),
        ("2026-03-16", "third_party_answers", {"party": "B"}), ("2026-03-27", "third_party_answers", {"party": "A"}),
    )  # fmt: skip
    whole = played(*story)
    assert whole.due() == d("2026-04-21")
    half = played(*story[:-1])
    assert half.case.letters == (("third_party", "A"),)
    assert (half.clock("third_party").state, half.clock("third_party#2").state) == ("running", "met")
    assert half.clock("reply").state == "paused"


def test_a_delivery_belongs_to_the_letter_that_is_open():
    """A fee notice cancelled, a second one sent: payment runs from the second one's delivery."""
    story = played(
        OPEN, ("2026-03-05", "issue_fee_notice"), ("2026-03-09", "cancel_fee_notice", {"reason": "x"}),
        ("2026-03-10", "issue_fee_notice"), ("2026-03-12", "record_delivery", {"letter": "payment"}),
    )  # fmt: skip
    # 20 wd from 03-12: 13(1), 16..20(6), 23..27(11), 30..04-03(16), 07..10(20)
    assert story.due("payment#2") == d("2026-04-10")
    assert story.clock("payment").state == "ended"


def test_what_ends_the_main_line_closes_every_letter():
    story = (
        OPEN, ("2026-03-06", "consult_third_party", {"party": "A"}), ("2026-03-16", "withdraw"),
        ("2026-05-11", "reopen"), ("2026-05-12", "consult_third_party", {"party": "B"}), ("2026-05-20", "third_party_answers", {"party": "B"}),
    )  # fmt: skip
    whole = played(*story)
    assert whole.case.letters == ()
    assert whole.case.state == "in_handling"
    assert whole.clock("reply#2", "2026-06-01").state == "running"


@pytest.mark.parametrize("on", ["2026-03-16", "2026-06-10", "2026-11-20"])
def test_an_ended_clock_reads_the_same_ever_after(on):
    """Withdrawn 03-16 while a letter was open: out 03-07..16 then; 03-05, 06(2), 17..20(6), 23..27(11), 30..04-03(16), 07..10(20)."""
    story = played(OPEN, ("2026-03-06", "consult_third_party"), ("2026-03-16", "withdraw"))
    assert story.clock("reply", on).due == d("2026-04-10")
    old = played(
        ("2015-03-04", "open"), ("2015-03-06", "request_correction"), ("2015-03-10", "withdraw"), regime=CN_ORDER_492
    )
    assert old.clock("reply", "2015-03-10").due == old.clock("reply", "2016-06-01").due


def test_a_lawful_silence_needs_no_entry_where_steps_are_implied():
    story = played(
        OPEN, ("2026-03-06", "consult_third_party"), ("2026-03-10", "record_delivery", {"letter": "third_party"}),
        ("2026-04-20", "reply", {"outcome": "not_held"}),
    )  # fmt: skip
    assert story.case.irregular == ()
    assert "third_party_silent" in story.case.implied


def test_an_answer_that_comes_twice_does_not_reopen_the_consultation():
    story = played(
        OPEN, ("2026-03-06", "consult_third_party", {"party": "A"}), ("2026-03-10", "third_party_answers", {"party": "A"}),
        ("2026-03-12", "third_party_answers", {"party": "A"}),
    )  # fmt: skip
    assert story.case.state != "consulting"
    assert len(story.case.irregular) == 1


def test_a_delayed_limit_counts_down_to_zero_on_its_day():
    """35: the day told; an earlier pause is history, a later one changes nothing."""
    story = played(
        OPEN, ("2026-03-06", "request_reasons"), ("2026-03-09", "receive_reasons", {"reasonable": "yes"}),
        ("2026-03-09", "consult_third_party"), ("2026-03-19", "third_party_answers"),
        ("2026-03-20", "set_delayed_limit", {"until": "2026-05-29"}), ("2026-05-20", "consult_third_party"),
    )  # fmt: skip
    assert [story.clock("reply", f"2026-05-{day}").days_left for day in (27, 28, 29)] == [2, 1, 0]
    assert story.clock("reply", "2026-05-25").state == "running"


def test_nothing_is_left_out_of_an_ordered_limit():
    reply = ("2026-03-20", "reply", {"outcome": "not_held"})
    story = played(
        OPEN, reply, ("2026-06-01", "reopen", {"days": "30", "cause": "judgment"}),
        ("2026-06-08", "consult_third_party"), ("2026-06-18", "third_party_answers"),
    )  # fmt: skip
    clock = story.clock("reply#2", "2026-06-30")
    assert (clock.due, clock.days_left) == (d("2026-07-01"), 1)
    assert "Administrative Litigation Law" in clock.basis[0].en


def test_a_second_correction_notice_after_reopening_changes_nothing_either():
    story = played(
        OPEN, ("2026-03-06", "request_correction"), ("2026-03-10", "receive_correction"), ("2026-03-20", "reply", {"outcome": "not_held"}),
        ("2026-06-01", "reopen"), ("2026-06-02", "request_correction"), ("2026-06-12", "receive_correction"),
    )  # fmt: skip
    assert story.clock("reply#2").day_zero == d("2026-06-01")


def test_a_compliance_day_that_has_not_come_is_unseen():
    story = played(OPEN, ("2026-03-20", "reply", {"method": "electronic", "signed_on": "2026-05-20"}))
    assert story.clock("reply", "2026-03-25").state == "running"
    assert story.clock("reply", "2026-05-21").state == "missed"


def test_a_stopped_clock_that_will_resume_stands_still():
    story = played(("2015-03-04", "open"), ("2015-03-06", "request_correction"), regime=CN_ORDER_492)
    assert {story.clock("reply", f"2015-03-{day:02d}").days_used for day in range(6, 20)} == {2}


def test_an_unconfirmed_request_that_is_withdrawn_is_over():
    case = open_case(CN_ORDER_711, "1", on=d("2026-03-04"), channel="ordinary_mail")
    over = take(case, command("withdraw", d("2026-03-09"))).case
    assert read_clocks(over, d("2026-04-01"))["reply"].state == "ended"


# -- what take decides -------------------------------------------------------------------------------------------------

TO_HANDLING = (OPEN, ("2026-03-04", "register"), ("2026-03-05", "review"), ("2026-03-05", "assign"))


def taken(case, step, day, **payload):
    result = take(case, command(step, d(day), **payload))
    assert isinstance(result, Accepted), result.text()
    return result.case


def reasons(case, step, day, **payload):
    result = take(case, command(step, d(day), **payload))
    assert isinstance(result, Refused)
    return {reason.id for reason in result.reasons}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"entry": "1", "key": "on", "value": "garbage"}, "correction_fits"),
        ({"entry": "1", "key": "nonsense", "value": "x"}, "correction_fits"),
        ({"entry": "1", "key": "channel", "value": "pigeon"}, "correction_fits"),
        ({"entry": "1", "key": "on", "value": "2026-04-01"}, "later_entries"),
    ],
)
def test_a_correction_must_fit_what_it_corrects(payload, reason):
    case = play(CN_ORDER_711, *TO_HANDLING).case
    assert reason in reasons(case, "correct_entry", "2026-04-02", reason="x", **payload)


def test_conditions_read_the_entries_as_corrected():
    case = play(
        CN_ORDER_711,
        *TO_HANDLING,
        ("2026-03-06", "request_reasons"),
        ("2026-03-09", "receive_reasons", {"reasonable": "yes"}),
    ).case
    case = taken(case, "correct_entry", "2026-03-10", entry="6", key="reasonable", value="no", reason="misread")
    assert "reasons_found_reasonable" in reasons(case, "set_delayed_limit", "2026-03-11", until="2026-05-29")


def test_an_outcome_is_one_of_the_regimes_and_a_draft_carries_one():
    case = play(CN_ORDER_711, *TO_HANDLING).case
    assert "payload.outcome" in reasons(case, "submit_draft", "2026-03-10")
    assert "payload.outcome" in reasons(case, "submit_draft", "2026-03-10", outcome="予以公开")
    with pytest.raises(StepNotAllowed, match="pigeon"):
        open_case(CN_ORDER_711, "1", on=d("2026-03-04"), channel="pigeon")
    with pytest.raises(StepNotAllowed, match=r"datetime\.date"):
        open_case(CN_ORDER_711, "1", on="2026-03-04")


def test_the_secrecy_review_is_anew_if_the_released_part_changes():
    """17(2), 保密法(2024) 35: reviewed for a partial release, then drafted as a whole one."""
    case = play(
        CN_ORDER_711,
        *TO_HANDLING,
        ("2026-03-10", "submit_draft", {"outcome": "partially_granted", "withheld": "附件2:16(2)"}),
        ("2026-03-11", "pass_secrecy_review"),
    ).case
    case = taken(case, "return_draft", "2026-03-12")
    case = taken(case, "submit_draft", "2026-03-13", outcome="granted")
    case = taken(case, "pass_legal_review", "2026-03-16")
    assert "secrecy_review_on_file" in reasons(case, "approve", "2026-03-17")
    again = taken(case, "return_draft", "2026-03-17")
    for step, payload in (
        ("submit_draft", {"outcome": "granted"}),
        ("pass_secrecy_review", {}),
        ("pass_legal_review", {}),
        ("approve", {}),
    ):
        again = taken(again, step, "2026-03-18", **payload)
    assert again.state == "awaiting_service"


def test_a_reasoned_objection_is_overridden_before_the_release():
    """15, 32: the third party objects with reasonable grounds."""
    case = play(
        CN_ORDER_711, *TO_HANDLING, ("2026-03-06", "consult_third_party"), ("2026-03-10", "third_party_answers", {"opinion": "objects", "reasonable": "yes"}),
        ("2026-03-11", "pass_secrecy_review"), ("2026-03-12", "submit_draft", {"outcome": "granted"}), ("2026-03-13", "pass_legal_review"),
    ).case  # fmt: skip
    assert reasons(case, "approve", "2026-03-16") == {"objection_overridden"}


def test_numbers_of_entries_are_never_used_twice():
    case = play(CN_ORDER_711, *TO_HANDLING).case
    shuffled = replay(CN_ORDER_711, [case.events[index] for index in (2, 0, 3, 1)])
    after = taken(shuffled, "return_assignment", "2026-03-10")
    assert sorted(event.seq for event in after.events) == [1, 2, 3, 4, 5]


def test_entries_go_to_json_and_back():
    case = play(
        CN_ORDER_711, *TO_HANDLING, ("2026-03-06", "extend", {"until": d("2026-04-20"), "approved_by": "h"})
    ).case
    case = taken(case, "correct_entry", "2026-03-10", entry="5", key="approved_by", value="k", reason="misread")
    kept = json.loads(json.dumps([event_to_dict(event) for event in case.events]))
    again = replay(CN_ORDER_711, [event_from_dict(each) for each in kept])
    assert read_clocks(again, d("2026-03-20")) == read_clocks(case, d("2026-03-20"))
    assert again.state == case.state
    for broken in ({}, {**kept[0], "on": "x"}, {**kept[0], "event": None}, {**kept[0], "event": ""}):
        with pytest.raises(LedgerCorrupt):
            event_from_dict(broken)


def test_an_event_of_a_later_release_is_kept_and_moves_nothing():
    case = play(CN_ORDER_711, *TO_HANDLING).case
    kept = [event_to_dict(event) for event in case.events]
    kept.insert(2, {"event": "Miracle", "seq": 90, "on": kept[2]["on"], "payload": {"what": "奇迹"}})
    again = replay(CN_ORDER_711, [event_from_dict(each) for each in kept])
    assert (again.state, again.irregular) == (case.state, ())
    assert read_clocks(again, d("2026-03-20")) == read_clocks(case, d("2026-03-20"))
    assert [event_to_dict(event) for event in again.events] == kept
    with pytest.raises(LedgerCorrupt):
        event_from_dict({**kept[0], "seq": "x"})
    kept = [event_to_dict(event) for event in case.events]
    assert isinstance(event_from_dict(kept[1]), StepTaken)


# -- relief ------------------------------------------------------------------------------------------------------------

DIRECT = {"method": "direct", "signed_on": "2026-03-20", "outcome": "not_held"}


def test_inaction_on_a_reopened_case_opens_relief_again():
    """Ordered 30 days from 06-01 end 07-01; 60 days from then end 08-30 (Sun): 08-31."""
    story = played(OPEN, ("2026-03-20", "reply", DIRECT), ("2026-06-01", "reopen", {"days": "30", "cause": "judgment"}))
    assert story.due("reconsideration_application#2", "2026-09-01") == d("2026-08-31")


def test_a_late_reply_does_not_erase_what_was_done_against_the_inaction():
    late = {"method": "direct", "signed_on": "2026-05-06", "outcome": "not_held"}
    story = played(OPEN, ("2026-04-10", "open_reconsideration", {"against": "inaction"}), ("2026-05-06", "reply", late))
    clocks = story.clocks("2026-05-07")
    assert clocks["reconsideration_application"].state == "met"
    assert clocks["reconsideration_application#2"].state == "running"


REPLIED = (OPEN, ("2026-03-20", "reply", DIRECT))


def test_simple_reconsideration_is_decided_in_thirty_days():
    """复议法 62: accepted 04-01, thirty days end Fri 05-01: off 05-01..05, so 05-06."""
    story = played(*REPLIED, ("2026-04-01", "open_reconsideration", {"procedure": "simple"}))
    assert story.due("reconsideration_decision") == d("2026-05-06")
    assert story.clock("litigation_after_reconsideration", "2026-05-20").day_zero == d("2026-05-06")


def test_a_suit_in_time_after_the_decision_was_not_given_stays_in_time():
    """Accepted 03-30, sixty days end Fri 05-29; sued 06-05, decided late on 06-10."""
    story = played(
        *REPLIED,
        ("2026-03-30", "open_reconsideration"),
        ("2026-06-05", "open_litigation"),
        ("2026-06-10", "close_reconsideration"),
    )
    assert story.clock("litigation_after_reconsideration", "2026-07-20").state == "met"


def test_an_answer_in_the_suit_is_none_in_the_reconsideration():
    story = played(
        *REPLIED, ("2026-03-23", "open_reconsideration"), ("2026-03-25", "close_reconsideration"), ("2026-03-30", "open_litigation"),
        ("2026-04-07", "file_answer"),
    )  # fmt: skip
    assert story.clock("reconsideration_answer").state == "ended"
    assert story.clock("court_answer").state == "met"


def test_relief_starts_only_on_delivery():
    failed = (
        OPEN,
        ("2026-03-20", "reply", {"method": "electronic", "outcome": "not_held"}),
        ("2026-03-23", "service_failed"),
    )
    assert played(*failed).clock("reconsideration_application").state == "unknown"
    again = played(*failed, ("2026-03-25", "serve_again", {"method": "direct", "signed_on": "2026-03-26"}))
    assert again.clock("reconsideration_application", "2026-03-27").day_zero == d("2026-03-26")


@pytest.mark.parametrize(
    ("grounds", "state"), [("38", "running"), ("14", "not_started"), ("", "not_started"), ("15、38", "not_started")]
)
def test_partial_release_goes_to_reconsideration_first_for_what_14_to_16_withhold(grounds, state):
    story = played(OPEN, ("2026-03-20", "reply", {**DIRECT, "outcome": "partially_granted", "grounds": grounds}))
    assert story.clock("litigation_direct").state == state


def test_a_refusal_of_2024_under_the_old_order_goes_to_reconsideration_first_too():
    story = played(
        ("2019-05-10", "open"), ("2019-05-20", "reply", {"outcome": "refused_state_secret", "method": "direct", "signed_on": "2019-05-20"}),
        ("2024-03-01", "reopen"), ("2024-03-11", "reply", {"outcome": "refused_state_secret", "method": "direct", "signed_on": "2024-03-11"}),
        regime=CN_ORDER_492,
    )  # fmt: skip
    clocks = story.clocks("2024-03-12")
    assert clocks["litigation_direct"].state == "lapsed"
    assert clocks["litigation_direct#2"].state == "not_started"


def test_mail_addressed_elsewhere():
    """Order 711 31, param signed_mail_any_addressee; under Order 492 the day of confirmation (207号)."""
    for law, state in ((CN_ORDER_711, "received"), (CN_ORDER_492, "unconfirmed")):
        case = open_case(law, "1", on=d("2016-03-04"), channel="signed_mail", addressed_to_unit="no")
        assert case.state == state


def test_the_working_shows_an_extension_apart_and_what_a_stop_waited_for():
    extended = played(OPEN, ("2026-03-20", "extend", {"working_days": "5"}))
    assert "25 working days (20 + 5 extended)" in extended.clock().deadline.text()
    assert "25个工作日（20 + 5延期）" in extended.clock().deadline.text("zh")
    resumed = played(
        ("2016-09-12", "open"),
        ("2016-09-19", "request_correction"),
        ("2016-10-08", "receive_correction"),
        regime=CN_ORDER_492,
    )
    assert "correction or payment awaited (Order 492 art. 21)" in resumed.clock().deadline.text()


# -- entries of one day are read in their order ------------------------------------------------------------------------


def test_a_letter_sent_after_the_case_was_revived_that_day_is_open():
    """Out 03-13..: reopened and asked on 03-12 itself."""
    story = played(
        OPEN, ("2026-03-12", "withdraw"), ("2026-03-12", "reopen", {"cause": "self_correction"}),
        ("2026-03-12", "consult_third_party", {"party": "a"}), ("2026-03-13", "record_delivery", {"letter": "third_party", "party": "a"}),
    )  # fmt: skip
    clocks = story.clocks("2026-03-20")
    assert clocks["reply#2"].state == "paused"
    # third party, 15 wd from 03-13: 16..20(5), 23..27(10), 30..04-03(15)
    assert (clocks["third_party"].state, clocks["third_party"].due) == ("running", d("2026-04-03"))


def test_a_delivery_on_the_day_of_a_second_notice_is_the_second_ones():
    story = played(
        ("2021-03-12", "open"), ("2021-03-12", "issue_fee_notice"), ("2021-03-15", "cancel_fee_notice", {"reason": "x"}),
        ("2021-03-15", "issue_fee_notice"), ("2021-03-15", "record_delivery", {"letter": "payment"}),
    )  # fmt: skip
    clocks = story.clocks("2021-03-16")
    assert (clocks["payment"].state, clocks["payment#2"].state) == ("ended", "running")
    # 20 wd from 03-15: 16..19(4), 22..26(9), 29..04-02(14), 06..09(18), 12, 13(20); 04-03..05 off
    assert clocks["payment#2"].due == d("2021-04-13")


@pytest.mark.parametrize("on", ["2012-02-13", "2012-02-14", "2012-02-17", "2012-02-18", "2012-02-20"])
def test_a_stopped_clock_with_one_day_left_keeps_it(on):
    """Order 492, received 2012-01-19: 20(1), 21(2), 29(3), 30..02-03(8), 06..10(13), 13(14)."""
    story = played(("2012-01-19", "open"), ("2012-02-13", "request_correction"), regime=CN_ORDER_492)
    clock = story.clock("reply", on)
    assert (clock.state, clock.days_used, clock.days_left) == ("stopped", 14, 1)


def test_an_extension_of_a_reopened_limit_is_noted_not_swallowed():
    story = played(
        OPEN, ("2026-03-12", "withdraw"), ("2026-03-16", "reopen"), ("2026-03-20", "extend", {"working_days": "5"})
    )
    assert [note.code for note in story.notes()] == ["extension_of_reopened_limit"]


def test_a_notice_that_names_a_rest_day_reaches_the_next_working_day():
    """2026-04-11 is a Saturday; due 04-01 plus 02, 03, 07..10 is six, the thirteenth is the seventh."""
    story = played(OPEN, ("2026-03-20", "extend", {"until": "2026-04-11"}))
    assert story.due() == d("2026-04-13")
