"""`casework workdays`: is a day worked, the n-th working day, how many, and a year's exceptions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from casework.cli.notice import notice
from casework.cli.provisional import say_firm
from casework.cli.show import (
    Json,
    KnownAt,
    Lang,
    Overlays,
    SaidWrong,
    cell,
    day_of,
    language,
    maybe_day,
    out_json,
    overlays_of,
)
from casework.workdays import DayFacts, WorkCalendar, notice_title

app = typer.Typer(no_args_is_help=True, help="Working days as the State Council's notices make them. 工作日。")

app.command("notice")(notice)

Country = Annotated[str, typer.Option("--country", help="ISO code; the PRC's notices are this project's own")]
Day = Annotated[str, typer.Argument(help="a day, such as 2026-09-18")]

_PROVISIONAL = ("predicted", "soft")
_KIND_ZH = {"workday": "工作日", "weekend": "周末", "holiday": "放假", "makeup_workday": "调休上班"}


def _calendar(country: str, known_at: str, overlay: list[Any], *days: date) -> WorkCalendar:
    if country.upper() == "CN":
        return WorkCalendar.china(maybe_day(known_at, "--known-at"), overlays_of(overlay))
    if known_at or overlay:
        raise SaidWrong("--known-at and --overlay are for --country CN: no notices of other countries are kept")
    years = [day.year for day in days]
    return WorkCalendar.country(country, first_year=min(years) - 2, last_year=max(years) + 2)


def _facts(facts: DayFacts) -> dict[str, Any]:
    return {
        "day": facts.day.isoformat(),
        "working": facts.working,
        "kind": facts.kind,
        "name": facts.name,
        "notice": facts.notice,
        "status": facts.status,
    }


def _line(facts: DayFacts, lang: str) -> str:
    kind = _KIND_ZH[facts.kind] if lang == "zh" else facts.kind.replace("_", " ")
    name = f" {facts.name}" if facts.name else ""
    source = f" [{notice_title(facts.notice, lang)}]" if facts.notice else ""
    return f"{facts.day} {kind}{name}{source} ({facts.status})"


@app.command("is")
def is_working(
    day: Day,
    country: Country = "CN",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Is it a working day, and why. 是否工作日及依据。"""
    which = day_of(day, "DAY")
    calendar = _calendar(country, known_at, overlay, which)
    facts = calendar.day(which)
    out_json(_facts(facts)) if json else print(_line(facts, language(lang)))
    say_firm(calendar, language(lang), provisional=facts.status in _PROVISIONAL)


def _step(day: str, n: int, country: str, known_at: str, overlay: list[Any], json: bool, lang: str, sign: int) -> None:
    start = day_of(day, "DAY")
    if not 1 <= n <= 10_000:
        raise SaidWrong(f"N is a whole number from 1 to 10000 (the start is never counted), got {n}")
    far = date(min(max(start.year + sign * (n // 200 + 1), 1950), 2100), 1, 1)
    calendar = _calendar(country, known_at, overlay, start, far)
    found = calendar.add(start, n) if sign > 0 else calendar.subtract(start, n)
    provisional = calendar.provisional(min(start, found), max(start, found))
    firm = calendar.firm_until
    if json:
        out_json({"day": found.isoformat(), "provisional": provisional, "firm_until": firm and firm.isoformat()})
    _say("" if json else str(found), calendar, lang, provisional=provisional)


def _say(answer: str, calendar: WorkCalendar, lang: str, *, provisional: bool) -> None:
    """An answer, if it is not said yet, and where it is provisional, what makes it firm."""
    words = language(lang)
    if answer:
        print(answer + ((" 暂定" if words == "zh" else " provisional") if provisional else ""))
    say_firm(calendar, words, provisional=provisional)


@app.command("add")
def add(
    day: Day,
    n: int,
    country: Country = "CN",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    lang: Lang = "",
    json: Json = False,
) -> None:
    """The N-th working day after DAY; DAY is not counted. 之后第N个工作日。"""
    _step(day, n, country, known_at, overlay, json, lang, 1)


@app.command("subtract")
def subtract(
    day: Day,
    n: int,
    country: Country = "CN",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    lang: Lang = "",
    json: Json = False,
) -> None:
    """The N-th working day before DAY; DAY is not counted. 之前第N个工作日。"""
    _step(day, n, country, known_at, overlay, json, lang, -1)


@app.command("count")
def count(
    a: Day,
    b: Day,
    country: Country = "CN",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Working days in (A, B]: A is not counted, B is. 其间工作日数（不含A，含B）。"""
    first, last = day_of(a, "A"), day_of(b, "B")
    if last < first:
        raise SaidWrong(f"B, {last}, lies before A, {first}")
    calendar = _calendar(country, known_at, overlay, first, last)
    found, provisional = calendar.count_after(first, last), calendar.provisional(first, last)
    if json:
        out_json({"count": found, "provisional": provisional})
    _say("" if json else str(found), calendar, lang, provisional=provisional)


@app.command("year")
def year(
    year: int,
    country: Country = "CN",
    known_at: KnownAt = "",
    overlay: Overlays = [],
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Days of a year that differ from Monday to Friday. 与周一至周五不同的日子。"""
    if not 1950 <= year <= 2100:
        raise SaidWrong(f"YEAR is a year from 1950 to 2100, got {year}")
    first, last = date(year, 1, 1), date(year, 12, 31)
    calendar = _calendar(country, known_at, overlay, first, last)
    every = (calendar.day(first + timedelta(days=offset)) for offset in range((last - first).days + 1))
    differing = [facts for facts in every if facts.working != (facts.day.weekday() < 5)]
    say_firm(calendar, language(lang), provisional=calendar.day(last).status == "predicted")
    if json:
        out_json([_facts(facts) for facts in differing])
        return
    zh = language(lang) == "zh"
    table = Table(
        "日期" if zh else "day",
        "种类" if zh else "kind",
        "节日" if zh else "name",
        "依据" if zh else "notice",
        "状态" if zh else "status",
    )
    for facts in differing:
        kind = _KIND_ZH[facts.kind] if zh else facts.kind.replace("_", " ")
        table.add_row(
            f"{facts.day:%Y-%m-%d %a}",
            kind,
            cell(facts.name),
            cell(notice_title(facts.notice or "", language(lang))),
            facts.status,
        )
    Console().print(table)
