"""What a flat row means: receipt by channel, assumptions in one direction, the sentence why, and the summary by hand."""

from __future__ import annotations

from datetime import date

import pytest

from casework.backlog import evaluate, read_register

ON = date(2026, 11, 20)
BASE = {"编号": "1"}


def row_of(sheet, cells, lang="en", **options):
    (row,) = evaluate(read_register(sheet(BASE | cells), **options), ON, lang=lang).rows
    return row


@pytest.mark.parametrize(
    ("cells", "day_zero", "assumed"),
    [
        ({"申请方式": "当面", "申请日期": "2026-03-09"}, "2026-03-09", ""),
        ({"申请方式": "EMS", "申请日期": "2026-03-06", "来件日期": "2026-03-09"}, "2026-03-09", ""),
        ({"申请方式": "EMS", "申请日期": "2026-03-06"}, None, ""),
        ({"申请方式": "平信", "来件日期": "2026-03-06", "确认日期": "2026-03-09"}, "2026-03-09", ""),
        ({"申请方式": "传真", "来件日期": "2026-03-06", "登记日期": "2026-03-10"}, None, ""),
        ({"申请方式": "网络", "申请日期": "2026-03-09"}, "2026-03-09", "automatic_receipt"),
        ({"申请方式": "网络", "申请日期": "2026-03-06", "确认日期": "2026-03-09"}, "2026-03-09", ""),
        ({"申请日期": "2026-03-09"}, "2026-03-09", "receipt_day"),
        ({"申请方式": "网络", "申请日期": "2026-03-01", "收到日期": "2026-03-09"}, "2026-03-09", ""),
    ],
)
def test_day_zero_of_a_row(sheet, cells, day_zero, assumed):
    """Order 711 art. 31; a stated day of receipt beats the channel's rule."""
    row = row_of(sheet, cells)
    assert row.clock.day_zero == (date.fromisoformat(day_zero) if day_zero else None)
    assert " ".join(row.source.assumed) == assumed


@pytest.mark.parametrize(
    ("cells", "due", "assumed"),
    [
        ({"延期告知日期": "2026-04-02", "延期天数": "10"}, "2026-04-21", ()),
        ({"延期告知日期": "2026-04-02"}, "2026-05-08", ("extension_length",)),
        ({"延期天数": "20"}, "2026-05-08", ("extension_in_time",)),
        ({"延期至": "2026-04-17"}, "2026-04-17", ("extension_in_time",)),
        ({"延期批准人": "负责人"}, "2026-05-08", ("extension_in_time", "extension_length")),
        ({"第三方意见": "同意"}, "2026-04-07", ("consultation_without_day",)),
        ({"第三方答复日期": "2026-04-02"}, "2026-04-07", ("consultation_without_day",)),
        ({"收到补正日期": "2026-03-20"}, "2026-04-07", ("correction_without_notice",)),
        (
            {"征求第三方意见日期": "2026-03-16;", "第三方答复日期": "2026-03-20"},
            "2026-04-13",
            ("consultation_without_day",),
        ),
        ({"补正告知日期": "2026-03-12", "收到补正日期": "2026-03-20"}, "2026-04-20", ()),
        ({"收费通知日期": "2026-03-12", "缴费日期": "2026-03-20"}, "2026-04-20", ()),
    ],
)
def test_what_is_not_known_is_assumed_in_one_direction_and_marked(sheet, cells, due, assumed):
    """Received 2026-03-09, due 04-07: 03-10..13(4), 16..20(9), 23..27(14), 30..04-03(19), 07(20)."""
    row = row_of(sheet, {"收到日期": "2026-03-09"} | cells)
    assert row.clock.due == date.fromisoformat(due)
    assert row.source.assumed == assumed


@pytest.mark.parametrize(
    ("cells", "verdict", "assumed"),
    [
        ({"送达方式": "邮寄", "交邮日期": "2026-04-07", "送达日期": "2026-04-10"}, "on_time", ()),
        ({"送达方式": "当面", "交邮日期": "2026-04-07", "送达日期": "2026-04-10"}, "late", ()),
        ({"交邮日期": "2026-04-07", "送达日期": "2026-04-10"}, "on_time", ("reply_day",)),
        ({"答复日期": "2026-04-07"}, "on_time", ("reply_day",)),
        ({"落款日期": "2026-04-07"}, "overdue", ()),
        ({"撤回日期": "2026-04-01"}, "ended", ()),
        (
            {
                "补正告知日期": "2026-03-12",
                "补正告知送达日期": "2026-03-13",
                "答复日期": "2026-04-08",
                "答复类型": "逾期不补正",
            },
            "ended",
            (),
        ),
    ],
)
def test_the_verdict_of_a_row(sheet, cells, verdict, assumed):
    row = row_of(sheet, {"收到日期": "2026-03-09"} | cells)
    assert (row.verdict, row.source.assumed) == (verdict, assumed)


