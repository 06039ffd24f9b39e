"""Drawing a procedure from its table: Mermaid, DOT and a table as text, in Chinese and English; phases as lanes.

The steps on an arrow are a node of their own, not a label: nodes never lie on one another, labels do, and one node
serves every state from which the step may be taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from casework.procedure.clock_words import clock_words
from casework.procedure.flow import Arrow, arrows, beside, step_parts, step_words
from casework.procedure.regime import Regime
from casework.procedure.table import SAME, START, Phase, State, Step

_WIDTH: Final = 40
"""Columns of a line on an arrow; a Chinese character takes two."""
_FONTS: Final = {
    "zh": "Noto Sans CJK SC,Microsoft YaHei,PingFang SC,sans-serif",
    "en": "Helvetica,Arial,sans-serif",
}
_STEP: Final = 'color="#b9c4cf", fillcolor="#fdfdfd", margin="0.03,0.01", height=0, width=0, fontsize=11'
_LANE: Final = "#e6edf5"
_FILLS: Final = {"waiting": "#fff6dd", "ended": "#e3f1e3", "final": "#e3f1e3"}


@frozen(slots=True)
class _Chart:
    """What is drawn, and how much of it is said."""

    regime: Regime
    lang: str
    articles: bool
    clocks: bool

    def named(self, each: Phase | State | Step | Regime) -> str:
        return each.zh if self.lang == "zh" else each.en

    @property
    def title(self) -> tuple[str, ...]:
        return (self.named(self.regime), *beside(self.regime, self.lang, clocks=self.clocks))

    @property
    def start(self) -> str:
        return "收件" if self.lang == "zh" else "open"

    def numbered(self) -> Iterator[tuple[str, Arrow]]:
        for number, arrow in enumerate(arrows(self.regime), 1):
            yield f"step{number}", arrow

    def lanes(self) -> Iterator[tuple[Phase, list[State], list[tuple[str, Arrow]]]]:
        """Each phase with its states, and the arrows that do not leave it."""
        for phase in self.regime.procedure.phases:
            states = [state for state in self.regime.procedure.states.values() if state.phase == phase.id]
            if states:
                yield phase, states, [each for each in self.numbered() if self.lane(each[1]) == phase.id]

    def between(self) -> list[tuple[str, Arrow]]:
        """The arrows that lead from lane to lane."""
        return [each for each in self.numbered() if not self.lane(each[1])]

    def lane(self, arrow: Arrow) -> str:
        """The lane that all ends of an arrow stand in; else empty."""
        states = self.regime.procedure.states
        ends = {states[end].phase if end != START else "" for end in (*arrow.sources, *arrow.targets)}
        return ends.pop() if len(ends) == 1 else ""


def mermaid(regime: Regime, lang: str = "zh", *, articles: bool = False, clocks: bool = False) -> str:
    """The flow chart as Mermaid source; lanes from the last to the first, which Mermaid lays out from the top."""
    chart = _Chart(regime, lang, articles, clocks)
    lines = ["flowchart TB", f'  start(("{chart.start}"))']
    for phase, states, arrows_within in reversed(list(chart.lanes())):
        lines.append(f'  subgraph lane_{phase.id}["{_quoted(chart.named(phase))}"]')
        lines += [f'    {state.id}["{_quoted(chart.named(state))}"]' for state in states]
        lines += [f"  {_mermaid_step(chart, *each)}" for each in arrows_within]
        lines.append("  end")
    lines += [_mermaid_step(chart, *each) for each in chart.between()]
    for name, arrow in chart.numbered():
        lines.append(f"  {' & '.join(map(_node, arrow.sources))} --- {name} --> {' & '.join(arrow.targets)}")
    lines += _mermaid_looks(chart)
    lines += [f"  %% {line}" for line in chart.title[1:]]
    return "\n".join(lines) + "\n"


def _mermaid_step(chart: _Chart, name: str, arrow: Arrow) -> str:
    said = (
        step_words(chart.regime, row, chart.lang, articles=chart.articles, clocks=chart.clocks) for row in arrow.rows
    )
    return f'  {name}["{"<br/>".join(_quoted(text) for text in said)}"]'


def _mermaid_looks(chart: _Chart) -> Iterator[str]:
    """Colours: the same as in DOT; the text stays dark where the page is."""
    states = chart.regime.procedure.states.values()
    of_kind = {kind: [state.id for state in states if state.kind == kind] for kind in _FILLS}
    plain = [state.id for state in states if state.kind not in _FILLS]
    looks = [(kind, fill, "#333333", of_kind[kind]) for kind, fill in _FILLS.items()]
    looks.append(("open", "#ffffff", "#333333", ["start", *plain]))
    looks.append(("step", "#fdfdfd", "#b9c4cf", [name for name, _ in chart.numbered()]))
    looks.append(("lane", _LANE, _LANE, [f"lane_{phase.id}" for phase, *_ in chart.lanes()]))
    for name, fill, stroke, members in looks:
        if members:
            yield f"  classDef {name}Look fill:{fill},stroke:{stroke},color:#111111"
            yield f"  class {','.join(members)} {name}Look"


def dot(regime: Regime, lang: str = "zh", *, articles: bool = False, clocks: bool = False) -> str:
    """The flow chart as DOT source, phases as lanes."""
    chart = _Chart(regime, lang, articles, clocks)
    font, title = _FONTS[lang], "".join(f"{_escaped(line)}\\l" for line in chart.title)
    lines = [
        "digraph procedure {",
        "  graph [rankdir=TB, newrank=true, nodesep=0.35, ranksep=0.3, fontsize=13, labelloc=b, labeljust=l,",
        f'         outputorder=edgesfirst, fontname="{font}", label="{title}"];',
        f'  node [shape=box, style="rounded,filled", fillcolor=white, fontname="{font}", fontsize=13];',
        '  edge [color="#555555", arrowsize=0.8];',
        f'  start [shape=circle, label="{chart.start}"];',
    ]
    for phase, states, arrows_within in chart.lanes():
        lines.append(f"  subgraph cluster_{phase.id} {{ label=<<B>{_html(chart.named(phase))}</B>>;")
        lines.append(f'    style=filled; color="{_LANE}"; labelloc=t; labeljust=l; margin=14;')
        lines += [f'    {state.id} [label="{_escaped(chart.named(state))}"{_look(state)}];' for state in states]
        lines += [f"  {_dot_step(chart, *each)}" for each in arrows_within]
        lines.append("  }")
    lines += [_dot_step(chart, *each) for each in chart.between()]
    for name, arrow in chart.numbered():
        lines += [f"  {_node(source)} -> {name} [arrowhead=none];" for source in arrow.sources]
        lines += [f"  {name} -> {target};" for target in arrow.targets]
    return "\n".join([*lines, "}"]) + "\n"


def _dot_step(chart: _Chart, name: str, arrow: Arrow) -> str:
    """The steps of an arrow, one below the other; articles and clocks smaller, in lines that are not too long."""
    said = []
    for row in arrow.rows:
        step, *rest = step_parts(chart.regime, row, chart.lang, articles=chart.articles, clocks=chart.clocks)
        said.append(_html(step))
        small = (line for part in rest if part for line in _wrapped(part.strip()))
        said += [f'<FONT POINT-SIZE="10" COLOR="#34618f">{_html(line)}</FONT>' for line in small]
    cells = "".join(f"<TR><TD>{line}</TD></TR>" for line in said)
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{cells}</TABLE>'
    return f"  {name} [{_STEP}, label=<{table}>];"


def _look(state: State) -> str:
    fill = f', fillcolor="{_FILLS[state.kind]}"' if state.kind in _FILLS else ""
    return fill + (", peripheries=2" if state.kind == "final" else "")


def text_table(regime: Regime, lang: str = "zh", *, clocks: bool = False) -> str:
    """The same as lines of text: from, step, to, article, and if asked what it does to the limits."""
    table = regime.procedure
    lines = []
    for row in table.rows:
        step = table.steps[row.step]
        states = [_state(regime, state, lang) if state != START else "-" for state in row.states]
        target = "=" if row.target == SAME else _state(regime, row.target, lang)
        said = step.zh if lang == "zh" else step.en
        moved = clock_words(regime, row.effects, lang) if clocks else ()
        tail = (" " + ("；" if lang == "zh" else "; ").join(moved)) if moved else ""
        lines.append(f"{said}: {', '.join(states)} -> {target} [{row.citation.text(lang)}]{tail}")
    return "\n".join(lines) + "\n"


def _node(state: str) -> str:
    return "start" if state == START else state


def _state(regime: Regime, state: str, lang: str) -> str:
    named = regime.procedure.states[state]
    return named.zh if lang == "zh" else named.en


def _wrapped(text: str) -> Iterator[str]:
    """Text in lines of at most about _WIDTH columns, broken after a semicolon, a comma or a space."""
    line, used = "", 0
    for piece in _pieces(text):
        wide = sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in piece)
        if line and used + wide > _WIDTH:
            yield line.rstrip()
            line, used = "", 0
        line, used = line + piece, used + wide
    yield line.rstrip()


def _pieces(text: str) -> list[str]:
    for mark in ("；", "、", " ", "》"):
        text = text.replace(mark, f"{mark}\n")
    return text.split("\n")


def _quoted(text: str) -> str:
    """Text inside quotes in Mermaid: quotes and colons as entities."""
    return text.replace('"', "#quot;").replace(":", "#58;")


def _escaped(text: str) -> str:
    """Text inside quotes in DOT."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
