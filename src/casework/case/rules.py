"""The audit table: what may have gone wrong in a case, on which day, by which article, and what is needed to judge it.

A row is a sentence; the functions behind the names stand in `judges.py`, and a test holds the two sets equal.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from attrs import frozen

from casework.law.citation import place_zh


class Severity(StrEnum):
    """breach: a duty of the law was not kept. lapse: a duty was kept badly, no right is lost. note: look at it."""

    BREACH = "breach"
    LAPSE = "lapse"
    NOTE = "note"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return {"breach": "违法", "lapse": "瑕疵", "note": "提示"}[self.value]


@frozen(slots=True)
class Rule:
    """One rule. basis: article of Order 711, or what else it rests on. on: which day the finding is dated.

    needs: columns of a flat register without which it cannot be judged ("(long form)": no column tells). about: steps one
    of which makes the rule a question at all (empty: every case); channel: only for requests that came by it. policy: an office setting, not law; judged only
    where the office says so.
    """

    id: str
    zh: str
    en: str
    on: str
    basis: str
    severity: Severity
    needs: tuple[str, ...] = ()
    policy: bool = False
    about: tuple[str, ...] = ()
    channel: str = ""

    def basis_under(self, regime_id: str) -> str:
        """The basis under a regime; the articles of the table are Order 711's."""
        return UNDER_492.get(self.id, self.basis) if regime_id == "cn_order_492" else self.basis


def basis_text(basis: str, lang: str) -> str:
    """A basis for people: a bare article is the Regulation's, "office" is office policy."""
    zh = lang == "zh"
    if basis == "office":
        return "内部制度" if zh else "office policy"
    if not re.fullmatch(r"\d+(\(\d+\))?(, \d+(\(\d+\))?)*", basis):
        return basis
    return "条例" + "、".join(map(place_zh, basis.split(", "))) if zh else f"art. {basis}"


_R, _E, _T, _F = ("reply", "reply_on_the_spot"), ("extend",), ("consult_third_party",), ("issue_fee_notice",)
_B, _L, _N = Severity.BREACH, Severity.LAPSE, Severity.NOTE

