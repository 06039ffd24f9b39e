"""The office-automation page, over HTTP: what people see, what is written, what is refused, what stays hidden."""

from __future__ import annotations

import html
import re
import shutil
import struct
import subprocess
import threading
import time
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import quote

import pytest
import uvicorn
from oa_fastapi import words
from oa_fastapi.app import create_app, desk_on, today
from oa_fastapi.routes import router
from oa_fastapi.seed import CASES, seed
from oa_fastapi.session import COOKIE, STAFF, Sessions, instant

from casework.ledger import MemoryLedger, check_all, open_ledger
from casework.procedure import PayloadKey
from casework.regimes import CN_ORDER_492, CN_ORDER_711

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="Using `httpx`")
    from fastapi.testclient import TestClient

TODAY = date(2026, 11, 20)
CASE = "/cases/" + quote("公开〔2026〕1号")
TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
HIDDEN = re.compile(r'name="(once|version)" value="([^"]*)"')
BUTTON = re.compile(r'class="button main" href="[^"]*/steps/(\w+)"')


class Office:
    """A browser at the office: one person at a time."""

    def __init__(self, ledger=None):
        self.desk = desk_on(ledger or MemoryLedger())
        self.browser = TestClient(create_app(self.desk, lambda: TODAY, b"secret"), follow_redirects=True)

    def get(self, path, status=200):
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path, status=200, *, form="/", **typed):
        fresh = {"token": TOKEN.search(self.browser.get(form).text)[1]} | typed
        answer = self.browser.post(path, data=fresh)
        assert answer.status_code == status, answer.text
        return answer.text

    def login(self, person):
        return self.post("/login", form="/login", person=person)

    def open(self, status=200, **typed):
        form = self.get("/cases/new")
        asked = {"number": "公开〔2026〕1号", "on": "2026-11-02", "channel": "in_person"} | dict(HIDDEN.findall(form))
        return self.post("/cases/new", status, **(asked | typed))

    def step(self, step, status=200, *, at=CASE, **typed):
        form = self.get(f"{at}/steps/{step}")
        return self.post(f"{at}/steps/{step}", status, **(dict(HIDDEN.findall(form)) | typed))


@pytest.fixture
def office():
    it = Office()
    it.login("经办员1")
    return it


@pytest.fixture
def seeded(office):
    assert seed(office.desk, TODAY) == len(CASES)
    return office


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_the_list_shows_every_standing_open_cases_first(seeded):
    page = seeded.get("/")
    order = re.findall(r'<tr class="(\w+)"', page)
    assert set(order) == {"red", "yellow", "warning", "fine", "paused", "stopped", "waiting", "ended"}
    assert order.index("ended") == len(order) - order.count("ended"), "ended ones last"
    rows = re.findall(r'<tr class="(\w+)">.*?</td>\s*<td class="day">(20[\d-]+|—)</td><td>', page, re.S)
    dues = [due for standing, due in rows if standing != "ended" and due != "—"]
    assert len(dues) == 7
    assert dues == sorted(dues)
    assert "逾期 3 个工作日" in page
    assert "剩 14 个工作日" in page
    assert "征求意见中 <b>1</b>" in page


def test_the_list_is_filtered_by_state_and_searched_by_number(seeded):
    assert seeded.get("/?state=consulting").count("<td><a") == 1
    assert seeded.get("/?number=14").count("<td><a") == 1
    assert "没有符合条件的案件" in seeded.get("/?number=没有&at_page=9")
    assert seeded.get("/?state=no_such&at_page=x").count("<td><a") == 0


def test_the_list_is_paged(office):
    for number in range(60):
        office.desk.open(f"甲-{number:02}", date(2026, 11, 2), by="经办员1", channel="in_person")
    assert office.get("/").count("<td><a") == 50
    assert office.get("/?at_page=1").count("<td><a") == 10
    assert office.get("/?at_page=99").count("<td><a") == 10


