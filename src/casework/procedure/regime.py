"""A regime: one act, its procedure, limits, outcomes, channels, fees and open questions of law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from attrs import evolve, field, frozen

from casework.errors import DefinitionError
from casework.law import Act, Citation, Fee, TimeLimits
from casework.procedure.rule import Rule
from casework.procedure.table import Channel, Outcome, Procedure
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Param:
    """An open question of law: its possible answers, the one taken unless an office says otherwise, and its article.

    values is empty where the answer is a whole number, at least `least`. bears_on: what reads it, clocks or audit.
    """

    id: str
    default: str
    values: tuple[str, ...]
    citation: Citation
    zh: str
    en: str
    bears_on: str = "clocks"
    least: int = 1

    def check(self, value: str) -> str:
        """The value if it is an answer.

        Raises:
            DefinitionError: It is none; names the possible ones.
        """
        value = str(value).strip()
        if self.values and value not in self.values:
            raise DefinitionError([f"param {self.id}: expected one of {', '.join(self.values)}, got {value!r}"])
        if not self.values and not (value.isascii() and value.isdigit() and self.least <= int(value[:9]) < 1000):
            raise DefinitionError([f"param {self.id}: expected a whole number from {self.least} to 999, got {value!r}"])
        return value


@frozen(slots=True, eq=False, repr=False)
class Regime:
    """The law as data. in_force is the first day, until the first day it no longer holds (null: still in force)."""

    id: str
    zh: str
    en: str
    family: str
    act: Act
    in_force: date
    until: date | None
    procedure: Procedure
    limits: Mapping[str, TimeLimits]
    outcomes: Mapping[str, Outcome]
    channels: Mapping[str, Channel]
    params: Mapping[str, Param]
    calendar: Callable[[], WorkCalendar] = field(repr=False)
    fee: Fee | None = None
    chosen: Mapping[str, str] = field(factory=dict)
    rules: Mapping[str, Rule] = field(factory=dict)
    """What an audit asks of a case under this law, by id, in the order of the audit table."""

    def __attrs_post_init__(self) -> None:
        answers = {param.id: param.default for param in self.params.values()} | dict(self.chosen)
        object.__setattr__(self, "chosen", answers)

    def __repr__(self) -> str:
        return f"<Regime {self.id}>"

    def with_params(self, answers: Mapping[str, str]) -> Regime:
        """The same regime with other answers to open questions.

        Raises:
            DefinitionError: An unknown parameter or a value that is no answer; all faults at once.
        """
        faults: list[str] = []
        for name, value in answers.items():
            try:
                if name not in self.params:
                    known = ", ".join(self.params)
                    raise DefinitionError([f"param {name}: unknown in {self.id}; known are {known}"])
                self.params[name].check(value)
            except DefinitionError as error:
                faults += error.faults
        if faults:
            raise DefinitionError(faults)
        return evolve(self, chosen={**self.chosen, **{name: str(value).strip() for name, value in answers.items()}})
