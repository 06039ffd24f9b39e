"""What offices call their columns, and what they write in them: literal tables, first listed wins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from casework.backlog.heading_words import ACCEPTED, ALSO, FAMILIES, SERIAL
from casework.backlog.vocabulary import word as word
from casework.backlog.word_tables import APPLICANT_TYPES as APPLICANT_TYPES
from casework.backlog.word_tables import CHANNELS as CHANNELS
from casework.backlog.word_tables import OUTCOMES as OUTCOMES
from casework.backlog.word_tables import plain as plain

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "case_id": ("编号", "登记编号", "受理编号", "申请编号", "登记号"),
    "applicant": ("申请人", "申请人姓名或名称"),
    "applicant_type": ("申请人类型", "申请人性质"),
    "channel": ("申请方式", "申请渠道", "提交方式"),
    "submitted_on": ("申请日期", "提交日期"),
    "arrived_on": ("来件日期",),
    "confirmed_on": ("确认日期",),
    "received_on": ("收到日期", "收到申请日期", "接收日期", "收件日期"),
    "registered_on": ("登记日期",),
    "subject": ("申请内容", "申请公开内容", "所需信息", "信息名称"),
    "unit": ("承办单位", "承办部门", "承办科室"),
    "correction_requested_on": ("补正告知日期", "补正通知日期"),
    "correction_served_on": ("补正告知送达日期",),
    "correction_until": ("补正期限",),
    "correction_received_on": ("收到补正日期", "补正日期"),
    "correction_items": ("补正事项", "补正内容"),
    "third_party_sent_on": ("征求第三方意见日期",),
    "third_party_received_on": ("第三方签收日期",),
    "third_party_returned_on": ("第三方答复日期",),
    "third_party_opinion": ("第三方意见",),
    "third_party_reasonable": ("第三方理由是否合理",),
    "third_party_told_on": ("告知第三方日期", "书面告知第三方日期"),
    "objection_overridden_on": ("公共利益决定日期", "公共利益决定公开日期"),
    "agency_sent_on": ("征求机关意见日期",),
    "agency_received_on": ("机关签收日期",),
    "agency_returned_on": ("机关答复日期",),
    "agency_capacity": ("共同制作或相关",),
    "extension_notified_on": ("延期告知日期", "延期日期"),
    "extension_working_days": ("延期天数", "延期工作日"),
    "extension_until": ("延期至",),
    "extension_approved_by": ("延期批准人",),
    "fee_notified_on": ("收费通知日期",),
    "fee_served_on": ("收费通知送达日期",),
    "fee_paid_on": ("缴费日期",),
    "fee_items": ("收费件数",),
    "fee_pages": ("收费页数",),
    "fee_amount": ("收费金额", "应缴费用"),
    "delayed_until": ("延迟答复期限",),
    "secrecy_reviewed_on": ("保密审查日期",),
    "legal_reviewed_on": ("法制审核日期", "合法性审核日期"),
    "approved_on": ("签发日期",),
    "reply_method": ("送达方式",),
    "reply_posted_on": ("交邮日期", "寄出日期"),
    "reply_signed_on": ("送达日期",),
    "replied_on": ("答复日期", "办结日期"),
    "reply_dated_on": ("落款日期",),
    "outcome": ("答复类型", "办理结果", "答复结果"),
    "grounds": ("答复依据", "不予公开依据", "不予公开理由", "法律依据"),
    "withheld": ("不予公开部分", "不予公开部分及依据", "未公开部分"),
    "search": ("检索情况", "检索记录", "查找情况"),
    "directed_to": ("告知的负责机关", "负责机关", "负责公开的机关"),
    "earlier_reply": ("此前的答复", "此前答复文号", "原答复文号"),
    "withdrawn_on": ("撤回日期",),
    "archived_on": ("归档日期",),
    "reopened_on": ("重新办理日期",),
    "reopen_days": ("责令期限",),
    "reconsideration_result": ("行政复议结果",),
    "litigation_result": ("行政诉讼结果",),
}
LONG_FORM: Final[dict[str, tuple[str, ...]]] = {"case_id": HEADINGS["case_id"], "on": ("日期",), "step": ("步骤",)}
FREE_TEXTS: Final = frozenset(
    ("correction_items", "grounds", "withheld", "search", "directed_to", "earlier_reply", "subject")
)
"""Columns of free text: a semicolon there parts nothing."""
LISTS: Final = frozenset(
    key
    for key in HEADINGS
    if key.startswith(("correction_", "third_party_", "agency_", "extension_")) and key not in FREE_TEXTS
)
DAYS: Final = frozenset(key for key in HEADINGS if key.endswith(("_on", "_until")))
SIGNED: Final = "签收日期"
"""Day 0 of a signed letter, or the signature on the reply: decided by the headings beside it."""

TOTALS: Final = frozenset(("合计", "总计", "小计", "共计"))
EMPTY: Final = frozenset(("", "-", "/", "无", "—", "－", "／"))


KNOWN: Final = frozenset(
    plain(name)
    for key, names in {**HEADINGS, **LONG_FORM}.items()
    for name in (key, *names, *ALSO.get(key, ()), SIGNED, *ACCEPTED, *SERIAL)
)
"""Every heading the tables know, plainly written."""


def shortened(heading: str) -> str:
    """A heading without a remark in brackets, 时间 read as 日期: 收到时间（必填） reads 收到日期."""
    bare = re.sub(r"[(\[【〔].*?[)\]】〕]", "", unicodedata.normalize("NFKC", heading))
    return plain(bare).replace("时间", "日期")


def heading_places(headings: Sequence[str]) -> dict[str, int]:
    """Where each heading stands, plainly written or shortened; the first of two that read alike."""
    places: dict[str, int] = {}
    for form in (plain, shortened):
        for index, heading in enumerate(headings):
            places.setdefault(form(heading), index)
    return places


def match_headings(
    headings: Sequence[str], mapping: dict[str, tuple[str, ...]], keys: dict[str, tuple[str, ...]] = HEADINGS
) -> tuple[dict[str, int], list[str]]:
    """Which column holds which key, and warnings. A mapping file beats the table; the first listed of two wins."""
    places = heading_places(headings)
    warnings = [
        f"column {index + 1}, {heading!r}, stands here twice; the second one passes through"
        for index, heading in enumerate(headings)
        if places[plain(heading)] != index and plain(heading) in KNOWN
    ]
    given = {key: [places[plain(n)] for n in mapping.get(key, ()) if plain(n) in places] for key in keys}
    # the table must not read a column for one key that the mapping gives to another
    reserved = {index for indexes in given.values() for index in indexes}
    found: dict[str, int] = {}
    for key, names in keys.items():
        known = (key, *names, *ALSO.get(key, ()))
        listed = [places[plain(name)] for name in known if plain(name) in places]
        fitting = [*given[key], *(index for index in listed if index not in reserved)]
        fitting = [index for index in dict.fromkeys(fitting) if index not in found.values()]
        if fitting:
            found[key] = fitting[0]
            for other in fitting[1:]:
                taken, left = headings[fitting[0]], headings[other]
                warnings.append(
                    f"column {left!r} also reads as {key}, which {taken!r} already gives; it passes through"
                )
    if keys is HEADINGS and (signed := places.get(plain(SIGNED))) is not None and signed not in found.values():
        reply_claims = "reply_signed_on" not in found and ("reply_method" in found or "received_on" in found)
        key = "reply_signed_on" if reply_claims else "received_on"
        if key in found:
            warnings.append(f"column {headings[signed]!r} passes through: {headings[found[key]]!r} already gives {key}")
        else:
            found[key] = signed
    if keys is HEADINGS:
        _by_family(headings, found, reserved)
        warnings += _by_circumstance(headings, places, found, reserved)
    return found, warnings


def _by_family(headings: Sequence[str], found: dict[str, int], reserved: Collection[int]) -> None:
    """Columns that only a family of names reads, for keys that no column gives yet."""
    for index, heading in enumerate(headings):
        if index in found.values() or index in reserved:
            continue
        told = shortened(heading)
        key = next((key for key, pattern in FAMILIES if key not in found and pattern.fullmatch(told)), None)
        if key is not None:
            found[key] = index


def _by_circumstance(
    headings: Sequence[str], places: Mapping[str, int], found: dict[str, int], reserved: Collection[int]
) -> list[str]:
    """Columns whose meaning depends on the others: the day of acceptance, and the number of a line."""
    said = []
    accepted = next((places[name] for name in ACCEPTED if name in places), None)
    if accepted is not None and accepted not in found.values() and accepted not in reserved:
        told = any(key in found for key in ("received_on", "arrived_on", "submitted_on", "confirmed_on"))
        key = "registered_on" if told else "received_on"
        if key not in found:
            found[key] = accepted
            zh = "登记日期" if told else "收到日期"
            name = headings[accepted]
            said.append(f"column {name!r} may be the day of receipt or of registration: read as {key} / 按{zh}读取")
    serial = next((places[name] for name in SERIAL if name in places), None)
    if "case_id" not in found and serial is not None and serial not in found.values():
        found["case_id"] = serial
        name = headings[serial]
        said.append(f"no column holds case numbers: the line number {name!r} is taken / 没有编号列，以{name}为编号")
    return said


_LETTERS: Final = {
    "correction_notice": "correction",
    "request_correction": "correction",
    "request_reasons": "reasons",
    "consult_third_party": "third_party",
    "consult_agency": "agency_opinion",
    "agency": "agency_opinion",
    "fee": "payment",
    "fee_notice": "payment",
    "issue_fee_notice": "payment",
    "reply": "relief",
    "extend": "extension",
}


def letter_word(text: str) -> str:
    """The letter of record_delivery by the limit it starts; also known by the step that sends it."""
    return _LETTERS.get(text, text)
