"""What an audit rule is, and what of a case a law's own functions may look at.

A rule reads a history; a condition reads a case before a step is taken. Both may ask the same function, so that what
refuses a step today is what an audit finds in yesterday's file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from attrs import field, frozen

from casework.law import Act, Basis, Citation, Deadline, cite

if TYPE_CHECKING:
    from casework.procedure.regime import Regime
    from casework.procedure.table import Outcome
    from casework.workdays import WorkCalendar


class Severity(StrEnum):
    """breach: a duty of the law was not kept. lapse: a duty was kept badly, no right is lost. note: look at it."""

    BREACH = "breach"
    LAPSE = "lapse"
    NOTE = "note"

    @property
    def zh(self) -> str:
        """In Chinese."""
        return {"breach": "不符合法定要求", "lapse": "程序瑕疵", "note": "待核查"}[self.value]


class EventView(Protocol):
    """One entry of a case."""

    @property
    def seq(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def step(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


class ClockView(Protocol):
    """One limit of a case as read on a day."""

    @property
    def limit(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def day_zero(self) -> date | None: ...
    @property
    def due(self) -> date | None: ...
    @property
    def basis(self) -> tuple[Citation, ...]: ...


class RemarkView(Protocol):
    """Something the clocks themselves had to say about an entry."""

    @property
    def code(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def seq(self) -> int: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class LetterView(Protocol):
    """One letter that asked somebody something."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def sent(self) -> date: ...
    @property
    def closed(self) -> date | None: ...
    @property
    def closed_by(self) -> str: ...
    def addressee_deadline(self, regime: Regime, calendar: WorkCalendar) -> Deadline | None: ...


class OnFile(Protocol):
    """What is on file when a reply is drafted, approved or given: read live and in history alike."""

    @property
    def regime(self) -> Regime: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def acted_on(self) -> date: ...
    @property
    def days(self) -> WorkCalendar: ...

    def all(self, step: str) -> Sequence[EventView]:
        """Every entry of a step so far, in order."""

    def stated(self, key: str) -> object:
        """What the reply states under a key, otherwise its draft; None if neither does."""


class SettingsView(Protocol):
    """What only the office can say."""

    @property
    def register_within(self) -> int: ...
    @property
    def archive_within(self) -> int: ...
    @property
    def month_items(self) -> int | None: ...


class Hearing(OnFile, Protocol):
    """A case as the rules look at it on a day: what was on record by then, and how its clocks stood."""

    @property
    def on(self) -> date: ...
    @property
    def settings(self) -> SettingsView: ...
    @property
    def events(self) -> Sequence[EventView]: ...
    @property
    def letters(self) -> Sequence[LetterView]: ...
    @property
    def clocks(self) -> Mapping[str, ClockView]: ...
    @property
    def reply(self) -> EventView | None: ...
    @property
    def opened(self) -> EventView: ...
    @property
    def received_on(self) -> date | None: ...
    @property
    def irregular(self) -> Sequence[int]: ...
    @property
    def memo(self) -> dict[str, object]:
        """What a law's rules work out once and share."""

    def noted(self, code: str, step: str = "") -> Iterator[RemarkView]:
        """What the clocks said under a code, on one step if named."""

    def replies(self) -> Sequence[ClockView]:
        """The reply limits: the first one and those opened anew."""

    def stated_by(self, reply: EventView, key: str) -> object:
        """What one of several replies states under a key, otherwise the last draft before it."""


@frozen(slots=True)
class Hit:
    """One day on which a rule fires, with more to say and, where the act decides, its own articles."""

    on: date
    zh: str = ""
    en: str = ""
    code: str = ""
    """The code of the clock's own remark that it repeats, if it does."""
    basis: tuple[Citation, ...] = ()


@frozen(slots=True)
class Rule:
    """One rule of an audit.

    on: which day the finding is dated. basis: its articles, read by the day of the act. fires: the function that yields
    the days. needs: columns of a flat register without which it cannot be judged, "a|b" where either will do ("(long
    form)": no column tells). about: steps one of which makes the rule a question at all (empty: every case). channel:
    only for requests that came by it. policy: an office setting, not law; judged only where the office says so. keys:
    payload keys without which a table of steps cannot be judged by it, "a|b" where either will do. live: it needs no
    clock, so whoever takes one of the steps it is about is warned at once.
    """

    id: str
    zh: str
    en: str
    on: str
    basis: Basis
    severity: Severity
    fires: Callable[[Hearing], Iterable[date | Hit]] = field(eq=False, repr=False)
    needs: tuple[str, ...] = ()
    policy: bool = False
    about: tuple[str, ...] = ()
    channel: str = ""
    keys: tuple[str, ...] = ()
    live: bool = False


def basis_text(places: Iterable[Citation], own: Act, lang: str) -> str:
    """Articles for a table: the case's own Regulation as bare places (33(2)), other acts by name."""
    bare: list[str] = []
    others: list[Citation] = []
    for place in places:
        if place.act.id == own.id and place.place:
            bare.append(place.place)
        else:
            others.append(place)
    parts = ([", ".join(bare)] if bare else []) + ([cite(others, lang)] if others else [])
    return ("；" if lang == "zh" else "; ").join(parts)


def basis_words(rules: Iterable[Rule], own: Act) -> dict[str, str]:
    """Every text that `basis_text` gives in English for these rules, on any day and cause, with its Chinese."""
    found: dict[str, str] = {}
    for rule in rules:
        every = rule.basis.every
        days = {day for place in every for day in (place.act.in_force, place.act.repealed_on) if day} | {own.in_force}
        read = [
            rule.basis.on(day, {rule.basis.key: cause}, own=own.id) for day in days if day for cause in _causes(rule)
        ]
        for places in (*((place,) for place in every), *read):
            found[basis_text(places, own, "en")] = basis_text(places, own, "zh")
    return found


def _causes(rule: Rule) -> tuple[str, ...]:
    return ("", *(name for name, _ in rule.basis.by_cause))
