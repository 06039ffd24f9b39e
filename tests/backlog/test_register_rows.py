"""What a row of a register is: a request, a row that cannot be read, or none at all; and which table is the register.

Every file is answered by the row and by the column, which must say the same to the letter.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from casework.backlog import by_column, by_row, evaluate, read_register
from casework.backlog.blanks import read_cell
from casework.backlog.by_row import Question
from casework.backlog.case_numbers import same
from casework.backlog.choosing import read_table
from casework.backlog.columns import evaluate_columns, evaluate_frame
from casework.backlog.columns.write import write_safely
from casework.backlog.not_cases import why_not
from casework.backlog.sheet import Merged, Sheet
from casework.backlog.table import find_head, table_of
from casework.backlog.write import as_text
from casework.case import Settings
from casework.cli.app import app
from casework.errors import CaseworkError, ImportRejected

FILES = Path(__file__).parent / "registers"
ON = date(2026, 11, 20)


def answered(path, on=ON, lang="en", **asked):
    """The answer of both readers, which is one; and the verdicts by case."""
    both = [reader.answer(Question(path, on, lang, audit=Settings(), **asked)) for reader in (by_row, by_column)]
    row, column = both
    assert column.summary == row.summary
    assert list(column.remarks) == list(row.remarks)
    assert column.rejected == row.rejected
    assert column.findings() == row.findings()
    register = read_register(path, mapping=asked.get("mapping"), sheet=asked.get("sheet"))
    return row.summary, {each.case_id: each.verdict for each in evaluate(register, on).rows}


def written(tmp_path, text, name="r.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def total_of(summary):
    return summary["cases"] + summary["rejected"] + len(summary["not_cases"])


# -- files that were once read wrongly --------------------------------------------------------------------------------

VERDICTS = {
    "c10-second-table.csv": {"A-1": "on_time", "A-2": "overdue"},  # A-2 was received 2026-09-08 and never answered
    "c13-footers.csv": {"E-1": "on_time"},
    "c17-guide-sheet.xlsx": {"H-1": "overdue"},
    "c19-two-level-heading.xlsx": {"2024-001": "on_time", "2024-002": "late"},  # 2024-04-26 and 20 working days: 05-28
    "c21-zero-days.xlsx": {"ZE-1": "overdue", "ZE-2": "overdue"},
    "c24-eq-quote.csv": {"2024-001": "on_time", "2024-002": "late", "2024-003": "overdue"},
    "c25-own-labels.csv": dict.fromkeys(("L-1", "L-2", "L-3", "L-4", "L-5"), "on_time") | {"L-6": "ended"},
    "c26-extension-words.csv": {"X-0": "on_time"},  # 2026-06-01 and 40 working days: 2026-07-28
    "c27-placeholders.csv": {"P-1": "overdue", "P-2": "overdue", "P-3": "overdue"},
    "c28-id-width.csv": {},
}


@pytest.mark.parametrize("name", VERDICTS)
def test_files_that_were_once_read_wrongly(name):
    summary, verdicts = answered(FILES / name)
    assert verdicts == VERDICTS[name]
    assert summary["undecided"] <= summary["rejected"]


def test_the_two_ways_to_write_a_lapse_are_one():
    """Row 2 has the short label, row 3 the one of the official form."""
    frame = evaluate_columns(FILES / "c30-lapse-label.csv", ON, audit=Settings())
    short, official = frame.cases.drop("row", "case_id").rows()
    assert short == official
    rules = frame.findings.group_by("case_id").agg(pl.col("rule").sort()).sort("case_id")["rule"].to_list()
    assert len({tuple(each) for each in rules}) <= 1


def test_outcomes_as_the_official_forms_print_them():
    found = {row.case_id: row.outcome for row in read_register(FILES / "c25-own-labels.csv").cases}
    assert found == {
        "L-1": "not_ours", "L-2": "refused_law_prohibits", "L-3": "petition", "L-4": "refused_state_secret",
        "L-5": "partially_granted", "L-6": "other_correction_overdue",
    }  # fmt: skip


def test_one_number_in_two_widths_is_one_number():
    summary, _ = answered(FILES / "c28-id-width.csv")
    assert (summary["cases"], summary["rejected"], summary["undecided"]) == (0, 2, 2)
    assert [fault.value for fault in read_register(FILES / "c28-id-width.csv").rejected] == ["W-1", "Ｗ－１"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("虚构〔2026〕1号", "虚构[2026]1号", True),
        ("虚构〔2026〕1号", "虚构（２０２６）１号", True),
        ("虚构【2026】1号", "虚构(2026)1号", True),
        ("A-1", "a-1", False),
        ("2026-1", "2026-01", False),
        ("〔2026〕1", "〔2026〕11", False),
    ],
)
def test_when_two_numbers_are_one(one, other, alike):
    assert (same(one) == same(other)) is alike


# -- rows that are no requests ----------------------------------------------------------------------------------------

HEADS = ["编号", "申请人", "收到日期", "答复日期", "备注"]
PLACES = {"case_id": 0, "applicant": 1, "received_on": 2, "replied_on": 3}
NO_REQUEST = [
    "合计：1件", "合 计|||2", "总计|12|3|4", "|小计|3", "||12|7", "本页合计|5", "累计：35件", "Total|3", "共计3件",
    "注：答复日期以寄出为准", "备注1：节假日顺延", "说明：本表按月填写", "填表人：赵六", "填表人：赵六|审核人：钱七|2026-10-08", "审核人（签字）：",
    "制表日期：2026-10-08", "单位（盖章）", "联系电话：010-0000", "二、2026年第四季度", "（一）一般申请", "2026年9月", "2026年10月8日",
    "第三季度", "第1页 共3页", "----------", "以上为本季度全部申请", "E-5|作废", "E-6||2026-09-07||作废", "空号", "E-7|空号", "此号作废",
    "以下空白", "截至2026年9月30日",
]  # fmt: skip
REQUEST = [
    "E-1|甲|2026-09-07", "甲||2026-09-07", "虚构〔2026〕1号", "2026年第12号|乙", "登记2026-1||2026-09-07", "E-8", "审核001|乙",
    "2026年9月第3号||2026-09-07", "统计局〔2026〕1号||2026-09-07", "2026-003|合计公司|2026-09-07", "E-9|丙||", "注册2026-1||2026-09-07",
]  # fmt: skip
NO_NUMBER = [
    "|张三|2026-09-07",
    "|张三|2026-09-07|2026-09-10",
    "——|张三|2026-09-07",
    "待编号|张三|2026-09-07",
    "|张三|||催办",
]


def cells(text):
    found = text.split("|")
    return [*found, *[""] * (len(HEADS) - len(found))]


@pytest.mark.parametrize("text", NO_REQUEST)
def test_a_row_that_is_no_request_is_said(tmp_path, text):
    assert why_not(cells(text), PLACES, HEADS) is not None
    lines = [HEADS, cells("E-0|甲|2026-09-07|2026-09-21"), cells(text)]
    path = written(tmp_path, "\n".join(",".join(line) for line in lines) + "\n")
    summary, verdicts = answered(path)
    assert verdicts == {"E-0": "on_time"}
    assert [each["row"] for each in summary["not_cases"]] == [3]
    assert total_of(summary) == 2


@pytest.mark.parametrize("text", REQUEST)
def test_a_request_is_none_of_them(tmp_path, text):
    assert why_not(cells(text), PLACES, HEADS) is None
    path = written(tmp_path, "\n".join(",".join(line) for line in (HEADS, cells(text))) + "\n")
    assert answered(path)[0]["cases"] == 1


@pytest.mark.parametrize("text", NO_NUMBER)
def test_a_request_without_a_number_is_rejected_and_undecided(tmp_path, text):
    path = written(tmp_path, "\n".join(",".join(line) for line in (HEADS, cells(text))) + "\n")
    summary, _ = answered(path)
    assert (summary["cases"], summary["rejected"], summary["undecided"], summary["not_cases"]) == (0, 1, 1, [])


def test_what_is_left_out_is_said_in_text_and_json(tmp_path):
    path = tmp_path / "c13-footers.csv"
    path.write_bytes((FILES / path.name).read_bytes())
    runner = CliRunner()
    for lang, words in (("en", "4 rows are no requests: row 3: a row of totals"), ("zh", "4行不是申请：第3行合计行")):
        said = runner.invoke(app, ["backlog", str(path), "--as-of", "2026-11-20", "--lang", lang]).stdout
        assert words in said
        assert said.index(words) < said.index("2026-11-20")
    found = json.loads(runner.invoke(app, ["backlog", str(path), "--as-of", "2026-11-20", "--json"]).stdout)
    assert [each["row"] for each in found["not_cases"]] == [3, 4, 5, 6]
    measured = json.loads(runner.invoke(app, ["measures", str(path), "--as-of", "2026-11-20", "--json"]).stdout)
    assert measured["summary"]["not_cases"] == found["not_cases"]


def test_they_are_not_imported_either(tmp_path):
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    told = CliRunner().invoke(app, ["import", str(FILES / "c13-footers.csv"), "--ledger", url, "--json"])
    found = json.loads(told.stdout)
    assert (found["cases"], found["rejected"], len(found["not_cases"])) == (1, 0, 4)


TEXTS = st.sampled_from(
    ("", "A-1", "B-2", "甲", "合计", "注：x", "填表人：甲", "一、", "作废", "2026-09-07", "2026-09-21", "办理中", "——", "0", "#N/A", "12",
     "编号", "收到日期", "答复日期", "20个工作日", "待编号", "无", "?", "2026-02-31", "虚构〔2026〕1号", "虚构[2026]1号", "2026年", "A-1;B", "=1")
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=6), kind=st.sampled_from(("csv", "parquet")))
def test_every_row_is_a_case_or_rejected_or_no_request(tmp_path, rows, kind):
    """By the row and by the column; rows that say nothing are none of the three."""
    heads = ["编号", "收到日期", "答复日期", "答复类型"]
    path = tmp_path / f"drawn.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heads, *rows])
    else:
        pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row").write_parquet(path)
    summary, _ = answered(path)
    stated = sum(any(cell.strip() for cell in row) for row in rows)
    early = sum("not counted" in text for text in summary["warnings"])
    assert total_of(summary) + early == stated
    assert summary["undecided"] <= summary["rejected"]


# -- headings ---------------------------------------------------------------------------------------------------------


def table(rows, *merged, first=1):
    sheet = Sheet("台账", [list(row) for row in rows], first, tuple(Merged(*each) for each in merged))
    head = find_head(sheet, {})
    assert head is not None
    return table_of(sheet, head, {}, "r.xlsx")


def test_a_merged_value_holds_for_every_row_it_covers():
    """One reply day over rows 2 to 4, and a unit over rows 3 to 4."""
    found = table(
        [["编号", "收到日期", "承办单位", "答复日期"], ["A-1", "2026-09-07", "甲", "2026-09-25"], ["A-2", "2026-09-07", "乙", ""],
         ["A-3", "2026-09-07", "", ""], ["A-4", "2026-09-07", "丙", ""]],
        (1, 3, 3, 3), (2, 2, 3, 2),
    )  # fmt: skip
    assert [row[2:4] for row in found.rows] == [
        ["甲", "2026-09-25"], ["乙", "2026-09-25"], ["乙", "2026-09-25"], ["丙", ""],
    ]  # fmt: skip
    said = [text for text in found.held.warnings if "merged" in text]
    assert len(said) == 2
    assert "rows 3-4" in said[0] and "承办单位" in said[0]
    assert "rows 2-4" in said[1] and "答复日期" in said[1]


def test_a_title_merged_over_the_table_is_no_heading_and_one_below_is_no_request():
    found = table(
        [["编号、收到日期一览", "", ""], ["编号", "收到日期", "答复日期"], ["A-1", "2026-09-07", ""], ["2026-0099", "", ""]],
        (0, 0, 0, 2), (3, 0, 3, 2),
    )  # fmt: skip
    assert found.headings == ("编号", "收到日期", "答复日期")
    assert [(each.row, each.words[1]) for each in found.not_cases] == [(4, "one cell merged across the table")]


TWO_ROWS = [
    (["编号", "补正", "", "收到日期"], ["", "告知日期", "送达日期", ""],
     {"case_id": 0, "correction_requested_on": 1, "correction_served_on": 2, "received_on": 3}),
    (["编号", "收到日期", "征求第三方意见", "", "", "答复情况", ""], ["", "", "发函日期", "签收日期", "答复日期", "答复日期", "送达方式"],
     {"case_id": 0, "received_on": 1, "third_party_sent_on": 2, "third_party_received_on": 3, "third_party_returned_on": 4,
      "replied_on": 5, "reply_method": 6}),
    (["申请信息", "", "", "答复信息", ""], ["编号", "申请人", "收到日期", "答复日期", "送达日期"],
     {"case_id": 0, "applicant": 1, "received_on": 2, "replied_on": 3, "reply_signed_on": 4}),
    (["编号", "申请", "", "答复", ""], ["", "日期", "签收日期", "日期", "签收日期"],
     {"case_id": 0, "submitted_on": 1, "received_on": 2, "replied_on": 3, "reply_signed_on": 4}),
    (["编号", "收到日期", "延期", "", ""], ["", "", "告知日期", "天数", "批准人"],
     {"case_id": 0, "received_on": 1, "extension_notified_on": 2, "extension_working_days": 3, "extension_approved_by": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("top", "sub", "places"), TWO_ROWS)
def test_headings_in_two_rows_are_read_together(tmp_path, top, sub, places):
    values = ["A-1", *(["2026-09-07"] * (len(top) - 1))]
    values = ["5" if key == "extension_working_days" else value for value, key in zip(values, places, strict=True)]
    found = table([top, sub, values])
    assert found.held.places == places
    path = written(tmp_path, "\n".join(",".join(row) for row in (["台账"], top, sub, values)) + "\n")
    assert read_table(path, {}).held.places == places
    assert answered(path)[0]["rejected"] == 0


def test_a_day_under_a_group_of_another_matter_is_not_the_replys(tmp_path):
    """送达日期 alone is the reply's; under 行政复议 it is that of a decision nobody reads."""
    found = table(
        [["编号", "收到日期", "行政复议", ""], ["", "", "结果", "送达日期"], ["A-1", "2026-09-07", "", "2026-09-21"]]
    )
    assert "reply_signed_on" not in found.held.places


