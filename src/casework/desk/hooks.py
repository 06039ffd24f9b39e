"""Hooks: who is told when something was written, and ready ones for a log, a folder, a web address and mail.

A hook runs after the commit, at least once, under a delivery id that stays the same; it may fail or hang: no case is
harmed.
"""

from __future__ import annotations

import inspect
import json
import logging
import os
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any, Protocol

from casework.ledger import Entry, Record
from casework.procedure import Regime


class Hook(Protocol):
    """Anything with a name that can be told. sensitive: whether it is given applicants' data, too."""

    name: str
    sensitive: bool

    def wants(self, entry: Entry) -> bool:
        """Whether it is to be told of an entry."""

    def send(self, told: Mapping[str, Any]) -> Awaitable[None] | None:
        """Tell it. `told["delivery_id"]` is the same each time; an error or a hang is tried again later."""


def message(entry: Entry, record: Record, regime: Regime) -> str:
    """What hooks are told of an entry, as JSON: nothing sensitive."""
    step = regime.procedure.steps.get(entry.step)
    state = regime.procedure.states.get(record.state)
    told = {
        "case_id": entry.case_id,
        "seq": entry.seq,
        "event": entry.name,
        "step": entry.step,
        "zh": step.zh if step is not None else "",
        "en": step.en if step is not None else "",
        "on": entry.on.isoformat(),
        "at": entry.at,
        "actor": entry.actor,
        "state": record.state,
        "state_zh": state.zh if state is not None else "",
        "due": record.due.isoformat() if record.due is not None else None,
        "payload": entry.public,
    }
    return json.dumps(told, ensure_ascii=False)


class Telling:
    """What the ready hooks share: a name, which events they want (all, if none is named), and no people's data."""

    def __init__(self, name: str, events: tuple[str, ...] = (), *, sensitive: bool = False) -> None:
        self.name, self.events, self.sensitive = name, events, sensitive

    def wants(self, entry: Entry) -> bool:
        """Events by name, steps by id."""
        return not self.events or entry.name in self.events or entry.step in self.events


class LogHook(Telling):
    """One line a message in a logger of the standard library; never people's data."""

    def __init__(self, name: str = "log", events: tuple[str, ...] = (), logger: str = "casework") -> None:
        super().__init__(name, events)
        self._logger = logging.getLogger(logger)

    def send(self, told: Mapping[str, Any]) -> None:
        """Write the line."""
        what = told["step"] or told["event"]
        self._logger.info("%s #%s %s on %s -> %s", told["case_id"], told["seq"], what, told["on"], told["state"])


class FileHook(Telling):
    """One JSON file a message in a folder, named by its delivery id: written whole, a second time changes nothing."""

    def __init__(
        self, folder: str | Path, name: str = "file", events: tuple[str, ...] = (), *, sensitive: bool = False
    ) -> None:
        super().__init__(name, events, sensitive=sensitive)
        self._folder = Path(folder)

    def send(self, told: Mapping[str, Any]) -> None:
        """Write the file beside its place, then move it there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / f"{told['delivery_id']}.json"
        part = place.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        part.replace(place)


def is_async(hook: Hook) -> bool:
    """Whether its `send` must be awaited."""
    return inspect.iscoroutinefunction(hook.send)
