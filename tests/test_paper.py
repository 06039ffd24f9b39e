"""The statement for a court file says what the clock shows, and nothing of the applicant."""

from __future__ import annotations

import sys
from datetime import date

import docx
import pytest

from casework.cli.app import run
from casework.errors import CaseworkError
from casework.letters import statement_of, write_docx, write_html
from casework.regimes import CN_ORDER_711
from casework.testing import play

STORY = play(
    CN_ORDER_711,
    ("2026-03-04", "open", {"applicant": "某甲"}),
    ("2026-03-12", "consult_third_party", {"party": "某乙"}),
    ("2026-04-02", "third_party_answers", {"party": "某乙"}),
    implied=True,
)
ON = date(2026, 4, 10)


def text_of(path):
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("期限计算说明", "征求第三方意见", "第33条第3款")),
        ("en", ("How the last day", "third party's opinion", "33(3)")),
    ],
)
def test_both_papers_hold_the_count(tmp_path, lang, words):
    statement = statement_of(STORY.case, STORY.clock("reply", ON), ON, lang=lang, number="2026-001", remarks=("<b>",))
    papers = (
        text_of(write_docx(statement, tmp_path / "p.docx")),
        write_html(statement, tmp_path / "p.html").read_text(encoding="utf-8"),
    )
    for paper in papers:
        assert all(word.replace("'", "&#x27;") in paper or word in paper for word in words)
        assert "2026-04-23" in paper and "2026-03-13" in paper and "2026-001" in paper
        assert "某" not in paper
    assert "&lt;b&gt;" in papers[1]


def test_the_page_is_that_of_an_official_letter(tmp_path):
    """GB/T 9704: A4, margins 37, 35, 28 and 26 mm."""
    statement = statement_of(STORY.case, STORY.clock("reply", ON), ON)
    section = docx.Document(str(write_docx(statement, tmp_path / "p.docx"))).sections[0]
    page = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(length.mm) for length in page] == [210, 297, 37, 35, 28, 26]


def test_a_stopped_clock_has_nothing_to_state():
    stopped = play(CN_ORDER_711, ("2026-03-04", "open"), ("2026-03-06", "request_correction"))
    with pytest.raises(CaseworkError, match="stopped"):
        statement_of(stopped.case, stopped.clock(), ON)


def test_a_provisional_day_is_said_to_be_one():
    late = play(CN_ORDER_711, ("2026-12-01", "open"))
    assert "暂定" in statement_of(late.case, late.clock(), date(2026, 12, 1)).remarks[-1]


def test_the_command(tmp_path, monkeypatch, capsys):
    def call(*words):
        monkeypatch.setattr(
            sys, "argv", ["casework", "due", "--received", "2026-03-04", "--as-of", "2026-03-10", *map(str, words)]
        )
        return run(), capsys.readouterr()

    for name in ("a.docx", "a.html"):
        assert call("--paper", tmp_path / name)[0] == 0
        assert (tmp_path / name).stat().st_size > 500
    assert call("--paper", tmp_path / "a.pdf")[0] == 2
    assert call("--paper", "/proc/nope/a.html")[0] == 2
