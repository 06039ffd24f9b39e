"""Office settings: what they change, and thirty-odd kinds of bad files, each named by path and sentence."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from casework.backlog import evaluate, read_register
from casework.cli.app import run
from casework.errors import DefinitionError
from casework.escalation import EARLY
from casework.office import Office, read_office
from casework.regimes import CN_ORDER_711
from casework.testing import play

ROOT = Path(__file__).parents[1]


def test_the_shipped_example_is_read():
    office = read_office((ROOT / "examples" / "office.toml").read_text(encoding="utf-8"))
    assert (office.organ, office.promised, office.params["pause_policy"]) == ("虚构区人民政府办公室", 15, "A")
    assert office.policies == {"legal_review_missing", "reviewer_is_drafter", "registered_late"}
    assert office.audit_settings().register_within == 1


def test_nothing_said_is_the_default():
    assert read_office("") == Office()
    assert read_office('[cards]\nladder = "early"').ladder is EARLY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("office", "not TOML"),
        ("[office", "not TOML"),
        ("[office]\norgan = 1", "office.organ: expected a name"),
        ('[office]\norgan = " "', "office.organ: expected a name"),
        ('[office]\nname = "x"', "office.name: unknown key"),
        ("office = 3", "office: expected a table"),
        ('[ofice]\norgan = "x"', "ofice: unknown table"),
        ("[limits]\npromised = 0", "limits.promised: expected working days"),
        ("[limits]\npromised = -3", "limits.promised: expected working days"),
        ("[limits]\npromised = 61", "limits.promised: expected working days"),
        ("[limits]\npromised = 1.5", "limits.promised: expected working days"),
        ('[limits]\npromised = "15"', "limits.promised: expected working days"),
        ("[limits]\npromised = true", "limits.promised: expected working days"),
        ("[limits]\nregister_within = []", "limits.register_within: expected working days"),
        ("[limits]\nreply = 20", "limits.reply: unknown key"),
        ("limits = [1]", "limits: expected a table"),
        ("[review]\nlegal_review_missing = 1", "review.legal_review_missing: expected true or false"),
        ('[review]\nlegal_review_missing = "yes"', "review.legal_review_missing: expected true or false"),
        ("[review]\nreply_late = true", "review.reply_late: unknown key"),
        ('[cards]\nladder = "gold"', "cards.ladder: expected one of"),
        ("[cards]\nladder = 1", "cards.ladder: expected one of"),
        ("[cards]\nladder = []", "cards.ladder: expected one of .*, got an empty list"),
        ('[cards]\ncolour = "red"', "cards.colour: unknown key"),
        ('[params]\npause_policy = "C"', "params.pause_policy: expected one of A, B"),
        ("[params]\npause_policy = true", "params.pause_policy: expected text"),
        ("[params]\ncorrection_days = 0", "params.correction_days: expected a whole number"),
        ('[params]\ncorrection_days = "two"', "params.correction_days: expected a whole number"),
        (f"[params]\ncorrection_days = 0x{'f' * 5000}", "params.correction_days: expected a whole number"),
        (f"[params]\ncorrection_days = '{'9' * 5000}'", "params.correction_days: expected a whole number"),
        (f"[limits]\npromised = 0x{'f' * 5000}", "limits.promised: .*, got a number of many digits"),
        (f"limits = {'[' * 9999}", "office: not TOML: brackets nested too deeply"),
        ('[params]\nluck = "A"', "params.luck: unknown parameter"),
        ("overlay = 3", r"overlay\[0\]: expected a table"),
        ('[[overlay]]\nlevel = "moon"\noff = ["2026-01-05"]', r"overlay\[0\].level"),
        ('[[overlay]]\nlevel = "city"\noff = ["2026-02-30"]', r"overlay\[0\].off\[0\]"),
        (
            '[[overlay]]\nlevel = "city"\noff = ["2026-01-05"]\n[[overlay]]\nlevel = "city"',
            r"overlay\[1\]: names no day",
        ),
    ],
)
def test_a_bad_file_is_named_by_path_and_sentence(text, said):
    with pytest.raises(DefinitionError, match=said):
        read_office(text)


def test_all_faults_at_once():
    with pytest.raises(DefinitionError) as caught:
        read_office('[limits]\npromised = 0\n[cards]\nladder = "gold"\n[params]\nluck = 1')
    assert len(caught.value.faults) == 3


def test_the_promised_day_moves_with_pauses_and_an_extension():
    """Promise 15 of 20: received 2026-03-09: 03-10..13(4), 16..20(9), 23..27(14), 30(15)."""
    office = Office(promised=15)
    plain = play(CN_ORDER_711, ("2026-03-09", "open"))
    assert office.promised_day(plain.clock()) == date(2026, 3, 30)
    extended = play(CN_ORDER_711, ("2026-03-09", "open"), ("2026-03-20", "extend", {"working_days": "5"}), implied=True)
    assert office.promised_day(extended.clock()) == date(2026, 4, 7), "20th counted day: both move by five"
    assert Office().promised_day(plain.clock()) is None
    assert Office(promised=30).promised_day(plain.clock()) is None


def test_a_promise_brings_the_yellow_card_forward(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("编号,收到日期\n1,2026-03-09\n", encoding="utf-8")
    register = read_register(path)
    on = date(2026, 3, 31)
    assert evaluate(register, on).rows[0].card is None
    assert evaluate(register, on, office=Office(promised=15)).rows[0].card.id == "yellow"


def test_the_command_line_takes_an_office(tmp_path, monkeypatch, capsys):
    path, office = tmp_path / "t.csv", tmp_path / "office.toml"
    path.write_text(
        "编号,收到日期,征求第三方意见日期,第三方答复日期,登记日期\n1,2026-03-09,2026-03-16,2026-04-03,2026-03-12\n",
        encoding="utf-8",
    )
    office.write_text('[params]\npause_policy = "B"\n[review]\nregistered_late = true', encoding="utf-8")

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["casework", *map(str, words)])
        return run(), capsys.readouterr()

    status, said = call("due", "--received", "2026-03-09", "--event", "2026-03-16 consult_third_party", "--event", "2026-04-03 third_party_answers", "--as-of", "2026-04-10", "--office", office, "--json")  # fmt: skip
    assert status == 0
    assert json.loads(said.out)["clocks"]["reply"]["due"] == "2026-04-28"
    found = json.loads(call("audit", path, "--as-of", "2026-04-10", "--office", office, "--json")[1].out)
    assert [(each["rule"], each["on"]) for each in found] == [("registered_late", "2026-03-12")]
    assert call("backlog", path, "--as-of", "2026-04-10", "--office", office, "--json")[0] == 0
    office.write_text("[limits]\npromised = 0", encoding="utf-8")
    status, said = call("backlog", path, "--office", office)
    assert status == 2
    assert "limits.promised" in said.err
