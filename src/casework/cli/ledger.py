"""What the commands of live cases share: their options, the desk on a ledger, entries and clocks as people read them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from casework.case import Case, Event, Mark, event_to_dict, replay
from casework.cli.show import SaidWrong, err, office_of
from casework.desk import MARKS, Desk, FileHook, Hook, LogHook
from casework.desk.writing import secret_of
from casework.escalation import Card
from casework.ledger import Ledger
from casework.procedure import Regime
from casework.regimes import REGIMES, regime_on
from casework.texts import check_line

LedgerUrl = Annotated[
    str, typer.Option("--ledger", help="sqlite:///FILE, postgresql+psycopg://... or mysql+pymysql://...")
]
LawId = Annotated[str, typer.Option("--regime", help="law of a new case: cn (by day of receipt) or one regime's id")]
By = Annotated[str, typer.Option("--by", help="who does it")]
Reason = Annotated[str, typer.Option("--reason", help="why; it is kept on the file")]
OnToday = Annotated[str, typer.Option("--on", help="the day of the act; default today")]
Sensitive = Annotated[bool, typer.Option("--sensitive", help="show applicants' and third parties' data too")]
Drop = Annotated[Path | None, typer.Option("--drop", help="folder that gets each message to the hooks as a JSON file")]
Log = Annotated[bool, typer.Option("--log", help="say each message on standard error, a line each")]

DEFAULT: Final = "sqlite:///cases.db"
_SQLITE: Final = "sqlite:///"
HIDDEN: Final = {"zh": "（敏感，略）", "en": "(sensitive, hidden)"}


@contextmanager
def desk_on(
    url: str,
    *,
    office: Path | None = None,
    law: str = "cn",
    drop: Path | None = None,
    log: bool = False,
    new: bool = False,
) -> Iterator[Desk]:
    """A desk on the ledger of a URL, which is closed afterwards.

    new: the command may begin a ledger; any other finds a file that is there, and makes none.
    """
    settings = office_of(office)
    chosen = _law(law)
    ledger = _opened(url, new=new)
    try:
        yield Desk(chosen, ledger, office=settings, hooks=_hooks(drop, log=log), now=now)
    finally:
        if (close := getattr(ledger, "close", None)) is not None:
            close()


def now() -> datetime:
    """The instant of recording."""
    return datetime.now(UTC)


def person(by: str) -> str:
    """Who does it: one line, as entries are chained by lines."""
    if not by.strip():
        raise SaidWrong("--by names who does it, on one line; it is empty")
    check_line("by", by.strip())
    return by.strip()


def _law(name: str) -> str | Callable[[date], Regime]:
    if name in REGIMES:
        return lambda _: REGIMES[name]
    regime_on(name, max(regime.in_force for regime in REGIMES.values()))  # a family nobody knows is told now
    return name


def _opened(url: str, *, new: bool) -> Ledger:
    from casework.ledger import open_ledger

    if url.startswith(_SQLITE) and not new and not Path(url.removeprefix(_SQLITE)).exists():
        raise SaidWrong(f"--ledger {url}: there is no such file; `casework open` begins a ledger")
    ledger: Ledger = open_ledger(url)
    return ledger


def _hooks(drop: Path | None, *, log: bool) -> tuple[Hook, ...]:
    hooks: list[Hook] = []
    if drop is not None:
        if drop.exists() and not drop.is_dir():
            raise SaidWrong(f"--drop {drop}: is no folder")
        hooks.append(FileHook(drop))
    if log:
        told = logging.getLogger("casework")
        told.setLevel(logging.INFO)
        told.handlers = [_Said()]
        told.propagate = False
        hooks.append(LogHook())
    return tuple(hooks)


class _Said(logging.Handler):
    """A line on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        err.print(record.getMessage(), markup=False, soft_wrap=True)


# -- entries -----------------------------------------------------------------------------------------------------------


def event_document(regime: Regime, event: Event, *, sensitive: bool) -> dict[str, Any]:
    """An entry as JSON. Without leave to show them, sensitive keys are left out and named under "hidden"."""
    document = event_to_dict(event)
    if sensitive or not (secret := secret_of(regime)(event) & set(document["payload"])):
        return document
    shown = {key: value for key, value in document["payload"].items() if key not in secret}
    return document | {"payload": shown, "hidden": sorted(secret)}


def event_name(regime: Regime, event: Event, lang: str) -> str:
    """What an entry is called; one of a kind this release does not know keeps its own name."""
    if isinstance(event, Mark):
        return MARKS.get(event.name, (event.name, event.name))[0 if lang == "zh" else 1]
    step = regime.procedure.steps.get(event.step)
    return event.step if step is None else step.zh if lang == "zh" else step.en


def event_text(regime: Regime, event: Event, lang: str, *, sensitive: bool) -> str:
    """What an entry records, on one line; its actor is shown beside it."""
    secret = frozenset() if sensitive else secret_of(regime)(event)
    step = None if isinstance(event, Mark) else regime.procedure.steps.get(event.step)
    parts = []
    for key, value in event.payload.items():
        if key in ("by", "role") or value in (None, ""):
            continue
        named = step.keys[key].zh if lang == "zh" and step is not None and key in step.keys else key
        parts.append(f"{named}={HIDDEN[lang] if key in secret else _plain(value)}")
    return "; ".join(parts)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return " ".join(f"{key}:{each}" for key, each in value.items()) if isinstance(value, Mapping) else str(value)


def actor_of(event: Event) -> str:
    """Who did it, and as what."""
    who, role = str(event.payload.get("by") or ""), str(event.payload.get("role") or "")
    return f"{who} ({role})" if role else who


def state_name(regime: Regime, state: str, lang: str) -> str:
    """A state as people call it."""
    named = regime.procedure.states.get(state)
    return state if named is None else named.zh if lang == "zh" else named.en


def as_it_stood(case: Case, on: date) -> Case | None:
    """The case at the end of a day; null before its opening."""
    events = [event for event in case.history if event.on <= on]
    if len(events) == len(case.events):
        return case
    return replay(case.regime, events, implied=case.implies) if any(event.step == "open" for event in events) else None


def card_document(card: Card) -> dict[str, Any]:
    """A card as JSON."""
    return {
        "case_id": card.case_id,
        "clock": card.clock,
        "rung": card.rung.id,
        "reached_on": card.reached_on,
        "told": list(card.told),
        "state": card.state.value,
        "reason": card.reason,
    }


def say(lines: Sequence[str]) -> None:
    """Lines on standard output, nothing in them read as markup."""
    console = Console()
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
