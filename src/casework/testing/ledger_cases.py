"""Made-up cases for proving a ledger: changes whose entries are chained, and threads that start at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, TypeVar

from casework.errors import CaseNotFound
from casework.ledger.chain import START, check_all, link, seal
from casework.ledger.entry import Change, Delivery, Entry, Record
from casework.ledger.protocol import Ledger

T = TypeVar("T")
MakeLedger = Callable[[], Ledger]
MONDAY = date(2026, 3, 2)
THREADS = 8


def made(
    case_id: str,
    count: int = 1,
    *,
    after: Sequence[Entry] = (),
    payload: Mapping[str, Any] | None = None,
    sealed: Mapping[str, str] | None = None,
    actor: str = "经办1",
    role: str = "officer",
    name: str = "StepTaken",
    version: int = 1,
    key: str = "",
    hooks: Sequence[str] = (),
    erase: tuple[tuple[int, str], ...] = (),
    state: str = "open",
    rung: date | None = None,
) -> Change:
    """A change that writes so many entries after those of a case; each hook is left a message about the last.

    An erasure is on record in these entries, as a desk writes it.
    """
    if erase:
        name = "Redacted" if name == "StepTaken" else name
        payload = {**(payload or {}), "instead": {f"{seq}.{key}": "〔已清除〕" for seq, key in erase}}
    before = after[-1].hash if after else START
    entries: list[Entry] = []
    for seq in range(len(after) + 1, len(after) + count + 1):
        secret = {name: seal(value) for name, value in (sealed or {}).items()}
        at, public = f"2026-03-02T01:00:{seq % 60:02}Z", payload or {"n": seq}
        entry = link(before, case_id, seq, MONDAY, at, actor, role, name, version, "register", public, secret)
        entries.append(entry)
        before = entry.hash
    record = Record(case_id, len(after) + count, before, "cn", "d1", MONDAY, state, MONDAY, rung)
    sent = tuple(message(record, hook) for hook in hooks)
    return Change(record, len(after), tuple(entries), key=key, deliveries=sent, erase=erase)


def message(record: Record, hook: str, next_try_at: str = "2026-03-02T01:00:00Z") -> Delivery:
    """A message about the last entry of a case, not yet tried."""
    name = f"{record.case_id}/{record.version}/{hook}"
    return Delivery(
        name, record.case_id, record.version, hook, '{"状态":"已收"}', "2026-03-02T01:00:00Z", 0, next_try_at
    )


def together(work: Callable[[int], T]) -> list[T]:
    """What eight threads answer that start at the same moment; each is told its number."""
    gate = threading.Barrier(THREADS)

    def run(number: int) -> T:
        gate.wait(30)
        return work(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(run, range(THREADS)))


def refused(write: Callable[[], object], kind: type[Exception]) -> None:
    """Prove that a write raises this error, with a sentence."""
    try:
        write()
    except kind as error:
        said = str(error)
    else:
        raise AssertionError(f"{kind.__name__} was expected")
    assert " " in said, f"a sentence, not {said!r}"


def holds(ledger: Ledger) -> bool:
    """Whether every case of a ledger holds together."""
    faults = [*check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())]  # type: ignore[misc]
    assert not faults, faults
    return True


def absent(ledger: Ledger, case_id: str, key: str = "") -> bool:
    """Whether nothing at all of a case was written."""
    try:
        ledger.record(case_id)
    except CaseNotFound:
        waiting = [each for each in ledger.outbox() if each.case_id == case_id]
        return not ledger.history(case_id) and not waiting and (not key or ledger.written(key) is None)
    return False
