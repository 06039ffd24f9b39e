"""Days that a notice below, or newer than, the shipped national ones switches off or on.

An overlay is an ordered assignment, not a set of holidays: Guangxi took 2017-04-01 off although the national notice
works it, so a union of holidays would be wrong. Order of levels, last wins: prediction, national notice, region, city,
office, caller; among equals the later one in the list wins.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from attrs import frozen

from casework.errors import DefinitionError
from casework.workdays.notices import Span

LEVELS: Final = ("national", "region", "city", "office", "caller")
_SYNONYMS: Final = {"agency": "office", "prefecture": "city", "province": "region"}
_LAST_YEAR: Final = 2060
_KEYS: Final = {"level", "name", "notice", "issued", "year", "off", "worked"}


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
        table = {"level": level, "name": name, "notice": notice, "off": list(off), "worked": list(worked)}
        return overlay_from(table if issued is None else table | {"issued": issued}, "overlay")

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
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([f"overlay: not TOML: {error}"]) from None
    listed = table.get("overlay")
    if listed is None:
        return (overlay_from(table, "overlay"),)
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise DefinitionError(["overlay: expected [[overlay]] tables"])
    return tuple(overlay_from(item, f"overlay[{index}]") for index, item in enumerate(listed))


def overlay_from(table: Mapping[str, Any], path: str) -> Overlay:
    """Check one table and build the overlay; all faults at once."""
    faults = [f"{path}.{key}: unknown key; known are {', '.join(sorted(_KEYS))}" for key in table if key not in _KEYS]
    level = str(table.get("level", ""))
    level = _SYNONYMS.get(level, level)
    if level not in LEVELS:
        faults.append(f"{path}.level: expected one of {', '.join(LEVELS)}, got {table.get('level')!r}")
    issued = None if table.get("issued") is None else _day(table["issued"], f"{path}.issued", faults)
    year = table.get("year")
    if year is not None and (not isinstance(year, int) or not 2004 <= year <= _LAST_YEAR):
        faults.append(f"{path}.year: expected a year from 2004 to {_LAST_YEAR}, got {year!r}")
    name = str(table.get("name", ""))
    off = [_span(item, f"{path}.off[{i}]", name, faults) for i, item in enumerate(_list(table, "off", path, faults))]
    worked = [_day(item, f"{path}.worked[{i}]", faults) for i, item in enumerate(_list(table, "worked", path, faults))]
    if not off and not worked:
        faults.append(f"{path}: names no day off and no day worked")
    if not faults and (both := sorted(day for span in off if span for day in worked if day and _inside(day, span))):
        faults.append(f"{path}: {both[0].isoformat()} is both off and worked")
    if faults:
        raise DefinitionError(faults)
    return Overlay(
        level=level,
        name=name,
        notice=str(table.get("notice", "")) or name,
        issued=issued,
        off=tuple(span for span in off if span),
        worked=tuple(day for day in worked if day),
        year=year,
    )


def _inside(day: date, span: Span) -> bool:
    return span.first <= day <= span.last


def _list(table: Mapping[str, Any], key: str, path: str, faults: list[str]) -> list[Any]:
    value = table.get(key, [])
    if isinstance(value, list):
        return value
    faults.append(f"{path}.{key}: expected a list of days, got {value!r}")
    return []


def _day(value: object, path: str, faults: list[str]) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        faults.append(f"{path}: expected a day like 2027-01-01, got {value!r}")
        return None


def _span(value: object, path: str, default_name: str, faults: list[str]) -> Span | None:
    if isinstance(value, date):
        return Span(default_name, date(value.year, value.month, value.day), date(value.year, value.month, value.day))
    name, _, days = str(value).strip().rpartition(" ")
    first_text, _, last_text = days.partition("..")
    first, last = _day(first_text, path, faults), _day(last_text or first_text, path, faults)
    if first is None or last is None:
        return None
    if not timedelta(0) <= last - first <= timedelta(days=60):
        faults.append(f"{path}: expected at most 60 days, first to last, got {value!r}")
        return None
    return Span(name or default_name, first, last)
