"""What only a file can suffer: strange files, other processes, threads, forks, and values that must be gone from it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

import casework.ledger.sqlite as store
from casework.errors import (
    CaseNotFound,
    CaseworkError,
    LedgerBusy,
    LedgerClosed,
    LedgerConflict,
    LedgerCorrupt,
    TextRefused,
)
from casework.ledger import SqliteLedger, check_all
from casework.testing.ledger_cases import MONDAY, holds, made, together


def faults(ledger):
    return [*check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())]


def in_child(work) -> int:
    """The exit code of a forked process that does some work: 0 if it went well."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except CaseworkError as error:
            print(error, file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_files_that_are_no_ledger(tmp_path):
    (text := tmp_path / "text.db").write_text("案号,状态\n" * 400, encoding="utf-8")
    with pytest.raises(CaseworkError, match=r"text\.db: it is not a SQLite database"):
        SqliteLedger(text)
    assert text.read_text(encoding="utf-8").startswith("案号")
    for path in (tmp_path, tmp_path / "none" / "x.db"):
        with pytest.raises(CaseworkError, match="cannot be opened; the folder must be there"):
            SqliteLedger(path)
    with pytest.raises(CaseworkError, match="path of a file"):
        SqliteLedger(":memory:")


def test_a_database_of_something_else_is_left_alone(tmp_path):
    with closing(sqlite3.connect(path := tmp_path / "other.db")) as other:
        other.execute("create table cases (id integer)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(CaseworkError, match="its table 'cases' is not a ledger's"):
        SqliteLedger(path)
    assert path.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == ["other.db"]


def test_a_later_schema_is_refused(tmp_path):
    SqliteLedger(path := tmp_path / "x.db").close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name) values ('casework ledger', '999 later')")
        db.commit()
    with pytest.raises(CaseworkError, match=r"a later release of casework wrote it .999 later.; upgrade casework"):
        SqliteLedger(path)


def test_no_right_to_write():
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        with SqliteLedger(here / "x.db") as ledger:
            ledger.append(made("1"))
        (here / "x.db").chmod(0o444)
        here.chmod(0o555)

        def as_nobody() -> None:
            if os.getuid() == 0:
                os.setuid(65534)
            for work in (lambda: SqliteLedger(here / "new.db"), lambda: SqliteLedger(here / "x.db").append(made("2"))):
                with pytest.raises(CaseworkError, match=r"cannot be (opened|written)"):
                    work()

        assert in_child(as_nobody) == 0
        here.chmod(0o755)
        assert [each.name for each in here.iterdir()] == ["x.db"]


def test_an_erased_value_is_nowhere_in_the_file(tmp_path):
    """Cases come in no order and values of many lengths, so that pages split; a reader keeps the log from vanishing."""
    with SqliteLedger(path := tmp_path / "x.db") as ledger:
        numbers = [(n * 37) % 400 for n in range(400)]
        written = {}
        for start in range(0, 400, 25):
            batch = [
                made(f"{n:03}", sealed={"name": f"申请人{n}号" + "x" * (n * 31 % 4000)})
                for n in numbers[start : start + 25]
            ]
            ledger.append(*batch)
            written |= {each.record.case_id: each.entries for each in batch}
        gone = [f"{n:03}" for n in numbers if n % 3]
        with closing(sqlite3.connect(path)) as reader:
            reader.execute("select count(*) from cases").fetchall()
            for start in range(0, len(gone), 20):
                ids = gone[start : start + 20]
                ledger.append(*(made(one, after=written[one], erase=((1, "name"),)) for one in ids))
            kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
        for case_id, (entry,) in written.items():
            sealed = entry.sealed["name"]
            here = [f"申请人{int(case_id)}号".encode() in kept, str(sealed.salt).encode() in kept]
            assert here == [case_id not in gone] * 2, case_id
        assert holds(ledger)


def test_a_reader_in_the_way_of_an_erasure(tmp_path, monkeypatch):
    """The store says that the value may still stand in the log, and how to finish; it goes with the next append."""
    monkeypatch.setattr(store, "_SCRUB_SECONDS", 0.02)
    with SqliteLedger(path := tmp_path / "x.db") as ledger:
        ledger.append(one := made("1", sealed={"name": "某某戊己"}))
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("begin")
            reader.execute("select * from sealed").fetchall()
            ledger.append(made("1", after=one.entries, erase=((1, "name"),)))
            assert ledger.history("1")[0].sealed["name"].value is None
            zh, en = ledger.remains()
            assert "x.db-wal" in zh and "x.db-wal" in en and "casework redact --finish" in en
            ledger.append(made("3"))
            assert ledger.remains() is not None and not ledger.scrub(wait=0)
            reader.execute("commit")
        ledger.append(made("2"))
        assert ledger.remains() is None and ledger.scrub()
        assert "某某戊己".encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def test_another_process_holds_the_file(tmp_path, monkeypatch):
    """A while: waited for. Too long: a conflict, and nothing written."""
    SqliteLedger(path := tmp_path / "x.db").close()
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        release = threading.Timer(0.3, lambda: other.execute("commit"))
        release.start()
        with SqliteLedger(path) as ledger:
            ledger.append(made("1"))
        release.join()
        other.execute("begin immediate")
        with SqliteLedger(path, wait=0.05) as ledger:
            for write in (lambda: ledger.append(made("2")), lambda: ledger.reindex([made("1").record])):
                with pytest.raises(LedgerBusy, match="nothing was written, try again"):
                    write()
            assert [row.case_id for row in ledger.records()] == ["1"], "readers do not wait"


def test_processes_make_one_file_at_once(tmp_path):
    def work(name):
        with SqliteLedger(tmp_path / "x.db") as ledger:
            ledger.append(made(name, hooks=["h"]))

    children = []
    for name in "123456":
        if (pid := os.fork()) == 0:
            code = 1
            try:
                work(name)
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0] * 6
    with SqliteLedger(tmp_path / "x.db") as ledger:
        assert len(list(ledger.records())) == len(ledger.outbox()) == 6 and holds(ledger)


