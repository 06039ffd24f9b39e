"""What only a server can do to a ledger: give way, hang up, be made by two at once; and what must not be said of it."""

from __future__ import annotations

import os
import threading
import time

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError

import casework.ledger.sql.connect as connect
import casework.ledger.sql.store as store
from casework.errors import CaseNotFound, CaseworkError, LedgerBusy, LedgerConflict, TextRefused
from casework.ledger import SqlLedger
from casework.testing.ledger_cases import MONDAY, holds, made, together
from ledger_servers import MARIADB, POSTGRES, server

WORD = "geheim-77"
LONG = "".join(f"{number:x}号" for number in range(4000))
_WAITING = {
    "postgresql": "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like :mine",
    "mysql": "select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT' and trx_query like :mine",
}
_KILL = {
    "postgresql": "select pg_terminate_backend(pid) from pg_stat_activity where query like :mine and pid <> pg_backend_pid()",
    "mysql": "select id from information_schema.processlist where info like :mine and id <> connection_id()",
}


@pytest.fixture(params=[POSTGRES, MARIADB], ids=["postgres", "mariadb"], scope="module")
def found(request):
    with server(request.param) as found:
        yield found


@pytest.fixture
def here(found):
    yield found
    found.tidy()


def until_waiting(here, ledger):
    """Return once a statement of the ledger waits for a lock. MariaDB shows news to who has not asked for 0.1 seconds."""
    for _ in range(80):
        time.sleep(0.15)
        with here.engine.connect() as watcher:
            query = text(_WAITING[here.engine.dialect.name])
            if watcher.execute(query, {"mine": f"%{ledger.prefix}%"}).scalar():
                return
    raise AssertionError("nothing waits")


def appending(ledger, *changes):
    """A thread that appends, and the list its error is put in."""
    raised: list[Exception] = []

    def work() -> None:
        try:
            ledger.append(*changes)
        except CaseworkError as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, raised


def locking(connection, ledger, case_id):
    query = f"update {ledger.prefix}cases set regime = regime where case_id = :case_id"
    connection.execute(text(query), {"case_id": case_id})


def test_many_make_the_tables_at_once(here):
    prefix = here.new_prefix()

    def work(number: int) -> None:
        with SqlLedger(here.url, prefix=prefix) as ledger:
            ledger.append(made(str(number)))

    together(work)
    assert len(list(here.ledger(prefix).records())) == 8


def test_tables_of_a_later_release_or_of_something_else(here):
    ledger = here.ledger(here.new_prefix())
    with here.engine.begin() as connection:
        connection.execute(text(f"insert into {ledger.prefix}ledger_version values (999)"))
    with pytest.raises(CaseworkError, match="a later release of casework made its tables; upgrade"):
        here.ledger(ledger.prefix)
    here.opened.remove(ledger)
    ledger.close()
    prefix = here.new_prefix()
    with here.engine.begin() as connection:
        connection.execute(text(f"create table {prefix}keys (id integer)"))
    with pytest.raises(CaseworkError, match=f"its table '{prefix}keys' is not a ledger's; give a prefix"):
        here.ledger(prefix)
    with pytest.raises(CaseworkError, match="small letters, digits and underscores"):
        SqlLedger(here.url, prefix="x; drop table y")


def test_chosen_to_give_way_in_a_deadlock(here):
    """The server ends one of two transactions that wait for each other; the ledger writes its batch all the same."""
    ledger = here.ledger()
    ledger.append(one := made("1"), two := made("2"))
    with here.engine.connect() as other:
        other.begin()
        locking(other, ledger, "2")
        thread, raised = appending(ledger, *(made(each.record.case_id, 50, after=each.entries) for each in (two, one)))
        until_waiting(here, ledger)
        try:
            locking(other, ledger, "1")
            other.commit()
        except DBAPIError:
            other.rollback()
    thread.join(20)
    assert raised == [] and [row.version for row in ledger.records()] == [51, 51] and holds(ledger)


def test_a_lock_held_too_long(here):
    """A writer waits once, as long as it was told to, then gives up; readers do not wait."""
    ledger = here.ledger(wait=0.02)
    ledger.append(one := made("1", hooks=["h"]))
    tried = []
    event.listen(ledger._engine, "before_cursor_execute", lambda *each: tried.append(each[2].split()[0]))
    with here.engine.connect() as other:
        other.begin()
        locking(other, ledger, "1")
        with pytest.raises(LedgerBusy, match="nothing was written, try again later"):
            ledger.append(made("0"), made("1", after=one.entries))
        assert tried.count("UPDATE") == 1, "the wait is over: it is not begun anew"
        assert ledger.record("1") == one.record, "readers do not wait"
        other.rollback()
    assert [row.version for row in ledger.records()] == [1]
    ledger.append(made("1", after=one.entries))


def waiting(here, ledger, count):
    """Return once so many statements of the ledger wait for a lock."""
    for _ in range(100):
        time.sleep(0.15)
        with here.engine.connect() as watcher:
            query = text(_WAITING[here.engine.dialect.name])
            if watcher.execute(query, {"mine": f"%{ledger.prefix}%"}).scalar() == count:
                return True
    return False


