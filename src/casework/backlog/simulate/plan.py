"""What can happen to a made-up request, and how often: literal tables, no arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import Final

from attrs import frozen

from casework.errors import CaseworkError
from casework.workdays import WorkCalendar

FROM: Final = date(2019, 5, 15)
"""Order 711 in force; what came before went by other rules and is not simulated."""
FEES_FROM: Final = date(2021, 1, 1)
MOST_UNITS: Final = 500
MOST_CASES: Final = 10_000_000


class Way(IntEnum):
    """Which way a request goes."""

    PLAIN = 0
    CORRECTED = 1
    ABANDONED = 2
    THIRD_PARTY = 3
    THIRD_SILENT = 4
    AGENCY = 5
    EXTENDED = 6
    FEE = 7
    UNPAID = 8
    WITHDRAWN = 9
    EXCESSIVE = 10
    DELAYED = 11


WAYS: Final = {
    Way.PLAIN: 63.7, Way.CORRECTED: 9.0, Way.ABANDONED: 1.6, Way.THIRD_PARTY: 5.0, Way.THIRD_SILENT: 0.7,
    Way.AGENCY: 5.5, Way.EXTENDED: 9.0, Way.WITHDRAWN: 4.5, Way.EXCESSIVE: 0.6, Way.DELAYED: 0.4,
}  # fmt: skip
"""How often, in a hundred lawful requests; fees are for those who ask often (arrivals.py)."""


@frozen(slots=True)
class Breach:
    """A breach that can be planted: the default share of all requests, the way it takes, and whether columns tell."""

    rule: str
    share: float
    ways: tuple[Way, ...] = (Way.PLAIN,)


BREACHES: Final = {
    breach.rule: breach
    for breach in (
        Breach("reply_late", 0.04, (Way.PLAIN, Way.CORRECTED, Way.THIRD_PARTY, Way.AGENCY, Way.EXTENDED)),
        Breach("no_reply", 0.01, (Way.PLAIN, Way.CORRECTED, Way.EXTENDED)),
        Breach("receipt_confirmed_late", 0.003),
        Breach("correction_notice_late", 0.01, (Way.CORRECTED,)),
        Breach("extension_notified_late", 0.005, (Way.EXTENDED,)),
        Breach("extension_too_long", 0.002, (Way.EXTENDED,)),
        Breach("extension_not_approved", 0.005, (Way.EXTENDED,)),
        Breach("secrecy_review_missing", 0.005),
        Breach("legal_review_missing", 0.005),
        Breach("third_party_not_consulted", 0.003),
        Breach("silence_taken_as_consent", 0.002, (Way.THIRD_SILENT,)),
        Breach("internal_unit_paused_clock", 0.002, (Way.AGENCY,)),
        Breach("fee_without_threshold", 0.001, (Way.FEE,)),
        Breach("fee_notice_late", 0.0005, (Way.FEE,)),
        Breach("lapse_too_early", 0.001, (Way.ABANDONED,)),
        Breach("late_act_without_effect", 0.002),
        Breach("outcome_without_basis", 0.003),
        Breach("wrong_carrier", 0.004),
        Breach("order_not_performed", 0.001),
        Breach("step_out_of_order", 0.002),
        Breach("not_archived", 0.01),
        Breach("registered_late", 0.01),
    )
}  # fmt: skip
SHARES: Final = {rule: breach.share for rule, breach in BREACHES.items()}
"""The share of requests in which each breach is planted, if not asked otherwise."""
NUMBER: Final = {rule: number for number, rule in enumerate(BREACHES, 1)}
"""Breaches by number; 0 is a lawful request."""


def checked_shares(asked: Mapping[str, float] | None) -> dict[str, float]:
    """The default shares with those asked for.

    Raises:
        CaseworkError: An unknown rule, a share outside 0..1, or more breaches than requests.
    """
    shares = dict(SHARES)
    for rule, share in (asked or {}).items():
        if rule not in BREACHES:
            raise CaseworkError(f"{rule}: no breach that can be planted; known are {', '.join(BREACHES)}")
        if not (math.isfinite(share) and 0 <= share <= 1):
            raise CaseworkError(f"{rule}: a share is a number from 0 to 1, got {share}")
        shares[rule] = share
    if sum(shares.values()) > 1:
        raise CaseworkError(f"the shares of all breaches add up to {sum(shares.values()):.3f}, more than 1")
    return shares


def check_frame(cases: int, units: int, first: date, last: date, calendar: WorkCalendar) -> None:
    """Refuse what cannot be simulated.

    Raises:
        CaseworkError: Says which number or day, and what is possible.
    """
    if not 1 <= cases <= MOST_CASES:
        raise CaseworkError(f"the number of cases is from 1 to {MOST_CASES}, got {cases}")
    if not 1 <= units <= MOST_UNITS:
        raise CaseworkError(f"the number of units is from 1 to {MOST_UNITS}, got {units}")
    if first > last:
        raise CaseworkError(f"the last day, {last}, lies before the first, {first}")
    firm = calendar.firm_until
    if first < FROM or firm is None or last > firm:
        raise CaseworkError(
            f"days from {FROM} (Order 711) to {firm} (notices known) can be simulated: {first} to {last}"
        )
