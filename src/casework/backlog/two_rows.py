"""Headings in two rows: a group over several columns and what stands under it, read together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from casework.backlog.headings import KNOWN, match_headings, plain, shortened
from casework.backlog.sheet import Merged

_AROUND: Final = re.compile(r"(?:情况|信息|环节|阶段|过程|事项|记录|程序|流程|栏|内容|方面)+$")
_REQUEST: Final = re.compile(
    r"(?:政府信息公开|信息公开|依申请公开)?(?:申请|受理|登记|收件|来件|接收|收文|基本|申请人|公开申请)+"
)
_REPLY: Final = re.compile(r"(?:答复|回复|办结|结果|送达|反馈)+")
_NEUTRAL: Final = re.compile(r"(?:办理|处理|承办|时间|日期|其他|其它)+")
_GROUPS: Final = (
    ("第三方", re.compile(r".*第三[方人].*")),
    ("机关", re.compile(r".*(?:其[他它]|有关|相关)(?:行政)?(?:机关|部门|单位).*|征求机关.*|会商.*")),
    ("补正", re.compile(r".*补正.*")),
    ("延期", re.compile(r".*(?:延期|延长).*")),
    ("收费", re.compile(r".*(?:收费|缴费|费用).*")),
)
_OF_THE_REQUEST: Final = frozenset(
    ("case_id", "received_on", "arrived_on", "submitted_on", "confirmed_on", "registered_on", "channel")
)
_OF_THE_REPLY: Final = frozenset(
    ("replied_on", "reply_method", "reply_posted_on", "reply_signed_on", "reply_dated_on", "outcome")
)
_LONGEST: Final = 20

Names = Mapping[str, Sequence[str]]
"""Headings of a mapping file, by key."""


def joined(
    top: Sequence[str], sub: Sequence[str], merged: Sequence[Merged], row: int, names: Names
) -> list[str] | None:
    """The headings that two rows make together; None if the second is not a row of headings under the first.

    Args:
        top: The row of groups.
        sub: The row under it.
        merged: The merged ranges of the sheet; of a csv none, and a group reaches over the empty cells after it.
        row: The index of the first row in the sheet.
        names: Headings of a mapping file, by key.
    """
    width = max(len(top), len(sub))
    groups, below = _groups(top, width, merged, row), [cell.strip() for cell in (*sub, *("",) * (width - len(sub)))]
    own = [cell.strip() for cell in (*top, *("",) * (width - len(top)))]
    under = [
        place for place in range(width) if below[place] and groups[place] and plain(below[place]) != plain(own[place])
    ]
    if not under or any(_is_data(text) for text in (*own, *below) if text):
        return None
    spread = [place for place in under if not own[place]]
    known = [group for group in dict.fromkeys(groups[place] for place in under) if _is_known(group)]
    if not spread and len(known) < len({groups[place] for place in under}):
        return None
    if len([text for text in own if text]) < 2 and not known:
        return None  # a title over the table
    texts = [_composed(groups[place], below[place], own[place], names) for place in range(width)]
    read = [text for text in below if text and _is_heading(text, names)]
    together = [texts[place] for place in under if _is_heading(texts[place], names)]
    return texts if 2 * max(len(read), len(together)) >= len([text for text in below if text]) else None


def _groups(top: Sequence[str], width: int, merged: Sequence[Merged], row: int) -> list[str]:
    """For each column the group that stands over it."""
    cells = [cell.strip() for cell in (*top, *("",) * (width - len(top)))]
    ranges = [each for each in merged if each.top <= row <= each.bottom and each.right > each.left]
    if ranges:
        for each in ranges:
            for place in range(each.left + 1, min(each.right + 1, width)):
                cells[place] = cells[place] or cells[each.left]
        return cells
    for place in range(1, width):
        cells[place] = cells[place] or cells[place - 1]
    return cells


def _is_data(text: str) -> bool:
    return len(text) > _LONGEST or ":" in text or "：" in text.rstrip("：") or re.search(r"\d", text) is not None


def _is_known(group: str) -> bool:
    """Whether a group is one that registers have."""
    core = _core(group)
    kinds = (_REQUEST, _REPLY, _NEUTRAL, *(pattern for _, pattern in _GROUPS))
    return any(kind.fullmatch(core) for kind in kinds)


def _core(group: str) -> str:
    told = shortened(group)
    return _AROUND.sub("", told) or told


def _composed(group: str, sub: str, own: str, names: Names) -> str:
    """One heading of a group and what stands under it."""
    if not sub or not group or plain(group) == plain(sub):
        return sub or own
    core = _core(group)
    aliases = [name for name, pattern in _GROUPS if pattern.fullmatch(core)]
    for text in (f"{group}{sub}", f"{core}{sub}", *(f"{alias}{sub}" for alias in aliases)):
        if _is_heading(text, names):
            return text
    key = _key(sub, names)
    if aliases:
        return sub if key is not None and _is_of(aliases[0], sub) else f"{group}{sub}"
    if _REPLY.fullmatch(core):
        return f"{group}{sub}" if key in _OF_THE_REQUEST else sub
    if _REQUEST.fullmatch(core):
        return f"{group}{sub}" if key in _OF_THE_REPLY else sub
    return sub if _NEUTRAL.fullmatch(core) else f"{group}{sub}"


def _is_of(alias: str, sub: str) -> bool:
    """Whether a heading names its group itself: 补正告知日期 under 补正."""
    return alias in shortened(sub)


def _key(text: str, names: Names) -> str | None:
    found, _ = match_headings([text], {key: tuple(listed) for key, listed in names.items()})
    return next(iter(found), None)


def _is_heading(text: str, names: Names) -> bool:
    return plain(text) in KNOWN or shortened(text) in KNOWN or _key(text, names) is not None
