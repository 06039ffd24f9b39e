"""What a verdict leaves out is said: a reply without its day, unread columns that move limits, rows that are no case."""

from __future__ import annotations

from datetime import date

import pytest

from casework.backlog import by_column, by_row, evaluate, read_register
from casework.backlog.by_row import Question
from casework.errors import ImportRejected

ON = date(2026, 11, 20)


def written(tmp_path, *lines):
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


HEAD = "编号,收到日期,答复日期,答复类型,撤回日期,归档日期"
WITHOUT_A_DAY = {
    "A-1,2026-01-05,,予以公开,,": "an outcome is stated without the day of the reply",
    "A-1,2026-01-05,,信息不存在,,2026-02-05": "an outcome is stated without the day of the reply",
    "A-1,2026-01-05,,,,2026-02-05": "archived without the day of a reply",
}


@pytest.mark.parametrize(("row", "said"), WITHOUT_A_DAY.items())
def test_a_request_that_looks_closed_is_not_overdue_in_silence(tmp_path, row, said):
    path = written(tmp_path, HEAD, row)
    (found,) = evaluate(read_register(path), ON, lang="en").rows
    assert found.verdict == "overdue"
    assert said in found.why
    assert [by_column.answer(Question(path, ON, "en")).late[0][2]] == [found.why]


@pytest.mark.parametrize(
    "row", ["A-1,2026-01-05,,,,", "A-1,2026-01-05,,申请人撤回,2026-01-20,", "A-1,2026-01-05,,补正告知,,"]
)
def test_nothing_is_said_where_no_reply_is_claimed(tmp_path, row):
    (found,) = evaluate(read_register(written(tmp_path, HEAD, row)), ON, lang="en").rows
    assert "counted as not replied to" not in found.why


def test_unread_columns_that_move_limits_are_named(tmp_path):
    path = written(tmp_path, "编号,收到日期,是否延期,补正情况,备注", "A-1,2026-01-05,是,1月10日补正,无")
    (said,) = [each for each in read_register(path).warnings if "moves a limit" in each]
    assert "是否延期, 补正情况 /" in said


NOT_CASES = {
    "A-2（作废）": "a void row",
    "A-2【已作废】": "a void row",
    "A-2 作废": "a void row",
    "示例": "an example row",
}


@pytest.mark.parametrize(("number", "why"), NOT_CASES.items())
@pytest.mark.parametrize("reader", [by_row, by_column])
def test_a_number_that_says_its_row_is_none(tmp_path, reader, number, why):
    path = written(tmp_path, "编号,收到日期,答复日期", "A-1,2026-01-05,", f"{number},2026-01-06,2026-01-07")
    summary = reader.answer(Question(path, ON, "en")).summary
    assert summary["cases"] == 1
    assert summary["not_cases"] == [{"row": 3, "why": why}]


@pytest.mark.parametrize("reader", [by_row, by_column])
def test_a_row_far_below_empty_ones(tmp_path, reader):
    """200,001 empty lines, then a request: each empty row would cost what a request costs."""
    path = written(tmp_path, "编号,收到日期", "A-1,2026-09-07" + "\n" * 200_001, "A-2,2026-09-08")
    with pytest.raises(ImportRejected, match="row 200004 stands below 200001 empty rows"):
        reader.answer(Question(path, ON, "en"))


@pytest.mark.parametrize("reader", [by_row, by_column])
def test_empty_rows_below_the_last_one_are_left_out(tmp_path, reader):
    path = written(tmp_path, "编号,收到日期", "A-1,2026-09-07", *[","] * 200_001)
    assert reader.answer(Question(path, ON, "en")).summary["cases"] == 1