AGAIN = """编号,收到日期,答复日期,备注
A-1,2026-09-07,2026-09-21,x

编号,收到日期,答复日期,备注
A-2,2026-09-07,2026-09-22,y
第二季度
申请编号,备注,办结日期,收到日期,承办单位
A-3,z,2026-09-23,2026-09-07,甲
"""


def test_later_headings_are_obeyed(tmp_path):
    summary, verdicts = answered(written(tmp_path, AGAIN))
    assert verdicts == dict.fromkeys(("A-1", "A-2", "A-3"), "on_time")
    assert [each["row"] for each in summary["not_cases"]] == [4, 6, 7]
    register = read_register(written(tmp_path, AGAIN))
    assert [(row.unit, row.extra[-1]) for row in register.cases] == [("", "x"), ("", "y"), ("甲", "z")]
    assert any("row 7: other headings" in text for text in register.warnings)


def test_a_table_of_steps_under_a_flat_one_is_refused_by_its_row(tmp_path):
    path = written(tmp_path, "编号,收到日期\nA-1,2026-09-07\ncase_id,on,step\nA-2,2026-09-07,open\n")
    for reader in (by_row, by_column):
        with pytest.raises(ImportRejected, match="row 3"):
            reader.answer(Question(path, ON, "en"))


def test_the_number_of_a_line_is_the_number_of_a_case_where_there_is_no_other(tmp_path):
    summary, verdicts = answered(written(tmp_path, "序号,收到日期,答复日期\n1,2026-09-07,2026-09-21\n2,,\n3,,\n"))
    assert verdicts == {"1": "on_time"}
    assert len(summary["not_cases"]) == 2, "lines numbered in advance"
    assert any("line number '序号'" in text for text in summary["warnings"])
    assert read_table(written(tmp_path, "序号,编号,收到日期\n1,A-1,2026-09-07\n"), {}).held.places["case_id"] == 1


