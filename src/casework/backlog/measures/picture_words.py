"""The words of the picture, in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, Final

_WIDEST: Final = 18
_WORDS: Final = {
    "title": ("依申请公开办理情况　{on}", "Disclosure requests as of {on}"),
    "under": (
        "共{cases:,}件，在办{open:,}件，其中逾期{overdue:,}件",
        "{cases:,} cases, {open:,} open, {overdue:,} of them overdue",
    ),
    "flow": ("累计收件与办结（按月）", "Received and closed so far, by month"),
    "received": ("收件", "received"),
    "closed": ("办结", "closed"),
    "open": ("在办", "open"),
    "unsure": ("另有{n}件状况不明，未列入", "not shown: {n} of unknown standing"),
    "left": ("在办件剩余工作日", "Open cases by working days left"),
    "days": ("剩余工作日（负数为逾期）", "working days left (below 0: overdue)"),
    "cases": ("件", "cases"),
    "fine": ("未到期", "in time"),
    "near": ("临近到期（剩{warn}日以内）", "warning ({warn} or fewer left)"),
    "past": ("逾期", "overdue"),
    "undated": ("另有{n}件无期限（停止计算），未列入", "not shown: {n} without a last day"),
    "forecast": ("今后20个工作日到期而未办结的件数", "Cases running out in the next 20 working days"),
    "median": ("预测（中位数）", "forecast (median)"),
    "band": ("90%区间", "90 % interval"),
    "nothing": ("若一件不办", "if nothing is closed"),
    "rate": ("按期率（已答复件，按单位）", "Replied in time, by unit"),
    "rate_of": ("按期率（已答复件，最大的{n}个单位）", "Replied in time, the {n} largest units"),
    "states": (
        "各状态停留的工作日（已离开件的中位数）",
        "Working days in each state, median of the cases that have left it",
    ),
    "working": ("本机关办理", "with the office"),
    "waiting": ("等待他人", "waiting for others"),
    "left_it": ("{days}日（{n:,}件）", "{days} (of {n:,})"),
    "nobody_left": ("无离开件", "none has left it"),
    "here": ("；现有{n:,}件，至今{days}日", "; {n:,} here now, {days} so far"),
    "none": ("无数据", "nothing to show"),
    "no_unit": ("（未填）", "(none)"),
    "line": ("第{n}行", "line {n} of by_unit.csv"),
}  # fmt: skip


class Words:
    """The labels of one language, and names cut to fit."""

    def __init__(self, zh: bool, has_chinese: bool) -> None:
        self.zh, self.has_chinese = zh, has_chinese

    def __call__(self, key: str, **told: object) -> str:
        return _WORDS[key][0 if self.zh else 1].format(**told)

    def stay(self, line: Mapping[str, Any]) -> str:
        """How long cases stayed in a state, and how many are in it."""
        left, here = line["cases"], line["here_now"]
        said = self("left_it", days=f"{line['median_working_days']:g}", n=left) if left else self("nobody_left")
        return said + (self("here", n=here, days=f"{line['median_here_now']:g}") if here else "")

    def name(self, text: str, number: int) -> str:
        """A unit's name on one line, or its line in the table where no font has its letters."""
        if not text:
            return self("no_unit")
        plain = " ".join(text.split()).replace("$", r"\$")
        if not self.has_chinese and any(ord(letter) > 0x2E7F for letter in plain):
            return self("line", n=number)
        return _cut(plain)


def _cut(text: str) -> str:
    width = [2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text]
    if sum(width) <= _WIDEST:
        return text
    fits = sum(1 for room in accumulate(width) if room <= _WIDEST - 2)
    return text[:fits].rstrip("\\") + "…"
