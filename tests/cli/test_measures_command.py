"""`casework measures`: figures counted by hand, the files it writes, the picture, and registers with nothing in them."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from casework.backlog import audit, evaluate, read_register
from casework.backlog.columns import evaluate_columns
from casework.backlog.columns.reading import read_source
from casework.backlog.measures import backtest, frame_of
from casework.backlog.measures.report import past, past_days
from casework.backlog.rows import chooser_for
from casework.office import Office
from casework.workdays import WorkCalendar

EXAMPLES = Path(__file__).parents[2] / "examples"
REGISTER = EXAMPLES / "register.csv"
COUNTED = Path(__file__).parents[1] / "backlog" / "counted-register.csv"
NO_PLOTS = importlib.util.find_spec("matplotlib") is None
plots = pytest.mark.skipif(NO_PLOTS, reason="matplotlib (the extra `plots`) is not installed")


@pytest.fixture
def table(tmp_path):
    def write(*lines, name="t.csv"):
        path = tmp_path / name
        path.write_text(
            "编号,收到日期,承办单位,申请方式,答复日期\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8"
        )
        return path

    return write


# On Friday 2026-09-18; 20 September (Sunday) is worked, 25 and 26 September and 1 to 7 October are not.
SMALL = (
    "1,2026-07-01,甲,网络,2026-07-15",  # replied on the 10th working day: in time
    "2,2026-07-01,甲,网络,2026-08-03",  # last day 29 July; 30, 31 July and 3 August are 3 more: late, 23 days
    "3,2026-08-28,甲,当面,",  # 31 August is day 1, 4 September 5, 11 September 10, 18 September 15: five left, 24 September
    "4,2026-09-08,乙,当面,",  # 9 September is day 1, 18 September day 8: twelve left
    "5,2026-08-10,乙,邮寄,",  # day 20 is 7 September; nine days late on 18 September
    "6,2026-02-31,乙,邮寄,",  # no such day: rejected
    "7,2026-09-21,乙,邮寄,",  # not received yet
)


def test_a_small_register_counted_by_hand(found, table):
    """Five cases: one in time, one late, two open, one overdue. Median of 10 and 20 + 3 days: 16.5."""
    told = found(table(*SMALL), "--as-of", "2026-09-18")
    summary = told["summary"]
    counted = {
        "cases": 5, "rejected": 1, "unknown": 0, "open": 3, "overdue": 1, "closed_on_time": 1, "closed_late": 1,
        "on_time_rate": 0.5, "median_working_days": 16.5, "ended_without_reply": 0, "flips": 0,
        "due_within": {"5": 1, "10": 1, "20": 2},
    }  # fmt: skip
    assert {key: summary[key] for key in counted} == counted
    assert [(line["unit"], line["cases"]) for line in told["breakdown"]["lines"]] == [("甲", 3), ("乙", 2)]
    assert [line["case_id"] for line in told["oldest"]] == ["5", "3", "4"]
    assert told["ages"]["open_gross"]["cases"] == 3
    # July: 2 in, 1 out; August: 2 in, 1 out; September: 1 in
    assert [(line["month"], line["inflow"], line["outflow"], line["backlog"]) for line in told["flow"]] == [
        ("2026-07-01", 2, 1, 1), ("2026-08-01", 2, 1, 2), ("2026-09-01", 1, 0, 3),
    ]  # fmt: skip
    days = {line["day"]: line["scheduled"] for line in told["forecast"]["by_day"]}
    assert len(days) == 20
    # after 24 September (day 19): 28-30 September, 8-10 October: case 4's day 9 is 20 September, 13 the 24th, 20 is 12 October
    assert [day for day, number in days.items() if number] == ["2026-09-24", "2026-10-12"]
    assert told["quality"]["rejected"] == 1
    assert told["findings"]["reply_late"] == 1


def test_by_channel(found, table):
    lines = found(table(*SMALL), "--as-of", "2026-09-18", "--by", "channel")["breakdown"]
    assert lines["by"] == "channel"
    assert {line["channel"]: line["cases"] for line in lines["lines"]} == {
        "online": 2,
        "in_person": 2,
        "signed_mail": 1,
    }


CONSULTED = (
    "编号,收到日期,征求第三方意见日期,第三方答复日期,征求机关意见日期,机关答复日期,答复日期\n"
    "1,2026-03-04,2026-03-12,2026-04-02,2026-03-17,2026-03-25,2026-04-24\n"
    "2,2026-03-04,2026-03-12,2026-04-02,2026-03-17,2026-03-25,2026-04-23\n"
    "3,2026-03-04,,,,,2026-03-20\n"
)


def test_an_open_question_of_law_under_each_answer(casework, found, tmp_path):
    """Received 2026-03-04, asked on 12 March, answered on 2 April: day 20 is 23 April where the day of the letter counts
    (policy A), 24 April where it does not (B). So 1 is late or in time, 2 in time with another day, 3 the same."""
    path = tmp_path / "t.csv"
    path.write_text(CONSULTED, encoding="utf-8")
    asked = (path, "--as-of", "2026-05-01", "--compare", "pause_policy=A,B")
    told = found(*asked, "--out", tmp_path / "out")["compare"]
    assert (told["param"], told["values"], told["differ"], told["verdicts_differ"]) == (
        "pause_policy",
        ["A", "B"],
        2,
        1,
    )
    counts = ("answer", "cases", "closed_on_time", "closed_late", "on_time_rate", "due_differs", "verdict_differs")
    assert [[line[name] for name in counts] for line in told["lines"]] == [
        ["A", 3, 2, 1, round(2 / 3, 4), 0, 0],
        ["B", 3, 3, 0, 1.0, 2, 1],
    ]
    assert read_csv(tmp_path / "out" / "compare.csv") == [
        {"case_id": "1", "verdict A": "late", "due A": "2026-04-23", "verdict B": "on_time", "due B": "2026-04-24"},
        {"case_id": "2", "verdict A": "on_time", "due A": "2026-04-23", "verdict B": "on_time", "due B": "2026-04-24"},
    ]
    for lang, title in (("zh", "法律未定问题pause_policy"), ("en", "pause_policy, an open question of law")):
        status, out, _ = casework("measures", *asked, "--lang", lang)
        assert status == 0
        assert title in out
    assert casework("measures", *asked[:-1], "luck=A,B")[0] == 2


def test_the_published_register_counted_by_hand(found):
    """Thirty published cases on 1 May 2024; the last one, of autumn 2025, has not been received.

    In time: 2, 4, 8, 9, 11, 12, 14, 19, 27, 29 (reply against last day: 2010-12-23 and 12-27; 2012-03-12 and 03-14;
    2013-03-08 and 03-13; 2013-08-28 and 08-29; 2013-12-06 and 12-11; 2014-01-22 and 01-26; 2014-04-24 and 04-24;
    2017-02-09 and 02-21; 2022-12-21 and 2023-01-06; 2024-02-18 while the answer to a correction was still awaited).
    Late: 6, 7, 13, 15, 16, 18, 20, 24, 28. No reply and past the day: 3, 10, 17, 21, 22, 23, 25, 26.
    Row 30, of 2024-04-10, has until 2024-05-10 and is open; of row 5 the day of the consultation is not known.
    A red card for every late or unanswered one, but a yellow one for the two a single day late (15 and 18).
    """
    in_time, late, unanswered = (2, 4, 8, 9, 11, 12, 14, 19, 27, 29), (6, 7, 13, 15, 16, 18, 20, 24, 28), 8
    summary = found(EXAMPLES / "published-register.csv", "--as-of", "2024-05-01")["summary"]
    assert (summary["cases"], summary["open"], summary["overdue"], summary["unknown"]) == (29, 9, unanswered, 1)
    assert (summary["closed_on_time"], summary["closed_late"]) == (len(in_time), len(late))
    assert summary["on_time_rate"] == round(10 / 19, 4)
    assert summary["cards"] == {"warning": 0, "yellow": 2, "red": len(late) - 2 + unanswered}
    assert summary["cards_per_100000"]["yellow"] == 6896.6


LATE = {
    # 11-14 March 4, 17-21: 9, 24-28: 14, 31 to 3 April: 18, 4 to 6 off, 7: 19, 8 April: 20
    "2025-04-08": (24, 25),
    # 4-7 November 4, 10-14: 9, 17-21: 14, 24-28: 19, 1 December: 20
    "2025-12-01": (119, 120),
    # 10-13 March 4, 16-20: 9, 23-27: 14, 30 to 3 April: 19, 4 to 6 off, 7 April: 20; on the 8th a third party was asked
    # (183), an extension told (189) and a fee charged (206), each a day too late to move anything
    "2026-04-07": (180, 183, 189, 206),
    # 12-15 May 4, 18-22: 9, 25-29: 14, 1-5 June: 19, 8 June: 20
    "2026-06-08": (237, 238),
    # 7-10 July 4, 13-17: 9, 20-24: 14, 27-31: 19, 3 August: 20
    "2026-08-03": (259, 260),
    # 13-16 October 4, 19-23: 9, 26-30: 14, 2-6 November: 19, 9 November: 20
    "2026-11-09": (286, 287),
}
"""Rows of the example register answered late, by the last day, counted from the day of receipt."""
OVERDUE = {
    181: "2026-04-07",
    211: "2026-06-16",
    239: "2026-06-08",
    288: "2026-11-09",
    289: "2026-11-16",
    290: "2026-11-16",
}
"""181 and 239 as above, received 9 March and 11 May; 288 12 October; 289 and 290 19 October: 20-23 4, 26-30 9, 2-6
November 14, 9-13 19, 16: 20. 211 was to be answered anew within 15 days of 1 June."""
LEFT = {292: 11, 293: 17, 294: 18, 297: 14, 299: 15, 300: 18}
"""Working days left on Friday 20 November. 292: received 26 October, 20 + 10 days: 27-30 4, then 9, 14, and 19 on the day.
293: 3 November, 20 + 10: 4-6 3, 8, 13. 294: confirmed Saturday the 7th: 9 and 10 are 2, a third party has it since. 297:
10 November: 11-13 3, 16-18 6, then asked. 299: confirmed Saturday the 14th: 16-20 5. 300: 18 November: 19, 20: 2."""


def test_the_example_register_counted_by_hand(found, tmp_path):
    """311 rows, 8 rejected: 12 (31 February), 22 and 23 (one number), 44 (answered before it came), 54 (no number), 64
    (twenty in words), 74 (two answers to one letter), 94 (a day in words). So 303 cases.

    Ended without a reply: withdrawn 32, 39, 46, 101, 121, 145, 240, 276; not corrected 15, 69, 111, 130, 165, 186, 219,
    263; not paid 207: 17. Row 34 says nowhere when it came. Open beside those with days left: 295 (told to wait until
    2027-02-01, some fifty days), 296 and 298 (a correction is awaited, no clock runs), 309 and 310 (a payment is) and 311 (a correction). The last rows, 301 to
    312, were received on Thursday 19 November: 20: 1, 23-27: 6, 30 to 4 December: 11, 7-11: 16, 14-17: 20, so by the
    17th; nine of them were answered on the 20th. With them 253 were answered in
    time; the last day of each, counted apart from the notices and the articles alone, stands in counted-register.csv.
    """
    told = found(EXAMPLES / "register.csv", "--as-of", "2026-11-20", "--out", tmp_path)
    summary = told["summary"]
    late = [row for rows in LATE.values() for row in rows]
    assert (summary["cases"], summary["rejected"], summary["unknown"]) == (311 - 8, 8, 1)
    assert (summary["closed_late"], summary["overdue"], summary["ended_without_reply"]) == (len(late), len(OVERDUE), 17)
    assert summary["open"] == len(OVERDUE) + len(LEFT) + 6
    assert summary["closed_on_time"] == 303 - 14 - 15 - 20 - 1 == 253
    assert summary["on_time_rate"] == round(253 / 267, 4)
    assert summary["due_within"] == {"5": 0, "10": 0, "20": 6}
    cases = {int(line["row"]): line for line in read_csv(tmp_path / "cases.csv")}
    assert {row for row, line in cases.items() if line["verdict"] == "late"} == set(late)
    assert all(cases[row]["due"] == due for due, rows in LATE.items() for row in rows)
    assert {row: line["due"] for row, line in cases.items() if line["verdict"] == "overdue"} == OVERDUE
    assert all(int(cases[row]["days_left"]) == left for row, left in LEFT.items())
    counted = {int(line["row"]): (line["verdict"], line["due"]) for line in read_csv(COUNTED)}
    of_ends = {row for row, line in cases.items() if line["verdict"] == "ended"}
    ours = {row: (line["verdict"], "" if row in of_ends else line["due"]) for row, line in cases.items()}
    assert ours == counted


@pytest.mark.parametrize("name", ["register.csv", "published-register.csv", "register-events.csv"])
def test_the_summary_is_that_of_backlog(casework, found, name, tmp_path):
    path = tmp_path / name  # backlog leaves its rejects beside the file
    path.write_bytes((EXAMPLES / name).read_bytes())
    status, out, _ = casework("backlog", path, "--as-of", "2026-11-20", "--json")
    assert status == 0
    ours, theirs = found(path, "--as-of", "2026-11-20")["summary"], json.loads(out)
    said, more = ours.pop("warnings"), theirs.pop("warnings")
    assert ours == theirs
    assert more[: len(said)] == said, "backlog also says what is odd of single rows"


def test_the_findings_are_those_of_the_audit(casework, found):
    status, out, _ = casework("audit", REGISTER, "--as-of", "2026-11-20", "--json")
    assert status == 0
    rules = [each["rule"] for each in json.loads(out)]
    assert found(REGISTER, "--as-of", "2026-11-20")["findings"] == {
        rule: rules.count(rule) for rule in dict.fromkeys(rules)
    }


def test_the_back_test_leaves_out_only_what_it_does_not_need():
    """Cases closed long ago are not evaluated again: the errors are those of a back-test on the whole register."""
    on, calendar, chooser = date(2026, 11, 20), WorkCalendar.china(), chooser_for("cn", {})
    now = evaluate_columns(REGISTER, on, calendar=calendar)
    days = past_days(now.cases, on, calendar)
    assert len(days) == 6
    assert calendar.add(days[-1], 20) == on
    short = backtest(past(read_source(REGISTER, {}), now, chooser, calendar, Office()), days, calendar)
    register = read_register(REGISTER)
    whole = backtest(lambda day: frame_of(evaluate(register, day, calendar=calendar)), days, calendar)
    assert short.by_day.equals(whole.by_day)


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_out_writes_tables_no_spreadsheet_runs(casework, tmp_path, table):
    path = table("=1+1,2026-07-01,+甲,网络,2026-07-15", "@2,2026-07-01,-乙,网络,", '3,2026-07-01,"a,""b",网络,')
    out = tmp_path / "out"
    status, told, err = casework("measures", path, "--as-of", "2026-09-18", "--out", out, "--json", "--by", "outcome")
    assert status == 0, err
    names = {"cases.csv", "findings.csv", "flow.csv", "forecast.csv", "by_unit.csv", "by_outcome.csv", "measures.json"}
    assert {each.name for each in out.iterdir()} == names
    assert json.loads((out / "measures.json").read_text(encoding="utf-8")) == json.loads(told)
    for each in out.glob("*.csv"):
        assert each.read_bytes().startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in each.read_bytes()
    cases = read_csv(out / "cases.csv")
    assert [line["case_id"] for line in cases] == ["'=1+1", "'@2", "3"]
    assert [line["unit"] for line in cases] == ["'+甲", "'-乙", 'a,"b']
    assert (cases[0]["verdict"], cases[0]["flips"], cases[0]["card"], cases[0]["ended_on"]) == (
        "on_time",
        "no",
        "",
        "2026-07-15",
    )
    findings = read_csv(out / "findings.csv")
    assert {(line["case_id"], line["rule"], line["severity"]) for line in findings} == {
        ("'@2", "no_reply", "breach"), ("3", "no_reply", "breach"),
    }  # fmt: skip
    assert len((out / "forecast.csv").read_text(encoding="utf-8-sig").splitlines()) == 21


@plots
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_plot_draws_a_page(casework, tmp_path, lang, kind):
    path = tmp_path / f"page.{kind}"
    status, _, err = casework("measures", REGISTER, "--as-of", "2026-11-20", "--plot", path, "--lang", lang)
    assert status == 0, err
    drawn = path.read_bytes()
    assert len(drawn) > 10_000
    if kind == "svg":
        assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - written just now
    else:
        assert drawn.startswith(b"\x89PNG")
        assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (1200, 900)
    casework("measures", REGISTER, "--as-of", "2026-11-20", "--plot", path, "--lang", lang)
    assert path.read_bytes() == drawn, "the same register gives the same picture"


@plots
def test_plot_without_a_chinese_font_is_english(casework, tmp_path, monkeypatch):
    from casework.backlog.measures import picture

    monkeypatch.setattr(picture, "chinese_font", lambda: None)
    path = tmp_path / "page.png"
    assert casework("measures", REGISTER, "--as-of", "2026-11-20", "--plot", path, "--lang", "zh")[0] == 0
    assert path.stat().st_size > 10_000, "and no letter is missing: a warning would be an error here"


def test_plot_without_matplotlib_says_what_to_install(casework, tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "casework.backlog.measures.picture", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    status, out, err = casework("measures", REGISTER, "--plot", tmp_path / "page.svg")
    assert (status, out) == (2, "")
    assert "pip install 'casework[plots]'" in err


NOTHING = {
    "empty": (),
    "one open": ("1,2026-09-14,甲,网络,",),
    "one closed": ("1,2026-09-14,甲,网络,2026-09-16",),
    "none closed": ("1,2026-09-14,甲,网络,", "2,2026-03-02,$乙$_{,网络,", "3,2020-03-02,,网络,"),
    "no receipt": ("1,,甲,网络,",),
    "not yet": ("1,2026-12-01,甲,网络,",),
    "rejected": ("1,2026-02-31,甲,网络,",),
}


@pytest.mark.parametrize("lines", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("on", ["2026-09-18", "2026-09-19"], ids=["a working day", "a Saturday"])
def test_registers_with_next_to_nothing(casework, found, table, tmp_path, lines, on):
    path = table(*lines)
    told = found(path, "--as-of", on, "--out", tmp_path / "out")
    assert told["summary"]["cases"] <= len(lines)
    assert len(told["forecast"]["by_day"]) == 20
    picture = () if NO_PLOTS else ("--plot", tmp_path / "page.png")
    for lang in ("zh", "en"):
        status, out, err = casework("measures", path, "--as-of", on, "--lang", lang, *picture)
        assert status == 0, err
        assert ("件数" if lang == "zh" else "cases") in out


def test_people_read_the_error_beside_the_forecast(casework):
    for lang, words in (
        ("zh", ("回测6次", "恒报0件", "每10万件", "逐行读取")),
        ("en", ("tested on 6 past days", "always saying none", "per 100,000", "one by one")),
    ):
        status, out, err = casework("measures", REGISTER, "--as-of", "2026-11-20", "--lang", lang, "--by", "outcome")
        assert status == 0
        assert all(word in out for word in words), out
        assert ("8 行未能读取" if lang == "zh" else "8 rows could not be read") in err


def test_the_seed_decides_the_forecast_only(found):
    one, same, other = (found(REGISTER, "--as-of", "2026-05-20", "--seed", seed) for seed in (1, 1, 2))
    assert one == same
    assert {key for key in one if one[key] != other[key]} <= {"forecast"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((REGISTER, "--by", "luck"), "unit, channel"),
        ((REGISTER, "--as-of", "2026-02-30"), "--as-of"),
        ((REGISTER, "--as-of", "2032-12-31"), "2032"),
        ((REGISTER, "--param", "luck=1"), "luck"),
        ((REGISTER, "--param", "luck"), "NAME=VALUE"),
        ((REGISTER, "--mapping", "/no/such.toml"), "such.toml"),
        ((REGISTER, "--office", "/no/such.toml"), "such.toml"),
        ((REGISTER, "--lang", "fr"), "--lang"),
        ((REGISTER, "--out", "/proc/nope"), "/proc/nope"),
        (("/no/such.csv",), "such.csv"),
        ((Path(__file__),), "expected .xlsx"),
        pytest.param((REGISTER, "--plot", "page.pdf"), ".svg, .png", marks=plots),
        pytest.param((REGISTER, "--plot", "/no/such/page.svg"), "no such folder", marks=plots),
    ],
    ids=lambda value: " ".join(map(str, value))[-40:] if isinstance(value, tuple) else "",
)
def test_wrong_use_is_exit_2_and_one_sentence(casework, words, says):
    on = () if "--as-of" in words else ("--as-of", "2026-11-20")
    status, out, err = casework("measures", *words, *on)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("casework: ") == 1


def test_the_register_itself_is_never_written_over(casework, table, tmp_path):
    path = table(*SMALL, name="cases.csv")
    before = path.read_bytes()
    status, _, err = casework("measures", path, "--as-of", "2026-09-18", "--out", tmp_path)
    assert status == 2
    assert "overwrite" in err
    assert path.read_bytes() == before


def test_a_case_the_calendar_refuses_is_counted_as_not_judged(casework, found, table):
    """The answer to a request of 20 December 2032 falls past the known days; no rule can be judged of it, and no harm done."""
    path = table("1,2032-12-20,甲,网络,", "2,2032-12-21,甲,网络,", "3,2032-11-01,甲,网络,")
    assert found(path, "--as-of", "2032-11-30")["summary"]["cases"] == 1
    status, _, err = casework("audit", path, "--as-of", "2032-12-31", "--out", path.parent)
    assert status == 0, err
    columns = evaluate_columns(path, date(2032, 12, 31), audit=Office().audit_settings())
    assert columns.not_judged["reply_late"] == 2
    whole = audit(read_register(path), date(2032, 12, 31))
    assert whole.not_judged["reply_late"] == 2
