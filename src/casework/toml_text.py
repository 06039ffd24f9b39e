"""Settings files as offices write them: TOML text, and how a fault says where it is and what stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from casework.errors import DefinitionError

_BARE: Final = re.compile(r"[\w-]{1,60}")
_LONGEST: Final = 60
LARGEST: Final = 500_000
"""Characters of a settings file; the largest ones hold some thousand lines."""
DEEPEST: Final = 8
"""Parts of one dotted key: reading one costs the square of them."""
_TEXT: Final = r'"""(?s:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?s:.)*?\'\'\'|"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*+\''
"""A string of TOML, which may hold any number of dots."""
_STRINGS: Final = re.compile(rf"{_TEXT}|#[^\n]*+")
_DEEP: Final = re.compile(rf"(?<![\w\-])(?:[\w\-]++[ \t]*+\.[ \t]*+){{{DEEPEST}}}")
_WIDE: Final = "“”‘’＂＇＝［］【】，"  # what a Chinese keyboard types for the marks of TOML


def settings_text(path: Path) -> str:
    """The text of a settings file; of one that is too large, no more than is needed to see that it is.

    Raises:
        OSError: The file cannot be read.
        UnicodeDecodeError: It is not UTF-8 text.
        DefinitionError: It is too large to be a settings file.
    """
    with path.open("rb") as file:
        read = file.read(4 * LARGEST + 1)
    if len(read) > 4 * LARGEST:
        said = f"{path}: is larger than {4 * LARGEST} bytes; a settings file has at most {LARGEST} characters"
        raise DefinitionError([said])
    return read.decode("utf-8-sig")


def toml_table(text: str, what: str) -> dict[str, Any]:
    """Parse TOML; a byte order mark at the start is dropped.

    Raises:
        DefinitionError: The text is not TOML, or too large for a settings file; says the line, and the likely slip.
    """
    if len(text) > LARGEST:
        raise DefinitionError([f"{what}: has {len(text)} characters; a settings file has at most {LARGEST}"])
    if (line := _too_deep(text)) is not None:
        raise DefinitionError([f"{what}: line {line}: a key of more than {DEEPEST} parts joined by dots"])
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise DefinitionError([f"{what}: not TOML: brackets nested too deeply"]) from None
    except ValueError as error:  # a number of five thousand digits is a plain ValueError, not a TOMLDecodeError
        raise DefinitionError([f"{what}: not TOML: {error}{_slip(text, str(error))}"]) from None


def _too_deep(text: str) -> int | None:
    """The line of the first key with too many parts, or None."""
    plain = _STRINGS.sub(lambda found: "" if found[0][0] == "#" else "x" + "\n" * found[0].count("\n"), text)
    found = _DEEP.search(plain)
    return None if found is None else plain.count("\n", 0, found.start()) + 1


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
