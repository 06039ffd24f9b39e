"""What stands beside, in or on the tables of a ledger that casework did not make, or is missing there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Table, bindparam, func, inspect, select, text
from sqlalchemy.types import TypeEngine

from casework.ledger.rows import Words
from casework.ledger.sql.tables import VERSION, Tables

_POSTGRES: Final = {
    ("触发器", "trigger"): "select t.tgname, c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
    " where not t.tgisinternal and c.relname in :ours and c.relnamespace = current_schema()::regnamespace",
    ("已停用的约束", "constraint that was switched off,"): "select distinct t.tgname, c.relname from pg_trigger t"
    " join pg_class c on c.oid = t.tgrelid where t.tgisinternal and t.tgenabled <> 'O' and c.relname in :ours"
    " and c.relnamespace = current_schema()::regnamespace",
    ("规则", "rule"): "select r.rulename, c.relname from pg_rewrite r join pg_class c on c.oid = r.ev_class"
    " where c.relkind in ('r', 'p') and c.relname in :ours and c.relnamespace = current_schema()::regnamespace",
    ("行级策略", "row policy"): "select p.polname, c.relname from pg_policy p join pg_class c on c.oid = p.polrelid"
    " where c.relname in :ours and c.relnamespace = current_schema()::regnamespace",
    ("行级安全设置", "row level security"): "select 'row security', relname from pg_class where relrowsecurity"
    " and relname in :ours and relnamespace = current_schema()::regnamespace",
    ("子表", "child table"): "select k.relname, c.relname from pg_inherits i join pg_class k on k.oid = i.inhrelid"
    " join pg_class c on c.oid = i.inhparent where c.relname in :ours"
    " and c.relnamespace = current_schema()::regnamespace",
    ("排除约束", "exclusion constraint"): "select x.conname, c.relname from pg_constraint x join pg_class c on"
    " c.oid = x.conrelid where x.contype = 'x' and c.relname in :ours"
    " and c.relnamespace = current_schema()::regnamespace",
    ("不写日志的设置", "setting"): "select 'unlogged', relname from pg_class where relpersistence <> 'p'"
    " and relname in :ours and relnamespace = current_schema()::regnamespace",
    ("视图", "view"): "select distinct v.relname, c.relname from pg_depend d join pg_rewrite r on r.oid = d.objid"
    " join pg_class v on v.oid = r.ev_class join pg_class c on c.oid = d.refobjid where v.relkind in ('v', 'm')"
    " and c.relname in :ours and c.relnamespace = current_schema()::regnamespace",
}
_MYSQL: Final = {
    ("触发器", "trigger"): "select trigger_name, event_object_table from information_schema.triggers"
    " where event_object_schema = database() and event_object_table in :ours",
    ("存储设置", "setting"): "select case when engine = 'InnoDB' then table_type else engine end, table_name"
    " from information_schema.tables where table_schema = database() and table_name in :ours"
    " and (engine <> 'InnoDB' or table_type <> 'BASE TABLE')",
    ("视图", "view"): "select distinct v.table_name, o.table_name from information_schema.views v"
    " join information_schema.tables o on o.table_schema = database() and o.table_name in :ours"
    " where v.table_schema = database() and v.view_definition like concat('%`', o.table_name, '`%')",
    ("定时事件", "scheduled event"): "select e.event_name, o.table_name from information_schema.events e"
    " join information_schema.tables o on o.table_schema = database() and o.table_name in :ours"
    " where e.event_schema = database() and e.event_definition like concat('%', o.table_name, '%')",
}


def strange(connection: Connection, tables: Tables, prefix: str) -> Iterator[Words]:
    """Triggers, rules, views, tables, columns and constraints that are not a ledger's, and those that are missing."""
    yield from _attached(connection, tables)
    seen = inspect(connection)
    there = set(seen.get_table_names())
    if prefix:
        for name in sorted(each for each in there - tables.names if each.startswith(prefix)):
            yield f"表“{name}”不是本台账所有", f"the table {name!r} is not of this ledger"
    for table in tables.metadata.sorted_tables:
        if table.name not in there:
            yield f"缺少表“{table.name}”", f"the table {table.name!r} is missing"
        else:
            yield from _columns(seen, table)
            yield from _constraints(seen, table)
    kept = tables.ledger_version
    if kept.name in there and (found := connection.execute(select(func.max(kept.c.version))).scalar()) != VERSION:
        yield f"{kept.name}所记版本为{found}，应为{VERSION}", f"{kept.name} says version {found}, not {VERSION}"