# -- cells ------------------------------------------------------------------------------------------------------------

BLANKS = ["0", "0.0", "1900-01-00", "1900/1/0", "1899-12-30 00:00:00", "1900-01-01", "0000-00-00", "办理中", "正在办理", "在办", "待办",
          "待答复", "尚未办理", "尚未答复", "未办结", "暂未回复", "未到期", "逾期未答复", "审核中", "征求意见中", "——", "--", "---", "…", "／／", "一一",
          "N/A", "n/a", "NA", "null", "None", "不适用", "不涉及", "暂无", "空", "pending", "办理中（已延期）"]  # fmt: skip
NOT_BLANK = ["?", "？", "√", "已答复", "已办结", "已寄出", "待核实", "待查", "不详", "不明", "同上", "〃", "#N/A", "#REF!", "9月25日", "本周", "撤回",
             "答复", "办理完毕", "0.5", "-1"]  # fmt: skip


@pytest.mark.parametrize("text", BLANKS)
def test_what_means_not_yet_is_empty_and_said(sheet, text):
    summary, verdicts = answered(sheet({"编号": "P-1", "收到日期": "2026-09-01", "答复日期": text}))
    assert verdicts == {"P-1": "overdue"}
    assert any(repr(text) in said and "empty" in said for said in summary["warnings"])


