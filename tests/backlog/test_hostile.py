"""Rows and files that once stopped a whole register, swallowed rows, or changed what they should only read."""

from __future__ import annotations

import zipfile
from datetime import date

import polars as pl
import pytest
import xlsxwriter

from casework.backlog import evaluate, read_register, write_evaluation
from casework.errors import CaseworkError, ImportRejected

ON = date(2026, 11, 20)
GOOD = {"case_id": "good", "received_on": "2026-11-02"}

ONE_ROW = [
    ({"case_id": "A", "unit": "u"}, "unknown"),
    ({"case_id": "A", "registered_on": "2018-09-18"}, "unknown"),
    ({"case_id": "A", "received_on": "2026-11-02", "extension_working_days": "10"}, "open"),
    ({"case_id": "A", "received_on": "2026-11-02", "extension_until": "2026-12-15"}, "open"),
    ({"case_id": "A", "received_on": "2026-11-02", "extension_approved_by": "x", "third_party_sent_on": "2026-11-03"}, "open"),
    ({"case_id": "A", "channel": "fax", "arrived_on": "2027-01-05"}, None),
    ({"case_id": "A", "replied_on": "2027-01-05"}, None),
    ({"case_id": "A", "received_on": "2026-11-02", "third_party_sent_on": "2018-05-01"}, "open"),
    ({"case_id": "A", "received_on": "2020-12-18", "fee_notified_on": "2020-12-22"}, "overdue"),
    ({"case_id": "A", "received_on": "2026-11-02", "correction_requested_on": "2018-05-01"}, "open"),
    ({"case_id": "A", "received_on": "2026-11-02", "reopened_on": "2018-05-01"}, "open"),
    ({"case_id": "A", "received_on": "2026-09-02", "delayed_until": "2033-01-05"}, "unknown"),
    ({"case_id": "A", "received_on": "2026-09-02", "extension_notified_on": "2026-09-25", "extension_until": "2033-01-04"}, "unknown"),
    ({"case_id": "A", "received_on": "2026-09-02", "correction_requested_on": "2026-09-20", "correction_until": "2033-01-03"}, "unknown"),
    ({"case_id": "A", "received_on": "2026-09-02", "reopened_on": "2026-10-06", "reopen_days": "3000"}, "unknown"),
    ({"case_id": "A", "received_on": "2040-01-05", "extension_working_days": "15"}, None),
    ({"case_id": "A", "received_on": "2026-11-02", "third_party_sent_on": "2026-11-03", "third_party_returned_on": "2040-01-05", "extension_working_days": "10"}, "open"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "verdict"), ONE_ROW, ids=lambda value: str(value)[:60])
def test_one_row_never_stops_the_register(sheet, cells, verdict):
    """A null verdict: received after the day, so stated as not counted."""
    evaluation = evaluate(read_register(sheet(cells, GOOD)), ON)
    rows = {row.case_id: row for row in evaluation.rows}
    assert rows["good"].verdict == "open"
    if verdict is None:
        assert any("not counted" in text for text in evaluation.warnings)
    else:
        assert rows["A"].verdict == verdict
        assert verdict != "unknown" or rows["A"].why


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"reopened_on": "2026-10-06", "reopen_days": "9999"}, "reopen_days"),
        ({"third_party_sent_on": "2026-11-03", "third_party_opinion": "同意;不同意"}, "third_party_opinion"),
        ({"agency_sent_on": "2026-11-03", "agency_capacity": "相关;相关"}, "agency_capacity"),
        ({"received_on": "", "channel": "fax", "submitted_on": "2026-11-03", "replied_on": "2026-11-01"}, "replied_on"),
    ],
)
def test_more_that_cannot_be(sheet, cells, column):
    register = read_register(sheet({"case_id": "A", "received_on": "2026-11-02"} | cells, GOOD))
    assert [fault.column for fault in register.rejected] == [column]


def test_empty_slots_at_the_end_of_a_list_are_allowed(sheet):
    row = {
        "case_id": "A",
        "received_on": "2026-11-02",
        "third_party_sent_on": "2026-11-03",
        "third_party_returned_on": "2026-11-05;",
    }
    assert read_register(sheet(row)).rejected == ()


