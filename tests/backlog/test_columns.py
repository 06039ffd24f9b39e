"""By the column and by the core: every column of every row, every finding, every rejected row is the same.

FEW is set to 0 here, so that even a single row is read as a column.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.backlog import audit, evaluate, read_register, with_findings
from casework.backlog.columns import evaluate_columns, evaluate_frame, paths
from casework.backlog.columns.days import on_columns
from casework.backlog.columns.vector import Days, Numbers, Split
from casework.case import Settings
from casework.case.stays import stays
from casework.law.dates import add_months
from casework.office import Office
from casework.regimes import CN_ORDER_492, CN_ORDER_711, RULES
from casework.testing import histories
from casework.workdays import WorkCalendar

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = frozenset(name for name, rule in RULES.items() if rule.policy)
ALL = Settings(policies=POLICIES)
ON = date(2026, 11, 20)
china = WorkCalendar.china()


@pytest.fixture(autouse=True)
def _no_row_is_too_few(monkeypatch):
    monkeypatch.setattr(paths, "FEW", 0)


def hold_equal(path, on=ON, params=None, office=None, calendar=None, lang="en"):
    found = evaluate_columns(
        path, on, params=params, office=office, audit=ALL, calendar=calendar, clocks=True, stays=True, sentences=lang
    )
    register = read_register(path, params=params)
    plain = evaluate(register, on, office=office, calendar=calendar, lang=lang)
    audited = audit(register, on, settings=ALL, calendar=calendar)
    plain = with_findings(plain, audited, lang)
    names = [name for name in found.cases.columns if name not in ("received_on", "applicant_type", "flips")]
    for ours, theirs in zip(found.cases.select(names).to_dicts(), plain.as_table(), strict=True):
        assert {name: (value, theirs[name]) for name, value in ours.items() if value != theirs[name]} == {}
    assert found.cases["flips"].to_list() == [row.flips for row in plain.rows]
    assert found.cases["received_on"].to_list() == [row.source.received_by(on) for row in plain.rows]
    assert found.cases["applicant_type"].to_list() == [row.source.applicant_type for row in plain.rows]
    listed = [(f.case_id, f.rule.id, f.basis, f.on, f.rule.severity.value, f.text(lang)) for f in audited.findings]
    ours = found.findings.select("case_id", "rule", "basis", "on", "severity", "message").rows()
    assert ours == listed
    assert [*found.warnings, *found.remarks["text"]] == list(plain.warnings)
    heads = (
        "limit",
        "instance",
        "state",
        "day_zero",
        "due",
        "latest_due",
        "ended_on",
        "length",
        "days_used",
        "days_left",
        "overdue_by",
        "provisional",
    )
    every = [
        (row.case_id, key, *(getattr(clock, head) for head in heads))
        for row in plain.rows
        if row.clock is not None
        for key, clock in row.clocks().items()
    ]
    assert sorted(map(str, found.clocks.select("case_id", "clock", *heads).rows())) == sorted(map(str, every))
    if register.long_form:
        kept = [
            (row.case_id, row.source.case.regime.id, stay) for row in plain.rows for stay in stays(row.source.case, on)
        ]
        assert found.stays.rows() == [(case, law, s.state, s.entered_on, s.left_on) for case, law, s in kept]
    else:
        assert found.stays is None
    assert [(r.row, r.column, r.value, r.words, r.cells) for r in found.rejected] == sorted(
        ((r.row, r.column, r.value, r.words, r.cells) for r in register.rejected), key=lambda each: each[0]
    )
    return found


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx", "register-events.csv", "published-register.csv"])
@pytest.mark.parametrize(("on", "lang"), [("2026-11-20", "zh"), ("2025-08-02", "en"), ("2020-01-01", "zh")])
def test_the_shipped_registers(name, on, lang):
    hold_equal(EXAMPLES / name, date.fromisoformat(on), lang=lang)


@pytest.mark.parametrize(
    "params",
    [
        {"pause_policy": "B"},
        {"roll_on": "no"},
        {"fee_clock": "resume"},
        {"correction_days": "10"},
        {"regime_by": "reply"},
    ],
)
@pytest.mark.parametrize("name", ["register.csv", "register-events.csv"])
def test_other_answers_to_open_questions(name, params):
    hold_equal(EXAMPLES / name, params=params)


BETWEEN = """case_id,on,step,channel,received_on,posted_on,outcome
甲,2019-04-24,open,in_person,,,
甲,2019-05-14,reply,,,2019-05-14,granted
乙,2019-04-24,open,in_person,,,
乙,2019-05-16,reply,,,2019-05-14,granted
丙,2019-04-24,open,in_person,,,
丙,2019-05-17,reply,,,2019-05-16,granted
丁,2019-05-13,open,fax,,,
丁,2019-05-16,reply,,,2019-05-16,granted
戊,2019-05-13,open,in_person,,,
"""
"""Order 711 came into force on 2019-05-15."""


@pytest.mark.parametrize(
    ("by", "laws"), [("receipt", ["492", "492", "492", "492", "492"]), ("reply", ["492", "492", "711", "492", "492"])]
)
def test_the_law_of_a_table_of_steps_is_that_of_receipt_or_of_reply(tmp_path, by, laws):
    """乙's answer was posted before it was entered; 丁 was never confirmed, so there is no day of receipt; 戊 is open."""
    path = tmp_path / "between.csv"
    path.write_text(BETWEEN, encoding="utf-8")
    found = hold_equal(path, date(2019, 6, 28), {"regime_by": by})
    assert [law.removeprefix("cn_order_") for law in found.cases["regime"].to_list()] == laws


