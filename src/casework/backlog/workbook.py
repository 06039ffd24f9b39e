"""Workbooks and web pages, read in a process of their own with a bound on time, memory and what comes back.

A file that makes its reader crash, hang or swell ends that process and no other. Where the system can bound no memory
(Windows), the time and what comes back are bounded.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from attrs.validators import ge, instance_of

from casework.backlog.sheet import Merged, Sheet
from casework.errors import CaseworkError, ImportRejected
from casework.spreadsheet.grid import LONGEST_LINE, MOST_ROWS

_PATIENCE: Final = 2.0
_MANY: Final = 50_000
_OBJECT, _POINTER, _ROUNDED = 88, 8, 16
_ASIDE: Final = "open it in a spreadsheet program and save it as .xlsx"


@frozen(slots=True, kw_only=True)
class WorkbookLimits:
    """What reading one workbook may cost at most.

    seconds: of the clock. memory: bytes of the process that reads it. cells: of one sheet, the empty ones before the
    last cell of a row included. kept: bytes that its rows may take in the process that asked.
    """

    seconds: int = field(default=20, validator=[instance_of(int), ge(1)])
    memory: int = field(default=1 << 30, validator=[instance_of(int), ge(1 << 26)])
    cells: int = field(default=12_000_000, validator=[instance_of(int), ge(1)])
    kept: int = field(default=250_000_000, validator=[instance_of(int), ge(1)])


_SETTINGS: Final = {"seconds": 1, "memory": 1 << 20, "cells": 1, "kept": 1_000_000}
"""What can be set, and by what a number in the environment is multiplied: memory and kept are in MB there."""


def limits_here() -> WorkbookLimits:
    """The limits as the environment sets them: CASEWORK_WORKBOOK_SECONDS, _MEMORY and _KEPT (MB), _CELLS.

    Raises:
        CaseworkError: One of them is no whole number, or too small.
    """
    found = {}
    for name, unit in _SETTINGS.items():
        variable = f"CASEWORK_WORKBOOK_{name.upper()}"
        text = os.environ.get(variable, "")
        if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise CaseworkError(f"{variable}: expected a whole number, got {text[:40]!r}")
        if text:
            found[name] = int(text) * unit
    try:
        return WorkbookLimits(**found)
    except ValueError:
        raise CaseworkError("CASEWORK_WORKBOOK_*: at least 1 second, 64 MB of memory, 1 cell and 1 MB kept") from None


def read_workbook(path: Path, kind: str, limits: WorkbookLimits) -> list[Sheet]:
    """The sheets of a workbook, in order, the hidden ones too.

    Args:
        path: The file.
        kind: What its first bytes say: xlsx, xls, html or xml.
        limits: What it may cost.

    Raises:
        ImportRejected: It cannot be read, or costs more; one sentence that says what to do instead.
        CaseworkError: No process can be started for it, or it is an .xls and xlrd is not installed.
    """
    if kind == "xls" and find_spec("xlrd") is None:
        raise CaseworkError("reading .xls needs xlrd: install it with  pip install 'casework[backlog]'")
    with _child(path, kind, limits) as (process, late):
        try:
            return list(_received(path.name, process, limits))
        except _Ended:
            code = process.returncode
    if code == 1:
        raise CaseworkError("the process that reads workbooks does not start: install casework anew")
    raise ImportRejected(f"{path.name}: {_ending(code, limits, late=late.is_set())}")


class _Ended(Exception):
    """The process ended before it had written everything, or wrote what it never would."""


def _ending(code: int | None, limits: WorkbookLimits, *, late: bool) -> str:
    if late or code == -getattr(signal, "SIGXCPU", -1):
        return f"reading it takes more than {limits.seconds} seconds; keep only the register in it, or save it as .csv"
    if code == -getattr(signal, "SIGKILL", -1):
        return f"reading it takes more memory than there is; {_ASIDE}"
    return f"the spreadsheet cannot be read: its reader broke off; {_ASIDE}"


@contextmanager
def _child(path: Path, kind: str, limits: WorkbookLimits) -> Iterator[tuple[subprocess.Popen[bytes], threading.Event]]:
    """The process that reads the file, and whether its time was over; it is gone when this is left."""
    late = threading.Event()
    with path.open("rb") as file:
        process = subprocess.Popen(  # noqa: S603 - this Python, and words of ours
            _command(kind, limits),
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )

    def stop() -> None:
        late.set()
        _kill(process)

    timer = threading.Timer(limits.seconds, stop)
    timer.daemon = True
    try:
        timer.start()
        yield process, late
    finally:
        timer.cancel()
        _kill(process)
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it may have started; until it was waited for, its number is nobody else's."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from casework.spreadsheet.child import main; main(sys.argv[2:])"
)


def _command(kind: str, limits: WorkbookLimits) -> list[str]:
    """This Python, told to look for modules where this process does, but not in the working folder."""
    if not sys.executable:
        raise CaseworkError("reading workbooks needs the Python program itself: sys.executable is not set")
    home = str(Path(__file__).resolve().parents[2])
    places = [place for place in sys.path if place and Path(place).is_absolute()]
    places = places if home in places else [home, *places]
    numbers = (str(limits.seconds), str(limits.memory), str(limits.cells))
    return [sys.executable, "-I", "-X", "utf8", "-c", _START, json.dumps(places), kind, *numbers]


@frozen(slots=True)
class _Part:
    """A sheet that is being received."""

    about: dict[str, Any]
    rows: list[list[str]] = field(factory=list, repr=False)
    merged: list[Merged] = field(factory=list)

    def sheet(self) -> Sheet:
        """The whole sheet, if its merged ranges lie within its rows and not upon each other."""
        about, rows, merged = self.about, self.rows, self.merged
        if not all(0 <= each.top <= each.bottom < len(rows) and 0 <= each.left <= each.right for each in merged):
            raise _Ended
        area = sum((each.bottom - each.top + 1) * (each.right - each.left + 1) for each in merged)
        if area > sum(map(len, rows)):
            raise _Ended
        if any(len(row) <= each.right for each in merged for row in rows[each.top : each.bottom + 1]):
            raise _Ended
        return Sheet(
            about["name"],
            self.rows,
            about["first_row"],
            tuple(self.merged),
            hidden=about["hidden"],
            date_1904=about["date_1904"],
        )


def _said(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the process wrote, line after line; None for what is no line of ours."""
    while process.stdout is not None and (line := process.stdout.readline(LONGEST_LINE)):
        try:
            yield json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            yield None
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)  # how it ended tells why


