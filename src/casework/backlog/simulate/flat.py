"""The register an office keeps: a row a request, Chinese headings, days as days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from casework.backlog.simulate import words
from casework.backlog.simulate.arrivals import MADE_FROM
from casework.backlog.simulate.book import Book, Days, Numbers

_DAYS = (
    ("补正告知日期", "correction_sent"), ("补正告知送达日期", "correction_served"), ("补正期限", "correction_until"),
    ("收到补正日期", "corrected"), ("征求第三方意见日期", "third_party_sent"), ("第三方签收日期", "third_party_served"),
    ("第三方答复日期", "third_party_back"), ("第三方意见", ""), ("征求机关意见日期", "agency_sent"),
    ("机关签收日期", "agency_served"), ("机关答复日期", "agency_back"), ("共同制作或相关", ""),
    ("延期告知日期", "extended"), ("延期天数", ""), ("延期批准人", ""), ("收费通知日期", "fee_sent"),
    ("收费通知送达日期", "fee_served"), ("缴费日期", "paid"), ("延迟答复期限", "delayed_until"),
    ("保密审查日期", "secrecy"), ("法制审核日期", "legal"), ("签发日期", "approve"), ("送达方式", ""),
    ("交邮日期", "posted"), ("送达日期", "signed"), ("答复日期", "closed"), ("答复类型", ""), ("撤回日期", "withdrawn"),
    ("归档日期", "archived"), ("重新办理日期", "reopened"), ("责令期限", ""),
)  # fmt: skip
"""Columns after the first ones; without a column of days, a word or a number."""
CONFIRMED = (MADE_FROM["ordinary_mail"], MADE_FROM["fax"])
"""Channels whose day of receipt is a confirmation."""


def frame(book: Book, units: int) -> pl.DataFrame:
    """The register as copied."""
    book.days["closed"] = np.maximum(book.day("reply"), book.day("lapsed"))
    channel = book.number("channel")
    confirmed = np.isin(channel, CONFIRMED)
    first = [
        case_ids(book).alias("登记编号"),
        applicants(book).alias("申请人"),
        said(book.number("applicant_type"), _written(words.APPLICANT_TYPES)).alias("申请人类型"),
        said(channel, _written(words.CHANNELS)).alias("申请方式"),
        dated(book.day("submitted")).alias("申请日期"),
        dated(np.where(confirmed, book.day("arrived"), 0)).alias("来件日期"),
        dated(book.day("confirmed")).alias("确认日期"),
        dated(np.where(confirmed, 0, book.day("received"))).alias("收到日期"),
        dated(book.day("registered")).alias("登记日期"),
        said(book.number("subject"), words.SUBJECTS).alias("申请内容"),
        said(book.number("unit"), words.units(units)).alias("承办单位"),
    ]
    told = _told(book)
    rest = [dated(book.day(column)).alias(name) if column else told[name].alias(name) for name, column in _DAYS]
    note = pl.Series("说明", [words.MADE_UP]).new_from_index(0, book.cases)
    return pl.DataFrame([*first, *rest, note])


def _told(book: Book) -> dict[str, pl.Series]:
    """Words and numbers, each standing only where its step is on record."""
    extended, reopened = book.day("extended") > 0, book.day("reopened") > 0
    ended = (book.day("closed") > 0) | (book.day("withdrawn") > 0)
    answered = np.where(book.day("third_party_back") > 0, book.number("opinion"), 0)
    asked = np.where(book.day("agency_sent") > 0, book.number("capacity"), 0)
    return {
        "第三方意见": said(answered, _written(words.OPINIONS)),
        "共同制作或相关": said(asked, _written(words.CAPACITIES)),
        "延期天数": counted(np.where(extended, book.number("extension_days"), 0)),
        "延期批准人": said(np.where(extended, book.number("approved_by"), 0), (words.HEAD,)),
        "送达方式": said(np.where(book.day("reply") > 0, book.number("method"), 0), _written(words.METHODS)),
        "答复类型": said(np.where(ended, book.number("outcome"), 0), _written(words.OUTCOMES)),
        "责令期限": counted(np.where(reopened, book.number("reopen_days"), 0)),
    }


def _written(table: dict[str, tuple[str, float]]) -> tuple[str, ...]:
    return tuple(word for word, _ in table.values())


def dated(days: Days) -> pl.Series:
    """A column of days; 0 is none."""
    return counted(days).cast(pl.Date)


def counted(numbers: Numbers) -> pl.Series:
    """A column of whole numbers; 0 is none."""
    series = pl.Series(numbers.astype(np.int32, copy=False))
    return series.zip_with(pl.Series(numbers != 0), pl.Series([None], dtype=pl.Int32).new_from_index(0, len(series)))


def said(numbers: Numbers, listed: Sequence[str]) -> pl.Series:
    """A column of words by number; 0 is none."""
    return pl.Series([None, *listed], dtype=pl.String).gather(pl.Series(numbers.astype(np.uint32)))


def case_ids(book: Book) -> pl.Series:
    """The office's numbers, as a year's requests came in."""
    width = max(4, len(str(book.cases)))
    parts = pl.DataFrame({"year": book.number("year"), "serial": book.number("serial")})
    padded = pl.col("serial").cast(pl.String).str.zfill(width)
    return parts.select(pl.format("虚构〔{}〕{}号", pl.col("year"), padded)).to_series()


def applicants(book: Book) -> pl.Series:
    """Applicants are numbers."""
    width = len(str(book.cases)) + 1
    parts = pl.DataFrame({"applicant": book.number("applicant")})
    return parts.select(pl.format("申请人{}", pl.col("applicant").cast(pl.String).str.zfill(width))).to_series()
