"""Addresses of database servers, and engines for them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from casework.errors import CaseworkError

_CONNECT_SECONDS: Final = 10
_DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_FORMS: Final = "postgresql+psycopg://user@host:5432/name or mysql+pymysql://user@host:3306/name"


def _on_connect(kind: str, wait: float) -> tuple[str, ...]:
    """What a new connection is told: how long to wait for locks of rows and of tables."""
    if kind == "postgresql":
        return (f"set lock_timeout = '{max(int(wait * 1000), 1)}ms'",)
    seconds = max(round(wait), 1)  # MySQL knows no less than a second
    return (
        f"set session innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}",
        "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    )


def parsed(text: str) -> URL:
    """The address of a server, its driver named.

    Raises:
        CaseworkError: It cannot be read, or it is of another kind of store; nothing of it is repeated.
    """
    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError):
        raise CaseworkError(f"the address of the database cannot be read; it looks like {_FORMS}") from None
    kind = url.get_backend_name()
    if kind not in _DRIVERS:
        raise CaseworkError(f"SqlLedger keeps no cases in {kind!r}; its addresses look like {_FORMS}")
    return url if "+" in url.drivername else url.set(drivername=_DRIVERS[kind])


def shown(url: URL) -> str:
    """An address without its password and its options."""
    user, port = f"{url.username}@" if url.username else "", f":{url.port}" if url.port else ""
    return f"{url.drivername}://{user}{url.host or ''}{port}/{url.database or ''}"


def engine_for(url: URL, wait: float) -> Engine:
    """An engine whose transactions read what was committed; it connects when first used.

    No thread waits for a connection of another one: writers that wait for a lock would keep readers waiting.

    Args:
        url: The address.
        wait: Seconds a statement waits for a lock.

    Raises:
        CaseworkError: The driver is not installed.
    """
    kind = "postgresql" if url.get_backend_name() == "postgresql" else "mysql"
    options: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS}
    options |= {"client_encoding": "utf8"} if kind == "postgresql" else {"charset": "utf8mb4"}
    try:
        engine = create_engine(
            url,
            isolation_level="READ COMMITTED",
            hide_parameters=True,
            pool_pre_ping=True,
            max_overflow=-1,
            connect_args=options,
        )
    except ImportError as error:
        raise CaseworkError(f"{shown(url)}: its driver is missing: pip install 'casework[sql]'") from error
    except (SQLAlchemyError, TypeError, ValueError):
        raise CaseworkError(f"{shown(url)}: the driver or an option is unknown; use {_FORMS}") from None

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: object) -> None:  # noqa: ARG001 - the event's own arguments
        with connection.cursor() as cursor:
            for statement in _on_connect(kind, wait):
                cursor.execute(statement)
        connection.commit()

    return engine
