"""`casework measures` on a table of steps: states counted by hand, everything a flat register gets, nothing known early."""

from __future__ import annotations

import csv
import importlib.util
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from casework.backlog import evaluate, read_register
from casework.backlog.columns import evaluate_columns
from casework.backlog.columns.reading import read_source
from casework.backlog.measures import backtest, frame_of
from casework.backlog.measures.report import past, past_days
from casework.backlog.rows import chooser_for
from casework.office import Office
from casework.workdays import WorkCalendar

EXAMPLES = Path(__file__).parents[2] / "examples"
EVENTS = EXAMPLES / "register-events.csv"
ON = date(2026, 11, 20)
CN = WorkCalendar.china()
NO_PLOTS = importlib.util.find_spec("matplotlib") is None
HEADS = "case_id,on,step,channel,unit,party,outcome,method,posted_on,entry,key,value,reason"


@pytest.fixture
def table(tmp_path):
    """Write lines (short ones are filled up) as a table of steps and give its path."""

    def write(*lines, name="t.csv", heads=HEADS):
        path = tmp_path / name
        width = heads.count(",")
        text = "".join(line + "," * (width - line.count(",")) + "\n" for line in lines)
        path.write_text(f"{heads}\n{text}", encoding="utf-8")
        return path

    return write


# September 2026: 1 is a Tuesday; 20 (Sunday) is worked; 25 to 27 are off. On Friday 2026-09-18:
SMALL = (
    # a: received 1-2 (1 day), registered 2, in review 2-3 (1), in handling 3-11, in legal review 11-14, approved and
    # served on the 15th, archived on the 17th
    "a,2026-09-01,open,in_person, 甲 ",
    "a,2026-09-02,register",
    "a,2026-09-02,review",
    "a,2026-09-03,assign",
    "a,2026-09-11,submit_draft,,,,granted",
    "a,2026-09-11,pass_secrecy_review",
    "a,2026-09-14,pass_legal_review",
    "a,2026-09-15,approve",
    "a,2026-09-15,reply,,,,granted,post,2026-09-15",
    "a,2026-09-17,archive",
    # b: registered on the 3rd, not on the 2nd as first written; in handling 4-8, with a third party since the 8th
    "b,2026-09-01,open,in_person,甲",
    "b,2026-09-02,register",
    "b,2026-09-04,review",
    "b,2026-09-04,assign",
    "b,2026-09-07,extend",
    "b,2026-09-08,consult_third_party,,,丙",
    "b,2026-09-09,record_delivery,,,丙",
    "b,2026-09-10,correct_entry,,,,,,,2,on,2026-09-03,slip",
    # c: a fax of the 9th, confirmed on the 10th, received since
    "c,2026-09-09,open,fax,乙",
    "c,2026-09-10,confirm_receipt",
    # d is opened twice and is no case; e has not come yet
    "d,2026-09-01,open,in_person,乙",
    "d,2026-09-02,open,in_person,乙",
    "e,2026-09-21,open,in_person,乙",
)


def test_a_small_table_counted_by_hand(found, table):
    """In working days, (entered, left]:

    unconfirmed: c 9-10: 1. received: a 1-2: 1; b 1-3: 2; median 1.5; c here since the 10th: 11, 14-18: 6.
    registered: a 0; b 3-4: 1; median 0.5. in_review: a 2-3: 1; b 0; median 0.5.
    in_handling: a 3-11: 4, 7-11: 6; b 4-8: 7, 8: 2, the extension of the 7th notwithstanding; median 4.
    consulting: b since the 8th, the delivery notwithstanding: 9-11, 14-18: 8.
    in_legal_review: a 11-14: 1. awaiting_approval: 14-15: 1. awaiting_service: 0. replied: 15-17: 2. archived: since
    the 17th: 1.
    """
    told = found(table(*SMALL), "--as-of", "2026-09-18")
    lines = [
        (s["state"], s["cases"], s["median_working_days"], s["total_working_days"], s["here_now"], s["median_here_now"])
        for s in told["states"]
    ]
    assert lines == [
        ("unconfirmed", 1, 1.0, 1, 0, None),
        ("received", 2, 1.5, 3, 1, 6.0),
        ("registered", 2, 0.5, 1, 0, None),
        ("in_review", 2, 0.5, 1, 0, None),
        ("in_handling", 2, 4.0, 8, 0, None),
        ("consulting", 0, None, 0, 1, 8.0),
        ("in_legal_review", 1, 1.0, 1, 0, None),
        ("awaiting_approval", 1, 1.0, 1, 0, None),
        ("awaiting_service", 1, 0.0, 0, 0, None),
        ("replied", 1, 2.0, 2, 0, None),
        ("archived", 0, None, 0, 1, 1.0),
    ]
    summary = told["summary"]
    assert (summary["cases"], summary["open"], summary["closed_on_time"]) == (3, 2, 1)
    assert summary["rejected"] == 2, "both rows of d"
    assert [(line["unit"], line["cases"]) for line in told["breakdown"]["lines"]] == [("甲", 2), ("乙", 1)]
    assert told["summary"]["median_working_days"] == 10, "a: 2-4, 7-11, 14, 15 September"
    assert [line["case_id"] for line in told["oldest"]] == ["b", "c"]


