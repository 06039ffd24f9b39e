"""Telling the hooks after the commit: at least once, retried with back-off, never in the way of a case."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import evolve

from casework.desk.hooks import Hook, is_async
from casework.desk.writing import Setting, instant_text
from casework.ledger import Delivery

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=12)
PATIENCE: Final = 10.0
"""Seconds a hook may take before it counts as hanging."""


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many failed tries: a minute, doubled each time, at most half a day."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def publish(
    setting: Setting, waiting: tuple[Delivery, ...], at: datetime, patience: float = PATIENCE
) -> list[Delivery]:
    """Try each delivery once; returns those that failed. Each is claimed first: two publishers share the work."""
    failed = []
    hooks = {hook.name: hook for hook in setting.hooks}
    for delivery in waiting:
        hook = hooks.get(delivery.hook)  # another process has hooks that this one has not
        claimed = None if hook is None else _claim(setting, delivery, at, patience)
        if hook is None or claimed is None:
            continue
        error = _tell(setting, hook, claimed, patience)
        if (left := _settled(setting, claimed, at, error)) is not None:
            failed.append(left)
    return failed


async def publish_async(
    setting: Setting, waiting: tuple[Delivery, ...], at: datetime, patience: float = PATIENCE
) -> list[Delivery]:
    """The same for a caller with an event loop; synchronous hooks run in threads of their own."""
    failed = []
    hooks = {hook.name: hook for hook in setting.hooks}
    for delivery in waiting:
        hook = hooks.get(delivery.hook)
        claimed = None if hook is None else _claim(setting, delivery, at, patience)
        if hook is None or claimed is None:
            continue
        if is_async(hook):
            error = await _awaited(hook.send(_told(setting, hook, claimed)), patience)
        else:
            error = await asyncio.to_thread(_tell, setting, hook, claimed, patience)
        if (left := _settled(setting, claimed, at, error)) is not None:
            failed.append(left)
    return failed


def _claim(setting: Setting, delivery: Delivery, at: datetime, patience: float) -> Delivery | None:
    """Take a delivery for one attempt; null: someone else has it. Whoever dies with it leaves it to be tried again."""
    lease = max(back_off(delivery.attempts + 1), timedelta(seconds=2 * patience))
    claimed = evolve(delivery, attempts=delivery.attempts + 1, next_try_at=instant_text(at + lease))
    return claimed if setting.ledger.settle(claimed, delivery.attempts) else None


def _settled(setting: Setting, claimed: Delivery, at: datetime, error: str) -> Delivery | None:
    if error:
        left = evolve(claimed, error=error, next_try_at=instant_text(at + back_off(claimed.attempts)))
        setting.ledger.settle(left, claimed.attempts)
        return left
    setting.ledger.settle(evolve(claimed, delivered_at=instant_text(at), error=""), claimed.attempts)
    return None


def _told(setting: Setting, hook: Hook, delivery: Delivery) -> Mapping[str, Any]:
    """The message; a hook that asked for them gets sensitive values, read from the ledger, never from the outbox."""
    told = {"delivery_id": delivery.id, **json.loads(delivery.body)}
    if hook.sensitive:
        entry = next((e for e in setting.ledger.history(delivery.case_id) if e.seq == delivery.seq), None)
        kept = (
            {} if entry is None else {key: each.value for key, each in entry.sealed.items() if each.value is not None}
        )
        told["payload"] = {**told["payload"], **kept}
    return told


def _tell(setting: Setting, hook: Hook, delivery: Delivery, patience: float) -> str:
    """What went wrong, or "". A hook that hangs is left alone in a thread that dies with the process."""
    wrong = ["did not answer in time"]
    told = _told(setting, hook, delivery)

    def work() -> None:
        try:
            answer = hook.send(told)
            wrong[0] = "" if answer is None else asyncio.run(_awaited(answer, patience))
        except Exception as error:  # noqa: BLE001 - whatever a hook raises harms no case
            wrong[0] = type(error).__name__ if hook.sensitive else _said(error)

    thread = threading.Thread(target=work, name=f"casework hook {hook.name}", daemon=True)
    thread.start()
    thread.join(patience)
    return "did not answer in time" if thread.is_alive() else wrong[0]


async def _awaited(answer: Any, patience: float) -> str:
    if not isinstance(answer, Coroutine):
        return ""
    try:
        await asyncio.wait_for(answer, patience)
    except TimeoutError:
        return "did not answer in time"
    except Exception as error:  # noqa: BLE001 - whatever a hook raises harms no case
        return _said(error)
    return ""


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
