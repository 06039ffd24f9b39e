"""A day that a holiday notice still to come could move: every command says in one line how to make it firm."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casework.workdays import NOTICES, WorkCalendar
from casework.workdays.firm import firm_hint

LAST = max(notice.year for notice in NOTICES)
NEXT = LAST + 1
RECEIVED = f"{LAST}-12-10"  # twenty working days later it is January
SOON = f"{LAST}-12-11"
ZH = f"{NEXT}年放假通知未收录；取得通知后运行 casework workdays notice"
EN = f"the holiday notice for {NEXT} is not known; when it is out, run casework workdays notice"
OVERLAY = f"""
[[overlay]]
level = "national"
name = "made up"
issued = {LAST}-11-05
year = {NEXT}
off = ["元旦 {NEXT}-01-01"]
"""


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(f"编号,收到日期,延期告知日期\nA,{RECEIVED},{LAST}-12-15\n", encoding="utf-8")
    return path


@pytest.fixture
def ledger(tmp_path, casework):
    url = f"sqlite:///{tmp_path}/cases.db"
    opened = casework("open", "A", "--on", RECEIVED, "--by", "甲", "--channel", "in_person", "--ledger", url)
    assert opened[0] == 0, opened[2]
    return url


def asked(register, ledger):
    """Every command that shows a provisional day, with the words that give it the overlay."""
    return {
        "workdays add": ("workdays", "add", RECEIVED, 20),
        "workdays subtract": ("workdays", "subtract", f"{NEXT}-01-20", 5),
        "workdays count": ("workdays", "count", RECEIVED, f"{NEXT}-01-20"),
        "workdays is": ("workdays", "is", f"{NEXT}-01-04"),
        "workdays year": ("workdays", "year", NEXT),
        "due": ("due", "--received", RECEIVED, "--channel", "in_person", "--as-of", SOON),
        "backlog": ("backlog", register, "--as-of", SOON),
        "diff": ("diff", register, "--as-of", RECEIVED, f"{LAST}-12-16"),
        "show": ("show", "A", "--as-of", SOON, "--ledger", ledger),
        "show (list)": ("show", "--as-of", SOON, "--ledger", ledger),
        "open": ("open", "B", "--on", RECEIVED, "--by", "甲", "--channel", "in_person", "--ledger", ledger),
        "take": ("take", "A", "register", "--on", RECEIVED, "--by", "甲", "--ledger", ledger),
    }


COMMANDS = tuple(asked("", ""))
BY_OFFICE = {"show", "show (list)", "open", "take"}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("lang", "said"), [("zh", ZH), ("en", EN)])
def test_it_is_said_once(casework, register, ledger, name, lang, said):
    status, out, err = casework(*asked(register, ledger)[name], "--lang", lang)
    assert status == 0, err
    assert (out + err).count(said) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_with_the_notice_it_is_firm(casework, tmp_path, register, ledger, name):
    """As an overlay, or in the office's settings."""
    path = tmp_path / "o.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    option = "--office" if name in BY_OFFICE else "--overlay"
    status, out, err = casework(*asked(register, ledger)[name], option, path, "--lang", "en")
    assert status == 0, err
    assert "not known" not in out + err


@pytest.mark.parametrize("name", COMMANDS)
def test_json_stays_one_document(casework, register, ledger, name):
    status, out, _ = casework(*asked(register, ledger)[name], "--lang", "en", "--json")
    assert status == 0
    json.loads(out)


def test_a_sweep_says_it_of_the_cards_it_raises(casework, tmp_path, ledger):
    """Due 8 January 2027 by prediction (20 after 10 December); a card five working days before it is reached on 1 January."""
    status, out, err = casework("sweep", "--as-of", f"{NEXT}-01-05", "--ledger", ledger, "--lang", "en")
    assert status == 0, err
    assert "nothing new" not in out
    assert err.count(EN) == 1


def test_the_statement_says_it(casework, tmp_path):
    path = tmp_path / "due.html"
    words = ("due", "--received", RECEIVED, "--channel", "in_person", "--as-of", SOON, "--lang", "zh", "--paper", path)
    assert casework(*words)[0] == 0
    assert path.read_text(encoding="utf-8").count(ZH) == 1


def test_firm_days_say_nothing(casework):
    for words in (("workdays", "add", "2026-03-04", 20), ("due", "--received", "2026-03-04", "--as-of", "2026-03-05")):
        assert "provisional" not in "".join(casework(*words, "--lang", "en")[1:])


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (WorkCalendar.china(), f"the holiday notice for {NEXT} is not known"),
        (WorkCalendar.china(known_at=date(2015, 12, 9)), "on 2015-12-09 the holiday notice for 2016 was not out; leave out --known-at"),
        (WorkCalendar.country("JP", first_year=2025, last_year=2026), "no notices of other countries are kept"),
    ],
)  # fmt: skip
def test_why_it_is_provisional(calendar, said):
    """The notice for 2016 was issued on 2015-12-10."""
    assert said in firm_hint(calendar, "en")
    assert firm_hint(calendar, "zh").startswith("暂定：")
