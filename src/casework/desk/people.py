"""People: who may act, what an applicant may see, what is erased, and how the service was rated."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attrs import evolve, frozen

from casework.case import Case, Command, FactCorrected, Mark, Reason, Refused, reply_clock
from casework.case.decide import refused
from casework.case.receipt import received_on
from casework.desk.file import CaseFile, file_of
from casework.desk.writing import Setting, is_open, noted
from casework.errors import ConditionNotMet, LedgerConflict
from casework.ledger import Change, Entry, Sealed
from casework.office_clocks import BAD, RATED, RECTIFIED
from casework.procedure import Regime


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
        ConditionNotMet: No reason, nobody named, a field that no entry holds sealed, or relief is open.
    """
    if not reason.strip() or not by.strip():
        raise ConditionNotMet(
            "erasing needs a reason and who decides it", condition="reason", basis="the file of the case"
        )
    still_open = [" ".join(filter(None, each)) for each in file.case.proceedings]
    if still_open and not during_relief.strip():
        raise ConditionNotMet(
            f"{file.case.case_id}: {', '.join(still_open)} is open; wait until it is over, or say in "
            "`during_relief` why erasing cannot wait",
            condition="no_relief_open",
            basis="行政复议法 (2023) art. 46, by analogy",
        )
    found = _values(file, fields)
    if missing := sorted(set(fields) - {key for _, key in found}):
        held = sorted({key for entry in file.entries for key, each in entry.sealed.items() if each.value is not None})
        raise ConditionNotMet(
            f"{', '.join(missing)}: no such sensitive value stands here; there are: {', '.join(held) or 'none'}",
            condition="field",
            basis="the file of the case",
        )
    names = {value: f"〔已清除{number}〕" for number, value in enumerate(dict.fromkeys(found.values()), 1)}
    instead = {f"{seq}.{key}": names[value] for (seq, key), value in found.items()}
    payload = {"fields": sorted(fields), "reason": reason, "by": by, "instead": instead}
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


def _values(file: CaseFile, fields: Collection[str]) -> dict[tuple[int, str], str]:
    """Where the fields stand, corrections of them included, and what stands there."""
    corrected = {event.seq: event.key for event in file.case.events if isinstance(event, FactCorrected)}
    return {
        (entry.seq, key): each.value
        for entry in file.entries
        for key, each in entry.sealed.items()
        if each.value is not None and (key in fields or (key == "value" and corrected.get(entry.seq) in fields))
    }


# -- ratings -----------------------------------------------------------------------------------------------------------


@frozen(slots=True)
class Rating:
    """One rating: its score, and for a bad one by when it is to be put right (office setting) and when it was."""

    score: int
    on: date
    due: date | None = None
    rectified_on: date | None = None

    @property
    def bad(self) -> bool:
        """Whether it must be put right."""
        return self.score <= BAD

    def overdue(self, on: date) -> bool:
        """Whether it was to be put right before the end of a day and was not."""
        return self.due is not None and (self.rectified_on or on) > self.due


def rated(file: CaseFile, score: int, on: date, comment: str) -> Mark:
    """The mark of a rating.

    Raises:
        ConditionNotMet: Not 1 to 5, or nothing has been answered yet.
    """
    if isinstance(score, bool) or score not in range(1, 6):
        raise ConditionNotMet(f"a rating is 1 to 5, got {score!r}", condition="score", basis="国办发〔2019〕51号")
    if is_open(file.case.regime, file.case.state):
        raise ConditionNotMet("a case is rated once it has ended", condition="ended", basis="国办发〔2019〕51号")
    payload = {"score": score, **({"comment": comment} if comment else {})}
    return Mark(file.version + 1, on, RATED, payload)


def rated_before(setting: Setting, key: str, case_id: str, score: int, on: date, comment: str) -> int | None:
    """The entry of a rating that a key wrote before; None if the key is new.

    Raises:
        LedgerConflict: The key was used for another act, or for another rating.
    """
    written = setting.ledger.written(key) if key else None
    if written is None:
        return None
    entry = next((each for each in setting.ledger.history(written[0]) if each.seq == written[1]), None)
    if entry is None or written[0] != case_id or entry.name != RATED:
        raise LedgerConflict(f"the key {key!r} was used for another act of {written[0]}")
    said = entry.sealed.get("comment")
    same_words = (said is not None and said.value is None) or (said.value if said is not None else "") == comment
    if entry.public.get("score") != score or entry.on != on or not same_words:
        raise LedgerConflict(f"the key {key!r} was used for another rating of {case_id}; give each its own key")
    return entry.seq


def rectified(file: CaseFile, on: date, by: str, note: str) -> tuple[Mark, int]:
    """The mark that the oldest bad rating still waiting was put right, and the entry of that rating.

    Raises:
        ConditionNotMet: None is waiting, or the day is before it.
    """
    done = sum(mark.name == RECTIFIED for mark in file.marks)
    bad = [mark for mark in file.marks if mark.name == RATED and int(mark.payload["score"]) <= BAD]
    if len(bad) <= done:
        raise ConditionNotMet("no bad rating waits here", condition="rated", basis="国办发〔2019〕51号")
    if on < bad[done].on:
        raise ConditionNotMet(
            f"the rating is of {bad[done].on}: it cannot be put right on {on}",
            condition="rated",
            basis="国办发〔2019〕51号",
        )
    mark = Mark(file.version + 1, on, RECTIFIED, {"by": by, **({"note": note} if note else {})})
    return mark, bad[done].seq


def rectify_from(setting: Setting, mark: Mark) -> date | None:
    """From which day a sweep should look at a rating; None if the office set no time to put a bad one right."""
    return mark.on if setting.office.rectify_within is not None and int(mark.payload["score"]) <= BAD else None


def rating_at(setting: Setting, file: CaseFile, seq: int, on: date) -> Rating:
    """The rating of an entry, as it stands at the end of a day, or of its own day if that is later."""
    mark = next(mark for mark in file.marks if mark.seq == seq)
    rated_by = [each for each in file.marks if each.name == RATED and each.on <= max(on, mark.on)]
    return ratings(setting, file, max(on, mark.on))[rated_by.index(mark)]


def ratings(setting: Setting, file: CaseFile, on: date) -> tuple[Rating, ...]:
    """Every rating by the end of a day."""
    done = [mark.on for mark in file.marks if mark.name == RECTIFIED and mark.on <= on]
    found = []
    within = setting.office.rectify_within
    for mark in file.marks:
        if mark.name == RATED and mark.on <= on:
            score = int(mark.payload["score"])
            bad = score <= BAD
            due = setting.calendar.add(mark.on, within) if bad and within is not None else None
            found.append(Rating(score, mark.on, due, done.pop(0) if bad and done else None))
    return tuple(found)
