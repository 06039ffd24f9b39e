"""Live cases on the command line: what is written stays, what is refused says why, what was altered is found."""

from __future__ import annotations

import io
import json
import shlex
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from casework.case.schema import events_schema
from casework.errors import CaseworkError
from casework.ledger import SqliteLedger
from casework.ledger.verify import heads_text, read_heads
from casework.regimes import CN_ORDER_711

ROOT = Path(__file__).parents[2]
CASE = "虚构〔2026〕1号"


@pytest.fixture
def casework(casework, monkeypatch, tmp_path):
    """The same in a folder of its own, with room for wide tables."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    return casework


@pytest.fixture
def opened(casework):
    """One case, opened in person on 2026-03-09: the reply is due on 2026-04-07."""
    words = ("--channel", "当面", "applicant=某某", "subject=文件", "--on", "2026-03-09", "--by", "clerk1")
    assert casework("open", CASE, *words)[0] == 0
    return casework


def document(result, status=0):
    assert result[0] == status, result[2]
    return json.loads(result[1])


def altered(script):
    """Change the file behind the ledger's back."""
    with sqlite3.connect("cases.db") as db:
        db.executescript("pragma foreign_keys=off;" + script)
    db.close()


# -- open and take -----------------------------------------------------------------------------------------------------


def test_open_writes_and_says_the_due_day(casework):
    found = document(
        casework(
            "open", CASE, "--on", "2026-03-09", "--channel", "in_person", "unit=综合科", "--by", "clerk1", "--json"
        )
    )
    assert (found["case_id"], found["regime"], found["state"], found["due"]) == (
        CASE,
        "cn_order_711",
        "received",
        "2026-04-07",
    )
    assert found["events"] == [
        {"event": "CaseOpened", "seq": 1, "on": "2026-03-09", "case_id": CASE, "payload": {"unit": "综合科", "channel": "in_person", "by": "clerk1"}}
    ]  # fmt: skip
    status, out, _ = casework("open", "2", "--on", "2026-03-09", "--channel", "in_person", "--by", "x", "--lang", "zh")
    assert status == 0
    assert "已接收" in out and "答复期限 2026-04-07" in out


def test_the_law_is_that_of_the_day_of_receipt_or_the_one_named(casework):
    old = ("--on", "2019-05-20", "--channel", "in_person", "--by", "x", "--json")
    assert document(casework("open", "1", "received_on=2019/5/14", *old))["regime"] == "cn_order_492"
    assert document(casework("open", "2", *old))["regime"] == "cn_order_711"
    assert document(casework("open", "3", "--regime", "cn_order_492", *old))["regime"] == "cn_order_492"
    assert casework("open", "4", "--regime", "mars", *old)[0] == 2


def test_the_offices_settings_count(casework):
    Path("office.toml").write_text(
        '[[overlay]]\nlevel = "agency"\nname = "搬迁"\noff = ["2026-03-10"]\n', encoding="utf-8"
    )
    words = (
        "open",
        "1",
        "--on",
        "2026-03-09",
        "--channel",
        "in_person",
        "--by",
        "x",
        "--office",
        "office.toml",
        "--json",
    )
    assert document(casework(*words))["due"] == "2026-04-08"


def test_take_writes_a_step_with_days_and_numbers_as_such(opened):
    assert opened("take", CASE, "register", "--on", "2026-03-09", "--by", "clerk1")[0] == 0
    step = ("take", CASE, "extend", "--on", "2026-03-12", "working_days=20", "approved_by=head", "--by", "clerk1")
    found = document(opened(*step, "--role", "disclosure_head", "--json"))
    assert (found["due"], found["version"]) == ("2026-05-08", 3)
    assert found["events"][0]["payload"] == {
        "working_days": 20,
        "approved_by": "head",
        "by": "clerk1",
        "role": "disclosure_head",
    }


def test_an_entry_is_corrected_with_a_key_named_key(opened):
    words = (
        "correct_entry",
        "entry=1",
        "key=unit",
        "value=法规科",
        "reason=笔误",
        "--on",
        "2026-03-10",
        "--by",
        "head",
    )
    found = document(opened("take", CASE, *words, "--json"))
    assert (found["events"][0]["event"], found["events"][0]["hidden"]) == ("FactCorrected", ["reason", "value"])


