"""A holiday notice read from its text: every notice since 2007 written anew in its year's wording, and traps."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from casework.errors import DefinitionError
from casework.workdays import NOTICES, Notice, Span, WorkCalendar, read_notice, read_overlays
from casework.workdays.countries import statute_holidays

NUMERALS = "一二三四五六七八九十"
WEEKDAYS = "一二三四五六日"
DAY = timedelta(days=1)


# -- the notices as data, written out in the wording of their years ---------------------------------------------------


def every(span: Span) -> list[date]:
    return [span.first + DAY * n for n in range((span.last - span.first).days + 1)]


def of_item(notice: Notice) -> list[tuple[str, list[Span], list[date]]]:
    """The festivals of a notice, each with its spans and the days worked instead: those that lie nearest to it."""
    items: dict[str, tuple[list[Span], list[date]]] = {}
    for span in notice.off:
        items.setdefault(span.name, ([], []))[0].append(span)
    for day in notice.worked:
        near = min(notice.off, key=lambda span: min(abs(day - span.first), abs(day - span.last)))
        items[near.name][1].append(day)
    return [(name, spans, worked) for name, (spans, worked) in items.items()]


def month_day(day: date, year: int, before: date | None = None) -> str:
    if before and (before.year, before.month) == (day.year, day.month):
        return f"{day.day}日"
    return ("" if day.year == (before.year if before else year) else f"{day.year}年") + f"{day.month}月{day.day}日"


def weekday(day: date, word: str) -> str:
    return f"（{word}{WEEKDAYS[day.weekday()]}）"


def span_text(span: Span, year: int, dash: str, word: str = "") -> str:
    first, last = (weekday(day, word) if word else "" for day in (span.first, span.last))
    if span.first == span.last:
        return month_day(span.first, year) + first
    return f"{month_day(span.first, year)}{first}{dash}{month_day(span.last, year, span.first)}{last}"


def worked_text(worked: list[date], year: int, word: str) -> str:
    return "、".join(month_day(day, year) + weekday(day, word) for day in worked) + "上班。" if worked else ""


def of_today(notice: Notice, *, word: str, weekdays: bool) -> list[str]:
    """From 2010 on: spans, their number of days, and the days worked; weekdays in the spans since 2025."""
    lines = []
    for name, spans, worked in of_item(notice):
        first = spans[0]
        days = every(first)
        text = span_text(first, notice.year, "至", word if weekdays else "")
        if len(spans) > 1:  # 2014, 2015: the day itself, and one in its stead
            text += f"放假，{span_text(spans[1], notice.year, '至')}{weekday(spans[1].first, word)}补休。"
        elif len(days) > 1:
            text += f"放假{'调休' if worked else '公休' if notice.year < 2014 else ''}，共{len(days)}天。"
        elif weekdays:
            text += "放假1天，不调休。"
        else:
            text += "放假，与周末连休。" if days[0].weekday() in (0, 4) else "放假。"
        lines.append(f"{name}：{text}{worked_text(worked, notice.year, word)}")
    return lines


def of_old(notice: Notice) -> list[str]:
    """2007 to 2009: which of the days are the statute's, which rest days stay, and where the others are moved to."""
    lines, statutory = [], {day for day, name in statute_holidays(notice.year) if "补假" not in name}
    for name, spans, worked in of_item(notice):
        days = [day for span in spans for day in every(span)]
        given = [day for day in days if day in statutory]
        stay = [day for day in days if day.weekday() >= 5 and day not in given]
        targets = [day for day in days if day.weekday() < 5 and day not in given]
        sources = sorted([*worked, *(day for day in given if day.weekday() >= 5)])
        listed = [
            "、".join(month_day(day, notice.year) + weekday(day, "星期") for day in part) if part else ""
            for part in (given, stay, sources, targets)
        ]
        text = f"{span_text(spans[0], notice.year, '—')}放假，共{len(days)}天。其中，{listed[0]}为法定节假日"
        text += f"，{listed[1]}照常公休" if stay else ""
        text += f"，{listed[2]}{'两个' if len(sources) == 2 else ''}公休日调至{listed[3]}" if targets else ""
        # the notice for 2008 does not say of every moved rest day that it is worked
        lines.append(f"{name}：{text}。" + ("" if "国庆" in name else worked_text(worked, notice.year, "星期")))
    return lines


OPENING = (
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n经国务院批准，现将{}年放假调休日期的具体安排通知如下。\n"
)
CLOSING = "\n节假日期间，请妥善安排好值班和安全等工作，遇有重大事件按规定报告并处置。\n国务院办公厅\n{0.year}年{0.month}月{0.day}日\n"


