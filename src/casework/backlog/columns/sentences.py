"""Sentences the core wrote about many cases at once: the days and numbers of each case put where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import frozen

from casework.backlog.columns.paths import Index
from casework.backlog.columns.vector import PLACE, Column, Days, writing
from casework.backlog.evaluate import not_counted
from casework.backlog.why import JOINT

_PLACES: Final = re.compile(f"{PLACE}(\\d+){PLACE}")


@frozen(slots=True, eq=False)
class Said:
    """What was said of a part. why: how its day came about. later: facts dated after the day, which were not seen.

    columns: what stands in it, by the number of its place.
    """

    why: str
    later: tuple[str, ...]
    columns: Sequence[Column]


def told(text: str, columns: Sequence[Column], size: int) -> pl.Series:
    """One sentence a case."""
    pieces = _PLACES.split(text)  # words, number, words, number, words
    if len(pieces) == 1:
        return pl.repeat(text, size, dtype=pl.String, eager=True)
    parts = [
        _written(columns[int(piece)], size) if odd % 2 else pl.lit(piece) for odd, piece in enumerate(pieces) if piece
    ]
    return pl.select(pl.concat_str(parts)).to_series()


def _written(column: Column, size: int) -> pl.Series:
    """Days and numbers as text."""
    series = pl.Series(np.broadcast_to(column.a, (size,)))
    if isinstance(column, Days):
        series = series.cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")
    return series.cast(pl.String)


class Sentences:
    """The sentences of an evaluation while they are put together. lang: "" where none are asked for."""

    def __init__(self, size: int, lang: str) -> None:
        self.lang, self._size = lang, size
        self._whys, self._warnings = _Texts(), (_Texts(), _Texts())

    def put_part(self, rows: Index, said: Said | None, came_on: Any, on: date) -> None:
        """What is said of some cases that were read as one. came_on: their days, where they came after the day."""
        if not self.lang:
            return
        if came_on is not None:
            with writing() as columns:
                text = not_counted(came_on, on)[self.lang != "zh"]
            self._warnings[0].put(rows, told(text, columns, len(rows)))
        elif said is not None:
            self._whys.put(rows, told(said.why, said.columns, len(rows)))
            for text in said.later:
                self._warnings[1].put(rows, told(text, said.columns, len(rows)))

    def whys(self, findings: pl.DataFrame | None) -> pl.Series:
        """The sentence *why* of every place, with what the audit found in it."""
        whys = pl.DataFrame({"at": pl.int_range(self._size, eager=True)})
        whys = whys.join(self._whys.table(), on="at", how="left", maintain_order="left").with_columns(
            pl.col("text").fill_null("")
        )
        if findings is None:
            return whys["text"]
        more = findings.filter(~pl.col("said")).group_by("at").agg(pl.col("message").str.join(JOINT[self.lang]))
        both = whys.join(more, on="at", how="left", maintain_order="left").select(
            pl.when(pl.col("message").is_null())
            .then("text")
            .when(pl.col("text") == "")
            .then("message")
            .otherwise(pl.concat_str("text", "message", separator=JOINT[self.lang]))
        )
        return both.to_series()

    def warnings(self, of_source: Mapping[str, pl.Series]) -> pl.DataFrame:
        """row, case_id, text: requests that came after the day, then facts that are dated after it."""
        parts = [texts.table().sort("at", maintain_order=True) for texts in self._warnings]
        found = pl.concat(parts)
        at = found["at"].cast(pl.UInt32)
        named = [of_source[name].gather(at).alias(name) for name in ("row", "case_id")]
        return found.select(*named, "text")


class _Texts:
    """Texts of rows, part by part."""

    def __init__(self) -> None:
        self._rows: list[Index] = []
        self._texts: list[pl.Series] = []

    def put(self, rows: Index, texts: pl.Series) -> None:
        self._rows.append(rows)
        self._texts.append(texts)

    def table(self) -> pl.DataFrame:
        """at (the place of the case) and text, as they were put."""
        rows = np.concatenate(self._rows) if self._rows else np.zeros(0, np.int64)
        texts = pl.concat(self._texts) if self._texts else pl.Series([], dtype=pl.String)
        return pl.DataFrame({"at": rows, "text": texts})
