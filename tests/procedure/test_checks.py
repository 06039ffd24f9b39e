"""`check` on deliberately broken copies names each fault; the proofs hold on the shipped regimes, and fail when broken."""

from __future__ import annotations

import json
import sys

import pytest
from attrs import evolve

from casework.cli.app import run
from casework.law import Citation, TimeLimits
from casework.procedure import Effects, Row, State
from casework.procedure.checks import Definition, check
from casework.procedure.clock_effect import Action, Effect, start
from casework.procedure.table import SAME, START
from casework.regimes import CN_ORDER_711, REGIMES
from casework.regimes.cn_acts import ORDER_711

WHOLE = Definition.of(CN_ORDER_711)
ART = ORDER_711.at("1")


def rows(*drop, where=None, **change):
    """The rows without some steps, or with a change to those of one step (where: a row's own test)."""
    kept = []
    for row in WHOLE.rows:
        if row.step in drop:
            continue
        kept.append(evolve(row, **change) if where and where(row) else row)
    return tuple(kept)


def plus(*more, first=False):
    return (*more, *WHOLE.rows) if first else (*WHOLE.rows, *more)


def without(table, *names):
    return {name: value for name, value in table.items() if name not in names}


def with_state(name, **change):
    return {**WHOLE.states, name: evolve(WHOLE.states.get(name) or State(name, "新", name, "handle"), **change)}


def uncited(limit):
    version = limit.versions[0]
    broken = evolve(version)
    object.__setattr__(broken, "citation", None)
    return evolve(limit, versions=(broken,))


def effects_without(*actions):
    def strip(row):
        return evolve(row, effects=Effects(tuple(e for e in row.effects.each if (e.action, e.limit) not in actions)))

    return tuple(strip(row) for row in WHOLE.rows)


REPLY = WHOLE.limits["reply"]
BROKEN = [
    # unknown names
    ("unknown_step", {"rows": plus(Row(("received",), "jump", "registered", ART))}),
    ("unknown_step", {"steps": without(WHOLE.steps, "extend")}),
    ("unknown_state", {"rows": plus(Row(("limbo",), "register", "registered", ART))}),
    ("unknown_state", {"rows": plus(Row(("received",), "register", "limbo", ART, when=("legal_review_on",)))}),
    ("unknown_state", {"states": without(WHOLE.states, "consulting")}),
    ("unknown_condition", {"rows": plus(Row(("received",), "link", SAME, ART, needs=("luck",)))}),
    ("unknown_condition", {"rows": plus(Row(("received",), "link", SAME, ART, when=("moonlight",)))}),
    ("unknown_limit", {"rows": plus(Row(("received",), "link", SAME, ART, start("patience")))}),
    ("unknown_limit", {"limits": without(WHOLE.limits, "payment")}),
    ("unknown_limit", {"rows": plus(Row(("received",), "link", SAME, ART, Effects((Effect(Action.ASK, "oracle"),))))}),
    ("unknown_limit", {"rows": plus(Row(("received",), "link", SAME, ART, Effects((Effect(Action.PROCEED, "duel"),))))}),
    ("unknown_role", {"roles": without(WHOLE.roles, "clerk")}),
    ("unknown_role", {"steps": {**WHOLE.steps, "link": evolve(WHOLE.steps["link"], role="wizard")}}),
    ("unknown_phase", {"phases": WHOLE.phases[1:]}),
    ("unknown_phase", {"states": with_state("replied", phase="limbo")}),
    # shape
    ("unreachable", {"states": with_state("limbo")}),
    ("unreachable", {"rows": rows("register")}),
    ("unreachable", {"rows": rows("issue_fee_notice")}),
    ("dead_end", {"states": with_state("limbo"), "rows": plus(Row(("received",), "link", "limbo", ART, when=("legal_review_on",)))}),
    ("dead_end", {"rows": tuple(r for r in WHOLE.rows if "set_aside" not in r.states), "states": with_state("set_aside", kind="open")}),
    ("exit_from_final", {"rows": plus(Row(("set_aside",), "reopen", "in_handling", ART))}),
    ("exit_from_final", {"states": with_state("archived", kind="final")}),
    ("unused_step", {"rows": rows("enquiry")}),
    ("unused_step", {"rows": rows("override_objection")}),
    ("shadowed", {"rows": plus(Row(("received",), "register", "in_review", ART))}),
    ("shadowed", {"rows": plus(Row(("consulting",), "third_party_answers", "replied", ART, when=("others_still_open", "asked_in_review")))}),
    ("shadowed", {"rows": plus(Row(("in_handling",), "submit_draft", "awaiting_service", ART), first=True)}),
    # law
    ("uncited", {"rows": plus(Row(("received",), "link", SAME, None, when=("legal_review_on",)))}),
    ("uncited", {"limits": {**WHOLE.limits, "reply": uncited(REPLY)}}),
    ("uncited", {"outcomes": {**WHOLE.outcomes, "granted": evolve(WHOLE.outcomes["granted"], citation=None)}}),
    ("uncounted", {"outcomes": {**WHOLE.outcomes, "granted": evolve(WHOLE.outcomes["granted"], table3="")}}),
    ("history", {"limits": {**WHOLE.limits, "reply": TimeLimits("reply", "答复", "reply", REPLY.versions * 2)}}),
    # clocks
    ("never_ended", {"rows": effects_without((Action.END, "correction"))}),
    ("never_ended", {"rows": effects_without((Action.END, "reply"))}),
    ("never_ended", {"rows": effects_without((Action.END, "payment"))}),
    ("never_answered", {"rows": effects_without((Action.ANSWERED, "determination"))}),
    ("never_resumed", {"rows": effects_without((Action.RESTART, "reply"), (Action.RESUME, "reply"))}),
    # labels
    ("no_label", {"states": with_state("replied", zh="replied")}),
    ("no_label", {"states": with_state("replied", en=" ")}),
    ("no_label", {"steps": {**WHOLE.steps, "extend": evolve(WHOLE.steps["extend"], zh="")}}),
    ("no_label", {"outcomes": {**WHOLE.outcomes, "granted": evolve(WHOLE.outcomes["granted"], zh="granted")}}),
    ("no_label", {"labelled": (evolve(CN_ORDER_711.params["pause_policy"], zh=""),)}),
    # proofs
    ("release_needs_secrecy_review", {"rows": rows(where=lambda r: r.step in ("reply", "reply_on_the_spot"), needs=())}),
    ("release_needs_secrecy_review", {"rows": plus(Row(("in_handling",), "reply", "replied", ART))}),
    ("release_needs_secrecy_review", {"rows": rows(where=lambda r: r.step == "reply_on_the_spot", needs=())}),
    ("reply_needs_legal_review", {"rows": rows(where=lambda r: "legal_review_off" in r.when, when=("asked_in_review",))}),
    ("reply_needs_legal_review", {"rows": rows(where=lambda r: r.step == "recall", target="awaiting_service", states=("in_handling",))}),
    ("waiting_ends", {"rows": rows("lapse_uncorrected")}),
    ("waiting_ends", {"rows": rows("receive_correction")}),
    ("waiting_ends", {"rows": rows("lapse_unpaid", "cancel_fee_notice")}),
    ("waiting_ends", {"rows": rows("set_aside")}),
    ("every_state_can_end", {"states": with_state("limbo"), "rows": plus(Row(("received",), "link", "limbo", ART, when=("legal_review_on",)), Row(("limbo",), "enquiry", "limbo", ART, when=("legal_review_on",)))}),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "change"), BROKEN, ids=[f"{n}-{fault}" for n, (fault, _) in enumerate(BROKEN)])
