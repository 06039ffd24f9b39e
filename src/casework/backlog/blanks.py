"""What people type for a fact that has not happened, and what they type around a number or a number of a case.

A blank of a kind (0, a dash, 办理中, N/A) is empty, with a remark. What may mean that something did happen, or that
nobody knows (已答复, 待核实, ?, an error value), is not: such a cell is read as it stands and found unreadable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from attrs import frozen

from casework.backlog.headings import DAYS, EMPTY, LISTS
from casework.backlog.vocabulary import VOCABULARIES, meaning
from casework.backlog.word_tables import plain

COUNTS: Final = ("extension_working_days", "reopen_days")
"""Columns of numbers of days."""
_DASHES: Final = re.compile(r"[\s\-‐‑‒–—―−─━﹣~.…·・_/\\|、*×✕]+|一{2,}")
_ZERO: Final = re.compile(
    r"0+(?:\.0+)?|0?0:00(?::00)?|(?:1900[-/.年]0?1[-/.月]0?0|0000[-/.年]0?0[-/.月]0?0|1899[-/.年]12[-/.月]3[01]|1900[-/.年]0?1[-/.月]0?1)日?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_LATIN: Final = frozenset(
    ("na", "nil", "none", "null", "nan", "nat", "notyet", "notapplicable", "pending", "tbd", "open", "no")
)
_STILL: Final = r"(?:截至目前|目前|迄今|至今|一直|逾期|超期|到期|暂时|暂|现|尚|还|仍|均|正)*"
_DO: Final = (
    r"(?:予以|作出|进行|收到|接到)?(?:办理|办结|办完|办|处理|答复|回复|复|完成|完结|完毕|审核|审批|审查|审结|结案|结|登记|反馈|寄出|寄送"
    r"|邮寄|交邮|送达|签收|发出|发送|发|开始|启动|到期|回|填写|填|受理|分办|转办|拟稿|签发|归档|补正|缴费|缴纳|延期|征求|收到|出具|告知)"
)
_NOT_YET: Final = re.compile(
    rf"{_STILL}(?:未|没有|没|无|待){_DO}(?:日期|结果|意见|材料|中)?"
    rf"|{_STILL}(?:正在|在)?{_DO}(?:当中|中)|(?:正在|在){_DO}|(?:流转|流程|进行|运行|拟办|承办|协商|会商|征求意见|研究|讨论|审理)中"
    r"|在途|待办|暂无|暂缺|无此项|空|空白"
)
_NO_SUCH: Final = re.compile(
    r"(?:没有|不涉及|未涉及|不适用|不需要?|无需|无须|未发生|否|无此情况|无此情形|无延期|不延期|无补正|无须补正|无第三方)"
)
_UNIT: Final = re.compile(
    r"(?:延期|延长|再)?\s*(\d{1,4})(?:\.0+)?\s*(?:个)?\s*(工作日|工作天|working\s*days?|wd|天|日|days?)?", re.IGNORECASE
)
_QUOTED: Final = re.compile(r'="([^"]*)"')


@frozen(slots=True)
class Read:
    """A cell as it is to be read. remark: "blank" or "unit"; "" if there is nothing to say."""

    text: str
    remark: str = ""


Words = Mapping[str, Mapping[str, str]]
"""Of a mapping file: by key and plain word the id, or ids joined by "|"."""


def unquoted(text: str) -> str:
    """A cell without the ="..." in which exports hide numbers from a spreadsheet."""
    if text.startswith('="') and (found := _QUOTED.fullmatch(text.strip())):
        return found[1]
    return text


@lru_cache(maxsize=65_536)
def blank(key: str, text: str) -> bool:
    """Whether a cell says in some way that nothing happened. text: without blanks around it, not empty."""
    if len(text) > 24 or key not in (*DAYS, *COUNTS, *VOCABULARIES, "extension_approved_by"):
        return False
    folded = unicodedata.normalize("NFKC", text).strip()
    if _DASHES.fullmatch(folded):
        return True
    if _ZERO.fullmatch(folded):
        return key not in COUNTS
    if folded.startswith("#") or re.search(r"\d", folded):
        return False
    told = plain(re.sub(r"[(\[【〔].*?[)\]】〕]", "", folded)) or plain(folded)
    if key in VOCABULARIES:
        return not meaning(key, text).ids and (told in _LATIN - {"no"} or _NOT_YET.fullmatch(told) is not None)
    return told in _LATIN or _NOT_YET.fullmatch(told) is not None or _NO_SUCH.fullmatch(told) is not None


def count(text: str) -> tuple[str, bool] | None:
    """A number of days without its unit, and whether the unit was a mere day; None if it is no number."""
    found = _UNIT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or found[2] is None:
        return None
    return found[1], found[2].lower() in ("天", "日", "day", "days")


def read_cell(key: str, text: str, words: Words) -> Read:
    """A cell of a known column as it is to be read; it has no blanks around it and is not empty."""
    listed = words.get(key)
    if listed and (known := listed.get(plain(text))) is not None:
        return Read(known)
    if key in LISTS and (";" in text or "；" in text):
        parts = [part.strip() for part in text.replace("；", ";").split(";")]
        read = [Read(part) if part in EMPTY else _one(key, part) for part in parts]
        remark = next((each.remark for each in read if each.remark), "")
        return (
            Read(";".join(each.text for each in read), remark)
            if any(each.text != part for each, part in zip(read, parts, strict=True))
            else Read(text)
        )
    return _one(key, text)


def _one(key: str, text: str) -> Read:
    if blank(key, text):
        return Read("", "blank")
    if key in COUNTS and (number := count(text)) is not None:
        days, mere = number
        if key == "reopen_days":  # an order may be in either kind of day: without one it is in calendar days
            return Read(days if mere else f"{days}个工作日")
        return Read(days, "unit" if mere else "")
    return Read(text)
