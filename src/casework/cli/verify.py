"""`casework verify`: whether anything on a ledger was altered, taken out or put in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from casework.cli.ledger import DEFAULT, LawId, LedgerUrl, desk_on, say
from casework.cli.show import Json, Lang, OfficeFile, SaidWrong, complain, language, out_json, progress
from casework.desk import MARKS, Desk
from casework.desk.index import row_of
from casework.desk.writing import delivery_id
from casework.errors import CaseworkError
from casework.ledger.verify import LARGEST, Heads, Stale, Verified, heads_text, read_heads
from casework.ledger.verify import rebuild as write_anew
from casework.ledger.verify import verify as check_ledger


def verify(
    heads: Annotated[
        Path | None, typer.Option("--heads", help="heads kept elsewhere: a cut tail or a lost case shows only by them")
    ] = None,
    write_heads: Annotated[
        Path | None, typer.Option("--write-heads", help="write the heads here if nothing is wrong; keep them elsewhere")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="write derived columns anew where the entries give something else")
    ] = False,
    ledger: LedgerUrl = DEFAULT,
    regime: LawId = "cn",
    office: OfficeFile = None,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Everything a ledger holds against its chain: each fault by case and entry; exit 1 if there is one. 核验台账。"""
    words = language(lang)
    kept = None if heads is None else _heads(heads)
    with desk_on(ledger, office=office, law=regime) as desk:
        found = _checked(desk, kept, words, quiet=json)
        rebuilt = found.stale if rebuild else ()
        if rebuilt:
            write_anew(desk.setting.ledger, found)
            found = _checked(desk, kept, words, quiet=json)
    if write_heads is not None and not found.tampered:
        _write(write_heads, heads_text(found.heads))
    if json:
        out_json(_document(found, rebuilt, words))
    else:
        _print(found, rebuilt, words)
    if found.tampered:
        if write_heads is not None:
            complain(f"{write_heads}未写" if words == "zh" else f"{write_heads} was not written")
        raise typer.Exit(1)


def _checked(desk: Desk, heads: Heads | None, lang: str, *, quiet: bool) -> Verified:
    with progress("核验" if lang == "zh" else "verifying", quiet=quiet) as told:
        derived = row_of(desk.setting)
        return check_ledger(
            desk.setting.ledger, known=MARKS, heads=heads, told=told, derived=derived, named=delivery_id
        )


def _document(found: Verified, rebuilt: Sequence[Stale], lang: str) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "entries": found.entries,
        "faults": [
            {"case_id": each.case_id or None, "seq": each.seq or None, "what": each.zh if lang == "zh" else each.en}
            for each in found.tampered
        ],
        "unknown": [{"case_id": each.case_id, "entry": each.seq, "event": each.name} for each in found.unknown],
        "rebuilt": [
            {"case_id": each.case_id, "column": each.column, "was": each.was, "now": each.now} for each in rebuilt
        ],
        "cannot_know": [zh if lang == "zh" else en for zh, en in found.cannot_know],
    }


def _print(found: Verified, rebuilt: Sequence[Stale], lang: str) -> None:
    zh = lang == "zh"
    for each in rebuilt:
        was, now = each.was or "-", each.now or "-"
        say(
            [
                f"{each.case_id}：{each.column}已由{was}改为{now}"
                if zh
                else f"{each.case_id}: {each.column} was {was}, is {now} now"
            ]
        )
    say([fault.text(lang) for fault in found.tampered])
    for entry in found.unknown:
        zh_text = f"{entry.case_id}第{entry.seq}条记录：本版本不认识的类型{entry.name}，原样保留"
        en_text = f"{entry.case_id}, entry {entry.seq}: {entry.name} is a kind this release does not know; it was kept"
        say([zh_text if zh else en_text])
    if any(each.column in ("state", "due", "next_rung_on") for each in found.stale):
        say(["所列案件行按现行放假安排和办公设置（--office）核对；确认无误后用 --rebuild 重写" if zh else
             "derived columns were checked by today's calendar and the settings given (--office); --rebuild writes them anew"])  # fmt: skip
    counted = f"{found.cases}件，{found.entries}条记录" if zh else f"{found.cases} cases, {found.entries} entries"
    bad = len(found.tampered)
    if bad:
        say([f"{counted}：{bad}处不相符" if zh else f"{counted}: {bad} faults"])
    else:
        say([f"{counted}：未发现改动" if zh else f"{counted}: nothing was altered"])
    limits = ("；" if zh else "; ").join(each[0 if zh else 1] for each in found.cannot_know)
    say([f"无从得知：{limits}" if zh else f"cannot be known: {limits}"])


def _heads(path: Path) -> Heads:
    try:
        with path.open("rb") as file:
            read = file.read(LARGEST + 1)
        if len(read) > LARGEST:
            raise SaidWrong(
                f"--heads {path}: is larger than {LARGEST // 1_000_000} MB; expected a file of --write-heads"
            )
        return read_heads(read.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SaidWrong(f"--heads {path}: is not UTF-8 text") from None
    except OSError as error:
        raise SaidWrong(f"--heads {path}: cannot be read ({error.strerror})") from None
    except CaseworkError as error:
        raise SaidWrong(f"--heads {path}: {error}") from None


def _write(path: Path, text: str) -> None:
    """Whole or not at all: beside its place first."""
    if not path.name:
        raise SaidWrong(f"--write-heads wants the name of a file, got {str(path)!r}")
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SaidWrong(f"--write-heads {path}: cannot be written ({error.strerror})") from None
