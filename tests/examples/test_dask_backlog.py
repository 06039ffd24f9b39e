"""The Dask example: partition by partition, in threads or in processes, it finds what one evaluation finds."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from casework.backlog.columns import evaluate_frame
from casework.backlog.simulate import simulate

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra arrow)")
dask = pytest.importorskip("dask", reason="dask is not installed (dask[dataframe,distributed])")
pytest.importorskip("dask.dataframe", reason="dask has no dataframe (dask[dataframe,distributed])")
pytest.importorskip("distributed", reason="distributed is not installed (dask[dataframe,distributed])")

import dask_backlog  # noqa: E402 - needs what was asked for above

from casework.backlog.columns.batches import schema  # noqa: E402

ON = date(2026, 3, 31)


@pytest.fixture(scope="module")
def register():
    """5,000 requests, the last months of them not yet there on the day; the last row has the first one's number."""
    made = simulate(5_000, 7, date(2025, 1, 2), date(2026, 6, 30)).flat()
    return pl.concat([made.head(4_999), made.tail(1).with_columns(登记编号=made["登记编号"].head(1))])


@pytest.fixture(scope="module")
def folder(register, tmp_path_factory):
    made = tmp_path_factory.mktemp("register")
    dask_backlog.write_parts(register, made, 4)
    return made


@pytest.fixture(scope="module")
def whole(folder):
    """The same files read as one table by one evaluation."""
    return evaluate_frame(pl.concat(pl.read_parquet(file) for file, _ in dask_backlog.numbered(folder)), ON)


def table(frame):
    """A pandas frame of results as polars, in the types of a result."""
    return pl.from_arrow(pa.Table.from_pandas(frame, schema(), preserve_index=False)).cast({"row": pl.UInt32})


def test_every_row_of_a_case_is_in_one_part(register, folder):
    parts = [pl.read_parquet(file)["登记编号"] for file, _ in dask_backlog.numbered(folder)]
    assert len(parts) == 4
    assert sum(map(len, parts)) == register.height == 5_000
    assert sum(part.n_unique() for part in parts) == register["登记编号"].n_unique() == 4_999


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_the_partitions_together_are_the_whole(register, folder, whole, scheduler):
    with dask.config.set(scheduler=scheduler):
        frame = dask_backlog.results(folder, ON)
        computed = frame.compute()
    assert frame.npartitions == 4
    assert frame.dtypes.equals(computed.dtypes), "what was promised"
    found = table(computed).sort("case_id")
    assert 4_000 < found.height < 4_998, "some are not there yet"
    assert found.equals(whole.cases.sort("case_id"))
    uncut = evaluate_frame(register, ON).cases
    assert found.drop("row").equals(uncut.drop("row").sort("case_id")), "as before it was cut into parts"


def test_a_table_of_steps_in_parts_is_the_whole(tmp_path):
    """Every step of a case in its part."""
    steps = simulate(1_000, 7, date(2025, 1, 2), date(2026, 6, 30)).events()
    dask_backlog.write_parts(steps, tmp_path, 3, case_id="case_id")
    with dask.config.set(scheduler="threads"):
        found = table(dask_backlog.results(tmp_path, ON).compute()).sort("case_id")
        counted, rejected = dask_backlog.counts(tmp_path, ON)
    whole = evaluate_frame(steps, ON).cases
    assert found.drop("row").equals(whole.drop("row").sort("case_id"))
    assert counted == dict(Counter(whole.select("unit", "verdict").iter_rows()))
    assert not rejected


def test_the_counts_are_those_of_the_whole(folder, whole):
    with dask.config.set(scheduler="threads"):
        found, rejected = dask_backlog.counts(folder, ON)
        frame = dask_backlog.results(folder, ON)
        grouped = frame.groupby(["unit", "verdict"]).size().compute()
    assert found == dict(Counter(whole.cases.select("unit", "verdict").iter_rows()))
    assert grouped.to_dict() == found
    assert [(each.row, each.words) for each in rejected] == [(each.row, each.words) for each in whole.rejected]
    assert len(rejected) == 2, "both rows of the number that two requests share"


def test_the_example_runs_on_a_cluster_of_processes(folder, whole):
    arguments = [dask_backlog.__file__, str(folder), "--as-of", ON.isoformat(), "--workers", "2"]
    done = subprocess.run([sys.executable, "-W", "error", *arguments], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert f"{whole.cases.height} cases on 2026-03-31; 2 rows rejected" in done.stdout
    for (unit, verdict), number in Counter(whole.cases.select("unit", "verdict").iter_rows()).items():
        (line,) = [line for line in done.stdout.splitlines() if line.startswith(f"{unit}: ")]
        assert f"{verdict} {number}" in line.removeprefix(f"{unit}: ").split(", ")


def test_without_a_folder_it_makes_its_own(monkeypatch, capsys):
    monkeypatch.setattr(dask_backlog, "LocalCluster", lambda **_: nullcontext())
    monkeypatch.setattr(dask_backlog, "Client", nullcontext)
    monkeypatch.setattr(dask_backlog, "MADE_UP", (300, 1, date(2026, 1, 5), date(2026, 6, 30)))
    with dask.config.set(scheduler="synchronous"):
        dask_backlog.main([])
    printed = capsys.readouterr().out
    assert printed.startswith("made-up data\n")
    assert "300 cases on 2026-06-30; 0 rows rejected" in printed


@pytest.mark.parametrize(("arguments", "said"), [(["{}"], "--as-of"), (["{}", "--as-of", "2026-06-30"], "no .parquet")])
def test_what_is_missing_is_said(arguments, said, tmp_path: Path, capsys):
    with pytest.raises(SystemExit):
        dask_backlog.main([each.format(tmp_path) for each in arguments])
    assert said in capsys.readouterr().err
