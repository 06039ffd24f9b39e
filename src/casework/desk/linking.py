"""Cases that name each other: a link points to a case that is there, and a split opens its parts.

A part is the request it was split from, under its own number: the same law, the same steps up to the split, so every
clock reads as it did and none starts anew. It is linked back.
"""

from __future__ import annotations

import re
from typing import Any, Final

from attrs import evolve

from casework.case import Case, CaseOpened, Command, Event, Note, Reason, Refused, StepTaken, replay
from casework.case.decide import refused
from casework.desk.file import CaseFile
from casework.desk.writing import Setting, change_of
from casework.law.citation import Act, Citation
from casework.ledger import Change
from casework.texts import check_number

LINK: Final = "link"
SPLIT: Final = "split"
TO: Final = "to"
INTO: Final = "into"
_BETWEEN: Final = re.compile(r"[、,，;；]")
_NAMED: Final = {LINK: TO, SPLIT: INTO}
_PRACTICE: Final = Citation(Act("practice", "办理惯例", "practice"))


def as_text(command: Command) -> Command:
    """The command with the numbers it names as one text, where the caller gave a list of them."""
    key = _NAMED.get(command.step, "")
    value = command.payload.get(key)
    if not isinstance(value, list | tuple):
        return command
    return evolve(command, payload={**command.payload, key: "、".join(str(each).strip() for each in value)})


def numbers(value: Any) -> tuple[str, ...]:
    """The numbers in a text: one, or several with 、 or a comma or a semicolon between them."""
    return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(str(value or "")) if part.strip()))


def not_there(setting: Setting, case: Case, command: Command) -> Refused | None:
    """The refusal of a link or a split that names the wrong cases; None for any other step.

    Raises:
        TextRefused: A part's number is not one line of text.
    """
    return link_refused(setting, case, command) or split_refused(setting, case, command)


def link_refused(setting: Setting, case: Case, command: Command) -> Refused | None:
    """The refusal of a link to a case that is not there, or to itself; None for any other step."""
    if command.step != LINK or not command.payload.get(TO):
        return None
    whole = str(command.payload[TO]).strip()
    asked = (whole,) if setting.ledger.history(whole) else numbers(whole)
    reasons = [
        Reason(
            "linked_case_exists",
            f"没有编号为“{each}”的案件",
            f"there is no case {each!r} to link to",
            instead_zh="核对编号，或先立案",
            instead_en="check the number, or open that case first",
        )
        for each in asked
        if each != case.case_id and not setting.ledger.history(each)
    ]
    if case.case_id in asked:
        reasons.append(Reason("linked_case_is_another", "案件不能与自身关联", "a case is not linked to itself"))
    return refused(case, command, reasons, setting.calendar) if reasons else None


def split_refused(setting: Setting, case: Case, command: Command) -> Refused | None:
    """The refusal of a split into a number that is taken; None for any other step.

    Raises:
        TextRefused: A part's number is not one line of text.
    """
    taken = []
    for each in _parts(case, command):
        check_number(each)
        if setting.ledger.history(each):
            zh, en = f"已有编号为“{each}”的案件", f"there is a case {each!r} already"
            instead = {"instead_zh": "给拆分出的案件另编编号", "instead_en": "give the part another number"}
            taken.append(Reason("part_is_new", zh, en, **instead))
    return refused(case, command, taken, setting.calendar) if taken else None


def parts_of(setting: Setting, file: CaseFile, command: Command) -> list[tuple[Change, Case]]:
    """The change that opens each part of a split, and the part; none for any other step."""
    found = []
    for number in _parts(file.case, command):
        part = _part(file.case, number, command)
        found.append((change_of(setting, None, part, part.events, command.on, pin=file.pin), part))
    return found


def no_parts(case: Case, command: Command, seq: int) -> tuple[Note, ...]:
    """What there is to say of a split that names no part."""
    if command.step != SPLIT or _parts(case, command):
        return ()
    zh, en = "未写明拆分后的案件编号（into），没有立新案", "no part is named in `into`: no case was opened"
    return (Note("split_without_parts", command.on, seq, zh, en, _PRACTICE),)


def _parts(case: Case, command: Command) -> tuple[str, ...]:
    if command.step != SPLIT:
        return ()
    return tuple(each for each in numbers(command.payload.get(INTO)) if each != case.case_id)


def _part(case: Case, number: str, command: Command) -> Case:
    """The part: what happened to the request up to the split, and the link back to it."""
    events: list[Event] = []
    for event in case.history:
        if event.on > command.on:
            continue
        if isinstance(event, CaseOpened):
            events.append(CaseOpened(len(events) + 1, event.on, number, event.payload))
        elif isinstance(event, StepTaken) and event.step not in _NAMED:
            events.append(StepTaken(len(events) + 1, event.on, event.step, event.payload))
    who = {key: value for key, value in command.payload.items() if key in ("by", "role") and value}
    events.append(StepTaken(len(events) + 1, command.on, LINK, {TO: case.case_id, **who}))
    return replay(case.regime, events, implied=case.implies)
