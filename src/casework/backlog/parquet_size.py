"""What a Parquet file claims to hold, compared with its size, before anything of it is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from casework.errors import ImportRejected

_CELLS_AT_LEAST: Final = 5_000_000
_CELLS_A_BYTE: Final = 50
"""Nothing but cells that repeat or are empty is kept so small."""
_BYTES_AT_LEAST: Final = 1 << 26
_BYTES_A_BYTE: Final = 200
"""Ten to twenty is what text shrinks to."""
_LONGEST_FOOTER: Final = 1 << 26
_ROW_GROUPS, _TOTAL_BYTES = 4, 2
_LIST, _STRUCT, _MAP, _NUMBER, _BINARY = 9, 12, 11, 6, 8
_FIXED: Final = {1: 0, 2: 0, 3: 1, 7: 8, 13: 16}


def check_swelling(path: Path, rows: int, columns: int) -> None:
    """See that a Parquet file does not claim far more than a register of its size can hold.

    Raises:
        ImportRejected: It does: a file of some kilobytes would take all the memory there is.
    """
    size = path.stat().st_size
    if rows * columns > _CELLS_AT_LEAST + _CELLS_A_BYTE * size:
        claimed = f"{rows} rows of {columns} columns"
    elif (held := claimed_bytes(path)) > _BYTES_AT_LEAST + _BYTES_A_BYTE * size:
        claimed = f"{held >> 20} MB of text"
    else:
        return
    raise ImportRejected(
        f"{path.name}: the file claims {claimed}, far more than a register of its size can hold; save it as .csv"
    )


def claimed_bytes(path: Path) -> int:
    """How many bytes its row groups take when they are not compressed, as its last part says; 0 if that is damaged."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - 8, 0))
        length = int.from_bytes(file.read(4), "little")
        if not 0 < length <= min(end - 8, _LONGEST_FOOTER):
            return 0
        file.seek(end - 8 - length)
        footer = _Compact(file.read(length))
    total = 0
    try:
        for number, kind in footer.fields():
            if number != _ROW_GROUPS or kind != _LIST:
                footer.skip(kind)
                continue
            for _ in range(footer.list_of()[0]):
                total += sum(footer.group())
    except (IndexError, RecursionError, KeyError):
        return 0
    return total


class _Compact:
    """Values of Thrift's compact protocol, one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def _byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]

    def _count(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def fields(self) -> Iterator[tuple[int, int]]:
        """The fields of a struct, number and kind; whoever asks reads or skips each before the next."""
        number = 0
        while head := self._byte():
            step = head >> 4
            number = number + step if step else self._signed()
            yield number, head & 15

    def group(self) -> Iterator[int]:
        """How many bytes a row group takes."""
        for number, kind in self.fields():
            if number == _TOTAL_BYTES and kind == _NUMBER:
                yield max(self._signed(), 0)
            else:
                self.skip(kind)

    def list_of(self) -> tuple[int, int]:
        """The head of a list: how many, and of which kind."""
        head = self._byte()
        return (self._count() if head >> 4 == 15 else head >> 4), head & 15

    def _signed(self) -> int:
        value = self._count()
        return value >> 1 ^ -(value & 1)

    def skip(self, kind: int) -> None:
        """Go past a value."""
        if kind in (4, 5, _NUMBER):
            self._count()
        elif kind == _BINARY:
            length = self._count()  # moves on by itself
            self._at += length
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner)
        elif kind in (_LIST, 10):
            count, inner = self.list_of()
            for _ in range(count):
                self.skip(3 if inner in (1, 2) else inner)
        elif kind == _MAP:
            if count := self._count():
                kinds = self._byte()
                for _ in range(count):
                    self.skip(kinds >> 4)
                    self.skip(kinds & 15)
        else:
            self._at += _FIXED[kind]
