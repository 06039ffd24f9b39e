"""What a notebook shows of a deadline and a calendar: one line, and a table of the working."""

from __future__ import annotations

from datetime import date

from casework.law import last_day
from casework.regimes import CN_ORDER_711
from casework.workdays import Overlay, WorkCalendar

REPLY = CN_ORDER_711.limits["reply"].on(date(2026, 9, 18))


def test_a_deadline_is_one_line():
    """2026-09-18 plus 20: 09-20 (1), 21-24 (5), 28-30 (8), 10-08, 09, 10 (11), 12-16 (16), 19-22 (20)."""
    assert (
        repr(last_day(REPLY, date(2026, 9, 18))) == "<Deadline reply: 20 working days from 2026-09-18, due 2026-10-22>"
    )
    assert repr(last_day(REPLY, date(2026, 12, 10))).endswith(", provisional>")


def test_a_calendar_is_one_line():
    assert repr(WorkCalendar.china()) == "<WorkCalendar 2004-01-01..2032-12-31, firm until 2026-12-28>"
    overlay = Overlay.of(level="city", off=("2026-11-23",), name="a day")
    shown = repr(WorkCalendar.china(known_at=date(2026, 1, 5), overlays=[overlay]))
    assert shown.endswith("firm until 2026-12-28, known at 2026-01-05, overlays: 1>")
    assert "firm until no day" in repr(WorkCalendar.country("JP", first_year=2025, last_year=2026))


def test_the_working_as_a_table_is_escaped():
    overlay = Overlay.of(level="city", off=("2026-10-20",), name="<b>", notice="a & b")
    html = last_day(REPLY, date(2026, 9, 18), days=WorkCalendar.china(overlays=[overlay]))._repr_html_()
    assert "<b>" not in html
    assert "a &amp; b" in html
    # 09-19, 20, 21-24, 25-27, 28-30, 10-01..07, 08-09, 10, 11, 12-16, 17-18, 19, 20, 21-23: 14 stretches and the head
    assert html.count("<tr>") == 15
