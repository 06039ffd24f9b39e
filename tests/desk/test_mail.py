"""Mails a clerk can act on: which case, which limit, which card, when due, what is left or over, what can be done."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from datetime import UTC, date, datetime

import pytest

from casework.case import Refused
from casework.desk import Desk, MailHook, Telling
from casework.errors import DefinitionError
from casework.ledger import MemoryLedger
from casework.office import Office
from casework.regimes import CN_ORDER_711

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)


def d(day):
    return date.fromisoformat(day)


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as a mail needs."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                raw = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(email.message_from_bytes(raw, policy=email.policy.default))
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def post():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def desk_of(post, office=None, **more):
    hook = MailHook(
        "127.0.0.1", "Cards <casework@example.org>", ["b@example.org"], port=post.server_address[1], starttls=False,
        **more,
    )  # fmt: skip
    desk = Desk("cn", MemoryLedger(), hooks=(hook,), now=lambda: NOON, office=office)
    desk.open("虚构〔2026〕1号", d("2026-03-09"), channel="in_person", applicant="某某")
    for step in ("register", "review", "assign"):
        desk.take("虚构〔2026〕1号", step, d("2026-03-10"))
    return desk


def text(mail):
    return mail["Subject"], mail.get_content().strip().splitlines()


def test_two_cards_of_one_case_are_two_mails_of_the_days_they_were_reached(post):
    """Due 2026-04-07; warned two working days before, yellow the first working day after; one sweep a week later."""
    desk_of(post).sweep(d("2026-04-08"))
    (early, lines), (late, late_lines) = map(text, post.mails)
    assert early == "【预警】虚构〔2026〕1号：答复期限2026-04-07届满，还剩2个工作日"
    assert late == "【黄牌】虚构〔2026〕1号：答复期限2026-04-07届满，已逾期1个工作日"
    assert lines[:7] == [
        "案件编号：虚构〔2026〕1号",
        "期限：答复期限",
        "提醒：预警",
        "到达日：2026-04-02",
        "届满日：2026-04-07",
        "余期：还剩2个工作日",
        "当前状态：办理中",
    ]
    assert lines[7].startswith("依据：") and "33" in lines[7]
    steps = CN_ORDER_711.procedure.steps
    assert {steps["extend"].zh, steps["submit_draft"].zh} < set(lines[8].removeprefix("可办理：").split("、"))
    assert steps["link"].zh not in lines[8], "what moves neither the case nor a clock is left out"
    assert "到达日：2026-04-08" in late_lines
    assert "某某" not in "".join((early, late, *lines, *late_lines))


def test_in_english(post):
    desk_of(post, lang="en").sweep(d("2026-04-02"))
    ((subject, lines),) = map(text, post.mails)
    limit = CN_ORDER_711.limits["reply"].en
    assert subject == f"[warning] 虚构〔2026〕1号: {limit}, due 2026-04-07, 2 working days left"
    assert "Reached on: 2026-04-02" in lines and not any("期限" in line for line in lines)


def test_the_day_is_that_of_the_clock_that_raised_the_card(post):
    """Third party told on 03-11: fifteen working days end on 04-01; the reply's clock stands still meanwhile."""
    desk = desk_of(post)
    desk.take("虚构〔2026〕1号", "consult_third_party", d("2026-03-10"), party="甲")
    desk.take("虚构〔2026〕1号", "record_delivery", d("2026-03-11"), letter="third_party", party="甲")
    desk.sweep(d("2026-04-03"))
    ((subject, lines),) = map(text, post.mails)
    assert "第三方" in subject and "2026-04-01届满" in subject and subject.endswith("已逾期1个工作日")
    assert "到达日：2026-04-02" in lines and "届满日：2026-04-01" in lines


def test_a_bad_rating_that_waits_is_mailed_with_what_to_do(post):
    """Rated 2026-04-03, five working days: 04-07(1), 08, 09, 10(4), 13(5); yellow on the first after it."""
    desk = desk_of(post, Office(rectify_within=5))
    desk.take("虚构〔2026〕1号", "withdraw", d("2026-03-12"))
    desk.rate("虚构〔2026〕1号", 1, d("2026-04-03"), comment="太慢")
    desk.sweep(d("2026-04-14"))
    subject, lines = text(post.mails[-1])
    assert subject == "【黄牌】虚构〔2026〕1号：差评整改期限2026-04-13届满，已逾期1个工作日"
    assert "可办理：整改并登记整改日期" in lines and "依据：本单位规定" in lines
    assert "太慢" not in "".join(lines)


def test_a_step_is_mailed_plainly_and_a_second_copy_has_the_same_id(post):
    hook = MailHook(
        "127.0.0.1", "Cards <casework@example.org>", ["b@example.org"], events=("withdraw",),
        port=post.server_address[1], starttls=False,
    )  # fmt: skip
    desk = Desk("cn", MemoryLedger(), hooks=(hook,), now=lambda: NOON)
    desk.open("甲", d("2026-03-09"), channel="in_person")
    assert not isinstance(desk.take("甲", "withdraw", d("2026-03-10")), Refused)
    assert text(post.mails[0]) == (
        "甲：撤回",
        ["案件编号：甲", "事项：撤回", "日期：2026-03-10", "当前状态：已撤回", "答复期限届满日：2026-04-07"],
    )
    assert post.mails[0]["Message-ID"] == f"<{post.mails[0]['X-Casework-Delivery']}@example.org>"


def test_a_language_nobody_writes_is_refused():
    with pytest.raises(DefinitionError, match="lang is one of zh, en"):
        MailHook("h", "a@b", [], lang="fr")


def test_a_card_whose_facts_cannot_be_read_is_raised_all_the_same(monkeypatch):
    seen = []

    class Kept(Telling):
        def send(self, told):
            seen.append(told)

    def broken(*args, **more):
        raise ValueError("no days")

    desk = Desk("cn", MemoryLedger(), hooks=(Kept("kept", ("RungReached",)),), now=lambda: NOON)
    desk.open("甲", d("2026-03-09"), channel="in_person")
    monkeypatch.setattr("casework.desk.card_facts.limit_words", broken)
    assert len(desk.sweep(d("2026-04-02"))) == len(seen) == 2
    assert all("card" not in told for told in seen)
