"""Each hook fails alone and visibly: what it raises, returns or never ends harms no case and no other hook."""

from __future__ import annotations

import asyncio
import concurrent.futures
import http.server
import socketserver
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from casework.desk import Desk, MailHook, Telling, WebHook
from casework.desk.calling import DEEPEST, MOST_HUNG
from casework.desk.publishing import WAITED_FOR, back_off
from casework.errors import DefinitionError
from casework.ledger import MemoryLedger

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)
DAY = date(2026, 3, 9)
PRIVATE = "某某的手机13800000000"


class Kept(Telling):
    """Keeps what it is told; fails for the cases in `down`."""

    def __init__(self, name="kept", **more):
        super().__init__(name, **more)
        self.told, self.down = [], set()

    def send(self, told):
        if told["case_id"] in self.down:
            raise ConnectionError("down")
        self.told.append((told["case_id"], told["seq"]))


def desk_of(*hooks, **more):
    return Desk("cn", MemoryLedger(), hooks=hooks, now=lambda: NOON, **more)


def errors(desk):
    return {(left.hook, left.case_id, left.seq): left.error for left in desk.undelivered()}


# -- what a hook raises ------------------------------------------------------------------------------------------------


class Unsayable(Exception):
    """Its own text fails."""

    def __str__(self):
        raise ValueError("no text")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("x" * 9999), "ValueError: " + "x" * 288),
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (asyncio.CancelledError(), "CancelledError"),
        (GeneratorExit(), "GeneratorExit"),
        (BaseExceptionGroup("many", [SystemExit(1)]), "BaseExceptionGroup: many (1 sub-exception)"),
        (Unsayable(), "Unsayable"),
        (ValueError("line\nbreak\0\ud800"), "ValueError: line break  "),
    ],
)
@pytest.mark.parametrize("kind", ["plain", "async"])
def test_whatever_a_hook_raises_is_one_line_in_the_outbox(error, said, kind):
    class Raising(Telling):
        def send(self, told):
            raise error

    class RaisingLater(Telling):
        async def send(self, told):
            raise error

    good = Kept()
    desk = desk_of((Raising if kind == "plain" else RaisingLater)("bad"), good)
    assert desk.open("1", DAY, channel="in_person").warnings == ()
    assert good.told == [("1", 1)]
    assert errors(desk) == {("bad", "1", 1): said}


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(3), asyncio.CancelledError()])
def test_nothing_a_hook_raises_ends_the_callers_event_loop(error):
    class Raising(Telling):
        async def send(self, told):
            raise error

    good = Kept()
    desk = desk_of(Raising("bad"), good, publish=False)
    desk.open("1", DAY, channel="in_person")
    (failed,) = asyncio.run(desk.deliver_async(NOON))
    assert failed.hook == "bad" and failed.error.startswith(type(error).__name__)
    assert good.told == [("1", 1)]


@pytest.mark.parametrize("kind", ["plain", "async", "async in a loop"])
def test_a_hook_that_is_given_peoples_data_leaves_only_the_kind_of_its_error(kind):
    class Leaking(Telling):
        def send(self, told):
            raise ValueError(told["payload"]["applicant"])

    class LeakingLater(Telling):
        async def send(self, told):
            raise ValueError(told["payload"]["applicant"])

    hook = (Leaking if kind == "plain" else LeakingLater)("leaking", sensitive=True)
    desk = desk_of(hook, publish=kind != "async in a loop")
    desk.open("1", DAY, channel="in_person", applicant=PRIVATE)
    if kind == "async in a loop":
        asyncio.run(desk.deliver_async(NOON))
    assert errors(desk) == {("leaking", "1", 1): "ValueError"}


def test_a_hook_that_fails_when_asked_what_it_wants_is_told_and_the_error_shown():
    class Choosy(Kept):
        def wants(self, entry):
            raise SystemExit("no")

    hook = Choosy("choosy")
    desk = desk_of(hook, publish=False)
    desk.open("1", DAY, channel="in_person")
    assert errors(desk) == {("choosy", "1", 1): "wants failed: SystemExit"}
    assert desk.deliver(NOON) == () and hook.told == [("1", 1)]