def test_a_refused_step_says_every_reason_with_its_article_and_writes_nothing(opened):
    opened("take", CASE, "register", "--on", "2026-03-09", "--by", "x")
    words = ("take", CASE, "extend", "--on", "2026-03-20", "working_days=30", "--by", "x")
    status, out, err = opened(*words)
    assert (status, out) == (1, "")
    assert err.count("Order 711 art. 33(2)") == 2 and "possible now: review" in err
    status, _, err = opened(*words, "--lang", "zh")
    assert status == 1
    assert "第33条第2款" in err and "当前可办理" in err
    found = document(opened(*words, "colour=red", "--json"), status=1)
    assert (found["refused"], found["state"]) == ("extend", "registered")
    assert [reason["id"] for reason in found["reasons"]] == ["payload.colour", "head_consents", "extension_within_cap"]
    assert found["reasons"][1]["basis"] == "Order 711 art. 33(2)"
    assert len(document(opened("show", CASE, "--json"))["events"]) == 2


def test_the_same_key_writes_once(opened):
    words = ("take", CASE, "register", "--on", "2026-03-09", "--by", "x", "--key", "k-1")
    assert document(opened(*words, "--json"))["again"] is False
    opened("take", CASE, "review", "--on", "2026-03-10", "--by", "x", "--key", "k-2")
    again = document(opened(*words, "--json"))
    assert (again["again"], again["version"], again["events"][0]["step"]) == (True, 2, "register")
    assert "written before" in opened(*words)[1]
    status, _, err = opened("take", CASE, "assign", "--on", "2026-03-10", "--by", "x", "--key", "k-1")
    assert status == 2
    assert "k-1" in err
    assert len(document(opened("show", CASE, "--json"))["events"]) == 3
    first = ("open", "2", "--on", "2026-03-09", "--by", "x", "--channel", "in_person", "--key", "k-3")
    assert [document(opened(*first, "--json"))["again"] for _ in range(2)] == [False, True]


# -- show --------------------------------------------------------------------------------------------------------------


def test_show_is_the_case_as_it_stood(opened):
    opened("take", CASE, "register", "--on", "2026-03-10", "--by", "clerk1")
    opened("sweep", "--as-of", "2026-04-09")
    found = document(opened("show", CASE, "--as-of", "2026-04-09", "--json"))
    assert (found["state"], found["version"], found["clocks"]["reply"]["overdue_by"]) == ("registered", 6, 2)
    assert [card["rung"] for card in found["cards"] if card["clock"] == "reply"] == ["warning", "yellow", "red"]
    assert found["options"]["review"]["possible"] is True
    assert found["options"]["archive"]["reasons"][0].startswith("archive is taken only in replied")
    before = document(opened("show", CASE, "--as-of", "2026-03-09", "--json"))
    assert (before["state"], len(before["events"]), before["cards"]) == ("received", 1, [])
    assert before["options"]["review"]["possible"] is False
    out = opened("show", CASE, "--as-of", "2026-04-09", "--lang", "zh")[1]
    assert all(word in out for word in (CASE, "已登记", "2026-04-07", "黄牌", "经过", "可办理", "不可：archive"))


def test_peoples_data_is_shown_only_where_it_is_asked_for(opened):
    assert opened("take", CASE, "register", "note=住址不详", "--on", "2026-03-10", "--by", "clerk1")[0] == 0
    everywhere = [opened("show", CASE, *more)[1] for more in ((), ("--json",), ("--lang", "zh"))]
    assert not any(text in out for out in everywhere for text in ("某某", "文件", "住址不详"))
    assert "（敏感，略）" in everywhere[2]
    found = document(opened("show", CASE, "--sensitive", "--json"))
    assert found["events"][0]["payload"]["applicant"] == "某某"
    assert "住址不详" in opened("show", CASE, "--sensitive")[1]
    valid = Draft202012Validator(events_schema(CN_ORDER_711))
    for event in found["events"]:
        valid.validate(event)


