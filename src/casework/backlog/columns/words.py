"""Columns of words: few distinct texts in many cells, each text read once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray


def coded(column: pl.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Where the text of each cell stands among the distinct ones, and these; an empty cell holds ""."""
    if column.dtype != pl.Categorical:
        texts = column.cast(pl.String).fill_null("")
        distinct = texts.unique()
        order = pl.int_range(len(distinct), dtype=pl.Int64, eager=True)
        return texts.replace_strict(distinct, order, return_dtype=pl.Int64).to_numpy(), distinct.to_list()
    distinct = column.unique().drop_nulls()
    numbers = distinct.to_physical().cast(pl.Int64).to_numpy()
    empty = int(numbers.max(initial=-1)) + 1
    places = np.zeros(empty + 1, np.int64)
    places[numbers] = np.arange(1, len(numbers) + 1)
    cells = column.to_physical().cast(pl.Int64).fill_null(empty).to_numpy()
    return places[cells], ["", *distinct.cast(pl.String).to_list()]


def reworded(column: pl.Series, read: Callable[[str], str]) -> pl.Series:
    """The column with each text read, "" for an empty cell."""
    places, texts = coded(column)
    return pl.Series([read(text) for text in texts], dtype=pl.String).gather(pl.Series(places.astype(np.uint32)))
