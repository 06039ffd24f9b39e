"""The evaluation over Arrow batches: however a register is cut, its results and their types are those of the whole."""

from __future__ import annotations

import pickle
import re
import sys
from collections import Counter
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from casework.backlog.columns import evaluate_frame
from casework.backlog.columns.batches import FIELDS, TABLES, evaluate_batches, schema
from casework.backlog.simulate import simulate
from casework.case import Settings
from casework.errors import CaseworkError, DefinitionError, ImportRejected
from casework.office import Office
from casework.regimes import RULES

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra arrow)")

ON = date(2026, 3, 31)
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to.md"


@pytest.fixture(scope="module")
def register():
    """Copied after the day of the reading: some requests are not yet there. Two share a number, one has none."""
    made = simulate(1_200, 11, date(2025, 1, 2), date(2026, 6, 30)).flat()
    shared = made.slice(5, 1).with_columns(登记编号=made["登记编号"].slice(6, 1))
    return pl.concat([made.head(5), shared, made.slice(6), made.slice(9, 1).with_columns(登记编号=pl.lit(""))])


@pytest.fixture(scope="module")
def whole(register):
    return evaluate_frame(register, ON)


def cut(frame, *at):
    """Batches from place to place, in Arrow."""
    ends = [0, *at, frame.height]
    return [batch(frame.slice(start, end - start)) for start, end in pairwise(ends)]


def batch(frame):
    table = frame.to_arrow()
    return pa.RecordBatch.from_arrays([each.combine_chunks() for each in table.columns], names=table.column_names)


def joined(batches, give="cases"):
    table = pl.from_arrow(pa.Table.from_batches(batches, schema(give)))
    return table.cast({"row": pl.UInt32}) if "row" in table.columns else table


def test_one_batch_gives_what_the_frame_gives(register, whole):
    (found,) = evaluate_batches(cut(register), ON)
    assert found.schema == schema()
    assert 0 < found.num_rows < register.height
    assert joined([found]).equals(whole.cases)


@pytest.mark.parametrize("at", [(600,), (1, 2, 8, 700, 1_199), (0, 0, 300, 300, 1_201), tuple(range(10, 1_200, 90))])
def test_many_batches_some_of_them_empty_give_the_whole(register, whole, at):
    told = []
    batches = cut(register, *at)
    found = list(evaluate_batches(batches, ON, told=told.append))
    assert len(found) == len(batches)
    assert len(told) == sum(each.num_rows > 0 for each in batches)
    assert all(each.schema == schema() for each in found)
    assert joined(found).equals(whole.cases)
    rejected = [each for part in told for each in part.rejected]
    assert {each.row for each in rejected} == {each.row for each in whole.rejected} == {7, 8, 1_202}


def test_rows_of_a_number_are_cut_apart_unless_batches_are_taken_together(register, whole):
    """Rows 7 and 8 share theirs: place 6 lies between them."""
    apart = joined(evaluate_batches(cut(register, 6), ON))
    assert set(apart["row"]) - set(whole.cases["row"]) == {7, 8}
    (found,) = evaluate_batches(cut(register, 0, 6, 900), ON, together=True)
    assert joined([found]).equals(whole.cases)
    assert list(evaluate_batches([], ON, together=True)) == []


EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))


@pytest.fixture(scope="module")
def steps():
    """A table of steps, its cases one after the other, and where a case begins."""
    frame = simulate(400, 5, date(2025, 1, 2), date(2026, 6, 30)).events()
    starts = (frame["case_id"] != frame["case_id"].shift()).fill_null(value=True).arg_true().to_list()
    return frame, starts


@pytest.mark.parametrize("give", TABLES)
@pytest.mark.parametrize("form", ["flat", "steps"])
def test_every_table_of_both_forms(register, steps, give, form):
    """A fee is judged by the batch's other requests: its finding alone may differ."""
    frame, at = (register, (400, 800)) if form == "flat" else (steps[0], (steps[1][50], steps[1][150]))
    whole = getattr(evaluate_frame(frame, ON, audit=EVERY_POLICY, clocks=True), give)
    found = list(evaluate_batches(cut(frame, *at), ON, give=give, audit=EVERY_POLICY))
    assert [each.schema for each in found] == [schema(give)] * 3
    assert all(each.num_rows for each in found)
    ours = joined(found, give)
    if give == "findings":
        ours, whole = (table.filter(pl.col("rule") != "fee_without_threshold") for table in (ours, whole))
    assert ours.columns == whole.columns
    assert ours.equals(whole.cast(ours.schema))
    (empty,) = evaluate_batches(cut(frame.head(0)), ON, give=give)
    assert empty.schema == schema(give)


