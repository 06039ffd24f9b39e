"""Columns of words: few distinct texts in many cells, each text read once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

BLANKS: Final = "".join(chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace())
"""What Python takes for blanks; polars leaves four of them, the separators from U+001C, where they stand."""


def coded(column: pl.Series) -> tuple[NDArray[np.int32], list[str]]:
    """Where the text of each cell stands among the distinct ones, and these; an empty cell holds ""."""
    if column.dtype != pl.Categorical:
        texts = column.cast(pl.String).fill_null("")
        distinct = texts.unique()
        order = pl.int_range(len(distinct), dtype=pl.Int32, eager=True)
        places = texts.replace_strict(distinct, order, return_dtype=pl.Int32).cast(
            pl.Int32
        )  # of no rows, it has no type
        return places.to_numpy(), distinct.to_list()
    codes = column.to_physical()
    empty = int(codes.max() or 0) + 1  # type: ignore[arg-type]
    cells = codes.fill_null(empty).to_numpy()
    found_at = np.full(empty + 1, -1, np.int64)
    found_at[cells] = np.arange(len(cells))
    numbers = np.flatnonzero(found_at[:empty] >= 0)
    at = np.zeros(empty + 1, np.int32)
    at[numbers] = np.arange(1, len(numbers) + 1)
    words = column.gather(found_at[numbers]).cast(pl.String).to_list()
    return at.take(cells), ["", *words]


def reworded(column: pl.Series, read: Callable[[str], str]) -> pl.Series:
    """The column with each text read, "" for an empty cell."""
    places, texts = coded(column)
    return pl.Series([read(text) for text in texts], dtype=pl.String).gather(pl.Series(places.astype(np.uint32)))
