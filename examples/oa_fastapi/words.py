"""Chinese words for what the tables of casework name only by id: choices, clock states, card states, standings."""

from __future__ import annotations

CHOICES: dict[str, str] = {
    "natural_person": "自然人", "commercial_enterprise": "商业企业", "research_body": "科研机构",
    "social_welfare_body": "社会公益组织", "legal_service_body": "法律服务机构", "other_organisation": "其他",
    "self": "本人", "agent": "委托代理人", "guardian": "法定代理人", "representative": "代表人",
    "addressed_to_other_organ": "写给其他机关", "duplicate_channel": "同一申请经多渠道提交",
    "contact_lost": "无法联系申请人",
    "co_maker": "共同制作机关", "concerned": "相关机关", "internal_unit": "内设机构",
    "correction": "补正告知书", "reasons": "说明理由告知书", "third_party": "征求第三方意见书",
    "agency_opinion": "征求机关意见函", "payment": "收费通知", "extension": "延期答复告知书", "relief": "答复书",
    "consents": "同意公开", "consents_in_part": "部分同意公开", "objects": "不同意公开",
    "direct": "直接送达", "entrusted": "委托送达", "post": "邮寄", "courier": "快递", "electronic": "电子送达",
    "either": "复议或诉讼", "first": "复议前置",
    "applicant": "申请人", "reply": "答复", "inaction": "未答复", "release": "公开行为",
    "ordinary": "普通程序", "simple": "简易程序", "upheld": "维持", "corrected": "纠正", "other": "其他",
    "decision": "复议决定", "mediation": "调解", "judgment": "判决", "ruling": "裁定", "office": "本机关",
    "supervision": "督查", "self_correction": "自行纠正",
    "calendar_days": "自然日", "working_days": "工作日", "months": "月", "yes": "是", "no": "否",
}  # fmt: skip

BY_KEY: dict[tuple[str, str], str] = {("filed_by", "third_party"): "第三方"}
"""Where one id means something else under another key."""

CLOCKS: dict[str, str] = {
    "not_started": "未开始", "running": "计时中", "paused": "暂停", "stopped": "停止", "met": "按期完成",
    "missed": "已逾期", "lapsed": "对方逾期", "ended": "已结束", "unknown": "无法确定",
}  # fmt: skip

CARDS: dict[str, str] = {
    "pending": "待确认", "issued": "已发出", "appealed": "申诉中", "upheld": "维持", "revoked": "已撤销",
}  # fmt: skip
ACTS: dict[str, str] = {"confirm": "确认", "appeal": "申诉", "uphold": "维持", "revoke": "撤销"}
ACTS_ON: dict[str, tuple[str, ...]] = {
    "pending": ("confirm", "revoke"), "issued": ("appeal", "revoke"), "appealed": ("uphold", "revoke"),
    "upheld": ("revoke",), "revoked": (),
}  # fmt: skip

STANDINGS: dict[str, str] = {
    "fine": "期限内", "warning": "预警", "yellow": "黄牌", "red": "红牌", "late": "已逾期", "waiting": "待确认",
    "paused": "暂停计时", "stopped": "停止计时", "ended": "已办结", "broken": "记录异常",
}  # fmt: skip

PUBLIC: dict[str, str] = {
    "not_started": "尚未开始计算", "running": "正在办理", "paused": "征求意见，期间不计入答复期限",
    "stopped": "等待补正或缴费，期限停止计算", "met": "已在期限内办结", "missed": "已超过答复期限", "ended": "已办结",
}  # fmt: skip
"""What an applicant reads."""

MARKED: dict[str, str] = {
    "clock": "期限", "rung": "等级", "reached_on": "达到日", "act": "处理", "reason": "理由", "old": "原届满日",
    "new": "新届满日", "notice": "依据", "score": "评分", "fields": "字段",
}  # fmt: skip
"""What a mark on the file may show."""


def choice(key: str, value: str) -> str:
    """The Chinese word of a choice."""
    return BY_KEY.get((key, value)) or CHOICES.get(value, value)
