"""Calling one hook with one message: a hard end, and whatever goes wrong is one line of text.

A hook that must be awaited is cancelled when its time is over. One that blocks cannot be ended from outside: it is left
in a thread that dies with the process, and a hook that keeps several such threads is not called until one of them ends.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Awaitable, Iterable, Mapping
from concurrent.futures import Future
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

if TYPE_CHECKING:
    from casework.desk.hooks import Hook

PATIENCE: Final = 10.0
"""Seconds a hook may take before it counts as hanging."""
DEEPEST: Final = 5
"""How many steps in a row a hook can take in answer to its own messages; of the last it is not told."""
MOST_HUNG: Final = 4
"""How many calls of one hook may be left hanging; then it is not called until one of them ends."""
SILENT: Final = "did not answer in time"
_NEVER_RUN: Final = "its send returned a {kind} that nobody runs: make it a plain or an async function"
_GRACE: Final = 0.5
_LONGEST: Final = 300

TOLD_IN: ContextVar[tuple[str, ...]] = ContextVar("casework_told_in", default=())
"""The hooks inside whose calls the present code runs, the outermost first."""
_ENDS_AT: ContextVar[float | None] = ContextVar("casework_ends_at", default=None)


def seconds_left(most: float) -> float:
    """How long a hook may still take: `most` seconds, or what is left of the desk's patience if that is less.

    A tenth of the patience is left for the hook to say what went wrong.
    """
    ends_at = _ENDS_AT.get()
    return most if ends_at is None else max(min(most, 0.9 * (ends_at - time.monotonic())), 0.01)


def patience_left(patience: float) -> float:
    """How long a hook may take that is told of a step: inside another hook's call, half of what that one has left.

    So a hook that takes a step is not made to fail, and to take it again, by others that hang.
    """
    return patience if _ENDS_AT.get() is None else seconds_left(patience) / 2


@frozen(slots=True, eq=False)
class Hanging:
    """Calls that were left hanging, by the name of their hook."""

    _threads: dict[str, list[threading.Thread]] = field(factory=dict, init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def add(self, name: str, thread: threading.Thread) -> None:
        """Remember a call that did not end in time."""
        with self._lock:
            self._threads.setdefault(name, []).append(thread)

    def count(self, name: str) -> int:
        """How many calls of a hook still hang."""
        with self._lock:
            alive = [thread for thread in self._threads.get(name, ()) if thread.is_alive()]
            self._threads[name] = alive
            return len(alive)


def call(hook: Hook, told: Mapping[str, Any], patience: float, hanging: Hanging) -> str:
    """Call a hook in a thread of its own; returns what went wrong, or ""."""
    if (busy := hanging.count(hook.name)) >= MOST_HUNG:
        return f"still busy with {busy} earlier messages"
    wrong: list[str] = []
    awaited = threading.Event()

    def work() -> None:
        _enter(hook, told, patience)
        try:
            answer = hook.send(told)
            if awaitable := _awaitable(answer):
                awaited.set()
                wrong.append(asyncio.run(_finished(hook, awaitable, patience)))
            else:
                wrong.append(_never_run(answer))
        except BaseException as error:  # noqa: BLE001 - whatever a hook raises, SystemExit too, harms no case
            wrong.append(said(hook, error))

    thread = threading.Thread(target=copy_context().run, args=(work,), name=f"casework hook {hook.name}", daemon=True)
    thread.start()
    thread.join(patience)
    if thread.is_alive() and awaited.is_set():  # it ends by itself, as soon as it is cancelled
        thread.join(_GRACE)
    if thread.is_alive():
        hanging.add(hook.name, thread)
        return SILENT
    return wrong[0] if wrong else SILENT


async def call_async(hook: Hook, told: Mapping[str, Any], patience: float, hanging: Hanging) -> str:
    """The same for a caller with an event loop: an async hook runs on that loop, any other in a thread."""
    if not inspect.iscoroutinefunction(getattr(hook, "send", None)):
        return await asyncio.to_thread(call, hook, told, patience, hanging)

    async def begun() -> None:
        _enter(hook, told, patience)
        await hook.send(told)  # type: ignore[misc]  # a coroutine function returns an awaitable

    return await _finished(hook, begun(), patience)


def _enter(hook: Hook, told: Mapping[str, Any], patience: float) -> None:
    TOLD_IN.set((*told.get("told_in", ()), hook.name))
    _ENDS_AT.set(time.monotonic() + patience)


def _awaitable(answer: object) -> Awaitable[Any] | Future[Any] | None:
    """The answer if it must be waited for."""
    return answer if inspect.isawaitable(answer) or isinstance(answer, Future) else None


def _never_run(answer: object) -> str:
    """What is wrong with an answer that holds the hook's own code, unrun; any other value is no fault."""
    if inspect.isgenerator(answer) or inspect.isasyncgen(answer):
        return _NEVER_RUN.format(kind=type(answer).__name__)
    return _NEVER_RUN.format(kind="function") if inspect.isroutine(answer) else ""


async def _finished(hook: Hook, awaitable: Awaitable[Any] | Future[Any], patience: float) -> str:
    """Wait for an answer as long as patience lasts, then cancel it; a hook that resists is not waited for."""
    task = asyncio.ensure_future(_guarded(hook, awaitable))
    try:
        done, _ = await asyncio.wait({task}, timeout=patience)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        return SILENT
    return SILENT if task.cancelled() else task.result()


async def _guarded(hook: Hook, awaitable: Awaitable[Any] | Future[Any]) -> str:
    try:
        await (asyncio.wrap_future(awaitable) if isinstance(awaitable, Future) else awaitable)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        return said(hook, error)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit would end the caller's event loop
        return said(hook, error)
    return ""


def said(hook: Hook, error: BaseException) -> str:
    """An error as one line; of a hook that is given people's data only its type."""
    name = type(error).__name__
    if getattr(hook, "sensitive", False):
        return name
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - the error's own text may fail, too
        text = ""
    return one_line(f"{name}: {text}" if text else name)


def one_line(text: str) -> str:
    """Text that any ledger keeps: one line, no control characters, not too long."""
    return "".join(mark if mark.isprintable() else " " for mark in text[:_LONGEST])


def too_deep(name: str, told_in: Iterable[object]) -> str:
    """Why a hook is not told of a step that it took itself, or ""."""
    count = list(told_in).count(name)
    if count < DEEPEST:
        return ""
    return f"not told: {name} took {count} steps in a row in answer to its own messages; it is told of {DEEPEST - 1}"
