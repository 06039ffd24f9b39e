"""Conditions on reconsiderations and suits: whether one is open, and whether its limit may be extended."""

from __future__ import annotations

from typing import Final

from casework.case.case import find
from casework.case.events import Event
from casework.case.moment import Moment
from casework.case.receipt import as_count
from casework.procedure import Action

_OF_RECONSIDERATION: Final = ("accept_reconsideration", "send_reconsideration_papers", "extend_reconsideration")


def proceeding_is_open(moment: Moment) -> bool:
    """The proceeding that the command speaks of has not been decided."""
    kind = next((e.limit for e in moment.row.effects.each if e.action is Action.CONCLUDE), "")
    if moment.command.step in _OF_RECONSIDERATION:
        kind = "reconsideration"
    return find(moment.case.proceedings, kind, str(moment.command.payload.get("proceeding") or "")) is not None


def _open_reconsideration(moment: Moment) -> Event | None:
    """The reconsideration that a command speaks of: by its number, otherwise the latest."""
    number = str(moment.command.payload.get("proceeding") or "")
    opened = [e for e in moment.all("open_reconsideration") if number in ("", str(e.payload.get("proceeding") or ""))]
    return opened[-1] if opened else None


def decision_not_extended_yet(moment: Moment) -> bool:
    """The limit to decide the reconsideration has not been extended. Source: 行政复议法 art. 62."""
    opened, number = _open_reconsideration(moment), str(moment.command.payload.get("proceeding") or "")
    return not any(
        number in ("", str(e.payload.get("proceeding") or "")) and (opened is None or e.on >= opened.on)
        for e in moment.all("extend_reconsideration")
    )


def decision_extension_within_cap(moment: Moment) -> bool:
    """The days named stay within the cap; the simple procedure has no extension. Source: 行政复议法 art. 62."""
    opened = _open_reconsideration(moment)
    simple = opened is not None and opened.payload.get("procedure") == "simple"
    limits = moment.case.regime.limits.get("reconsideration_decision.simple" if simple else "reconsideration_decision")
    limit = None if limits is None else limits.known_on(moment.command.on)
    days = as_count(moment.command.payload.get("days"))
    if limit is None or limit.extension is None or days is None:
        return False
    return 1 <= days <= limit.extension.cap
