"""Workbooks written part by part, as no library writes them."""

from __future__ import annotations

import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATED = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '</numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="2"/></cellXfs>'
    "</styleSheet>"
)
"""Formats of cells: 0 general, 1 a built-in day, 2 a written-down day, 3 a number."""


def xlsx(path, *sheets, texts=(), strict=False, date_1904="", states=None, parts=None, compress=zipfile.ZIP_DEFLATED):
    """Write a workbook whose sheets hold this XML between their sheetData tags, or are whole sheets."""
    main, related = (STRICT_MAIN, STRICT_RELATED) if strict else (MAIN, RELATED)
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}" state="{(states or {}).get(n, "visible")}"/>'
        for n in range(1, len(sheets) + 1)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{related}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    shared = "".join(f"<si>{text}</si>" for text in texts)
    written = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="d" Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{related}"><workbookPr {date_1904}/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}<Relationship Id="t" Type="{related}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="{related}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{shared}</sst>',
        "xl/styles.xml": STYLES,
    }
    for number, sheet in enumerate(sheets, 1):
        whole = sheet if sheet.startswith("<?xml") or "worksheet" in sheet[:200] else worksheet(sheet, main=main)
        written[f"xl/worksheets/sheet{number}.xml"] = whole
    with zipfile.ZipFile(path, "w", compress) as file:
        for name, content in {**written, **(parts or {})}.items():
            if content is not None:
                file.writestr(name, content)
    return path


def worksheet(rows, *, main=MAIN, after=""):
    """A sheet around rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def row(number, *cells):
    """A row of cells, written as most programs write them: each is the XML within, or attributes and it, or a text."""
    made = []
    for at, cell in enumerate(cells):
        if cell is None:
            continue
        attributes, within = cell if isinstance(cell, tuple) else (' t="inlineStr"', f"<is><t>{cell}</t></is>")
        made.append(f'<c r="{chr(65 + at)}{number}"{attributes}>{within}</c>')
    return f'<row r="{number}">{"".join(made)}</row>'
