"""What a time limit can say, and how it changed through time. A limit without a citation cannot be built."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen

from casework.errors import DefinitionError, OutsideKnownLaw
from casework.law.citation import Citation, is_cited


class Unit(StrEnum):
    """In what the statute counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"

    @property
    def zh(self) -> str:
        return {"working_days": "个工作日", "calendar_days": "日", "weeks": "周", "months": "个月"}[self.value]

    @property
    def en(self) -> str:
        return self.value.replace("_", " ")


class Landing(StrEnum):
    """What happens when the last day is not worked. (A count in working days cannot end on one.)"""

    EXACT = "exact"
    NEXT_WORKING_DAY = "next_working_day"


class Whose(StrEnum):
    """Who must act in time: the office (a miss is a breach), someone else (a lapse), or nobody (a window)."""

    OFFICE = "office"
    OTHERS = "others"
    WINDOW = "window"


class ReadOn(StrEnum):
    """Which day decides which version holds: that of the act the limit is about, or the day counting starts from."""

    ACT = "act"
    DAY_ZERO = "day_zero"


@frozen(slots=True)
class Extension:
    """At most `cap` more, in the limit's own unit; once a running of the limit if `once_only`."""

    cap: int
    citation: Citation
    once_only: bool = True


@frozen(slots=True)
class PauseRule:
    """Which time is not counted. kinds: whose opinion is asked. first_excluded: day after sending, or sending day.

    The last excluded day, always included: the answer arrives, the addressee's own limit ends, or the letter is
    withdrawn, whichever is first.
    """

    kinds: tuple[str, ...]
    citation: Citation


@frozen(slots=True)
class TimeLimit:
    """One version of a limit: count (null: set in each letter), unit, first day in force, and its authority.

    day_zero names the act from which counting starts; that day itself never counts. until is the first day this
    version no longer holds (null: still in force).
    """

    id: str
    zh: str
    en: str
    count: int | None
    unit: Unit
    since: date
    citation: Citation
    day_zero: str
    whose: Whose = Whose.OFFICE
    landing: Landing = Landing.EXACT
    extension: Extension | None = None
    pauses: PauseRule | None = None
    until: date | None = None
    note: str = ""

    def __attrs_post_init__(self) -> None:
        faults = []
        if not is_cited(self.citation):
            faults.append(f"limit {self.id}: a number needs a citation")
        if self.count is not None and self.count < 1:
            faults.append(f"limit {self.id}: the count must be at least 1, got {self.count}")
        if self.until is not None and self.until <= self.since:
            faults.append(f"limit {self.id}: ends on {self.until}, before it begins")
        if faults:
            raise DefinitionError(faults)

    def length_text(self, lang: str) -> str:
        """The length in words: 20 working days."""
        number = "?" if self.count is None else str(self.count)
        return f"{number}{self.unit.zh}" if lang == "zh" else f"{number} {self.unit.en}"


@frozen(slots=True)
class _Version:
    since: date
    fields: dict[str, object] = field(eq=False)


def since(day: str, count: int | None, unit: Unit, *, authority: Citation, **rest: object) -> _Version:
    """One version of a limit for `TimeLimits.through_time`; the words of the limit itself come from there."""
    return _Version(
        date.fromisoformat(day),
        {"count": count, "unit": unit, "citation": authority, **rest},
    )


def once(cap: int, citation: Citation) -> Extension:
    """One extension of at most `cap`."""
    return Extension(cap, citation)


@frozen(slots=True)
class TimeLimits:
    """A limit through time: the version in force on a day is the last one that had begun."""

    id: str
    zh: str
    en: str
    versions: tuple[TimeLimit, ...]
    read_on: ReadOn = ReadOn.ACT

    @classmethod
    def through_time(
        cls,
        limit_id: str,
        zh: str,
        en: str,
        *versions: _Version,
        day_zero: str,
        whose: Whose = Whose.OFFICE,
        read_on: ReadOn = ReadOn.ACT,
    ) -> TimeLimits:
        """Build the history; versions in order of coming into force, no gaps."""
        built: list[TimeLimit] = []
        for number, version in enumerate(versions):
            following = versions[number + 1].since if number + 1 < len(versions) else None
            built.append(
                TimeLimit(
                    id=limit_id,
                    zh=zh,
                    en=en,
                    since=version.since,
                    until=following,
                    day_zero=day_zero,
                    whose=whose,
                    **version.fields,  # type: ignore[arg-type]
                )
            )
        if not built:
            raise DefinitionError([f"limit {limit_id}: no version"])
        return cls(limit_id, zh, en, tuple(built), read_on)

    def on(self, day: date) -> TimeLimit:
        """The version in force on the day.

        Raises:
            OutsideKnownLaw: No version had begun.
        """
        for version in reversed(self.versions):
            if version.since <= day:
                return version
        raise OutsideKnownLaw(
            f"{self.id} ({self.zh}) is known from {self.versions[0].since} on; {day} is before that", on=day
        )

    def known_on(self, day: date) -> TimeLimit | None:
        """The version in force on the day; null before the first."""
        return self.on(day) if day >= self.versions[0].since else None

    @property
    def whose(self) -> Whose:
        """Who must act."""
        return self.versions[-1].whose

    def changed(self, **fields: object) -> TimeLimits:
        """The same limit with fields of every version replaced (what an open question of law decides)."""
        return evolve(self, versions=tuple(evolve(version, **fields) for version in self.versions))  # type: ignore[arg-type]


def by_id(limits: Iterable[TimeLimits]) -> dict[str, TimeLimits]:
    """A table of limits by id, in the order given."""
    return {limits_of_one.id: limits_of_one for limits_of_one in limits}