def test_the_list_has_due_days_and_cards(opened):
    opened("open", "A 2", "--on", "2026-04-01", "--channel", "in_person", "--by", "x")
    opened("take", "A 2", "withdraw", "--on", "2026-04-02", "--by", "x")
    found = document(opened("show", "--as-of", "2026-04-08", "--json"))
    assert [(row["case_id"], row["state"], row["card"], row["overdue_by"]) for row in found["cases"]] == [
        ("A 2", "withdrawn", None, 0),
        (CASE, "received", "yellow", 1),
    ]
    assert [row["case_id"] for row in document(opened("show", "--state", "withdrawn", "--json"))["cases"]] == ["A 2"]
    past = document(opened("show", "--as-of", "2026-04-01", "--state", "received", "--json"))
    assert [row["case_id"] for row in past["cases"]] == ["A 2", CASE]
    assert len(document(opened("show", "--as-of", "2026-03-10", "--json"))["cases"]) == 1
    out = opened("show", "--as-of", "2026-04-08", "--lang", "zh")[1]
    assert "黄牌" in out and CASE in out


# -- sweep -------------------------------------------------------------------------------------------------------------


def test_sweep_raises_each_card_once_and_tells_the_hooks(opened):
    found = document(opened("sweep", "--as-of", "2026-04-08", "--drop", "told", "--json"))
    assert [(card["rung"], card["reached_on"]) for card in found["cards"] if card["clock"] == "reply"] == [
        ("warning", "2026-04-02"),
        ("yellow", "2026-04-08"),
    ]
    assert found["undelivered"] == []
    told = [json.loads(path.read_text(encoding="utf-8")) for path in Path("told").iterdir()]
    assert {each["event"] for each in told} == {"RungReached"} and len(told) == len(found["cards"])
    assert document(opened("sweep", "--as-of", "2026-04-08", "--json"))["cards"] == []
    status, out, err = opened("sweep", "--as-of", "2026-04-09", "--log", "--lang", "zh")
    assert status == 0
    assert "红牌" in out and "RungReached" in err


def test_what_was_not_delivered_is_tried_again(opened, monkeypatch):
    from casework.desk import FileHook

    def full(self, told):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(FileHook, "send", full)
        found = document(
            opened("take", CASE, "register", "--on", "2026-03-09", "--by", "x", "--drop", "told", "--json")
        )
        assert found["state"] == "registered"
    left = document(opened("sweep", "--as-of", "2026-03-09", "--json"))["undelivered"]
    assert [(each["hook"], each["attempts"], each["error"]) for each in left] == [("file", 1, "OSError: disk full")]
    altered("update outbox set next_try_at = '2026-01-01T00:00:00.000+00:00'")
    still = document(opened("sweep", "--as-of", "2026-03-09", "--deliver", "--log", "--json"))["undelivered"]
    assert still[0]["attempts"] == 1, "what waits for a hook that is not named here is left alone"
    assert (
        document(opened("sweep", "--as-of", "2026-03-09", "--deliver", "--drop", "told", "--json"))["undelivered"] == []
    )
    assert len(list(Path("told").iterdir())) == 1
    assert opened("sweep", "--deliver")[0] == 2


# -- verify ------------------------------------------------------------------------------------------------------------


def test_verify_finds_nothing_where_nothing_was_altered(opened):
    opened("open", "2", "--on", "2026-03-09", "--by", "x")
    found = document(opened("verify", "--write-heads", "heads.json", "--json"))
    assert {name: found[name] for name in ("cases", "entries", "faults", "unknown", "rebuilt")} == {
        "cases": 2,
        "entries": 2,
        "faults": [],
        "unknown": [],
        "rebuilt": [],
    }
    assert "without heads" in found["cannot_know"][0]
    assert set(json.loads(Path("heads.json").read_text(encoding="utf-8"))) == {CASE, "2"}
    opened("take", CASE, "register", "--on", "2026-03-10", "--by", "x")
    status, out, _ = opened("verify", "--heads", "heads.json", "--lang", "zh")
    assert status == 0
    assert "未发现改动" in out


