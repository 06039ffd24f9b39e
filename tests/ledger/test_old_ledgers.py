"""A ledger that an earlier release wrote opens, verifies, goes on and is swept (fixtures/make_old_ledger.py made it)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework.desk import MARKS, Desk, FileHook
from casework.desk.index import row_of
from casework.ledger import SqliteLedger
from casework.ledger.verify import verify

DUMP = Path(__file__).parent / "fixtures" / "old-ledger.sql"
NUMBERS = ["虚构\t3", "虚构〔2026〕1号", "虚构〔2026〕2号"]


@pytest.fixture
def ledger(tmp_path):
    with closing(sqlite3.connect(tmp_path / "cases.db")) as db:
        db.executescript(DUMP.read_text(encoding="utf-8"))
    with SqliteLedger(tmp_path / "cases.db") as ledger:
        yield ledger


def faults(ledger):
    return verify(ledger, known=MARKS, derived=row_of(Desk("cn", ledger).setting)).tampered


def test_it_opens_and_nothing_is_found(ledger):
    assert [row.case_id for row in ledger.records()] == NUMBERS and faults(ledger) == ()
    file = Desk("cn", ledger).file("虚构〔2026〕1号")
    assert file.case.history[0].payload["applicant"] == "虚构人乙", "as corrected"
    assert Desk("cn", ledger).file("虚构〔2026〕2号").case.opened.payload["applicant"] == "〔已清除1〕"


def test_it_goes_on(ledger, tmp_path):
    """A step of each case, also of the one whose number no new case may have; cards once; an old key still counts."""
    desk = Desk(
        "cn", ledger, hooks=(FileHook(tmp_path / "told", name="oa"),), now=lambda: datetime(2026, 4, 10, tzinfo=UTC)
    )
    for case_id in NUMBERS:
        assert desk.take(case_id, "withdraw", date(2026, 4, 10), by="经办1").case.state == "withdrawn"
    again = desk.take("虚构〔2026〕1号", "register", date(2026, 3, 9), by="经办1", once="k-虚构〔2026〕1号")
    assert again.again and again.version == 2
    assert desk.sweep(date(2026, 4, 20)) == ()
    desk.redact("虚构〔2026〕1号", ["applicant", "contact"], date(2026, 4, 20), reason="依申请", by="负责人")
    desk.deliver(datetime(2026, 4, 21, tzinfo=UTC))
    assert desk.undelivered() == () and faults(ledger) == ()


def test_a_salt_of_it_is_no_longer_than_it_was_written(ledger):
    """The very attack that it once let pass: a character moves from a sensitive value into its salt."""
    with closing(sqlite3.connect(ledger.path)) as db:
        db.execute("update sealed set salt = salt || substr(value, 1, 1), value = substr(value, 2) where seq = 3")
        db.commit()
    assert [(each.case_id, each.seq) for each in faults(ledger)] == [("虚构〔2026〕1号", 3)]


def test_a_name_of_two_lines_that_an_old_import_took_is_told_for_what_it_is(ledger):
    with closing(sqlite3.connect(ledger.path)) as db:
        db.execute("update entries set actor = '甲' || char(10) || '乙' where case_id = '虚构〔2026〕1号' and seq = 4")
        db.commit()
    (fault,) = faults(ledger)
    assert fault.seq == 4 and "a line break in who acted" in fault.en and "换行" in fault.zh
