"""Predicted days and other countries' days: the only door to the `holidays` package.

For the PRC the package gives the statute alone (全国年节及纪念日放假办法: festivals and their 补假), never its record
of a notice, so that an unannounced year looks the same whatever release is installed. Instances are built
here, loaded ahead (`expand=False`, language fixed) and copied out; none is ever shared or asked lazily.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib.metadata import version

from casework.errors import DefinitionError


@cache
def statute_holidays(year: int) -> tuple[tuple[date, str], ...]:
    """The PRC's statutory days off in a year, in-lieu days included, with their names; no swaps.

    Source: 全国年节及纪念日放假办法 arts. 2, 6.

    >>> [name for day, name in statute_holidays(2027) if day == date(2027, 10, 1)]
    ['国庆节']
    """
    from holidays import HolidayBase
    from holidays.countries.china import China

    class Statute(China):
        def _add_special_holidays(self, *_: object, **__: object) -> None:
            """Leave out what the package recorded of the yearly notices."""

    statute: type[HolidayBase] = Statute
    days = statute(years=(year - 1, year), expand=False, language="zh_CN")
    return tuple(sorted((_plain(day), name) for day, name in days.items() if day.year == year))


def country_days(country: str, first: date, last: date) -> list[tuple[date, bool, str]]:
    """Every day from first to last (both included): is it worked, and the holiday's name or "".

    Raises:
        DefinitionError: The package knows no such country.
    """
    import holidays

    try:
        days = holidays.country_holidays(country, years=range(first.year, last.year + 1), expand=False)
    except NotImplementedError:
        raise DefinitionError([f"country: no working days are known for {country!r}"]) from None
    span = (last - first).days + 1
    every = (first + timedelta(days=offset) for offset in range(span))
    return [(day, bool(days.is_working_day(day)), str(days.get(day, ""))) for day in every]


def package_release() -> str:
    """The release of the package, as the source of another country's days."""
    return f"holidays {version('holidays')}"


def _plain(day: date) -> date:
    return date(day.year, day.month, day.day)
