"""The parts of an .xlsx, whatever its prefixes and dialect: which sheets it has and where, its texts, its formats."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Any, Final
from xml.parsers import expat

from attrs import define, field, frozen

from casework.spreadsheet.grid import Refusal
from casework.spreadsheet.values import BUILT_IN_DAYS, shows_days

PIECE: Final = 1 << 20
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATES: Final = range(0xD800, 0xE000)

Start = Callable[[str, dict[str, str]], None]


@frozen(slots=True)
class SheetPart:
    """A sheet of the workbook and the part that holds its cells."""

    name: str
    part: str
    hidden: bool


@define(slots=True)
class Package:
    """What all sheets of an .xlsx share. days: for each format of a cell, whether it shows a day."""

    archive: zipfile.ZipFile
    sheets: list[SheetPart] = field(factory=list)
    texts: list[str] = field(factory=list, repr=False)
    days: list[bool] = field(factory=list)
    date_1904: bool = False
    names: dict[str, str] = field(factory=dict)

    def open(self, part: str) -> IO[bytes]:
        """A part by its name, whatever its case and slashes.

        Raises:
            Refusal: There is none.
        """
        if part.lower() not in self.names:
            raise Refusal(f"it lacks its part {part[:80]!r}; open it in a spreadsheet program and save it anew")
        return self.archive.open(self.names[part.lower()])


def parser(encoding: str | None = None) -> expat.XMLParserType:
    """A parser that takes no document type, and so none of its entities. encoding: whatever the file declares."""
    made = expat.ParserCreate(encoding)
    made.buffer_text = True

    def refuse(*_: object) -> None:
        raise Refusal("its XML declares a document type, which no spreadsheet program writes")

    made.StartDoctypeDeclHandler = refuse
    return made


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def read_package(file: IO[bytes]) -> Package:
    """The workbook in a zip file.

    Raises:
        Refusal: It holds no workbook, or one of another kind.
        Exception: Whatever zipfile and expat raise at a damaged one.
    """
    archive = zipfile.ZipFile(file)
    found = Package(archive)
    found.names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
    if "mimetype" in found.names and "content.xml" in found.names:
        raise Refusal("this is an OpenDocument file (.ods); save it as .xlsx")
    if any(name.endswith("workbook.bin") for name in found.names):
        raise Refusal("this is a binary workbook (.xlsb); save it as .xlsx")
    documents = (target for kind, target in _related(found, "").values() if kind == "officeDocument")
    main = next(documents, "xl/workbook.xml")
    if main.lower() not in found.names:
        raise Refusal("this zip file holds no workbook; give the register as .xlsx, .xls, .csv or .parquet")
    related = _related(found, main)
    _read_workbook(found, main, related)
    for kind, target in related.values():
        if kind == "sharedStrings":
            _read_texts(found, target)
        elif kind == "styles":
            _read_days(found, target)
    return found


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part refers to, by the name of the reference: kind and name of the part."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, about: dict[str, str]) -> None:
        if local(name) == "Relationship" and about.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, about.get("Target", "").replace("\\", "/")))
            found[about.get("Id", "")] = (about.get("Type", "").rpartition("/")[2], target.lstrip("/"))

    if relations.lower() in package.names:
        _parse(package, relations, start)
    return found


def _read_workbook(package: Package, part: str, related: Mapping[str, tuple[str, str]]) -> None:
    def start(name: str, about: dict[str, str]) -> None:
        kind = local(name)
        if kind == "workbookPr":
            package.date_1904 = about.get("date1904", "0").strip().lower() in ("1", "true", "on")
        elif kind == "sheet":
            reference = next((value for key, value in about.items() if key.endswith(":id")), "")
            what, target = related.get(reference, ("", ""))
            if what == "worksheet":
                hidden = about.get("state", "visible") in ("hidden", "veryHidden")
                package.sheets.append(SheetPart(about.get("name", ""), target, hidden))
            elif what not in ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"):
                raise Refusal(
                    f"the cells of its sheet {about.get('name', '')[:60]!r} are missing; "
                    "open it in a spreadsheet program and save it anew"
                )

    _parse(package, part, start)


def _read_texts(package: Package, part: str) -> None:
    """The texts that cells point at; the reading aids of East Asian texts are left out."""
    pieces: list[str] = []
    made = parser()

    def start(name: str, _: dict[str, str]) -> None:
        kind = local(name)
        if kind == "si":
            pieces.clear()
        elif kind == "rPh":
            made.StartElementHandler = None
        elif kind == "t":
            made.CharacterDataHandler = pieces.append

    def end(name: str) -> None:
        kind = local(name)
        if kind == "t":
            made.CharacterDataHandler = None
        elif kind == "rPh":
            made.StartElementHandler = start
        elif kind == "si":
            package.texts.append(unescaped("".join(pieces)))

    made.StartElementHandler, made.EndElementHandler = start, end
    _feed(made, package.open(part))


def _read_days(package: Package, part: str) -> None:
    codes: dict[str, str] = {}
    within: list[str] = []

    def start(name: str, about: dict[str, str]) -> None:
        kind = local(name)
        if kind == "numFmt" and "dxfs" not in within:
            codes[about.get("numFmtId", "")] = about.get("formatCode", "")
        elif kind == "xf" and within[-1:] == ["cellXfs"]:
            number = about.get("numFmtId", "0")
            built_in = number.isdecimal() and len(number) < 6 and int(number) in BUILT_IN_DAYS
            package.days.append(shows_days(codes[number]) if number in codes else built_in)
        within.append(kind)

    _parse(package, part, start, lambda _: within.pop())


def _parse(package: Package, part: str, start: Start, end: Callable[[str], Any] | None = None) -> None:
    made = parser()
    made.StartElementHandler, made.EndElementHandler = start, end
    _feed(made, package.open(part))


def _feed(made: expat.XMLParserType, file: IO[bytes]) -> None:
    with file:
        while piece := file.read(PIECE):
            made.Parse(piece, False)
        made.Parse(b"", True)


def unescaped(text: str) -> str:
    """A text with the letters that XML cannot hold: _x000A_ is a line feed."""
    return _ESCAPED.sub(_letter, text) if "_x" in text else text


def _letter(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)