def _attached(connection: Connection, tables: Tables) -> Iterator[Words]:
    asked = _POSTGRES if connection.dialect.name == "postgresql" else _MYSQL
    for (zh, en), query in asked.items():
        bound = text(query).bindparams(bindparam("ours", expanding=True))
        for name, table in sorted(map(tuple, connection.execute(bound, {"ours": sorted(tables.names)}))):
            yield f"{zh}“{name}”（在{table}上）不是本台账所有", f"the {en} {name!r} on {table} is not of this ledger"


def _columns(seen: Any, table: Table) -> Iterator[Words]:
    held = {each["name"]: each for each in seen.get_columns(table.name)}
    for name in sorted(held.keys() ^ set(table.columns.keys())):
        if name in held:
            yield f"{table.name}多出列“{name}”", f"the column {name!r} of {table.name} is not of this ledger"
        else:
            yield f"{table.name}缺少列“{name}”", f"the column {name!r} of {table.name} is missing"
    for name, column in table.columns.items():
        if name in held and not _same(held[name], column):
            yield f"{table.name}的列“{name}”已被更改", f"the column {name!r} of {table.name} was altered"


def _same(one: Mapping[str, Any], column: Column[Any]) -> bool:
    """Whether a column is as casework makes it: its type, length, collation, and nothing fills it by itself."""
    if bool(one["nullable"]) != bool(column.nullable) or one.get("computed") or one.get("identity"):
        return False
    if _kind(one["type"]) != _kind(column.type):
        return False
    default = one.get("default")
    if column.name == "position":
        return bool(one.get("autoincrement")) and (default is None or str(default).startswith("nextval("))
    return default in (None, "NULL")


def _kind(kind: TypeEngine[Any]) -> tuple[str, int | None, str | None]:
    """A type by its name, length and collation; how wide a number is shown says nothing."""
    name = kind.__visit_name__.lower().replace("big_integer", "bigint")
    return name, getattr(kind, "length", None), getattr(kind, "collation", None)


def _constraints(seen: Any, table: Table) -> Iterator[Words]:
    ours = {each.name for each in table.indexes}
    held = {each["name"]: each for each in seen.get_indexes(table.name) if not each.get("duplicates_constraint")}
    for name in sorted(ours - held.keys(), key=str):
        yield f"{table.name}缺少索引“{name}”", f"the index {name!r} of {table.name} is missing"
    unique = [["id"]] if table.name.endswith("outbox") else []
    wanted_columns = {each.name: [column.name for column in each.columns] for each in table.indexes}
    for name in sorted(ours & held.keys(), key=str):
        if held[name]["column_names"] != wanted_columns[name] or _where(held[name]):
            yield f"{table.name}的索引“{name}”已被更改", f"the index {name!r} of {table.name} was altered"
    for name in sorted(held.keys() - ours, key=str):
        one = held[name]
        if one["unique"] and one["column_names"] not in unique:
            yield (
                f"{table.name}多出唯一索引“{name}”",
                f"the unique index {name!r} of {table.name} is not of this ledger",
            )
    if list(seen.get_pk_constraint(table.name)["constrained_columns"]) != list(table.primary_key.columns.keys()):
        yield f"{table.name}的主键已被更改", f"the primary key of {table.name} was altered"
    keys = {
        (tuple(each["constrained_columns"]), each["referred_table"], tuple(each["referred_columns"]))
        for each in seen.get_foreign_keys(table.name)
        if not each.get("options")
    }
    for wanted in (each for each in table.constraints if isinstance(each, ForeignKeyConstraint)):
        there = tuple(element.column.name for element in wanted.elements)
        if (tuple(wanted.column_keys), wanted.referred_table.name, there) not in keys:
            named = ", ".join(wanted.column_keys)
            zh = f"{table.name}缺少外键（{named}）或其已被更改"
            yield zh, f"the foreign key ({named}) of {table.name} is missing or was altered"
    for each in seen.get_check_constraints(table.name):
        yield (
            f"{table.name}多出约束“{each['name']}”",
            f"the constraint {each['name']!r} of {table.name} is not of this ledger",
        )


def _where(index: Mapping[str, Any]) -> bool:
    """Whether an index holds some rows only."""
    return bool((index.get("dialect_options") or {}).get("postgresql_where"))
