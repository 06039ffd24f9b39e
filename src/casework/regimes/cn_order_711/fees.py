"""The information-processing fee of 国办函〔2020〕109号: two scales, the office picks one for each request."""

from __future__ import annotations

from datetime import date

from casework.law import Fee, FeeScale, Tier
from casework.regimes.cn_acts import FEE_MEASURE

BY_ITEM = FeeScale(
    "items", "按件计收", "by item", "item", "one applicant, one natural month",
    (
        Tier(1, 10, 0),
        Tier(11, 30, 100),
        Tier(31, None, 200, width=10, step=100),
    ),
    FEE_MEASURE.at("4"),
)  # fmt: skip
BY_PAGE = FeeScale(
    "pages", "按量计收", "by page", "page", "one request",
    (
        Tier(1, 30, 0),
        Tier(31, 100, 10),
        Tier(101, 200, 20),
        Tier(201, None, 40),
    ),
    FEE_MEASURE.at("5"),
)  # fmt: skip

FEE = Fee(date(2021, 1, 1), (BY_ITEM, BY_PAGE), FEE_MEASURE.at("3"))