# -- what a hook returns -----------------------------------------------------------------------------------------------


class Awaited:
    """An awaitable that is no coroutine."""

    def __init__(self, seen):
        self.seen = seen

    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        self.seen.append("awaited")


class Broken:
    def __await__(self):
        return 3


def foreign():
    """A future of another loop."""
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    loop.close()
    return future


def answering(answer):
    class Answering(Telling):
        def send(self, told):
            return answer()

    return Answering("answering")


def generator():
    yield 1


async def async_generator():
    yield 1


def resolved(error=None):
    future = concurrent.futures.Future()
    future.set_exception(error) if error else future.set_result(None)
    return future


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: None, ""),
        (lambda: 200, ""),
        (lambda: resolved(), ""),
        (lambda: resolved(ValueError("late")), "ValueError: late"),
        (Broken, "TypeError"),
        (foreign, "RuntimeError"),
        (generator, "its send returned a generator that nobody runs"),
        (async_generator, "its send returned a async_generator that nobody runs"),
        (lambda: generator, "its send returned a function that nobody runs"),
    ],
)
def test_what_a_hook_returns_is_awaited_or_refused_never_left(answer, said):
    desk = desk_of(answering(answer), patience=0.3)
    desk.open("1", DAY, channel="in_person")
    found = errors(desk).get(("answering", "1", 1), "")
    assert found.startswith(said) and bool(found) == bool(said)


@pytest.mark.parametrize("loop", [False, True])
def test_an_awaitable_that_is_no_coroutine_is_awaited(loop):
    seen = []
    desk = desk_of(answering(lambda: Awaited(seen)), publish=not loop)
    desk.open("1", DAY, channel="in_person")
    if loop:
        asyncio.run(desk.deliver_async(NOON))
    assert seen == ["awaited"] and desk.undelivered() == ()


# -- hooks that do not end ---------------------------------------------------------------------------------------------


def test_one_that_hangs_keeps_no_other_hook_waiting_and_a_few_threads_at_most():
    stuck, calls = threading.Event(), []

    class Hanging(Telling):
        def send(self, told):
            calls.append(told["case_id"])
            stuck.wait(30)

    good = Kept()
    desk = desk_of(Hanging("hanging"), good, publish=False, patience=0.02)
    for number in range(20):
        desk.open(f"{number:02}", DAY, channel="in_person")
    desk.deliver(NOON)
    assert len(good.told) == 20, "healthy hooks have a line of their own"
    assert len(calls) == MOST_HUNG
    desk.deliver(NOON + timedelta(hours=1))
    assert len(calls) == MOST_HUNG, "not called again while its calls hang"
    assert f"still busy with {MOST_HUNG} earlier messages" in errors(desk).values()
    stuck.set()


@pytest.mark.parametrize("loop", [False, True])
def test_an_async_hook_that_resists_being_cancelled_is_not_waited_for(loop):
    released = threading.Event()

    class Resisting(Telling):
        async def send(self, told):
            while not released.is_set():
                try:
                    await asyncio.sleep(0.01)
                except asyncio.CancelledError:
                    continue

    desk = desk_of(Resisting("resisting"), publish=not loop, patience=0.05)
    desk.open("1", DAY, channel="in_person")

    async def deliver():
        failed = await desk.deliver_async(NOON)
        released.set()
        return failed

    if loop:
        asyncio.run(deliver())
    released.set()
    assert errors(desk) == {("resisting", "1", 1): "did not answer in time"}


# -- order -------------------------------------------------------------------------------------------------------------


def two_steps(desk, *cases):
    for case in cases:
        desk.open(case, DAY, channel="in_person")
    for case in cases:
        desk.take(case, "register", DAY)


