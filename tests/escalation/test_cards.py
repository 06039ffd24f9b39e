"""Cards on both sides of each threshold, over a make-up weekend and a pause; a missed week raises the same cards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.errors import ConditionNotMet, DefinitionError
from casework.escalation import (
    CN_CARDS,
    EARLY,
    Card,
    CardState,
    Ladder,
    Measure,
    Rung,
    cards_between,
    next_rung_day,
    rungs_reached,
    standing_card,
)
from casework.regimes import CN_ORDER_711
from casework.testing import play


def d(text):
    return date.fromisoformat(text)


def reached(played, on, ladder=CN_CARDS, key="reply", **options):
    return [rung.id for rung in rungs_reached(played.clock(key, on), ladder, d(on), **options)]


PLAIN = play(CN_ORDER_711, ("2026-03-09", "open"))  # due Tue 2026-04-07; 04-04..06 off
SWAPPED = play(CN_ORDER_711, ("2026-02-02", "open"))
# 02-03..06(4), 09..13(9), 14 worked Sat(10), off 15..23, 24..27(14), 28 worked Sat(15), 03-02..06(20): due Fri 2026-03-06


@pytest.mark.parametrize(
    ("on", "rungs"),
    [
        ("2026-04-01", []),  # Wed: 02, 03, 07 = three left
        ("2026-04-02", ["warning"]),  # Thu: 03, 07 = two left
        ("2026-04-05", ["warning"]),  # a rest day: one left
        ("2026-04-07", ["warning"]),  # the due day itself
        ("2026-04-08", ["warning", "yellow"]),  # first working day after
        ("2026-04-09", ["warning", "yellow", "red"]),  # second
    ],
)
def test_thresholds_with_promise_equal_to_the_statute(on, rungs):
    """L-2, first and second working day after; judged at the end of the day, at or past."""
    assert reached(PLAIN, on) == rungs


@pytest.mark.parametrize(
    ("on", "rungs"),
    [
        ("2026-03-23", []),
        ("2026-03-24", ["warning"]),  # two working days before the promise of 03-26
        ("2026-03-27", ["warning", "yellow"]),  # first after the promise
        ("2026-04-07", ["warning", "yellow"]),  # the statute's day is not over
        ("2026-04-08", ["warning", "yellow", "red"]),  # first after the statute
    ],
)
def test_thresholds_with_a_shorter_promise(on, rungs):
    assert reached(PLAIN, on, promised=d("2026-03-26")) == rungs


def test_thresholds_count_a_make_up_weekend_as_worked():
    """Due 2026-02-28 would be a worked Saturday: received 2026-01-23 (Fri): 26..30(5), 02-02..06(10), 09..13(15), 14(16), 24..27(20)."""
    played = play(CN_ORDER_711, ("2026-01-23", "open"))
    assert played.due() == d("2026-02-27")
    assert reached(played, "2026-02-24") == []
    assert reached(played, "2026-02-25") == ["warning"]
    assert reached(played, "2026-02-28") == ["warning", "yellow"], "Saturday 28 is worked: the first working day after"
    assert reached(played, "2026-03-01") == ["warning", "yellow"]
    assert reached(played, "2026-03-02") == ["warning", "yellow", "red"]
    assert reached(SWAPPED, "2026-03-03") == []
    assert reached(SWAPPED, "2026-03-04") == ["warning"]


def test_a_paused_or_stopped_clock_raises_none():
    paused = play(CN_ORDER_711, ("2026-03-09", "open"), ("2026-04-03", "consult_third_party"), implied=True)
    assert reached(paused, "2026-04-03") == ["warning"], "the sending day still counts: one left"
    assert reached(paused, "2026-04-20") == []
    answered = play(
        CN_ORDER_711,
        ("2026-03-09", "open"),
        ("2026-04-03", "consult_third_party"),
        ("2026-04-20", "third_party_answers"),
        implied=True,
    )
    assert answered.due() == d("2026-04-21")
    assert reached(answered, "2026-04-22") == ["warning", "yellow"]
    stopped = play(CN_ORDER_711, ("2026-03-09", "open"), ("2026-03-12", "request_correction"))
    assert reached(stopped, "2026-08-03") == []


def test_an_extension_moves_the_thresholds():
    extended = play(
        CN_ORDER_711,
        ("2026-03-09", "open"),
        ("2026-04-02", "extend", {"working_days": "5", "approved_by": "h"}),
        implied=True,
    )
    assert extended.due() == d("2026-04-14")
    assert reached(extended, "2026-04-08") == []
    assert reached(extended, "2026-04-10") == ["warning"]


def test_a_duty_done_late_keeps_its_card_and_one_done_in_time_has_none():
    reply = {"method": "direct", "outcome": "not_held"}
    late = play(
        CN_ORDER_711,
        ("2026-03-09", "open"),
        ("2026-04-08", "reply", {**reply, "signed_on": "2026-04-08"}),
        implied=True,
    )
    assert reached(late, "2026-06-01") == ["warning", "yellow"]
    kept = play(
        CN_ORDER_711,
        ("2026-03-09", "open"),
        ("2026-04-07", "reply", {**reply, "signed_on": "2026-04-07"}),
        implied=True,
    )
    assert reached(kept, "2026-06-01") == []
    withdrawn = play(CN_ORDER_711, ("2026-03-09", "open"), ("2026-04-03", "withdraw"))
    assert reached(withdrawn, "2026-06-01") == []


def test_the_correction_notice_only_warns_and_only_where_it_can_still_be_sent():
    """Seven working days end on 2026-03-18; a window, never a card."""
    assert reached(PLAIN, "2026-03-16", key="correction_notice", state="received") == ["warning"]
    assert reached(PLAIN, "2026-03-16", key="correction_notice", state="in_handling") == []
    assert reached(PLAIN, "2026-03-25", key="correction_notice", state="received") == []


def test_other_peoples_limits_carry_no_cards():
    asked = play(CN_ORDER_711, ("2026-03-09", "open"), ("2026-03-10", "consult_third_party"), ("2026-03-11", "record_delivery", {"letter": "third_party"}), implied=True)  # fmt: skip
    # fifteen working days from 03-11: 12, 13(2), 16..20(7), 23..27(12), 30, 31(14), 04-01(15)
    assert reached(asked, "2026-04-01", key="third_party") == []
    assert reached(asked, "2026-04-02", key="third_party") == ["ran_out"], "a reminder, told to the handler"
    assert standing_card(asked.clocks("2026-04-02"), CN_CARDS, date(2026, 4, 2)) is None
    assert CN_CARDS.told(CN_CARDS.reminder) == ("handler",)


def test_the_next_day_to_look_is_never_too_late():
    """Due 2026-04-07: warned from 04-02 (two working days before: 04-02, 03), yellow 04-08, red 04-09."""

    def next_day(on, *raised, played=PLAIN):
        day = next_rung_day(
            played.clocks(on), CN_CARDS, date.fromisoformat(on), {("reply", rung) for rung in raised}, "in_handling"
        )
        return day and day.isoformat()

    assert next_day("2026-03-09") == "2026-04-02"
    assert next_day("2026-04-02", "warning") == "2026-04-08"
    assert next_day("2026-04-08", "warning", "yellow") == "2026-04-09"
    assert next_day("2026-04-09", "warning", "yellow", "red") is None
    assert next_day("2026-04-20", "warning") == "2026-04-21", "what was missed is looked at on the next day"


def test_early_reminders():
    assert reached(PLAIN, "2026-03-23", ladder=EARLY) == ["ten_days"]  # 24..27(4), 30..04-03(9), 07(10)
    assert reached(PLAIN, "2026-03-31", ladder=EARLY) == ["ten_days", "five_days"]
    assert reached(PLAIN, "2026-04-02", ladder=EARLY) == ["ten_days", "five_days", "two_days"]


def test_a_missed_week_raises_the_same_cards_as_daily_sweeps():
    story = play(
        CN_ORDER_711,
        ("2026-03-09", "open"),
        ("2026-04-03", "extend", {"working_days": "5", "approved_by": "h"}),
        implied=True,
    ).case
    start = d("2026-03-09")
    daily = []
    for n in range(60):
        daily += cards_between(story, CN_CARDS, start + timedelta(days=n), start + timedelta(days=n + 1))
    once = cards_between(story, CN_CARDS, start, start + timedelta(days=60))
    assert {(card.clock, card.rung.id, card.reached_on) for card in once} == {
        ("correction_notice", "warning", d("2026-03-16")),
        ("reply", "warning", d("2026-04-02")),  # before the extension moved it
        ("reply", "yellow", d("2026-04-15")),
        ("reply", "red", d("2026-04-16")),
    }
    assert {(c.clock, c.rung.id) for c in daily} == {(c.clock, c.rung.id) for c in once}


def test_the_standing_card_is_the_highest():
    assert standing_card(PLAIN.clocks("2026-04-09"), CN_CARDS, d("2026-04-09")).id == "red"
    assert standing_card(PLAIN.clocks("2026-03-10"), CN_CARDS, d("2026-03-10")) is None


def test_red_is_told_to_those_told_of_yellow_and_warning():
    red = CN_CARDS.rungs[-1]
    assert set(CN_CARDS.told(red)) == {"handler", "disclosure_head", "approver"}
    assert CN_CARDS.told(CN_CARDS.rungs[0]) == ("handler",)


def card(rung):
    return Card("1", "reply", CN_CARDS.rungs[rung], d("2026-04-09"))


def test_the_life_of_a_card():
    issued = card(2).confirm()
    upheld = issued.appeal("the letter was posted in time").uphold("no posting slip")
    revoked = upheld.revoke("slip found")
    assert [c.state for c in (issued, upheld, revoked)] == [CardState.ISSUED, CardState.UPHELD, CardState.REVOKED]
    assert issued.stands and not revoked.stands


@pytest.mark.parametrize(
    "act",
    [
        lambda: card(0).confirm().appeal("x"),
        lambda: card(2).appeal("x"),
        lambda: card(2).confirm().appeal(" "),
        lambda: card(2).revoke(""),
        lambda: card(2).revoke("x").revoke("y"),
        lambda: card(2).confirm().confirm(),
    ],
)
def test_what_a_card_does_not_allow(act):
    with pytest.raises(ConditionNotMet):
        act()


def test_a_ladder_climbs():
    low, high = (Rung(name, "牌", name, Measure.STATUTE, offset, ()) for name, offset in (("low", 1), ("high", 2)))
    with pytest.raises(DefinitionError, match="climb"):
        Ladder("x", "梯", "x", (high, low), ("reply",))
    with pytest.raises(DefinitionError, match="climb"):
        Ladder("x", "梯", "x", (), ("reply",))
