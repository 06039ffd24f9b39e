"""Which states a case was in: stays counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import CaseOpened, FactCorrected, StepTaken, replay
from casework.case.stays import stays
from casework.regimes import CN_ORDER_711


def day(number):
    return date(2026, 3, number)


DIARY = (
    (2, "open"), (3, "register"), (3, "review"), (4, "assign"), (5, "extend"), (9, "consult_third_party"),
    (10, "consult_third_party"), (11, "record_delivery"), (16, "third_party_answers"), (18, "third_party_answers"),
)  # fmt: skip
PARTY = {9: "a", 10: "b", 11: "a", 16: "a", 18: "b"}


def case_of(diary=DIARY, *more):
    events = [CaseOpened(1, day(2), "1", {"channel": "in_person"})]
    for number, (on, step) in enumerate(diary[1:], 2):
        events.append(StepTaken(number, day(on), step, {"party": PARTY[on]} if on in PARTY else {}))
    return replay(CN_ORDER_711, [*events, *more])


def told(case, on):
    return [(stay.state, stay.entered_on.day, stay.left_on and stay.left_on.day) for stay in stays(case, day(on))]


def test_entries_that_keep_the_state_cut_no_stay():
    """The extension of the 5th leaves the case in handling; a second letter and a delivery leave it with the parties,
    and so does the first of two answers. In handling again is a second stay."""
    assert told(case_of(), 20) == [
        ("received", 2, 3), ("registered", 3, 3), ("in_review", 3, 4), ("in_handling", 4, 9), ("consulting", 9, 18),
        ("in_handling", 18, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "last"), [(17, ("consulting", 9, None)), (5, ("in_handling", 4, None)), (2, ("received", 2, None))]
)
def test_only_the_last_stay_is_unfinished(on, last):
    found = told(case_of(), on)
    assert found[-1] == last
    assert all(left is not None for *_, left in found[:-1])


def test_before_the_first_entry_there_is_none():
    assert told(case_of(), 1) == []


def test_a_corrected_day_moves_the_stay():
    """Entry 4, the assignment, was on the 6th and not on the 4th."""
    corrected = case_of(DIARY, FactCorrected(11, day(19), 4, "on", "2026-03-06", "slip"))
    assert ("in_review", 3, 4) in told(case_of(), 20)
    assert told(corrected, 20)[2:4] == [("in_review", 3, 6), ("in_handling", 6, 9)]
