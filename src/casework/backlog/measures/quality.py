"""How far the figures can be trusted: what was assumed, what rests on it, what could not be judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from casework.backlog.measures.frame import share, text


def quality(cases: pl.DataFrame, *, not_judged: Mapping[str, int] | None = None) -> dict[str, Any]:
    """What a reader should know before believing the rest.

    cases, unknown (no verdict possible), with_assumption (cases that assume anything), share_with_assumption. assumed:
    by kind, most frequent first, how many cases assume it (a case once, though it may assume the same of two letters:
    the summary counts those twice), how many of them would have another verdict, and their rows in the register.
    flips: verdicts that would be another without an assumed extension, the one kind that can be tried by leaving it
    out; 0 does not mean that no other assumption bears on a verdict. flip_rows: their rows. without_receipt: cases
    without a day of receipt. not_judged: audit rules the columns could not decide, with the number of cases.

    Args:
        cases: The frame.
        not_judged: From `Audit.not_judged`; without an audit empty.
    """
    told = cases.select(
        "row", pl.col("flips").fill_null(value=False), text("assumed").str.split(" ").list.unique().alias("kind")
    )
    lines = told.explode("kind").filter(pl.col("kind").str.len_bytes() > 0)
    some = lines["row"].n_unique() if lines.height else 0
    flipped = told.filter("flips")["row"].to_list()
    return {
        "cases": cases.height,
        "unknown": cases.filter(pl.col("verdict") == "unknown").height,
        "with_assumption": some,
        "share_with_assumption": share(some, cases.height),
        "assumed": _by_kind(lines),
        "flips": len(flipped),
        "flip_rows": flipped,
        "without_receipt": cases["received_on"].null_count(),
        "not_judged": dict(sorted((not_judged or {}).items(), key=lambda item: (-item[1], item[0]))),
    }


def _by_kind(lines: pl.DataFrame) -> dict[str, dict[str, Any]]:
    found = lines.group_by("kind").agg(
        pl.len().alias("cases"), pl.col("flips").sum(), pl.col("row").sort().alias("rows")
    )
    ordered = found.sort("cases", "kind", descending=[True, False])
    return {line.pop("kind"): line for line in ordered.to_dicts()}
