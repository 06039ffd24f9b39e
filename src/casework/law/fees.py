"""Fees in marginal tiers: each unit costs what its own tier says, never the whole at the top rate."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from casework.errors import DefinitionError, OutsideKnownLaw
from casework.law.citation import Citation


@frozen(slots=True)
class Tier:
    """Units first..last (both included; null: no end) cost `rate` each.

    With `width` and `step`, the rate climbs by `step` after every `width` units inside the tier.
    """

    first: int
    last: int | None
    rate: int
    width: int | None = None
    step: int = 0

    def amount(self, units: int) -> int:
        """What the units up to and including `units` cost in this tier alone."""
        inside = min(units, self.last or units) - self.first + 1
        if inside <= 0:
            return 0
        if self.width is None:
            return inside * self.rate
        full, rest = divmod(inside, self.width)
        climbed = self.step * (self.width * full * (full - 1) // 2 + rest * full)
        return inside * self.rate + climbed


@frozen(slots=True)
class FeeScale:
    """A way of charging: unit (item or page), over what it is counted, and its tiers in order, without gaps."""

    id: str
    zh: str
    en: str
    unit: str
    counted_over: str
    tiers: tuple[Tier, ...]
    citation: Citation

    def __attrs_post_init__(self) -> None:
        expected = 1
        for tier in self.tiers:
            if tier.first != expected:
                raise DefinitionError([f"fee {self.id}: a tier begins at {tier.first}, expected {expected}"])
            expected = (tier.last or tier.first) + 1

    def amount(self, units: int) -> int:
        """The fee in yuan for that many units.

        Raises:
            ValueError: A negative number of units.
        """
        if units < 0:
            raise ValueError(f"a number of {self.unit}s cannot be negative, got {units}")
        return sum(tier.amount(units) for tier in self.tiers)


@frozen(slots=True)
class Fee:
    """The fee rule of a regime: from which day, by which scales (the office picks one for each request)."""

    since: date
    scales: tuple[FeeScale, ...]
    citation: Citation

    def scale(self, scale_id: str, on: date) -> FeeScale:
        """The scale by its id as in force on a day.

        Raises:
            OutsideKnownLaw: No fee rule is in force on the day, so nothing may be charged under it.
        """
        if on < self.since:
            raise OutsideKnownLaw(f"no fee rule is in force on {on}: {self.citation} holds from {self.since}", on=on)
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise DefinitionError([f"fee: no scale {scale_id!r}; known are {', '.join(s.id for s in self.scales)}"])
