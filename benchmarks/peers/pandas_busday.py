"""The last day of every request in a register, all at once: pandas and numpy.busday.

20 working days after 收到日期, nothing else: pauses, extensions, corrections and days of confirmation are not looked at.

python -m benchmarks.peers.pandas_busday register.csv 2026-11-20
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from casework.workdays import WorkCalendar

CHINA = WorkCalendar.china()
OFF = [CHINA.first_day + timedelta(days=n) for n, works in enumerate(CHINA.flags) if not works]
# a seven-day week in which every day off is a holiday, so that worked weekends count
WORKED = np.busdaycalendar(weekmask="1111111", holidays=np.array(OFF, dtype="datetime64[D]"))
DAYS = ["收到日期", "交邮日期", "答复日期"]
HOW: dict[str, dict[str, Any]] = {
    "plain": {},
    "one piece": {"low_memory": False, "date_format": "%Y-%m-%d"},
    "four columns": {"usecols": ["登记编号", *DAYS], "date_format": "%Y-%m-%d"},
}
"""How the file is read: as most would write it, by one who knows pandas, and only what is needed of it."""


def read(path: str | Path, how: str = "plain") -> pd.DataFrame:
    """The register, the days that are needed as days."""
    return pd.read_csv(path, parse_dates=DAYS, **HOW[how])


def run(path: str | Path, on: date, how: str = "plain") -> dict[str, int]:
    """Read the register, compute each last day and whether the answer kept it."""
    table = read(path, how)
    received = table["收到日期"].notna().to_numpy()
    due = np.full(len(table), np.datetime64("NaT"), "datetime64[D]")
    first = table["收到日期"].to_numpy().astype("datetime64[D]")[received]
    due[received] = np.busday_offset(first, 20, roll="backward", busdaycal=WORKED)
    table["due"] = due
    answered = table["交邮日期"].fillna(table["答复日期"])
    table["on_time"] = answered <= table["due"]
    table["overdue"] = answered.isna() & (table["due"] < pd.Timestamp(on))
    return counted(table)


def counted(table: pd.DataFrame) -> dict[str, int]:
    """What it comes to."""
    named = {name: int(table[name].sum()) for name in ("on_time", "overdue")}
    return {"rows": len(table), "due": int(table["due"].notna().sum()), **named}


if __name__ == "__main__":
    print(run(sys.argv[1], date.fromisoformat(sys.argv[2])))
