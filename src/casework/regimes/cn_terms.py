"""The words both Chinese regimes share: phases, states, roles, steps and what each step records. No law, no numbers."""

from __future__ import annotations

from casework.procedure import PayloadKey, Phase, Role, State, Step

PHASES = (
    Phase("receive", "接收", "receive"),
    Phase("register", "登记", "register"),
    Phase("review", "审核", "review"),
    Phase("handle", "办理", "handle"),
    Phase("reply", "答复", "reply"),
    Phase("archive", "归档", "archive"),
    Phase("relief", "救济", "relief"),
)

STATES = {
    state.id: state
    for state in (
        State("unconfirmed", "待确认", "unconfirmed", "receive", "waiting"),
        State("received", "已接收", "received", "receive"),
        State("registered", "已登记", "registered", "register"),
        State("in_review", "审核中", "in review", "review"),
        State("awaiting_correction", "待补正", "awaiting correction", "review", "waiting"),
        State("awaiting_reasons", "待说明理由", "awaiting reasons", "review", "waiting"),
        State("in_handling", "办理中", "in handling", "handle"),
        State("consulting", "征求意见中", "consulting", "handle", "waiting"),
        State("awaiting_payment", "待缴费", "awaiting payment", "handle", "waiting"),
        State("in_legal_review", "法制审核中", "in legal review", "reply"),
        State("awaiting_approval", "待签发", "awaiting approval", "reply"),
        State("awaiting_service", "待送达", "awaiting service", "reply"),
        State("replied", "已答复", "replied", "reply", "ended"),
        State("lapsed", "不再处理", "lapsed", "reply", "ended"),
        State("withdrawn", "已撤回", "withdrawn", "reply", "ended"),
        State("archived", "已归档", "archived", "archive", "ended"),
        State("set_aside", "不计入办件", "set aside", "receive", "final"),
        State("in_reconsideration", "行政复议中", "in reconsideration", "relief", "relief"),
        State("in_litigation", "行政诉讼中", "in litigation", "relief", "relief"),
    )
}

ROLES = {
    role.id: role
    for role in (
        Role("clerk", "经办", "clerk"),
        Role("handler", "承办", "handler"),
        Role("disclosure_head", "公开机构负责人", "disclosure head"),
        Role("secrecy_reviewer", "保密审查", "secrecy reviewer"),
        Role("legal_reviewer", "法制审核", "legal reviewer"),
        Role("approver", "签发", "approver"),
        Role("archivist", "档案", "archivist"),
    )
}

APPLICANT_TYPES = {
    "natural_person": "自然人",
    "commercial_enterprise": "商业企业",
    "research_body": "科研机构",
    "social_welfare_body": "社会公益组织",
    "legal_service_body": "法律服务机构",
    "other_organisation": "其他",
}
ACTS_BY = {"self": "本人", "agent": "委托代理人", "guardian": "法定代理人", "representative": "代表人"}
LETTERS = {
    "correction": "补正告知书",
    "reasons": "说明理由告知书",
    "third_party": "征求第三方意见书",
    "agency_opinion": "征求机关意见函",
    "payment": "收费通知",
    "extension": "延期答复告知书",
    "relief": "答复书",
}

_ANY = (PayloadKey("by", zh="办理人"), PayloadKey("role", zh="角色"), PayloadKey("note", zh="备注", sensitive=True))
_PARTY = PayloadKey("party", zh="第三方", sensitive=True)
_ORGAN = PayloadKey("organ", zh="被征求机关")
_DAYS = (
    PayloadKey("working_days", "days", "工作日数"),
    PayloadKey("until", "day", "截止日"),
    PayloadKey("approved_by", zh="批准人"),
)
_REASON = PayloadKey("reason", zh="理由", required=True, sensitive=True)
_OUTCOME = (
    PayloadKey("outcome", "outcome", "答复类型"),
    PayloadKey("grounds", zh="依据", sensitive=True),
    PayloadKey("withheld", zh="不予公开部分及依据", sensitive=True),
    PayloadKey("search", zh="检索情况", sensitive=True),
    PayloadKey("directed_to", zh="告知的负责机关"),
    PayloadKey("earlier_reply", zh="此前的答复"),
)
_DRAFTED = (PayloadKey("outcome", "outcome", "答复类型", required=True), *_OUTCOME[1:])
_TOLD = (
    PayloadKey("relief_told", "yes_no", "是否告知救济途径"),
    PayloadKey("relief", "choice", "所告知的救济途径", values=("either", "first")),
)
_CARRIER = (
    PayloadKey("method", "choice", "送达方式", values=("direct", "entrusted", "post", "courier", "electronic")),
    PayloadKey("dated_on", "day", "落款日期"),
    PayloadKey("posted_on", "day", "交邮日"),
    PayloadKey("signed_on", "day", "签收日"),
    *_TOLD,
)
_PROCEEDING = (
    PayloadKey("proceeding", zh="程序编号"),
    PayloadKey("filed_by", "choice", "提起人", values=("applicant", "third_party")),
    PayloadKey("against", "choice", "针对", values=("reply", "inaction", "release")),
    PayloadKey("procedure", "choice", "程序", values=("ordinary", "simple")),
)
_RESULT = PayloadKey("result", "choice", "结果", values=("upheld", "corrected", "other"))
_NUMBER = _PROCEEDING[:1]
_OPINION = (
    PayloadKey("opinion", "choice", "意见", values=("consents", "consents_in_part", "objects")),
    PayloadKey("reasonable", "yes_no", "理由是否合理"),
)


