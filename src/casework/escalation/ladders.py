"""Ladders that ship: policy, not law. Red and yellow cards after 湖南省's supervision rules (2018), and reminders.

A change of policy is a new ladder, or an office's own.
"""

from __future__ import annotations

from casework.escalation.ladder import Ladder, Measure, Rung

OFFICE_DUTIES = ("reply", "reconsideration_answer", "court_answer", "rectify")
WINDOWS = (("correction_notice", ("received", "registered", "in_review")),)
OTHERS = ("correction", "reasons", "third_party", "agency_opinion", "payment")


def _reminder(rung_id: str, zh: str, en: str, offset: int, *told: str) -> Rung:
    return Rung(rung_id, zh, en, Measure.STATUTE, offset, told, appealable=False)


RAN_OUT = _reminder("ran_out", "对方期限已满", "someone else's limit ran out", 1, "handler")

CN_CARDS = Ladder(
    "cn_cards", "红黄牌", "red and yellow cards",
    (
        Rung("warning", "预警", "warning", Measure.PROMISE, -2, ("handler",), appealable=False),
        Rung("yellow", "黄牌", "yellow card", Measure.PROMISE, 1, ("handler", "disclosure_head")),
        Rung("red", "红牌", "red card", Measure.STATUTE, 1, ("disclosure_head", "approver"), offset_if_equal=2),
    ),
    OFFICE_DUTIES,
    WINDOWS,
    RAN_OUT,
    OTHERS,
)  # fmt: skip

EARLY = Ladder(
    "early", "提前提醒", "early reminders",
    (
        _reminder("ten_days", "剩10个工作日", "ten working days left", -10, "handler"),
        _reminder("five_days", "剩5个工作日", "five working days left", -5, "handler"),
        _reminder("two_days", "剩2个工作日", "two working days left", -2, "handler", "disclosure_head"),
    ),
    OFFICE_DUTIES,
    WINDOWS,
    RAN_OUT,
    OTHERS,
)  # fmt: skip
