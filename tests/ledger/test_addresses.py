"""A ledger by its address."""

from __future__ import annotations

import sys

import pytest

from casework.errors import CaseworkError
from casework.ledger import MemoryLedger, SqliteLedger, SqlLedger, open_ledger
from casework.ledger.sql.connect import parsed
from ledger_servers import MARIADB, POSTGRES, server


def test_memory_and_a_file(tmp_path, monkeypatch):
    assert isinstance(open_ledger("memory:"), MemoryLedger)
    monkeypatch.chdir(tmp_path)
    for url, name in ((f"sqlite:///{tmp_path}/案件 1.db", "案件 1.db"), ("sqlite:///cases.db", "cases.db")):
        with open_ledger(url) as ledger:
            assert isinstance(ledger, SqliteLedger) and (tmp_path / name).exists()


@pytest.mark.parametrize("url", [POSTGRES, MARIADB], ids=["postgres", "mariadb"])
def test_a_server(url, monkeypatch):
    with server(url) as here:
        prefix = here.new_prefix()
        monkeypatch.setattr("casework.ledger.sql.SqlLedger", lambda address: SqlLedger(address, prefix=prefix))
        with open_ledger(url) as ledger:
            assert list(ledger.records()) == [] and "@" in repr(ledger)


@pytest.mark.parametrize(
    "url", ["", "cases.db", "sqlite:///", "sqlite://cases.db", "oracle://x:geheim@h/y", "memory", "postgresql"]
)
def test_an_unknown_form_is_told_the_known_ones(url):
    with pytest.raises(CaseworkError, match=r"known are: sqlite:///cases\.db, postgresql.*, memory:$") as raised:
        open_ledger(url)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://u:geheim@h:port/x", "cannot be read; it looks like postgresql"),
        ("postgresql+nosuch://u:geheim@h/x", "the driver or an option is unknown"),
        ("mysql+asyncmy://u:geheim@h/x", "unknown|missing"),
    ],
)
def test_an_address_that_cannot_be_used(url, said):
    with pytest.raises(CaseworkError, match=said) as raised:
        open_ledger(url)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    ("given", "driver"),
    [("postgres", "postgresql+psycopg"), ("postgresql", "postgresql+psycopg"), ("mariadb", "mariadb+pymysql")],
)
def test_the_driver_is_ours_where_none_is_named(given, driver):
    assert parsed(f"{given}://u@h/x").drivername == driver


def test_a_store_that_is_no_server():
    with pytest.raises(CaseworkError, match="keeps no cases in 'sqlite'"):
        SqlLedger("sqlite:///x.db")


def test_a_library_that_is_not_installed(monkeypatch):
    for name in [
        name for name in sys.modules if name.startswith("casework.ledger.sql.") or name == "casework.ledger.sql"
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(CaseworkError, match=r"pip install 'casework\[sql\]'"):
        open_ledger("postgresql+psycopg://u@h/x")


def test_a_driver_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(CaseworkError, match=r"its driver is missing: pip install 'casework\[sql\]'"):
        open_ledger("mysql+pymysql://u:geheim@h/x")
