"""期限计算说明: how a due day was counted, on one page fit for a court file; the only door to python-docx.

The page is that of an official letter (GB/T 9704): A4, margins 37, 35, 28 and 26 mm. Nothing is computed here: the
statement repeats what the clock shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from attrs import frozen

from casework.case import Case, Clock
from casework.errors import CaseworkError
from casework.law import Run, cite
from casework.workdays.firm import firm_hint

_MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 26}
_TITLE = {"zh": "期限计算说明", "en": "How the last day was counted"}
_HEADS = {"zh": ("起", "止", "计数", "事由", "依据"), "en": ("from", "to", "counted", "reason", "basis")}


@frozen(slots=True)
class Statement:
    """What the page says: title, facts as pairs, the working in runs, remarks, and the language."""

    lang: str
    title: str
    facts: tuple[tuple[str, str], ...]
    runs: tuple[Run, ...]
    remarks: tuple[str, ...]


def statement_of(
    case: Case, clock: Clock, on: date, *, lang: str = "zh", number: str = "", remarks: Sequence[str] = ()
) -> Statement:
    """The statement of one clock of a case on a day.

    Args:
        case: The case; nothing that identifies the applicant is taken from it.
        clock: As read on the day; it must have a last day.
        on: The day of the reading.
        lang: "zh" or "en".
        number: The office's number of the case, if it is to be shown.
        remarks: Warnings and assumptions, as sentences.

    Raises:
        CaseworkError: The clock has no last day; says why.
    """
    if clock.deadline is None or clock.due is None:
        why = clock.reason[lang != "zh"] or clock.state
        raise CaseworkError(f"{clock.key}: there is no last day to state ({why})")
    zh, limit, deadline = lang == "zh", clock.deadline.limit, clock.deadline
    facts = [
        ("案号" if zh else "case", number),
        ("法律依据" if zh else "law", case.regime.act.zh if zh else case.regime.act.en),
        ("期限" if zh else "limit", f"{limit.zh if zh else limit.en}: {deadline.length_text(lang)}"),
        ("条文" if zh else "articles", cite(clock.basis, lang)),
        ("起算日（当日不计）" if zh else "day zero (not counted)", str(deadline.day_zero)),
        ("届满日" if zh else "last day", str(clock.due)),
        ("计算至" if zh else "as of", str(on)),
        ("日历摘要" if zh else "digest of the days", deadline.digest[:16]),
    ]
    said = list(remarks)
    if clock.provisional:
        said.append(
            "届满日在尚未收录的放假安排之内，为暂定。" if zh else "The last day lies beyond the holiday notices known."
        )
        hint = firm_hint(deadline.calendar, lang)
        said += [] if hint in said else [hint]
    return Statement(lang, _TITLE[lang], tuple(pair for pair in facts if pair[1]), deadline.runs(lang), tuple(said))


def write_html(statement: Statement, path: str | Path) -> Path:
    """Write the page as HTML; everything in it is escaped."""
    facts = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in statement.facts)
    heads = "".join(f"<th>{escape(head)}</th>" for head in _HEADS[statement.lang])
    runs = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(run)) + "</tr>" for run in statement.runs
    )
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in statement.remarks)
    margins = " ".join(f"{_MARGINS_MM[side]}mm" for side in ("top", "right", "bottom", "left"))
    page = (
        f'<!doctype html><html lang="{statement.lang}"><meta charset="utf-8"><title>{escape(statement.title)}</title>'
        f"<style>@page{{size:A4;margin:{margins}}}body{{font-family:serif;max-width:156mm;margin:auto}}"
        "h1{text-align:center;font-size:22pt}table{border-collapse:collapse;width:100%;margin:1em 0}"
        "th,td{border:1px solid #999;padding:2pt 5pt;text-align:left;font-size:10.5pt}</style>"
        f"<h1>{escape(statement.title)}</h1><table>{facts}</table><table><tr>{heads}</tr>{runs}</table>{remarks}</html>"
    )
    target = Path(path)
    target.write_text(page, encoding="utf-8")
    return target


def write_docx(statement: Statement, path: str | Path) -> Path:
    """Write the page as .docx.

    Raises:
        CaseworkError: python-docx is not installed.
    """
    try:
        import docx
    except ModuleNotFoundError:
        raise CaseworkError(
            "writing .docx needs python-docx: install it with  pip install 'casework[letters]'"
        ) from None
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in _MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    _font(document.styles["Normal"], "FangSong", "仿宋", Pt(10.5))
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(statement.title)
    run.font.size, run.font.bold = Pt(22), True
    _table(document, (), statement.facts, (Mm(40), Mm(116)))
    document.add_paragraph()
    widths = (Mm(27), Mm(27), Mm(15), Mm(40), Mm(47))
    _table(document, _HEADS[statement.lang], [_cells(run) for run in statement.runs], widths)
    for remark in statement.remarks:
        document.add_paragraph(remark)
    target = Path(path)
    document.save(str(target))
    return target


def _cells(run: Run) -> tuple[str, ...]:
    return str(run.first), str(run.last), "" if run.n is None else str(run.n), run.reason, run.basis or ""


def _font(style: Any, latin: str, chinese: str, size: Any) -> None:
    from docx.oxml.ns import qn

    style.font.name, style.font.size = latin, size
    style.element.rPr.rFonts.set(qn("w:eastAsia"), chinese)
    style.paragraph_format.space_after = 0


def _table(document: Any, heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[Any]) -> None:
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, line in enumerate(([heads] if heads else []) + list(lines)):
        row = table.add_row()
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.text, cell.width = text, width
            if heads and number == 0:
                cell.paragraphs[0].runs[0].font.bold = True
