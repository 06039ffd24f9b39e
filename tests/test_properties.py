"""Properties (Hypothesis), with second implementations as oracles: numpy's seven-day mask, the `transitions` machine."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.case import Accepted, StepTaken, command, open_case, options, read_clocks, replay, take
from casework.case.case import pick, route
from casework.case.conditions import holds
from casework.case.moment import Moment
from casework.law import Pause, last_day
from casework.procedure.machine import build_machine
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing.strategies import PAYLOADS
from casework.workdays import Overlay, WorkCalendar
from casework.workdays.bulk import add_many, count_many, is_working_many

china = WorkCalendar.china()
FIRST = date(2004, 1, 1)
DAYS = np.arange(np.datetime64("2004-01-01"), np.datetime64("2026-07-01"))
OFF = [china.first_day + timedelta(days=n) for n, works in enumerate(china.flags) if not works]
MASK = np.busdaycalendar(weekmask="1111111", holidays=np.array(OFF, dtype="datetime64[D]"))
SETTINGS = settings(max_examples=150, deadline=None)

days = st.dates(date(2019, 6, 1), date(2026, 6, 1))


def test_numpys_seven_day_mask_agrees_on_every_start_day_and_n_to_90():
    """roll=backward gives counting from a rest day; each of 8,217 start days, n from 1 to 90."""
    starts = DAYS.astype(object)
    for n in range(1, 91):
        theirs = np.busday_offset(DAYS, n, roll="backward", busdaycal=MASK)
        assert np.array_equal(add_many(china, DAYS, n), theirs)
        assert [china.add(day, n) for day in starts] == theirs.astype(object).tolist()


def test_bulk_is_the_calendar():
    starts = DAYS[::3]
    ends = add_many(china, starts, 13)
    assert count_many(china, starts, ends).tolist() == [13] * len(starts)
    assert is_working_many(china, starts).tolist() == [china.is_working(d) for d in starts.astype(object)]
    numbers = starts.astype(np.int64)
    assert np.array_equal(add_many(china, numbers, 13), ends.astype(np.int64))
    assert add_many(china, numbers, np.full(len(numbers), 13)).dtype.kind == "i"


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda: add_many(china, ["2003-01-01"], 1), TypeError, "datetime64"),
        (lambda: add_many(china, np.array(["2026-01-01", "NaT"], dtype="datetime64[D]"), 1), Exception, "position 1"),
        (lambda: add_many(china, DAYS, 0), ValueError, "at least 1"),
        (lambda: add_many(china, np.array(["2032-12-31"], dtype="datetime64[D]"), 5), Exception, "position 0"),
        (lambda: count_many(china, DAYS[5:6], DAYS[:1]), ValueError, "position 0"),
    ],
)
def test_bulk_names_the_position_that_is_wrong(ask, error, said):
    with pytest.raises(error, match=said):
        ask()


@SETTINGS
@given(day=days, n=st.integers(1, 90))
def test_a_due_day_of_a_working_day_limit_is_a_working_day(day, n):
    limit = CN_ORDER_711.limits["reply"].versions[0]
    due = last_day(limit, day, (), china, count=n).due
    assert china.is_working(due)
    assert china.count_after(day, due) == n


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=4)


def pauses_of(day, parts):
    citation = CN_ORDER_711.limits["reply"].versions[0].citation
    return [Pause(day + timedelta(days=a), day + timedelta(days=a + b), "停", "pause", citation) for a, b in parts]


@SETTINGS
@given(day=days, parts=spans, more=st.tuples(st.integers(0, 60), st.integers(0, 30)))
def test_a_pause_never_brings_a_due_day_forward(day, parts, more):
    limit = CN_ORDER_711.limits["reply"].versions[0]
    without = last_day(limit, day, pauses_of(day, parts), china)
    with_it = last_day(limit, day, pauses_of(day, [*parts, more]), china)
    assert with_it.due >= without.due


@SETTINGS
@given(day=days, parts=spans)
def test_the_last_day_with_pauses_agrees_with_counting_day_by_day(day, parts):
    """A naive walk: the 20th working day after day zero that lies in no pause."""
    limit = CN_ORDER_711.limits["reply"].versions[0]
    pauses = pauses_of(day, parts)
    deadline = last_day(limit, day, pauses, china)
    walked, counted = day, 0
    while counted < 20:
        walked += timedelta(days=1)
        out = any(pause.first <= walked <= pause.last for pause in pauses)
        counted += china.is_working(walked) and not out
    assert deadline.due == walked
    lines = deadline.explain()
    assert [line.day for line in lines] == [day + timedelta(days=k + 1) for k in range((walked - day).days)]
    assert [line.n for line in lines if line.counted] == list(range(1, 21))
    runs = deadline.runs()
    assert sum((run.last - run.first).days + 1 for run in runs) == len(lines)


@SETTINGS
@given(day=days, offset=st.integers(1, 60))
def test_a_holiday_never_brings_a_due_day_forward(day, offset):
    off = WorkCalendar.china(overlays=[Overlay.of(off=((day + timedelta(days=offset)).isoformat(),), name="x")])
    assert off.add(day, 20) >= china.add(day, 20)


FACTS = (
    ("consult_third_party", {"party": "c"}), ("third_party_answers", {"party": "c"}),
    ("register", {}), ("request_correction", {}), ("receive_correction", {}), ("consult_third_party", {"party": "a"}),
    ("third_party_answers", {"party": "a"}), ("consult_agency", {"organ": "b", "capacity": "co_maker"}),
    ("agency_answers", {"organ": "b"}), ("extend", {"working_days": "10"}), ("issue_fee_notice", {}), ("take_payment", {}),
    ("record_delivery", {"letter": "third_party", "party": "a"}), ("record_delivery", {"letter": "correction"}),
    ("set_delayed_limit", {"until": "2026-05-18"}), ("reply", {"method": "direct", "outcome": "not_held"}), ("archive", {}),
    ("withdraw", {}), ("reopen", {"days": "15"}),
)  # fmt: skip
histories = st.lists(st.tuples(st.integers(0, 80), st.sampled_from(FACTS)), max_size=9)
RECEIVED = date(2026, 3, 9)


def case_of(law, entries, order):
    opened = open_case(law, "1", on=RECEIVED, channel="in_person").events[0]
    known = [(offset, fact) for offset, fact in entries if fact[0] in law.procedure.steps]
    events = [opened] + [StepTaken(n + 2, RECEIVED + timedelta(days=o), s, p) for n, (o, (s, p)) in enumerate(known)]
    order.shuffle(events)
    return replay(law, events, implied=True)


@SETTINGS
@given(
    entries=histories,
    seed=st.integers(0, 99),
    on=st.integers(0, 120),
    law=st.sampled_from((CN_ORDER_711, CN_ORDER_492)),
)
def test_shuffled_entries_change_nothing(entries, seed, on, law):
    """Pauses are recomputed from facts every time: the order of entry does not matter."""
    one, other = case_of(law, entries, random.Random(0)), case_of(law, entries, random.Random(seed))
    day = RECEIVED + timedelta(days=on)
    assert (one.state, one.letters, one.irregular) == (other.state, other.letters, other.irregular)
    assert read_clocks(one, day) == read_clocks(other, day)


@SETTINGS
@given(entries=histories, on=st.integers(0, 120))
def test_clocks_add_up_and_only_move_later(entries, on):
    day = RECEIVED + timedelta(days=on)
    case = case_of(CN_ORDER_711, entries, random.Random(1))
    for clock in read_clocks(case, day).values():
        if clock.length is not None and clock.days_used is not None:
            assert clock.days_used + clock.days_left == clock.length
        if clock.due is not None:
            assert clock.latest_due is None or clock.latest_due >= clock.due
            assert clock.day_zero is None or clock.due > clock.day_zero
        if clock.state in ("running", "paused") and clock.limit == "reply" and clock.due is not None:
            assert clock.due >= day
            on_the_day = read_clocks(case, clock.due).get(clock.key)
            if on_the_day is not None and on_the_day.due == clock.due and on_the_day.ended_on is None:
                assert on_the_day.days_left == 0
        if clock.ended_on is not None and clock.limit == "reply":
            later = read_clocks(case, day + timedelta(days=200)).get(clock.key)
            assert later is not None and later.due == clock.due


@SETTINGS
@given(data=st.data())
def test_replay_after_take_agrees_and_the_machine_walks_along(data):
    """Each accepted step: replaying the events gives the same case, and the `transitions` machine the same state."""
    law = data.draw(st.sampled_from((CN_ORDER_711, CN_ORDER_492)))
    case = open_case(law, "1", on=RECEIVED, channel=data.draw(st.sampled_from(("in_person", "fax"))))
    day = RECEIVED
    for _ in range(data.draw(st.integers(1, 12))):
        day += timedelta(days=data.draw(st.integers(0, 25)))
        possible = [step for step, reasons in options(case, day).items() if not reasons]
        step = data.draw(st.sampled_from(possible))
        payload = data.draw(st.sampled_from(PAYLOADS.get(step, ({},))))
        result = take(case, command(step, day, **payload))
        if not isinstance(result, Accepted):
            continue
        assert machine_state(law, case, step, day, payload) == result.case.state
        case = result.case
        again = replay(law, case.events)
        assert again == case
        shuffled = list(case.events)
        random.Random(5).shuffle(shuffled)
        assert read_clocks(replay(law, shuffled), day) == read_clocks(case, day)


MACHINES = {law.id: build_machine(law.procedure) for law in (CN_ORDER_711, CN_ORDER_492)}


class Stand:
    def __init__(self, state):
        self.state = state


def machine_state(law, case, step, day, payload):
    """Where the independent machine goes, told which conditions hold."""
    asked = command(step, day, **payload)
    rows = law.procedure.compiled[case.state, step]
    row = pick(rows, case, StepTaken(0, day, step, payload))
    facts = {}
    for each in rows:
        facts |= {name: route(name, each, case, StepTaken(0, day, step, payload)) for name in each.when}
        facts |= {name: holds(name, Moment(case, asked, row, china)) for name in each.needs}
    model = Stand(case.state)
    MACHINES[law.id].events[step].trigger(model, facts=facts)
    return model.state
