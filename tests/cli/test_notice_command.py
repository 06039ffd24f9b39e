"""`casework workdays notice`: what it writes, what it refuses, and how it ends."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casework.workdays import WorkCalendar, read_overlays

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕8号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月5日
"""
OFF = [
    "元旦 2027-01-01..2027-01-03",
    "春节 2027-02-05..2027-02-11",
    "清明节 2027-04-03..2027-04-05",
    "劳动节 2027-05-01..2027-05-05",
    "端午节 2027-06-09",
    "中秋节 2027-09-15",
    "国庆节 2027-10-01..2027-10-07",
]
WORKED = ["2027-01-31", "2027-04-25", "2027-09-26", "2027-10-09"]


@pytest.fixture
def read(casework, tmp_path):
    """Run the command on a text; gives status, output, error and the path it was to write."""

    def call(text, *words, year=2027, encoding="utf-8"):
        path, out = tmp_path / "notice.txt", tmp_path / "2027.toml"
        path.write_bytes(text.encode(encoding))
        return *casework("workdays", "notice", path, "--year", year, "--out", out, *words), out

    return call


def test_the_document_and_the_overlay(read):
    status, out, err, path = read(NOTICE, "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert {key: found[key] for key in ("off", "worked", "not_placed")} == {
        "off": OFF,
        "worked": WORKED,
        "not_placed": [],
    }
    (overlay,) = read_overlays(path.read_text(encoding="utf-8"))
    assert (overlay.level, overlay.year, overlay.issued) == ("national", 2027, date(2026, 11, 5))
    assert WorkCalendar.china(overlays=[overlay]).firm_until == date(2027, 12, 28)


def test_number_and_day_of_issue_can_be_given(read):
    bare = NOTICE.replace("国办发明电〔2026〕8号\n", "").replace("2026年11月5日", "")
    *_, path = read(bare, "--number", "国办发明电〔2026〕8号", "--issued", "2026-11-06")
    (overlay,) = read_overlays(path.read_text(encoding="utf-8"))
    assert overlay.notice == "《国务院办公厅关于2027年部分节假日安排的通知》（国办发明电〔2026〕8号）"
    assert overlay.issued == date(2026, 11, 6)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_office_files(read, encoding):
    assert json.loads(read(NOTICE, "--json", encoding=encoding)[1])["off"] == OFF


def test_other_commands_read_what_it_wrote(read, casework):
    """2026-12-10 plus 20: 12-11 (1), 14-18 (6), 21-25 (11), 28-31 (15), 2027-01-04..08 (20)."""
    *_, path = read(NOTICE)
    status, out, _ = casework("workdays", "add", "2026-12-10", 20, "--overlay", path, "--json")
    assert (status, json.loads(out)) == (0, {"day": "2027-01-08", "provisional": False, "firm_until": "2027-12-28"})
    office = path.with_name("office.toml")
    office.write_text('[office]\norgan = "某局"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    words = ("due", "--received", "2026-12-10", "--channel", "in_person", "--as-of", "2026-12-11", "--json")
    assert json.loads(casework(*words, "--office", office)[1])["clocks"]["reply"]["provisional"] is False


@pytest.mark.parametrize(("lang", "said"), [("zh", "2027-01-01是周五"), ("en", "2027-01-01 is a Friday")])
def test_a_failed_check_writes_nothing(read, lang, said):
    status, out, err, path = read(NOTICE.replace("1月1日（周五）", "1月1日（周四）"), "--lang", lang)
    assert (status, out) == (2, "")
    assert said in err
    assert not path.exists()


def test_each_failed_check_is_a_sentence_of_its_own(read):
    wrong = NOTICE.replace("共3天", "共2天").replace("4月25日（周日）", "4月26日（周日）")
    status, _, err, _ = read(wrong, "--lang", "en")
    assert status == 2
    assert [line for line in err.splitlines() if line.startswith("casework: ")][:-1] == [
        "casework: “1月1日(周五)至3日(周日)放假,共2天”: these are 3 days",
        "casework: “4月3日(周六)至5日(周一)放假,共2天”: these are 3 days",
        "casework: “4月26日(周日)”: 2027-04-26 is a Monday",
        "casework: 2027-04-26 is a Monday: only weekend days are made worked",
    ]


@pytest.mark.parametrize(("strict", "status"), [((), 0), (("--strict",), 1)])
def test_what_was_not_placed_is_said_and_the_rest_written(read, strict, status):
    text = NOTICE.replace("不调休。\n六", "不调休。6月10日视情安排。\n六")
    got, out, err, path = read(text, "--json", "--lang", "en", *strict)
    assert (got, json.loads(out)["not_placed"]) == (status, ["6月10日视情安排"])
    assert "not placed: 6月10日视情安排" in err
    assert path.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("/no/such/file.txt", "--year", 2027, "--out", "{}/o.toml"), "cannot be read"),
        (("{}/n.txt", "--year", 1999, "--out", "{}/o.toml"), "expected a year from 2004 to 2060"),
        (("{}/n.txt", "--year", 2027, "--out", "{}/no/o.toml"), "cannot be written"),
        (("{}/n.bin", "--year", 2027, "--out", "{}/o.toml"), "is no text"),
        (("{}/n.txt", "--year", 2027, "--out", "{}/o.toml", "--issued", "soon"), "--issued"),
        (("{}/n.txt", "--year", 2028, "--out", "{}/o.toml"), "the title is of 2027, not 2028"),
    ],
)
def test_wrong_use_is_one_sentence(casework, tmp_path, words, said):
    (tmp_path / "n.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "n.bin").write_bytes(b"\xff\x00\x81\x00\x00")
    status, _, err = casework(
        "workdays", "notice", *(str(word).replace("{}", str(tmp_path)) for word in words), "--lang", "en"
    )
    assert status == 2
    assert said in err
