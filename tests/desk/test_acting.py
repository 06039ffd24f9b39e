"""Acts at the desk beside others: tried again, never twice, linked to cases that are there, split with the same day."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, date, datetime

import pytest

from casework.case import Refused, audit_case, command, read_clocks
from casework.cli.app import run
from casework.desk import Desk
from casework.desk.committing import TRIES
from casework.errors import CaseNotFound, ConditionNotMet, LedgerConflict, TextRefused
from casework.ledger import MemoryLedger, SqliteLedger, check_all
from casework.office import Office
from ledger_servers import MARIADB, POSTGRES, server

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)


def d(day):
    return date.fromisoformat(day)


def desk_of(ledger=None, **more):
    desk = Desk("cn", ledger or MemoryLedger(), now=lambda: NOON, **more)
    desk.open("甲", d("2026-03-09"), by="经办1", channel="in_person", applicant="某某", contact="138")
    return desk


def holds(desk):
    ledger = desk.setting.ledger
    return list(check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())) == []


# -- tried again -------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["memory", "sqlite", "postgres", "mariadb"])
def store(request, tmp_path):
    """An empty ledger of each kind; those on servers are skipped where none answers."""
    if request.param == "memory":
        yield MemoryLedger()
    elif request.param == "sqlite":
        yield SqliteLedger(tmp_path / "cases.db")
    else:
        with server({"postgres": POSTGRES, "mariadb": MARIADB}[request.param]) as here:
            yield here.ledger()


def test_eight_people_on_one_case_lose_no_step(store):
    """8 people, 25 steps each, nobody names a version: 1 opening and 200 steps are written."""
    desk = desk_of(store)
    wrong = []

    def clerk(number):
        try:
            for each in range(25):
                desk.take("甲", "enquiry", d("2026-03-10"), by=f"经办{number}", note=f"{each}")
        except Exception as error:  # noqa: BLE001 - a thread's error is shown by the test
            wrong.append(error)

    threads = [threading.Thread(target=clerk, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file = desk.file("甲")
    assert (wrong, file.version) == ([], 201)
    assert sorted(entry.actor for entry in file.entries[1:]) == sorted(f"经办{n}" for n in range(8) for _ in range(25))
    assert holds(desk)


class Contested(MemoryLedger):
    """Someone else is always faster."""

    others = None

    def append(self, *changes):
        if self.others is not None:
            self.others()
        super().append(*changes)


def test_after_a_stated_number_of_tries_the_conflict_names_no_version_that_nobody_gave():
    ledger = Contested()
    desk = desk_of(ledger)
    other, tries = Desk("cn", ledger), []

    def faster():
        tries.append(1)
        ledger.others = None
        other.take("甲", "enquiry", d("2026-03-10"))
        ledger.others = faster

    ledger.others = faster
    with pytest.raises(LedgerConflict) as caught:
        desk.take("甲", "register", d("2026-03-10"))
    assert len(tries) == TRIES
    assert "nothing was written" in str(caught.value) and "version" not in str(caught.value)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: desk.take("甲", "withdraw", d("2026-04-09")),
        lambda desk: desk.act_on_card("甲", "reply", "warning", "confirm", d("2026-04-08"), by="督查1"),
        lambda desk: desk.redact("甲", ["contact"], d("2026-04-08"), reason="x", by="y"),
    ],
)
def test_whoever_was_overtaken_once_decides_anew(act):
    ledger = Contested()
    desk = desk_of(ledger)
    desk.sweep(d("2026-04-02"))
    before = desk.file("甲").version

    def faster():
        ledger.others = None
        Desk("cn", ledger).take("甲", "enquiry", d("2026-04-02"))

    ledger.others = faster
    act(desk)
    assert desk.file("甲").version >= before + 2 and holds(desk)


def test_a_step_that_is_no_longer_possible_when_it_is_tried_again_is_refused():
    ledger = Contested()
    desk = desk_of(ledger)

    def faster():
        ledger.others = None
        Desk("cn", ledger).take("甲", "withdraw", d("2026-03-10"))

    ledger.others = faster
    assert isinstance(desk.take("甲", "register", d("2026-03-10")), Refused)


def test_with_a_version_whoever_was_faster_is_named():
    desk = desk_of()
    desk.take("甲", "register", d("2026-03-10"))
    with pytest.raises(LedgerConflict, match="version 1 was expected, 2 stands"):
        desk.take("甲", "review", d("2026-03-10"), expected=1)


def test_a_batch_that_meets_a_case_that_is_there_names_it():
    desk = desk_of()
    case = desk.file("甲").case
    with pytest.raises(LedgerConflict, match="there is a case '甲' already"):
        desk.load([case])


# -- keys and names ----------------------------------------------------------------------------------------------------


def test_a_rating_is_written_once_and_its_key_stands_for_nothing_else(store):
    desk = desk_of(store, office=Office(rectify_within=5))
    desk.take("甲", "withdraw", d("2026-03-10"), once="step")
    rating = desk.rate("甲", 2, d("2026-03-11"), comment="太慢", once="r1")
    desk.rate("甲", 5, d("2026-03-11"), once="r2")
    assert desk.rate("甲", 2, d("2026-03-11"), comment="太慢", once="r1") == rating, "not the last one"
    assert len(desk.ratings("甲", d("2026-03-12"))) == 2
    with pytest.raises(LedgerConflict, match="another act of 甲"):
        desk.rate("甲", 2, d("2026-03-11"), once="step")
    for score, on, comment in ((1, "2026-03-11", "太慢"), (2, "2026-03-12", "太慢"), (2, "2026-03-11", "")):
        with pytest.raises(LedgerConflict, match="another rating"):
            desk.rate("甲", score, d(on), comment=comment, once="r1")
    desk.open("乙", d("2026-03-09"), channel="in_person")
    with pytest.raises(LedgerConflict, match="another act of 甲"):
        desk.rate("乙", 2, d("2026-03-11"), comment="太慢", once="r1")
    with pytest.raises(LedgerConflict, match="another act"):
        desk.take("甲", "enquiry", d("2026-03-11"), once="r1")
    desk.redact("甲", ["comment"], d("2026-03-12"), reason="x", by="y")
    assert desk.rate("甲", 2, d("2026-03-11"), comment="太慢", once="r1").score == 2, (
        "an erased comment is not asked for"
    )


def test_two_clicks_on_one_rating_at_once_write_one():
    ledger = Contested()
    desk = desk_of(ledger)
    desk.take("甲", "withdraw", d("2026-03-10"))

    def faster():
        ledger.others = None
        Desk("cn", ledger).rate("甲", 4, d("2026-03-11"), once="r")

    ledger.others = faster
    assert desk.rate("甲", 4, d("2026-03-11"), once="r").score == 4
    assert len(desk.ratings("甲", d("2026-03-11"))) == 1


def test_a_rating_is_not_put_right_before_it_was_made():
    desk = desk_of(office=Office(rectify_within=5))
    desk.take("甲", "withdraw", d("2026-03-10"))
    desk.rate("甲", 1, d("2026-03-12"))
    desk.rate("甲", 2, d("2026-03-16"))
    with pytest.raises(ConditionNotMet, match="cannot be put right on 2026-03-11"):
        desk.rectified("甲", d("2026-03-11"), by="x")
    assert desk.rectified("甲", d("2026-03-13"), by="x").on == d("2026-03-12"), "the oldest that waits"


@pytest.mark.parametrize("bad", ["a\nb", "a\rb", "a\u2028b", "x\x1fy", "\ud800", "x" * 201])
@pytest.mark.parametrize(
    "act",
    [
        lambda desk, by: desk.act_on_card("甲", "reply", "warning", "confirm", d("2026-04-02"), by=by),
        lambda desk, by: desk.redact("甲", ["contact"], d("2026-04-02"), reason="x", by=by),
        lambda desk, by: desk.take("甲", "register", d("2026-04-02"), by=by),
        lambda desk, by: desk.take("甲", "register", d("2026-04-02"), role=by),
        lambda desk, by: desk.rectified("甲", d("2026-04-02"), by=by),
        lambda desk, by: desk.migrate("甲", d("2026-04-02"), reason="x", by=by),
        lambda desk, by: desk.reproject(desk.setting.calendar, d("2026-04-02"), by=by),
        lambda desk, by: desk.open("乙", d("2026-04-02"), by=by, channel="fax"),
        lambda desk, by: desk.open(by, d("2026-04-02"), channel="fax"),
    ],
)
def test_a_name_that_is_not_one_line_is_refused_at_every_door(act, bad):
    desk = desk_of()
    desk.sweep(d("2026-04-02"))
    before = desk.file("甲").version
    with pytest.raises(TextRefused):
        act(desk, bad)
    assert desk.file("甲").version == before and holds(desk)


# -- cases that name each other ----------------------------------------------------------------------------------------


def test_a_link_points_to_a_case_that_is_there():
    desk = desk_of()
    refused = desk.take("甲", "link", d("2026-03-10"), to="乙")
    assert isinstance(refused, Refused) and refused.reasons[0].id == "linked_case_exists"
    assert desk.what_if("甲", command("link", d("2026-03-10"), to="乙")).refused == refused
    assert "there is no case '乙'" in refused.text("en") and "open that case first" in refused.text("en")
    assert "没有编号为“乙”的案件" in refused.text("zh")
    for case_id in ("乙", "丙", "a, b"):
        desk.open(case_id, d("2026-03-09"), channel="in_person")
    for to in ("乙", "乙、丙", ["乙", "丙"], "a, b"):
        assert not isinstance(desk.take("甲", "link", d("2026-03-10"), to=to), Refused)
    for to in ("甲", "乙、丁", "乙 丙"):
        assert isinstance(desk.take("甲", "link", d("2026-03-10"), to=to), Refused)
    assert [entry.public["to"] for entry in desk.file("甲").entries[1:]] == ["乙", "乙、丙", "乙、丙", "a, b"]


def clocks(desk, case_id, on):
    return {key: (c.state, c.day_zero, c.due) for key, c in desk.due(case_id, d(on)).items()}


def test_a_split_opens_its_parts_with_the_same_day_zero_in_one_transaction(store):
    """Ordinary mail, confirmed 2026-03-11; sent back for correction 03-13, corrected 03-20: day zero 03-20.

    20 working days: 23..27(5), 30..04-03(10), 07..10(14), 13..17(19), 20(20).
    """
    desk = Desk("cn", store, now=lambda: NOON)
    desk.open("甲", d("2026-03-09"), by="经办1", channel="ordinary_mail", applicant="某某")
    desk.take("甲", "confirm_receipt", d("2026-03-11"), by="经办1")
    desk.take("甲", "register", d("2026-03-11"), by="经办1")
    desk.take("甲", "review", d("2026-03-12"), by="经办1")
    desk.take("甲", "request_correction", d("2026-03-13"), by="经办1")
    desk.take("甲", "receive_correction", d("2026-03-20"), by="经办1")
    assert desk.due("甲", d("2026-03-23"))["reply"].due == d("2026-04-20")
    taken = desk.take("甲", "split", d("2026-03-23"), by="经办1", into="甲-1、甲-2", once="s")
    assert [part.case_id for part in taken.parts] == ["甲-1", "甲-2"]
    for part in ("甲-1", "甲-2"):
        file = desk.file(part)
        assert file.case.state == desk.file("甲").case.state
        assert clocks(desk, part, "2026-03-23") == clocks(desk, "甲", "2026-03-23")
        assert (file.entries[-1].step, file.entries[-1].public["to"]) == ("link", "甲")
        assert file.case.opened.payload["applicant"] == "某某" and file.pin == desk.file("甲").pin
        assert desk.setting.ledger.record(part).due == d("2026-04-20")
    again = desk.take("甲", "split", d("2026-03-23"), by="经办1", into="甲-1、甲-2", once="s")
    assert again.again and desk.file("甲-1").version == len(desk.file("甲-1").entries)
    refused = desk.take("甲", "split", d("2026-03-23"), into="甲-2、甲-3")
    assert isinstance(refused, Refused) and [r.id for r in refused.reasons] == ["part_is_new"]
    with pytest.raises(CaseNotFound, match="甲-3"):
        desk.file("甲-3")
    assert holds(desk)


def test_parts_that_cannot_be_opened_leave_nothing_written():
    class Full(MemoryLedger):
        def append(self, *changes):
            if len(changes) > 1:
                raise OSError("disk full")
            super().append(*changes)

    desk = desk_of(Full())
    desk.take("甲", "register", d("2026-03-10"))
    with pytest.raises(OSError, match="full"):
        desk.take("甲", "split", d("2026-03-10"), into="乙")
    assert desk.file("甲").version == 2 and [row.case_id for row in desk.setting.ledger.records()] == ["甲"]


def test_a_split_that_names_no_part_says_so():
    desk = desk_of()
    desk.take("甲", "register", d("2026-03-10"))
    for into in ({}, {"into": "甲"}):
        taken = desk.take("甲", "split", d("2026-03-10"), **into)
        assert (taken.parts, [note.code for note in taken.warnings]) == ((), ["split_without_parts"])
    with pytest.raises(TextRefused):
        desk.take("甲", "split", d("2026-03-10"), into="乙\n丙")


def test_the_part_lives_on_by_itself():
    desk = desk_of()
    desk.take("甲", "register", d("2026-03-10"))
    desk.take("甲", "split", d("2026-03-11"), into="乙")
    desk.take("甲", "withdraw", d("2026-03-12"))
    for step in ("review", "assign"):
        desk.take("乙", step, d("2026-03-12"))
    assert read_clocks(desk.file("乙").case, d("2026-03-12"))["reply"].due == d("2026-04-07")
    assert "yellow" in {card.rung.id for card in desk.sweep(d("2026-04-08")) if card.case_id == "乙"}


# -- erasing while relief is open --------------------------------------------------------------------------------------


def in_relief(step="open_reconsideration"):
    desk = desk_of()
    for name, payload in (
        ("register", {}), ("review", {}), ("assign", {}), ("submit_draft", {"outcome": "granted", "by": "承办1"}),
        ("pass_secrecy_review", {"by": "保密1"}), ("pass_legal_review", {"by": "法制1"}), ("approve", {"by": "签发1"}),
        ("reply", {"method": "direct", "signed_on": "2026-03-18"}), (step, {"proceeding": "复1"}),
    ):  # fmt: skip
        taken = desk.take("甲", name, d("2026-03-18" if name != step else "2026-04-01"), **payload)
        assert not isinstance(taken, Refused), taken.text()
    return desk


@pytest.mark.parametrize("step", ["open_reconsideration", "open_litigation"])
def test_nothing_is_erased_while_relief_is_open_without_saying_why_it_cannot_wait(step):
    desk = in_relief(step)
    kind = step.removeprefix("open_")
    with pytest.raises(ConditionNotMet, match=f"{kind} 复1 is open; wait until it is over") as caught:
        desk.redact("甲", ["applicant"], d("2026-04-02"), reason="申请人要求", by="档案1")
    assert caught.value.condition == "no_relief_open"
    assert desk.file("甲").case.opened.payload["applicant"] == "某某"
    taken = desk.redact(
        "甲", ["applicant"], d("2026-04-02"), reason="申请人要求", by="档案1", during_relief="法院要求删除"
    )
    mark = taken.events[-1]
    assert (mark.name, mark.payload["proceedings"]) == ("Redacted", [f"{kind} 复1"]), "the audit finds it by this"
    assert taken.case == desk.file("甲").case
    assert desk.file("甲").case.opened.payload["applicant"] == "〔已清除1〕"
    found = [(f.rule.id, f.on) for f in audit_case(taken.case, d("2026-04-03"))]
    assert ("entry_changed_during_relief", d("2026-04-02")) in found


def test_once_relief_is_over_it_is_erased_as_before():
    desk = in_relief()
    desk.take("甲", "close_reconsideration", d("2026-05-01"), proceeding="复1", result="upheld")
    taken = desk.redact("甲", ["applicant"], d("2026-05-02"), reason="保存期满", by="档案1")
    assert "proceedings" not in taken.events[-1].payload
    assert "entry_changed_during_relief" not in [f.rule.id for f in audit_case(taken.case, d("2026-05-04"))]


def test_the_command_line_names_the_parts_and_refuses_a_link_to_nothing(tmp_path, monkeypatch, capsys):
    url = f"sqlite:///{tmp_path / 'c.db'}"
    with SqliteLedger(tmp_path / "c.db") as ledger:
        Desk("cn", ledger).open("甲", d("2026-03-09"), channel="in_person")

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["casework", "take", "甲", *words, "--by", "x", "--ledger", url])
        return run(), capsys.readouterr()

    assert call("register", "--on", "2026-03-10")[0] == 0
    status, said = call("split", "into=乙、丙", "--on", "2026-03-10", "--json")
    assert (status, json.loads(said.out)["parts"]) == (0, ["乙", "丙"])
    assert "已立案：丁" in call("split", "into=丁", "--on", "2026-03-10", "--lang", "zh")[1].out
    status, said = call("link", "to=戊", "--on", "2026-03-10", "--lang", "en")
    assert status == 1 and "there is no case '戊'" in said.err
