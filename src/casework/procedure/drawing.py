"""Drawing a procedure from its table: Mermaid, DOT and a table as text, in Chinese and English; phases as lanes.

A drawing shows the way of a case, so it leaves out steps that stay where they are, and gathers the steps that lead from
one state to another on one arrow. Steps that are possible nearly everywhere (withdraw, terminate) are drawn once, from
their phase, not from every state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from casework.procedure.regime import Regime
from casework.procedure.table import SAME, START, Row

EVERYWHERE: Final = 6
"""A row that leads to one target from at least so many states is listed beside the drawing, not drawn."""
_BREAK: Final = {"mermaid": "<br/>", "dot": "\\n"}


@frozen(slots=True)
class Arrow:
    """From one state to another: the steps that lead there, in the order of the table."""

    source: str
    target: str
    steps: tuple[str, ...]


def arrows(regime: Regime) -> tuple[Arrow, ...]:
    """Every way from one state to another, steps gathered; what is possible nearly everywhere is left out."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for row in regime.procedure.rows:
        if row.target == SAME or _everywhere(row) or _goes_back(row):
            continue
        for state in row.states:
            if state != row.target and row.step not in gathered.setdefault((state, row.target), []):
                gathered[state, row.target].append(row.step)
    return tuple(Arrow(source, target, tuple(steps)) for (source, target), steps in gathered.items() if steps)


def everywhere(regime: Regime, lang: str) -> tuple[str, ...]:
    """Lines for the steps that are not drawn: which, from how many states, to where."""
    table = regime.procedure
    said: dict[str, None] = {}
    for row in table.rows:
        if row.target != SAME and _everywhere(row):
            step, target = table.steps[row.step], table.states[row.target]
            zh, en = f"{step.zh}：多数状态均可，至{target.zh}", f"{step.en}: from most states, to {target.en}"
            said[zh if lang == "zh" else en] = None
    back = dict.fromkeys(row.step for row in table.rows if _goes_back(row))
    if back:
        zh = "、".join(table.steps[step].zh for step in back) + "：回到救济前的状态"
        en = ", ".join(table.steps[step].en for step in back) + ": back to where relief began"
        said[zh if lang == "zh" else en] = None
    return tuple(said)


def _goes_back(row: Row) -> bool:
    return any(name.startswith("came_from_") for name in row.when)


def _everywhere(row: Row) -> bool:
    return len(row.states) >= EVERYWHERE


def mermaid(regime: Regime, lang: str = "zh", *, articles: bool = False) -> str:
    """The flow chart as Mermaid source."""
    lines = ["flowchart TB"]
    for phase, states in _lanes(regime):
        label = next(p.zh if lang == "zh" else p.en for p in regime.procedure.phases if p.id == phase)
        lines.append(f'  subgraph lane_{phase}["{_quoted(label)}"]')
        lines += [f'    {state}["{_quoted(_state(regime, state, lang))}"]' for state in states]
        lines.append("  end")
    lines.append(f'  start(("{"收件" if lang == "zh" else "open"}"))')
    for arrow in arrows(regime):
        source = "start" if arrow.source == START else arrow.source
        label = _BREAK["mermaid"].join(_quoted(text) for text in _labels(regime, arrow, lang, articles=articles))
        lines.append(f'  {source} -->|"{label}"| {arrow.target}')
    lines += [f"  %% {line}" for line in everywhere(regime, lang)]
    return "\n".join(lines) + "\n"


def dot(regime: Regime, lang: str = "zh", *, articles: bool = False) -> str:
    """The flow chart as DOT source, phases as lanes."""
    font = "Noto Sans CJK SC" if lang == "zh" else "Helvetica"
    title = "\\n".join([regime.zh if lang == "zh" else regime.en, *everywhere(regime, lang)])
    lines = [
        "digraph procedure {",
        "  graph [rankdir=TB, newrank=true, nodesep=0.5, ranksep=0.7, fontsize=12, labelloc=b,",
        f'         fontname="{font}", label="{_escaped(title)}"];',
        f'  node [shape=box, style="rounded,filled", fillcolor=white, fontname="{font}", fontsize=12];',
        f'  edge [fontname="{font}", fontsize=10, color="#555555"];',
        f'  start [shape=circle, label="{"收件" if lang == "zh" else "open"}"];',
    ]
    for phase, states in _lanes(regime):
        label = next(p.zh if lang == "zh" else p.en for p in regime.procedure.phases if p.id == phase)
        look = 'style=filled; color="#eef3f8"; labelloc=t; labeljust=l;'
        lines.append(f'  subgraph cluster_{phase} {{ label="{_escaped(label)}"; {look}')
        nodes = ((state, _escaped(_state(regime, state, lang)), _shape(regime, state)) for state in states)
        lines.extend(f'    {state} [label="{named}"{shape}];' for state, named, shape in nodes)
        lines.append("  }")
    for arrow in arrows(regime):
        source = "start" if arrow.source == START else arrow.source
        label = _BREAK["dot"].join(_escaped(text) for text in _labels(regime, arrow, lang, articles=articles))
        lines.append(f'  {source} -> {arrow.target} [label="{label}"];')
    return "\n".join([*lines, "}"]) + "\n"


def text_table(regime: Regime, lang: str = "zh") -> str:
    """The same as lines of text: from, step, to, article."""
    table = regime.procedure
    lines = []
    for row in table.rows:
        step = table.steps[row.step]
        states = [_state(regime, state, lang) if state != START else "-" for state in row.states]
        target = "=" if row.target == SAME else _state(regime, row.target, lang)
        said = step.zh if lang == "zh" else step.en
        lines.append(f"{said}: {', '.join(states)} -> {target} [{row.citation.text(lang)}]")
    return "\n".join(lines) + "\n"


def _lanes(regime: Regime) -> Iterator[tuple[str, list[str]]]:
    for phase in regime.procedure.phases:
        states = [state.id for state in regime.procedure.states.values() if state.phase == phase.id]
        if states:
            yield phase.id, states


def _state(regime: Regime, state: str, lang: str) -> str:
    named = regime.procedure.states[state]
    return named.zh if lang == "zh" else named.en


def _shape(regime: Regime, state: str) -> str:
    kind = regime.procedure.states[state].kind
    return {
        "waiting": ', fillcolor="#fff6dd"',
        "ended": ', fillcolor="#e3f1e3"',
        "final": ', fillcolor="#e3f1e3", peripheries=2',
    }.get(kind, "")


def _labels(regime: Regime, arrow: Arrow, lang: str, *, articles: bool) -> list[str]:
    said = []
    for step in arrow.steps:
        named = regime.procedure.steps[step]
        place = next(row.citation.place for row in regime.procedure.rows if row.step == step)
        said.append((named.zh if lang == "zh" else named.en) + (f" ({place})" if articles and place else ""))
    return said


def _quoted(text: str) -> str:
    """Text inside quotes in Mermaid: quotes and colons as entities."""
    return text.replace('"', "#quot;").replace(":", "#58;")


def _escaped(text: str) -> str:
    """Text inside quotes in DOT; line breaks already written stay."""
    return text.replace('"', '\\"')
