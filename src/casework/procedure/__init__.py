"""What a procedure can be: a table of states, steps and rows, and the regime that gives it its law."""

from casework.procedure.clock_effect import Action, Effect, Effects
from casework.procedure.conditions import Condition
from casework.procedure.regime import Param, Regime
from casework.procedure.rule import Hearing, Hit, OnFile, Rule, Severity
from casework.procedure.table import (
    SAME,
    Channel,
    Outcome,
    PayloadKey,
    Phase,
    Procedure,
    Role,
    Row,
    State,
    Step,
)

__all__ = [
    "SAME",
    "Action",
    "Channel",
    "Condition",
    "Effect",
    "Effects",
    "Hearing",
    "Hit",
    "OnFile",
    "Outcome",
    "Param",
    "PayloadKey",
    "Phase",
    "Procedure",
    "Regime",
    "Role",
    "Row",
    "Rule",
    "Severity",
    "State",
    "Step",
]
