"""The shipped test vectors: facts and expected days another implementation can run, each with its source or count."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from attrs import frozen

VECTORS = "cn-disclosure.csv"
COLUMNS = ("id", "kind", "regime", "params", "known_at", "facts", "on", "limit", "expected", "source")


@frozen(slots=True)
class Vector:
    """One vector.

    kind: history (facts: entries of day, step, payload; expected: the due day of `limit` read on `on`; for
    `limit.state` the clock's state; for `finding.RULE` the day an audit dates it, or none), limit (facts: day zero;
    expected: the last day of `limit`), or fee (facts: scale and units; expected: yuan). source: the publication, or the
    count by hand.
    """

    id: str
    kind: str
    regime: str
    params: dict[str, str]
    known_at: str
    facts: Any
    on: str
    limit: str
    expected: str
    source: str


def vectors() -> Iterator[Vector]:
    """Every shipped vector."""
    text = (files("casework.vectors") / VECTORS).read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        read: dict[str, Any] = {**row, "params": json.loads(row["params"]), "facts": json.loads(row["facts"])}
        yield Vector(**read)
