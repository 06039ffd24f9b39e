"""The rows of relief: the same under both Orders, read by the reconsideration and litigation laws of the day."""

from __future__ import annotations

from casework.law import Basis
from casework.procedure import SAME, Row
from casework.procedure.clock_effect import conclude, proceed, start
from casework.regimes.cn import bases

REPLY = "reply"
RELIEF = ("in_reconsideration", "in_litigation")
_CLOSES = {
    "reconsideration": ("close_reconsideration", bases.CLOSE_RECONSIDERATION),
    "litigation": ("close_litigation", bases.CLOSE_LITIGATION),
}


def relief_rows(open_states: tuple[str, ...], ended: tuple[str, ...], reopened: Basis) -> tuple[Row, ...]:
    """The rows, for a law's open and ended states and what a reopening rests on."""
    anywhere = (*open_states, *ended, *RELIEF)
    ongoing = ("proceeding_is_open",)
    rows = [
        Row(ended, "open_reconsideration", "in_reconsideration", bases.OPEN_RECONSIDERATION, proceed("reconsideration")),
        Row(RELIEF, "open_reconsideration", SAME, bases.OPEN_RECONSIDERATION, proceed("reconsideration")),
        Row(open_states, "open_reconsideration", SAME, bases.OPEN_RECONSIDERATION, proceed("reconsideration"), needs=("reply_limit_missed",)),
        Row(anywhere, "accept_reconsideration", SAME, bases.ACCEPT_RECONSIDERATION, needs=ongoing),
        Row(anywhere, "send_reconsideration_papers", SAME, bases.SEND_PAPERS, needs=ongoing),
        Row(anywhere, "extend_reconsideration", SAME, bases.EXTEND_RECONSIDERATION, needs=(*ongoing, "decision_not_extended_yet", "decision_extension_within_cap")),
        Row(ended, "open_litigation", "in_litigation", bases.SUE, proceed("litigation")),
        Row(RELIEF, "open_litigation", "in_litigation", bases.SUE, proceed("litigation")),
        Row(open_states, "open_litigation", SAME, bases.SUE_FOR_INACTION, proceed("litigation"), needs=("reply_limit_missed",)),
        Row(ended, "appeal", "in_litigation", bases.APPEAL, proceed("litigation"), needs=("judged_in_first_instance",)),
        Row(RELIEF, "appeal", "in_litigation", bases.APPEAL, proceed("litigation"), needs=("judged_in_first_instance",)),
        Row(open_states, "appeal", SAME, bases.APPEAL, proceed("litigation"), needs=("judged_in_first_instance",)),
        Row(anywhere, "file_answer", SAME, bases.FILE_ANSWER, needs=ongoing),
    ]  # fmt: skip
    for kind, (step, citation) in _CLOSES.items():
        rows += [
            Row(RELIEF, step, "in_litigation", citation, conclude(kind), when=("other_litigation_open",), needs=ongoing),
            Row(RELIEF, step, "in_reconsideration", citation, conclude(kind), when=("other_reconsideration_open",), needs=ongoing),
            *(Row(RELIEF, step, state, citation, conclude(kind), when=(f"came_from_{state}",), needs=ongoing) for state in ended),
            Row((*open_states, *ended), step, SAME, citation, conclude(kind), needs=ongoing),
        ]  # fmt: skip
    rows += [
        Row((*ended, *RELIEF), "reopen", "in_handling", reopened, start(REPLY)),
        Row(open_states, "reopen", "in_handling", reopened, start(REPLY), needs=("reply_limit_missed",)),
    ]
    return tuple(rows)
