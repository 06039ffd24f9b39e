"""Cards on a file: raised by sweeps, then confirmed, appealed, upheld or revoked."""

from __future__ import annotations

from datetime import date

from casework.case import Mark
from casework.desk.file import CaseFile
from casework.desk.writing import RAISED, Setting
from casework.errors import ConditionNotMet
from casework.escalation import Card, Measure, Rung

Standing = Card
_ACTS = ("confirm", "appeal", "uphold", "revoke")


def card_of(setting: Setting, case_id: str, mark: Mark) -> Card:
    """The card a mark raised; a rung the ladder no longer has keeps its name."""
    payload = mark.payload
    rung_id = str(payload["rung"])
    rung = setting.ladder.rung(rung_id) or Rung(rung_id, rung_id, rung_id, Measure.STATUTE, 0, ())
    told = tuple(str(role) for role in payload.get("told", ()))
    return Card(case_id, str(payload["clock"]), rung, date.fromisoformat(str(payload["reached_on"])), told)


def standing(setting: Setting, file: CaseFile) -> tuple[Card, ...]:
    """Every card, in the order in which it was raised, as it stands now."""
    found: dict[tuple[str, str], Card] = {}
    for mark in file.marks:
        if mark.name == RAISED:
            card = card_of(setting, file.case.case_id, mark)
            found[card.clock, card.rung.id] = card
        elif mark.name == "CardActed":
            key = (str(mark.payload["clock"]), str(mark.payload["rung"]))
            found[key] = _moved(found[key], str(mark.payload["act"]), str(mark.payload.get("reason", "")))
    return tuple(found.values())


def act(
    setting: Setting, file: CaseFile, clock: str, rung: str, act: str, on: date, *, by: str, reason: str
) -> tuple[Mark, Card]:
    """The mark of an act on a card, and the card after it.

    Raises:
        ConditionNotMet: No such act or card, or not as it stands.
    """
    if act not in _ACTS:
        raise ConditionNotMet(f"{act!r} is no act on a card; known are {', '.join(_ACTS)}", condition="act", basis="")
    cards = {(card.clock, card.rung.id): card for card in standing(setting, file)}
    if (clock, rung) not in cards:
        there = ", ".join(f"{key} {name}" for key, name in cards) or "none"
        raise ConditionNotMet(
            f"{file.case.case_id} has no card {rung!r} on {clock!r}; there are: {there}",
            condition="card_exists",
            basis="office policy (ladder)",
        )
    after = _moved(cards[clock, rung], act, reason)
    payload = {"clock": clock, "rung": rung, "act": act, "reason": reason, "by": by}
    return Mark(file.version + 1, on, "CardActed", {key: value for key, value in payload.items() if value}), after


def _moved(card: Card, act: str, reason: str) -> Card:
    match act:
        case "confirm":
            return card.confirm()
        case "appeal":
            return card.appeal(reason)
        case "uphold":
            return card.uphold(reason)
    return card.revoke(reason)