def test_a_broken_copy_is_named_for_its_fault(fault, change):
    found = check(evolve(WHOLE, **change)).as_json()["faults"]
    assert fault in {each["id"] for each in found}, found
    assert all(each["where"] and each["message"] for each in found)


def test_there_are_forty_broken_copies_and_more():
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_the_shipped_regimes_have_no_fault_and_every_proof_holds(regime):
    report = check(regime)
    assert report.faults == ()
    assert [proof.id for proof in report.proofs if not proof.holds] == []
    assert len(report.proofs) == 5


def test_a_failing_proof_shows_the_path():
    broken = evolve(WHOLE, rows=rows(where=lambda row: row.step == "reply_on_the_spot", needs=()))
    (proof,) = [proof for proof in check(broken).proofs if not proof.holds]
    assert proof.path == ("open", "reply_on_the_spot")


def test_all_faults_at_once():
    broken = evolve(WHOLE, states=with_state("limbo", zh="limbo"), rows=rows("enquiry"))
    assert {"unreachable", "no_label", "unused_step", "dead_end"} <= {fault.id for fault in check(broken).faults}


def test_a_citation_is_an_act_and_a_place():
    assert isinstance(ART, Citation)
    assert START not in WHOLE.states


def test_the_command(monkeypatch, capsys):
    def call(*words):
        monkeypatch.setattr(sys, "argv", ["casework", "check", *words])
        return run(), capsys.readouterr()

    status, said = call("--regime", "cn_order_711", "--json", "--strict")
    assert status == 0
    assert json.loads(said.out) == {"regime": "cn_order_711", "faults": [], "proved": [
        "release_needs_secrecy_review", "reply_needs_legal_review", "waiting_ends", "limits_cited_and_ended", "every_state_can_end"]}  # fmt: skip
    assert "没有发现定义错误" in call("--lang", "zh")[1].out
    assert len(json.loads(call("--json")[1].out)) == 2
    assert call("--regime", "mars")[0] == 2
