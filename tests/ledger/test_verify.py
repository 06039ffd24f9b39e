"""Whatever is done to a ledger behind its back is found, in every store: case and entry are named, or the schema object."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from casework.desk import MARKS, Desk, Telling
from casework.desk.index import row_of
from casework.desk.writing import delivery_id
from casework.ledger import MemoryLedger, SqliteLedger
from casework.ledger.verify import rebuild, verify
from ledger_servers import MARIADB, POSTGRES, server

MONDAY = date(2026, 3, 9)
TABLES = ("cases", "definitions", "entries", "sealed", "keys", "outbox")


def fill(ledger):
    """Three cases of five entries, each with a key and messages; the applicant of 丙 is erased on record by a sixth."""
    desk = Desk("cn", ledger, hooks=(Telling("oa"),), now=lambda: datetime(2026, 3, 9, tzinfo=UTC), publish=False)
    for case_id in ("甲", "乙", "丙"):
        desk.open(case_id, MONDAY, by="经办1", channel="in_person", applicant="某某甲", contact="1380000")
        for step in ("register", "review", "assign", "enquiry"):
            desk.take(
                case_id, step, MONDAY, by="经办1", role="clerk" if step == "register" else "", once=f"{case_id}{step}"
            )
    desk.redact("丙", ["applicant"], MONDAY, reason="依申请", by="负责人")


def faults(ledger, heads=None):
    found = verify(ledger, known=MARKS, heads=heads, derived=row_of(Desk("cn", ledger).setting), named=delivery_id)
    assert all(each.zh and each.en for each in found.tampered)
    return found


class OnSqlite:
    kind = "sqlite"

    def __init__(self, path):
        self.path = path
        with SqliteLedger(path) as ledger:
            fill(ledger)
        self.content = path.read_bytes()

    def names(self):
        return {"p": "", "key": '"key"', "off": "pragma foreign_keys = off"}

    def run(self, statements):
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            db.execute("pragma foreign_keys = off")
            for each in statements:
                db.execute(each)

    def ledger(self):
        return SqliteLedger(self.path)

    def restore(self, undo):
        self.path.write_bytes(self.content)


class OnServer:
    def __init__(self, here):
        self.here, self.kind = here, here.engine.dialect.name
        self.prefix = here.new_prefix()
        fill(here.ledger(self.prefix))
        with here.engine.connect() as db:
            self.rows = {
                table: [dict(row) for row in db.execute(text(f"select * from {self.prefix}{table}")).mappings()]
                for table in TABLES
            }

    def names(self):
        return {"p": self.prefix, "key": '"key"' if self.kind == "postgresql" else "`key`"}

    def _off(self, db):
        off = {"postgresql": "set session_replication_role = replica", "mysql": "set foreign_key_checks = 0"}
        db.execute(text(off[self.kind]))

    def run(self, statements):
        with self.here.engine.connect() as db:
            self._off(db)
            for each in statements:
                db.exec_driver_sql(each.replace("%", "%%"))
            db.commit()
            db.invalidate()

    def ledger(self):
        return self.here.ledger(self.prefix)

    def restore(self, undo):
        key = self.names()["key"]
        with self.here.engine.connect() as db:
            self._off(db)
            for each in undo:
                db.exec_driver_sql(each)
            for table, rows in self.rows.items():
                db.execute(text(f"delete from {self.prefix}{table}"))
                if rows:
                    columns = ", ".join(key if name == "key" else name for name in rows[0])
                    marks = ", ".join(f":{name}" for name in rows[0])
                    db.execute(text(f"insert into {self.prefix}{table} ({columns}) values ({marks})"), rows)
            db.commit()
            db.invalidate()


@pytest.fixture(params=["sqlite", "postgres", "mariadb"], scope="module")
def store(request, tmp_path_factory):
    if request.param == "sqlite":
        yield OnSqlite(tmp_path_factory.mktemp("ledger") / "cases.db")
        return
    with server({"postgres": POSTGRES, "mariadb": MARIADB}[request.param]) as here:
        yield OnServer(here)


ENTRY = "case_id = '乙' and seq = 3"
APPLICANT = "case_id = '乙' and {key} = 'applicant'"
COPIED = (
    "select case_id, {seq}, acted_on, recorded_at, actor, role, event, event_version, step, body, hash from {p}entries"
    " where case_id = '乙' and seq = 5"
)
ALL = ("entries", "sealed", "keys", "outbox", "cases")
ROWS = {
    # -- entries: the chain
    "the day of an act": (["update {p}entries set acted_on = '2026-03-08' where " + ENTRY], [("乙", 3, "altered")]),
    "the same day in another form": (["update {p}entries set acted_on = '20260309' where " + ENTRY], [("乙", 3, "no day")]),
    "the instant": (["update {p}entries set recorded_at = '2026-03-08T00:00:00Z' where " + ENTRY], [("乙", 3, "altered")]),
    "who acted": (["update {p}entries set actor = '经办2' where " + ENTRY], [("乙", 3, "altered")]),
    "as what": (["update {p}entries set role = 'head' where case_id = '乙' and seq = 2"], [("乙", 2, "altered")]),
    "who acted and as what, joined": (
        ["update {p}entries set actor = concat(actor, chr_10, role), role = '' where case_id = '乙' and seq = 2"], [("乙", 2, "line break")]),
    "the kind": (["update {p}entries set event = 'Rated' where " + ENTRY], [("乙", 3, "altered")]),
    "the version of the schema": (["update {p}entries set event_version = 2 where " + ENTRY], [("乙", 3, "altered")]),
    "the step": (["update {p}entries set step = 'archive' where " + ENTRY], [("乙", 3, "altered")]),
    "the payload": (["update {p}entries set body = replace(body, 'in_person', 'online') where case_id = '乙' and seq = 1"], [("乙", 1, "altered")]),
    "the hash": (["update {p}entries set hash = 'x' where " + ENTRY], [("乙", 3, "altered"), ("乙", 4, "altered")]),
    "an entry taken out": (["delete from {p}entries where " + ENTRY], [("乙", 3, "missing")]),
    "the first one taken out": (["delete from {p}sealed where case_id = '乙' and seq = 1", "delete from {p}entries where case_id = '乙' and seq = 1"], [("乙", 1, "missing")]),
    "the last one taken out": (["delete from {p}entries where case_id = '乙' and seq = 5"], [("乙", 5, "there are 4")]),
    "an entry put at the end": (["insert into {p}entries " + COPIED.replace("{seq}", "6")], [("乙", 6, "altered"), ("乙", 6, "there are 6")]),
    "an entry of a case that is none": (["insert into {p}entries " + COPIED.replace("case_id, {seq}", "'丁', 1")], [("丁", 0, "no row of the case")]),
    "every entry taken out": (["delete from {p}outbox", "delete from {p}sealed where case_id = '乙'", "delete from {p}entries where case_id = '乙'"], [("乙", 1, "there are 0")]),
    # -- sensitive values
    "a character moved from the value to the salt": (
        ["update {p}sealed set salt = concat(salt, '某'), value = '某甲' where " + APPLICANT], [("乙", 1, "'applicant' was altered")]),
    "a value": (["update {p}sealed set value = '某某乙' where " + APPLICANT], [("乙", 1, "'applicant' was altered")]),
    "the key of a value": (["update {p}sealed set {key} = 'subject' where " + APPLICANT], [("乙", 1, "'applicant' was erased"), ("乙", 1, "'subject' was put in")]),
    "salt and value erased": (["update {p}sealed set salt = null, value = null where " + APPLICANT], [("乙", 1, "erased without a record")]),
    "a value erased, its salt left": (["update {p}sealed set value = null where " + APPLICANT], [("乙", 1, "erased without a record")]),
    "a salt erased, its value left": (["update {p}sealed set salt = null where " + APPLICANT], [("乙", 1, "'applicant' was altered")]),
    "a row of a value taken out": (["delete from {p}sealed where " + APPLICANT], [("乙", 1, "erased without a record")]),
    "a value put in": (["insert into {p}sealed (case_id, seq, {key}, salt, value) values ('乙', 2, 'x', 'a', 'b')"], [("乙", 2, "was put in")]),
    "a value of an entry that is none": (["insert into {p}sealed (case_id, seq, {key}, salt, value) values ('乙', 9, 'x', 'a', 'b')"], [("乙", 9, "no such entry")]),
    "a value of a case that is none": (["insert into {p}sealed (case_id, seq, {key}, salt, value) values ('丁', 1, 'x', 'a', 'b')"], [("丁", 0, "no row of the case")]),
    "another value in place of an erased one": (["update {p}sealed set salt = 'a', value = 'b' where case_id = '丙' and {key} = 'applicant'"], [("丙", 1, "'applicant' was altered")]),
    # -- rows of cases
    "cards switched off": (["update {p}cases set next_rung_on = null where case_id = '乙'"], [("乙", 0, "next_rung_on = null")]),
    "cards put off": (["update {p}cases set next_rung_on = '2027-03-09' where case_id = '乙'"], [("乙", 0, "next_rung_on = 2027-03-09")]),
    "a day that sorts after every other": (["update {p}cases set next_rung_on = '20260310' where case_id = '乙'"], [("乙", 0, "next_rung_on = 20260310")]),
    "the last day of the reply": (["update {p}cases set due = '2026-05-07' where case_id = '乙'"], [("乙", 0, "due = 2026-05-07")]),
    "the state": (["update {p}cases set state = 'archived' where case_id = '乙'"], [("乙", 0, "state = archived")]),
    "the day of the opening": (["update {p}cases set opened_on = '2025-03-09' where case_id = '乙'"], [("乙", 0, "opened_on = 2025-03-09")]),
    "no day at all": (["update {p}cases set opened_on = 'soon' where case_id = '乙'"], [("乙", 0, "opened_on = soon")]),
    "the law": (["update {p}cases set regime = 'cn_order_492' where case_id = '乙'"], [("乙", 0, "regime = cn_order_492")]),
    "the definition's digest": (["update {p}cases set digest = 'x' where case_id = '乙'"], [("乙", 0, "digest = x")]),
    "the version": (["update {p}cases set version = 4 where case_id = '乙'"], [("乙", 5, "there are 5")]),
    "the head": (["update {p}cases set head = 'x' where case_id = '乙'"], [("乙", 5, "last hash")]),
    "a row taken out": (["delete from {p}cases where case_id = '乙'"], [("乙", 0, "entries but no row"), ("乙", 0, "sensitive values but no row"), ("乙", 0, "key of an act names"), ("乙", 0, "message names")]),
    "a row put in": (["insert into {p}cases select '丁', version, head, regime, digest, opened_on, state, due, next_rung_on from {p}cases where case_id = '乙'"], [("丁", 1, "there are 0")]),
    "another number": ([f"update {{p}}{table} set case_id = '丁' where case_id = '乙'" for table in ALL], [("丁", seq, "altered") for seq in range(1, 6)]),
    # -- keys, messages, definitions
    "a key of another case": (["update {p}keys set case_id = '丁' where {key} = '乙register'"], [("丁", 0, "key of an act names")]),
    "a key of another entry": (["update {p}keys set version = 9 where {key} = '乙register'"], [("乙", 9, "key of an act names")]),
    "a message of another case": (["update {p}outbox set case_id = '丁' where case_id = '乙' and seq = 2"], [("丁", 0, "message names")]),
    "a message of another entry": (["update {p}outbox set seq = 9 where case_id = '乙' and seq = 2"], [("乙", 9, "message names")]),
    "what a message says": (["update {p}outbox set body = replace(body, '经办1', '经办9') where case_id = '乙' and seq = 2"], [("乙", 2, "something else")]),
    "a message that is none": (["update {p}outbox set body = '{{' where case_id = '乙' and seq = 2"], [("乙", 2, "something else")]),
    "a message that says nothing": (["update {p}outbox set body = '{{}}' where case_id = '乙' and seq = 2"], [("乙", 2, "something else")]),
    "whom a message is for": (["update {p}outbox set hook = 'nobody' where case_id = '乙' and seq = 2"], [("乙", 2, "something else")]),
    "the instant in a message": (["update {p}outbox set body = replace(body, '\"at\": \"2026', '\"at\": \"2025') where case_id = '乙' and seq = 2"], [("乙", 2, "something else")]),
    "a word more in a message": (["update {p}outbox set body = replace(body, '\"payload\"', '\"behind\": [1], \"payload\"') where case_id = '乙' and seq = 2"], [("乙", 2, "something else")]),
    "when a message was made": (["update {p}outbox set created_at = '2020-01-01T00:00:00.000+00:00' where case_id = '乙' and seq = 2"], [("乙", 2, "created_at")]),
    "how often a message was tried": (["update {p}outbox set attempts = -9 where case_id = '乙' and seq = 2"], [("乙", 2, "attempts")]),
    "when a message is tried": (["update {p}outbox set next_try_at = 'never' where case_id = '乙' and seq = 2"], [("乙", 2, "next_try_at of a message")]),
    "the text of a definition": (["update {p}definitions set text = concat(text, ' ')"], [(case_id, 0, "definition") for case_id in "甲乙丙"]),
    "every definition": (["delete from {p}definitions"], [(case_id, 0, "definition") for case_id in "甲乙丙"]),
    "a definition put in": (["insert into {p}definitions values ('abc', '{{}}')"], [("", 0, "kept as abc was altered")]),
}  # fmt: skip


def spelt(store, statement):
    """The statement as a store spells it."""
    said = statement.format(**store.names())
    line_feed = "char(10)" if store.kind != "postgresql" else "chr(10)"
    said = said.replace("chr_10", line_feed)
    if store.kind == "sqlite":
        while "concat(" in said:
            before, _, rest = said.partition("concat(")
            inside, depth = "", 1
            for mark in rest:
                depth += {"(": 1, ")": -1}.get(mark, 0)
                if depth == 0:
                    break
                inside += mark
            said = before + " || ".join(inside.split(", ")) + rest[len(inside) + 1 :]
    return said


def test_what_nobody_touched_holds(store):
    with store.ledger() as ledger:
        found = faults(ledger)
        assert found.tampered == () and (found.cases, found.entries) == (3, 16)
        assert faults(ledger, found.heads).tampered == ()


@pytest.mark.parametrize("what", ROWS)
def test_a_change_of_rows_is_found(store, what):
    statements, expected = ROWS[what]
    store.run([spelt(store, each) for each in statements])
    try:
        with store.ledger() as ledger:
            found = faults(ledger)
    finally:
        store.restore(())
    said = [(each.case_id, each.seq, each.en) for each in found.tampered]
    assert sorted((case, seq) for case, seq, _ in said) == sorted((case, seq) for case, seq, _ in expected), said
    for case_id, seq, part in expected:
        assert any((case_id, seq) == (case, number) and part in en for case, number, en in said), said
    broken = {case for case, _, part in expected if part in ("altered", "missing")}
    assert not broken & set(found.heads), "heads of a case that does not hold are not given"


SCHEMA = {
    "a trigger": {
        "sqlite": ("create trigger quiet after insert on outbox begin delete from outbox; end", "drop trigger quiet", "trigger 'quiet' on outbox"),
        "postgresql": ("create function {p}f() returns trigger language plpgsql as 'begin return null; end'; create trigger quiet before insert on {p}outbox for each row execute function {p}f()",
                       "drop trigger quiet on {p}outbox; drop function {p}f()", "trigger 'quiet' on"),
        "mysql": ("create trigger {p}quiet before insert on {p}outbox for each row set new.delivered_at = 'x'", "drop trigger {p}quiet", "quiet' on"),
    },
    "a view": {
        "sqlite": ("create view v as select * from cases", "drop view v", "view 'v' is not of this ledger"),
        "postgresql": ("create view {p}v as select * from {p}cases", "drop view {p}v", "view '"),
        "mysql": ("create view {p}v as select * from {p}cases", "drop view {p}v", "view '"),
    },
    "a table": {
        "sqlite": ("create table more (x)", "drop table more", "table 'more' is not of this ledger"),
        "postgresql": ("create table {p}more (x integer)", "drop table {p}more", "more' is not of this ledger"),
        "mysql": ("create table {p}more (x integer)", "drop table {p}more", "more' is not of this ledger"),
    },
    "a column": {
        "sqlite": ("alter table cases add column hidden text", "", "table 'cases' was altered"),
        "postgresql": ("alter table {p}cases add column hidden text", "alter table {p}cases drop column hidden", "column 'hidden' of"),
        "mysql": ("alter table {p}cases add column hidden text", "alter table {p}cases drop column hidden", "column 'hidden' of"),
    },
    "an index taken out": {
        "sqlite": ("drop index cases_next_rung_on", "", "index 'cases_next_rung_on' is missing"),
        "postgresql": ("drop index {p}cases_state", "create index {p}cases_state on {p}cases (state, case_id)", "cases_state' of"),
        "mysql": ("drop index {p}cases_state on {p}cases", "create index {p}cases_state on {p}cases (state, case_id)", "cases_state' of"),
    },
    "an index that refuses rows": {
        "sqlite": ("create unique index one on entries (case_id, seq, body)", "", "index 'one' on entries is not of this ledger"),
        "postgresql": ("create unique index {p}one on {p}entries (case_id, seq, hash)", "drop index {p}one", "unique index"),
        "mysql": ("create unique index {p}one on {p}entries (case_id, seq, hash)", "drop index {p}one on {p}entries", "unique index"),
    },
    "a constraint": {
        "postgresql": ("alter table {p}entries add constraint few check (seq < 9)", "alter table {p}entries drop constraint few", "constraint 'few' of"),
        "mysql": ("alter table {p}entries add constraint few check (seq < 9)", "alter table {p}entries drop constraint few", "constraint 'few' of"),
    },
    "a foreign key taken out": {
        "postgresql": ("alter table {p}keys drop constraint {p}keys_case_id_fkey", "alter table {p}keys add constraint {p}keys_case_id_fkey foreign key (case_id) references {p}cases (case_id)", "foreign key (case_id)"),
        "mysql": ("alter table {p}keys drop foreign key {p}keys_ibfk_1", "alter table {p}keys add constraint {p}keys_ibfk_1 foreign key (case_id) references {p}cases (case_id)", "foreign key (case_id)"),
    },
    "a rule": {
        "postgresql": ("create rule quiet as on delete to {p}outbox do instead nothing", "drop rule quiet on {p}outbox", "rule 'quiet' on"),
    },
    "a row policy": {
        "postgresql": ("create policy few on {p}cases using (false)", "drop policy few on {p}cases", "row policy 'few' on"),
    },
    "a child table": {
        "postgresql": ("create table {p}kid () inherits ({p}cases)", "drop table {p}kid", "child table"),
    },
    "constraints switched off": {
        "postgresql": ("alter table {p}entries disable trigger all", "alter table {p}entries enable trigger all", "switched off"),
    },
    "a name like those of others": {
        "sqlite": ("create unique index _sqlite_migrations_one on entries (case_id, seq, hash)", "", "index '_sqlite_migrations_one' on entries"),
    },
    "a table with such a name": {
        "sqlite": ("create table _sqlite_migrations_kept as select * from sealed", "", "table '_sqlite_migrations_kept'"),
    },
    "a narrower column": {
        "postgresql": ("alter table {p}cases alter column state type varchar(20)", 'alter table {p}cases alter column state type text collate "C"', "column 'state' of"),
        "mysql": ("alter table {p}cases modify state varchar(20) character set utf8mb4 collate utf8mb4_nopad_bin not null",
                  "alter table {p}cases modify state varchar(255) character set utf8mb4 collate utf8mb4_nopad_bin not null", "column 'state' of"),
    },
    "texts that compare otherwise": {
        "postgresql": ('alter table {p}cases alter column state type text collate "default"', 'alter table {p}cases alter column state type text collate "C"', "column 'state' of"),
        "mysql": ("alter table {p}cases modify state varchar(255) character set utf8mb4 collate utf8mb4_general_ci not null",
                  "alter table {p}cases modify state varchar(255) character set utf8mb4 collate utf8mb4_nopad_bin not null", "column 'state' of"),
    },
    "an index of the same name over something else": {
        "postgresql": ("drop index {p}cases_next_rung_on; create index {p}cases_next_rung_on on {p}cases (next_rung_on) where state = 'x'",
                       "drop index {p}cases_next_rung_on; create index {p}cases_next_rung_on on {p}cases (next_rung_on)", "cases_next_rung_on' of"),
        "mysql": ("alter table {p}cases drop index {p}cases_next_rung_on, add index {p}cases_next_rung_on (state)",
                  "alter table {p}cases drop index {p}cases_next_rung_on, add index {p}cases_next_rung_on (next_rung_on)", "cases_next_rung_on' of"),
    },
    "a foreign key that deletes": {
        "postgresql": ("alter table {p}keys drop constraint {p}keys_case_id_fkey, add constraint {p}keys_case_id_fkey foreign key (case_id) references {p}cases (case_id) on delete cascade",
                       "alter table {p}keys drop constraint {p}keys_case_id_fkey, add constraint {p}keys_case_id_fkey foreign key (case_id) references {p}cases (case_id)", "foreign key (case_id)"),
    },
    "a table that a crash empties": {
        "postgresql": ("alter table {p}outbox set unlogged", "alter table {p}outbox set logged", "'unlogged' on"),
    },
    "a table that keeps what was erased": {
        "mysql": ("alter table {p}sealed add system versioning", "alter table {p}sealed drop system versioning", "SYSTEM VERSIONED"),
    },
    "an exclusion constraint": {
        "postgresql": ("alter table {p}entries add constraint {p}few exclude using btree (hash with =)", "alter table {p}entries drop constraint {p}few", "exclusion constraint"),
    },
    "the version of the tables": {
        "postgresql": ("update {p}ledger_version set version = 0", "update {p}ledger_version set version = 1", "says version 0"),
        "mysql": ("update {p}ledger_version set version = 0", "update {p}ledger_version set version = 1", "says version 0"),
    },
    "a scheduled event": {
        "mysql": ("create event {p}nightly on schedule every 1 day do delete from {p}outbox", "drop event {p}nightly", "scheduled event"),
    },
}  # fmt: skip


@pytest.mark.parametrize("what", SCHEMA)
def test_a_change_of_the_schema_is_found(store, what):
    if store.kind not in SCHEMA[what]:
        return
    statement, undo, part = SCHEMA[what][store.kind]
    store.run([statement.format(**store.names())])
    try:
        with store.ledger() as ledger:
            said = [(each.case_id, each.seq, each.en) for each in faults(ledger).tampered]
    finally:
        store.restore([undo.format(**store.names())] if undo else ())
    assert said and all(each[:2] == ("", 0) for each in said)
    assert any(part in en for _, _, en in said), said


def test_what_was_erased_on_record_and_stands_again_is_found(store):
    """As a restored copy of the file would do it: the very salt and value of before."""
    with store.ledger() as ledger:
        sealed = ledger.history("乙")[0].sealed["contact"]
        erasing = Desk("cn", ledger)
        erasing.redact("乙", ["contact"], MONDAY, reason="x", by="y")
        assert faults(ledger).tampered == ()
    put = f"update {{p}}sealed set salt = '{sealed.salt}', value = '{sealed.value}' where case_id = '乙' and {{key}} = 'contact'"
    store.run([put.format(**store.names())])
    try:
        with store.ledger() as ledger:
            (fault,) = faults(ledger).tampered
    finally:
        store.restore(())
    assert (fault.case_id, fault.seq) == ("乙", 1) and "erased by entry 6, stands here again" in fault.en


def test_rebuilding_writes_derived_columns_alone(store):
    """Everything that follows from the entries is put right; version and head are evidence and stay."""
    wrong = "update {p}cases set next_rung_on = null, due = null, state = 'x', regime = 'y', digest = 'z', opened_on = 'w' where case_id = '乙'"
    store.run(
        [wrong.format(**store.names()), "update {p}cases set version = 4 where case_id = '甲'".format(**store.names())]
    )
    try:
        with store.ledger() as ledger:
            found = faults(ledger)
            assert {each.column for each in found.stale} == {
                "next_rung_on",
                "due",
                "state",
                "regime",
                "digest",
                "opened_on",
            }
            rebuild(ledger, found)
            assert [(each.case_id, each.seq) for each in faults(ledger).tampered] == [("甲", 5)]
    finally:
        store.restore(())


def test_the_memory_is_looked_at_as_well():
    fill(ledger := MemoryLedger())
    assert faults(ledger).tampered == ()
    ledger._keys["k"] = ("丁", 1)
    ledger._definitions["d"] = "x"
    assert [(each.case_id, each.seq) for each in faults(ledger).tampered] == [("丁", 0), ("", 0)]


def test_a_store_of_ones_own_is_checked_as_far_as_it_shows():
    class Own:
        """The ten methods and no more."""

        def __init__(self, kept):
            self.record, self.history, self.records, self.definition = (
                kept.record,
                kept.history,
                kept.records,
                kept.definition,
            )
            self.reindex = kept.reindex

    fill(kept := MemoryLedger())
    kept._records["乙"] = kept._records["甲"].__class__(**{name: getattr(kept._records["乙"], name) for name in kept._records["乙"].__slots__ if name != "__weakref__"} | {"next_rung_on": None})  # fmt: skip
    found = faults(Own(kept))
    assert [(each.case_id, each.seq) for each in found.tampered] == [("乙", 0)]
    assert any("does not show its keys" in en for _, en in found.cannot_know)
    rebuild(Own(kept), found)
    assert faults(Own(kept)).tampered == ()


def test_what_cannot_be_known_is_said(store):
    with store.ledger() as ledger:
        without, with_heads = faults(ledger), faults(ledger, {})
    assert "without heads" in without.cannot_know[0][1] and "heads were kept" in with_heads.cannot_know[0][1]