def test_an_office_with_a_promise_and_a_calendar_of_an_earlier_day():
    hold_equal(EXAMPLES / "register.csv", office=Office(promised=15))
    hold_equal(EXAMPLES / "register.csv", calendar=WorkCalendar.china(date(2025, 6, 1)))


OWN = Office(promised=15, register_within=1, archive_within=5)


@pytest.mark.parametrize("name", ["register.csv", "register-events.csv"])
def test_the_limits_an_office_set_itself_are_columns_of_cases(name):
    found = hold_equal(EXAMPLES / name, office=OWN)
    added = ("promise_due", "promise", "register_due", "register", "archive_due", "archive")
    assert found.own_columns == added and set(added) < set(found.cases.columns)
    assert {"met", "missed"} <= set(found.cases["promise"])


def test_what_a_register_has_no_column_for_is_unknown_and_never_missed(tmp_path):
    """Received 2026-03-09, promised 15 working days: 03-30; registered the next day; archived within 5 of 2026-03-20."""
    path = tmp_path / "t.csv"
    path.write_text("编号,收到日期,答复日期,送达方式\n1,2026-03-09,2026-03-20,当面\n", encoding="utf-8")
    row = hold_equal(path, office=OWN).cases.row(0, named=True)
    assert (row["promise_due"], row["promise"]) == (date(2026, 3, 30), "met")
    assert (row["register"], row["register_due"], row["archive"], row["archive_due"]) == ("unknown", None) * 2
    path.write_text(
        "编号,收到日期,登记日期,答复日期,送达方式,归档日期\n1,2026-03-09,2026-03-12,2026-04-02,当面,\n",
        encoding="utf-8",
    )
    row = hold_equal(path, office=OWN).cases.row(0, named=True)
    assert (row["promise"], row["register"], row["register_due"]) == ("missed", "missed", date(2026, 3, 10))
    # five working days from 04-02: 04-03(1), 07(2), 08(3), 09(4), 10(5); 04-06 is off
    assert (row["archive"], row["archive_due"]) == ("missed", date(2026, 4, 10))
    assert "promise" not in hold_equal(path).cases.columns, "only where the office set it"


