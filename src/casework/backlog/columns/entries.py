"""A table of steps as cases: sorted, told apart by what the core tells apart, cases alike gathered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY, read_days
from casework.backlog.columns.paths import Index
from casework.backlog.columns.source import Source, first_rows, stripped
from casework.backlog.columns.words import BLANKS
from casework.backlog.headings import EMPTY, LONG_FORM, plain, word
from casework.procedure import PayloadKey
from casework.regimes import REGIMES
from casework.regimes.cn.on_file import ground_sign, outcome_sign, text_sign, withheld_sign

STEPS: Final = {step.id: step for regime in REGIMES.values() for step in regime.procedure.steps.values()}
RANK: Final = {
    step: rank for rank, step in enumerate(max(REGIMES.values(), key=lambda r: len(r.procedure.steps)).procedure.steps)
}
KEYS: Final[dict[str, PayloadKey]] = {key.name: key for step in STEPS.values() for key in step.payload}
NAMED: Final = ("party", "organ", "proceeding", "question", "by")
"""Names that are only compared with each other, inside one case."""
COMPARED: Final = ("outcome", "grounds")
"""What a draft and the replies of one case state is compared, too."""
FREE_SIGNS: Final = {
    "grounds": ground_sign,
    "withheld": withheld_sign,
    "search": text_sign,
    "directed_to": text_sign,
    "earlier_reply": text_sign,
}
"""What the core can tell of a free text."""
SILENT: Final = frozenset(
    ("applicant", "applicant_type", "acts_by", "unit", "subject", "contact", "note", "findings", "into", "to")
) | {"successor"}
"""What is recorded and decides nothing."""
_ONLY: Final = {"by": ("submit_draft", "pass_legal_review", "approve"), "role": ("extend",)}
"""Keys that are asked of some steps alone."""
_SET_ASIDE: Final = next(key.values for key in STEPS["set_aside"].payload if key.name == "reason")
_ODD, _EVEN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@frozen(slots=True, eq=False)
class Entries:
    """The rows of a table of steps in the order in which the core reads them, case by case.

    starts: where each case begins; counts: how many rows it has; at: where each row stands in the file; steps: the step
    of each row, its place in `names`; days: the day of each row ("on") and the days of its payload; signs: what the
    core can tell of each row without its days, as one number. alone: cases that must be read one by one.
    """

    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    at: NDArray[np.int64]
    steps: NDArray[np.int32]
    names: list[str]
    days: Mapping[str, NDArray[np.int32]]
    signs: NDArray[np.uint64]
    alone: NDArray[np.bool_]

    def rows_of(self, case: int) -> list[int]:
        """Where the rows of a case stand in the file, in its order."""
        first = int(self.starts[case])
        return sorted(self.at[first : first + int(self.counts[case])].tolist())

    def rows_on(self, *steps: str) -> NDArray[np.int64]:
        """Which of the sorted rows are on one of these steps, in their order."""
        return np.flatnonzero(np.array([name in steps for name in self.names])[self.steps])


def read_entries(source: Source) -> Entries:
    """Sort a table of steps by case, day, rank of the step, and row."""
    bad = np.zeros(source.size, np.bool_)
    headings = headings_of_keys(source)
    dated = {name: heading for name, heading in headings.items() if KEYS[name].type == "day"}
    days = {"on": read_days(source.columns["on"], bad)}
    days |= {name: read_days(source.columns[heading], bad) for name, heading in dated.items()}
    bad |= days["on"] == NO_DAY
    step = _Words.of(source.columns["step"])
    rank = np.array([RANK.get(text, -1) for text in step.texts], np.int64)[step.codes]
    bad |= (rank < 0) | np.isin(step.codes, [n for n, text in enumerate(step.texts) if text == "correct_entry"])
    case = first_rows(stripped(source.columns["case_id"]))
    bad |= case < 0
    stated = _stated(source, case)
    at = _in_order(case, days["on"], rank, stated)
    sorted_case = case[at]
    starts = np.flatnonzero(np.r_[True, sorted_case[1:] != sorted_case[:-1]]) if len(at) else np.zeros(0, np.int64)
    counts = np.diff(np.r_[starts, len(at)])
    alone = np.logical_or.reduceat(bad[at], starts) if len(starts) else np.zeros(0, np.bool_)
    sorted_days = {key: each[at] for key, each in days.items()}
    steps = step.codes[at]
    signs = _signs(source, headings, steps, step.texts, at, np.repeat(starts, counts), sorted_days)
    return Entries(starts, counts, at, steps, step.texts, sorted_days, signs, alone)


def _in_order(
    case: NDArray[np.int64], on: NDArray[np.int32], rank: NDArray[np.int64], stated: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The stated rows by case, day, rank of the step, and row. A row without a day comes last of its case."""
    at = np.flatnonzero(stated)
    if not len(at):
        return at
    days = on[at].astype(np.int64)
    first, last = int(days.min()), int(days[days != NO_DAY].max(initial=0))
    days = np.where(days == NO_DAY, last + 1, days) - first
    key = ((case[at] + 1) * (last + 2 - first) + days) * (len(RANK) + 1) + rank[at] + 1
    # an export in order needs no sorting
    return at if bool((key[1:] >= key[:-1]).all()) else at[np.argsort(key, kind="stable")]


