"""One flat row of a register as facts of a case. A row states facts, not every step; the rest is implied by replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from casework.backlog.cells import (
    Row,
    RowFault,
    check_possible,
    check_words,
    counts_of,
    in_units,
    outcome_of,
    read_days,
    texts_of,
    word_of,
)
from casework.backlog.row_letters import consultations, corrections
from casework.backlog.vocabulary import CORRECTION, meaning
from casework.case import Case, CaseOpened, StepTaken, read_clocks, replay
from casework.errors import DefinitionError, OutsideKnownDays, OutsideKnownLaw
from casework.law.dates import EARLIEST
from casework.procedure import Regime
from casework.regimes import REGIMES, regime_by_id, regime_on

Chooser = Callable[[date | None], Regime]


@frozen(slots=True)
class RowFacts:
    """What a row turned into. confirmed_on: of a table of steps, the day of a confirmation that was needed."""

    case: Case | None
    channel: str
    applicant_type: str
    outcome: str
    assumed: tuple[str, ...]
    odd: tuple[tuple[str, str], ...]
    why_unknown: tuple[str, str]
    first_day: date | None
    confirmed_on: date | None = None

    def received_by(self, on: date) -> date | None:
        """The day of receipt as the facts of a day tell it."""
        return received_by(self.first_day, self.confirmed_on, on)


def received_by(first_day: date | None, confirmed_on: date | None, on: date) -> date | None:
    """The day of receipt as the facts of a day tell it; until a request that needs it is confirmed, the day it came.

    Source: Order 711 art. 31(2), (3).
    """
    return confirmed_on if confirmed_on is not None and confirmed_on <= on else first_day


def chooser_for(regime: str, params: Mapping[str, str]) -> Chooser:
    """The law for a day of receipt, with other answers to open questions where a regime asks them.

    Raises:
        DefinitionError: A parameter that no regime has, or a value that is no answer.
    """
    if regime in REGIMES:
        members = [REGIMES[regime]]
    else:
        members = [candidate for candidate in REGIMES.values() if candidate.family == regime]
    if not members:
        regime_by_id(regime)
    asked_nowhere = [name for name in params if not any(name in member.params for member in members)]
    if asked_nowhere:
        known = ", ".join(dict.fromkeys(name for member in members for name in member.params))
        raise DefinitionError([f"param {name}: unknown; known are {known}" for name in asked_nowhere])
    adapted = {
        member.id: member.with_params({name: value for name, value in params.items() if name in member.params})
        for member in members
    }

    def choose(day: date | None) -> Regime:
        if regime in REGIMES:
            return adapted[regime]
        return adapted[members[-1].id if day is None else regime_on(regime, day).id]

    return choose


def flat_case(cells: Mapping[str, str], chooser: Chooser) -> RowFacts:
    """Turn the known cells of one row into a case.

    Raises:
        RowFault: An unreadable day, a reply before its receipt, an opinion before its letter, answers without letters.
    """
    row = Row(cells)
    read_days(row)
    channel = word_of(row, "channel")
    applicant_type = word_of(row, "applicant_type")
    received, unconfirmed = _receipt(row, channel)
    check_possible(row, received)
    check_words(row)
    if row.faults:
        raise RowFault(row.faults)
    outcome = outcome_of(row)
    if outcome == CORRECTION:
        _notice_for_reply(row)
        outcome = ""
    opened, why = _opening(row, received, channel, applicant_type, unconfirmed)
    try:
        regime = chooser(received if received is not None else None if opened.on == EARLIEST else opened.on)
        replied = min((row.days[key] for key in _REPLY_DAYS if key in row.days), default=None)
        if regime.chosen["regime_by"] == "reply" and received is not None and replied is not None:
            regime = chooser(replied)
    except OutsideKnownLaw as error:
        reason = (f"{received or opened.on}早于所收录的法规", str(error))
        return RowFacts(None, channel, applicant_type, outcome, (), (), reason, received)
    _middle(row, regime, opened, received)
    _reply(row, regime, outcome)
    _end(row)
    _extensions(row, regime, opened)
    case = replay(regime, _events(row, regime, opened), implied=True)
    return RowFacts(
        case,
        channel,
        applicant_type,
        outcome,
        tuple(dict.fromkeys(row.assumed)),
        tuple(row.odd),
        why,
        received or (None if opened.on == EARLIEST else opened.on),
    )


_REPLY_DAYS = ("replied_on", "reply_posted_on", "reply_signed_on")


def _notice_for_reply(row: Row) -> None:
    """The "reply" is a correction notice: its day is that of the notice, where no other is stated."""
    told = [row.days.pop(key) for key in _REPLY_DAYS if key in row.days]
    if told and "correction_requested_on" not in row.lists:
        row.lists["correction_requested_on"] = [told[0]]
        row.assumed.append("notice_day")


def _events(row: Row, regime: Regime, opened: CaseOpened) -> list[CaseOpened | StepTaken]:
    rank = regime.procedure.rank
    known = [entry for entry in row.steps if entry[1] in rank]
    # by rank first, then by day: one question a pair of days, which a column of rows can answer, too
    ordered = sorted(sorted(known, key=lambda entry: rank[entry[1]]), key=_day_of)
    return [opened, *(StepTaken(n + 2, day, step, payload) for n, (day, step, payload) in enumerate(ordered))]


def _day_of(entry: tuple[date, str, dict[str, Any]]) -> date:
    return entry[0]


def _receipt(row: Row, channel: str) -> tuple[date | None, bool]:
    """The day of receipt, or null and whether it merely awaits confirmation."""
    days = row.days
    if "received_on" in days:
        return days["received_on"], False
    submitted, arrived, confirmed = (days.get(key) for key in ("submitted_on", "arrived_on", "confirmed_on"))
    match channel:
        case "in_person" | "oral":
            return submitted or arrived, False
        case "signed_mail" if not meaning("channel", row.cells["channel"]).either:
            return arrived, False
        case "ordinary_mail" | "fax":
            return confirmed, confirmed is None and (arrived or submitted) is not None
        case "online":
            if confirmed is None and (arrived or submitted) is not None:
                row.assumed.append("automatic_receipt")
            return confirmed or arrived or submitted, False
    if confirmed is None and (arrived or submitted) is not None:
        row.assumed.append("receipt_day")
    return confirmed or arrived or submitted, False


def _opening(
    row: Row, received: date | None, channel: str, applicant_type: str, unconfirmed: bool
) -> tuple[CaseOpened, tuple[str, str]]:
    stated = [row.days[key] for key in ("submitted_on", "arrived_on") if key in row.days]
    payload: dict[str, Any] = {"channel": channel, "applicant_type": applicant_type, "unit": row.cells.get("unit")}
    payload["arrived_on"] = row.days.get("arrived_on")
    why = ("", "")
    if received is not None:
        payload["received_on"] = received
        stated.append(received)
    elif not unconfirmed or "registered_on" in row.days or _replied(row):
        payload["receipt_unknown"] = "yes"
        why = ("收到日无从确定：缺少收到日期", "the day of receipt is not stated")
    every = [*stated, *row.days.values(), *(day for days in row.lists.values() for day in days if day)]
    day = min(stated) if stated else min(every, default=EARLIEST)
    kept = {key: value for key, value in payload.items() if value not in (None, "")}
    return CaseOpened(1, day, row.cells["case_id"], kept), why


def _replied(row: Row) -> bool:
    return any(key in row.days for key in _REPLY_DAYS)


def _middle(row: Row, regime: Regime, opened: CaseOpened, received: date | None) -> None:
    days = row.days
    if "registered_on" in days:
        row.add(days["registered_on"], "register")
    corrections(row)
    consultations(row, "third_party", "party", "third_party", "第三方")
    consultations(row, "agency", "organ", "agency_opinion", "机关")
    if "fee_notified_on" in days:
        charged = {name: _whole(row, f"fee_{name}") for name in ("items", "pages", "amount")}
        row.add(days["fee_notified_on"], "issue_fee_notice", **charged)
        if "fee_served_on" in days:
            row.add(days["fee_served_on"], "record_delivery", letter="payment")
        if "fee_paid_on" in days:
            row.add(days["fee_paid_on"], "take_payment")
    if "delayed_until" in days:
        _delayed(row, regime, opened, received)
    for key, step in (
        ("secrecy_reviewed_on", "pass_secrecy_review"),
        ("legal_reviewed_on", "pass_legal_review"),
        ("approved_on", "approve"),
        ("objection_overridden_on", "override_objection"),
    ):
        if key in days:
            row.add(days[key], step)


def _whole(row: Row, key: str) -> str | None:
    """A whole number as written, without the .0 of a workbook; None for an empty cell."""
    return row.cells.get(key, "").removesuffix(".0").removesuffix(".00") or None


def _delayed(row: Row, regime: Regime, opened: CaseOpened, received: date | None) -> None:
    """The day of the letter has no column: taken as told in time, after whatever last began the limit anew."""
    if "set_delayed_limit" not in regime.procedure.steps:
        return
    until = row.days["delayed_until"]
    begun = [*row.lists.get("correction_received_on", ()), row.days.get("fee_paid_on"), received]
    registered = row.days.get("registered_on")
    if registered is not None and registered <= _in_time(row, regime, opened):
        begun.append(registered)  # before it is registered nothing else is done to a request
    day = max((each for each in begun if each is not None and each <= until), default=until)
    row.add(day, "set_delayed_limit", until=until)
    row.assumed.append("delayed_limit_told_in_time")


def _extensions(row: Row, regime: Regime, opened: CaseOpened) -> None:
    keys = ("extension_notified_on", "extension_working_days", "extension_until", "extension_approved_by")
    if not any(key in row.cells for key in keys):
        return
    notified, until = row.lists.get(keys[0], []), row.lists.get(keys[2], [])
    numbers, approvers = counts_of(row, keys[1]), texts_of(row, keys[3])
    for index in range(max(len(notified), len(until), len(numbers), len(approvers))):
        number = numbers[index] if index < len(numbers) else ""
        approver = approvers[index] if index < len(approvers) else ""
        told = until[index] if index < len(until) else None
        day = notified[index] if index < len(notified) else None
        if not (number or approver or told or day) or number == "0":
            continue
        if day is None:
            row.assumed.append("extension_in_time")
            day = _in_time(row, regime, opened)
        if not number and told is None:
            row.assumed.append("extension_length")
        row.add(day, "extend", working_days=number, until=told, approved_by=approver)


def _in_time(row: Row, regime: Regime, opened: CaseOpened) -> date:
    """The last day on which an extension without a day would have been in time."""
    events = _events(row, regime, opened)
    try:
        due = read_clocks(replay(regime, events, implied=True), max(event.on for event in events))["reply"].due
    except OutsideKnownDays:
        due = None
    return opened.on if due is None else due


def _reply(row: Row, regime: Regime, outcome: str) -> None:
    days = row.days
    method = word_of(row, "reply_method")
    posted, signed, stated = (days.get(key) for key in ("reply_posted_on", "reply_signed_on", "replied_on"))
    own = {"direct": signed, "entrusted": signed, "electronic": signed, "post": posted, "courier": posted}.get(method)
    day = own or posted or signed or stated
    if day is None:
        if "reply_dated_on" in days:
            row.odd.append(
                ("只有落款日期，不能作为答复日", "only the printed date of a reply is stated, which is not its day")
            )
        elif "withdrawn_on" not in days:
            _ended_without_a_day(row, outcome)
        return
    lapse = {"other_correction_overdue": "lapse_uncorrected", "other_fee_overdue": "lapse_unpaid"}.get(outcome)
    if lapse and lapse in regime.procedure.steps:
        row.add(day, lapse)
        return
    if own is None:
        row.assumed.append("reply_day")
    row.add(
        day,
        "reply",
        outcome=outcome if outcome in regime.outcomes else None,
        method=method,
        posted_on=posted,
        signed_on=signed,
        dated_on=days.get("reply_dated_on"),
        **{key: row.cells.get(key) for key in _REASONS},
    )


def _ended_without_a_day(row: Row, outcome: str) -> None:
    """Say that a request looks closed and states no day on which it was: it is counted as not replied to."""
    if outcome and outcome != CORRECTION:
        zh, en = "填有答复类型而无答复日", "an outcome is stated without the day of the reply"
    elif "archived_on" in row.days:
        zh, en = "已归档而无答复日", "it is archived without the day of a reply"
    else:
        return
    row.odd.append((f"{zh}，按未答复计", f"{en}: counted as not replied to"))


_REASONS = ("grounds", "withheld", "search", "directed_to", "earlier_reply")
"""What a reply states beside its outcome; a refusal without it is a finding."""


def _end(row: Row) -> None:
    days = row.days
    if "withdrawn_on" in days:
        row.add(days["withdrawn_on"], "withdraw")
    if "archived_on" in days:
        row.add(days["archived_on"], "archive")
    if "reopened_on" in days:
        number, unit = in_units(counts_of(row, "reopen_days")[0])
        row.add(days["reopened_on"], "reopen", days=number, unit=unit)
