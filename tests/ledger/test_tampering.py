"""Whatever is done to the file behind the desk's back is found, case and entry named."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from attrs import evolve

from casework.case import Mark
from casework.desk import Desk
from casework.ledger import Change, SqliteLedger, check_all
from casework.ledger.chain import START, hash_of
from casework.ledger.codec import entries_of

MONDAY = date(2026, 3, 9)
STEPS = ("register", "review", "assign", "enquiry")


@pytest.fixture
def path(tmp_path):
    """A ledger of three cases with five entries each."""
    path = tmp_path / "cases.db"
    with SqliteLedger(path) as ledger:
        desk = Desk("cn", ledger)
        for case_id in ("甲", "乙", "丙"):
            desk.open(case_id, MONDAY, by="经办1", channel="in_person", applicant="某某", contact="1380000")
            for step in STEPS:
                desk.take(case_id, step, MONDAY, by="经办1")
    return path


def heads(path):
    with SqliteLedger(path) as ledger:
        return {row.case_id: (row.version, row.head) for row in ledger.records()}


def found(path, kept=None):
    with SqliteLedger(path) as ledger:
        pairs = ((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())
        return [(each.case_id, each.seq) for each in check_all(pairs, kept)]


def sql(path, *statements):
    with sqlite3.connect(path) as db:
        db.execute("pragma foreign_keys = off")
        for statement in statements:
            db.execute(*statement) if isinstance(statement, tuple) else db.execute(statement)
    db.close()


def rewritten(path, case_id):
    """A whole case written anew from its first entry on, every hash recomputed: only heads kept elsewhere tell."""
    sql(path, f"update entries set acted_on = '2026-03-10' where case_id = '{case_id}' and seq = 2")
    with SqliteLedger(path) as ledger:
        before, hashes = START, []
        for entry in ledger.history(case_id):
            before = hash_of(before, entry)
            hashes.append((before, case_id, entry.seq))
    sql(path, *(("update entries set hash = ? where case_id = ? and seq = ?", row) for row in hashes))
    sql(path, ("update cases set head = ? where case_id = ?", (before, case_id)))


def cut_cleanly(path):
    """The last two entries gone, and the row of the case made to fit."""
    with SqliteLedger(path) as ledger:
        head = ledger.history("乙")[2].hash
    sql(
        path,
        "delete from entries where case_id = '乙' and seq > 3",
        ("update cases set version = 3, head = ? where case_id = '乙'", (head,)),
    )


def test_what_nobody_touched_holds(path):
    assert found(path) == [] == found(path, heads(path))


@pytest.mark.parametrize(
    ("statements", "where"),
    [
        (["update entries set acted_on = '2026-03-08' where case_id = '乙' and seq = 3"], ("乙", 3)),
        (["update entries set actor = '经办2' where case_id = '乙' and seq = 2"], ("乙", 2)),
        (["update entries set body = '{\"x\":1}' where case_id = '乙' and seq = 4"], ("乙", 4)),
        (["update entries set body = 'not json' where case_id = '乙' and seq = 5"], ("乙", 5)),
        (["update entries set step = 'archive', event = 'StepTaken' where case_id = '乙' and seq = 5"], ("乙", 5)),
        (["delete from entries where case_id = '乙' and seq = 3"], ("乙", 3)),
        (["delete from entries where case_id = '乙' and seq = 1"], ("乙", 1)),
        (["delete from entries where case_id = '乙' and seq = 5"], ("乙", 5)),
        (["insert into entries select case_id, 6, acted_on, recorded_at, actor, role, event, event_version, step, body, hash from entries where case_id = '乙' and seq = 5"], ("乙", 6)),
        (["update entries set seq = seq + 100 where case_id = '乙' and seq > 3", "insert into entries select case_id, 4, acted_on, recorded_at, actor, role, event, event_version, step, body, hash from entries where case_id = '乙' and seq = 3",
          "update entries set seq = seq - 99 where case_id = '乙' and seq > 100", "update cases set version = 6 where case_id = '乙'"], ("乙", 4)),
        (["update entries set seq = 0 where case_id = '乙' and seq = 2", "update entries set seq = 2 where case_id = '乙' and seq = 3", "update entries set seq = 3 where case_id = '乙' and seq = 0"], ("乙", 2)),
        (["update sealed set value = '别人' where case_id = '乙' and key = 'applicant'"], ("乙", 1)),
        (["update sealed set key = 'subject' where case_id = '乙' and key = 'contact'"], ("乙", 1)),
        (["update cases set head = (select head from cases where case_id = '甲') where case_id = '乙'"], ("乙", 5)),
        (["update cases set version = 4 where case_id = '乙'"], ("乙", 5)),
    ],
)  # fmt: skip
def test_a_change_is_found_where_it_was_made(path, statements, where):
    sql(path, *statements)
    assert found(path) == [where]


def test_two_cases_that_were_swapped_are_found(path):
    swap = [f"update {table} set case_id = {value} where case_id = {old}" for table in ("entries", "sealed", "cases")
            for value, old in (("'x'", "'甲'"), ("'甲'", "'乙'"), ("'乙'", "'x'"))]  # fmt: skip
    sql(path, *swap)
    assert found(path) == [("乙", 1), ("甲", 1)]


def test_a_cut_tail_shows_against_heads_kept_elsewhere(path):
    kept = heads(path)
    cut_cleanly(path)
    assert found(path) == [], "the file itself holds together"
    assert found(path, kept) == [("乙", 4)]


def test_a_rewritten_case_shows_against_heads_kept_elsewhere(path):
    kept = heads(path)
    rewritten(path, "乙")
    assert found(path) == []
    assert found(path, kept) == [("乙", 5)]


def test_a_case_that_is_gone_shows_against_heads_kept_elsewhere(path):
    kept = heads(path)
    sql(path, *(f"delete from {table} where case_id = '乙'" for table in ("entries", "sealed", "cases")))
    assert found(path) == []
    assert found(path, kept) == [("乙", 0)]


def test_heads_of_an_earlier_day_still_hold_when_the_cases_went_on(path):
    kept = heads(path)
    with SqliteLedger(path) as ledger:
        Desk("cn", ledger).take("乙", "withdraw", MONDAY)
    assert found(path, kept) == []


def test_the_sentence_names_case_and_entry_in_both_languages(path):
    sql(path, "update entries set actor = '经办2' where case_id = '乙' and seq = 2")
    with SqliteLedger(path) as ledger:
        (fault,) = check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())
    assert fault.text("zh") == "乙第2条记录：记录已被更改"
    assert fault.text() == "乙, entry 2: the entry was altered, or the one before it was"


def test_an_event_of_a_later_release_is_kept_and_reported(path):
    with SqliteLedger(path) as ledger:
        desk = Desk("cn", ledger)
        before, record = desk.file("乙"), ledger.record("乙")
        mark = Mark(6, MONDAY, "Miracle", {"what": "奇迹"})
        entries = entries_of((mark,), "乙", after=before.entries[-1], at="", secret=lambda event: frozenset())
        ledger.append(Change(evolve(record, version=6, head=entries[-1].hash), 5, entries))
        file = desk.file("乙")
        assert [(entry.seq, entry.name) for entry in file.unknown()] == [(6, "Miracle")]
        assert file.marks == (mark,) and file.case.state == before.case.state
        assert desk.take("乙", "withdraw", MONDAY).version == 7
    assert found(path) == []
