"""The audit table of the Orders: what may have gone wrong, on which day, by which article, and what is needed to judge.

A row is a sentence; the functions it names stand in `fires.py` and `fires_on_replies.py`. Articles are read by the day
of the act. No sentence holds a number of the law: those come from the limits.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from casework.law import Basis, Citation, basis
from casework.procedure.rule import Rule, Severity
from casework.regimes.cn import bases, fires, fires_on_replies, on_file
from casework.regimes.cn_acts import (
    FEE_MEASURE,
    LITIGATION_LAW,
    LITIGATION_LAW_1989,
    OFFICE,
    ORDER_492,
    ORDER_711,
    PRACTICE,
    RECEIPT_LETTER,
    RECONSIDERATION_LAW,
    RECONSIDERATION_LAW_1999,
)

_R, _E, _T, _F = (
    ("reply", "reply_on_the_spot"), ("extend",), ("consult_third_party", "third_party_answers"), ("issue_fee_notice",)
)  # fmt: skip
_C = ("request_correction",)
_B, _L, _N = Severity.BREACH, Severity.LAPSE, Severity.NOTE
_LONG = ("(long form)",)
_OFFICE = basis(OFFICE.at())
_RELIEF_TOLD = (RECONSIDERATION_LAW.at("23"),)
_ANSWER = basis(RECONSIDERATION_LAW_1999.at("23"), RECONSIDERATION_LAW.at("48, 54"))
_COURT = basis(LITIGATION_LAW_1989.at("43"), LITIGATION_LAW.at("67"))


def _711(*places: str) -> Basis:
    return basis(*(ORDER_711.at(place) for place in places))


def _492(*places: str) -> Basis:
    return basis(*(ORDER_492.at(place) for place in places))


def _fee(place: str) -> Basis:
    return basis(FEE_MEASURE.at(place))


RULES_711: Final[dict[str, Rule]] = {
    rule.id: rule
    for rule in (
        Rule("reply_late", "逾期答复", "replied after the last day", "the reply", _711("33"), _B, fires.reply_late, about=_R),
        Rule("no_reply", "逾期未答复", "no reply by the last day", "the last day", _711("33"), _B, fires.no_reply),
        Rule("receipt_confirmed_late", "平常信函未于当日确认", "ordinary mail not confirmed on the day it came", "the confirmation", _711("31"), _L, fires.receipt_confirmed_late, ("arrived_on", "confirmed_on"), channel="ordinary_mail"),
        Rule("correction_notice_late", "补正告知超过法定期限", "correction asked for after its last day", "the notice", _711("30"), _L, fires.noted("correction_notice_late"), ("correction_requested_on",), about=_C),
        Rule("correction_notice_repeated", "重复告知补正", "correction asked for more than once", "the later notice", _711("30"), _B, fires.correction_repeated, ("correction_requested_on",), about=_C),
        Rule("correction_notice_incomplete", "补正告知未写明补正事项或期限", "a correction notice without what to correct, or by when", "the notice", _711("30"), _L, fires.correction_incomplete, ("correction_requested_on", "correction_items", "correction_until"), about=_C, keys=("items",), live=True),
        Rule("extension_notified_late", "延期告知晚于期限", "extension told after the last day", "the notice", _711("33(2)"), _B, fires.noted("extension_late"), ("extension_notified_on",), about=_E),
        Rule("extension_too_long", "延期超过上限", "extended beyond what the law allows", "the notice", _711("33(2)"), _B, fires.noted("extension_too_long"), ("extension_working_days",), about=_E),
        Rule("extension_repeated", "重复延期", "extended more than once", "the later notice", _711("33(2)"), _B, fires.noted("extension_repeated"), ("extension_notified_on",), about=_E),
        Rule("extension_not_approved", "延期未经公开机构负责人同意", "extended without the head's consent", "the notice", _711("33(2)"), _B, fires.extension_not_approved, ("extension_approved_by",), about=_E),
        Rule("secrecy_review_missing", "公开前未经保密审查", "released without a secrecy review", "the reply", _711("17"), _B, fires_on_replies.secrecy_review_missing, ("secrecy_reviewed_on", "outcome"), about=_R),
        Rule("legal_review_missing", "未经法制审核", "replied without a legal review", "the reply", _OFFICE, _L, fires_on_replies.legal_review_missing, ("legal_reviewed_on",), policy=True, about=_R),
        Rule("reviewer_is_drafter", "审核人即拟稿人", "reviewed by the drafter", "the review", _OFFICE, _L, fires_on_replies.reviewer_is_drafter, _LONG, policy=True, about=("pass_legal_review", "approve")),
        Rule("reply_differs_from_draft", "答复类型与签发的答复稿不一致", "the reply's outcome is not that of the approved draft", "the reply", _711("45"), _L, fires_on_replies.unless(on_file.as_approved), _LONG, about=_R),
        Rule("third_party_not_consulted", "以第三方权益为由不予公开而未征求意见", "refused for a third party that was not asked", "the reply", _711("32"), _B, fires_on_replies.third_party_not_consulted, ("third_party_sent_on", "outcome"), about=_R, live=True),
        Rule("withheld_for_third_party_not_consulted", "以第三方权益为由部分不予公开而未征求意见", "withheld in part for a third party that was not asked", "the reply", _711("15", "32"), _B, fires_on_replies.withheld_not_consulted, ("third_party_sent_on", "outcome", "withheld|grounds"), about=_R, keys=("withheld|grounds",), live=True),
        Rule("third_party_consented_yet_refused", "第三方均同意公开，仍以其权益为由不予公开", "refused for a third party that consented", "the reply", _711("15", "32"), _B, fires_on_replies.consented_yet_refused, ("third_party_opinion", "outcome"), about=_T, keys=("opinion",), live=True),
        Rule("released_over_objection", "第三方以合理理由反对，未作公共利益决定即公开", "released over a reasoned objection without a decision on the public interest", "the reply", _711("15", "32"), _B, fires_on_replies.unless(on_file.objection_overridden), ("third_party_opinion", "third_party_reasonable", "objection_overridden_on", "outcome", "withheld|grounds"), about=_T, keys=("reasonable", "withheld|grounds")),
        Rule("third_party_not_told", "不顾第三方合理反对而公开，未书面告知", "released over a reasoned objection without telling the third party", "the reply", _711("32"), _B, fires_on_replies.third_party_not_told, ("third_party_opinion", "third_party_reasonable", "third_party_told_on", "outcome", "withheld|grounds"), about=_T, keys=("reasonable", "withheld|grounds"), live=True),
        Rule("silence_taken_as_consent", "第三方未答复而公开，须载明自行决定的理由", "released although the third party was silent: the office's own reasons must be on file", "the reply", _711("32"), _N, fires_on_replies.silence_taken_as_consent, ("third_party_sent_on", "outcome"), about=_T),
        Rule("internal_unit_paused_clock", "以征求内设机构意见停止计时", "a unit of the organ itself taken as another organ", "the letter", _711("33(3)"), _N, fires.noted("internal_unit_does_not_pause"), ("agency_capacity",), about=("consult_agency",)),
        Rule("consultation_closed_early", "期限未满即视为被征求方未答复", "a consultation closed before the addressee's limit", "the closing", _711("32", "34"), _L, fires.consultation_closed_early, _LONG, about=(*_T, "consult_agency")),
        Rule("excessive_without_reasons", "未要求说明理由即认定大量反复申请", "called excessive without asking for reasons", "the reply", _711("35"), _B, fires_on_replies.excessive_without_reasons, _LONG, about=_R, live=True),
        Rule("delayed_limit_without_reasons", "未认定理由合理即确定延迟期限", "delayed limit without reasons found reasonable", "the letter", _711("35"), _B, fires.delayed_without_reasons, _LONG, about=("set_delayed_limit",)),
        Rule("fee_without_threshold", "未超过免费数量即收费", "charged although within the free number", "the fee notice", _fee("4, 5"), _B, fires.fee_without_threshold, ("applicant",), about=_F),
        Rule("fee_by_both_scales", "同一申请既按件又按量收费", "one request charged by items and by pages", "the fee notice", _fee("3"), _B, fires.fee_by_both_scales, ("fee_items", "fee_pages"), about=_F, keys=("items", "pages"), live=True),
        Rule("fee_amount_wrong", "收费金额与标准不符", "an amount that the tiers do not give", "the fee notice", _fee("4, 5"), _B, fires.fee_amount_wrong, ("fee_amount", "fee_items|fee_pages"), about=_F, keys=("amount", "items|pages"), live=True),
        Rule("fee_notice_late", "收费通知晚于答复期限", "fee notice after the last day of the reply", "the fee notice", _fee("6"), _B, fires.noted("stop_late", "issue_fee_notice"), ("fee_notified_on",), about=_F),
        Rule("lapse_too_early", "期限未满即不再处理", "treated as abandoned before the applicant's limit ran out", "the lapse", basis(ORDER_711.at("30"), *bases.FEES.places), _B, fires.lapse_too_early, ("correction_served_on",), about=("lapse_uncorrected", "lapse_unpaid", "reasons_not_given")),
        Rule("late_act_without_effect", "期满后的行为不改变期限", "an act after the last day, which moves no day", "the act", _711("33"), _N, fires.late_act),
        Rule("outcome_without_basis", "答复类型无依据或缺少应备材料", "outcome without a ground, or without what must be on file", "the reply", _711("36"), _L, fires_on_replies.outcome_without_basis, ("outcome",), about=_R, live=True),
        Rule("refusal_without_ground", "不予公开未写明依据和理由", "refused without a ground", "the reply", basis(ORDER_711.at("36", zh="第36条第3项")), _B, fires_on_replies.unless(on_file.ground_on_file), ("grounds", "outcome"), about=_R, keys=("grounds",)),
        Rule("withheld_part_without_ground", "部分公开未逐项写明不予公开的依据", "a part withheld without a ground", "the reply", _711("37"), _B, fires_on_replies.unless(on_file.withheld_parts_on_file), ("withheld|grounds", "outcome"), about=_R, keys=("withheld|grounds",)),
        Rule("not_held_without_search", "答复不掌握而无检索记录", "not held, without a search on file", "the reply", basis(ORDER_711.at("36", zh="第36条第4项")), _B, fires_on_replies.unless(on_file.search_on_file), ("search", "outcome"), about=_R, keys=("search",), live=True),
        Rule("repeat_without_earlier_reply", "以重复申请不予处理而未载明此前的答复", "called repeated without naming the earlier reply to the same applicant", "the reply", basis(ORDER_711.at("36", zh="第36条第6项")), _B, fires_on_replies.unless(on_file.earlier_reply_on_file), ("earlier_reply", "outcome"), about=_R, keys=("earlier_reply",), live=True),
        Rule("not_ours_without_organ", "告知不属于本机关而未告知负责机关", "not this organ's, without naming the organ or that it cannot be told", "the reply", basis(ORDER_711.at("36", zh="第36条第5项")), _L, fires_on_replies.unless(on_file.organ_on_file), ("directed_to", "outcome"), about=_R, keys=("directed_to",), live=True),
        Rule("same_decision_again", "被撤销后以同一理由作出相同答复", "the same decision on the same ground after a revocation", "the later reply", bases.NOT_THE_SAME_AGAIN, _B, fires_on_replies.same_decision_again, _LONG, about=("reopen",), keys=("cause",), live=True),
        Rule("relief_notice_wrong", "未告知救济途径或告知有误", "relief not told, or told wrongly", "the reply", basis(ORDER_711.at("51"), *_RELIEF_TOLD), _B, fires_on_replies.relief_notice_wrong, _LONG, about=_R, live=True),
        Rule("reply_not_served", "送达不成后未再送达", "service failed and was not tried again", "the failure", _711("36"), _L, fires_on_replies.reply_not_served, _LONG, about=_R),
        Rule("wrong_carrier", "以快递寄送公文", "sent by a courier instead of the post", "the reply", bases.CARRIER, _N, fires_on_replies.wrong_carrier, ("reply_method",), about=_R, live=True),
        Rule("order_not_performed", "未按责令期限重新答复", "no new reply by the ordered day", "the ordered day", bases.REOPEN_711, _B, fires.order_not_performed, ("reopened_on",), about=("reopen",)),
        Rule("relief_answer_late", "行政复议逾期答复", "answer in reconsideration after its last day", "the last day", _ANSWER, _B, fires.missed("reconsideration_answer"), _LONG, about=("open_reconsideration",)),
        Rule("court_answer_late", "应诉逾期答辩", "answer in court after its last day", "the last day", _COURT, _B, fires.missed("court_answer"), _LONG, about=("open_litigation",)),
        Rule("entry_changed_during_relief", "救济期间更改或删除记录", "an entry changed or erased while relief runs", "the change", bases.RECORDS_IN_RELIEF, _N, fires.entry_changed, _LONG, about=("open_reconsideration", "open_litigation")),
        Rule("set_aside_without_reason", "无正当理由不作申请登记", "set aside without one of the reasons for it", "the step", _711("31"), _B, fires.set_aside_without_reason, _LONG, about=("set_aside",)),
        Rule("step_out_of_order", "步骤不合程序顺序", "a step the procedure has no place for", "the step", _711("45"), _L, fires.out_of_order),
        Rule("not_archived", "未按期归档", "not archived in time", "the last day", _OFFICE, _L, fires.not_archived, ("archived_on",), policy=True),
        Rule("registered_late", "未按期登记", "not registered in time", "the registration", _OFFICE, _L, fires.registered_late, ("registered_on",), policy=True),
    )
}  # fmt: skip

_21 = Citation(ORDER_492, "21", "第21条第3项")
_UNDER_492: Final[dict[str, Basis]] = {
    "reply_late": _492("24"), "no_reply": _492("24"),
    "receipt_confirmed_late": basis(PRACTICE.at(), RECEIPT_LETTER.at()),
    "extension_notified_late": _492("24"), "extension_too_long": _492("24"), "extension_repeated": _492("24"),
    "extension_not_approved": _492("24"), "secrecy_review_missing": _492("14"), "legal_review_missing": _OFFICE,
    "reviewer_is_drafter": _OFFICE, "reply_differs_from_draft": basis(PRACTICE.at()),
    "third_party_not_consulted": _492("23"), "withheld_for_third_party_not_consulted": _492("22", "23"),
    "third_party_consented_yet_refused": _492("23"), "released_over_objection": _492("23"),
    "third_party_not_told": _492("23"), "silence_taken_as_consent": _492("23"), "internal_unit_paused_clock": _492("24"),
    "late_act_without_effect": _492("24"), "outcome_without_basis": _492("21"),
    "refusal_without_ground": basis(ORDER_492.at("21", zh="第21条第2项")), "withheld_part_without_ground": _492("22"),
    "not_held_without_search": basis(_21), "repeat_without_earlier_reply": basis(PRACTICE.at()),
    "not_ours_without_organ": basis(_21), "same_decision_again": bases.NOT_THE_SAME_AGAIN,
    "relief_notice_wrong": basis(ORDER_492.at("33"), *_RELIEF_TOLD), "reply_not_served": _492("26"),
    "wrong_carrier": bases.CARRIER, "order_not_performed": bases.REOPEN_492, "relief_answer_late": _ANSWER,
    "court_answer_late": _COURT, "entry_changed_during_relief": bases.RECORDS_IN_RELIEF,
    "set_aside_without_reason": basis(PRACTICE.at(), RECEIPT_LETTER.at()), "step_out_of_order": basis(PRACTICE.at()),
    "not_archived": _OFFICE, "registered_late": _OFFICE,
}  # fmt: skip
"""What Order 492 knows, and its articles. It has no one-time correction, no limit for it, no fees by tiers."""

RULES_492: Final = {
    name: evolve(rule, basis=_UNDER_492[name]) for name, rule in RULES_711.items() if name in _UNDER_492
}
