"""The way of a case through its table, as arrows: which steps lead from where to where, and what goes without drawing.

Steps that stay where they are, and steps that are possible nearly everywhere (withdraw, terminate), are told in lines
beside the drawing. A step that leads from several states to one is one arrow with several tails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from casework.law import Basis, Cited, cite
from casework.procedure.clock_effect import Effects
from casework.procedure.clock_words import clock_words
from casework.procedure.regime import Regime
from casework.procedure.table import SAME, Procedure, Row

EVERYWHERE: Final = 6
"""A step that leads to one target from at least so many states is listed beside the drawing, not drawn."""
_States = tuple[str, ...]
_Pairs = dict[tuple[str, str], None]
_Move = tuple[str, Effects, Cited]


@frozen(slots=True)
class Arrow:
    """From each of the sources to each of the targets: one row for every step that leads there."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps, in the order of the table."""
        return tuple(row.step for row in self.rows)

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """Every source with every other target."""
        return tuple((source, target) for source in self.sources for target in self.targets if source != target)


def arrows(regime: Regime) -> tuple[Arrow, ...]:
    """Every way from one state to another; steps that lead the same ways share an arrow."""
    moves: dict[_Move, tuple[Row, _Pairs]] = {}
    listed = _listed(regime.procedure)
    for row in regime.procedure.rows:
        if row.target != SAME and (row.step, row.target) not in listed and not _goes_back(row):
            _, pairs = moves.setdefault((row.step, row.effects, row.citation), (row, {}))
            pairs.update(dict.fromkeys((state, row.target) for state in row.states if state != row.target))
    gathered: dict[tuple[_States, _States], list[Row]] = {}
    for row, pairs in moves.values():
        for ends in _ends(pairs):
            gathered.setdefault(ends, []).append(row)
    return tuple(Arrow(sources, targets, tuple(rows)) for (sources, targets), rows in gathered.items())


def beside(regime: Regime, lang: str, *, clocks: bool = False) -> tuple[str, ...]:
    """Lines for what is not drawn: steps from nearly everywhere, steps back; with clocks, steps that only move one."""
    table, zh = regime.procedure, lang == "zh"
    said: dict[str, None] = {}
    listed = _listed(table)
    for row in table.rows:
        if (row.step, row.target) in listed:
            step, target = step_words(regime, row, lang, clocks=clocks), table.states[row.target]
            said[f"{step}：多数状态均可，至{target.zh}" if zh else f"{step}: from most states, to {target.en}"] = None
    back = dict.fromkeys(step_words(regime, row, lang, clocks=clocks) for row in table.rows if _goes_back(row))
    if back:
        said[("、" if zh else ", ").join(back) + ("：回到救济前的状态" if zh else ": back to where relief began")] = (
            None
        )
    if clocks:
        for row in _staying(regime):
            step = step_words(regime, row, lang, clocks=True)
            said[f"{step}：状态不变" if zh else f"{step}: state unchanged"] = None
    return tuple(said)


def step_words(regime: Regime, row: Row, lang: str, *, articles: bool = False, clocks: bool = False) -> str:
    """The step of a row, and if asked its article and what it does to the limits."""
    return "".join(step_parts(regime, row, lang, articles=articles, clocks=clocks))


def step_parts(
    regime: Regime, row: Row, lang: str, *, articles: bool = False, clocks: bool = False
) -> tuple[str, str, str]:
    """Step, article, clocks; empty where not asked for or where there is nothing to say."""
    step = regime.procedure.steps[row.step]
    article = f" [{_article(regime, row.citation, lang)}]" if articles else ""
    moved = clock_words(regime, row.effects, lang) if clocks else ()
    if lang == "zh":
        return step.zh, article, f"（{'；'.join(moved)}）" if moved else ""
    return step.en, article, f" ({'; '.join(moved)})" if moved else ""


def _article(regime: Regime, citation: Cited, lang: str) -> str:
    """An article of the regime's own act goes without the act's name."""
    places = citation.latest if isinstance(citation, Basis) else (citation,)
    name = regime.act.zh if lang == "zh" else f"{regime.act.en} "
    own = [place.text(lang).removeprefix(name) for place in places if place.act == regime.act and place.place]
    others = [place for place in places if place.act != regime.act or not place.place]
    return ("；" if lang == "zh" else "; ").join((*own, *([cite(others, lang)] if others else [])))


def _staying(regime: Regime) -> Iterator[Row]:
    """Rows that move a clock and leave the case where it is, but for what an arrow says already."""
    drawn = {(row.step, row.effects) for arrow in arrows(regime) for row in arrow.rows}
    told = {row.step for row in regime.procedure.rows if _goes_back(row)}
    for row in regime.procedure.rows:
        stays = row.target == SAME or row.states == (row.target,)
        said = row.step in told or (row.step, row.effects) in drawn
        if stays and not said and clock_words(regime, row.effects, "en"):
            yield row


def _goes_back(row: Row) -> bool:
    return any(name.startswith("came_from_") for name in row.when)


def _listed(table: Procedure) -> set[tuple[str, str]]:
    """Step and target of what leads from nearly everywhere to one state."""
    return {(row.step, row.target) for row in table.rows if row.target != SAME and len(row.states) >= EVERYWHERE}


def _ends(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[_States, _States]]:
    """Sources and targets: all with all where the table has every such way, else target by target."""
    have = dict.fromkeys(pairs)
    sources, targets = tuple(dict.fromkeys(s for s, _ in have)), tuple(dict.fromkeys(t for _, t in have))
    if all((source, target) in have for source in sources for target in targets if source != target):
        yield sources, targets
        return
    for target in targets:
        yield tuple(source for source, its in have if its == target), (target,)