def test_the_sentence_says_how_the_day_came_about(sheet):
    cells = {
        "收到日期": "2026-03-04",
        "征求第三方意见日期": "2026-03-12",
        "第三方答复日期": "2026-04-02",
        "答复日期": "2026-04-24",
    }
    said = row_of(sheet, cells).why
    for part in ("received 2026-03-04", "2026-03-13..2026-04-02", "due 2026-04-23", "33(3)", "1 working days late"):
        assert part in said
    chinese = row_of(sheet, cells, lang="zh").why
    for part in ("2026-03-04收到", "扣除2026-03-13至2026-04-02", "至2026-04-23", "第33条第3款", "逾期1个工作日"):
        assert part in chinese


def test_a_parameter_changes_what_it_says(sheet):
    cells = {"收到日期": "2026-03-09", "征求第三方意见日期": "2026-03-16", "第三方答复日期": "2026-04-03"}
    assert row_of(sheet, cells).clock.due == date(2026, 4, 27)
    assert row_of(sheet, cells, params={"pause_policy": "B"}).clock.due == date(2026, 4, 28)


def test_old_cases_are_read_by_the_old_law_unless_one_is_named(sheet):
    cells = {"收到日期": "2016-03-07", "收费通知日期": "2016-03-10"}
    assert row_of(sheet, cells).clock.due == date(2016, 3, 28)
    forced = row_of(sheet, cells, regime="cn_order_711")
    assert forced.clock.due == date(2016, 4, 5), "20 wd: 03-08..11(4), 14..18(9), 21..25(14), 28..04-01(19), 05(20)"
    assert "fee_without_rule" in [note.code for note in forced.notes], "国办函〔2020〕109号 is in force from 2021-01-01"


HAND = (
    # received, posted, unit; due counted by hand on the 2026 notice
    ("2026-03-09", "2026-04-07", "甲"),  # due 04-07: on time, 20 used
    ("2026-03-09", "2026-04-08", "甲"),  # one late, 21 used
    ("2026-03-09", "", "乙"),  # overdue
    ("2026-11-02", "", "乙"),  # 11-30: 03..06(4), 09..13(9), 16..20(14) used, 6 left
    ("2026-10-27", "", "甲"),  # 28..30(3), 11-02..06(8), 09..13(13), 16..20(18): 2 left, due 11-24
    ("2026-11-20", "", "丙"),  # 20 left, due 12-18
    ("2026-03-10", "2026-03-17", "乙"),  # on time, 5 used
)


def test_the_summary_against_a_count_by_hand(sheet):
    rows = [
        {
            "编号": str(n),
            "收到日期": received,
            "送达方式": "邮寄" if posted else "",
            "交邮日期": posted,
            "承办单位": unit,
        }
        for n, (received, posted, unit) in enumerate(HAND)
    ]
    summary = evaluate(read_register(sheet(*rows)), ON).summary
    assert {key: summary[key] for key in ("cases", "open", "overdue", "closed_on_time", "closed_late", "unknown")} == {
        "cases": 7, "open": 4, "overdue": 1, "closed_on_time": 2, "closed_late": 1, "unknown": 0,
    }  # fmt: skip
    assert summary["due_within"] == {"5": 1, "10": 2, "20": 3}
    assert summary["on_time_rate"] == 0.6667
    # 04-08 is one working day over: yellow; the open one of 03-09 is far over: red; due 11-24 has two days left: warning
    assert summary["cards"] == {"warning": 1, "yellow": 1, "red": 1}
    assert summary["cards_per_100000"]["red"] == 14285.7
    assert summary["median_working_days"] == 20
    assert [(line["unit"], line["cases"], line["overdue"]) for line in summary["by_unit"]] == [
        ("乙", 3, 1),
        ("甲", 3, 0),
        ("丙", 1, 0),
    ]


def test_verdicts_that_rest_on_an_assumption_are_counted(sheet):
    assumed = {"编号": "1", "收到日期": "2026-03-09", "延期批准人": "负责人", "答复日期": "2026-04-20"}
    summary = evaluate(read_register(sheet(assumed, assumed | {"编号": "2", "答复日期": "2026-04-01"})), ON).summary
    assert summary["flips"] == 1
    assert summary["assumed"]["extension_length"] == 2


STOPPED = {"收到日期": "2026-03-09", "补正告知日期": "2026-03-12"}


@pytest.mark.parametrize(("replied", "verdict"), [("2026-04-10", "on_time"), ("2026-04-13", "unknown")])
def test_a_reply_while_the_clock_stood_still_is_judged_only_where_it_can_be(sheet, replied, verdict):
    """Had the correction come on 03-12: 13(1), 16..20(6), 23..27(11), 30..04-03(16), 07..10(20); later: not to be told."""
    row = row_of(sheet, STOPPED | {"答复日期": replied})
    assert row.verdict == verdict
    assert verdict == "on_time" or "not on record" in row.why


def test_the_sentence_says_from_which_day_it_is_counted_anew(sheet):
    said = row_of(sheet, STOPPED | {"收到补正日期": "2026-03-20"}).why
    assert "received 2026-03-09, counted anew from 2026-03-20" in said
