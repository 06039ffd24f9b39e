"""The words of a made-up office. Position 0 of each list is "not said"."""

from __future__ import annotations

from typing import Final

TO_CORRECT: Final = "所需信息的名称、文号或者其他特征"
MADE_UP: Final = "虚构数据"
TITLE: Final = "虚构单位依申请公开台账（模拟数据，全部虚构）"

CHANNELS: Final = {
    "online": ("网络", 44.0), "signed_mail": ("EMS", 24.0), "in_person": ("当面", 15.0), "ordinary_mail": ("平信", 9.0),
    "fax": ("传真", 5.0), "oral": ("口头", 3.0),
}  # fmt: skip
APPLICANT_TYPES: Final = {
    "natural_person": ("自然人", 83.0), "commercial_enterprise": ("商业企业", 9.0),
    "legal_service_body": ("法律服务机构", 3.5), "other_organisation": ("其他", 2.4),
    "research_body": ("科研机构", 1.2), "social_welfare_body": ("社会公益组织", 0.9),
}  # fmt: skip
OUTCOMES: Final = {
    "granted": ("予以公开", 41.0), "granted_already_public": ("已主动公开", 14.0), "not_held": ("政府信息不存在", 14.0),
    "not_ours": ("不属于本机关", 10.0), "partially_granted": ("部分公开", 6.0), "petition": ("信访举报投诉", 3.5),
    "needs_creation": ("需另行制作", 2.2), "refused_process_info": ("过程性信息", 1.6),
    "refused_admin_query": ("行政查询事项", 1.5), "repeat": ("重复申请", 1.4),
    "refused_enforcement_file": ("执法案卷", 1.2), "refused_internal_affairs": ("内部事务", 1.0),
    "not_government_information": ("不属于政府信息", 0.9),
    "confirm_reissue": ("确认或重新出具", 0.6), "refused_law_prohibits": ("法律禁止", 0.4),
    "refused_state_secret": ("国家秘密", 0.3), "publication": ("公开出版物", 0.2),
    "refused_three_safety_one_stability": ("三安全一稳定", 0.2),
    "refused_third_party": ("第三方合法权益", 0.0), "still_unclear": ("补正后仍不明确", 0.0),
    "excessive": ("大量反复", 0.0), "other_correction_overdue": ("逾期不补正", 0.0),
    "other_fee_overdue": ("逾期不缴费", 0.0), "other_other": ("申请人撤回", 0.0),
}  # fmt: skip
"""What a plain request is answered with, and how often; those at 0 belong to a way of their own."""
METHODS: Final = {
    "post": ("邮寄", 50.0), "electronic": ("电子邮件", 34.0), "direct": ("当面", 14.0), "entrusted": ("委托送达", 2.0),
    "courier": ("快递", 0.0),
}  # fmt: skip
OPINIONS: Final = {"consents": ("同意", 45.0), "objects": ("不同意", 40.0), "consents_in_part": ("部分同意", 15.0)}
CAPACITIES: Final = {"co_maker": ("共同制作", 40.0), "concerned": ("相关", 60.0), "internal_unit": ("内设机构", 0.0)}

UNITS: Final = (
    "办公室", "规划科", "建设科", "征收科", "财务科", "教育科", "环境科", "法规科", "人事科", "民政科", "交通科",
    "水务科", "农业科", "卫生科", "文化科", "统计科", "信息科", "档案科", "审计科", "商务科",
)  # fmt: skip
_ABOUT: Final = (
    "年度预算执行情况", "征收补偿方案", "建设工程规划许可", "环境影响评价批复", "学校招生计划", "道路工程招标文件",
    "补贴发放名单", "行政检查记录", "土地出让合同", "拆迁安置协议", "政府采购合同", "会议纪要", "行政处罚决定书",
    "公务接待支出", "职称评审结果", "物业专项维修资金使用情况",
)  # fmt: skip
_WHERE: Final = tuple(f"{mark}{kind}" for kind in ("街道", "镇", "小区", "片区") for mark in "甲乙丙丁戊己庚辛")
SUBJECTS: Final = tuple(f"{where}{about}" for about in _ABOUT for where in _WHERE)
HEAD: Final = "公开机构负责人"


def number(table: dict[str, tuple[str, float]], name: str) -> int:
    """The place of a word in its list: 1 is the first."""
    return list(table).index(name) + 1


def units(count: int) -> tuple[str, ...]:
    """The names of so many units."""
    return (*UNITS[:count], *(f"第{place}科" for place in range(len(UNITS) + 1, count + 1)))
