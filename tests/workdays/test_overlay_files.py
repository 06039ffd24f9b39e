"""Overlay files: what is read, and every kind of bad file named by its path and a sentence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from casework.errors import DefinitionError
from casework.workdays import Overlay, Span, WorkCalendar, read_overlays

EXAMPLE = Path(__file__).parents[2] / "examples" / "overlay-guangxi-2017.toml"
CITY = 'level = "city"\n'
OFF = 'level = "city"\noff = ["2026-01-05"]\n'

BAD = [
    ("", "overlay: expected a level, and days in off or worked, got an empty file"),
    ("# nothing yet\n", "overlay: expected a level, and days in off or worked, got an empty file"),
    ("level", "overlay: not TOML: "),
    ("[[overlay]", "overlay: not TOML: "),
    (OFF + 'level = "city"', "; a key or a table stands twice"),
    ('level = “city”\noff = ["2026-01-05"]', "; “ is a Chinese mark, TOML wants the plain one"),
    ("off = " + "[" * 9999, "overlay: not TOML: brackets nested too deeply"),
    ("off = [" + "9" * 9999 + "]", "overlay: not TOML: "),
    ("level" + ".a" * 50_000 + " = 1", "overlay: line 1: a key of more than 8 parts joined by dots"),
    ("# \nlevel = 'a.b.c.d.e.f.g.h.i.j'\n[ 'a'" + " . \"a\"" * 8 + "]", "overlay: line 3: a key of more than 8 parts"),
    ("#" * 500_001, "overlay: has 500001 characters; a settings file has at most 500000"),
    (CITY + "off = [2026-02-30]", "overlay: not TOML: Invalid date or datetime"),
    ('off = ["2026-01-05"]', "overlay.level: expected one of national, region, city, office, caller, got nothing"),
    ('level = "moon"\noff = ["2026-01-05"]', "overlay.level: expected one of national, region, city, office, caller, got 'moon'"),
    ('level = "Regional"\noff = ["2026-01-05"]', "overlay.level: expected one of national, region, city, office, caller, got 'Regional'; did you mean region?"),
    ('level = 3\noff = ["2026-01-05"]', "overlay.level: expected one of national, region, city, office, caller, got 3"),
    ('level = ["city"]\noff = ["2026-01-05"]', "overlay.level: expected one of national, region, city, office, caller, got a list"),
    (OFF + "name = 2026", "overlay.name: expected text in quotes, got 2026"),
    (OFF + 'name = " "', "overlay.name: expected text in quotes, got ' '"),
    (OFF + "notice = true", "overlay.notice: expected text in quotes, got true"),
    (OFF + "notice = 2026-01-01", "overlay.notice: expected text in quotes, got 2026-01-01"),
    (OFF + 'issued = "last week"', "overlay.issued: expected a day like 2027-01-01, got 'last week'"),
    (OFF + "issued = 2026-01-01T08:00:00", "overlay.issued: expected a day like 2027-01-01, got 2026-01-01 08:00:00"),
    (OFF + "issued = 20260101", "overlay.issued: expected a day like 2027-01-01, got 20260101"),
    (OFF + 'issued = ""', "overlay.issued: expected a day like 2027-01-01, got ''"),
    (OFF + "issued = 0226-01-01", "overlay.issued: expected a day from 1949 to 2060, got 0226-01-01"),
    (OFF + "year = true", "overlay.year: expected a year from 2004 to 2060, got true"),
    (OFF + "year = 99999", "overlay.year: expected a year from 2004 to 2060, got 99999"),
    (OFF + "year = 0x" + "f" * 5000, "overlay.year: expected a year from 2004 to 2060, got a number of many digits"),
    (OFF + 'year = "2026"', "overlay.year: expected a year from 2004 to 2060, got '2026'"),
    (OFF + "year = 2027", "overlay.year: expected a year that off or worked names a day of, 2026, got 2027"),
    (CITY, "overlay: names no day: expected at least one in off or worked, got none"),
    (CITY + "off = []\nworked = []", "overlay: names no day: expected at least one in off or worked, got none"),
    (CITY + 'off = "2026-01-05"', "overlay.off: expected a list of days, got '2026-01-05'"),
    (CITY + "off = 2026-01-05", "overlay.off: expected a list of days, got 2026-01-05"),
    (CITY + "worked = false", "overlay.worked: expected a list of days, got false"),
    (CITY + "off = [20260105]", "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got 20260105"),
    (CITY + "off = [true]", "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got true"),
    (CITY + "off = [{}]", "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got an empty table"),
    (CITY + "off = [2026-01-05T00:00:00Z]", "overlay.off[0]: expected a day like 2027-01-01, got 2026-01-05 00:00:00+00:00"),
    (CITY + 'off = ["2026-02-30"]', "overlay.off[0]: expected a day that exists, got '2026-02-30'"),
    (CITY + 'off = ["2026-W02-1"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-W02-1'"),
    (CITY + 'off = ["2026/01/05"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026/01/05'"),
    (CITY + 'off = ["2026-01-05 元旦"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-01-05 元旦'"),
    (CITY + 'off = ["2026-01-05...2026-01-06"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-01-05...2026-01-06'"),
    (CITY + 'off = ["2026-01-05 ... 2026-01-06"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-01-05 ... 2026-01-06'"),
    (CITY + 'off = ["2026-01-05.."]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-01-05..'"),
    (CITY + 'off = ["..2026-01-05"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '..2026-01-05'"),
    (CITY + 'off = ["2026-01-05 2026-01-06"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-01-05 2026-01-06'"),
    (CITY + 'off = ["2026-01-05 至 2026-01-06"]', "overlay.off[0]: expected a day or a span like '元旦 2027-01-01..2027-01-03', got '2026-01-05 至 2026-01-06'"),
    (CITY + 'off = ["2026-01-06..2026-01-05"]', "overlay.off[0]: expected the first day before the last, got '2026-01-06..2026-01-05'"),
    (CITY + 'off = ["2026-01-01..2026-03-02"]', "overlay.off[0]: expected at most 60 days, first to last, got '2026-01-01..2026-03-02'"),
    (CITY + 'off = ["2003-12-31"]', "overlay.off[0]: expected a day from 2004 to 2060, got 2003-12-31"),
    (CITY + "off = [2061-01-01]", "overlay.off[0]: expected a day from 2004 to 2060, got 2061-01-01"),
    (CITY + 'worked = ["2026-01-10..2026-01-11"]', "overlay.worked[0]: expected one day like 2027-01-01, not a span, got '2026-01-10..2026-01-11'"),
    (CITY + 'worked = ["20260110"]', "overlay.worked[0]: expected one day like 2027-01-01, not a span, got '20260110'"),
    (CITY + 'worked = ["2026-13-10"]', "overlay.worked[0]: expected a day that exists, got '2026-13-10'"),
    (CITY + 'worked = [["2026-01-10"]]', "overlay.worked[0]: expected one day like 2027-01-01, not a span, got a list"),
    (CITY + 'worked = ["2026-01-10", 2026-01-10]', "overlay.worked[1]: expected a day that worked does not have yet, got 2026-01-10, which worked[0] has too"),
    (CITY + 'off = ["2026-01-05..2026-01-07", "2026-01-07..2026-01-08"]', "overlay.off[1]: expected days that off does not have yet, got 2026-01-07, which off[0] has too"),
    (CITY + 'off = ["2026-01-05"]\nworked = ["2026-01-05"]', "overlay.worked[0]: expected a day that is not off, got 2026-01-05, both off and worked: off[0] has it"),
    (OFF + 'isued = "2026-01-01"', "overlay.isued: unknown key; did you mean issued?"),
    (OFF + "Off = []", "overlay.Off: unknown key; did you mean off?"),
    (OFF + '"a b" = 1', "overlay.'a b': unknown key; known are level, name, notice, issued, year, off, worked"),
    ("[[overlays]]\n" + OFF, "overlay.overlays: unknown key; did you mean overlay?"),
    ("overlay = 3", "overlay[0]: expected a table, got 3"),
    ("overlay = []", "overlay: expected at least one [[overlay]] table, got an empty list"),
    ("overlay = ['2026-01-05']", "overlay[0]: expected a table, got '2026-01-05'"),
    ("level = 'city'\n[[overlay]]\n" + OFF, "level: expected inside an [[overlay]] table, got it above them"),
    ("[[overlay]]\n" + OFF + "[office]\norgan = 'x'", "office: unknown key; known are overlay"),
    ("[[overlay]]\n" + OFF + "[overlay.more]\nx = 1", "overlay[0].more: unknown key; known are level, name, notice, issued, year, off, worked"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD, ids=lambda text: text[-60:])
def test_a_bad_file_is_named_by_path_and_sentence(text, said):
    with pytest.raises(DefinitionError, match=re.escape(said)) as caught:
        read_overlays(text)
    assert len(caught.value.faults) == 1, "one slip is one fault"
    assert len(str(caught.value)) < 250


def test_all_faults_of_all_tables_at_once():
    first = '[[overlay]]\nlevel = "moon"\noff = ["2026-02-30", 3]\nyear = 1\n'
    with pytest.raises(DefinitionError) as caught:
        read_overlays(first + '[[overlay]]\nlevel = "city"\ncolour = 1\nworked = "x"')
    assert [fault.partition(":")[0] for fault in caught.value.faults] == [
        "overlay[0].level", "overlay[0].off[0]", "overlay[0].off[1]", "overlay[0].year", "overlay[1].colour", "overlay[1].worked",
    ]  # fmt: skip


def test_a_day_named_twice_does_not_hide_behind_another_fault():
    with pytest.raises(DefinitionError) as caught:
        read_overlays(CITY + 'off = ["x", "2026-01-05"]\nworked = ["2026-01-05"]')
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    "text",
    [
        OFF,
        "\ufeff" + OFF,
        OFF.replace("\n", "\r\n"),
        CITY + "off = [2026-01-05]",
        CITY + 'off = [" 2026-01-05 "]',
        "[overlay]\n" + OFF,
        "[[overlay]]\n" + OFF,
        OFF + "worked = []",
        OFF + "year = 2026",
    ],
)
def test_other_ways_to_write_the_same(text):
    (overlay,) = read_overlays(text)
    assert (overlay.level, overlay.off, overlay.worked) == (
        "city",
        (Span("", date(2026, 1, 5), date(2026, 1, 5)),),
        (),
    )


@pytest.mark.parametrize(
    ("item", "span"),
    [
        ("2026-01-05..2026-01-06", Span("all", date(2026, 1, 5), date(2026, 1, 6))),
        ("2026-01-05 .. 2026-01-06", Span("all", date(2026, 1, 5), date(2026, 1, 6))),
        ("元旦 2026-01-05..2026-01-06", Span("元旦", date(2026, 1, 5), date(2026, 1, 6))),
        ("三 月 三\u30002026-01-05", Span("三 月 三", date(2026, 1, 5), date(2026, 1, 5))),
        ("2026年元旦 2026-01-05", Span("2026年元旦", date(2026, 1, 5), date(2026, 1, 5))),
        ("三 月 三 2026-01-05 .. 2026-01-06", Span("三 月 三", date(2026, 1, 5), date(2026, 1, 6))),
        ("2026-01-01..2026-03-01", Span("all", date(2026, 1, 1), date(2026, 3, 1))),
    ],
)
def test_spans_and_their_names(item, span):
    (overlay,) = read_overlays(CITY + f'name = "all"\noff = ["{item}"]')
    assert overlay.off == (span,)


def test_levels_by_other_names():
    written = {"agency": "office", "prefecture": "city", "province": "region"}
    assert {word: Overlay.of(off=("2026-01-05",), level=word).level for word in written} == written


def test_the_shipped_example_is_read():
    (overlay,) = read_overlays(EXAMPLE.read_text(encoding="utf-8"))
    assert (overlay.level, overlay.name, overlay.issued, overlay.year) == ("region", "壮族三月三", None, None)
    assert WorkCalendar.china(overlays=[overlay]).add(date(2017, 3, 20), 10) == date(2017, 4, 7)


def test_the_shipped_example_shows_every_key_and_is_right_with_all_of_them():
    everything = re.sub(r"^( *)# (?=\w+ = |\")", r"\1", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (overlay,) = read_overlays(everything)
    assert (overlay.issued, overlay.year, len(overlay.off)) == (date(2017, 3, 1), 2017, 3)
    assert overlay.off[2].name == "中秋节"
