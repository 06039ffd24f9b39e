"""Sweeps: each rung once, whatever was missed and whoever else sweeps."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from casework.case import command
from casework.desk import Desk
from casework.errors import ConditionNotMet, LedgerBusy
from casework.ledger import MemoryLedger
from casework.office import Office
from casework.regimes import CN_ORDER_711
from casework.testing import histories


def d(day):
    return date.fromisoformat(day)


def fresh(**more):
    desk = Desk("cn", MemoryLedger(), now=lambda: datetime(2026, 4, 1, tzinfo=UTC), **more)
    desk.open("1", d("2026-03-09"), channel="in_person")
    return desk


def rungs(cards):
    return [(card.clock, card.rung.id, card.reached_on.isoformat()) for card in cards]


IN_TIME = [("correction_notice", "warning", "2026-03-16")]
REPLY = [("reply", "warning", "2026-04-02"), ("reply", "yellow", "2026-04-08"), ("reply", "red", "2026-04-09")]


def test_each_rung_once_on_its_day():
    """Due 2026-04-07: warned two working days before, yellow the first and red the second working day after it."""
    desk = fresh()
    found = []
    for offset in range(60):
        found += desk.sweep(d("2026-03-09") + timedelta(days=offset))
    assert rungs(found) == IN_TIME + REPLY
    assert desk.sweep(d("2026-12-31")) == ()
    assert [card.rung.id for card in desk.cards("1")] == ["warning", "warning", "yellow", "red"]


def test_a_missed_month_raises_what_daily_sweeps_would_have():
    assert rungs(fresh().sweep(d("2026-05-10"))) == IN_TIME + REPLY


def test_a_step_does_not_outrun_the_cards_before_it():
    """Replied late on 04-09 without any sweep: warned and yellow by 04-08, red on the day itself."""
    desk = fresh()
    for step in ("register", "review", "assign"):
        desk.take("1", step, d("2026-03-10"))
    desk.take("1", "extend", d("2026-04-08"), working_days=5, approved_by="head")
    assert rungs(desk.cards("1")) == REPLY[:1]
    desk.take("1", "submit_draft", d("2026-04-09"), outcome="not_held")
    assert rungs(desk.cards("1")) == REPLY[:2]
    desk.take("1", "withdraw", d("2026-04-10"))
    assert rungs(desk.cards("1")) == REPLY
    assert desk.sweep(d("2026-05-01")) == ()


def test_an_extension_before_the_warning_moves_it():
    desk = fresh()
    for step in ("register", "review", "assign"):
        desk.take("1", step, d("2026-03-10"))
    desk.take("1", "extend", d("2026-04-01"), working_days=20, approved_by="head")  # due 2026-05-08
    assert desk.sweep(d("2026-05-05")) == ()
    assert rungs(desk.sweep(d("2026-05-06"))) == [("reply", "warning", "2026-05-06")]


def test_a_paused_clock_raises_no_card_and_is_looked_at_again():
    """The third party's limit runs out on 04-01 (day fifteen from 03-11); a reminder to the handler on 04-02."""
    desk = fresh()
    for step in ("register", "review", "assign"):
        desk.take("1", step, d("2026-03-10"))
    desk.take("1", "consult_third_party", d("2026-03-10"), party="甲")
    desk.take("1", "record_delivery", d("2026-03-11"), letter="third_party", party="甲")
    assert desk.sweep(d("2026-04-01")) == ()
    assert rungs(desk.sweep(d("2026-04-02"))) == [("third_party", "ran_out", "2026-04-02")]
    # 03-10(1); out 03-11..04-01; 04-02(2), 03(3), 07..10(7), 13..17(12), 20..24(17), 27..29(20): due 04-29
    assert rungs(desk.sweep(d("2026-04-26"))) == []
    assert rungs(desk.sweep(d("2026-04-27"))) == [("reply", "warning", "2026-04-27")]


def test_the_offices_own_promise_moves_the_yellow_card():
    """Fifteen working days promised: 03-10..13(4), 16..20(9), 23..27(14), 30(15); red stays with the statute."""
    desk = fresh(office=Office(promised=15))
    assert rungs(desk.sweep(d("2026-06-01")))[1:] == [
        ("reply", "warning", "2026-03-26"), ("reply", "yellow", "2026-03-31"), ("reply", "red", "2026-04-08")
    ]  # fmt: skip


