"""A table of steps by the column: cases alike in what happened are read by the core as one, their days as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

import numpy as np
from attrs import evolve, frozen

from casework.backlog.columns import paths as columns_paths
from casework.backlog.columns.entries import KEYS, Entries, alike
from casework.backlog.columns.flat import Asked, Leaf, leaf_of, on_column_days
from casework.backlog.columns.paths import Index, paths
from casework.backlog.columns.source import Source
from casework.backlog.columns.vector import EPOCH, Days, writing
from casework.backlog.long_form import ENDS, Entry, Layout, LongCase, fold, in_their_order, read_entry
from casework.backlog.rows import Chooser, RowFacts
from casework.case import Case, Event
from casework.case.receipt import confirmed_on, received_on
from casework.errors import ImportRejected
from casework.procedure import Regime

Sort = Callable[[Regime, Event, list[Entry]], list[Entry]]


def event_leaves(
    source: Source, entries: Entries, chooser: Chooser, asked: Asked
) -> Iterator[tuple[Index, Leaf | None]]:
    """Every case that can be read by the column, in parts; null for parts that must be read one by one."""
    law, of_columns = on_column_days(chooser), asked.on_columns()
    reader = row_reader(source, chooser)
    for group in alike(entries):
        for part, model in _ordered_parts(reader, entries, chooser, group):
            if model is None:
                yield part, None
                continue

            def run(rows: Index, model: _Model = model) -> Leaf:
                with writing() as columns:
                    leaf = leaf_of(rows, _facts(entries, rows, model, law), of_columns, columns)
                return evolve(leaf, outcome_of=model.outcome_of())

            yield from paths(part, run)


@frozen(slots=True)
class _Model:
    """How cases alike are read: their entries, and the order in which the core takes them.

    under: the regime whose table gave the order; "" where it is that of day and rank, in which each entry finds its
    place: so it is in every regime in which each does.
    """

    read: list[Entry]
    order: tuple[int, ...]
    under: str = ""

    def outcome_of(self) -> int:
        """The place of the last entry that names an outcome, as they are read; -1 if none does."""
        naming = {entry.row for entry in self.read if entry.step in ENDS and entry.payload.get("outcome")}
        return next((row for row in reversed(self.order) if row in naming), -1)


def _ordered_parts(
    reader: RowReader, entries: Entries, chooser: Chooser, group: Index
) -> Iterator[tuple[Index, _Model | None]]:
    """Parts of a group whose entries are read in one order; null: to be read alone."""
    read = None if len(group) <= columns_paths.FEW else _read(reader, entries, int(group[0]))
    case = None if read is None else _folded(read, chooser, lambda _, __, known: sorted(known, key=_row_of))
    if read is None or case is None:
        yield group, None
    elif not case.irregular:
        yield group, _Model(read, tuple(sorted(entry.row for entry in read if entry.step != "open")))
    else:
        for (under, order), part in _by_order(read, entries, chooser, group):
            yield part, _Model(read, order, under) if under else None


def _row_of(entry: Entry) -> int:
    return entry.row


def _read(reader: RowReader, entries: Entries, case: int) -> list[Entry] | None:
    """The entries of a case as the row reader reads them, each with its place in the case; null if one cannot be."""
    first, count = int(entries.starts[case]), int(entries.counts[case])
    group, read = LongCase(0, "column"), []
    for row in range(count):
        entry = reader(int(entries.at[first + row]), group)
        if entry is None:
            return None
        entry.row = row
        read.append(entry)
    return read


def _folded(read: list[Entry], chooser: Chooser, sort: Sort) -> Case | None:
    """The case that entries make; null if some cannot be."""
    group = LongCase(0, "column")
    fold(group, read, "step", chooser, implied=False, sort=sort)
    return None if group.faults else group.case


def _by_order(
    read: list[Entry], entries: Entries, chooser: Chooser, group: Index
) -> Iterator[tuple[tuple[str, tuple[int, ...]], Index]]:
    """Parts of a group by the law and the order in which the core takes their entries; no law: to be read alone."""
    parts: dict[tuple[str, tuple[int, ...]], list[Index]] = {}
    for part in _same_ties(entries, group):
        order: list[int] = []

        def kept(regime: Regime, opened: Event, known: list[Entry], order: list[int] = order) -> list[Entry]:
            taken = in_their_order(regime, opened, known)
            order.extend(entry.row for entry in taken)
            return taken

        first = int(entries.starts[part[0]])
        case = _folded([_dated(entries, first, entry) for entry in read], chooser, kept)
        parts.setdefault(("", ()) if case is None else (case.regime.id, tuple(order)), []).append(part)
    for told, found in parts.items():
        yield told, np.concatenate(found)


def _dated(entries: Entries, first: int, entry: Entry) -> Entry:
    """An entry of the model with the days it has in another case."""

    def day(name: str) -> date:
        return date.fromordinal(int(entries.days[name][first + entry.row]) + EPOCH)

    payload = {name: day(name) if KEYS[name].type == "day" else said for name, said in entry.payload.items()}
    return Entry(entry.row, day("on"), entry.step, payload, ())


RowReader = Callable[[int, LongCase], Entry | None]


def row_reader(source: Source, chooser: Chooser, texts: Mapping[int, Sequence[str]] | None = None) -> RowReader:
    """Reads one row of the table as the row reader does. texts: the cells of rows that are at hand already."""
    known = {} if texts is None else texts
    layout = Layout(source.headings, source.places, chooser(None))

    def read(at: int, group: LongCase) -> Entry | None:
        return read_entry(known[at] if at in known else source.row(at), source.first_row + at, layout, group)

    return read


def _same_ties(entries: Entries, group: Index) -> Iterator[Index]:
    """Parts of a group whose entries fall on the same day in the same places: what is read first depends on it."""
    count = int(entries.counts[group[0]])
    rows = entries.starts[group][:, None] + np.arange(count)[None, :]
    on = entries.days["on"][rows]
    ties = np.packbits(on[:, 1:] == on[:, :-1], axis=1)
    _, where = np.unique(ties, axis=0, return_inverse=True)
    flat = where.reshape(-1)
    for number in range(int(flat.max()) + 1):
        yield group[flat == number]


def _facts(entries: Entries, part: Index, model: _Model, chooser: Chooser) -> RowFacts:
    """The case that a part makes, its days as columns."""
    starts = entries.starts[part]
    given = {entry.row: _on_columns(entries, starts, entry) for entry in model.read}
    opening = next(entry for entry in given.values() if entry.step == "open")
    group = LongCase(0, "column")

    def sort(*_: object) -> list[Entry]:
        return [given[row] for row in model.order]

    fold(group, list(given.values()), "step", chooser, implied=False, sort=sort)
    case = group.case
    if case is None or group.faults:
        raise ImportRejected("cases whose rows are named one by one")
    if case.regime.id != model.under if model.under else case.irregular:
        raise ImportRejected("cases whose entries may stand in another order")
    first = received_on(case.regime, case.opened) or opening.on
    channel, confirmed = str(opening.payload.get("channel") or ""), confirmed_on(case.regime, case.history)
    return RowFacts(case, channel, "", group.outcome, (), (), ("", ""), first, confirmed)


def _on_columns(entries: Entries, starts: Index, entry: Entry) -> Entry:
    rows = starts + entry.row
    payload: dict[str, Any] = dict(entry.payload)
    for name in payload:
        if KEYS[name].type == "day":
            payload[name] = Days(entries.days[name][rows])
    day = Days(entries.days["on"][rows])
    return Entry(entry.row, cast("date", day), entry.step, payload, ())
