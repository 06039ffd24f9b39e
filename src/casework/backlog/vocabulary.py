"""What offices write in columns of words: the literal tables first, then families of words by what they are made of.

A word is compared without numbering, quotation marks, brackets, spaces and width. What a family does not know for sure
stays unknown: a part granted is never read as granted, and a refusal without a ground is never given one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from attrs import frozen

from casework.backlog.outcome_words import OUTCOME_FAMILIES, gives_it_anyway
from casework.backlog.word_tables import TABLES, plain

UNCLEAR: Final = "unclear"
"""A refusal, or an answer, whose ground is not told."""
CORRECTION: Final = "correction"
"""What stands where an outcome is looked for is a correction notice, which is no reply."""


@frozen(slots=True)
class Meaning:
    """What a word of an office means: no id (unknown), one, or several of which it is one.

    sure: else the word is probably that id, and a row that has it says so.
    """

    ids: tuple[str, ...] = ()
    sure: bool = True

    @property
    def either(self) -> bool:
        """Whether it is one of several."""
        return len(self.ids) > 1


Families = tuple[tuple[str, str], ...]
"""Id, or ids joined by "|", with "?" after what is only probable; and the pattern of the whole plain word."""

_MAIL: Final = "signed_mail|ordinary_mail"
_ONE_WAY: Final = r"(?!.*(?:邮寄|快递|ems|挂号|平信|信函|传真|当面|现场|自取|自提|领取|未|不|非))"
"""Before a word that may stand anywhere: no other way beside it, and no denial."""
_CHANNEL: Final[Families] = (
    ("online", rf"{_ONE_WAY}.*(电子邮件|电子邮箱|电邮|email).*"),
    ("online", r"(互联网|网络|网上|在线|线上|网站|门户|平台|系统|邮箱|微信|公众号|小程序)+"),
    ("online", r".*(门户网站|政府网站|申请系统|申请平台|政务服务网|微信公众号|公开网|公开系统|公开平台|政务平台)"),
    ("fax", r"传真(件|机)?"),
    ("oral", r"口头(陈述|表达)?"),
    ("ordinary_mail", r"(平信|平邮|平常信函|普通信函|普通信件|普通邮寄|邮寄平信|邮寄平常信函)"),
    ("signed_mail", r"(邮寄|邮政)?(挂号|ems|ems邮寄|挂号邮寄|挂号信|挂号信函|特快专递|邮政特快专递|快递|速递"
                    r"|邮政快递|顺丰|顺丰快递|邮政ems|(邮政|ems)+(特快专递|快递|速递|专递))"),
    ("signed_mail", r"(邮寄|书面邮寄|邮政寄送|邮寄信函|信函邮寄)"),
    (_MAIL, r"(邮寄)?(无|无须|无需|不需|不须|未|没有|非)(签收|挂号)"),
    ("in_person", r"本人亲自|亲自|(本人|亲自|申请人)?(当面|现场|窗口|上门|来访|前台|服务窗口|当场|自送|面交)(直接)?"
                  r"(书面|当面|递送)?"),
)  # fmt: skip
_LETTERS: Final[Families] = ((_MAIL, r"(书面)?(信函|来信|书信|信件)"),)
_TYPE: Final[Families] = (
    ("natural_person", r"(自然人|公民|个人|公民个人|居民|自然人公民|公民自然人)"),
    ("commercial_enterprise", r"(商业)?企业(法人|单位)?|(有限|股份|股份有限|有限责任)?公司|法人商业企业"),
    ("research_body", r"(科研|研究)(机构|院所|单位|院|所)|法人科研机构"),
    ("social_welfare_body", r"(社会)?公益(性)?(组织|机构)|法人社会公益组织"),
    ("legal_service_body", r"法律服务(机构|所)|律所|律师事务所|法人法律服务机构"),
    ("other_organisation", r"其[他它](组织|类型|主体)?|法人其[他它]"),
)
_METHOD: Final[Families] = (
    ("electronic?", r"传真(件|送达|发送)?"),
    ("electronic", rf"{_ONE_WAY}(通过|以)?.*(电子邮件|电子邮箱|电邮|email|电子文本|电子数据|电子文档).*"),
    ("electronic", r"(互联网|网络|网上|在线|线上|网站|系统|平台|邮箱|短信|微信|电子)+"),
    ("post", r"(?!.*[未不非]).*(ems.*(快递|速递|专递)|邮政(特快)?专递).*|(快递|速递|特快专递)ems"),
    ("post|courier", r"特快专递"),
    ("courier", r"(?!.*[未不非]).*(快递|速递|顺丰|特快专递).*"),
    (
        "post",
        r"(邮政|邮寄|挂号|挂号信|信函|ems邮寄|挂号邮寄|邮寄信函|ems|邮政ems|邮寄ems|邮寄挂号信|平信|书面邮寄|邮政挂号|纸质邮寄)",
    ),
    ("entrusted", r"委托|委托他人.*|转交|代收"),
    ("direct", r"(自行|自己|本人|亲自|当面|当场|现场|上门|窗口|来人)?(领取|自取|取件|自提|领取答复书|签收|来取)"),
    ("direct", r"(当面|当场|现场|窗口|直接|上门|专人)(交付|送交|递交|给付|口头|签收)?"),
    ("direct", r"(当场|现场|当面)?(阅读|查阅|抄录|阅读抄录|查阅抄录|查阅复制|答复|口头)"),
)
_OPINION: Final[Families] = (
    ("consents_in_part", r"(部分同意|同意部分)(公开|提供)?.{0,6}"),
    ("objects", r"(不同意|反对|拒绝|不赞成|不愿意?)(公开|提供)?"),
    ("consents", r"(均|全部|完全|书面)?同意(公开|提供)?|(无|没有)(异议|意见)"),
)
_REASONABLE: Final[Families] = (
    ("no", r"(理由)?(不|不够|未)(合理|成立|充分|予?认可|予?采纳)|(没有|无)(合理|正当)理由"),
    ("yes", r"(理由)?(合理|成立|充分|正当)|(有)(合理|正当)理由"),
)
_CAPACITY: Final[Families] = (
    ("co_maker", r"共同(制作|形成|发文|牵头)(机关|单位|部门|的机关)?|联合(发文|制作)(机关|单位)?"),
    ("internal_unit", r"(本机关|本单位|本部门|机关)?(内设|下设)(机构|处室|科室|部门)|(本机关|本单位)(处室|科室)"),
    ("concerned", r"(其[他它]|有关|相关|涉及)(行政)?(机关|单位|部门)?|相关方"),
)
_RESULT: Final[Families] = (
    ("upheld", r"(结果)?(维持|予以维持|维持原.*|被维持)"),
    (
        "corrected",
        r"(?!.*驳回)(结果)?(纠正|予以纠正|被纠正|撤销|撤销原(?![审判裁]).*|撤销(并|且|，)?责令.*|变更|确认违法|责令(重新|限期)?.*(履行|答复|作出|办理).*)",
    ),
    ("pending", r"(尚未|未|还未)(审结|办结|审理完毕|结案|裁决|判决)|(正在)?(审理|在审|办理|审查)中?|未结"),
    ("other", r"其[他它](结果|情况|情形)?|终止(审理)?|撤回(申请|起诉)?|申请人撤回|不予受理"),
)
_FAMILIES: Final[Mapping[str, Families]] = {
    "channel": (*_CHANNEL, *_LETTERS),
    "applicant_type": _TYPE,
    "reply_method": _METHOD,
    "third_party_opinion": _OPINION,
    "third_party_reasonable": _REASONABLE,
    "agency_capacity": _CAPACITY,
    "outcome": OUTCOME_FAMILIES,
    "reconsideration_result": _RESULT,
}
VOCABULARIES: Final = tuple(TABLES)
"""Keys of the columns that hold words."""
_LITERAL: Final = {
    key: {plain(word): name for name, words in table.items() for word in (name, *words)}
    for key, table in TABLES.items()
}
_COMPILED: Final = {
    key: tuple((ids, re.compile(pattern)) for ids, pattern in families) for key, families in _FAMILIES.items()
}
_NUMBERING: Final = re.compile(
    r"\s*(?:[(\[【〔][一二三四五六七八九十\d]{1,3}[)\]】〕]|第?[一二三四五六七八九十]{1,3}[、.．:：]"
    r"|\d{1,2}(?:[、.．:：)]|\s)(?!\d))+\s*"
)
_CIRCLED: Final = re.compile(r"^\s*[①-⑳❶-❿]")
_BRACKETS: Final = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_ABOUT: Final[Mapping[str, re.Pattern[str]]] = {
    "channel": re.compile(
        r"^(?:通过|采用|采取|以|经|由)|(?:方式|形式|渠道|途径)"
        r"|(?:提交|递交|提出|送交|报送)?(?:申请|提交|递交|登记|提出|受理)(?:件|书|表)?$"
    ),
    "reply_method": re.compile(
        r"^(?:通过|采用|采取|以|经|由)|(?:方式|形式|渠道|途径)|(?:送达|寄送|发送|寄出|送出|答复|回复)$"
    ),
}  # fmt: skip


def bare(text: str) -> tuple[str, tuple[str, ...]]:
    """A word without numbering and without its remarks in brackets, and these."""
    folded = unicodedata.normalize("NFKC", _CIRCLED.sub("", text)).strip().strip("\"'“”‘’「」《》")
    if (numbered := _NUMBERING.match(folded)) and plain(folded[numbered.end() :]):
        folded = folded[numbered.end() :]
    inside = tuple(each for each in _BRACKETS.findall(folded) if plain(each))
    without = _BRACKETS.sub("", folded)
    return (without, inside) if plain(without) else (folded, ())


@lru_cache(maxsize=16_384)
def meaning(key: str, text: str) -> Meaning:
    """What a word in a column means. key: one of `VOCABULARIES`."""
    if "|" in text:  # of a mapping file: one of several
        listed = [each if each in (UNCLEAR, CORRECTION) else _LITERAL[key].get(plain(each)) for each in text.split("|")]
        return Meaning(tuple(each for each in listed if each)) if all(listed) else Meaning()
    if key == "outcome" and text.strip() in (UNCLEAR, CORRECTION):
        return Meaning((text.strip(),))
    whole = _LITERAL[key].get(plain(text))
    if whole is not None:
        return Meaning((whole,))
    word, remarks = bare(text)
    found = _read(key, word)
    for remark in remarks:
        found = _with_remark(key, found, _read(key, bare(remark)[0]), plain(remark))
    return found


def word(key: str, text: str) -> str | None:
    """The id of what an office wrote in a column of words; None if it is not known, or is told by no ground.

    Of a channel that is one of two the first, as `rows` assumes it.
    """
    found = meaning(key, text)
    if not found.ids or found.ids[0] in (UNCLEAR, CORRECTION) or (found.either and key != "channel"):
        return None
    return found.ids[0]


def _read(key: str, text: str) -> Meaning:
    told = plain(text)
    literal = _LITERAL[key].get(told)
    if literal is not None:
        return Meaning((literal,))
    if _says_two(key, text):
        return Meaning((UNCLEAR,) if key == "outcome" else ())
    forms = [told]
    if key in _ABOUT:
        shorter = _ABOUT[key].sub("", told)
        again = _ABOUT[key].sub("", shorter)
        forms = [each for each in dict.fromkeys((told, shorter, again)) if each]
    for form in forms:
        if form in _LITERAL[key] and (key != "channel" or form != "信函"):
            return Meaning((_LITERAL[key][form],))
        fitting = [ids for ids, pattern in _COMPILED[key] if pattern.fullmatch(form)]
        if fitting:
            if key == "outcome" and gives_it_anyway(fitting[0], told):
                return Meaning()
            if fitting[0].startswith("refused_") and any(other.startswith("refused_") for other in fitting[1:]):
                return Meaning((UNCLEAR,))  # two grounds at once: the row must name one
            return Meaning(tuple(fitting[0].removesuffix("?").split("|")), sure=not fitting[0].endswith("?"))
    return Meaning()


def _says_two(key: str, text: str) -> bool:
    """Whether a cell lists words that cannot all be so: 邮寄+电子邮件, 公开/不存在. A part granted is one word."""
    parts = [part for part in _BETWEEN.split(text) if len(plain(part)) > 1]
    if len(parts) < 2:
        return False
    found = [meaning.ids for part in parts if (meaning := _read(key, part)).ids not in ((), (UNCLEAR,))]
    if not found or ("partially_granted",) in found:
        return False
    first = set(found[0]) | _NEARER.get(found[0][0], set())
    return any(not first & set(ids) for ids in found[1:])


_BETWEEN: Final = re.compile(r"[、,，;；/／+＋&]|以?及|[和与并]|或者?")


def _with_remark(key: str, found: Meaning, remark: Meaning, said: str) -> Meaning:
    """A word whose brackets say something of their own: the ground of a refusal, or a limit to what was granted."""
    if key != "outcome":
        if not remark.ids or not remark.sure or remark.ids == found.ids:
            return found
        return remark if not found.ids or set(remark.ids) <= _NEARER.get(found.ids[0], set()) else Meaning()
    if found.ids == ("granted",) and (_LIMITS.search(said) or remark.ids == ("partially_granted",)):
        return Meaning(("partially_granted",), sure=False)
    if not remark.ids or remark.ids == found.ids or found.ids == ("partially_granted",):
        return found
    if found.ids in ((UNCLEAR,), ()) and remark.ids[0].startswith("refused_"):
        return remark
    if found.ids == ("granted_already_public",) or found.ids == ("granted",) == remark.ids:
        return found
    return (
        found if remark.ids == (UNCLEAR,) and found.ids and found.ids[0].startswith("refused_") else Meaning((UNCLEAR,))
    )


_NEARER: Final = {"signed_mail": {"ordinary_mail"}, "post": {"courier"}, "commercial_enterprise": set[str]()}
"""What a remark in brackets may make of a word."""
_LIMITS: Final = re.compile(r"部分|除外|不含|遮挡|隐去|删除|节选|区分处理")
