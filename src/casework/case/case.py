"""A case as a value: what happened, and where that leaves it. Replay folds events through the compiled table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from casework.case.commands import payload_faults
from casework.case.events import CaseOpened, Event, StepTaken, effective, settled
from casework.case.receipt import received_on
from casework.errors import LedgerCorrupt, StepNotAllowed
from casework.procedure import SAME, Action, Regime, Row
from casework.procedure.table import START, first_row
from casework.texts import check_number

Letter = tuple[str, str]
"""kind and party (or organ) of a letter, or kind and number of a proceeding, that is still open."""


@frozen(slots=True, eq=True)
class Case:
    """One case: identity, law, entries, and the state they lead to.

    letters: consultations not answered; proceedings: relief not decided; left: where a consultation began;
    before_relief: where relief began; irregular: entries the table has no row for; implied: steps read between facts;
    settled: the entries stand in order and none is corrected; implies: missing steps are read between facts.
    """

    case_id: str
    regime: Regime = field(repr=lambda regime: regime.id, eq=lambda regime: regime.id)
    state: str
    events: tuple[Event, ...] = field(repr=False)
    letters: tuple[Letter, ...] = field(default=(), repr=False)
    proceedings: tuple[Letter, ...] = ()
    left: str = ""
    before_relief: str = ""
    irregular: tuple[int, ...] = ()
    implied: tuple[str, ...] = ()
    settled: bool = field(default=True, eq=False, repr=False)
    implies: bool = field(default=False, repr=False)

    @property
    def history(self) -> Sequence[Event]:
        """The entries as corrected, by day, then by number."""
        return self.events if self.settled else effective(self.events)

    @property
    def opened(self) -> CaseOpened:
        """The first entry."""
        first = self.events[0]
        if type(first) is CaseOpened:
            return first
        return next(event for event in self.events if isinstance(event, CaseOpened))

    @property
    def version(self) -> int:
        """How many entries there are."""
        return len(self.events)


def open_case(regime: Regime, case_id: str, *, on: date, **payload: Any) -> Case:
    """A new case. Payload as `open` takes it: channel, applicant_type, acts_by, automatic_receipt, received_on ...

    Args:
        regime: The law of the day of receipt; `regime_on("cn", day)` chooses.
        case_id: The office's number.
        on: The day the request arrived.
        payload: What is known of the request.

    Raises:
        StepNotAllowed: A key or value that `open` does not take.
        TextRefused: The number is not one line of text.
    """
    check_number(case_id)
    step = regime.procedure.steps["open"]
    faults = payload_faults(step, payload, regime)
    if not _is_day(on):
        faults.append(("on", "收件日应为日期", f"'on' should be a datetime.date, got {on!r}"))
    if faults:
        said = "; ".join(sentence for _, _, sentence in faults)
        raise StepNotAllowed(said, step="open", state=START, allowed=(), faults=tuple(faults))
    return replay(regime, (CaseOpened(1, on, case_id, payload),))


def _is_day(value: object) -> bool:
    """Callers without a type checker can pass anything."""
    return isinstance(value, date)


def replay(regime: Regime, events: Iterable[Event], *, implied: bool = False) -> Case:
    """Fold entries into a case. Nothing is decided anew: what is on record happened.

    Args:
        regime: The law of the case.
        events: Entries in any order; they are read by day, then by number.
        implied: Read the steps a register has no column for between its facts (the shortest legal path).

    Raises:
        LedgerCorrupt: There is no opening entry, or there are two.
    """
    given = tuple(events)
    fold = Fold(regime)
    fold.implies = implied
    ordered = settled(given)
    for event in given if ordered else effective(given):
        fold.take(event)
    if fold.opened is None:
        raise LedgerCorrupt("a history without an opening entry is no case")
    return fold.case(fold.opened.case_id, given, ordered)


class Fold:
    """The state of a replay; turned into one value at the end."""

    __slots__ = (
        "before_relief",
        "compiled",
        "implied",
        "implies",
        "irregular",
        "left",
        "letters",
        "opened",
        "proceedings",
        "regime",
        "state",
        "tracked",
    )

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.compiled = regime.procedure.compiled
        self.tracked = regime.procedure.tracked
        self.state = START
        self.letters: tuple[Letter, ...] = ()
        self.proceedings: tuple[Letter, ...] = ()
        self.left = self.before_relief = ""
        self.irregular: tuple[int, ...] = ()
        self.implied: tuple[str, ...] = ()
        self.implies = False
        self.opened: CaseOpened | None = None

    @classmethod
    def of(cls, case: Case) -> Fold:
        fold = cls(case.regime)
        fold.state, fold.letters, fold.proceedings = case.state, case.letters, case.proceedings
        fold.left, fold.before_relief = case.left, case.before_relief
        fold.irregular, fold.implied, fold.opened = case.irregular, case.implied, case.opened
        fold.implies = case.implies
        return fold

    def case(self, case_id: str, events: tuple[Event, ...], ordered: bool = True) -> Case:
        return Case(
            case_id,
            self.regime,
            self.state,
            events,
            self.letters,
            self.proceedings,
            self.left,
            self.before_relief,
            self.irregular,
            self.implied,
            ordered,
            self.implies,
        )

    def take(self, event: Event) -> None:
        """Fold one entry in."""
        step = event.step
        if type(event) is CaseOpened:
            if self.opened is not None:
                raise LedgerCorrupt(f"case {event.case_id}: entries {self.opened.seq} and {event.seq} both open it")
            self.opened = event
        elif type(event) is not StepTaken:
            return
        rows = self.compiled.get((self.state, step))
        if rows is None and self.implies:
            rows = self._imply(event)
        row = None
        if rows is not None:
            row = rows[0] if not rows[0].when else pick(rows, self, event)
        if row is None:
            self.irregular = (*self.irregular, event.seq)
            self._anyway(event)
        elif step in self.tracked:
            self.move(row, event)
        elif row.target != SAME:
            self._enter(row.target)

    def _imply(self, event: Event) -> tuple[Row, ...] | None:
        """Take the implied steps that lead to a row for this one; a consultation nobody answered has run out."""
        procedure, step = self.regime.procedure, event.step
        if self.state == "consulting" and self.letters:
            silent = [f"{kind}_silent" for kind, _ in self.letters]
            if not all(name in procedure.steps for name in silent):
                return None
            self.implied, self.letters = (*self.implied, *silent), ()
            self.state = "in_review" if self.left == "in_review" else "in_handling"
        rows = self.compiled.get((self.state, step))
        while rows is None and (path := procedure.path(self.state, step)):
            between = StepTaken(event.seq, event.on, path[0])
            row = pick(self.compiled[self.state, path[0]], self, between)
            if row is None:
                break
            self.move(row, between)
            self.implied = (*self.implied, path[0])
            rows = self.compiled.get((self.state, step))
        return rows

    def _anyway(self, event: Event) -> None:
        """What happened out of order still happened, but an ended case is not opened by it, nor one consulted anew."""
        row = next((row for row in self.regime.procedure.rows if row.step == event.step), None)
        if row is None:
            return
        states = self.regime.procedure.states
        if event.step in self.tracked:
            stays = self.state
            self.move(row, event)
            asks = any(effect.action in (Action.ASK, Action.PROCEED) for effect in row.effects.each)
            ended = stays in states and states[stays].kind in ("ended", "final", "relief")
            if not asks or ended:
                self.state = stays
        elif row.target != SAME:
            ended = self.state in states and states[self.state].kind in ("ended", "final", "relief")
            if not ended or states[row.target].kind != "open" or event.step == "reopen":
                self._enter(row.target)

    def _enter(self, target: str) -> None:
        """Enter a state; where the main line ends, nobody's answer is waited for any longer."""
        self.state = target
        if self.letters and self.regime.procedure.states[target].kind in ("ended", "final"):
            self.letters = ()

    def move(self, row: Row, event: Event) -> None:
        """Enter the row's state and keep the lists of open letters and proceedings."""
        target = self.state if row.target == SAME else row.target
        for effect in row.effects.each:
            if effect.action is Action.ASK:
                self.letters = (*self.letters, (effect.limit, addressee(event)))
                if self.state != "consulting":
                    self.left = self.state
            elif effect.action is Action.ANSWERED or effect.action is Action.WITHDRAWN:
                self.letters = _without(self.letters, find(self.letters, effect.limit, addressee(event)))
            elif effect.action is Action.PROCEED:
                if self.state not in ("in_reconsideration", "in_litigation"):
                    self.before_relief = self.state
                self.proceedings = (*self.proceedings, (effect.limit, str(event.payload.get("proceeding") or "")))
            elif effect.action is Action.CONCLUDE:
                number = str(event.payload.get("proceeding") or "")
                self.proceedings = _without(self.proceedings, find(self.proceedings, effect.limit, number))
        self._enter(target)


