"""Measures held against counts made by hand, against the pure summary, and against registers with nothing in them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from attrs import evolve

from casework.backlog import audit, evaluate, read_register
from casework.backlog.measures import (
    COLUMNS,
    ages,
    backtest,
    breakdown,
    flow,
    forecast,
    frame_of,
    oldest,
    quality,
    standing,
    summary,
    time_in_states,
)
from casework.backlog.measures.closing import closing_rates
from casework.backlog.measures.workday_columns import days_between
from casework.errors import CaseworkError, ImportRejected, OutsideKnownDays
from casework.regimes import CN_ORDER_711
from casework.workdays import WorkCalendar

EXAMPLES = Path(__file__).parents[2] / "examples"
REGISTERS = ("register.csv", "register-events.csv", "published-register.csv")
CN = WorkCalendar.china()
ON = date(2026, 9, 18)  # a Friday; then 20-24 and 28-30 September and 8-10, 12 October are worked: 12 days


def day(text):
    return None if text is None else date.fromisoformat(text)


def case(row, unit, verdict, received, due=None, used=None, left=None, over=0, ended=None, **more):
    known = {
        "row": row, "case_id": str(row), "unit": unit, "channel": "online", "applicant_type": "natural_person",
        "regime": "cn_order_711", "state": "in_handling" if verdict in ("open", "overdue") else "replied", "outcome": "",
        "received_on": day(received), "day_zero": day(received), "due": day(due), "latest_due": None,
        "provisional": False, "clock": "running", "length": 20, "days_used": used, "days_left": left,
        "overdue_by": over, "ended_on": day(ended), "verdict": verdict, "card": "", "assumed": "", "notes": "",
        "flips": False,
    }  # fmt: skip
    return known | more


def frame(*cases):
    return pl.DataFrame(list(cases), schema=COLUMNS)


SMALL = frame(
    case(2, "甲", "on_time", "2026-07-01", "2026-07-29", 10, 10, ended="2026-07-15", outcome="granted"),
    case(3, "甲", "late", "2026-07-01", "2026-07-29", 20, 0, 3, ended="2026-08-03", card="red", assumed="extension_in_time", flips=True),
    case(4, "甲", "open", "2026-08-28", "2026-09-24", 15, 5),
    case(5, "乙", "open", "2026-09-07", "2026-10-10", 9, 11, provisional=True, assumed="reply_day extension_in_time"),
    case(6, "乙", "overdue", "2026-08-10", "2026-09-07", 20, 0, 9, card="yellow"),
    case(7, "", "ended", "2026-09-10", "2026-10-14", 2, 18, ended="2026-09-14", outcome="other_other"),
    case(8, "", "unknown", None, clock="unknown", length=None, over=None, regime="", applicant_type="company"),
    case(9, "", "open", "2026-09-01", None, 5, 15, clock="stopped"),
)  # fmt: skip
EMPTY = frame()
ONLY_UNKNOWN = frame(case(2, "", "unknown", None, clock="unknown", over=None), case(3, "", "unknown", "2026-09-01"))


@cache
def register(name):
    return read_register(EXAMPLES / name)


@cache
def at(name, on):
    return frame_of(evaluate(register(name), on))


# -- by hand -------------------------------------------------------------------------------------------------------


def test_where_the_small_register_stands():
    """open: 4, 5, 6, 9. Due within 5: 4 (5 left, 20-24 September); within 20: 4 and 5 (11 left); 9 is stopped and has no last day."""
    assert standing(SMALL, ON) == {
        "as_of": "2026-09-18",
        "open": 4,
        "overdue": 1,
        "due_within": {"5": 1, "10": 1, "20": 2},
        "without_due": 1,
        "provisional": 1,
        "cards": {"warning": 0, "yellow": 1, "red": 1},
        "unknown": 1,
    }


def test_the_summary_of_the_small_register():
    """Replied: 2 (10 days) and 3 (20 + 3 over), so half in time and a median of 16.5; 8 cases, 12 500 per 100,000."""
    found = summary(SMALL, ON, rejected=3)
    assert (found["cases"], found["rejected"], found["closed_on_time"], found["closed_late"]) == (8, 3, 1, 1)
    assert (found["on_time_rate"], found["median_working_days"], found["ended_without_reply"]) == (0.5, 16.5, 1)
    assert found["cards_per_100000"] == {"warning": 0.0, "yellow": 12500.0, "red": 12500.0}
    assert found["assumed"] == {"extension_in_time": 2, "reply_day": 1}
    assert [line["unit"] for line in found["by_unit"]] == ["", "甲", "乙"]


def test_breakdown_by_unit():
    """甲: 2, 3, 4; 乙: 5, 6; none: 7, 8, 9."""
    lines = {line["unit"]: line for line in breakdown(SMALL, "unit").to_dicts()}
    counts = ("cases", "open", "overdue", "closed_on_time", "closed_late", "on_time_rate", "median_working_days")
    assert [lines["甲"][key] for key in counts] == [3, 1, 0, 1, 1, 0.5, 16.5]
    assert [lines["乙"][key] for key in counts] == [2, 2, 1, 0, 0, None, None]
    assert [lines[""][key] for key in counts] == [3, 1, 0, 0, 0, None, None]
    assert (lines["甲"]["cards_red"], lines["甲"]["cards_red_per_100000"]) == (1, 33333.3)
    assert breakdown(SMALL, "applicant_type")["cases"].to_list() == [7, 1]
    assert dict(breakdown(SMALL, "outcome").select("outcome", "cases").iter_rows()) == {
        "": 6,
        "granted": 1,
        "other_other": 1,
    }


def test_breakdown_by_something_else_is_refused():
    with pytest.raises(CaseworkError, match="possible are unit"):
        breakdown(SMALL, "case_id")


def test_ages_of_the_small_register():
    """Gross, (received, 18 September]: 5 from Monday the 7th: 8-11, 14-18 are 9; 9 from the 1st: 2-4 more, so with the
    7th 13; 4 from 28 August: 31 and 1 more, 15; 6 from 10 August: 11-14, 17-21, 24-28 August 14 more, 29. Net: 9; 5
    (stopped); 15; 20 + 9 over = 29. Of 5, 9, 15, 29 one in four lies within 5, three in four within 15."""
    found = ages(SMALL, ON, CN)
    gross, net = found["open_gross"], found["open_net"]
    assert (gross["cases"], gross["least"], gross["median"], gross["most"]) == (4, 9, 14, 29)
    assert (net["least"], net["p25"], net["median"], net["p75"], net["p90"], net["most"], net["mean"]) == (
        5,
        5,
        12,
        15,
        29,
        29,
        14.5,
    )
    assert (found["reply_net"]["cases"], found["reply_net"]["median"], found["without_day"]) == (2, 16.5, 0)


def test_the_oldest_open_cases():
    assert oldest(SMALL)["row"].to_list() == [6, 4, 9, 5]
    assert oldest(SMALL, 1)["case_id"].to_list() == ["6"]


def test_flow_by_month():
    """July: 2 and 3 in, 2 out. August: 4, 6 in, 3 out. September: 5, 7, 9 in, 7 out. 8 has no day and does not flow."""
    assert flow(SMALL, ON).rows() == [
        (date(2026, 7, 1), 2, 0, 1, 1),
        (date(2026, 8, 1), 2, 0, 1, 2),
        (date(2026, 9, 1), 3, 0, 1, 4),
    ]


def test_months_without_events_are_there_and_unknown_cases_are_said_to_be():
    """An unknown case received in January, an open one in May; nothing in between, and June has only the day."""
    cases = frame(case(2, "", "unknown", "2026-01-05"), case(3, "", "open", "2026-05-06"))
    assert flow(cases, date(2026, 6, 30)).rows() == [
        (date(2026, 1, 1), 1, 1, 0, 0),
        (date(2026, 2, 1), 0, 0, 0, 0),
        (date(2026, 3, 1), 0, 0, 0, 0),
        (date(2026, 4, 1), 0, 0, 0, 0),
        (date(2026, 5, 1), 1, 0, 0, 1),
        (date(2026, 6, 1), 0, 0, 0, 1),
    ]


def test_quality_of_the_small_register():
    """3 and 5 assume extension_in_time, 5 reply_day too; only 3 flips."""
    assert quality(SMALL, not_judged={"a": 1, "b": 4}) == {
        "cases": 8,
        "unknown": 1,
        "with_assumption": 2,
        "share_with_assumption": 0.25,
        "assumed": {
            "extension_in_time": {"cases": 2, "flips": 1, "rows": [3, 5]},
            "reply_day": {"cases": 1, "flips": 0, "rows": [5]},
        },
        "flips": 1,
        "flip_rows": [3],
        "without_receipt": 1,
        "not_judged": {"b": 4, "a": 1},
    }


def entries(*lines):
    return pl.DataFrame([(c, day(on), step) for c, on, step in lines], schema=["case_id", "on", "step"], orient="row")


def test_time_in_states_by_hand():
    """a: received 1-2 September (1 day), registered 2-2 (0), in review 2-7 (3, 4, 7: 3 days), asked since the 7th.
    b: received 1-3 (2), registered since. Both at the end of the 18th: a asked 8-11, 14-18: 9; b 4, 7-11, 14-18: 11.
    A row out of order in the table is read by day; a case without an opening, and a later day, are left out."""
    table = entries(
        ("a", "2026-09-07", "request_correction"),
        ("a", "2026-09-01", "open"),
        ("a", "2026-09-02", "review"),
        ("a", "2026-09-02", "register"),
        ("b", "2026-09-01", "open"),
        ("b", "2026-09-03", "register"),
        ("b", "2026-09-21", "review"),
        ("c", "2026-09-01", "register"),
        ("d", "1999-09-01", "open"),
    )
    found = time_in_states(table, ON, CN)
    shown = found.select("state", "cases", "median_working_days", "total_working_days", "here_now", "median_here_now")
    assert shown.rows() == [
        ("received", 2, 1.5, 3, 0, None),
        ("registered", 1, 0.0, 0, 1, 11.0),
        ("in_review", 1, 3.0, 3, 0, None),
        ("awaiting_correction", 0, None, 0, 1, 9.0),
    ]


def test_entries_that_keep_the_state_end_no_stay():
    """a: in handling from the 3rd, extended on the 7th, there since: nothing has ended. At the end of the 18th: 4, 7-11,
    14-18: 11 days. b: in handling 3-7 (4, 7: 2 days), consulting 7-9 (8, 9: 2), with a second letter on the 8th and its
    delivery, in handling again since the 9th: 10, 11, 14-18: 7 days. So nobody has left it for good."""
    law = ("open", "register", "review", "assign")
    table = entries(
        *((case_id, "2026-09-03", step) for case_id in "ab" for step in law),
        ("a", "2026-09-07", "extend"),
        ("b", "2026-09-07", "consult_third_party"),
        ("b", "2026-09-08", "record_delivery"),
        ("b", "2026-09-09", "third_party_answers"),
    )
    found = {line["state"]: line for line in time_in_states(table, ON, CN).to_dicts()}
    counts = ("cases", "median_working_days", "total_working_days", "here_now", "median_here_now")
    assert [found["in_handling"][key] for key in counts] == [0, None, 0, 2, 9.0]
    assert [found["consulting"][key] for key in counts] == [1, 2.0, 2, 0, None]
    assert [found["received"][key] for key in counts] == [2, 0.0, 0, 0, None]


def test_a_corrected_entry_is_read_as_corrected_and_a_case_rejected_is_in_no_state():
    """a: registered on the 3rd and not, as entry 2 first said, on the 2nd: received 1-3: 2 days. b was opened twice."""
    table = pl.DataFrame(
        [
            ("a", "2026-09-01", "open", None, None, None, None),
            ("a", "2026-09-02", "register", None, None, None, None),
            ("a", "2026-09-04", "correct_entry", "2", "on", "2026-09-03", "slip"),
            ("b", "2026-09-01", "open", None, None, None, None),
            ("b", "2026-09-02", "open", None, None, None, None),
        ],
        schema=["case_id", "on", "step", "entry", "key", "value", "reason"],
        orient="row",
    )
    found = time_in_states(table, ON, CN).select("state", "cases", "median_working_days", "here_now")
    assert found.rows() == [("received", 1, 2.0, 0), ("registered", 0, None, 1)]


def test_a_table_that_is_none_of_steps_has_no_states():
    with pytest.raises(ImportRejected, match="not a table of steps"):
        time_in_states(pl.DataFrame({"case_id": ["1"], "received_on": [ON]}), ON, CN)


def test_working_days_between_columns():
    """1-7 October is off; what is missing, reversed or before the calendar is null."""
    after = pl.Series([day("2026-09-30"), None, day("2026-09-18"), day("1990-01-01")])
    through = pl.Series([day("2026-10-09"), ON, day("2026-09-17"), ON], dtype=pl.Date)
    assert days_between(CN, after, through).to_list() == [2, None, None, None]


# -- the forecast --------------------------------------------------------------------------------------------------


def test_closing_rates_by_hand():
    """On the 18th, 60 working days back, all in.

    2: received 1 July, due 29 July (20 later), closed on the 15th (10 used): 10 case-days, with 19 to 10 days left.
    3: 20 case-days, 19 to 0 left, closed after the last day, which saves nothing.
    4: 15 case-days, 19 to 5 left. 5: 9 case-days, 19 to 11 left.
    6: 20 case-days, 19 to 0. 7: two case-days, 19 and 18 left, closed with 18. 8 and 9 have no last day.
    """
    found = closing_rates(SMALL, ON, CN)
    by_band = [
        1 + 1,  # 0 left: 3, 6
        1 + 1,  # 1 left: 3, 6
        1 + 1,  # 2 left: 3, 6
        3 + 1 + 3,  # 3-5: 3, 4 (5 left), 6
        1 + 5 + 5 + 5,  # 6-10: 2 (10 left), 3, 4, 6
        9 + 9 + 9 + 9 + 9 + 2,  # 11 and more: 2, 3, 4, 5, 6, 7
    ]
    assert found.case_days.tolist() == [by_band, [0] * 6]
    assert found.saved.tolist() == [[0, 0, 0, 0, 1, 1], [0] * 6]


def test_an_extension_saves_on_the_first_last_day_and_counts_anew():
    """Received 1 July, 20 days to 29 July, extended by 10 to 12 August, closed on 5 August with 5 left of the second."""
    cases = frame(case(2, "", "on_time", "2026-07-01", "2026-08-12", 25, 5, ended="2026-08-05", length=30))
    found = closing_rates(cases, ON, CN)
    assert found.case_days.tolist() == [[1, 1, 1, 3, 5, 9], [0, 0, 0, 1, 4, 0]]
    assert found.saved.tolist() == [[1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0]]


def test_the_schedule_of_the_small_register():
    """4 runs out on 24 September; 5 on 10 October, after the holidays; 6 is overdue already, 9 is stopped."""
    made = forecast(SMALL, ON, CN, 12)
    scheduled = {line["day"]: line["scheduled"] for line in made.by_day.to_dicts() if line["scheduled"]}
    assert made.by_day.height == 12
    assert scheduled == {date(2026, 9, 24): 1, date(2026, 10, 10): 1}
    assert (made.total["scheduled"], made.runs_out_today, made.paused) == (2, 0, 0)
    assert (made.by_day["low"] <= made.by_day["median"]).all()
    assert (made.by_day["high"] <= made.by_day["scheduled"]).all()


def test_the_same_seed_gives_the_same_forecast_and_another_one_another():
    cases = at("register-events.csv", date(2026, 4, 1))
    first, again, other = (forecast(cases, date(2026, 4, 1), CN, seed=seed) for seed in (7, 7, 8))
    assert first.by_day.equals(again.by_day)
    assert first.total == again.total
    assert not first.by_day.equals(other.by_day)
    assert first.by_day["scheduled"].equals(other.by_day["scheduled"])


def test_with_nothing_in_the_past_the_forecast_is_the_schedule():
    cases = frame(*(case(n, "", "open", "2026-09-18", "2026-10-22", 0, 20) for n in range(2, 12)))
    made = forecast(cases, ON, CN)
    assert made.total == {"scheduled": 10, "expected": 10.0, "median": 10, "low": 10, "high": 10}
    assert made.closing["rate"].null_count() == 12


def test_an_office_that_always_closes_in_time_is_not_forecast_to_be_late():
    """200 cases were each closed with one day left; 20 are open and due on the 29th. None is likely to slip."""
    closed = [case(n, "", "on_time", "2026-07-01", "2026-07-29", 19, 1, ended="2026-07-28") for n in range(2, 202)]
    waiting = [case(n, "", "open", "2026-09-01", "2026-09-29", 13, 7) for n in range(202, 222)]
    made = forecast(frame(*closed, *waiting), ON, CN)
    assert made.total["scheduled"] == 20
    assert made.total["high"] <= 2


def test_a_forecast_of_no_days_is_refused():
    for wrong in ({"days": 0}, {"runs": 0}, {"window": 0}):
        with pytest.raises(CaseworkError, match="at least 1"):
            forecast(SMALL, ON, CN, **wrong)
    with pytest.raises(OutsideKnownDays):
        forecast(SMALL, ON, CN, 10_000)


def test_the_backtest_counts_what_ran_out():
    """Two cases due on 24 September as read on the 18th: one is not closed by then, one is. A third is extended."""
    then = frame(*(case(n, "", "open", "2026-08-28", "2026-09-24", 15, 5) for n in (2, 3, 4)))
    later = frame(
        case(2, "", "open", "2026-08-28", "2026-09-24", 20, 0),
        case(3, "", "on_time", "2026-08-28", "2026-09-24", 20, 0, ended="2026-09-24"),
        case(4, "", "open", "2026-08-28", "2026-10-28", 20, 20, length=40),
        case(5, "", "overdue", "2026-08-27", "2026-09-23", 20, 0, 1),  # not there on the 18th
    )
    frames = {ON: then, CN.add(ON, 5): later}
    found = backtest(frames.__getitem__, [ON], CN, 5)
    assert found.by_day["actual"].to_list() == [0, 0, 0, 0, 1]
    assert found.by_day["scheduled"].to_list() == [0, 0, 0, 0, 3]
    assert (found.error_if_nothing_closed, found.error_of_zero, found.forecasts) == (0.4, 0.2, 1)


def test_the_backtest_of_the_example_register_beats_the_schedule():
    """Ten forecasts a month apart; the interval is wide enough, and the median far nearer than taking all as lost."""
    days = [CN.add(date(2025, 9, 30), 1 + 21 * n) for n in range(10)]
    found = backtest(lambda on: at("register-events.csv", on), days, CN)
    assert found.by_day.height == 200
    assert found.coverage > 0.95
    assert found.mean_absolute_error < found.error_if_nothing_closed / 4


def test_the_interval_holds_in_an_office_that_works_as_the_model_says():
    """3,000 made-up cases over a year, none extended, each closed on any working day with odds of one in ten."""
    chance = np.random.default_rng(711)
    opened = chance.integers(0, 250, 3000)
    lasts = chance.geometric(0.1, 3000)
    first = date(2025, 1, 1)
    worked = np.array([CN.add(first, n + 1) for n in range(400)])

    def as_of(on):
        today = CN.count_after(first, on) - 1
        lines = [
            case(n, "", "", str(worked[o]), str(worked[o + 20]), 0, 0, ended=str(worked[end]) if end <= today else None)
            | {"verdict": "open" if o + 20 >= today else "overdue"} | ({"verdict": "on_time"} if end <= today else {})
            for n, (o, end) in enumerate(zip(opened.tolist(), (opened + lasts).clip(max=399).tolist(), strict=True))
            if o <= today
        ]  # fmt: skip
        return frame(*lines)

    found = backtest(as_of, [worked[n] for n in range(80, 230, 10)], CN)
    assert found.forecasts == 15
    assert 0.88 <= found.coverage <= 1
    assert found.total_coverage >= 0.8
    assert found.error_of_expected < found.error_of_zero / 1.5
    assert abs(found.bias) < 0.15


def test_a_backtest_of_no_days_says_nothing():
    found = backtest(lambda on: EMPTY, [], CN)
    assert (found.forecasts, found.mean_absolute_error, found.coverage, found.total_error) == (0, None, None, None)


# -- against the pure core -----------------------------------------------------------------------------------------

DAYS = (date(2000, 1, 1), date(2012, 3, 1), date(2025, 1, 8), date(2025, 6, 30), date(2026, 4, 1), date(2026, 11, 20))


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("name", REGISTERS)
def test_the_summary_is_the_pure_one_to_the_letter(name, on):
    pure = evaluate(register(name), on).summary
    left_out = {key: pure[key] for key in ("rejected", "undecided", "not_cases", "sheets_left_out")}
    found = summary(at(name, on), on, left_out=left_out, warnings=pure["warnings"])
    assert json.dumps(found, ensure_ascii=False) == json.dumps(pure, ensure_ascii=False)


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("name", REGISTERS)
def test_the_measures_agree_with_each_other(name, on):
    """Every breakdown adds up to the summary; the last backlog is the open cases that have a day of receipt."""
    cases = at(name, on)
    total = summary(cases, on)
    for by in ("unit", "channel", "applicant_type", "outcome", "regime", "state"):
        lines = breakdown(cases, by)
        for key in ("cases", "open", "overdue", "closed_on_time", "closed_late"):
            assert lines[key].sum() == total[key], (by, key)
        for rung, number in total["cards"].items():
            assert lines[f"cards_{rung}"].sum() == number
    dated = cases.filter(pl.col("verdict").is_in(["open", "overdue"]) & pl.col("received_on").is_not_null()).height
    months = flow(cases, on)
    assert (months["backlog"][-1] if months.height else 0) == dated
    assert quality(cases)["flips"] == total["flips"]


def test_the_time_in_states_ends_where_the_cases_stand():
    on = date(2026, 11, 20)
    table = pl.read_csv(EXAMPLES / "register-events.csv", infer_schema_length=0).with_columns(
        pl.col("on").str.to_date()
    )
    found = time_in_states(table, on, CN)
    standing_now = dict(found.filter(pl.col("here_now") > 0).select("state", "here_now").iter_rows())
    assert standing_now == evaluate(register("register-events.csv"), on).summary["by_state"]


def test_the_frame_has_its_columns_in_order_and_nothing_of_the_applicant():
    cases = at("register.csv", date(2026, 11, 20))
    assert dict(cases.schema) == COLUMNS
    assert not any("申请人" in str(cell) for row in cases.iter_rows() for cell in row)


def test_rules_that_could_not_be_judged_are_counted():
    on = date(2026, 11, 20)
    not_judged = audit(register("published-register.csv"), on).not_judged
    found = quality(at("published-register.csv", on), not_judged=not_judged)["not_judged"]
    assert found == not_judged
    assert list(found.values()) == sorted(found.values(), reverse=True)


# -- nothing, little, much -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cases",
    [EMPTY, ONLY_UNKNOWN, SMALL[2:3], SMALL[:1], SMALL[6:7], SMALL[7:8], SMALL.with_columns(pl.lit("").alias("unit"))],
    ids=["empty", "unknown", "one open", "one closed", "one unknown", "one stopped", "no units"],
)
def test_every_measure_survives(cases):
    for on in (ON, date(2026, 12, 31), date(2004, 1, 1)):
        assert summary(cases, on)["cases"] == cases.height
        assert breakdown(cases, "unit")["cases"].sum() == cases.height
        assert ages(cases, on, CN)["open_net"]["cases"] == oldest(cases, 99).height
        assert flow(cases, on).columns == ["month", "inflow", "unknown", "outflow", "backlog"]
        assert forecast(cases, on, CN, runs=10).by_day.height == 20
        assert quality(cases)["cases"] == cases.height
        json.dumps([summary(cases, on), standing(cases, on), ages(cases, on, CN), quality(cases)])
    assert backtest(lambda on: cases, [ON], CN, runs=10).by_day.height == 20


def test_an_empty_table_of_steps():
    empty = pl.DataFrame(schema={"case_id": pl.String, "on": pl.Date, "step": pl.String})
    assert time_in_states(empty, ON, CN).is_empty()


def test_a_law_of_ones_own_and_rows_with_nothing_in_them():
    """The same table under another id; a row without a day, a step or a case is no entry, and an unknown step no move."""
    own = evolve(CN_ORDER_711, id="own")
    table = entries(("a", "2026-09-01", "open"), ("a", "2026-09-02", "dance"), ("a", "2026-09-03", "register"))
    holes = pl.concat(
        [table, table.with_columns(pl.lit(None, dtype=table[name].dtype).alias(name) for name in ("step",))]
    )
    found = time_in_states(holes, ON, CN, regime=own)
    assert found.select("regime", "state", "phase", "cases", "total_working_days", "here_now").rows() == [
        ("own", "received", "receive", 1, 2, 0),
        ("own", "registered", "register", 0, 0, 1),
    ]


def test_nulls_in_text_are_read_as_nothing_said():
    blank = SMALL.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("unit", "card", "assumed", "outcome")
    )
    assert breakdown(blank, "unit")["unit"].to_list() == [""]
    assert (summary(blank, ON)["assumed"], quality(blank)["assumed"]) == ({}, {})


def test_two_hundred_thousand_units():
    """Every case a unit of its own, a third of them each in time, late and open; names sort by code point."""
    n = 200_000
    cases = pl.concat([SMALL[:3]] * (n // 3 + 1))[:n].with_columns(
        pl.int_range(n, dtype=pl.UInt32).alias("row"), pl.format("单位{}", pl.int_range(n)).alias("unit")
    )
    lines = breakdown(cases, "unit")
    assert (lines.height, lines["cases"].max(), lines["open"].sum()) == (n, 1, n // 3)
    by_unit = summary(cases, ON)["by_unit"]
    assert [line["unit"] for line in by_unit[:3]] == ["单位0", "单位1", "单位10"]
    assert forecast(cases, ON, CN, runs=50).total["scheduled"] == n // 3


def test_rates_are_rounded_as_the_pure_summary_rounds_them():
    """1 in 20,000 is 0.00005, a little more than half of the last place, which only exact rounding sees."""
    late = pl.concat([SMALL[1:2]] * 19_999)
    cases = pl.concat([SMALL[:1], late]).with_columns(pl.lit("甲").alias("unit"))
    assert summary(cases, ON)["on_time_rate"] == round(1 / 20_000, 4) == 0.0001
    assert breakdown(cases, "unit")["on_time_rate"].to_list() == [0.0001]


def test_a_day_outside_the_calendar_is_refused():
    with pytest.raises(OutsideKnownDays):
        ages(SMALL, CN.last_day + timedelta(days=1), CN)
