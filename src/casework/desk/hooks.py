"""Hooks: who is told when something was written, and ready ones for a log, a folder, a web address and mail.

A hook runs after the commit, at least once, under a delivery id that stays the same; it may fail or hang: no case is
harmed.
"""

from __future__ import annotations

import difflib
import json
import logging
import os
from collections.abc import Awaitable, Collection, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from casework.desk.calling import TOLD_IN
from casework.desk.file import MARKS
from casework.errors import DefinitionError
from casework.ledger import Entry, Record
from casework.ledger.codec import VERSIONS
from casework.procedure import Regime
from casework.regimes import REGIMES

EVENTS: Final = (*VERSIONS, *MARKS)
"""The names of entries that a hook can ask for, beside the ids of steps."""


class Hook(Protocol):
    """Anything with a name that can be told. sensitive: whether it is given applicants' data, too."""

    name: str
    sensitive: bool

    def wants(self, entry: Entry) -> bool:
        """Whether it is to be told of an entry."""

    def send(self, told: Mapping[str, Any]) -> Awaitable[None] | None:
        """Tell it. `told["delivery_id"]` is the same each time; an error or a hang is tried again later.

        An awaitable is awaited. What a plain function returns counts for nothing; a generator is never run and fails.
        """


def message(entry: Entry, record: Record, regime: Regime, card: Mapping[str, Any] | None = None) -> str:
    """What hooks are told of an entry, as JSON: nothing sensitive. card: of a card or reminder, what `card_facts` says.

    Of a step that was taken inside the call of a hook, `told_in` names that hook and those it was called in.
    """
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
    if card is not None:
        told["card"] = card
    if within := TOLD_IN.get():
        told["told_in"] = within
    return json.dumps(told, ensure_ascii=False)


class Telling:
    """What the ready hooks share: a name, which events they want (all, if none is named), and no people's data.

    Args:
        name: Its own name on the desk; messages that wait are kept under it.
        events: Names of entries (`EVENTS`) and ids of steps.
        sensitive: Whether it is given applicants' data, too.
        steps: Ids of steps of a law of your own, which `events` may name as well.

    Raises:
        DefinitionError: `events` names something that no entry and no step is called.
    """

    def __init__(
        self, name: str, events: tuple[str, ...] = (), *, sensitive: bool = False, steps: Collection[str] = ()
    ) -> None:
        if faults := _unknown(name, events, steps):
            raise DefinitionError(faults)
        self.name, self.events, self.sensitive = name, tuple(events), sensitive

    def wants(self, entry: Entry) -> bool:
        """Events by name, steps by id."""
        return not self.events or entry.name in self.events or entry.step in self.events


class LogHook(Telling):
    """One line a message in a logger of the standard library; never people's data."""

    def __init__(
        self,
        name: str = "log",
        events: tuple[str, ...] = (),
        logger: str = "casework",
        *,
        steps: Collection[str] = (),
    ) -> None:
        super().__init__(name, events, steps=steps)
        self._logger = logging.getLogger(logger)

    def send(self, told: Mapping[str, Any]) -> None:
        """Write the line."""
        what = told["step"] or told["event"]
        self._logger.info("%s #%s %s on %s -> %s", told["case_id"], told["seq"], what, told["on"], told["state"])


class FileHook(Telling):
    """One JSON file a message in a folder, named by its delivery id: written whole, a second time changes nothing."""

    def __init__(
        self,
        folder: str | Path,
        name: str = "file",
        events: tuple[str, ...] = (),
        *,
        sensitive: bool = False,
        steps: Collection[str] = (),
    ) -> None:
        super().__init__(name, events, sensitive=sensitive, steps=steps)
        self._folder = Path(folder)

    def send(self, told: Mapping[str, Any]) -> None:
        """Write the file beside its place, then move it there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self._folder / f"{told['delivery_id']}.json"
        part = place.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        part.replace(place)


def _unknown(name: str, events: object, steps: Collection[str]) -> list[str]:
    """What is wrong with the events a hook asks for."""
    if isinstance(events, str) or not isinstance(events, Collection):
        return [f"hook {name}: events is a tuple of names, got {events!r}"]
    known = {*EVENTS, *steps, *(step for regime in REGIMES.values() for step in regime.procedure.steps)}
    faults = []
    for event in events:
        if event not in known:
            close = difflib.get_close_matches(str(event), known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are the ids of steps and {', '.join(EVENTS)}"
            faults.append(f"hook {name}: {event!r} is not an event or a step; {hint}")
    return faults