def addressee(event: Event) -> str:
    """The party or organ an entry names, or ""."""
    return str(event.payload.get("party") or event.payload.get("organ") or "")


def find(open_ones: tuple[Letter, ...], kind: str, name: str) -> int | None:
    """Which open letter an answer closes: the one to that party, or without a name the oldest; "" is any kind."""
    for index, (its_kind, its_name) in enumerate(open_ones):
        if (kind in ("", its_kind)) and (not name or name == its_name):
            return index
    return None


def _without(open_ones: tuple[Letter, ...], index: int | None) -> tuple[Letter, ...]:
    return open_ones if index is None else open_ones[:index] + open_ones[index + 1 :]


def pick(rows: tuple[Row, ...], fold: Case | Fold, event: Any) -> Row | None:
    """The row a step takes as the case stands."""
    return first_row(rows, lambda name, row: route(name, row, fold, event))


def route(name: str, row: Row, fold: Case | Fold, event: Any) -> bool:
    """Whether a routing condition holds; a name without a case here is a fault of the table."""
    match name:
        case "received_on_opening":
            return received_on(fold.regime, event) is not None or bool(event.payload.get("receipt_unknown"))
        case "receipt_to_be_confirmed":
            return received_on(fold.regime, event) is None and not event.payload.get("receipt_unknown")
        case "others_still_open":
            return len(_without(fold.letters, find(fold.letters, _closes(row), addressee(event)))) > 0
        case "asked_in_review":
            return fold.left == "in_review"
        case "asked_in_handling":
            return fold.left != "in_review"
        case "other_litigation_open" | "other_reconsideration_open":
            number = str(event.payload.get("proceeding") or "")
            rest = _without(fold.proceedings, find(fold.proceedings, _closes(row), number))
            return any(name == f"other_{kind}_open" for kind, _ in rest)
        case "came_from_replied" | "came_from_lapsed" | "came_from_withdrawn" | "came_from_archived":
            return name == f"came_from_{fold.before_relief}"
        case "legal_review_on" | "legal_review_off":
            return name == f"legal_review_{fold.regime.chosen['legal_review']}"
    raise KeyError(name)


def _closes(row: Row) -> str:
    closing = (Action.ANSWERED, Action.WITHDRAWN, Action.CONCLUDE)
    return next((effect.limit for effect in row.effects.each if effect.action in closing), "")
