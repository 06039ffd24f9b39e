"""A ledger by its address, as a command line or a setting names it.

>>> from casework.ledger import open_ledger
>>> list(open_ledger("memory:").records())
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from casework.errors import CaseworkError
from casework.ledger.memory import MemoryLedger
from casework.ledger.protocol import Ledger

FORMS: Final = (
    *("sqlite:///cases.db", "postgresql+psycopg://user@host:5432/name", "mysql+pymysql://user@host:3306/name"),
    "memory:",
)
"""What an address looks like."""
_SQLITE: Final = "sqlite:///"
_SERVERS: Final = ("postgresql", "postgres", "mysql", "mariadb")


def open_ledger(url: str, *, wait: float | None = None) -> Ledger:
    """The ledger at an address; a file or tables that are not there are made.

    Args:
        url: The address.
        wait: Seconds a writer waits for another one before it gives up with `LedgerBusy`; the store's own if not given.

    Raises:
        CaseworkError: The address is of no known form, a library is missing, or the store cannot be opened.
    """
    scheme = url.partition(":")[0].partition("+")[0]
    if url == "memory:":
        return MemoryLedger()
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        from casework.ledger.sqlite import SqliteLedger

        path = url.removeprefix(_SQLITE)
        return SqliteLedger(path) if wait is None else SqliteLedger(path, wait=wait)
    if scheme in _SERVERS and "://" in url:
        with _needed():
            from casework.ledger.sql import SqlLedger

        return SqlLedger(url) if wait is None else SqlLedger(url, wait=wait)
    raise CaseworkError(f"a ledger of this form is not known; known are: {', '.join(FORMS)}")


@contextmanager
def _needed() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise CaseworkError("a ledger in a database server needs more: pip install 'casework[sql]'") from error