def test_a_case_is_opened_and_its_day_shown_with_its_working(office):
    """Order 711 art. 33(2): twenty working days after 2026-11-02 is 2026-11-30."""
    page = office.open(applicant="某公民", subject="年度预算")
    assert "已记录：<b>收件</b>" in page
    assert '<p class="due">2026-11-30' in page
    assert "本单位承诺 2026-11-23 前答复" in page
    assert re.search(r"2026-11-03 至 11-06.*?计</td><td class=\"num\">4</td>", page, re.S)
    assert "2026-11-07 至 11-08" in page
    assert "第33条第2款" in page
    holidays = office.open(number="国庆", on="2026-09-18")
    assert re.search(
        r"2026-10-01 至 10-07.*?不计.*?国庆节放假 <cite>《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）",
        holidays,
        re.S,
    ), "the notice is named"


def test_an_opening_that_does_not_fit_keeps_what_was_typed(office):
    page = office.open(
        422, number="a b", on="明天", channel="pigeon", received_on="31", applicant="某公民", subject="预算"
    )
    assert list(office.desk.setting.ledger.records()) == []
    for said in ("“编号”应为", "“收件日”应为", "“申请方式”应为", "“收到日期”应为日期"):
        assert f'class="error">{said}' in page, said
    assert 'value="某公民"' in page
    assert ">预算</textarea>" in page
    assert "缺少“申请方式”" in office.open(422, channel="")
    assert "不能晚于今天" in office.open(422, on="2026-11-21")
    office.open()
    assert "这个编号已经有案件了" in office.open(422)


def test_only_the_clerk_opens(office):
    office.login("承办员1")
    assert "收件由经办办理" in office.open(403)


def test_a_whole_case_by_seven_people(office):
    """接收、登记、审核、办理、答复、归档."""
    office.open(applicant="某公民")
    for person, step, typed in (
        ("经办员1", "register", {}),
        ("经办员1", "review", {}),
        ("经办员1", "assign", {"unit": "规划科"}),
        ("公开机构负责人", "extend", {"working_days": "20"}),
        ("承办员1", "submit_draft", {"outcome": "granted", "grounds": "第36条"}),
        ("保密审查员", "pass_secrecy_review", {}),
        ("法制审核员", "pass_legal_review", {}),
        ("签发人", "approve", {}),
        ("经办员1", "reply", {"method": "direct", "signed_on": "2026-11-20"}),
        ("档案员", "archive", {}),
    ):
        office.login(person)
        assert step in BUTTON.findall(office.get(CASE)), step
        assert "已记录：" in office.step(step, **typed)
    file = office.desk.file("公开〔2026〕1号")
    assert file.case.state == "archived"
    assert {entry.actor for entry in file.entries if entry.step} == set(STAFF)
    ledger = office.desk.setting.ledger
    assert not list(check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records()))
    page = office.get(CASE)
    assert re.findall(r'<li class="(\w+)"[^>]*><i>', page) == ["done"] * 5 + ["now"]
    assert "予以公开" in page
    assert "granted" not in page


def test_allowed_steps_are_buttons_with_the_day_they_lead_to(office):
    office.open()
    office.step("register")
    page = office.get(CASE)
    assert set(BUTTON.findall(page)) == {
        "review", "split", "request_correction", "request_reasons", "record_delivery", "reply_on_the_spot", "withdraw",
        "link", "enquiry",
    }  # fmt: skip
    assert re.search(r"公开机构负责人</small><small class=\"to moves\">届满日 2026-12-28（变动）", page), "extend"
    assert re.search(r"<dt>签发</dt>\s*<dd>“签发”只能在以下状态办理：待签发 <cite>[^<]*第45条、第17条", page)


def test_a_refusal_says_every_reason_its_article_and_what_is_allowed(office):
    office.open()
    office.login("签发人")
    page = office.step("approve", 422, note="已看")
    assert "没有记录任何内容" in page
    assert "“签发”只能在以下状态办理：待签发" in page
    assert "第45条、第17条" in page
    assert ">已看</textarea>" in page, "the input is kept"
    assert re.search("当前可办理：.*、登记、", text_of(page))
    office.login("经办员1")
    assert "本步骤由签发办理，经办员1无此角色" in office.step("approve", 422)
    assert "steps/register" in office.step("archive", 422), "what this person may do is linked"
    wrong = office.step("record_delivery", 422, letter="pigeon")
    assert 'class="error">“文书”应为' in wrong
    assert "不能晚于今天" in office.step("register", 422, on="2027-01-01")
    assert office.desk.file("公开〔2026〕1号").version == 1


