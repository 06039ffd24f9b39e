"""Every error casework raises on purpose. Data as attributes, a whole sentence as text."""

from __future__ import annotations

from datetime import date


class CaseworkError(Exception):
    """Base of every deliberate error; `except CaseworkError` catches them all."""


class DefinitionError(CaseworkError):
    """A definition (regime, limit, setting) is wrong; names every fault at once."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


class StepNotAllowed(CaseworkError):
    """The step has no row in the procedure for the state the case is in, or its payload does not fit.

    faults: what is wrong with the payload: key, and the sentence in Chinese and English.
    """

    def __init__(
        self,
        sentence: str,
        *,
        step: str,
        state: str,
        allowed: tuple[str, ...],
        faults: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        self.step, self.state, self.allowed, self.faults = step, state, allowed, faults
        super().__init__(sentence)


class ConditionNotMet(CaseworkError):
    """A precondition failed; `condition` is its id and `basis` its article."""

    def __init__(self, sentence: str, *, condition: str, basis: str) -> None:
        self.condition, self.basis = condition, basis
        super().__init__(sentence)


class TextRefused(ConditionNotMet):
    """A text that cannot be kept: a line break in a name, a NUL, half a character, too many characters.

    what: which text; zh, en: the sentence.
    """

    def __init__(self, zh: str, en: str, *, what: str) -> None:
        self.what, self.zh, self.en = what, zh, en
        super().__init__(en, condition=what, basis="the file of the case")

    def text(self, lang: str) -> str:
        """The sentence."""
        return self.zh if lang == "zh" else self.en


class OutsideKnownDays(CaseworkError):
    """The calendar cannot answer for a day: outside its range, or unannounced and prediction was refused."""

    def __init__(self, sentence: str, *, first: date, last: date) -> None:
        self.first, self.last = first, last
        super().__init__(sentence)


class OutsideKnownLaw(CaseworkError):
    """No version of a rule is in force on the day."""

    def __init__(self, sentence: str, *, on: date) -> None:
        self.on = on
        super().__init__(sentence)


class CaseNotFound(CaseworkError):
    """The ledger holds no such case."""


class LedgerConflict(CaseworkError):
    """Someone wrote first: reload the case and decide anew."""


class LedgerBusy(LedgerConflict):
    """Others held the rows or the file for as long as the ledger waits. Nothing was written; try again later.

    Do not try again at once: the wait is over already.
    """


class LedgerClosed(CaseworkError):
    """The ledger was closed and cannot be used again."""


class LedgerCorrupt(CaseworkError):
    """The archive holds what no procedure could have produced.

    seq: the entry that cannot be read, or 0.
    """

    def __init__(self, sentence: str, *, seq: int = 0) -> None:
        self.seq = seq
        super().__init__(sentence)


class ImportRejected(CaseworkError):
    """A cell or a file cannot be read: row, column, value and what was expected."""

    def __init__(self, sentence: str, *, row: int | None = None, column: str = "", value: str = "") -> None:
        self.row, self.column, self.value = row, column, value
        super().__init__(sentence)
