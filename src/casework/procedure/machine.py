"""The table as a `transitions` machine: for interop, and as an independent oracle. The only door to `transitions`.

One shared machine without models; a step is `machine.events[step].trigger(case, facts={...})` on any object with a
`state` attribute, where facts says which conditions hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework.procedure.table import SAME, START, Procedure


def build_machine(procedure: Procedure) -> Any:
    """A `transitions.Machine(model=None)` with the same rows, in the same order.

    Conditions are looked up by name in the `facts` passed to the trigger: true lets the row be taken.
    """
    from transitions import Machine

    machine = Machine(
        model=None,
        states=[START, *procedure.states],
        initial=START,
        auto_transitions=False,
        send_event=True,
    )
    for row in procedure.rows:
        machine.add_transition(
            row.step,
            list(row.states),
            "=" if row.target == SAME else row.target,
            conditions=[_holds(name) for name in (*row.when, *row.needs)],
        )
    return machine


def _holds(name: str) -> Callable[[Any], bool]:
    def condition(event: Any) -> bool:
        return bool(event.kwargs["facts"][name])

    return condition
