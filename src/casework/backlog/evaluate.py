"""Every case of a register on a day: by when the law wants a reply, why, and whether it was kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from casework.backlog.register import Register, RegisterCase, Rejected, read_register
from casework.backlog.summary import summarise
from casework.backlog.why import why
from casework.case import Case, Clock, Note, Reading, read, read_clocks, replay
from casework.errors import CaseworkError
from casework.escalation import Rung, standing_card
from casework.office import Office
from casework.office_clocks import latest, office_clocks, own_columns
from casework.workdays import WorkCalendar

Progress = Callable[[int, int], None]


@frozen(slots=True)
class Evaluated:
    """One request on a day.

    verdict: on_time, late (replied), open, overdue (not replied), ended (without a reply), unknown. clock is the reply
    limit's latest one; null where the case has no law or is not received yet. own: the limits the office set itself.
    """

    source: RegisterCase
    state: str
    verdict: str
    clock: Clock | None
    notes: tuple[Note, ...] = ()
    why: str = ""
    warned: tuple[tuple[str, str], ...] = ()
    flips: bool = False
    card: Rung | None = None
    on: date | None = None
    calendar: WorkCalendar | None = field(default=None, repr=False)
    own: Mapping[str, Clock] = field(factory=dict, repr=False)

    @property
    def case_id(self) -> str:
        """The office's number."""
        return self.source.case_id

    def clocks(self) -> dict[str, Clock]:
        """Every clock of the case, relief included, read anew; empty where no law can be applied."""
        return (
            {} if self.source.case is None or self.on is None else read_clocks(self.source.case, self.on, self.calendar)
        )

    def as_row(self) -> dict[str, Any]:
        """The row of cases.csv; nothing that identifies the applicant."""
        clock, source = self.clock, self.source
        case = source.case
        return {
            "row": source.row,
            "case_id": source.case_id,
            "unit": source.unit,
            "channel": source.channel,
            "regime": "" if case is None else case.regime.id,
            "state": self.state,
            "outcome": source.outcome or ended_as(case, self.on),
            "day_zero": clock and clock.day_zero,
            "due": clock and clock.due,
            "latest_due": clock and clock.latest_due,
            "provisional": clock and clock.provisional,
            "clock": clock.state if clock else "unknown",
            "length": clock and clock.length,
            "days_used": clock and clock.days_used,
            "days_left": clock and clock.days_left,
            "overdue_by": clock and clock.overdue_by,
            "ended_on": clock and clock.ended_on,
            "verdict": self.verdict,
            "card": self.card.id if self.card else "",
            "assumed": " ".join(source.assumed),
            "notes": " ".join(dict.fromkeys(note.code for note in self.notes)),
            "why": self.why,
        }

    def own_row(self, columns: Sequence[str]) -> dict[str, Any]:
        """Its cells under the columns that the office's limits add (`own_columns`)."""
        found: dict[str, Any] = {}
        for name in columns:
            clock = latest(self.own, name.removesuffix("_due"), self.clock)
            if name.endswith("_due"):
                found[name] = None if clock is None else clock.due
            else:
                found[name] = "" if clock is None else clock.state
        return found


