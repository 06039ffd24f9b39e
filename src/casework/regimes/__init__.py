"""The statutes themselves, as literal data: a folder each."""

from __future__ import annotations

from datetime import date

from casework.errors import DefinitionError, OutsideKnownLaw
from casework.procedure import Regime, Rule
from casework.regimes.cn_order_492 import CN_ORDER_492
from casework.regimes.cn_order_711 import CN_ORDER_711

__all__ = ["CN_ORDER_492", "CN_ORDER_711", "REGIMES", "RULES", "regime_by_id", "regime_on"]

REGIMES: dict[str, Regime] = {regime.id: regime for regime in (CN_ORDER_492, CN_ORDER_711)}
RULES: dict[str, Rule] = {**CN_ORDER_711.rules}
"""Every rule of the shipped laws by id, in the order of the audit table; the articles are those of the later law."""


def regime_on(family: str, day: date) -> Regime:
    """The regime of a family ("cn") in force on the day of receipt.

    Order 711 has no transitional clause; by default (param `regime_by`) a case stays under the law of its receipt.

    Raises:
        DefinitionError: No such family.
        OutsideKnownLaw: The family had no regime on that day.

    >>> regime_on("cn", date(2019, 5, 14)).id, regime_on("cn", date(2019, 5, 15)).id
    ('cn_order_492', 'cn_order_711')
    """
    members = [regime for regime in REGIMES.values() if regime.family == family]
    if not members:
        known = ", ".join(sorted({regime.family for regime in REGIMES.values()} | set(REGIMES)))
        raise DefinitionError([f"regime {family!r} is unknown; known are {known}"])
    for regime in members:
        if regime.in_force <= day and (regime.until is None or day < regime.until):
            return regime
    first = min(regime.in_force for regime in members)
    raise OutsideKnownLaw(f"no {family} regime was in force on {day}; the first one begins on {first}", on=day)


def regime_by_id(name: str, day: date | None = None) -> Regime:
    """A regime by its id, or by family and day of receipt.

    Raises:
        DefinitionError: Neither an id nor a family with a day.
        OutsideKnownLaw: The family had no regime on that day.
    """
    if name in REGIMES:
        return REGIMES[name]
    if day is None:
        known = ", ".join(REGIMES)
        raise DefinitionError([f"regime {name!r} is unknown; known are {known}"])
    return regime_on(name, day)
