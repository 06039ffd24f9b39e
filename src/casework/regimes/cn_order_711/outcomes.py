"""How a request ends under Order 711: basis, what must be on file, row of table 三, and the way of relief."""

from __future__ import annotations

from datetime import date

from casework.procedure import Outcome
from casework.regimes.cn_acts import ORDER_711, PRACTICE

WITHHELD = ("14", "15", "16")
"""Articles whose refusals go to reconsideration first."""
EITHER = ((date(2019, 5, 15), "either"),)
FIRST_SINCE_2024 = ((date(2019, 5, 15), "either"), (date(2024, 1, 1), "first"))  # 行政复议法 (2023) art. 23(1)(4)


def _row(
    outcome_id: str, zh: str, en: str, place: str, table3: str, on_file: str = "", *,
    first: bool = False, releases: bool = False, contested: bool = False, zh_place: str = "",
) -> Outcome:  # fmt: skip
    basis = ORDER_711.at(place, zh=zh_place) if place else PRACTICE.at()
    first_for = WITHHELD if first else ()
    return Outcome(
        outcome_id,
        zh,
        en,
        basis,
        table3,
        on_file,
        releases,
        FIRST_SINCE_2024 if first else EITHER,
        contested,
        first_for,
    )


OUTCOMES = {
    outcome.id: outcome
    for outcome in (
        _row("granted_already_public", "已主动公开，告知获取方式", "already public", "36(1)", "granted", zh_place="第36条第1项"),
        _row("granted", "予以公开", "granted", "36(2)", "granted", "secrecy review", releases=True, zh_place="第36条第2项"),
        _row("partially_granted", "部分公开", "partially granted", "37", "partially_granted", "secrecy review; a ground for each withheld part", first=True, releases=True),
        _row("refused_state_secret", "国家秘密", "state secret", "14", "refused_state_secret", "level and basis, or a determination", first=True),
        _row("refused_law_prohibits", "法律、行政法规禁止公开", "law prohibits", "14", "refused_law_prohibits", "the provision", first=True),
        _row("refused_three_safety_one_stability", "危及“三安全一稳定”", "three securities, one stability", "14", "refused_three_safety_one_stability", "assessment", first=True),
        _row("refused_third_party", "保护第三方合法权益", "third party's rights", "15, 32", "refused_third_party", "the consultation", first=True),
        _row("refused_internal_affairs", "内部事务信息", "internal affairs", "16", "refused_internal_affairs", "the ground", first=True),
        _row("refused_process_info", "过程性信息", "process information", "16", "refused_process_info", "the ground", first=True),
        _row("refused_enforcement_file", "行政执法案卷", "enforcement file", "16", "refused_enforcement_file", "the ground", first=True),
        _row("refused_admin_query", "行政查询事项", "administrative query", "36(7)", "refused_admin_query", "the ground", zh_place="第36条第7项", contested=True),
        _row("not_held", "本机关不掌握", "not held", "36(4)", "unavailable_not_held", "search record", zh_place="第36条第4项"),
        _row("not_ours", "不属于本机关负责公开", "not this organ's", "36(5)", "unavailable_not_held", "the organ, or that it cannot be told which", zh_place="第36条第5项"),
        _row("needs_creation", "没有现成信息，需另行制作", "would have to be created", "38", "unavailable_needs_creation"),
        _row("still_unclear", "补正后申请内容仍不明确", "still unclear after correction", "30", "unavailable_unclear", "notice and corrected application"),
        _row("petition", "信访举报投诉类", "petition or complaint", "39(1)", "nothandled_petition", contested=True),
        _row("repeat", "重复申请", "repeated request", "36(6)", "nothandled_repeat", "earlier reply to the same applicant", zh_place="第36条第6项", contested=True),
        _row("publication", "要求提供公开出版物", "publication", "39(2)", "nothandled_publication", contested=True),
        _row("excessive", "无正当理由大量反复申请", "excessive", "35", "nothandled_excessive", "reasons asked, and unreasonable or not given", contested=True),
        _row("confirm_reissue", "要求确认或重新出具已获取信息", "confirm or reissue", "", "nothandled_confirm_reissue"),
        _row("not_government_information", "不属于政府信息", "not government information", "2", "other_other"),
        _row("other_correction_overdue", "逾期不补正", "not corrected in time", "30", "other_correction_overdue", "notice and its delivery"),
        _row("other_fee_overdue", "逾期不缴费", "fee not paid in time", "42", "other_fee_overdue", "fee notice and its delivery"),
        _row("other_other", "其他处理", "other", "", "other_other"),
    )
}  # fmt: skip
