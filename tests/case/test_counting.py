"""Every sentence of "Counting", one test each; expected days are counted by hand, the count shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from casework.law import civil_day, parse_day
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import play


def d(text: str) -> date:
    return date.fromisoformat(text)


def due(*diary, key="reply", on=None, regime=CN_ORDER_711, **params):
    return play(regime, *diary, implied=True, params=params).due(key, on)


def codes(*diary, regime=CN_ORDER_711, on=None, **params):
    return [note.code for note in play(regime, *diary, implied=True, params=params).notes(on)]


OPEN_9_MARCH = ("2026-03-09", "open")  # 20 wd: 03-10..13(4), 16..20(9), 23..27(14), 30..04-03(19), 04-07(20)


def test_an_act_counts_for_its_day_in_china_whatever_the_hour():
    """Civil days in China (param closing_hour = none): 23:59 Sunday is Sunday, 16:30 UTC Sunday is Monday."""
    beijing = timezone(timedelta(hours=8))
    assert civil_day(datetime(2026, 10, 11, 23, 59, tzinfo=beijing)) == d("2026-10-11")
    assert civil_day(datetime(2026, 10, 11, 16, 30, tzinfo=UTC)) == d("2026-10-12")
    assert parse_day("2026-10-11 24:00") == d("2026-10-11")


def test_day_zero_never_counts_and_the_nth_counted_day_is_the_last():
    """20 working days after a Monday; the Monday itself is out."""
    played = play(CN_ORDER_711, OPEN_9_MARCH)
    assert played.due() == d("2026-04-07")
    lines = played.clock().deadline.explain()
    assert (lines[0].day, lines[0].n) == (d("2026-03-10"), 1)
    assert (lines[-1].day, lines[-1].n) == (d("2026-04-07"), 20)


def test_a_letter_answered_the_same_day_excludes_nothing_under_a():
    """33(3): under B the sending day itself is out, so one more day."""
    diary = (OPEN_9_MARCH, ("2026-03-16", "consult_third_party"), ("2026-03-16", "third_party_answers"))
    assert due(*diary) == d("2026-04-07")
    assert due(*diary, pause_policy="B") == d("2026-04-08")


def test_a_day_inside_any_pause_is_excluded_once():
    """Two letters with the same interval make the same due day as one."""
    one = (
        OPEN_9_MARCH,
        ("2026-03-16", "consult_third_party", {"party": "a"}),
        ("2026-03-20", "third_party_answers", {"party": "a"}),
    )
    two = (
        *one,
        ("2026-03-16", "consult_third_party", {"party": "b"}),
        ("2026-03-20", "third_party_answers", {"party": "b"}),
    )
    assert due(*one) == due(*two) == d("2026-04-13")  # out 17..20 (4): 04-08(17) .. 10(19), 13(20)


def test_a_pause_ends_with_the_addressees_own_limit():
    """32: silence. Received 03-17, 15 wd: 18..20(3), 23..27(8), 30..04-03(13), 07(14), 08(15); out 03-17..04-08."""
    diary = (
        OPEN_9_MARCH,
        ("2026-03-16", "consult_third_party"),
        ("2026-03-17", "record_delivery", {"letter": "third_party"}),
    )
    # 03-10..13(4), 16(5); 04-09(6), 10(7), 13..17(12), 20..24(17), 27..29(20)
    assert due(*diary, on="2026-06-01") == d("2026-04-29")
    assert due(*diary, key="third_party", on="2026-06-01") == d("2026-04-08")


def test_a_letter_withdrawn_or_undeliverable_ends_its_pause_that_day():
    """Practice: out 17..19 (3); 20(6) .. so 20 is reached three days later: 04-10."""
    diary = (
        OPEN_9_MARCH,
        ("2026-03-16", "consult_third_party"),
        ("2026-03-19", "withdraw_consultation", {"reason": "x"}),
    )
    assert due(*diary) == d("2026-04-10")


def test_without_the_day_of_receipt_the_pause_runs_to_the_answer_and_that_limit_is_unknown():
    diary = (OPEN_9_MARCH, ("2026-03-16", "consult_third_party"), ("2026-06-30", "third_party_answers"))
    played = play(CN_ORDER_711, *diary, implied=True)
    assert played.clock("third_party").state == "unknown"
    assert played.clock("third_party").due is None
    # 5 used by 03-16; 07-01..03(8), 06..10(13), 13..17(18), 20(19), 21(20)
    assert played.due() == d("2026-07-21")


def test_an_open_pause_is_read_to_the_day_of_reading_so_the_due_day_can_only_move_later():
    diary = (
        OPEN_9_MARCH,
        ("2026-03-16", "consult_third_party"),
        ("2026-03-17", "record_delivery", {"letter": "third_party"}),
    )
    played = play(CN_ORDER_711, *diary, implied=True)
    readings = [played.clock("reply", d("2026-03-17") + timedelta(days=n)) for n in range(40)]
    assert all(a.due <= b.due for a, b in pairwise(readings))
    on_20_march = played.clock("reply", "2026-03-20")
    assert on_20_march.state == "paused"
    assert on_20_march.due == d("2026-04-13")  # out 17..20
    assert on_20_march.latest_due == d("2026-04-29")  # as if it ran to 04-08
    assert played.clock("reply", "2026-04-09").latest_due is None


LATE = ("2026-04-08", "2026-04-09", "2026-05-20")


@pytest.mark.parametrize("day", LATE)
@pytest.mark.parametrize(
    ("step", "payload", "code"),
    [
        ("extend", {"working_days": "20", "approved_by": "head"}, "extension_late"),
        ("issue_fee_notice", {}, "stop_late"),
        ("set_delayed_limit", {"until": "2026-08-03"}, "delayed_limit_late"),
        ("consult_third_party", {}, "consultation_late"),
        ("request_correction", {}, "stop_late"),
    ],
)
def test_nothing_told_or_sent_after_the_due_day_moves_it(day, step, payload, code):
    """Lateness never refuses: it is noted, and moves no day."""
    diary = (OPEN_9_MARCH, (day, step, payload))
    assert due(*diary, on="2026-06-01") == d("2026-04-07")
    assert code in codes(*diary)


@pytest.mark.parametrize("day", ["2026-04-07", "2026-03-10"])
def test_an_extension_on_the_last_day_is_in_time(day):
    """33(2): 40th counted day: 04-08..10(23), 13..17(28), 20..24(33), 27..30(37), 05-06..08(40)."""
    assert due(OPEN_9_MARCH, (day, "extend", {"working_days": "20"})) == d("2026-05-08")


def test_a_pause_before_or_after_the_notice_moves_an_extended_limit():
    """Due = the (N+E)-th counted day from day 0: out 03-17..20 (4 wd) or 04-14..17 (4 wd) both end on 05-13."""
    extend = ("2026-04-02", "extend", {"working_days": "20"})
    before = (OPEN_9_MARCH, ("2026-03-16", "consult_third_party"), ("2026-03-20", "third_party_answers"), extend)
    after = (OPEN_9_MARCH, extend, ("2026-04-13", "consult_third_party"), ("2026-04-17", "third_party_answers"))
    # 40th without a pause is 05-08; four later: 05-09 worked Sat, 11, 12, 13
    assert due(*before) == due(*after) == d("2026-05-13")


def test_a_notice_that_names_a_day_is_read_as_the_extension_that_reaches_it():
    """Due 04-07; until 04-17 is 04-08..10(3), 13..17(8): E = 8; a later pause of four days moves it."""
    named = (OPEN_9_MARCH, ("2026-04-02", "extend", {"until": "2026-04-17"}))
    assert due(*named) == d("2026-04-17")
    paused = (*named, ("2026-04-08", "consult_third_party"), ("2026-04-14", "third_party_answers"))
    assert due(*paused) == d("2026-04-23")  # 08(21); out 09..14; 15..17(24), 20..23(28)


def test_more_than_twenty_is_noted_and_twenty_is_used():
    diary = (OPEN_9_MARCH, ("2026-04-02", "extend", {"working_days": "25"}))
    assert due(*diary) == d("2026-05-08")
    assert codes(*diary) == ["extension_too_long"]


def test_a_second_extension_has_no_effect():
    diary = (
        OPEN_9_MARCH,
        ("2026-04-02", "extend", {"working_days": "5"}),
        ("2026-04-03", "extend", {"working_days": "5"}),
    )
    assert due(*diary) == d("2026-04-14")  # 04-08..10(23), 13(24), 14(25)
    assert codes(*diary) == ["extension_repeated"]


def test_extension_by_the_day_before_where_the_param_says_so():
    diary = (OPEN_9_MARCH, ("2026-04-07", "extend", {"working_days": "20"}))
    assert due(*diary, extension_notice_latest="day_before") == d("2026-04-07")


def test_a_restart_forgets_old_pauses_and_allows_one_extension_again():
    """30: full length from the corrected application, one extension again (param)."""
    diary = (
        OPEN_9_MARCH,
        ("2026-03-10", "consult_third_party"),
        ("2026-03-11", "third_party_answers"),
        ("2026-03-12", "extend", {"working_days": "5"}),
        ("2026-03-16", "request_correction"),
        ("2026-03-20", "receive_correction"),
    )
    assert due(*diary) == d("2026-04-20")  # 03-23..27(5), 30..04-03(10), 07..10(14), 13..17(19), 20(20)
    again = (*diary, ("2026-03-23", "extend", {"working_days": "5"}))
    assert due(*again) == d("2026-04-27")
    assert due(*again, restart_extension="no") == d("2026-04-20")


def test_a_limit_missed_before_stays_missed():
    """A notice sent after the due day stops nothing, so the corrected application restarts nothing."""
    diary = (OPEN_9_MARCH, ("2026-04-08", "request_correction"), ("2026-04-20", "receive_correction"))
    clock = play(CN_ORDER_711, *diary, implied=True).clock("reply", "2026-04-21")
    assert (clock.state, clock.due) == ("missed", d("2026-04-07"))


def test_a_late_correction_notice_before_the_due_day_still_restarts():
    """30: seven working days end 03-18; a notice of 03-25 is noted and restarts (param)."""
    diary = (OPEN_9_MARCH, ("2026-03-25", "request_correction"), ("2026-04-01", "receive_correction"))
    assert due(*diary) == d("2026-04-30")  # 04-02(1), 03(2), 07..10(6), 13..17(11), 20..24(16), 27..30(20)
    assert codes(*diary) == ["correction_notice_late"]
    assert due(*diary, late_correction_restarts="no") == d("2026-04-07")


def test_a_second_correction_notice_restarts_nothing():
    diary = (
        OPEN_9_MARCH,
        ("2026-03-10", "request_correction"),
        ("2026-03-13", "receive_correction"),
        ("2026-03-16", "request_correction"),
        ("2026-03-30", "receive_correction"),
    )
    assert due(*diary) == d("2026-04-13")  # from 03-13: 16..20(5), 23..27(10), 30..04-03(15), 07..10(19), 13(20)
    assert codes(*diary) == ["correction_notice_repeated"]


def test_order_492_knows_no_one_time_rule():
    """Order 492 art. 21(4) forbids no second notice; the clock does not stop again, as in (2013)沪高行终字第73号.

    15 wd from 2018-03-05: 06(1), 07(2) notice; out 08, 09; 12(3) arrival, 13..16(7), 19..23(12), 26..28(15).
    """
    diary = (
        ("2018-03-05", "open"),
        ("2018-03-07", "request_correction"),
        ("2018-03-12", "receive_correction"),
        ("2018-03-14", "request_correction"),
        ("2018-03-20", "receive_correction"),
    )
    played = play(CN_ORDER_492, *diary, implied=True)
    assert played.due() == d("2018-03-28")
    assert [note.code for note in played.notes()] == ["correction_notice_again"]
    assert "只能" not in "".join(note.zh for note in played.notes())


def test_resume_counts_the_day_of_the_notice_and_the_day_of_arrival():
    """Order 492: 15 wd from 2016-03-07: 08(1), 09(2) notice; out 10..15; 16(3) arrival, 17, 18(5), 21..25(10), 28..04-01(15)."""
    diary = (("2016-03-07", "open"), ("2016-03-09", "request_correction"), ("2016-03-16", "receive_correction"))
    assert due(*diary, regime=CN_ORDER_492) == d("2016-04-01")
    # restart: 17, 18(2), 21..25(7), 28..04-01(12), 05(13), 06(14), 07(15); 04-04 is Qingming
    assert due(*diary, regime=CN_ORDER_492, correction="restart") == d("2016-04-07")


def test_a_cancelled_fee_notice_resumes():
    """Sent 03-16 (counts, 5), cancelled 03-19 (counts): out 17, 18; two days later than 04-07: 04-09."""
    diary = (OPEN_9_MARCH, ("2026-03-16", "issue_fee_notice"), ("2026-03-19", "cancel_fee_notice", {"reason": "x"}))
    assert due(*diary) == d("2026-04-09")


def test_a_stopped_clock_has_no_due_day():
    clock = play(CN_ORDER_711, OPEN_9_MARCH, ("2026-03-16", "request_correction")).clock("reply", "2026-05-01")
    assert (clock.state, clock.due, clock.days_used, clock.days_left) == ("stopped", None, 5, 15)


REASONS = (
    OPEN_9_MARCH,
    ("2026-03-11", "request_reasons"),
    ("2026-03-16", "receive_reasons", {"reasonable": "yes"}),
)


def test_a_delayed_limit_is_the_day_told_and_later_acts_do_not_move_it():
    """35: 2026-05-16 is a Saturday: the next working day is Monday 05-18."""
    told = (*REASONS, ("2026-03-17", "set_delayed_limit", {"until": "2026-05-16"}))
    assert due(*told) == d("2026-05-18")
    later = (
        *told,
        ("2026-03-18", "extend", {"working_days": "20"}),
        ("2026-03-19", "consult_third_party"),
        ("2026-03-27", "third_party_answers"),
    )
    assert due(*later) == d("2026-05-18")
    assert due(*later, delayed_limit_moves="yes") > d("2026-05-18")


def test_reasons_asked_keep_the_reply_limit_running():
    assert due(*REASONS) == d("2026-04-07")
    assert due(*REASONS[:2], ("2026-03-13", "record_delivery", {"letter": "reasons"}), key="reasons") == d("2026-03-24")


REPLIED = (
    OPEN_9_MARCH,
    ("2026-03-30", "reply", {"method": "direct", "signed_on": "2026-03-30", "outcome": "not_held"}),
)


def test_a_reopened_case_has_the_ordered_length():
    """行诉法 72: 15 days without a unit are calendar days: 06-01 + 15 = 06-16; working days: 06-23 (19..21 off)."""
    ordered = ("2026-06-01", "reopen", {"days": "15", "cause": "judgment"})
    played = play(CN_ORDER_711, *REPLIED, ordered, implied=True)
    assert played.due("reply#2") == d("2026-06-16")
    assert played.clock("reply").state == "met"
    working = ("2026-06-01", "reopen", {"days": "15", "unit": "working_days"})
    # 02..05(4), 08..12(9), 15..18(13), 22(14), 23(15)
    assert due(*REPLIED, working, key="reply#2") == d("2026-06-23")
    assert due(*REPLIED, ("2026-06-01", "reopen"), key="reply#2") == d(
        "2026-06-30"
    )  # 20 wd anew: 22..26(18), 29, 30(20)


def test_an_ordered_limit_is_not_extended():
    ordered = ("2026-06-01", "reopen", {"days": "15", "unit": "working_days"})
    extended = ("2026-06-02", "extend", {"working_days": "20"})
    assert due(*REPLIED, ordered, extended, key="reply#2") == d("2026-06-23")


def test_calendar_days_and_months_roll_on_past_rest_days_but_not_past_a_worked_one():
    """60 days from 2026-08-04 end 10-03: rolls to 10-08 (param); six months from 2025-08-31: worked Sat 02-28."""
    reply = ("2026-08-04", "reply", {"method": "direct", "signed_on": "2026-08-04", "outcome": "not_held"})
    diary = (("2026-07-20", "open"), reply)
    assert due(*diary, key="reconsideration_application") == d("2026-10-08")
    assert due(*diary, key="reconsideration_application", roll_on="no") == d("2026-10-03")
    reply = ("2025-08-31", "reply", {"method": "direct", "signed_on": "2025-08-31", "outcome": "not_held"})
    assert due(("2025-08-20", "open"), reply, key="litigation_direct") == d("2026-02-28")


@pytest.mark.parametrize(
    ("payload", "state"),
    [
        ({"method": "direct", "signed_on": "2026-04-07", "posted_on": "2026-04-01"}, "met"),
        ({"method": "direct", "signed_on": "2026-04-08", "posted_on": "2026-04-01"}, "missed"),
        ({"method": "entrusted", "signed_on": "2026-04-08"}, "missed"),
        ({"method": "post", "posted_on": "2026-04-07", "signed_on": "2026-04-12"}, "met"),
        ({"method": "post", "posted_on": "2026-04-08", "dated_on": "2026-04-01"}, "missed"),
        ({"method": "electronic", "signed_on": "2026-04-07"}, "met"),
        ({"posted_on": "2026-04-07", "signed_on": "2026-04-12"}, "met"),
        ({"dated_on": "2026-04-01"}, "missed"),
    ],
)
def test_the_compliance_day_of_a_reply_is_the_methods_own_never_the_printed_date(payload, state):
    """国办公开办函〔2016〕235号: signature for direct or entrusted delivery, hand-over to the post for mail."""
    assert play(CN_ORDER_711, OPEN_9_MARCH, ("2026-04-10", "reply", payload), implied=True).clock().state == state


def test_an_internal_unit_and_a_repeated_question_pause_nothing():
    """33(3): another organ only; the same party and question twice is no pause."""
    inside = (
        OPEN_9_MARCH,
        ("2026-03-16", "consult_agency", {"capacity": "internal_unit"}),
        ("2026-03-20", "agency_answers"),
    )
    assert due(*inside) == d("2026-04-07")
    party = {"party": "a"}
    twice = (
        OPEN_9_MARCH,
        ("2026-03-16", "consult_third_party", party), ("2026-03-18", "third_party_answers", party),
        ("2026-03-23", "consult_third_party", party), ("2026-03-30", "third_party_answers", party),
    )  # fmt: skip
    assert due(*twice) == d("2026-04-09")  # only 17, 18 are out
    assert "asked_twice" in codes(*twice)


def test_only_third_parties_pause_under_order_492():
    """Order 492 art. 24 names third parties only; 15 wd from 2016-03-07: 08..11(4), 14..18(9), 21..25(14), 28(15)."""
    agency = (("2016-03-07", "open"), ("2016-03-09", "consult_agency"), ("2016-03-16", "agency_answers"))
    assert due(*agency, regime=CN_ORDER_492) == d("2016-03-28")
    third = (("2016-03-07", "open"), ("2016-03-09", "consult_third_party"), ("2016-03-16", "third_party_answers"))
    assert due(*third, regime=CN_ORDER_492) == d(
        "2016-04-05"
    )  # 08(1), 09(2); out 10..16; 17(3), 18(4), 21..25(9), 28..04-01(14), 05(15)


def test_referring_for_a_determination_pauses_only_by_param():
    """17(3), 33(3): the shorter limit is the safe one."""
    diary = (OPEN_9_MARCH, ("2026-03-16", "refer_for_determination"), ("2026-03-20", "determination_received"))
    assert due(*diary) == d("2026-04-07")
    assert due(*diary, determination_pauses="yes") == d("2026-04-13")


def test_the_correction_notice_is_a_window_never_missed():
    """30: running out unused is ended, not missed."""
    clock = play(CN_ORDER_711, OPEN_9_MARCH).clock("correction_notice", "2026-04-01")
    assert (clock.state, clock.due, clock.overdue_by) == ("ended", d("2026-03-18"), 0)


def test_used_and_left_add_up_and_over_counts_working_days():
    played = play(CN_ORDER_711, OPEN_9_MARCH)
    for n in range(60):
        clock = played.clock("reply", d("2026-03-09") + timedelta(days=n))
        assert clock.days_used + clock.days_left == clock.length == 20
    assert played.clock("reply", "2026-04-07").days_left == 0
    assert played.clock("reply", "2026-04-07").state == "running"
    over = played.clock("reply", "2026-04-09")
    assert (over.state, over.overdue_by) == ("missed", 2)


def test_facts_dated_after_the_day_are_unseen():
    played = play(CN_ORDER_711, *REPLIED, implied=True)
    assert played.clock("reply", "2026-03-20").state == "running"
    assert "reconsideration_application" not in played.clocks("2026-03-20")
