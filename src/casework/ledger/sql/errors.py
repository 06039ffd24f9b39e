"""What a database server says when it refuses, as sentences; no password and no value of a case is in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from casework.errors import CaseworkError, LedgerBusy, LedgerConflict

_TAKEN: Final = frozenset({"23505", "42P07", "42710", 1062, 1050, 1061})
"""A row, a table or an index of this name stands already."""
_GAVE_WAY: Final = frozenset({"40001", "40P01", 1213, 1020, 1684})
"""Deadlock, serialisation failure, a table being made: nothing was written; try again at once."""
_WAITED: Final = frozenset({"55P03", 1205})
"""A lock was waited for too long: nothing was written; try again later."""
_FULL: Final = frozenset({"53300", 1040, 1203})
"""The server takes no more connections."""
_LOST: Final = frozenset({"57P01", "57P02", "57P03", 1053, 1927, 2006, 2013, 2014, 2055})


class InTheWay(LedgerConflict):
    """Something was written before; what it is must be read afterwards."""


class GaveWay(LedgerBusy):
    """The server ended this transaction so that another one could go on; nothing was written."""


@contextmanager
def told(address: str, wait: float) -> Iterator[None]:
    """Errors of the server and of its driver leave the block as sentences. wait: seconds a lock is waited for.

    Raises:
        InTheWay: A row with this key stands already.
        GaveWay: Another transaction stood in the way; try again at once.
        LedgerBusy: Another transaction held the rows for as long as a lock is waited for.
        CaseworkError: Anything else.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise CaseworkError(f"{address}: a text with half a character cannot be stored: {error.reason}") from error
    except DBAPIError as error:
        code = _code(error.orig)
        if code in _TAKEN:
            raise InTheWay(f"{address}: written before; reload and decide anew") from error
        if code in _GAVE_WAY:
            raise GaveWay(f"{address}: others were writing to the same rows; nothing was written, try again") from error
        if code in _WAITED:
            said = f"another transaction has held the same rows for {wait:g} seconds"
            raise LedgerBusy(f"{address}: {said}; nothing was written, try again later") from error
        if code in _FULL:
            raise LedgerBusy(f"{address}: the server takes no more connections; try again later") from error
        if error.connection_invalidated or code in _LOST or str(code).startswith("08"):
            known = "an act under way was written whole or not at all; read the case anew to see which"
            raise CaseworkError(f"{address}: the connection was lost; {known}") from error
        raise CaseworkError(f"{address}: {_said(error.orig)}") from error
    except SQLAlchemyError as error:
        raise CaseworkError(f"{address}: {_first_line(error)}") from error


def _code(error: BaseException | None) -> str | int:
    """The server's code: five characters from PostgreSQL, a number from MariaDB."""
    first = error.args[0] if error is not None and error.args else ""
    return first if isinstance(first, int) else str(getattr(error, "sqlstate", "") or "")


def _said(error: BaseException | None) -> str:
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    if isinstance(primary, str):
        return primary
    if error is not None and len(error.args) > 1 and isinstance(error.args[1], str):
        return error.args[1]
    return _first_line(error)


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["it cannot be used"])[0]