def test_verify_finds_one_changed_byte_of_the_file(opened):
    opened("take", CASE, "register", "--on", "2026-03-10", "--by", "clerk-seven")
    altered("pragma wal_checkpoint(truncate)")
    content = Path("cases.db").read_bytes()
    assert content.count(b"clerk-seven") == 1
    Path("cases.db").write_bytes(content.replace(b"clerk-seven", b"clerk-sevem"))
    found = document(opened("verify", "--write-heads", "heads.json", "--json"), status=1)
    assert [(each["case_id"], each["seq"]) for each in found["faults"]] == [(CASE, 2)]
    assert not Path("heads.json").exists(), "heads of an altered ledger are not kept"
    status, out, _ = opened("verify", "--lang", "zh")
    assert status == 1
    assert f"{CASE}第2条记录：记录已被更改" in out


@pytest.mark.parametrize(
    ("script", "entry"),
    [
        ("update entries set body = replace(body, 'in_person', 'online') where seq = 1", 1),
        ("update entries set acted_on = 'someday' where seq = 2", 2),
        ("update entries set acted_on = '20260310' where seq = 2", 2),
        ("delete from sealed where seq = 2; delete from entries where seq = 2", 2),
        ("delete from sealed where seq = 3; delete from entries where seq = 3", 3),
        ("update sealed set value = '别人' where key = 'applicant'", 1),
        ("update cases set digest = 'x'", None),
        ("update definitions set text = replace(text, '\"20\"', '\"21\"') || ' '", None),
        ("delete from definitions", None),
    ],
)
def test_verify_names_case_and_entry(opened, script, entry):
    opened("take", CASE, "register", "--on", "2026-03-10", "--by", "x")
    opened("take", CASE, "review", "note=1", "--on", "2026-03-10", "--by", "x")
    altered(script)
    found = document(opened("verify", "--json"), status=1)
    assert [(each["case_id"], each["seq"]) for each in found["faults"]] == [(CASE, entry)]


def test_a_row_that_cannot_be_read_is_told_and_hides_no_other(opened):
    opened("open", "Z", "--on", "2026-03-09", "--by", "x")
    altered(
        "update cases set opened_on = 'someday' where case_id <> 'Z'; update cases set head = 'x' where case_id = 'Z'"
    )
    found = document(opened("verify", "--json"), status=1)["faults"]
    assert [(each["case_id"], each["seq"]) for each in found] == [("Z", 1), (CASE, None)]
    assert found[1]["what"] == "its row says opened_on = someday, its entries give 2026-03-09"


@pytest.mark.parametrize(
    ("script", "column", "was", "now"),
    [
        ("update cases set next_rung_on = null", "next_rung_on", None, "2026-03-16"),
        ("update cases set next_rung_on = '2027-01-01'", "next_rung_on", "2027-01-01", "2026-03-16"),
        ("update cases set next_rung_on = '20260402'", "next_rung_on", "20260402", "2026-03-16"),
        ("update cases set due = '2026-05-07'", "due", "2026-05-07", "2026-04-07"),
        ("update cases set due = null", "due", None, "2026-04-07"),
        ("update cases set state = 'archived'", "state", "archived", "received"),
        ("update cases set opened_on = '2026-03-02'", "opened_on", "2026-03-02", "2026-03-09"),
        ("update cases set regime = 'cn_order_492'", "regime", "cn_order_492", "cn_order_711"),
    ],
)
def test_derived_columns_are_checked_and_rebuilt(opened, script, column, was, now):
    """The reply is due 20 working days after 2026-03-09: 2026-04-07. A first reminder is near on 2026-03-16, when 5
    working days have gone by in which a correction may be asked for."""
    altered(script)
    found = document(opened("verify", "--json"), status=1)["faults"]
    assert [each["case_id"] for each in found] == [CASE] and column in found[0]["what"]
    found = document(opened("verify", "--rebuild", "--json"))
    assert found["rebuilt"] == [{"case_id": CASE, "column": column, "was": was, "now": now}] and found["faults"] == []
    assert document(opened("verify", "--json"))["faults"] == []
    assert len(document(opened("sweep", "--as-of", "2026-04-09", "--json"))["cards"]) == 4


