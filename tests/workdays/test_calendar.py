"""Which days count: every day of 2004-2026 against the notices and against an independent package."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import holidays
import pytest

from casework.errors import DefinitionError, OutsideKnownDays
from casework.workdays import NOTICES, Overlay, WorkCalendar, read_overlays

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
china = WorkCalendar.china()


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_every_day_agrees_with_the_notices_read_anew():
    """A second, naive reading: later notices are asked first; what none names is Monday to Friday."""
    latest_first = sorted(NOTICES, key=lambda notice: (notice.issued or date(2003, 1, 1), notice.id), reverse=True)

    def naive(when: date) -> bool:
        for notice in latest_first:
            if any(span.first <= when <= span.last for span in notice.off):
                return False
            if when in notice.worked:
                return True
        return when.weekday() < 5

    assert [when for when in EVERY_DAY if china.is_working(when) != naive(when)] == []


def test_every_day_agrees_with_the_holidays_package():
    """holidays >= 0.92 was compiled independently; loaded ahead, never asked lazily."""
    theirs = holidays.China(years=range(2003, 2028), expand=False, language="zh_CN")
    assert [when for when in EVERY_DAY if china.is_working(when) != theirs.is_working_day(when)] == []


def test_counts_of_the_settled_truth():
    """cn-working-days: 8,401 days, 5,745 working; 407 weekdays off, 151 weekend days worked."""
    assert len(EVERY_DAY) == 8401
    assert sum(china.is_working(when) for when in EVERY_DAY) == 5745
    assert sum(not china.is_working(when) for when in EVERY_DAY if when.weekday() < 5) == 407
    assert sum(china.is_working(when) for when in EVERY_DAY if when.weekday() >= 5) == 151
    assert len([notice for notice in NOTICES if notice.amends is None]) == 23
    assert len([notice for notice in NOTICES if notice.amends]) == 3


DISPUTED = {
    "workday": "2005-02-07 2005-02-08 2005-04-04 2005-06-09 2005-09-15 2006-01-26 2006-01-27 2006-04-04 2006-06-09 "
    "2006-09-15 2007-04-04",
    "makeup_workday": "2005-12-31 2006-02-05 2006-10-08 2013-04-07 2013-10-12 2017-02-04 2018-12-29 2019-04-28 2019-05-05",
    "holiday": "2007-05-02 2007-05-03 2007-05-04 2010-09-23 2013-04-05 2013-09-20 2017-02-01 2017-02-02 2018-12-31 "
    "2019-05-02 2019-05-03 2020-01-31 2020-02-01",
}


@pytest.mark.parametrize(("when", "kind"), [(d, kind) for kind, days in DISPUTED.items() for d in days.split()])
def test_a_day_that_some_package_has_wrong(when, kind):
    """cn-working-days, "Every disagreement": settled by the wording of the notice, not by majority."""
    assert china.day(day(when)).kind == kind


def test_the_disputed_days_are_thirty_three():
    assert sum(len(days.split()) for days in DISPUTED.values()) == 33


def test_count_after_is_the_inverse_of_add_on_every_day():
    for when in EVERY_DAY:
        for n in (1, 7, 20):
            assert china.count_after(when, china.add(when, n)) == n


def test_subtract_is_the_inverse_of_add_on_every_working_day():
    for when in EVERY_DAY:
        if china.is_working(when) and when >= date(2004, 3, 1):
            assert china.subtract(china.add(when, 20), 20) == when


def test_known_at_forgets_what_was_issued_later():
    """国办发明电〔2020〕1号, issued 2020-01-26: 2020-01-10 plus 20 was 02-12 and became 02-14."""
    assert WorkCalendar.china(known_at=day("2020-01-10")).add(day("2020-01-10"), 20) == day("2020-02-12")
    assert china.add(day("2020-01-10"), 20) == day("2020-02-14")
    assert WorkCalendar.china(known_at=day("2020-01-26")).add(day("2020-01-10"), 20) == day("2020-02-14")
    assert WorkCalendar.china(known_at=day("2015-05-12")).day(day("2015-09-03")).kind == "workday"
    assert WorkCalendar.china(known_at=day("2015-05-13")).day(day("2015-09-03")).notice == "2015-1"


def test_a_notice_without_a_day_of_issue_is_always_known():
    assert WorkCalendar.china(known_at=day("2003-01-01")).firm_until == day("2005-12-28")


def test_late_december_is_soft_until_the_next_notice():
    """29, 30 or 31 December was turned by the following notice in 5 of 22 years."""
    assert china.firm_until == day("2026-12-28")
    assert china.day(day("2026-12-28")).status == "announced"
    assert {china.day(day(f"2026-12-{n}")).status for n in (29, 30, 31)} == {"soft"}
    assert china.day(day("2027-01-01")).status == "predicted"
    assert china.last_day == day("2032-12-31")


def test_firm_and_provisional_around_the_end_of_the_announced_year():
    """Received 2026-11-30: 12-01..04 (4), 07..11 (9), 14..18 (14), 21..25 (19), 28 (20). A day later is provisional."""
    due = china.add(day("2026-11-30"), 20)
    assert due == day("2026-12-28")
    assert not china.provisional(day("2026-11-30"), due)
    later = china.add(day("2026-12-01"), 20)
    assert later == day("2026-12-29")
    assert china.provisional(day("2026-12-01"), later)
    with pytest.raises(OutsideKnownDays, match="2026-12-28"):
        china.add(day("2026-12-01"), 20, strict=True)
    with pytest.raises(OutsideKnownDays):
        WorkCalendar.china(strict=True).add(day("2026-12-01"), 20)
    assert china.add(day("2026-11-30"), 20, strict=True) == due


def test_prediction_is_the_statute_and_nothing_else():
    """Order 795: 1 January, New Year's Eve and three days, Qingming, 1-2 May, ... with 补假; no make-up days."""
    year = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(china.day(when).kind == "makeup_workday" for when in year)
    known = {when.isoformat() for when in year if china.day(when).kind == "holiday"}
    assert {"2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-05-03", "2027-06-09", "2027-10-04"} <= known
    before = WorkCalendar.china(known_at=day("2018-12-01"))
    assert before.day(day("2019-04-28")).kind == "weekend", "the package's record of the notice must not leak in"
    assert before.day(day("2019-05-03")).kind == "workday"


