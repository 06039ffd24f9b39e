"""The entries of a regime's cases as JSON Schema (draft 2020-12): what `event_to_dict` writes, for readers elsewhere.

>>> from casework.regimes import CN_ORDER_711
>>> schema = events_schema(CN_ORDER_711)
>>> schema["$defs"]["extend"]["properties"]["payload"]["properties"]["until"]["title"]
'截止日'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from casework.case.commands import MOST_DAYS
from casework.case.events import CaseOpened, FactCorrected, StepTaken
from casework.procedure import Channel, Outcome, PayloadKey, Regime, Step

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_DAY: Final = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TO_MOST_DAYS: Final = "^(?=.{1,5}$)0*([0-9]{1,3}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-5][0-9]|3660)$"
_SEQ: Final = {"title": "序号", "type": "integer", "minimum": 1}
_ON: Final = {"title": "日期", **_DAY}
_CORRECT: Final = "correct_entry"


def events_schema(regime: Regime) -> dict[str, Any]:
    """The schema of one entry. A value that was not given is left out; days are ISO; sensitive keys say `x-sensitive`.

    What a live step must name is listed under `x-required`: a history is read with what it has, so entries may lack it.
    A mark (a card raised, a rating, an event of a later release) has its own name under `event` and any payload.
    """
    steps = regime.procedure.steps.values()
    kinds = [step.id for step in steps] + ["mark"]
    return {
        "$schema": DRAFT,
        "$id": f"urn:casework:events:{regime.id}",
        "title": f"{regime.zh}：案件记录",
        "description": f"{regime.en}: one entry of a case, as casework writes it",
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds],
        "$defs": {
            **{step.id: _step(step) for step in steps},
            "mark": _mark(),
            "outcome.values": _named("答复类型", regime.outcomes.values()),
            "channel.values": _named("申请方式", regime.channels.values()),
        },
    }


def _step(step: Step) -> dict[str, Any]:
    """An entry that a step leaves."""
    kinds = {"open": CaseOpened.__name__, _CORRECT: FactCorrected.__name__}
    event = kinds.get(step.id, StepTaken.__name__)
    own = (
        {"case_id": {"title": "编号", "type": "string", "minLength": 1}}
        if step.id == "open"
        else {"step": {"const": step.id}}
    )
    payload = _payload(step.payload)
    if step.id == "open":
        payload["properties"] |= {"receipt_unknown": {"title": "收到日期不明（台账未填）", "const": "yes"}}
    elif step.id == _CORRECT:
        payload["required"] = ["entry"]
    return _entry(step.zh, {"const": event}, own, payload)


def _mark() -> dict[str, Any]:
    taken = [CaseOpened.__name__, StepTaken.__name__, FactCorrected.__name__]
    named = {"type": "string", "minLength": 1, "not": {"enum": taken}}
    return _entry("案上注记", named, {}, {"type": "object"})


def _entry(zh: str, event: Mapping[str, Any], own: Mapping[str, Any], payload: Mapping[str, Any]) -> dict[str, Any]:
    properties = {"event": dict(event), "seq": _SEQ, "on": _ON, **own, "payload": dict(payload)}
    return {
        "title": zh,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _payload(keys: Iterable[PayloadKey]) -> dict[str, Any]:
    required = [key.name for key in keys if key.required]
    return {
        "type": "object",
        "properties": {key.name: _key(key) for key in keys},
        **({"x-required": required} if required else {}),
        "additionalProperties": False,
    }


def _key(key: PayloadKey) -> dict[str, Any]:
    return {"title": key.zh or key.name, **_value(key), **({"x-sensitive": True} if key.sensitive else {})}


def _value(key: PayloadKey) -> dict[str, Any]:
    """The values of a type; numbers also as the digits a register holds."""
    match key.type:
        case "day":
            return dict(_DAY)
        case "days":
            return {"type": ["integer", "string"], "minimum": 0, "maximum": MOST_DAYS, "pattern": _TO_MOST_DAYS}
        case "number":
            return {"type": ["integer", "string"], "minimum": 0, "maximum": 999_999_999, "pattern": "^[0-9]{1,9}$"}
        case "yes_no":
            return {"enum": ["yes", "no", True, False]}
        case "choice":
            return {"enum": list(key.values)}
        case "outcome" | "channel":
            return {"$ref": f"#/$defs/{key.type}.values"}
    return {"type": "string"}


def _named(zh: str, rows: Iterable[Outcome | Channel]) -> dict[str, Any]:
    return {"title": zh, "oneOf": [{"const": row.id, "title": row.zh} for row in rows]}
