"""Hooks: told after the commit, at least once; one that raises, hangs or is down for a day harms no case."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.server
import json
import logging
import socketserver
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from casework.desk import Desk, FileHook, LogHook, MailHook, Telling, WebHook
from casework.desk.publishing import back_off
from casework.ledger import MemoryLedger

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)
DAY = date(2026, 3, 9)


class Kept(Telling):
    """Keeps what it is told, by delivery id; fails while `down`."""

    def __init__(self, name="kept", **more):
        super().__init__(name, **more)
        self.told, self.down = [], False

    def send(self, told):
        if self.down:
            raise ConnectionError("down")
        self.told.append(told)


def desk_of(*hooks, **more):
    return Desk("cn", MemoryLedger(), hooks=hooks, now=lambda: NOON, **more)


def test_a_hook_is_told_after_the_commit_and_never_of_peoples_data():
    hook = Kept()
    desk = desk_of(hook)
    desk.open("1", DAY, by="经办1", channel="in_person", applicant="某某", contact="13800000000", note="密")
    desk.take("1", "register", DAY, by="经办1")
    assert [(t["step"], t["state"], t["due"]) for t in hook.told] == [
        ("open", "received", "2026-04-07"),
        ("register", "registered", "2026-04-07"),
    ]
    assert "某某" not in json.dumps(hook.told, ensure_ascii=False) and "13800000000" not in json.dumps(hook.told)
    assert desk.undelivered() == ()


def test_a_hook_that_asks_is_given_peoples_data_but_the_outbox_never_holds_it():
    hook = Kept(sensitive=True)
    desk = desk_of(hook, publish=False)
    desk.open("1", DAY, channel="in_person", applicant="某某")
    (waiting,) = desk.undelivered()
    assert "某某" not in waiting.body
    desk.deliver(NOON)
    assert hook.told[0]["payload"]["applicant"] == "某某"


def test_one_that_raises_is_tried_again_and_the_others_are_told():
    bad, good = Kept("bad"), Kept("good")
    bad.down = True
    desk = desk_of(bad, good)
    taken = desk.open("1", DAY, channel="in_person")
    assert taken.version == 1 and len(good.told) == 1
    (left,) = desk.undelivered()
    assert (left.hook, left.attempts, left.error) == ("bad", 1, "ConnectionError: down")
    assert desk.deliver(NOON) == (), "its time has not come"
    bad.down = False
    assert desk.deliver(NOON + timedelta(minutes=1)) == ()
    assert [told["delivery_id"] for told in bad.told] == [left.id] and desk.undelivered() == ()


def test_one_that_is_down_for_a_day_loses_nothing():
    hook = Kept()
    hook.down = True
    desk = desk_of(hook)
    for number in range(5):
        desk.open(f"{number}", DAY, channel="in_person")
    at, tries = NOON, 0
    while at < NOON + timedelta(days=1):
        at += timedelta(minutes=5)
        tries += len(desk.deliver(at))
    assert 5 * 8 <= tries <= 5 * 12, "a minute, doubled each time, at most half a day"
    hook.down = False
    desk.deliver(NOON + timedelta(days=2))
    assert len({told["delivery_id"] for told in hook.told}) == len(hook.told) == 5
    assert [back_off(n).total_seconds() for n in (1, 2, 3, 30)] == [60, 120, 240, 43200]


def test_one_that_hangs_counts_as_failed_and_the_case_is_written():
    stuck = threading.Event()

    class Hanging(Kept):
        def send(self, told):
            stuck.wait(30)

    desk = desk_of(Hanging("hanging"), Kept(), patience=0.05)
    assert desk.open("1", DAY, channel="in_person").version == 1
    (left,) = desk.undelivered()
    assert (left.hook, left.error) == ("hanging", "did not answer in time")
    stuck.set()


def test_without_an_instant_hooks_wait_for_deliver():
    hook = Kept()
    desk = Desk("cn", MemoryLedger(), hooks=(hook,))
    desk.open("1", DAY, channel="in_person")
    assert hook.told == [] and len(desk.undelivered()) == 1
    desk.deliver(NOON)
    assert len(hook.told) == 1


def test_a_hook_that_is_not_set_up_here_is_shown():
    desk = desk_of(Kept(), publish=False)
    desk.open("1", DAY, channel="in_person")
    (left,) = Desk("cn", desk.setting.ledger).deliver(NOON)
    assert "no hook 'kept'" in left.error


def test_two_publishers_share_the_work():
    hook = Kept()
    desk = desk_of(hook, publish=False)
    for number in range(60):
        desk.open(f"{number}", DAY, channel="in_person")
    threads = [threading.Thread(target=desk.deliver, args=(NOON,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hook.told) == len({told["delivery_id"] for told in hook.told}) == 60


def test_asynchronous_hooks_and_callers():
    class Later(Kept):
        async def send(self, told):
            await asyncio.sleep(0)
            if self.down:
                raise ConnectionError("down")
            self.told.append(told)

    class Never(Kept):
        async def send(self, told):
            await asyncio.sleep(30)

    later, plain = Later("later"), Kept("plain")
    desk = desk_of(later, plain, Never("never"), publish=False, patience=0.05)
    desk.open("1", DAY, channel="in_person")
    failed = asyncio.run(desk.deliver_async(NOON))
    assert [(each.hook, each.error) for each in failed] == [("never", "did not answer in time")]
    assert (len(later.told), len(plain.told)) == (1, 1)
    again = desk_of(later, publish=True)
    again.open("2", DAY, channel="in_person")
    assert len(later.told) == 2, "a synchronous desk runs an asynchronous hook to its end"
    later.down = True
    again.open("3", DAY, channel="in_person")
    assert again.undelivered()[0].error == "ConnectionError: down"


def test_events_are_chosen_by_name_or_step():
    cards, replies = Kept("cards", events=("RungReached",)), Kept("replies", events=("withdraw",))
    desk = desk_of(cards, replies)
    desk.open("1", DAY, channel="in_person")
    desk.sweep(date(2026, 4, 2))
    desk.take("1", "withdraw", date(2026, 4, 3))
    assert [told["payload"]["rung"] for told in cards.told] == ["warning", "warning"]
    assert cards.told[1]["payload"]["told"] == ["handler"]
    assert [told["step"] for told in replies.told] == ["withdraw"]


def test_the_log_says_what_but_not_of_whom(caplog):
    desk = desk_of(LogHook())
    with caplog.at_level(logging.INFO, logger="casework"):
        desk.open("1", DAY, channel="in_person", applicant="某某")
    assert caplog.messages == ["1 #1 open on 2026-03-09 -> received"]


def test_a_file_is_written_whole_and_once(tmp_path):
    desk = desk_of(FileHook(tmp_path / "out"))
    desk.open("1", DAY, channel="in_person", applicant="某某")
    (kept,) = (tmp_path / "out").iterdir()
    told = json.loads(kept.read_text(encoding="utf-8"))
    assert (kept.stem, told["case_id"]) == (told["delivery_id"], "1")


@pytest.fixture
def server():
    """A web server on loopback that keeps what is posted and answers as told."""
    kept = {"posts": [], "answers": []}

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            kept["posts"].append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(kept["answers"].pop(0) if kept["answers"] else 204)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}/hook", kept
        web.shutdown()


def test_the_webhook_signs_and_counts_only_2xx(server):
    url, kept = server
    kept["answers"] = [500, 302, 200]
    desk = desk_of(WebHook(url, secret="s3"))  # noqa: S106 - of this test alone
    desk.open("1", DAY, channel="in_person", applicant="某某")
    assert desk.undelivered()[0].error == "CaseworkError: hook web: answered 500"
    (left,) = desk.deliver(NOON + timedelta(minutes=1))
    assert left.error.endswith("answered 302")
    assert desk.deliver(NOON + timedelta(hours=1)) == () == desk.undelivered()
    headers, body = kept["posts"][-1]
    assert headers["X-Casework-Signature"] == hmac.new(b"s3", body, hashlib.sha256).hexdigest()
    assert len({head["X-Casework-Delivery"] for head, _ in kept["posts"]}) == 1
    assert "某某" not in body.decode() and "s3" not in repr(WebHook(url, secret="s3"))  # noqa: S106
    down = desk_of(WebHook("http://127.0.0.1:9/"))
    down.open("1", DAY, channel="in_person")
    assert down.undelivered()[0].error == "CaseworkError: hook web: not reached (ConnectError)"


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as a mail needs."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines))
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


def test_cards_are_mailed_to_those_who_are_told():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as post:
        post.mails = []
        threading.Thread(target=post.serve_forever, daemon=True).start()
        hook = MailHook(
            "127.0.0.1", "casework@example.org", lambda told: [f"{role}@example.org" for role in told["payload"]["told"]],
            port=post.server_address[1], starttls=False,
        )  # fmt: skip
        desk = desk_of(hook)
        desk.open("案1", DAY, channel="in_person", applicant="某某")
        desk.take("案1", "register", DAY)
        desk.take("案1", "review", DAY)
        desk.take("案1", "assign", DAY)
        desk.sweep(date(2026, 4, 8))
        post.shutdown()
    assert desk.undelivered() == ()
    assert len(post.mails) == 2
    assert b"To: handler@example.org, disclosure_head@example.org" in post.mails[1]
    assert "X-Casework-Delivery" in post.mails[0].decode() and "某某" not in post.mails[0].decode()