def test_guangxi_2017_cancels_a_national_make_up_day():
    """calendars 3: 03-30, 03-31 and 04-01 off although the national notice works it, 04-08 worked; 10 from 03-20."""
    guangxi = Overlay.of(
        level="region", name="壮族三月三", notice="广西 2017", off=("2017-03-30..2017-04-01",), worked=("2017-04-08",)
    )
    local = WorkCalendar.china(overlays=[guangxi])
    assert china.add(day("2017-03-20"), 10) == day("2017-04-01")
    assert local.add(day("2017-03-20"), 10) == day("2017-04-07")
    facts = local.day(day("2017-04-01"))
    assert (facts.working, facts.kind, facts.name, facts.status) == (False, "holiday", "壮族三月三", "overlaid")
    assert local.day(day("2017-04-08")).kind == "makeup_workday"
    assert china.day(day("2017-04-01")).kind == "makeup_workday", "the shared calendar is untouched"


def test_lhasa_2026_and_liangshan_2024():
    """calendars 3: 20 from 2026-02-09 end 03-18 in Lhasa; 20 from 2024-07-15 end 08-19 in Liangshan."""
    lhasa = Overlay.of(level="city", off=("藏历新年 2026-02-15..2026-02-26",))
    assert WorkCalendar.china(overlays=[lhasa]).add(day("2026-02-09"), 20) == day("2026-03-18")
    torch = Overlay.of(level="city", off=("火把节 2024-07-28..2024-08-04",))
    assert china.add(day("2024-07-15"), 20) == day("2024-08-12")
    assert WorkCalendar.china(overlays=[torch]).add(day("2024-07-15"), 20) == day("2024-08-19")


def test_the_higher_level_wins_whatever_the_order():
    off = Overlay.of(level="region", off=("2026-11-23",), name="r")
    on = Overlay.of(level="office", worked=("2026-11-23",), name="o")
    for order in ((off, on), (on, off)):
        assert WorkCalendar.china(overlays=order).is_working(day("2026-11-23"))
    later = Overlay.of(level="office", off=("2026-11-23",), name="later")
    assert not WorkCalendar.china(overlays=(on, later)).is_working(day("2026-11-23"))
    assert not WorkCalendar.china(overlays=(on,)).with_overlays(later).is_working(day("2026-11-23"))


NEW_YEAR = """
level = "national"
name = "国务院办公厅关于2027年部分节假日安排的通知"
notice = "2027 (made up)"
issued = 2026-12-10
off = ["元旦 2027-01-01..2027-01-03", "春节 2027-02-05..2027-02-12"]
worked = ["2026-12-31", 2027-01-30]
"""


