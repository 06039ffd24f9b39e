"""A million cases by the column, against the scripts people write and against the core row by row.

Every contestant runs in a process of its own, held to two cores, one after the other and round after round: seconds are
medians without imports, peaks are of the whole process. The registers are made up, their seed fixed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl

from benchmarks.measure import line
from casework.backlog import audit, evaluate, read_register
from casework.backlog.columns import evaluate_columns, evaluate_slices
from casework.backlog.measures import frame_of, summary
from casework.backlog.simulate import simulate, write_frame
from casework.case import RULES, Settings

ON = date(2026, 11, 20)
ROWS, SAMPLE, CHECKED = 1_000_000, 50_000, 20_000
CORES = 2
GROWTH = (10_000, 100_000, 1_000_000)
LONG_WAY = 10_000_000
MOST = 1.5e9
SUMMED = ("due", "days_used", "days_left", "overdue_by", "provisional", "flips")
WORDS = ("verdict", "card", "assumed", "state", "unit")
EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))


# -- the contestants, each in a process of its own -----------------------------------------------------------------


def make(path: Path, rows: int) -> int:
    """Write a made-up register."""
    write_frame(simulate(int(rows), 7, date(2019, 5, 15), ON).flat(), path)
    return int(rows)


def by_column(path: Path) -> int:
    """Read, evaluate, audit under every policy, add up."""
    found = evaluate_columns(path, ON, audit=EVERY_POLICY)
    return int(summary(found.cases, ON, rejected=len(found.rejected))["cases"])


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
    """Only the last day and whether it was kept, vectorised; of the file only the four columns that takes."""
    from benchmarks.peers.pandas_busday import run

    return run(path, ON)["rows"]


def pandas_whole(path: Path) -> int:
    """The same, the other columns of the register kept."""
    from benchmarks.peers.pandas_busday import run

    return run(path, ON, whole=True)["rows"]


def pandas_rows(path: Path) -> int:
    """Only the last day and whether it was kept, by a function of one row."""
    from benchmarks.peers.pandas_rows import run

    return run(path, ON)["rows"]


CONTESTANTS: dict[str, Callable[..., int]] = {
    work.__name__: work for work in (make, by_column, by_slice, by_row, pandas_busday, pandas_whole, pandas_rows)
}


def _contest(name: str, path: str, *more: str) -> None:
    """Run one contestant here and print what it took."""
    if name.startswith("pandas"):
        import benchmarks.peers.pandas_rows  # noqa: F401 - imports are not timed
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
    command = [sys.executable, "-m", "benchmarks.columns", name, str(path), *map(str, more)]
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


# -- a million -----------------------------------------------------------------------------------------------------


def columns() -> None:
    """A csv of a million rows, read, evaluated, audited and added up."""
    with tempfile.TemporaryDirectory() as folder:
        path, sample, checked = (Path(folder) / name for name in ("million.csv", "sample.csv", "checked.csv"))
        alone("make", path, ROWS)
        _some_rows(path, sample, ROWS // SAMPLE)
        _some_rows(path, checked, ROWS // CHECKED)
        ours, lean, whole, rows, core = in_turns(
            ("by_column", path), ("pandas_busday", path), ("pandas_whole", path), ("pandas_rows", sample), ("by_row", sample)
        )  # fmt: skip
        wrong = differences(checked)
    scale = ROWS / SAMPLE
    scaled = f"{SAMPLE:,} rows scaled"
    what, mine = f"{ROWS:,} rows of csv, audited", f"{ours[0]:.1f} s"
    line(what, mine, "-", "-", "< 8 s", ours[0] < 8)
    line(
        "its peak memory", f"{ours[1] / 1e9:.2f} GB", f"pandas {lean[1] / 1e9:.2f} GB", "-", "< 1.5 GB", ours[1] < MOST
    )
    for to, peer, seconds, hold in (
        ("pandas + numpy.busday", "last day only, 4 columns read", lean[0], 1.0),
        ("the same, whole file read", "last day only, all columns read", whole[0], 1.0),
        ("pandas row by row", f"last day only, {scaled}", rows[0] * scale, 3.0),
        ("the core row by row", f"audited, {scaled}", core[0] * scale, 15.0),
    ):
        ratio = seconds / ours[0]
        line(f"... to {to}", mine, f"{peer} {seconds:.1f} s", f"{ratio:.2f}x", f">= {hold:g}x", ratio >= hold)
    line(f"... {CHECKED:,} of its rows", ", ".join(wrong) or "equal", "the core, every answer", "-", "equal", not wrong)


def _some_rows(path: Path, to: Path, every: int) -> None:
    """Every so many rows of a register, its headings kept."""
    with path.open("rb") as file, to.open("wb") as out:
        for number, text in enumerate(file):
            if number == 0 or (number - 1) % every == 0:
                out.write(text)


def differences(path: Path) -> list[str]:
    """What an evaluation by the column says otherwise than the core does, case by case, of the same register."""
    register = read_register(path)
    found = evaluate_columns(path, ON, audit=EVERY_POLICY)
    cases, audited = frame_of(evaluate(register, ON)), audit(register, ON, settings=EVERY_POLICY)
    rows = {case.case_id: case.row for case in register.cases}
    findings = [
        (rows[each.case_id], each.case_id, each.rule.id, each.basis, each.on, each.rule.severity.value)
        for each in audited.findings
    ]
    wrong = sorted(set(cases.columns) ^ set(found.cases.columns))
    wrong += [name for name in cases.columns if not cases[name].equals(found.cases[name], check_dtypes=True)]
    assert found.findings is not None
    return wrong + [
        name
        for name, alike in (
            ("findings", found.findings.rows() == findings),
            ("not judged", found.not_judged == audited.not_judged),
            ("rejected", found.rejected == register.rejected),
        )
        if not alike
    ]


# -- growth --------------------------------------------------------------------------------------------------------


def growth() -> None:
    """Registers in Parquet, each ten times the one before; ten million rows only when asked for by name."""
    asked = "growth" in sys.argv
    before = 0.0
    for rows in (*GROWTH, LONG_WAY) if asked else GROWTH:
        name = "by_slice" if rows == LONG_WAY else "by_column"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "register.parquet"
            alone("make", path, rows)
            ((seconds, peak),) = in_turns((name, path), rounds=1 if rows == LONG_WAY else 3)
        each = seconds / rows
        line(
            f"{rows:,} rows of Parquet, audited" + (", in slices" if name == "by_slice" else ""),
            f"{seconds:.1f} s, {peak / 1e9:.2f} GB",
            f"{rows / seconds:,.0f} rows/s",
            f"{each / before:.2f}x a row" if before else "-",
            "<= 1.3x" if before else "-",
            not before or each <= 1.3 * before,
        )
        before = each


if __name__ == "__main__":
    _contest(*sys.argv[1:])
