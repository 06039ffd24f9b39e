"""Which states a case was in, and from which day to which."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from casework.case.case import Case, Fold
from casework.procedure.table import START


@frozen(slots=True)
class Stay:
    """One stay in a state: the day it was entered, and the day it was left; null while the case is in it."""

    state: str
    entered_on: date
    left_on: date | None = None


def stays(case: Case, on: date) -> tuple[Stay, ...]:
    """The stays of a case by the end of a day, in order; only the last one is unfinished.

    Entries that keep the case in its state (a delivery, an extension, a second letter) do not cut a stay. A state that
    is entered again is a stay of its own. Corrected entries count as corrected. Steps that are only implied leave no
    stay: nobody knows their days.

    Args:
        case: The case; facts dated after the day are unseen.
        on: The day, judged at its end.
    """
    fold = Fold(case.regime)
    fold.implies = case.implies
    found: list[Stay] = []
    for event in [each for each in case.history if each.on <= on]:
        fold.take(event)
        if fold.state == START or (found and found[-1].state == fold.state):
            continue
        if found:
            found[-1] = evolve(found[-1], left_on=event.on)
        found.append(Stay(fold.state, event.on))
    return tuple(found)