def test_a_sweep_or_an_import_makes_no_row_wrong(opened):
    """An open pause moves the due day while nothing is written; an early day to look does no harm."""
    for step, day, *pairs in (
        ("register", "2026-03-10"), ("review", "2026-03-10"), ("consult_third_party", "2026-03-16", "party=甲"),
    ):  # fmt: skip
        opened("take", CASE, step, *pairs, "--on", day, "--by", "x")
    for day in ("2026-03-20", "2026-04-10", "2026-05-20", "2026-09-01"):
        opened("sweep", "--as-of", day)
        assert document(opened("verify", "--json"))["faults"] == []
    opened("import", ROOT / "examples" / "register-events.csv")
    for day in ("2026-09-01", "2026-11-20"):
        assert document(opened("verify", "--json"))["faults"] == []
        opened("sweep", "--as-of", day)
    assert document(opened("verify", "--json"))["faults"] == []


def test_only_heads_kept_elsewhere_show_a_cut_tail_and_a_lost_case(opened):
    opened("open", "2", "--on", "2026-03-09", "--by", "x")
    opened("take", CASE, "register", "--on", "2026-03-10", "--by", "x")
    opened("verify", "--write-heads", "heads.json")
    first = document(opened("show", CASE, "--json"))["version"]
    kept = read_heads(Path("heads.json").read_text(encoding="utf-8"))
    Path("heads.json").write_text(heads_text({**kept, "2": (5, "0" * 64), "gone": (3, "0" * 64)}), encoding="utf-8")
    found = document(opened("verify", "--heads", "heads.json", "--json"), status=1)["faults"]
    assert first == 2
    assert [(each["case_id"], each["seq"]) for each in found] == [("2", 2), ("gone", None)]
    for text in (
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 5000,
        "[]",
        "{",
        '{"1": 3}',
        '{"1": ["a", "b"]}',
        '{"1": [-1, "b"]}',
    ):
        with pytest.raises(CaseworkError, match="expected heads"):
            read_heads(text)


def test_an_event_of_a_later_release_is_reported_and_harms_nothing(opened):
    from casework.case import Mark
    from casework.desk import Desk
    from casework.desk.writing import noted

    with SqliteLedger("cases.db") as ledger:
        desk = Desk("cn", ledger)
        ledger.append(
            noted(desk.setting, desk.file(CASE), Mark(2, date(2026, 3, 9), "ForwardedElsewhere", {"to": "x"}))
        )
    assert document(opened("verify", "--json"))["unknown"] == [
        {"case_id": CASE, "entry": 2, "event": "ForwardedElsewhere"}
    ]
    assert "ForwardedElsewhere" in opened("verify", "--lang", "zh")[1]
    status, out, err = opened("show", CASE)
    assert status == 0
    assert "ForwardedElsewhere" in out and "does not know" in err


# -- migrate, redact, import -------------------------------------------------------------------------------------------


@pytest.fixture
def other_answers(opened):
    """Settings under which the definition of new cases is another one."""
    Path("office.toml").write_text('[params]\npause_policy = "B"\n', encoding="utf-8")
    return ("--office", "office.toml")


def test_migrate_there_and_back(opened, other_answers):
    opened("open", "2", "--on", "2026-03-09", "--by", "x", *other_answers)
    (found,) = document(opened("migrate", "--dry-run", *other_answers, "--on", "2026-03-10", "--json"))
    assert (found["case_id"], found["differs"], found["state"]) == (
        CASE,
        False,
        {"pinned": "received", "today": "received"},
    )
    assert "1 cases are under another definition: 0" in opened("migrate", "--dry-run", *other_answers)[1]
    why = ("--reason", "口径调整", "--by", "head", "--on", "2026-03-10")
    (done,) = document(opened("migrate", "--all", *why, *other_answers, "--json"))
    assert (done["case_id"], done["version"], done["events"][0]["event"]) == (CASE, 2, "Migrated")
    assert document(opened("migrate", "--dry-run", *other_answers, "--json")) == []
    status, _, err = opened("migrate", CASE, *why, *other_answers)
    assert status == 2
    assert "already" in err
    assert "0件已改用" in opened("migrate", "--all", *why, *other_answers, "--lang", "zh")[1]
    assert opened("migrate", CASE, "--back", *why)[0] == 0
    assert len(document(opened("migrate", "--dry-run", CASE, *other_answers, "--json"))) == 1
    assert opened("verify")[0] == 0


