"""Many processes on one ledger, some of them killed. Run by test_processes.py; prints what it saw as JSON.

python processes.py killer|writers|sweepers URL ROUNDS FOLDER SEED
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from casework.case import Refused
from casework.desk import Desk, FileHook
from casework.errors import LedgerConflict
from casework.ledger import SqlLedger, check_all, open_ledger

OPENED = date(2026, 3, 9)
WAY = ("register", "review", "assign", "submit_draft", "pass_legal_review", "approve", "reply", "archive")
PAYLOADS = {"submit_draft": {"outcome": "not_held"}, "reply": {"method": "direct", "signed_on": "2026-03-10"}}


def desk_on(url, folder=None):
    """A desk of this process; an address may end in #PREFIX of the tables."""
    address, _, prefix = url.partition("#")
    ledger = SqlLedger(address, prefix=prefix) if prefix else open_ledger(address)
    hooks = (FileHook(folder),) if folder else ()
    return Desk("cn", ledger, hooks=hooks, now=lambda: datetime.now(UTC))


def in_child(work, *args):
    """Run in a forked process; returns its pid and the reading end of a pipe."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        status = 1
        try:
            work(os.fdopen(writing, "w", buffering=1), *args)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    return pid, os.fdopen(reading)


def steps_until_killed(out, url, folder, seed):
    """Open cases and take steps; each acknowledged only after the desk said it is written."""
    dice, desk, number = random.Random(seed), desk_on(url, folder), 0
    while True:
        case_id = f"{seed}-{number}"
        number += 1
        taken = desk.open(case_id, OPENED, channel="in_person", applicant="某某", note="字" * dice.randrange(200))
        out.write(json.dumps([case_id, taken.version]) + "\n")
        for step in WAY:
            taken = desk.take(case_id, step, OPENED, by=f"{step}1", **PAYLOADS.get(step, {}))
            out.write(json.dumps([case_id, taken.version]) + "\n")


def killer(url, rounds, folder, seed):
    """Kill a writer at random moments; what it acknowledged must be there, whole, chained, and told."""
    dice = random.Random(seed)
    desk_on(url, folder).open("warm", OPENED, channel="in_person")  # what is slow once is done before the forks
    acknowledged = {}
    for turn in range(rounds):
        pid, lines = in_child(steps_until_killed, url, folder, f"{seed}.{turn}")
        select.select([lines], [], [], 20)
        time.sleep(dice.random() * 0.15)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        for line in lines:
            if line.endswith("\n"):
                case_id, version = json.loads(line)
                acknowledged[case_id] = max(version, acknowledged.get(case_id, 0))
        lines.close()
    desk = desk_on(url, folder)
    ledger = desk.setting.ledger
    records = {row.case_id: row for row in ledger.records()}
    lost = [
        case_id
        for case_id, version in acknowledged.items()
        if case_id not in records or records[case_id].version < version
    ]
    left = len(desk.undelivered())
    at = datetime.now(UTC)
    for _ in range(4):
        at += timedelta(days=1)
        desk.deliver(at)
    entries = [(entry.case_id, entry.seq) for case_id in records for entry in ledger.history(case_id)]
    told = [json.loads(path.read_text(encoding="utf-8")) for path in Path(folder).glob("*.json")]
    return {
        "acknowledged": sum(acknowledged.values()),
        "written": len(entries),
        "lost": lost,
        "broken": [
            found.text()
            for found in check_all((row, lambda row=row: ledger.history(row.case_id)) for row in records.values())
        ],
        "undelivered_when_killed": left,
        "undelivered": len(desk.undelivered()),
        "told_all": sorted(entries) == sorted((each["case_id"], each["seq"]) for each in told),
    }


def steps_on_shared_cases(out, url, seed, cases):
    """Take whatever comes next in each case, as often as others have not been faster."""
    desk, dice = desk_on(url), random.Random(seed)
    seen = Counter()
    waiting = set(range(cases))
    while waiting:
        for number in dice.sample(sorted(waiting), len(waiting)):
            try:
                done = [entry.step for entry in desk.file(f"{number}").entries]
                todo = [step for step in WAY if step not in done]
                if not todo:
                    waiting.discard(number)
                    continue
                seen_at = None if dice.random() < 0.5 else len(done)  # half of them decide on what they saw
                payload = PAYLOADS.get(todo[0], {})
                taken = desk.take(f"{number}", todo[0], OPENED, by=f"{todo[0]}1", expected=seen_at, **payload)
                seen["refused" if isinstance(taken, Refused) else "taken"] += 1
            except LedgerConflict:
                seen["conflict"] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and looked at
                seen[f"{type(error).__name__}: {error}"[:200]] += 1
    out.write(json.dumps(seen) + "\n")


def writers(url, rounds, folder, seed):
    """Eight processes on the same cases: no lost update, no double step."""
    desk = desk_on(url)
    for number in range(rounds):
        desk.open(f"{number}", OPENED, channel="in_person")
    seen = gathered([in_child(steps_on_shared_cases, url, f"{seed}{n}", rounds) for n in range(8)])
    histories = [[entry.step for entry in desk.file(f"{number}").entries] for number in range(rounds)]
    return {
        "seen": seen,
        "whole": all(steps == ["open", *WAY] for steps in histories),
        "taken": seen.get("taken", 0) == rounds * len(WAY),
        "strange": [name for name in seen if name not in ("taken", "conflict", "refused")],
        "broken": [
            f.text()
            for f in check_all(
                (r, lambda r=r: desk.setting.ledger.history(r.case_id)) for r in desk.setting.ledger.records()
            )
        ],
    }


def sweeps(out, url):
    desk = desk_on(url)
    found = Counter()
    for offset in range(0, 40, 8):
        try:
            for card in desk.sweep(OPENED + timedelta(days=offset)):
                found[f"{card.case_id} {card.clock} {card.rung.id}"] += 1
        except LedgerConflict:
            found["conflict"] += 1
    out.write(json.dumps(found) + "\n")


def sweepers(url, rounds, folder, seed):
    """Eight sweeps at once: each rung once, in what they return and in what is written."""
    desk = desk_on(url)
    for number in range(rounds):
        desk.open(f"{number}", OPENED, channel="in_person")
    seen = gathered([in_child(sweeps, url) for _ in range(8)])
    desk.sweep(OPENED + timedelta(days=40))
    written = [[(m.payload["clock"], m.payload["rung"]) for m in desk.file(f"{n}").marks] for n in range(rounds)]
    return {
        "twice": [name for name, count in seen.items() if count > 1 and name != "conflict"],
        "once": all(len(rungs) == len(set(rungs)) == 4 for rungs in written),
    }


def gathered(children):
    seen = Counter()
    for pid, lines in children:
        for line in lines:
            seen.update(json.loads(line))
        lines.close()
        os.waitpid(pid, 0)
    return dict(seen)


if __name__ == "__main__":
    mode, url, rounds, folder, seed = sys.argv[1:]
    print(
        json.dumps({"killer": killer, "writers": writers, "sweepers": sweepers}[mode](url, int(rounds), folder, seed))
    )
