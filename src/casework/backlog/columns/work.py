"""An evaluation by the column while it is put together: parts read as one, and cases read alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import evolve

from casework.backlog.audit import asked, decidable, is_said
from casework.backlog.columns.clocks import Clocks, clocks_of
from casework.backlog.columns.collect import Hits, Rows
from casework.backlog.columns.flat import Asked, Leaf
from casework.backlog.columns.paths import Index
from casework.backlog.columns.sentences import Said, Sentences, told
from casework.backlog.columns.stays import Stays
from casework.backlog.columns.vector import Column
from casework.backlog.evaluate import Judged, ended_as, judge, not_seen
from casework.backlog.register import RegisterCase, Rejected
from casework.backlog.why import why
from casework.case import Case, Clock, Finding, Note
from casework.case.findings import heard
from casework.case.hearing import CaseHearing
from casework.case.stays import stays
from casework.errors import CaseworkError
from casework.office_clocks import latest, own_columns
from casework.procedure import Rule
from casework.regimes import RULES

_UNKNOWN: Final = "unknown"


class Work:
    """An evaluation while it is put together. columns: what a flat register or a table of steps (long_form) has."""

    def __init__(self, size: int, columns: frozenset[str], asked_for: Asked, *, long_form: bool) -> None:
        # a month's other requests are counted at the end: a fee is looked at as if there were none
        named = long_form or "applicant" in columns
        given = asked_for.settings
        self.settings = None if given is None else evolve(given, month_items=1 if named else None)
        self.asked = evolve(asked_for, settings=self.settings, columns=None if long_form else columns)
        self.on, self.calendar, self.office = asked_for.on, asked_for.calendar, asked_for.office
        self.rows, self.hits, self.clocks, self.stays = (
            Rows(size, own_columns(asked_for.office)),
            Hits(),
            Clocks(),
            Stays(),
        )
        self.sentences = Sentences(size, asked_for.lang)
        self.silent: list[pl.DataFrame] = []
        self.applicants: pl.Series | None = None
        self.judged = {name for name, rule in RULES.items() if decidable(rule, long_form, columns)}
        self.left: Counter[str] = Counter()
        self._unjudged: dict[str, list[Rule]] = {}
        self.rejected: list[Rejected] = []

    def put(self, leaf: Leaf) -> None:
        """A part that was read as one."""
        facts, rows = leaf.facts, leaf.rows
        self.rows.put_day("received_on", rows, leaf.received_on)
        late = facts.first_day is not None and facts.first_day > self.on
        self.sentences.put_part(rows, leaf.said, leaf.received_on if late else None, self.on)
        if late:
            return
        self._put_case(rows, facts.case, facts.assumed, leaf.judged)
        self.clocks.put(rows, leaf.clocks)
        if facts.case is not None:
            self.stays.put(rows, facts.case.regime.id, leaf.stays)
        if self.settings is not None and facts.case is not None and leaf.judged is not None:
            columns = () if leaf.said is None else leaf.said.columns
            for finding in leaf.findings:
                self._put_finding(rows, finding, facts.case, leaf.judged.notes, columns)
            self._not_judged(facts.case, facts.channel, set(leaf.steps), len(rows))

    def _put_finding(
        self, rows: Index, finding: Finding, case: Case, notes: Sequence[Note], columns: Sequence[Column] = ()
    ) -> None:
        if finding.rule.id in self.judged:
            lang, said = self.asked.lang, is_said(finding, notes)
            message = told(finding.text(lang), columns, len(rows)) if lang else None
            by_items = _counts(case, "items")
            counted = by_items or _counts(case, "pages")
            self.hits.put(rows, finding, counted=counted, by_items=by_items, said=said, message=message)

    def _put_case(self, rows: Index, case: Any, assumed: tuple[str, ...], judged: Any) -> None:
        words = dict.fromkeys(("state", "verdict", "clock"), _UNKNOWN)
        words["assumed"] = " ".join(assumed)
        if case is not None:
            words |= {"regime": case.regime.id, "state": case.state}
        if judged is not None:
            words |= {"state": judged.state, "verdict": judged.verdict, "ended_as": ended_as(case, self.on)}
            words["card"] = judged.card.id if judged.card is not None else ""
            words["notes"] = " ".join(dict.fromkeys(note.code for note in judged.notes))
            if judged.clock is not None:
                words["clock"] = judged.clock.state
                self.rows.put_clock(rows, judged.clock)
            words |= self._own(rows, judged)
        self.rows.put(rows, words, flips=judged is not None and judged.flips)

    def _own(self, rows: Index, judged: Any) -> dict[str, str]:
        """The states of the limits that the office set itself; their last days are put in place."""
        words = {}
        for name in self.rows.own:
            clock = latest(judged.own, name.removesuffix("_due"), judged.clock)
            if clock is not None and name.endswith("_due"):
                self.rows.put_day(name, rows, clock.due)
            elif clock is not None:
                words[name] = clock.state
        return words

    def _not_judged(self, case: Case, channel: str, steps: set[str], count: int) -> None:
        assert self.settings is not None  # noqa: S101 - asked only of an audit
        law = case.regime
        if law.id not in self._unjudged:
            self._unjudged[law.id] = [rule for rule in law.rules.values() if rule.id not in self.judged]
        for rule in self._unjudged[law.id]:
            if asked(rule, channel, steps, self.settings):
                self.left[rule.id] += count

    def put_one(self, found: RegisterCase, index: int) -> None:
        """A case that was read alone."""
        rows = np.array([index], dtype=np.int64)
        case, lang = found.case, self.asked.lang
        received = found.received_by(self.on)
        self.rows.put_day("received_on", rows, received)
        if found.first_day is not None and found.first_day > self.on:
            self.sentences.put_part(rows, None, found.first_day, self.on)
            return
        said, judged = found.why_unknown[lang != "zh"], None
        clocks: tuple[Clock, ...] = ()
        try:
            if case is not None:
                judged = judge(case, self.on, self.calendar, self.office, found.assumed, columns=self.asked.columns)
                said = why(found, received, judged.clock, judged.verdict, judged.notes, self.on, lang) if lang else ""
        except CaseworkError as error:
            said = str(error)
        with suppress(CaseworkError):  # a limit of relief may run past the calendar where the reply's does not
            clocks = clocks_of(case, self.on, self.calendar) if self.asked.clocks and judged is not None else ()
        self._put_case(rows, case, found.assumed, judged)
        later = () if case is None or judged is None else tuple(pair[lang != "zh"] for pair in not_seen(case, self.on))
        self.sentences.put_part(rows, Said(said, later, ()), None, self.on)
        if self.asked.stays and case is not None:
            self.stays.put(rows, case.regime.id, stays(case, self.on))
        self.clocks.put(rows, clocks)
        if self.settings is not None and case is not None:
            self._audit_one(found, case, rows, judged)

    def _audit_one(self, found: RegisterCase, case: Case, rows: Index, judged: Judged | None) -> None:
        assert self.settings is not None  # noqa: S101 - asked only of an audit
        days = case.regime.calendar() if self.calendar is None else self.calendar
        reading, notes = (None, ()) if judged is None else (judged.reading, judged.notes)
        try:
            findings = list(heard(CaseHearing(case, self.on, days, self.settings, reading)))
        except CaseworkError:
            self.left.update(list(case.regime.rules))
            return
        for finding in findings:
            self._put_finding(rows, finding, case, notes)
        self._not_judged(case, found.channel, {event.step for event in case.events if event.on <= self.on}, 1)


def _counts(case: Case, key: str) -> bool:
    """Whether a fee notice says for how many items or pages it is."""
    return any(event.payload.get(key) for event in case.events if event.step == "issue_fee_notice")
