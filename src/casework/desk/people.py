"""People: who may act, what an applicant may see, what is erased, and how the service was rated."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from attrs import evolve, frozen

from casework.case import Case, Command, FactCorrected, Mark, Reason, Refused, reply_clock
from casework.case.decide import refused
from casework.case.receipt import received_on
from casework.desk.file import CaseFile, file_of
from casework.desk.writing import Setting, is_open, noted
from casework.errors import ConditionNotMet
from casework.ledger import Change, Entry, Sealed
from casework.procedure import Regime

_OWN: Final = ("fields", "instead", "left", "proceedings")
"""What an erasure itself notes."""


def role_refused(setting: Setting, case: Case, command: Command) -> Refused | None:
    """The refusal of someone who does not hold the role of a step; null where the desk has no roles."""
    step = case.regime.procedure.steps.get(command.step)
    if setting.roles is None or step is None:
        return None
    held = setting.roles.get(str(command.payload.get("by", "")), ())
    if step.role in held:
        return None
    named = case.regime.procedure.roles[step.role]
    who = str(command.payload.get("by", "")) or "?"
    reason = Reason("role", f"本步骤由{named.zh}办理，{who}无此角色", f"{step.id} is for the {named.en}; {who} is none")
    return refused(case, command, [reason], setting.calendar)


def may_open(setting: Setting, regime: Regime, command: Command) -> None:
    """Whoever opens a case holds the role of it, where the desk has roles.

    Raises:
        ConditionNotMet: They do not.
    """
    role = regime.procedure.roles[regime.procedure.steps["open"].role]
    who = str(command.payload.get("by", ""))
    if setting.roles is not None and role.id not in setting.roles.get(who, ()):
        raise ConditionNotMet(
            f"open is for the {role.en}; {who or '?'} is none", condition="role", basis="office roles"
        )


def acting(setting: Setting, case: Case, command: Command) -> Command:
    """The command with the role in which its actor takes it, where the desk has roles."""
    step = case.regime.procedure.steps.get(command.step)
    if setting.roles is None or step is None or command.payload.get("role"):
        return command
    return evolve(command, payload={**command.payload, "role": step.role})


# -- what an applicant may see -----------------------------------------------------------------------------------------


@frozen(slots=True)
class Status:
    """A case as its applicant may see it. promised: the office's own last day for the reply, if it promised one."""

    case_id: str
    on: date
    state: str
    zh: str
    en: str
    received_on: date | None
    due: date | None
    clock: str
    replied_on: date | None
    promised: date | None = None


def status(setting: Setting, case: Case, on: date) -> Status:
    """The status of a case on a day."""
    clock = reply_clock(case, on, setting.calendar)
    state = case.regime.procedure.states[case.state]
    replied = [event.on for event in case.history if event.step in ("reply", "reply_on_the_spot") and event.on <= on]
    return Status(
        case.case_id, on, state.id, state.zh, state.en,
        clock.day_zero if clock is not None else received_on(case.regime, case.opened),
        clock.due if clock is not None and is_open(case.regime, case.state) else None,
        clock.state if clock is not None else "unknown",
        replied[-1] if replied else None,
        setting.office.promised_day(clock) if clock is not None and is_open(case.regime, case.state) else None,
    )  # fmt: skip


# -- erasing -----------------------------------------------------------------------------------------------------------


def redacted(
    setting: Setting, file: CaseFile, fields: Collection[str], on: date, *, reason: str, by: str, during_relief: str
) -> tuple[Change, Mark, Case]:
    """The change that erases fields throughout a case, its mark, and the case after it.

    Equal values get equal stand-ins, so that no letter loses its answer and no day moves. While relief is open the mark
    names the proceedings under `proceedings`: evidence went while it could still be asked for.

    Raises:
        ConditionNotMet: No field, no reason, nobody named, a field that no entry holds sealed, or relief is open.
    """
    if not reason.strip() or not by.strip() or not fields:
        raise ConditionNotMet(
            "erasing needs a field, a reason and who decides it", condition="reason", basis="the file of the case"
        )
    still_open = [" ".join(filter(None, each)) for each in file.case.proceedings]
    if still_open and not during_relief.strip():
        raise ConditionNotMet(
            f"{file.case.case_id}: {', '.join(still_open)} is open; wait until it is over, or say in "
            "`during_relief` why erasing cannot wait",
            condition="no_relief_open",
            basis="行政复议法 (2023) art. 46, by analogy",
        )
    found, left = places(file, fields)
    if missing := sorted(set(fields) - _held(file, found)):
        held = sorted({key for entry in file.entries for key, each in entry.sealed.items() if each.value is not None})
        plain = [f"entry {seq} holds {key!r} as plain text" for seq, key in left if key in missing]
        why = f"; {', '.join(plain)}, written before it was sealed: it cannot be erased" if plain else ""
        raise ConditionNotMet(
            f"{', '.join(missing)}: no such sensitive value stands here; there are: {', '.join(held) or 'none'}{why}",
            condition="field",
            basis="the file of the case",
        )
    names = {value: f"〔已清除{number}〕" for number, value in enumerate(dict.fromkeys(found.values()), 1)}
    instead = {f"{seq}.{key}": names[value] for (seq, key), value in found.items()}
    payload = {"fields": sorted(fields), "reason": reason, "by": by, "instead": instead}
    if left:
        payload["left"] = [f"{seq}.{key}" for seq, key in left]
    if still_open:
        payload |= {"proceedings": still_open, "during_relief": during_relief}
    mark = Mark(file.version + 1, on, "Redacted", payload)
    change = evolve(noted(setting, file, mark), erase=tuple(found))
    after = (*(_without(entry, found) for entry in file.entries), *change.entries)
    return change, mark, file_of(after, setting.laws).case


def _without(entry: Entry, found: Collection[tuple[int, str]]) -> Entry:
    """An entry as it is once values are erased."""
    gone = [key for key in entry.sealed if (entry.seq, key) in found]
    kept = {key: Sealed(each.digest) if key in gone else each for key, each in entry.sealed.items()}
    return evolve(entry, sealed=kept) if gone else entry


def places(file: CaseFile, fields: Collection[str]) -> tuple[dict[tuple[int, str], str], tuple[tuple[int, str], ...]]:
    """Where fields stand as (seq, key): sealed, with their values; and as plain text, which nothing can erase, since
    they were written before their key was sealed.
    """
    plain = tuple((entry.seq, key) for entry in file.entries for key in entry.public if key in fields)
    return _values(file, fields), tuple(place for place in plain if place[1] not in _OWN)


def _held(file: CaseFile, found: Collection[tuple[int, str]]) -> set[str]:
    """The fields that places hold: their keys, and of corrections the corrected ones."""
    corrected = {event.seq: event.key for event in file.case.events if isinstance(event, FactCorrected)}
    return {key for _, key in found} | {corrected[seq] for seq, key in found if key == "value" and seq in corrected}


def _values(file: CaseFile, fields: Collection[str]) -> dict[tuple[int, str], str]:
    """Where the fields stand, corrections of them included, and what stands there."""
    corrected = {event.seq: event.key for event in file.case.events if isinstance(event, FactCorrected)}
    return {
        (entry.seq, key): each.value
        for entry in file.entries
        for key, each in entry.sealed.items()
        if each.value is not None and (key in fields or (key == "value" and corrected.get(entry.seq) in fields))
    }
