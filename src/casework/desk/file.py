"""The file of a case as a desk opens it: its entries, the case they make, and what else they note."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import field, frozen

from casework.case import Case, Event, Mark, replay
from casework.errors import CaseNotFound, LedgerCorrupt
from casework.ledger import Entry, Ledger, Record
from casework.ledger.codec import Pin, events_of, implied_of, pin_of, unknown_events
from casework.procedure import Regime
from casework.procedure.archive import definition_digest, definition_text, read_definition, text_digest
from casework.regimes import REGIMES, regime_on

MARKS: Final[dict[str, tuple[str, str]]] = {
    "RungReached": ("提醒或红黄牌", "a card or reminder was raised"),
    "CardActed": ("红黄牌处理", "a card was confirmed, appealed, upheld or revoked"),
    "DueMoved": ("期限随放假安排变动", "a due day moved with a holiday notice"),
    "Redacted": ("清除敏感信息", "sensitive values were erased"),
    "Migrated": ("改用新的规则版本", "the case was put under another definition"),
    "Rated": ("好差评", "the applicant rated the service"),
    "Rectified": ("差评整改", "what was rated badly was put right"),
}
"""What a desk notes on a file beside steps."""


class Laws:
    """Which regime a new case is under, and the regimes old cases are pinned to, by digest."""

    def __init__(self, law: str | Regime | Callable[[date], Regime], params: Mapping[str, str], ledger: Ledger) -> None:
        self._law, self._params, self._ledger = law, params, ledger
        self._known: dict[str, Regime] = {}
        self._kept: set[str] = set()
        self._adapted: dict[str, Regime] = {}

    def on(self, day: date) -> Regime:
        """The regime of a request that came on a day, with the office's answers to open questions."""
        if isinstance(self._law, Regime):
            return self._law
        chosen = self._law(day) if callable(self._law) else regime_on(self._law, day)
        if chosen.id not in self._adapted:
            own = {name: value for name, value in self._params.items() if name in chosen.params}
            self._adapted[chosen.id] = chosen.with_params(own) if own else chosen
        return self._adapted[chosen.id]

    def pin(self, regime: Regime) -> Pin:
        """Pin a regime: its definition is kept in the ledger, once."""
        digest = definition_digest(regime)
        if digest not in self._kept:
            self._ledger.keep_definition(digest, definition_text(regime))
            self._kept.add(digest)
            self._known.setdefault(digest, regime)
        return Pin(regime.id, digest)

    def pinned(self, pin: Pin) -> Regime:
        """The regime of a pin, as it was when the case was pinned.

        Raises:
            LedgerCorrupt: The ledger does not hold that definition, or another text stands under its digest.
        """
        if pin.digest not in self._known:
            text = self._ledger.definition(pin.digest)
            if text is None:
                raise LedgerCorrupt(f"the definition {pin.regime} {pin.digest[:12]} is not in the ledger")
            if text_digest(text) != pin.digest:
                raise LedgerCorrupt(f"the definition kept as {pin.regime} {pin.digest[:12]} was altered")
            regime = read_definition(text, REGIMES)
            self._known[pin.digest] = regime
        return self._known[pin.digest]


@frozen(slots=True)
class CaseFile:
    """A case and the entries it was read from."""

    case: Case
    entries: tuple[Entry, ...] = field(repr=False)
    pin: Pin

    @property
    def version(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def stood_at(self, version: int) -> bool:
        """Whether nothing was done since a version: cards raised by a sweep and other marks are no act."""
        later = self.entries[version:]
        return len(self.entries) >= version and all(entry.name in MARKS and entry.name != "Migrated" for entry in later)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Everything noted beside the steps."""
        return tuple(event for event in self.case.events if isinstance(event, Mark))

    def raised(self) -> set[tuple[str, str]]:
        """The rungs raised so far: clock key and rung id."""
        return {(m.payload["clock"], m.payload["rung"]) for m in self.marks if m.name == "RungReached"}

    def unknown(self) -> tuple[Entry, ...]:
        """Entries of a kind this release does not know."""
        return unknown_events(self.entries, MARKS)


def open_file(ledger: Ledger, laws: Laws, case_id: str) -> CaseFile:
    """Read a case from the ledger, under the law it is pinned to.

    Raises:
        CaseNotFound: There is no such case.
        LedgerCorrupt: Its entries make no case, or its law is not kept.
    """
    entries = ledger.history(case_id)
    if not entries:
        raise CaseNotFound(f"there is no case {case_id!r}")
    return file_of(entries, laws)


def file_of(entries: tuple[Entry, ...], laws: Laws) -> CaseFile:
    """The case that entries make."""
    pin = pin_of(entries)
    return CaseFile(replay(laws.pinned(pin), events_of(entries), implied=implied_of(entries)), entries, pin)


def with_events(case: Case, events: Sequence[Event]) -> Case:
    """The case with marks noted on it; they move nothing."""
    return replay(case.regime, (*case.events, *events), implied=case.implies) if events else case


def record_of(file: CaseFile) -> Record:
    """The row of a file without its index."""
    return Record(
        file.case.case_id, file.version, file.entries[-1].hash, file.pin.regime, file.pin.digest, file.entries[0].on
    )