@pytest.mark.parametrize("text", NOT_BLANK)
def test_what_may_mean_that_something_happened_is_undecided(sheet, text):
    """In a column of days, of counts and of ways to send; the rest of the register is judged."""
    good = {"编号": "G", "收到日期": "2026-09-01", "答复日期": "2026-09-10"}
    summary, verdicts = answered(sheet(good, {"编号": "P-1", "收到日期": "2026-09-01", "答复日期": text}))
    assert verdicts == {"G": "on_time"}
    assert (summary["cases"], summary["rejected"], summary["undecided"]) == (1, 1, 1)


@pytest.mark.parametrize(
    "column", ["答复类型", "送达方式", "申请方式", "延期批准人", "延期天数", "补正告知日期", "收到日期"]
)
@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#SPILL!"])
def test_an_error_value_is_never_empty(sheet, column, error):
    row = {"编号": "P-1", "收到日期": "2026-09-01", column: error}
    summary, verdicts = answered(sheet(row))
    assert verdicts == {}
    assert (summary["rejected"], summary["undecided"]) == (1, 1)


def test_what_decides_no_verdict_is_rejected_and_not_undecided(sheet):
    summary, _ = answered(sheet({"编号": "P-1", "收到日期": "2026-09-01", "归档日期": "已归"}))
    assert (summary["rejected"], summary["undecided"]) == (1, 0)


