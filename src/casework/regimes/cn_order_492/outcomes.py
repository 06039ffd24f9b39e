"""How a request ended under Order 492: basis, what must be on file, row of table 三 (read into the later form)."""

from __future__ import annotations

from datetime import date

from casework.law import Cited, basis
from casework.procedure import Outcome
from casework.regimes.cn_acts import INTERPRETATION_2011, ORDER_492, PRACTICE

EITHER = ((date(2008, 5, 1), "either"),)  # 条例 art. 33: reconsideration or suit
FIRST_SINCE_2024 = (*EITHER, (date(2024, 1, 1), "first"))  # 行政复议法 (2023) art. 23(1)(4), by the day of the reply
FIRST = ("refused_state_secret", "refused_law_prohibits", "refused_three_safety_one_stability", "refused_third_party",
         "refused_internal_affairs", "refused_process_info", "refused_enforcement_file", "partially_granted")  # fmt: skip


def _row(
    outcome_id: str, zh: str, en: str, place: str, table3: str, on_file: str = "", *,
    releases: bool = False, contested: bool = False, item: str = "", zh_place: str = "",
) -> Outcome:  # fmt: skip
    cited: Cited = ORDER_492.at(place, zh=zh_place) if place else PRACTICE.at()
    if item:  # the Regulation is silent; the Supreme Court named what it does not hear
        cited = basis(PRACTICE.at(), INTERPRETATION_2011.at("2", zh=f"第2条第{item}项"))
    relief = FIRST_SINCE_2024 if outcome_id in FIRST else EITHER
    return Outcome(outcome_id, zh, en, cited, table3, on_file, releases, relief, contested)


OUTCOMES = {
    outcome.id: outcome
    for outcome in (
        _row("granted_already_public", "已主动公开，告知获取方式", "already public", "21", "granted", zh_place="第21条第1项"),
        _row("granted", "予以公开", "granted", "21", "granted", "secrecy review", releases=True, zh_place="第21条第1项"),
        _row("partially_granted", "部分公开", "partially granted", "22", "partially_granted", "secrecy review; a ground for each withheld part", releases=True),
        _row("refused_state_secret", "国家秘密", "state secret", "14", "refused_state_secret", "level and basis, or a determination"),
        _row("refused_law_prohibits", "法律、行政法规禁止公开", "law prohibits", "14", "refused_law_prohibits", "the provision"),
        _row("refused_three_safety_one_stability", "危及“三安全一稳定”", "three securities, one stability", "8", "refused_three_safety_one_stability", "assessment"),
        _row("refused_third_party", "保护第三方合法权益", "third party's rights", "23", "refused_third_party", "the consultation"),
        _row("refused_internal_affairs", "内部管理信息", "internal affairs", "", "refused_internal_affairs", "the ground"),
        _row("refused_process_info", "过程性信息", "process information", "", "refused_process_info", "the ground"),
        _row("refused_enforcement_file", "行政执法案卷", "enforcement file", "", "refused_enforcement_file", "the ground", item="4"),
        _row("refused_admin_query", "行政查询事项", "administrative query", "", "refused_admin_query", "the ground", item="4", contested=True),
        _row("not_held", "政府信息不存在", "not held", "21", "unavailable_not_held", "search record", zh_place="第21条第3项"),
        _row("not_ours", "不属于本机关公开", "not this organ's", "21", "unavailable_not_held", "the organ, or that it cannot be told which", zh_place="第21条第3项"),
        _row("needs_creation", "需另行制作", "would have to be created", "", "unavailable_needs_creation", item="3"),
        _row("still_unclear", "申请内容不明确", "still unclear after correction", "21", "unavailable_unclear", zh_place="第21条第4项"),
        _row("petition", "信访举报投诉类", "petition or complaint", "", "nothandled_petition", contested=True),
        _row("repeat", "重复申请", "repeated request", "", "nothandled_repeat", "earlier reply to the same applicant", contested=True),
        _row("publication", "要求提供公开出版物", "publication", "", "nothandled_publication", item="2", contested=True),
        _row("confirm_reissue", "要求确认或重新出具已获取信息", "confirm or reissue", "", "nothandled_confirm_reissue"),
        _row("not_government_information", "不属于政府信息", "not government information", "2", "other_other"),
        _row("other_other", "其他处理", "other", "", "other_other"),
    )
}  # fmt: skip
