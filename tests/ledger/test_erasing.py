"""Erasing: what was written plain before its key was sealed, and what a mark holds that people wrote."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

import casework.desk.writing as writing
from casework.desk import Desk
from casework.desk.index import row_of
from casework.desk.people import places
from casework.errors import ConditionNotMet
from casework.ledger import MemoryLedger
from casework.ledger.verify import verify
from casework.regimes import CN_ORDER_711

MONDAY = date(2026, 3, 9)


def sealing(regime, name):
    """The regime with one more key sealed in every step, as a later release may have it."""
    steps = {
        step.id: evolve(step, payload=tuple(evolve(key, sensitive=key.sensitive or key.name == name) for key in step.payload))
        for step in regime.procedure.steps.values()
    }  # fmt: skip
    return evolve(regime, procedure=evolve(regime.procedure, steps=steps))


@pytest.fixture
def desk(monkeypatch):
    """A case whose extension names who agreed in plain text; then a release that seals the name."""
    desk = Desk("cn", MemoryLedger())
    desk.open("1", MONDAY, by="经办1", channel="in_person", applicant="某某")
    desk.take("1", "register", MONDAY, by="经办1")
    desk.take("1", "extend", MONDAY, by="经办1", working_days=10, approved_by="某某局长")
    monkeypatch.setitem(writing.REGIMES, CN_ORDER_711.id, sealing(CN_ORDER_711, "approved_by"))
    desk.take("1", "request_correction", MONDAY, by="经办1", items="页码", working_days=10, approved_by="某某局长")
    return desk


def test_a_key_sealed_since_is_sealed_in_new_entries_of_old_cases(desk):
    entries = desk.setting.ledger.history("1")
    assert entries[2].public["approved_by"] == "某某局长" and "approved_by" not in entries[3].public
    assert entries[3].sealed["approved_by"].value == "某某局长"
    assert [event.payload.get("approved_by") for event in desk.file("1").case.events[2:]] == ["某某局长"] * 2
    assert verify(desk.setting.ledger, derived=row_of(desk.setting)).tampered == ()


def test_erasing_it_says_what_cannot_be_erased(desk):
    assert places(desk.file("1"), ["approved_by"]) == ({(4, "approved_by"): "某某局长"}, ((3, "approved_by"),))
    taken = desk.redact("1", ["approved_by"], MONDAY, reason="依申请", by="负责人")
    assert taken.events[0].payload["left"] == ["3.approved_by"]
    assert desk.setting.ledger.history("1")[3].sealed["approved_by"].value is None
    with pytest.raises(ConditionNotMet, match="entry 3 holds 'approved_by' as plain text"):
        desk.redact("1", ["approved_by"], MONDAY, reason="x", by="y")
    with pytest.raises(ConditionNotMet, match="needs a field"):
        desk.redact("1", [], MONDAY, reason="x", by="y")


def test_a_reason_that_people_wrote_in_a_mark_is_sealed_and_erased_on_request(desk):
    desk.redact("1", ["applicant"], MONDAY, reason="某某来电要求", by="负责人")
    last = desk.setting.ledger.history("1")[-1]
    assert "reason" not in last.public and last.sealed["reason"].value == "某某来电要求"
    desk.redact("1", ["reason"], MONDAY, reason="依申请", by="负责人")
    assert desk.file("1").marks[0].payload["reason"].startswith("〔已清除")
    assert verify(desk.setting.ledger, derived=row_of(desk.setting)).tampered == ()
