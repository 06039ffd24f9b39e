"""`python -m casework.spreadsheet.child KIND LIMITS`: reads one file from standard input, writes its sheets.

What is written, in lines of JSON: for each sheet an object that tells of it, then lists of rows, each row a list of
texts; at the end `{"end": true}`, or `{"refused": "..."}` at any place. The process bounds itself before it reads the
first byte; whoever started it bounds it once more.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, Final
from xml.parsers import expat

from casework.spreadsheet.grid import LONGEST_LINE, Grid, Refusal

_BLOCK: Final = 20_000
_BROKE_OFF: Final = 70
_DAMAGED: Final = "the spreadsheet cannot be read, it is damaged; open it in a spreadsheet program and save it as .xlsx"

Found = tuple[Grid, bool, bool]
"""The cells of a sheet, whether it is hidden, whether its days are counted from 1904."""


def main(arguments: list[str]) -> None:
    """Read and write, within limits: seconds of processor time, bytes of memory, cells."""
    kind, seconds, memory, cells = arguments[0], *map(int, arguments[1:4])
    out = sys.stdout.buffer
    gc.disable()  # a tenth of the time, and nothing here refers to itself
    bound(seconds, memory)
    try:
        refused = _read(out, kind, cells, memory)
        _line(out, {"end": True} if refused is None else {"refused": refused})
        out.flush()
    except BaseException:  # noqa: BLE001 - 1 would say that it never began
        os._exit(_BROKE_OFF)


def _read(out: IO[bytes], kind: str, cells: int, memory: int) -> str | None:
    """Write every sheet; why that cannot be done, or None."""
    try:
        for found in _sheets(kind, sys.stdin.buffer, cells):
            _write(out, *found)
    except Refusal as refusal:
        return str(refusal)
    except MemoryError:
        return f"reading it takes more than {memory >> 20} MB of memory; divide the file"
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError) as error:
        return f"{_DAMAGED} ({str(error)[:100]})"
    except RuntimeError as error:
        return "it is locked with a password; save it without one" if "password required" in str(error) else _DAMAGED
    except Exception:  # noqa: BLE001 - whatever a reader raises at a damaged file
        return _DAMAGED
    return None


def bound(seconds: int, memory: int) -> None:
    """Let the system end this process beyond so much processor time and memory, where it can; no files are written."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows: the time is bounded from outside
        return
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_AS, memory),
    ):
        _, hard = resource.getrlimit(what)
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (bounded, bounded))
        except (ValueError, OSError):  # a system that knows the limit and does not take it
            continue


def _sheets(kind: str, file: IO[bytes], cells: int) -> Iterator[Found]:
    if kind == "xls":
        from casework.spreadsheet.biff import read_biff

        yield from read_biff(file, cells)
    elif kind == "html":
        from casework.spreadsheet.html_table import read_html

        for grid in read_html(file.read(), cells):
            yield grid, False, False
    elif kind == "xml":
        from casework.spreadsheet.one_xml import read_one_xml

        for grid, hidden in read_one_xml(file.read(), cells):
            yield grid, hidden, False
    else:
        from casework.spreadsheet.cells import read_cells
        from casework.spreadsheet.package import read_package

        package = read_package(file if file.seekable() else io.BytesIO(file.read()))
        for sheet in package.sheets:
            yield read_cells(package, sheet, cells), sheet.hidden, package.date_1904


def _write(out: IO[bytes], grid: Grid, hidden: bool, date_1904: bool) -> None:
    table = grid.table()
    about = {"name": grid.name, "first_row": table.first_row, "hidden": hidden, "date_1904": date_1904}
    _line(out, about)
    for at in range(0, len(table.merged), _BLOCK):
        _line(out, {"merged": table.merged[at : at + _BLOCK]})
    block: list[list[str]] = []
    size = 0
    for row in table.rows:
        length = sum(map(len, row)) + len(row)
        if block and size + length > _BLOCK:
            _line(out, block)
            block, size = [], 0
        block.append(row)
        size += length + 1
    if block:
        _line(out, block)


def _line(out: IO[bytes], value: Any) -> None:
    line = _encoded(value).encode("utf-8", "replace")
    if len(line) >= LONGEST_LINE:
        raise Refusal("a row holds more text than any register; divide the file")
    out.write(line + b"\n")


_encoded: Final[Callable[[Any], str]] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


if __name__ == "__main__":
    main(sys.argv[1:])
