"""docs/reference.md and a page for each regime are printed from the tables themselves.

CASEWORK_WRITE_DOCS=1 pytest tests/test_reference_docs.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from casework.backlog.heading_words import ALSO
from casework.backlog.headings import HEADINGS, LISTS
from casework.backlog.word_tables import TABLES
from casework.case import RULES
from casework.escalation import CN_CARDS, EARLY
from casework.procedure.clock_words import clock_words
from casework.procedure.conditions import CONDITIONS
from casework.procedure.drawing import mermaid
from casework.procedure.flow import beside
from casework.regimes import REGIMES

DOCS = Path(__file__).parents[1] / "docs"

HEAD = """# Reference

Printed from the tables by `tests/test_reference_docs.py`; nothing here is typed by hand but this page's head.

## Commands

| command | what it does |
|---|---|
| `casework workdays is DAY` | is it a working day, and what says so |
| `casework workdays add DAY N`, `subtract DAY N`, `count A B` | the N-th working day after or before DAY (not counted); working days in (A, B] |
| `casework workdays year Y` | days that differ from Monday to Friday |
| `casework due --received DAY [--event "DAY STEP key=value ..."]... [--as-of DAY] [--compare PARAM=A,B] [--paper F.docx or F.html]` | every clock of a little history |
| `casework backlog FILE --as-of DAY [--sheet NAME] [--out DIR] [--mapping F.toml] [--compare PARAM=A,B] [--strict]` | a whole register |
| `casework headings FILE [--out mapping.toml] [--mapping F.toml] [--sheet NAME]` | headings and words of a register, understood or not; as a mapping file to fill in |
| `casework audit FILE --as-of DAY [--sheet NAME] [--out DIR] [--policy RULE]... [--strict]` | every breach of procedure found in it |
| `casework measures FILE --as-of DAY [--by unit, channel, applicant_type or outcome] [--out DIR] [--plot F.svg or F.png] [--seed N] [--mapping F.toml] [--compare PARAM=A,B]` | a register in figures: summary, breakdown, ages, flow by month, a forecast of 20 working days with its tested error, quality; of a table of steps also the working days in each state |
| `casework diff FILE --as-of A B` | what changed between two days |
| `casework check [--regime R] [--strict]` | every fault of a definition, and the proofs that hold |
| `casework diagram --regime R --format mermaid, dot, svg or text [--out F] [--articles] [--clocks]` | the flow chart (svg needs Graphviz); with the articles, with what each step does to the limits |
| `casework open CASE --on DAY [--channel C] [KEY=VALUE]... --by WHO [--key K]` | a case on a ledger, under the law of its day of receipt |
| `casework take CASE STEP --on DAY [KEY=VALUE]... --by WHO [--role R] [--key K]` | a step of it; a refusal says every reason with its article, exit 1. The same `--key` again writes nothing |
| `casework show [CASE] [--as-of DAY] [--state S] [--sensitive]` | a case: clocks, what happened, cards, what may be done and why not the rest; without CASE the list |
| `casework sweep [--as-of DAY] [--deliver]` | raise every card and reminder reached, each once; `--deliver` tries again what `--drop` or `--log` has not taken |
| `casework verify [--heads FILE] [--write-heads FILE]` | the first entry of each case that was altered, is missing or was put in: exit 1 if there is one |
| `casework migrate [CASE or --all] [--back] --reason TEXT --by WHO [--on DAY]`, `--dry-run` | put cases under today's definition, or back; what it would judge differently |
| `casework redact CASE --field F... --reason TEXT --by WHO [--on DAY]` | erase sensitive values for good |
| `casework import FILE [--mapping F.toml] [--strict]` | the cases of a register on a ledger |
| `casework simulate --cases N --seed S --from DAY --to DAY --out F.csv, .xlsx, .parquet or .db [--form flat or events] [--breach RULE=SHARE]... [--units N] [--planted F.csv]` | a made-up office, lawful but for a stated share of each breach; the file says so |

