"""What offices call their columns, and what they write in them: literal tables, first listed wins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "case_id": ("编号", "登记编号", "受理编号", "申请编号", "登记号"),
    "applicant": ("申请人", "申请人姓名或名称"),
    "applicant_type": ("申请人类型", "申请人性质"),
    "channel": ("申请方式", "申请渠道", "提交方式"),
    "submitted_on": ("申请日期", "提交日期"),
    "arrived_on": ("来件日期",),
    "confirmed_on": ("确认日期",),
    "received_on": ("收到日期", "收到申请日期", "接收日期", "收件日期"),
    "registered_on": ("登记日期",),
    "subject": ("申请内容", "申请公开内容", "所需信息", "信息名称"),
    "unit": ("承办单位", "承办部门", "承办科室"),
    "correction_requested_on": ("补正告知日期", "补正通知日期"),
    "correction_served_on": ("补正告知送达日期",),
    "correction_until": ("补正期限",),
    "correction_received_on": ("收到补正日期", "补正日期"),
    "correction_items": ("补正事项", "补正内容"),
    "third_party_sent_on": ("征求第三方意见日期",),
    "third_party_received_on": ("第三方签收日期",),
    "third_party_returned_on": ("第三方答复日期",),
    "third_party_opinion": ("第三方意见",),
    "third_party_reasonable": ("第三方理由是否合理",),
    "third_party_told_on": ("告知第三方日期", "书面告知第三方日期"),
    "objection_overridden_on": ("公共利益决定日期", "公共利益决定公开日期"),
    "agency_sent_on": ("征求机关意见日期",),
    "agency_received_on": ("机关签收日期",),
    "agency_returned_on": ("机关答复日期",),
    "agency_capacity": ("共同制作或相关",),
    "extension_notified_on": ("延期告知日期", "延期日期"),
    "extension_working_days": ("延期天数", "延期工作日"),
    "extension_until": ("延期至",),
    "extension_approved_by": ("延期批准人",),
    "fee_notified_on": ("收费通知日期",),
    "fee_served_on": ("收费通知送达日期",),
    "fee_paid_on": ("缴费日期",),
    "fee_items": ("收费件数",),
    "fee_pages": ("收费页数",),
    "fee_amount": ("收费金额", "应缴费用"),
    "delayed_until": ("延迟答复期限",),
    "secrecy_reviewed_on": ("保密审查日期",),
    "legal_reviewed_on": ("法制审核日期", "合法性审核日期"),
    "approved_on": ("签发日期",),
    "reply_method": ("送达方式",),
    "reply_posted_on": ("交邮日期", "寄出日期"),
    "reply_signed_on": ("送达日期",),
    "replied_on": ("答复日期", "办结日期"),
    "reply_dated_on": ("落款日期",),
    "outcome": ("答复类型", "办理结果", "答复结果"),
    "grounds": ("答复依据", "不予公开依据", "不予公开理由", "法律依据"),
    "withheld": ("不予公开部分", "不予公开部分及依据", "未公开部分"),
    "search": ("检索情况", "检索记录", "查找情况"),
    "directed_to": ("告知的负责机关", "负责机关", "负责公开的机关"),
    "earlier_reply": ("此前的答复", "此前答复文号", "原答复文号"),
    "withdrawn_on": ("撤回日期",),
    "archived_on": ("归档日期",),
    "reopened_on": ("重新办理日期",),
    "reopen_days": ("责令期限",),
    "reconsideration_result": ("行政复议结果",),
    "litigation_result": ("行政诉讼结果",),
}
LONG_FORM: Final[dict[str, tuple[str, ...]]] = {"case_id": HEADINGS["case_id"], "on": ("日期",), "step": ("步骤",)}
FREE_TEXTS: Final = frozenset(
    ("correction_items", "grounds", "withheld", "search", "directed_to", "earlier_reply", "subject")
)
"""Columns of free text: a semicolon there parts nothing."""
LISTS: Final = frozenset(
    key
    for key in HEADINGS
    if key.startswith(("correction_", "third_party_", "agency_", "extension_")) and key not in FREE_TEXTS
)
DAYS: Final = frozenset(key for key in HEADINGS if key.endswith(("_on", "_until")))
SIGNED: Final = "签收日期"
"""Day 0 of a signed letter, or the signature on the reply: decided by the headings beside it."""

CHANNELS: Final = {
    "in_person": ("当面提交", "当面", "现场"),
    "oral": ("口头申请", "口头"),
    "signed_mail": ("邮寄", "EMS", "挂号", "挂号信", "邮寄（签收）", "信函"),
    "ordinary_mail": ("平常信函", "平信"),
    "online": ("互联网", "网络", "在线", "邮箱", "电子邮件", "网上", "在线申请"),
    "fax": ("传真",),
}
APPLICANT_TYPES: Final = {
    "natural_person": ("自然人", "公民", "个人"),
    "commercial_enterprise": ("商业企业", "企业"),
    "research_body": ("科研机构",),
    "social_welfare_body": ("社会公益组织",),
    "legal_service_body": ("法律服务机构", "律所", "律师事务所"),
    "other_organisation": ("其他",),
}
METHODS: Final = {
    "direct": ("直接送达", "当面", "当面送达", "自取"),
    "entrusted": ("委托送达", "委托"),
    "post": ("邮寄", "邮寄送达", "EMS", "挂号", "挂号信"),
    "courier": ("快递", "顺丰", "顺丰快递"),
    "electronic": ("电子送达", "电子邮件", "邮箱", "网络", "在线", "互联网", "电子"),
}
OPINIONS: Final = {
    "consents": ("同意", "同意公开"),
    "consents_in_part": ("部分同意", "同意部分公开"),
    "objects": ("不同意", "不同意公开", "反对"),
}
REASONABLE: Final = {"yes": ("是", "合理", "有理"), "no": ("否", "不合理", "无理")}
CAPACITIES: Final = {
    "co_maker": ("共同制作", "共同制作机关"),
    "concerned": ("相关", "其他机关", "相关机关"),
    "internal_unit": ("内设机构", "本机关内设机构"),
}
OUTCOMES: Final = {
    "granted_already_public": ("已主动公开", "已主动公开，告知获取方式", "告知获取方式"),
    "granted": ("予以公开", "公开", "同意公开"),
    "partially_granted": ("部分公开",),
    "refused_state_secret": ("国家秘密", "属于国家秘密"),
    "refused_law_prohibits": ("法律禁止", "其他法律行政法规禁止公开"),
    "refused_three_safety_one_stability": ("三安全一稳定", "危及三安全一稳定"),
    "refused_third_party": ("第三方合法权益", "保护第三方合法权益"),
    "refused_internal_affairs": ("内部事务", "内部事务信息", "属于三类内部事务信息"),
    "refused_process_info": ("过程性", "过程性信息", "属于四类过程性信息"),
    "refused_enforcement_file": ("执法案卷", "行政执法案卷", "属于行政执法案卷"),
    "refused_admin_query": ("行政查询事项", "属于行政查询事项"),
    "not_held": ("本机关不掌握", "不掌握", "政府信息不存在", "信息不存在", "不存在", "本机关不掌握相关政府信息"),
    "not_ours": ("不属于本机关", "非本机关公开", "不属于本机关公开"),
    "needs_creation": ("需另行制作", "没有现成信息需要另行制作"),
    "still_unclear": ("补正后仍不明确", "补正后申请内容仍不明确"),
    "petition": ("信访举报投诉", "信访举报投诉类申请"),
    "repeat": ("重复", "重复申请"),
    "publication": ("公开出版物", "要求提供公开出版物"),
    "excessive": ("大量反复", "无正当理由大量反复申请"),
    "confirm_reissue": ("确认或重新出具", "要求行政机关确认或重新出具已获取信息"),
    "not_government_information": ("不属于政府信息", "非政府信息"),
    "other_correction_overdue": ("逾期不补正",),
    "other_fee_overdue": ("逾期不缴费", "逾期未缴费"),
    "other_other": ("其他", "其他处理", "申请人撤回"),
}
RESULTS: Final = {"upheld": ("维持",), "corrected": ("纠正",), "other": ("其他",), "pending": ("尚未审结",)}
TOTALS: Final = frozenset(("合计", "总计", "小计", "共计"))
EMPTY: Final = frozenset(("", "-", "/", "无", "—", "－", "／"))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A heading or a word without spaces, punctuation and width: 申请人（姓名或名称） reads 申请人姓名或名称."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]|_", "", folded)


KNOWN: Final = frozenset(plain(name) for key, names in {**HEADINGS, **LONG_FORM}.items() for name in (key, *names)) | {
    plain(SIGNED)
}
"""Every heading the tables know, plainly written."""


def shortened(heading: str) -> str:
    """A heading without a remark in brackets, 时间 read as 日期: 收到时间（必填） reads 收到日期."""
    bare = re.sub(r"[(\[【〔].*?[)\]】〕]", "", unicodedata.normalize("NFKC", heading))
    return plain(bare).replace("时间", "日期")


def _by_word(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(word): name for name, words in table.items() for word in (name, *words)}


_WORDS: Final = {
    "channel": _by_word(CHANNELS),
    "applicant_type": _by_word(APPLICANT_TYPES),
    "reply_method": _by_word(METHODS),
    "third_party_opinion": _by_word(OPINIONS),
    "third_party_reasonable": _by_word(REASONABLE),
    "agency_capacity": _by_word(CAPACITIES),
    "outcome": _by_word(OUTCOMES),
    "reconsideration_result": _by_word(RESULTS),
}


def word(key: str, text: str) -> str | None:
    """The id of what an office wrote in a column with a vocabulary; null where the table does not know it."""
    return _WORDS[key].get(plain(text))


def heading_places(headings: Sequence[str]) -> dict[str, int]:
    """Where each heading stands, plainly written or shortened; the first of two that read alike."""
    places: dict[str, int] = {}
    for form in (plain, shortened):
        for index, heading in enumerate(headings):
            places.setdefault(form(heading), index)
    return places


def match_headings(
    headings: Sequence[str], mapping: dict[str, tuple[str, ...]], keys: dict[str, tuple[str, ...]] = HEADINGS
) -> tuple[dict[str, int], list[str]]:
    """Which column holds which key, and warnings. A mapping file beats the table; the first listed of two wins."""
    places = heading_places(headings)
    warnings = [
        f"column {index + 1}, {heading!r}, stands here twice; the second one passes through"
        for index, heading in enumerate(headings)
        if places[plain(heading)] != index and plain(heading) in KNOWN
    ]
    given = {key: [places[plain(n)] for n in mapping.get(key, ()) if plain(n) in places] for key in keys}
    # the table must not read a column for one key that the mapping gives to another
    reserved = {index for indexes in given.values() for index in indexes}
    found: dict[str, int] = {}
    for key, names in keys.items():
        listed = [places[plain(name)] for name in (key, *names) if plain(name) in places]
        fitting = [*given[key], *(index for index in listed if index not in reserved)]
        fitting = [index for index in dict.fromkeys(fitting) if index not in found.values()]
        if fitting:
            found[key] = fitting[0]
            for other in fitting[1:]:
                taken, left = headings[fitting[0]], headings[other]
                warnings.append(
                    f"column {left!r} also reads as {key}, which {taken!r} already gives; it passes through"
                )
    if keys is HEADINGS and (signed := places.get(plain(SIGNED))) is not None and signed not in found.values():
        reply_claims = "reply_signed_on" not in found and ("reply_method" in found or "received_on" in found)
        key = "reply_signed_on" if reply_claims else "received_on"
        if key in found:
            warnings.append(f"column {headings[signed]!r} passes through: {headings[found[key]]!r} already gives {key}")
        else:
            found[key] = signed
    return found, warnings


_LETTERS: Final = {
    "correction_notice": "correction",
    "request_correction": "correction",
    "request_reasons": "reasons",
    "consult_third_party": "third_party",
    "consult_agency": "agency_opinion",
    "agency": "agency_opinion",
    "fee": "payment",
    "fee_notice": "payment",
    "issue_fee_notice": "payment",
    "reply": "relief",
    "extend": "extension",
}


def letter_word(text: str) -> str:
    """The letter of record_delivery by the limit it starts; also known by the step that sends it."""
    return _LETTERS.get(text, text)
