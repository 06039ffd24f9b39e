"""More names of columns: what request systems print, and families of names by what they are made of.

Compared as `headings.shortened`: without remarks in brackets, spaces and punctuation, 时间 read as 日期.
"""

from __future__ import annotations

import re
from typing import Final

ALSO: Final[dict[str, tuple[str, ...]]] = {
    "case_id": ("申请单编号", "受理流水号", "流水号", "申请单号", "案件编号", "办件编号", "收件编号"),
    "applicant": ("申请人姓名", "申请人名称", "企业名称", "法人名称", "公民姓名"),
    "applicant_type": ("申请人类别", "申请人身份", "申请主体类型"),
    "channel": ("受理方式", "申请类别", "受理渠道", "来件方式", "申请途径", "收件方式", "申请形式"),
    "submitted_on": ("提出申请日期",),
    "received_on": ("申请签收日期", "收件签收日期"),
    "subject": (
        "所需信息内容描述", "所需信息内容", "所需信息描述", "所需政府信息", "申请信息内容", "申请信息名称", "申请事项",
        "申请公开的内容", "申请公开信息", "所需信息名称",
    ),
    "unit": ("受理部门", "转办部门", "转办单位", "申请部门"),
    "correction_requested_on": ("告知补正日期", "通知补正日期", "要求补正日期", "补正发出日期", "补正发函日期"),
    "correction_served_on": ("补正送达日期", "补正签收日期", "补正通知送达日期", "补正告知签收日期"),
    "correction_until": ("补正截止日期", "补正届满日期"),
    "correction_received_on": ("补正收到日期", "收到补正材料日期", "补正材料收到日期", "补正提交日期", "提交补正日期"),
    "third_party_sent_on": (
        "征求第三方日期", "第三方征求日期", "第三方征求意见日期", "第三方发函日期", "第三方发出日期",
    ),
    "third_party_received_on": ("第三方收到日期", "第三方送达日期"),
    "third_party_returned_on": ("第三方回复日期", "第三方反馈日期", "第三方复函日期", "收到第三方意见日期"),
    "agency_sent_on": ("征求其他机关意见日期", "征求机关日期", "机关征求意见日期", "机关发函日期"),
    "agency_received_on": ("机关收到日期", "机关送达日期"),
    "agency_returned_on": ("机关回复日期", "机关反馈日期", "机关复函日期"),
    "extension_notified_on": ("延期通知日期", "告知延期日期", "延长告知日期"),
    "extension_working_days": ("延期工作日数", "延长天数", "延长工作日", "延长工作日数"),
    "extension_until": ("延长至", "延期截止日期", "延期届满日期"),
    "extension_approved_by": ("延期审批人", "延长批准人"),
    "fee_notified_on": ("收费告知日期",),
    "fee_served_on": ("收费送达日期", "收费签收日期", "收费通知签收日期"),
    "fee_paid_on": ("交费日期", "收费缴费日期", "收费缴纳日期"),
    "reply_method": ("答复送达方式", "寄送方式"),
    "reply_posted_on": ("邮寄日期", "寄送日期", "答复寄出日期", "答复邮寄日期", "答复交邮日期", "答复寄送日期"),
    "reply_signed_on": ("答复送达日期", "答复签收日期", "申请人签收日期"),
    "replied_on": ("回复日期", "结束日期", "结案日期"),
    "reply_dated_on": ("答复落款日期", "文书落款日期", "答复书落款日期"),
    "outcome": ("处理结果", "答复类别", "回复方式", "处理方式"),
    "withdrawn_on": ("撤回申请日期", "申请撤回日期"),
    "reconsideration_result": ("复议结果",),
    "litigation_result": ("诉讼结果",),
}  # fmt: skip
FAMILIES: Final = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("case_id", r"(?:依申请公开|信息公开)?(?:申请|受理|登记|收件|办件|案件|业务)(?:单|件|书|表)?(?:流水)?"
                    r"(?:编号|号|号码)"),
        ("unit", r"(?:承办|主办|受理|办理|责任|经办|转办|交办|分办|处理)(?:部门|单位|处室|科室|机构|机关|股室)"),
        ("received_on", r"(?:本机关|行政机关|机关)?(?:收到|接收|收件|收文)(?:申请|申请书|申请表|材料)?(?:日期|日)"),
        ("received_on", r"申请(?:书|表|件)?(?:收到|接收)(?:日期|日)"),
        ("submitted_on", r"(?:网上|在线)?(?:申请|提交|提出|递交){1,2}(?:日期|日)"),
        ("replied_on", r"(?:作出|做出|实际|正式)?(?:答复|回复|办结|结案|办理完毕|办理完成)(?:申请人)?(?:日期|日)"),
        ("reply_signed_on", r"(?:答复书?|决定书?|申请人)(?:送达|签收)(?:日期|日)"),
        ("reply_posted_on", r"(?:答复书?|决定书?)?(?:寄出|邮寄|交邮|寄送|寄发)(?:日期|日)"),
    )
)  # fmt: skip
"""Key and pattern; asked of columns no listed name reads, for keys no column gives."""
ACCEPTED: Final = ("受理日期", "受理日")
"""The day of receipt or of registration: which, the other columns tell."""
SERIAL: Final = ("序号", "顺序号")
"""The number of a line, and of a case where there is no other."""
