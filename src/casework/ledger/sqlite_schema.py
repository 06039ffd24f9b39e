"""The tables of a ledger in SQLite, and the statements that write them.

`sealed` keeps its rowid on purpose: rows without one move between pages as the table grows and leave copies behind,
which an erasure would not reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casework.ledger.rows import CASES, COLUMNS, ENTRIES, KEYS, OUTBOX, SEALED_VALUES

_FIRST: Final = """
create table cases (
  case_id text primary key, version integer not null, head text not null, regime text not null, digest text not null,
  opened_on text not null, state text not null, due text, next_rung_on text
) strict, without rowid;
create index cases_next_rung_on on cases (next_rung_on);
create index cases_state on cases (state);
create table entries (
  case_id text not null references cases (case_id), seq integer not null, acted_on text not null,
  recorded_at text not null, actor text not null, role text not null, event text not null,
  event_version integer not null, step text not null, body text not null, hash text not null,
  primary key (case_id, seq)
) strict, without rowid;
create table sealed (
  case_id text not null, seq integer not null, key text not null, salt text, value text,
  primary key (case_id, seq, key), foreign key (case_id, seq) references entries (case_id, seq)
) strict;
create table keys (
  key text primary key, case_id text not null references cases (case_id), version integer not null
) strict, without rowid;
create table outbox (
  id text not null primary key, case_id text not null references cases (case_id), seq integer not null,
  hook text not null, body text not null, created_at text not null, attempts integer not null,
  next_try_at text not null, delivered_at text not null, error text not null
) strict;
create index outbox_next_try_at on outbox (next_try_at) where delivered_at = '';
create table definitions (digest text primary key, text text not null) strict, without rowid;
"""

SCHEMA: Final = {"001 cases, entries, outbox": _FIRST}
"""Each step of the schema by name, oldest first; a released one is never edited, a change adds one."""
TABLES: Final = ("cases", "entries", "sealed", "keys", "outbox", "definitions")


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"  # noqa: S608


def _select(table: str, columns: Sequence[str], tail: str) -> str:
    return f"select {', '.join(columns)} from {table} {tail}"  # noqa: S608


INSERT_CASE: Final = _insert("cases", CASES)
INSERT_ENTRY: Final = _insert("entries", ENTRIES)
INSERT_SEALED: Final = _insert("sealed", SEALED_VALUES)
INSERT_KEY: Final = _insert("keys", KEYS)
INSERT_DELIVERY: Final = _insert("outbox", OUTBOX)
KEEP_DEFINITION: Final = "insert or ignore into definitions (digest, text) values (?, ?)"
_ALL_BUT_ID: Final = ", ".join(f"{column} = ?" for column in CASES[1:])
UPDATE_CASE: Final = f"update cases set {_ALL_BUT_ID} where case_id = ? and version = ?"  # noqa: S608
REINDEX: Final = "update cases set state = ?, due = ?, next_rung_on = ? where case_id = ? and version = ?"
RESTORE: Final = (
    "update cases set regime = ?, digest = ?, opened_on = ?, state = ?, due = ?, next_rung_on = ?"
    " where case_id = ? and version = ? and head = ?"
)
ERASE: Final = "update sealed set salt = null, value = null where case_id = ? and seq = ? and key = ?"
_SENT: Final = ", ".join(f"{column} = ?" for column in OUTBOX[1:])
SETTLE: Final = f"update outbox set {_SENT} where id = ? and delivered_at = '' and attempts = ?"  # noqa: S608

SELECT_CASE: Final = _select("cases", CASES, "where case_id = ?")
SELECT_ENTRIES: Final = _select("entries", ENTRIES, "where case_id = ? order by seq")
SELECT_SEALED: Final = _select("sealed", SEALED_VALUES[1:], "where case_id = ? order by seq, key")
SELECT_KEY: Final = "select case_id, version from keys where key = ?"
SELECT_DEFINITION: Final = "select text from definitions where digest = ?"
SELECT_OUTBOX: Final = _select("outbox", OUTBOX, "where delivered_at = '' order by +rowid")
SELECT_OUTBOX_DUE: Final = _select("outbox", OUTBOX, "where delivered_at = '' and next_try_at <= ? order by +rowid")


def select_cases(*, state: bool, rung: bool) -> tuple[str, str]:
    """The first page of cases and the next; parameters: the last case read, state, day, size of a page.

    The plus keeps SQLite from reading every case in order where the index over days finds a few.
    """
    more = (" and state = ?" if state else "") + (" and next_rung_on <= ?" if rung else "")
    plus = "+" if rung else ""
    tail = f"{more} order by {plus}case_id limit ?"
    return (
        _select("cases", CASES, f"where {plus}case_id >= ?{tail}"),
        _select("cases", CASES, f"where {plus}case_id > ?{tail}"),
    )


def spans(table: str) -> str:
    """Of each case with rows in a table: its id, the first seq and the last."""
    return f"select case_id, min(seq), max(seq) from {table} group by case_id"  # noqa: S608


def page(table: str) -> tuple[str, str]:
    """The first rows of a table by its id and those after one; parameters: the last id read, how many."""
    columns = COLUMNS[table]
    key = columns[0]
    return (
        _select(table, columns, f"where {key} >= ? order by {key} limit ?"),
        _select(table, columns, f"where {key} > ? order by {key} limit ?"),
    )
