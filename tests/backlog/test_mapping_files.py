"""Mapping files: what is read, what is warned of, and every kind of bad file named by its path and a sentence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from casework.backlog import evaluate, read_register
from casework.backlog.headings import HEADINGS, LONG_FORM, match_headings, plain
from casework.backlog.mapping import read_mapping, read_mapping_file
from casework.errors import DefinitionError, ImportRejected

EXAMPLE = Path(__file__).parents[2] / "examples" / "mapping.toml"
C = "[columns]\n"
GOOD = C + 'received_on = "到件日"\n'

BAD = [
    ("", 'mapping: expected [columns] with key = "heading", got an empty file'),
    ("# later\n", 'mapping: expected [columns] with key = "heading", got an empty file'),
    ("=", "mapping: not TOML: "),
    ("编号,收到日期\n1,2026-03-09\n", "mapping: not TOML: "),
    (C + "received_on = 到件日", "mapping: not TOML: "),
    (C + "received_on = “到件日”", "“ is a Chinese mark, TOML wants the plain one"),
    (C + 'received_on ＝ "到件日"', "＝ is a Chinese mark, TOML wants the plain one"),
    (GOOD + 'received_on = "收件"', "; a key or a table stands twice"),
    (GOOD + C, "; a key or a table stands twice"),
    (C + "unit = " + "[" * 9999, "mapping: not TOML: brackets nested too deeply"),
    (C + "unit = " + "9" * 9999, "mapping: not TOML: "),
    (C, 'mapping.columns: expected a table of key = "heading", got an empty table'),
    ("columns = 1", 'mapping.columns: expected a table of key = "heading", got 1'),
    ("columns = ['到件日']", 'mapping.columns: expected a table of key = "heading", got a list'),
    ("[[columns]]\nunit = '处'", 'mapping.columns: expected a table of key = "heading", got a list'),
    ("[column]\nunit = '处'", "mapping.column: unknown key; did you mean columns?"),
    ("[Columns]\nunit = '处'", "mapping.Columns: unknown key; did you mean columns?"),
    ("[headings]\nunit = '处'", "mapping.headings: unknown key; known are columns"),
    (GOOD + "[office]\norgan = 'x'", "mapping.office: unknown key; known are columns"),
    ("unit = '处'\n" + GOOD, "mapping.unit: expected under [columns], got it above"),
    (C + "recieved_on = '到件日'", "mapping.columns.recieved_on: unknown key; did you mean received_on?"),
    (C + "Received-On = '到件日'", "mapping.columns.Received-On: unknown key; did you mean received_on?"),
    (C + "received.on = '到件日'", "mapping.columns.received: unknown key; did you mean received_on?"),
    ("recieved_on = '到件日'", "mapping.recieved_on: unknown key; did you mean received_on?"),
    (C + "zzz = '到件日'", "mapping.columns.zzz: unknown key; known are case_id, applicant, "),
    (C + '"" = "到件日"', "mapping.columns.'': unknown key; known are case_id, applicant, "),
    (C + '"到件日" = "received_on"', "mapping.columns.到件日: expected a key, got a heading; write received_on = '到件日'"),
    (C + '"收到日期" = "到件日"', "mapping.columns.收到日期: expected a key, got a heading; the key is received_on"),
    (C + "unit = 3", "mapping.columns.unit: expected a heading in quotes or a list of them, got 3"),
    (C + "unit = 0x" + "f" * 5000, "mapping.columns.unit: expected a heading in quotes or a list of them, got a number of many digits"),
    (C + "unit = 1.5", "mapping.columns.unit: expected a heading in quotes or a list of them, got 1.5"),
    (C + "unit = true", "mapping.columns.unit: expected a heading in quotes or a list of them, got true"),
    (C + "unit = 2026-03-09", "mapping.columns.unit: expected a heading in quotes or a list of them, got 2026-03-09"),
    (C + "unit = 08:00:00", "mapping.columns.unit: expected a heading in quotes or a list of them, got 08:00:00"),
    (C + "unit = []", "mapping.columns.unit: expected a heading in quotes or a list of them, got an empty list"),
    (C + "unit = {}", "mapping.columns.unit: expected a heading in quotes or a list of them, got an empty table"),
    ("[columns.unit]\nheading = '处'", "mapping.columns.unit: expected a heading in quotes or a list of them, got a table"),
    (C + "unit = ''", "mapping.columns.unit: expected a heading with a letter or a digit, got ''"),
    (C + "unit = ' '", "mapping.columns.unit: expected a heading with a letter or a digit, got ' '"),
    (C + "unit = '（：）'", "mapping.columns.unit: expected a heading with a letter or a digit, got '（：）'"),
    (C + "unit = ['处', '']", "mapping.columns.unit[1]: expected a heading with a letter or a digit, got ''"),
    (C + "unit = ['处', 3]", "mapping.columns.unit[1]: expected a heading in quotes, got 3"),
    (C + "unit = [['处']]", "mapping.columns.unit[0]: expected a heading in quotes, got a list"),
    (C + "unit = ['处', false]", "mapping.columns.unit[1]: expected a heading in quotes, got false"),
    (C + "unit = ['a', 'a']", "mapping.columns.unit[1]: expected a heading not listed yet, got 'a', the same as before"),
    (C + "unit = ['主办处', ' 主办 处：']", "mapping.columns.unit[1]: expected a heading not listed yet, got ' 主办 处：', the same as before"),
    (GOOD + "replied_on = '到件日'", "mapping.columns.replied_on: expected a heading of its own, got '到件日', which mapping.columns.received_on has too"),
    (GOOD + "replied_on = ['复', '（到件日）']", "mapping.columns.replied_on: expected a heading of its own, got '（到件日）', which mapping.columns.received_on has too"),
    ("on = '日'\nstep = '日'", "mapping.step: expected a heading of its own, got '日', which mapping.on has too"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD, ids=lambda text: text[-60:])
def test_a_bad_file_is_named_by_path_and_sentence(text, said):
    with pytest.raises(DefinitionError, match=re.escape(said)) as caught:
        read_mapping(text)
    assert len(caught.value.faults) == 1, "one slip is one fault"
    assert len(str(caught.value)) < 1000


def test_all_faults_at_once():
    with pytest.raises(DefinitionError) as caught:
        read_mapping(
            "subject = 'x'\n" + C + "unit = [1, '']\nwhen = 'x'\nreplied_on = '到件日'\nreceived_on = '到件日'"
        )
    assert [fault.partition(":")[0] for fault in caught.value.faults] == [
        "mapping.subject", "mapping.columns.unit[0]", "mapping.columns.unit[1]", "mapping.columns.when", "mapping.columns.received_on",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_said(tmp_path, encoding):
    path = tmp_path / "m.toml"
    path.write_text(GOOD, encoding=encoding)
    with pytest.raises(ImportRejected, match=r"m\.toml: the mapping file is not UTF-8 text: save it as UTF-8"):
        read_mapping_file(path)


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    for path in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(ImportRejected, match="the mapping file cannot be read"):
            read_mapping_file(path)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        C + 'received_on = ["到件日"]',
        "received_on = '到件日'",
        C + "received_on = ' 到件日 '",
    ],
)
def test_other_ways_to_write_the_same(text, tmp_path):
    assert read_mapping(text) == {"received_on": ("到件日",)}
    path = tmp_path / "m.toml"
    path.write_bytes(text.encode())
    assert read_mapping_file(path) == {"received_on": ("到件日",)}


def read(path, tmp_path, text):
    mapping = tmp_path / "m.toml"
    mapping.write_text(text, encoding="utf-8")
    return read_register(path, mapping=mapping)


def test_a_heading_that_stands_nowhere_is_warned_of(sheet, tmp_path):
    path = sheet({"编号": "1", "到件日": "2026-03-09"})
    register = read(path, tmp_path, C + 'received_on = ["收件", "到件日"]\nreplied_on = ["复日", "复函日"]')
    (warning,) = register.warnings
    assert warning.startswith("mapping.columns.replied_on: '复日', '复函日' stands nowhere in the file")
    assert evaluate(register, date(2026, 11, 20)).rows[0].clock.due == date(2026, 4, 7)


def test_a_key_of_the_other_form_is_warned_of(sheet, tmp_path):
    flat = read(sheet({"编号": "1", "收到日期": "2026-03-09"}), tmp_path, C + 'step = "环节"')
    assert [text for text in flat.warnings if text.startswith("mapping.columns.step is a key of the long form")]
    rows = {"件": "1", "日期": "2026-03-09", "环节": "open", "received_on": "2026-03-09"}
    long = read(sheet(rows), tmp_path, C + 'case_id = "件"\nstep = "环节"\nunit = "处"')
    assert long.long_form
    assert len(long.cases) == 1
    (warning,) = long.warnings
    assert warning.startswith("mapping.columns.unit is a key of the flat form")


def test_a_mapping_goes_before_the_table_whichever_key_comes_first():
    found, _ = match_headings(["编号", "收到日期", "到件日"], {"replied_on": ("收到日期",), "received_on": ("到件日",)})
    assert found == {"case_id": 0, "replied_on": 1, "received_on": 2}
    found, _ = match_headings(["编号", "收到日期"], {"replied_on": ("收到日期",)})
    assert found == {"case_id": 0, "replied_on": 1}, "the table does not take a column the mapping gave away"


def test_a_register_without_headings_is_told_the_mapped_ones_too(sheet, tmp_path):
    with pytest.raises(ImportRejected, match="one must be 流水号、case_id、编号"):
        read(sheet({"流水": "1", "收到日期": "2026-03-09"}), tmp_path, C + 'case_id = "流水号"')


def test_the_shipped_example_is_read():
    assert read_mapping_file(EXAMPLE) == {"received_on": ("到件日",), "case_id": ("流水号", "件号")}


def test_the_shipped_example_shows_every_key_and_is_right_with_all_of_them():
    everything = re.sub(r"^# (?=\w+ = )", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    mapping = read_mapping(everything)
    assert set(mapping) == {*HEADINGS, *LONG_FORM}
    known = {plain(name): key for key, names in (HEADINGS | LONG_FORM).items() for name in names}
    assert [name for names in mapping.values() for name in names if plain(name) in known] == []