def test_a_quotation_mark_never_closed_is_refused_by_its_line(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(
        'case_id,received_on,subject\nA,2026-09-18,"open\nB,2026-09-18,x\nC,2026-09-18,y\n', encoding="utf-8"
    )
    with pytest.raises(ImportRejected, match="line 2"):
        read_register(path)


@pytest.mark.parametrize(
    "text",
    [
        "某局台账\n编号\t收到日期\t承办单位\n1\t2026-11-02\tu\n",
        "某局，依申请公开，台账\n编号,收到日期,承办单位\n1,2026-11-02,u\n",
        "某局台账,2026\n编号\t收到日期\t承办单位\n1\t2026-11-02\tu\n",
        "申请人（姓名或名称），说明,登记编号：,收到 日期\n甲,1,2026-11-02\n",
        '编号,收到日期,备注\n1,2026-11-02,"a"b\n',
    ],
)
def test_the_separator_is_found_below_a_title(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert [case.case_id for case in read_register(path).cases][:1] == ["1"]


def book(path, *sheets):
    with xlsxwriter.Workbook(str(path)) as made:
        for name, cells in sheets:
            page = made.add_worksheet(name)
            for (row, column), value in cells.items():
                page.write(row, column, value)
    return path


def test_row_numbers_are_the_spreadsheets_own(tmp_path):
    path = book(
        tmp_path / "t.xlsx",
        ("台账", {(4, 2): "编号", (4, 3): "收到日期", (5, 2): "1", (5, 3): "2026-02-31", (8, 2): "2", (8, 3): "x"}),
    )
    assert [fault.row for fault in read_register(path).rejected] == [6, 9]


def test_an_error_cell_is_a_rejected_cell_with_its_value(tmp_path):
    path = tmp_path / "e.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["编号", "收到日期", "办结日期"])
        page.write_row(1, 0, ["1", "2026-09-18"])
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    (fault,) = read_register(path).rejected
    assert (fault.row, fault.column, fault.value) == (2, "办结日期", "#DIV/0!")


def test_a_second_register_in_the_workbook_is_not_lost_without_a_word(tmp_path):
    cells = {(0, 0): "编号", (0, 1): "收到日期", (1, 0): "1", (1, 1): "2026-11-02"}
    register = read_register(book(tmp_path / "t.xlsx", ("一月", cells), ("二月", cells)))
    assert any("二月" in text for text in register.warnings)


def test_a_stray_cell_in_the_far_corner_is_one_odd_row(tmp_path):
    cells = {(0, 0): "编号", (0, 1): "收到日期", (1, 0): "1", (1, 1): "2026-11-02", (1_048_575, 16_383): "x"}
    register = read_register(book(tmp_path / "far.xlsx", ("台账", cells)))
    assert [case.case_id for case in register.cases] == ["1"]
    assert register.rejected == ()
    assert [each.row for each in register.not_cases] == [1_048_576]


def test_a_reader_that_panics_is_one_sentence(tmp_path):
    path = tmp_path / "p.parquet"
    pl.DataFrame(
        {"case_id": ["1"], "received_on": pl.Series([1_000_000_000], dtype=pl.Int32).cast(pl.Date)}
    ).write_parquet(path)
    with pytest.raises(ImportRejected, match="cannot be read"):
        read_register(path)
    whole = book(tmp_path / "t.xlsx", ("台账", {(0, 0): "编号", (0, 1): "收到日期"}))
    odd = tmp_path / "odd.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(odd, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'r="B1"', b'r="ZZZZZZZ99999999999"'))
    with pytest.raises(ImportRejected):
        read_register(odd)


def test_the_register_is_never_overwritten_by_its_own_result(sheet):
    path = sheet(GOOD, name="cases.csv")
    with pytest.raises(CaseworkError, match="overwrite"):
        write_evaluation(evaluate(read_register(path), ON), path.parent)


def test_identical_headings_are_warned_of(sheet):
    path = sheet(headings=["case_id", "received_on", "received_on"])
    assert any("twice" in text for text in read_register(path).warnings)


def test_a_table_without_headings_does_not_show_its_cells(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("A1,某甲,online,2026-09-18\n", encoding="utf-8")
    with pytest.raises(ImportRejected) as caught:
        read_register(path)
    assert "某甲" not in str(caught.value)


LONG = {
    "编号,on,step\nA,2026-09-18,open\n": [],
    "case_id,on,step\nA,2026-09-18,open\nA,2026-09-01,reply\n": [3],
    "case_id,on,step\nA,2026-09-18,open\nA,2026-09-21,third_party_answers\nA,2026-09-23,consult_third_party\n": [3],
    "case_id,on,step\nA,2026-09-18,open\nA,1990-01-01,request_correction\n": [],
    "case_id,on,step,days\nA,2026-09-18,open,\nA,2026-09-30,reopen,99999\n": [3],
    "case_id,on,step,until\nA,2026-09-18,open,\nA,2026-09-30,extend,2099-01-01\n": [],
}


@pytest.mark.parametrize(("text", "rows"), LONG.items(), ids=lambda value: str(value)[-40:])
def test_the_long_form_survives_too(tmp_path, text, rows):
    path = tmp_path / "l.csv"
    path.write_text(text, encoding="utf-8")
    register = read_register(path)
    assert [fault.row for fault in register.rejected] == rows
    assert len(evaluate(register, ON).rows) == 1


def test_a_long_case_received_after_the_day_is_not_counted(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(
        "case_id,on,step,channel,received_on,working_days\nB,2026-09-18,open,online,2026-12-18,\nB,2026-12-19,register,,,5\n",
        encoding="utf-8",
    )
    register = read_register(path)
    assert evaluate(register, ON).rows == ()
    assert any("working_days" in text for text in register.warnings)