def written(notice: Notice) -> str:
    if notice.year < 2010:
        lines = of_old(notice)
    else:
        lines = of_today(notice, word="周" if notice.year >= 2025 else "星期", weekdays=notice.year >= 2025)
    body = "\n".join(f"{NUMERALS[number]}、{line}" for number, line in enumerate(lines))
    title = f"{notice.title or ''}\n{notice.number}\n"
    return title + OPENING.format(notice.year) + body + CLOSING.format(notice.issued)


YEARLY = [notice for notice in NOTICES if notice.amends is None and notice.year >= 2007]


def days_of(notice: Notice) -> set[date]:
    return {day for span in notice.off for day in every(span)}


@pytest.mark.parametrize("notice", YEARLY, ids=lambda notice: notice.id)
def test_the_same_days_come_back(notice):
    found = read_notice(written(notice), year=notice.year)
    assert (found.faults, found.not_placed, found.remarks) == ((), (), ())
    assert set(found.days_off) == days_of(notice)
    assert set(found.worked) == set(notice.worked)
    assert {day: span.name for span in found.off for day in every(span)} == {
        day: span.name for span in notice.off for day in every(span)
    }
    assert (found.title, found.number, found.issued) == (notice.title, notice.number, notice.issued)


@pytest.mark.parametrize("notice", YEARLY, ids=lambda notice: notice.id)
def test_laid_on_a_calendar_without_the_notice_every_day_is_as_with_it(notice):
    """Working or not, kind, name and status of every day from the December before to the end of the year."""
    eve = notice.issued - DAY
    overlay = read_notice(written(notice), year=notice.year, issued=eve).overlay()
    own = WorkCalendar.china(known_at=eve, overlays=[overlay])
    theirs = WorkCalendar.china(known_at=notice.issued)
    assert own.firm_until == theirs.firm_until == date(notice.year, 12, 28)
    for day in every(Span("", date(notice.year - 1, 12, 1), date(notice.year, 12, 31))):
        found, expected = own.day(day), theirs.day(day)
        assert (found.working, found.kind, found.name, found.status) == (
            expected.working, expected.kind, expected.name, expected.status,
        )  # fmt: skip


SPOILT = [
    ("blanks between all marks", lambda text: " ".join(text)),
    ("full-width digits", lambda text: text.translate({ord("0") + n: ord("０") + n for n in range(10)})),
    ("ascii brackets, commas and colons", lambda text: text.translate(str.maketrans("（），：", "(),:"))),
    ("other dashes", lambda text: re.sub("(?<=[日）])[至—]", "－", text)),
    ("tildes", lambda text: re.sub("(?<=[日）])[至—]", "～", text)),
    ("the long old dash", lambda text: text.replace("—", "———")),
    ("square brackets in the number", lambda text: text.replace("〔", "[").replace("〕", "]")),
    ("pasted from a page", lambda text: "".join(f"<p style='x'>&nbsp;&nbsp;{line}</p>\r\n" for line in text.split("\n"))),
    ("a script above", lambda text: "<style>p{x:1月1日}</style><script>var a='2月30日上班';</script>" + text),
    ("lines broken anywhere", lambda text: "\n".join(text[at : at + 7] for at in range(0, len(text), 7))),
    ("zero-width marks", lambda text: "\u200b".join(text)),
    ("no numbers before the festivals", lambda text: "".join(line[2:] if line[1:2] == "、" else line for line in text.splitlines(True))),
]  # fmt: skip


@pytest.mark.parametrize("spoil", [each[1] for each in SPOILT], ids=[each[0] for each in SPOILT])
@pytest.mark.parametrize("notice", [n for n in YEARLY if n.year in (2008, 2012, 2014, 2019, 2026)], ids=lambda n: n.id)
def test_however_it_was_pasted(notice, spoil):
    found = read_notice(spoil(written(notice)), year=notice.year)
    assert (found.faults, found.not_placed) == ((), ())
    assert (set(found.days_off), set(found.worked)) == (days_of(notice), set(notice.worked))
    assert found.number == notice.number


# -- 2027 by hand -----------------------------------------------------------------------------------------------------

