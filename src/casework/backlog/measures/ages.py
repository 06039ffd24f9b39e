"""How old the open cases are, how long replies took, and which cases have waited longest."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from casework.backlog.measures.frame import NET, OPEN, REPLIED, middle
from casework.backlog.measures.workday_columns import days_between
from casework.workdays import WorkCalendar

SHARES: Final = {"p10": 0.10, "p25": 0.25, "p75": 0.75, "p90": 0.90, "p95": 0.95}
_SHOWN = ("case_id", "unit", "state", "received_on", "due", "days_used", "overdue_by", "verdict")


def ages(cases: pl.DataFrame, on: date, calendar: WorkCalendar) -> dict[str, Any]:
    """How long cases have taken, as distributions: `{cases, least, p10, p25, median, p75, p90, p95, most, mean}`.

    open_gross: open cases, working days in (received_on, on], so 0 for one received on the day; waiting for others is
    in. open_net: the same cases, days the office itself has used, pauses and stops out and days past the limit in.
    reply_net: replied cases, the office's days to the reply counted likewise. without_day: open cases whose day of
    receipt is not known, or outside the calendar, in neither of the first. Net days are in the limit's own unit, which
    is working days in every regime that ships.

    pNN is the least number of days within which NN % of the cases lie; median lies halfway between the middle two. All
    null without a case.

    Raises:
        OutsideKnownDays: The day lies outside the calendar.
    """
    calendar.is_working(on)
    waiting = cases.filter(OPEN)
    gross = days_between(calendar, waiting["received_on"], pl.repeat(on, waiting.height, dtype=pl.Date, eager=True))
    return {
        "as_of": on.isoformat(),
        "open_gross": spread(gross),
        "open_net": spread(waiting.select(NET).to_series()),
        "reply_net": spread(cases.filter(REPLIED).select(NET).to_series()),
        "without_day": gross.null_count(),
    }


def spread(days: pl.Series) -> dict[str, float | int | None]:
    """The distribution of numbers of days; nulls are left out."""
    known = days.drop_nulls()
    if known.is_empty():
        return {"cases": 0, **dict.fromkeys(("least", *SHARES, "median", "most", "mean"))}
    values = known.to_numpy()
    found = np.quantile(values, list(SHARES.values()), method="inverted_cdf")
    return {
        "cases": len(values),
        "least": int(values.min()),
        **{name: int(value) for name, value in zip(SHARES, found, strict=True)},
        "median": middle(known),
        "most": int(values.max()),
        "mean": round(float(values.mean()), 2),
    }


def oldest(cases: pl.DataFrame, n: int = 10) -> pl.DataFrame:
    """The n open cases received first, the earliest first; of one day in the order of the register.

    Cases without a day of receipt come last: nobody can tell how old they are.
    """
    waiting = cases.filter(OPEN).sort("received_on", "row", nulls_last=True)
    return waiting.select("row", *_SHOWN).head(n)
