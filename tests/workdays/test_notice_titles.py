"""How each holiday notice is cited: by its own title and number, as far as a source shows them."""

from __future__ import annotations

from datetime import date

import pytest

from casework.law import last_day
from casework.regimes import CN_ORDER_711
from casework.workdays import NOTICES, notice_title

NUMBERS = {
    "2004": None,
    "2005": None,
    "2006": "国办发明电〔2005〕35号",
    "2007": "国办发明电〔2006〕49号",
    "2008": "国办发明电〔2007〕52号",
    "2009": "国办发明电〔2008〕42号",
    "2010": "国办发明电〔2009〕27号",
    "2011": "国办发明电〔2010〕40号",
    "2012": "国办发明电〔2011〕45号",
    "2013": "国办发明电〔2012〕33号",
    "2014": "国办发明电〔2013〕28号",
    "2015": "国办发明电〔2014〕28号",
    "2015-1": "国发明电〔2015〕1号",
    "2016": "国办发明电〔2015〕18号",
    "2017": "国办发明电〔2016〕17号",
    "2018": "国办发明电〔2017〕12号",
    "2019": "国办发明电〔2018〕15号",
    "2019-1": "国办发明电〔2019〕3号",
    "2020": "国办发明电〔2019〕16号",
    "2020-1": "国办发明电〔2020〕1号",
    "2021": "国办发明电〔2020〕27号",
    "2022": "国办发明电〔2021〕11号",
    "2023": "国办发明电〔2022〕16号",
    "2024": "国办发明电〔2023〕7号",
    "2025": "国办发明电〔2024〕12号",
    "2026": "国办发明电〔2025〕7号",
}
OWN_TITLES = {
    "2007": None,  # no source at hand shows it
    "2015-1": "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
    "2019-1": "国务院办公厅关于调整2019年劳动节假期安排的通知",
    "2020-1": "国务院办公厅关于延长2020年春节假期的通知",
}
ISSUED = {  # the day each became public, which known-at needs; a signing may be earlier
    "2008": date(2007, 12, 18),
    "2009": date(2008, 12, 10),
    "2010": date(2009, 12, 7),
    "2012": date(2011, 12, 6),
    "2019": date(2018, 12, 6),
    "2026": date(2025, 11, 4),
}


def test_every_notice_has_its_number():
    assert {notice.id: notice.number for notice in NOTICES} == NUMBERS


def test_titles_are_those_of_the_notices():
    usual = "国务院办公厅关于{}年部分节假日安排的通知"
    expected = {notice_id: OWN_TITLES.get(notice_id, usual.format(notice_id)) for notice_id in NUMBERS}
    assert {notice.id: notice.title for notice in NOTICES} == expected


def test_days_of_issue_are_unchanged():
    assert {notice.id: notice.issued for notice in NOTICES if notice.id in ISSUED} == ISSUED


@pytest.mark.parametrize(
    ("notice_id", "zh", "en"),
    [
        (
            "2026",
            "《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）",
            "State Council holiday notice 2026, 国办发明电〔2025〕7号",
        ),
        ("2007", "国办发明电〔2006〕49号", "State Council holiday notice 2007, 国办发明电〔2006〕49号"),
        ("2004", "《国务院办公厅关于2004年部分节假日安排的通知》", "State Council holiday notice 2004"),
        ("an order of the city", "an order of the city", "an order of the city"),
    ],
)
def test_a_notice_is_cited_by_title_and_number(notice_id, zh, en):
    assert notice_title(notice_id) == zh
    assert notice_title(notice_id, "en") == en


def test_the_working_of_a_deadline_cites_the_notice():
    """2026-09-18 plus 20: Sunday 20 September is worked by the notice for 2026."""
    working = last_day(CN_ORDER_711.limits["reply"].on(date(2026, 9, 18)), date(2026, 9, 18)).text("zh")
    assert (
        "2026-09-20 至第1日: 调休上班 (《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）)"
        in working
    )