def test_a_dry_run_says_what_would_be_judged_differently(opened, other_answers):
    for step, day, *pairs in (
        ("register", "2026-03-10"), ("review", "2026-03-10"), ("consult_third_party", "2026-03-16", "party=甲"),
        ("third_party_answers", "2026-04-03", "party=甲"),
    ):  # fmt: skip
        assert opened("take", CASE, step, *pairs, "--on", day, "--by", "x")[0] == 0
    (found,) = document(opened("migrate", "--dry-run", *other_answers, "--on", "2026-04-10", "--json"))
    assert (found["differs"], found["due"]) == (True, {"pinned": "2026-04-27", "today": "2026-04-28"})
    assert "2026-04-27 > 2026-04-28" in opened("migrate", "--dry-run", *other_answers, "--on", "2026-04-10")[1]


def test_redact_erases_for_good_and_the_chain_still_holds(opened):
    opened("verify", "--write-heads", "heads.json")
    words = (
        "redact",
        CASE,
        "--field",
        "applicant",
        "--field",
        "subject",
        "--reason",
        "依申请",
        "--by",
        "head",
        "--on",
        "2026-04-01",
    )
    assert "applicant, subject (2" in opened(*words)[1]
    shown = opened("show", CASE, "--sensitive", "--json")[1]
    assert "某某" not in shown and "已清除" in shown
    assert "某某".encode() not in Path("cases.db").read_bytes()
    assert opened("verify", "--heads", "heads.json")[0] == 0
    status, _, err = opened(*words)
    assert status == 2
    assert "no such sensitive value" in err


def test_redact_says_what_it_would_erase(opened):
    found = document(opened("redact", CASE, "--field", "applicant", "--field", "unit", "--dry-run", "--json"))
    assert found == {"case_id": CASE, "would_erase": [{"entry": 1, "key": "applicant"}], "left": []}
    assert "nothing was erased" in opened("redact", CASE, "--field", "applicant", "--dry-run")[1]
    assert "某某" in opened("show", CASE, "--sensitive")[1]


@pytest.mark.parametrize(("words", "erased"), [((), False), (("--yes",), True)])
def test_redact_asks_a_person_first(opened, monkeypatch, words, erased):
    """At a terminal whoever says no erases nothing; --yes is not asked."""
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    status, out, err = opened("redact", CASE, "--field", "applicant", "--reason", "x", "--by", "y", *words)
    assert status == 0 and ("for good?" in err) is not erased
    assert ("某某" not in opened("show", CASE, "--sensitive")[1]) is erased
    assert ("nothing was erased" in out) is not erased


def test_redact_says_where_the_value_may_still_stand_and_finishes(opened, monkeypatch):
    monkeypatch.setattr("casework.ledger.sqlite._SCRUB_SECONDS", 0.02)
    words = ("redact", CASE, "--field", "applicant", "--reason", "x", "--by", "y")
    reader = sqlite3.connect("cases.db", isolation_level=None)
    reader.execute("begin")
    reader.execute("select * from sealed").fetchall()
    status, _, err = opened(*words)
    assert status == 0 and "may still stand in cases.db and cases.db-wal" in err and "--finish" in err
    status, _, err = opened("redact", "--finish", "--lang", "zh")
    assert status == 1 and "仍有程序在读取" in err
    assert "某某".encode() in b"".join(each.read_bytes() for each in Path().iterdir())
    reader.execute("commit")
    assert document(opened("redact", "--finish", "--json")) == {"finished": True}
    assert "某某".encode() not in b"".join(each.read_bytes() for each in Path().iterdir())
    reader.close()


def test_half_a_character_on_the_command_line_is_one_sentence(opened):
    for words in (
        ("show", "\udcff"),
        ("take", CASE, "register", "note=\udcff", "--on", "2026-03-09", "--by", "x"),
        ("open", "2", "--by", "\udcff", "--on", "2026-03-09"),
        ("due", "--received", "\udcff"),
    ):
        status, out, err = opened(*words)
        assert (status, out) == (2, "") and err.count("\n") == 1
        assert "contains half a character" in err
    assert "含有不完整的字符" in opened("show", "\udcff", "--lang", "zh")[2]


