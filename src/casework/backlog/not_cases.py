"""Which rows of a register are no requests: totals, remarks, section titles, signatures, void rows.

Told by what a row has and lacks (a plausible number, a day, one cell alone, a label), not by a list of words alone. A
row that states the facts of a request and lacks only its number is no such row: it is rejected, and undecided.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from casework.backlog.case_numbers import missing
from casework.backlog.heading_words import SERIAL
from casework.backlog.headings import DAYS, plain
from casework.law import NotADay, parse_day

Words = tuple[str, str]
"""Chinese, English."""


@frozen(slots=True)
class NotCase:
    """A row that is no request, and why, in Chinese and English."""

    row: int
    words: Words

    def as_json(self, lang: str) -> dict[str, object]:
        """As a summary has it."""
        return {"row": self.row, "why": self.words[lang != "zh"]}


TOTAL: Final = ("合计行", "a row of totals")
REMARK: Final = ("说明、签署或页脚，不是申请", "a remark, a signature or a footer")
SECTION: Final = ("小标题，不是申请", "a section title")
VOID: Final = ("作废的行", "a void row")
ALONE: Final = ("只有一格文字，没有编号和日期", "one cell of text alone, without a case number or a day")
NUMBERS: Final = ("只有数字，没有编号和日期", "numbers alone, without a case number or a day")
PREPARED: Final = ("预留的空行，只有序号", "a line prepared in advance: its number and nothing else")
AGAIN: Final = ("重复出现的标题行", "the headings again")
EXAMPLE: Final = ("示例行", "an example row")
ACROSS: Final = ("横向合并的一格", "one cell merged across the table")

_TOTAL: Final = re.compile(
    r"(?:本页|本月|本季度?|本年度?|全年|累计|上年|期末|当页|年度|各科|总)*(?:(?:合计|总计|小计|共计|累计|总数|合共)(?:数|件数|[:：\d].*|共.*)?|计(?:[:：].*)?)"
    r"|(?:grand|sub)?\s*-?totals?(?:[:：\s\d].*)?|(?:共|总共|合共|累计)\s*(?:收到|受理|办理|登记)?\s*\d+\s*[件条行宗].*",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:填表|制表|填报|制作|编制|审核|复核|核对|审批|审定|批准|负责|分管|主管|经办|经手|承办|联系|统计|打印|报送|报出|登记|记录|录入|单位|部门|科室|截止|截至"
    r"|日期|时间|备注|附注|注意|注|说明|附件?|填表说明|电话|盖章|公章|签章|签字|签名|领导|处长|局长|科长|主任|数据来源|来源"
    r"|note|remarks?|prepared by|checked by|signed|source)"
    r"(?:[人员者长栏]|领导|单位|部门|日期|时间|电话|签字|签名|签章|盖章|[（(][^（）()]*[)）])*\s*(?:[:：].*|$)"
    r"|(?:备?注|附注|说明|附件?)\d{1,2}(?:[:：、.].*|$)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION: Final = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．:：章节部]|[（(][一二三四五六七八九十]{1,3}[）)]).*"
    r"|(?:\d{4}年度?)?\s*(?:第?[一二三四1-4]季度|[上下]半年|\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?)[^\d号]{0,12}"
    r"|\d{4}年度?(?:\s*(?:依申请公开|信息公开|申请|台账|登记)\w{0,12})?"
    r"|第\s*\d+\s*页.*|[-—=*_~]{3,}.*"
)
_BEGINNINGS: Final = """
本页 本月 本季 本年 全年 累计 上年 期末 当页 年度 各科 合计 总计 小计 共计 总数 合共 计 共 总共 总合计
填表 制表 填报 制作 编制 审核 复核 核对 审批 审定 批准 负责 分管 主管 经办 经手 承办 联系 统计 打印
报送 报出 登记 记录 录入 单位 部门 科室 截止 截至 日期 时间 备注 附 注 说明 电话 盖章 公章 签章
签字 签名 领导 处长 局长 科长 主任 数据来源 来源 grand sub total note remark prepared checked signed source
"""
LABELS: Final = tuple(_BEGINNINGS.split())
"""How every total, remark and signature begins."""
_VOID: Final = re.compile(
    r"(?:(?:此|该|本|编|序)?(?:号码?|行|条|件|表|单)?\s*(?:已|予以)?作废(?:处理|行|号|单)?|(?:此|该)?号?已废|废(?:号|单|件)?)"
)
_VOID_IF_EMPTY: Final = re.compile(r"(?:此|该)?(?:空|跳|漏|缺)号|误[登录].{0,2}|void(?:ed)?|n/?a", re.IGNORECASE)
"""In a row that states no day."""
_VOID_NUMBER: Final = re.compile(r".+(?:[(（\[【〔](?:已|予以)?(?:作废|废止?)[)）\]】〕]|[-—_ ](?:已)?作废|作废)")
_EXAMPLE: Final = re.compile(
    r"(?:填写|填报|录入)?(?:示例|样例|范例|例子?)\d{0,2}[:：]?|(?:for)?example|sample", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"[\d,.%％\s/]+[件个天]?")
_CODE: Final = re.compile(r"(?!.*(?:以上|以下|共|截至|截止|合计))[\w\[\]()〔〕【】/.·—–\- ]*[\dA-Za-z]\]?\)? ?号?")
"""What a number of a case looks like that stands alone in its row."""
_LONGEST_LABEL: Final = 40


def why_not(cells: Sequence[str], places: Mapping[str, int], headings: Sequence[str]) -> Words | None:
    """Why a row with something in it is no request; None if it is one, or lacks only what makes it readable.

    Args:
        cells: All cells of the row.
        places: Which column holds which key, of a flat register or a table of steps.
        headings: Of the table.
    """
    if "step" in places and places["step"] < len(cells) and cells[places["step"]].strip():
        return None
    filled = [(place, text) for place, cell in enumerate(cells) if (text := cell.strip())]
    if "step" not in places and any(void(text) for _, text in filled):
        return VOID
    return _why_not(cells, places, headings, filled)


def _why_not(
    cells: Sequence[str], places: Mapping[str, int], headings: Sequence[str], filled: Sequence[tuple[int, str]]
) -> Words | None:
    """The same of a row that no cell says is void."""
    at = places["case_id"]
    number = cells[at].strip() if at < len(cells) else ""
    if "step" not in places:
        if _VOID_NUMBER.fullmatch(number):
            return VOID
        if _EXAMPLE.fullmatch(number):
            return EXAMPLE
    label = label_of(number)
    beside = [(place, text) for place, text in filled if place != at]
    days = sum(is_day(cells[place]) for key, place in places.items() if key in _DAYS and place < len(cells))
    if label is not None:
        return label if days == 0 or (label is not SECTION and _only_labels(beside)) else None
    if missing(number):
        if days:
            return None
        labels = [found for _, text in beside if (found := label_of(text)) is not None]
        if labels:
            return labels[0]
        if all(_NUMBER.fullmatch(text) for _, text in beside):
            return NUMBERS
        return ALONE if len(beside) == 1 else None
    if days:
        return None
    if beside and all(_VOID_IF_EMPTY.fullmatch(text) for _, text in beside):
        return VOID
    if len(beside) > 1:
        return None
    if not beside:
        return _number_alone(number, headings[at])
    return PREPARED if plain(headings[at]) in SERIAL and _NUMBER.fullmatch(number) and missing(beside[0][1]) else None


def _number_alone(number: str, heading: str) -> Words | None:
    """A row that holds a number and nothing else: of a case that nothing is known of yet, or no number."""
    if plain(heading) in SERIAL and _NUMBER.fullmatch(number):
        return PREPARED
    if len(number) > _LONGEST_LABEL or _CODE.fullmatch(unicodedata.normalize("NFKC", number)) is None:
        return ALONE
    return ALONE if is_day(number) and re.search(r"[年/.-]", number) else None


def _only_labels(beside: Sequence[tuple[int, str]]) -> bool:
    """Whether what stands beside a label is labels, days and numbers: a signature with its day, not a request."""
    return all(label_of(text) or is_day(text) or _NUMBER.fullmatch(text) for _, text in beside)


@lru_cache(maxsize=16_384)
def label_of(text: str) -> Words | None:
    """What a text is that is a label and no number of a case; None for all others."""
    told = unicodedata.normalize("NFKC", text).strip()
    squeezed = re.sub(r"\s+", "", told)
    if not squeezed:
        return None
    if _TOTAL.fullmatch(squeezed) or _TOTAL.fullmatch(told):
        return TOTAL
    if _LABEL.fullmatch(squeezed) or _LABEL.fullmatch(told):
        return REMARK
    return SECTION if _SECTION.fullmatch(squeezed) else None


@lru_cache(maxsize=16_384)
def void(text: str) -> bool:
    """Whether a whole cell says that its row is void."""
    return len(text) < 16 and _VOID.fullmatch(text) is not None


_DAYS: Final = DAYS | {"on"}


@lru_cache(maxsize=16_384)
def is_day(text: str) -> bool:
    """Whether a cell holds a day, or a list with one."""
    for part in text.replace("；", ";").split(";"):
        try:
            parse_day(part.strip())
        except NotADay:
            continue
        return True
    return False


VOID_PATTERN: Final = rf"^\s*{_VOID.pattern}\s*$"
"""Of a cell that says that its row is void."""
VOID_LETTER: Final = "废"
"""It stands in every such cell."""
