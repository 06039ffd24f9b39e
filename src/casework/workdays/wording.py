"""The wording of a holiday notice: its days, spans and lists of days, and what each list says is done on them.

Everything here works on text that `plain_text` made plain: no blanks, half-width digits and brackets, no HTML.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from attrs import frozen

_DASH: Final = "[-‐‑‒–—―─━~〜至到]+"
_DAY: Final = r"(?:(\d{4})年)?(?:(\d{1,2})月份?)?(\d{1,2})(?:日|(?<=月\d)号|(?<=月\d\d)号)(\([^()]*\))?"
_END: Final = _DAY.replace(r"(?:日|(?<=月\d)号|(?<=月\d\d)号)", "[日号]")
"""The end of a span: there 3号 is a day, elsewhere the number of a paper."""
_TOKEN: Final = re.compile(
    # 1月1—3日, whose first day is written without 日
    rf"(?:(\d{{4}})年)?(\d{{1,2}})月(\d{{1,2}}){_DASH}(?=\d){_END}|{_DAY}(?:{_DASH}(?=\d){_END})?"
)
_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_WEEKDAYS: Final = "一二三四五六日"
_BETWEEN: Final = re.compile(r"[、,和及与]|以及|,?和")
_LISTED: Final = re.compile(r"[、和及与]|以及")
_HIDDEN: Final = re.compile(r"(?i)<(script|style)\b|<!--")
_SHOWN_AGAIN: Final = {
    "script": re.compile(r"(?i)</script\s*>"), "style": re.compile(r"(?i)</style\s*>"), "": re.compile("-->"),
}  # fmt: skip
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_IN_WORDS: Final = re.compile(r"(?<!正)[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]")

OFF, WORKED, REST, MOVED, MOVED_TO, BACK, SOFT = "off", "worked", "rest", "moved", "moved_to", "back", "soft"
_ACTIONS: Final = (
    # what follows a list of days, the first that fits
    (MOVED, re.compile(r"(?:[两二三四1-9]个)?公休日(?:及[^,。;]{1,8})?(?:分别)?(?:调至|调到|调整至|调整到|移至)")),
    (BACK, re.compile(r"起(?:正常|恢复)?(?:上班|工作)")),
    (WORKED, re.compile(r"(?:均|都|为|要|应|仍)?(?:正常|照常|调休)?(?:上班|工作日|工作)")),
    (REST, re.compile(r"(?:均|都)?(?:照常|为)?(?:周末)?公休(?:日)?(?!调)")),
    (OFF, re.compile(r"(?:均|都)?为(?:[^,。;]{1,6})?法定(?:节)?假日")),
    (OFF, re.compile(r"(?:(?:,?共|连续)?\d{1,2}天)?,?(?:均|都)?(?:放假|休假|补休|调休|补假|休息)")),
)
_COUNT: Final = re.compile(r"(?:共|放假|休假|休息|连休)(?:计)?(\d{1,2})天")
_ENCOURAGED: Final = re.compile(r"鼓励|倡导|提倡|建议|可以?(?:结合|安排)")


@frozen(slots=True)
class WrittenDay:
    """A day as it is written: its text, the day (None if there is none such), and the weekday it claims (Monday 0)."""

    text: str
    day: date | None
    weekday: int | None


@frozen(slots=True)
class WrittenSpan:
    """A day or a span as it is written; a single day is its own last day."""

    first: WrittenDay
    last: WrittenDay

    @property
    def text(self) -> str:
        """As it stands in the notice."""
        return self.first.text if self.first is self.last else f"{self.first.text}至{self.last.text}"


@frozen(slots=True)
class Clause:
    """A list of days and what is said of them; action "" where it is not understood. tail: the words behind it."""

    text: str
    spans: tuple[WrittenSpan, ...]
    action: str
    count: int | None = None
    tail: str = ""


def plain_text(text: str) -> str:
    """The text without HTML, blanks and line ends, its digits and marks half-width, its brackets round."""
    shown = _TAG.sub("", _shown(text))
    narrow = unicodedata.normalize("NFKC", html.unescape(shown))
    return "".join(mark for mark in narrow if not (mark.isspace() or unicodedata.category(mark) in ("Cf", "Cc")))


def _shown(text: str) -> str:
    """HTML without scripts, styles and comments; one that is not closed hides the rest, as in a browser."""
    kept, at = [], 0
    while hidden := _HIDDEN.search(text, at):
        kept.append(text[at : hidden.start()])
        end = _SHOWN_AGAIN[(hidden[1] or "").lower()].search(text, hidden.end())
        if end is None:
            return "".join(kept)
        at = end.end()
    return "".join([*kept, text[at:]])


def sentences(text: str) -> list[str]:
    """Plain text cut at full stops."""
    return [part for part in text.split("。") if part]


def names_days(text: str) -> bool:
    """Whether a piece of plain text writes a day out, in digits or in words."""
    return _TOKEN.search(text) is not None or _IN_WORDS.search(text) is not None


def clauses(sentence: str, year: int, *, new_year: bool) -> Iterator[Clause]:
    """The lists of days of one sentence, each with what is said of it.

    year: of the notice. new_year: the sentence is about 1 January, so that a December without a year lies before it.
    """
    found = list(_TOKEN.finditer(sentence))
    spans = _dated(found, year, new_year=new_year)
    at, target = 0, False
    while at < len(found):
        last, between = at, _LISTED if target else _BETWEEN
        while last + 1 < len(found) and between.fullmatch(sentence[found[last].end() : found[last + 1].start()]):
            last += 1
        end = found[last + 1].start() if last + 1 < len(found) else len(sentence)
        tail, before = sentence[found[last].end() : end], sentence[: found[at].start()]
        action = MOVED_TO if target else _action(tail, before)
        count = _COUNT.search(tail)
        text = sentence[found[at].start() : end].strip(",、")
        yield Clause(text, tuple(spans[at : last + 1]), action, int(count[1]) if count else None, tail)
        target = action == MOVED
        at = last + 1
    if not found and _IN_WORDS.search(sentence):
        yield Clause(sentence, (), "")


def _action(tail: str, before: str) -> str:
    if before.endswith(("至", "到", "前", "自", "从")):
        return (
            BACK if before.endswith(("自", "从")) and tail.startswith("起") else ""
        )  # half a span, or an effective day
    action = next((name for name, words in _ACTIONS if words.match(tail)), "")
    return SOFT if action == OFF and _ENCOURAGED.search(before) else action


def _dated(found: list[re.Match[str]], year: int, *, new_year: bool) -> list[WrittenSpan]:
    """The days of a sentence; a day without a month has that of the day before it."""
    spans = []
    seen: tuple[int, int] | None = None
    for token in found:
        ends = [(*token.groups()[:3], None), token.groups()[3:7]] if token[2] and token[3] and token[6] else []
        if not ends:
            ends = [token.groups()[7:11]] + ([token.groups()[11:15]] if token[14] else [])
        days: list[WrittenDay] = []
        for written in ends:
            seen = _month(written, seen, year, new_year=new_year, within=bool(days))
            days.append(_day(written, seen))
        spans.append(WrittenSpan(days[0], days[-1]))
    return spans


def _month(
    written: tuple[str | None, ...], seen: tuple[int, int] | None, year: int, *, new_year: bool, within: bool
) -> tuple[int, int]:
    """Year and month of a day: as written, else of the day before it, else of the notice."""
    said_year, said_month = written[0], written[1]
    if said_month is None:
        if said_year is not None:
            return int(said_year), 0
        return seen or (year, 0)
    month = int(said_month)
    if said_year is not None:
        return int(said_year), month
    if within and seen is not None:  # the end of a span: in the year of its beginning, or early in the next
        return seen[0] + (month < seen[1]), month
    return year - (new_year and month == 12), month


def _day(written: tuple[str | None, ...], month: tuple[int, int]) -> WrittenDay:
    said_year, said_month, number, bracket = written
    text = (f"{said_year}年" if said_year else "") + (f"{said_month}月" if said_month else "") + f"{number}日"
    weekday = _WEEKDAY.search(bracket or "")
    try:
        day = date(*month, int(number or 0))
    except ValueError:
        day = None
    index = None if weekday is None else _WEEKDAYS.index(weekday[1].replace("天", "日"))
    return WrittenDay(text + (f"({weekday[0]})" if weekday else ""), day, index)
