"""What offices write in columns of words, as literal tables by id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

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
TABLES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "channel": CHANNELS,
    "applicant_type": APPLICANT_TYPES,
    "reply_method": METHODS,
    "third_party_opinion": OPINIONS,
    "third_party_reasonable": REASONABLE,
    "agency_capacity": CAPACITIES,
    "outcome": OUTCOMES,
    "reconsideration_result": RESULTS,
}
"""By key of the column."""


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """A heading or a word without spaces, punctuation and width: 申请人（姓名或名称） reads 申请人姓名或名称."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]|_", "", folded)
