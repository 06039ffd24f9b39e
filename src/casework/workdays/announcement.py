"""A holiday notice read from its text: the days off and worked it names, checked, as a national overlay.

>>> found = read_notice("一、元旦：1月1日（周五）至3日（周日）放假，共3天。", year=2027)
>>> [str(day) for day in found.days_off], len(found.faults)      # the other festivals are not covered
(['2027-01-01', '2027-01-02', '2027-01-03'], 6)
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Final

from attrs import frozen

from casework.errors import DefinitionError
from casework.workdays import wording as w
from casework.workdays.notices import Span, cited_in_chinese
from casework.workdays.overlay import Overlay, read_overlays
from casework.workdays.placing import Placing, Words
from casework.workdays.written import FIRST_YEAR, LAST_YEAR, days_of

_DAY: Final = timedelta(days=1)
_FESTIVAL: Final = (
    r"(?:元旦|新年|春节|清明节?|(?:[“\"]?五一[”\"]?)?(?:国际)?劳动节|[“\"]五一[”\"]|端午节?|中秋节?|国庆节?|[“\"]十一[”\"]"
    r"|[^、。,;:()\d]{0,24}\d{0,3}[^、。,;:()\d]{0,8}纪念日)"
)
_ITEM: Final = re.compile(
    rf"(?:(?:[一二三四五六七八九十]{{1,2}}|\d{{1,2}})[、.])?({_FESTIVAL}(?:[、和及与]{_FESTIVAL}){{0,6}})(?::|(?=\d))"
)
_NUMBER: Final = re.compile(r"(国(?:办)?发(?:明电)?)[〔\[(【〈](\d{4})[〕\])】〉](\d{1,3})号")
_TITLE: Final = re.compile(r"国务院(?:办公厅)?关于[^。:;《》〈〉]{2,60}?的通知")
_ISSUED: Final = re.compile(
    r"(?:(发布日期|发布时间|成文日期|印发日期):?|国务院(?:办公厅)?\(?)(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?\)?"
    r"(?!\d|[日号]|\(|[-—至]|放假|上班|调休|补休)"
)
_AMENDS: Final = re.compile(r"调整|延长|调休放假")
_NAMES: Final = (
    (re.compile(r"[“\"]?五一[”\"]?(?:国际)?(?:劳动节)?|国际劳动节"), "劳动节"),
    (re.compile(r"[“\"]十一[”\"]"), "国庆节"),
    (re.compile(r"(清明|端午|中秋|国庆)(?!节)"), r"\1节"),
    (re.compile("新年"), "元旦"),
)
_LONGEST: Final = 200_000


@frozen(slots=True)
class ReadNotice:
    """What a text was read as.

    off, worked: in the order of days. not_placed: pieces of the text that write days but were not understood. faults:
    checks that failed; with one there is no overlay. remarks: what a reader should look at. Sentences are pairs,
    Chinese first. title, number and issued are None if neither the text nor the caller tells them.
    """

    year: int
    title: str | None
    number: str | None
    issued: date | None
    off: tuple[Span, ...]
    worked: tuple[date, ...]
    not_placed: tuple[str, ...] = ()
    faults: tuple[Words, ...] = ()
    remarks: tuple[Words, ...] = ()

    @property
    def days_off(self) -> tuple[date, ...]:
        """Every day off, weekends inside the spans too."""
        return tuple(day for span in self.off for day in days_of(span))

    @property
    def cited(self) -> str:
        """The notice as it is cited where one of its days is shown."""
        return cited_in_chinese(self.title, self.number) or f"{self.year}年放假安排通知"

    def toml(self) -> str:
        """The overlay as TOML: a file for --overlay, or tables to put into office.toml.

        Raises:
            DefinitionError: A check failed; names every fault.
        """
        if self.faults:
            raise DefinitionError([en for _, en in self.faults])
        lines = ["[[overlay]]", 'level = "national"']
        lines += [f"name = {_quoted(self.title)}"] if self.title else []
        lines += [f"notice = {_quoted(self.cited)}"]
        lines += [f"issued = {self.issued}"] if self.issued else []
        lines += [f"year = {self.year}", "off = [", *(f"    {_quoted(shown_span(span))}," for span in self.off), "]"]
        lines += [f"worked = [{', '.join(str(day) for day in self.worked)}]"]
        return "\n".join(lines) + "\n"

    def overlay(self) -> Overlay:
        """The national overlay to lay on a calendar.

        Raises:
            DefinitionError: A check failed; names every fault.
        """
        return read_overlays(self.toml())[0]


def read_notice(text: str, *, year: int, number: str | None = None, issued: date | None = None) -> ReadNotice:
    """Read a holiday notice in the State Council's usual wording.

    Args:
        text: The notice as text or pasted HTML; blanks, widths of digits and kinds of dashes do not matter.
        year: The year it announces.
        number: Its number; the one in the text if not given.
        issued: The day it became public; the one in the text if not given.

    Raises:
        DefinitionError: The year is outside the years known, or the text is no notice by its size.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DefinitionError([f"year: expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {year}"])
    if len(text) > _LONGEST:
        raise DefinitionError([f"text: expected a notice, got {len(text)} characters; paste the notice alone"])
    plain = w.plain_text(text)
    reading = Placing(year)
    title, own_number = _TITLE.search(plain), _NUMBER.search(plain)
    if number is not None and (written := _NUMBER.fullmatch(w.plain_text(number))):
        number = _bracketed(written)
    reading.head(title, own_number and _bracketed(own_number), number)
    dated = _issued(plain)
    plain = _ISSUED.sub("。", plain)
    framing, items = _items(plain)
    for sentence in w.sentences(framing):
        reading.frame(sentence)
    for name, body in items:
        for sentence in w.sentences(body):
            reading.sentence(name, sentence)
    reading.settle(amending=title is not None and _AMENDS.search(title[0]) is not None)
    if issued is None and dated is None:
        reading.remarks.append(_NO_ISSUE)
    return ReadNotice(
        year,
        title and title[0],
        number or (own_number and _bracketed(own_number)),
        issued or dated,
        _spans(reading.off),
        tuple(sorted(reading.worked)),
        tuple(dict.fromkeys(reading.not_placed)),
        tuple(dict.fromkeys(reading.faults)),
        tuple(dict.fromkeys(reading.remarks)),
    )