def test_after_a_failure_the_messages_of_a_case_keep_their_order_and_others_do_not_wait():
    hook = Kept()
    hook.down = {"bad"}
    desk = desk_of(hook)
    two_steps(desk, "bad", "good")
    assert hook.told == [("good", 1), ("good", 2)]
    assert errors(desk) == {
        ("kept", "bad", 1): "ConnectionError: down",
        ("kept", "bad", 2): "waits for entry 1 of its case",
    }
    assert [left.next_try_at for left in desk.undelivered()] == ["2026-03-09T04:01:00.000+00:00"] * 2
    hook.down = set()
    desk.take("bad", "review", DAY)
    assert len(desk.undelivered()) == 3, "behind those that wait"
    assert desk.deliver(NOON + timedelta(minutes=1)) == ()
    assert hook.told[2:] == [("bad", 1), ("bad", 2), ("bad", 3)]


def test_people_who_step_one_case_at_once_keep_the_order_and_leave_nothing_behind():
    """A message whose predecessor is being told by someone else waits, and is told by whoever told that one."""
    hook = Kept()
    desk = desk_of(hook)
    for case in ("1", "2"):
        desk.open(case, DAY, channel="in_person")

    def clerk():
        for each in range(20):
            desk.take("12"[each % 2], "enquiry", DAY)

    threads = [threading.Thread(target=clerk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for case in ("1", "2"):
        assert [seq for told, seq in hook.told if told == case] == list(range(1, 62))
    assert desk.undelivered() == ()


def test_one_that_can_never_be_told_stops_those_behind_it_for_a_stated_number_of_tries_only():
    class Poisoned(Kept):
        def send(self, told):
            if told["seq"] == 1:
                raise ValueError("poison")
            self.told.append((told["seq"], told.get("behind")))

    hook = Poisoned()
    desk = desk_of(hook)
    two_steps(desk, "1")
    at, tries = NOON, 1
    while not hook.told:
        at += back_off(tries)
        tries += 1
        desk.deliver(at)
    assert (tries, hook.told) == (WAITED_FOR, [(2, [1])])
    assert errors(desk) == {("kept", "1", 1): "ValueError: poison"}


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "{}", "[" * 100_000])
def test_a_message_that_cannot_be_read_says_so_and_stops_nothing(body):
    hook = Kept()
    desk = desk_of(hook, publish=False)
    two_steps(desk, "1", "2")
    ledger = desk.setting.ledger
    first = desk.undelivered()[0]
    ledger._outbox[first.id] = evolve(first, body=body)
    (failed,) = desk.deliver(NOON)
    assert failed.error.startswith("the message cannot be read")
    assert sorted(hook.told) == [("1", 2), ("2", 1), ("2", 2)]


def test_entries_that_cannot_be_read_stop_their_own_message_alone():
    class Lost(MemoryLedger):
        def history(self, case_id):
            if self.lost and case_id == "1":
                raise OSError("disk")
            return super().history(case_id)

        lost = False

    hook = Kept(sensitive=True)
    desk = Desk("cn", Lost(), hooks=(hook,), now=lambda: NOON, publish=False)
    two_steps(desk, "1", "2")
    desk.setting.ledger.lost = True
    desk.deliver(NOON)
    desk.setting.ledger.lost = False
    assert hook.told == [("2", 1), ("2", 2)]
    assert errors(desk)["kept", "1", 1] == "the entry cannot be read (OSError)"


# -- hooks that act ----------------------------------------------------------------------------------------------------


def test_a_hook_that_steps_its_own_case_is_told_of_a_stated_number_of_its_own_steps():
    class Looping(Kept):
        desk = None

        def send(self, told):
            super().send(told)
            self.desk.take(told["case_id"], "enquiry", DAY)

    hook, other = Looping("looping"), Kept("other")
    desk = hook.desk = desk_of(hook, other)
    desk.open("1", DAY, channel="in_person")
    assert hook.told == [("1", seq) for seq in range(1, DEEPEST + 1)], "told in order, each after the one before"
    assert other.told == [("1", seq) for seq in range(1, DEEPEST + 2)], "the others are told of every step"
    assert errors(desk) == {
        ("looping", "1", 6): "not told: looping took 5 steps in a row in answer to its own messages; it is told of 4"
    }
    for day in range(1, 9):
        desk.deliver(NOON + timedelta(days=day))
    assert desk.file("1").version == DEEPEST + 1, "no later delivery sets it going again"
    desk.take("1", "register", DAY)
    assert ("1", 7) in other.told


