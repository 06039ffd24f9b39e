"""A second reading of the reply limit: walk the calendar day by day and decide each day on its own, as a clerk would.

Nothing of the library is used but the calendar (held to the notices and to another package elsewhere) and `add` for the
addressee's fifteen days.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.regimes import CN_ORDER_711
from casework.testing import play
from casework.workdays import WorkCalendar

china = WorkCalendar.china()
DAY = timedelta(days=1)


def walk(day_zero, letters, extensions, on, policy):
    """The due day as read on a day. letters: (sent, delivered, answered); extensions: (day, working days)."""
    length, counted, extended, pauses = 20, 0, False, []
    due, day = None, day_zero
    while True:
        if day > day_zero and china.is_working(day) and not any(first <= day <= last for first, last in pauses):
            counted += 1
        due = day if counted == length and due is None else due
        for told, number in extensions:  # an act of the last day itself is still in time
            if told == day <= on and not extended:
                length, extended, due = length + min(number, 20), True, None
        for sent, delivered, answered in letters:
            if sent == day <= on:
                ends = [answered] if answered and answered <= on else []
                if delivered and delivered <= on:
                    ends += [end for end in (china.add(delivered, 15),) if end <= on]
                pauses.append((sent if policy == "B" else sent + DAY, min(ends, default=on)))
                if policy == "B" and day > day_zero and china.is_working(day) and pauses[-1][1] >= day:
                    before = any(first <= day <= last for first, last in pauses[:-1])
                    counted -= not before
                    due = None if due == day and not before else due
        if due is not None:
            return due
        day += DAY


offsets = st.integers(0, 45)
letter = st.tuples(offsets, st.none() | st.integers(0, 6), st.none() | st.integers(0, 30))


@settings(max_examples=400, deadline=None)
@given(
    received=st.dates(date(2020, 1, 1), date(2026, 6, 1)),
    asked=st.lists(letter, max_size=3),
    extensions=st.lists(st.tuples(offsets, st.integers(1, 25)), max_size=2),
    read=st.integers(0, 90),
    policy=st.sampled_from("AB"),
)
def test_the_reply_limit_walked_day_by_day(received, asked, extensions, read, policy):
    letters = [
        (
            received + sent * DAY,
            None if delivered is None else received + (sent + delivered) * DAY,
            None if answered is None else received + (sent + answered) * DAY,
        )
        for sent, delivered, answered in asked
    ]
    letters.sort(key=lambda each: each[0])
    diary = [(received.isoformat(), "open")]
    for number, (sent, delivered, answered) in enumerate(letters):
        name = {"party": str(number)}
        diary.append((sent.isoformat(), "consult_third_party", name))
        if delivered:
            diary.append((delivered.isoformat(), "record_delivery", {"letter": "third_party", **name}))
        if answered:
            diary.append((answered.isoformat(), "third_party_answers", name))
    told = sorted((received + day * DAY, number) for day, number in extensions)
    diary += [(day.isoformat(), "extend", {"working_days": str(number), "approved_by": "h"}) for day, number in told]
    on = received + read * DAY
    played = play(CN_ORDER_711, *diary, implied=True, params={"pause_policy": policy})
    assert played.due("reply", on) == walk(received, letters, told, on, policy)