def _step(step_id: str, zh: str, en: str, role: str, *payload: PayloadKey, implied: bool = False) -> Step:
    return Step(step_id, zh, en, role, (*payload, *_ANY), implied)


STEPS = {
    step.id: step
    for step in (
        _step(
            "open",
            "收件",
            "open",
            "clerk",
            PayloadKey("channel", "channel", "申请方式"),
            PayloadKey("applicant", zh="申请人", sensitive=True),
            PayloadKey("applicant_type", "choice", "申请人类型", values=tuple(APPLICANT_TYPES)),
            PayloadKey("acts_by", "choice", "办理身份", values=tuple(ACTS_BY)),
            PayloadKey("automatic_receipt", "yes_no", "自动回执"),
            PayloadKey("received_on", "day", "收到日期"),
            PayloadKey("arrived_on", "day", "来件日期"),
            PayloadKey("addressed_to_unit", "yes_no", "写明公开机构"),
            PayloadKey("contact", zh="联系方式", sensitive=True),
            PayloadKey("subject", zh="申请内容", sensitive=True),
            PayloadKey("unit", zh="承办单位"),
        ),
        _step("confirm_receipt", "确认收到", "confirm receipt", "clerk"),
        _step(
            "set_aside",
            "不作申请登记",
            "set aside",
            "clerk",
            PayloadKey(
                "reason", "choice", "理由", True, ("addressed_to_other_organ", "duplicate_channel", "contact_lost")
            ),
        ),
        _step("register", "登记", "register", "clerk", implied=True),
        _step("review", "审核", "review", "clerk", implied=True),
        _step("split", "拆分", "split", "clerk", PayloadKey("into", zh="拆分为")),
        _step("assign", "分办", "assign", "clerk", PayloadKey("unit", zh="承办单位"), implied=True),
        _step("return_assignment", "退回分办", "return assignment", "handler"),
        _step(
            "request_correction",
            "补正告知",
            "request correction",
            "clerk",
            PayloadKey("items", zh="补正事项", sensitive=True),
            *_DAYS,
        ),
        _step("request_reasons", "要求说明理由", "request reasons", "clerk", *_DAYS),
        _step(
            "consult_third_party",
            "征求第三方意见",
            "consult third party",
            "handler",
            _PARTY,
            PayloadKey("question", zh="征求事项", sensitive=True),
        ),
        _step(
            "consult_agency",
            "征求机关意见",
            "consult agency",
            "handler",
            _ORGAN,
            PayloadKey("capacity", "choice", "身份", values=("co_maker", "concerned", "internal_unit")),
            PayloadKey("question", zh="征求事项", sensitive=True),
            *_DAYS,
        ),
        _step("refer_for_determination", "报请确定", "refer for determination", "handler", _ORGAN),
        _step(
            "issue_fee_notice",
            "收费通知",
            "issue fee notice",
            "disclosure_head",
            PayloadKey("items", "number", "件数"),
            PayloadKey("pages", "number", "页数"),
            PayloadKey("amount", "number", "金额（元）"),
        ),
        _step(
            "record_delivery",
            "登记送达",
            "record delivery",
            "clerk",
            PayloadKey("letter", "choice", "文书", True, tuple(LETTERS)),
            _PARTY,
            _ORGAN,
        ),
        _step("receive_correction", "收到补正", "receive correction", "clerk"),
        _step("lapse_uncorrected", "逾期不补正", "lapse uncorrected", "clerk"),
        _step("accept_late_correction", "采纳逾期补正", "accept late correction", "disclosure_head", _REASON),
        _step(
            "receive_reasons",
            "收到理由",
            "receive reasons",
            "clerk",
            PayloadKey("reasonable", "yes_no", "理由是否合理"),
        ),
        _step("reasons_not_given", "逾期未说明", "reasons not given", "clerk"),
        _step("set_delayed_limit", "确定延迟答复期限", "set delayed limit", "disclosure_head", *_DAYS),
        _step("third_party_answers", "第三方答复", "third party answers", "handler", _PARTY, *_OPINION),
        _step("third_party_silent", "第三方逾期未答复", "third party silent", "handler", _PARTY),
        _step("agency_answers", "机关答复", "agency answers", "handler", _ORGAN, *_OPINION),
        _step("agency_silent", "机关逾期未答复", "agency silent", "handler", _ORGAN),
        _step("determination_received", "收到确定意见", "determination received", "handler", _ORGAN),
        _step(
            "withdraw_consultation",
            "撤回征求、无法送达",
            "withdraw consultation",
            "handler",
            _PARTY,
            _ORGAN,
            _REASON,
        ),
        _step("cancel_fee_notice", "撤销收费通知", "cancel fee notice", "disclosure_head", _REASON),
        _step("take_payment", "缴费", "take payment", "clerk", PayloadKey("amount", "number", "金额（元）")),
        _step("lapse_unpaid", "逾期不缴费", "lapse unpaid", "clerk"),
        _step("extend", "延期答复", "extend", "disclosure_head", *_DAYS),
        _step(
            "pass_secrecy_review",
            "保密审查通过",
            "pass secrecy review",
            "secrecy_reviewer",
            PayloadKey("findings", zh="逐项意见", sensitive=True),
        ),
        _step("submit_draft", "提交答复稿", "submit draft", "handler", *_DRAFTED, implied=True),
        _step("pass_legal_review", "法制审核通过", "pass legal review", "legal_reviewer", implied=True),
        _step("return_draft", "退回修改", "return draft", "legal_reviewer"),
        _step("override_objection", "公共利益决定公开", "override objection", "approver", _REASON),
        _step("approve", "签发", "approve", "approver", implied=True),
        _step("recall", "撤回签发", "recall", "approver"),
        _step("notify_third_party", "书面告知第三方", "notify third party", "clerk", _PARTY),
        _step("reply", "答复", "reply", "clerk", *_OUTCOME, *_CARRIER),
        _step(
            "reply_on_the_spot",
            "当场答复",
            "reply on the spot",
            "clerk",
            *_OUTCOME,
            *_TOLD,
        ),
        _step("service_failed", "送达不成", "service failed", "clerk", PayloadKey("reason", zh="理由", sensitive=True)),
        _step("serve_again", "再次送达", "serve again", "clerk", *_CARRIER),
        _step("supply", "提供信息", "supply", "clerk"),
        _step("withdraw", "撤回", "withdraw", "clerk", PayloadKey("reason", zh="理由", sensitive=True)),
        _step(
            "substitute_applicant",
            "变更申请人",
            "substitute applicant",
            "disclosure_head",
            PayloadKey("successor", zh="承继人", required=True, sensitive=True),
        ),
        _step("terminate", "终止办理", "terminate", "disclosure_head", _REASON),
        _step("archive", "归档", "archive", "archivist"),
        _step("open_reconsideration", "复议受理", "open reconsideration", "clerk", *_PROCEEDING),
        _step("accept_reconsideration", "复议机关受理", "accept reconsideration", "clerk", *_NUMBER),
        _step("send_reconsideration_papers", "收到复议申请书副本", "send reconsideration papers", "clerk", *_NUMBER),
        _step(
            "extend_reconsideration",
            "延长复议审理期限",
            "extend reconsideration",
            "clerk",
            *_NUMBER,
            PayloadKey("days", "days", "延长日数"),
        ),
        _step("open_litigation", "诉讼受理", "open litigation", "clerk", *_PROCEEDING),
        _step("file_answer", "提交答复和证据", "file answer", "clerk", *_NUMBER),
        _step("close_reconsideration", "复议审结", "close reconsideration", "clerk", *_NUMBER, _RESULT),
        _step(
            "close_litigation",
            "诉讼审结",
            "close litigation",
            "clerk",
            *_NUMBER,
            _RESULT,
            PayloadKey("form", "choice", "裁判形式", values=("judgment", "ruling")),
        ),
        _step(
            "appeal",
            "上诉",
            "appeal",
            "clerk",
            *_NUMBER,
            PayloadKey("filed_by", "choice", "上诉人", values=("applicant", "third_party", "office")),
        ),
        _step(
            "reopen",
            "重新办理",
            "reopen",
            "disclosure_head",
            PayloadKey(
                "cause",
                "choice",
                "事由",
                values=("decision", "mediation", "judgment", "supervision", "self_correction"),
            ),
            PayloadKey("for_procedure", "yes_no", "仅因程序违法撤销"),
            PayloadKey("days", "days", "责令天数"),
            PayloadKey("unit", "choice", "单位", values=("calendar_days", "working_days", "months")),
        ),
        _step(
            "correct_entry",
            "更正记录",
            "correct entry",
            "disclosure_head",
            PayloadKey("entry", "number", "记录序号", required=True),
            PayloadKey("key", zh="项目", required=True),
            PayloadKey("value", zh="更正为", required=True, sensitive=True),
            _REASON,
        ),
        _step("link", "并案关联", "link", "clerk", PayloadKey("to", zh="关联案件")),
        _step("enquiry", "查询进度", "enquiry", "clerk"),
    )
}
"""In the order in which entries of one day are read (their rank)."""


def steps(*without: str) -> dict[str, Step]:
    """The steps of a regime: all but the named ones."""
    return {step_id: step for step_id, step in STEPS.items() if step_id not in without}


def states(*without: str) -> dict[str, State]:
    """The states of a regime: all but the named ones."""
    return {state_id: state for state_id, state in STATES.items() if state_id not in without}
