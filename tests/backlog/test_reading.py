"""Reading registers: every format and heading, and every kind of bad input named by row, column and value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from casework.backlog import evaluate, read_register, write_evaluation
from casework.backlog.headings import APPLICANT_TYPES, CHANNELS, HEADINGS, OUTCOMES, match_headings, word
from casework.errors import CaseworkError, DefinitionError, ImportRejected
from casework.regimes import CN_ORDER_711
from casework.regimes.cn_terms import APPLICANT_TYPES as TYPES

ON = date(2026, 11, 20)
PLAIN = {"登记编号": "1", "申请方式": "当面", "收到日期": "2026-03-09"}


def only(path, **options):
    register = read_register(path, **options)
    assert register.rejected == (), register.rejected
    (row,) = evaluate(register, ON).rows
    return row


def rejected(path, **options):
    register = read_register(path, **options)
    return [(fault.row, fault.column, fault.value) for fault in register.rejected]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-8", "\t"), ("utf-16", ","), ("gb18030", ";")],
)
def test_encodings_and_separators(sheet, encoding, delimiter):
    assert only(sheet(PLAIN, encoding=encoding, delimiter=delimiter)).clock.due == date(2026, 4, 7)


WRITTEN = ("2026-03-09", "2026/3/9", "2026.3.9", "20260309", "2026年3月9日", "46090", "2026-03-09 14:30:00",
           "2026-03-09T14:30", "２０２６-３-９", "2026-03-08T16:30:00Z", " 2026-03-09 ")  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_days_as_offices_write_them(sheet, text):
    assert only(sheet(PLAIN | {"收到日期": text})).clock.day_zero == date(2026, 3, 9)


@pytest.mark.parametrize("empty", ["", "-", "/", "无", " ", "－"])
def test_words_for_not_so(sheet, empty):
    assert only(sheet(PLAIN | {"答复日期": empty, "延期天数": empty})).verdict == "overdue"


def spreadsheet(path, *rows):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("台账")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, value, day)
                else:
                    page.write(number, column, value)
    return path


def test_xlsx_with_a_title_above_and_days_as_days(tmp_path):
    path = spreadsheet(
        tmp_path / "台账.xlsx", ["某区台账"], [], ["登记编号", "申请方式", "收到日期"], [7, "EMS", date(2026, 3, 9)]
    )
    row = only(path)
    assert (row.case_id, row.source.row, row.clock.due) == ("7", 4, date(2026, 4, 7))


def test_the_first_sheet_with_headings_is_read(tmp_path):
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "本表说明")
        page = book.add_worksheet("台账")
        page.write_row(0, 0, ["编号", "收到日期"])
        page.write_row(1, 0, ["1", "2026-03-09"])
    assert only(path).clock.due == date(2026, 4, 7)


def test_xls_of_the_old_kind():
    """register.xls was written once by another library: a spreadsheet day, a written day, and one that is none."""
    register = read_register(Path(__file__).parent / "register.xls")
    (row,) = evaluate(register, ON).rows
    assert (row.case_id, row.clock.due, row.verdict) == ("1", date(2026, 4, 7), "on_time")
    assert [(fault.row, fault.column) for fault in register.rejected] == [(3, "收到日期")]


def test_parquet_with_dates_and_text(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"case_id": ["1"], "received_on": [date(2026, 3, 9)], "channel": ["in_person"]}).write_parquet(path)
    assert only(path).clock.due == date(2026, 4, 7)


@pytest.mark.parametrize(("key", "heading"), [(k, h) for k, names in HEADINGS.items() for h in (k, *names)])
def test_every_heading_is_known(key, heading):
    found, warnings = match_headings([f" {heading[:1]} {heading[1:]}：", "x"], {})
    assert found == {key: 0}
    assert warnings == []


def test_of_two_headings_for_one_key_the_first_listed_wins():
    found, warnings = match_headings(["办结日期", "答复日期"], {})
    assert found == {"replied_on": 1}
    assert "办结日期" in warnings[0]


@pytest.mark.parametrize(
    ("headings", "key"),
    [
        (["编号", "签收日期"], "received_on"),
        (["编号", "签收日期", "送达日期"], "received_on"),
        (["编号", "签收日期", "送达方式"], "reply_signed_on"),
        (["编号", "收到日期", "签收日期"], "reply_signed_on"),
    ],
)
def test_the_signing_day_belongs_to_the_request_unless_a_reply_heading_claims_it(headings, key):
    found, _ = match_headings(headings, {})
    assert found[key] == headings.index("签收日期")


def test_a_mapping_file_names_other_headings(sheet, tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nreceived_on = ["到件日"]\ncase_id = "流水"\n', encoding="utf-8")
    row = only(sheet({"流水": "A", "到件日": "2026-03-09"}), mapping=mapping)
    assert row.clock.due == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns = 1", "mapping.columns"),
        ("[columns]\nwhen='x'", "mapping.columns.when"),
        ("[columns]\nunit=3", "mapping.columns.unit"),
        ("=", "not TOML"),
    ],
)
def test_a_bad_mapping_is_named_by_its_path(sheet, tmp_path, text, said):
    mapping = tmp_path / "m.toml"
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=said):
        read_register(sheet(PLAIN), mapping=mapping)


def test_vocabularies_are_the_regimes_own():
    assert set(OUTCOMES) == set(CN_ORDER_711.outcomes)
    assert set(CHANNELS) == set(CN_ORDER_711.channels)
    assert set(APPLICANT_TYPES) == set(TYPES)
    assert word("outcome", "不予公开") is None, "a bare refusal names no ground"


def test_a_bare_refusal_is_kept_as_unclear(sheet):
    row = only(sheet(PLAIN | {"答复日期": "2026-03-20", "答复类型": "不予公开"}))
    assert (row.source.outcome, row.verdict) == ("unclear", "on_time")


BAD = [
    ({"收到日期": "2026-02-31"}, "收到日期"),
    ({"收到日期": "0001-01-01"}, "收到日期"),
    ({"收到日期": "下周"}, "收到日期"),
    ({"收到日期": "9999999"}, "收到日期"),
    ({"收到日期": "31/12/2026"}, "收到日期"),
    ({"答复日期": "2026-03-08"}, "答复日期"),
    ({"送达日期": "2025-03-08"}, "送达日期"),
    ({"征求第三方意见日期": "2026-03-16", "第三方答复日期": "2026-03-15"}, "第三方答复日期"),
    ({"征求第三方意见日期": "2026-03-16", "第三方答复日期": "2026-03-17;2026-03-18"}, "第三方答复日期"),
    ({"征求机关意见日期": "2026-03-16;", "机关签收日期": "2026-03-15;"}, "机关签收日期"),
    ({"补正告知日期": "2026-03-16", "收到补正日期": "2026-03-15"}, "收到补正日期"),
    ({"收费通知日期": "2026-03-16", "缴费日期": "2026-03-15"}, "缴费日期"),
    ({"延期告知日期": "2026-03-16", "延期天数": "二十"}, "延期天数"),
    ({"延期天数": "-3"}, "延期天数"),
    ({"延期天数": "99999999999"}, "延期天数"),
    ({"登记编号": ""}, "登记编号"),
    ({"登记编号": "x" * 1_000_000}, "登记编号"),
    ({"收到日期": "9" * 1_000_000}, "收到日期"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column"), BAD, ids=lambda value: str(value)[:40])
def test_what_cannot_be_is_rejected_by_row_column_and_value(sheet, cells, column):
    path = sheet(PLAIN | {"登记编号": "0"}, PLAIN | cells)
    register = read_register(path)
    assert [case.case_id for case in register.cases] == ["0"], "the rest is analysed"
    (fault,) = register.rejected
    assert (fault.row, fault.column) == (3, column)
    assert fault.expected in fault.text()
    assert fault.words[0] in fault.text("zh")
    assert len(fault.text()) < 400
    assert "".join(cells.values()) in "".join(fault.cells), "nothing is lost"


def test_all_rows_that_share_a_number_are_rejected_each_naming_the_others(sheet):
    register = read_register(sheet(PLAIN, PLAIN, PLAIN | {"登记编号": "2"}, PLAIN))
    assert [fault.row for fault in register.rejected] == [2, 3, 5]
    assert "row 3, 5" in register.rejected[0].expected
    assert [case.case_id for case in register.cases] == ["2"]


def test_a_case_whose_day_zero_cannot_be_known_is_kept_and_counted_apart(sheet):
    evaluation = evaluate(
        read_register(sheet({"编号": "1", "登记日期": "2026-03-09"}, {"编号": "2", "收到日期": "2007-01-05"})), ON
    )
    assert evaluation.summary["unknown"] == 2
    assert evaluation.summary["cases"] == 2
    assert all(row.why for row in evaluation.rows)


def test_a_day_beyond_the_calendar_is_unknown_not_an_error(sheet):
    (row,) = evaluate(read_register(sheet(PLAIN | {"收到日期": "2032-12-20"})), date(2032, 12, 25)).rows
    assert row.verdict == "unknown"
    assert "2032-12-31" in row.why


def test_facts_after_the_day_are_unseen_and_warned_of(sheet):
    path = sheet(
        PLAIN | {"收到日期": "2026-11-02", "答复日期": "2026-11-25"},
        PLAIN | {"登记编号": "2", "收到日期": "2026-12-01"},
    )
    evaluation = evaluate(read_register(path), ON)
    assert [row.verdict for row in evaluation.rows] == ["open"]
    assert any("2026-11-25" in text for text in evaluation.warnings)
    assert any("not counted" in text for text in evaluation.warnings)


def test_the_input_is_never_changed(sheet):
    path = sheet(PLAIN, PLAIN)
    before = path.read_bytes()
    write_evaluation(evaluate(read_register(path), ON), path.parent / "out")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "0 bytes"),
        ("a.xlsx", b"", "0 bytes"),
        ("a.xlsx", b"PK\x03\x04 not really", "cannot be read"),
        ("a.xls", b"\xd0\xcf\x11\xe0junk", "cannot be read"),
        ("a.parquet", b"PAR1junk", "cannot be read"),
        ("a.csv", "编号,收到日期\n1,2026\n".encode("utf-16-le"), "encoding"),
        ("a.csv", b"\xff\x00\xfa\x81", "encoding"),
        ("a.csv", b"\n\n,,\n", "no cell with text"),
        ("a.csv", b"name,when\n1,2\n", "no row of headings"),
        ("a.pdf", b"%PDF", "expected .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRejected, match=said):
        read_register(path)


def test_a_missing_file_and_a_folder_are_sentences(tmp_path):
    for path, said in (
        (tmp_path / "none.csv", "no such file"),
        (tmp_path, "folder"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ):
        with pytest.raises(ImportRejected, match=said):
            read_register(path)


def test_headings_alone_are_an_empty_register(sheet):
    evaluation = evaluate(read_register(sheet(headings=["编号", "收到日期"])), ON)
    assert evaluation.summary["cases"] == 0
    assert evaluation.summary["on_time_rate"] is None


def test_ragged_rows_and_line_breaks_inside_cells(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text('编号,收到日期,备注\n1,2026-03-09\n2,2026-03-09,"两\n行",多余\n', encoding="utf-8")
    register = read_register(path)
    assert [case.case_id for case in register.cases] == ["1", "2"]
    assert any("more cells than headings" in text for text in register.warnings)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x"])
def test_cells_that_a_spreadsheet_would_run_are_written_as_text(sheet, cell):
    path = sheet(PLAIN | {"承办单位": cell}, PLAIN | {"登记编号": "", "申请内容": cell})
    folder = path.parent / "out"
    write_evaluation(evaluate(read_register(path), ON), folder)
    for name in ("cases.csv", "rejected.csv"):
        lines = (folder / name).read_text(encoding="utf-8-sig")
        assert f",{cell}," not in lines
        assert f",'{cell}," in lines or f",'{cell}\n" in lines


def test_the_applicant_is_never_printed(sheet):
    path = sheet(PLAIN | {"申请人": "秘密的人", "申请内容": "秘密的事"})
    evaluation = evaluate(read_register(path), ON)
    write_evaluation(evaluation, path.parent / "out")
    for name in ("cases.csv", "summary.json"):
        assert "秘密" not in (path.parent / "out" / name).read_text(encoding="utf-8-sig")
    assert "秘密" not in repr(evaluation)


def test_an_unwritable_folder_is_a_sentence(sheet):
    path = sheet(PLAIN)
    with pytest.raises(CaseworkError, match="cannot be written"):
        write_evaluation(evaluate(read_register(path), ON), path / "out")


LONG = ["case_id", "on", "step", "channel", "party", "working_days", "approved_by"]
STORY = [
    ["1", "2026-03-09", "open", "in_person"], ["1", "2026-03-09", "register"], ["1", "2026-03-10", "review"],
    ["1", "2026-03-10", "assign"], ["1", "2026-03-12", "consult_third_party", "", "甲"],
    ["1", "2026-04-02", "third_party_answers", "", "甲"], ["1", "2026-04-02", "extend", "", "", "5", "head"],
]  # fmt: skip


def long_sheet(sheet, rows):
    return sheet(*[dict(zip(LONG, row, strict=False)) for row in rows], headings=LONG)


def test_the_long_form_and_the_order_of_its_rows(sheet):
    register = read_register(long_sheet(sheet, STORY))
    row = evaluate(register, ON).rows[0]
    # out 03-13..04-02: 03-10..12(3), 04-03(4), 07..10(8), 13..17(13), 20..24(18), 27..30(22), 05-06..08(25)
    assert (row.state, row.clock.due) == ("in_handling", date(2026, 5, 8))
    assert row.source.case.irregular == ()
    backwards = evaluate(read_register(long_sheet(sheet, STORY[::-1])), ON).rows[0]
    assert (backwards.state, backwards.clock) == (row.state, row.clock)


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (["2", "2026-03-09", "register"], "step"), (["1", "never", "register"], "on"), (["1", "2026-03-09", "jump"], "step"),
        (["1", "2026-03-11", "extend", "", "", "five"], "working_days"), (["", "2026-03-11", "register"], "case_id"),
        (["3", "2007-03-11", "open"], "on"),
    ],
)  # fmt: skip
def test_bad_rows_of_the_long_form(sheet, bad, column):
    register = read_register(long_sheet(sheet, [*STORY, bad]))
    assert [case.case_id for case in register.cases] == ["1"]
    assert [(fault.row, fault.column) for fault in register.rejected] == [(9, column)]


def test_two_openings_of_one_case_are_no_case(sheet):
    register = read_register(long_sheet(sheet, [STORY[0], STORY[0]]))
    assert register.cases == ()
    assert [fault.row for fault in register.rejected] == [2, 3]


def test_same_day_entries_take_the_order_the_table_allows(sheet):
    rows = [STORY[0], ["1", "2026-03-10", "assign"], ["1", "2026-03-10", "register"], ["1", "2026-03-10", "receive_correction"],
            ["1", "2026-03-10", "request_correction"]]  # fmt: skip
    case = read_register(long_sheet(sheet, rows)).cases[0].case
    assert case.state == "in_handling"
    assert case.irregular == ()


def test_columns_nobody_reads_are_said_and_passed_through(sheet):
    path = sheet(PLAIN | {"流水": "7", "回复情况": "=1+1"})
    register = read_register(path)
    assert "流水, 回复情况" in register.warnings[0]
    write_evaluation(evaluate(register, ON), path.parent / "out")
    lines = (path.parent / "out" / "cases.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith(",流水,回复情况")
    assert lines[1].endswith(",7,'=1+1")


def test_a_register_without_any_receipt_column_is_told_so(sheet):
    register = read_register(sheet({"登记编号": "1", "承办单位": "x"}))
    assert any("no column gives the day of receipt" in text for text in register.warnings)


@pytest.mark.parametrize("heading", ["收到日期（必填）", "收到日期(年月日)", "收到时间", "收到申请时间", "收件日期"])
def test_remarks_in_brackets_and_times_for_days(sheet, heading):
    assert only(sheet({"登记编号": "1", heading: "2026-03-09"})).clock.due == date(2026, 4, 7)


def test_a_total_is_no_case(sheet):
    register = read_register(sheet(PLAIN, {"登记编号": "合 计"}))
    assert register.rejected == ()
    assert [(each.row, each.words[1]) for each in register.not_cases] == [(3, "a row of totals")]


def test_a_long_case_judged_without_some_of_its_rows_says_so(sheet):
    register = read_register(long_sheet(sheet, [*STORY[:5], ["1", "2026-04-02x", "third_party_answers", "", "甲"]]))
    assert "rejected rows 7" in evaluate(register, ON).rows[0].why


def test_outcomes_that_name_no_ground_are_said(sheet):
    assert "不予公开" in only(sheet(PLAIN | {"答复日期": "2026-03-20", "答复类型": "不予公开"})).why


def test_the_law_by_the_day_of_reply_where_an_office_says_so(sheet):
    path = sheet({"编号": "1", "收到日期": "2019-05-10", "答复日期": "2019-05-28"})
    assert only(path).source.case.regime.id == "cn_order_492"
    assert only(path, params={"regime_by": "reply"}).source.case.regime.id == "cn_order_711"