@pytest.mark.parametrize(
    ("key", "text", "read", "remark"),
    [
        ("extension_working_days", "20个工作日", "20", ""),
        ("extension_working_days", "延期15个工作日", "15", ""),
        ("extension_working_days", "20 working days", "20", ""),
        ("extension_working_days", "２０工作日", "20", ""),
        ("extension_working_days", "20天", "20", "unit"),
        ("extension_working_days", "20个自然日", "20个自然日", ""),
        ("extension_working_days", "二十天", "二十天", ""),
        ("extension_working_days", "10个工作日;5个工作日", "10;5", ""),
        ("reopen_days", "60日", "60", ""),
        ("reopen_days", "15个工作日", "15个工作日", ""),
    ],
)
def test_numbers_with_units(key, text, read, remark):
    found = read_cell(key, text, {})
    assert (found.text, found.remark) == (read, remark)


def test_an_order_in_working_days_is_not_one_in_days(sheet):
    """Reopened on 2026-09-01: 15 days end on Wednesday 09-16, 15 working days on 09-21 (2-4, 7-11, 14-18, 20, 21; Sunday the
    20th is worked for the National Day)."""
    row = {"编号": "R", "收到日期": "2026-03-02", "答复日期": "2026-03-16", "重新办理日期": "2026-09-01"}
    due = {}
    for text in ("15日", "15个工作日", "15"):
        (found,) = evaluate(read_register(sheet(row | {"责令期限": text})), date(2026, 9, 10)).rows
        due[text] = found.clock.due
    assert due == {"15日": date(2026, 9, 16), "15": date(2026, 9, 16), "15个工作日": date(2026, 9, 21)}


