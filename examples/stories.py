"""What happened to made-up requests, as diaries: a lawful one for every way a request can go. Everything is invented.

A diary is written step by step; the flat register and the event table are both taken from it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from casework.workdays import WorkCalendar

UNITS = ("综合科", "规划科", "建设科", "财务科", "教育科", "环境科")
SUBJECTS = (
    "年度预算", "征收补偿方案", "规划许可", "环评批复", "学校招生计划", "道路工程招标", "补贴发放名单", "检查记录",
)  # fmt: skip
TYPES = (
    "natural_person", "natural_person", "natural_person", "natural_person", "commercial_enterprise",
    "legal_service_body", "research_body", "other_organisation",
)  # fmt: skip
ANSWERS = (
    "granted", "granted", "granted_already_public", "partially_granted", "not_held", "not_ours",
    "refused_process_info", "petition", "repeat", "needs_creation",
)  # fmt: skip
STATED: dict[str, dict[str, str]] = {
    "partially_granted": {"withheld": "附件2：第16条第2款"},
    "not_held": {"search": "检索档案系统和业务科室，未查到"},
    "not_ours": {"directed_to": "虚构区水利局，电话见其公开指南"},
    "refused_process_info": {"grounds": "第16条第2款，讨论记录"},
    "refused_third_party": {"grounds": "第15条，第三方不同意公开且理由合理"},
    "repeat": {"earlier_reply": "虚构区依申请公开〔2024〕9号答复"},
}
"""What a reply of each outcome states beside it."""
CHANNELS = ("in_person", "signed_mail", "signed_mail", "online", "online", "ordinary_mail", "fax")
TO_CORRECT = "所需信息的名称、文号或者其他特征"
WINDOW, HEAD = 20, "公开机构负责人"

calendar = WorkCalendar.china()


def day_of(day: str | date) -> date:
    """A day, however it is written."""
    return day if isinstance(day, date) else date.fromisoformat(day)


def after(day: date, working_days: int) -> date:
    """So many working days later; 0 is the day itself."""
    return calendar.add(day, working_days) if working_days else day


class Diary:
    """One request: its entries (day, step, payload) in the order in which they happened."""

    def __init__(self, subject: str = "检查记录", unit: str = "综合科", applicant_type: str = "natural_person") -> None:
        self.subject, self.unit, self.applicant_type = subject, unit, applicant_type
        self.case_id = self.applicant = ""
        self.entries: list[tuple[date, str, dict[str, Any]]] = []

    def did(self, day: str | date, step: str, **payload: Any) -> Diary:
        """One more entry."""
        self.entries.append((day_of(day), step, payload))
        return self

    def arrived(self, day: str | date, channel: str = "in_person", received: str | date | None = None) -> Diary:
        """The request came; received: the day both sides confirmed it, where the channel asks for that."""
        self.did(day, "open", channel=channel, applicant_type=self.applicant_type, unit=self.unit)
        if channel in ("ordinary_mail", "fax"):
            return self.did(received or day, "confirm_receipt")
        if channel == "online":
            self.entries[0][2]["received_on"] = day_of(day)
        return self

    def answered(
        self, day: str | date, outcome: str | None = "not_held", without: tuple[str, ...] = (), **reply: Any
    ) -> Diary:
        """Draft, reviews, signature, reply and file; `without` leaves steps out."""
        day = day_of(day)
        ready = calendar.subtract(day, 1)
        ready = max(ready, self.entries[-1][0])
        self.did(ready, "submit_draft", by="承办员A", **({"outcome": outcome} if outcome else {}))
        for step, by in (("pass_secrecy_review", "审查员B"), ("pass_legal_review", "审核员C"), ("approve", "签发人D")):
            if step not in without:
                self.did(ready, step, by=by)
        carried = {"method": "direct", "signed_on": day, **({"outcome": outcome} if outcome else {})}
        carried |= STATED.get(outcome or "", {}) | reply
        self.did(day, "reply", **{key: value for key, value in carried.items() if value})
        return self if "archive" in without else self.did(after(day, 10), "archive")

    def through(self, last: date) -> Diary:
        """Only what had happened by a day."""
        self.entries = [entry for entry in self.entries if entry[0] <= last]
        for _, _, payload in self.entries:
            for key in [key for key, value in payload.items() if key == "signed_on" and day_of(value) > last]:
                del payload[key]
        return self


def lawful(dice: random.Random, first: date, days: int) -> Diary:
    """One request that was handled as the law wants it, whatever happened on the way."""
    diary = Diary(dice.choice(SUBJECTS), dice.choice(UNITS), dice.choice(TYPES))
    arrived = first + timedelta(days=dice.randrange(days))
    channel = dice.choice(CHANNELS)
    waits = dice.randrange(1, 5) if channel == "fax" else 0
    received = arrived + timedelta(days=waits)
    diary.arrived(arrived, channel, received)
    diary.did(after(received, dice.choice((0, 1, 1))), "register")
    reviewed = max(after(received, 1), diary.entries[-1][0])
    diary.did(reviewed, "review")
    fate = dice.choices((*_WAYS,), (14, 12, 8, 18, 4, 3, 3, 38))[0]
    return fate(dice, diary, received, reviewed)


def _reply(dice: random.Random, diary: Diary, start: date, least: int, most: int, outcome: str | None = None) -> Diary:
    """A reply so many working days from a start; the fuller the better for a graph."""
    day = after(start, dice.randint(least, most))
    method = dice.choice(("post", "post", "direct", "electronic"))
    if method == "post":
        sent = {"method": method, "posted_on": day, "signed_on": day + timedelta(days=dice.randrange(2, 6))}
    else:
        sent = {"method": method, "signed_on": day}
    return diary.answered(day, outcome or dice.choice(ANSWERS), **sent)


def _plain(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    diary.did(reviewed, "assign")
    return _reply(dice, diary, received, 5, WINDOW)


def _corrected(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    """Asked for within seven working days; the count begins anew when the correction comes."""
    sent = after(received, dice.randint(2, 7))
    served = sent + timedelta(days=dice.randrange(1, 4))
    diary.did(sent, "request_correction", items=TO_CORRECT, until=after(served, 15))
    diary.did(served, "record_delivery", letter="correction")
    if dice.random() < 0.2:
        return diary.did(after(served, 17), "lapse_uncorrected").did(after(served, 20), "archive")
    back = after(served, dice.randint(2, 14))
    diary.did(back, "receive_correction").did(after(back, 1), "assign")
    return _reply(dice, diary, back, 5, WINDOW)


def _asked(dice: random.Random, diary: Diary, received: date, reviewed: date, who: str) -> Diary:
    """Someone's opinion asked; the days from the day after sending to the answer are out."""
    diary.did(reviewed, "assign")
    used = dice.randint(2, 8)
    sent = after(received, used)
    served = sent + timedelta(days=dice.randrange(1, 4))
    back = after(served, dice.randint(2, 14))
    if who == "third_party":
        opinion = dice.choice(("consents", "objects"))
        diary.did(sent, "consult_third_party", party="第三方甲")
        diary.did(served, "record_delivery", letter="third_party", party="第三方甲")
        diary.did(back, "third_party_answers", party="第三方甲", opinion=opinion)
        outcome = "granted" if opinion == "consents" else "refused_third_party"
    else:
        capacity = dice.choice(("co_maker", "concerned"))
        diary.did(sent, "consult_agency", organ="某机关", capacity=capacity)
        diary.did(served, "record_delivery", letter="agency_opinion", organ="某机关")
        diary.did(back, "agency_answers", organ="某机关")
        outcome = dice.choice(ANSWERS)
    return _reply(dice, diary, back, 1, WINDOW - used, outcome)


