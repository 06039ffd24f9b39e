"""The last day of every request in a register, row by row: a function of one row and DataFrame.apply.

20 working days after 收到日期, nothing else: pauses, extensions, corrections and days of confirmation are not looked at.

python -m benchmarks.peers.pandas_rows register.csv 2026-11-20
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.peers.pandas_busday import WORKED, counted, read


def last_day(row: Any) -> Any:
    """The 20th working day after the day of receipt."""
    received = row["收到日期"]
    if pd.isna(received):
        return pd.NaT
    return pd.Timestamp(np.busday_offset(received.date(), 20, roll="backward", busdaycal=WORKED))


def run(path: str | Path, on: date) -> dict[str, int]:
    """Read the register, compute each last day and whether the answer kept it."""
    today = pd.Timestamp(on)

    def verdict(row: Any) -> str:
        answered = row["答复日期"] if pd.isna(row["交邮日期"]) else row["交邮日期"]
        if pd.isna(answered):
            return "overdue" if row["due"] < today else "open"
        return "on_time" if answered <= row["due"] else "late"

    table = read(path)
    table["due"] = table.apply(last_day, axis=1)
    table["verdict"] = table.apply(verdict, axis=1)
    for name in ("on_time", "overdue"):
        table[name] = table["verdict"] == name
    return counted(table)


if __name__ == "__main__":
    print(run(sys.argv[1], date.fromisoformat(sys.argv[2])))