Commands of live cases (`open` to `import`) take `--ledger URL` (default `sqlite:///cases.db`; also
`postgresql+psycopg://...`, `mysql+pymysql://...`), `--office` and `--regime`; those that write also take `--drop FOLDER` (each
message to the hooks as a JSON file) and `--log` (a line each on standard error). People's data is shown only with
`--sensitive`. What an entry looks like in JSON is a JSON Schema a regime, in `casework/schemas/`.

`--sheet NAME` names the sheet of a workbook that is the register; `measures`, `diff` and `import` take it, too.

All but `diagram` take `--json` (one document on standard output); all take `--lang zh` or `en`. `workdays`, `due` and
`backlog` take `--known-at DAY` and `--overlay FILE.toml`; `due`, `backlog` and `audit` take `--regime`, `--param NAME=VALUE`
and `--office FILE.toml`, `measures` the last two. Exit status: 0 done, 1 rejected rows under `--strict`, a refused step or an altered ledger, 2 wrong
use or unreadable input.
"""


def rows(heads, lines):
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for line in lines:
        yield "| " + " | ".join(str(cell).replace("|", "/") for cell in line) + " |"


def columns():
    yield "\n## Columns of a flat register\n"
    yield "Headings match in any order, spaces and punctuation ignored. Lists are separated by `;`, by position."
    yield "Names of the same family (承办处室 as 承办单位, 实际答复时间 as 答复日期) are read where no listed name is there.\n"
    yield from rows(
        ("key", "headings also read", ""),
        [
            (f"`{k}`", " ".join((*names, *ALSO.get(k, ()))), "list" if k in LISTS else "")
            for k, names in HEADINGS.items()
        ],
    )
    yield "\n## Words of a flat register\n"
    yield "Besides these, families of words are read: numbering, quotation marks and brackets do not matter"
    yield "(（一）予以公开), nor do 属于, 告知, 同意, 申请, 信息 around a word. What is not known for sure is said.\n"
    yield from rows(
        ("column", "id", "words also read"),
        [(f"`{key}`", f"`{name}`", "、".join(words)) for key, table in TABLES.items() for name, words in table.items()],
    )


def flow_chart(regime):
    yield "\n## Flow chart\n"
    yield "Boxes are states, small boxes steps; yellow waits for someone else, green has ended. Not drawn:\n"
    both = zip(beside(regime, "zh", clocks=True), beside(regime, "en", clocks=True), strict=True)
    yield from (f"- {zh}; {en}" for zh, en in both)
    yield f"\n```mermaid\n{mermaid(regime, 'zh')}```"


def moved(regime, row):
    """What a row does to the limits, in both languages."""
    zh, en = ("；".join(clock_words(regime, row.effects, "zh")), "; ".join(clock_words(regime, row.effects, "en")))
    return f"{zh} ({en})" if zh else ""


def regime_page(regime):
    procedure = regime.procedure
    yield f"# {regime.zh} {regime.en}\n"
    yield "Printed from the tables by `tests/test_reference_docs.py`; nothing here is typed by hand.\n"
    yield f"`{regime.id}`: requests received from {regime.in_force}" + (
        f" until the day before {regime.until}." if regime.until else " on."
    )
    yield "Commands, columns, audit rules and the conditions' words are in the [reference](../reference.md)."
    yield from flow_chart(regime)
    yield "\n## Limits\n"
    versions = [(limit_id, v) for limit_id, limits in regime.limits.items() for v in limits.versions]
    yield from rows(
        ("id", "limit", "length", "day zero", "in force", "authority"),
        [
            (
                f"`{name}`",
                f"{v.zh} {v.en}",
                v.length_text("en") if v.count else v.note,
                v.day_zero,
                f"{v.since}" + (f" to {v.until}" if v.until else ""),
                v.citation.en,
            )
            for name, v in versions
        ],
    )
    yield "\n## States\n"
    yield from rows(
        ("id", "state", "phase", "kind"),
        [(f"`{s.id}`", f"{s.zh} {s.en}", s.phase, s.kind) for s in procedure.states.values()],
    )
    yield "\n## Steps and what they record\n"
    yield "Every step also takes `by`, `role`, `note`.\n"
    common = {"by", "role", "note"}
    yield from rows(
        ("id", "step", "role", "payload"),
        [
            (
                f"`{s.id}`",
                f"{s.zh} {s.en}",
                s.role,
                ", ".join(
                    f"`{k.name}`{' (required)' if k.required else ''}: {' '.join(k.values) or k.type}"
                    for k in s.payload
                    if k.name not in common
                ),
            )
            for s in procedure.steps.values()
        ],
    )
    yield "\n## Rows: in these states, on this step, enter that state\n"
    yield from rows(
        ("step", "from", "to", "clocks", "if / needs", "basis"),
        [
            (
                f"`{r.step}`",
                " ".join(r.states),
                r.target,
                moved(regime, r),
                " ".join((*(f"[{w}]" for w in r.when), *r.needs)),
                r.citation.en,
            )
            for r in procedure.rows
        ],
    )
    yield "\n## Outcomes\n"
    yield from rows(
        ("id", "outcome", "basis", "on file", "row of 表三", "relief"),
        [
            (
                f"`{o.id}`",
                f"{o.zh} {o.en}",
                o.citation.en,
                o.on_file,
                o.table3,
                "; ".join(f"{way} since {since}" for since, way in o.relief),
            )
            for o in regime.outcomes.values()
        ],
    )
    yield "\n## Channels and the day of receipt\n"
    yield from rows(
        ("id", "channel", "receipt", "basis"),
        [(f"`{c.id}`", f"{c.zh} {c.en}", c.receipt, c.citation.en) for c in regime.channels.values()],
    )
    yield "\n## Parameters: open questions of law\n"
    yield from rows(
        ("id", "question", "answers", "default", "article"),
        [
            (f"`{p.id}`", f"{p.zh}; {p.en}", " ".join(p.values) or "a number", p.default, p.citation.en)
            for p in regime.params.values()
        ],
    )


def page():
    parts = [HEAD, *columns()]
    parts.append("\n## Regimes\n")
    parts.append("Flow chart, limits, states, steps and what they record, rows, outcomes, channels and parameters:\n")
    parts += [f"- [{r.id}](regimes/{r.id}.md): {r.zh} {r.en}" for r in reversed(REGIMES.values())]
    parts.append("\n## Audit rules\n")
    parts.append("Bare articles are Order 711's. A rule whose columns a register lacks is counted as not judged.\n")
    parts += rows(
        ("id", "fires when", "dated", "basis", "severity", "needs"),
        [
            (
                f"`{r.id}`",
                f"{r.zh}; {r.en}",
                r.on,
                r.basis,
                r.severity + (" (office policy)" if r.policy else ""),
                " ".join(r.needs),
            )
            for r in RULES.values()
        ],
    )
    parts.append("\n## Ladders\n")
    for ladder in (CN_CARDS, EARLY):
        parts.append(f"`{ladder.id}`: {ladder.zh} {ladder.en}; for {', '.join(ladder.limits)}\n")
        parts += rows(
            ("rung", "working days after", "offset", "told"),
            [
                (
                    f"{r.zh} {r.en}",
                    r.measure,
                    str(r.offset) + (f" ({r.offset_if_equal} if both are one day)" if r.offset_if_equal else ""),
                    " ".join(ladder.told(r)),
                )
                for r in ladder.rungs
            ],
        )
        parts.append("")
    parts.append("\n## Conditions\n")
    parts += rows(
        ("id", "fails when", "instead"),
        [
            (f"`{c.id}`", f"{c.zh}; {c.en}", f"{c.instead_zh}; {c.instead_en}")
            for c in CONDITIONS.values()
            if not c.routes
        ],
    )
    return "\n".join(parts) + "\n"


def printed(path, text):
    if os.environ.get("CASEWORK_WRITE_DOCS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "run with CASEWORK_WRITE_DOCS=1 and look at the difference"


def test_the_reference_is_what_the_tables_say():
    printed(DOCS / "reference.md", page())


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda regime: regime.id)
def test_the_page_of_a_regime_is_what_its_tables_say(regime):
    printed(DOCS / "regimes" / f"{regime.id}.md", "\n".join(regime_page(regime)) + "\n")


def test_links_between_the_pages_lead_somewhere():
    for page_of in (*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")):
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page_of.read_text(encoding="utf-8")):
            assert (page_of.parent / link).exists(), f"{page_of.name}: {link}"