def test_a_refusal_says_what_to_do_instead(office):
    """Order 711 art. 34: another organ; a unit of this one is asked without stopping the clock."""
    office.open()
    office.step("register")
    office.step("review")
    office.login("承办员1")
    page = office.step("consult_agency", 422, organ="法制科", capacity="internal_unit", question="能否公开")
    assert "可以：内部征求意见不停止计时" in page
    assert re.search(r"<cite>[^<]*第34条", page)
    assert '<option value="internal_unit" selected>内设机构' in page
    assert "consult_agency" not in [entry.step for entry in office.desk.file("公开〔2026〕1号").entries]


def test_lateness_is_recorded_with_a_warning(office):
    """Lateness never refuses a step."""
    office.open(on="2026-09-21")
    office.step("register")
    page = office.step("reply_on_the_spot", outcome="granted_already_public")
    assert re.search(r'class="warned">提示：答复晚于期限届满日2026-10-\d\d', page)


def test_a_form_sent_twice_writes_once(office):
    office.open()
    sent = {"once": "a-key-of-its-own", "version": "1", "on": "2026-11-03"}
    assert "已记录：" in office.post(f"{CASE}/steps/register", **sent)
    assert "没有重复写入" in office.post(f"{CASE}/steps/register", **sent)
    assert office.desk.file("公开〔2026〕1号").version == 2
    office.open(number="二", once="another-key")
    assert "<h1>二</h1>" in office.open(number="二", once="another-key")


def test_eight_clicks_at_once_write_once(tmp_path):
    """On a file, as an office would have it; nobody is told that someone else was first."""
    with open_ledger(f"sqlite:///{tmp_path}/oa.db") as ledger:
        office = Office(ledger)
        office.login("经办员1")
        office.open()
        sent = dict(HIDDEN.findall(office.get(f"{CASE}/steps/register"))) | {"token": TOKEN.search(office.get("/"))[1]}
        cookies = dict(office.browser.cookies)

        def click(_):
            browser = TestClient(office.browser.app, cookies=cookies, follow_redirects=False)
            return browser.post(f"{CASE}/steps/register", data=sent).headers.get("location", "")

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(click, range(8)))
        assert sorted("again=1" in answer for answer in answers) == [False] + [True] * 7
        assert len({answer.partition("&")[0] for answer in answers}) == 1, "all see the same entry"
        assert [entry.step for entry in office.desk.file("公开〔2026〕1号").entries].count("register") == 1


def test_a_second_writer_is_stopped(office):
    office.open()
    form = dict(HIDDEN.findall(office.get(f"{CASE}/steps/withdraw")))
    office.step("register")
    page = office.post(f"{CASE}/steps/withdraw", 409, **form)
    assert "已被他人更新" in page
    assert f'href="{CASE}"' in page
    assert office.desk.file("公开〔2026〕1号").case.state == "registered"


def test_what_people_type_is_escaped(office):
    evil = '"><script>alert(1)</script>'
    office.open(applicant=evil, unit=evil)
    for page in (office.get(f"{CASE}?reveal=1"), office.get("/"), office.open(422, number=evil, applicant=evil)):
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def test_sensitive_values_are_hidden_until_someone_who_may_asks(office):
    office.open(applicant="某公民甲", contact="虚构路1号", subject="某项目合同", note="加急")
    secrets = ("某公民甲", "虚构路1号", "某项目合同", "加急")
    hidden, shown = office.get(CASE), office.get(f"{CASE}?reveal=1")
    assert [each in hidden for each in secrets] == [False] * 4
    assert [each in shown for each in secrets] == [True] * 4
    office.login("档案员")
    page = office.get(f"{CASE}?reveal=1")
    assert not any(each in page for each in secrets)
    assert "显示敏感信息" not in page


