"""The contestants of the benchmarks by the column, each run in a process of its own.

Held to two cores, one after the other and round after round: seconds are medians without imports, peaks are of the whole
process. The registers are made up, their seed fixed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from casework.backlog import audit, evaluate, read_register
from casework.backlog.by_column import answer
from casework.backlog.by_row import Question
from casework.backlog.columns import evaluate_columns, evaluate_slices
from casework.backlog.measures import summary
from casework.backlog.simulate import simulate, write_frame
from casework.case import Settings
from casework.regimes import RULES

ON = date(2026, 11, 20)
CORES = 2
SUMMED = ("due", "days_used", "days_left", "overdue_by", "provisional", "flips")
WORDS = ("verdict", "card", "assumed", "state", "unit")
LEFT_OUT = ("review", "assign", "pass_secrecy_review", "archive")
"""Steps that an office with a lean log does not write down."""
EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))


def make(path: Path, rows: int) -> int:
    """Write a made-up register."""
    write_frame(simulate(int(rows), 7, date(2019, 5, 15), ON).flat(), path)
    return int(rows)


def make_steps(path: Path, rows: int) -> int:
    """Write the same office as a table of steps; how many rows that is."""
    frame = simulate(int(rows), 7, date(2019, 5, 15), ON).events()
    frame.write_parquet(path)
    return frame.height


def make_lean_steps(path: Path, rows: int) -> int:
    """Write it with some six steps a case."""
    frame = simulate(int(rows), 7, date(2019, 5, 15), ON).events()
    frame = frame.filter(~pl.col("step").cast(pl.String).is_in(LEFT_OUT))
    frame.write_parquet(path)
    return frame.height


def by_column(path: Path) -> int:
    """Read, evaluate, audit under every policy, add up."""
    found = evaluate_columns(path, ON, audit=EVERY_POLICY)
    return int(summary(found.cases, ON, rejected=len(found.rejected))["cases"])


def backlog(path: Path) -> int:
    """What `casework backlog --out` does: every sentence, and every file written."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Question(path, ON, "zh", audit=EVERY_POLICY, out=Path(folder))
        return int(answer(asked).summary["cases"])


def by_slice(path: Path) -> int:
    """The same of a Parquet file, a million rows at a time; of every slice only what the figures need is kept."""
    kept, rejected = [], 0
    for found in evaluate_slices(path, ON, audit=EVERY_POLICY):
        kept.append(found.cases.select(pl.col(SUMMED), pl.col(WORDS).cast(pl.Categorical)))
        rejected += len(found.rejected)
    cases = pl.concat(kept).with_columns(pl.col(WORDS).cast(pl.String))
    return int(summary(cases, ON, rejected=rejected)["cases"])


def by_row(path: Path) -> int:
    """The core, case by case; its evaluation adds up by itself."""
    register = read_register(path)
    found = evaluate(register, ON)
    audit(register, ON, settings=EVERY_POLICY)
    return int(found.summary["cases"])


def pandas_busday(path: Path) -> int:
    """Only the last day and whether it was kept, vectorised, as most would write it."""
    from benchmarks.peers.pandas_busday import run

    return run(path, ON)["rows"]


def pandas_one_piece(path: Path) -> int:
    """The same by one who knows pandas: the file read in one piece, the form of the days told."""
    from benchmarks.peers.pandas_busday import run

    return run(path, ON, how="one piece")["rows"]


def pandas_four_columns(path: Path) -> int:
    """The same, of the file only the four columns that takes."""
    from benchmarks.peers.pandas_busday import run

    return run(path, ON, how="four columns")["rows"]


def pandas_rows(path: Path) -> int:
    """Only the last day and whether it was kept, by a function of one row."""
    from benchmarks.peers.pandas_rows import run

    return run(path, ON)["rows"]


CONTESTANTS: dict[str, Callable[..., int]] = {
    work.__name__: work
    for work in (
        make, make_steps, make_lean_steps, by_column, backlog, by_slice, by_row,
        pandas_busday, pandas_one_piece, pandas_four_columns, pandas_rows,
    )
}  # fmt: skip


def _contest(name: str, path: str, *more: str) -> None:
    """Run one contestant here and print what it took."""
    if name.startswith("pandas"):
        import benchmarks.peers.pandas_rows  # noqa: F401 - imports are not timed

        warnings.simplefilter("ignore")  # pandas' own of mixed columns, which the plain script's reader would see
    started = time.perf_counter()
    rows = CONTESTANTS[name](Path(path), *more)
    print(json.dumps({"seconds": time.perf_counter() - started, "rows": rows, "peak": _peak()}))


def _peak() -> int:
    """Bytes this process held at most; by its own counter where there is one, as rusage begins with the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = next(text for text in status.read_text().splitlines() if text.startswith("VmHWM:"))
        return int(found.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def alone(name: str, path: Path, *more: object) -> dict[str, Any]:
    """What one contestant took in a process of its own on two cores."""
    command = [sys.executable, "-m", "benchmarks.contest", name, str(path), *map(str, more)]
    env = os.environ | {"POLARS_MAX_THREADS": str(CORES)}
    held = getattr(os, "sched_setaffinity", None)

    def two_cores() -> None:
        if held is not None:
            held(0, sorted(os.sched_getaffinity(0))[:CORES])

    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True, preexec_fn=two_cores)
    return dict(json.loads(done.stdout))


def in_turns(*pairs: tuple[str, Path], rounds: int = 3) -> list[tuple[float, float]]:
    """Seconds and peak bytes of each, the medians of interleaved rounds."""
    found: list[list[dict[str, Any]]] = [[] for _ in pairs]
    for _ in range(rounds):
        for told, (name, path) in zip(found, pairs, strict=True):
            told.append(alone(name, path))
    return [(median(each["seconds"] for each in told), median(each["peak"] for each in told)) for told in found]


if __name__ == "__main__":
    _contest(*sys.argv[1:])
