"""The little history that `casework due` is told: which law it is under, when the request was received, what happened.

`--received` is the day the request arrived. Which day is receipt, day 0, the channel decides (Order 711 art. 31):
ordinary mail and fax the day of `confirm_receipt`; online too, or the automatic receipt; the others the arrival itself.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from casework.backlog.headings import letter_word
from casework.backlog.headings import word as known_word
from casework.case import CaseOpened, Event
from casework.case.commands import payload_faults
from casework.case.events import make_event
from casework.case.receipt import received_on
from casework.cli.show import SaidWrong, day_of
from casework.procedure import Regime

Choose = Callable[[date], Regime]
"""The law of a day of receipt, with the answers to its open questions."""
_CONFIRM = "confirm_receipt"
_CONFIRMED = ("confirmed", "automatic", "system")
"""Kinds of receipt for which a confirmation is the day of receipt."""


@frozen(slots=True)
class Told:
    """law: of the day of receipt. first_day: from which day on there is a request. assumed: in Chinese and English."""

    law: Regime
    first_day: date
    events: list[Event]
    assumed: tuple[tuple[str, str], ...] = ()


@frozen(slots=True)
class _Entry:
    """One --event as it was split: its text, day, step and key=value pairs."""

    text: str
    on: date
    step: str
    pairs: tuple[str, ...]


def history(choose: Choose, arrived: date, channel: str, texts: Sequence[str]) -> Told:
    """Read the history; `choose` gives the law of a day.

    Raises:
        SaidWrong: A channel, step, key or day that cannot be.
        OutsideKnownLaw: No law was in force on the day of receipt.
    """
    entries = [_split(text) for text in texts]
    confirmed = min((entry.on for entry in entries if entry.step == _CONFIRM), default=None)
    if confirmed is not None and confirmed < arrived:
        raise SaidWrong(f"--event confirm_receipt on {confirmed}: it lies before the request arrived, on {arrived}")
    if not channel:
        return _without_channel(choose, arrived, confirmed, entries)
    law = choose(arrived)
    opening: dict[str, Any] = {"channel": _channel(law, channel)}
    receipt = law.channels[opening["channel"]].receipt
    if confirmed is not None and receipt in _CONFIRMED:
        law = choose(confirmed)
        if law.channels[opening["channel"]].receipt == "system":
            # the confirmation of the system itself: receipt without a step of its own
            return _as_confirmed(law, confirmed, opening, entries)
    assumed = []
    if confirmed is None and receipt == "automatic":
        by_receipt = {**opening, "automatic_receipt": "yes"}
        if received_on(law, CaseOpened(1, arrived, "", by_receipt)) is not None:
            opening = by_receipt
            assumed = [_AUTOMATIC]
    return Told(law, arrived, _events(law, arrived, opening, entries), tuple(assumed))


def _as_confirmed(
    law: Regime, day: date, opening: dict[str, Any], entries: list[_Entry], assumed: tuple[tuple[str, str], ...] = ()
) -> Told:
    """Received on a stated day; the confirmation, if there is one, is what states it."""
    others = [entry for entry in entries if entry.step != _CONFIRM]
    return Told(law, day, _events(law, day, {**opening, "received_on": day}, others), assumed)


_AUTOMATIC = (
    '未登记确认收到，按系统自动回执视为当日收到；如系另行确认，请加 --event "日期 confirm_receipt"',
    "no confirmation is given: an automatic receipt on the day of arrival is taken as receipt; if both sides confirmed "
    'later, add --event "DAY confirm_receipt"',
)


def _without_channel(choose: Choose, arrived: date, confirmed: date | None, entries: list[_Entry]) -> Told:
    """No channel: receipt is the day it was confirmed, if that is said, else the day of arrival."""
    day = confirmed or arrived
    law = choose(day)
    said = (
        (
            f"未注明申请方式，按确认收到之日{day}为收到日",
            f"no --channel: the day of confirmation, {day}, is taken as receipt",
        )
        if confirmed is not None
        else (
            f"未注明申请方式，按{day}为收到日（信函、传真、互联网申请须自双方确认之日起算，请注明 --channel）",
            f"no --channel: {day} is taken as receipt (mail, fax and online requests count from their confirmation: "
            "say --channel)",
        )
    )
    return _as_confirmed(law, day, {}, entries, (said,))


def _channel(law: Regime, channel: str) -> str:
    if channel in law.channels:
        return channel
    known = known_word("channel", channel)
    if known is None:
        raise SaidWrong(f"--channel is one of {', '.join(law.channels)}; got {channel!r}")
    return known


def _events(law: Regime, arrived: date, opening: dict[str, Any], entries: Sequence[_Entry]) -> list[Event]:
    rank = law.procedure.rank
    read = [(entry.on, entry.step, _payload(law, entry)) for entry in entries]
    read.sort(key=lambda each: (each[0], rank[each[1]]))
    return [
        CaseOpened(1, arrived, "(this case)", opening),
        *(make_event(number + 2, day, step, payload) for number, (day, step, payload) in enumerate(read)),
    ]


def _split(text: str) -> _Entry:
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise SaidWrong(f"--event {text!r}: {error}") from None
    if len(parts) < 2:
        raise SaidWrong(f'--event {text!r}: expected "DAY STEP key=value ..."')
    return _Entry(text, day_of(parts[0], f"--event {text!r}"), parts[1], tuple(parts[2:]))


def _payload(law: Regime, entry: _Entry) -> dict[str, Any]:
    known = law.procedure.steps.get(entry.step)
    if known is None or entry.step == "open":
        listed = ", ".join(name for name in law.procedure.steps if name != "open")
        raise SaidWrong(f"--event {entry.text!r}: {entry.step!r} is not a step of {law.id}; known are {listed}")
    payload: dict[str, Any] = {}
    for pair in entry.pairs:
        key, mark, value = pair.partition("=")
        if not mark:
            raise SaidWrong(f"--event {entry.text!r}: expected key=value, got {pair!r}")
        payload[key] = letter_word(value) if key == "letter" else value
    if faults := [sentence for _, _, sentence in payload_faults(known, payload, law, complete=False)]:
        raise SaidWrong(f"--event {entry.text!r}: {'; '.join(faults)}")
    return payload