def shown_span(span: Span) -> str:
    """A span as an overlay file writes it."""
    days = f"{span.first}" if span.first == span.last else f"{span.first}..{span.last}"
    return f"{span.name} {days}" if span.name else days


_NO_ISSUE: Final = (
    "未见发布日期：该通知将视为一直已知；请加 --issued",
    "no day of issue is known: the notice is taken as always known; say --issued",
)


def _items(plain: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the festivals, and each festival with its text; without headings all is one nameless item."""
    found = [item for item in _ITEM.finditer(plain) if _begins(plain, item)]
    if not found:
        return "", [("", plain)]
    ends = [item.start() for item in found[1:]] + [len(plain)]
    items = [(_named(item[1]), plain[item.end() : end]) for item, end in zip(found, ends, strict=True)]
    return plain[: found[0].start()], items


def _begins(plain: str, item: re.Match[str]) -> bool:
    """Whether a festival's name begins an item, and is not part of a sentence."""
    numbered = not item[0].startswith(item[1])
    return numbered or item.start() == 0 or plain[item.start() - 1] in "。;:)"


def _named(text: str) -> str:
    for words, name in _NAMES:
        text = words.sub(name, text)
    return re.sub("[和及与]", "、", text)


def _spans(off: dict[date, str]) -> tuple[Span, ...]:
    """Days in a row for one festival as one span."""
    spans: list[Span] = []
    for day in sorted(off):
        if spans and spans[-1].last + _DAY == day and spans[-1].name == off[day]:
            spans[-1] = Span(off[day], spans[-1].first, day)
        else:
            spans.append(Span(off[day], day, day))
    return tuple(spans)


def _issued(plain: str) -> date | None:
    """The day it became public, else the day it is signed with."""
    found: dict[str, date] = {}
    for match in _ISSUED.finditer(plain):
        try:
            found.setdefault(match[1] or "", date(int(match[2]), int(match[3]), int(match[4])))
        except ValueError:
            continue
    return next((found[key] for key in ("发布日期", "发布时间", "", "成文日期", "印发日期") if key in found), None)


def _bracketed(number: re.Match[str]) -> str:
    return f"{number[1]}〔{number[2]}〕{number[3]}号"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
