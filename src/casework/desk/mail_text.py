"""What a mail says of a message: which case, which limit, how it stands, what can be done. In Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_HEADS: Final = {
    "zh": {
        "case": "案件编号", "what": "事项", "on": "日期", "state": "当前状态", "limit": "期限", "rung": "提醒",
        "reached": "到达日", "due": "届满日", "left": "余期", "basis": "依据", "next": "可办理",
        "reply": "答复期限届满日",
    },
    "en": {
        "case": "Case", "what": "Event", "on": "Day", "state": "State", "limit": "Limit", "rung": "Card",
        "reached": "Reached on", "due": "Due", "left": "Time left", "basis": "Basis", "next": "Possible next",
        "reply": "Reply due",
    },
}  # fmt: skip
_MARKS: Final = {"zh": ("：", "、", "；"), "en": (": ", ", ", "; ")}


def mail_text(told: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """Subject and body of a message."""
    card = told.get("card")
    return _of_event(told, lang) if card is None else _of_card(told, card, lang)


def _of_card(told: Mapping[str, Any], card: Mapping[str, Any], lang: str) -> tuple[str, str]:
    limit, rung, due = card[f"limit_{lang}"], card[f"rung_{lang}"], card["due"] or "-"
    left = _left(card, lang)
    number = card["clock"].partition("#")[2]
    named = f"{limit} #{number}" if number else limit
    if lang == "zh":
        subject = f"【{rung}】{told['case_id']}：{named}{due}届满，{left}"
    else:
        subject = f"[{rung}] {told['case_id']}: {named}, due {due}, {left}"
    steps = _MARKS[lang][1].join(step[lang] for step in card["next"]) or "-"
    lines = {
        "case": told["case_id"],
        "limit": named,
        "rung": rung,
        "reached": card["reached_on"],
        "due": due,
        "left": left,
        "state": told.get(f"state_{lang}") or told["state"],
        "basis": card[f"basis_{lang}"],
        "next": steps,
    }
    return subject, _body(lines, lang)


def _left(card: Mapping[str, Any], lang: str) -> str:
    """Days left or over, as read on the day the card was reached."""
    over, left = int(card["overdue_by"]), int(card["days_left"])
    count = over or left
    if lang == "zh":
        unit = card["unit_zh"]
        return f"已逾期{over}{unit}" if over else f"还剩{left}{unit}" if left else "当日届满"
    unit = f"{card['unit_en']}{'' if count == 1 else 's'}"
    return f"overdue by {over} {unit}" if over else f"{left} {unit} left" if left else "last day"


def _of_event(told: Mapping[str, Any], lang: str) -> tuple[str, str]:
    what = told.get(lang) or told["event"]
    lines = {
        "case": told["case_id"],
        "what": what,
        "on": told["on"],
        "state": told.get(f"state_{lang}") or told["state"],
        "reply": told["due"] or "-",
    }
    return f"{told['case_id']}{_MARKS[lang][0]}{what}", _body(lines, lang)


def _body(lines: Mapping[str, str], lang: str) -> str:
    heads, mark = _HEADS[lang], _MARKS[lang][0]
    return "\n".join(f"{heads[key]}{mark}{text}" for key, text in lines.items() if text)
