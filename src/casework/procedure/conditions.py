"""Names of what a row may require (a failed one refuses, and says what to do) or be chosen by (routing).

The table holds names, so that it stays printable; the functions that decide them stand in `casework.case.conditions`,
and a test holds the two sets equal.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from casework.law import Basis
from casework.procedure.rule import OnFile


@frozen(slots=True)
class Condition:
    """A requirement: what it says when it fails and what to do instead. `routes` marks one that only picks the row.

    holds: the function of a requirement that a law brings itself; None for those of the engine. basis: the articles it
    rests on, each law's own and read by the day; None where they are those of the step that needs it.
    """

    id: str
    zh: str
    en: str
    instead_zh: str = ""
    instead_en: str = ""
    routes: bool = False
    holds: Callable[[OnFile], bool] | None = field(default=None, eq=False, repr=False)
    basis: Basis | None = None


def _needs(condition_id: str, zh: str, en: str, instead_zh: str, instead_en: str) -> Condition:
    return Condition(condition_id, zh, en, instead_zh, instead_en)


def _routes(condition_id: str, zh: str, en: str) -> Condition:
    return Condition(condition_id, zh, en, routes=True)


CONDITIONS: dict[str, Condition] = {
    condition.id: condition
    for condition in (
        _needs(
            "no_earlier_correction_notice",
            "补正只能告知一次，本件已告知过",
            "correction may be asked for once, and it has been",
            "仍不明确的，按“补正后仍不明确”答复",
            "if it is still unclear, reply with outcome still_unclear",
        ),
        _needs(
            "correction_limit_over",
            "补正期限尚未届满，或补正告知的送达日未登记",
            "the time to correct has not run out, or the delivery of the notice is not on record",
            "登记送达日，期满次日起再办理",
            "record the delivery; take this step from the day after the limit",
        ),
        _needs(
            "lapsed_uncorrected",
            "本件并非因逾期不补正而终结",
            "the case did not lapse for want of a correction",
            "其他终结情形请按撤回或重新办理处理",
            "use reopen for other endings",
        ),
        _needs(
            "reasons_limit_over",
            "说明理由的期限尚未届满，或送达日未登记",
            "the day set for the reasons has not passed, or the delivery of the letter is not on record",
            "登记送达日，期满次日起再办理",
            "record the delivery; take this step from the day after the limit",
        ),
        _needs(
            "reasons_found_reasonable",
            "未要求说明理由，或理由未被认定为合理",
            "no reasons were asked for and found reasonable",
            "先要求说明理由并认定合理",
            "ask for reasons and find them reasonable first",
        ),
        _needs(
            "letter_is_open",
            "没有待答复的该类征求意见函",
            "no letter of this kind is waiting for an answer",
            "核对被征求人名称，或先登记征求意见",
            "check the party named, or record the letter first",
        ),
        _needs(
            "third_party_limit_over",
            "第三方的答复期限尚未届满，或其签收日未登记",
            "the third party's limit has not run out, or its receipt of the letter is not on record",
            "登记签收日，期满次日起再办理",
            "record the delivery; take this step from the day after the limit",
        ),
        _needs(
            "agency_limit_over",
            "被征求机关的期限尚未届满，或其签收日未登记",
            "the organ's limit has not run out, or its receipt of the letter is not on record",
            "登记签收日，期满次日起再办理",
            "record the delivery; take this step from the day after the limit",
        ),
        _needs(
            "another_organ",
            "本机关内设机构不是“其他机关”",
            "a unit of this organ is not another organ",
            "内部征求意见不停止计时，无须登记为征求机关意见",
            "ask it internally; the clock keeps running",
        ),
        _needs(
            "payment_limit_over",
            "缴费期限尚未届满，或收费通知送达日未登记",
            "the time to pay has not run out, or the delivery of the fee notice is not on record",
            "登记送达日，期满次日起再办理",
            "record the delivery; take this step from the day after the limit",
        ),
        _needs(
            "not_extended_yet",
            "本件已延期一次",
            "the reply limit has been extended once already",
            "在现有期限内答复",
            "reply within the limit as it stands",
        ),
        _needs(
            "head_consents",
            "延期未经政府信息公开工作机构负责人同意",
            "the head of the disclosure unit has not consented",
            "写明 approved_by，或由公开机构负责人办理",
            "name approved_by, or have the disclosure head take the step",
        ),
        _needs(
            "extension_within_cap",
            "延长期限超过法定上限，或未写明天数",
            "the extension exceeds what the law allows, or names no length",
            "写明不超过上限的工作日数",
            "name working_days within the cap",
        ),
        _needs(
            "not_an_ordered_limit",
            "决定、判决指定的期限不适用本条延期",
            "a limit set by a decision or judgment cannot be extended under this article",
            "向作出决定的机关申请",
            "ask the organ that set it",
        ),
        _needs(
            "objection_with_grounds",
            "没有理由合理的第三方反对意见",
            "no third party has objected with reasonable grounds",
            "先登记第三方意见",
            "record the third party's opinion first",
        ),
        _needs(
            "reviewer_is_not_drafter",
            "审核人不得是拟稿人",
            "the reviewer may not be the drafter",
            "由其他人员审核",
            "have someone else review it",
        ),
        _needs(
            "approver_is_not_drafter",
            "签发人不得是拟稿人",
            "the approver may not be the drafter",
            "由其他人员签发",
            "have someone else approve it",
        ),
        _needs(
            "secrecy_review_on_file",
            "拟公开的内容未经保密审查",
            "what would be released has not passed the secrecy review",
            "先完成保密审查（待签发、待送达的先退回修改或撤回签发）",
            "take pass_secrecy_review first (from approval or service: return_draft or recall before it)",
        ),
        _needs(
            "outcome_fit_for_the_spot",
            "当场答复限于已公开、公开出版物或经保密审查的公开",
            "on the spot only what is public already, a publication, or a reviewed release can be given",
            "按一般程序答复",
            "reply by the ordinary way",
        ),
        _needs(
            "reply_limit_missed",
            "答复期限尚未届满",
            "the reply limit has not run out",
            "期满未答复后方可因不作为提起",
            "inaction can be pursued only after the limit",
        ),
        _needs(
            "proceeding_is_open",
            "没有进行中的该类程序",
            "no proceeding of this kind is open",
            "先登记受理",
            "record its acceptance first",
        ),
        _needs(
            "letter_was_sent",
            "没有发出过该文书，或已登记送达",
            "no such letter was sent, or its delivery is on record already",
            "核对文书种类与被征求人名称",
            "check the kind of letter and the party",
        ),
        _needs(
            "entry_exists",
            "没有该序号的记录",
            "there is no entry of that number",
            "核对记录序号",
            "check the number of the entry",
        ),
        _needs(
            "correction_fits",
            "更正的项目或内容与该记录不符",
            "the entry has no such key, or the value does not fit it",
            "项目写 on（日期）或该步骤记录的项目",
            "name on (a day) or a key the step records",
        ),
        _needs(
            "decision_not_extended_yet",
            "复议审理期限已延长过一次",
            "the limit to decide has been extended once already",
            "不得再次延长",
            "it cannot be extended again",
        ),
        _needs(
            "decision_extension_within_cap",
            "延长超过法定上限、未写明天数，或为简易程序",
            "the extension is over the cap or names no days, or the procedure is the simple one",
            "写明延长日数，不超过上限；简易程序不延长",
            "name the days, up to the cap; the simple procedure has no extension",
        ),
        _needs(
            "judged_in_first_instance",
            "没有可上诉的一审裁判",
            "there is no judgment or ruling of first instance to appeal against",
            "先登记一审审结",
            "record close_litigation of the first instance first",
        ),
        _routes("received_on_opening", "收件当日即为收到", "receipt is the day of opening"),
        _routes("receipt_to_be_confirmed", "收到日待确认", "receipt has to be confirmed"),
        _routes("others_still_open", "尚有未答复的征求", "another letter is still open"),
        _routes("asked_in_review", "审核阶段发出的征求", "the letters were sent in review"),
        _routes("asked_in_handling", "办理阶段发出的征求", "the letters were sent in handling"),
        _routes("other_reconsideration_open", "另有行政复议未结", "another reconsideration is open"),
        _routes("other_litigation_open", "另有行政诉讼未结", "another suit is open"),
        _routes("came_from_replied", "救济前为已答复", "the case stood at replied"),
        _routes("came_from_lapsed", "救济前为不再处理", "the case stood at lapsed"),
        _routes("came_from_withdrawn", "救济前为已撤回", "the case stood at withdrawn"),
        _routes("came_from_archived", "救济前为已归档", "the case stood at archived"),
        _routes("legal_review_on", "法制审核制度开启", "the office has every reply reviewed"),
        _routes("legal_review_off", "法制审核制度关闭", "the office has no legal review"),
    )
}
