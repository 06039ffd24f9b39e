"""`casework measures`: what a register adds up to, what is coming, and how far the figures can be trusted."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import typer

from casework.backlog.by_row import Question
from casework.backlog.mapping import read_mapping_file
from casework.backlog.rows import chooser_for
from casework.cli.measures_tables import print_report
from casework.cli.show import (
    AsOf,
    Json,
    Lang,
    MappingFile,
    OfficeFile,
    Params,
    SaidWrong,
    SheetName,
    compared,
    complain,
    language,
    maybe_day,
    office_of,
    out_json,
    params_of,
    progress,
    say_rejected,
    today,
)
from casework.workdays import WorkCalendar

_GROUPS = ("unit", "channel", "applicant_type", "outcome")
_WARN = 2


def measures(
    file: Annotated[
        Path, typer.Argument(help="the register: xlsx, xls, csv or parquet, a row a request or a row a step")
    ],
    as_of: AsOf = "",
    by: Annotated[str, typer.Option("--by", help=f"break down by {', '.join(_GROUPS)}")] = "unit",
    mapping: MappingFile = None,
    sheet: SheetName = None,
    office: OfficeFile = None,
    param: Params = [],
    compare: Annotated[
        str, typer.Option("--compare", help="PARAM=A,B: the figures under each answer to an open question of law")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="folder for cases, findings, flow, forecast, by_unit, states, compare (csv), measures.json"
        ),
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="one page as a picture: .svg or .png")] = None,
    seed: Annotated[int, typer.Option("--seed", help="of the forecast: the same seed, the same numbers", min=0)] = 0,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """A whole register in figures: ages, flow, the next 20 working days, and what to trust. 台账统计与预测。

    A table of steps also says where the time goes: working days in each state. 逐步骤的表另计各状态停留的工作日。
    """
    words = language(lang)
    settings = office_of(office)
    on = maybe_day(as_of, "--as-of") or today()
    if by not in _GROUPS:
        raise SaidWrong(f"--by is one of {', '.join(_GROUPS)}, got {by!r}")
    params = {**settings.params, **params_of(param)}
    chooser = chooser_for("cn", params)
    question = compared(compare) if compare else None
    names = {} if mapping is None else read_mapping_file(mapping)
    code = _needed()
    picture = None if plot is None else _picture()
    if picture is not None:
        picture.check_picture(plot, file)
    if out is not None:
        code.check_report(out, file, by)
    calendar = WorkCalendar.china(overlays=settings.overlays)
    with progress("读取" if words == "zh" else "reading", quiet=json):
        source = code.read_source(file, names, sheet)
    with progress("计算、审查" if words == "zh" else "counting and auditing", quiet=json) as told:
        audit = settings.audit_settings()
        found = code.evaluate_source(
            source, on, chooser, calendar=calendar, office=settings, audit=audit, stays=True, progress=told
        )
    rungs = settings.ladder.rungs
    answers = None
    if question is not None:
        asked = Question(file, on, words, calendar, params=params)
        with progress("对照" if words == "zh" else "comparing", quiet=json):
            answers = code.under_each([source], asked, *question)
    with progress("回测预测" if words == "zh" else "testing the forecast on past days", quiet=json) as told:
        then = code.past(source, found, chooser, calendar, settings)
        report = code.report(
            found, calendar, then, by=by, rungs=[rung.id for rung in rungs], seed=seed,
            answers=answers, lang=words, progress=told,
        )  # fmt: skip
    paths: list[Path] = []
    if out is not None or plot is not None:
        with progress("写入" if words == "zh" else "writing", quiet=json):
            paths += [] if out is None else code.write_report(report, out, file, words)
            warn = max((-rung.offset for rung in rungs if rung.offset < 0), default=_WARN)
            paths += [] if picture is None else [picture.draw(report, plot, words, warn=warn)]
    if json:
        out_json(report.as_json())
    else:
        print_report(report, words, paths)
    for warning in found.warnings:
        complain(warning)
    say_rejected(found.rejected, words)


def _needed() -> Any:
    """The reader by the column and the measures, which need numpy and polars; the rest of the command line does not."""
    try:
        reader = import_module("casework.backlog.by_column")
        source = import_module("casework.backlog.columns.reading")
        evaluation = import_module("casework.backlog.columns.evaluation")
        report = import_module("casework.backlog.measures.report")
        write = import_module("casework.backlog.measures.write")
    except ModuleNotFoundError as error:
        raise SaidWrong(f"measures needs {error.name}: install it with  pip install 'casework[cli,backlog]'") from None
    return SimpleNamespace(
        under_each=reader.under_each,
        read_source=source.read_source,
        evaluate_source=evaluation.evaluate_source,
        past=report.past,
        report=report.report,
        write_report=write.write_report,
        check_report=write.check_report,
    )


def _picture() -> Any:
    """The door to matplotlib."""
    try:
        return import_module("casework.backlog.measures.picture")
    except ModuleNotFoundError as error:
        raise SaidWrong(f"--plot needs {error.name}: install it with  pip install 'casework[plots]'") from None