def test_what_no_ledger_keeps_is_left_out_of_an_import_and_said(casework):
    Path("t.csv").write_text(
        'case_id,on,step,by\n1,2026-03-09,open,甲\n"2\n2",2026-03-09,open,甲\n3,2026-03-09,open,"甲\n乙"\n4,2026-03-09,open,乙\n',
        encoding="utf-8",
    )
    status, out, err = casework("import", "t.csv", "--strict", "--json")
    assert status == 1 and json.loads(out)["cases"] == 2
    assert "the case number must be one line" in err and "who acts (by) must be one line" in err
    assert document(casework("verify", "--json"))["faults"] == []
    Path("t.csv").write_text('case_id,on,step,by\n5,2026-03-09,open,"甲\n乙"\n', encoding="utf-8")
    status, _, err = casework("import", "t.csv", "--lang", "zh")
    assert status == 0 and "未导入：办理人应为一行文字" in err
    assert document(casework("verify", "--json"))["cases"] == 2


def test_every_door_refuses_a_name_of_two_lines(opened):
    two = ("--by", "a\nb", "--on", "2026-03-10")
    for words in (
        ("open", "2", *two), ("take", CASE, "register", *two), ("take", CASE, "register", "--role", "a\nb", "--by", "x", "--on", "2026-03-10"),
        ("migrate", CASE, "--reason", "x", *two), ("redact", CASE, "--field", "applicant", "--reason", "x", *two),
    ):  # fmt: skip
        status, out, err = opened(*words)
        assert (status, out) == (2, "") and "must be one line without control characters" in err
        assert "应为一行文字" in opened(*words, "--lang", "zh")[2]
    assert document(opened("verify", "--json"))["entries"] == 1


def test_import_puts_a_register_on_the_ledger(casework):
    found = document(casework("import", ROOT / "examples" / "register-events.csv", "--json"))
    assert (found["cases"], found["rejected"], found["unknown"]) == (313, 0, 0)
    assert casework("verify")[0] == 0
    assert len(document(casework("show", "--as-of", "2026-11-20", "--state", "archived", "--json"))["cases"]) > 200
    status, _, err = casework("import", ROOT / "examples" / "register-events.csv")
    assert status == 2
    assert "nothing was written" in err
    Path("t.csv").write_text("编号,收到日期\n1,2026-03-09\n2,2026-02-31\n3,1999-01-01\n", encoding="utf-8")
    status, out, err = casework("import", "t.csv", "--strict", "--lang", "zh")
    assert status == 1
    assert "已导入1件" in out and "2026-02-31" in err
    assert document(casework("show", "1", "--as-of", "2026-03-10", "--json"))["clocks"]["reply"]["due"] == "2026-04-07"


