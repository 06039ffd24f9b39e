"""The same question answered by the row and by the column: the same figures, sentences and files, byte for byte."""

from __future__ import annotations

import codecs
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.backlog import by_column, by_row
from casework.backlog.by_row import Question
from casework.backlog.columns import csv_file, paths
from casework.backlog.columns.csv_file import read_csv
from casework.case import Settings
from casework.errors import CaseworkError, ImportRejected
from casework.office import Office
from casework.regimes import RULES
from casework.workdays import WorkCalendar

EXAMPLES = Path(__file__).parents[2] / "examples"
SHIPPED = ("register.csv", "register.xlsx", "register-events.csv", "published-register.csv")
EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))
ON = date(2026, 11, 20)


def hold_equal(asked, folder):
    """Answer both ways; every field and every file must be the same."""
    found = []
    for name, reader in (("row", by_row), ("column", by_column)):
        answer = reader.answer(evolve(asked, out=folder / name))
        files = {path.name: path.read_bytes() for path in answer.paths}
        assert list(files) == ["cases.csv", "rejected.csv", "summary.json", "findings.csv"]
        told = (answer.summary, list(answer.late), answer.late_cases, answer.headings, list(answer.remarks))
        found.append((files, *told, answer.remarks_made, answer.rejected, answer.findings()))
    for ours, theirs in zip(found[1], found[0], strict=True):
        assert ours == theirs
    return found[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("on", [ON, date(2025, 8, 2)])
def test_the_shipped_registers(tmp_path, name, lang, on):
    hold_equal(Question(EXAMPLES / name, on, lang, audit=EVERY_POLICY), tmp_path)


def test_without_an_audit_and_with_what_an_office_decides(tmp_path):
    calendar = WorkCalendar.china(date(2025, 6, 1))
    asked = Question(
        EXAMPLES / "register.csv", ON, "en", calendar, params={"pause_policy": "B"}, office=Office(promised=15)
    )
    files, summary, *_ = hold_equal(asked, tmp_path)
    assert "findings" not in summary
    assert b"why,promise_due,promise\r\n" not in files["cases.csv"] and b",promise_due,promise" in files["cases.csv"]
    assert files["findings.csv"].count(b"\n") == 1


HEADINGS = [
    "编号",
    "收到日期",
    "承办单位",
    "申请方式",
    "申请人类型",
    "答复日期",
    "答复类型",
    "备注",
    "复议结果",
    "备注",
]
ROWS = [
    ["=1", "2026-07-01", "+甲", "网络", "公民", "2026-07-15", "予以公开", "@x", "维持", "第二"],
    ["2", "2026/7/1", "甲", "信鸽", "神仙", "2026-08-03", "看情况", 'say "hi", then\nleave', "", ""],
    ["3", "2026年8月28日", "乙", "当面", "公民", "", "", "", "", ""],
    ["4", "2026-12-01", "乙", "当面", "公民", "", "", "-", "", ""],
    ["5", "2026-02-31", "乙", "当面", "公民", "", "", "", "", ""],
    ["3 ", "2026-08-28", "乙", "当面", "公民", "", "", "", "", ""],
    ["", "", "", "", "", "", "", "", "", ""],
    ["合计", "", "", "", "", "", "", "6", "", ""],
    ["6", "2026-08-28", "乙", "平信", "法人", "2026-11-25", "不予公开", "", "", ""],
    ["7", "", "乙", "当面", "公民", "2026-09-10", "予以公开", "", "", ""],
]


def as_csv(mark, *, quoted=False, end="\n", above=()):
    """The rows as text; a cell with a mark, a quotation mark or a line in it is quoted always."""

    def cell(text):
        told = quoted or any(each in text for each in (mark, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if told else text

    return end.join([*above, *(mark.join(map(cell, row)) for row in (HEADINGS, *ROWS))]) + end


CSVS = {
    "plain": as_csv(",").encode(),
    "bom": codecs.BOM_UTF8 + as_csv(",", end="\r\n").encode(),
    "gb18030": as_csv(",", end="\r\n").encode("gb18030"),
    "tabs": as_csv("\t").encode(),
    "semicolons": as_csv(";", quoted=True).encode("gb18030"),
    "all quoted": as_csv(",", quoted=True).encode(),
    "a title above": as_csv(",", above=("依申请公开台账", "")).encode(),
    "a quoted title of two lines": as_csv(",", above=('"依申请公开\n台账"',)).encode(),
    "no line at the end": as_csv(",").encode().rstrip(b"\n"),
}


@pytest.mark.parametrize("kind", CSVS)
def test_csvs_as_offices_export_them(tmp_path, kind):
    """Row 4 is not received yet, the reply of 6 lies after the day; 3 stands twice, 5 has no such day, a total is none."""
    path = tmp_path / "t.csv"
    path.write_bytes(CSVS[kind])
    assert read_csv(path, {}) is not None, "by the column from the start, not by way of the row reader"
    files, summary, *_ = hold_equal(Question(path, date(2026, 11, 23), "zh", audit=EVERY_POLICY), tmp_path)
    assert (summary["cases"], summary["rejected"], len(summary["not_cases"])) == (4, 3, 1)
    assert "'@x,维持,第二" in files["cases.csv"].decode()


ODD = {
    "a cell beyond the headings": as_csv(",").replace("第二", "第二,第三").encode(),
    "a quote inside a cell": as_csv(",").replace("看情况", '看"情况').encode(),
    "text after a quote": as_csv(",").replace("看情况", '"看"情况').encode(),
    "UTF-16": codecs.BOM_UTF16_LE + as_csv("\t").encode("utf-16-le"),
    "GB18030 after 200,000 bytes of ASCII": b"case_id,received_on,x\n"
    + b"".join(b"%d,2026-03-09,\n" % number for number in range(15_000))
    + "末,2026-03-09,某\n".encode("gb18030"),
}


@pytest.mark.parametrize("kind", ODD)
def test_csvs_that_are_out_of_shape(tmp_path, kind):
    path = tmp_path / "t.csv"
    path.write_bytes(ODD[kind])
    hold_equal(Question(path, date(2026, 4, 1), "en", audit=EVERY_POLICY), tmp_path)


@pytest.mark.parametrize(
    "raw",
    [b'case_id,received_on\n1,"2026-03-09\n2,2026-03-09\n', b"case_id,received_on\n1,2026-03-09\0\n", b"x,y\n1,2\n"],
)
def test_what_the_row_reader_refuses_the_column_refuses_in_the_same_words(tmp_path, raw):
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    said = []
    for reader in (by_row, by_column):
        with pytest.raises(ImportRejected) as error:
            reader.answer(Question(path, ON, "en"))
        said.append(str(error.value))
    assert said[0] == said[1]


CELLS = st.one_of(
    st.sampled_from(
        ("", "1", "2", " 3", "2026-03-04", "2026/3/5", "2026年3月6日", "46090", "2026-03-04; 2026-03-05", "+2026-03-04",
         "26-03-04", "2026-03-04T23:30:00Z", "当面", "平信", "予以公开", "不予公开", "看情况", "合计", "无", "-", "20.0", "open",
         "register", "extend", '"', 'a"b', '""', "\n", "\r\n", ",", ";", "\t", "；", "{}", "\x00", "\ue000", "=1", "𠮷")
    ),
    st.text(max_size=4),
)  # fmt: skip
FLAT = ("申请方式", "答复日期", "答复类型", "征求第三方意见日期", "第三方答复日期", "延期告知日期", "延期天数", "承办单位", "备注", "申请人",
        "编号", "case_id", "", "收费通知日期", "确认日期", "来件日期")  # fmt: skip
LONG = (["case_id", "on", "step", "channel"], ["case_id", "on", "step", "outcome", "x"], ["编号"], ["编号", "x"])


def drawn_csv(data):
    """A table in some dialect, its cells quoted rightly or not at all."""
    heads = data.draw(
        st.one_of(
            st.lists(st.sampled_from(FLAT), max_size=6).map(lambda more: ["编号", "收到日期", *more]),
            st.sampled_from(LONG),
        )
    )
    rows = data.draw(
        st.lists(st.lists(CELLS, max_size=len(heads) + data.draw(st.sampled_from((0, 0, 0, 1)))), max_size=7)
    )
    how, mark = data.draw(st.sampled_from(("raw", "rightly", "always"))), data.draw(st.sampled_from(",,\t;"))
    end, last = data.draw(st.sampled_from(("\n", "\r\n", "\n\n", "\r"))), data.draw(st.booleans())

    def cell(text):
        told = how == "always" or (how == "rightly" and any(each in text for each in (mark, '"', "\n", "\r")))
        return '"' + text.replace('"', '""') + '"' if told else text

    above = data.draw(st.sampled_from(([], [], ["台账"], ["", "x"])))
    lines = [*above, *(mark.join(map(cell, row)) for row in (heads, *rows))]
    encoding = data.draw(st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")))
    return (end.join(lines) + end * last).encode(encoding, "replace")


def told_by(reader, asked):
    """Every part of an answer, or the refusal."""
    try:
        found = reader.answer(asked)
    except CaseworkError as error:
        return str(error)
    return (
        {path.name: path.read_bytes() for path in found.paths}, found.summary, list(found.late), list(found.remarks),
        found.remarks_made, found.headings, found.rejected,
    )  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_drawn_csvs(data, tmp_path, monkeypatch):
    """Whatever stands in a csv, both read it alike or refuse it in the same words; pieces of a file end anywhere."""
    monkeypatch.setattr(csv_file, "_PIECE", data.draw(st.sampled_from((3, 7, 1 << 24))))
    monkeypatch.setattr(paths, "FEW", 0)
    path = tmp_path / "t.csv"
    path.write_bytes(drawn_csv(data))
    asked = Question(path, date(2026, 4, 1), "zh", audit=EVERY_POLICY)
    ours, theirs = (told_by(reader, evolve(asked, out=tmp_path / reader.__name__)) for reader in (by_column, by_row))
    assert ours == theirs, path.read_bytes()


def test_a_workbook_with_two_registers_and_a_row_too_long(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("一", "二"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["台账"])
            for number, row in enumerate([HEADINGS, *ROWS], 1):
                page.write_row(number, 0, [*row, "多"] if number == 2 else row)
    *_, remarks, _made, _rejected, _findings = hold_equal(Question(path, ON, "en", audit=EVERY_POLICY), tmp_path)
    assert "sheet '二' looks like a register too" in remarks[0]


def test_parquet_with_days_numbers_and_lists_in_the_columns_that_pass_through(tmp_path):
    frame = pl.DataFrame({
        "编号": ["1", "2", "3"], "收到日期": [date(2026, 3, 4), date(2026, 3, 5), None], "备注": ["", None, "=1"],
        "金额": [1.0, 1e-5, None], "件数": [1, None, 3], "附件": [["a", None], [], None], "真": [True, None, False],
    })  # fmt: skip
    frame.write_parquet(tmp_path / "t.parquet")
    hold_equal(Question(tmp_path / "t.parquet", ON, "en", audit=EVERY_POLICY), tmp_path)


KINDS = {
    "instants with a zone": pl.Series([datetime(2026, 3, 4, 17, tzinfo=UTC), None]),
    "instants": pl.Series([datetime(2026, 3, 4, 23), None]),  # noqa: DTZ001 - Beijing time
    "whole numbers": pl.Series([46090, None]),
    "numbers": pl.Series([46090.0, 1e20]),
    "yes and no": pl.Series([True, None]),
    "a closed list of words": pl.Series(["2026/3/5", None], dtype=pl.Enum(["2026/3/5"])),
    "nothing": pl.Series([None, None]),
    "lists of texts": pl.Series([["2026-03-04", None], []]),
    "lists of days": pl.Series([[date(2026, 3, 4), date(2026, 3, 9)], None]),
    "records": pl.Series([{"a": 1}, None]),
    "spans": pl.Series([timedelta(days=3), None]),
    "decimals": pl.Series(["1.50", None]).cast(pl.Decimal(10, 2)),
    "bytes": pl.Series([b"2026-03-04", None]),
}


def test_the_mark_that_sentences_keep_for_days_may_stand_in_a_cell(tmp_path):
    """Only a Parquet file can hold it; the sentence repeats a word that is not known."""
    odd = ["看\x000\x00情况", "看\x009\x00情况", "看\x00情况", "看情况"]
    frame = {"编号": list("1234"), "收到日期": ["2026-03-04"] * 4, "答复日期": ["2026-03-20"] * 4, "答复类型": odd}
    pl.DataFrame(frame).write_parquet(tmp_path / "t.parquet")
    hold_equal(Question(tmp_path / "t.parquet", ON, "zh", audit=EVERY_POLICY), tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_parquet_column_of_any_kind(tmp_path, kind):
    """In place of each column of a small register and of a small table of steps."""
    flat = {"编号": ["1", "2"], "收到日期": ["2026-03-04", "2026-03-05"]}
    steps = {"case_id": ["1", "1"], "on": ["2026-03-04", "2026-03-05"], "step": ["open", "register"]}
    more = ("延期天数", "申请方式", "承办单位", "备注", "答复类型", "征求第三方意见日期", "申请人")
    for table, names in ((flat, (*flat, *more)), (steps, (*steps, "channel", "unit", "working_days"))):
        for name in names:
            path = tmp_path / "t.parquet"
            pl.DataFrame({**table, name: KINDS[kind]}).write_parquet(path)
            asked = Question(path, date(2026, 6, 1), "zh", audit=EVERY_POLICY)
            ours, theirs = (
                told_by(reader, evolve(asked, out=tmp_path / reader.__name__)) for reader in (by_column, by_row)
            )
            assert ours == theirs, name


def test_a_table_of_steps_that_says_more_than_its_steps_ask(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "case_id,on,step,channel,party,outcome\n"
        "2,2026-03-04,open,in_person,丙,granted\n1,2026-03-04,open,in_person,,\n"
        "1,2026-03-05,register,fax,,\n2,2026-03-05,register,,-,\n1,2026-03-06,jump,fax,,\n1,x,review,fax,,\n"
        "1,2026-03-05,register,fax,,\n,2026-03-05,register,fax,,\n\n2,2026-04-05,review,,,\n",
        encoding="utf-8",
    )
    *_, remarks, _made, _rejected, _findings = hold_equal(
        Question(path, date(2026, 4, 1), "en", audit=EVERY_POLICY), tmp_path
    )
    assert [remark for remark in remarks if "says nothing" in remark][:2] == [
        "row 2: column 'party' says nothing in open and passes through",
        "row 2: column 'outcome' says nothing in open and passes through",
    ]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(
    ("param", "values"),
    [("pause_policy", ("A", "B")), ("correction_days", ("10", "15", "20")), ("roll_on", ("yes", "no"))],
)
def test_open_questions_of_law(name, param, values):
    asked = Question(EXAMPLES / name, ON, "en")
    asked = evolve(asked, compare=(param, values))
    assert by_column.answer(asked).summary == by_row.answer(asked).summary


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("before", [date(2026, 11, 1), date(2025, 3, 1), date(2004, 1, 1), ON])
def test_two_days(name, before):
    asked = Question(EXAMPLES / name, ON, "en")
    assert by_column.between(asked, before) == by_row.between(asked, before)


@pytest.mark.parametrize("name", ["register.csv", "register-events.csv"])
@pytest.mark.parametrize("rows", [10, 100])
def test_a_large_parquet_is_answered_slice_by_slice(tmp_path, monkeypatch, name, rows):
    """The same figures, sentences and files, fees included, though their other requests lie in other slices."""
    path = tmp_path / "t.parquet"
    pl.read_csv(EXAMPLES / name, infer_schema=False).write_parquet(path)
    monkeypatch.setattr(by_column, "AT_ONCE", rows)
    asked = Question(path, ON, "zh", audit=EVERY_POLICY, compare=("pause_policy", ("A", "B")))
    hold_equal(asked, tmp_path)
    assert by_column.between(asked, date(2026, 11, 1)) == by_row.between(asked, date(2026, 11, 1))


TOLD = "case_id,received_on,replied_on,unit\n"
GOOD = "".join(f"{number},2026-09-01,,u\n" for number in range(6))
ONCE_TOLD_APART = {
    "a return in a heading": 'case_id,received_on,"no\rte"\n1,2026-09-01,a\n2,2026-09-02,b\n',
    "a return at the end of the headings": "case_id,received_on\r1,2026-09-01\n2,2026-09-02\n",
    "nothing but returns": TOLD.replace("\n", "\r") + GOOD.replace("\n", "\r"),
    "a return between rows": TOLD + GOOD + "7,2026-09-01,,u\r8,2026-09-01,,u\n",
    "a total with blanks between": TOLD + GOOD + "合　　　　　　　　　　计,2026-09-01,,u\n—— 小 计 ——,2026-09-01,,u\n",
    "a reply before the calendar begins": TOLD + GOOD + "7,,1949-10-01,u\n",
    "a year with a sign": TOLD + GOOD + "7,-2026-01-01,,u\n",
    "separators as blanks": TOLD + "1\x1f,2026-09-01,,u\n1,2026-09-01,,\x1c\n2,2026-09-01,,u\x1d\n",
    "words that say no": TOLD + "1,2026-09-01,,-\n2,2026-09-01,,无\n",
    "a day without its noughts": TOLD + GOOD + "7,2026-9-9,2026-9-8,u\n8,2026-09-09,2026- 9-8,u\n",
    "one number for all": TOLD + "1,2026-09-01,,u\n" * 120,
    "two faults in a row": "case_id,replied_on,received_on\n1,y,x\n2,2026-09-08,2026-09-01\n",
    "steps of two cases with faults": "case_id,on,step\nA,2026-09-01,open\nA,x,register\nB,y,open\nA,z,review\nB,1,open\n",
    "opened after the day and received before": "case_id,on,step,received_on\n1,2026-12-20,open,2026-09-04\n",
    "a row beyond its headings": "case_id,on,step\n1,2026-09-01,open,more\n1,x,register,more\n,,,,more\n",
}


def test_blanks_around_a_word_of_a_table_of_steps_make_no_other_word(tmp_path):
    """Every other row has them: extensions of 10 and of 20 days, and a party asked twice or two parties."""
    lines = ["case_id,on,step,channel,party,working_days,approved_by"]
    for number in range(40):
        blank, days, party = " " * (number % 2), (10, 20)[number // 2 % 2], ("甲", "乙")[number // 4 % 2]
        lines += [
            f"{number},2026-09-01,open,in_person,,,", f"{number},2026-09-02,{blank}register,,,,",
            f"{number},2026-09-03,review ,,,,", f"{number},2026-09-04,{blank}consult_third_party,,甲{blank},,",
            f"{number},2026-09-07,consult_third_party,,{party},,", f"{number},2026-09-14,third_party_answers,,甲,,",
            f"{number},2026-09-15,{blank}extend,,,{days},甲",
        ]  # fmt: skip
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    hold_equal(Question(path, ON, "en", audit=EVERY_POLICY), tmp_path)


def test_a_question_that_is_none_is_refused_before_anything_is_written(tmp_path):
    for reader in (by_row, by_column):
        asked = Question(EXAMPLES / "register.csv", ON, "en", compare=("luck", ("A", "B")), out=tmp_path / "out")
        with pytest.raises(CaseworkError, match="luck"):
            reader.answer(asked)
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("few", [0, 3])
@pytest.mark.parametrize("kind", ONCE_TOLD_APART)
def test_what_was_once_told_apart(tmp_path, monkeypatch, kind, few):
    """Tables on which an attack made the two readers differ, or one of them lose rows."""
    monkeypatch.setattr(paths, "FEW", few)
    path = tmp_path / "t.csv"
    path.write_bytes(ONCE_TOLD_APART[kind].encode())
    hold_equal(Question(path, ON, "en", audit=EVERY_POLICY), tmp_path)


@pytest.mark.parametrize("name", ["t[1].csv", "t?.csv", "t*.csv", "t[1].parquet", "t*.parquet", "~/t.csv"])
def test_a_name_is_a_name_and_no_pattern(tmp_path, monkeypatch, name):
    """Beside it lies a file that the pattern would fit."""
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    mine, other = (pl.DataFrame({"case_id": [number], "received_on": ["2026-09-01"]}) for number in ("1", "WRONG"))
    beside = path.with_name(f"t1{path.suffix}")
    for frame, to in ((mine, path), (other, beside)):
        with to.open("wb") as file:
            frame.write_csv(file) if path.suffix == ".csv" else frame.write_parquet(file)
    assert hold_equal(Question(path, ON, "en"), tmp_path)[1]["cases"] == 1


@pytest.mark.parametrize("heading", ["*", "^x$", "^unit$", "^.*$"])
def test_a_heading_is_a_heading_and_no_pattern(tmp_path, monkeypatch, heading):
    rows = {"case_id": ["1", "2", "3"], "received_on": ["2026-09-01", "x", "2026-09-02"], "x": ["a", "b", "c"]}
    pl.DataFrame({**rows, heading: ["甲", "乙", "丙"]}).write_parquet(tmp_path / "t.parquet")
    for at_once in (1, 100):
        monkeypatch.setattr(by_column, "AT_ONCE", at_once * 4)
        hold_equal(Question(tmp_path / "t.parquet", ON, "en", audit=EVERY_POLICY), tmp_path)


def test_a_fee_in_slices_where_the_applicant_was_corrected(tmp_path, monkeypatch):
    """甲 asks once and is charged; twelve requests that came under 乙's name turn out to be 甲's, of the same month:
    more than ten are not free (国办函〔2020〕109号 art. 4), so the fee was right."""
    lines = ["1,2026-03-02,open,in_person,甲,,,,", "1,2026-03-04,issue_fee_notice,,,,,,"]
    for number in range(2, 14):
        lines += [
            f"{number},2026-03-03,open,in_person,乙,,,,",
            f"{number},2026-03-05,correct_entry,,,1,applicant,甲,slip",
        ]
    heads = "case_id,on,step,channel,applicant,entry,key,value,reason"
    frame = pl.read_csv(io.StringIO("\n".join((heads, *lines))), infer_schema=False)
    frame.write_parquet(tmp_path / "t.parquet")
    monkeypatch.setattr(by_column, "AT_ONCE", 2)
    *_, findings = hold_equal(Question(tmp_path / "t.parquet", ON, "en", audit=EVERY_POLICY), tmp_path)
    assert not [finding for finding in findings if finding["rule"] == "fee_without_threshold"]


def test_remarks_of_slices_stand_in_the_order_of_the_whole(tmp_path, monkeypatch):
    days = {"received_on": ["2026-09-01", *["2026-12-01"] * 5], "replied_on": ["2026-12-05", *[""] * 5]}
    pl.DataFrame({"case_id": list("123456"), **days}).write_parquet(tmp_path / "t.parquet")
    monkeypatch.setattr(by_column, "AT_ONCE", 4)
    hold_equal(Question(tmp_path / "t.parquet", ON, "en", audit=EVERY_POLICY), tmp_path)


@pytest.mark.parametrize("reader", [by_row, by_column])
def test_the_register_itself_is_not_written_over(tmp_path, reader):
    path = tmp_path / "cases.csv"
    path.write_text(TOLD + GOOD, encoding="utf-8")
    with pytest.raises(CaseworkError, match="overwrite the register"):
        reader.answer(Question(path, ON, "en", out=tmp_path))
    reader.answer(Question(path, ON, "en", out=tmp_path, findings_alone=True, audit=EVERY_POLICY))
    assert path.read_text(encoding="utf-8") == TOLD + GOOD
    assert {each.name for each in tmp_path.iterdir()} == {"cases.csv", "findings.csv"}


def test_an_answer_named_twice_is_one(tmp_path):
    asked = Question(EXAMPLES / "register.csv", ON, "en", compare=("pause_policy", ("A", "B", "A")))
    assert by_column.answer(asked).summary == by_row.answer(asked).summary
    alone = evolve(asked, compare=("pause_policy", ("A",)))
    assert by_column.answer(alone).summary["compare"]["differ"] == 0


@pytest.mark.parametrize(
    "name", ["a" * 300 + ".csv", "a" * 300 + ".parquet", "none.csv", "none.parquet", "empty.parquet"]
)
def test_files_that_cannot_be_opened_are_refused_in_the_same_words(tmp_path, name):
    (tmp_path / "empty.parquet").write_bytes(b"")
    said = [told_by(reader, Question(tmp_path / name, ON, "en")) for reader in (by_row, by_column)]
    assert said[0] == said[1]
    assert isinstance(said[0], str)


def test_a_day_no_calendar_has_is_refused(tmp_path):
    days = pl.Series([10**9, 20_000], dtype=pl.Int32).cast(pl.Date)
    pl.DataFrame({"case_id": ["1", "2"], "received_on": days}).write_parquet(tmp_path / "t.parquet")
    for reader in (by_row, by_column):
        assert isinstance(told_by(reader, Question(tmp_path / "t.parquet", ON, "en")), str)


def test_nothing_and_one(tmp_path):
    path = tmp_path / "t.csv"
    for text in (
        "编号,收到日期\n",
        "编号,收到日期\n1,2026-03-04\n",
        "case_id,on,step\n",
        "编号,收到日期\n1,2030-03-04\n",
    ):
        path.write_text(text, encoding="utf-8")
        asked = Question(path, ON, "en", audit=EVERY_POLICY)
        hold_equal(asked, tmp_path)
        assert by_column.between(asked, date(2026, 1, 5)) == by_row.between(asked, date(2026, 1, 5))
        asked = evolve(asked, compare=("pause_policy", ("A", "B")))
        assert by_column.answer(asked).summary == by_row.answer(asked).summary