def _received(name: str, process: subprocess.Popen[bytes], limits: WorkbookLimits) -> Iterator[Sheet]:
    """The sheets that the process wrote, checked as if anyone had written them."""
    part: _Part | None = None
    held = _Held(name, limits.kept)
    for said in _said(process):
        if isinstance(said, list) and part is not None:
            part.rows.extend(held.rows(said))
        elif isinstance(said, dict) and "merged" in said and part is not None:
            part.merged.extend(held.merged(said["merged"]))
        elif isinstance(said, dict) and isinstance(said.get("refused"), str):
            raise ImportRejected(f"{name}: {' '.join(said['refused'][:300].split())}")
        elif isinstance(said, dict):
            if part is not None:
                yield part.sheet()
            if said == {"end": True}:
                return
            part = _Part(_about(said, held))
        else:
            break
    raise _Ended


def _about(said: dict[str, Any], held: _Held) -> dict[str, Any]:
    kinds = {"name": str, "first_row": int, "hidden": bool, "date_1904": bool}
    if said.keys() != kinds.keys() or any(type(said[key]) is not kind for key, kind in kinds.items()):
        raise _Ended
    if not 1 <= said["first_row"] <= MOST_ROWS:
        raise _Ended
    held.take(10 * _OBJECT + sys.getsizeof(said["name"]))
    return said


class _Held:
    """Rows as they are kept: each text once, and no more than is allowed."""

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most, self._taken = name, most, 0
        self._texts: dict[str, str] = {}
        self._nothing: list[str] = []  # one for all empty rows: nobody writes into a row as it was received

    def take(self, size: int) -> None:
        """Say that so many more bytes are kept."""
        self._taken += size
        if self._taken > self._most:
            raise ImportRejected(
                f"{self._name}: its text takes more than {self._most // 1_000_000} MB of memory; divide the file, or "
                "save it as .csv"
            )

    def rows(self, said: list[Any]) -> list[list[str]]:
        """Rows, if they are rows of texts."""
        if set(map(type, said)) - {list}:
            raise _Ended
        try:
            texts = set().union(*said)
        except TypeError:
            raise _Ended from None
        if set(map(type, texts)) - {str}:
            raise _Ended
        new = texts.difference(self._texts)
        self.take(
            sum(map(sys.getsizeof, new)) + len(new) * _ROUNDED + sum(map(len, said)) * _POINTER + len(said) * _OBJECT
        )
        if len(self._texts) > _MANY:
            self._texts, new = {}, texts
        self._texts.update(zip(new, new, strict=True))
        known = self._texts.__getitem__
        return [list(map(known, row)) if row else self._nothing for row in said]

    def merged(self, said: Any) -> list[Merged]:
        """Merged ranges, if they are such."""
        if not isinstance(said, list):
            raise _Ended
        self.take(3 * _OBJECT * len(said))
        found = []
        for each in said:
            if not isinstance(each, list) or len(each) != 4 or any(type(number) is not int for number in each):
                raise _Ended
            found.append(Merged(*each))
        return found
