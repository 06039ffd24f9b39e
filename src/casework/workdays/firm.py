"""A provisional day, and how to make it firm: one sentence for every command and paper that shows one."""

from __future__ import annotations

from datetime import date

from casework.workdays.calendar import WorkCalendar
from casework.workdays.notices import NOTICES


def firm_hint(calendar: WorkCalendar, lang: str) -> str:
    """Why days past `firm_until` are provisional and what makes them firm, in "zh" or "en".

    Names the first year whose notice is missing.
    """
    if calendar.firm_until is None:
        return _OTHER_COUNTRY[lang != "zh"]
    year = calendar.firm_until.year + 1
    known_at = calendar.known_at
    if known_at is not None and any(notice.year == year for notice in NOTICES):
        return _not_yet_known(year, known_at)[lang != "zh"]
    return _missing(year)[lang != "zh"]


_OTHER_COUNTRY = (
    "暂定：未收录该国的放假通知，节假日按holidays软件包推算",
    "provisional: no notices of other countries are kept; the days are computed by the package holidays",
)


def _not_yet_known(year: int, known_at: date) -> tuple[str, str]:
    return (
        f"暂定：截至{known_at}，{year}年放假通知尚未发布；去掉 --known-at 即按已收录的通知计算",
        f"provisional: on {known_at} the holiday notice for {year} was not out; leave out --known-at to count with it",
    )


def _missing(year: int) -> tuple[str, str]:
    notice = f"casework workdays notice FILE.txt --year {year} --out {year}.toml"
    return (
        f"暂定：{year}年放假通知未收录；取得通知后运行 {notice}，"
        f"再加 --overlay {year}.toml（或将其内容并入office.toml）",
        f"provisional: the holiday notice for {year} is not known; when it is out, run {notice}, then add "
        f"--overlay {year}.toml (or put what it holds into office.toml)",
    )
