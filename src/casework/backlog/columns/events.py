"""A table of steps by the column: cases alike in what happened are read by the core as one, their days as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

import numpy as np

from casework.backlog.columns import paths as columns_paths
from casework.backlog.columns.entries import KEYS, Entries, alike
from casework.backlog.columns.flat import Asked, Leaf, leaf_of, on_column_days
from casework.backlog.columns.paths import Index, paths
from casework.backlog.columns.source import Source
from casework.backlog.columns.vector import Days
from casework.backlog.headings import LONG_FORM
from casework.backlog.long_form import Entry, LongCase, fold, in_their_order, payload_columns, read_entry
from casework.backlog.rows import Chooser, RowFacts
from casework.case import Event
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
        for part, read, order in _ordered_parts(reader, entries, chooser, group):
            if read is None:
                yield part, None
                continue

            def run(rows: Index, read: list[Entry] = read, order: list[int] = order) -> Leaf:
                return leaf_of(rows, _facts(entries, rows, read, order, law), of_columns)

            yield from paths(part, run)


def _ordered_parts(
    reader: RowReader, entries: Entries, chooser: Chooser, group: Index
) -> Iterator[tuple[Index, list[Entry] | None, list[int]]]:
    """Parts of a group whose entries are read in one order, with that order; null entries: to be read alone."""
    if len(group) <= columns_paths.FEW or (model := _model(reader, entries, chooser, int(group[0]))) is None:
        yield group, None, []
    elif model[1] is not None:
        yield group, model[0], model[1]
    else:
        for part in _same_ties(entries, group):
            tied = _model(reader, entries, chooser, int(part[0]), by_rank=False)
            yield (part, None, []) if tied is None or tied[1] is None else (part, tied[0], tied[1])


def _model(
    reader: RowReader, entries: Entries, chooser: Chooser, case: int, *, by_rank: bool = True
) -> tuple[list[Entry], list[int] | None] | None:
    """The entries of one case as the row reader reads them, and their order; null: it must be read alone.

    by_rank: the order by day and rank, if each entry finds its place in it; else no order is given.
    """
    first, count = int(entries.starts[case]), int(entries.counts[case])
    group = LongCase(0, "column")
    read = []
    for row in range(first, first + count):
        entry = reader(int(entries.at[row]), group)
        if entry is None:
            return None
        entry.row = row - first
        read.append(entry)
    order: list[int] = []

    def kept(regime: Regime, opened: Event, known: list[Entry]) -> list[Entry]:
        sorted_ones = sorted(known, key=lambda entry: entry.row) if by_rank else in_their_order(regime, opened, known)
        order.extend(entry.row for entry in sorted_ones)
        return sorted_ones

    fold(group, read, "step", chooser, implied=False, sort=kept)
    if group.case is None or group.faults:
        return None
    if by_rank and group.case.irregular:
        return read, None
    return read, order


RowReader = Callable[[int, LongCase], Entry | None]


def row_reader(source: Source, chooser: Chooser) -> RowReader:
    """Reads one row of the table as the row reader does."""
    places = {key: source.places[key] for key in LONG_FORM}
    payload_at = payload_columns(source.headings, places)
    law = chooser(None)

    def read(at: int, group: LongCase) -> Entry | None:
        return read_entry(source.row(at), source.first_row + at, places, payload_at, law, group, source.headings)

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


def _facts(entries: Entries, part: Index, read: list[Entry], order: list[int], chooser: Chooser) -> RowFacts:
    """The case that a part makes, its days as columns."""
    starts = entries.starts[part]
    given = {entry.row: _on_columns(entries, starts, entry) for entry in read}
    opening = next(entry for entry in given.values() if entry.step == "open")
    group = LongCase(0, "column")

    def sort(*_: object) -> list[Entry]:
        return [given[row] for row in order]

    fold(group, list(given.values()), "step", chooser, implied=False, sort=sort)
    if group.case is None or group.faults:
        raise ImportRejected("cases whose rows are named one by one")
    case = group.case
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
