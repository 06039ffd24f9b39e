"""What must be on file for an outcome: one function for the step that needs it and for the audit that looks back.

Each says whether what is wanted is there. None asks about an outcome that does not want it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from casework.procedure.rule import EventView, OnFile
from casework.procedure.values import as_text, is_no, is_yes

REFUSALS: Final = (
    "refused_state_secret", "refused_law_prohibits", "refused_three_safety_one_stability", "refused_third_party",
    "refused_internal_affairs", "refused_process_info", "refused_enforcement_file", "refused_admin_query",
)  # fmt: skip
"""Outcomes of class 三 (不予公开): each is told with its reasons."""
_THIRD_PARTY_ARTICLE: Final = {"cn_order_711": ("15", "第十五条"), "cn_order_492": ("23", "第二十三条")}
_THIRD_PARTY_WORDS: Final = ("第三方", "商业秘密", "个人隐私", "third party", "trade secret", "privacy")
_NONE: Final = ("no", "none", "无", "否", "未检索", "没有")


def _outcome(file: OnFile) -> str:
    return "" if file.outcome is None else file.outcome.id


def stated(file: OnFile, key: str) -> str:
    """What the reply or its draft states under a key; "" for nothing, and for a word that says there is none."""
    text = as_text(file.stated(key))
    return "" if _says_nothing(text) else text


def _says_nothing(text: str) -> bool:
    """A word that says there is none, or signs alone (—, /)."""
    return text.casefold() in _NONE or not any(sign.isalnum() for sign in text)


def ground_on_file(file: OnFile) -> bool:
    """A refusal states its ground. Source: Order 711 art. 36(3)."""
    return _outcome(file) not in REFUSALS or bool(stated(file, "grounds"))


def withheld_parts(text: str) -> list[tuple[str, str]]:
    """The parts of a text like "附件2:16(2);第3页:15" with the ground of each; "" where a part names none."""
    parts = []
    for piece in re.split(r"[;；\n]+", text):
        name, mark, ground = piece.strip().partition("：" if "：" in piece else ":")
        if name.strip() or ground.strip():
            parts.append((name.strip(), ground.strip() if mark else _ground_in(name)))
    return parts


def _ground_in(text: str) -> str:
    """The ground in a part written without a colon: an article, or words of one."""
    article = re.search(r"第?[0-9一二三四五六七八九十百]{1,9}条.*|art\.? ?\d+.*", text)
    if article:
        return article.group()
    return text if any(word in text for word in _THIRD_PARTY_WORDS) else ""


def withheld_parts_on_file(file: OnFile) -> bool:
    """A partial grant states a ground for each part it withholds. Source: Order 711 art. 37; Order 492 art. 22."""
    if _outcome(file) != "partially_granted" or stated(file, "grounds"):
        return True
    parts = withheld_parts(stated(file, "withheld"))
    return bool(parts) and all(ground for _, ground in parts)


def ground_sign(text: str) -> str:
    """What the functions here and the way of relief can tell of a ground: two texts of one sign are judged alike."""
    if _says_nothing(text):
        return "none"
    named = [law for law in _THIRD_PARTY_ARTICLE if _names_third_party(text, law)]
    return f"{sorted(set(re.findall(r'[0-9]+', text)))} {named}"


def withheld_sign(text: str) -> str:
    """The same of a text that names parts and their grounds."""
    if _says_nothing(text):
        return "none"
    return " ".join(sorted({f"{bool(ground)}{ground_sign(ground)}" for _, ground in withheld_parts(text)}))


def text_sign(text: str) -> str:
    """The same of a text of which only matters whether it is there."""
    return "none" if _says_nothing(text) else "some"


def outcome_sign(outcome: str, keys: Collection[str]) -> str:
    """Outcomes that want the same on file have one sign; "" for those that want nothing that could be told.

    keys: what the register or table of steps has columns for; without them no rule judges what they would state.
    """
    if outcome not in _WANTING and outcome not in REFUSALS:
        return ""
    sign = "refused" if outcome in REFUSALS and outcome != "refused_third_party" else outcome
    stated_in = _STATED_IN.get(sign)
    return sign if stated_in is None or any(key in keys for key in stated_in) else ""


_STATED_IN: Final = {
    "refused": ("grounds",), "partially_granted": ("withheld", "grounds"), "not_held": ("search",),
    "not_ours": ("directed_to",), "repeat": ("earlier_reply",),
}  # fmt: skip


_WANTING: Final = (
    "refused_third_party", "partially_granted", "not_held", "not_ours", "repeat", "excessive", "still_unclear",
    "other_correction_overdue", "other_fee_overdue",
)  # fmt: skip


def search_on_file(file: OnFile) -> bool:
    """What is said not to be held was searched for. Source: Order 711 art. 36(4); 指导案例101号."""
    return _outcome(file) != "not_held" or (bool(stated(file, "search")) and not is_no(file.stated("search")))


def organ_on_file(file: OnFile) -> bool:
    """The organ directed to, or that it cannot be told which. Source: Order 711 art. 36(5)."""
    return _outcome(file) != "not_ours" or any(sign.isalnum() for sign in as_text(file.stated("directed_to")))


def earlier_reply_on_file(file: OnFile) -> bool:
    """A repeated request names the reply it repeats. Source: Order 711 art. 36(6)."""
    return _outcome(file) != "repeat" or bool(stated(file, "earlier_reply"))


def for_a_third_party(file: OnFile) -> bool:
    """Whether the reply withholds something for a third party: the whole, or a part whose ground names art. 15."""
    if _outcome(file) == "refused_third_party":
        return True
    if _outcome(file) != "partially_granted":
        return False
    grounds = [ground for _, ground in withheld_parts(stated(file, "withheld"))] or [stated(file, "grounds")]
    return any(_names_third_party(ground, file.regime.id) for ground in grounds)


def _names_third_party(ground: str, law: str) -> bool:
    """Whether a ground names the article on third parties, or says what it protects. Bracketed numbers are paragraphs."""
    number, words = _THIRD_PARTY_ARTICLE[law]
    own = _without_other_acts(ground)
    articles = re.findall(r"(?<![\d(（.])\d+", own)
    return number in articles or words in own or any(word in ground.casefold() for word in _THIRD_PARTY_WORDS)


_ACT: Final = re.compile(
    r"《[^》]{0,80}》|[一-鿿]{0,40}(?:法|条例|办法|规定|细则|解释)(?=\s*(?:第|\d))|\b[A-Z][a-z]+ (?:Law|Act|Rules)\b|\bOrder \d+"
)
_OWN_ACT: Final = re.compile(r".*信息公开条例.*|《?(?:依据|根据|依照|按照|本)*条例》?|Order (?:711|492)")
_APART: Final = re.compile(r"([;；。\n)）])")


def _without_other_acts(ground: str) -> str:
    """A ground without the articles of acts other than the Regulation: 保密法第15条 names no third party."""
    kept = ""
    for piece in _APART.split(ground):
        ours = True
        last = 0
        for act in _ACT.finditer(piece):
            kept += piece[last : act.start()] if ours else ""
            ours, last = _OWN_ACT.fullmatch(act.group()) is not None, act.end()
        kept += piece[last:] if ours else ""
    return kept


def reasoned_objection(file: OnFile) -> bool:
    """Whether a third party objected and its reasons were found reasonable. Source: Order 711 art. 32."""
    return bool(_objections(file))


def _objections(file: OnFile) -> list[EventView]:
    return [
        event
        for event in file.all("third_party_answers")
        if event.payload.get("opinion") == "objects" and is_yes(event.payload.get("reasonable"))
    ]


def released_against_objection(file: OnFile) -> bool:
    """Whether something is released that a third party objected to with reason, and is not withheld for it."""
    if file.outcome is None or not file.outcome.releases or not reasoned_objection(file):
        return False
    if _outcome(file) == "partially_granted" and not (stated(file, "withheld") or stated(file, "grounds")):
        return False  # nobody can tell what was withheld; that no ground is stated is another rule's
    return not for_a_third_party(file)


def objection_overridden(file: OnFile) -> bool:
    """A reasoned objection stands against a release unless the public interest overrode it. Source: arts. 15, 32."""
    return not released_against_objection(file) or bool(file.all("override_objection"))


def told_in_time(file: OnFile) -> bool:
    """The third party was told in writing as long before the release as the office waits (param release_wait)."""
    wait = int(file.regime.chosen.get("release_wait", "0"))
    if wait == 0 or not released_against_objection(file):
        return True
    told = [event.on for event in file.all("notify_third_party")]
    return bool(told) and (told[0] < file.acted_on and file.days.count_after(told[0], file.acted_on) >= wait)


def third_party_told(file: OnFile) -> bool:
    """Each third party was told in writing what is released over its objection, and why. Source: art. 32."""
    if not released_against_objection(file):
        return True
    told = {as_text(event.payload.get("party")) for event in file.all("notify_third_party")}
    if not told or not told_in_time(file):
        return False
    return "" in told or _objecting(file) <= told


def _objecting(file: OnFile) -> set[str]:
    """The names of those who objected with reason; who has none is not told apart."""
    return {as_text(event.payload.get("party")) for event in _objections(file)} - {""}


def as_approved(file: OnFile) -> bool:
    """A reply has the outcome of the draft that was approved; before any draft there is nothing to differ from.

    A draft of before the case was handled anew says nothing of the reply after it.
    """
    drafts = file.all("submit_draft")
    if not drafts or as_text(drafts[-1].payload.get("outcome")) == _outcome(file):
        return True
    anew = [event.on for event in file.all("reopen")][-1:]
    drafts = [draft for draft in drafts if not any(draft.on < day for day in anew)]
    drafted = as_text(drafts[-1].payload.get("outcome")) if drafts else ""
    return not drafted or not _outcome(file) or drafted == _outcome(file)


def corrected(file: OnFile) -> bool:
    """A notice, and the corrected application that is still unclear. Source: Order 711 art. 30."""
    return bool(file.all("request_correction")) and bool(file.all("receive_correction"))


def correction_asked(file: OnFile) -> bool:
    """A correction notice and its delivery. Source: Order 711 art. 30."""
    return bool(file.all("request_correction")) and _delivered(file, "correction")


def fee_asked(file: OnFile) -> bool:
    """A fee notice and its delivery. Source: 国办函〔2020〕109号 art. 6."""
    return bool(file.all("issue_fee_notice")) and _delivered(file, "payment")


def _delivered(file: OnFile, letter: str) -> bool:
    return any(event.payload.get("letter") == letter for event in file.all("record_delivery"))


def consulted(file: OnFile) -> bool:
    """A third party whose rights are the reason was asked. Source: Order 711 art. 32; Order 492 art. 23."""
    return not for_a_third_party(file) or bool(file.all("consult_third_party"))


def consented_all(file: OnFile) -> bool:
    """Whether every third party that was asked consented to the release of everything."""
    asked = {as_text(event.payload.get("party")) for event in file.all("consult_third_party")}
    answers = file.all("third_party_answers")
    answered = {as_text(event.payload.get("party")) for event in answers}
    if not answers or (len(file.all("consult_third_party")) > len(answers)) or not asked <= (answered | {""}):
        return False
    return all(event.payload.get("opinion") == "consents" for event in answers)


ON_FILE_711: Final = {
    "still_unclear": corrected,
    "other_correction_overdue": correction_asked,
    "other_fee_overdue": fee_asked,
}
"""What else an outcome wants on file that no rule of its own asks for."""
