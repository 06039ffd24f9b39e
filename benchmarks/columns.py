"""A million cases by the column, against the scripts people write and against the core row by row."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.contest import EVERY_POLICY, ON, alone, in_turns
from benchmarks.measure import line
from casework.backlog import audit, evaluate, read_register, with_findings
from casework.backlog.columns import evaluate_columns
from casework.backlog.measures import frame_of

ROWS, SAMPLE, CHECKED = 1_000_000, 50_000, 20_000
GROWTH = (10_000, 100_000, 1_000_000)
LONG_WAY = 10_000_000
MOST, MOST_OF_STEPS, MOST_OF_ALL = 1.5e9, 4e9, 4e9


# -- a million -----------------------------------------------------------------------------------------------------


def columns() -> None:
    """A csv of a million rows, read, evaluated, audited and added up."""
    with tempfile.TemporaryDirectory() as folder:
        path, sample, checked = (Path(folder) / name for name in ("million.csv", "sample.csv", "checked.csv"))
        made = alone("make", path, ROWS)["seconds"]
        _some_rows(path, sample, ROWS // SAMPLE)
        _some_rows(path, checked, ROWS // CHECKED)
        ours, plain, piece, lean, rows, core = in_turns(
            ("by_column", path), ("pandas_busday", path), ("pandas_one_piece", path), ("pandas_four_columns", path),
            ("pandas_rows", sample), ("by_row", sample),
        )  # fmt: skip
        wrong = differences(checked)
        ((whole, most),) = in_turns(("backlog", path), rounds=1)
    scale = ROWS / SAMPLE
    scaled = f"{SAMPLE:,} rows scaled"
    line(f"{ROWS:,} cases made up, as csv", f"{made:.1f} s", "-", "-", "< 60 s", made < 60)
    what, mine = f"{ROWS:,} rows of csv, audited", f"{ours[0]:.1f} s"
    line(what, mine, "-", "-", "< 8 s", ours[0] < 8)
    line(
        "its peak memory", f"{ours[1] / 1e9:.2f} GB", f"pandas {plain[1] / 1e9:.2f} GB", "-", "< 1.5 GB", ours[1] < MOST
    )
    for to, peer, seconds, hold in (
        ("pandas + numpy.busday", "last day only, all columns", plain[0], 1.0),
        ("the same, read in one piece", "last day only, all columns", piece[0], 0.0),
        ("the same, 4 columns read", "last day only", lean[0], 0.0),
        ("pandas row by row", f"last day only, {scaled}", rows[0] * scale, 3.0),
        ("the core row by row", f"audited, {scaled}", core[0] * scale, 15.0),
    ):
        ratio, held = seconds / ours[0], f">= {hold:g}x" if hold else "-"
        line(f"... to {to}", mine, f"{peer} {seconds:.1f} s", f"{ratio:.2f}x", held, ratio >= hold)
    line("... with sentences, and its files written", f"{whole:.1f} s, {most / 1e9:.2f} GB", "-", "-", "-", True)
    line(f"... {CHECKED:,} of its rows", ", ".join(wrong) or "equal", "the core, every answer", "-", "equal", not wrong)


def step_tables() -> None:
    """A million cases as tables of steps in Parquet, read, evaluated, audited and added up."""
    with tempfile.TemporaryDirectory() as folder:
        lean, full, checked = (Path(folder) / name for name in ("lean.parquet", "full.parquet", "checked.parquet"))
        told = [alone(*each, ROWS) for each in (("make_lean_steps", lean), ("make_steps", full))]
        alone("make_steps", checked, CHECKED)
        found = in_turns(("by_column", lean), ("by_column", full), rounds=1)
        wrong = differences(checked)
    for each, (seconds, peak) in zip(told, found, strict=True):
        made = each["seconds"]
        line(f"{ROWS:,} cases made up, as {each['rows']:,} steps", f"{made:.1f} s", "-", "-", "< 60 s", made < 60)
        what = f"{ROWS:,} cases as {each['rows']:,} steps"
        line(what, f"{seconds:.1f} s", "-", "-", "< 15 s", seconds < 15)
        line("its peak memory", f"{peak / 1e9:.2f} GB", "-", "-", "< 4 GB", peak < MOST_OF_STEPS)
    line(f"... {CHECKED:,} such cases", ", ".join(wrong) or "equal", "the core, every answer", "-", "equal", not wrong)


def _some_rows(path: Path, to: Path, every: int) -> None:
    """Every so many rows of a register, its headings kept."""
    with path.open("rb") as file, to.open("wb") as out:
        for number, text in enumerate(file):
            if number == 0 or (number - 1) % every == 0:
                out.write(text)


def differences(path: Path) -> list[str]:
    """What an evaluation by the column says otherwise than the core does, case by case, of the same register."""
    register = read_register(path)
    found = evaluate_columns(path, ON, audit=EVERY_POLICY, sentences="zh")
    evaluation, audited = evaluate(register, ON, lang="zh"), audit(register, ON, settings=EVERY_POLICY)
    cases, told = frame_of(evaluation), with_findings(evaluation, audited, "zh")
    rows = {case.case_id: case.row for case in register.cases}
    findings = [
        (rows[each.case_id], each.case_id, each.rule.id, each.basis, each.on, each.rule.severity.value, each.zh)
        for each in audited.findings
    ]
    wrong = sorted({*cases.columns, "why"} ^ set(found.cases.columns))
    wrong += [name for name in cases.columns if not cases[name].equals(found.cases[name], check_dtypes=True)]
    assert found.findings is not None
    return wrong + [
        name
        for name, alike in (
            ("why", found.cases["why"].to_list() == [row.why for row in told.rows]),
            ("findings", found.findings.rows() == findings),
            ("not judged", found.not_judged == audited.not_judged),
            ("rejected", found.rejected == register.rejected),
        )
        if not alike
    ]


# -- growth --------------------------------------------------------------------------------------------------------


def growth() -> None:
    """Registers in Parquet, each ten times the one before."""
    before = 0.0
    for rows in (*GROWTH, LONG_WAY):
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
            (not before or each <= 1.3 * before) and peak < MOST_OF_ALL,
        )
        before = each