LINES_2027 = {  # made up: Spring Festival is 6 February, Qingming 5 April, Dragon Boat 9 June, Mid-Autumn 15 September
    "元旦": "1月1日（周五）至3日（周日）放假，共3天。",
    "春节": "2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）上班。",
    "清明节": "4月3日（周六）至5日（周一）放假，共3天。",
    "劳动节": "5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）上班。",
    "端午节": "6月9日（周三）放假1天，不调休。",
    "中秋节": "9月15日（周三）放假1天，不调休。",
    "国庆节": "10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。",
}
TITLE_2027 = "国务院办公厅关于2027年部分节假日安排的通知"


def text_2027(*, before: str = "", after: str = "", **other: str) -> str:
    lines = LINES_2027 | other
    body = "".join(f"{NUMERALS[n]}、{name}：{line}\n" for n, (name, line) in enumerate(lines.items()) if line)
    return f"{TITLE_2027}\n国办发明电〔2026〕8号\n{before}{body}{after}国务院办公厅\n2026年11月5日"


def test_the_notice_for_2027():
    """Counted by hand: 3+7+3+5+1+1+7 = 27 days off, of them weekdays 1+5+1+3+1+1+5 = 17; 17 - 4 worked = 13."""
    found = read_notice(text_2027(), year=2027)
    assert (found.faults, found.not_placed, found.remarks) == ((), (), ())
    assert len(found.days_off) == 27
    assert [str(day) for day in found.worked] == ["2027-01-31", "2027-04-25", "2027-09-26", "2027-10-09"]
    assert (found.number, found.issued) == ("国办发明电〔2026〕8号", date(2026, 11, 5))


def test_as_an_overlay_the_year_is_firm():
    found = read_notice(text_2027(), year=2027)
    (overlay,) = read_overlays(found.toml())
    assert overlay == found.overlay()
    assert (overlay.level, overlay.name, overlay.issued, overlay.year) == (
        "national",
        TITLE_2027,
        date(2026, 11, 5),
        2027,
    )
    assert overlay.notice == f"《{TITLE_2027}》（国办发明电〔2026〕8号）"
    calendar = WorkCalendar.china(overlays=[overlay])
    assert calendar.firm_until == date(2027, 12, 28)
    assert calendar.day(date(2027, 1, 31)).kind == "makeup_workday"
    assert calendar.day(date(2027, 2, 10)).name == "春节"
    before = WorkCalendar.china(known_at=date(2026, 11, 4), overlays=[overlay])
    assert before.firm_until == date(2026, 12, 28)


# what is written instead for a festival, what the days off of it become, days worked beside those of the others
OTHER_WORDING = [
    ("元旦", "1月1日（星期五）放假，与周末连休。", "2027-01-01", ""),
    ("元旦", "1月1日—3日放假公休，共3天。", "2027-01-01 2027-01-02 2027-01-03", ""),
    ("元旦", "1月1-3日放假，共3天。", "2027-01-01 2027-01-02 2027-01-03", ""),
    ("元旦", "1月1号到3号放假。", "2027-01-01 2027-01-02 2027-01-03", ""),
    ("元旦", "2027年1月1日（星期五）至2027年1月3日（星期天）放假3天。", "2027-01-01 2027-01-02 2027-01-03", ""),
    ("元旦", "12月31日（周四）至1月1日（周五）放假调休，共2天。12月26日（周六）上班。", "2026-12-31 2027-01-01", "2026-12-26"),
    ("元旦", "2026年12月31日至2027年1月1日放假，共2天。2026年12月26日（星期六）上班。", "2026-12-31 2027-01-01", "2026-12-26"),
    ("端午节", "6月9日（周三）放假。", "2027-06-09", ""),
    ("端午节", "6月9日放假1天，6月10日（周四）、11日（周五）调休，6月6日（周日）、13日（周日）上班。", "2027-06-09 2027-06-10 2027-06-11", "2027-06-06 2027-06-13"),
    ("中秋节", "9月15日（星期三）为法定节假日，9月18日（星期六）公休日调至9月16日（星期四）。", "2027-09-15 2027-09-16", "2027-09-18"),
    ("中秋节", "9月15日至17日放假。将9月18日、19日两个公休日分别调至9月16日（星期四）、17日（星期五）；18日、19日照常上班。", "2027-09-15 2027-09-16 2027-09-17", "2027-09-18 2027-09-19"),
    ("清明节", "4月5日放假，与周末连休。4月6日起正常上班。", "2027-04-05", ""),
    ("清明节", "4月5日放假，与周末连休，共3天。4月6日（周二）正常上班。", "2027-04-05", ""),
    ("清明节", "4月3日至5日放假，与周末连休，共3天。", "2027-04-03 2027-04-04 2027-04-05", ""),
    ("国庆节", "10月1日至7日放假调休，共7天（9月26日（周日）、10月9日（周六）上班）。", "2027-10-01 2027-10-02 2027-10-03 2027-10-04 2027-10-05 2027-10-06 2027-10-07", ""),
]  # fmt: skip


