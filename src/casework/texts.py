"""Which texts can be kept: one check for every door by which a number of a case, a name or a payload comes in.

>>> text_fault("张三", one_line=True)
>>> text_fault("a" + chr(10), one_line=True)[1]
'must be one line without control characters'
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from casework.errors import TextRefused

LONGEST_NAME: Final = 200
"""Characters of a case number, of who acts and of a role."""
LONGEST_KEY: Final = 255
"""Characters of a caller's own key of an act (`once`), in every store."""
_NAMES: Final[dict[str, tuple[str, str]]] = {
    "case_id": ("案件编号", "the case number"),
    "by": ("办理人", "who acts (by)"),
    "role": ("办理角色", "the role (role)"),
    "once": ("防重键", "the key of the act (once)"),
    "name": ("记录类型", "the kind of an entry"),
    "step": ("步骤", "the step"),
    "at": ("记录时刻", "the instant of recording"),
}
_SHOWN: Final = frozenset(_NAMES)
"""What may be repeated in a sentence; any other text may be people's data."""
_BREAKS: Final = frozenset("\u2028\u2029")


def text_fault(text: str, *, one_line: bool = False, longest: int | None = None) -> tuple[str, str] | None:
    """What is wrong with a text, in Chinese and English; None if it can be kept in every store.

    Args:
        text: The text.
        one_line: Also refuse line breaks and control characters.
        longest: The most characters it may have.
    """
    if not text.isprintable():  # what is printable has no half characters and no control characters
        try:
            text.encode()
        except UnicodeEncodeError:
            return "含有不完整的字符（单个代理码位）", "contains half a character (a lone surrogate)"
        if one_line and any(mark in _BREAKS or unicodedata.category(mark) == "Cc" for mark in text):
            return (
                "应为一行文字，不能含换行或其他控制字符",
                "must be one line without control characters",
            )
        if "\0" in text:
            return "含有空字符（NUL）", "contains a NUL character"
    if longest is not None and len(text) > longest:
        line = "one line of " if one_line else "of "
        return f"最多{longest}个字符，现有{len(text)}个", f"must be {line}at most {longest} characters, got {len(text)}"
    return None


def check_text(what: str, text: str, *, one_line: bool = False, longest: int | None = None) -> None:
    """Refuse a text that cannot be kept.

    Raises:
        TextRefused: Says which text and what is wrong with it.
    """
    if (fault := text_fault(text, one_line=one_line, longest=longest)) is not None:
        raise refusal(what, text, fault)


def refusal(what: str, text: str, fault: tuple[str, str]) -> TextRefused:
    """The error of a text that cannot be kept; only a name or a number is repeated in it."""
    zh, en = _NAMES.get(what, (f"“{what}”", repr(what)))
    got = (f"：{text[:40]!r}", f": {text[:40]!r}") if what in _SHOWN else ("", "")
    return TextRefused(f"{zh}{fault[0]}{got[0]}", f"{en} {fault[1]}{got[1]}", what=what)


def check_line(what: str, text: str) -> None:
    """Refuse a name of a person or a role that is not one line.

    Raises:
        TextRefused: It is not text, has a line break or a control character, or is too long.
    """
    if not isinstance(text, str):
        raise refusal(what, repr(text), ("应为文字", f"should be text, not {type(text).__name__}"))
    check_text(what, text, one_line=True, longest=LONGEST_NAME)


def check_number(case_id: str) -> None:
    """Refuse the number of a new case that is not one line of text.

    Raises:
        TextRefused: It is empty, not one line, or too long.
    """
    check_line("case_id", case_id)
    if not case_id.strip():
        raise refusal("case_id", case_id, ("不能为空", "must be one line of text, not empty"))


def check_payload(payload: Mapping[str, object]) -> None:
    """Refuse a payload with a text that cannot be kept; `by` and `role` are one line each.

    Raises:
        TextRefused: Names the key, and repeats the value only where it is nobody's data.
    """
    for key, value in payload.items():
        if key in ("by", "role"):
            if value is not None:
                check_line(key, value if isinstance(value, str) else str(value))
        elif isinstance(value, str):
            check_text(key, value)
        elif isinstance(value, Mapping):
            check_payload({f"{key}.{name}": each for name, each in value.items()})
        elif isinstance(value, list | tuple):
            check_payload({f"{key}.{number}": each for number, each in enumerate(value, 1)})


def without_unfit(text: str) -> str:
    """A text that is no fact, such as an error's, with a mark for each character that cannot be kept."""
    return text.encode(errors="replace").decode().replace("\0", "\ufffd")