def test_a_hook_that_acts_is_not_made_to_act_again_by_one_that_hangs():
    """Its step tells the hanging one, too, which has half of the time the first has left."""
    desk, ended = None, threading.Event()

    class Acts(Kept):
        def send(self, told):
            super().send(told)
            if told["step"] == "open":
                desk.take(told["case_id"], "register", DAY)

    class Hangs(Telling):
        def send(self, told):
            ended.wait(60)

    acts = Acts("acts")
    desk = desk_of(acts, Hangs("hangs"), patience=2.0)
    try:
        desk.open("1", DAY, channel="in_person")
        assert acts.told == [("1", 1), ("1", 2)]
        assert {left.hook for left in desk.undelivered()} == {"hangs"}
        assert [entry.step for entry in desk.file("1").entries] == ["open", "register"]
    finally:
        ended.set()


def test_two_hooks_that_answer_each_other_end_too():
    class Answering(Kept):
        desk = None

        def send(self, told):
            super().send(told)
            if told["step"] != "enquiry" or told.get("told_in", [""])[-1] != self.name:
                self.desk.take(told["case_id"], "enquiry", DAY)

    one, two = Answering("one"), Answering("two")
    one.desk = two.desk = desk_of(one, two)
    one.desk.open("1", DAY, channel="in_person")
    assert one.desk.file("1").version < 60


def test_each_hook_has_a_name_of_its_own():
    with pytest.raises(DefinitionError, match="two hooks are named 'kept'"):
        desk_of(Kept(), Kept())


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (("RungReachd",), "did you mean 'RungReached'"),
        (("reply", "aprove"), "did you mean 'approve'"),
        (("zzz",), "known are the ids of steps and CaseOpened, StepTaken"),
        ("RungReached", "events is a tuple of names"),
        (3, "events is a tuple of names"),
    ],
)
@pytest.mark.parametrize("make", [Kept, lambda events: WebHook("http://x", events=events)])
def test_an_event_nobody_knows_is_refused(make, events, said):
    with pytest.raises(DefinitionError, match=said):
        make(events=events)


def test_steps_of_a_law_of_ones_own_are_named():
    assert Kept(events=("weigh",), steps=("weigh",)).events == ("weigh",)


# -- after the commit --------------------------------------------------------------------------------------------------


class Failing(MemoryLedger):
    """Fails in the methods named, once the first case is open."""

    failing = ()

    def settle(self, delivery, attempts):
        if "settle" in self.failing:
            raise OSError("disk full")
        return super().settle(delivery, attempts)

    def outbox(self, *, due_by=None):
        if "outbox" in self.failing:
            raise OSError("disk full")
        return super().outbox(due_by=due_by)

    def reindex(self, records):
        if "reindex" in self.failing:
            raise OSError("disk full")
        return super().reindex(records)


@pytest.mark.parametrize("method", ["settle", "outbox"])
def test_what_is_written_is_told_as_written_whatever_fails_afterwards(method, caplog):
    desk = Desk("cn", Failing(), hooks=(Kept(),), now=lambda: NOON)
    desk.setting.ledger.failing = (method,)
    opened = desk.open("1", DAY, channel="in_person", applicant=PRIVATE)
    taken = desk.take("1", "register", DAY)
    for done, version in ((opened, 1), (taken, 2)):
        assert [note.code for note in done.warnings] == ["after_commit"] and done.version == version
        assert done.warnings[0].en.startswith("it is written") and done.warnings[0].zh.startswith("已写入")
    assert [card.rung.id for card in desk.sweep(date(2026, 4, 8))] == ["warning", "warning", "yellow"]
    desk.setting.ledger.failing = ()
    assert len(desk.undelivered()) == desk.file("1").version == 5
    assert "OSError" in caplog.text and PRIVATE not in caplog.text