DAY = st.integers(0, 70)
MAYBE = st.one_of(st.none(), DAY)
ROW = st.fixed_dictionaries(
    {
        "received_on": MAYBE, "submitted_on": MAYBE, "arrived_on": MAYBE, "confirmed_on": MAYBE, "registered_on": MAYBE,
        "correction_requested_on": MAYBE, "correction_served_on": MAYBE, "correction_received_on": MAYBE,
        "third_party_sent_on": MAYBE, "third_party_received_on": MAYBE, "third_party_returned_on": MAYBE,
        "agency_sent_on": MAYBE, "agency_received_on": MAYBE, "agency_returned_on": MAYBE, "extension_notified_on": MAYBE,
        "fee_notified_on": MAYBE, "fee_served_on": MAYBE, "fee_paid_on": MAYBE, "secrecy_reviewed_on": MAYBE,
        "reply_posted_on": MAYBE, "reply_signed_on": MAYBE, "replied_on": MAYBE, "withdrawn_on": MAYBE, "archived_on": MAYBE,
        "delayed_until": MAYBE, "reopened_on": MAYBE,
    }
)  # fmt: skip
WORDS = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(("", "当面", "EMS", "网络", "平信", "传真", "信鸽")),
        "agency_capacity": st.sampled_from(("", "共同制作", "内设机构")),
        "extension_working_days": st.sampled_from(("", "5", "20", "25")),
        "extension_approved_by": st.sampled_from(("", "负责人")),
        "reply_method": st.sampled_from(("", "邮寄", "当面", "电子邮件", "快递")),
        "outcome": st.sampled_from(
            ("", "予以公开", "第三方合法权益", "不予公开", "看情况", "逾期不补正", "大量反复", "补正后仍不明确")
        ),
        "applicant_type": st.sampled_from(("", "公民", "企业", "外星人", "神仙")),
        "reopen_days": st.sampled_from(("", "15")),
        "applicant": st.sampled_from(("", "甲", "乙")),
    }
)
LANG = st.sampled_from(("zh", "en"))
KEEP = st.lists(st.booleans(), min_size=26, max_size=26)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_drawn_rows(data, tmp_path):
    """Rows alike in what they state, in every order of days, early enough for either law."""
    first = data.draw(st.sampled_from((date(2026, 2, 2), date(2019, 4, 15), date(2012, 1, 4))))
    path = tmp_path / "drawn.csv"
    lines = []
    for _ in range(data.draw(st.integers(1, 3))):
        kept, words = data.draw(KEEP), data.draw(WORDS)
        for _ in range(data.draw(st.integers(1, 5))):
            days = {key: day for (key, day), keep in zip(data.draw(ROW).items(), kept, strict=True) if keep}
            cells = {key: "" if day is None else (first + timedelta(days=day)).isoformat() for key, day in days.items()}
            lines.append({"case_id": f"c{len(lines)}", **words, **cells})
    heads = list(dict.fromkeys(key for line in lines for key in line))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        writer.writeheader()
        writer.writerows(lines)
    hold_equal(path, first + timedelta(days=data.draw(st.integers(0, 120))), lang=data.draw(LANG))