def headings_of_keys(source: Source) -> dict[str, str]:
    """Which column holds which payload key; of two the first."""
    named: dict[str, str] = {}
    for heading in source.columns:
        if heading not in LONG_FORM:
            named.setdefault(plain(heading), heading)
    return {name: named[plain(name)] for name in KEYS if plain(name) in named}


def texts_of_column(column: pl.Series) -> pl.Series:
    """A column as text; what means "not so" is null."""
    text = column.cast(pl.String).str.strip_chars(BLANKS)
    return pl.select(pl.when(text.is_in(list(EMPTY))).then(None).otherwise(text)).to_series()


@frozen(slots=True, eq=False)
class _Words:
    """A column of words: codes into its distinct texts, 0 for what means "not so"."""

    codes: NDArray[np.int32]
    texts: list[str]

    @classmethod
    def of(cls, column: pl.Series) -> _Words:
        words = column if column.dtype in (pl.Categorical, pl.Enum) else column.cast(pl.String).cast(pl.Categorical)
        physical = words.to_physical()
        known = pl.DataFrame({"code": physical, "text": words}).unique("code").drop_nulls()
        numbers = physical.fill_null(0).to_numpy()
        texts, codes = [""], np.zeros(int(numbers.max(initial=0)) + 2, np.int32)
        at: dict[str, int] = {}  # texts that differ by the blanks around them are one word
        for code, raw in zip(known["code"].to_list(), known["text"].cast(pl.String).to_list(), strict=True):
            text = raw.strip()
            if text not in EMPTY:
                codes[code] = at.setdefault(text, len(texts))
                texts += [text] if at[text] == len(texts) else []
        return cls(codes[physical.fill_null(len(codes) - 1).to_numpy()], texts)