@pytest.mark.parametrize(("festival", "line", "off", "worked"), OTHER_WORDING)
def test_other_wordings_of_one_festival(festival, line, off, worked):
    found = read_notice(text_2027(**{festival: line}), year=2027)
    assert (found.faults, found.not_placed) == ((), ())
    named = {str(day) for span in found.off if span.name == festival for day in every(span)}
    others = {"2027-01-31", "2027-04-25", "2027-09-26", "2027-10-09"}
    assert named == set(off.split())
    assert {str(day) for day in found.worked} - others == set(worked.split())


FAULTS = [
    ("元旦", "1月1日（周四）至3日（周日）放假，共3天。", "“1月1日(周四)”: 2027-01-01 is a Friday"),
    ("元旦", "1月1日（周五）至3日（周日）放假，共4天。", "these are 3 days"),
    ("端午节", "6月9日（周三）放假2天。", "these are 1 days"),
    ("端午节", "6月9日（周三）放假，与周末连休。", "do not adjoin a weekend"),
    (
        "端午节",
        "6月9日（周三）放假，6月10日（周四）上班。",
        "2027-06-10 is a Thursday: only weekend days are made worked",
    ),
    (
        "春节",
        "2月5日至11日放假调休，共7天。2月1日（周一）上班。",
        "2027-02-01 is a Monday: only weekend days are made worked",
    ),
    ("春节", "2月5日至11日放假调休，共7天。2月7日（周日）上班。", "2027-02-07 is both off and worked"),
    ("春节", "2月7日至13日放假调休，共7天。", "春节 is not covered: the statute gives 2027-02-05, 2027-02-06"),
    ("春节", "2月5日至30日放假调休。", "“30日”: no day of the holidays of 2027"),
    ("春节", "2月11日至5日放假调休。", "the last day lies before the first, or far after it"),
    ("国庆节", "2026年10月1日至7日放假调休，共7天。", "no day of the holidays of 2027"),
    ("中秋节", "", "中秋节 is not covered: the statute gives 2027-09-15"),
]


@pytest.mark.parametrize(("festival", "line", "said"), FAULTS)
def test_a_check_that_fails_is_one_sentence_and_no_overlay(festival, line, said):
    found = read_notice(text_2027(**{festival: line}), year=2027)
    assert [en for _, en in found.faults if said in en], found.faults
    assert all(zh and en for zh, en in found.faults)
    with pytest.raises(DefinitionError, match=said.replace("(", r"\(").replace(")", r"\)")):
        found.overlay()


def test_the_notice_of_another_year_or_number_is_refused():
    assert read_notice(text_2027(), year=2028).faults[0][1] == "the title is of 2027, not 2028"
    wrong = read_notice(text_2027(), year=2027, number="国办发明电〔2026〕9号")
    assert wrong.faults == (("通知文号为国办发明电〔2026〕8号，与所给国办发明电〔2026〕9号不符", "the text has the number 国办发明电〔2026〕8号, not 国办发明电〔2026〕9号"),)  # fmt: skip
    assert read_notice(text_2027(), year=2027, number="国办发明电[2026]8号").faults == ()
    with pytest.raises(DefinitionError, match="expected a year from 2004 to 2060, got 1999"):
        read_notice(text_2027(), year=1999)


NOT_PLACED = [
    ("端午节", "6月9日放假1天。6月10日视情安排。", "6月10日视情安排"),
    ("端午节", "6月9日放假1天。六月十日另行安排。", "六月十日另行安排"),
    ("端午节", "6月9日放假1天。至6月11日。", "6月11日"),
    ("端午节", "6月9日放假1天。6月10日（周四）照常公休。", "6月10日(周四)照常公休"),
]


@pytest.mark.parametrize(("festival", "line", "piece"), NOT_PLACED)
def test_what_is_not_understood_is_said_not_guessed(festival, line, piece):
    found = read_notice(text_2027(**{festival: line}), year=2027)
    assert found.not_placed == (piece,)
    assert found.faults == ()
    assert date(2027, 6, 10) not in found.days_off


