"""The JSON Schema of entries: shipped as printed from the tables, true to what is written, strict with what is not.

CASEWORK_WRITE_DOCS=1 pytest tests/case/test_schema.py
"""

from __future__ import annotations

import json
import os
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from casework.backlog import read_register
from casework.case import Mark, Refused, command, event_to_dict, open_case, take
from casework.case.commands import MOST_DAYS
from casework.case.schema import events_schema
from casework.desk import Desk
from casework.ledger import MemoryLedger
from casework.procedure import PayloadKey
from casework.regimes import CN_ORDER_711, REGIMES

ROOT = Path(__file__).parents[2]
VALIDATORS = {
    name: Draft202012Validator(events_schema(law), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for name, law in REGIMES.items()
}


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_the_shipped_schema_is_what_the_tables_say(regime):
    text = json.dumps(events_schema(regime), ensure_ascii=False, indent=1) + "\n"
    path = ROOT / "src" / "casework" / "schemas" / f"{regime.id}.json"
    if os.environ.get("CASEWORK_WRITE_DOCS") == "1":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "run with CASEWORK_WRITE_DOCS=1 and look at the difference"
    shipped = files("casework.schemas").joinpath(f"{regime.id}.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(shipped))


def test_every_step_is_there_and_sensitive_keys_say_so():
    for regime in REGIMES.values():
        schema = events_schema(regime)
        for step in regime.procedure.steps.values():
            printed = schema["$defs"][step.id]["properties"]["payload"]["properties"]
            assert [name for name in printed if name != "receipt_unknown"] == list(step.keys)
            required = [key.name for key in step.required]
            assert schema["$defs"][step.id]["properties"]["payload"].get("x-required", []) == required
            assert {name for name in printed if printed[name].get("x-sensitive")} == {
                key.name for key in step.payload if key.sensitive
            }
            assert all(each["title"] for each in printed.values())


@pytest.mark.parametrize("name", ["register-events.csv", "register.csv"])
def test_the_entries_of_the_shipped_registers_are_valid(name):
    register = read_register(ROOT / "examples" / name)
    assert len(register.cases) > 250
    alike = {}
    for row in register.cases:
        for event in row.case.events:
            kept = json.loads(json.dumps(event_to_dict(event)))
            alike[row.case.regime.id, type(event), event.step, json.dumps(kept["payload"])] = kept
    assert len(alike) > 100
    for (regime, *_), kept in alike.items():
        VALIDATORS[regime].validate(kept)


def test_the_entries_a_desk_writes_are_valid():
    desk = Desk("cn", MemoryLedger())
    desk.open("虚构〔2026〕1号", date(2026, 3, 9), channel="in_person", received_on=date(2026, 3, 9), applicant="某某")
    desk.take("虚构〔2026〕1号", "register", date(2026, 3, 9), by="clerk1", role="clerk")
    taken = desk.take("虚构〔2026〕1号", "extend", date(2026, 3, 20), working_days=20, approved_by="head")
    done = desk.take(
        "虚构〔2026〕1号",
        "correct_entry",
        date(2026, 3, 20),
        entry=taken.version,
        key="working_days",
        value="10",
        reason="笔误",
    )
    assert not isinstance(done, Refused), done
    desk.sweep(date(2026, 6, 1))
    events = desk.file("虚构〔2026〕1号").case.events
    assert {type(event).__name__ for event in events} == {"CaseOpened", "StepTaken", "FactCorrected", "Mark"}
    for event in events:
        VALIDATORS["cn_order_711"].validate(event_to_dict(event))


def entry(step="extend", event="StepTaken", **payload):
    return {"event": event, "seq": 2, "on": "2026-03-20", "step": step, "payload": payload}


OPENED = {"event": "CaseOpened", "seq": 1, "on": "2026-03-09", "case_id": "1", "payload": {"channel": "in_person"}}


@pytest.mark.parametrize(
    "broken",
    [
        entry(working_days=-1), entry(working_days="二十"), entry(working_days=MOST_DAYS + 1), entry(working_days=True),
        entry(working_days="3661"), entry(working_days="99999"), entry(colour="red"), entry(until="2026-02-30"), entry(until="soon"),
        entry(step="fly"), entry(event="CaseOpened"), entry(event="FactCorrected"), entry(step="reply", outcome="perhaps"),
        entry(step="record_delivery", letter="pigeon"), entry(step="receive_reasons", reasonable="maybe"),
        entry(step="open"), entry(step="correct_entry", entry=1, key="on", value="2026-03-01", reason="x"),
        {**entry(), "seq": 0}, {**entry(), "on": "20260320"}, {**entry(), "more": 1}, {k: v for k, v in entry().items() if k != "payload"},
        {**OPENED, "case_id": ""}, {**OPENED, "payload": {"channel": "pigeon"}}, {**OPENED, "step": "open"}, [], "open", {},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_step_could_have_left_is_not_valid(broken):
    for sound in (entry(working_days=20), entry(working_days="3660"), entry(working_days="00020"), OPENED):
        assert VALIDATORS["cn_order_711"].is_valid(sound)
    assert not VALIDATORS["cn_order_711"].is_valid(broken)


def test_a_mark_of_a_later_release_is_valid_and_a_type_is_never_forgotten():
    later = event_to_dict(Mark(3, date(2026, 3, 9), "ForwardedElsewhere", {"to": ["x"]}))
    assert VALIDATORS["cn_order_711"].is_valid(later)
    types = {key.type for law in REGIMES.values() for step in law.procedure.steps.values() for key in step.payload}
    assert types == {"text", "day", "days", "number", "yes_no", "choice", "outcome", "channel"}
    assert PayloadKey("x").type == "text"


def test_the_schema_and_the_decision_agree_on_numbers():
    case = open_case(CN_ORDER_711, "1", on=date(2026, 3, 9), channel="in_person")
    case = take(case, command("register", date(2026, 3, 9))).case
    for given in (0, 20, 3660, 3661, "20", "3660", "3661", "9999", "010", "x", "-1", "12345"):
        reasons = getattr(take(case, command("extend", date(2026, 3, 10), until="", working_days=given)), "reasons", ())
        decided = not any(reason.id == "payload.working_days" for reason in reasons)
        assert VALIDATORS["cn_order_711"].is_valid(entry(working_days=given)) == decided, given
