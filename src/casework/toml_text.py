"""Settings files as offices write them: TOML text, and how a fault says where it is and what stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, Final

from casework.errors import DefinitionError

_BARE: Final = re.compile(r"[\w-]{1,60}")
_LONGEST: Final = 60
_WIDE: Final = "“”‘’＂＇＝［］【】，"  # what a Chinese keyboard types for the marks of TOML


def toml_table(text: str, what: str) -> dict[str, Any]:
    """Parse TOML; a byte order mark at the start is dropped.

    Raises:
        DefinitionError: The text is not TOML; says the line, and the likely slip.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise DefinitionError([f"{what}: not TOML: brackets nested too deeply"]) from None
    except ValueError as error:  # a number of five thousand digits is a plain ValueError, not a TOMLDecodeError
        raise DefinitionError([f"{what}: not TOML: {error}{_slip(text, str(error))}"]) from None


def _slip(text: str, said: str) -> str:
    if "overwrite" in said or "twice" in said:
        return "; a key or a table stands twice"
    found = re.search(r"at line (\d+)", said)
    lines = text.split("\n")
    if found and int(found[1]) <= len(lines):
        wide = [mark for mark in lines[int(found[1]) - 1] if mark in _WIDE]
        if wide:
            return f"; {wide[0]} is a Chinese mark, TOML wants the plain one"
    return ""


def shown(value: object) -> str:
    """What stands there, as the file writes it, short enough for one sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else value[: _LONGEST - 3] + "...")
    if isinstance(value, dict):
        return "a table" if value else "an empty table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, int) and value.bit_length() > 3 * _LONGEST:
        return "a number of many digits"
    return "nothing" if value is None else str(value)


def dotted(path: str, key: str) -> str:
    """The path of a key; one that TOML would quote is quoted."""
    name = key if _BARE.fullmatch(key) else shown(key)
    return f"{path}.{name}" if path else name


def unknown_key(path: str, key: str, known: Collection[str]) -> str:
    """The fault of a key nobody reads: the one probably meant, else all there are."""
    return f"{dotted(path, key)}: unknown key; {did_you_mean(key, known) or 'known are ' + ', '.join(known)}"


def did_you_mean(text: str, known: Collection[str]) -> str:
    """A question that names the nearest known word; empty where none is near."""
    written = re.sub(r"[\s-]+", "_", text[:_LONGEST].strip().casefold())
    near = get_close_matches(written, known, n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else ""
