"""`casework workdays notice`: a holiday notice's text as a national overlay, checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from casework.cli.show import Json, Lang, SaidWrong, complain, language, maybe_day, out_json

if TYPE_CHECKING:
    from casework.workdays import ReadNotice

_LARGEST = 2_000_000


def notice(
    file: Annotated[Path, typer.Argument(help="the notice as text (.txt), or its page saved as .html")],
    year: Annotated[int, typer.Option("--year", help="the year it announces")],
    out: Annotated[Path, typer.Option("--out", help="the overlay to write, such as 2027.toml")],
    number: Annotated[
        str, typer.Option("--number", help="such as 国办发明电〔2025〕7号; default: the one it shows")
    ] = "",
    issued: Annotated[str, typer.Option("--issued", help="the day it became public; default: the one it shows")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="exit 1 if something was not placed, or remarked")] = False,
    lang: Lang = "",
    json: Json = False,
) -> None:
    """Read a holiday notice, check it, and write it as an overlay for --overlay or office.toml. 读取放假通知。

    Checked: weekdays, numbers of days, that days worked instead are weekend days, that no day is both, and that every
    festival of the statute is covered. A check that fails writes nothing.
    """
    from casework.workdays import read_notice

    words = language(lang)
    found = read_notice(_text(file), year=year, number=number or None, issued=maybe_day(issued, "--issued"))
    which = words != "zh"
    if found.faults:
        for fault in found.faults:
            complain(fault[which])
        complain("核对未通过，未写入" if words == "zh" else f"a check failed; {out} was not written")
        raise typer.Exit(2)
    found.overlay()  # what is written can be read again
    try:
        out.write_text(found.toml(), encoding="utf-8")
    except OSError as error:
        raise SaidWrong(f"--out {out}: cannot be written ({error.strerror})") from None
    for piece in found.not_placed:
        complain(f"未能归入：{piece}" if words == "zh" else f"not placed: {piece}")
    for remark in found.remarks:
        complain(remark[which])
    if json:
        out_json(_document(found, words))
    else:
        _print(found, out, words)
    if strict and (found.not_placed or found.remarks):
        raise typer.Exit(1)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SaidWrong(f"{path}: cannot be read ({error.strerror})") from None
    if len(raw) > _LARGEST:
        raise SaidWrong(f"{path}: has {len(raw)} bytes, a notice at most {_LARGEST}; save the notice alone as text")
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SaidWrong(f"{path}: is no text; save the notice as text in UTF-8 (a .doc or .pdf cannot be read here)")


def _document(found: ReadNotice, lang: str) -> dict[str, Any]:
    from casework.workdays.announcement import shown_span

    return {
        "year": found.year,
        "title": found.title,
        "number": found.number,
        "issued": found.issued and found.issued.isoformat(),
        "off": [shown_span(span) for span in found.off],
        "worked": [day.isoformat() for day in found.worked],
        "not_placed": list(found.not_placed),
        "remarks": [remark[lang != "zh"] for remark in found.remarks],
    }


def _print(found: ReadNotice, out: Path, lang: str) -> None:
    from casework.workdays.announcement import shown_span

    zh = lang == "zh"
    console = Console()
    lines = [found.cited]
    lines += [f"{'放假' if zh else 'off'}  {shown_span(span)}" for span in found.off]
    lines += [f"{'上班' if zh else 'worked'}  {day}" for day in found.worked]
    days, worked = len(found.days_off), len(found.worked)
    lines.append(
        f"共放假{days}天，调休上班{worked}天，已写入 {out}；请与通知核对后加 --overlay {out}"
        if zh
        else f"{days} days off, {worked} worked instead, written to {out}; compare with the notice, then add --overlay {out}"
    )
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
