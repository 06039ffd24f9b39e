"""Measuring: interleaved rounds, medians, one table of ratios."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from rich.table import Table

ROUNDS = 7
TABLE = Table("what", "ours", "peer", "ratio", "hold", "", title="casework, one run; ratios to the named peer")
missed: list[str] = []


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def together(*works: Callable[[], object]) -> list[float]:
    """Median seconds of each, one round after the other so that a busy moment hits all alike."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for times, work in zip(found, works, strict=True):
            times.append(timed(work))
    return [median(times) for times in found]


def line(what: str, ours: str, peer: str, ratio: str, hold: str, kept: bool) -> None:
    """One row of the table."""
    TABLE.add_row(what, ours, peer, ratio, hold, "ok" if kept else "MISSED")
    if not kept:
        missed.append(what)
