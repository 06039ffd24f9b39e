"""Connections to one SQLite file: one a thread, none of them closed while a statement runs on it."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from casework.errors import LedgerClosed

_LEFT: Final[list[sqlite3.Connection]] = []
"""Connections of the process this one was forked from: they may be neither used nor closed here."""


def connected(path: Path, wait: float) -> sqlite3.Connection:
    """A new connection that waits so many seconds for other writers."""
    conn = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("synchronous=full", "foreign_keys=on", "secure_delete=on"):
            conn.execute(f"pragma {pragma}")
    except BaseException:
        conn.close()
        raise
    return conn


class _Held:
    """The connection of one thread of one process, closed with the thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db, self.pid = db, os.getpid()

    def close(self, getpid: Callable[[], int] = os.getpid, left: list[sqlite3.Connection] = _LEFT) -> None:
        """Close it where it was made; in a forked process, put it aside."""
        if self.pid == getpid():
            self.db.close()
        else:
            left.append(self.db)

    __del__ = close


class _Gate:
    """How many threads of one process are at work, and whether the ledger was closed."""

    def __init__(self, *, closed: bool) -> None:
        self.pid, self.closed = os.getpid(), closed
        self._changed, self._inside = threading.Condition(), dict[int, int]()

    def enter(self, path: Path) -> None:
        me = threading.get_ident()
        with self._changed:
            if self.closed and me not in self._inside:
                raise LedgerClosed(f"{path}: the ledger was closed")
            self._inside[me] = self._inside.get(me, 0) + 1

    def leave(self) -> None:
        me = threading.get_ident()
        with self._changed:
            self._inside[me] -= 1
            if not self._inside[me]:
                del self._inside[me]
                self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more, and wait until the others have left."""
        me = threading.get_ident()
        with self._changed:
            self.closed = True
            self._changed.wait_for(lambda: not self._inside.keys() - {me})


class Connections:
    """The connections of a ledger, shared among threads and forked processes."""

    def __init__(self, path: Path, wait: float) -> None:
        self.path, self.wait = path, wait
        self._local = threading.local()
        self._all: weakref.WeakValueDictionary[int, _Held] = weakref.WeakValueDictionary()
        self._gate = _Gate(closed=False)

    @contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which stays open until the block ends.

        Raises:
            LedgerClosed: The ledger was closed.
        """
        if self._gate.pid != os.getpid():
            self._gate = _Gate(closed=self._gate.closed)
        gate = self._gate
        gate.enter(self.path)
        try:
            yield self.mine()
        finally:
            gate.leave()

    def mine(self) -> sqlite3.Connection:
        """This thread's connection; a new one in a new thread and after a fork."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or held.pid != os.getpid():
            self._local.held = held = _Held(connected(self.path, self.wait))
            self._all[id(held)] = held
        return held.db

    def close(self) -> None:
        """Close every thread's connection once what runs on it has ended; nothing more is begun."""
        if self._gate.pid != os.getpid():
            self._gate = _Gate(closed=self._gate.closed)
        self._gate.close()
        for ref in self._all.valuerefs():
            if (held := ref()) is not None:
                held.close()
