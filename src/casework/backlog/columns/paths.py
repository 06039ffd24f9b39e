"""Running the core over groups of cases: where a question has two answers, the group is parted, each part run alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from casework.backlog.columns.vector import Split
from casework.errors import CaseworkError

T = TypeVar("T")
Index = NDArray[np.int64]

FEW = 3
"""A group so small is read faster case by case."""


def paths(group: Index, run: Callable[[Index], T]) -> Iterator[tuple[Index, T | None]]:
    """Parts of a group on which the core gave one answer to every question, and what it came to.

    Null for a part that is to be read case by case: it is small, or the core refused (and then names the case).
    """
    waiting = [group]
    while waiting:
        part = waiting.pop()
        if len(part) <= FEW:
            yield part, None
            continue
        try:
            yield part, run(part)
        except Split as split:
            holds = np.broadcast_to(split.holds, part.shape)
            waiting += [part[~holds], part[holds]]
        except CaseworkError:
            yield part, None
