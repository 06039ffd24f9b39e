"""The State Council holiday notices, 2004-2026, as data: which days they take off and which they make worked.

One entry a notice, in the order of issue; a later notice overrides an earlier one for the days it names. A new notice
adds an entry; the days of an entry are never edited. Spans are inclusive. `issued` is the date on the notice where a
copy shows it, otherwise the date in its gov.cn address or of the first press report (2008); unknown for 2004 and 2005,
which are therefore always taken as known. No source at hand shows the title of the notice for 2007. Soft wording
("encouraged" rest, as on 2024-02-09) is not a day off.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen(slots=True)
class Span:
    """Days off in a row for one festival; both ends inclusive."""

    name: str
    first: date
    last: date


@frozen(slots=True)
class Notice:
    """One notice of the State Council General Office (国务院办公厅) on the holidays of a year.

    `title`, `number` and `issued` are None where no source shows them; `amends` is the id of the notice it changes.
    """

    id: str
    year: int
    title: str | None
    number: str | None
    issued: date | None
    off: tuple[Span, ...]
    worked: tuple[date, ...]
    source: str
    amends: str | None = None

    def cited(self, lang: str = "zh") -> str:
        """The notice as a letter cites it: its title and its number, as far as a source shows them."""
        if lang != "zh":
            return f"State Council holiday notice {self.id}" + (f", {self.number}" if self.number else "")
        return cited_in_chinese(self.title, self.number) or f"{self.year}年放假安排通知"


def cited_in_chinese(title: str | None, number: str | None) -> str:
    """《title》（number）, or the one of the two that is known; "" without either."""
    if title and number:
        return f"《{title}》（{number}）"
    return f"《{title}》" if title else number or ""


def notice_title(notice_id: str, lang: str = "zh") -> str:
    """The title and number of a national notice by its id; anything else (an overlay's text) as it is."""
    notice = _BY_ID.get(notice_id)
    return notice_id if notice is None else notice.cited(lang)


_USUAL = "国务院办公厅关于{year}年部分节假日安排的通知"


def _notice(
    notice_id: str,
    *,
    number: str | None,
    issued: str | None,
    off: str,
    source: str,
    worked: str = "",
    amends: str = "",
    title: str | None = _USUAL,
) -> Notice:
    """Read one entry; a day without a year belongs to the year of the notice."""
    year = int(notice_id[:4])

    def day(text: str) -> date:
        return date.fromisoformat(text if len(text) > 5 else f"{year}-{text}")

    spans = []
    for line in off.split("; "):
        name, days = line.rsplit(" ", 1)
        first, _, last = days.partition("..")
        spans.append(Span(name, day(first), day(last or first)))
    return Notice(
        id=notice_id,
        year=year,
        title=title and title.format(year=year),
        number=number,
        issued=date.fromisoformat(issued) if issued else None,
        off=tuple(spans),
        worked=tuple(day(text) for text in worked.split()),
        source=source,
        amends=amends or None,
    )


FIRST_DAY = date(2004, 1, 1)

NOTICES: tuple[Notice, ...] = (
    _notice(
        "2004",
        number=None,
        issued=None,
        off="元旦 01-01; 春节 01-22..01-28; 劳动节 05-01..05-07; 国庆节 10-01..10-07",
        worked="01-17 01-18 05-08 05-09 10-09 10-10",
        source="zh.wikisource.org, 2004 notice",
    ),
    _notice(
        "2005",
        number=None,
        issued=None,
        off="元旦 01-01..01-03; 春节 02-09..02-15; 劳动节 05-01..05-07; 国庆节 10-01..10-07",
        worked="02-05 02-06 04-30 05-08 10-08 10-09",
        source="press report of 2004; no gov.cn copy found (Spring Festival: also a Xinjiang notice)",
    ),
    _notice(
        "2006",
        number="国办发明电〔2005〕35号",
        issued="2005-12-16",
        off="元旦 01-01..01-03; 春节 01-29..02-04; 劳动节 05-01..05-07; 国庆节 10-01..10-07",
        worked="2005-12-31 01-28 02-05 04-29 04-30 09-30 10-08",
        source="zh.wikisource.org",
    ),
    _notice(
        "2007",
        title=None,
        number="国办发明电〔2006〕49号",
        issued="2006-12-14",
        off="元旦 01-01..01-03; 春节 02-18..02-24; 劳动节 05-01..05-07; 国庆节 10-01..10-07",
        worked="2006-12-30 2006-12-31 02-17 02-25 04-28 04-29 09-29 09-30",
        source="zw.china.com.cn; gov.cn zhengceku 2008-03/28 content_1761",
    ),
    _notice(
        "2008",
        number="国办发明电〔2007〕52号",
        issued="2007-12-18",
        off=(
            "元旦 2007-12-30..01-01; 春节 02-06..02-12; 清明节 04-04..04-06; 劳动节 05-01..05-03; "
            "端午节 06-07..06-09; 中秋节 09-13..09-15; 国庆节 09-29..10-05"
        ),
        worked="2007-12-29 02-02 02-03 05-04 09-27 09-28",
        source="gov.cn zhengceku 2008-03/28 content_1645",
    ),
    _notice(
        "2009",
        number="国办发明电〔2008〕42号",
        issued="2008-12-10",
        off=(
            "元旦 01-01..01-03; 春节 01-25..01-31; 清明节 04-04..04-06; 劳动节 05-01..05-03; "
            "端午节 05-28..05-30; 国庆节、中秋节 10-01..10-08"
        ),
        worked="01-04 01-24 02-01 05-31 09-27 10-10",
        source="gov.cn zhengceku content_1572",
    ),
    _notice(
        "2010",
        number="国办发明电〔2009〕27号",
        issued="2009-12-07",
        off=(
            "元旦 01-01..01-03; 春节 02-13..02-19; 清明节 04-03..04-05; 劳动节 05-01..05-03; "
            "端午节 06-14..06-16; 中秋节 09-22..09-24; 国庆节 10-01..10-07"
        ),
        worked="02-20 02-21 06-12 06-13 09-19 09-25 09-26 10-09",
        source="gov.cn zhengceku content_1476",
    ),
    _notice(
        "2011",
        number="国办发明电〔2010〕40号",
        issued="2010-12-10",
        off=(
            "元旦 01-01..01-03; 春节 02-02..02-08; 清明节 04-03..04-05; 劳动节 04-30..05-02; "
            "端午节 06-04..06-06; 中秋节 09-10..09-12; 国庆节 10-01..10-07"
        ),
        worked="01-30 02-12 04-02 10-08 10-09",
        source="gov.cn content_1423",
    ),
    _notice(
        "2012",
        number="国办发明电〔2011〕45号",
        issued="2011-12-06",
        off=(
            "元旦 01-01..01-03; 春节 01-22..01-28; 清明节 04-02..04-04; 劳动节 04-29..05-01; "
            "端午节 06-22..06-24; 中秋节、国庆节 09-30..10-07"
        ),
        worked="2011-12-31 01-21 01-29 03-31 04-01 04-28 09-29",
        source="gov.cn content_1411",
    ),
    _notice(
        "2013",
        number="国办发明电〔2012〕33号",
        issued="2012-12-08",
        off=(
            "元旦 01-01..01-03; 春节 02-09..02-15; 清明节 04-04..04-06; 劳动节 04-29..05-01; "
            "端午节 06-10..06-12; 中秋节 09-19..09-21; 国庆节 10-01..10-07"
        ),
        worked="01-05 01-06 02-16 02-17 04-07 04-27 04-28 06-08 06-09 09-22 09-29 10-12",
        source="gov.cn content_1353",
    ),
    _notice(
        "2014",
        number="国办发明电〔2013〕28号",
        issued="2013-12-11",
        off=(
            "元旦 01-01; 春节 01-31..02-06; 清明节 04-05; 清明节 04-07; "
            "劳动节 05-01..05-03; 端午节 06-02; 中秋节 09-08; 国庆节 10-01..10-07"
        ),
        worked="01-26 02-08 05-04 09-28 10-11",
        source="gov.cn content_1194",
    ),
    _notice(
        "2015",
        number="国办发明电〔2014〕28号",
        issued="2014-12-16",
        off=(
            "元旦 01-01..01-03; 春节 02-18..02-24; 清明节 04-05..04-06; 劳动节 05-01; "
            "端午节 06-20; 端午节 06-22; 中秋节 09-27; 国庆节 10-01..10-07"
        ),
        worked="01-04 02-15 02-28 10-10",
        source="gov.cn content_9302",
    ),
    _notice(
        "2015-1",
        title="国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
        number="国发明电〔2015〕1号",
        issued="2015-05-13",
        amends="2015",
        off="抗战胜利70周年纪念日 09-03..09-05",
        worked="09-06",
        source="gov.cn content_9742",
    ),
    _notice(
        "2016",
        number="国办发明电〔2015〕18号",
        issued="2015-12-10",
        off=(
            "元旦 01-01; 春节 02-07..02-13; 清明节 04-04; 劳动节 05-01..05-02; "
            "端午节 06-09..06-11; 中秋节 09-15..09-17; 国庆节 10-01..10-07"
        ),
        worked="02-06 02-14 06-12 09-18 10-08 10-09",
        source="gov.cn content_10394",
    ),
    _notice(
        "2017",
        number="国办发明电〔2016〕17号",
        issued="2016-12-01",
        off=(
            "元旦 01-01..01-02; 春节 01-27..02-02; 清明节 04-02..04-04; 劳动节 05-01; "
            "端午节 05-28..05-30; 中秋节、国庆节 10-01..10-08"
        ),
        worked="01-22 02-04 04-01 05-27 09-30",
        source="gov.cn content_5141603",
    ),
    _notice(
        "2018",
        number="国办发明电〔2017〕12号",
        issued="2017-11-30",
        off=(
            "元旦 01-01; 春节 02-15..02-21; 清明节 04-05..04-07; 劳动节 04-29..05-01; "
            "端午节 06-18; 中秋节 09-24; 国庆节 10-01..10-07"
        ),
        worked="02-11 02-24 04-08 04-28 09-29 09-30",
        source="gov.cn content_5243579",
    ),
    _notice(
        "2019",
        number="国办发明电〔2018〕15号",
        issued="2018-12-06",
        off=(
            "元旦 2018-12-30..01-01; 春节 02-04..02-10; 清明节 04-05; 劳动节 05-01; "
            "端午节 06-07; 中秋节 09-13; 国庆节 10-01..10-07"
        ),
        worked="2018-12-29 02-02 02-03 09-29 10-12",
        source="gov.cn content_5346276",
    ),
    _notice(
        "2019-1",
        title="国务院办公厅关于调整2019年劳动节假期安排的通知",
        number="国办发明电〔2019〕3号",
        issued="2019-03-22",
        amends="2019",
        off="劳动节 05-01..05-04",
        worked="04-28 05-05",
        source="gov.cn content_5375877",
    ),
    _notice(
        "2020",
        number="国办发明电〔2019〕16号",
        issued="2019-11-21",
        off=(
            "元旦 01-01; 春节 01-24..01-30; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
            "端午节 06-25..06-27; 国庆节、中秋节 10-01..10-08"
        ),
        worked="01-19 02-01 04-26 05-09 06-28 09-27 10-10",
        source="gov.cn content_5454164",
    ),
    _notice(
        "2020-1",
        title="国务院办公厅关于延长2020年春节假期的通知",
        number="国办发明电〔2020〕1号",
        issued="2020-01-26",
        amends="2020",
        off="春节（延长） 01-31..02-02",
        source="gov.cn content_5472352",
    ),
    _notice(
        "2021",
        number="国办发明电〔2020〕27号",
        issued="2020-11-25",
        off=(
            "元旦 01-01..01-03; 春节 02-11..02-17; 清明节 04-03..04-05; 劳动节 05-01..05-05; "
            "端午节 06-12..06-14; 中秋节 09-19..09-21; 国庆节 10-01..10-07"
        ),
        worked="02-07 02-20 04-25 05-08 09-18 09-26 10-09",
        source="gov.cn content_5564127",
    ),
    _notice(
        "2022",
        number="国办发明电〔2021〕11号",
        issued="2021-10-25",
        off=(
            "元旦 01-01..01-03; 春节 01-31..02-06; 清明节 04-03..04-05; 劳动节 04-30..05-04; "
            "端午节 06-03..06-05; 中秋节 09-10..09-12; 国庆节 10-01..10-07"
        ),
        worked="01-29 01-30 04-02 04-24 05-07 10-08 10-09",
        source="gov.cn content_5644835",
    ),
    _notice(
        "2023",
        number="国办发明电〔2022〕16号",
        issued="2022-12-08",
        off=(
            "元旦 2022-12-31..01-02; 春节 01-21..01-27; 清明节 04-05; 劳动节 04-29..05-03; "
            "端午节 06-22..06-24; 中秋节、国庆节 09-29..10-06"
        ),
        worked="01-28 01-29 04-23 05-06 06-25 10-07 10-08",
        source="gov.cn content_5730844",
    ),
    _notice(
        "2024",
        number="国办发明电〔2023〕7号",
        issued="2023-10-25",
        off=(
            "元旦 01-01; 春节 02-10..02-17; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
            "端午节 06-10; 中秋节 09-15..09-17; 国庆节 10-01..10-07"
        ),
        worked="02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
        source="gov.cn content_6911528",
    ),
    _notice(
        "2025",
        number="国办发明电〔2024〕12号",
        issued="2024-11-12",
        off=(
            "元旦 01-01; 春节 01-28..02-04; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
            "端午节 05-31..06-02; 国庆节、中秋节 10-01..10-08"
        ),
        worked="01-26 02-08 04-27 09-28 10-11",
        source="gov.cn content_6986383",
    ),
    _notice(
        "2026",
        number="国办发明电〔2025〕7号",
        issued="2025-11-04",
        off=(
            "元旦 01-01..01-03; 春节 02-15..02-23; 清明节 04-04..04-06; 劳动节 05-01..05-05; "
            "端午节 06-19..06-21; 中秋节 09-25..09-27; 国庆节 10-01..10-07"
        ),
        worked="01-04 02-14 02-28 05-09 09-20 10-10",
        source="gov.cn content_7047091",
    ),
)

_BY_ID = {notice.id: notice for notice in NOTICES}
