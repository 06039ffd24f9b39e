"""The functions behind the names in the table: each says whether a requirement holds. All are pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from casework.case import relief_conditions
from casework.case.case import find
from casework.case.commands import wrong_value
from casework.case.events import Mark, StepTaken
from casework.case.letters import undelivered
from casework.case.moment import Moment
from casework.case.reading import reply_clock, runs_on
from casework.case.receipt import as_day, is_yes
from casework.procedure import Action, PayloadKey, Regime


def _letter_limit_over(moment: Moment, kind: str) -> bool:
    """Whether the letter the step closes has run out."""
    for letter in moment.letters():
        if letter.kind == kind and letter.closed is None and moment.name in ("", letter.name):
            deadline = letter.addressee_deadline(moment.case.regime, moment.calendar)
            return deadline is not None and moment.command.on > deadline.due
    return False


def _no_earlier_correction_notice(moment: Moment) -> bool:
    return "request_correction" not in moment.steps()


def _lapsed_uncorrected(moment: Moment) -> bool:
    lapses = [step for step in moment.steps() if step in ("lapse_uncorrected", "lapse_unpaid")]
    return bool(lapses) and lapses[-1] == "lapse_uncorrected"


def _reasons_found_reasonable(moment: Moment) -> bool:
    return any(e.step == "receive_reasons" and is_yes(e.payload.get("reasonable")) for e in moment.case.history)


def _letter_is_open(moment: Moment) -> bool:
    closing = (Action.ANSWERED, Action.WITHDRAWN)
    kind = next(effect.limit for effect in moment.row.effects.each if effect.action in closing)
    return find(moment.case.letters, kind, moment.name) is not None


def _another_organ(moment: Moment) -> bool:
    return moment.command.payload.get("capacity") != "internal_unit"


def _not_extended_yet(moment: Moment) -> bool:
    """One extension a running of the limit, as the clock itself reads it; after a restart one again (param)."""
    replies = [r for r in runs_on(moment.case, moment.command.on, moment.calendar) if r.limit.id == "reply"]
    return not replies or not replies[-1].extended


def _head_consents(moment: Moment) -> bool:
    payload = moment.command.payload
    return bool(str(payload.get("approved_by") or "").strip()) or payload.get("role") == "disclosure_head"


def _extension_within_cap(moment: Moment) -> bool:
    limits = moment.case.regime.limits["reply"]
    reply = (limits.known_on(moment.command.on) or limits.versions[0]).extension
    if reply is None:
        return False
    number = moment.command.payload.get("working_days")
    if number not in (None, ""):
        text = str(number)
        return text.isdigit() and 1 <= int(text) <= reply.cap
    until = _day(moment, "until")
    clock = reply_clock(moment.case, moment.command.on, moment.calendar)
    if until is None or clock is None or clock.due is None or until <= clock.due:
        return False
    return moment.calendar.count_after(clock.due, moment.calendar.next_working(until)) <= reply.cap


def _day(moment: Moment, key: str) -> date | None:
    try:
        return as_day(moment.command.payload.get(key))
    except ValueError:
        return None


def _not_an_ordered_limit(moment: Moment) -> bool:
    return "reopen" not in moment.steps()


def _objection_with_grounds(moment: Moment) -> bool:
    return any(
        e.step == "third_party_answers"
        and e.payload.get("opinion") == "objects"
        and is_yes(e.payload.get("reasonable"))
        for e in moment.case.history
    )


def _not_the_drafter(moment: Moment) -> bool:
    by = moment.command.payload.get("by")
    if not by:
        return True
    draft = moment.last("submit_draft")
    return not (isinstance(draft, StepTaken) and draft.payload.get("by") == by)


def _reviewed(moment: Moment, outcome: str) -> bool:
    """Whether what would be released was reviewed: since the case was opened anew, and not before it changed."""
    drafted, changed = "", False
    for event in reversed(moment.case.history):
        if event.step == "reopen":
            return False
        if event.step == "submit_draft":
            drafted = str(event.payload.get("outcome") or "")
            changed = changed or drafted != outcome
        elif event.step == "pass_secrecy_review":
            return not changed and _draft_before(moment, event.seq) in ("", outcome)
    return False


def _draft_before(moment: Moment, seq: int) -> str:
    """The outcome the draft carried when an entry was made; "" before any draft."""
    drafts = []
    for event in moment.case.history:
        if event.seq == seq:
            break
        if event.step == "submit_draft":
            drafts.append(str(event.payload.get("outcome") or ""))
    return drafts[-1] if drafts else ""


def _secrecy_review_on_file(moment: Moment) -> bool:
    """Only what releases nothing needs no review; an outcome nobody named may release something."""
    outcome = moment.case.regime.outcomes.get(moment.named_outcome)
    return (outcome is not None and not outcome.releases) or _reviewed(moment, outcome.id if outcome else "")


def _outcome_fit_for_the_spot(moment: Moment) -> bool:
    outcome = moment.named_outcome
    return outcome in ("granted_already_public", "publication") or (outcome == "granted" and _reviewed(moment, outcome))


def _reply_limit_missed(moment: Moment) -> bool:
    return moment.clock_state("reply") == "missed"


def _letter_was_sent(moment: Moment) -> bool:
    kind = str(moment.command.payload.get("letter", ""))
    steps = moment.steps()
    if kind == "relief":
        return "reply" in steps or "reply_on_the_spot" in steps
    if kind == "extension":
        return "extend" in steps
    asked = StepTaken(0, moment.command.on, "record_delivery", moment.command.payload)
    return undelivered(moment.letters(), asked) is not None


def _correction_fits(moment: Moment) -> bool:
    """An entry's day takes a day, a payload key what its step records there."""
    payload = moment.command.payload
    number, key, value = (str(payload.get(name, "")) for name in ("entry", "key", "value"))
    event = next((e for e in moment.case.events if str(e.seq) == number), None)
    if event is None or isinstance(event, Mark):
        return True
    if key == "on":
        return wrong_value(PayloadKey("on", "day"), value, moment.case.regime) is None
    keys = {each.name: each for each in moment.case.regime.procedure.steps[event.step].payload}
    return key in keys and wrong_value(keys[key], value, moment.case.regime) is None


