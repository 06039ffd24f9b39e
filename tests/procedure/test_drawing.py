"""Drawings hold what the table holds, in both languages, and parse."""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from casework.cli.app import run
from casework.procedure.drawing import arrows, dot, everywhere, mermaid, text_table
from casework.procedure.table import SAME, START
from casework.regimes import REGIMES

LAWS = pytest.mark.parametrize("law", REGIMES.values(), ids=lambda law: law.id)


@LAWS
def test_every_way_of_the_table_is_drawn_or_listed(law):
    drawn = {(arrow.source, step, arrow.target) for arrow in arrows(law) for step in arrow.steps}
    listed = " ".join(everywhere(law, "en"))
    for row in law.procedure.rows:
        if row.target == SAME:
            continue
        for state in row.states:
            named = law.procedure.steps[row.step].en
            assert state == row.target or (state, row.step, row.target) in drawn or named in listed


@LAWS
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_stands_in_its_lane(law, lang):
    for drawing in (mermaid(law, lang), dot(law, lang, articles=True)):
        for state in law.procedure.states.values():
            assert (state.zh if lang == "zh" else state.en) in drawing
        for phase in {state.phase for state in law.procedure.states.values()}:
            assert f"_{phase}" in drawing


@LAWS
def test_mermaid_is_quoted(law):
    for line in mermaid(law, "zh", articles=True).splitlines():
        for label in re.findall(r'"([^"]*)"', line):
            assert ":" not in label
        assert line.count('"') % 2 == 0


@LAWS
def test_the_text_table_has_a_line_a_row(law):
    assert len(text_table(law, "en").splitlines()) == len(law.procedure.rows)
    assert START not in text_table(law, "en")


def call(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["casework", "diagram", *map(str, words)])
    return run(), capsys.readouterr()


def test_the_command(monkeypatch, capsys, tmp_path):
    status, said = call(monkeypatch, capsys, "--regime", "cn_order_711", "--lang", "zh")
    assert status == 0 and said.out.startswith("flowchart TB")
    assert call(monkeypatch, capsys, "--format", "dot", "--out", tmp_path / "p.dot")[0] == 0
    assert (tmp_path / "p.dot").read_text(encoding="utf-8").startswith("digraph")
    for wrong in (("--regime", "mars"), ("--format", "bmp"), ("--out", "/proc/nope/x")):
        assert call(monkeypatch, capsys, *wrong)[0] == 2


def test_svg_says_what_is_missing_where_graphviz_is(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    status, said = call(monkeypatch, capsys, "--format", "svg")
    assert status == 2
    assert "Graphviz" in said.err


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed here")
def test_svg_where_graphviz_is(monkeypatch, capsys):
    status, said = call(monkeypatch, capsys, "--format", "svg", "--lang", "zh")
    assert status == 0
    assert "待补正" in said.out and said.out.rstrip().endswith("</svg>")
