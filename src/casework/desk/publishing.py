"""Telling the hooks after the commit: at least once, retried with back-off, never in the way of a case.

Each hook has a line of its own. Within a line, the messages of one case keep their order: after a failure those behind
it wait, until it was tried WAITED_FOR times; then they go ahead and say what they are behind of. Messages of other
cases do not wait, and those never tried before go first.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import evolve

from casework.desk.calling import MOST_HUNG, PATIENCE, SILENT, call, call_async, too_deep
from casework.desk.hooks import Hook
from casework.desk.writing import Setting, instant_text
from casework.ledger import Delivery

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=12)
WAITED_FOR: Final = 8
"""How many failed tries of a message those behind it wait for: about two hours."""

Told = Mapping[str, Any]
Line = Generator[tuple[Hook, Told], str, list[Delivery]]
"""A hook and what to tell it; sent back: what went wrong. In the end, what failed."""


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many failed tries: a minute, doubled each time, at most half a day."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def publish(setting: Setting, waiting: Sequence[Delivery], at: datetime, patience: float = PATIENCE) -> list[Delivery]:
    """Try each delivery once; returns those that failed. Each is claimed first: two publishers share the work.

    Raises:
        Exception: What the ledger raised, after all other messages were tried.
    """

    def drive(line: _Line) -> list[Delivery]:
        steps, answer = line.run(), None
        while True:
            try:
                hook, told = next(steps) if answer is None else steps.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            answer = call(hook, told, patience, setting.hanging)

    lines = _lines(setting, waiting, at, patience)
    if len(lines) > 1:
        with ThreadPoolExecutor(len(lines), "casework hooks") as pool:
            failed = list(pool.map(drive, lines))
    else:
        failed = [drive(line) for line in lines]
    return _in_order(waiting, failed, lines)


async def publish_async(
    setting: Setting, waiting: Sequence[Delivery], at: datetime, patience: float = PATIENCE
) -> list[Delivery]:
    """The same for a caller with an event loop; synchronous hooks run in threads of their own."""

    async def drive(line: _Line) -> list[Delivery]:
        steps, answer = line.run(), None
        while True:
            try:
                hook, told = next(steps) if answer is None else steps.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            answer = await call_async(hook, told, patience, setting.hanging)

    lines = _lines(setting, waiting, at, patience)
    return _in_order(waiting, await asyncio.gather(*map(drive, lines)), lines)


def _lines(setting: Setting, waiting: Sequence[Delivery], at: datetime, patience: float) -> list[_Line]:
    """A line a hook; messages for hooks that another process has are left to it."""
    hooks = {hook.name: hook for hook in setting.hooks}
    named = dict.fromkeys(each.hook for each in waiting if each.hook in hooks)
    if not named:
        return []
    there = setting.ledger.outbox()
    return [_Line(setting, hooks[name], [e for e in waiting if e.hook == name], there, at, patience) for name in named]


def _in_order(waiting: Sequence[Delivery], failed: Iterable[list[Delivery]], lines: Iterable[_Line]) -> list[Delivery]:
    place = {each.id: number for number, each in enumerate(waiting)}
    found = sorted((each for part in failed for each in part), key=lambda each: place.get(each.id, len(place)))
    for trouble in (line.trouble for line in lines):
        if trouble is not None:
            raise trouble
    return found


class _Line:
    """What one hook is to be told in one go. trouble: the first error of the ledger itself."""

    def __init__(
        self,
        setting: Setting,
        hook: Hook,
        waiting: Sequence[Delivery],
        there: Sequence[Delivery],
        at: datetime,
        patience: float,
    ) -> None:
        self._setting, self._hook, self._at, self._patience = setting, hook, at, patience
        self._now = instant_text(at)
        self._wanted = {each.id: each.attempts for each in waiting}
        self._there = there
        self._seen: set[str] = set()
        self._moved: set[str] = set()
        self._silent = 0
        self.failed: list[Delivery] = []
        self.trouble: Exception | None = None

    def run(self) -> Line:
        """Case by case, and then what was written meanwhile behind a message that has just been told."""
        while self._wanted:
            for held in self._cases():
                yield from self._case(held)
                if self._silent >= MOST_HUNG:
                    return self.failed
            self._wanted = self._behind()
        return self.failed

    def _cases(self) -> list[list[Delivery]]:
        """What is not delivered of each case that is wanted, by number; cases never tried before come first."""
        by_case: dict[str, list[Delivery]] = {}
        for each in self._there:
            if each.hook == self._hook.name:
                by_case.setdefault(each.case_id, []).append(each)
        held = [
            sorted(group, key=lambda each: each.seq)
            for group in by_case.values()
            if any(each.id in self._wanted for each in group)
        ]
        return sorted(held, key=lambda group: min(each.attempts for each in group if each.id in self._wanted) > 0)

    def _case(self, held: list[Delivery]) -> Line:
        """The messages of one case in order; what cannot be told yet keeps those behind it back."""
        last = max(number for number, each in enumerate(held) if each.id in self._wanted)
        blocker: Delivery | None = None
        skipped: list[int] = []
        for each in held[: last + 1]:
            if blocker is not None:
                self._with_ledger(lambda each=each, on=blocker: self._wait(each, on))  # type: ignore[misc]
                continue
            if not self._is_due(each):
                blocker = each
                continue
            left = yield from self._try(each, skipped)
            if left is None:
                continue
            if left.attempts < WAITED_FOR:
                blocker = left
            skipped.append(left.seq)
        return self.failed

    def _is_due(self, each: Delivery) -> bool:
        """Wanted and untouched since, or its time has come; one that failed often is tried before those behind it."""
        if each.id in self._wanted:
            return self._wanted[each.id] == each.attempts
        return each.next_try_at <= self._now or each.attempts >= WAITED_FOR

    def _try(self, each: Delivery, skipped: Collection[int]) -> Generator[tuple[Hook, Told], str, Delivery | None]:
        """Tell one message; None if it was told, else the message as it is left."""
        self._seen.add(each.id)
        claimed: Delivery | None = self._with_ledger(lambda: self._claim(each))
        if claimed is None:
            return each  # someone else has it
        told, error, hopeless = self._message(claimed, skipped)
        if told is not None:
            error = yield self._hook, told
        self._silent = self._silent + 1 if error == SILENT else 0
        attempts = max(claimed.attempts, WAITED_FOR) if hopeless else claimed.attempts
        if not error:
            self._moved.add(each.case_id)
            done = evolve(claimed, delivered_at=self._now, error="")
            self._with_ledger(lambda: self._setting.ledger.settle(done, claimed.attempts))
            return None
        after = instant_text(self._at + back_off(attempts))
        left = evolve(claimed, attempts=attempts, error=error, next_try_at=after)
        self._with_ledger(lambda: self._setting.ledger.settle(left, claimed.attempts))
        self.failed.append(left)
        return left

    def _with_ledger(self, act: Callable[[], Any]) -> Any:
        """What the ledger answers; None where it fails, which is kept for the end."""
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - a ledger that fails at one message must not stop the others
            self.trouble = self.trouble or error
            return None

    def _claim(self, each: Delivery) -> Delivery | None:
        """Take a delivery for one attempt; None: someone else has it. Whoever dies with it leaves it to be tried."""
        lease = max(back_off(each.attempts + 1), timedelta(seconds=2 * self._patience))
        claimed = evolve(each, attempts=each.attempts + 1, next_try_at=instant_text(self._at + lease))
        return claimed if self._setting.ledger.settle(claimed, each.attempts) else None

    def _wait(self, each: Delivery, blocker: Delivery) -> None:
        """Keep a message back until the one before it is tried again."""
        self._seen.add(each.id)
        waits = evolve(each, next_try_at=blocker.next_try_at, error=f"waits for entry {blocker.seq} of its case")
        if waits != each:
            self._setting.ledger.settle(waits, each.attempts)

    def _message(self, each: Delivery, skipped: Collection[int]) -> tuple[Told | None, str, bool]:
        """What to tell, or why not, and whether another try is hopeless."""
        try:
            told = {"delivery_id": each.id, **json.loads(each.body)}
            payload = {**told["payload"]}
            deep = too_deep(self._hook.name, told.get("told_in", ()))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            return None, f"the message cannot be read ({type(error).__name__})", True
        if deep:
            return None, deep, True
        if getattr(self._hook, "sensitive", False):
            try:
                payload |= self._sealed(each)
            except Exception as error:  # noqa: BLE001 - entries that cannot be read stop this message alone
                return None, f"the entry cannot be read ({type(error).__name__})", False
        return {**told, "payload": payload, **({"behind": list(skipped)} if skipped else {})}, "", False

    def _sealed(self, each: Delivery) -> dict[str, str]:
        """People's data of an entry, read from the ledger, never from the outbox."""
        entry = next((e for e in self._setting.ledger.history(each.case_id) if e.seq == each.seq), None)
        sealed = {} if entry is None else entry.sealed
        return {key: value.value for key, value in sealed.items() if value.value is not None}

    def _behind(self) -> dict[str, int]:
        """What was written meanwhile behind messages that were told, and never tried yet."""
        if not self._moved:
            return {}
        self._there = self._with_ledger(self._setting.ledger.outbox) or ()
        found = {
            each.id: each.attempts
            for each in self._there
            if each.hook == self._hook.name
            and each.case_id in self._moved
            and not each.attempts
            and each.id not in self._seen
        }
        self._moved = set()
        return found
