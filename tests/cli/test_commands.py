"""The command line: JSON as in the interface, people's tables, exit statuses, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import casework.backlog as casework_backlog
from casework.cli.show import reader_of_registers

ROOT = Path(__file__).parents[2]


def document(result):
    status, out, err = result
    assert status == 0, err
    return json.loads(out)


def test_workdays_is(casework):
    assert document(casework("workdays", "is", "2026-02-14", "--json")) == {
        "day": "2026-02-14", "working": True, "kind": "makeup_workday", "name": None, "notice": "2026", "status": "announced",
    }  # fmt: skip
    assert "放假" in casework("workdays", "is", "2026-10-01", "--lang", "zh")[1]


def test_workdays_add_subtract_count(casework):
    assert document(casework("workdays", "add", "2026-11-30", "20", "--json")) == {
        "day": "2026-12-28", "provisional": False, "firm_until": "2026-12-28",
    }  # fmt: skip
    assert document(casework("workdays", "add", "2026-12-01", 20, "--json"))["provisional"] is True
    assert document(casework("workdays", "subtract", "2026-03-13", 20, "--json"))["day"] == "2026-02-09"
    assert document(casework("workdays", "count", "2026-02-09", "2026-03-13", "--json")) == {
        "count": 20,
        "provisional": False,
    }
    assert casework("workdays", "add", "2026-12-01", 20, "--lang", "zh")[1] == "2026-12-29 暂定\n"


def test_workdays_known_at_and_overlay(casework, tmp_path):
    assert (
        document(casework("workdays", "add", "2020-01-10", 20, "--known-at", "2020-01-10", "--json"))["day"]
        == "2020-02-12"
    )
    overlay = tmp_path / "o.toml"
    overlay.write_text(
        'level="region"\nname="壮族三月三"\noff=["2017-03-30..2017-04-01"]\nworked=["2017-04-08"]', encoding="utf-8"
    )
    assert (
        document(casework("workdays", "add", "2017-03-20", 10, "--overlay", overlay, "--json"))["day"] == "2017-04-07"
    )


def test_workdays_year_and_other_countries(casework):
    found = document(casework("workdays", "year", 2026, "--json"))
    assert len([facts for facts in found if facts["kind"] == "makeup_workday"]) == 6
    assert all(facts["working"] != (date.fromisoformat(facts["day"]).weekday() < 5) for facts in found)
    assert "调休上班" in casework("workdays", "year", 2026, "--lang", "zh")[1]
    assert document(casework("workdays", "is", "2026-01-01", "--country", "JP", "--json"))["working"] is False


STORY = (
    "due", "--received", "2026-03-04", "--channel", "in_person", "--event", "2026-03-12 consult_third_party party=a",
    "--event", "2026-04-02 third_party_answers party=a", "--as-of", "2026-04-10",
)  # fmt: skip


def test_due_has_every_clock_with_its_working(casework):
    found = document(casework(*STORY, "--json"))
    assert (found["regime"], found["state"], found["as_of"], found["warnings"]) == (
        "cn_order_711",
        "in_review",
        "2026-04-10",
        [],
    )
    reply = found["clocks"]["reply"]
    assert (reply["due"], reply["state"], reply["days_used"], reply["days_left"]) == ("2026-04-23", "running", 11, 9)
    assert len(reply["explanation"]) == 50
    assert set(reply["explanation"][0]) == {"day", "counted", "n", "reason", "basis"}
    assert set(reply["runs"][0]) == {"from", "to", "counted", "n", "reason", "basis"}
    keys = {"limit", "instance", "state", "day_zero", "due", "latest_due", "provisional", "firm_until", "days_used", "days_left",
            "overdue_by", "basis", "explanation", "runs"}  # fmt: skip
    assert all(keys <= set(clock) for clock in found["clocks"].values())
    assert found["clocks"]["third_party"]["state"] == "unknown"


def test_due_for_people_in_both_languages(casework):
    zh, en = (casework(*STORY, "--lang", lang)[1] for lang in ("zh", "en"))
    assert "征求第三方意见" in zh and "第33条第3款" in zh
    assert "third party's opinion asked" in en and "Order 711 art. 33(3)" in en


def test_due_compares_an_open_question_of_law(casework):
    found = document(casework(*STORY, "--compare", "pause_policy=A,B", "--json"))["compare"]
    assert found["differs"] == ["reply"]
    assert [found["values"][value]["reply"]["due"] for value in "AB"] == ["2026-04-23", "2026-04-24"]
    assert "2026-04-24" in casework(*STORY, "--compare", "pause_policy=A,B")[1]


def test_due_chooses_the_law_and_warns(casework):
    old = document(casework("due", "--received", "2011-06-01", "--channel", "网络", "--as-of", "2011-06-24", "--json"))
    assert (old["regime"], old["clocks"]["reply"]["due"]) == ("cn_order_492", "2011-06-23")
    late = document(casework("due", "--received", "2026-03-09", "--event", "2026-04-08 extend working_days=20", "--event", "2026-12-01 withdraw", "--as-of", "2026-04-10", "--json"))  # fmt: skip
    assert any("2026-04-07" in text for text in late["warnings"])
    assert any("not seen" in text for text in late["warnings"])
    soon = document(casework("due", "--received", "2026-12-01", "--as-of", "2026-12-01", "--json"))
    assert any("provisional" in text for text in soon["warnings"])


def test_backlog_on_the_shipped_register(casework, tmp_path):
    path = ROOT / "examples" / "register.xlsx"
    found = document(casework("backlog", path, "--as-of", "2026-11-20", "--out", tmp_path, "--json"))
    wanted = {"as_of", "cases", "rejected", "unknown", "open", "overdue", "due_within", "cards", "closed_on_time", "closed_late",
              "on_time_rate", "median_working_days", "provisional", "assumed", "by_state", "by_unit"}  # fmt: skip
    assert wanted <= set(found)
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8")) == found
    assert {path.name for path in tmp_path.iterdir()} == {"cases.csv", "findings.csv", "rejected.csv", "summary.json"}
    status, out, err = casework("backlog", path, "--as-of", "2026-11-20", "--out", tmp_path, "--lang", "zh")
    assert status == 0
    assert "按期率" in out and "rejected.csv" in err
    assert "申请人" not in out.replace("申请人类型", "")


def test_backlog_strict_and_the_rejects_beside_the_file(casework, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("编号,收到日期\n1,2026-03-09\n2,2026-02-31\n", encoding="utf-8")
    status, _, err = casework("backlog", path, "--as-of", "2026-11-20", "--strict")
    assert status == 1
    assert "t.rejected.csv" in err
    assert "2026-02-31" in (tmp_path / "t.rejected.csv").read_text(encoding="utf-8-sig")
    assert casework("backlog", path, "--as-of", "2026-11-20")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("workdays", "is", "2026-02-30"), ("workdays", "is", "2003-01-01"), ("workdays", "add", "2026-01-01", "0"),
        ("workdays", "add", "2032-12-31", "20"), ("workdays", "count", "2026-02-01", "2026-01-01"), ("workdays", "year", "3000"),
        ("workdays", "is", "2026-01-01", "--country", "XX"), ("workdays", "is", "2026-01-01", "--lang", "fr"),
        ("workdays", "is", "2026-01-01", "--overlay", "/no/such/file.toml"), ("workdays", "is", "2026-01-01", "--known-at", "x"),
        ("due", "--received", "yesterday"), ("due", "--received", "2007-01-01"), ("due",), ("nonsense",),
        ("due", "--received", "2026-03-09", "--event", "2026-03-10"), ("due", "--received", "2026-03-09", "--event", "x extend"),
        ("due", "--received", "2026-03-09", "--event", "2026-03-10 jump"), ("due", "--received", "2026-03-09", "--event", "2026-03-10 extend x"),
        ("due", "--received", "2026-03-09", "--event", "2026-03-10 extend colour=red"), ("due", "--received", "2026-03-09", "--event", "'"),
        ("due", "--received", "2026-03-09", "--param", "pause_policy=C"), ("due", "--received", "2026-03-09", "--param", "pause_policy"),
        ("due", "--received", "2026-03-09", "--compare", "pause_policy=A"), ("due", "--received", "2026-03-09", "--compare", "release_wait=0,1"), ("due", "--received", "2026-03-09", "--compare", "luck=A,B"),
        ("due", "--received", "2026-03-09", "--channel", "pigeon"), ("due", "--received", "2026-03-09", "--regime", "mars"),
        ("backlog", "/no/such.csv"), ("backlog", __file__, "--as-of", "2026-11-20"), ("backlog",),
        ("backlog", ROOT / "examples" / "register.csv", "--mapping", "/no/such.toml"),
        ("backlog", ROOT / "examples" / "register.csv", "--param", "luck=1"), ("backlog", ROOT / "examples" / "register.csv", "--regime", "mars"),
        ("backlog", ROOT / "examples" / "register.csv", "--as-of", "2026-11-20", "--out", "/proc/nope"),
    ],
    ids=lambda words: " ".join(map(str, words))[-60:],
)  # fmt: skip
def test_wrong_use_is_exit_2_and_one_sentence(casework, words):
    status, out, err = casework(*words)
    assert status == 2
    assert out == "" or words == ("backlog",)
    assert err.strip()


def test_settings_in_another_encoding_are_told_what_to_save_as(casework, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text('level = "city"\nname = "搬迁"\noff = ["2026-11-23"]', encoding="gb18030")
    for option in ("--overlay", "--office", "--mapping"):
        status, _, err = casework("backlog", ROOT / "examples" / "register.csv", option, path)
        assert status == 2
        assert "save it as UTF-8" in err


def test_without_the_extra_the_command_says_what_to_install():
    code = "import sys; sys.modules['typer'] = None\nfrom casework.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'casework[cli,backlog]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_language_of_the_process_does_not_change_the_days():
    code = "from casework.workdays import WorkCalendar as W\nfrom datetime import date as d\nprint(W.china().day(d(2027, 2, 6)))"
    found = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"LANG": lang, "LANGUAGE": lang, "PATH": ""}).stdout
        for lang in ("zh_CN.UTF-8", "en_US.UTF-8", "C.UTF-8")
    }  # fmt: skip
    assert len(found) == 1


def test_nothing_in_a_cell_is_read_as_markup(casework, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("编号,收到日期,承办单位\n[/red]x[b]y,2026-01-05,[/x]\n", encoding="utf-8")
    status, out, _ = casework("backlog", path, "--as-of", "2026-11-20", "--lang", "zh")
    assert status == 0
    assert "[/red]x[b]y" in out and "[/x]" in out
    overlay = tmp_path / "o.toml"
    overlay.write_text('level="city"\nname="[/x]"\noff=["2026-11-23"]', encoding="utf-8")
    assert "[/x]" in casework("workdays", "year", 2026, "--overlay", overlay)[1]


def test_absurd_lengths_and_years_are_sentences(casework, tmp_path):
    for days in ("999999999", "99999"):
        assert (
            casework("due", "--received", "2026-09-01", "--event", f"2026-09-20 reopen days={days} unit=months")[0] == 2
        )
    overlay = tmp_path / "o.toml"
    overlay.write_text('level="national"\nyear=99999\noff=["2026-10-09"]', encoding="utf-8")
    assert casework("workdays", "is", "2026-10-09", "--overlay", overlay)[0] == 2


def shell(*words, **env):
    return subprocess.run(
        [sys.executable, "-m", "casework.cli", *words], capture_output=True, check=False, env={"PATH": "", **env}
    )


def test_a_console_that_knows_less_than_unicode(tmp_path):
    path = tmp_path / "g.csv"
    path.write_text("编号,收到日期\nA😀,2026-01-05\n", encoding="utf-8")
    for words in (("--json",), ()):
        done = shell("backlog", str(path), "--as-of", "2026-11-20", *words, PYTHONIOENCODING="gbk")
        assert done.returncode == 0, done.stderr
    assert shell("workdays", "is", "2026-01-01", PYTHONIOENCODING="ascii").returncode == 0


def test_audit_lists_findings_and_counts_what_it_cannot_judge(casework, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "编号,收到日期,延期告知日期,延期天数,答复日期\n1,2026-03-09,2026-04-02,5,2026-04-15\n", encoding="utf-8"
    )
    found = document(casework("audit", path, "--as-of", "2026-11-20", "--json"))
    assert [set(each) for each in found] == [{"case_id", "rule", "basis", "on", "severity", "message"}]
    assert (found[0]["rule"], found[0]["on"]) == ("reply_late", "2026-04-15")
    assert "extension_not_approved" not in json.dumps(found), "no column tells who approved"
    status, out, _ = casework("audit", path, "--as-of", "2026-11-20", "--lang", "zh", "--out", tmp_path)
    assert status == 0
    assert "延期未经公开机构负责人同意" in out
    assert (tmp_path / "findings.csv").read_text(encoding="utf-8-sig").splitlines()[
        0
    ] == "case_id,rule,basis,on,severity,message"
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert (summary["findings"], summary["undecided"], summary["not_cases"]) == ({"reply_late": 1}, 0, [])
    assert casework("audit", path, "--as-of", "2026-11-20", "--strict")[0] == 1
    assert casework("audit", path, "--policy", "luck")[0] == 2


def test_backlogs_summary_counts_findings(casework, tmp_path):
    found = document(
        casework("backlog", ROOT / "examples" / "register.csv", "--as-of", "2026-11-20", "--out", tmp_path, "--json")
    )
    assert found["findings"]["reply_late"] == found["closed_late"]
    assert found["findings"]["no_reply"] + found["findings"]["order_not_performed"] == found["overdue"]
    assert found["not_judged"]["relief_notice_wrong"] > 200


REGISTER = (
    "编号,收到日期,征求第三方意见日期,第三方签收日期,第三方答复日期,延期告知日期,延期天数,答复日期\n"
    "1,2026-03-09,,,,,,2026-04-07\n"  # replied on its day
    "2,2026-03-09,,,,,,\n"  # overdue from 04-08
    "3,2026-03-09,,,,2026-04-02,5,\n"  # due 04-14 from 04-02 on
    "4,2026-04-08,,,,,,\n"  # opened between the days
    "5,2026-03-09,2026-03-16,,2026-04-03,,,2026-04-28\n"  # due 04-27 under A, 04-28 under B
)


def test_diff_lists_what_changed_between_two_days(casework, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(REGISTER, encoding="utf-8")
    found = document(casework("diff", path, "--as-of", "2026-04-01", "2026-04-08", "--json"))
    assert (found["opened"], found["closed"], found["newly_overdue"]) == (["4"], ["1"], ["2"])
    assert {"case_id": "3", "from": "2026-04-07", "to": "2026-04-14"} in found["moved"]
    assert "新逾期" in casework("diff", path, "--as-of", "2026-04-01", "2026-04-08", "--lang", "zh")[1]
    assert casework("diff", path, "--as-of", "2026-04-08", "2026-04-01")[0] == 2
    same = document(casework("diff", path, "--as-of", "2026-04-08", "2026-04-08", "--json"))
    assert not any(same[key] for key in ("opened", "closed", "newly_overdue", "moved"))


def test_backlog_compares_an_open_question_of_law(casework, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(REGISTER, encoding="utf-8")
    found = document(casework("backlog", path, "--as-of", "2026-05-06", "--compare", "pause_policy=A,B", "--json"))[
        "compare"
    ]
    assert (found["differ"], found["verdicts_differ"]) == (1, 1)
    assert found["cases"] == [
        {
            "case_id": "5",
            "A": {"verdict": "late", "due": "2026-04-27"},
            "B": {"verdict": "on_time", "due": "2026-04-28"},
        }
    ]
    assert (
        "on_time 2026-04-28"
        in casework("backlog", path, "--as-of", "2026-05-06", "--compare", "pause_policy=A,B", "--lang", "en")[1]
    )
    assert casework("backlog", path, "--compare", "pause_policy=A")[0] == 2


def test_without_numpy_and_polars_a_register_is_read_row_by_row(casework, tmp_path, monkeypatch):
    """The core and the extra `cli` alone: slower, and the same to the letter."""
    path = tmp_path / "register.csv"
    path.write_bytes((ROOT / "examples" / "register.csv").read_bytes())
    asked = ("backlog", path, "--as-of", "2026-11-20", "--out", tmp_path / "out", "--lang", "en")
    by_column = (casework(*asked), (tmp_path / "out" / "cases.csv").read_bytes())
    for name in [name for name in sys.modules if name.startswith("casework.backlog.by_column")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(casework_backlog, "by_column", None, raising=False)
    monkeypatch.setitem(sys.modules, "polars", None)
    assert reader_of_registers().__name__ == "casework.backlog.by_row"
    assert (casework(*asked), (tmp_path / "out" / "cases.csv").read_bytes()) == by_column
    for command in (("audit", path, "--as-of", "2026-11-20"), ("diff", path, "--as-of", "2026-11-01", "2026-11-20")):
        assert casework(*command)[0] == 0
