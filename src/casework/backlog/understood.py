"""What is understood of a register's headings and words, and a mapping file to fill in for the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from casework.backlog.blanks import blank
from casework.backlog.choosing import read_table
from casework.backlog.files import LOOKED_FOR_HEADINGS, read_sheets
from casework.backlog.headings import EMPTY, match_headings, plain
from casework.backlog.mapping import Names, words_of
from casework.backlog.sheet import Sheet
from casework.backlog.vocabulary import VOCABULARIES, Meaning, meaning
from casework.errors import ImportRejected

_MOST_WORDS: Final = 500
"""Of one column: beyond, it holds no vocabulary."""


@frozen(slots=True)
class Understood:
    """The headings of a register by their texts, and the words in its columns of words, each with what it is read as.

    headings: the key, or None. words: by key and text the meaning; blanks are left out.
    """

    file: str
    headings: dict[str, str | None]
    words: dict[str, dict[str, Meaning]]

    def as_json(self) -> dict[str, Any]:
        """As in the interface."""
        return {
            "headings": self.headings,
            "words": {key: {text: _shown(each) for text, each in listed.items()} for key, listed in self.words.items()},
        }

    def as_mapping(self) -> str:
        """A mapping file: what is understood, and in comments what is not."""
        lines = [
            f"# {_comment(self.file)}: headings and words as they are read. Fill in the lines that begin with #.",
            "# 标题和用语的读法；以#开头的行待补充，补好后去掉#。",
            "",
        ]
        known = {key: text for text, key in self.headings.items() if key is not None}
        if known:
            lines += ["[columns]", *(f"{key} = {quoted(text)}" for key, text in known.items())]
        lines += [f"# ... = {quoted(text)}" for text, key in self.headings.items() if key is None]
        for key, listed in self.words.items():
            understood = [f"{quoted(text)} = {_toml(each)}" for text, each in listed.items() if each.ids]
            lines += ["", f"[words.{key}]" if understood else f"# [words.{key}]", *understood]
            lines += [f"# {quoted(text)} = ..." for text, each in listed.items() if not each.ids]
        return "\n".join(lines) + "\n"


def understood(path: Path, names: Mapping[str, tuple[str, ...]] | None = None, sheet: str | None = None) -> Understood:
    """Read a register's headings and words. A file without a row of headings that is known still gives its headings.

    Args:
        path: As `read_register` takes it.
        names: Of a mapping file.
        sheet: Of a workbook, the name of the sheet; None looks for it.

    Raises:
        ImportRejected: The file cannot be read, or holds no table.
    """
    given = names or Names({}, {})
    try:
        table = read_table(path, given, sheet)
    except ImportRejected:
        return _of_unknown(path, given, sheet)
    return _of(path.name, table.headings, table.held.places, table.rows, given)


def _of_unknown(path: Path, names: Mapping[str, tuple[str, ...]], sheet: str | None) -> Understood:
    """Of a file no row of which is known as headings: the row near the top with most texts in it."""
    sheets = [each for each in read_sheets(path) if sheet in (None, each.name) and _top(each)]
    if not sheets:
        raise ImportRejected(f"{path.name}: there is no row that could be headings")
    chosen = min(sheets, key=lambda each: each.hidden)
    top = _top(chosen)
    row = max(top, key=lambda cells: sum(bool(cell.strip()) for cell in cells))
    places, _ = match_headings(row, dict(names))
    below = chosen.rows[chosen.rows.index(row) + 1 :]
    return _of(path.name, row, places, below, names)


def _top(sheet: Sheet) -> list[list[str]]:
    return [row for row in sheet.rows[:LOOKED_FOR_HEADINGS] if any(cell.strip() for cell in row)]


def _of(
    file: str,
    headings: Sequence[str],
    places: Mapping[str, int],
    rows: Sequence[Sequence[str]],
    names: Mapping[str, tuple[str, ...]],
) -> Understood:
    keys = {place: key for key, place in places.items()}
    told: dict[str, str | None] = {}
    for place, heading in enumerate(headings):
        if (text := heading.strip()) and told.get(text) is None:
            told[text] = keys.get(place)
    words = {key: found for key in VOCABULARIES if key in places and (found := _words(key, places[key], rows, names))}
    return Understood(file, told, words)


def _words(
    key: str, place: int, rows: Sequence[Sequence[str]], names: Mapping[str, tuple[str, ...]]
) -> dict[str, Meaning]:
    own = words_of(names).get(key, {})
    found: dict[str, Meaning] = {}
    for row in rows:
        text = row[place].strip() if place < len(row) else ""
        for part in text.replace("；", ";").split(";") if key in _LISTED else [text]:
            each = part.strip()
            if each in EMPTY or each in found or len(found) >= _MOST_WORDS:
                continue
            mapped = own.get(plain(each))
            if mapped != "" and (mapped is not None or not blank(key, each)):
                found[each] = meaning(key, each if mapped is None else mapped)
    return found


_LISTED: Final = ("third_party_opinion", "agency_capacity")


def _shown(found: Meaning) -> str | list[str] | None:
    return list(found.ids) if found.either else found.ids[0] if found.ids else None


def _toml(found: Meaning) -> str:
    remark = "" if found.sure else "  # probably: check / 推定，请核对"
    if found.either:
        return "[" + ", ".join(map(quoted, found.ids)) + "]"
    return quoted(found.ids[0]) + remark


def quoted(text: str) -> str:
    """A text as TOML writes it, on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)
