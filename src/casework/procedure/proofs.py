"""Statements about every path of a procedure, tried by search; one that fails shows a counter-example path."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from attrs import evolve, frozen

from casework.procedure.clock_effect import Action
from casework.procedure.definition import Definition, ways_out
from casework.procedure.table import SAME, START, Row

_GUARDED: Final = ("secrecy_review_on_file", "outcome_fit_for_the_spot")
_LEAVING: Final = ("withdraw", "terminate", "reopen")


@frozen(slots=True)
class Proof:
    """A statement about every path of the procedure; `path` is a counter-example (empty: it holds)."""

    id: str
    zh: str
    en: str
    path: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether no path contradicts it."""
        return not self.path


def proofs(parts: Definition, uncited: str) -> Iterator[Proof]:
    yield Proof(
        "release_needs_secrecy_review",
        "公开、部分公开的答复（含当场答复）都经过保密审查",
        "no path replies with granted or partially_granted without pass_secrecy_review, on the spot included",
        _path_to_release(parts),
    )
    yield Proof(
        "reply_needs_legal_review",
        "法制审核制度开启时，书面答复都经过法制审核",
        "no path gives a written reply without pass_legal_review while that policy is on",
        _path_past_legal_review(parts),
    )
    yield Proof(
        "waiting_ends",
        "每个等待状态都有答复的出路，也有届满或撤回的出路",
        "every waiting state has an answer, and a lapse or a way back",
        _endless_wait(parts),
    )
    yield Proof(
        "limits_cited_and_ended",
        "每个期限都有出处，都有终点",
        "every limit is cited and ended",
        (uncited,) if uncited else (),
    )
    yield Proof(
        "every_state_can_end",
        "每个状态都能走到终结",
        "from every state some path ends the case",
        _trapped(parts),
    )


Mark = tuple[str, bool]
Judge = Callable[[Row, bool], bool]


def _search(parts: Definition, after: Judge, wrong: Judge) -> tuple[str, ...]:
    """The shortest path of (state, flag) on which some row is wrong; `after` says what a row does to the flag."""
    seen: set[Mark] = {(START, False)}
    queue: deque[tuple[Mark, tuple[str, ...]]] = deque([((START, False), ())])
    while queue:
        (state, flag), path = queue.popleft()
        for row in parts.rows:
            if state not in row.states:
                continue
            if wrong(row, flag):
                return (*path, row.step)
            target = state if row.target == SAME else row.target
            mark = (target, after(row, flag))
            if mark not in seen:
                seen.add(mark)
                queue.append((mark, (*path, row.step)))
    return ()


def _replies(row: Row) -> bool:
    return row.target == "replied" and row.step.startswith("reply")


def _path_to_release(parts: Definition) -> tuple[str, ...]:
    def after(row: Row, reviewed: bool) -> bool:
        return row.step == "pass_secrecy_review" or (reviewed and row.step != "reopen")

    def wrong(row: Row, reviewed: bool) -> bool:
        return _replies(row) and not reviewed and not any(name in row.needs for name in _GUARDED)

    return _search(parts, after, wrong)


def _path_past_legal_review(parts: Definition) -> tuple[str, ...]:
    on = [row for row in parts.rows if "legal_review_off" not in row.when]

    def after(row: Row, passed: bool) -> bool:
        return row.step == "pass_legal_review" or (passed and row.target != "in_handling")

    def wrong(row: Row, passed: bool) -> bool:
        return row.step == "reply" and row.target == "replied" and not passed

    return _search(evolve(parts, rows=tuple(on)), after, wrong)


def _endless_wait(parts: Definition) -> tuple[str, ...]:
    for state in parts.states.values():
        if state.kind != "waiting":
            continue
        exits = [row for row in ways_out(parts, state.id) if row.step not in _LEAVING]
        back = [row for row in exits if _is_way_back(row)]
        answers = [row for row in exits if row not in back]
        if not answers or (not back and state.id not in parts.open_ended):
            return (state.id,)
    return ()


def _is_way_back(row: Row) -> bool:
    """A lapse, a withdrawal of what is waited for, or a request that is none."""
    lapse = any(name.endswith("_limit_over") for name in row.needs)
    taken_back = any(effect.action is Action.WITHDRAWN for effect in row.effects.each)
    return lapse or taken_back or row.step.startswith("cancel_") or row.target == "set_aside"


def _trapped(parts: Definition) -> tuple[str, ...]:
    ends = {state.id for state in parts.states.values() if state.kind in ("ended", "final")}
    saved = set(ends)
    grew = True
    while grew:
        grew = False
        for row in parts.rows:
            if row.target in saved and not set(row.states) <= saved:
                saved |= set(row.states)
                grew = True
    return tuple(state for state in parts.states if state not in saved)[:1]
