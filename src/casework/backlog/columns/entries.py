"""A table of steps as cases: sorted, told apart by what the core tells apart, cases alike gathered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY, read_days
from casework.backlog.columns.paths import Index
from casework.backlog.columns.source import Source
from casework.backlog.headings import EMPTY, plain, word
from casework.procedure import PayloadKey
from casework.regimes import REGIMES

STEPS: Final = {step.id: step for regime in REGIMES.values() for step in regime.procedure.steps.values()}
RANK: Final = {
    step: rank for rank, step in enumerate(max(REGIMES.values(), key=lambda r: len(r.procedure.steps)).procedure.steps)
}
KEYS: Final[dict[str, PayloadKey]] = {key.name: key for step in STEPS.values() for key in step.payload}
NAMED: Final = ("party", "organ", "proceeding", "question", "by")
"""Names that are only compared with each other, inside one case."""
SILENT: Final = frozenset(
    ("applicant", "applicant_type", "acts_by", "unit", "subject", "contact", "note", "amount", "findings", "into", "to")
) | {"successor"}
"""What is recorded and decides nothing."""
_ONLY: Final = {"by": ("submit_draft", "pass_legal_review", "approve"), "role": ("extend",)}
"""Keys that are asked of some steps alone."""
_SET_ASIDE: Final = next(key.values for key in STEPS["set_aside"].payload if key.name == "reason")
_ODD, _EVEN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@frozen(slots=True, eq=False)
class Entries:
    """The rows of a table of steps in the order in which the core reads them, case by case.

    starts: where each case begins; counts: how many rows it has; at: where each row stands in the file; days: the day
    of each row ("on") and the days of its payload. alone: cases that must be read one by one.
    """

    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    at: NDArray[np.int64]
    days: Mapping[str, NDArray[np.int32]]
    alone: NDArray[np.bool_]
    frame: pl.DataFrame

    def rows_of(self, case: int) -> list[int]:
        """Where the rows of a case stand in the file, in its order."""
        first = int(self.starts[case])
        return sorted(self.at[first : first + int(self.counts[case])].tolist())


def read_entries(source: Source) -> Entries:
    """Sort a table of steps by case, day, rank of the step, and row."""
    texts = {name: texts_of_column(column) for name, column in _known(source).items()}
    bad = np.zeros(source.size, np.bool_)
    days = {"on": read_days(source.columns["on"], bad)}
    days |= {
        name: read_days(source.columns[heading], bad)
        for name, heading in _headings(source).items()
        if KEYS[name].type == "day"
    }
    bad |= days["on"] == NO_DAY
    step = texts_of_column(source.columns["step"])
    rank = step.replace_strict(list(RANK), list(RANK.values()), default=None, return_dtype=pl.Int32)
    bad |= rank.is_null().to_numpy() | (step == "correct_entry").fill_null(False).to_numpy()
    case_id = texts_of_column(source.columns["case_id"])
    bad |= case_id.is_null().to_numpy()
    frame = pl.DataFrame(
        {
            "case_id": case_id.fill_null(""),
            "step": step.fill_null(""),
            "rank": rank.fill_null(-1),
            "on": days["on"],
            "bad": bad,
            **texts,
        }
    )
    stated = frame["case_id"].ne("") | _anything(source, frame["case_id"].eq(""))
    ordered = (
        frame.with_row_index("at").filter(stated)
        .with_columns(pl.col("at").min().over("case_id").alias("case"))
        .sort("case", "on", "rank", "at")
    )  # fmt: skip
    at = ordered["at"].to_numpy().astype(np.int64)
    case = ordered["case"].to_numpy()
    starts = np.flatnonzero(np.r_[True, case[1:] != case[:-1]]) if len(case) else np.zeros(0, np.int64)
    counts = np.diff(np.r_[starts, len(case)])
    alone = np.logical_or.reduceat(ordered["bad"].to_numpy(), starts) if len(starts) else np.zeros(0, np.bool_)
    return Entries(starts, counts, at, {key: each[at] for key, each in days.items()}, alone, ordered)


def _headings(source: Source) -> dict[str, str]:
    """Which column holds which payload key."""
    named = {plain(heading): heading for heading in source.columns if heading not in ("case_id", "on", "step")}
    return {name: named[plain(name)] for name in KEYS if plain(name) in named}


def _known(source: Source) -> dict[str, pl.Series]:
    return {name: source.columns[heading] for name, heading in _headings(source).items() if KEYS[name].type != "day"}


def texts_of_column(column: pl.Series) -> pl.Series:
    """A column as text; what means "not so" is null."""
    text = column.cast(pl.String).str.strip_chars()
    return pl.select(pl.when(text.is_in(list(EMPTY))).then(None).otherwise(text)).to_series()


def _anything(source: Source, without: pl.Series) -> pl.Series:
    """Rows without a number that are not blank."""
    found = np.zeros(source.size, np.bool_)
    for at in without.arg_true().to_list():
        found[at] = any(text.strip() for text in source.whole(at))
    return pl.Series(found)


def alike(entries: Entries) -> Iterator[Index]:
    """Cases whose entries the core cannot tell apart but by their days."""
    if not len(entries.starts):
        return
    row = _row_signature(entries)
    within = np.arange(len(row), dtype=np.uint64) - np.repeat(entries.starts, entries.counts).astype(np.uint64)
    hashes = {}
    for name, factor in (("one", _ODD), ("other", _EVEN)):
        hashes[name] = np.add.reduceat(_mixed(row ^ ((within + np.uint64(1)) * factor)), entries.starts)
    table = pl.DataFrame({**hashes, "count": entries.counts}).with_row_index("case")
    for _, group in table.filter(pl.Series(~entries.alone)).group_by("one", "other", "count", maintain_order=True):
        yield group["case"].to_numpy().astype(np.int64)


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Well-stirred bits (splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _row_signature(entries: Entries) -> NDArray[np.uint64]:
    """What the core can tell of each row without its days, as one number."""
    frame = entries.frame
    signs: dict[str, Any] = {"step": frame["step"]}
    for name in KEYS:
        if KEYS[name].type == "day":
            if name in entries.days:
                said = pl.Series(entries.days[name] != NO_DAY)
                signs[name] = _asked_of(frame["step"], name, said)
        elif name in frame.columns and name not in SILENT and frame[name].null_count() < frame.height:
            signs[name] = _asked_of(frame["step"], name, _meaning(frame, name))
    return pl.DataFrame(signs).hash_rows(1).to_numpy()


def _asked_of(step: pl.Series, name: str, values: pl.Series) -> pl.Series:
    """Values only where the step records such a key."""
    steps = _ONLY.get(name, tuple(step_id for step_id, each in STEPS.items() if name in each.keys))
    return pl.select(pl.when(step.is_in(steps)).then(values).otherwise(None)).to_series()


def _meaning(frame: pl.DataFrame, name: str) -> pl.Series:
    column = frame[name]
    if name in NAMED:
        place = frame.select(pl.int_range(pl.len()).min().over("case", name)).to_series()
        first = frame.select(pl.int_range(pl.len()).min().over("case")).to_series()
        return pl.select(pl.when(column.is_null()).then(None).otherwise(place - first)).to_series()
    if name == "approved_by":
        return column.is_not_null()
    distinct = column.drop_nulls().unique()
    if len(distinct) == 0:
        return column
    meant = pl.Series([_means(name, text) for text in distinct], dtype=pl.String)
    return column.replace_strict(distinct, meant, default=None, return_dtype=pl.String)


def _means(name: str, text: str) -> str:
    if name == "channel":
        channel = word("channel", text) or text
        known = [regime.channels.get(channel) for regime in REGIMES.values()]
        return "|".join("" if each is None else f"{each.receipt} {each.confirm_same_day}" for each in known)
    if name == "outcome":
        special = text in (
            "refused_third_party",
            "excessive",
            "still_unclear",
            "other_correction_overdue",
            "other_fee_overdue",
        )
        known_outcomes = [regime.outcomes.get(text) for regime in REGIMES.values()]
        said = "|".join(
            "" if each is None else f"{each.releases} {each.relief} {each.first_for}" for each in known_outcomes
        )
        return text if special else said
    if name == "reason":
        return text if text in _SET_ASIDE else "some"
    return text


__all__ = ["Entries", "Sequence", "alike", "read_entries"]