RULES: Final[dict[str, Rule]] = {
    rule.id: rule
    for rule in (
        Rule("reply_late", "逾期答复", "replied after the last day", "the reply", "33", _B, about=_R),
        Rule("no_reply", "逾期未答复", "no reply by the last day", "the last day", "33", _B),
        Rule("receipt_confirmed_late", "平常信函未于当日确认", "ordinary mail not confirmed on the day it came", "the confirmation", "31", _L, ("arrived_on", "confirmed_on"), channel="ordinary_mail"),
        Rule("correction_notice_late", "补正告知超过7个工作日", "correction asked for after its seven days", "the notice", "30", _L, ("correction_requested_on",), about=("request_correction",)),
        Rule("correction_notice_repeated", "重复告知补正", "correction asked for more than once", "the later notice", "30", _B, ("correction_requested_on",), about=("request_correction",)),
        Rule("extension_notified_late", "延期告知晚于期限", "extension told after the last day", "the notice", "33(2)", _B, ("extension_notified_on",), about=_E),
        Rule("extension_too_long", "延期超过20个工作日", "extended beyond what the law allows", "the notice", "33(2)", _B, ("extension_working_days",), about=_E),
        Rule("extension_repeated", "重复延期", "extended more than once", "the later notice", "33(2)", _B, ("extension_notified_on",), about=_E),
        Rule("extension_not_approved", "延期未经公开机构负责人同意", "extended without the head's consent", "the notice", "33(2)", _B, ("extension_approved_by",), about=_E),
        Rule("secrecy_review_missing", "公开前未经保密审查", "released without a secrecy review", "the reply", "17", _B, ("secrecy_reviewed_on", "outcome"), about=_R),
        Rule("legal_review_missing", "未经法制审核", "replied without a legal review", "the reply", "office", _L, ("legal_reviewed_on",), policy=True, about=_R),
        Rule("reviewer_is_drafter", "审核人即拟稿人", "reviewed by the drafter", "the review", "office", _L, ("(long form)",), policy=True, about=_R),
        Rule("third_party_not_consulted", "以第三方权益为由不予公开而未征求意见", "refused for a third party that was not asked", "the reply", "32", _B, ("third_party_sent_on", "outcome"), about=_R),
        Rule("third_party_not_told", "第三方反对而公开，未书面告知", "released against an objection without telling the third party", "the reply", "32", _B, ("(long form)",), about=_T),
        Rule("silence_taken_as_consent", "第三方未答复而公开，须载明自行决定的理由", "released although the third party was silent: the office's own reasons must be on file", "the reply", "32", _N, ("third_party_sent_on", "outcome"), about=_T),
        Rule("internal_unit_paused_clock", "以征求内设机构意见停止计时", "a unit of the organ itself taken as another organ", "the letter", "33(3)", _N, ("agency_capacity",), about=("consult_agency",)),
        Rule("consultation_closed_early", "未满15个工作日即视为第三方未答复", "a consultation closed before the addressee's limit", "the closing", "32, 34", _L, ("(long form)",), about=(*_T, "consult_agency")),
        Rule("excessive_without_reasons", "未要求说明理由即认定大量反复申请", "called excessive without asking for reasons", "the reply", "35", _B, ("(long form)",), about=_R),
        Rule("delayed_limit_without_reasons", "未认定理由合理即确定延迟期限", "delayed limit without reasons found reasonable", "the letter", "35", _B, ("(long form)",), about=("set_delayed_limit",)),
        Rule("fee_without_threshold", "未超过免费件数即收费", "charged although within the free number of the month", "the fee notice", "109号 4", _B, ("applicant",), about=_F),
        Rule("fee_notice_late", "收费通知晚于答复期限", "fee notice after the last day of the reply", "the fee notice", "109号 6", _B, ("fee_notified_on",), about=_F),
        Rule("lapse_too_early", "期限未满即不再处理", "treated as abandoned before the applicant's limit ran out", "the lapse", "30; 109号 6", _B, ("correction_served_on",), about=("lapse_uncorrected", "lapse_unpaid", "reasons_not_given")),
        Rule("late_act_without_effect", "期满后的行为不改变期限", "an act after the last day, which moves no day", "the act", "33", _N),
        Rule("outcome_without_basis", "答复类型无依据或缺少应备材料", "outcome without a ground, or without what must be on file", "the reply", "36", _L, ("outcome",), about=_R),
        Rule("relief_notice_wrong", "未告知救济途径或告知有误", "relief not told, or told wrongly", "the reply", "51; 复议法 23", _B, ("(long form)",), about=_R),
        Rule("reply_not_served", "送达不成后未再送达", "service failed and was not tried again", "the failure", "36", _L, ("(long form)",), about=_R),
        Rule("wrong_carrier", "以快递寄送公文", "sent by a courier instead of the post", "the reply", "邮政法 55", _N, ("reply_method",), about=_R),
        Rule("order_not_performed", "未按责令期限重新答复", "no new reply by the ordered day", "the ordered day", "复议法 77; 行诉法 72", _B, ("reopened_on",), about=("reopen",)),
        Rule("relief_answer_late", "行政复议逾期答复", "answer in reconsideration after its last day", "the last day", "复议法 48, 54", _B, ("(long form)",), about=("open_reconsideration",)),
        Rule("court_answer_late", "应诉逾期答辩", "answer in court after its last day", "the last day", "行诉法 67", _B, ("(long form)",), about=("open_litigation",)),
        Rule("entry_changed_during_relief", "救济期间更改记录", "an entry changed while relief runs", "the change", "复议法 46", _N, ("(long form)",), about=("open_reconsideration", "open_litigation")),
        Rule("set_aside_without_reason", "无正当理由不作申请登记", "set aside without one of the reasons for it", "the step", "31", _B, ("(long form)",), about=("set_aside",)),
        Rule("step_out_of_order", "步骤不合程序顺序", "a step the procedure has no place for", "the step", "45", _L),
        Rule("not_archived", "未按期归档", "not archived in time", "the last day", "office", _L, ("archived_on",), policy=True),
        Rule("registered_late", "未按期登记", "not registered in time", "the registration", "office", _L, ("registered_on",), policy=True),
    )
}  # fmt: skip

UNDER_492: Final = {
    "reply_late": "24", "no_reply": "24", "extension_notified_late": "24", "extension_too_long": "24",
    "extension_repeated": "24", "extension_not_approved": "24", "correction_notice_repeated": "21(4)",
    "secrecy_review_missing": "14", "third_party_not_consulted": "23", "third_party_not_told": "23",
    "silence_taken_as_consent": "23", "internal_unit_paused_clock": "24", "late_act_without_effect": "24",
    "outcome_without_basis": "21", "relief_notice_wrong": "33", "reply_not_served": "26",
    "receipt_confirmed_late": "207号", "set_aside_without_reason": "207号", "step_out_of_order": "practice",
}  # fmt: skip
"""Articles of Order 492, for cases read by it."""
