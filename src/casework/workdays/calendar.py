"""A calendar of working days: built once from notices, a prefix index, never changed.

All questions cost the same whatever the distance: `add` is one look-up in a list of ranks and one in a list of working
days. Conventions: the start is never counted, spans are (a, b], and `count_after(d, add(d, n)) == n` for every day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, count
from typing import Final

from attrs import frozen

from casework.errors import OutsideKnownDays
from casework.workdays import countries
from casework.workdays.notices import FIRST_DAY, NOTICES, Notice
from casework.workdays.overlay import LEVELS, Overlay

PREDICTED_YEARS: Final = 6
"""How far past the last announced year the calendar predicts."""

Facts = tuple[bool, str, str | None, str | None, str]
"""working, kind, name, notice, status: one shared tuple for all days that agree in them."""


@frozen(slots=True)
class DayFacts:
    """What is known of one day.

    kind: workday, weekend, holiday (every day inside a holiday span, its weekend too) or makeup_workday (a weekend day
    worked). name: the festival. notice: what says so (id of a national notice, or an overlay's text), null for plain
    weekdays and weekends. status: announced, soft (29-31 December of the last announced year), predicted, overlaid.
    """

    day: date
    working: bool
    kind: str
    name: str | None
    notice: str | None
    status: str


@frozen(slots=True, eq=False)
class WorkCalendar:
    """Which days count, from first_day to last_day, both included. Immutable and safe to share between threads.

    `firm_until` is the last day no future notice is expected to touch: 28 December of the last announced year (the
    next year's notice turned 29-31 December in 5 of 22 years); null where nothing is announced.
    """

    first_day: date
    last_day: date
    firm_until: date | None
    flags: bytes
    _base: int
    _rank: list[int]
    _days: list[date]
    _facts: list[Facts]
    _run_end: list[int]
    known_at: date | None = None
    overlays: tuple[Overlay, ...] = ()

    def __repr__(self) -> str:
        firm = _iso(self.firm_until) if self.firm_until else "no day"
        known = f", known at {_iso(self.known_at)}" if self.known_at else ""
        laid = f", overlays: {len(self.overlays)}" if self.overlays else ""
        return f"<WorkCalendar {_iso(self.first_day)}..{_iso(self.last_day)}, firm until {firm}{known}{laid}>"

    @classmethod
    def china(
        cls, known_at: date | None = None, overlays: Iterable[Overlay] = (), *, strict: bool = False
    ) -> WorkCalendar:
        """The PRC's calendar from 2004-01-01 on.

        Args:
            known_at: Only notices issued on or before this day are known.
            overlays: Local days, or a national notice that is newer than this release.
            strict: Refuse every day after `firm_until` instead of predicting.
        """
        return _china(known_at, tuple(overlays), strict)

    @classmethod
    def country(cls, code: str, *, first_year: int, last_year: int) -> WorkCalendar:
        """Another country's days as the `holidays` package computes them; no notice was read, so all are predicted."""
        if code.upper() == "CN":
            return cls.china()
        source = countries.package_release()
        facts: list[Facts] = []
        for day, working, name in countries.country_days(code, date(first_year, 1, 1), date(last_year, 12, 31)):
            kind = ("makeup_workday" if day.weekday() >= 5 else "workday") if working else "weekend"
            kind = "holiday" if name and not working else kind
            facts.append((working, kind, name or None, source if name else None, "predicted"))
        return _build(date(first_year, 1, 1), facts, None)

    def with_overlays(self, *overlays: Overlay) -> WorkCalendar:
        """The same calendar with more overlays, later ones on top within their level."""
        return _china(self.known_at, (*self.overlays, *overlays), self.last_day == self.firm_until)

    # -- asking ----------------------------------------------------------------------------------------------------

    def is_working(self, day: date, *, strict: bool = False) -> bool:
        """Whether offices work on the day.

        Raises:
            OutsideKnownDays: The day lies outside the calendar, or after `firm_until` when strict.
        """
        offset = day.toordinal() - self._base
        if offset < 0 or offset >= len(self._rank):
            raise self.outside(day)
        if strict:
            self._refuse_provisional(day)
        return self._facts[offset][0]

    def add(self, day: date, n: int, *, strict: bool = False) -> date:
        """The n-th working day after the day; the day itself is not counted, n >= 1.

        Raises:
            ValueError: n is below 1.
            OutsideKnownDays: The answer lies outside the calendar, or after `firm_until` when strict.

        >>> WorkCalendar.china().add(date(2026, 2, 9), 7)     # Sat 14 February is worked, 15-23 is off
        datetime.date(2026, 2, 25)
        """
        offset = day.toordinal() - self._base
        if n >= 1 and offset >= 0:
            try:
                found = self._days[self._rank[offset] + n - 1]
            except IndexError:
                raise self.outside(day, f"working day {n} after {_iso(day)}") from None
            if strict:
                self._refuse_provisional(found)
            return found
        if n < 1:
            raise ValueError(f"n must be at least 1 (the start is never counted), got {n}")
        raise self.outside(day)

    def subtract(self, day: date, n: int, *, strict: bool = False) -> date:
        """The n-th working day before the day; the day itself is not counted, n >= 1.

        Raises:
            ValueError: n is below 1.
            OutsideKnownDays: The day or the answer lies outside the calendar, or after `firm_until` when strict.
        """
        if n < 1:
            raise ValueError(f"n must be at least 1 (the start is never counted), got {n}")
        offset = day.toordinal() - self._base
        if offset < 0 or offset >= len(self._rank):
            raise self.outside(day)
        if strict:
            self._refuse_provisional(day)
        position = self._rank[offset] - self._facts[offset][0] - n
        if position < 0:
            raise self.outside(day, f"working day {n} before {_iso(day)}")
        return self._days[position]

    def count_after(self, a: date, b: date, *, strict: bool = False) -> int:
        """Working days in (a, b]: a is not counted, b is if it is worked.

        Raises:
            ValueError: b lies before a.
            OutsideKnownDays: A day lies outside the calendar, or b after `firm_until` when strict.
        """
        first, last = a.toordinal() - self._base, b.toordinal() - self._base
        if first < 0 or last >= len(self._rank):
            raise self.outside(a if first < 0 else b)
        if last < first:
            raise ValueError(f"the last day {b} lies before the first {a}")
        if strict:
            self._refuse_provisional(b)
        return self._rank[last] - self._rank[first]

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        return day if self.is_working(day) else self.add(day, 1)

    def day(self, day: date) -> DayFacts:
        """Everything known of one day.

        Raises:
            OutsideKnownDays: The day lies outside the calendar.
        """
        return DayFacts(day, *self._facts[self._offset(day)])

    def runs(self, a: date, b: date) -> list[tuple[int, int, Facts]]:
        """The days of (a, b] in stretches alike in everything known: first and last as ordinals, and the facts.

        Raises:
            OutsideKnownDays: A day lies outside the calendar.
        """
        position, end, base = self._offset(a) + 1, self._offset(b), self._base
        run_end, facts, found = self._run_end, self._facts, []
        while position <= end:
            last = min(run_end[position], end)
            found.append((base + position, base + last, facts[position]))
            position = last + 1
        return found

    def provisional(self, a: date, b: date) -> bool:
        """Whether an announcement still to come could touch a day in (a, b]."""
        return a < b and (self.firm_until is None or b > self.firm_until)

    def digest(self, a: date, b: date) -> str:
        """SHA-256 over the days of [a, b] and which of them are worked: same digest, same count."""
        first, last = self._offset(a), self._offset(b)
        text = f"{_iso(a)}..{_iso(b)}:".encode() + self.flags[first : last + 1]
        return hashlib.sha256(text).hexdigest()

    def outside(self, day: date | None, what: str = "") -> OutsideKnownDays:
        """The error for a question the calendar cannot answer."""
        subject = what or (_iso(day) if day else "the day")
        return OutsideKnownDays(
            f"{subject} is outside the days this calendar knows, {_iso(self.first_day)} to {_iso(self.last_day)}",
            first=self.first_day,
            last=self.last_day,
        )

    def _offset(self, day: date) -> int:
        offset = day.toordinal() - self._base
        if 0 <= offset < len(self._rank):
            return offset
        raise self.outside(day)

    def _refuse_provisional(self, day: date) -> None:
        if self.firm_until is None or day > self.firm_until:
            firm = _iso(self.firm_until) if self.firm_until else "no day"
            raise OutsideKnownDays(
                f"{_iso(day)} is not announced yet: the notices are firm until {firm} and a prediction was refused",
                first=self.first_day,
                last=self.firm_until or self.first_day,
            )


def _iso(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


@lru_cache(maxsize=64)
def _china(known_at: date | None, overlays: tuple[Overlay, ...], strict: bool) -> WorkCalendar:
    notices = [notice for notice in NOTICES if _known(notice.issued, known_at)]
    ordered = sorted(
        (overlay for overlay in overlays if _known(overlay.issued, known_at)),
        key=lambda overlay: LEVELS.index(overlay.level),
    )
    national = [overlay for overlay in ordered if overlay.level == "national"]
    announced = {notice.year for notice in notices} | {overlay.announces() for overlay in national}
    # a notice two years ahead would leave the year between unannounced
    last_announced = next(year for year in count(min(announced)) if year + 1 not in announced)
    firm_until = date(last_announced, 12, 28)
    last_day = firm_until if strict else date(last_announced + PREDICTED_YEARS, 12, 31)
    facts = _plain_days(FIRST_DAY, date(last_announced + PREDICTED_YEARS, 12, 31), firm_until, last_announced)
    for notice in notices:
        _assign(facts, notice, notice.id, "")
    for overlay in ordered:
        _assign(facts, overlay, overlay.notice, "" if overlay.level == "national" else "overlaid")
    size = (last_day - FIRST_DAY).days + 1
    return _build(FIRST_DAY, facts[:size], firm_until, known_at, overlays)


def _known(issued: date | None, known_at: date | None) -> bool:
    return issued is None or known_at is None or issued <= known_at


def _plain_days(first: date, last: date, firm_until: date, last_announced: int) -> list[Facts]:
    """Monday to Friday with statuses; unannounced years also have the statute's own days off."""
    facts: list[Facts] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        status = "announced" if day <= firm_until else "soft" if day.year == last_announced else "predicted"
        weekend = day.weekday() >= 5
        facts.append((not weekend, "weekend" if weekend else "workday", None, None, status))
    for year in range(last_announced + 1, last.year + 1):
        for day, name in countries.statute_holidays(year):
            facts[(day - first).days] = (False, "holiday", name, None, "predicted")
    return facts


def _assign(facts: list[Facts], notice: Notice | Overlay, source: str, overlaid: str) -> None:
    """Let one notice say what it says; what it does not name stays."""

    def put(day: date, working: bool, kind: str, name: str | None) -> None:
        offset = (day - FIRST_DAY).days
        if 0 <= offset < len(facts):
            facts[offset] = (working, kind, name, source, overlaid or facts[offset][4])
        elif overlaid or day >= FIRST_DAY:
            raise OutsideKnownDays(
                f"{_iso(day)}, named by {source}, is outside the days this calendar knows",
                first=FIRST_DAY,
                last=FIRST_DAY + timedelta(days=len(facts) - 1),
            )

    for span in notice.off:
        for extra in range((span.last - span.first).days + 1):
            put(span.first + timedelta(days=extra), False, "holiday", span.name or None)
    for day in notice.worked:
        put(day, True, "makeup_workday" if day.weekday() >= 5 else "workday", None)


def _build(
    first: date,
    facts: list[Facts],
    firm_until: date | None,
    known_at: date | None = None,
    overlays: tuple[Overlay, ...] = (),
) -> WorkCalendar:
    flags = bytes(fact[0] for fact in facts)
    run_end = list(range(len(facts)))
    for offset in range(len(facts) - 2, -1, -1):
        if facts[offset] == facts[offset + 1]:
            run_end[offset] = run_end[offset + 1]
    return WorkCalendar(
        first_day=first,
        last_day=first + timedelta(days=len(facts) - 1),
        firm_until=firm_until,
        flags=flags,
        base=first.toordinal(),
        rank=list(accumulate(flags)),
        days=[first + timedelta(days=offset) for offset, working in enumerate(flags) if working],
        facts=facts,
        run_end=run_end,
        known_at=known_at,
        overlays=overlays,
    )
