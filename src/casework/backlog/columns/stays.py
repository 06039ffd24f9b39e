"""Every stay of every case in a state of the procedure, as one table: a row a stay."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY
from casework.backlog.columns.collect import as_number, nullable
from casework.backlog.columns.paths import Index
from casework.case.stays import Stay


class Stays:
    """The stays of an evaluation while they are put together."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.int64]] = []
        self._words: list[tuple[str, str]] = []
        self._days: tuple[list[NDArray[np.int32]], list[NDArray[np.int32]]] = ([], [])

    def put(self, rows: Index, regime: str, stays: tuple[Stay, ...]) -> None:
        """The stays of some cases that were read as one."""
        for stay in stays:
            self._rows.append(rows)
            self._words.append((regime, stay.state))
            for kept, day in zip(self._days, (stay.entered_on, stay.left_on), strict=True):
                number = NO_DAY if day is None else as_number(day)
                kept.append(np.broadcast_to(np.asarray(number, np.int32), rows.shape))

    def table(self, case_ids: pl.Series) -> pl.DataFrame:
        """case_id, regime, state, entered_on, left_on (null while the case is in it); in the order of the cases."""
        counts = [len(rows) for rows in self._rows]
        which = pl.Series(np.repeat(np.arange(len(counts)), counts).astype(np.uint32))
        at = np.concatenate(self._rows) if self._rows else np.zeros(0, np.int64)
        columns: dict[str, Any] = {"at": at, "case_id": case_ids.gather(at.astype(np.uint32))}
        for place, name in enumerate(("regime", "state")):
            columns[name] = pl.Series([words[place] for words in self._words], dtype=pl.String).gather(which)
        for name, parts in zip(("entered_on", "left_on"), self._days, strict=True):
            columns[name] = nullable(np.concatenate(parts) if parts else np.zeros(0, np.int32)).cast(pl.Date)
        return pl.DataFrame(columns).sort("at", maintain_order=True).drop("at")
