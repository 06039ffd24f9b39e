"""What a step does to the clocks, as data: `restart(REPLY) | end(CORRECTION)`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from attrs import frozen


class Action(StrEnum):
    """One thing a step can do to a limit.

    start: begins on the day of the step. start_on_delivery: begins when the letter the step sent is received.
    stop: stands still until restart or resume. restart: begins anew, in full, on the day of the step. resume: goes on;
    the days strictly between are not counted. extend: becomes longer. ask: opens a consultation, which pauses every
    limit whose pause rule names it, and starts the addressee's own limit on delivery. answered: closes it. withdrawn:
    takes any consultation back. replace: ends on the day told instead. end: is done with, kept or missed. proceed:
    opens a proceeding. conclude: closes it.
    """

    START = "start"
    START_ON_DELIVERY = "start_on_delivery"
    STOP = "stop"
    RESTART = "restart"
    RESUME = "resume"
    EXTEND = "extend"
    ASK = "ask"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    REPLACE = "replace"
    END = "end"
    PROCEED = "proceed"
    CONCLUDE = "conclude"


WORDS: Final[Mapping[Action, tuple[str, str]]] = {
    Action.START: ("起算{}", "start {}"),
    Action.START_ON_DELIVERY: ("送达后起算{}", "start {} on delivery"),
    Action.STOP: ("停{}", "stop {}"),
    Action.RESTART: ("重新计算{}", "restart {}"),
    Action.RESUME: ("续算{}", "resume {}"),
    Action.EXTEND: ("延长{}", "extend {}"),
    Action.ASK: ("暂停{}", "pause {}"),
    Action.ANSWERED: ("恢复{}", "unpause {}"),
    Action.WITHDRAWN: ("恢复{}", "unpause {}"),
    Action.REPLACE: ("改定{}", "replace {}"),
    Action.END: ("止{}", "end {}"),
    Action.PROCEED: ("起算{}", "start {}"),
    Action.CONCLUDE: ("止{}", "end {}"),
}
"""What an action does, in Chinese and English; the braces hold the place of the limits it is done to."""

PROCEEDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "reconsideration": ("行政复议各期限", "limits in reconsideration"),
    "litigation": ("行政诉讼各期限", "limits in litigation"),
}
"""A proceeding has several limits of its own; its kind stands for all of them."""


@frozen(slots=True)
class Effect:
    """One action on one limit (for ask, answered, proceed, conclude: on one kind of letter or proceeding)."""

    action: Action
    limit: str

    def __or__(self, other: Effect | Effects) -> Effects:
        return Effects((self,)) | other


@frozen(slots=True)
class Effects:
    """What one row does to the clocks, in order."""

    each: tuple[Effect, ...] = ()

    def __or__(self, other: Effect | Effects) -> Effects:
        return Effects(self.each + (other.each if isinstance(other, Effects) else (other,)))


NOTHING = Effects()


def start(limit: str) -> Effects:
    """The limit begins on the day of the step."""
    return Effects((Effect(Action.START, limit),))


def start_on_delivery(limit: str) -> Effects:
    """The limit begins when the letter is received."""
    return Effects((Effect(Action.START_ON_DELIVERY, limit),))


def stop(limit: str) -> Effects:
    """The limit stands still."""
    return Effects((Effect(Action.STOP, limit),))


def restart(limit: str) -> Effects:
    """The limit begins anew in full."""
    return Effects((Effect(Action.RESTART, limit),))


def resume(limit: str) -> Effects:
    """The limit goes on where it stood."""
    return Effects((Effect(Action.RESUME, limit),))


def extend(limit: str) -> Effects:
    """The limit becomes longer."""
    return Effects((Effect(Action.EXTEND, limit),))


def ask(kind: str) -> Effects:
    """A letter asks for an opinion."""
    return Effects((Effect(Action.ASK, kind),))


def answered(kind: str) -> Effects:
    """The opinion has come, or its time has passed."""
    return Effects((Effect(Action.ANSWERED, kind),))


def withdrawn() -> Effects:
    """The letter is taken back or cannot be delivered."""
    return Effects((Effect(Action.WITHDRAWN, ""),))


def replace(limit: str) -> Effects:
    """The limit ends on the day told instead."""
    return Effects((Effect(Action.REPLACE, limit),))


def end(limit: str) -> Effects:
    """The limit is done with."""
    return Effects((Effect(Action.END, limit),))


def proceed(kind: str) -> Effects:
    """A proceeding opens."""
    return Effects((Effect(Action.PROCEED, kind),))


def conclude(kind: str) -> Effects:
    """A proceeding is decided."""
    return Effects((Effect(Action.CONCLUDE, kind),))
