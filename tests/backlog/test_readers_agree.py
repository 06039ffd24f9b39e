"""Odd files that one reader took and the other did not: by the row and by the column they come to the same."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from pyarrow.parquet import ParquetFile

from casework.backlog import by_column, by_row, read_register
from casework.backlog.by_row import Question
from casework.backlog.columns import evaluate_columns
from casework.errors import CaseworkError, ImportRejected

ON = date(2026, 11, 20)
COUNTS = ("cases", "rejected", "undecided", "unknown", "overdue", "closed_on_time")


def answers(path):
    """What both say: the counts, the rejected cells and the rows that are no requests, or the refusal's sentence."""
    found = []
    for reader in (by_row, by_column):
        try:
            answer = reader.answer(Question(path, ON, "en"))
        except CaseworkError as refused:
            found.append(str(refused))
            continue
        counts = {name: answer.summary[name] for name in COUNTS}
        cells = [(each.row, each.column, each.value) for each in answer.rejected]
        found.append((counts, cells, [each["row"] for each in answer.summary["not_cases"]]))
    return found


def quoted(*cells):
    return ",".join(f'"=""{cell}"""' if cell else "" for cell in cells)


def test_a_quoted_number_alone_in_its_row(tmp_path):
    """Row 3 has nothing but its number: a request of which nothing is known, not a remark."""
    path = tmp_path / "t.csv"
    path.write_text(
        "编号,收到日期,答复日期\n" + quoted("A-1", "2026-09-07", "2026-09-10") + "\n" + quoted("A-2") + "\n"
    )
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert by_rows[0]["cases"] == 2
    assert by_rows[2] == []


def test_a_rejected_quoted_cell_is_shown_without_its_quotes(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("编号,收到日期,备注\n" + quoted("A-1", "九月七日", "1") + "\n")
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert by_rows[1] == [(2, "收到日期", "九月七日")]


def test_quoted_cells_of_a_parquet_file(tmp_path):
    path = tmp_path / "t.parquet"
    rows = {
        "编号": ['="A-1"'],
        "收到日期": ['="2026-09-07"'],
        "答复日期": ['="2026-09-10"'],
        "答复类型": ['="予以公开"'],
    }
    pl.DataFrame(rows).write_parquet(path)
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert by_rows[0]["closed_on_time"] == 1


def test_headings_below_the_title_of_a_parquet_file(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"2026年台账": ["编号", "A-1"], "_1": ["收到日期", "2026-09-07"]}).write_parquet(path)
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert by_rows[0]["overdue"] == 1


def test_a_parquet_file_without_headings(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": ["1"], "b": ["2026-09-07"]}).write_parquet(path)
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert "no row of headings" in by_rows


def test_an_instant_of_the_year_0(tmp_path):
    """In UTC a year before the years Python knows, in Beijing too."""
    path = tmp_path / "t.parquet"
    instants = pl.Series("收到日期", [-62_167_219_200_000_000], pl.Datetime("us", "UTC"))
    pl.DataFrame({"编号": ["A-1"], "收到日期": instants}).write_parquet(path)
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert by_rows[0]["undecided"] == 1


def test_a_text_that_ends_within_a_letter(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"case_id,received_on\nA-1,2026-09-07\n\xe5")
    by_rows, by_columns = answers(path)
    assert by_rows == by_columns
    assert "encoding" in by_rows


@pytest.mark.parametrize("column", [0, 1, 7], ids=["numbers", "days", "a column nobody reads"])
def test_a_damaged_page_is_one_sentence(tmp_path, column):
    """Forty bytes of a page are overwritten; whichever column it is of, nothing but a sentence comes out."""
    path = tmp_path / "t.parquet"
    texts = {f"栏{n}": [f"{n}-{row}" for row in range(50)] for n in range(6)}
    rows = {"编号": [f"A{n}" for n in range(50)], "收到日期": [date(2026, 9, 7)] * 50, **texts}
    pl.DataFrame(rows).write_parquet(path, compression="zstd", statistics=False)
    chunk = ParquetFile(path).metadata.row_group(0).column(column)
    at = chunk.dictionary_page_offset or chunk.data_page_offset
    content = bytearray(path.read_bytes())
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(content)
    for said in answers(path):
        assert isinstance(said, str)
        assert said.startswith("t.parquet")


@pytest.mark.parametrize("read", [read_register, lambda path: evaluate_columns(path, date(2026, 11, 20))])
def test_a_csv_wider_than_any_sheet_is_one_sentence(tmp_path, read):
    path = tmp_path / "wide.csv"
    path.write_text("编号,收到日期" + ",x" * 20_000 + "\n1,2026-03-09\n", encoding="utf-8")
    with pytest.raises(ImportRejected, match="line 1 has 20002 cells; a register has at most 16384"):
        read(path)
