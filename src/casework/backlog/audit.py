"""Auditing a whole register: findings, and how many cases its columns could not decide, by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from casework.backlog.evaluate import Evaluation
from casework.backlog.register import Register, RegisterCase
from casework.backlog.why import JOINT
from casework.backlog.write import folder_of, write_table
from casework.case import Finding, Note, Settings, audit_case
from casework.errors import CaseworkError
from casework.procedure import Rule
from casework.regimes import RULES
from casework.workdays import WorkCalendar

Progress = Callable[[int, int], None]
FINDING_COLUMNS = ("case_id", "rule", "basis", "on", "severity", "message")


@frozen(slots=True)
class Audit:
    """What an audit found on a day; not_judged counts, by rule, the cases that the columns could not decide."""

    on: date
    findings: tuple[Finding, ...]
    not_judged: dict[str, int]

    def by_case(self) -> dict[str, list[Finding]]:
        """Findings by the number of the case, in the order of the audit table."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.case_id, []).append(finding)
        return found

    def by_rule(self) -> dict[str, int]:
        """Findings by rule, in the order of the audit table."""
        counted = Counter(finding.rule.id for finding in self.findings)
        return {name: counted[name] for name in RULES if counted[name]}


def audit(
    register: Register,
    on: date,
    *,
    settings: Settings | None = None,
    calendar: WorkCalendar | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Every breach of procedure in a register by the end of a day; what its columns cannot decide is counted.

    Args:
        register: As read by `read_register`.
        on: The day; facts dated after it are unseen.
        settings: The office's policies and internal limits; without them only the law is judged.
        calendar: Which days count.
        progress: Told (cases done, cases in all).
    """
    settings = settings or Settings()
    judged = {name for name, rule in RULES.items() if decidable(rule, register.long_form, register.columns)}
    months = _months(register, on)
    found: list[Finding] = []
    left: Counter[str] = Counter()
    for index, source in enumerate(register.cases):
        if progress is not None and index % 500 == 0:
            progress(index, len(register.cases))
        case = source.case
        if case is None or (source.first_day is not None and source.first_day > on):
            continue
        own = evolve(settings, month_items=months.get(_month(source, on)))
        try:
            found += [finding for finding in audit_case(case, on, calendar, own) if finding.rule.id in judged]
        except CaseworkError:
            left.update(list(case.regime.rules))
            continue
        steps = {event.step for event in case.events if event.on <= on}
        unjudged = [rule for rule in case.regime.rules.values() if rule.id not in judged]
        left.update(rule.id for rule in unjudged if asked(rule, source.channel, steps, settings))
    if progress is not None:
        progress(len(register.cases), len(register.cases))
    return Audit(on, tuple(found), {name: left[name] for name in RULES if left[name]})


def with_findings(evaluation: Evaluation, audited: Audit, lang: str = "en") -> Evaluation:
    """The evaluation with what the audit found in the sentence *why* of each case, once each."""
    found = audited.by_case()
    rows = []
    for row in evaluation.rows:
        new = [finding for finding in found.get(row.case_id, ()) if not is_said(finding, row.notes)]
        sentences = (finding.text(lang) for finding in new)
        rows.append(evolve(row, why=JOINT[lang].join(filter(None, (row.why, *sentences)))) if new else row)
    return evolve(evaluation, rows=tuple(rows))


def is_said(finding: Finding, notes: Iterable[Note]) -> bool:
    """Whether the sentence *why* says it already: the verdict does, or a note of the clock."""
    noted = {note.code for note in notes}
    return finding.rule.id in ("reply_late", "no_reply", *noted) or finding.note in noted


def write_findings(audited: Audit, folder: str | Path, lang: str = "en") -> Path:
    """Write findings.csv into a folder (made if missing).

    Raises:
        CaseworkError: The folder cannot be written to.
    """
    lines = (tuple(finding.as_json(lang).values()) for finding in audited.findings)
    with folder_of(Path(folder)) as place:
        return write_table(place / "findings.csv", FINDING_COLUMNS, lines)


def decidable(rule: Rule, long_form: bool, columns: Collection[str]) -> bool:
    """Whether a register has what a rule needs: columns of a flat one, payload keys of a table of steps."""
    wanted = rule.keys if long_form else rule.needs
    return all(any(column in columns for column in need.split("|")) for need in wanted)


def asked(rule: Rule, channel: str, steps: Collection[str], settings: Settings) -> bool:
    """Whether the rule is a question for this case at all."""
    if rule.policy and rule.id not in settings.policies:
        return False
    if rule.channel and channel != rule.channel:
        return False
    return not rule.about or any(step in steps for step in rule.about)


def _month(source: RegisterCase, on: date) -> tuple[str, int, int] | None:
    day = source.received_by(on)
    return (source.applicant, day.year, day.month) if source.applicant and day is not None else None


def _months(register: Register, on: date) -> Mapping[tuple[str, int, int] | None, int]:
    """Requests of one applicant in one natural month (国办函〔2020〕109号 art. 4)."""
    counted: Counter[tuple[str, int, int] | None] = Counter()
    counted.update(month for source in register.cases if (month := _month(source, on)) is not None)
    return counted
