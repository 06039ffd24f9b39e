"""Wherever a number, a name or a text enters: one line where one line is meant, and nothing that no store keeps."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import Mark, Refused, StepTaken, command, open_case, replay, take
from casework.desk import Desk
from casework.errors import CaseworkError, ConditionNotMet, StepNotAllowed, TextRefused
from casework.ledger import MemoryLedger, SqliteLedger, open_ledger
from casework.ledger.chain import opens, seal
from casework.regimes import CN_ORDER_711
from casework.texts import text_fault
from casework.workdays import WorkCalendar

MONDAY = date(2026, 3, 9)
LINES = ("a\nb", "a\rb", "a\tb", "a\0b", "a\x7fb", "a\u0085b", "a\u2028b", "a\u2029b", "a\x0cb", "\ud800", "x" * 201)
"""What is no name: line breaks of every kind, control characters, half a character, too long."""
GOOD = ("张三", "O'Hara", " a ", "a\u200db", "👩‍👩‍👧", "\u3000", "x" * 200)


@pytest.fixture
def desk():
    desk = Desk("cn", MemoryLedger())
    desk.open("1", MONDAY, by="经办1", channel="in_person", applicant="某某")
    desk.take("1", "register", MONDAY, by="经办1")
    desk.sweep(date(2026, 4, 9))
    return desk


@pytest.mark.parametrize("bad", LINES)
def test_the_core_refuses_them(bad):
    case = open_case(CN_ORDER_711, "1", on=MONDAY, channel="in_person")
    with pytest.raises(TextRefused) as raised:
        open_case(CN_ORDER_711, bad, on=MONDAY, channel="in_person")
    assert raised.value.what == "case_id" and raised.value.text("zh").startswith("案件编号")
    for who in ({"by": bad}, {"role": bad}):
        with pytest.raises(StepNotAllowed):
            open_case(CN_ORDER_711, "2", on=MONDAY, channel="in_person", **who)
        refused = take(case, command("register", MONDAY, **who))
        assert isinstance(refused, Refused) and refused.reasons[0].id in ("payload.by", "payload.role")
        assert all(reason.zh and reason.en for reason in refused.reasons)


@pytest.mark.parametrize("bad", LINES)
def test_every_door_of_the_desk_refuses_them_and_writes_nothing(desk, bad):
    before = desk.setting.ledger.history("1")
    later = WorkCalendar.china()
    doors = (
        lambda: desk.open(bad, MONDAY, channel="in_person"),
        lambda: desk.open("2", MONDAY, by=bad, channel="in_person"),
        lambda: desk.take("1", "review", MONDAY, by=bad),
        lambda: desk.take("1", "review", MONDAY, by="x", role=bad),
        lambda: desk.act_on_card("1", "reply", "red", "confirm", MONDAY, by=bad),
        lambda: desk.redact("1", ["applicant"], MONDAY, reason="x", by=bad),
        lambda: desk.load([open_case(CN_ORDER_711, "3", on=MONDAY, channel="in_person"), in_history("4", bad)]),
        lambda: desk.load([in_history("4", "x", role=bad)]),
        lambda: desk.reproject(later, MONDAY, by=bad),
    )
    for door in doors:
        with pytest.raises((TextRefused, StepNotAllowed)) as raised:
            door()
        assert "\n" not in str(raised.value) and str(raised.value).isprintable()
    assert desk.setting.ledger.history("1") == before and [row.case_id for row in desk.setting.ledger.records()] == [
        "1"
    ]


def in_history(case_id, by, role=""):
    """A case as an older system gave it; nothing in it was decided here."""
    case = open_case(CN_ORDER_711, case_id, on=MONDAY, channel="in_person")
    who = {"by": by, **({"role": role} if role else {})}
    return replay(CN_ORDER_711, (*case.events, StepTaken(2, MONDAY, "register", who)))


@pytest.mark.parametrize("good", GOOD)
def test_other_names_are_taken(desk, good):
    desk.take("1", "review", date(2026, 4, 9), by=good)
    assert text_fault(good, one_line=True, longest=200) is None
    assert desk.setting.ledger.history("1")[-1].actor == good


@pytest.mark.parametrize("unfit", ["a\0b", "\ud800"])
def test_no_text_of_a_payload_or_a_mark_may_be_what_no_store_keeps(desk, unfit):
    """The sentence names the key and never repeats the value: it may be people's data."""
    refused = desk.take("1", "review", date(2026, 4, 9), by="x", note=f"某某{unfit}")
    assert isinstance(refused, Refused) and [reason.id for reason in refused.reasons] == ["payload.note"]
    assert "某某" not in refused.reasons[0].zh + refused.reasons[0].en
    doors = (
        lambda: desk.redact("1", ["applicant"], MONDAY, reason=f"某某{unfit}", by="y"),
        lambda: desk.take("1", "review", date(2026, 4, 9), by="x", once=unfit),
        lambda: desk.load([in_history("5", "x"), with_mark("6", f"某某{unfit}")]),
    )
    for door in doors:
        with pytest.raises(TextRefused) as raised:
            door()
        assert "某某" not in str(raised.value) + raised.value.zh
    assert [row.case_id for row in desk.setting.ledger.records()] == ["1"]


def with_mark(case_id, text):
    case = open_case(CN_ORDER_711, case_id, on=MONDAY, channel="in_person")
    return replay(CN_ORDER_711, (*case.events, Mark(2, MONDAY, "Rated", {"score": 5, "comment": text})))


def test_a_key_of_an_act_may_be_as_long_as_255(desk):
    assert desk.take("1", "review", date(2026, 4, 9), by="x", once="字" * 255).version == 7
    with pytest.raises(
        ConditionNotMet, match=r"the key of the act \(once\) must be of at most 255 characters, got 256"
    ):
        desk.take("1", "assign", date(2026, 4, 9), by="x", once="字" * 256)


def test_a_salt_has_one_length():
    """The hash covers salt and value without a mark between them: the length is the boundary."""
    sealed = seal("某某甲")
    assert opens(sealed.digest, sealed.salt, "某某甲") and len(sealed.salt) == 32
    assert not opens(sealed.digest, sealed.salt + "某", "某甲")
    assert not opens(sealed.digest, sealed.salt[:31], sealed.salt[31] + "某某甲")
    assert not opens(sealed.digest, None, f"{sealed.salt}某某甲") and not opens(
        sealed.digest, "", f"{sealed.salt}某某甲"
    )
    for salt in ("", "ab", "x" * 32, sealed.salt.upper() + "0"):
        with pytest.raises(ValueError, match="32 hexadecimal digits"):
            seal("某某甲", salt)


def test_how_long_a_ledger_waits_is_a_setting(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        assert ledger.wait == 10.0
    with open_ledger(f"sqlite:///{tmp_path / 'x.db'}", wait=2.5) as ledger:
        assert ledger.wait == 2.5
    with pytest.raises(CaseworkError, match="not known"):
        open_ledger("oracle://x", wait=2.5)
