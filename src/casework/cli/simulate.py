"""`casework simulate`: a made-up office, lawful but for a stated share of each breach; the file says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.backlog.long_form import long_cases
from casework.backlog.rows import chooser_for
from casework.case import Case
from casework.cli.show import Json, Lang, SaidWrong, day_of, language, out_json, progress
from casework.desk import Desk
from casework.errors import CaseworkError
from casework.ledger import SqliteLedger

if TYPE_CHECKING:
    from casework.backlog.simulate import Simulated

_FORMS = ("flat", "events")
_CASES_AT_ONCE = 2000
_MOST_LOADED = 200_000
_LEDGER = ".db"


def simulate(
    out: Annotated[Path, typer.Option("--out", help="the file: .csv .xlsx .parquet, or .db for a ledger")],
    cases: Annotated[int, typer.Option("--cases", help="how many requests arrive")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="of the dice: the same seed, the same office")] = 1,
    first: Annotated[str, typer.Option("--from", help="the first day of arrival, from 2019-05-15")] = "2024-01-01",
    last: Annotated[str, typer.Option("--to", help="the last one, and the day of the copy")] = "2025-12-31",
    form: Annotated[str, typer.Option("--form", help="flat (a row a request) or events (a row a step)")] = "",
    breach: Annotated[
        list[str], typer.Option("--breach", help="RULE=SHARE of all requests, such as reply_late=0.1")
    ] = [],
    units: Annotated[int, typer.Option("--units", help="units that share the load, unevenly")] = 20,
    planted: Annotated[
        Path | None, typer.Option("--planted", help="a csv of what was planted: case, rule, day, form")
    ] = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """A made-up office, lawful but for a share of each breach. 模拟台账（全部虚构）。"""
    words = language(lang)
    form = _form(form, out)
    begin, end = day_of(first, "--from"), day_of(last, "--to")
    made_by, write, check = _needed()
    ledger = _is_ledger(out)
    if ledger and cases > _MOST_LOADED:
        raise SaidWrong(f"--cases {cases}: a ledger is filled case by case, with at most {_MOST_LOADED} here")
    for path in (None if ledger else out, planted):
        if path is not None:
            check(path, cases)
    with progress("生成" if words == "zh" else "making up", quiet=json) as told:
        made = made_by(cases, seed, begin, end, breaches=_shares(breach), units=units, progress=told)
    with progress("写入" if words == "zh" else "writing", quiet=json) as told:
        if ledger:
            rows = _load(made, out, told)
        else:
            frame = made.flat() if form == "flat" else made.events()
            write(frame, out, progress=told)
            rows = frame.height
    if planted is not None:
        write(made.planted, planted)
    _say(made, out, form, rows, words, json)


def _needed() -> tuple[Any, Any, Any]:
    """The simulator, which needs numpy and polars; the rest of the command line does not."""
    try:
        from casework.backlog.simulate import check_target, write_frame
        from casework.backlog.simulate import simulate as made_by
    except ModuleNotFoundError as error:
        raise SaidWrong(f"simulate needs {error.name}: install it with  pip install 'casework[cli,backlog]'") from None
    return made_by, write_frame, check_target


def _is_ledger(out: Path) -> bool:
    return out.suffix.lower() == _LEDGER


def _form(asked: str, out: Path) -> str:
    ledger = _is_ledger(out)
    if ledger and out.exists():
        raise SaidWrong(f"--out {out}: there already; made-up cases are not added to a ledger")
    if asked not in ("", *_FORMS):
        raise SaidWrong(f"--form is flat or events, got {asked!r}")
    if ledger and asked == "flat":
        raise SaidWrong("--form flat: a ledger holds events")
    return asked or ("events" if ledger else "flat")


def _shares(pairs: list[str]) -> dict[str, float]:
    """RULE=SHARE pairs."""
    found: dict[str, float] = {}
    for pair in pairs:
        rule, _, share = pair.partition("=")
        try:
            found[rule.strip()] = float(share)
        except ValueError:
            raise SaidWrong(f"--breach wants RULE=SHARE, a share from 0 to 1, got {pair!r}") from None
    return found


def _load(made: Simulated, out: Path, told: Any) -> int:
    with SqliteLedger(out) as ledger:
        return Desk("cn", ledger).load(_cases(made, told))


def _cases(made: Simulated, told: Any) -> Iterator[Case]:
    """Cases read from the table of steps, some thousand at a time."""
    frame = made.events()
    rows = iter(frame.iter_rows())
    headings, chooser, done = frame.columns, chooser_for("cn", {}), 0
    sizes = iter(made.steps_by_case())
    while group := list(islice(sizes, _CASES_AT_ONCE)):
        lines = [["" if cell is None else str(cell) for cell in row] for row in islice(rows, sum(group))]
        for each in long_cases(headings, enumerate(lines, 1), {}, chooser, implied=False):
            if each.case is None or each.faults:
                raise CaseworkError(f"{each.case_id}: a made-up case that cannot be read")
            yield each.case
        done += len(group)
        if told is not None:
            told(done, made.cases)


def _say(made: Simulated, out: Path, form: str, rows: int, lang: str, json: bool) -> None:
    found = made.planted_by_rule()
    document = {
        "out": str(out), "form": form, "cases": made.cases, "rows": rows, "seed": made.seed,
        "from": made.first.isoformat(), "to": made.last.isoformat(), "units": made.units, "made_up": True,
        "planted": found,
    }  # fmt: skip
    if json:
        out_json(document)
        return
    total = sum(found.values())
    if lang == "zh":
        print(f"{out}：{made.cases}件，{rows}行，全部虚构；其中植入违法、瑕疵{total}处")
    else:
        print(f"{out}: {made.cases} cases, {rows} rows, all made up; {total} breaches planted")
    for rule, count in found.items():
        print(f"  {rule} {count}")