def _stated(source: Source, case: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows with anything in them; only one without a number can be blank."""
    stated = np.ones(source.size, np.bool_) if source.mine is None else source.mine.copy()
    nameless = np.flatnonzero(stated & (case < 0)).tolist()
    if nameless:
        stated[nameless] = [any(text.strip() for text in row) for row in source.wholes(nameless)]
    return stated


def _signs(
    source: Source, headings: Mapping[str, str], steps: NDArray[np.int32], names: list[str], at: NDArray[np.int64],
    starts: NDArray[np.int64], days: Mapping[str, NDArray[np.int32]],
) -> NDArray[np.uint64]:  # fmt: skip
    """What the core can tell of each sorted row without its days."""
    found = _mixed(np.arange(1, len(names) + 1, dtype=np.uint64))[steps]
    by_step = _rows_by_step(steps, names)
    for number, name in enumerate(KEYS, 1):
        asked = _ONLY.get(name, tuple(step_id for step_id, each in STEPS.items() if name in each.keys))
        parts = [by_step[step_id] for step_id in asked if step_id in by_step]
        rows = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        if name in days:
            said = (days[name][rows] != NO_DAY).astype(np.uint64)
        elif name in headings and name not in SILENT and source.columns[headings[name]].null_count() < source.size:
            words = _Words.of(source.columns[headings[name]].gather(at[rows]))
            said = _said(name, words, starts[rows], rows, headings.keys())
        else:
            continue
        salt = np.uint64((number * int(_ODD)) % 2**64)
        spoken = rows[said > 0]
        found[spoken] ^= _mixed(said[said > 0] * _EVEN + salt)
    return found


def _rows_by_step(steps: NDArray[np.int32], names: list[str]) -> dict[str, NDArray[np.int64]]:
    """Which rows are on each step."""
    small = steps.astype(np.uint16 if len(names) < 1 << 16 else np.int32)  # numbers so small are sorted in one pass
    order = np.argsort(small, kind="stable")
    ends = np.cumsum(np.bincount(steps, minlength=len(names)))
    return {
        name: order[end - count : end] for name, end, count in zip(names, ends, np.diff(ends, prepend=0), strict=True)
    }


def _said(
    name: str, words: _Words, starts: NDArray[np.int64], rows: NDArray[np.int64], keys: Collection[str]
) -> NDArray[np.uint64]:
    """What a key says in each of some sorted rows: 0 for nothing, else the same number for the same meaning."""
    if name in NAMED:
        return _places(words.codes, starts, rows)
    places = _places(words.codes, starts, rows) if name in COMPARED else np.zeros(len(rows), np.uint64)
    meant: dict[str, int] = {}
    table = np.zeros(len(words.texts), np.uint64)
    for code, text in enumerate(words.texts):
        if text:
            meaning = "somebody" if name == "approved_by" else _means(name, text, keys)
            table[code] = meant.setdefault(meaning, len(meant) + 1)
    said = table[words.codes]
    return np.where(said > 0, _mixed(said * _ODD) ^ places, 0).astype(np.uint64) if name in COMPARED else said


def _places(codes: NDArray[np.int32], starts: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Names by the place in their case where they stand first, from 1; 0 for none."""
    pairs = pl.DataFrame({"case": starts, "code": codes, "row": rows})
    first = pairs.select(pl.col("row").min().over("case", "code")).to_series().to_numpy()
    return np.where(codes > 0, first - starts + 1, 0).astype(np.uint64)


def alike(entries: Entries) -> Iterator[Index]:
    """Cases whose entries the core cannot tell apart but by their days."""
    if not len(entries.starts):
        return
    within = np.arange(len(entries.at), dtype=np.uint64) - np.repeat(entries.starts, entries.counts).astype(np.uint64)
    hashes = {}
    for name, factor in (("one", _ODD), ("other", _EVEN)):
        stirred = _mixed(entries.signs ^ ((within + np.uint64(1)) * factor))
        hashes[name] = np.add.reduceat(stirred, entries.starts)
    table = pl.DataFrame({**hashes, "count": entries.counts}).with_row_index("case").filter(pl.Series(~entries.alone))
    groups = table.group_by("one", "other", "count", maintain_order=True).agg("case")["case"]
    cases = groups.explode().to_numpy().astype(np.int64)
    for first, last in pairwise([0, *groups.list.len().cum_sum().to_list()]):
        yield cases[first:last]


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Well-stirred bits (splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _means(name: str, text: str, keys: Collection[str]) -> str:
    if name == "channel":
        channel = word("channel", text) or text
        known = [regime.channels.get(channel) for regime in REGIMES.values()]
        return "|".join("" if each is None else f"{each.receipt} {each.confirm_same_day}" for each in known)
    if name == "outcome":
        known_outcomes = [regime.outcomes.get(text) for regime in REGIMES.values()]
        told = "|".join(
            "" if each is None else f"{each.releases} {each.relief} {each.first_for} {each.contested}"
            for each in known_outcomes
        )
        return f"{outcome_sign(text, keys)} {told}"
    if name == "items":  # of a fee notice a number, of a correction notice words
        return text if text.isdigit() else text_sign(text)
    if name in FREE_SIGNS:
        return FREE_SIGNS[name](text)
    if name == "reason":
        return text if text in _SET_ASIDE else "some"
    return text