def _third_party(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    return _asked(dice, diary, received, reviewed, "third_party")


def _agency(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    return _asked(dice, diary, received, reviewed, "agency")


def _extended(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    more = dice.choice((10, 15, 20, 20))
    diary.did(reviewed, "assign")
    diary.did(after(received, dice.randint(12, WINDOW)), "extend", working_days=more, approved_by=HEAD)
    return _reply(dice, diary, received, WINDOW, WINDOW + more)


def _withdrawn(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    day = max(after(received, dice.randint(2, 12)), reviewed)
    return diary.did(day, "withdraw").did(after(day, 5), "archive")


def _excessive(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    """Reasons asked for and found unreasonable: the clock runs on."""
    sent = after(received, 2)
    diary.did(sent, "request_reasons").did(after(sent, 1), "record_delivery", letter="reasons")
    diary.did(after(sent, 4), "receive_reasons", reasonable="no")
    return _reply(dice, diary, received, 9, WINDOW, "excessive")


def _delayed(dice: random.Random, diary: Diary, received: date, reviewed: date) -> Diary:
    """Reasons found reasonable: a day told, here sixty working days from receipt."""
    sent = after(received, 2)
    diary.did(sent, "request_reasons").did(after(sent, 1), "record_delivery", letter="reasons")
    diary.did(after(sent, 4), "receive_reasons", reasonable="yes")
    diary.did(after(sent, 5), "set_delayed_limit", until=after(received, 60))
    return _reply(dice, diary, received, 30, 60, "granted")


_WAYS = (_corrected, _third_party, _agency, _extended, _withdrawn, _excessive, _delayed, _plain)