@frozen(slots=True)
class Evaluation:
    """A whole register on a day: a row a case, the summary (terms as in the interface), and what was rejected."""

    on: date
    rows: tuple[Evaluated, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    summary: dict[str, Any]
    register: Register = field(repr=False)
    own_columns: tuple[str, ...] = ()

    def as_table(self) -> list[dict[str, Any]]:
        """The rows as plain dictionaries, ready for a data frame; the office's own limits come last."""
        return [row.as_row() | row.own_row(self.own_columns) for row in self.rows]


_ENDED_AS = {
    "withdraw": "other_other",
    "terminate": "other_other",
    "lapse_uncorrected": "other_correction_overdue",
    "lapse_unpaid": "other_fee_overdue",
}


def ended_as(case: Case | None, on: date | None) -> str:
    """The outcome of a case that ended without a reply, if it did by the day; "" otherwise."""
    if case is None:
        return ""
    seen = [event.step for event in case.history if event.step in _ENDED_AS and (on is None or event.on <= on)]
    return _ENDED_AS[seen[-1]] if seen else ""


def evaluate(
    register: Register | str | Path,
    on: date,
    *,
    sheet: str | None = None,
    calendar: WorkCalendar | None = None,
    office: Office | None = None,
    lang: str = "en",
    progress: Progress | None = None,
) -> Evaluation:
    """Read every case's clocks on a day. Facts dated after it are unseen; a case received after it is not counted.

    Args:
        register: As read by `read_register`, or the path of a file for it.
        on: The day of the reading, judged at its end.
        sheet: Of a path: the name of the sheet that is the register; None looks for it.
        calendar: Which days count; each regime's own if not given.
        office: Its cards and its promise; without one the national ladder and the statute's limit.
        lang: Language of the `why` sentences, "zh" or "en".
        progress: Told (cases done, cases in all).
    """
    if not isinstance(register, Register):
        register = read_register(register, sheet=sheet)
    elif sheet is not None:
        raise CaseworkError("sheet= goes with the path of a file: this register was read already")
    settings = office or Office()
    rows: list[Evaluated] = []
    warnings = list(register.warnings)
    total = len(register.cases)
    for index, source in enumerate(register.cases):
        if progress is not None and index % 500 == 0:
            progress(index, total)
        if source.first_day is not None and source.first_day > on:
            said = not_counted(source.first_day, on)[lang != "zh"]
            warnings.append(_where(source, lang) + said)
            continue
        columns = None if register.long_form else register.columns
        rows.append(_evaluated(source, on, calendar, settings, lang, columns))
    for row in rows:
        warnings += [_where(row.source, lang) + said[lang != "zh"] for said in row.warned]
    if progress is not None:
        progress(total, total)
    summary = summarise(rows, register, on, settings.ladder, lang=lang)
    return Evaluation(
        on, tuple(rows), register.rejected, tuple(warnings), {**summary, "warnings": list(warnings)}, register,
        own_columns(settings),
    )  # fmt: skip


WHERE: Final = {"zh": "第{row}行{case_id}：", "en": "row {row}, {case_id}: "}
"""How a warning begins that is about one row."""


def _where(source: RegisterCase, lang: str) -> str:
    return WHERE["zh" if lang == "zh" else "en"].format(row=source.row, case_id=source.case_id)


def not_counted(first_day: date, on: date) -> tuple[str, str]:
    """Of a request that came after the day, in Chinese and English."""
    return f"{first_day}收到，晚于{on}，不计入", f"received {first_day}, after {on}; not counted"


def not_seen(case: Case, on: date) -> tuple[tuple[str, str], ...]:
    """The facts of a case that are dated after the day, in Chinese and English."""
    steps = case.regime.procedure.steps
    return tuple(
        (
            f"“{steps[event.step].zh}”记载于{event.on}，晚于{on}，未计入",
            f"{event.step} is dated {event.on}, after {on}: not seen",
        )
        for event in case.history
        if event.on > on
    )


def _evaluated(
    source: RegisterCase,
    on: date,
    calendar: WorkCalendar | None,
    office: Office,
    lang: str,
    columns: Collection[str] | None,
) -> Evaluated:
    case = source.case
    if case is None:
        return Evaluated(source, "unknown", "unknown", None, why=source.why_unknown[0 if lang == "zh" else 1])
    try:
        return _read(source, case, on, calendar, office, lang, columns)
    except CaseworkError as error:
        return Evaluated(source, case.state, "unknown", None, why=str(error))


def _read(
    source: RegisterCase,
    case: Case,
    on: date,
    calendar: WorkCalendar | None,
    office: Office,
    lang: str,
    columns: Collection[str] | None,
) -> Evaluated:
    found = judge(case, on, calendar, office, source.assumed, columns=columns)
    said = why(source, source.received_by(on), found.clock, found.verdict, found.notes, on, lang)
    return Evaluated(
        source,
        found.state,
        found.verdict,
        found.clock,
        found.notes,
        said,
        not_seen(case, on),
        found.flips,
        found.card,
        on,
        calendar,
        found.own,
    )


@frozen(slots=True)
class Judged:
    """What a case comes to on a day: its state, verdict, latest reply limit, notes, and its highest card.

    flips: the verdict rests on an assumed extension. reading: every clock it was read from, those of relief left out.
    own: the limits the office set itself.
    """

    state: str
    verdict: str
    clock: Clock | None
    notes: tuple[Note, ...]
    flips: bool
    card: Rung | None
    reading: Reading = field(repr=False, eq=False)
    own: Mapping[str, Clock] = field(factory=dict, repr=False, eq=False)


def judge(
    case: Case,
    on: date,
    calendar: WorkCalendar | None,
    office: Office,
    assumed: Sequence[str],
    *,
    columns: Collection[str] | None = None,
) -> Judged:
    """Read a case on a day; facts dated after it are unseen. columns: of a flat register, those it has."""
    unseen = any(event.on > on for event in case.history)
    seen = (
        replay(case.regime, [event for event in case.history if event.on <= on], implied=case.implies)
        if unseen
        else case
    )
    reading = read(case, on, calendar, relief=False)
    clock = next((c for c in reversed(reading.clocks.values()) if c.limit == "reply"), None)
    verdict = verdict_of(reading.clocks)
    flips = any(kind.startswith("extension") for kind in assumed) and _flips(case, on, calendar, verdict)
    card = standing_card(reading.clocks, office.ladder, on, seen.state, office.promised_day)
    own = office_clocks(office, seen, reading.clocks, on, calendar, columns=columns)
    return Judged(seen.state, verdict, clock, reading.notes, flips, card, reading, own)


def verdict_of(clocks: Mapping[str, Clock]) -> str:
    """What the reply limits add up to; a limit once missed stays missed."""
    replies = [clock for clock in clocks.values() if clock.limit == "reply"]
    states = [clock.state for clock in replies]
    if not replies or states[-1] == "unknown":
        return "unknown"
    last = replies[-1]
    if states[-1] == "missed" and last.ended_on is None:
        return "overdue"
    if last.ended_on is not None:
        return "late" if "missed" in states else "on_time" if states[-1] == "met" else "ended"
    return "open"


def _flips(case: Case, on: date, calendar: WorkCalendar | None, verdict: str) -> bool:
    """Whether the verdict rests on an assumed extension."""
    without = replay(case.regime, [event for event in case.events if event.step != "extend"], implied=case.implies)
    return verdict_of(read(without, on, calendar, relief=False).clocks) != verdict
