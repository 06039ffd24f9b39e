"""What an audit of columns found, as a table; fees are judged here, by the applicant's other requests of the month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY
from casework.backlog.headings import EMPTY
from casework.case import RULES
from casework.regimes import CN_ORDER_711

_FEE: Final = "fee_without_threshold"


def findings_of(
    hits: pl.DataFrame, applicants: pl.Series | None, first_days: NDArray[np.int32], more: Mapping[str, pl.Series]
) -> pl.DataFrame:
    """at, row, case_id, rule, basis, on, severity, said, message; in the order of the file and of the audit table.

    hits: as `Hits.table` gives them. applicants, first_days (days since 1970): of every place. message: the sentence,
    null where none was asked for.
    """
    severity = {name: rule.severity.value for name, rule in RULES.items()}
    order = {name: number for number, name in enumerate(RULES)}
    kept = _charged_wrongly(hits, applicants, first_days)
    at = kept["at"].cast(pl.UInt32)
    return (
        kept.with_columns(
            more["row"].gather(at).alias("row"),
            more["case_id"].gather(at).alias("case_id"),
            pl.col("rule").replace_strict(severity, return_dtype=pl.String).alias("severity"),
            pl.col("rule").replace_strict(order, return_dtype=pl.Int32).alias("order"),
        )
        .sort("row", "order", maintain_order=True)  # of one rule in the order in which the core says them
        .select("at", "row", "case_id", "rule", "basis", "on", "severity", "said", "message")
    )


def _charged_wrongly(hits: pl.DataFrame, applicants: pl.Series | None, first_days: NDArray[np.int32]) -> pl.DataFrame:
    """Fees stay findings where the applicant's requests of the month were all free (国办函〔2020〕109号 art. 4)."""
    asked = (pl.col("rule") == _FEE) & ~pl.col("counted")
    fees = hits.filter(asked)
    if fees.is_empty() or CN_ORDER_711.fee is None or applicants is None:
        return hits
    applicant = applicants.cast(pl.String).str.strip_chars()
    first = pl.Series(first_days, dtype=pl.Int64)
    day = pl.when(pl.col("first") == NO_DAY).then(None).otherwise(pl.col("first")).cast(pl.Int32).cast(pl.Date)
    named = pl.when(pl.col("applicant").is_in(list(EMPTY))).then(None).otherwise(pl.col("applicant"))
    charged = applicant.gather(fees["at"].cast(pl.UInt32)).unique().drop_nulls()
    months = (
        pl.DataFrame({"applicant": applicant, "first": first})
        .with_row_index("at")
        .filter(pl.col("applicant").is_in(charged.implode()))
        .with_columns(pl.col("at").cast(pl.Int64), day.dt.truncate("1mo").alias("month"), named.alias("applicant"))
    )
    counted = months.drop_nulls(["applicant", "month"]).with_columns(pl.len().over("applicant", "month").alias("items"))
    scale = CN_ORDER_711.fee.scale("items", CN_ORDER_711.fee.since)
    found = fees.join(counted.select("at", "items"), on="at", how="inner")
    free = [items for items in found["items"].unique().to_list() if scale.amount(items) == 0]
    wrong = found.filter(pl.col("items").is_in(free)).select(hits.columns)
    return pl.concat([hits.filter(~asked), wrong])
