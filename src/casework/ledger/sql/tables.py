"""The tables of a ledger in a database server: the same columns as in SQLite.

Texts compare byte for byte: an id that differs in case, an accent or a trailing blank is another id.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.mysql import MEDIUMTEXT, VARCHAR
from sqlalchemy.types import TypeEngine

VERSION: Final = 1
"""The schema this release writes; a newer one is refused."""
_NAMES: Final = ("cases", "entries", "sealed", "keys", "outbox", "definitions", "ledger_version")
_WIDTH: Final = 255
_WIDEST: Final = 700
"""Of a text that an index of MariaDB can hold; a delivery's id may be made of a case's."""


@frozen(slots=True)
class Tables:
    """The tables of one ledger, all under one prefix."""

    metadata: MetaData
    cases: Table
    entries: Table
    sealed: Table
    keys: Table
    outbox: Table
    definitions: Table
    ledger_version: Table

    @property
    def names(self) -> set[str]:
        """What they are called."""
        return set(self.metadata.tables)


def tables(prefix: str, dialect: Dialect) -> Tables:
    """The tables for a kind of server; it must have been connected to once, so that MariaDB is told from MySQL."""
    word, text = _types(dialect)
    metadata = MetaData()
    case = f"{prefix}cases.case_id"

    def table(name: str, *parts: Any) -> Table:
        return Table(f"{prefix}{name}", metadata, *parts, mysql_engine="InnoDB", mysql_charset="utf8mb4")

    made = {
        "cases": table(
            "cases",
            Column("case_id", word, primary_key=True),
            Column("version", Integer, nullable=False),
            *_columns(word, "head"),
            *_columns(text, "regime"),
            *_columns(word, "digest", "opened_on", "state"),
            Column("due", word),
            Column("next_rung_on", word),
            Index(f"{prefix}cases_next_rung_on", "next_rung_on"),
            Index(f"{prefix}cases_state", "state", "case_id"),
        ),
        "entries": table(
            "entries",
            Column("case_id", word, ForeignKey(case), primary_key=True),
            Column("seq", Integer, primary_key=True, autoincrement=False),
            *_columns(word, "acted_on", "recorded_at"),
            *_columns(text, "actor", "role", "event"),
            Column("event_version", Integer, nullable=False),
            *_columns(text, "step", "body"),
            *_columns(word, "hash"),
        ),
        "sealed": table(
            "sealed",
            Column("case_id", word, primary_key=True),
            Column("seq", Integer, primary_key=True, autoincrement=False),
            Column("key", word, primary_key=True),
            Column("salt", word),
            Column("value", text),
            ForeignKeyConstraint(["case_id", "seq"], [f"{prefix}entries.case_id", f"{prefix}entries.seq"]),
        ),
        "keys": table(
            "keys",
            Column("key", word, primary_key=True),
            Column("case_id", word, ForeignKey(case), nullable=False),
            Column("version", Integer, nullable=False),
        ),
        "outbox": _outbox(table, word, text, prefix),
        "definitions": table("definitions", Column("digest", word, primary_key=True), *_columns(text, "text")),
        "ledger_version": table("ledger_version", Column("version", Integer, primary_key=True, autoincrement=False)),
    }
    return Tables(metadata, **{name: made[name] for name in _NAMES})


def _outbox(table: Any, word: TypeEngine[str], text: TypeEngine[str], prefix: str) -> Table:
    """Deliveries in the order of their creation."""
    made: Table = table(
        "outbox",
        Column("position", BigInteger, primary_key=True, autoincrement=True),
        Column("id", _wide(word), nullable=False, unique=True),
        Column("case_id", word, ForeignKey(f"{prefix}cases.case_id"), nullable=False),
        Column("seq", Integer, nullable=False),
        *_columns(text, "hook", "body"),
        *_columns(word, "created_at"),
        Column("attempts", Integer, nullable=False),
        *_columns(word, "next_try_at", "delivered_at"),
        *_columns(text, "error"),
        Index(f"{prefix}outbox_next_try_at", "delivered_at", "next_try_at"),
    )
    return made


def _columns(kind: TypeEngine[str], *names: str) -> list[Column[str]]:
    return [Column(name, kind, nullable=False) for name in names]


def _wide(word: TypeEngine[str]) -> TypeEngine[str]:
    if isinstance(word, VARCHAR):
        return VARCHAR(_WIDEST, charset=word.charset, collation=word.collation)
    return word


def _types(dialect: Dialect) -> tuple[TypeEngine[str], TypeEngine[str]]:
    """A short text that an index can hold, and a long one."""
    if dialect.name == "postgresql":
        return Text(collation="C"), Text(collation="C")
    exact = "utf8mb4_nopad_bin" if getattr(dialect, "is_mariadb", False) else "utf8mb4_0900_bin"
    return VARCHAR(_WIDTH, charset="utf8mb4", collation=exact), MEDIUMTEXT(charset="utf8mb4", collation=exact)