def test_numbers_hidden_from_a_spreadsheet(tmp_path):
    """As exports write them: the sign, and the whole in quotation marks."""
    for text in (
        '编号,收到日期\n="2024-001",="2026-09-07"\n',
        '"编号","收到日期"\n"=""2024-001""","=""2026-09-07"""\n',
    ):
        assert answered(written(tmp_path, text))[1] == {"2024-001": "overdue"}


# -- sheets -----------------------------------------------------------------------------------------------------------


def book(path, *sheets, hidden=()):
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets:
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if name in hidden:
                page.hide()
    return path


MONTH = [["编号", "收到日期"], ["M-1", "2026-09-07"]]
OTHER = [["编号", "收到日期"], ["N-1", "2026-09-08"]]
GUIDE = [["填表说明"], ["编号", "收到日期", "说明"], ["填写规则", "按实际填写", ""]]


def test_the_sheet_with_a_register_wins_and_all_others_are_named(tmp_path):
    path = book(
        tmp_path / "b.xlsx", ("空表", [["编号", "收到日期"]]), ("填表说明", GUIDE), ("九月", MONTH), ("十月", OTHER)
    )
    summary, verdicts = answered(path)
    assert list(verdicts) == ["M-1"]
    assert summary["sheets_left_out"] == ["空表", "填表说明", "十月"]
    assert sum("was not read" in text for text in summary["warnings"]) == 3
    said = CliRunner().invoke(app, ["backlog", str(path), "--as-of", "2026-11-20", "--lang", "en"]).stdout
    assert "sheets left out: 空表, 填表说明, 十月" in said


def test_a_sheet_can_be_named(tmp_path):
    path = book(tmp_path / "b.xlsx", ("九月", MONTH), ("十月", OTHER))
    summary, verdicts = answered(path, sheet="十月")
    assert (list(verdicts), summary["sheets_left_out"]) == (["N-1"], ["九月"])
    assert [row.case_id for row in evaluate(path, ON, sheet="十月").rows] == ["N-1"]
    assert evaluate_columns(path, ON, sheet="十月").cases["case_id"].to_list() == ["N-1"]
    runner = CliRunner()
    for command in (["backlog"], ["measures"]):
        found = json.loads(
            runner.invoke(app, [*command, str(path), "--as-of", "2026-11-20", "--sheet", "十月", "--json"]).stdout
        )
        assert found.get("summary", found)["sheets_left_out"] == ["九月"]
    assert runner.invoke(app, ["audit", str(path), "--as-of", "2026-11-20", "--sheet", "十月", "--json"]).exit_code == 0
    days = ["--as-of", "2026-09-10", "2026-11-20"]
    assert json.loads(runner.invoke(app, ["diff", str(path), *days, "--sheet", "十月", "--json"]).stdout)[
        "newly_overdue"
    ] == ["N-1"]


