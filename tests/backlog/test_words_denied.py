"""Words that name a ground and give the information all the same, or deny it, and cells that list two words."""

from __future__ import annotations

import pytest

from casework.backlog.vocabulary import UNCLEAR, meaning

NO_GROUND = [
    "公开，经审查不含国家秘密",
    "无国家秘密，公开",
    "没有国家秘密内容，予以公开",
    "剔除国家秘密后公开",
    "对商业秘密作遮挡后提供",
    "隐去个人隐私后公开",
    "除个人隐私外公开",
    "除涉及个人隐私的内容外，予以公开",
    "国家秘密已解密，予以公开",
    "不影响社会稳定",
    "不会危及公共安全，公开",
    "不损害第三方合法权益，予以公开",
    "第三方权益人同意，予以公开",
    "商业秘密权利人同意公开",
    "因公共利益公开商业秘密",
    "删除内部管理信息后提供",
    "过程性信息已形成结论，予以公开",
    "法律法规禁止公开的除外",
    "没有法定禁止公开情形，公开",
    "不存在，无需制作",
    "无需汇总",
    "需要统计后提供",
    "没有现成信息但已制作并提供",
    "非大量反复申请",
    "大量、反复申请但理由合理，予以公开",
    "未逾期补正",
    "逾期补正，予以公开",
    "逾期未缴费，已补缴并公开",
    "公开/不存在",
    "公开、不存在",
    "已主动公开的告知，其余不存在",
    "书籍资料，不存在",
]


@pytest.mark.parametrize("text", NO_GROUND)
def test_a_ground_that_is_denied_or_overcome_is_none(text):
    """A refusal, or a lack, must not be made of an answer that gives something: it stays unclear."""
    assert meaning("outcome", text).ids in ((), (UNCLEAR,))


STILL_A_GROUND = {
    "不予公开：属于国家秘密": "refused_state_secret",
    "因涉及国家秘密无法公开": "refused_state_secret",
    "公开后会损害第三方合法权益": "refused_third_party",
    "第三方不同意公开，公开会损害第三方合法权益": "refused_third_party",
    "申请公开的信息属于行政执法案卷": "refused_enforcement_file",
    "公开可能影响社会稳定": "refused_three_safety_one_stability",
    "法律、行政法规规定不得公开": "refused_law_prohibits",
    "申请人逾期未补正，不再处理其政府信息公开申请": "other_correction_overdue",
}


@pytest.mark.parametrize(("text", "ground"), STILL_A_GROUND.items())
def test_a_ground_that_speaks_of_publication_is_one(text, ground):
    assert meaning("outcome", text).ids == (ground,)


READ = [
    ("outcome", "一次性告知补正", "correction"),
    ("outcome", "同意公开部分信息", "partially_granted"),
    ("outcome", "重复申请不予重复处理", "repeat"),
    ("channel", "EMS快递", "signed_mail"),
    ("channel", "电子邮件和邮寄", ""),
    ("channel", "邮寄（无签收）", ""),
    ("reply_method", "邮寄+电子邮件", ""),
    ("reply_method", "邮寄/电子邮件", ""),
    ("reply_method", "EMS与电子邮件", ""),
    ("reply_method", "自取或电子邮件", ""),
    ("reply_method", "未通过电子邮件", ""),
    ("reply_method", "快递未送达", ""),
    ("reply_method", "EMS快递", "post"),
    ("reply_method", "邮政特快专递", "post"),
    ("reply_method", "特快专递", "post|courier"),
    ("reply_method", "邮寄、EMS", "post"),
    ("reconsideration_result", "责令答复被驳回", ""),
    ("reconsideration_result", "撤销并责令重新答复", "corrected"),
    ("reconsideration_result", "撤销原判决", ""),
]


@pytest.mark.parametrize(("key", "text", "ids"), READ)
def test_what_is_read_and_what_is_left_open(key, text, ids):
    assert "|".join(meaning(key, text).ids) == ids
