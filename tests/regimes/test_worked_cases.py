"""Worked cases: counted by hand, the count beside each, never produced by the library."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from casework.law import last_day
from casework.regimes import CN_ORDER_492, CN_ORDER_711, REGIMES, regime_on
from casework.testing import play
from casework.workdays import WorkCalendar

HERE = Path(__file__).parent
WORKED = [
    pytest.param(name, case, id=f"{name}: {case['name']}")
    for name in REGIMES
    for case in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize(("regime", "case"), WORKED)
def test_worked_case(regime, case):
    known = case.get("known_at")
    calendar = WorkCalendar.china(date.fromisoformat(known)) if known else None
    diary = [tuple(entry) for entry in case["diary"]]
    played = play(REGIMES[regime], *diary, implied=True, calendar=calendar, params=case.get("params"))
    for key, due in case["due"].items():
        assert played.due(key, case.get("on")) == date.fromisoformat(due), case["count"]
    if "due_b" in case:
        other = play(REGIMES[regime], *diary, implied=True, params={"pause_policy": "B"})
        for key, due in case["due_b"].items():
            assert other.due(key, case.get("on")) == date.fromisoformat(due)


REPLY_711, REPLY_492 = CN_ORDER_711.limits["reply"].versions[0], CN_ORDER_492.limits["reply"].versions[0]
NOTICE, THIRD = (CN_ORDER_711.limits[name].versions[0] for name in ("correction_notice", "third_party"))
SIXTY = CN_ORDER_711.limits["reconsideration_application"].on(date(2026, 1, 1))
FIFTEEN = CN_ORDER_711.limits["litigation_after_reconsideration"].on(date(2026, 1, 1))
MONTHS = CN_ORDER_711.limits["litigation_direct"].on(date(2026, 1, 1))
SIMPLE = CN_ORDER_711.limits["reconsideration_answer.simple"].on(date(2026, 1, 1))


GOLDEN = [
    (REPLY_492, "2011-06-01", "2011-06-23"),  # Guiding Case 26
    (REPLY_711, "2026-03-06", "2026-04-03"),  # plain weeks
    (REPLY_711, "2026-03-07", "2026-04-03"),  # receipt on a rest day
    (REPLY_711, "2026-03-09", "2026-04-07"),  # Qingming Monday
    (NOTICE, "2026-02-09", "2026-02-25"),  # Sat 02-14 counts
    (REPLY_711, "2026-02-09", "2026-03-13"),  # two make-up Saturdays
    (THIRD, "2026-09-18", "2026-10-15"),  # make-up Sunday, two holidays, make-up Saturday
    (THIRD, "2026-03-18", "2026-04-09"),
    (NOTICE, "2020-01-17", "2020-02-04"),  # after 国办发明电〔2020〕1号
    (REPLY_711, "2020-01-17", "2020-02-21"),
    (SIXTY, "2026-08-04", "2026-10-08"),  # 10-03 rolls past the holiday
    (FIFTEEN, "2026-09-17", "2026-10-08"),  # 10-02 rolls
    (FIFTEEN, "2026-09-05", "2026-09-20"),  # a make-up workday does not roll
    (MONTHS, "2025-08-31", "2026-02-28"),  # month end; a make-up Saturday does not roll
    (SIMPLE, "2026-02-12", "2026-02-26"),  # 复议法 88: five working days
]


@pytest.mark.parametrize(("limit", "day_zero", "due"), GOLDEN)
def test_golden_vectors(limit, day_zero, due):
    """cn-law 4a: counted from the notices, start day excluded."""
    assert last_day(limit, date.fromisoformat(day_zero)).due == date.fromisoformat(due)


@pytest.mark.parametrize(("limit", "due"), [(NOTICE, "2020-02-01"), (REPLY_711, "2020-02-19")])
def test_golden_vectors_before_the_amendment(limit, due):
    """cn-law 4a: the calendar as first published, received 2020-01-17."""
    before = WorkCalendar.china(known_at=date(2020, 1, 17))
    assert last_day(limit, date(2020, 1, 17), (), before).due == date.fromisoformat(due)


@pytest.mark.parametrize(("policy", "due"), [("A", "2026-04-27"), ("B", "2026-04-28")])
def test_golden_vector_of_the_suspension(policy, due):
    """cn-law 4a: received 2026-03-09, letter sent 03-16, opinion in 04-03."""
    diary = (("2026-03-09", "open"), ("2026-03-16", "consult_third_party"), ("2026-04-03", "third_party_answers"))
    played = play(CN_ORDER_711, *diary, implied=True, params={"pause_policy": policy})
    assert played.due() == date.fromisoformat(due)


ITEMS = {10: 0, 11: 100, 30: 2000, 31: 2200, 40: 4000, 41: 4300, 50: 7000, 51: 7400}
PAGES = {30: 0, 31: 10, 100: 700, 101: 720, 200: 2700, 201: 2740, 500: 14700, 2219: 83460}


@pytest.mark.parametrize(
    ("scale", "units", "yuan"),
    [("items", n, fee) for n, fee in ITEMS.items()] + [("pages", n, fee) for n, fee in PAGES.items()],
)
def test_fees(scale, units, yuan):
    """国办函〔2020〕109号 arts. 4, 5; worked by hand; 2,219 pages is a real notice (83,460 yuan)."""
    assert CN_ORDER_711.fee.scale(scale, date(2021, 1, 1)).amount(units) == yuan


def test_the_day_of_receipt_chooses_the_law():
    """Order 711 art. 56: in force from 2019-05-15; no transitional clause."""
    assert regime_on("cn", date(2019, 5, 14)) is CN_ORDER_492
    assert regime_on("cn", date(2019, 5, 15)) is CN_ORDER_711
