"""The civil day of an instant: Beijing time by a fixed rule, whatever the machine's zone files say."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from casework.law import NotADay, civil_day, parse_day

_BLOCK = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbB", 8 * 3600, 0, 0) + b"CST\0"
SHANGHAI = _BLOCK * 2 + b"\nCST-8\n"
"""A zone file, version 2: no transitions, one local time, UTC+8."""
NAMES_OF_UTC = ("UTC", "Etc/UTC", "Zulu", "Universal", "Etc/Zulu", "GMT", "Asia/Shanghai", "Etc/GMT-8", "PRC")


def test_the_day_turns_at_sixteen_hours_utc():
    assert civil_day(datetime(2026, 10, 11, 15, 59, 59, tzinfo=UTC)) == date(2026, 10, 11)
    assert civil_day(datetime(2026, 10, 11, 16, 0, tzinfo=UTC)) == date(2026, 10, 12)
    assert civil_day(datetime(2026, 10, 11, 3, 0, tzinfo=timezone(timedelta(hours=-12)))) == date(2026, 10, 11)
    assert civil_day(datetime(2026, 10, 11, 4, 0, tzinfo=timezone(timedelta(hours=-12)))) == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-11T16:30:00Z", date(2026, 10, 12)),
        ("2026-10-11 16:30:00Z", date(2026, 10, 12)),
        ("2026-10-11T16:30Z", date(2026, 10, 12)),
        ("2026-10-11T15:30:00.123456Z", date(2026, 10, 11)),
        ("2026-10-12T00:30:00+08:00", date(2026, 10, 12)),
        ("2026-10-12T00:30:00+0900", date(2026, 10, 11)),
        ("2026-10-11T04:00:00-12:00", date(2026, 10, 12)),
    ],
)
def test_an_instant_written_out(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+08:00", "2026-10-11T25:00:00Z", "2026-13-11T10:00:00Z"])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(NotADay):
        parse_day(text)


ASK = """
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
from casework.law import civil_day, parse_day
assert datetime(2026, 10, 11, 16, 30, tzinfo=ZoneInfo("UTC")).utcoffset().total_seconds() == 8 * 3600, "not spoilt"
print(civil_day(datetime(2026, 10, 11, 16, 30, tzinfo=UTC)), parse_day("2026-10-11T16:30:00Z"))
if "columns" in sys.argv:
    import polars as pl
    from casework.backlog.columns.source import civil
    instants = pl.Series([datetime(2026, 10, 11, 16, 30)], dtype=pl.Datetime("us")).dt.replace_time_zone("UTC")
    print(civil(instants).to_list()[0])
if "file" in sys.argv:
    import polars as pl
    from casework.backlog import read_register
    from casework.backlog.columns.source import as_rows
    table = pl.DataFrame({"编号": ["A-1"], "申请方式": ["当面提交"], "收到日期": [datetime(2026, 10, 11, 16, 30)]})
    table = table.with_columns(pl.col("收到日期").dt.replace_time_zone("UTC"))
    assert as_rows(table)[0][2] == "2026-10-12 00:30:00+08:00"
    table.write_parquet(sys.argv[2])
    print(read_register(sys.argv[2]).cases[0].case.opened.payload["received_on"])
"""


@pytest.mark.parametrize("extra", [[], ["columns"], ["file"]])
def test_a_zone_file_of_utc_that_holds_shanghai_moves_no_day(tmp_path: Path, extra):
    """Images are often made with Asia/Shanghai copied over the file of UTC; 16:30 UTC is still 00:30 the next day."""
    for name in NAMES_OF_UTC:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SHANGHAI)
    done = subprocess.run(
        [sys.executable, "-c", ASK, *extra, str(tmp_path / "register.parquet")],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path), "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert set(done.stdout.split()) == {"2026-10-12"}


def test_today_is_the_day_in_china(tmp_path: Path):
    """At 23:00 UTC it is 07:00 in Beijing: the next day, also with the spoilt file."""
    for name in NAMES_OF_UTC:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SHANGHAI)
    ask = """
import datetime as clock
from casework.cli import show
class At(clock.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 10, 11, 23, 0, tzinfo=tz)
show.datetime = At
print(show.today())
"""
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("2026-10-12", "")
