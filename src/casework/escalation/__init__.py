"""Office policy that climbs: who is warned before a limit runs out, and which card follows when it has.

>>> from datetime import date
>>> from casework.case import open_case, read_clocks
>>> from casework.regimes import CN_ORDER_711
>>> case = open_case(CN_ORDER_711, "1", on=date(2026, 3, 9), channel="in_person")     # due 2026-04-07
>>> reply = read_clocks(case, date(2026, 4, 8))["reply"]
>>> [rung.id for rung in rungs_reached(reply, CN_CARDS, date(2026, 4, 8))]
['warning', 'yellow']
"""

from casework.escalation.cards import Card, CardState
from casework.escalation.due import cards_between, cards_due, next_rung_day, rungs_reached, standing_card
from casework.escalation.ladder import Ladder, Measure, Rung
from casework.escalation.ladders import CN_CARDS, EARLY

__all__ = [
    "CN_CARDS",
    "EARLY",
    "Card",
    "CardState",
    "Ladder",
    "Measure",
    "Rung",
    "cards_between",
    "cards_due",
    "next_rung_day",
    "rungs_reached",
    "standing_card",
]
