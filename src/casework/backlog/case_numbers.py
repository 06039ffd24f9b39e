"""When two case numbers are the same, and what can be the number of a case at all."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from casework.backlog.blanks import blank
from casework.backlog.headings import EMPTY
from casework.backlog.sheet import is_unreadable

LONGEST: Final = 200
FOLDED: Final = {"〔": "[", "〕": "]", "【": "[", "】": "]", "〖": "[", "〗": "]", "(": "[", ")": "]"}
"""Brackets around the year: 〔2026〕, [2026], 【2026】 and (2026) are one to offices."""
_TABLE: Final = str.maketrans(FOLDED)


def same(number: str) -> str:
    """What two numbers of one case have in common: full width is half width, brackets are brackets.

    >>> same("Ｗ－１") == same("W-1"), same("虚构〔2026〕1号") == same("虚构［2026］１号")
    (True, True)
    """
    if number.isascii() and "(" not in number and ")" not in number:
        return number
    return unicodedata.normalize("NFKC", number).strip().translate(_TABLE)


def missing(number: str) -> bool:
    """Whether a cell holds no number of a case: nothing, a dash, 待编号, an error value. It has no blanks around it."""
    return number in EMPTY or is_unreadable(number) or _NONE.fullmatch(number) is not None or _dash(number)


def _dash(number: str) -> bool:
    return not any(each.isalnum() for each in number) and blank("replied_on", number)


_NONE: Final = re.compile(
    r"(?:尚未|暂未|未|待)(?:编号|编|登记|赋号|取号|定)|暂无|没有|[Nn]/?[Aa]|[Nn]one|NULL|null|[Nn]a[Nn]"
)