def test_erased_values_read_as_erased(office):
    office.open(applicant="某公民甲")
    office.desk.redact("公开〔2026〕1号", ["applicant"], TODAY, reason="申请人要求", by="公开机构负责人")
    page = office.get(f"{CASE}?reveal=1")
    assert "（已清除）" in page
    assert "某公民甲" not in page


def test_the_applicants_page_shows_no_personal_data_and_needs_no_login(seeded):
    browser = TestClient(seeded.browser.app)
    for number, (_, _, applicant, _, subject, _) in enumerate(CASES, 1):
        answer = browser.get(f"/status/{quote(f'虚公开〔2026〕{number}号')}")
        assert answer.status_code == 200
        assert not [each for each in (applicant, subject, "虚构路", "某建设公司", *STAFF) if each in answer.text]
    assert "征求意见，期间不计入答复期限" in seeded.get(f"/status/{quote('虚公开〔2026〕7号')}")
    assert "2026-12-11" in seeded.get(f"/status/{quote('虚公开〔2026〕7号')}")
    assert browser.get("/status/none").status_code == 404


def test_every_post_needs_the_token_of_its_session(office):
    office.open()
    posts = [route.path for route in router.routes if "POST" in route.methods]
    assert len(posts) == 6
    for path in posts:
        path = path.replace("{case_id:path}", quote("公开〔2026〕1号")).replace("{step_id}", "register")
        for token in ({}, {"token": "0" * 64}, {"token": "某"}):
            answer = office.browser.post(path, data={"once": "k" * 10, "version": "1"} | token)
            assert answer.status_code == 403, path
            assert "没有任何内容被记录" in answer.text
    assert office.desk.file("公开〔2026〕1号").version == 1
    other = Office()
    stolen = TOKEN.search(other.login("经办员1"))[1]
    assert office.browser.post("/sweep", data={"token": stolen}).status_code == 403


def test_nobody_gets_in_without_login_or_with_a_forged_cookie(office):
    office.open()
    sessions = Sessions(b"another secret")
    forged = sessions.cookie(sessions.new("签发人"), instant())
    for cookies in ({}, {COOKIE: forged}, {COOKIE: "x"}, {COOKIE: "%E6.%E6"}):
        headers = {"cookie": "; ".join(f"{key}={value}" for key, value in cookies.items())}
        for path in ("/", CASE, "/cases/new", f"{CASE}/steps/register"):
            answer = TestClient(office.browser.app, headers=headers, follow_redirects=False).get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "没有这个人员" in office.post("/login", 422, form="/login", person="局长")


def test_a_session_ends_after_its_hours():
    sessions = Sessions(b"secret")
    old = sessions.cookie(sessions.new("签发人"), instant().replace(year=2020))
    assert sessions.read(old, instant()).person == ""


def test_every_answer_says_what_a_browser_may_load(seeded):
    for path in ("/", "/login", "/style.css", f"/cases/{quote('虚公开〔2026〕1号')}", "/nowhere"):
        headers = seeded.browser.get(path).headers
        assert "default-src 'self'; style-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    page = seeded.get(f"/cases/{quote('虚公开〔2026〕6号')}")
    assert not re.search(r"<script|style=|https?://|\bon\w+=", page)


def test_what_is_not_there_is_said_in_chinese(office):
    office.open()
    assert "没有这个案件" in office.get("/cases/none", 404)
    assert "没有这一步骤" in office.get(f"{CASE}/steps/none", 404)
    assert "没有这一步骤" in office.post(f"{CASE}/steps/open", 404)
    assert "没有这个页面" in office.get("/nowhere", 404)
    assert "表单不完整" in office.post(f"{CASE}/steps/register", 422)
    assert "表单不完整" in office.post(f"{CASE}/steps/register", 422, once="a" * 10, version="一")
    assert office.browser.post("/sweep", data={"token": "x" * 300_000}).status_code == 413


