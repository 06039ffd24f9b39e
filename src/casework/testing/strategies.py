"""Hypothesis strategies: histories that a procedure allows, for people who test their own stores and rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from casework.case import Accepted, Case, command, open_case, options, take
from casework.procedure import Regime

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

_LETTERS = ("correction", "reasons", "third_party", "agency_opinion", "payment", "relief")
PAYLOADS: Final[Mapping[str, tuple[Mapping[str, Any], ...]]] = {
    "extend": ({"working_days": 10, "approved_by": "h"}, {"working_days": 20, "approved_by": "h"}),
    "set_aside": ({"reason": "contact_lost"},),
    "submit_draft": ({"outcome": "not_held", "by": "a"}, {"outcome": "granted", "by": "a"}),
    "reply": ({"method": "post"}, {"method": "direct"}),
    "reply_on_the_spot": ({"outcome": "publication"},),
    "record_delivery": tuple({"letter": kind} for kind in _LETTERS),
    "consult_third_party": ({"party": "甲"}, {"party": "乙"}),
    "third_party_answers": ({"opinion": "objects", "reasonable": "yes"}, {"opinion": "consents"}, {"party": "乙"}),
    "receive_reasons": ({"reasonable": "yes"}, {"reasonable": "no"}),
    "set_delayed_limit": ({"until": "2026-12-01"},),
    "consult_agency": ({"capacity": "co_maker"}, {"capacity": "concerned", "working_days": 10}),
    "substitute_applicant": ({"successor": "x"},),
    "reopen": ({"cause": "judgment", "days": 15}, {}),
    "correct_entry": ({"entry": 1, "key": "note", "value": "x", "reason": "y"},),
    **{
        step: ({"reason": "x"},)
        for step in (
            "accept_late_correction",
            "withdraw_consultation",
            "cancel_fee_notice",
            "override_objection",
            "terminate",
        )
    },
}
"""What the drawn steps record; a step that is not here records nothing."""


def histories(
    regime: Regime, *, first: date = date(2026, 1, 5), last: date = date(2026, 6, 30), steps: int = 12
) -> SearchStrategy[Case]:
    """Cases of a regime, each step one that the procedure allowed when it was taken.

    Args:
        regime: The law.
        first, last: Between which days the request is received, both included.
        steps: At most so many steps after the opening.
    """
    from hypothesis import strategies as st

    @st.composite
    def drawn(draw: DrawFn) -> Case:
        day = draw(st.dates(first, last))
        channel = draw(st.sampled_from(("in_person", "signed_mail", "fax")))
        case = open_case(regime, f"drawn-{draw(st.integers(0, 10**9))}", on=day, channel=channel, applicant="某某")
        for _ in range(draw(st.integers(0, steps))):
            day += timedelta(days=draw(st.integers(0, 25)))
            case = _stepped(case, day, lambda choices: draw(st.sampled_from(choices)))
        return case

    return drawn()


def _stepped(case: Case, day: date, choose: Callable[[Any], Any]) -> Case:
    """The case after one of the steps that are possible, if its payload is taken."""
    possible = [step for step, reasons in options(case, day).items() if not reasons]
    step = choose(possible)
    result = take(case, command(step, day, **choose(PAYLOADS.get(step, ({},)))))
    return result.case if isinstance(result, Accepted) else case
