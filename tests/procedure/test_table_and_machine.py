"""The compiled table against a `transitions` machine built from the same rows: every state x step x guard outcome."""

from __future__ import annotations

from itertools import product

import pytest

from casework.case.case import route
from casework.case.conditions import CHECKS, UNTIL_ASKED
from casework.errors import DefinitionError
from casework.procedure import SAME, Procedure, Role, Row, State, Step
from casework.procedure.conditions import CONDITIONS
from casework.procedure.machine import build_machine
from casework.procedure.table import START, first_row
from casework.regimes import CN_ORDER_492, CN_ORDER_711, REGIMES
from casework.regimes.cn_acts import ORDER_711


class Stand:
    __slots__ = ("state",)

    def __init__(self, state):
        self.state = state


def by_table(rows, state, facts):
    """What `take` does: pick the row by its routing, then let its requirements pass or refuse."""
    row = first_row(rows, lambda name, _: facts[name])
    if row is None or not all(facts[name] for name in row.needs):
        return None
    return state if row.target == SAME else row.target


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_table_and_machine_agree_on_every_state_step_and_guard_outcome(regime):
    procedure = regime.procedure
    machine = build_machine(procedure)
    compared = 0
    for state, step in product((START, *procedure.states), procedure.steps):
        rows = procedure.compiled.get((state, step), ())
        names = sorted({name for row in rows for name in (*row.when, *row.needs)})
        for outcome in product((True, False), repeat=len(names)):
            facts = dict(zip(names, outcome, strict=True))
            model = Stand(state)
            valid = step in machine.get_triggers(state)
            assert valid == bool(rows), (state, step)
            moved = machine.events[step].trigger(model, facts=facts) if valid else False
            expected = by_table(rows, state, facts)
            assert bool(moved) == (expected is not None), (state, step, facts)
            assert model.state == (state if expected is None else expected), (state, step, facts)
            compared += 1
    assert compared > len(procedure.states) * len(procedure.steps)


def test_every_condition_of_the_tables_has_a_function_and_words():
    """Conditions are names in the table and functions beside it, joined exhaustively."""
    used = {name for regime in REGIMES.values() for row in regime.procedure.rows for name in (*row.when, *row.needs)}
    own = {name: each for regime in REGIMES.values() for name, each in regime.procedure.conditions.items()}
    assert not set(own) & set(CONDITIONS)
    assert used == set(CONDITIONS) | set(own)
    needs = {name for name, condition in CONDITIONS.items() if not condition.routes}
    assert needs == set(CHECKS)
    assert needs | set(own) >= UNTIL_ASKED
    for condition in own.values():
        assert condition.holds and condition.zh and condition.en and condition.instead_zh and condition.instead_en
    assert {name for r in REGIMES.values() for row in r.procedure.rows for name in row.when} == set(CONDITIONS) - needs
    for name in needs:
        condition = CONDITIONS[name]
        assert condition.zh and condition.en and condition.instead_zh and condition.instead_en
    with pytest.raises(KeyError):
        route("no_such_route", CN_ORDER_711.procedure.rows[0], None, None)


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_every_name_is_bilingual_and_every_number_cited(regime):
    procedure = regime.procedure
    named = (*procedure.states.values(), *procedure.steps.values(), *procedure.roles.values(), *procedure.phases)
    for thing in (*named, *regime.outcomes.values(), *regime.channels.values(), *regime.params.values()):
        assert any("\u4e00" <= mark <= "\u9fff" for mark in thing.zh), thing
        assert thing.en.isascii() or "〔" in thing.en, thing
    for limits in regime.limits.values():
        for version in limits.versions:
            assert version.citation.zh and version.citation.en and version.since
    for row in procedure.rows:
        assert row.citation.on(regime.in_force, own=regime.act.id), row


