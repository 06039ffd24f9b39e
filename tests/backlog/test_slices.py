"""A register in Parquet, read slice by slice: the slices together say what the whole does."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from casework.backlog.columns import evaluate_columns, evaluate_slices
from casework.backlog.simulate import simulate, write_frame
from casework.case import Settings
from casework.errors import ImportRejected
from casework.regimes import RULES

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 20)
EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))


def written(frame, folder):
    path = folder / "register.parquet"
    frame.write_parquet(path)
    return path


def together(slices):
    cases = pl.concat([found.cases for found in slices])
    findings = pl.concat([found.findings for found in slices])
    left = sum((Counter(found.not_judged) for found in slices), Counter())
    return cases, findings, left, [each for found in slices for each in found.rejected]


@pytest.mark.parametrize("name", ["register.csv", "published-register.csv"])
@pytest.mark.parametrize("rows", [1, 7, 100, 10_000])
def test_slices_of_an_example_say_what_the_whole_says(tmp_path, name, rows):
    frame = pl.read_csv(EXAMPLES / name, infer_schema=False)
    path = written(frame, tmp_path)
    whole = evaluate_columns(path, ON, audit=EVERY_POLICY)
    slices = list(evaluate_slices(path, ON, rows, audit=EVERY_POLICY))
    assert len(slices) == -(-frame.height // rows)
    cases, findings, left, rejected = together(slices)
    assert cases.equals(whole.cases)
    assert findings.equals(whole.findings)
    assert left == Counter(whole.not_judged)
    assert rejected == list(whole.rejected)


def test_slices_of_a_made_up_office_say_what_the_whole_says(tmp_path):
    path = tmp_path / "office.parquet"
    write_frame(simulate(3000, 3, date(2025, 1, 1), ON).flat(), path)
    whole = evaluate_columns(path, ON, audit=EVERY_POLICY)
    cases, findings, *_ = together(list(evaluate_slices(path, ON, 1000, audit=EVERY_POLICY)))
    assert cases.equals(whole.cases)
    assert findings.equals(whole.findings)


def in_order(cases, findings):
    return cases.sort("row"), findings.sort("row", "rule", "on")


@pytest.mark.parametrize("order", ["by case", "by day", "anyhow"])
@pytest.mark.parametrize("rows", [1, 37, 1000, 100_000])
def test_slices_of_a_table_of_steps_cut_no_case(tmp_path, order, rows):
    """However its rows lie; those of a case that are not read in its slice are not read in another one either."""
    frame = pl.read_csv(EXAMPLES / "register-events.csv", infer_schema=False)
    frame = frame if rows >= 37 else frame.head(300)
    if order != "by case":
        frame = (
            frame.sort("on", maintain_order=True)
            if order == "by day"
            else frame.sample(fraction=1, shuffle=True, seed=3)
        )
    path = written(frame, tmp_path)
    whole = evaluate_columns(path, ON, audit=EVERY_POLICY, clocks=True)
    slices = list(evaluate_slices(path, ON, rows, audit=EVERY_POLICY, clocks=True))
    cases, findings, left, rejected = together(slices)
    for ours, expected in zip(in_order(cases, findings), in_order(whole.cases, whole.findings), strict=True):
        assert ours.equals(expected)
    clocks = pl.concat([found.clocks for found in slices])
    assert clocks.sort("case_id", "clock").equals(whole.clocks.sort("case_id", "clock"))
    assert left == Counter(whole.not_judged)
    assert sorted(rejected, key=str) == sorted(whole.rejected, key=str)
    assert len(slices) > 1 or rows == 100_000


def test_rows_of_steps_without_a_number_or_with_faults_are_named_once(tmp_path):
    """Row 3 names no case, row 4 is blank, row 7 has no day, row 8 (the only one of its case) no known step."""
    rows = [
        ("甲", "2026-03-09", "open"), ("", "2026-03-09", "open"), ("", "", ""), ("乙", "2026-03-09", "open"),
        ("甲", "2026-03-10", "register"), ("乙", "三月", "register"), ("丙", "2026-03-11", "jump"),
    ]  # fmt: skip
    path = written(pl.DataFrame(rows, schema=["case_id", "on", "step"], orient="row"), tmp_path)
    whole = evaluate_columns(path, ON)
    slices = list(evaluate_slices(path, ON, 2))
    assert sorted({each.row for found in slices for each in found.rejected}) == [3, 7, 8]
    assert sorted((each for found in slices for each in found.rejected), key=str) == sorted(whole.rejected, key=str)
    assert pl.concat([found.cases for found in slices]).sort("row").equals(whole.cases.sort("row"))


def test_a_table_of_steps_without_rows_has_one_empty_slice(tmp_path):
    path = written(pl.DataFrame(schema=dict.fromkeys(("case_id", "on", "step"), pl.String)), tmp_path)
    (found,) = evaluate_slices(path, ON)
    assert found.cases.is_empty()


def test_a_number_in_two_slices_is_rejected_in_both(tmp_path):
    """Rows 2 and 5 share a number though blanks stand around one; row 4 has no day that can be read."""
    frame = pl.DataFrame(
        {"编号": ["甲1", "甲2", "甲3", " 甲1 "], "收到日期": ["2026-03-02", "2026-03-03", "三月", "2026-03-04"]}
    )
    path = written(frame, tmp_path)
    first, second = evaluate_slices(path, ON, 2)
    assert first.cases["row"].to_list() == [3]
    assert [each.row for each in first.rejected] == [2]
    assert [(each.row, each.case_id) for each in second.rejected] == [(4, "甲3"), (5, "甲1")]
    assert first.rejected[0].words[1] == "a number of its own; row 5 has it too"
    assert (*first.rejected, *second.rejected) == evaluate_columns(path, ON).rejected


def test_a_file_without_rows_has_one_empty_slice(tmp_path):
    path = written(
        pl.DataFrame({"编号": [], "收到日期": []}, schema={"编号": pl.String, "收到日期": pl.Date}), tmp_path
    )
    (found,) = evaluate_slices(path, ON)
    assert found.cases.is_empty()
    assert not found.rejected


def test_what_is_not_read_in_slices(tmp_path):
    with pytest.raises(ImportRejected, match="Parquet"):
        next(evaluate_slices(EXAMPLES / "register.csv", ON))
    with pytest.raises(ValueError, match="at least one"):
        next(evaluate_slices(tmp_path / "any.parquet", ON, 0))
    nothing = written(pl.DataFrame({"甲": [1]}), tmp_path)
    with pytest.raises(ImportRejected):
        next(evaluate_slices(nothing, ON))
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"no parquet")
    with pytest.raises(ImportRejected, match="cannot be read"):
        next(evaluate_slices(broken, ON))
