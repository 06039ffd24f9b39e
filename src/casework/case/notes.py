"""What a reading may have to say about an act: late, repeated, without effect, or assumed. Words as a table."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import frozen

from casework.law import Citation

WORDS: Final[dict[str, tuple[str, str]]] = {
    "receipt_to_be_confirmed": (
        "收到日待与申请人确认，期限自双方确认之日起算，确认后请登记“确认收到”",
        "receipt is to be confirmed with the applicant: the limits begin that day; then record confirm_receipt",
    ),
    "reply_late": ("答复晚于期限届满日{due}", "the reply came after its last day, {due}"),
    "extension_late": (
        "延期告知晚于期限届满日{due}，不改变期限",
        "extended after the last day, {due}: it moves no day",
    ),
    "extension_of_reopened_limit": ("重新办理的期限不适用延期", "the limit of a reopened case is not extended"),
    "extension_repeated": ("重复延期，不生效", "a second extension has no effect"),
    "extension_length_assumed": ("延期天数不明，按上限{cap}个工作日计", "no length given: {cap} working days assumed"),
    "extension_too_long": (
        "延期{asked}个工作日超过上限，按{cap}个计",
        "extended by {asked} working days, over the cap: {cap} used",
    ),
    "consultation_late": (
        "征求意见晚于期限届满日{due}，不改变期限",
        "asked after the last day, {due}: it moves no day",
    ),
    "internal_unit_does_not_pause": ("内设机构不是其他机关，期限不停", "a unit of the organ itself pauses nothing"),
    "asked_twice": ("同一对象同一事项再次征求，不停止计时", "same party, same question: no pause"),
    "stop_late": ("“{zh}”晚于期限届满日{due}，不改变期限", "{en} after the last day, {due}: it moves no day"),
    "fee_without_rule": (
        "当时没有收取信息处理费的规定，期限不停",
        "no fee rule was in force on that day: the clock is not stopped",
    ),
    "correction_notice_repeated": (
        "补正只能告知一次，再次告知不重新计算",
        "a second correction notice changes nothing",
    ),
    "correction_notice_again": (
        "再次告知补正，期限不再停止（法无明文，从短计算）",
        "a second correction notice does not stop the clock again (no text says so; the shorter limit is the safe one)",
    ),
    "correction_notice_late": ("补正告知晚于{due}", "the correction notice came after {due}"),
    "delayed_limit_late": (
        "延迟答复期限的告知晚于{due}，不改变期限",
        "told after the last day, {due}: it moves no day",
    ),
}


@frozen(slots=True)
class Note:
    """Something a reader should know about one entry (`seq`), with its article."""

    code: str
    on: date
    seq: int
    zh: str
    en: str
    citation: Citation

    def text(self, lang: str) -> str:
        """The sentence with its article."""
        return f"{self.zh if lang == 'zh' else self.en} [{self.citation.text(lang)}]"


def note(code: str, on: date, seq: int, citation: Citation, **words: object) -> Note:
    """A note in both languages from the table."""
    zh, en = WORDS[code]
    return Note(code, on, seq, zh.format(**words), en.format(**words), citation)
