"""Files that are meant to do harm: each ends in rows or in one sentence, and nothing it does reaches the caller."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import polars as pl
import pytest

from backlog.handmade import MAIN, row, worksheet, xlsx
from casework.backlog import read_register
from casework.backlog import workbook as reading
from casework.backlog.columns.reading import read_source
from casework.backlog.files import read_sheets
from casework.backlog.parquet_size import claimed_bytes
from casework.backlog.workbook import WorkbookLimits, limits_here
from casework.errors import CaseworkError, ImportRejected

SMALL = WorkbookLimits(seconds=20, memory=1 << 27, cells=100_000, kept=2_000_000)
DAMAGED = "cannot be read"


def refusal(path, limits=SMALL):
    with pytest.raises(ImportRejected) as caught:
        list(read_sheets(path, limits=limits))
    said = str(caught.value)
    assert said.startswith(path.name)
    assert len(said.splitlines()) == 1
    return said


# what stands in the sheet, what is said
SHEETS = {
    "cells that never close": ('<row r="1">' + '<c r="A1" t="e"' * 50_000, DAMAGED),
    "cells within cells": ('<row r="1">' + '<c r="A1">' * 50_000, DAMAGED),
    "openings alone": ("<row " * 50_000, DAMAGED),
    "a row far below": ('<row r="99999999"><c r="A99999999"><v>1</v></c></row>', "99999999"),
    "a column far out": ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "column 18278"),
    "a cell nowhere": ('<row r="1"><c r="ZZZZZZZ99999999999"><v>1</v></c></row>', "no sheet has"),
    "a wide grid": ("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 9)), "stray cells"),
    "one endless text": (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "甲" * 30_000_000 + "</t></is></c></row>",
        "memory",
    ),
}


@pytest.mark.parametrize(("rows", "said"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_that_means_harm(tmp_path, rows, said):
    assert said in refusal(xlsx(tmp_path / "t.xlsx", worksheet(rows)))


MERGED = '<mergeCell ref="A1:B2"/>'


def test_merged_ranges_upon_each_other(tmp_path):
    """Two hundred times the same four cells: no program writes that, and filling them would cost the square."""
    rows = row(1, "a", "b") + row(2, "c", "d")
    path = xlsx(tmp_path / "t.xlsx", worksheet(rows, after=f"<mergeCells>{MERGED * 200}</mergeCells>"))
    assert "lie upon each other" in refusal(path)


def test_entities_are_refused(tmp_path):
    """A thousand million times ha."""
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e0 "ha">{lines}]><sst xmlns="{MAIN}"><si><t>&e9;</t></si></sst>'
    )
    path = xlsx(tmp_path / "t.xlsx", row(1, (' t="s"', "<v>0</v>")), parts={"xl/sharedStrings.xml": text})
    assert "document type" in refusal(path)


def test_a_zip_that_swells(tmp_path):
    """Half a megabyte of file, a hundred of text: within 64 MB of memory it is read past, piece by piece."""
    text = f'<sst xmlns="{MAIN}"><si><t>a</t></si>{" " * 100_000_000}</sst>'
    path = xlsx(tmp_path / "t.xlsx", row(1, (' t="s"', "<v>0</v>")), parts={"xl/sharedStrings.xml": text})
    (read,) = read_sheets(path, limits=WorkbookLimits(memory=1 << 26))
    assert read.rows == [["a"]]


def test_a_text_that_repeats_is_kept_once_and_many_are_too_much(tmp_path):
    """A thousand rows of one text of 1,000 letters pass where 2 MB are allowed; as many different ones do not."""
    same = "".join(row(n, "甲" * 1000) for n in range(1, 1001))
    other = "".join(row(n, f"{n}" + "甲" * 1000) for n in range(1, 2001))
    (read,) = read_sheets(xlsx(tmp_path / "a.xlsx", same), limits=SMALL)
    assert len(read.rows) == 1000
    assert "2 MB" in refusal(xlsx(tmp_path / "b.xlsx", other))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", ["days-1900.xls", "register.xls"])
def test_bytes_of_the_old_format_overwritten(tmp_path, name, seed):
    chosen = random.Random(seed)
    content = bytearray((Path(__file__).parent / name).read_bytes())
    for _ in range(30):
        at = chosen.randrange(512, len(content))
        content[at : at + 4] = bytes(chosen.choice((0, 1, 0x7F, 0xFF)) for _ in range(4))
    path = tmp_path / "t.xls"
    path.write_bytes(content)
    try:
        said = [str(sheet.rows) for sheet in read_sheets(path, limits=SMALL)]
    except ImportRejected as error:
        said = [str(error)]
    assert [len(text.splitlines()) for text in said] == [1] * len(said)


@pytest.mark.parametrize("cut", [30, 100, 700, 1200])
def test_a_workbook_cut_off(tmp_path, cut):
    path = xlsx(tmp_path / "t.xlsx", row(1, "a"))
    path.write_bytes(path.read_bytes()[:cut])
    assert DAMAGED in refusal(path)


def test_compressed_bytes_overwritten(tmp_path):
    """What deflate or the check sum notices is not a traceback."""
    path = xlsx(tmp_path / "t.xlsx", row(1, *("ab" * n for n in range(1, 20))))
    whole = path.read_bytes()
    for at in range(whole.index(b"sheet1.xml") + 12, whole.index(b"sheet1.xml") + 200, 20):
        path.write_bytes(whole[:at] + bytes(255 - byte for byte in whole[at : at + 3]) + whole[at + 3 :])
        assert DAMAGED in refusal(path)


def test_a_web_page_of_spans(tmp_path):
    path = tmp_path / "t.xls"
    path.write_text("<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 40, encoding="utf-8")
    assert "100000 cells" in refusal(path)
    path.write_text("<table><tr><td>x" * 60, encoding="utf-8")
    assert "50 deep" in refusal(path)


# what the process that reads does instead of reading, what is said
MISCHIEF = {
    "import os; os.abort()": "broke off",
    "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)": "broke off",
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": "memory",
    "pass": "broke off",
    "print('not json')": "broke off",
    "print('[' * 100000)": "broke off",
    'print(\'{"name": 1, "first_row": 1, "hidden": false, "date_1904": false}\')': "broke off",
    'print(\'[["rows", "without", "a sheet"]]\')': "broke off",
    'print(\'{"name": "a", "first_row": 1, "hidden": false, "date_1904": false}\\n[[1, 2]]\')': "broke off",
    'print(\'{"name": "a", "first_row": 1, "hidden": false, "date_1904": false}\\n[[["x"]]]\')': "broke off",
    'print(\'{"name": "a", "first_row": 1, "hidden": false, "date_1904": false}\\n{"merged": [[1, 2]]}\')': "broke off",
    'print(\'{"name": "a", "first_row": -1, "hidden": false, "date_1904": false}\')': "broke off",
    'print(\'{"name": "a", "first_row": 1, "hidden": false, "date_1904": false}\\n{"merged": [[0, 0, 9, 9]]}\\n[["x"]]\\n{"end": true}\')': "broke off",
    'print(\'{"name": "a", "first_row": 1, "hidden": false, "date_1904": false}\\n{"merged": [[0, 0, -5, 0], [0, 0, 0, 9]]}\\n[["x"]]\\n{"end": true}\')': "broke off",
    "import sys\nwhile True: sys.stdout.write('x' * 1000000)": "broke off",
    'print(\'{"name": "a", "first_row": 1, "hidden": false, "date_1904": false}\')\nwhile True: print(\'[[""]]\')': "2 MB",
    'print(\'{"refused": "one\\\\ntwo"}\')': "one two",
    "import time; time.sleep(60)": "1 seconds",
    "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])": "1 seconds",
}


@pytest.mark.parametrize(("program", "said"), MISCHIEF.items(), ids=range(len(MISCHIEF)))
def test_whatever_the_reader_does_is_one_sentence_and_it_is_gone(tmp_path, monkeypatch, program, said):
    """As if a file had taken over the process that reads it."""
    started = []
    original = subprocess.Popen

    class Kept(original):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(reading, "_command", lambda kind, limits: [sys.executable, "-I", "-c", program])
    monkeypatch.setattr(reading.subprocess, "Popen", Kept)
    limits = WorkbookLimits(seconds=1 if "sleep" in program else 20, kept=2_000_000)
    assert said in refusal(xlsx(tmp_path / "t.xlsx", row(1, "a")), limits)
    assert [process.returncode is not None for process in started] == [True]


def test_an_installation_that_is_not_whole_is_not_blamed_on_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_START", "import no_such_module")
    with pytest.raises(CaseworkError, match="install casework anew"):
        list(read_sheets(xlsx(tmp_path / "t.xlsx", row(1, "a"))))


def test_a_module_in_the_working_folder_is_not_run(tmp_path, monkeypatch):
    """A folder of registers may hold a file named like a module that reading needs."""
    for name in ("zipfile", "json", "xlrd", "casework"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')", encoding="utf-8")
    path = xlsx(tmp_path / "t.xlsx", row(1, "a"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    (read,) = read_sheets(path)
    assert read.rows == [["a"]]


def test_workbooks_are_read_from_threads(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", row(1, "a"))
    found = []
    threads = [threading.Thread(target=lambda: found.extend(read_sheets(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.rows for each in found] == [[["a"]]] * 4


def test_limits_are_set_by_the_environment_or_the_caller(tmp_path, monkeypatch):
    path = xlsx(tmp_path / "t.xlsx", row(1, "编号", "收到日期") + row(2, "1", "2026-09-07"))
    monkeypatch.setenv("CASEWORK_WORKBOOK_SECONDS", "7")
    monkeypatch.setenv("CASEWORK_WORKBOOK_MEMORY", "512")
    monkeypatch.setenv("CASEWORK_WORKBOOK_CELLS", "3")
    assert limits_here() == WorkbookLimits(seconds=7, memory=512 << 20, cells=3)
    with pytest.raises(ImportRejected, match="more than 3 cells"):
        read_register(path)
    assert len(read_register(path, limits=WorkbookLimits()).cases) == 1


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "0", "9" * 20])
def test_limits_that_are_no_numbers(monkeypatch, text):
    monkeypatch.setenv("CASEWORK_WORKBOOK_SECONDS", text)
    with pytest.raises(CaseworkError, match="CASEWORK_WORKBOOK"):
        limits_here()


@pytest.mark.parametrize("name", ["seconds", "memory", "cells", "kept"])
def test_limits_begin_at_something(name):
    with pytest.raises(ValueError, match=name):
        WorkbookLimits(**{name: 0})


# what a Parquet file holds, how it is compressed, what is said
SWOLLEN = {
    "one text of 100 MB": ({"case_id": ["1"], "received_on": ["2026-09-07"], "subject": ["a" * 100_000_000]}, "95 MB"),
    "three million rows alike": ({"case_id": ["1"] * 3_000_000, "received_on": ["2026-09-07"] * 3_000_000}, "3000000"),
}


@pytest.mark.parametrize(("columns", "said"), SWOLLEN.values(), ids=SWOLLEN)
@pytest.mark.parametrize("read", [read_register, lambda path: read_source(path, {})], ids=["rows", "columns"])
def test_a_parquet_file_that_swells(tmp_path, columns, said, read):
    """Some kilobytes that would take all the memory there is. 100,000,000 bytes are 95 MB of 2^20 bytes."""
    path = tmp_path / "t.parquet"
    pl.DataFrame(columns).write_parquet(path, compression="zstd")
    with pytest.raises(ImportRejected, match=said):
        read(path)


@pytest.mark.parametrize("compression", ["zstd", "snappy", "uncompressed"])
def test_what_a_parquet_file_claims_is_what_another_reader_counts(tmp_path, compression):
    from pyarrow.parquet import ParquetFile

    path = tmp_path / "t.parquet"
    rows = {"case_id": [f"A{n}" for n in range(5000)], "subject": ["甲", "乙"] * 2500}
    pl.DataFrame(rows).write_parquet(path, compression=compression, row_group_size=1000)
    counted = ParquetFile(path).metadata
    assert claimed_bytes(path) == sum(counted.row_group(n).total_byte_size for n in range(counted.num_row_groups)) > 0


@pytest.mark.parametrize("seed", range(40))
def test_bytes_of_a_parquet_file_overwritten(tmp_path, seed):
    chosen = random.Random(seed)
    path = tmp_path / "t.parquet"
    pl.DataFrame({"case_id": [f"A{n}" for n in range(50)], "received_on": ["2026-09-07"] * 50}).write_parquet(path)
    content = bytearray(path.read_bytes())
    for _ in range(3):
        content[chosen.randrange(4, len(content) - 8)] = chosen.randrange(256)
    path.write_bytes(content)
    for read in (read_register, lambda file: read_source(file, {})):
        try:
            said = [str(read(path).size if read is not read_register else len(read(path).cases))]
        except ImportRejected as error:
            said = str(error).splitlines()
        assert len(said) == 1