# -- wrong use ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("open", "1", "--on", "2026-03-09"), ("open", "1", "--by", "x"), ("open", "--on", "2026-03-09", "--by", "x"),
        ("open", CASE, "--on", "2026-03-09", "--by", "x"), ("open", CASE, "--on", "2026-03-09", "--by", "x", "--key", "new"), ("open", "1", "--on", "soon", "--by", "x"), ("open", "1", "--on", "2007-01-01", "--by", "x"),
        ("open", "1", "--on", "2026-03-09", "--by", " "), ("open", "1", "--on", "2026-03-09", "--by", "a\nb"), ("open", "a\nb", "--on", "2026-03-09", "--by", "x"),
        ("open", "1", "--on", "2026-03-09", "--by", "x", "--channel", "pigeon"), ("open", "1", "colour=red", "--on", "2026-03-09", "--by", "x"),
        ("open", "1", "colour", "--on", "2026-03-09", "--by", "x"), ("open", "1", "by=y", "--on", "2026-03-09", "--by", "x"),
        ("open", "1", "unit=a", "unit=b", "--on", "2026-03-09", "--by", "x"), ("open", "1", "case_id=2", "--on", "2026-03-09", "--by", "x"),
        ("open", "1", "received_on=soon", "--on", "2026-03-09", "--by", "x"),
        ("take", CASE, "fly", "--on", "2026-03-09", "--by", "x"), ("take", CASE, "open", "--on", "2026-03-09", "--by", "x"),
        ("take", "nobody", "register", "--on", "2026-03-09", "--by", "x"), ("take", CASE, "register", "once=1", "--on", "2026-03-09", "--by", "x"),
        ("show", "nobody"), ("show", CASE, "--as-of", "2026-03-08"), ("show", "--state", "asleep"), ("show", CASE, "--state", "received"),
        ("show", "--ledger", "oracle://x"), ("show", "--ledger", "cases.db"), ("show", "--ledger", "sqlite:///nothing.db"),
        ("verify", "--ledger", "sqlite:///no/such/folder.db"), ("open", "1", "--on", "2026-03-09", "--by", "x", "--ledger", "sqlite:///no/such/folder.db"),
        ("show", "--ledger", "sqlite:///text.db"), ("open", "1", "--on", "2026-03-09", "--by", "x", "--ledger", "sqlite:///text.db"),
        ("show", "--regime", "mars"), ("show", "--office", "nothing.toml"), ("show", "--lang", "fr"),
        ("sweep", "--as-of", "x"), ("sweep", "--deliver"), ("sweep", "--drop", "text.db"),
        ("verify", "--heads", "nothing.json"), ("verify", "--heads", "text.db"), ("verify", "--heads", "deep.json"), ("verify", "--heads", "/dev/zero"), ("verify", "--office", "deep.toml"), ("verify", "--office", "/dev/zero"), ("verify", "--write-heads", "no/such/heads.json"),
        ("migrate",), ("migrate", "--all"), ("migrate", CASE, "--all", "--reason", "x", "--by", "y"), ("migrate", CASE, "--reason", "x"),
        ("migrate", CASE, "--back", "--reason", "x", "--by", "y"), ("migrate", "--dry-run", "--back"), ("migrate", "nobody", "--dry-run"),
        ("redact", CASE, "--field", "nose", "--reason", "x", "--by", "y"), ("redact", CASE, "--field", "applicant", "--by", "y"),
        ("redact", CASE, "--reason", "x", "--by", "y"), ("redact", CASE, "--field", "applicant", "--reason", " ", "--by", "y"),
        ("import", "nothing.csv"), ("import", "text.db"),
    ],
    ids=lambda words: " ".join(map(str, words))[-70:],
)  # fmt: skip
def test_wrong_use_is_exit_2_and_one_sentence_and_writes_nothing(opened, words):
    Path("deep.json").write_text("[" * 100_000, encoding="utf-8")
    Path("deep.toml").write_text("a" + ".a" * 50_000 + " = 1", encoding="utf-8")
    Path("text.db").write_text("not a database, but long enough to look at as if it were one " * 20, encoding="utf-8")
    status, out, err = opened(*words)
    assert (status, out) == (2, "")
    assert err.strip()
    assert document(opened("verify", "--json"))["entries"] == 1
    assert not Path("nothing.db").exists()


def test_the_commands_of_the_how_to_run(casework):
    """In the order in which they stand there; the one that is refused is said to be."""
    text = (ROOT / "docs" / "how-to.md").read_text(encoding="utf-8").partition("## Keep live cases")[2]
    commands = [shlex.split(line)[1:] for line in text.split("```")[1].splitlines() if line.startswith("casework ")]
    assert [casework(*words)[0] for words in commands] == [0, 0, 1, 0, 0, 0]


def test_heads_are_written_under_a_name_alone(opened):
    code, out, said = opened("verify", "--write-heads", "")
    assert (code, out) == (2, "") and "--write-heads wants the name of a file" in said


def test_a_sentence_about_something_endless_shows_beginning_and_end(opened):
    code, _, said = opened("show", "虚构" * 50_000)
    assert code == 2 and len(said) < 4_000 and "…" in said


def test_a_sentence_steers_no_terminal(opened):
    code, _, said = opened("verify", "--heads", "a\x1b[31mb")
    assert code == 2 and "\x1b" not in said and "[31mb" in said
