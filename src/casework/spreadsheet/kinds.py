"""What kind of file this is, by its first bytes: names of exported files often say another kind."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 4096
"""So many first bytes are enough."""
_OLD_BOOKS: Final = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_BOOK: Final = re.compile(r"<(?:\w{1,20}:)?Workbook\b")
_PAGE: Final = re.compile(r"<(?:html|table|!doctype\s+html|head|body|meta|style|div)\b", re.IGNORECASE)


def kind_of(head: bytes) -> str:
    """xlsx, xls, html, xml (a workbook as one XML file), mail (a web archive), pdf, parquet, or text for anything else.

    head: the first `HEAD` bytes of the file.
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith((b"\xd0\xcf\x11\xe0", *_OLD_BOOKS)):
        return "xls"
    for mark, kind in ((b"PAR1", "parquet"), (b"%PDF", "pdf"), (b"MIME-Version:", "mail")):
        if head.startswith(mark):
            return kind
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    text = head.decode(encoding, "replace").removeprefix("\xef\xbb\xbf").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return "text"
    if _BOOK.search(text) is None and _PAGE.search(text):
        return "html"
    return "xml" if text.startswith("<?xml") or _BOOK.match(text) else "text"
