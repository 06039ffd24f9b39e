"""What is read from a workbook: every dialect, every kind of cell, merged ranges, hidden sheets, where rows stand."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from backlog.handmade import row, worksheet, xlsx
from casework.backlog import read_register
from casework.backlog.columns import evaluate_columns
from casework.backlog.files import read_sheets
from casework.backlog.sheet import BAD_CELL, NO_VALUE, UNREADABLE, Merged, Sheet, is_unreadable, with_days
from casework.errors import ImportRejected
from casework.spreadsheet import cells
from casework.spreadsheet.grid import Grid
from casework.spreadsheet.package import read_package

REGISTERS = Path(__file__).parent / "registers"


def sheet_of(path):
    (found,) = read_sheets(path)
    return found


def test_a_merged_range_is_told_and_its_value_stands_top_left():
    found = sheet_of(REGISTERS / "c01-merged-reply-day.xlsx")
    assert set(found.merged) == {Merged(1, 3, 3, 3), Merged(1, 4, 3, 4), Merged(1, 5, 3, 5)}
    assert [cells[4] for cells in found.rows] == ["答复日期", "2026-09-25", "", ""]


# the sheet's file, the row as it must be read
CELLS = {
    "c03-formula-without-value.xlsx": ["C-1", "2026-09-07", "2026-09-09", NO_VALUE],
    "c06-error-cell-x-prefix.xlsx": ["ER-2", "2026-09-07", "#N/A"],
    "c08-error-cell-strict.xlsx": ["ER-2", "2026-09-07", "#N/A"],
    "c21-zero-days.xlsx": ["ZE-1", "2026-09-07", "1900-01-00"],
    "c23-html.xls": [
        "2024-001",
        "张三",
        "2024-03-05",
        "当面",
        "某地块征收批文",
        "自然资源科",
        "2024-04-02",
        "予以公开",
    ],
}


@pytest.mark.parametrize(("name", "cells"), CELLS.items())
def test_the_second_row_of_each_file(name, cells):
    assert sheet_of(REGISTERS / name).rows[1] == cells


# what the reply day of the second row holds
UNREAD = {
    "c03-formula-without-value.xlsx": NO_VALUE,
    "c06-error-cell-x-prefix.xlsx": "#N/A",
    "c08-error-cell-strict.xlsx": "#N/A",
}


@pytest.mark.parametrize(("name", "value"), UNREAD.items())
def test_a_reply_day_that_nobody_can_read_is_rejected_by_both_readers(name, value):
    """Never an empty cell, which would say that nobody replied."""
    fault = [(2, "答复日期", value)]
    assert [(each.row, each.column, each.value) for each in read_register(REGISTERS / name).rejected] == fault
    found = evaluate_columns(REGISTERS / name, date(2026, 11, 20))
    assert [(each.row, each.column, each.value) for each in found.rejected] == fault


@pytest.mark.parametrize("name", ["c20-stray-style.xlsx", "c23-html.xls", "c11-1904-general.xlsx"])
def test_both_readers_read_the_same_days(name):
    register = read_register(REGISTERS / name)
    by_row = [case.first_day for case in register.cases]
    found = evaluate_columns(REGISTERS / name, date(2026, 11, 20))
    assert by_row == found.cases["received_on"].to_list()
    assert None not in by_row


def test_a_workbook_is_read_by_its_content_not_its_name():
    found = sheet_of(REGISTERS / "c22-xlsx-named.xls")
    assert found.rows[2][:3] == ["编号", "申请人", "收到日期"]
    assert found.rows[3][0] == "2024-001"


def test_a_styled_cell_far_below_adds_no_row():
    assert len(sheet_of(REGISTERS / "c20-stray-style.xlsx").rows) == 2


def test_hidden_sheets_are_told():
    found = list(read_sheets(REGISTERS / "c15-hidden-sheet-first.xlsx"))
    assert [(each.name, each.hidden) for each in found] == [("2023年", True), ("2024年", False)]


def test_days_of_a_1904_workbook_in_cells_without_a_format():
    """43,894 days after 1904-01-01 is 2024-03-05: 120 years of 365 days, 30 leap days up to 2024, 64 days to 5 March."""
    assert 120 * 365 + 30 + 64 == 43894
    register = read_register(REGISTERS / "c11-1904-general.xlsx")
    assert [str(case.first_day) for case in register.cases] == ["2024-03-05", "2024-04-26", "2024-09-12"]


def test_of_a_1904_workbook_only_days_are_moved():
    read = Sheet("a", [["编号", "收到日期", "延期天数"], ["43894", "43894", "15000"]], date_1904=True)
    assert with_days(read, {1}, 0).rows == [["编号", "收到日期", "延期天数"], ["43894", "2024-03-05", "15000"]]
    same = Sheet("a", read.rows)
    assert with_days(same, {1}, 0) is same


# a cell's attributes and content, its text; shared text 0 is 甲, 1 is rich, 2 has a reading aid
ONE_CELL = {
    (' t="s"', "<v>0</v>"): "甲",
    (' t="s"', "<v>1</v>"): "甲乙",
    (' t="s"', "<v>2</v>"): "東京",
    (' t="s"', "<v>9</v>"): BAD_CELL,
    (' t="str"', "<f>A1</f><v>x</v>"): "x",
    (' t="str"', "<f>IF(A1,1,&quot;&quot;)</f><v></v>"): "",
    (' t="str"', "<f>A1</f>"): NO_VALUE,
    ("", "<f>A1</f>"): NO_VALUE,
    ("", "<f>A1</f><v/>"): NO_VALUE,
    ("", '<f t="shared" si="0"/><v>5</v>'): "5",
    ("", '<f t="shared" si="0"/>'): NO_VALUE,
    ("", "<v>15</v>"): "15",
    ("", "<v>1.5E2</v>"): "150",
    ("", "<v>0.1</v>"): "0.1",
    ("", "<v>202600000000000001</v>"): "202600000000000001",
    (' s="1"', "<v>45356</v>"): "2024-03-05",
    (' s="2"', "<v>45356.5</v>"): "2024-03-05 12:00:00",
    (' s="1"', "<v>0</v>"): "1900-01-00",
    (' s="1"', "<v>60</v>"): "1900-02-29",
    (' s="1"', "<v>61</v>"): "1900-03-01",
    (' s="1"', "<v>1</v>"): "1900-01-01",
    (' s="1"', "<v>0.5</v>"): "12:00:00",
    (' s="3"', "<v>45356</v>"): "45356",
    (' s="99"', "<v>45356</v>"): "45356",
    (' s="1" t="d"', "<v>2024-03-05</v>"): "2024-03-05",
    (' t="b"', "<v>1</v>"): "true",
    (' t="e"', "<f>1/0</f><v>#DIV/0!</v>"): "#DIV/0!",
    (' t="e"', "<v>#NULL!</v>"): "#NULL!",
    (' t="e"', "<v>#ANY</v>"): BAD_CELL,
    (' t="e"', ""): BAD_CELL,
    (' t="inlineStr"', "<is><t>a&amp;b &lt;&#20013;&gt;_x000A_c</t></is>"): "a&b <中>\nc",
    (' t="inlineStr"', "<is><r><t>a</t></r><r><t>b</t></r></is>"): "ab",
    (' t="inlineStr"', "<is><t><![CDATA[a&b]]></t></is>"): "a&b",
    (' t="new"', "<v>1</v>"): BAD_CELL,
    (' s="1"', ""): "",
}
TEXTS = ("<t>甲</t>", "<r><t>甲</t></r><r><rPr/><t>乙</t></r>", "<t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>")


def prefixed(rows):
    """The same sheet with every element under a prefix, which is read the other way."""
    named = worksheet(rows).replace("</", "\0").replace("<?", "\1").replace("<![", "\2").replace("<", "<x:")
    return named.replace("\0", "</x:").replace("\1", "<?").replace("\2", "<![").replace("xmlns=", "xmlns:x=")


@pytest.mark.parametrize(("cell", "text"), ONE_CELL.items(), ids=lambda value: str(value)[:50])
@pytest.mark.parametrize("whole", [worksheet, prefixed])
def test_every_kind_of_cell(tmp_path, cell, text, whole):
    """Between two texts, so that it is neither at the beginning nor at the end of the row."""
    read = sheet_of(xlsx(tmp_path / "t.xlsx", whole(row(1, "a", cell, "z")), texts=TEXTS))
    assert read.rows == [["a", text, "z"]]


def test_both_ways_to_read_cells_agree(tmp_path):
    """Rows drawn from every kind of cell that the fast way knows, some missing, some rows empty."""
    chosen = random.Random(711)
    kinds = [cell for cell in ONE_CELL if "<r>" not in cell[1] and "CDATA" not in cell[1]] + ["甲", "", None]
    numbers = sorted(chosen.sample(range(1, 400), 120))
    rows = "".join(row(number, *(chosen.choice(kinds) for _ in range(9))) for number in numbers)
    with xlsx(tmp_path / "t.xlsx", worksheet(rows), texts=TEXTS).open("rb") as file:
        package = read_package(file)
        found = []
        for way in (cells._by_pattern, cells._by_expat):
            with package.open("xl/worksheets/sheet1.xml") as part:
                found.append(way(part, Grid("a", 10_000), cells.text_of(package)).table())
    assert found[0] == found[1]
    assert len(found[0].rows) == numbers[-1] - numbers[0] + 1


def test_cells_without_a_reference_follow_each_other(tmp_path):
    rows = '<row><c t="inlineStr"><is><t>编号</t></is></c><c><v>1</v></c></row><row/><row><c/><c t="e"><v>#REF!</v></c></row>'
    assert sheet_of(xlsx(tmp_path / "t.xlsx", rows)).rows == [["编号", "1"], ["", ""], ["", "#REF!"]]


def test_rows_before_the_first_value_are_counted(tmp_path):
    styled = '<row r="1"><c r="A1" s="1"/></row><row r="3"><c r="B3" s="1"/></row>'
    read = sheet_of(xlsx(tmp_path / "t.xlsx", styled + row(7, None, None, "x") + row(9, None, None, None, "y")))
    assert (read.first_row, read.rows) == (7, [["x", ""], ["", ""], ["", "y"]])


@pytest.mark.parametrize("text", ['date1904="1"', 'date1904="true"'])
def test_days_of_a_1904_workbook(tmp_path, text):
    read = sheet_of(xlsx(tmp_path / "t.xlsx", row(1, (' s="1"', "<v>43894</v>"), ("", "<v>43894</v>")), date_1904=text))
    assert (read.rows, read.date_1904) == ([["2024-03-05", "43894"]], True)


def test_strict_prefixes_and_other_letters_of_part_names(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", row(1, "a"), row(1, "b"), strict=True, states={2: "veryHidden"})
    assert [(each.rows, each.hidden) for each in read_sheets(path)] == [([["a"]], False), ([["b"]], True)]


def test_merged_ranges_are_cut_to_the_rows(tmp_path):
    """A title over all columns, a range that reaches below the last row, one without a value, one of one cell."""
    merged = '<mergeCells><mergeCell ref="B2:XFD2"/><mergeCell ref="C3:C1048576"/><mergeCell ref="A1:Z1"/><mergeCell ref="B3:B3"/></mergeCells>'
    rows = row(2, None, "台账") + row(3, None, "1", "x") + row(4, None, "2")
    read = sheet_of(xlsx(tmp_path / "t.xlsx", worksheet(rows, after=merged)))
    assert read.rows == [["台账", ""], ["1", "x"], ["2", ""]]
    assert read.merged == (Merged(0, 0, 0, 1), Merged(1, 1, 2, 1))


def test_one_value_far_away_costs_only_its_row(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    read = sheet_of(xlsx(tmp_path / "t.xlsx", row(1, "编号", "收到日期") + row(2, "1", "2026-09-07") + far))
    assert (len(read.rows), read.rows[0], read.rows[2], len(read.rows[-1])) == (
        1_048_576,
        ["编号", "收到日期"],
        [],
        16_384,
    )


def test_the_old_format(tmp_path):
    (found,) = read_sheets(Path(__file__).parent / "register.xls")
    assert found.rows[1] == ["1", "EMS", "2026-03-09", "邮寄", "2026年4月7日"]


@pytest.mark.parametrize("year", [1900, 1904])
def test_errors_merged_ranges_and_dates_of_the_old_format(year):
    """2024-03-05 is day 45356 counted from 1900 and 43894 counted from 1904; the number without a format stays."""
    found, old = read_sheets(Path(__file__).parent / f"days-{year}.xls")
    assert found.first_row == 2
    shown = ["收到日期", "2024-03-05", "", "#N/A", "#DIV/0!", "1900-01-00", "true"]
    assert [cells[1] for cells in found.rows] == [*shown, "43894" if year == 1904 else "45356"]
    assert (found.merged, found.date_1904) == ((Merged(1, 1, 2, 1),), year == 1904)
    assert (found.hidden, old.hidden, old.rows) == (False, True, [["x"]])


def test_a_web_page_with_spans(tmp_path):
    path = tmp_path / "t.xls"
    path.write_text(
        "<html><head><meta charset=gbk><style>td { mso: '<table>' }</style></head><body><table><tr><th colspan=3>台账</th></tr>"
        "<tr><td>编号<td>收到日期<td>答复日期</tr><tr><td>1</td><td>2026-09-07</td><td rowspan='2'>2026-09-25</td></tr>"
        "<tr><td>2</td><td>2026-09-<b>08</b>&nbsp;</td></tr><tr><td>3<br>甲<td>2026-09-09<td>x</table></body></html>",
        encoding="gbk",
    )
    found = sheet_of(path)
    assert found.rows == [
        ["台账", "", ""],
        ["编号", "收到日期", "答复日期"],
        ["1", "2026-09-07", "2026-09-25"],
        ["2", "2026-09-08", ""],
        ["3\n甲", "2026-09-09", "x"],
    ]
    assert found.merged == (Merged(0, 0, 0, 2), Merged(2, 2, 3, 2))


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_a_workbook_as_one_xml_file(tmp_path, encoding):
    """Places left out, merged cells, an error, a formula without a value, the day 0, a day with a time, a hidden sheet."""
    rows = (
        '<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">台账</Data></Cell><Cell><Data ss:Type="String">x</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:MergeDown="1"><Data ss:Type="DateTime">2026-09-25T00:00:00.000</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String"><B>a</B>&#10;b</Data></Cell><Cell ss:Index="3"><Data ss:Type="Error">#N/A</Data></Cell></Row>'
        '<Row><Cell ss:Formula="=A1"/><Cell><Data ss:Type="DateTime">1899-12-31T00:00:00.000</Data></Cell><Cell><Data ss:Type="DateTime">2026-09-25T08:30:00.000</Data></Cell></Row>'
    )
    hidden = '<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">y</Data></Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>'
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    whole = f'<?xml version="1.0" encoding="{encoding}"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="台账"><Table>{rows}</Table></Worksheet>{hidden}</Workbook>'
    path = tmp_path / "t.xls"
    path.write_bytes(whole.encode(encoding))
    found, old = read_sheets(path)
    assert found.rows == [
        ["台账", "", "x"],
        ["1", "2026-09-25", ""],
        ["a\nb", "", "#N/A"],
        [NO_VALUE, "1900-01-00", "2026-09-25T08:30:00.000"],
    ]
    assert (found.first_row, found.merged, found.hidden) == (2, (Merged(0, 0, 0, 1), Merged(1, 1, 2, 1)), False)
    assert (old.rows, old.hidden) == ([["y"]], True)


def test_text_under_the_name_of_a_workbook(tmp_path):
    path = tmp_path / "t.xls"
    path.write_text("编号\t收到日期\n1\t2026-09-07\n", encoding="gb18030")
    assert sheet_of(path).rows == [["编号", "收到日期"], ["1", "2026-09-07"]]


def test_a_workbook_under_the_name_of_a_text(tmp_path):
    assert sheet_of(xlsx(tmp_path / "t.csv", row(1, "编号"))).rows == [["编号"]]


def zipped(*names):
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return held.getvalue()


OTHERS = {
    zipped("mimetype", "content.xml"): "OpenDocument",
    zipped("xl/workbook.bin"): "xlsb",
    zipped("word/document.xml"): "holds no workbook",
    b"%PDF-1.7": "PDF",
    b"MIME-Version: 1.0\n": "web archive",
    b'<?xml version="1.0"?><register/>': "holds no workbook",
    b'<?xml version="1.0"?><Workbook>': "damaged",
    b"<html><body>no table</body></html>": "without a table",
    b"PAR1": "rename",
    b"\x00\x01\x02\x03 any bytes": "no workbook",
    b"a letter in plain words": "no workbook",
}


@pytest.mark.parametrize(("content", "said"), OTHERS.items(), ids=lambda value: str(value)[:30])
def test_what_is_no_workbook_is_refused_with_what_to_do(tmp_path, content, said):
    path = tmp_path / "t.xls"
    path.write_bytes(content)
    with pytest.raises(ImportRejected, match=said):
        list(read_sheets(path))


def test_texts_that_nobody_can_read():
    assert {NO_VALUE, BAD_CELL, "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"} <= UNREADABLE
    assert all(map(is_unreadable, [*UNREADABLE, " #N/A ", "########"]))
    assert not any(map(is_unreadable, ["", "#1", "#", "N/A", "〔2026〕#3号"]))


def test_a_workbook_of_a_library_is_read_the_fast_way(tmp_path, monkeypatch):
    """Else every large register would take four times as long."""
    for memory in (True, False):
        path = tmp_path / f"{memory}.xlsx"
        with xlsxwriter.Workbook(str(path), {"constant_memory": memory}) as made:
            page = made.add_worksheet()
            page.write_row(0, 0, ["编号", "收到日期", "a < b & c"])
            page.write_formula(1, 0, '=IF(1>0,"a","")', None, "a")
        monkeypatch.setattr(cells, "_by_expat", None)
        with path.open("rb") as file:
            package = read_package(file)
            grid = cells.read_cells(package, package.sheets[0], 100)
        assert grid.table().rows == [["编号", "收到日期", "a < b & c"], ["a", "", ""]]
