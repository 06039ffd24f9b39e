"""What SQLite says when it refuses, as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from casework.errors import CaseworkError, LedgerBusy, LedgerConflict

_RIGHTS: Final = "it cannot be written; look at the rights of the file and of its folder"
_WHY: Final = {
    "NOTADB": "it is not a SQLite database",
    "CANTOPEN": "it cannot be opened; the folder must be there, and you must be allowed to write in it",
    "READONLY": _RIGHTS,
    "PERM": _RIGHTS,
    "FULL": "the disk is full",
    "CORRUPT": "the file is damaged; go back to the last good copy",
}
_TAKEN: Final = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE")


class RowInTheWay(LedgerConflict):
    """Something was written before; what it is must be read afterwards."""


@contextmanager
def told(path: Path, wait: float) -> Iterator[None]:
    """Errors of SQLite inside the block leave it as sentences. wait: seconds a writer waits for another one.

    Raises:
        RowInTheWay: A row with this key stands already.
        LedgerBusy: Others kept the file locked for as long as a writer waits.
        CaseworkError: Anything else.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise CaseworkError(f"{path}: a text with half a character cannot be stored: {error.reason}") from error
    except sqlite3.Error as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if name in _TAKEN:
            raise RowInTheWay(f"{path}: written before; reload and decide anew") from error
        kind = name.removeprefix("SQLITE_").partition("_")[0]
        if kind in ("BUSY", "LOCKED"):
            said = f"others have been writing for {wait:g} seconds; nothing was written, try again later"
            raise LedgerBusy(f"{path}: {said}") from error
        raise CaseworkError(f"{path}: {_WHY.get(kind, error)}") from error