UNWRITTEN = (
    "register",
    "review",
    "assign",
    "submit_draft",
    "pass_legal_review",
    "approve",
    "record_delivery",
    "archive",
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_drawn_histories(data, tmp_path):
    """What a procedure allows, as a table of steps; each history stands there thrice, on other days.

    Some steps may not be written down, and days be drawn together: then the order of one day's entries decides.
    """
    law, first = data.draw(st.sampled_from(((CN_ORDER_711, date(2026, 1, 5)), (CN_ORDER_492, date(2015, 1, 5)))))
    cases = data.draw(
        st.lists(histories(law, first=first, last=first + timedelta(days=60), steps=9), min_size=1, max_size=4)
    )
    shift, unwritten = data.draw(st.integers(0, 9)), data.draw(st.sets(st.sampled_from(UNWRITTEN)))
    lines = []
    for number, case in enumerate(cases):
        for later, together in ((0, 1), (shift, 1), (10, data.draw(st.sampled_from((1, 3, 20))))):
            for event in case.events:
                if event.step == "correct_entry" or event.step in unwritten:
                    continue
                payload = {key: value for key, value in event.payload.items() if key != "key"}
                day = first + timedelta(days=(event.on - first).days // together + later)
                lines.append({"case_id": f"{number}+{later}", "on": day.isoformat(), "step": event.step, **payload})
    heads = list(dict.fromkeys(key for line in lines for key in line))
    path = tmp_path / "steps.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        writer.writeheader()
        writer.writerows({tuple(line.items()): line for line in lines}.values())
    hold_equal(path, first + timedelta(days=data.draw(st.integers(0, 260))), lang=data.draw(LANG))


def test_flat_and_events_of_the_same_facts_agree():
    """033 lost its days to a careless hand; what a flat row cannot hold moves no reply day."""
    flat, events = (evaluate_columns(EXAMPLES / name, ON).cases for name in ("register.csv", "register-events.csv"))
    both = flat.filter(pl.col("verdict") != "unknown").join(events, on="case_id", suffix="_e")
    assert both.height == flat.height - 1
    assert both.filter((pl.col("due") != pl.col("due_e")) | (pl.col("verdict") != pl.col("verdict_e"))).is_empty()


LOST, PIGEON, NO_GROUND, NO_DAY_OF_EXTENSION = (
    "虚构〔2025〕033号", "虚构〔2025〕103号", "虚构〔2026〕187号", "虚构〔2026〕236号"
)  # fmt: skip
UNASSIGNED = ("180", "239", "288", "289", "290", "292", "293", "299", "300")
IN_RELIEF = ("212", "213", "214")


def test_flat_and_events_agree_in_every_column_they_share():
    """They differ where the flat row has less to say, or a careless hand left it with less, and nowhere else.

    033: a receipt nobody dated. 103 came 信鸽, which is no channel. 187: 不予公开 without the ground. 236: an extension
    without its day, which the verdict rests on. A flat row has no columns for the delayed limit's day of notice, for
    review and assignment (an open case stands where its registration left it, 299 with its window for a correction
    notice still open, and a card for it), and for proceedings.
    """
    flat, events = (evaluate_columns(EXAMPLES / name, ON).cases for name in ("register.csv", "register-events.csv"))
    both = flat.join(events, on="case_id", suffix="_e")
    assert both.height == flat.height == 303
    differ = {
        column: set(both.filter(pl.col(column).ne_missing(pl.col(f"{column}_e")))["case_id"])
        for column in flat.columns
        if column not in ("row", "case_id")
    }
    delayed = set(flat.filter(pl.col("assumed") == "delayed_limit_told_in_time")["case_id"])
    told = ("day_zero", "due", "length", "days_used", "days_left", "overdue_by", "provisional", "clock", "verdict")
    lost = {column: {LOST} for column in told}
    assert {column: cases for column, cases in differ.items() if cases} == lost | {
        "channel": {PIGEON},
        "outcome": {NO_GROUND},
        "assumed": delayed | {NO_DAY_OF_EXTENSION},
        "flips": {NO_DAY_OF_EXTENSION},
        "card": {"虚构〔2026〕299号"},
        "state": {f"虚构〔2026〕{number}号" for number in (*UNASSIGNED, *IN_RELIEF)},
    }


def steps_of(path, *lines):
    path.write_text("case_id,on,step,channel\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("on", "received", "clock"), [("2026-03-05", "2026-03-04", "not_started"), ("2026-03-06", "2026-03-06", "running")]
)
def test_a_request_to_be_confirmed_is_received_on_the_day_it_is(tmp_path, on, received, clock):
    """Order 711 art. 31(3): a fax of Wednesday 4 March, confirmed on Friday 6 March. Until then the day it came stands
    there, and no limit runs."""
    fax = steps_of(
        tmp_path / "t.csv",
        *(f"{n},2026-03-04,open,fax\n{n},2026-03-06,confirm_receipt," for n in range(5)),
        "5,2026-03-04,open,in_person\n5,2026-03-06,confirm_receipt,",  # needs no confirmation
    )
    cases = hold_equal(fax, date.fromisoformat(on)).cases
    assert cases["received_on"].to_list() == [date.fromisoformat(received)] * 5 + [date(2026, 3, 4)]
    assert cases["clock"].to_list() == [clock] * 5 + ["running"]
    said = evaluate(read_register(fax), date(2026, 3, 9)).rows[0].why
    assert said.startswith("received 2026-03-06, 20 working days")


def test_a_correction_is_followed_in_every_column(tmp_path):
    """Come on the 3rd, not the 4th, to 乙 by letter, not to 甲 in person, and granted in part, not in full."""
    heads = "case_id,on,step,channel,unit,applicant_type,outcome,entry,key,value,reason\n"
    lines = (
        "1,2026-03-04,open,in_person,甲,natural_person,,,,,",
        "1,2026-03-05,reply_on_the_spot,,,,granted,,,,",
        "1,2026-03-09,correct_entry,,,,,1,on,2026-03-03,slip",
        "1,2026-03-09,correct_entry,,,,,1,unit,乙,slip",
        "1,2026-03-09,correct_entry,,,,,1,channel,signed_mail,slip",
        "1,2026-03-09,correct_entry,,,,,1,applicant_type,research_body,slip",
        "1,2026-03-09,correct_entry,,,,,2,outcome,partially_granted,slip",
        "2,2026-03-04,open,in_person,甲,natural_person,,,,,",
    )
    path = tmp_path / "t.csv"
    path.write_text(heads + "\n".join(lines), encoding="utf-8")
    names = ("received_on", "unit", "channel", "applicant_type", "outcome")
    assert hold_equal(path).cases.select(names).rows() == [
        (date(2026, 3, 3), "乙", "signed_mail", "research_body", "partially_granted"),
        (date(2026, 3, 4), "甲", "in_person", "natural_person", ""),
    ]


def test_the_outcome_is_that_of_the_last_entry_in_the_order_of_the_procedure(tmp_path):
    """All on one day: answered on the spot, reopened, and then a draft, though the table names drafts before answers."""
    heads = "case_id,on,step,channel,outcome,cause,days,by\n"
    lines = (
        "{0},2026-01-05,open,in_person,,,,",
        "{0},2026-01-05,reply_on_the_spot,,publication,,,",
        "{0},2026-01-05,reopen,,,judgment,15,",
        "{0},2026-01-05,submit_draft,,not_held,,,a",
    )
    path = tmp_path / "t.csv"
    path.write_text(heads + "".join(line.format(n) + "\n" for n in range(4) for line in lines), encoding="utf-8")
    assert hold_equal(path).cases["outcome"].to_list() == ["not_held"] * 4


def test_the_law_is_that_of_the_day_of_receipt(tmp_path):
    """Order 711 is in force from 2019-05-15: a fax of the 14th confirmed on the 15th is under it, in person it is not."""
    path = steps_of(
        tmp_path / "t.csv",
        *(f"{n},2019-05-14,open,fax\n{n},2019-05-15,confirm_receipt," for n in range(5)),
        "5,2019-05-14,open,in_person",
        "6,2019-05-14,open,fax",
    )
    cases = hold_equal(path, date(2019, 5, 20)).cases
    assert cases["regime"].to_list() == ["cn_order_711"] * 5 + ["cn_order_492"] * 2


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("case_id,received_on\n", 0),
        ("case_id,received_on\n1,2026-03-09\n", 1),
        ("case_id,received_on\n1,2026-03-09\n\n,\n2,2026/3/9\n", 2),
        ("case_id,received_on\n1,2026-03-09\n1,2026-03-09\n合计,\n,2026-03-09\n2,2026-02-31\n", 0),
        ("编号,收到日期\n1,2026年3月9日\n2,46090\n3,20260309\n4,2026.3.9\n5,2030-01-01\n", 4),
        (
            "case_id,on,step\n1,2026-03-09,open\n1,2026-03-10,jump\n2,x,open\n,2026-03-09,open\n3,2026-03-09,register\n",
            1,
        ),
        ("case_id,received_on\n1,2026-03-09\n2,+2026-03-09\n", 1),
        ("case_id,received_on\n1,2026-03-09\n2, +2026-03-09\n", 1),
        ("case_id,received_on\n1,2026-03-09\n2,26-03-09\n3,2026-3-9\n", 2),
        ("case_id,received_on\n1,0026-03-09\n", 0),
    ],
)
def test_small_and_odd_tables(tmp_path, text, height):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert hold_equal(path).cases.height == height


