"""`casework headings`: what is understood of a register's headings and words, as a mapping file to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from casework.backlog.mapping import read_mapping_file
from casework.backlog.understood import Understood, understood
from casework.cli.show import Json, Lang, MappingFile, SaidWrong, SheetName, cell, language, out_json


def headings(
    file: Annotated[Path, typer.Argument(help="the register: xlsx, xls, csv or parquet")],
    out: Annotated[Path | None, typer.Option("--out", help="write a mapping file (TOML) to fill in")] = None,
    mapping: MappingFile = None,
    sheet: SheetName = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Headings and words of a register, understood or not. 台账标题与用语的识别情况。"""
    words = language(lang)
    found = understood(file, None if mapping is None else read_mapping_file(mapping), sheet)
    if out is not None:
        _write(found, out, file)
    if json:
        out_json(found.as_json())
        return
    _print(found, words, out)


def _write(found: Understood, out: Path, file: Path) -> None:
    if out.resolve() == file.resolve():
        raise SaidWrong(f"--out {out}: this is the register itself; name another file")
    try:
        out.write_text(found.as_mapping(), encoding="utf-8")
    except OSError as error:
        raise SaidWrong(f"--out {out}: cannot be written ({error.strerror})") from None


def _print(found: Understood, lang: str, out: Path | None) -> None:
    zh = lang == "zh"
    document = found.as_json()
    unknown = "（未识别）" if zh else "(not understood)"
    table = Table("标题" if zh else "heading", "读作" if zh else "read as")
    for text, key in document["headings"].items():
        table.add_row(cell(text), cell(key or unknown))
    console = Console()
    console.print(table)
    for key, listed in document["words"].items():
        table = Table(key, "读作" if zh else "read as")
        for text, ids in listed.items():
            table.add_row(
                cell(text), cell(unknown if ids is None else " | ".join(ids) if isinstance(ids, list) else ids)
            )
        console.print(table)
    if out is not None:
        console.print(cell(out), soft_wrap=True)
