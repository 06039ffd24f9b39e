"""Families of words for outcomes: patterns of the whole plain word, the first that fits wins.

A word for part of the information stands before a grant, a denial before what it denies; two grounds at once are none.
A ground that is named while the information is given (剔除国家秘密后公开) is no ground: see `gives_it_anyway`.
"""

from __future__ import annotations

import re
from typing import Final

_US: Final = r"(?:本|我)(?:行政)?(?:机关|部门|单位|级|局|厅|委|办|处|科|镇|街道|乡|区|县|市|省|府|政府|委员会|机构)+"
_NOT: Final = r"(?:并?非|不是|不属于?|不归)"
_NO_DENIAL: Final = (
    r"(?!.*(?:不|非|未|无|没有)(?:会|存在|再)?(?:属于|属|涉及|涉|是|构成|含|包含|影响|危及|危害|损害|侵害|侵犯|禁止|法定|法律"
    r"|国家秘密|商业秘密|个人隐私|第三方|第三人|内部|过程))"
)
_ABOUT: Final = r"(?:告知|属于|属|所?申请(?:人)?(?:的|公开的)?|公开|该|政府|信息|内容|事项|材料|文件|描述)*"
_OVERDUE: Final = r"(?!.*(?:未|没有)(?:逾|超)期).*(?:逾期|超期|期满|无正当理由|未按|未在)"
_NOT_GIVEN: Final = re.compile(
    r"(?:不|未|免|禁止|拒绝|无法|难以)(?:予以|予|得|宜|能|应当|应|可|便|同意|准予|准|许|愿|于|再)*(?:对外|向社会|向申请人|全部)?"
    r"(?:公开|提供)|[不未](?:予|表示)?同意"
)
_SPOKEN_OF: Final = re.compile(
    r"(?:申请|要求|信息|主动|所需)(?:人|的|所|要求|予以)*(?:公开|提供)"
    r"|(?:公开|提供)(?=后(?:可能|会|将|危|影响|损)|会|将|可能|的|申请|条例|范围|内容|信息|事项)"
)
_GIVEN: Final = re.compile(
    r"公开|提供|除外|之外|以外|^除|隐去|遮挡|遮盖|屏蔽|删除|剔除|脱密|脱敏|解密|解除|同意|补缴|(?:非|不是|不属于?|不构成)(?:大量|频繁|反复)"
)

