"""`casework verify`: whether anything on a ledger was altered, taken out or put in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from casework.cli.ledger import DEFAULT, LawId, LedgerUrl, desk_on, say
from casework.cli.show import Json, Lang, OfficeFile, SaidWrong, complain, language, out_json, progress
from casework.desk import MARKS
from casework.errors import CaseworkError
from casework.ledger.verify import Heads, Verified, heads_text, read_heads
from casework.ledger.verify import verify as check_ledger


def verify(
    heads: Annotated[
        Path | None, typer.Option("--heads", help="heads kept elsewhere: a cut tail or a lost case shows only by them")
    ] = None,
    write_heads: Annotated[
        Path | None, typer.Option("--write-heads", help="write the heads here if nothing is wrong; keep them elsewhere")
    ] = None,
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """The first entry of each case that was altered, is missing or was put in; exit 1 if there is one. 核验台账。"""
    words = language(lang)
    kept = None if heads is None else _heads(heads)
    with (
        desk_on(ledger, office=office, law=regime) as desk,
        progress("核验" if words == "zh" else "verifying", quiet=json) as told,
    ):
        found = check_ledger(desk.setting.ledger, known=MARKS, heads=kept, told=told)
    if write_heads is not None and not found.tampered:
        _write(write_heads, heads_text(found.heads))
    if json:
        out_json({
            "cases": found.cases,
            "entries": found.entries,
            "tampered": [{"case_id": t.case_id, "entry": t.seq or None, "message": t.zh if words == "zh" else t.en} for t in found.tampered],
            "unknown": [{"case_id": entry.case_id, "entry": entry.seq, "event": entry.name} for entry in found.unknown],
        })  # fmt: skip
    else:
        _print(found, words)
    if found.tampered:
        if write_heads is not None:
            complain(f"{write_heads}未写" if words == "zh" else f"{write_heads} was not written")
        raise typer.Exit(1)


def _print(found: Verified, lang: str) -> None:
    zh = lang == "zh"
    say([fault.text(lang) for fault in found.tampered])
    for entry in found.unknown:
        zh_text = f"{entry.case_id}第{entry.seq}条记录：本版本不认识的类型{entry.name}，原样保留"
        en_text = f"{entry.case_id}, entry {entry.seq}: {entry.name} is a kind this release does not know; it was kept"
        say([zh_text if zh else en_text])
    counted = f"{found.cases}件，{found.entries}条记录" if zh else f"{found.cases} cases, {found.entries} entries"
    bad = len(found.tampered)
    if bad:
        say([f"{counted}：{bad}件不相符" if zh else f"{counted}: {bad} do not hold together"])
    else:
        say([f"{counted}：未发现改动" if zh else f"{counted}: nothing was altered"])


def _heads(path: Path) -> Heads:
    try:
        return read_heads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise SaidWrong(f"--heads {path}: is not UTF-8 text") from None
    except OSError as error:
        raise SaidWrong(f"--heads {path}: cannot be read ({error.strerror})") from None
    except CaseworkError as error:
        raise SaidWrong(f"--heads {path}: {error}") from None


def _write(path: Path, text: str) -> None:
    """Whole or not at all: beside its place first."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SaidWrong(f"--write-heads {path}: cannot be written ({error.strerror})") from None
