"""What changes under a case: a holiday notice, a definition; and cases that come in whole."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from casework.desk import Desk
from casework.errors import ConditionNotMet, DefinitionError, LedgerConflict
from casework.ledger import MemoryLedger, check_all
from casework.procedure.archive import definition_digest, definition_text, read_definition
from casework.regimes import CN_ORDER_711, REGIMES
from casework.workdays import Overlay, WorkCalendar


def d(day):
    return date.fromisoformat(day)


def holds(desk):
    ledger = desk.setting.ledger
    assert list(check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())) == []


def test_the_notice_of_2020_01_26_moves_open_cases_and_leaves_closed_ones():
    """国办发明电〔2020〕1号 prolonged the spring festival to 02-02.

    Received 2020-01-10 by the yearly notice: 01-13..17(5), 19 worked Sun(6), 20..23(10), off 24..30, 31(11),
    02-01 worked Sat(12), 03..07(17), 10..12(20). By the amendment 01-31 and 02-01 are off: 02-03..07(15), 10..14(20).
    """
    desk = Desk("cn", MemoryLedger(), calendar=WorkCalendar.china(d("2020-01-20")))
    for case_id in ("open", "closed", "later"):
        desk.open(case_id, d("2020-01-10") if case_id != "later" else d("2020-02-10"), channel="in_person")
    desk.take("closed", "withdraw", d("2020-01-15"))
    before = desk.file("closed").entries
    (moved,) = [
        each
        for each in desk.reproject(WorkCalendar.china(d("2020-01-27")), d("2020-01-27"), by="经办1")
        if each.clock == "reply"
    ]
    assert (moved.case_id, moved.old, moved.new) == ("open", d("2020-02-12"), d("2020-02-14"))
    assert moved.days == (d("2020-01-31"), d("2020-02-01")) and moved.notice
    assert desk.due("open", d("2020-01-27"))["reply"].due == d("2020-02-14") == desk.setting.ledger.record("open").due
    assert desk.file("closed").entries == before
    mark = desk.file("open").marks[-1]
    assert (mark.name, mark.payload["days"], mark.payload["by"]) == ("DueMoved", ["2020-01-31", "2020-02-01"], "经办1")
    assert desk.reproject(WorkCalendar.china(d("2020-01-27")), d("2020-01-28")) == ()
    holds(desk)


def test_a_made_up_notice_for_2027_moves_a_provisional_day():
    """Received 2026-12-14: 15..18(4), 21..25(9), 28..31(13), 01-01 off by statute, 04..08(18), 11(19), 12(20).

    With Sunday 01-10 worked: 01-10(19), 11(20).
    """
    desk = Desk("cn", MemoryLedger())
    opened = desk.open("1", d("2026-12-14"), channel="in_person")
    assert opened.due == d("2027-01-12") and desk.due("1", d("2026-12-14"))["reply"].provisional
    notice = Overlay.of(
        off=("2027-01-01..2027-01-03",), worked=("2027-01-10",), level="national", name="元旦", notice="2027"
    )
    found = desk.reproject(WorkCalendar.china(overlays=(notice,)), d("2026-12-15"))
    (moved,) = [each for each in found if each.clock == "reply"]
    assert (moved.new, moved.days, moved.notice) == (d("2027-01-11"), (d("2027-01-10"),), "2027")
    assert not desk.due("1", d("2026-12-15"))["reply"].provisional


def newer():
    """The Regulation as a later release might hold it: the reply's article worded anew, and its length 15 days."""
    reply = CN_ORDER_711.limits["reply"]
    limits = {**CN_ORDER_711.limits, "reply": reply.changed(count=15)}
    return evolve(CN_ORDER_711, limits=limits)


def test_each_case_is_pinned_and_migrates_by_an_event_that_can_be_reversed():
    """03-10..13(4), 16..20(9), 23..27(14), 30(15): fifteen days end 2026-03-30, twenty 2026-04-07."""
    ledger = MemoryLedger()
    Desk(CN_ORDER_711, ledger).open("1", d("2026-03-09"), channel="in_person")
    desk = Desk(newer(), ledger)
    desk.open("2", d("2026-03-09"), channel="in_person")
    assert desk.due("1", d("2026-03-09"))["reply"].due == d("2026-04-07")
    assert desk.due("2", d("2026-03-09"))["reply"].due == d("2026-03-30")
    (found,) = desk.differences(d("2026-04-01"))
    assert (found.case_id, found.due, found.differs) == ("1", (d("2026-04-07"), d("2026-03-30")), True)
    assert found.findings == ((), ("no_reply 2026-03-30",))
    for reason in ("", " "):
        with pytest.raises(ConditionNotMet, match="needs a reason"):
            desk.migrate("1", d("2026-04-01"), reason=reason)
    with pytest.raises(ConditionNotMet, match="never migrated"):
        desk.migrate("1", d("2026-04-01"), reason="x", back=True)
    with pytest.raises(ConditionNotMet, match="already"):
        desk.migrate("2", d("2026-04-01"), reason="x")
    assert desk.migrate("1", d("2026-04-01"), reason="新版本施行", by="负责人").due == d("2026-03-30")
    assert desk.file("1").pin == desk.file("2").pin and list(desk.differences(d("2026-04-01"))) == []
    assert desk.migrate("1", d("2026-04-02"), reason="撤销", by="负责人", back=True).due == d("2026-04-07")
    assert [mark.name for mark in desk.file("1").marks] == ["Migrated", "Migrated"]
    assert Desk(newer(), ledger).due("1", d("2026-04-02"))["reply"].due == d("2026-04-07")
    assert desk.migrate("1", d("2026-04-03"), reason="再次").due == d("2026-03-30")
    assert desk.migrate("1", d("2026-04-03"), reason="再撤", back=True).due == d("2026-04-07")
    holds(desk)


@pytest.mark.parametrize("law", REGIMES.values(), ids=lambda law: law.id)
def test_a_definition_goes_to_text_and_back(law):
    for each in (law, law.with_params({"roll_on": "no"})):
        again = read_definition(definition_text(each), REGIMES)
        assert definition_text(again) == definition_text(each)
        assert definition_digest(again) == definition_digest(each)
        assert again.procedure.compiled == each.procedure.compiled
        assert dict(again.chosen) == dict(each.chosen)
    assert definition_digest(law) != definition_digest(law.with_params({"roll_on": "no"}))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"=": "Regime"}', '{"=": "Popen", "args": "ls"}', '{"a": 1}', "[" * 100_000, "3"]
)
def test_what_is_no_definition_is_said_and_runs_nothing(text):
    with pytest.raises(DefinitionError):
        read_definition(text, REGIMES)


def test_a_batch_with_a_number_that_is_taken_is_not_written():
    desk = Desk("cn", MemoryLedger())
    cases = [desk.open(f"{n}", d("2026-03-09"), channel="in_person").case for n in range(3)]
    other = Desk("cn", MemoryLedger())
    other.open("2", d("2026-03-09"), channel="fax")
    with pytest.raises(LedgerConflict):
        other.load(cases)
    assert [row.case_id for row in other.setting.ledger.records()] == ["2"]
