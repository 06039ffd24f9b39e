"""`casework diagram`: the flow chart of a procedure, from its table."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from casework.cli.show import Lang, SaidWrong, language
from casework.procedure import Regime
from casework.procedure.drawing import dot, mermaid, text_table
from casework.regimes import REGIMES


def diagram(
    regime: Annotated[str, typer.Option("--regime", help=f"one of {', '.join(REGIMES)}")] = "cn_order_711",
    format: Annotated[str, typer.Option("--format", help="mermaid, dot, svg (needs Graphviz) or text")] = "mermaid",  # noqa: A002
    out: Annotated[Path | None, typer.Option("--out", help="a file; default standard output")] = None,
    articles: Annotated[bool, typer.Option("--articles", help="with the article on each arrow")] = False,
    clocks: Annotated[
        bool, typer.Option("--clocks", help="with what each step does to the limits 附对期限的影响")
    ] = False,
    lang: Lang = "",
) -> None:
    """The flow chart of a procedure: phases as lanes. 流程图。"""
    if regime not in REGIMES:
        raise SaidWrong(f"--regime is one of {', '.join(REGIMES)}, got {regime!r}")
    words, law = language(lang), REGIMES[regime]
    match format:
        case "mermaid":
            drawn = mermaid(law, words, articles=articles, clocks=clocks)
        case "dot":
            drawn = dot(law, words, articles=articles, clocks=clocks)
        case "svg":
            drawn = _svg(law, words, articles=articles, clocks=clocks)
        case "text":
            drawn = text_table(law, words, clocks=clocks)
        case _:
            raise SaidWrong(f"--format is mermaid, dot, svg or text, got {format!r}")
    if out is None:
        sys.stdout.write(drawn)
        return
    try:
        out.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise SaidWrong(f"--out {out}: cannot be written ({error.strerror})") from None


def _svg(law: Regime, lang: str, *, articles: bool, clocks: bool) -> str:
    program = shutil.which("dot")
    if program is None:
        raise SaidWrong("--format svg needs Graphviz: install it so that `dot` is found, or take --format mermaid")
    source = dot(law, lang, articles=articles, clocks=clocks)
    done = subprocess.run(  # noqa: S603 - a fixed command, fed with our own source
        [program, "-Tsvg"], input=source, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise SaidWrong(f"Graphviz refused the drawing: {done.stderr.strip()[:200]}")
    return done.stdout
