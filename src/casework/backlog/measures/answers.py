"""What an open question of law weighs: the same register under each answer, and the cases that depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl
from attrs import field, frozen

from casework.backlog.measures.frame import share
from casework.backlog.measures.totals import verdicts_of

_SCHEMA: Final[dict[str, pl.DataType]] = {
    "answer": pl.String(),
    **dict.fromkeys(("cases", "open", "overdue", "closed_on_time", "closed_late"), pl.Int64()),
    "on_time_rate": pl.Float64(),
    **dict.fromkeys(("due_differs", "verdict_differs"), pl.Int64()),
}


@frozen(slots=True, eq=False)
class Answers:
    """A register under each answer to a question of law.

    lines: an answer a line, with the cases whose last day, and whose verdict, is another than under the first answer.
    cases: case_id, and for the n-th answer (from 0) `verdict n` and `due n`; only cases in which some two differ.
    """

    param: str
    values: tuple[str, ...]
    lines: pl.DataFrame = field(repr=False)
    cases: pl.DataFrame = field(repr=False)

    @property
    def verdicts_differ(self) -> int:
        """In how many cases the verdict depends on the answer."""
        return self.cases.filter(_differs("verdict", len(self.values))).height

    def as_json(self) -> dict[str, Any]:
        """The document of `backlog --compare`."""
        cases = [
            {"case_id": line["case_id"]}
            | {value: {"verdict": line[f"verdict {n}"], "due": line[f"due {n}"]} for n, value in enumerate(self.values)}
            for line in self.cases.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).iter_rows(named=True)
        ]
        return {
            "param": self.param,
            "values": list(self.values),
            "differ": len(cases),
            "verdicts_differ": self.verdicts_differ,
            "cases": cases,
        }


def answers(param: str, frames: Mapping[str, pl.DataFrame]) -> Answers:
    """Hold the cases of a register under each answer against each other.

    Args:
        param: The id of the question.
        frames: For each answer, one or more, the cases as evaluated under it on one day.
    """
    every = pl.concat([frame.select("case_id") for frame in frames.values()]).unique("case_id", maintain_order=True)
    for number, frame in enumerate(frames.values()):
        told = frame.select("case_id", pl.col("verdict", "due").name.suffix(f" {number}"))
        every = every.join(told, on="case_id", how="left", maintain_order="left")
    lines = [_line(value, number, frame, every) for number, (value, frame) in enumerate(frames.items())]
    differing = every.filter(_differs("verdict", len(frames)) | _differs("due", len(frames)))
    return Answers(param, tuple(frames), pl.DataFrame(lines, schema=_SCHEMA, orient="row"), differing)


def _line(value: str, number: int, cases: pl.DataFrame, every: pl.DataFrame) -> tuple[Any, ...]:
    verdicts = verdicts_of(cases)
    good, late, overdue = (verdicts.get(name, 0) for name in ("on_time", "late", "overdue"))
    counts = (cases.height, verdicts.get("open", 0) + overdue, overdue, good, late, share(good, good + late))
    return (value, *counts, *(every.filter(_other(what, number)).height for what in ("due", "verdict")))


def _other(what: str, number: int) -> pl.Expr:
    """Whether it is another than under the first answer."""
    return pl.col(f"{what} 0").ne_missing(pl.col(f"{what} {number}"))


def _differs(what: str, count: int) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *(_other(what, number) for number in range(1, count)))
