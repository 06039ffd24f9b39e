"""Addresses of database servers, and engines for them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from casework.errors import CaseworkError

LOCK_SECONDS: Final = 30
"""How long a writer waits for another one."""
_CONNECT_SECONDS: Final = 10
_DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_FORMS: Final = "postgresql+psycopg://user@host:5432/name or mysql+pymysql://user@host:3306/name"
_ON_CONNECT: Final = {
    "postgresql": (f"set lock_timeout = '{LOCK_SECONDS}s'",),
    "mysql": (
        f"set session innodb_lock_wait_timeout = {LOCK_SECONDS}",
        "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
    ),
}


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


def engine_for(url: URL) -> Engine:
    """An engine whose transactions read what was committed; it connects when first used.

    Raises:
        CaseworkError: The driver is not installed.
    """
    kind = "postgresql" if url.get_backend_name() == "postgresql" else "mysql"
    options: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS}
    options |= {"client_encoding": "utf8"} if kind == "postgresql" else {"charset": "utf8mb4"}
    try:
        engine = create_engine(
            url, isolation_level="READ COMMITTED", hide_parameters=True, pool_pre_ping=True, connect_args=options
        )
    except ImportError as error:
        raise CaseworkError(f"{shown(url)}: its driver is missing: pip install 'casework[sql]'") from error
    except (SQLAlchemyError, TypeError, ValueError):
        raise CaseworkError(f"{shown(url)}: the driver or an option is unknown; use {_FORMS}") from None

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: object) -> None:  # noqa: ARG001 - the event's own arguments
        with connection.cursor() as cursor:
            for statement in _ON_CONNECT[kind]:
                cursor.execute(statement)
        connection.commit()

    return engine
