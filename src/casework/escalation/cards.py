"""A card once it is raised: pending confirmation, issued, appealed, upheld or revoked (with a reason)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from casework.errors import ConditionNotMet
from casework.escalation.ladder import Rung


class CardState(StrEnum):
    """Where a card stands."""

    PENDING = "pending"
    ISSUED = "issued"
    APPEALED = "appealed"
    UPHELD = "upheld"
    REVOKED = "revoked"


_ALLOWED = {
    "confirm": ((CardState.PENDING,), CardState.ISSUED),
    "appeal": ((CardState.ISSUED,), CardState.APPEALED),
    "uphold": ((CardState.APPEALED,), CardState.UPHELD),
    "revoke": ((CardState.PENDING, CardState.ISSUED, CardState.APPEALED, CardState.UPHELD), CardState.REVOKED),
}


@frozen(slots=True)
class Card:
    """One card: of which case and clock, which rung, reached on which day, told to whom, and where it stands.

    A red card stays on a case closed late until it is revoked.
    """

    case_id: str
    clock: str
    rung: Rung
    reached_on: date
    told: tuple[str, ...] = ()
    state: CardState = CardState.PENDING
    reason: str = ""

    def confirm(self) -> Card:
        """Someone looked, and it is issued."""
        return self._move("confirm")

    def appeal(self, reason: str) -> Card:
        """The unit objects; a warning takes no appeal."""
        if not self.rung.appealable:
            raise ConditionNotMet(
                f"a {self.rung.en} takes no appeal", condition="appealable", basis="office policy (ladder)"
            )
        return self._move("appeal", reason, needs_reason=True)

    def uphold(self, reason: str = "") -> Card:
        """The appeal fails."""
        return self._move("uphold", reason)

    def revoke(self, reason: str) -> Card:
        """It is taken back, with a reason, once."""
        return self._move("revoke", reason, needs_reason=True)

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.state is not CardState.REVOKED

    def _move(self, act: str, reason: str = "", *, needs_reason: bool = False) -> Card:
        before, after = _ALLOWED[act]
        if self.state not in before:
            allowed = ", ".join(name for name, (states, _) in _ALLOWED.items() if self.state in states) or "nothing"
            raise ConditionNotMet(
                f"{act} is not possible for a card that is {self.state}; possible: {allowed}",
                condition=f"card_{act}",
                basis="office policy (ladder)",
            )
        if needs_reason and not reason.strip():
            raise ConditionNotMet(f"{act} needs a reason", condition="reason", basis="office policy (ladder)")
        return evolve(self, state=after, reason=reason)
