"""What an audit of columns found, as a table; fees are judged here, by the applicant's other requests of the month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casework.backlog.columns.cells import NO_DAY
from casework.backlog.columns.words import BLANKS
from casework.backlog.headings import EMPTY
from casework.procedure.rule import basis_words
from casework.regimes import CN_ORDER_711, REGIMES, RULES

_FEE: Final = "fee_without_threshold"


def findings_of(
    hits: pl.DataFrame,
    applicants: pl.Series | None,
    first_days: NDArray[np.int32],
    more: Mapping[str, pl.Series],
    months: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """at, row, case_id, rule, basis, on, severity, said, message; in the order of the file and of the audit table.

    hits: as `Hits.table` gives them. applicants, first_days (days since 1970): of every place. months: as `by_month`
    gives them, of all requests where these are only some. message: the sentence, null where none was asked for.
    """
    severity = {name: rule.severity.value for name, rule in RULES.items()}
    order = {name: number for number, name in enumerate(RULES)}
    kept = _charged_wrongly(hits, applicants, first_days, months)
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


def with_basis_in(findings: pl.DataFrame, lang: str) -> pl.DataFrame:
    """The findings with their articles in a language; in the frame itself they are in English."""
    if lang != "zh":
        return findings
    words = {en: zh for law in REGIMES.values() for en, zh in basis_words(law.rules.values(), law.act).items()}
    return findings.with_columns(pl.col("basis").replace(words))


def by_month(applicants: pl.Series, first_days: NDArray[np.int32], among: pl.Series | None = None) -> pl.DataFrame:
    """applicant, month, items: how many requests each applicant made in each month. among: of these applicants only."""
    named = _named(applicants, first_days)
    if among is not None:
        named = named.filter(pl.col("applicant").is_in(among.implode()))
    return named.group_by("applicant", "month").agg(pl.len().alias("items"))


def _named(applicants: pl.Series, first_days: NDArray[np.int32]) -> pl.DataFrame:
    """at, applicant, month: of the places that have both."""
    applicant = applicants.cast(pl.String).str.strip_chars(BLANKS)
    first = pl.Series(first_days)
    month = pl.when(first == NO_DAY).then(None).otherwise(first).cast(pl.Int32).cast(pl.Date).dt.truncate("1mo")
    named = pl.when(applicant.is_in(list(EMPTY))).then(None).otherwise(applicant)
    at = pl.int_range(len(applicant), dtype=pl.Int64)
    return pl.select(at.alias("at"), named.alias("applicant"), month.alias("month")).drop_nulls(["applicant", "month"])


def _charged_wrongly(
    hits: pl.DataFrame, applicants: pl.Series | None, first_days: NDArray[np.int32], months: pl.DataFrame | None
) -> pl.DataFrame:
    """Fees stay findings where the applicant's requests of the month were all free (国办函〔2020〕109号 art. 4)."""
    asked = (pl.col("rule") == _FEE) & (~pl.col("counted") | pl.col("by_items"))
    fees = hits.filter(asked)
    if fees.is_empty() or CN_ORDER_711.fee is None or applicants is None:
        return hits
    at = fees["at"].cast(pl.UInt32)
    charged = _named(applicants.gather(at), first_days[at.to_numpy()])
    charged = charged.with_columns(fees["at"].gather(charged["at"].cast(pl.UInt32)).alias("at"))
    if months is None:
        months = by_month(applicants, first_days, charged["applicant"].unique())
    counted = charged.join(months, on=["applicant", "month"]).select("at", "items")
    scale = CN_ORDER_711.fee.scale("items", CN_ORDER_711.fee.since)
    free = [items for items in counted["items"].unique().to_list() if scale.amount(items) == 0]
    is_free = pl.col("items").is_in(free)
    told, untold = fees.filter(pl.col("by_items")), fees.filter(~pl.col("by_items"))
    return pl.concat(
        [
            hits.filter(~asked),
            told.join(counted.filter(~is_free), on="at", how="anti", maintain_order="left"),
            untold.join(counted.filter(is_free), on="at", how="semi", maintain_order="left"),
        ]
    )