def test_two_sweeps_at_once_raise_each_rung_once():
    desk = Desk("cn", MemoryLedger())
    for number in range(40):
        desk.open(f"{number}", d("2026-03-09"), channel="in_person")
    found = []
    threads = [threading.Thread(target=lambda: found.append(desk.sweep(d("2026-04-09")))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    raised = [(card.case_id, card.clock, card.rung.id) for cards in found for card in cards]
    assert len(raised) == len(set(raised)) == 40 * 4


def test_a_card_is_confirmed_appealed_and_revoked_with_a_reason():
    desk = fresh()
    desk.sweep(d("2026-04-08"))
    with pytest.raises(ConditionNotMet, match="no card 'red'"):
        desk.act_on_card("1", "reply", "red", "confirm", d("2026-04-08"))
    with pytest.raises(ConditionNotMet, match="known are confirm"):
        desk.act_on_card("1", "reply", "yellow", "burn", d("2026-04-08"))
    with pytest.raises(ConditionNotMet, match="takes no appeal"):
        desk.act_on_card("1", "reply", "warning", "appeal", d("2026-04-08"), reason="x")
    desk.act_on_card("1", "reply", "yellow", "confirm", d("2026-04-08"), by="督查1")
    desk.act_on_card("1", "reply", "yellow", "appeal", d("2026-04-09"), by="承办1", reason="系统故障")
    with pytest.raises(ConditionNotMet, match="needs a reason"):
        desk.act_on_card("1", "reply", "yellow", "revoke", d("2026-04-10"))
    revoked = desk.act_on_card("1", "reply", "yellow", "revoke", d("2026-04-10"), reason="查明属实")
    assert (revoked.state, revoked.reason, revoked.stands) == ("revoked", "查明属实", False)
    assert desk.cards("1")[-1] == revoked
    assert rungs(desk.sweep(d("2026-04-10"))) == REPLY[2:], "a revoked card is not raised again"


def test_a_loaded_case_is_found_by_the_first_sweep_and_the_index_is_rebuilt():
    one, other = fresh(), Desk("cn", MemoryLedger())
    other.load([one.file("1").case])
    assert rungs(other.sweep(d("2026-04-02"))) == IN_TIME + REPLY[:1]
    ended = one.what_if("1", command("withdraw", d("2026-05-01"))).case
    closed = Desk("cn", MemoryLedger())
    closed.load([ended])
    assert closed.sweep(d("2026-06-01")) == (), "what ended before it came is history"
    one.sweep(d("2026-04-02"))
    assert (
        one.setting.ledger.record("1").next_rung_on == other.setting.ledger.record("1").next_rung_on == d("2026-04-08")
    )
    kept = one.setting.ledger.record("1")
    one.setting.ledger.reindex([type(kept)("1", kept.version, "x", "x", "x", kept.opened_on, "lost")])
    assert one.rebuild_index(d("2026-04-02")) == 1
    assert one.setting.ledger.record("1") == kept


@settings(max_examples=40, deadline=None)
@given(case=histories(CN_ORDER_711, steps=6))
def test_missed_sweeps_equal_daily_ones(case):
    """Over the life of any case: one sweep at the end raises what a sweep each day does."""
    last = case.events[-1].on + timedelta(days=70)
    lazy, daily = Desk("cn", MemoryLedger()), Desk("cn", MemoryLedger())
    swept = case.events[0].on
    for desk in (lazy, daily):
        desk.open(case.case_id, case.opened.on, **case.opened.payload)
    for event in case.events[1:]:
        while swept < event.on:
            daily.sweep(swept)
            swept += timedelta(days=1)
        for desk in (lazy, daily):
            desk.take(case.case_id, event.step, event.on, **event.payload)
    while swept <= last:
        daily.sweep(swept)
        swept += timedelta(days=1)
    lazy.sweep(last)
    assert set(rungs(lazy.cards(case.case_id))) == set(rungs(daily.cards(case.case_id)))


class Holding(MemoryLedger):
    """A store in which another transaction holds some cases."""

    held = frozenset()

    def append(self, *changes):
        if any(change.record.case_id in self.held for change in changes):
            raise LedgerBusy("another transaction holds it: nothing was written, try again later")
        return super().append(*changes)


def test_a_case_that_is_held_keeps_no_card_of_another():
    """Received 2026-03-09, due 04-07: yellow on the 8th. One forgotten transaction holds 乙."""
    ledger = Holding()
    desk = Desk("cn", ledger)
    for number in ("甲", "乙", "丙"):
        desk.open(number, date(2026, 3, 9), channel="in_person")
    ledger.held = frozenset(("乙",))
    assert {card.case_id for card in desk.sweep(date(2026, 4, 8))} == {"甲", "丙"}
    ledger.held = frozenset()
    assert {card.case_id for card in desk.sweep(date(2026, 4, 8))} == {"乙"}, "what was held is raised next time"
    ledger.held = frozenset(("甲", "乙", "丙"))
    with pytest.raises(LedgerBusy):
        desk.sweep(date(2026, 4, 9))
