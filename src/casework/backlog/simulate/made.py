"""The made-up office: arrivals, stories, answers, breaches; what lies after the day of the copy is cut off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import polars as pl
from attrs import field, frozen

from casework.backlog.simulate import answers, arrivals, breaches, events, flat, stories
from casework.backlog.simulate.book import Book, number_of
from casework.backlog.simulate.plan import check_frame, checked_shares
from casework.workdays import WorkCalendar

Told = Callable[[int, int], None]
STAGES = 8


@frozen(slots=True)
class Simulated:
    """A made-up office as copied on a day: `last`.

    planted: case_id, rule, on (the day of the finding) and form ("both", or "events" where columns cannot tell).
    """

    cases: int
    seed: int
    first: date
    last: date
    units: int
    planted: pl.DataFrame = field(repr=False)
    book: Book = field(repr=False)

    def flat(self) -> pl.DataFrame:
        """A row a request, as an office keeps it."""
        return flat.frame(self.book, self.units)

    def events(self) -> pl.DataFrame:
        """A row a step."""
        return events.frame(self.book, self.units)

    def steps_by_case(self) -> list[int]:
        """How many rows of `events` each case has, in their order."""
        return events.steps_by_case(self.book)

    def planted_by_rule(self) -> dict[str, int]:
        """How often each rule was broken, by its name; what only a table of steps shows is not counted twice."""
        shown = self.planted.filter(pl.col("form") == "both").group_by("rule").len().sort("rule")
        return dict(shown.iter_rows())


def simulate(
    cases: int,
    seed: int,
    first: date,
    last: date,
    *,
    breaches: Mapping[str, float] | None = None,
    units: int = 20,
    progress: Told | None = None,
) -> Simulated:
    """Make up an office's requests: lawful, but for a share of each breach. The same arguments give the same office.

    Args:
        cases: How many requests arrive.
        seed: Of the dice (PCG64).
        first: The first day of arrival; not before 2019-05-15.
        last: The last day of arrival and the day of the copy: what happens later is not on record.
        breaches: Share of all requests by rule; the others keep their default (plan.SHARES).
        units: How many units share the load, unevenly.
        progress: Told (stages done, stages in all).

    Raises:
        CaseworkError: A day outside the known calendar, an unknown rule, shares beyond 1.
    """
    shares = checked_shares(breaches)
    calendar = WorkCalendar.china()
    check_frame(cases, units, first, last, calendar)
    book = Book(cases, np.random.Generator(np.random.PCG64(seed)), calendar)
    for done, stage in enumerate(_stages(book, shares, first, last, units)):
        if progress is not None:
            progress(done, STAGES)
        stage()
    if progress is not None:
        progress(STAGES, STAGES)
    found = _planted(book, number_of(last))
    _cut(book, number_of(last))
    return Simulated(cases, seed, first, last, units, found, book)


def _stages(book: Book, shares: Mapping[str, float], first: date, last: date, units: int) -> list[Callable[[], None]]:
    return [
        lambda: arrivals.arrive(book, first, last),
        lambda: arrivals.ask(book, units),
        lambda: breaches.allot(book, shares),
        lambda: arrivals.receive(book),
        lambda: arrivals.register(book),
        lambda: breaches.charge_late(book, shares),
        lambda: stories.happen(book),
        lambda: answers.answer(book),
    ]


def _planted(book: Book, last: int) -> pl.DataFrame:
    place, rule, on, form = breaches.found(book, last)
    return pl.DataFrame({
        "case_id": flat.case_ids(book).gather(place), "rule": rule, "on": pl.Series(on).cast(pl.Date), "form": form,
    })  # fmt: skip


_TOLD = ("delayed_until", "correction_until")


def _cut(book: Book, last: int) -> None:
    """Nothing after the day of the copy is on record; a day told is, once it was told."""
    for column, days in book.days.items():
        if column not in _TOLD:
            days[days > last] = 0
    for told, by in (("delayed_until", "delay_told"), ("correction_until", "correction_sent")):
        book.day(told)[book.day(by) == 0] = 0