OUTCOME_FAMILIES: Final[tuple[tuple[str, str], ...]] = (
    ("correction", r"(一次性)?(告知|要求|通知)?(申请人)?(作出|做出|进行)?(更改|补正|补充)+(申请|告知|通知"
                   r"|材料)*"),
    ("partially_granted", r"(?!.*(不予?|不同意)部分).*部分(予以|同意|准予|内容|信息|政府信息)*(公开|提供).*"),
    ("partially_granted", r"(同意|予以|准予|决定)*(公开|提供)部分(内容|信息|政府信息|材料|文件)+"),
    ("partially_granted?", r".*(部分(内容|信息|政府信息)?不予?(公开|提供)|区分处理).*"),
    ("granted_already_public", r"(经审查|该|所?申请(公开)?的?|政府|信息|属于|属|系|已经|已|答复|告知)*主动公开(的"
                               r"|政府|信息|范围|内容|事项)*(告知(?!.*(?:其余|另|部分|不|未|非)).*)?"),
    ("granted_already_public", r"(已|已经)(对外)?(公开|公布|发布).*告知.*(方式|途径).*"),
    ("granted_already_public", r"(告知|指引)(申请人)?(查询|查阅|获取|该|政府|信息|的)*(方式|途径|和|及|网址|链接)+"),
    ("granted", r"(经审查|决定|答复|依法|全部|全文|完全|同意|予以|准予|给予|均)*(公开|提供)(该|所申请|相关|全部"
                r"|有关|政府|信息|材料|文件|内容)*"),
    ("refused_state_secret", rf"{_NO_DENIAL}.*国家秘密.*"),
    ("refused_law_prohibits", rf"{_NO_DENIAL}.*(法律|法规|法定)(行政|法规|规定|的)*(禁止|不得|不予)(公开|提供).*"),
    ("refused_three_safety_one_stability", rf"{_NO_DENIAL}.*(三安全一稳定|(危及|影响|危害).*(国家安全|公共安全"
                              rf"|经济安全|社会稳定)).*"),
    ("refused_third_party", rf"{_NO_DENIAL}.*((第三方|第三人|他人)(的|合法)*(权益|利益)|商业秘密|个人隐私).*"),
    ("refused_internal_affairs", rf"{_NO_DENIAL}.*内部(事务|管理).*"),
    ("refused_process_info", rf"{_NO_DENIAL}.*(过程性|过程中的信息|讨论记录|过程稿|磋商信函|请示报告).*"),
    ("refused_enforcement_file", rf"{_NO_DENIAL}.*执法案卷.*"),
    ("refused_admin_query", rf"{_NO_DENIAL}.*(行政查询|查询事项|登记资料查询).*"),
    ("not_held|not_ours", rf"{_ABOUT}{_NOT}{_US}(所|负责|制作|或者?|获取|或|和)*(掌握|持有|保存|制作|获取)+(的|政府"
                          rf"|信息|范围|内容)*"),
    ("not_ours", rf"{_ABOUT}{_NOT}{_US}(负责|职责|职权|职能|主动|权限|管辖|范围|内|信息|政府|的|之|公开|业务|事项"
                 rf"|提供|主管|受理|办理)*"),
    ("not_held", rf"({_US})?(经检索|经查询|经查|经查找)*{_ABOUT}"
                 r"(不存在|不掌握|未掌握|没有掌握|未制作|未获取|未保存|查无|检索未果|未检索到|未查询到|未查到|未找到|或者|或|且)+"
                 r"(相关|该|此|所?申请(公开)?的?|上述|政府|信息|内容|材料|文件)*"),
    ("needs_creation", r"(?!.*[不无](需|须|用)).*((没有|无|未有)现成|(需|须|需要)(要|由)?(本机关|行政机关)?(另行|重新)?"
                       r"(进行)?(制作|加工|汇总|统计|分析)).*"),
    ("still_unclear", r".*补正(后|材料后|之后).*(不明确|不清楚|不清|不具体).*"),
    ("still_unclear?", rf"{_ABOUT}(仍然|仍|尚)?(不明确|不清楚|不清|不具体)的?"),
    ("petition", rf"{_ABOUT}(系|涉及|实为|为)?(信访|举报|投诉)(信访|举报|投诉|及|和|或|类|等|咨询)*(申请|事项|问题"
                 rf"|活动|的)*"),
    ("repeat", r"(告知|属于|属|系|不予|不再)*重复(重复|提出|提交|处理|答复|申请|的|政府|信息|公开|不予|不再|办理|类)*"),
    ("publication", r".*(公开)?(出版物|政府公报|报刊|书籍).*"),
    ("excessive", r".*(大量|频繁).*反复.*|.*反复.*(大量|频繁).*|.*申请.*(数量|频次).*(明显)?(超过|超出).*"),
    ("confirm_reissue", r".*(确认|重新出具|重新提供|再次提供).*(已获|获取|获得|重新出具).*"),
    ("not_government_information", rf"{_ABOUT}(?:非|不是|不属于?|不构成)(?:政府信息公开)?(?:本)?(?:条例|规定|法规"
                                   rf"|法律)?(?:第[一二三四五六七八九十\d]+条)?"
                                   r"(?:所指|所称|规定|界定|定义|规范|意义上)*的?政府信息(?:范畴)?"),
    ("other_fee_overdue", rf"{_OVERDUE}.*(缴|交|付)(纳)?.*费.*"),
    ("other_correction_overdue", rf"{_OVERDUE}.*补正.*"),
    ("other_other", r"其[他它](处理|原因|情形|情况|方式|结果|类|答复|形式|类型)*"),
    ("other_other", r"(申请人)?(自愿|主动|已|自行)*(撤回|撤销)(申请|其申请|政府信息公开申请|的)*|(办理)?终止(办理"
                    r"|处理)?"),
    ("unclear", r"(?!.*(不|非|未)(属于|涉及)).*(不予|不同意|不准予?|不宜|免予|免于|不|拒绝)(全部|全文|对外)?(公开"
                r"|提供|答复|处理).*"),
)  # fmt: skip


_GROUNDS: Final = ("refused_", "needs_creation", "excessive", "other_correction_overdue", "other_fee_overdue")


def gives_it_anyway(outcome: str, told: str) -> bool:
    """Whether a word that names a ground says that the information, or the rest of it, is given, or denies the ground.

    Args:
        outcome: The id of the ground.
        told: The plain word.
    """
    if not outcome.startswith(_GROUNDS):
        return False
    return _GIVEN.search(_SPOKEN_OF.sub("", _NOT_GIVEN.sub("", told))) is not None
