"""The clauses of a holiday notice placed in a year, and the checks they must pass.

What is not understood is kept in `not_placed`; a check that fails is a fault. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from attrs import define, field

from casework.workdays import countries
from casework.workdays import wording as w
from casework.workdays.notices import NOTICES

Words = tuple[str, str]
"""Chinese, English."""

_DAY: Final = timedelta(days=1)
_MOST_DAYS: Final = 31
_EXTENDED: Final = re.compile(r"延长(?:\d{4}年)?(.{1,6}?)假期至")
_STATUTORY: Final = ((2025, 13), (2008, 11), (1999, 10))
"""Since which year the statute gives how many days: Orders 795, 513 (and 644), 270."""
_WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@define(slots=True)
class Placing:
    """What has been placed so far. off: day and festival; moved: rest days moved; spoilt:
    festivals with days that cannot be, which are not said to be left out, too."""

    year: int
    off: dict[date, str] = field(factory=dict)
    worked: set[date] = field(factory=set)
    moved: set[date] = field(factory=set)
    not_placed: list[str] = field(factory=list)
    faults: list[Words] = field(factory=list)
    remarks: list[Words] = field(factory=list)
    spoilt: set[str] = field(factory=set)

    def head(self, title: re.Match[str] | None, own: str | None, number: str | None) -> None:
        """The notice must be the one that is meant."""
        said = re.search(r"关于(?:调整|延长)?(\d{4})年", title[0]) if title else None
        if said and int(said[1]) != self.year:
            self.faults.append(
                (f"通知标题是{said[1]}年的，不是{self.year}年", f"the title is of {said[1]}, not {self.year}")
            )
        if own and number and own != number:
            self.faults.append((f"通知文号为{own}，与所给{number}不符", f"the text has the number {own}, not {number}"))

    def frame(self, sentence: str) -> None:
        """A sentence outside the festivals: days it writes are not placed, but for the day something takes effect."""
        for clause in w.clauses(sentence, self.year, new_year=False):
            if clause.action != w.BACK and not clause.tail.startswith(("起", "前", "修订", "公布", "印发")):
                self.not_placed.append(sentence)

    def sentence(self, name: str, sentence: str) -> None:
        """One sentence about a festival."""
        for clause in w.clauses(sentence, self.year, new_year="元旦" in name):
            possible = [self._exists(span) for span in clause.spans]  # each is looked at
            if not all(possible):
                self.spoilt.add(name)
            elif not self._extended(clause, sentence):
                self._place(name, clause, sentence)

    def _extended(self, clause: w.Clause, sentence: str) -> bool:
        """A holiday made longer, up to a day: it goes on from where the notices before it let it end."""
        words = _EXTENDED.search(sentence)
        if words is None or clause.action or not sentence.startswith(clause.text, words.end()):
            return False
        known = (span for notice in NOTICES if notice.year == self.year for span in notice.off if words[1] in span.name)
        before, until = next(known, None), clause.spans[0].first.day
        if before is None or until is None or not _DAY <= until - before.last < _MOST_DAYS * _DAY:
            return False
        self.off |= {before.last + n * _DAY: words[1] for n in range(1, (until - before.last).days + 1)}
        return True

    def _exists(self, span: w.WrittenSpan) -> bool:
        """Whether its days exist, near the year, and are in order; also looks at the weekdays it says."""
        wrong = False
        for written in dict.fromkeys((span.first, span.last)):
            day = written.day
            if day is None or not date(self.year - 1, 12, 1) <= day <= date(self.year + 1, 1, 31):
                said, year, wrong = f"“{written.text}”", self.year, True
                self.faults.append((f"{said}不是{year}年放假安排中的日子", f"{said}: no day of the holidays of {year}"))
            elif written.weekday is not None and day.weekday() != written.weekday:
                said, real = f"“{written.text}”", day.weekday()
                self.faults.append((f"{said}：{day}是{_WEEKDAYS[real]}", f"{said}: {day} is a {_DAYS_EN[real]}"))
        if span.first.day and span.last.day and not 0 <= (span.last.day - span.first.day).days < _MOST_DAYS:
            said, wrong = f"“{span.text}”", True
            self.faults.append((f"{said}：起止日有误", f"{said}: the last day lies before the first, or far after it"))
        return not wrong

    def _place(self, name: str, clause: w.Clause, sentence: str) -> None:
        days = [day for span in clause.spans for day in _every(span)]
        if clause.action in (w.OFF, w.MOVED_TO):
            self._count(clause, days)
            for day in days:
                self.off.setdefault(day, name)
        elif clause.action == w.WORKED:
            as_ever = clause.tail.startswith(("正常", "恢复")) and all(day.weekday() < 5 for day in days)
            self.worked.update(() if as_ever else days)
        elif clause.action == w.MOVED:
            self.moved.update(days)
        elif clause.action == w.REST:
            self._rest(clause, days, name)
        elif clause.action == w.SOFT:
            self.remarks.append((f"“{sentence}”：属提倡，不作放假日", f"“{sentence}”: encouraged, not a day off"))
        elif clause.action != w.BACK:
            self.not_placed.append(clause.text if clause.spans else sentence)

    def _rest(self, clause: w.Clause, days: list[date], name: str) -> None:
        """Rest days that stay; a span may be said to be off and rest days in one word."""
        if any(day.weekday() < 5 and day not in self.off for day in days):
            self.not_placed.append(clause.text)
        elif clause.count:
            self._count(clause, days)
            for day in days:
                self.off.setdefault(day, name)

    def _count(self, clause: w.Clause, days: list[date]) -> None:
        """The number of days it says, and the weekend it says it joins."""
        joins = "周末" in clause.tail
        joined = _with_weekend(days) if joins else days
        if joins and all(day.weekday() < 5 for day in joined):
            said = f"“{clause.text}”"
            self.faults.append((f"{said}：与周末并不相连", f"{said}: these days do not adjoin a weekend"))
        if clause.count is not None and clause.count not in (len(days), len(joined)):
            said = f"“{clause.text}”"
            self.faults.append((f"{said}：实为{len(days)}天", f"{said}: these are {len(days)} days"))

    def settle(self, *, amending: bool) -> None:
        """What can be said only of the whole: days moved, days named twice, festivals, the balance."""
        self.worked |= self.moved - self.off.keys()
        if not self.off and not self.worked:
            self.faults.append(("未读出放假或上班的日子", "no day off or worked could be read from the text"))
        for day in sorted(self.worked):
            if day in self.off:
                self.faults.append((f"{day}既放假又上班", f"{day} is both off and worked"))
            elif day.weekday() < 5:
                zh, en = _WEEKDAYS[day.weekday()], _DAYS_EN[day.weekday()]
                self.faults.append(
                    (f"{day}（{zh}）不是周末，无须调为上班", f"{day} is a {en}: only weekend days are made worked")
                )
        announced = any(notice.year == self.year for notice in NOTICES)
        if amending and announced:
            return
        missing: dict[str, list[date]] = {}
        for day, festival in _statutory(self.year):
            if day not in self.off and not any(festival in name for name in self.spoilt):
                missing.setdefault(festival, []).append(day)
        for festival, days in missing.items():
            listed = "、".join(map(str, days))
            self.faults.append((
                f"未见{festival}放假（{listed}）",
                f"{festival} is not covered: the statute gives {', '.join(map(str, days))}",
            ))  # fmt: skip
        self._balance()

    def _balance(self) -> None:
        """Weekdays off less weekend days worked are the days the statute gives: so in every notice since 2004."""
        given = sum(day.weekday() < 5 for day in self.off) - sum(day.weekday() >= 5 for day in self.worked)
        statutory = next(days for since, days in _STATUTORY if self.year >= since)
        if given != statutory and not self.faults:
            self.remarks.append((
                f"放假的工作日减去调休上班日为{given}天，法定假日为{statutory}天，请核对有无遗漏",
                f"weekdays off less weekend days worked are {given}, the statute gives {statutory}: is a day left out?",
            ))  # fmt: skip


def _every(span: w.WrittenSpan) -> Iterator[date]:
    day, last = span.first.day, span.last.day
    while day is not None and last is not None and day <= last:
        yield day
        day += _DAY


def _with_weekend(days: list[date]) -> list[date]:
    """The days and the weekend days that adjoin them."""
    every = set(days)
    for start, step in ((min(days), -_DAY), (max(days), _DAY)):
        day = start + step
        while day.weekday() >= 5:
            every.add(day)
            day += step
    return sorted(every)


def _statutory(year: int) -> list[tuple[date, str]]:
    """The days the statute itself gives, with their festivals; days in lieu left out."""
    return [
        (day, "春节" if name == "农历除夕" else name)
        for day, name in countries.statute_holidays(year)
        if "补假" not in name
    ]