def test_days_outside_the_festivals_are_not_placed():
    found = read_notice(text_2027(before="另经批准，3月8日放假半天。"), year=2027)
    assert len(found.not_placed) == 1
    assert found.not_placed[0].endswith("另经批准,3月8日放假半天")
    assert date(2027, 3, 8) not in found.days_off


def test_the_day_a_law_takes_effect_is_no_holiday():
    before = "根据2024年11月修订的《全国年节及纪念日放假办法》，自2025年1月1日起，全体公民放假的假日增加2天。\n"
    found = read_notice(text_2027(before=before), year=2027)
    assert (found.faults, found.not_placed) == ((), ())


def test_rest_that_is_only_encouraged_is_no_day_off():
    """As on 2024-02-09: units were encouraged to let people rest, and the day stayed a working day."""
    line = LINES_2027["元旦"] + "鼓励各单位结合带薪年休假，安排职工在1月4日（周一）休息。"
    found = read_notice(text_2027(元旦=line), year=2027)
    assert (found.faults, found.not_placed) == ((), ())
    assert "encouraged, not a day off" in found.remarks[0][1]
    assert date(2027, 1, 4) not in found.days_off


def test_a_day_worked_that_was_left_out_shows_in_the_balance():
    """17 weekdays off less 3 weekend days worked are 14, the statute gives 13."""
    line = LINES_2027["春节"].replace("1月31日（周日）上班。", "")
    found = read_notice(text_2027(春节=line), year=2027)
    assert (found.faults, found.not_placed) == ((), ())
    assert "are 14, the statute gives 13" in found.remarks[0][1]


@pytest.mark.parametrize("notice", YEARLY, ids=lambda notice: notice.id)
def test_the_balance_holds_in_every_notice(notice):
    """10 days until 2007 (Order 270), 11 from 2008 (Orders 513, 644), 13 from 2025 (Order 795)."""
    given = sum(day.weekday() < 5 for day in days_of(notice)) - sum(day.weekday() >= 5 for day in notice.worked)
    assert given == (13 if notice.year >= 2025 else 11 if notice.year >= 2008 else 10)


def test_the_day_of_issue():
    assert read_notice(text_2027(), year=2027, issued=date(2026, 11, 7)).issued == date(2026, 11, 7)
    page = "成文日期：2026年11月4日\n发布日期：2026年11月06日\n"
    assert read_notice(page + text_2027(), year=2027).issued == date(2026, 11, 6)
    bare = read_notice(text_2027().replace("2026年11月5日", ""), year=2027)
    assert bare.issued is None
    assert "say --issued" in bare.remarks[0][1]


def test_a_text_without_headings_has_days_without_a_name():
    found = read_notice("2027年1月1日至3日放假，共3天。", year=2027)
    assert [(span.name, str(span.first), str(span.last)) for span in found.off] == [("", "2027-01-01", "2027-01-03")]
    assert len(found.faults) == 6


AMENDMENTS = [
    (
        "2019-1",
        "国务院办公厅关于调整2019年劳动节假期安排的通知\n国办发明电〔2019〕3号\n2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。",
    ),
    (
        "2020-1",
        "国务院办公厅关于延长2020年春节假期的通知\n国办发明电〔2020〕1号\n"
        "一、延长2020年春节假期至2月2日（农历正月初九，星期日），2月3日（星期一）起正常上班。",
    ),
    (
        "2015-1",
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知\n国发明电〔2015〕1号\n"
        "9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）调休，9月6日（星期日）上班。",
    ),
]


@pytest.mark.parametrize(("notice_id", "text"), AMENDMENTS)
def test_a_notice_that_amends_need_not_cover_every_festival(notice_id, text):
    (notice,) = [each for each in NOTICES if each.id == notice_id]
    found = read_notice(text, year=notice.year, issued=notice.issued)
    assert (found.faults, found.not_placed) == ((), ())
    assert (set(found.days_off), set(found.worked)) == (days_of(notice), set(notice.worked))
    assert (found.title, found.number) == (notice.title, notice.number)


@pytest.mark.parametrize("text", ["", "今天天气很好。", "关于转发的通知", "<p>", "一、", "2027年", "\x00", "（" * 5000])
def test_a_text_that_is_no_notice_covers_nothing(text):
    found = read_notice(text, year=2027)
    assert found.off == ()
    assert len(found.faults) == 8  # no day at all, and each of the seven festivals


def test_an_amending_text_without_a_day_is_refused():
    found = read_notice("国务院办公厅关于延长2020年春节假期的通知\n假期适当延长。", year=2020)
    assert [en for _, en in found.faults] == ["no day off or worked could be read from the text"]
