"""What the commands share: language, reading days and overlays from the command line, JSON, tables, progress."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from casework.backlog.by_row import Stage
from casework.backlog.register import Rejected, undecided
from casework.law import civil_day, parse_day
from casework.office import Office, read_office
from casework.regimes import REGIMES
from casework.toml_text import settings_text
from casework.workdays import Overlay, read_overlays

Lang = Annotated[str, typer.Option("--lang", help="zh or en; default from the locale")]
Json = Annotated[bool, typer.Option("--json", help="one JSON document on standard output and nothing else")]
KnownAt = Annotated[str, typer.Option("--known-at", help="only notices issued on or before this day are known")]
Overlays = Annotated[list[Path], typer.Option("--overlay", help="days a local or newer notice changes (TOML)")]
AsOf = Annotated[str, typer.Option("--as-of", help="the day of the reading; default today")]
AsOfOrKnown = Annotated[str, typer.Option("--as-of", help="the day of the reading; default --known-at, else today")]
RegimeId = Annotated[str, typer.Option("--regime", help="cn (by day of receipt), cn_order_711 or cn_order_492")]
Params = Annotated[list[str], typer.Option("--param", help="NAME=VALUE: another answer to an open question of law")]
MappingFile = Annotated[Path | None, typer.Option("--mapping", help="TOML that names your columns")]
SheetName = Annotated[
    str | None, typer.Option("--sheet", help="of a workbook, the sheet that is the register 工作表名称")
]
OfficeFile = Annotated[Path | None, typer.Option("--office", help="settings of the office (TOML)")]

Progress = Callable[[int, int], None]
"""Told what is done, and of how much."""
err = Console(stderr=True, highlight=False)
_LONGEST: Final = 2000
"""Characters of a sentence about what was given; nobody reads more."""
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""What would steer the terminal."""


class SaidWrong(Exception):
    """Something on the command line cannot be read; the text is the whole sentence."""


def complain(sentence: str) -> None:
    """One sentence on standard error; of a very long one, which repeats what was given, beginning and end."""
    if len(sentence) > _LONGEST:
        sentence = f"{sentence[: _LONGEST // 2]} … {sentence[-_LONGEST // 4 :]}"
    sentence = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", sentence)
    err.print(f"casework: {sentence}", markup=False, soft_wrap=True)


def language(asked: str) -> str:
    """The language asked for, else the locale's, else English."""
    if asked:
        if asked not in ("zh", "en"):
            raise SaidWrong(f"--lang is zh or en, got {asked!r}")
        return asked
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.lower().startswith("zh") else "en"


def day_of(text: str, what: str) -> date:
    """A day from the command line."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise SaidWrong(f"{what}: {text[:60]!r}: {error}") from None


def today() -> date:
    """The day it is in China now; nothing below the command line asks."""
    return civil_day(datetime.now(UTC))


def maybe_day(text: str, what: str) -> date | None:
    """A day, or null for none."""
    return day_of(text, what) if text else None


def overlays_of(paths: list[Path]) -> tuple[Overlay, ...]:
    """Overlays from files, in the order given."""
    found: list[Overlay] = []
    for path in paths:
        found += read_overlays(_settings_text(path, "--overlay"))
    return tuple(found)


def office_of(path: Path | None) -> Office:
    """The office's settings; the defaults without a file."""
    if path is None:
        return Office()
    return read_office(_settings_text(path, "--office"))


def _settings_text(path: Path, option: str) -> str:
    try:
        return settings_text(path)
    except UnicodeDecodeError:
        raise SaidWrong(f"{option} {path}: is not UTF-8 text: save it as UTF-8") from None
    except OSError as error:
        raise SaidWrong(f"{option} {path}: cannot be read ({type(error).__name__})") from None


def params_of(pairs: list[str]) -> dict[str, str]:
    """NAME=VALUE pairs."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name or not value:
            raise SaidWrong(f"--param wants NAME=VALUE, got {pair!r}")
        found[name.strip()] = value.strip()
    return found


def compared(asked: str) -> tuple[str, list[str]]:
    """PARAM=A,B: the parameter and its answers, two or more."""
    name, _, listed = asked.partition("=")
    values = list(dict.fromkeys(value.strip() for value in listed.split(",") if value.strip()))
    if len(values) < 2:
        raise SaidWrong(f"--compare wants PARAM=A,B; got {asked!r}")
    name = name.strip()
    for law in REGIMES.values():
        if name in law.params and law.params[name].bears_on != "clocks":
            raise SaidWrong(f"--compare {name}: it bears on the {law.params[name].bears_on}, no clock reads it")
    return name, values


def left_out_lines(summary: Mapping[str, Any], lang: str) -> list[str]:
    """What of a file is in none of the figures, a sentence each; nothing where every row was judged."""
    zh = lang == "zh"
    said = []
    if summary["rejected"]:
        rows, open_ = summary["rejected"], summary["undecided"]
        said.append(
            f"{rows}行未能读取，其中{open_}行的结论无从判断，均不在以下各数之内"
            if zh
            else f"{rows} rows could not be read, {open_} of them undecided: they are in none of these figures"
        )
    if summary["not_cases"]:
        listed = summary["not_cases"][:_NAMED]
        named = ("；" if zh else "; ").join(
            f"第{each['row']}行{each['why']}" if zh else f"row {each['row']}: {each['why']}" for each in listed
        )
        total = len(summary["not_cases"])
        more = "" if total <= _NAMED else f" ... +{total - _NAMED}"
        said.append(f"{total}行不是申请：{named}{more}" if zh else f"{total} rows are no requests: {named}{more}")
    if summary["sheets_left_out"]:
        names = ("、" if zh else ", ").join(summary["sheets_left_out"])
        said.append(f"未读取的工作表：{names}" if zh else f"sheets left out: {names}")
    return said


_NAMED: Final = 8


def say_rejected(rejected: Sequence[Rejected], lang: str, shown: int = 12) -> None:
    """Every rejected row on standard error, a sentence each, as many as a screen holds."""
    for fault in rejected[:shown]:
        complain(("未读取：" if lang == "zh" else "rejected: ") + fault.text(lang))
    rows, open_ = len({fault.row for fault in rejected}), undecided(rejected)
    if rows:
        complain(
            f"{rows} 行未能读取，未计入，其中{open_}行的结论无从判断"
            if lang == "zh"
            else f"{rows} rows could not be read and are left out, {open_} of them undecided"
        )


def out_json(document: Any) -> None:
    """One JSON document on standard output."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    sys.stdout.write(json.dumps(document, ensure_ascii=plain, indent=2, default=str) + "\n")


def cell(text: object) -> Text:
    """A table cell that says what it says: nothing in it is read as markup."""
    return Text("" if text is None else str(text))


@contextmanager
def progress(title: str, *, quiet: bool) -> Iterator[Progress | None]:
    """A progress bar on standard error while the block runs; nothing where nobody looks."""
    if quiet or not err.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


_STAGES = {
    "read": ("读取", "reading"), "count": ("计算", "counting"), "audit": ("审查", "auditing"),
    "compare": ("对照", "comparing"), "write": ("写入", "writing"),
}  # fmt: skip


def stages(lang: str, *, quiet: bool) -> Stage:
    """A progress bar for each part of the work on a register."""
    return lambda name: progress(_STAGES[name][lang != "zh"], quiet=quiet)


def reader_of_registers() -> ModuleType:
    """The module that answers questions about a register: by the column where numpy and polars are, else by the row."""
    try:
        return import_module("casework.backlog.by_column")
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "polars"):
            raise
        return import_module("casework.backlog.by_row")
