"""What a command says below days that a holiday notice still to come could move."""

from __future__ import annotations

from collections.abc import Iterable

from casework.case import Clock
from casework.cli.show import complain
from casework.workdays import WorkCalendar
from casework.workdays.firm import firm_hint


def firm_hints(calendar: WorkCalendar, clocks: Iterable[Clock | None], lang: str) -> list[str]:
    """The one line that says how to make them firm, if the last day of a clock that runs is provisional."""
    waiting = (clock for clock in clocks if clock is not None and clock.state in ("running", "paused"))
    return [firm_hint(calendar, lang)] if any(clock.provisional for clock in waiting) else []


def say_firm(calendar: WorkCalendar, lang: str, *, provisional: bool) -> None:
    """The same line on standard error, where a day that was shown is provisional."""
    if provisional:
        complain(firm_hint(calendar, lang))