@pytest.mark.parametrize("days", ["0", "1", "15", "15.0", "20", "21", "250", "+3", "3651", "五", "5;10"])
def test_any_number_of_days_of_extension(tmp_path, days):
    """Article 33(2): at most 20 working days; the number stands in a column of numbers, its neighbours being others."""
    head = "case_id,received_on,extension_notified_on,extension_working_days,extension_approved_by,replied_on"
    row = "2026-03-09,2026-03-20,{},负责人,2026-05-06"
    path = tmp_path / "extended.csv"
    numbers = ("10", days, "", "20", "10")
    rows = [f"{number},{row.format(each)}" for number, each in enumerate(numbers)]
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    hold_equal(path)


TWICE = ("case_id,on,step,channel,unit,applicant,", "1,2026-03-09,open,in_person,甲,某", "1,2026-03-10,register,,,,")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("unit", "乙"),
        ("Unit", "乙"),
        ("channel", "fax"),
        ("on", "2026-01-05"),
        ("step", "withdraw"),
        ("party", "丙"),
        ("", "x"),
    ],
)
def test_of_two_columns_with_one_heading_the_first_is_read_and_the_other_warned_of(tmp_path, kind, heading, cell):
    """A blank heading stands there twice as well; nobody reads it, and the columns after it stay where they are."""
    head, *lines = TWICE
    rows = [[*head.split(","), heading, heading, "method"], *([*line.split(","), cell, "", ""] for line in lines)]
    path = tmp_path / f"t.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    else:
        book = xlsxwriter.Workbook(path)
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        book.close()
    found = hold_equal(path)
    names = ("unit", "channel", "received_on", "state")
    assert found.cases.select(names).rows() == [("甲", "in_person", date(2026, 3, 9), "registered")]
    assert found.rejected == ()
    said = [warning for warning in found.warnings if "stands here twice" in warning]
    assert said == [warning for warning in read_register(path).warnings if "stands here twice" in warning]
    assert bool(said) == bool(heading)