def test_a_national_notice_can_be_given_before_it_ships():
    announced = WorkCalendar.china(overlays=read_overlays(NEW_YEAR))
    assert announced.firm_until == day("2027-12-28")
    assert announced.day(day("2026-12-31")).status == "announced"
    assert announced.day(day("2027-01-30")).kind == "makeup_workday"
    assert not announced.provisional(day("2026-12-01"), day("2026-12-31"))
    before = WorkCalendar.china(known_at=day("2026-12-09"), overlays=read_overlays(NEW_YEAR))
    assert before.firm_until == day("2026-12-28")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level = 'moon'\noff = ['2026-01-05']", "overlay.level"),
        ("level = 'city'\noff = ['2026-02-30']", r"overlay.off\[0\]"),
        ("level = 'city'", "names no day"),
        ("level = 'city'\noff = '2026-01-05'", "overlay.off: expected a list"),
        ("level = 'city'\noff = ['2026-01-05']\ncolour = 1", "overlay.colour: unknown key"),
        ("level = 'city'\noff = ['2026-01-05']\nworked = ['2026-01-05']", "both off and worked"),
        ("level = 'city'\noff = ['2026-01-05..2027-01-05']", "at most 60 days"),
        ("level = ", "not TOML"),
        ("[[overlay]]\nlevel='city'\noff=['x']", r"overlay\[0\].off\[0\]"),
    ],
)
def test_a_bad_overlay_is_named_by_its_path(text, said):
    with pytest.raises(DefinitionError, match=said):
        read_overlays(text)


def test_questions_outside_the_range_are_refused():
    for ask in (
        lambda: china.is_working(day("2003-12-31")),
        lambda: china.add(day("2003-12-31"), 1),
        lambda: china.add(day("2032-12-30"), 20),
        lambda: china.subtract(day("2004-01-05"), 20),
        lambda: china.count_after(day("2003-12-31"), day("2004-02-01")),
        lambda: china.day(day("2033-01-01")),
    ):
        with pytest.raises(OutsideKnownDays, match="2004-01-01 to 2032-12-31"):
            ask()
    an_order = Overlay("city", "", "an order of 2003", None, off=(), worked=(day("2003-05-01"),))
    with pytest.raises(OutsideKnownDays, match="2003-05-01, named by an order of 2003"):
        WorkCalendar.china(overlays=[an_order])


@pytest.mark.parametrize("n", [0, -1])
def test_n_is_at_least_one(n):
    for ask in (china.add, china.subtract):
        with pytest.raises(ValueError, match="at least 1"):
            ask(day("2026-01-05"), n)
    with pytest.raises(ValueError, match="before"):
        china.count_after(day("2026-01-06"), day("2026-01-05"))


def test_the_day_itself_and_its_neighbours():
    facts = china.day(day("2026-02-16"))
    assert (facts.kind, facts.name, facts.notice) == ("holiday", "春节", "2026")
    assert china.day(day("2026-02-15")).kind == "holiday", "the weekend inside a holiday span is holiday"
    assert china.day(day("2026-03-07")).kind == "weekend"
    assert china.day(day("2024-02-09")).kind == "workday", "encouraged rest is not a day off"
    assert china.next_working(day("2026-10-03")) == day("2026-10-08")
    assert china.digest(day("2020-01-10"), day("2020-02-14")) != WorkCalendar.china(known_at=day("2020-01-10")).digest(
        day("2020-01-10"), day("2020-02-14")
    )


def test_other_countries_are_predicted_never_announced():
    japan = WorkCalendar.country("JP", first_year=2025, last_year=2027)
    assert not japan.is_working(day("2026-01-01"))
    assert japan.firm_until is None
    assert japan.provisional(day("2026-01-05"), day("2026-01-06"))
    assert japan.day(day("2026-01-01")).notice.startswith("holidays ")
    with pytest.raises(DefinitionError, match="XX"):
        WorkCalendar.country("XX", first_year=2025, last_year=2026)


def test_a_calendar_is_a_value():
    again = pickle.loads(pickle.dumps(china))
    assert again.add(day("2026-02-09"), 20) == day("2026-03-13")
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: china.add(day("2026-12-01"), 90), range(400)))
    assert len(found) == 1
    with pytest.raises(AttributeError):
        china.first_day = day("2000-01-01")
