"""Every clock of every case, relief included, as one table: a row a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY
from casework.backlog.columns.collect import as_number, nullable, provisional_of
from casework.backlog.columns.paths import Index
from casework.case import Case, Clock, read_clocks
from casework.workdays import WorkCalendar

DAYS: Final = ("day_zero", "due", "latest_due", "ended_on")
NUMBERS: Final = ("length", "days_used", "days_left", "overdue_by")


def clocks_of(case: Case | None, on: date, calendar: WorkCalendar | None) -> tuple[Clock, ...]:
    """Every clock of a case on a day; none where no law can be applied."""
    return () if case is None else tuple(read_clocks(case, on, calendar).values())


class Clocks:
    """The clocks of an evaluation while they are put together."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.int64]] = []
        self._keys: list[tuple[str, str, int, str]] = []
        self._values: dict[str, list[NDArray[np.int32]]] = {name: [] for name in (*DAYS, *NUMBERS, "provisional")}

    def put(self, rows: Index, clocks: tuple[Clock, ...]) -> None:
        """The clocks of some cases that were read as one."""
        for clock in clocks:
            self._rows.append(rows)
            self._keys.append((clock.key, clock.limit, clock.instance, clock.state))
            for name, value in _values(clock):
                number = NO_DAY if value is None else as_number(value)
                self._values[name].append(np.broadcast_to(np.asarray(number, np.int32), rows.shape))

    def table(self, case_ids: pl.Series) -> pl.DataFrame:
        """case_id, clock (its key), limit, instance, state, its days and numbers; in the order of the cases."""
        counts = [len(rows) for rows in self._rows]
        which = pl.Series(np.repeat(np.arange(len(counts)), counts).astype(np.uint32))
        at = np.concatenate(self._rows) if self._rows else np.zeros(0, np.int64)
        columns: dict[str, Any] = {"at": at, "case_id": case_ids.gather(at.astype(np.uint32))}
        heads = (("clock", pl.String), ("limit", pl.String), ("instance", pl.Int32), ("state", pl.String))
        for place, (name, kind) in enumerate(heads):
            columns[name] = pl.Series([key[place] for key in self._keys], dtype=kind).gather(which)
        for name, parts in self._values.items():
            values = nullable(np.concatenate(parts) if parts else np.zeros(0, np.int32))
            columns[name] = values.cast(pl.Date) if name in DAYS else values == 1 if name == "provisional" else values
        return pl.DataFrame(columns).sort("at", maintain_order=True).drop("at")


def _values(clock: Clock) -> Iterator[tuple[str, Any]]:
    for name in (*DAYS, *NUMBERS):
        yield name, getattr(clock, name)
    yield "provisional", provisional_of(clock) if clock.deadline is not None and clock.due is not None else None
