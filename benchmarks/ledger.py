"""What a ledger and a desk cost, against the same SQL by hand."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from benchmarks.measure import line, timed
from casework.case import Case, command, open_case, take
from casework.desk import Desk
from casework.ledger import MemoryLedger, SqliteLedger
from casework.ledger import sqlite_schema as sql
from casework.regimes import CN_ORDER_711

MONDAY = date(2026, 3, 9)
WAY = ("register", "review", "assign", "submit_draft", "pass_legal_review", "approve", "reply")
PAYLOADS = {"submit_draft": {"outcome": "not_held"}, "reply": {"method": "direct", "signed_on": "2026-03-20"}}
CASES, NEAR = 100_000, 500


def desk_steps() -> None:
    """A committed step: decided, chained, indexed; against its own statements alone, one by one, interleaved."""
    with tempfile.TemporaryDirectory() as folder, SqliteLedger(Path(folder) / "a.db") as ledger:
        desk = Desk("cn", ledger)
        peer = _by_hand(Path(folder) / "b.db")
        ours, theirs = [], []
        for number in range(400):
            desk.open(f"{number}", MONDAY, channel="in_person")
            for seq, step in enumerate(WAY, 2):
                payload = PAYLOADS.get(step, {})
                ours.append(timed(lambda: desk.take(f"{number}", step, MONDAY, by="x", **payload)))  # noqa: B023
                theirs.append(timed(lambda: peer(f"{number}", seq)))  # noqa: B023
    mine, hand = median(ours) * 1e6, median(theirs) * 1e6
    ratio = mine / hand
    line(
        "a committed step at the desk",
        f"{mine:.0f} us",
        f"sqlite3 by hand {hand:.0f} us",
        f"{ratio:.2f}x",
        "<= 2x",
        ratio <= 2,
    )


def _by_hand(path: Path) -> Callable[[str, int], None]:
    """The same statements in sqlite3: read the case, begin immediate, insert, update where version, commit; FULL."""
    SqliteLedger(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=full", "foreign_keys=on", "secure_delete=on"):
        db.execute(f"pragma {pragma}")
    day = MONDAY.isoformat()

    def write(case_id: str, seq: int) -> None:
        digest = "0" * 64
        if seq == 2:
            db.execute("begin immediate")
            db.execute(sql.INSERT_CASE, (case_id, 1, digest, "cn_order_711", digest, day, "received", day, day))
            row = (case_id, 1, day, "", "", "", "CaseOpened", 1, "open", json.dumps({"channel": "in_person"}), digest)
            db.execute(sql.INSERT_ENTRY, row)
            db.execute("commit")
        db.execute(sql.SELECT_ENTRIES, (case_id,)).fetchall()
        db.execute(sql.SELECT_SEALED, (case_id,)).fetchall()
        db.execute("begin immediate")
        row = (seq, digest, "cn_order_711", digest, day, "registered", day, day, case_id, seq - 1)
        db.execute(sql.UPDATE_CASE, row)
        db.execute(sql.INSERT_ENTRY, (case_id, seq, day, "", "x", "", "StepTaken", 1, "register", "{}", digest))
        db.execute("commit")

    return write


def options_of_a_case() -> None:
    """Every step of a case with its due day or reasons, read from the file each time."""
    with tempfile.TemporaryDirectory() as folder, SqliteLedger(Path(folder) / "a.db") as ledger:
        desk = Desk("cn", ledger)
        desk.open("1", MONDAY, channel="in_person")
        for step in WAY[:3]:
            desk.take("1", step, MONDAY)
        seconds = median(timed(lambda: desk.options("1", date(2026, 3, 20))) for _ in range(300))
    line("options of a case", f"{seconds * 1e3:.2f} ms", "-", "-", "< 1 ms", seconds < 1e-3)


def _cases(count: int, day: Callable[[int], date]) -> list[Case]:
    """Whole cases of eight entries each; the last is left out where they stay open."""
    found = []
    for number in range(count):
        on = day(number)
        case = open_case(CN_ORDER_711, f"{number:06d}", on=on, channel="in_person")
        for step in WAY:
            taken = take(case, command(step, on, by=step, **PAYLOADS.get(step, {})))
            case = taken.case
        found.append(case)
    return found


def imports() -> None:
    """100,000 cases of eight entries, against inserts that also serialise and hash."""
    cases = _cases(CASES, lambda number: MONDAY)
    with tempfile.TemporaryDirectory() as folder:
        with SqliteLedger(Path(folder) / "a.db") as ledger, ledger.importing():
            desk = Desk("cn", ledger)
            ours = timed(lambda: desk.load(cases))
        hand = timed(lambda: _inserted(Path(folder) / "b.db", cases))
    ratio = ours / hand
    line(
        f"{CASES:,} cases of 8 entries loaded",
        f"{ours:.1f} s",
        f"sqlite3, json, sha256 by hand {hand:.1f} s",
        f"{ratio:.2f}x",
        "<= 2x",
        ratio <= 2,
    )


def _inserted(path: Path, cases: list[Case]) -> None:
    SqliteLedger(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma synchronous=normal")
    db.execute("pragma foreign_keys=on")
    db.execute("begin immediate")
    for first in range(0, len(cases), 1000):
        heads, entries = [], []
        for case in cases[first : first + 1000]:
            head = "0" * 64
            for event in case.events:
                body = json.dumps(dict(event.payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                day = event.on.isoformat()
                text = f"{head}\n{case.case_id}\n{event.seq}\n{day}\n\nx\n\nStepTaken\n1\n{event.step}\n{body}"
                head = hashlib.sha256(text.encode()).hexdigest()
                entries.append((case.case_id, event.seq, day, "", "x", "", "StepTaken", 1, event.step, body, head))
            heads.append((case.case_id, len(case.events), head, "cn_order_711", head, day, case.state, None, day))
        db.executemany(sql.INSERT_CASE, heads)
        db.executemany(sql.INSERT_ENTRY, entries)
    db.execute("commit")
    db.close()


def sweeps() -> None:
    """100,000 open cases, 500 of them near; the cost follows those that are near."""
    near_on = date(2026, 4, 2)

    def day(number: int) -> date:
        return MONDAY if number < NEAR else date(2026, 3, 31)

    cases = [open_case(CN_ORDER_711, f"{n:06d}", on=day(n), channel="in_person") for n in range(CASES)]
    with tempfile.TemporaryDirectory() as folder, SqliteLedger(Path(folder) / "a.db") as ledger:
        desk = Desk("cn", ledger)
        with ledger.importing():
            desk.load(cases)
        started = time.perf_counter()
        desk.rebuild_index(near_on - timedelta(days=1))
        rebuilt = time.perf_counter() - started
        desk.sweep(near_on - timedelta(days=1))  # what was reached before is raised, not lost
        raised: list[int] = []
        seconds = timed(lambda: raised.append(len(desk.sweep(near_on))))
        one = Desk("cn", MemoryLedger())
        one.load(cases[:NEAR])
        one.rebuild_index(near_on - timedelta(days=1))
        one.sweep(near_on - timedelta(days=1))
        alone = timed(lambda: one.sweep(near_on))
    assert raised == [NEAR]
    line(
        f"a sweep of {CASES:,} open cases, {NEAR} near",
        f"{seconds:.2f} s",
        f"the {NEAR} alone, in memory {alone:.2f} s",
        f"{seconds / alone:.1f}x",
        "< 1 s",
        seconds < 1,
    )
    line(f"the index of {CASES:,} cases rebuilt", f"{rebuilt:.0f} s", "-", "-", "-", kept=True)
