"""Drawings hold what the table holds, in both languages, and parse."""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from casework.cli.app import run
from casework.procedure.clock_effect import PROCEEDINGS, WORDS, Action
from casework.procedure.clock_words import clock_words
from casework.procedure.drawing import dot, mermaid, text_table
from casework.procedure.flow import arrows, beside
from casework.procedure.table import SAME, START
from casework.regimes import REGIMES

LAWS = pytest.mark.parametrize("law", REGIMES.values(), ids=lambda law: law.id)


@LAWS
def test_every_way_of_the_table_is_drawn_or_listed(law):
    drawn = {(source, step, target) for arrow in arrows(law) for step in arrow.steps for source, target in arrow.ways}
    listed = " ".join(beside(law, "en"))
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
def test_no_way_is_drawn_that_the_table_does_not_have(law):
    table = {(state, row.step, row.target) for row in law.procedure.rows for state in row.states}
    for arrow in arrows(law):
        for step in arrow.steps:
            for source, target in arrow.ways:
                assert (source, step, target) in table


@LAWS
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_with_clocks_every_effect_is_said(law, lang):
    drawings = {
        "mermaid": mermaid(law, lang, clocks=True),
        "dot": re.sub(r"</FONT></TD></TR><TR><TD><FONT[^>]*>", " " * (lang == "en"), dot(law, lang, clocks=True)),
        "text": text_table(law, lang, clocks=True),
    }
    for row in law.procedure.rows:
        for phrase in clock_words(law, row.effects, lang):
            for drawing in drawings.values():
                assert phrase in drawing


def test_every_action_has_words():
    assert set(WORDS) == set(Action)
    assert all(said.count("{}") == 1 for pair in WORDS.values() for said in pair)
    assert set(PROCEEDINGS) == {"reconsideration", "litigation"}


def words_of(law, step, lang="zh"):
    return {clock_words(law, row.effects, lang) for row in law.procedure.rows if row.step == step}


def test_the_words_of_a_step():
    law, former = REGIMES["cn_order_711"], REGIMES["cn_order_492"]
    assert words_of(law, "request_correction") == {("停答复期限", "止补正告知期限", "送达后起算补正期限")}
    assert words_of(law, "reply", "en") == {("end reply limit, limit to ask for correction",)}
    assert words_of(law, "consult_agency", "en") == {("pause reply limit", "start agency's limit on delivery")}
    assert words_of(former, "consult_third_party") == {("暂停答复期限",)}
    assert words_of(former, "consult_agency") == {()}


def test_a_letter_that_pauses_nothing_says_nothing():
    law = REGIMES["cn_order_711"]
    assert words_of(law, "refer_for_determination") == {()}
    assert words_of(law.with_params({"determination_pauses": "yes"}), "refer_for_determination") == {("暂停答复期限",)}


def test_steps_that_only_move_a_clock_are_listed_beside_the_drawing():
    law = REGIMES["cn_order_711"]
    assert "延期答复（延长答复期限）：状态不变" in beside(law, "zh", clocks=True)
    assert "确定延迟答复期限（改定答复期限）：状态不变" in beside(law, "zh", clocks=True)
    assert not any("延期答复" in line for line in beside(law, "zh"))


@LAWS
def test_articles_name_their_act_where_it_is_another(law):
    drawing = mermaid(law, "en", articles=True)
    assert "open litigation [Administrative Litigation Law art. 44, 47]" in drawing
    assert law.act.en not in drawing


@LAWS
@pytest.mark.parametrize("clocks", [False, True])
def test_mermaid_is_quoted(law, clocks):
    for line in mermaid(law, "zh", articles=True, clocks=clocks).splitlines():
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
    assert "停答复期限" not in said.out
    assert "停答复期限" in call(monkeypatch, capsys, "--clocks", "--lang", "zh")[1].out
    assert "extend reply limit" in call(monkeypatch, capsys, "--format", "text", "--clocks", "--lang", "en")[1].out
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
