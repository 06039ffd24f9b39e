"""Auditing a case: every breach of procedure found in its history on a day. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from casework.case.case import Case
from casework.case.hearing import CaseHearing, Settings
from casework.law import Act, Citation, cite
from casework.procedure import Hit, Rule
from casework.procedure.rule import basis_text
from casework.workdays import WorkCalendar


@frozen(slots=True)
class Finding:
    """One breach: which rule, the articles in force on its day, that day, and the sentence in both languages."""

    case_id: str
    rule: Rule
    places: tuple[Citation, ...]
    act: Act
    """The act that governs the case."""
    on: date
    zh: str
    en: str
    note: str = ""
    """The code of the clock's own note it repeats, if it does."""

    @property
    def basis(self) -> str:
        """The articles for a table, in English."""
        return self.basis_in("en")

    def text(self, lang: str) -> str:
        """The sentence, "zh" or "en"."""
        return self.zh if lang == "zh" else self.en

    def basis_in(self, lang: str) -> str:
        """The articles for a table: bare places of the case's own Regulation, other acts by name."""
        return basis_text(self.places, self.act, lang)

    def as_json(self, lang: str = "en") -> dict[str, Any]:
        """Plain data, as `casework audit` prints it."""
        return {
            "case_id": self.case_id,
            "rule": self.rule.id,
            "basis": self.basis_in(lang),
            "on": self.on.isoformat(),
            "severity": self.rule.severity.value,
            "message": self.text(lang),
        }


def audit_case(
    case: Case, on: date, calendar: WorkCalendar | None = None, settings: Settings | None = None
) -> tuple[Finding, ...]:
    """Every finding in a case by the end of a day, in the order of the audit table of its law.

    Rules that are office policy are judged only where the settings name them; `fee_without_threshold` only where they
    say how many requests the applicant made in the month.
    """
    days = case.regime.calendar() if calendar is None else calendar
    return tuple(heard(CaseHearing(case, on, days, settings or Settings())))


def heard(hearing: CaseHearing) -> Iterator[Finding]:
    """Every finding of a hearing, in the order of the audit table."""
    for rule in hearing.regime.rules.values():
        if not hearing.asks(rule.about) or (rule.policy and rule.id not in hearing.settings.policies):
            continue
        for found in rule.fires(hearing):
            hit = found if isinstance(found, Hit) else Hit(found)
            if (finding := _finding(hearing.case, rule, hit)) is not None:
                yield finding


def _finding(case: Case, rule: Rule, hit: Hit) -> Finding | None:
    """The finding, with what else there is to say; None where none of its articles was in force on the day."""
    act = case.regime.act
    places = hit.basis or rule.basis.on(hit.on, own=act.id)
    if not places:
        return None
    zh, en = (f"：{hit.zh}" if hit.zh else ""), (f": {hit.en}" if hit.en else "")
    return Finding(
        case.case_id,
        rule,
        places,
        act,
        hit.on,
        f"{hit.on}：{rule.zh}{zh}（{cite(places, 'zh')}）",
        f"{hit.on}: {rule.en}{en} ({cite(places, 'en')})",
        hit.code,
    )