def test_a_table_in_memory_and_parquet_with_days_are_read_alike(tmp_path):
    frame = pl.read_csv(EXAMPLES / "register.csv", infer_schema=False)
    whole = evaluate_frame(frame, ON, audit=ALL)
    assert whole.cases.equals(evaluate_columns(EXAMPLES / "register.csv", ON, audit=ALL).cases)
    days = frame.with_columns(pl.col("归档日期").str.to_date("%Y-%m-%d", strict=False))
    days.write_parquet(tmp_path / "r.parquet")
    hold_equal(tmp_path / "r.parquet")


# -- columns that behave as one ----------------------------------------------------------------------------------------


def column(*texts):
    return Days(np.array(texts, dtype="datetime64[D]").astype(np.int64))


def test_a_question_has_one_answer_or_is_split():
    days = column("2026-03-09", "2026-03-10")
    assert days < date(2026, 3, 11) and not days > date(2026, 3, 11)
    with pytest.raises(Split) as parted:
        assert days <= date(2026, 3, 9)
    assert parted.value.holds.tolist() == [True, False]
    assert (date(2026, 3, 12) - days).days == Numbers(np.array([3, 2]))
    assert days + Numbers(np.array([1, 2])) * timedelta(days=1) == column("2026-03-10", "2026-03-12")
    assert days != "x" and days is not None and bool(days)


@settings(max_examples=50, deadline=None)
@given(
    starts=st.lists(st.dates(date(2005, 1, 1), date(2026, 6, 1)), min_size=1, max_size=8),
    n=st.integers(1, 60),
    months=st.integers(1, 14),
)
def test_the_calendar_on_columns_is_the_calendar(starts, n, months):
    days, many = column(*map(str, starts)), on_columns(china)
    back = lambda found: found.a.astype("datetime64[D]").astype(object).tolist()  # noqa: E731
    assert back(many.add(days, n)) == [china.add(day, n) for day in starts]
    assert back(many.subtract(days, n)) == [china.subtract(day, n) for day in starts]
    assert back(many.next_working(days)) == [china.next_working(day) for day in starts]
    assert back(add_months(days, months)) == [add_months(day, months) for day in starts]
    later = many.add(days, n)
    assert many.count_after(days, later).a.tolist() == [n] * len(starts)
