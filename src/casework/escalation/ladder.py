"""What a ladder can say: rungs in working days to the due day, judged at the end of a day, at or past, never equals."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from casework.errors import DefinitionError


class Measure(StrEnum):
    """The day a rung is measured from: the office's own promise, or the statute's due day."""

    PROMISE = "promise"
    STATUTE = "statute"


@frozen(slots=True)
class Rung:
    """One rung. offset: working days after the measured day from which it is reached (negative: before it).

    offset_if_equal replaces it where the office promised no shorter limit than the statute's. told: the roles that are
    told; a higher rung is also told to those of the lower ones. appealable: whether a unit may appeal it.
    """

    id: str
    zh: str
    en: str
    measure: Measure
    offset: int
    told: tuple[str, ...]
    offset_if_equal: int | None = None
    appealable: bool = True


@frozen(slots=True)
class Ladder:
    """Rungs from the lowest to the highest; `limits` are the office's duties that carry them.

    windows: limits that only warn, and in which states. reminder: one rung outside the climb, for the limits of others
    (`reminds`): they ran out and the office has not drawn the consequence.
    """

    id: str
    zh: str
    en: str
    rungs: tuple[Rung, ...]
    limits: tuple[str, ...]
    windows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reminder: Rung | None = None
    reminds: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        offsets = [rung.offset for rung in self.rungs if rung.measure is Measure.STATUTE]
        if not self.rungs or offsets != sorted(offsets) or len({rung.id for rung in self.rungs}) < len(self.rungs):
            raise DefinitionError(
                [f"ladder {self.id}: rungs climb, from the lowest to the highest, each with its own id"]
            )

    def rung(self, rung_id: str) -> Rung | None:
        """A rung by its id, the reminder included."""
        every = (*self.rungs, self.reminder) if self.reminder is not None else self.rungs
        return next((rung for rung in every if rung.id == rung_id), None)

    def told(self, rung: Rung) -> tuple[str, ...]:
        """Everyone who is told of a rung: its own roles and those of the rungs below it."""
        if rung == self.reminder:
            return rung.told
        below = self.rungs[: self.rungs.index(rung) + 1]
        return tuple(dict.fromkeys(role for each in reversed(below) for role in each.told))