def test_findings_need_no_settings(register):
    found = joined(list(evaluate_batches(cut(register), ON, give="findings")), "findings")
    assert found.equals(evaluate_frame(register, ON, audit=Settings()).findings)
    assert not found.is_empty()


def test_a_table_that_is_not_given_is_named():
    with pytest.raises(CaseworkError, match="no table 'rows' can be given; there are cases, findings, clocks"):
        evaluate_batches([], ON, give="rows")


def test_no_batches_give_none_and_the_next_is_asked_for_late(register):
    assert list(evaluate_batches([], ON)) == []

    def once():
        yield cut(register.head(3))[0]
        raise AssertionError("asked for too early")

    assert next(evaluate_batches(once(), ON)).num_rows == 3


def test_types_are_the_same_whatever_a_batch_holds(register):
    """Nothing but rejected rows; nothing but what is not yet there; columns without a type; words kept once."""
    late = register.filter(pl.col("收到日期") > ON)
    bare = pa.table({"登记编号": ["1", "2"], "收到日期": pa.nulls(2), "承办单位": pa.nulls(2)}).to_batches()[0]
    worded = register.cast({"承办单位": pl.Categorical, "登记编号": pl.Categorical})
    for given, rows in (
        (batch(register.slice(5, 2)), 0), (batch(late), 0), (batch(register.head(0)), 0), (bare, 2),
        (pa.RecordBatch.from_pylist([]), 0), (batch(worded.head(3)), 3),
    ):  # fmt: skip
        (found,) = evaluate_batches([given], ON)
        assert found.schema == schema()
        assert found.num_rows == rows


def test_the_schema_is_the_stated_one_and_only_of_types_that_spark_has(whole):
    assert schema().names == list(FIELDS) == whole.cases.columns
    assert {str(kind) for kind in schema().types} == {"int64", "int32", "string", "date32[day]", "bool"}


@pytest.mark.parametrize("kind", [pl.String, pl.Datetime("us"), pl.Datetime("ns"), "zoned"])
def test_days_may_be_text_or_instants(register, whole, kind):
    """Without an offset an instant is Beijing time; with one, its day in China: 2026-03-03T16:00Z is 2026-03-04."""
    days = [name for name, each in register.schema.items() if each == pl.Date]
    if kind == "zoned":
        there = pl.col(days).cast(pl.Datetime("us")).dt.replace_time_zone("Asia/Shanghai")
        given = register.with_columns(there.dt.convert_time_zone("UTC"))
    else:
        given = register.with_columns(pl.col(days).cast(kind))
    assert joined(evaluate_batches(cut(given, 500), ON)).equals(whole.cases)


def test_it_can_be_sent_to_a_worker(register, whole):
    sent = pickle.loads(pickle.dumps(partial(evaluate_batches, on=ON, office=Office(), params={})))
    assert joined(sent(cut(register, 700))).equals(whole.cases)


def test_faults_are_said_before_a_batch_is_read():
    with pytest.raises(DefinitionError, match="no_such"):
        evaluate_batches([], ON, params={"no_such": "A"})
    with pytest.raises(ImportRejected):
        list(evaluate_batches([pa.RecordBatch.from_pylist([{"a": 1}])], ON))


def test_a_missing_pyarrow_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CaseworkError, match=r"casework\[arrow\]"):
        schema()


@pytest.mark.parametrize("what", ["iter_batches", "evaluate_slices"])
def test_the_pieces_of_the_how_to(register, tmp_path, monkeypatch, what):
    page = HOW_TO.read_text(encoding="utf-8")
    (code,) = re.findall(rf"```py\n((?:(?!```).)*{what}\((?:(?!```).)*)```", page, flags=re.DOTALL)
    register.write_parquet(tmp_path / "register.parquet")
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(compile(code, "how-to", "exec"), space)  # noqa: S102 - our own page
    expected = evaluate_frame(register, date(2026, 6, 30))
    if what == "evaluate_slices":
        assert space["verdicts"] == Counter(expected.cases["verdict"].to_list())
        return
    assert pl.read_parquet("cases.parquet").cast({"row": pl.UInt32}).equals(expected.cases)
    assert len(space["rejected"]) == len(expected.rejected)
