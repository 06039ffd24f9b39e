"""A regime as text and back, and the digest a case is pinned to: an old definition stays readable whatever comes later.

The text is plain data (names, numbers, days, citations); reading it runs nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from attrs import fields

from casework.errors import DefinitionError
from casework.law import Act, Basis, Citation, TimeLimit, TimeLimits, Unit
from casework.law.fees import Fee, FeeScale, Tier
from casework.law.time_limit import Extension, Landing, PauseRule, ReadOn, Whose
from casework.procedure.clock_effect import Action, Effect, Effects
from casework.procedure.regime import Param, Regime
from casework.procedure.table import Channel, Outcome, PayloadKey, Phase, Procedure, Role, Row, State, Step
from casework.workdays import WorkCalendar

_KIND: Final = "="
_VALUES: Final = {
    kind.__name__: kind
    for kind in (
        Act, Basis, Citation, TimeLimit, TimeLimits, Extension, PauseRule, Fee, FeeScale, Tier, Effect, Effects, Param,
        Regime, Channel, Outcome, PayloadKey, Phase, Procedure, Role, Row, State, Step,
    )
}  # fmt: skip
_FUNCTIONS: Final = ("calendar", "rules", "conditions")
"""What a law brings as functions: no text holds it, so it is taken from the law of the same id when one is read."""
_WORDS: Final = {kind.__name__: kind for kind in (Unit, Landing, Whose, ReadOn, Action)}


@lru_cache(maxsize=64)
def definition_text(regime: Regime) -> str:
    """A regime with its answers to open questions, as canonical JSON. Which days count is not part of it."""
    return json.dumps(_plain(regime), ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=64)
def definition_digest(regime: Regime) -> str:
    """SHA-256 of the definition's text, hex."""
    return text_digest(definition_text(regime))


def text_digest(text: str) -> str:
    """SHA-256 of a definition's text as it was written, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_definition(
    text: str, laws: Mapping[str, Regime], calendar: Callable[[], WorkCalendar] | None = None
) -> Regime:
    """The regime back from its text.

    Args:
        text: As `definition_text` wrote it, by this or an earlier release.
        laws: The laws of this release by id; the one of the same id brings its days, conditions and rules.
        calendar: Which days count instead.

    Raises:
        DefinitionError: It is no definition, one of a law that is not here, or one that this release cannot read.
    """
    try:
        kept = json.loads(text)
        law = laws.get(str(kept.get("id", ""))) if isinstance(kept, dict) else None
        if isinstance(kept, dict) and kept.get(_KIND) == Regime.__name__ and law is None:
            raise DefinitionError([f"the case is pinned to the law {kept.get('id')!r}, which is not here"])
        regime = _value(kept, law, calendar)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DefinitionError([f"the definition cannot be read by this release ({type(error).__name__})"]) from None
    if not isinstance(regime, Regime):
        raise DefinitionError(["the text is no definition of a regime"])
    return regime


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Enum):
        return {_KIND: type(value).__name__, "is": value.value}
    if isinstance(value, date):
        return {_KIND: "date", "is": value.isoformat()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_KIND: "map", "is": [[key, _plain(each)] for key, each in value.items()]}
    kind = type(value)
    if _VALUES.get(kind.__name__) is not kind:
        raise DefinitionError([f"a definition holds plain data; {kind.__name__} is none"])
    kept = {each.name: getattr(value, each.name) for each in fields(kind) if each.init and each.name not in _FUNCTIONS}
    return {_KIND: kind.__name__, **{name: _plain(each) for name, each in kept.items()}}


def _value(kept: Any, law: Regime | None, calendar: Callable[[], WorkCalendar] | None) -> Any:
    if isinstance(kept, list):
        return tuple(_value(each, law, calendar) for each in kept)
    if not isinstance(kept, dict):
        return kept
    kind = kept[_KIND]
    if kind == "date":
        return date.fromisoformat(kept["is"])
    if kind == "map":
        return {key: _value(each, law, calendar) for key, each in kept["is"]}
    if kind in _WORDS:
        return _WORDS[kind](kept["is"])
    given = {name: _value(each, law, calendar) for name, each in kept.items() if name != _KIND}
    if law is not None and kind == Regime.__name__:
        given |= {"calendar": calendar or law.calendar, "rules": law.rules}
    if law is not None and kind == Procedure.__name__:
        given["conditions"] = law.procedure.conditions
    build: Callable[..., Any] = _VALUES[kind]
    return build(**given)
