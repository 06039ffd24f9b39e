"""Days that a notice below, or newer than, the shipped national ones switches off or on.

An overlay is an ordered assignment, not a set of holidays: Guangxi took 2017-04-01 off although the national notice
works it, so a union of holidays would be wrong. Order of levels, last wins: prediction, national notice, region, city,
office, caller; among equals the later one in the list wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from casework.errors import DefinitionError
from casework.toml_text import did_you_mean, shown, toml_table, unknown_key
from casework.workdays.notices import Span
from casework.workdays.written import FIRST_YEAR, LAST_YEAR, days_of, issue_day, listed_day, listed_span

LEVELS: Final = ("national", "region", "city", "office", "caller")
_SYNONYMS: Final = {"agency": "office", "prefecture": "city", "province": "region"}
_KEYS: Final = ("level", "name", "notice", "issued", "year", "off", "worked")


@frozen(slots=True)
class Overlay:
    """One local or newer notice: days it takes off and days it makes worked (both may name a day of any weekday).

    `issued` (null: always known) is compared with `known_at`. `year` matters for level "national" only: the year the
    notice announces; without it, the year in which most of its days lie.
    """

    level: str
    name: str
    notice: str
    issued: date | None
    off: tuple[Span, ...]
    worked: tuple[date, ...]
    year: int | None = None

    @classmethod
    def of(
        cls,
        *,
        off: tuple[str, ...] = (),
        worked: tuple[str, ...] = (),
        level: str = "caller",
        name: str = "",
        notice: str = "",
        issued: str | None = None,
    ) -> Overlay:
        """Build one from ISO texts; `off` takes spans as "2027-01-01..2027-01-03", with a name before it or not.

        >>> Overlay.of(off=("2026-11-23",), name="office move").off[0].first.isoformat()
        '2026-11-23'
        """
        table: dict[str, Any] = {"level": level, "off": list(off), "worked": list(worked)}
        said = {"name": name or None, "notice": notice or None, "issued": issued}
        return overlay_from(table | {key: value for key, value in said.items() if value is not None}, "overlay")

    def announces(self) -> int:
        """The year a national notice is about."""
        if self.year is not None:
            return self.year
        days = Counter(span.first.year for span in self.off) + Counter(day.year for day in self.worked)
        return days.most_common(1)[0][0]


def read_overlays(text: str) -> tuple[Overlay, ...]:
    """Read overlays from TOML text: one at the top level, or several as `[[overlay]]`.

    Raises:
        DefinitionError: Names every fault by its dotted path.
    """
    table = toml_table(text, "overlay")
    if not table:
        raise DefinitionError(["overlay: expected a level, and days in off or worked, got an empty file"])
    if "overlay" not in table:
        # without a single key known this is another file, or a misspelt table: not one that also lacks a level
        if not any(key in _KEYS for key in table):
            raise DefinitionError([unknown_key("overlay", key, (*_KEYS, "overlay")) for key in table])
        return (overlay_from(table, "overlay"),)
    faults = [
        f"{key}: expected inside an [[overlay]] table, got it above them"
        if key in _KEYS
        else unknown_key("", key, ("overlay",))
        for key in table
        if key != "overlay"
    ]
    if table["overlay"] == []:
        faults.append("overlay: expected at least one [[overlay]] table, got an empty list")
    found = listed_overlays(table["overlay"], faults)
    if faults:
        raise DefinitionError(faults)
    return found


def listed_overlays(value: object, faults: list[str]) -> tuple[Overlay, ...]:
    """The overlays under the key `overlay` of a settings file: `[[overlay]]` tables, or a single one."""
    found = []
    for index, each in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(each, dict):
            faults.append(f"overlay[{index}]: expected a table, got {shown(each)}")
            continue
        try:
            found.append(overlay_from(each, f"overlay[{index}]"))
        except DefinitionError as error:
            faults += error.faults
    return tuple(found)


def overlay_from(table: Mapping[str, Any], path: str) -> Overlay:
    """Check one table and build the overlay; all faults at once."""
    faults = [unknown_key(path, key, _KEYS) for key in table if key not in _KEYS]
    level = _level(table.get("level"), path, faults)
    name, notice = (_text(table, key, path, faults) for key in ("name", "notice"))
    issued = issue_day(table["issued"], f"{path}.issued", faults) if "issued" in table else None
    listed = {key: _list(table, key, path, faults) for key in ("off", "worked")}
    off = [listed_span(item, f"{path}.off[{i}]", name, faults) for i, item in enumerate(listed["off"] or ())]
    worked = [listed_day(item, f"{path}.worked[{i}]", faults) for i, item in enumerate(listed["worked"] or ())]
    if listed["off"] == listed["worked"] == []:
        faults.append(f"{path}: names no day: expected at least one in off or worked, got none")
    faults += _clashes(off, worked, path)
    years = {span.first.year for span in off if span} | {day.year for day in worked if day}
    year = _year(table["year"], years, path, faults) if "year" in table else None
    if faults:
        raise DefinitionError(faults)
    return Overlay(
        level=level,
        name=name,
        notice=notice or name,
        issued=issued,
        off=tuple(span for span in off if span),
        worked=tuple(day for day in worked if day),
        year=year,
    )


def _level(value: object, path: str, faults: list[str]) -> str:
    level = _SYNONYMS.get(value, value) if isinstance(value, str) else ""
    if level not in LEVELS:
        near = did_you_mean(value, LEVELS) if isinstance(value, str) else ""
        faults.append(f"{path}.level: expected one of {', '.join(LEVELS)}, got {shown(value)}" + (near and f"; {near}"))
    return level


def _text(table: Mapping[str, Any], key: str, path: str, faults: list[str]) -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    if key in table:
        faults.append(f"{path}.{key}: expected text in quotes, got {shown(value)}")
    return ""


def _year(value: object, years: set[int], path: str, faults: list[str]) -> int | None:
    """The year a notice announces: one it names a day of, lest a slip makes an unannounced year firm."""
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        faults.append(f"{path}.year: expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {shown(value)}")
        return None
    if years and value not in years:
        listed = " or ".join(map(str, sorted(years)))
        faults.append(f"{path}.year: expected a year that off or worked names a day of, {listed}, got {value}")
    return value


def _list(table: Mapping[str, Any], key: str, path: str, faults: list[str]) -> list[Any] | None:
    """The list under a key, empty without one; null with a fault where something else stands there."""
    value = table.get(key, [])
    if isinstance(value, list):
        return value
    faults.append(f"{path}.{key}: expected a list of days, got {shown(value)}")
    return None


def _clashes(off: Sequence[Span | None], worked: Sequence[date | None], path: str) -> list[str]:
    """Days named twice: of two spans over one day, or of off and worked, only one can be meant."""
    faults = []
    taken: dict[date, int] = {}
    for index, span in enumerate(off):
        twice = [day for day in days_of(span) if taken.setdefault(day, index) != index] if span else []
        if twice:
            has = f"{twice[0].isoformat()}, which off[{taken[twice[0]]}] has too"
            faults.append(f"{path}.off[{index}]: expected days that off does not have yet, got {has}")
    named: dict[date, int] = {}
    for index, day in enumerate(worked):
        if day is None:
            continue
        if named.setdefault(day, index) != index:
            has = f"{day.isoformat()}, which worked[{named[day]}] has too"
            faults.append(f"{path}.worked[{index}]: expected a day that worked does not have yet, got {has}")
        if day in taken:
            has = f"{day.isoformat()}, both off and worked: off[{taken[day]}] has it"
            faults.append(f"{path}.worked[{index}]: expected a day that is not off, got {has}")
    return faults
