"""Auditing a case: every breach of procedure found in its history on a day. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from casework.case.case import Case
from casework.case.judges import JUDGES, Hearing, Hit, Settings
from casework.case.notes import Note
from casework.case.rules import RULES, Rule, basis_text
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Finding:
    """One breach: which rule, its basis, the day it is dated, how severe, and the sentence in both languages."""

    case_id: str
    rule: Rule
    basis: str
    on: date
    zh: str
    en: str
    note: str = ""
    """The code of the clock's own note it repeats, if it does."""

    def text(self, lang: str) -> str:
        """The sentence, "zh" or "en"."""
        return self.zh if lang == "zh" else self.en

    def as_json(self, lang: str = "en") -> dict[str, Any]:
        """Plain data, as `casework audit` prints it."""
        return {
            "case_id": self.case_id,
            "rule": self.rule.id,
            "basis": self.basis,
            "on": self.on.isoformat(),
            "severity": self.rule.severity.value,
            "message": self.text(lang),
        }


def audit_case(
    case: Case, on: date, calendar: WorkCalendar | None = None, settings: Settings | None = None
) -> tuple[Finding, ...]:
    """Every finding in a case by the end of a day, in the order of the audit table.

    Rules that are office policy are judged only where the settings name them; `fee_without_threshold` only where they
    say how many requests the applicant made in the month.
    """
    days = case.regime.calendar() if calendar is None else calendar
    return tuple(heard(Hearing(case, on, days, settings or Settings())))


def heard(hearing: Hearing) -> Iterator[Finding]:
    """Every finding of a hearing, in the order of the audit table."""
    for name, judge in JUDGES.items():
        rule = RULES[name]
        if rule.policy and name not in hearing.settings.policies:
            continue
        for hit in judge(hearing):
            yield _finding(hearing.case, rule, hit)


def _finding(case: Case, rule: Rule, hit: Hit) -> Finding:
    """The finding, with what the clock itself had to say where it did."""
    basis = rule.basis_under(case.regime.id)
    zh_basis, en_basis = basis_text(basis, "zh"), basis_text(basis, "en")
    if isinstance(hit, Note):
        zh, en = f"{hit.on}：{rule.zh}：{hit.zh}（{zh_basis}）", f"{hit.on}: {rule.en}: {hit.en} ({en_basis})"
        return Finding(case.case_id, rule, basis, hit.on, zh, en, hit.code)
    zh, en = f"{hit}：{rule.zh}（{zh_basis}）", f"{hit}: {rule.en} ({en_basis})"
    return Finding(case.case_id, rule, basis, hit, zh, en)
