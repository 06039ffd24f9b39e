"""How applicants rated the service (好差评), and what was put right: each rating once, each bad one with its time."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from casework.case import Mark
from casework.desk.committing import Overtaken, again, commit
from casework.desk.file import CaseFile, open_file, with_events
from casework.desk.writing import Setting, is_open, noted
from casework.errors import ConditionNotMet, LedgerConflict
from casework.office_clocks import BAD, RATED, RECTIFIED

_BASIS = "国办发〔2019〕51号"


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


def rate(setting: Setting, case_id: str, score: int, on: date, *, comment: str, once: str) -> Rating:
    """Record a rating, once a key.

    Raises:
        ConditionNotMet: Not 1 to 5, or the case has not ended.
        LedgerConflict: The key was used for another act, or for another rating.
    """

    def act() -> Rating:
        file = open_file(setting.ledger, setting.laws, case_id)
        if (seen := _rated_before(setting, once, case_id, score, on, comment)) is not None:
            return _rating_at(setting, file, seen, on)
        mark = _rated(file, score, on, comment)
        return _noted(setting, file, mark, mark.seq, once)

    try:
        return again(setting, case_id, act, key=once)
    except Overtaken:  # the key was written meanwhile
        return act()


def rectify(setting: Setting, case_id: str, on: date, *, by: str, note: str) -> Rating:
    """Record that the oldest bad rating that waits was put right; returns it.

    Raises:
        ConditionNotMet: None waits, or the day is before it.
    """

    def act() -> Rating:
        file = open_file(setting.ledger, setting.laws, case_id)
        mark, rated_at = _rectified(file, on, by, note)
        return _noted(setting, file, mark, rated_at)

    return again(setting, case_id, act)


def _noted(setting: Setting, file: CaseFile, mark: Mark, rated_at: int, key: str = "") -> Rating:
    change = noted(setting, file, mark, key=key, near=_rectify_from(setting, mark))
    after = with_events(file.case, (mark,))
    commit(setting, change, after, (mark,))
    return _rating_at(setting, evolve(file, case=after), rated_at, mark.on)


def _rated(file: CaseFile, score: int, on: date, comment: str) -> Mark:
    """The mark of a rating.

    Raises:
        ConditionNotMet: Not 1 to 5, or nothing has been answered yet.
    """
    if isinstance(score, bool) or score not in range(1, 6):
        raise ConditionNotMet(f"a rating is 1 to 5, got {score!r}", condition="score", basis=_BASIS)
    if is_open(file.case.regime, file.case.state):
        raise ConditionNotMet("a case is rated once it has ended", condition="ended", basis=_BASIS)
    payload = {"score": score, **({"comment": comment} if comment else {})}
    return Mark(file.version + 1, on, RATED, payload)


def _rated_before(setting: Setting, key: str, case_id: str, score: int, on: date, comment: str) -> int | None:
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


def _rectified(file: CaseFile, on: date, by: str, note: str) -> tuple[Mark, int]:
    """The mark that the oldest bad rating still waiting was put right, and the entry of that rating.

    Raises:
        ConditionNotMet: None is waiting, or the day is before it.
    """
    done = sum(mark.name == RECTIFIED for mark in file.marks)
    bad = [mark for mark in file.marks if mark.name == RATED and int(mark.payload["score"]) <= BAD]
    if len(bad) <= done:
        raise ConditionNotMet("no bad rating waits here", condition="rated", basis=_BASIS)
    if on < bad[done].on:
        raise ConditionNotMet(
            f"the rating is of {bad[done].on}: it cannot be put right on {on}",
            condition="rated",
            basis=_BASIS,
        )
    mark = Mark(file.version + 1, on, RECTIFIED, {"by": by, **({"note": note} if note else {})})
    return mark, bad[done].seq


def _rectify_from(setting: Setting, mark: Mark) -> date | None:
    """From which day a sweep should look at the case; None if no time to put a bad rating right begins."""
    waits = mark.name == RATED and int(mark.payload["score"]) <= BAD
    return mark.on if waits and setting.office.rectify_within is not None else None


def _rating_at(setting: Setting, file: CaseFile, seq: int, on: date) -> Rating:
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
