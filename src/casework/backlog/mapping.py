"""Mapping files: an office's own headings, by the key they hold, and its own words, by the id they mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from casework.backlog.headings import HEADINGS, LONG_FORM, heading_places, plain
from casework.backlog.vocabulary import CORRECTION, UNCLEAR, VOCABULARIES
from casework.backlog.word_tables import TABLES
from casework.errors import DefinitionError, ImportRejected
from casework.toml_text import did_you_mean, dotted, settings_text, shown, toml_table, unknown_key

_KEYS: Final = tuple(dict.fromkeys((*HEADINGS, *LONG_FORM)))
_BY_HEADING: Final = {plain(name): key for key, names in {**LONG_FORM, **HEADINGS}.items() for name in names}
_COLUMNS: Final = "columns"
_WORDS: Final = "words"
_IDS: Final = {key: (*TABLES[key], *((UNCLEAR, CORRECTION) if key == "outcome" else ())) for key in VOCABULARIES}


class Names(dict[str, tuple[str, ...]]):
    """Headings by the key they hold. words: by key and plain word the id, or ids joined by "|"; "" for empty."""

    def __init__(self, columns: Mapping[str, tuple[str, ...]], words: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(columns)
        self.words = words


def words_of(names: Mapping[str, tuple[str, ...]]) -> Mapping[str, Mapping[str, str]]:
    """The words of a mapping file; none of plain headings."""
    return names.words if isinstance(names, Names) else {}


def read_mapping_file(path: Path) -> Names:
    """Read a mapping file from disk.

    Raises:
        ImportRejected: The file cannot be opened, or is not UTF-8.
        DefinitionError: Names every fault by its dotted path.
    """
    try:
        text = settings_text(path)
    except UnicodeDecodeError:
        raise ImportRejected(f"{path.name}: the mapping file is not UTF-8 text: save it as UTF-8") from None
    except OSError as error:
        raise ImportRejected(f"{path.name}: the mapping file cannot be read ({type(error).__name__})") from None
    return read_mapping(text)


def read_mapping(text: str) -> Names:
    """Read a mapping file: `[columns]` with key = "heading" or a list of headings, `[words.outcome]` with word = "id".

    A file without any table may hold the keys at the top. A word may be one of several ids, in a list; "" is empty.

    Raises:
        DefinitionError: Names every fault by its dotted path.
    """
    table = toml_table(text, "mapping")
    if not table:
        raise DefinitionError(['mapping: expected [columns] with key = "heading", got an empty file'])
    faults: list[str] = []
    words = _words(table.pop(_WORDS, {}), faults)
    columns, path = _columns(table, faults) if table or not words else ({}, "")
    mapping: dict[str, tuple[str, ...]] = {}
    for key, value in columns.items():
        if key in _KEYS:
            mapping[key] = _headings(value, dotted(path, key), faults)
        else:
            faults.append(_unknown(key, value, path))
    faults += _shared(mapping, path)
    if faults:
        raise DefinitionError(faults)
    return Names(mapping, words)


def _words(value: object, faults: list[str]) -> dict[str, dict[str, str]]:
    """The words of each column by their plain form."""
    if not isinstance(value, dict):
        faults.append(f"mapping.{_WORDS}: expected tables like [words.outcome], got {shown(value)}")
        return {}
    found: dict[str, dict[str, str]] = {}
    for key, listed in value.items():
        path = dotted(f"mapping.{_WORDS}", key)
        if key not in _IDS:
            faults.append(unknown_key(f"mapping.{_WORDS}", key, VOCABULARIES))
        elif not isinstance(listed, dict):
            faults.append(f'{path}: expected a table of "word" = "id", got {shown(listed)}')
        else:
            read = ((plain(word), _ids(key, given, dotted(path, word), faults)) for word, given in listed.items())
            found[key] = {word: ids for word, ids in read if ids is not None}
    return found


def _ids(key: str, value: object, path: str, faults: list[str]) -> str | None:
    """What a word means: an id, "" for empty, or several ids joined by "|"; None if it is none of them."""
    listed = value if isinstance(value, list) else [value]
    if value == "":
        return ""
    wrong = [each for each in listed if each not in _IDS[key]]
    if wrong or not listed:
        said = shown(wrong[0]) if wrong else shown(value)
        close = did_you_mean(str(wrong[0]), _IDS[key]) if wrong and isinstance(wrong[0], str) else ""
        known = close or f"known are {', '.join(_IDS[key])}"
        faults.append(f'{path}: expected an id, a list of ids, or "" for empty, got {said}; {known}')
        return None
    return "|".join(dict.fromkeys(map(str, listed)))


def mapping_warnings(
    headings: Sequence[str], mapping: Mapping[str, tuple[str, ...]], keys: Collection[str]
) -> list[str]:
    """What a mapping names and this file does not have: a misspelt heading must not pass for an empty column."""
    places = heading_places(headings)
    warnings = []
    for key, names in mapping.items():
        if key not in keys:
            form = "long" if key in LONG_FORM else "flat"
            zh = f"映射文件中的{key}不适用于本表"
            warnings.append(f"mapping.columns.{key} is a key of the {form} form and says nothing here / {zh}")
        elif not any(plain(name) in places for name in names):
            listed = ", ".join(map(shown, names[:5]))
            warnings.append(f"mapping.columns.{key}: {listed} stands nowhere in the file / 映射的列标题未见于本表")
    return warnings


def _columns(table: Mapping[str, Any], faults: list[str]) -> tuple[Mapping[str, Any], str]:
    """The table of keys and its path; the keys may stand at the top, but not in both places."""
    path = f"mapping.{_COLUMNS}"
    columns = table.get(_COLUMNS)
    if columns is None:
        tables = [key for key, value in table.items() if isinstance(value, dict) and key not in _KEYS]
        faults += [unknown_key("mapping", key, (_COLUMNS, *_near_keys(key))) for key in tables]
        return {key: value for key, value in table.items() if key not in tables}, "mapping"
    for key in table:
        if key in _KEYS:
            faults.append(f"mapping.{key}: expected under [{_COLUMNS}], got it above")
        elif key != _COLUMNS:
            faults.append(unknown_key("mapping", key, (_COLUMNS,)))
    if isinstance(columns, dict) and columns:
        return columns, path
    faults.append(f'{path}: expected a table of key = "heading", got {shown(columns)}')
    return {}, path


def _near_keys(key: str) -> tuple[str, ...]:
    return _KEYS if did_you_mean(key, _KEYS) else ()


def _headings(value: object, path: str, faults: list[str]) -> tuple[str, ...]:
    """The headings of one key; each must have a letter or a digit, for all else is dropped in comparing."""
    if not isinstance(value, str | list) or value == []:
        faults.append(f"{path}: expected a heading in quotes or a list of them, got {shown(value)}")
        return ()
    listed: dict[str, object] = {path: value}
    if isinstance(value, list):
        listed = {f"{path}[{index}]": name for index, name in enumerate(value)}
    found: dict[str, str] = {}
    for where, name in listed.items():
        if not isinstance(name, str):
            faults.append(f"{where}: expected a heading in quotes, got {shown(name)}")
        elif not plain(name):
            faults.append(f"{where}: expected a heading with a letter or a digit, got {shown(name)}")
        elif plain(name) in found:
            faults.append(f"{where}: expected a heading not listed yet, got {shown(name)}, the same as before")
        else:
            found[plain(name)] = name.strip()
    return tuple(found.values())


def _unknown(key: str, value: object, path: str) -> str:
    """The fault of an unknown key; it may be a heading, with or without its key on the other side."""
    if isinstance(value, str) and value.strip() in _KEYS:
        return f"{dotted(path, key)}: expected a key, got a heading; write {value.strip()} = {shown(key)}"
    if plain(key) in _BY_HEADING:
        return f"{dotted(path, key)}: expected a key, got a heading; the key is {_BY_HEADING[plain(key)]}"
    return unknown_key(path, key, _KEYS)


def _shared(mapping: Mapping[str, tuple[str, ...]], path: str) -> list[str]:
    faults = []
    holder: dict[str, str] = {}
    for key, names in mapping.items():
        for name in names:
            if (other := holder.setdefault(plain(name), key)) != key:
                has = f"{shown(name)}, which {dotted(path, other)} has too"
                faults.append(f"{dotted(path, key)}: expected a heading of its own, got {has}")
    return faults
