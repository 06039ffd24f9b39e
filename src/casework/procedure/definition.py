"""The parts of a regime before anything has judged them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from casework.law import TimeLimits
from casework.procedure.conditions import Condition
from casework.procedure.regime import Regime
from casework.procedure.table import SAME, Outcome, Phase, Role, Row, State, Step


@frozen(slots=True)
class Definition:
    """The parts of a regime before anything has judged them, so that a broken one can be looked at whole."""

    id: str
    phases: tuple[Phase, ...]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    roles: Mapping[str, Role]
    rows: tuple[Row, ...]
    limits: Mapping[str, TimeLimits]
    outcomes: Mapping[str, Outcome]
    labelled: tuple[Any, ...] = ()
    open_ended: tuple[str, ...] = ()
    conditions: Mapping[str, Condition] = field(factory=dict, repr=False)
    """The law's own requirements by name."""

    @classmethod
    def of(cls, regime: Regime) -> Definition:
        """The parts of a regime as it stands."""
        table = regime.procedure
        labelled = (*regime.channels.values(), *regime.params.values())
        return cls(
            regime.id, table.phases, table.states, table.steps, table.roles, table.rows, regime.limits, regime.outcomes,
            labelled, table.open_ended, table.conditions,
        )  # fmt: skip


def ways_out(parts: Definition, state: str) -> list[Row]:
    """The rows that lead out of a state."""
    return [row for row in parts.rows if state in row.states and row.target not in (SAME, state)]