VOCABULARY = {
    "states": "unconfirmed received registered in_review awaiting_correction awaiting_reasons in_handling consulting "
    "awaiting_payment in_legal_review awaiting_approval awaiting_service replied lapsed withdrawn archived set_aside "
    "in_reconsideration in_litigation",
    "limits": "reply correction_notice correction reasons third_party agency_opinion payment reconsideration_application "
    "litigation_direct litigation_after_reconsideration reconsideration_answer court_answer "
    "reconsideration_acceptance reconsideration_papers appeal",
    "outcomes": "granted_already_public granted partially_granted refused_state_secret refused_law_prohibits "
    "refused_three_safety_one_stability refused_third_party refused_internal_affairs refused_process_info "
    "refused_enforcement_file refused_admin_query not_held not_ours needs_creation still_unclear petition repeat "
    "publication excessive confirm_reissue not_government_information other_correction_overdue other_fee_overdue other_other",
    "channels": "in_person oral signed_mail ordinary_mail online fax",
    "roles": "clerk handler disclosure_head secrecy_reviewer legal_reviewer approver archivist",
    "steps": "open confirm_receipt set_aside register review split assign return_assignment request_correction "
    "receive_correction lapse_uncorrected accept_late_correction request_reasons receive_reasons reasons_not_given "
    "set_delayed_limit consult_third_party third_party_answers third_party_silent consult_agency agency_answers "
    "agency_silent refer_for_determination determination_received withdraw_consultation record_delivery issue_fee_notice "
    "cancel_fee_notice take_payment lapse_unpaid extend submit_draft pass_secrecy_review pass_legal_review return_draft "
    "recall override_objection notify_third_party approve reply reply_on_the_spot service_failed serve_again supply "
    "withdraw substitute_applicant terminate archive open_reconsideration accept_reconsideration "
    "send_reconsideration_papers extend_reconsideration open_litigation close_reconsideration close_litigation appeal "
    "file_answer reopen correct_entry link enquiry",
}


def test_the_public_vocabulary_of_order_711_is_complete():
    procedure = CN_ORDER_711.procedure
    assert set(VOCABULARY["states"].split()) == set(procedure.states)
    assert set(VOCABULARY["steps"].split()) == set(procedure.steps)
    assert set(VOCABULARY["roles"].split()) == set(procedure.roles)
    assert set(VOCABULARY["limits"].split()) <= set(CN_ORDER_711.limits)
    assert set(VOCABULARY["outcomes"].split()) == set(CN_ORDER_711.outcomes)
    assert set(VOCABULARY["channels"].split()) == set(CN_ORDER_711.channels)


def test_order_492_has_no_reasons_delay_fee_or_lapse():
    """procedure-cn: no reasons, delayed limit, fee notice, lapse_uncorrected or accept_late_correction steps."""
    steps = set(CN_ORDER_492.procedure.steps)
    gone = {"request_reasons", "set_delayed_limit", "issue_fee_notice", "lapse_uncorrected", "accept_late_correction"}
    assert not gone & steps
    assert not {"awaiting_reasons", "awaiting_payment", "lapsed"} & set(CN_ORDER_492.procedure.states)
    assert "correction_notice" not in CN_ORDER_492.limits


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(("nowhere",), "go", "there", ORDER_711.at("1")), "unknown state 'nowhere'"),
        (Row(("here",), "go", "nowhere", ORDER_711.at("1")), "unknown target 'nowhere'"),
        (Row(("here",), "fly", "here", ORDER_711.at("1")), "unknown step"),
        (Row(("here",), "go", "here", ORDER_711.at("1"), needs=("luck",)), "unknown condition 'luck'"),
        (Row(("here",), "go", "here", None), "no citation"),
    ],
)
def test_a_broken_row_cannot_be_built_into_a_procedure(row, said):
    with pytest.raises(DefinitionError, match=said):
        Procedure(
            (),
            {"here": State("here", "此", "here", "p")},
            {"go": Step("go", "行", "go", "r")},
            {"r": Role("r", "人", "r")},
            (row,),
        )


@pytest.mark.parametrize(
    ("name", "value"), [("pause_policy", "C"), ("correction_days", "0"), ("correction_days", "x"), ("nothing", "1")]
)
def test_a_parameter_takes_only_its_answers(name, value):
    with pytest.raises(DefinitionError, match=f"param {name}"):
        CN_ORDER_711.with_params({name: value})


def test_alternatives_of_one_step_ask_for_the_same_requirements():
    """So that a machine, which falls through to the next row, and the table, which picks one row, cannot part."""
    for regime in REGIMES.values():
        for rows in regime.procedure.compiled.values():
            assert len({row.needs for row in rows}) == 1