def test_a_forgotten_transaction_on_one_case_holds_up_nobody_else(here):
    """Twenty steppers of the locked case wait, each on a connection of its own; the case can be read, and every other
    case can be read and written, while all twenty still wait."""
    ledger = here.ledger(wait=600)
    ledger.append(one := made("1"), two := made("2"))
    steppers = []
    with here.engine.connect() as other:
        other.begin()
        locking(other, ledger, "1")
        steppers += [appending(ledger, made("1", after=one.entries, payload={"by": number})) for number in range(20)]
        assert waiting(here, ledger, 20)
        assert ledger.record("1") == one.record and ledger.history("2") == two.entries
        assert [row.case_id for row in ledger.records()] == ["1", "2"] and ledger.outbox() == ()
        ledger.append(made("2", after=two.entries))
        ledger.append(made("3"))
        assert all(thread.is_alive() for thread, _ in steppers) and waiting(here, ledger, 20)
        other.rollback()
    for thread, _ in steppers:
        thread.join(60)
    raised = [error for _, errors in steppers for error in errors]
    assert len(raised) == 19 and all(isinstance(error, LedgerConflict) for error in raised)
    assert [row.version for row in ledger.records()] == [2, 2, 1] and holds(ledger)


@pytest.mark.parametrize("unfit", ["a\0b", "\ud800"])
def test_what_cannot_be_kept_is_not_found(here, unfit):
    ledger = here.ledger()
    with pytest.raises(CaseNotFound):
        ledger.record(unfit)
    assert ledger.history(unfit) == () and ledger.written(unfit) is None and ledger.definition(unfit) is None
    assert list(ledger.records(state=unfit)) == []
    with pytest.raises(TextRefused, match="definition"):
        ledger.keep_definition("d", unfit)


def test_the_server_hangs_up(here):
    """In the middle of an act: a sentence, and nothing written. Between two acts: nobody notices."""
    ledger = here.ledger()
    ledger.append(one := made("1"))
    with here.engine.connect() as other:
        other.begin()
        locking(other, ledger, "1")
        thread, raised = appending(ledger, made("0"), made("1", after=one.entries))
        until_waiting(here, ledger)
        _hang_up(here, f"%UPDATE%{ledger.prefix}cases%")
        thread.join(20)
        other.rollback()
    assert len(raised) == 1 and "the connection was lost; an act under way was written whole" in str(raised[0])
    assert list(ledger.records()) == [one.record]
    with here.engine.connect() as admin:
        end = {"postgresql": "select pg_terminate_backend({})", "mysql": "kill {}"}[here.engine.dialect.name]
        admin.execute(text(end.format(number_of(here, ledger))))
    ledger.append(made("2"))
    assert holds(ledger)


def number_of(here, ledger) -> int:
    """The server's number of the ledger's connection."""
    ask = {"postgresql": "select pg_backend_pid()", "mysql": "select connection_id()"}[here.engine.dialect.name]
    with ledger._connection() as connection:
        return connection.execute(text(ask)).scalar()


def _hang_up(here, mine):
    with here.engine.connect() as admin:
        found = admin.execute(text(_KILL[here.engine.dialect.name]), {"mine": mine}).all()
        assert found
        for (number,) in found if here.engine.dialect.name == "mysql" else ():
            admin.execute(text(f"kill {int(number)}"))


def test_no_password_is_ever_said(here):
    plain = make_url(here.url)
    refused = plain.set(password=WORD, port=1)
    with pytest.raises(CaseworkError) as raised:
        SqlLedger(refused.render_as_string(hide_password=False))
    error: BaseException | None = raised.value
    while error is not None:
        assert WORD not in str(error) + repr(error)
        error = error.__cause__ or error.__context__
    ledger = here.ledger()
    assert repr(ledger) == f"SqlLedger({ledger.address!r}, prefix={ledger.prefix!r})"
    ledger._url = plain.set(password=WORD)
    assert WORD not in repr(ledger) + connect.shown(ledger._url)


def test_a_refusal_names_no_value(here):
    """A sensitive value stands neither in the sentence nor in the errors behind it."""
    ledger = here.ledger()
    broken = made("1", sealed={"name": "某某丙"})
    object.__setattr__(broken.record, "state", LONG)  # past the check of the change itself
    with pytest.raises(CaseworkError) as raised:
        ledger.append(made("0", sealed={"name": "某某丙"}), broken)
    error: BaseException | None = raised.value
    while error is not None:
        assert "某某丙" not in str(error)
        error = error.__cause__ or error.__context__
    assert list(ledger.records()) == []


def test_an_id_that_is_too_long(here):
    """PostgreSQL's index and MariaDB's column end somewhere: a sentence, and never a shortened id."""
    ledger = here.ledger()
    with pytest.raises(CaseworkError) as raised:
        ledger.append(made("1"), made(LONG))
    assert not isinstance(raised.value, LedgerConflict) and list(ledger.records()) == []


def test_a_forked_process_uses_connections_of_its_own(here):
    ledger = here.ledger()
    ledger.append(one := made("1"))
    parents = number_of(here, ledger)
    if (pid := os.fork()) == 0:
        code = 1
        try:
            assert number_of(here, ledger) != parents
            ledger.append(made("1", after=one.entries))
            ledger.close()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    ledger.append(made("2"))
    assert number_of(here, ledger) == parents
    assert [row.version for row in ledger.records()] == [2, 1] and holds(ledger)


def test_pages(here, monkeypatch):
    monkeypatch.setattr(store, "_PAGE", 3)
    monkeypatch.setattr(store, "_CHUNK", 2)
    ledger = here.ledger()
    ledger.append(*(made(str(number), rung=MONDAY) for number in range(9)), made(""))
    assert [row.case_id for row in ledger.records()] == ["", *map(str, range(9))]
    assert [row.case_id for row in ledger.records(rung_by=MONDAY, state="open")] == [*map(str, range(9))]
    ledger.reindex(made(row.case_id, state="closed").record for row in ledger.records())
    assert {row.state for row in ledger.records()} == {"closed"}


def test_closed(here):
    with here.ledger() as ledger:
        ledger.append(made("1"))
    with pytest.raises(CaseworkError, match="the ledger was closed"):
        ledger.record("1")