def test_csv_parquet_and_workbook_are_read_alike(found, table, tmp_path):
    path = table(*SMALL)
    frame = pl.read_csv(path, infer_schema=False)
    frame.with_columns(pl.col("on").str.to_date()).write_parquet(tmp_path / "t.parquet")
    frame.write_excel(tmp_path / "t.xlsx")
    one, *others = (found(tmp_path / name, "--as-of", "2026-09-18") for name in ("t.csv", "t.parquet", "t.xlsx"))
    assert all(each == one for each in others)


def test_the_states_add_up_to_where_the_cases_stand(found):
    told = found(EVENTS, "--as-of", "2026-11-20")
    here = {line["state"]: line["here_now"] for line in told["states"] if line["here_now"]}
    assert here == told["summary"]["by_state"]


def test_the_findings_are_those_of_the_audit(casework, found):
    status, out, _ = casework("audit", EVENTS, "--as-of", "2026-11-20", "--json")
    assert status == 0
    rules = [each["rule"] for each in json.loads(out)]
    told = found(EVENTS, "--as-of", "2026-11-20")["findings"]
    assert told == {rule: rules.count(rule) for rule in dict.fromkeys(rules)}


def test_a_flat_register_has_no_states(casework, found, tmp_path):
    assert found(EXAMPLES / "register.csv", "--as-of", "2026-11-20", "--out", tmp_path)["states"] is None
    assert not (tmp_path / "states.csv").exists()
    for lang, words in (("zh", "各状态"), ("en", "in each state")):
        out = casework("measures", EXAMPLES / "register.csv", "--as-of", "2026-11-20", "--lang", lang)[1]
        assert words not in out


