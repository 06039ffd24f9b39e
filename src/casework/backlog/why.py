"""One sentence a case: how its day came about, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from casework.case import Clock, Note
from casework.law import cite

ASSUMED = {
    "automatic_receipt": ("按自动回执日为收到日", "the automatic receipt taken as receipt"),
    "receipt_day": ("收到日按来件或申请日推定", "receipt taken from the day of arrival or submission"),
    "extension_length": (
        "延期天数不明（生效者按上限计）",
        "the extension's length is not stated (where it counts, the cap is taken)",
    ),
    "extension_in_time": ("延期告知日不明，推定按时", "an extension notice without a day taken as in time"),
    "consultation_without_day": ("征求意见无发函日，不扣除", "a consultation without a sending day excludes nothing"),
    "correction_without_notice": ("有补正而无告知日，不重新计算", "a correction without a notice restarts nothing"),
    "delayed_limit_told_in_time": ("延迟期限推定按时告知", "the delayed limit taken as told in time"),
    "notice_day": ("以所填答复日为补正告知日", "the day of the reply taken as that of the correction notice"),
    "reply_day": ("答复日按所载日期推定", "the reply's day taken as stated"),
}
JOINT: Final = {"zh": "；", "en": "; "}
"""What stands between two sentences."""
_ZH_STATE = {
    "stopped": "期限停止计算（等待补正或缴费）",
    "not_started": "尚未起算：收到日待确认",
}
_EN_STATE = {
    "stopped": "the clock is stopped (correction or payment awaited)",
    "not_started": "not begun: receipt is to be confirmed",
}


class Facts(Protocol):
    """What a row turned into, as far as its sentence asks. In pairs Chinese stands first."""

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was not stated and is taken, by kind."""

    @property
    def odd(self) -> tuple[tuple[str, str], ...]:
        """What was odd about it."""

    @property
    def why_unknown(self) -> tuple[str, str]:
        """Why no law can be applied."""


def why(
    source: Facts,
    received: date | None,
    clock: Clock | None,
    verdict: str,
    notes: Sequence[Note],
    on: date,
    lang: str,
) -> str:
    """The sentence, in "zh" or "en"; received: the day of receipt as known on the day."""
    zh = lang == "zh"
    if clock is None or clock.day_zero is None:
        reason = source.why_unknown if source.why_unknown[0] else clock.reason if clock is not None else ("", "")
        return reason[0 if zh else 1] or (_ZH_STATE if zh else _EN_STATE).get("not_started", "")
    parts = [_count(clock, received, zh), _verdict(clock, verdict, on, zh)]
    parts += [note.text(lang) for note in notes if note.code != "reply_late"]
    parts += [ASSUMED[kind][0 if zh else 1] for kind in source.assumed if kind in ASSUMED]
    parts += [said[0 if zh else 1] for said in source.odd]
    if clock.provisional:
        parts.append(
            "末日在尚未公布的放假安排之内，为暂定" if zh else "provisional: the notice for those days is not out"
        )
    return JOINT[lang].join(part for part in parts if part)


def _count(clock: Clock, received: date | None, zh: bool) -> str:
    """From which day, how long, without which days, to which day, by which article."""
    deadline = clock.deadline
    begun = f"{received or clock.day_zero}收到" if zh else f"received {received or clock.day_zero}"
    if received is not None and clock.day_zero != received:
        begun += f"，{clock.day_zero}起重新计算" if zh else f", counted anew from {clock.day_zero}"
    if deadline is None or clock.due is None:
        return begun
    between, also = ("至", "、") if zh else ("..", ", ")
    out = also.join(f"{pause.first}{between}{pause.last}" for pause in deadline.pauses)
    if deadline.told is not None:
        said = f"延迟答复期限{clock.due}" if zh else f"delayed limit {clock.due}"
    else:
        said = deadline.length_text("zh" if zh else "en")
    basis = cite(clock.basis, "zh" if zh else "en")
    if zh:
        return f"{begun}，{said}" + (f"，扣除{out}" if out else "") + f"，至{clock.due}（{basis}）"
    return f"{begun}, {said}" + (f" without {out}" if out else "") + f", due {clock.due} ({basis})"


def _verdict(clock: Clock, verdict: str, on: date, zh: bool) -> str:
    if clock.state == "unknown":
        return clock.reason[0 if zh else 1]
    if clock.state in _ZH_STATE:
        return (_ZH_STATE if zh else _EN_STATE)[clock.state]
    unit = (
        "" if clock.deadline is None else (clock.deadline.limit.unit.zh if zh else f" {clock.deadline.limit.unit.en}")
    )
    over = f"{clock.overdue_by}{unit}" if clock.overdue_by else ""
    match verdict:
        case "on_time":
            return f"{clock.ended_on}答复，按期" if zh else f"replied {clock.ended_on}, in time"
        case "late":
            days = f"，逾期{over}" if over else ""
            return (
                f"{clock.ended_on}答复{days}"
                if zh
                else f"replied {clock.ended_on}" + (f", {over} late" if over else ", an earlier limit was missed")
            )
        case "overdue":
            return f"截至{on}未答复，逾期{over}" if zh else f"no reply by {on}, {over} over"
        case "ended":
            return f"{clock.ended_on}终结，未答复" if zh else f"ended {clock.ended_on} without a reply"
    paused = clock.state == "paused"
    left = f"剩{clock.days_left}{unit}" if zh else f"{clock.days_left}{unit} left"
    return left + (("，暂停计算中" if zh else ", paused") if paused else "")
