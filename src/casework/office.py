"""What an office decides for itself: names, promises, review duties, cards, its answers to open questions of law.

Policy, not law. One TOML file, `office.toml`; a commented one ships in `examples/`. Every fault is named by its dotted
path, with what was expected and what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from casework.case import Clock, Settings
from casework.errors import DefinitionError
from casework.escalation import CN_CARDS, EARLY, Ladder
from casework.law import Deadline, last_day
from casework.regimes import REGIMES, RULES
from casework.toml_text import shown, toml_table
from casework.workdays import Overlay
from casework.workdays.overlay import listed_overlays

LADDERS: Final = {ladder.id: ladder for ladder in (CN_CARDS, EARLY)}
POLICIES: Final = tuple(name for name, rule in RULES.items() if rule.policy)
_NAMES: Final = ("organ", "unit", "reconsideration_organ", "court")
_MOST_DAYS: Final = 60


@frozen(slots=True)
class Office:
    """The settings of one office.

    promised: its own reply limit in working days, where it promised a shorter one than the statute's; an extension
    moves both. register_within, archive_within: working days to register a request, and to archive an ended case.
    rectify_within: working days to put right what an applicant rated badly, by local rule. What is None was not set.
    policies: audit rules that are office policy and are to be judged. params: answers to open questions.
    """

    organ: str = ""
    unit: str = ""
    reconsideration_organ: str = ""
    court: str = ""
    promised: int | None = None
    ladder: Ladder = CN_CARDS
    policies: frozenset[str] = frozenset()
    register_within: int | None = None
    archive_within: int | None = None
    rectify_within: int | None = None
    params: Mapping[str, str] = {}
    overlays: tuple[Overlay, ...] = ()

    @property
    def registers_within(self) -> int | None:
        """Working days to register a request, where the office set them or has the rule judged; else None."""
        if self.register_within is None and "registered_late" in self.policies:
            return Settings().register_within
        return self.register_within

    @property
    def archives_within(self) -> int | None:
        """Working days to archive an ended case, where the office set them or has the rule judged; else None."""
        if self.archive_within is None and "not_archived" in self.policies:
            return Settings().archive_within
        return self.archive_within

    @property
    def sets_limits(self) -> bool:
        """Whether it has any limit of its own."""
        own = (self.promised, self.registers_within, self.archives_within, self.rectify_within)
        return any(count is not None for count in own)

    def audit_settings(self) -> Settings:
        """What the audit needs of it."""
        usual = Settings()
        return Settings(
            self.policies, self.register_within or usual.register_within, self.archive_within or usual.archive_within
        )

    def promised_day(self, clock: Clock) -> date | None:
        """The last day of the office's own promise on a reply clock; None without one."""
        found = self.promised_deadline(clock)
        return None if found is None else found.due

    def promised_deadline(self, clock: Clock) -> Deadline | None:
        """The office's own promise on a reply clock, with its working; None without one.

        It stands still when the reply's limit does, and an extension moves both by as much.
        """
        told = clock.deadline
        limit = told.limit if told is not None else None
        if self.promised is None or limit is None or clock.limit != "reply" or not limit.count or clock.length is None:
            return None
        wanted = clock.length - (limit.count - self.promised)
        if told is None or wanted >= clock.length or wanted < 1:
            return None
        if told.told is not None:
            due = told.calendar.add(told.day_zero, wanted)
            return Deadline(told.limit, told.day_zero, wanted, due, due, (), told.calendar, told.told)
        found = last_day(told.limit, told.day_zero, told.pauses, told.calendar, count=wanted)
        return evolve(found, due=found.counted_to, extension=told.extension)


def read_office(text: str) -> Office:
    """Read the settings of an office from TOML text.

    Raises:
        DefinitionError: Names every fault: dotted path, what was expected, what stands there.
    """
    table = toml_table(text, "office")
    faults: list[str] = []
    known = {"office": _office, "limits": _limits, "review": _review, "cards": _cards, "params": _params}
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name == "overlay":
            found["overlays"] = listed_overlays(value, faults)
        elif name not in known:
            faults.append(f"{name}: unknown table; known are {', '.join((*known, 'overlay'))}")
        elif not isinstance(value, dict):
            faults.append(f"{name}: expected a table, got {shown(value)}")
        else:
            found |= known[name](value, faults)
    if faults:
        raise DefinitionError(faults)
    return Office(**found)


Reader = Callable[[Mapping[str, Any], list[str]], dict[str, Any]]


def _office(table: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    found = {}
    for key, value in table.items():
        if key not in _NAMES:
            faults.append(f"office.{key}: unknown key; known are {', '.join(_NAMES)}")
        elif not isinstance(value, str) or not value.strip():
            faults.append(f"office.{key}: expected a name, got {shown(value)}")
        else:
            found[key] = value.strip()
    return found


def _limits(table: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    found = {}
    names = ("promised", "register_within", "archive_within", "rectify_within")
    for key, value in table.items():
        if key not in names:
            faults.append(f"limits.{key}: unknown key; known are {', '.join(names)}")
        elif isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_DAYS:
            faults.append(
                f"limits.{key}: expected working days, a whole number from 1 to {_MOST_DAYS}, got {shown(value)}"
            )
        else:
            found[key] = value
    return found


def _review(table: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    judged = []
    for key, value in table.items():
        if key not in POLICIES:
            faults.append(f"review.{key}: unknown key; known are {', '.join(POLICIES)}")
        elif not isinstance(value, bool):
            faults.append(f"review.{key}: expected true or false, got {shown(value)}")
        elif value:
            judged.append(key)
    return {"policies": frozenset(judged)}


def _cards(table: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    faults += [f"cards.{key}: unknown key; known is ladder" for key in table if key != "ladder"]
    name = table.get("ladder", CN_CARDS.id)
    if not isinstance(name, str) or name not in LADDERS:
        faults.append(f"cards.ladder: expected one of {', '.join(LADDERS)}, got {shown(name)}")
        return {}
    return {"ladder": LADDERS[name]}


def _params(table: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    answers: dict[str, str] = {}
    for key, value in table.items():
        asked = [regime.params[key] for regime in REGIMES.values() if key in regime.params]
        if not asked:
            known = ", ".join(dict.fromkeys(name for regime in REGIMES.values() for name in regime.params))
            faults.append(f"params.{key}: unknown parameter; known are {known}")
            continue
        if isinstance(value, bool | dict | list):
            faults.append(f"params.{key}: expected text or a whole number, got {shown(value)}")
            continue
        try:
            answers[key] = asked[0].check(value if isinstance(value, str) else shown(value))
        except DefinitionError as error:
            faults += [f"params.{key}: {fault.partition(': ')[2]}" for fault in error.faults]
    return {"params": answers}