@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        ("zh", "征求意见中", ("各状态停留的工作日", "逐件读取")),
        ("en", "consulting", ("in each state", "cases were read one")),
    ],
)
def test_people_read_the_names_of_the_states(casework, table, tmp_path, lang, name, words):
    path, out = table(*SMALL), tmp_path / "out"
    status, told, err = casework("measures", path, "--as-of", "2026-09-18", "--lang", lang, "--out", out)
    assert status == 0, err
    assert all(word in told for word in (name, *words))
    with (out / "states.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = {line["state"]: line for line in csv.DictReader(file)}
    assert lines["consulting"]["name"] == name
    assert (lines["consulting"]["here_now"], lines["consulting"]["median_working_days"]) == ("1", "")


# -- the past ------------------------------------------------------------------------------------------------------


def test_the_back_test_reads_the_table_as_it_was_on_the_day(tmp_path):
    """Held against the whole table cut at each past day by its text, and read and evaluated row by row."""
    now = evaluate_columns(EVENTS, ON, calendar=CN, stays=True)
    days = past_days(now.cases, ON, CN)
    assert len(days) == 6
    short = backtest(past(read_source(EVENTS, {}), now, chooser_for("cn", {}), CN, Office()), days, CN)

    def at(day):
        head, *lines = EVENTS.read_text(encoding="utf-8-sig").splitlines()
        cut = tmp_path / f"{day}.csv"
        cut.write_text("\n".join([head, *(line for line in lines if line.split(",")[1] <= str(day))]), encoding="utf-8")
        return frame_of(evaluate(read_register(cut), day, calendar=CN))

    assert short.by_day.equals(backtest(at, days, CN).by_day)


@pytest.mark.parametrize(
    "later",
    [
        ("x,2026-09-15,correct_entry,,,,,,,1,on,2025-06-10,slip",),
        ("x,2026-09-15,open,in_person,甲",),
        ("x,2026-09-14,withdraw", "x,2026-09-15,correct_entry,,,,,,,2,on,2025-08-11,slip"),
    ],
    ids=["said to have come earlier", "opened twice", "said to have ended long ago"],
)
def test_what_is_said_later_is_not_known_before(table, later):
    """x came on 4 August 2025 and stands open on every past day, whatever was entered of it in September 2026; the
    first past day is in March 2026, and the rates are taken from December 2025 on."""
    path = table("1,2025-06-03,open,in_person,甲", "x,2025-08-04,open,in_person,甲", *later)
    on = date(2026, 9, 18)
    now = evaluate_columns(path, on, calendar=CN)
    at = past(read_source(path, {}), now, chooser_for("cn", {}), CN, Office())
    days = past_days(now.cases, on, CN)
    assert len(days) == 6
    for day in days:
        (then,) = at(day).filter(pl.col("case_id") == "x").to_dicts()
        assert (then["received_on"], then["ended_on"], then["verdict"]) == (date(2025, 8, 4), None, "overdue")


# -- next to nothing -----------------------------------------------------------------------------------------------

NOTHING = {
    "empty": ((), []),
    "one": (("1,2026-09-14,open,in_person,甲",), [("received", 0, 1)]),
    "one closed": (
        ("1,2026-09-14,open,in_person,甲", "1,2026-09-15,withdraw", "1,2026-09-16,archive"),
        [("received", 1, 0), ("withdrawn", 1, 0), ("archived", 0, 1)],
    ),
    "none closed": (
        ("1,2026-09-14,open,in_person,甲", "2,2026-03-02,open,online,$乙$_{", "3,2020-03-02,open,fax,"),
        [("unconfirmed", 0, 2), ("received", 0, 1)],
    ),
    "not yet": (("1,2026-12-01,open,in_person,甲",), []),
    "no opening": (("1,2026-09-01,register",), []),
    "no law": (("1,1999-09-01,open,in_person",), []),
    "no step known": (("1,2026-09-01,dance",), []),
}


@pytest.mark.parametrize(("lines", "states"), NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("on", ["2026-09-18", "2026-09-19"], ids=["a working day", "a Saturday"])
def test_tables_with_next_to_nothing(casework, found, table, tmp_path, lines, states, on):
    path = table(*lines)
    told = found(path, "--as-of", on, "--out", tmp_path / "out")
    assert [(line["state"], line["cases"], line["here_now"]) for line in told["states"]] == states
    assert (tmp_path / "out" / "states.csv").exists()
    assert len(told["forecast"]["by_day"]) == 20
    picture = () if NO_PLOTS else ("--plot", tmp_path / "page.png")
    for lang in ("zh", "en"):
        status, _, err = casework("measures", path, "--as-of", on, "--lang", lang, *picture)
        assert status == 0, err


def test_a_table_without_outcomes(found, table):
    """Neither a column for the outcome nor, with one, a word in it."""
    lines = ("1,2026-09-01,open,in_person", "1,2026-09-08,reply_on_the_spot", "2,2026-09-01,open,in_person")
    for heads in ("case_id,on,step,channel", "case_id,on,step,channel,outcome"):
        told = found(table(*lines, heads=heads), "--as-of", "2026-09-18", "--by", "outcome")
        assert [(line["outcome"], line["cases"]) for line in told["breakdown"]["lines"]] == [("", 2)]
        assert [(line["state"], line["cases"], line["here_now"]) for line in told["states"]] == [
            ("received", 1, 1),
            ("replied", 0, 1),
        ]


def test_two_laws_are_two_tables(casework, found, table):
    path = table("1,2018-05-02,open,in_person", "2,2026-05-06,open,in_person")
    told = found(path, "--as-of", "2026-09-18")["states"]
    assert [(line["regime"], line["state"]) for line in told] == [
        ("cn_order_492", "received"), ("cn_order_711", "received"),
    ]  # fmt: skip
    out = casework("measures", path, "--as-of", "2026-09-18", "--lang", "zh")[1]
    assert "2007年" in out and "2019年" in out


# -- the picture ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(NO_PLOTS, reason="matplotlib (the extra `plots`) is not installed")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_has_a_panel_more(casework, tmp_path, lang):
    path = tmp_path / "page.png"
    status, _, err = casework("measures", EVENTS, "--as-of", "2026-11-20", "--plot", path, "--lang", lang)
    assert status == 0, err
    drawn = path.read_bytes()
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (1200, 1350)


@pytest.mark.skipif(NO_PLOTS, reason="matplotlib (the extra `plots`) is not installed")
def test_no_picture_speaks_of_no_units(casework, table, tmp_path, monkeypatch):
    """Nobody was replied to: no unit has a rate, and none is the largest of them."""
    from casework.backlog.measures import picture

    said = []
    monkeypatch.setattr(picture, "_nothing", lambda axes, title, words: said.append(title))
    path = table("1,2026-09-14,open,in_person,甲")
    casework("measures", path, "--as-of", "2026-09-18", "--plot", tmp_path / "page.png", "--lang", "en")
    assert "Replied in time, by unit" in said
