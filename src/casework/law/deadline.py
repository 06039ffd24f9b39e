"""From a limit and its day zero to the last day, with the working shown day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from html import escape

from attrs import frozen

from casework.law.citation import Citation
from casework.law.dates import add_months
from casework.law.time_limit import Landing, TimeLimit, Unit
from casework.workdays import WorkCalendar, notice_title
from casework.workdays.calendar import Facts

_DAY = timedelta(days=1)


@frozen(slots=True)
class Pause:
    """Days first..last, both included, that a limit does not count, and why."""

    first: date
    last: date
    zh: str
    en: str
    citation: Citation


@frozen(slots=True)
class DayLine:
    """One day of the working: is it counted, as which number, for what reason, by which notice or article."""

    day: date
    counted: bool
    n: int | None
    reason: str
    basis: str | None


@frozen(slots=True)
class Run:
    """Days in a row with one reason; n is the number reached on the last of them (null where none is counted)."""

    first: date
    last: date
    counted: bool
    n: int | None
    reason: str
    basis: str | None

    def text(self, lang: str) -> str:
        """One line for people."""
        span = f"{self.first}" if self.first == self.last else f"{self.first}..{self.last}"
        basis = "" if self.basis is None else f" ({self.basis})"
        number = "" if self.n is None else (f" 至第{self.n}日" if lang == "zh" else f" up to day {self.n}")
        return f"{span}{number}: {self.reason}{basis}"


@frozen(slots=True, eq=False)
class Deadline:
    """The last day on which a duty is done in time, and everything needed to show why.

    length is in the limit's unit, extension included; counted_to is the last counted day before any rolling on;
    firm_until is the calendar's; told is set where a letter named the day;
    extension is the part of the length that was added.
    """

    limit: TimeLimit
    day_zero: date
    length: int
    due: date
    counted_to: date
    pauses: tuple[Pause, ...]
    calendar: WorkCalendar
    told: Citation | None = None
    extension: int = 0

    def __repr__(self) -> str:
        mark = ", provisional" if self.provisional else ""
        return f"<Deadline {self.limit.id}: {self.length_text()} from {self.day_zero}, due {self.due}{mark}>"

    def _repr_html_(self) -> str:
        """The working as a table, for notebooks."""
        rows = "".join(
            f"<tr><td>{run.first}</td><td>{run.last}</td><td>{'' if run.n is None else run.n}</td>"
            f"<td>{escape(run.reason)}</td><td>{escape(run.basis or '')}</td></tr>"
            for run in self.runs()
        )
        heads = "".join(f"<th>{head}</th>" for head in ("from", "to", "counted", "reason", "basis"))
        return f"<p>{escape(repr(self))}</p><table><tr>{heads}</tr>{rows}</table>"

    @property
    def provisional(self) -> bool:
        """Whether an announcement still to come could move the day."""
        return self.calendar.provisional(self.day_zero, self.due)

    @property
    def firm_until(self) -> date | None:
        """The last day no future notice is expected to touch."""
        return self.calendar.firm_until

    @property
    def digest(self) -> str:
        """SHA-256 of the days used; as long as it stays, no notice has changed the answer."""
        return self.calendar.digest(self.day_zero, self.due)

    def length_text(self, lang: str = "en") -> str:
        """The length in words, an extension apart: 40 working days (20 + 20 extended)."""
        unit = self.limit.unit
        parts = f"{self.length - self.extension} + {self.extension}"
        if lang == "zh":
            return f"{self.length}{unit.zh}" + (f"（{parts}延期）" if self.extension else "")
        return f"{self.length} {unit.en}" + (f" ({parts} extended)" if self.extension else "")

    def runs(self, lang: str = "en") -> tuple[Run, ...]:
        """The working from the day after day zero to the due day, folded into stretches with one reason."""
        return tuple(_runs(self, lang))

    def explain(self, lang: str = "en") -> tuple[DayLine, ...]:
        """The working, one line a day, from the day after day zero to the due day."""
        lines: list[DayLine] = []
        by_day = self.limit.unit is not Unit.MONTHS
        number = 0
        for run in _runs(self, lang):
            for offset in range((run.last - run.first).days + 1):
                number += run.counted
                n = number if run.counted and by_day else None
                lines.append(DayLine(run.first + offset * _DAY, run.counted, n, run.reason, run.basis))
        return tuple(lines)

    def text(self, lang: str = "en") -> str:
        """The whole working as lines of text."""
        limit, start, length = self.limit, self.day_zero, self.length_text(lang)
        head = (
            f"{limit.zh}：自{start}起（当日不计），{length}，至{self.due}"
            if lang == "zh"
            else f"{limit.en}: day zero {start} (not counted), {length}, due {self.due}"
        )
        head += f" [{self.limit.citation.text(lang)}]"
        return "\n".join([head, *("  " + run.text(lang) for run in self.runs(lang))])


def last_day(
    limit: TimeLimit,
    start: date,
    pauses: Iterable[Pause] = (),
    days: WorkCalendar | None = None,
    *,
    extension: int = 0,
    count: int | None = None,
) -> Deadline:
    """The last day on which the duty is still done in time.

    Args:
        limit: What the statute allows, in the unit it names.
        start: Day zero; counting begins on the next day that counts.
        pauses: Excluded days, both ends included; overlaps are excluded once.
        days: Which days count (the PRC's calendar if not given).
        extension: Added to the length, in the limit's unit.
        count: The length a letter or order set, where the limit itself leaves it open.

    Raises:
        ValueError: The limit leaves its length open and none was given.
        OutsideKnownDays: The count runs past the calendar.

    Source:
        Civil procedure law art. 85 (2023) and Civil Code arts. 201-203: day zero, months, rolling on.
    """
    calendar = days if days is not None else WorkCalendar.china()
    length = limit.count if count is None else count
    if length is None:
        raise ValueError(f"{limit.id}: its length is set in each letter; pass count")
    length += extension
    apart = tuple(in_order_apart(pauses, start)) if pauses else ()
    if limit.unit is Unit.WORKING_DAYS:
        reached = _nth_working(calendar, start, length, apart) if apart else calendar.add(start, length)
    elif limit.unit is Unit.MONTHS:
        reached = add_months(start, length)
    else:
        reached = _nth_calendar(start, length * (7 if limit.unit is Unit.WEEKS else 1), apart)
    due = calendar.next_working(reached) if limit.landing is Landing.NEXT_WORKING_DAY else reached
    return Deadline(limit, start, length, due, reached, apart, calendar, extension=extension)


def day_told(
    limit: TimeLimit, start: date, told: date, citation: Citation, *, roll: bool = True, days: WorkCalendar
) -> Deadline:
    """The limit as a letter named it by its last day; on a rest day it ends on the next working day if `roll`."""
    due = days.next_working(told) if roll else told
    length = days.count_after(start, due) if limit.unit is Unit.WORKING_DAYS else (due - start).days
    return Deadline(limit, start, length, due, told, (), days, told=citation)


def counted_days(calendar: WorkCalendar, start: date, end: date, apart: Sequence[Pause]) -> int:
    """Working days in (start, end] that lie in no pause; pauses must be in order and apart."""
    if end <= start:
        return 0
    total = calendar.count_after(start, end)
    for pause in apart:
        if pause.first > end:
            break
        total -= calendar.count_after(pause.first - _DAY, min(pause.last, end))
    return total


def in_order_apart(pauses: Iterable[Pause], start: date) -> Iterator[Pause]:
    """Pauses after the start, in order, each day in one of them only: the earlier letter keeps a shared day."""
    reached = start
    for pause in sorted(pauses, key=lambda pause: (pause.first, pause.last)):
        first = max(pause.first, reached + _DAY)
        if first <= pause.last:
            yield Pause(first, pause.last, pause.zh, pause.en, pause.citation)
            reached = pause.last


def _nth_working(calendar: WorkCalendar, start: date, n: int, apart: Sequence[Pause]) -> date:
    position, left = start, n
    for pause in apart:
        before = calendar.count_after(position, pause.first - _DAY) if pause.first - _DAY > position else 0
        if before >= left:
            break
        left -= before
        position = pause.last
    return calendar.add(position, left)


def _nth_calendar(start: date, n: int, apart: Sequence[Pause]) -> date:
    position, left = start, n
    for pause in apart:
        before = (pause.first - position).days - 1
        if before >= left:
            break
        left -= before
        position = pause.last
    return position + left * _DAY


def _runs(deadline: Deadline, lang: str) -> Iterator[Run]:
    """Stretches with one reason; neighbours that say the same become one."""
    by_day = deadline.limit.unit is not Unit.MONTHS
    number = 0
    held: list[int] = []
    said: tuple[bool, str, str | None] | None = None
    for first, last, facts, pause in _cut(deadline):
        saying = _say(deadline, first, facts, pause, lang)
        if said is not None and saying != said:
            yield _run(held, said, number if said[0] and by_day else None)
            held = []
        held = [held[0] if held else first, last]
        said = saying
        number += (last - first + 1) if saying[0] else 0
    if said is not None:
        yield _run(held, said, number if said[0] and by_day else None)


def _run(held: list[int], said: tuple[bool, str, str | None], n: int | None) -> Run:
    counted, reason, basis = said
    return Run(date.fromordinal(held[0]), date.fromordinal(held[1]), counted, n, reason, basis)


def _say(deadline: Deadline, first: int, facts: Facts, pause: Pause | None, lang: str) -> tuple[bool, str, str | None]:
    """Is a stretch counted, for what reason, says what."""
    if pause is not None:
        return False, (pause.zh if lang == "zh" else pause.en), pause.citation.text(lang)
    reason, basis = _reason(facts, lang)
    if deadline.limit.unit is Unit.WORKING_DAYS:
        return facts[0], reason, basis
    if first <= deadline.counted_to.toordinal():
        return True, _CALENDAR_DAY[lang], None
    return False, _ROLLS[lang] + reason, basis


_CALENDAR_DAY = {"zh": "自然日", "en": "calendar day"}
_ROLLS = {"zh": "末日顺延：", "en": "the last day rolls on: "}


def _cut(deadline: Deadline) -> Iterator[tuple[int, int, Facts, Pause | None]]:
    """The calendar's stretches, cut where a pause or the rolling on begins or ends."""
    spans = [(pause.first.toordinal(), pause.last.toordinal(), pause) for pause in deadline.pauses]
    if not spans and deadline.counted_to == deadline.due:
        for first, last, facts in deadline.calendar.runs(deadline.day_zero, deadline.due):
            yield first, last, facts, None
        return
    last_counted = deadline.counted_to.toordinal()
    index, inside = 0, None
    for run_first, run_last, facts in deadline.calendar.runs(deadline.day_zero, deadline.due):
        first = run_first
        while first <= run_last:
            while index < len(spans) and spans[index][1] < first:
                index += 1
            last, inside = run_last, None
            if index < len(spans):
                pause_first, pause_last, pause = spans[index]
                if pause_first <= first:
                    last, inside = min(last, pause_last), pause
                else:
                    last = min(last, pause_first - 1)
            if first <= last_counted < last:
                last = last_counted
            yield first, last, facts, inside
            first = last + 1


@lru_cache(maxsize=4096)
def _reason(facts: Facts, lang: str) -> tuple[str, str | None]:
    """Why a day counts or not, in words, and what says so."""
    _working, kind, name, notice, status = facts
    zh = {"workday": "工作日", "weekend": "周末", "holiday": "放假", "makeup_workday": "调休上班"}[kind]
    en = {"workday": "working day", "weekend": "weekend", "holiday": "holiday", "makeup_workday": "worked weekend day"}
    reason = zh if lang == "zh" else en[kind]
    if name:
        reason = f"{name}{reason}" if lang == "zh" else f"{reason} ({name})"
    if status in ("predicted", "soft"):
        reason += {
            ("predicted", "zh"): "（预测）",
            ("predicted", "en"): ", predicted",
            ("soft", "zh"): "（待下年度通知）",
            ("soft", "en"): ", open until the next notice",
        }[status, lang]
    return reason, notice_title(notice, lang) if notice else None