def test_sweeping_raises_cards_and_the_right_people_act_on_them(office):
    office.open(on="2026-10-20")
    assert "新提醒或红黄牌 4 张" in office.post("/sweep")
    assert "新提醒或红黄牌 0 张" in office.post("/sweep")
    card = {"clock": "reply", "rung": "yellow"}
    assert "无此角色" in office.post(f"{CASE}/cards", 403, **card, act="confirm")
    office.login("公开机构负责人")
    assert "已发出" in office.post(f"{CASE}/cards", **card, act="confirm")
    assert "不能这样处理" in office.post(f"{CASE}/cards", 422, **card, act="confirm")
    assert "必须写明理由" in office.post(f"{CASE}/cards", 422, **card, act="revoke")
    office.login("承办员1")
    assert "申诉中" in office.post(f"{CASE}/cards", **card, act="appeal", reason="系统故障")
    office.login("签发人")
    assert "已撤销：情况属实" in office.post(f"{CASE}/cards", **card, act="revoke", reason="情况属实")
    assert "不能这样处理" in office.post(f"{CASE}/cards", 422, **card, act="burn")


def test_a_number_with_a_slash_has_its_page(office):
    """A register of an older system may hold any number."""
    office.desk.open("2026/公开/7?#", date(2026, 11, 2), by="经办员1", channel="in_person")
    link = re.search(r'<td><a href="([^"]+)"', office.get("/"))[1]
    assert "2026/公开/7?#" in text_of(office.get(link))
    assert "已记录：" in office.step("register", at=link)


def test_every_page_of_every_seeded_case_is_chinese(seeded):
    """No id of the tables shows through."""
    for number in range(1, len(CASES) + 1):
        page = text_of(seeded.get(f"/cases/{quote(f'虚公开〔2026〕{number}号')}?reveal=1"))
        assert not re.search(r"[a-z]+_[a-z]+|None|\bTrue\b", page), re.search(r".{20}[a-z]+_[a-z]+.{20}", page)


@pytest.mark.parametrize("regime", [CN_ORDER_711, CN_ORDER_492], ids=lambda each: each.id)
def test_every_choice_has_a_chinese_word(regime):
    keys = [key for step in regime.procedure.steps.values() for key in step.payload]
    missing = {v for k in keys if isinstance(k, PayloadKey) for v in k.values if words.choice(k.name, v) == v}
    assert missing == set()


def test_today_is_the_civil_day_unless_one_is_fixed(monkeypatch):
    monkeypatch.setenv("CASEWORK_TODAY", "2026-11-20")
    assert today() == TODAY
    monkeypatch.delenv("CASEWORK_TODAY")
    assert today() >= date(2026, 1, 1)


# -- a real browser ------------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


def logged_in(app, person):
    """The application as a browser sees it that has logged in already."""
    sessions = Sessions(b"secret")
    cookie = f"{COOKIE}={sessions.cookie(sessions.new(person), instant())}".encode()

    async def served(scope, receive, send):
        await app({**scope, "headers": [*scope.get("headers", ()), (b"cookie", cookie)]}, receive, send)

    return served


@pytest.fixture
def address(seeded):
    app = logged_in(seeded.browser.app, "公开机构负责人")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def drawn(picture):
    """Width, height and how many different bytes a PNG's rows hold."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    at, rows = 8, b""
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        if picture[at + 4 : at + 8] == b"IDAT":
            rows += picture[at + 8 : at + 8 + size]
        at += size + 12
    return width, height, len(set(zlib.decompress(rows)))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the pages are not drawn")
@pytest.mark.parametrize(
    "path", ["/", f"/cases/{quote('虚公开〔2026〕7号')}", f"/cases/{quote('虚公开〔2026〕7号')}/steps/approve"]
)
def test_a_browser_draws_the_pages(address, tmp_path, path):
    picture = tmp_path / "page.png"
    subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,900", f"--screenshot={picture}",
         address + path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    width, height, different = drawn(picture.read_bytes())
    assert (width, height) == (1280, 900)
    assert different > 60, "more than an empty page"