def _entry_exists(moment: Moment) -> bool:
    number = str(moment.command.payload.get("entry", ""))
    return any(str(e.seq) == number and e.step not in ("", "correct_entry") for e in moment.case.history)


def figures(name: str, moment: Moment) -> tuple[str, str]:
    """What was asked for and what the limit allows, in Chinese and English; empty where no number decides."""
    if name == "extension_within_cap":
        limits, asked, one = moment.regime.limits["reply"], moment.command.payload.get("working_days"), "个工作日"
        unit = "working days"
    elif name == "decision_extension_within_cap":
        limits, asked, one = moment.regime.limits["reconsideration_decision"], moment.command.payload.get("days"), "日"
        unit = "days"
    else:
        return "", ""
    extension = (limits.known_on(moment.command.on) or limits.versions[0]).extension
    if extension is None or asked in (None, ""):
        return "", ""
    return f"要求{asked}{one}，最多{extension.cap}{one}", f"asked for {asked} {unit}, at most {extension.cap}"


CHECKS: Final[dict[str, Callable[[Moment], bool]]] = {
    "no_earlier_correction_notice": _no_earlier_correction_notice,
    "correction_limit_over": lambda moment: moment.clock_state("correction") == "lapsed",
    "lapsed_uncorrected": _lapsed_uncorrected,
    "reasons_limit_over": lambda moment: moment.clock_state("reasons") == "lapsed",
    "reasons_found_reasonable": _reasons_found_reasonable,
    "letter_is_open": _letter_is_open,
    "third_party_limit_over": lambda moment: _letter_limit_over(moment, "third_party"),
    "agency_limit_over": lambda moment: _letter_limit_over(moment, "agency"),
    "another_organ": _another_organ,
    "payment_limit_over": lambda moment: moment.clock_state("payment") == "lapsed",
    "not_extended_yet": _not_extended_yet,
    "head_consents": _head_consents,
    "extension_within_cap": _extension_within_cap,
    "not_an_ordered_limit": _not_an_ordered_limit,
    "objection_with_grounds": _objection_with_grounds,
    "reviewer_is_not_drafter": _not_the_drafter,
    "approver_is_not_drafter": _not_the_drafter,
    "secrecy_review_on_file": _secrecy_review_on_file,
    "outcome_fit_for_the_spot": _outcome_fit_for_the_spot,
    "reply_limit_missed": _reply_limit_missed,
    "proceeding_is_open": relief_conditions.proceeding_is_open,
    "letter_was_sent": _letter_was_sent,
    "entry_exists": _entry_exists,
    "correction_fits": _correction_fits,
    "decision_not_extended_yet": relief_conditions.decision_not_extended_yet,
    "decision_extension_within_cap": relief_conditions.decision_extension_within_cap,
    "judged_in_first_instance": lambda moment: moment.clock_state("appeal") in ("running", "lapsed"),
}


def holds(name: str, moment: Moment) -> bool:
    """Whether a requirement holds: by the law's own function where it brings one, otherwise by the engine's."""
    ((_, check),) = checks_of(moment.case.regime, (name,))
    return check(moment)


@lru_cache(maxsize=1024)
def checks_of(regime: Regime, names: tuple[str, ...]) -> tuple[tuple[str, Callable[[Moment], bool]], ...]:
    """The functions behind some requirements under a law, by name."""
    own = regime.procedure.conditions
    return tuple((name, own[name].holds or CHECKS[name]) if name in own else (name, CHECKS[name]) for name in names)


UNTIL_ASKED: Final = frozenset(
    (
        "ground_on_file",
        "withheld_parts_on_file",
        "as_approved",
        "decision_extension_within_cap",
        "head_consents",
        "extension_within_cap",
        "another_organ",
        "reviewer_is_not_drafter",
        "approver_is_not_drafter",
        "outcome_fit_for_the_spot",
        "letter_was_sent",
        "correction_fits",
        "entry_exists",
    )
)
"""Requirements that only the command's own payload decides: open while one asks what is possible."""
