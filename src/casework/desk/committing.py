"""Writing a decision, and what follows the commit: whatever fails afterwards, what is written is told as written.

A failure after the commit (the instant, the outbox, a hook) raises nothing. It is a warning `after_commit` of what was
taken and a line in the log `casework.desk`; the messages wait in the outbox for `deliver`.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeVar

from attrs import field, frozen

from casework.case import Case, Event, Note
from casework.desk.calling import patience_left
from casework.desk.publishing import publish
from casework.desk.writing import Setting
from casework.errors import LedgerBusy, LedgerConflict
from casework.law.citation import Act, Citation
from casework.ledger import Change, Delivery

TRIES: Final = 50
"""How often an act is decided anew because others wrote to its case meanwhile."""
_LONGEST_PAUSE: Final = 0.05
_LEDGER: Final = Citation(Act("ledger", "案件台账", "the ledger"))
_LOG: Final = logging.getLogger("casework.desk")
_Done = TypeVar("_Done")


class Overtaken(LedgerConflict):
    """Someone wrote between reading and writing: nothing was written, and the act can be decided anew."""


@frozen(slots=True)
class Taken:
    """A step that was written: the case after it, its new events, and warnings (lateness never refuses).

    again: the caller's key was used before for this very step, and nothing was written now. parts: the cases that a
    `split` opened. A warning `after_commit` says that the hooks could not be told yet.
    """

    case: Case
    events: tuple[Event, ...]
    warnings: tuple[Note, ...] = ()
    due: date | None = None
    again: bool = False
    version: int = field(default=0)
    parts: tuple[Case, ...] = ()


def commit(
    setting: Setting,
    change: Change,
    case: Case,
    events: tuple[Event, ...],
    warnings: tuple[Note, ...] = (),
    *,
    parts: Sequence[tuple[Change, Case]] = (),
) -> Taken:
    """Write a change, and in the same transaction those that open other cases; then tell the hooks.

    Raises:
        Overtaken: Someone wrote first.
    """
    changes = (change, *(each for each, _ in parts))
    append(setting, *changes)
    trouble = tell(setting, tuple(delivery for each in changes for delivery in each.deliveries))
    if trouble:
        warnings = (*warnings, _after_commit(trouble, change))
    opened = tuple(each for _, each in parts)
    return Taken(case, events, warnings, change.record.due, version=change.record.version, parts=opened)


def append(setting: Setting, *changes: Change) -> None:
    """Write changes.

    Raises:
        Overtaken: Someone wrote first.
        LedgerBusy: Others held the ledger for as long as it waits.
    """
    try:
        setting.ledger.append(*changes)
    except LedgerBusy:
        raise
    except LedgerConflict as error:
        raise Overtaken(str(error)) from None


def tell(setting: Setting, deliveries: Sequence[Delivery]) -> str:
    """Tell the hooks what was written; returns the kind of error that kept it from doing so, or "".

    A hook that fails is no error here: its message waits in the outbox with what went wrong.
    """
    if not deliveries or not setting.publish or setting.now is None:
        return ""
    try:
        publish(setting, deliveries, setting.now(), patience_left(setting.patience))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - what is written must be told as written
        name = type(error).__name__
        warn(f"{deliveries[0].case_id} #{deliveries[0].seq} is written, but its messages are not settled: {name}")
        return name
    return ""


def warn(sentence: str) -> None:
    """A line in the log, with nobody's data."""
    _LOG.warning("%s", sentence)


def _after_commit(trouble: str, change: Change) -> Note:
    return Note(
        "after_commit", change.entries[-1].on, change.record.version,
        f"已写入；通知尚未处理完毕（{trouble}），留待deliver",
        f"it is written; its messages are not settled yet ({trouble}) and wait for deliver",
        _LEDGER,
    )  # fmt: skip


def again(setting: Setting, what: str, act: Callable[[], _Done], *, key: str = "") -> _Done:
    """Act; where others wrote meanwhile, act anew, at most TRIES times in all, with short random pauses.

    Args:
        setting: The desk's.
        what: Names the case in the sentence of the conflict.
        act: Reads, decides and writes, all of it anew each time.
        key: The caller's own key of the act: once it is written, there is nothing left to try.

    Raises:
        LedgerConflict: Others kept writing; nothing was written.
    """
    for number in range(TRIES):
        try:
            return act()
        except Overtaken:
            if key and setting.ledger.written(key) is not None:
                raise
        most = min(0.001 * 2 ** min(number, 10), _LONGEST_PAUSE)
        time.sleep(most * secrets.randbelow(1000) / 1000)
    raise LedgerConflict(
        f"{what}: others kept writing to it through {TRIES} tries; nothing was written, try again later"
    )