def test_a_sheet_that_is_not_there_is_refused(tmp_path):
    path = book(tmp_path / "b.xlsx", ("九月", MONTH))
    for reader in (by_row, by_column):
        with pytest.raises(ImportRejected, match="no sheet is named '十月'; there are 九月"):
            reader.answer(Question(path, ON, "en", sheet="十月"))
        with pytest.raises(ImportRejected, match="only workbooks have sheets"):
            reader.answer(Question(FILES / "c13-footers.csv", ON, "en", sheet="十月"))
    with pytest.raises(CaseworkError, match="path of a file"):
        evaluate(read_register(path), ON, sheet="九月")


def test_a_visible_sheet_comes_before_a_hidden_one(monkeypatch):
    """Whatever order they stand in; a hidden one is read where no other is a register."""
    shown, hidden = Sheet("一", MONTH), Sheet("二", OTHER, hidden=True)
    guide = Sheet("填表说明", GUIDE)
    for sheets, name, left in (
        ((hidden, shown), "一", ("二",)), ((shown, hidden), "一", ("二",)), ((guide, hidden), "二", ("填表说明",)),
    ):  # fmt: skip
        monkeypatch.setattr("casework.backlog.choosing.read_sheets", lambda path, sheets=sheets, **_: iter(sheets))
        found = read_table(Path("b.xlsx"), {})
        assert (found.rows[0][0], found.sheets_left_out) == ("M-1" if name == "一" else "N-1", left)
        assert any("is hidden" in text for text in found.held.warnings) is (name == "二")


# -- what is written --------------------------------------------------------------------------------------------------

RUN = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\nx", " =1", "\u00a0=1", "\u00ad=1", "\u3000=1", "＝1", "＋1", "－1", "＠x", " ＝1",
       "\ufeff=1", "\u200b=1", "−1"]  # fmt: skip
HARMLESS = ["1", "a=1", "甲", " 甲", "《x》", "(1)"]


@pytest.mark.parametrize("text", RUN)
def test_a_cell_that_a_spreadsheet_may_run_is_written_as_text(tmp_path, text):
    assert as_text(text) == f"'{text}"
    write_safely(pl.DataFrame({"x": [text]}), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_are_written_as_they_are(tmp_path, text):
    assert as_text(text) == text
    write_safely(pl.DataFrame({"x": [text]}), tmp_path / "x.csv")
    assert f"\r\n{text}\r\n" in (tmp_path / "x.csv").read_bytes().decode("utf-8-sig")


# -- tables in memory and in slices -----------------------------------------------------------------------------------


def test_a_table_in_memory_is_made_ready_too():
    frame = pl.DataFrame(
        {
            "编号": ["A-1", "合计", "Ａ－１", "B-1"],
            "收到日期": ["2026-09-07", "3", "2026-09-07", "2026-09-08"],
            "答复日期": ["办理中", "", "", "N/A"],
        }
    )
    found = evaluate_frame(frame, ON)
    assert found.cases.select("case_id", "verdict").rows() == [("B-1", "overdue")]
    assert [each.row for each in found.not_cases] == [3]
    assert [fault.row for fault in found.rejected] == [2, 4]


def test_slices_say_what_the_whole_says(tmp_path, monkeypatch):
    rows = [["A-1", "2026-09-07", "办理中"], ["合计", "2", ""], ["〔2026〕1", "2026-09-07", "——"], ["[2026]1", "2026-09-07", ""],
            ["B-1", "2026-09-07", "办理中"], ["注：x", "", ""]]  # fmt: skip
    path = tmp_path / "r.parquet"
    pl.DataFrame(rows, schema=["编号", "收到日期", "答复日期"], orient="row").write_parquet(path)
    asked = Question(path, ON, "en")
    whole = by_column.answer(asked)
    monkeypatch.setattr(by_column, "AT_ONCE", 4)
    parts = by_column.answer(evolve(asked))
    assert parts.summary == whole.summary
    assert (whole.summary["cases"], whole.summary["rejected"], len(whole.summary["not_cases"])) == (2, 2, 2)