@pytest.mark.parametrize("error", [RuntimeError("no clock"), SystemExit(2)])
def test_a_clock_that_fails_after_the_commit_undoes_nothing(error):
    readings = iter([NOON])

    def now():
        try:
            return next(readings)
        except StopIteration:
            raise error from None

    desk = Desk("cn", MemoryLedger(), hooks=(Kept(),), now=now)
    taken = desk.open("1", DAY, channel="in_person")
    assert (taken.version, [note.code for note in taken.warnings]) == (1, ["after_commit"])
    if isinstance(error, RuntimeError):
        with pytest.raises(RuntimeError):  # before the commit: nothing is written
            desk.take("1", "register", DAY)
    assert desk.file("1").version == 1


def test_a_ledger_that_fails_at_one_message_keeps_no_other_back():
    class Once(MemoryLedger):
        broken = True

        def settle(self, delivery, attempts):
            if self.broken and delivery.case_id == "1":
                raise OSError("row is locked")
            return super().settle(delivery, attempts)

    hook = Kept()
    desk = Desk("cn", Once(), hooks=(hook,), now=lambda: NOON, publish=False)
    two_steps(desk, "1", "2")
    with pytest.raises(OSError, match="locked"):
        desk.deliver(NOON)
    assert hook.told == [("2", 1), ("2", 2)]


# -- servers that never end --------------------------------------------------------------------------------------------


class Wicked(http.server.BaseHTTPRequestHandler):
    """Answers as the path says; never ends by itself."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        stop = self.server.stop
        try:
            if self.path == "/silent":
                stop.wait(30)
            if self.path == "/headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.01):
                    self.wfile.write(b"x")
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            if self.path == "/trickle":
                while not stop.wait(0.01):
                    self.wfile.write(b"x")
            while self.path == "/endless" and not stop.is_set():
                self.wfile.write(b"x" * 65536)
                self.server.sent += 65536
        except OSError:
            return

    def log_message(self, *args):
        pass


@pytest.fixture
def wicked():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Wicked) as web:
        web.daemon_threads, web.stop, web.sent = True, threading.Event(), 0
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}", web
        web.stop.set()
        web.shutdown()


def threads_of_hooks():
    return [thread for thread in threading.enumerate() if thread.name.startswith("casework hook")]


@pytest.mark.parametrize(
    ("path", "told"), [("/silent", False), ("/headers", False), ("/trickle", True), ("/endless", True)]
)
def test_a_web_address_that_never_ends_costs_a_stated_most_and_leaves_no_thread(wicked, path, told):
    """The status decides; of the body 64 KiB are read, and the whole call ends with the desk's patience."""
    url, web = wicked
    desk = desk_of(WebHook(url + path, timeout=30), patience=0.5)
    desk.open("1", DAY, channel="in_person")
    left = desk.undelivered()
    assert (left == ()) == told
    if not told:
        assert left[0].error.startswith(("did not answer in time", "CaseworkError: hook web: no answer within 0."))
    for thread in threads_of_hooks():
        thread.join(5)
    assert threads_of_hooks() == []
    assert web.sent < 32 * 2**20, "what the sockets hold, not what the server would send"


class WickedPost(socketserver.StreamRequestHandler):
    """A mail server that greets without end, or letter by letter."""

    def handle(self):
        stop = self.server.stop
        try:
            while self.server.kind == "lines":
                self.wfile.write(b"220-and more\r\n" * 100)
            while self.server.kind == "letters" and not stop.wait(0.01):
                self.wfile.write(b"2")
            stop.wait(30)
        except OSError:
            return


@pytest.mark.parametrize(
    ("kind", "said"), [("lines", "its reply never ends"), ("letters", "no answer in time"), ("silent", "in time")]
)
def test_a_mail_server_that_never_ends_its_reply_is_left(kind, said):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), WickedPost) as post:
        post.daemon_threads, post.kind, post.stop = True, kind, threading.Event()
        threading.Thread(target=post.serve_forever, daemon=True).start()
        hook = MailHook(
            "127.0.0.1", "a@example.org", ["b@example.org"], events=(), port=post.server_address[1], timeout=0.3,
            starttls=False,
        )  # fmt: skip
        desk = desk_of(hook)
        desk.open("1", DAY, channel="in_person")
        post.stop.set()
        post.shutdown()
    assert said in errors(desk)["mail", "1", 1]
    for thread in threads_of_hooks():
        thread.join(5)
    assert threads_of_hooks() == []
