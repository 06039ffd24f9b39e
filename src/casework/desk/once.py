"""An act that is asked for twice under one key is done once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from casework.case import Command, Event
from casework.desk.file import CaseFile, open_file
from casework.desk.writing import Setting
from casework.errors import LedgerConflict


def written_before(setting: Setting, key: str, case_id: str, command: Command) -> tuple[CaseFile, Event] | None:
    """The file and the entry that a key wrote before; null where it is new.

    Raises:
        LedgerConflict: The key was used for another act.
    """
    written = setting.ledger.written(key) if key else None
    if written is None:
        return None
    file = open_file(setting.ledger, setting.laws, written[0])
    entry = file.entries[written[1] - 1]
    event = next(event for event in file.case.events if event.seq == entry.seq)
    erased = {name for name, each in entry.sealed.items() if each.value is None}
    asked, there = _plain(command.payload, erased), _plain(event.payload, erased)
    if (written[0], event.step, event.on, there) != (case_id, command.step, command.on, asked):
        raise LedgerConflict(f"the key {key!r} was used for another act of {written[0]}")
    return file, event


def _plain(payload: Mapping[str, Any], erased: Collection[str]) -> dict[str, str]:
    """A payload as text, without what was erased and without the role, which the desk may have added."""
    left_out = {"role", *erased}
    shown = {key: value for key, value in payload.items() if value not in (None, "") and key not in left_out}
    return {key: value.isoformat() if isinstance(value, date) else str(value) for key, value in shown.items()}
