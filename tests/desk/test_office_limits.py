"""The limits an office set itself are clocks: at the desk, in sweeps, on the command line; those of the law stay."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime

import pytest

from casework.case import read_clocks
from casework.cli.app import run
from casework.desk import Desk
from casework.ledger import MemoryLedger, SqliteLedger
from casework.office import Office, read_office
from casework.office_clocks import office_clocks
from casework.regimes import CN_ORDER_711
from casework.testing import play

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)
REPLY = {"method": "direct", "outcome": "not_held"}
ALL = Office(promised=15, register_within=1, archive_within=10, rectify_within=5)


def d(day):
    return date.fromisoformat(day)


def own(office, on, *diary):
    played = play(CN_ORDER_711, ("2026-03-09", "open"), *diary)
    found = office_clocks(office, played.case, read_clocks(played.case, d(on)), d(on))
    return {key: (c.state, c.due and c.due.isoformat(), c.days_left, c.overdue_by) for key, c in found.items()}


def test_none_is_there_unless_the_office_set_it():
    assert own(Office(), "2026-03-12") == {}
    assert set(own(Office(promised=15), "2026-03-12")) == {"promise"}
    assert set(own(Office(policies=frozenset(["registered_late"])), "2026-03-12")) == {"register"}
    assert set(own(ALL, "2026-03-12")) == {"register", "promise"}, "archived once it has ended"


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("2026-03-10", ("running", "2026-03-10", 0, 0)),
        ("2026-03-11", ("missed", "2026-03-10", 0, 1)),
    ],
)
def test_a_request_is_registered_within_the_offices_days(on, found):
    """Received Monday 2026-03-09, one working day: Tuesday 03-10."""
    assert own(ALL, on)["register"] == found
    assert own(ALL, "2026-03-30", ("2026-03-10", "register"))["register"] == ("met", "2026-03-10", 0, 0)
    assert own(ALL, "2026-03-30", ("2026-03-12", "register"))["register"] == ("missed", "2026-03-10", 0, 2)
    assert own(ALL, "2026-03-30", ("2026-03-10", "withdraw"))["register"][0] == "ended"


@pytest.mark.parametrize(
    ("on", "diary", "found"),
    [
        ("2026-03-27", (), ("running", "2026-03-30", 1, 0)),
        ("2026-04-01", (), ("missed", "2026-03-30", 0, 2)),
        ("2026-04-20", (("2026-03-30", "reply", {**REPLY, "signed_on": "2026-03-30"}),), ("met", "2026-03-30", 0, 0)),
        ("2026-04-20", (("2026-04-01", "reply", {**REPLY, "signed_on": "2026-04-01"}),), ("missed", "2026-03-30", 0, 2)),
        ("2026-04-20", (("2026-03-25", "withdraw"),), ("ended", "2026-03-30", 3, 0)),
        # 03-10(1); out 03-11..04-01; 04-02(2), 03(3), 07..10(7), 13..17(12), 20..22(15)
        ("2026-04-10", (("2026-03-10", "consult_third_party"), ("2026-04-01", "third_party_answers")),
         ("running", "2026-04-22", 8, 0)),
        ("2026-03-20", (("2026-03-10", "consult_third_party"),), ("paused", None, 14, 0)),
    ],
)  # fmt: skip
def test_a_promise_runs_and_stands_still_with_the_reply(on, diary, found):
    """Fifteen of twenty working days: 03-10..13(4), 16..20(9), 23..27(14), 30(15)."""
    played = play(CN_ORDER_711, ("2026-03-09", "open"), *diary, implied=True)
    clocks = read_clocks(played.case, d(on))
    clock = office_clocks(ALL, played.case, clocks, d(on))["promise"]
    state, due, left, over = found
    assert (clock.state, clock.days_left, clock.overdue_by) == (state, left, over)
    assert due is None or clock.due.isoformat() == due
    assert clock.basis[0].text("zh") == "本单位规定" and clock.as_json("zh")["explanation"]


def test_an_ended_case_is_archived_within_the_offices_days():
    """Withdrawn 2026-03-20, ten working days: 03-23..27(5), 30..04-03(10)."""
    gone = ("2026-03-20", "withdraw")
    assert own(ALL, "2026-04-01", gone)["archive"] == ("running", "2026-04-03", 2, 0)
    assert own(ALL, "2026-04-07", gone)["archive"] == ("missed", "2026-04-03", 0, 1)
    assert own(ALL, "2026-05-01", gone, ("2026-04-03", "archive"))["archive"] == ("met", "2026-04-03", 0, 0)


def test_the_clocks_of_the_law_are_what_they_were():
    desk, plain = (Desk("cn", MemoryLedger(), office=office) for office in (ALL, None))
    for each in (desk, plain):
        each.open("1", d("2026-03-09"), channel="in_person")
    found = desk.due("1", d("2026-04-08"))
    assert {key: clock for key, clock in found.items() if key not in ("register", "promise")} == plain.due(
        "1", d("2026-04-08")
    )
    assert (found["promise"].overdue_by, found["reply"].overdue_by) == (6, 1)


def rated(office, **more):
    desk = Desk("cn", MemoryLedger(), office=office, now=lambda: NOON, **more)
    desk.open("1", d("2026-03-09"), channel="in_person")
    desk.take("1", "withdraw", d("2026-03-10"))
    desk.sweep(d("2026-04-02"))
    desk.rate("1", 1, d("2026-04-03"))
    return desk


def rungs(cards):
    return [(card.clock, card.rung.id, card.reached_on.isoformat()) for card in cards]


RECTIFY = [("rectify", "warning", "2026-04-09"), ("rectify", "yellow", "2026-04-14"), ("rectify", "red", "2026-04-15")]


def test_a_bad_rating_that_is_not_put_right_raises_cards():
    """Rated Friday 2026-04-03; five working days: 04-07(1), 08(2), 09(3), 10(4), 13(5)."""
    desk = rated(ALL)
    assert desk.due("1", d("2026-04-13"))["rectify"].state == "running"
    assert rungs(desk.sweep(d("2026-04-08"))) == []
    assert rungs(desk.sweep(d("2026-05-01"))) == RECTIFY
    assert desk.due("1", d("2026-05-01"))["rectify"].state == "missed"
    assert rungs(rated(ALL).sweep(d("2026-04-14"))) == RECTIFY[:2]
    put_right = rated(ALL)
    put_right.rectified("1", d("2026-04-08"), by="承办1")
    assert rungs(put_right.sweep(d("2026-05-01"))) == []
    assert put_right.due("1", d("2026-05-01"))["rectify"].state == "met"
    assert rungs(rated(Office()).sweep(d("2026-05-01"))) == [], "only where the office set the time"


def test_the_second_bad_rating_has_a_clock_of_its_own():
    desk = rated(ALL)
    desk.rate("1", 2, d("2026-04-08"))
    desk.rectified("1", d("2026-04-09"), by="承办1")
    states = {key: clock.state for key, clock in desk.due("1", d("2026-05-01")).items() if key.startswith("rectify")}
    assert states == {"rectify": "met", "rectify#2": "missed"}
    assert {card.clock for card in desk.sweep(d("2026-05-01"))} == {"rectify#2"}


def test_a_rating_that_came_in_with_a_case_is_swept_too():
    other = Desk("cn", MemoryLedger(), office=ALL)
    other.load([rated(ALL).file("1").case])
    assert rungs(other.sweep(d("2026-05-01"))) == RECTIFY


def test_what_an_applicant_may_see_has_the_promise():
    desk = Desk("cn", MemoryLedger(), office=ALL)
    desk.open("1", d("2026-03-09"), channel="in_person")
    shown = desk.status("1", d("2026-03-12"))
    assert (shown.due, shown.promised) == (d("2026-04-07"), d("2026-03-30"))
    assert Desk("cn", desk.setting.ledger).status("1", d("2026-03-12")).promised is None


@pytest.fixture
def call(monkeypatch, capsys):
    def called(*words):
        monkeypatch.setattr(sys, "argv", ["casework", *map(str, words)])
        return run(), capsys.readouterr()

    return called


def test_due_and_show_have_them_too(tmp_path, call):
    office = tmp_path / "office.toml"
    office.write_text("[limits]\npromised = 15\nregister_within = 1\narchive_within = 10\n", encoding="utf-8")
    assert read_office(office.read_text(encoding="utf-8")).archives_within == 10
    asked = ("due", "--received", "2026-03-09", "--event", "2026-03-20 withdraw", "--as-of", "2026-04-07")
    status, said = call(*asked, "--office", office, "--json")
    clocks = json.loads(said.out)["clocks"]
    assert status == 0 and (clocks["archive"]["state"], clocks["archive"]["due"]) == ("missed", "2026-04-03")
    assert clocks["register"]["state"] == "unknown", "nobody said when it was registered"
    assert "archive" not in json.loads(call(*asked, "--json")[1].out)["clocks"]
    status, said = call(*asked, "--office", office, "--lang", "zh")
    assert status == 0 and "归档期限" in said.out and "承诺答复期限" in said.out
    with SqliteLedger(tmp_path / "d.db") as ledger:
        Desk("cn", ledger).open("1", d("2026-03-09"), channel="in_person")
    url = f"sqlite:///{tmp_path / 'd.db'}"
    shown = json.loads(call("show", "1", "--as-of", "2026-04-01", "--ledger", url, "--office", office, "--json")[1].out)
    assert shown["clocks"]["promise"]["state"] == "missed" and shown["clocks"]["reply"]["state"] == "running"
    assert (
        "登记期限"
        in call("show", "1", "--as-of", "2026-04-01", "--ledger", url, "--office", office, "--lang", "zh")[1].out
    )
