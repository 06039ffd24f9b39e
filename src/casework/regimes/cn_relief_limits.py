"""The limits of relief, from the reconsideration and litigation laws; the same under both Orders.

A change in the law adds a row; no row is ever edited.
"""

from __future__ import annotations

from casework.law import Landing, TimeLimits, Unit, once, since
from casework.law.time_limit import ReadOn, Whose
from casework.regimes.cn_acts import (
    INTERPRETATION_2000,
    INTERPRETATION_2015,
    INTERPRETATION_2018,
    LITIGATION_LAW,
    LITIGATION_LAW_1989,
    RECONSIDERATION_LAW,
    RECONSIDERATION_LAW_1999,
)

CALENDAR_DAYS, WORKING_DAYS, MONTHS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
ROLLS = {"landing": Landing.NEXT_WORKING_DAY}

RECONSIDERATION_APPLICATION = TimeLimits.through_time(
    "reconsideration_application", "申请行政复议期限", "limit to apply for reconsideration",
    since("1999-10-01", 60, CALENDAR_DAYS, authority=RECONSIDERATION_LAW_1999.at("9"), **ROLLS),
    since("2024-01-01", 60, CALENDAR_DAYS, authority=RECONSIDERATION_LAW.at("20"), **ROLLS),
    day_zero="delivery of the reply; inaction: the last day of the reply limit", whose=Whose.OTHERS,
)  # fmt: skip
RECONSIDERATION_APPLICATION_UNTOLD = TimeLimits.through_time(
    "reconsideration_application", "申请行政复议期限（未告知权利）", "limit to apply for reconsideration, rights not told",
    since("2024-01-01", 12, MONTHS, authority=RECONSIDERATION_LAW.at("20"), **ROLLS),
    day_zero="knowledge of the content", whose=Whose.OTHERS,
)  # fmt: skip
RECONSIDERATION_DECISION = TimeLimits.through_time(
    "reconsideration_decision", "行政复议审理期限", "limit to decide the reconsideration",
    since("1999-10-01", 60, CALENDAR_DAYS, extension=once(30, RECONSIDERATION_LAW_1999.at("31")), authority=RECONSIDERATION_LAW_1999.at("31"), **ROLLS),
    since("2024-01-01", 60, CALENDAR_DAYS, extension=once(30, RECONSIDERATION_LAW.at("62")), authority=RECONSIDERATION_LAW.at("62"), **ROLLS),
    day_zero="acceptance", whose=Whose.OTHERS,
)  # fmt: skip
RECONSIDERATION_ANSWER = TimeLimits.through_time(
    "reconsideration_answer", "行政复议答复期限", "limit to answer in reconsideration",
    since("1999-10-01", 10, CALENDAR_DAYS, authority=RECONSIDERATION_LAW_1999.at("23"), **ROLLS),
    since("2024-01-01", 10, WORKING_DAYS, authority=RECONSIDERATION_LAW.at("48, 88")),
    day_zero="receipt of the papers",
)  # fmt: skip
RECONSIDERATION_ANSWER_SIMPLE = TimeLimits.through_time(
    "reconsideration_answer", "行政复议答复期限（简易程序）", "limit to answer in reconsideration, simple procedure",
    since("2024-01-01", 5, WORKING_DAYS, authority=RECONSIDERATION_LAW.at("54, 88")),
    day_zero="receipt of the papers",
)  # fmt: skip
RECONSIDERATION_ACCEPTANCE = TimeLimits.through_time(
    "reconsideration_acceptance", "行政复议受理期限", "limit to accept the reconsideration",
    since("1999-10-01", 5, WORKING_DAYS, authority=RECONSIDERATION_LAW_1999.at("17, 40")),
    since("2024-01-01", 5, WORKING_DAYS, authority=RECONSIDERATION_LAW.at("30, 88")),
    day_zero="receipt of the application by the reconsideration organ", whose=Whose.OTHERS,
)  # fmt: skip
RECONSIDERATION_PAPERS = TimeLimits.through_time(
    "reconsideration_papers", "复议申请书副本发送期限", "limit to send the papers of the reconsideration",
    since("1999-10-01", 7, WORKING_DAYS, authority=RECONSIDERATION_LAW_1999.at("23, 40")),
    since("2024-01-01", 7, WORKING_DAYS, authority=RECONSIDERATION_LAW.at("48, 88")),
    day_zero="acceptance", whose=Whose.OTHERS,
)  # fmt: skip
RECONSIDERATION_PAPERS_SIMPLE = TimeLimits.through_time(
    "reconsideration_papers", "复议申请书副本发送期限（简易程序）", "limit to send the papers of the reconsideration, simple procedure",
    since("2024-01-01", 3, WORKING_DAYS, authority=RECONSIDERATION_LAW.at("54, 88")),
    day_zero="acceptance", whose=Whose.OTHERS,
)  # fmt: skip
APPEAL = TimeLimits.through_time(
    "appeal", "上诉期限", "limit to appeal",
    since("1990-10-01", 15, CALENDAR_DAYS, authority=LITIGATION_LAW_1989.at("58"), **ROLLS),
    since("2015-05-01", 15, CALENDAR_DAYS, authority=LITIGATION_LAW.at("85"), **ROLLS),
    day_zero="service of the judgment", whose=Whose.OTHERS,
)  # fmt: skip
APPEAL_OF_RULING = TimeLimits.through_time(
    "appeal", "上诉期限（裁定）", "limit to appeal against a ruling",
    since("1990-10-01", 10, CALENDAR_DAYS, authority=LITIGATION_LAW_1989.at("58"), **ROLLS),
    since("2015-05-01", 10, CALENDAR_DAYS, authority=LITIGATION_LAW.at("85"), **ROLLS),
    day_zero="service of the ruling", whose=Whose.OTHERS,
)  # fmt: skip
LITIGATION_DIRECT = TimeLimits.through_time(
    "litigation_direct", "直接起诉期限", "limit to sue directly",
    since("1990-10-01", 3, MONTHS, authority=LITIGATION_LAW_1989.at("39"), **ROLLS),
    # three months from 2015-02-01 end on 2015-05-01: a limit not over on that day is read by the amended law
    since("2015-02-01", 6, MONTHS, authority=INTERPRETATION_2015.at("26"), **ROLLS),
    since("2015-05-01", 6, MONTHS, authority=LITIGATION_LAW.at("46"), **ROLLS),
    day_zero="knowledge of the reply; inaction: the last day of the reply limit", whose=Whose.OTHERS, read_on=ReadOn.DAY_ZERO,
)  # fmt: skip
LITIGATION_DIRECT_UNTOLD = TimeLimits.through_time(
    "litigation_direct", "直接起诉期限（未告知起诉期限）", "limit to sue directly, the limit not told",
    since("2000-03-10", 24, MONTHS, authority=INTERPRETATION_2000.at("41"), **ROLLS),
    since("2018-02-08", 12, MONTHS, authority=INTERPRETATION_2018.at("64"), **ROLLS),
    day_zero="knowledge of the content", whose=Whose.OTHERS,
)  # fmt: skip
LITIGATION_AFTER_RECONSIDERATION = TimeLimits.through_time(
    "litigation_after_reconsideration", "复议后起诉期限", "limit to sue after reconsideration",
    since("1990-10-01", 15, CALENDAR_DAYS, authority=LITIGATION_LAW_1989.at("38"), **ROLLS),
    since("2015-05-01", 15, CALENDAR_DAYS, authority=LITIGATION_LAW.at("45"), **ROLLS),
    day_zero="receipt of the decision, or the last day on which it was due", whose=Whose.OTHERS,
)  # fmt: skip
COURT_ANSWER = TimeLimits.through_time(
    "court_answer", "应诉答辩期限", "limit to answer in court",
    since("1990-10-01", 10, CALENDAR_DAYS, authority=LITIGATION_LAW_1989.at("43"), **ROLLS),
    since("2015-05-01", 15, CALENDAR_DAYS, authority=LITIGATION_LAW.at("67"), **ROLLS),
    day_zero="receipt of the copy of the complaint",
)  # fmt: skip
BAR_OF_RECONSIDERATION = TimeLimits.through_time(
    "bar.reconsideration_application", "最长申请行政复议期限", "absolute bar of reconsideration",
    since("2024-01-01", 60, MONTHS, authority=RECONSIDERATION_LAW.at("21"), **ROLLS),
    day_zero="the act itself", whose=Whose.OTHERS,
)  # fmt: skip
BAR_OF_SUIT = TimeLimits.through_time(
    "bar.litigation_direct", "最长起诉期限", "absolute bar of a suit",
    since("2015-05-01", 60, MONTHS, authority=LITIGATION_LAW.at("46"), **ROLLS),
    day_zero="the act itself", whose=Whose.OTHERS,
)  # fmt: skip
RECONSIDERATION_DECISION_SIMPLE = TimeLimits.through_time(
    "reconsideration_decision", "行政复议审理期限（简易程序）", "limit to decide the reconsideration, simple procedure",
    since("2024-01-01", 30, CALENDAR_DAYS, authority=RECONSIDERATION_LAW.at("62"), **ROLLS),
    day_zero="acceptance", whose=Whose.OTHERS,
)  # fmt: skip
BY_DECISION = TimeLimits.through_time(
    "reply", "重新答复期限（复议决定）", "reply limit ordered by a decision",
    since("1999-10-01", None, CALENDAR_DAYS, authority=RECONSIDERATION_LAW_1999.at("32"), note="the length named in the decision"),
    since("2024-01-01", None, CALENDAR_DAYS, authority=RECONSIDERATION_LAW.at("64, 77"), note="the length named in the decision"),
    day_zero="receipt of the decision",
)  # fmt: skip
BY_JUDGMENT = TimeLimits.through_time(
    "reply", "重新答复期限（判决）", "reply limit ordered by a judgment",
    since("1990-10-01", None, CALENDAR_DAYS, authority=LITIGATION_LAW_1989.at("54"), note="the length named in the judgment"),
    since("2015-05-01", None, CALENDAR_DAYS, authority=LITIGATION_LAW.at("70, 72"), note="the length named in the judgment"),
    day_zero="the judgment's effect",
)  # fmt: skip

RELIEF = (
    RECONSIDERATION_APPLICATION,
    RECONSIDERATION_DECISION,
    RECONSIDERATION_ANSWER,
    LITIGATION_DIRECT,
    LITIGATION_AFTER_RECONSIDERATION,
    COURT_ANSWER,
    RECONSIDERATION_ACCEPTANCE,
    RECONSIDERATION_PAPERS,
    APPEAL,
)
VARIANTS = {
    "reconsideration_application.untold": RECONSIDERATION_APPLICATION_UNTOLD,
    "reconsideration_answer.simple": RECONSIDERATION_ANSWER_SIMPLE,
    "reconsideration_decision.simple": RECONSIDERATION_DECISION_SIMPLE,
    "reconsideration_papers.simple": RECONSIDERATION_PAPERS_SIMPLE,
    "appeal.ruling": APPEAL_OF_RULING,
    "litigation_direct.untold": LITIGATION_DIRECT_UNTOLD,
    "bar.reconsideration_application": BAR_OF_RECONSIDERATION,
    "bar.litigation_direct": BAR_OF_SUIT,
}
ORDERED = {"reply.decision": BY_DECISION, "reply.judgment": BY_JUDGMENT}
