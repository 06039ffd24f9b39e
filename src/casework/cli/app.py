"""The command tree, and how it ends: a sentence and an exit status, never a traceback."""

from __future__ import annotations

import io
import os
import sys
from itertools import pairwise

import typer

from casework.cli import (
    audit,
    backlog,
    check,
    diagram,
    diff,
    due,
    headings,
    load,
    measures,
    migrate,
    open_take,
    redact,
    show_case,
    simulate,
    sweep,
    verify,
    workdays,
)
from casework.cli.show import SaidWrong, complain, language
from casework.errors import CaseworkError, TextRefused
from casework.texts import text_fault

app = typer.Typer(
    name="casework",
    help="Disclosure-request cases: by which day the law wants what, and why. 依申请公开：何时须办、依据何在。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(workdays.app, name="workdays")
app.command("due")(due.due)
app.command("backlog")(backlog.backlog)
app.command("audit")(audit.audit)
app.command("measures")(measures.measures)
app.command("check")(check.check)
app.command("diagram")(diagram.diagram)
app.command("diff")(diff.diff)
app.command("headings")(headings.headings)
app.command("open")(open_take.open_)
app.command("take")(open_take.take)
app.command("show")(show_case.show)
app.command("sweep")(sweep.sweep)
app.command("verify")(verify.verify)
app.command("migrate")(migrate.migrate)
app.command("redact")(redact.redact)
app.command("import")(load.load)
app.command("simulate")(simulate.simulate)


@app.callback()
def _root() -> None:
    """Disclosure-request cases: by which day the law wants what, and why. 依申请公开：何时须办、依据何在。"""


def run() -> int:
    """Run the command line; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - whoever read has gone
        return 0
    except OSError as error:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        complain(f"the output cannot be written ({error.strerror})")
        return 2
    return status


def _run() -> int:
    for number, argument in enumerate(sys.argv[1:], 1):
        if (fault := text_fault(argument)) is not None:
            zh, en = fault
            complain(f"第{number}个参数{zh}" if _zh() else f"argument {number} {en}: {argument[:40]!r}")
            return 2
    try:
        app(standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    except TextRefused as error:
        complain(error.text("zh" if _zh() else "en"))
        return 2
    except (CaseworkError, SaidWrong) as error:
        complain(str(error))
        return 2
    return 0


def _zh() -> bool:
    """Whether the command line asks for Chinese, or the locale does."""
    asked = [*sys.argv, ""]
    given = next((after for one, after in pairwise(asked) if one == "--lang"), "")
    return (given or language("")) == "zh"
