"""People's data: shown only when asked, erased for good, and the chain still holds. Ratings and what applicants see."""

from __future__ import annotations

import json
import logging
import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from casework.case import read_clocks
from casework.desk import Desk, LogHook
from casework.errors import ConditionNotMet
from casework.ledger import MemoryLedger, check_all
from casework.office import Office
from casework.regimes import CN_ORDER_711
from casework.testing import histories

SECRETS = {"applicant": "申请人甲乙丙", "contact": "13800000000", "subject": "某地块的征收", "note": "来电催问"}


def d(day):
    return date.fromisoformat(day)


def fresh(**more):
    desk = Desk("cn", MemoryLedger(), now=lambda: datetime(2026, 3, 9, tzinfo=UTC), **more)
    desk.open("1", d("2026-03-09"), by="经办1", once="first", channel="in_person", **SECRETS)
    return desk


def test_no_repr_log_status_or_public_payload_shows_people(caplog):
    with caplog.at_level(logging.DEBUG):
        desk = fresh(hooks=(LogHook(),))
    file = desk.file("1")
    shown = "".join(
        map(repr, (file, file.case, file.case.events, file.entries, desk.status("1", d("2026-03-09")), desk))
    )
    shown += caplog.text + json.dumps([entry.public for entry in file.entries]) + repr(desk.undelivered())
    for secret in SECRETS.values():
        assert secret not in shown
    assert file.case.opened.payload["applicant"] == SECRETS["applicant"], "there for those who ask"


def test_what_is_erased_is_gone_and_the_chain_holds():
    desk = fresh()
    with pytest.raises(ConditionNotMet, match="there are: applicant"):
        desk.redact("1", ["channel"], d("2026-03-10"), reason="x", by="y")
    for reason, by in (("", "y"), ("x", " ")):
        with pytest.raises(ConditionNotMet, match="a field, a reason and who"):
            desk.redact("1", ["applicant"], d("2026-03-10"), reason=reason, by=by)
    desk.redact("1", ["applicant", "contact"], d("2026-03-10"), reason="保存期满", by="档案1")
    file = desk.file("1")
    assert SECRETS["applicant"].encode() not in pickle.dumps(desk.setting.ledger.history("1"))
    assert file.case.opened.payload["applicant"] == "〔已清除1〕"
    assert file.case.opened.payload["subject"] == SECRETS["subject"]
    mark = file.marks[-1]
    assert (mark.payload["reason"], mark.payload["by"], mark.payload["fields"]) == (
        "保存期满",
        "档案1",
        ["applicant", "contact"],
    )
    ledger = desk.setting.ledger
    assert list(check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())) == []
    again = desk.open("1", d("2026-03-09"), by="经办1", once="first", channel="in_person", **SECRETS)
    assert again.again, "the key still answers"
    with pytest.raises(ConditionNotMet, match="no such sensitive value"):
        desk.redact("1", ["applicant"], d("2026-03-11"), reason="再次", by="档案1")


def test_a_correction_of_what_is_erased_is_erased_with_it():
    desk = fresh()
    desk.take("1", "correct_entry", d("2026-03-10"), by="x", entry=1, key="applicant", value="申请人丁", reason="误录")
    assert desk.file("1").case.history[0].payload["applicant"] == "申请人丁"
    desk.redact("1", ["applicant"], d("2026-03-11"), reason="x", by="y")
    assert "申请人丁".encode() not in pickle.dumps(desk.setting.ledger.history("1"))


@settings(max_examples=60, deadline=None)
@given(case=histories(CN_ORDER_711))
def test_erasing_moves_no_day(case):
    """Parties are told apart by name: their stand-ins are, too."""
    desk = Desk("cn", MemoryLedger())
    desk.load([case])
    on = case.events[-1].on
    held = {key for entry in desk.file(case.case_id).entries for key in entry.sealed}
    desk.redact(case.case_id, held, on, reason="x", by="y", during_relief="z")
    after = desk.file(case.case_id).case
    assert (after.state, after.irregular) == (case.state, case.irregular)
    assert read_clocks(after, on) == read_clocks(case, on)


def test_a_bad_rating_starts_the_offices_time_to_put_it_right():
    """国办发〔2019〕51号; five working days by local rule: from 2026-04-03: 04-07(1), 08..10(4), 13(5)."""
    desk = fresh(office=Office(rectify_within=5))
    with pytest.raises(ConditionNotMet, match="once it has ended"):
        desk.rate("1", 1, d("2026-03-10"))
    desk.take("1", "withdraw", d("2026-04-01"))
    for score in (0, 6, True, "5"):
        with pytest.raises(ConditionNotMet, match="1 to 5"):
            desk.rate("1", score, d("2026-04-03"))
    bad = desk.rate("1", 2, d("2026-04-03"), comment="太慢", once="r1")
    assert (bad.bad, bad.due, bad.rectified_on) == (True, d("2026-04-13"), None)
    assert desk.rate("1", 2, d("2026-04-03"), comment="太慢", once="r1") == bad
    assert (bad.overdue(d("2026-04-13")), bad.overdue(d("2026-04-14"))) == (False, True)
    good = desk.rate("1", 5, d("2026-04-04"))
    assert (good.bad, good.due) == (False, None)
    desk.rectified("1", d("2026-04-10"), by="承办1", note="已回访")
    first, _ = desk.ratings("1", d("2026-04-20"))
    assert (first.rectified_on, first.overdue(d("2026-05-20"))) == (d("2026-04-10"), False)
    with pytest.raises(ConditionNotMet, match="no bad rating waits"):
        desk.rectified("1", d("2026-04-11"), by="承办1")
    assert "太慢" not in repr(desk.file("1").entries)


def test_what_an_applicant_may_see():
    desk = fresh()
    shown = desk.status("1", d("2026-03-12"))
    assert (shown.zh, shown.received_on, shown.due, shown.replied_on) == (
        "已接收",
        d("2026-03-09"),
        d("2026-04-07"),
        None,
    )
    desk.take("1", "withdraw", d("2026-03-13"))
    assert desk.status("1", d("2026-03-14")).due is None
