"""Open questions of law (and a few of office policy): possible answers, the one taken by default, and the article.

None of these rests on a verified text; each default is the safer reading for the office's duty.
"""

from __future__ import annotations

from attrs import evolve

from casework.procedure import Param
from casework.regimes.cn_acts import (
    CITY_RULES,
    CIVIL_PROCEDURE_LAW,
    FEE_MEASURE,
    INTERPRETATION_2025,
    LITIGATION_LAW,
    ORDER_492,
    ORDER_711,
    RECEIPT_LETTER,
    RECONSIDERATION_LAW,
    SERVICE_LETTER,
)

YES_NO = ("yes", "no")

_ALL = (
    Param("pause_policy", "A", ("A", "B"), ORDER_711.at("33(3)"), "征求意见不计时的首日：A 发函次日，B 发函当日", "first day not counted while an opinion is asked: A the day after sending, B the day of sending"),
    Param("signed_mail_any_addressee", "yes", YES_NO, ORDER_711.at("31", zh="第31条第2项"), "信封写明其他人或部门的签收邮件是否自签收日起算", "whether signed mail counts from signing whoever is named on it"),
    Param("automatic_receipt_starts_clock", "yes", YES_NO, ORDER_711.at("31", zh="第31条第3项"), "系统自动回执是否视为双方确认", "whether an automatic receipt is the confirmation of both sides"),
    Param("extension_notice_latest", "due_day", ("due_day", "day_before"), ORDER_711.at("33(2)"), "延期告知最迟日", "latest day of the extension notice"),
    Param("restart_extension", "yes", YES_NO, ORDER_711.at("30, 33(2)"), "重新计算后可否再延期一次", "whether a restarted limit may be extended once again"),
    Param("late_correction_restarts", "yes", YES_NO, ORDER_711.at("30"), "超过补正告知期限、答复期限届满前的补正告知是否仍重新计算", "whether a correction notice after its own limit, but before the due day, still restarts"),
    Param("fee_clock", "restart", ("restart", "resume"), FEE_MEASURE.at("6"), "缴费后答复期限：重新计算或继续计算", "the reply limit after payment: restart or resume"),
    Param("determination_pauses", "no", YES_NO, ORDER_711.at("17(3), 33(3)"), "报请确定期间是否不计时", "whether referring for a determination pauses the clock"),
    Param("correction_days", "15", (), ORDER_711.at("30"), "补正告知书未写期限时的工作日数", "working days to correct where the notice names none"),
    Param("reasons_days", "7", (), ORDER_711.at("35"), "说明理由告知书未写期限时的工作日数", "working days for reasons where the letter names none"),
    Param("delayed_limit_moves", "no", YES_NO, ORDER_711.at("35"), "延迟答复期限是否因其后的征求或延期移动", "whether a delayed limit moves with later pauses or extensions"),
    Param("roll_on", "yes", YES_NO, CIVIL_PROCEDURE_LAW.at("85"), "自然日、月的期限末日为休息日时是否顺延", "whether a last day that is not worked rolls on (calendar days, months)"),
    Param("electronic_compliance", "arrival", ("arrival", "sending"), SERVICE_LETTER.at(), "电子送达的答复时点", "compliance day of an electronic reply"),
    Param("ordered_unit", "calendar_days", ("calendar_days", "working_days"), LITIGATION_LAW.at("72"), "责令期限未写单位时", "unit of an ordered length that names none"),
    Param("release_wait", "0", (), ORDER_711.at("32"), "告知第三方后至公开前等待的工作日数", "working days between telling the third party and the release", "audit", 0),
    Param("contested_relief", "notify", ("notify", "omit"), INTERPRETATION_2025.at("1"), "可诉性有争议的答复是否告知救济途径", "whether replies of contested admissibility tell of relief", "audit"),
    Param("inaction_relief", "either", ("either", "first"), RECONSIDERATION_LAW.at("23"), "逾期未答复是否复议前置", "whether inaction must go to reconsideration first"),
    Param("regime_by", "receipt", ("receipt", "reply"), ORDER_711.at("56"), "新旧条例按收到日或答复日适用", "which day decides between the two Orders"),
    Param("legal_review", "on", ("on", "off"), CITY_RULES.at(), "（内部制度）答复须经法制审核", "(office policy) every reply passes legal review"),
)  # fmt: skip

PARAMS_711 = {param.id: param for param in _ALL}
_ONLY_711 = {
    "late_correction_restarts",
    "fee_clock",
    "determination_pauses",
    "delayed_limit_moves",
    "correction_days",
    "reasons_days",
}
_BASIS_492 = {
    "pause_policy": (ORDER_492.at("24"), "A"),
    "signed_mail_any_addressee": (RECEIPT_LETTER.at(), "no"),
    "automatic_receipt_starts_clock": (RECEIPT_LETTER.at(), "yes"),
    "extension_notice_latest": (ORDER_492.at("24"), "due_day"),
    "restart_extension": (ORDER_492.at("24"), "yes"),
    "release_wait": (ORDER_492.at("23"), "0"),
    "regime_by": (ORDER_492.at("38"), "receipt"),
}
PARAMS_492 = {
    name: evolve(param, citation=_BASIS_492[name][0], default=_BASIS_492[name][1]) if name in _BASIS_492 else param
    for name, param in PARAMS_711.items()
    if name not in _ONLY_711
} | {
    "correction": Param("correction", "resume", ("resume", "restart"), ORDER_492.at("21", zh="第21条第4项"), "补正后答复期限：继续计算或重新计算", "the reply limit after a correction: resume or restart")
}  # fmt: skip
