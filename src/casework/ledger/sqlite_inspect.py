"""What a SQLite file holds, as it is stored, and what in it no release of casework made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Final

from casework.ledger import sqlite_schema as sql
from casework.ledger.rows import Row, Words

_OBJECTS: Final = "select type, name, tbl_name, sql from sqlite_master order by type, name"
_OWN: Final = ("_sqlite_migrations", "idx__sqlite_migrations_migration_set_name")
"""What sqlite-utils keeps for itself, in this release or another; SQLite lets nobody else name a thing `sqlite_`."""
_KINDS: Final = {
    "table": ("表", "table"),
    "index": ("索引", "index"),
    "view": ("视图", "view"),
    "trigger": ("触发器", "trigger"),
}
_MOST: Final = 20


def every(using: Callable[[], AbstractContextManager[sqlite3.Connection]], table: str, size: int) -> Iterator[Row]:
    """Every row of a table by its id, a page at a time; bytes that are no text are shown with stand-ins."""
    query, later = sql.page(table)
    last: Any = ""
    while True:
        with using() as db:
            db.text_factory = _readable
            try:
                page = db.execute(query, (last, size)).fetchall()
            finally:
                db.text_factory = str
        yield from page
        if len(page) < size:
            return
        query, last = later, page[-1][0]


def _readable(text: bytes) -> str:
    return text.decode(errors="replace")


def strange(db: sqlite3.Connection, fresh: sqlite3.Connection) -> Iterator[Words]:
    """Objects that are not a ledger's, those of a ledger that are missing or altered, and damage to the file.

    fresh: a ledger made just now, to compare with.
    """
    here, ours = _objects(db), _objects(fresh)
    for key, (table, text) in here.items():
        kind, name = key
        zh, en = _KINDS[kind]
        on = (f"（在{table}上）", f" on {table}") if kind in ("index", "trigger") else ("", "")
        if key not in ours:
            yield f"{zh}“{name}”{on[0]}不是本台账所有", f"the {en} {name!r}{on[1]} is not of this ledger"
        elif ours[key][1] != text:
            yield f"{zh}“{name}”的结构已被更改", f"the {en} {name!r} was altered"
    for kind, name in sorted(ours.keys() - here.keys()):
        zh, en = _KINDS[kind]
        yield f"缺少{zh}“{name}”", f"the {en} {name!r} is missing"
    for (said,) in db.execute(f"pragma integrity_check({_MOST})").fetchall():
        if said != "ok":
            yield f"文件损坏：{said}", f"the file is damaged: {said}"


def _objects(conn: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    found = conn.execute(_OBJECTS).fetchall()
    return {
        (kind, name): (table, " ".join((text or "").split()))
        for kind, name, table, text in found
        if not (kind in ("table", "index") and (name in _OWN or name.startswith("sqlite_")))
    }
