"""Read a large register on many processes, with Dask: verdicts by unit, and what was rejected.

    python examples/dask_backlog.py FOLDER --as-of 2026-06-30 [--workers 4]
    python examples/dask_backlog.py                                 # makes up 20,000 requests and reads those

FOLDER holds Parquet files, a row a request or a row a step, every row of a case in the same file; `write_parts` writes
such a folder. Each file is evaluated where a worker is free; only the counts and the rejected rows come back. A worker
holds one file at a time in each of its threads: files of about 100,000 rows keep that small.

To use a cluster that is running already: `Client("tcp://scheduler:8786")` instead of the LocalCluster below.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import dask
import dask.dataframe as dd
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client, LocalCluster

from casework.backlog import Rejected
from casework.backlog.columns.batches import evaluate_batches, schema
from casework.backlog.simulate import simulate

MADE_UP = (20_000, 2026, date(2025, 1, 2), date(2026, 6, 30))
"""How many requests, of which dice, from and to which day, where no folder is given."""


def write_parts(frame: pl.DataFrame, folder: Path, parts: int, case_id: str = "登记编号") -> None:
    """Write a register in parts; the number of a case decides its part, so all of its rows are together."""
    for part, rows in enumerate(frame.with_columns(part=pl.col(case_id).hash() % parts).partition_by("part")):
        rows.drop("part").write_parquet(folder / f"part-{part:04}.parquet")


def numbered(folder: Path) -> list[tuple[Path, int]]:
    """The files in order, each with the number of its first row, counted through all of them as in one table."""
    found, row = [], 2
    for file in sorted(folder.glob("*.parquet")):
        found.append((file, row))
        row += pq.read_metadata(file).num_rows
    return found


def results(folder: Path, on: date) -> dd.DataFrame:
    """Every result, a partition a file, for whatever else Dask can do with it; nothing is computed yet."""
    files, rows = zip(*numbered(folder), strict=True)
    return dd.from_map(_frame, files, rows, on=on, meta=_as_pandas(schema().empty_table()))


def counts(folder: Path, on: date) -> tuple[dict[tuple[str, str], int], list[Rejected]]:
    """How many cases by unit and verdict, and the rows that cannot be, in their order."""
    parts = dask.compute(*(dask.delayed(_counted)(file, row, on) for file, row in numbered(folder)))
    summed: Counter[tuple[str, str]] = Counter()
    for counted, _ in parts:
        summed.update(counted)
    return dict(sorted(summed.items())), [each for _, rejected in parts for each in rejected]


def _evaluated(file: Path, first_row: int, on: date) -> tuple[pa.Table, list[Rejected]]:
    rejected: list[Rejected] = []
    found = evaluate_batches(
        pq.ParquetFile(file).iter_batches(),
        on,
        first_row=first_row,
        together=True,
        told=lambda part: rejected.extend(part.rejected),
    )
    return pa.Table.from_batches(found, schema()), rejected


def _counted(file: Path, first_row: int, on: date) -> tuple[Counter[tuple[str, str]], list[Rejected]]:
    table, rejected = _evaluated(file, first_row, on)
    return Counter(zip(*(table[key].to_pylist() for key in ("unit", "verdict")), strict=True)), rejected


def _frame(file: Path, first_row: int, on: date) -> pd.DataFrame:
    return _as_pandas(_evaluated(file, first_row, on)[0])


def _as_pandas(table: pa.Table) -> pd.DataFrame:
    """Arrow's own types in pandas: days stay days, and whole numbers whole where some are missing."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def report(folder: Path, on: date) -> None:
    """Print both."""
    found, rejected = counts(folder, on)
    for unit in dict.fromkeys(unit for unit, _ in found):
        said = ", ".join(f"{verdict} {number}" for (of, verdict), number in found.items() if of == unit)
        print(f"{unit or '-'}: {said}")
    print(f"{sum(found.values())} cases on {on}; {len({each.row for each in rejected})} rows rejected")
    for each in rejected[:20]:
        print(f"row {each.row}, {each.column}: expected {each.expected}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the folder, or a made-up one, on a cluster of this machine's processes."""
    parser = argparse.ArgumentParser(description="Verdicts by unit of a register in Parquet files, with Dask.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args(arguments)
    if asked.folder is not None and asked.as_of is None:
        parser.error("--as-of DAY is needed: casework asks no clock")
    if asked.folder is not None and not numbered(asked.folder):
        parser.error(f"{asked.folder}: no .parquet file in it")
    with (
        tempfile.TemporaryDirectory() as made,
        LocalCluster(n_workers=asked.workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster),
    ):
        folder = asked.folder
        if folder is None:
            folder = Path(made)
            write_parts(simulate(*MADE_UP).flat(), folder, 8)
            print("made-up data")
        report(folder, asked.as_of or MADE_UP[-1])


if __name__ == "__main__":
    main()
