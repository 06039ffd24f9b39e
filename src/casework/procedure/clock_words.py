"""What a row does to the limits of its regime, in short words: 停答复期限；止补正告知期限."""

from __future__ import annotations

from itertools import groupby

from casework.procedure.clock_effect import PROCEEDINGS, WORDS, Action, Effect, Effects
from casework.procedure.regime import Regime

_LETTERS = (Action.ASK, Action.ANSWERED, Action.WITHDRAWN)


def clock_words(regime: Regime, effects: Effects, lang: str) -> tuple[str, ...]:
    """One phrase an action, in order; an action on several limits names them together.

    A letter is told by the limits it pauses: one that pauses none under this regime moves no clock and has no words.
    """
    said: dict[str, None] = {}
    for action, each in groupby(effects.each, key=lambda effect: effect.action):
        names = dict.fromkeys(name for effect in each for name in _names(regime, effect, lang))
        if names:
            pattern = WORDS[action][lang != "zh"]
            said[pattern.format(("、" if lang == "zh" else ", ").join(names))] = None
    return tuple(said)


def _names(regime: Regime, effect: Effect, lang: str) -> list[str]:
    """The limits an effect is about, by their labels."""
    if effect.limit in PROCEEDINGS and effect.action in (Action.PROCEED, Action.CONCLUDE):
        return [PROCEEDINGS[effect.limit][lang != "zh"]]
    about = _paused_by(regime, effect.limit) if effect.action in _LETTERS else [effect.limit]
    limits = [regime.limits[limit_id] for limit_id in about]
    return [limit.zh if lang == "zh" else limit.en for limit in limits]


def _paused_by(regime: Regime, kind: str) -> list[str]:
    """The limits that a letter of this kind pauses (any kind, if none is named); their variants go without saying."""
    found = []
    for limit_id, limits in regime.limits.items():
        rule = limits.versions[-1].pauses
        if rule is None or "." in limit_id:
            continue
        chosen = kind == "determination" and regime.chosen.get("determination_pauses") == "yes"
        if not kind or kind in rule.kinds or chosen:
            found.append(limit_id)
    return found
