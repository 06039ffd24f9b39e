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
from casework.backlog.columns.vector import EPOCH, PLACE, Column, Days, writing
from casework.backlog.evaluate import WHERE, not_counted
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


Texts = list[str] | pl.Series
_FEW: Final = 100
"""Of so few cases the sentences are put together quicker one by one."""


def told(text: str, columns: Sequence[Column], size: int) -> Texts:
    """One sentence a case. columns: none where the text is that of one case, whatever stands in it."""
    pieces = _PLACES.split(text) if columns else [text]  # words, number, words, number, words
    if size <= _FEW:
        parts = [_few(columns[int(piece)], size) if odd % 2 else [piece] * size for odd, piece in enumerate(pieces)]
        return ["".join(each) for each in zip(*parts, strict=True)]
    if len(pieces) == 1:
        return pl.repeat(text, size, dtype=pl.String, eager=True)
    written = [
        _written(columns[int(piece)], size) if odd % 2 else pl.lit(piece) for odd, piece in enumerate(pieces) if piece
    ]
    return pl.select(pl.concat_str(written)).to_series()


def _written(column: Column, size: int) -> pl.Series:
    """Days and numbers as text."""
    series = pl.Series(np.broadcast_to(column.a, (size,)))
    if isinstance(column, Days):
        series = series.cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d")
    return series.cast(pl.String)


def _few(column: Column, size: int) -> list[str]:
    numbers: list[int] = np.broadcast_to(column.a, (size,)).tolist()
    if isinstance(column, Days):
        return [date.fromordinal(number + EPOCH).isoformat() for number in numbers]
    return [str(number) for number in numbers]


class Sentences:
    """The sentences of an evaluation while they are put together. lang: "" where none are asked for."""

    def __init__(self, size: int, lang: str) -> None:
        self.lang, self._size = lang, size
        self._whys, self._warnings = TextParts(), (TextParts(), TextParts())

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

    def remarks(self, of_source: Mapping[str, pl.Series]) -> pl.DataFrame:
        """row, of_day, text: requests that came after the day (1), then facts that are dated after it (2)."""
        parts = [
            texts.table().sort("at", maintain_order=True).with_columns(pl.lit(kind, pl.Int8).alias("of_day"))
            for kind, texts in enumerate(self._warnings, 1)
        ]
        found = pl.concat(parts)
        at = found["at"].cast(pl.UInt32)
        row, case_id = (of_source[name].gather(at).alias(name) for name in ("row", "case_id"))
        where = WHERE[self.lang].format(row="{}", case_id="{}")
        return found.select(row, "of_day", pl.format(where + "{}", row, case_id, "text").alias("text"))


class TextParts:
    """Texts of rows, part by part."""

    def __init__(self) -> None:
        self._rows: list[Index] = []
        self._texts: list[Texts] = []

    def put(self, rows: Index, texts: Texts) -> None:
        """A text for each of the rows."""
        self._rows.append(rows)
        self._texts.append(texts)

    def texts(self) -> pl.Series:
        """The texts alone, as they were put; lists that follow each other become one column."""
        found, few = [pl.Series([], dtype=pl.String)], list[str]()
        for texts in self._texts:
            if isinstance(texts, list):
                few += texts
                continue
            found += [pl.Series(few, dtype=pl.String), texts]
            few = []
        return pl.concat([*found, pl.Series(few, dtype=pl.String)])

    def table(self) -> pl.DataFrame:
        """at (the place of the case) and text."""
        rows = np.concatenate(self._rows) if self._rows else np.zeros(0, np.int64)
        return pl.DataFrame({"at": rows, "text": self.texts()})
