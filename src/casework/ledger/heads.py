"""Heads: how many entries each case has and the hash of the last, to be kept where the ledger's keeper cannot write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from casework.errors import CaseworkError

Heads = Mapping[str, tuple[int, str]]
"""Of each case: how many entries, and the hash of the last."""
LARGEST: Final = 200_000_000
"""Bytes of a file of heads, enough for two million cases."""


def heads_text(heads: Heads) -> str:
    """Heads as JSON, a line a case, always the same text for the same heads."""
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(list(heads[name]))}" for name in sorted(heads)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_heads(text: str) -> Heads:
    """Heads back from their text.

    Raises:
        CaseworkError: It is no such text.

    >>> read_heads(heads_text({"1": (2, "ab")}))
    {'1': (2, 'ab')}
    """
    try:
        read = json.loads(text)
        heads = {str(name): (_count(version), str(head)) for name, (version, head) in read.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise CaseworkError('expected heads as JSON, {"case": [entries, "hash"], ...}') from None
    return heads


def _count(version: object) -> int:
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise ValueError
    return version