_KILLED = """
import os, signal, sys
from casework.ledger import SqliteLedger
from casework.testing.ledger_cases import made
ledger = SqliteLedger(sys.argv[1])
ledger.append(made("1", sealed={"name": "x"}, hooks=["mail"]))
ledger._write_all, ledger._write = ledger._write, lambda db, *rest: (ledger._write_all(db, *rest), os.kill(os.getpid(), signal.SIGKILL))
ledger.append(made("2", 500, hooks=["mail"], key="k"), made("3"))
"""


def test_a_process_killed_in_the_middle_of_an_act(tmp_path):
    """The act before is whole, its message waits; of the act under way there is nothing."""
    done = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path / "x.db")], check=False)
    assert done.returncode == -signal.SIGKILL
    with SqliteLedger(tmp_path / "x.db") as ledger:
        assert [row.case_id for row in ledger.records()] == ["1"] and holds(ledger)
        assert [each.id for each in ledger.outbox()] == ["1/1/mail"]
        assert ledger.history("2") == () and ledger.written("k") is None


def test_a_forked_process_uses_a_connection_of_its_own(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        ledger.append(one := made("1"))
        reading = ledger.records()
        next(reading)
        parents = ledger._connections.mine()

        def work() -> None:
            assert ledger._connections.mine() is not parents
            ledger.append(made("1", after=one.entries))
            ledger.close()

        assert in_child(work) == 0
        ledger.append(made("2"))
        assert ledger._connections.mine() is parents
        assert [row.version for row in ledger.records()] == [2, 1] and holds(ledger)


def test_connections_end_with_their_threads(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        together(lambda number: ledger.append(made(str(number))))
        assert len(ledger._connections._all) == 1 and len(list(ledger.records())) == 8
    with pytest.raises(CaseworkError, match="the ledger was closed"):
        ledger.history("1")
    assert not (tmp_path / "x.db-wal").exists(), "every connection is closed"


_CLOSED_WHILE_WRITING = """
import sys, threading
from casework.errors import CaseworkError
from casework.ledger import SqliteLedger
from casework.testing.ledger_cases import made
ledger = SqliteLedger(sys.argv[1])
written, ends, enough = [], [], threading.Semaphore(0)
def work(number):
    for turn in range(100_000):
        try:
            ledger.append(made(f"{number}-{turn}", 20, sealed={"name": "x" * 2000}))
        except CaseworkError as error:
            return ends.append(type(error).__name__)
        written.append(turn)
        enough.release()
threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for each in threads: each.start()
for _ in range(40): enough.acquire()
ledger.close()
for each in threads: each.join()
print(len(written), *ends)
"""


def test_closing_waits_for_what_other_threads_have_begun(tmp_path):
    """Six times: nothing crashes, whoever comes later gets a typed error, and what was acknowledged is there."""
    for turn in range(6):
        path = tmp_path / f"{turn}.db"
        done = subprocess.run(
            [sys.executable, "-c", _CLOSED_WHILE_WRITING, path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        count, *ends = done.stdout.split()
        assert ends == ["LedgerClosed"] * 8
        with SqliteLedger(path) as ledger:
            assert len(list(ledger.records())) == int(count) >= 40
            assert not (tmp_path / f"{turn}.db-wal").exists() or holds(ledger)


def test_a_ledger_closed_by_a_thread_that_is_at_work_on_it(tmp_path):
    """Its own work is not waited for: that would never end."""
    ledger = SqliteLedger(tmp_path / "x.db")
    with ledger.importing():
        ledger.append(made("1"))
    reading = ledger.every("cases")
    assert next(reading)[0] == "1"
    ledger.close()
    ledger.close()
    for use in (ledger.outbox, lambda: ledger.append(made("2")), lambda: list(ledger.every("cases"))):
        with pytest.raises(LedgerClosed, match="the ledger was closed"):
            use()


def test_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_PAGE", 3)
    monkeypatch.setattr(store, "_CHUNK", 2)
    with SqliteLedger(tmp_path / "x.db") as ledger:
        ledger.append(*(made(str(number), rung=MONDAY) for number in range(9)), made(""))
        assert [row.case_id for row in ledger.records()] == ["", *map(str, range(9))]
        assert [row.case_id for row in ledger.records(rung_by=MONDAY, state="open")] == [*map(str, range(9))]
        ledger.reindex(made(row.case_id, state="closed").record for row in ledger.records())
        assert {row.state for row in ledger.records()} == {"closed"}


def test_an_import_is_on_disk_when_it_ends(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        with ledger.importing():
            assert ledger._run("pragma synchronous") == [(1,)]
            ledger.append(*(made(f"{number:04}", 8) for number in range(200)))
        assert ledger._run("pragma synchronous") == [(2,)]
        with closing(sqlite3.connect(f"file:{tmp_path / 'x.db'}?immutable=1", uri=True)) as file_alone:
            assert file_alone.execute("select count(*) from entries").fetchall() == [(1600,)]


@pytest.mark.parametrize("unfit", ["a\0b", "\ud800"])
def test_what_cannot_be_kept_is_not_found(tmp_path, unfit):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        with pytest.raises(CaseNotFound):
            ledger.record(unfit)
        assert ledger.history(unfit) == () and ledger.written(unfit) is None and ledger.definition(unfit) is None
        assert list(ledger.records(state=unfit)) == []
        with pytest.raises(TextRefused, match="definition"):
            ledger.keep_definition("d", unfit)


def test_what_cannot_be_stored(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        change = made("1")
        half = made("2")
        object.__setattr__(half.record, "state", "\ud800")
        object.__setattr__(change.record, "version", "one")
        for each in (half, change):
            with pytest.raises(CaseworkError) as raised:
                ledger.append(made("3"), each)
            assert not isinstance(raised.value, LedgerConflict)
        assert list(ledger.records()) == []


def test_columns_are_plain(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        ledger.append(made("1", rung=MONDAY))
        with closing(sqlite3.connect(ledger.path)) as db:
            found = db.execute("select state, due, next_rung_on, opened_on from cases").fetchall()
            assert found == [("open", "2026-03-02", "2026-03-02", "2026-03-02")]
            assert db.execute("select acted_on, actor, event from entries").fetchall() == [
                ("2026-03-02", "经办1", "StepTaken")
            ]


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("update entries set actor = '某某乙' where seq = 2", 2),
        ("update entries set body = replace(body, '2', '3') where seq = 2", 2),
        ("update entries set acted_on = '2026-03-01' where seq = 2", 2),
        ("delete from entries where seq = 2", 2),
        ("delete from entries where seq = 3", 3),
        ("update entries set seq = 4 where seq = 3", 3),
        ("update sealed set value = '某某乙' where seq = 2", 2),
        ("update sealed set key = 'other' where seq = 2", 2),
        ("update sealed set salt = null where seq = 2", 2),
        ("update cases set version = 2", 3),
        ("update cases set head = 'x'", 3),
    ],
)
def test_a_hand_in_the_file_shows(tmp_path, statement, seq):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        ledger.append(made("1", 3, sealed={"name": "某某丙"}), made("2", 3))
        with closing(sqlite3.connect(ledger.path)) as db:
            table_rows = statement + (" and" if "where" in statement else " where") + " case_id = '1'"
            assert db.execute(table_rows).rowcount == 1
            db.commit()
        assert [(each.case_id, each.seq) for each in faults(ledger)] == [("1", seq)]


def test_a_day_that_is_no_day(tmp_path):
    with SqliteLedger(tmp_path / "x.db") as ledger:
        ledger.append(made("1"))
        with closing(sqlite3.connect(ledger.path)) as db:
            db.execute("update entries set acted_on = '三月二日'")
            db.execute("update cases set due = 'soon'")
            db.commit()
        for read in (lambda: ledger.history("1"), lambda: ledger.record("1")):
            with pytest.raises(LedgerCorrupt, match="no day"):
                read()
