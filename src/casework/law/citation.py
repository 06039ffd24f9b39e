"""Where a rule comes from: an act and a place in it. No number of the law stands anywhere without one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from attrs import field, frozen


@frozen(slots=True)
class Act:
    """A statute, interpretation or official letter. in_force is the first day, repealed_on the first day without it."""

    id: str
    zh: str
    en: str
    in_force: date | None = None
    repealed_on: date | None = None

    def at(self, place: str = "", *, zh: str = "") -> Citation:
        """Cite a place: "33(2)" is article 33 paragraph 2; pass zh where the brackets number items, not paragraphs."""
        return Citation(self, place, zh)


@frozen(slots=True)
class Citation:
    """A place in an act; `str` is the English form."""

    act: Act
    place: str = ""
    place_zh: str = field(default="", eq=False)

    @property
    def zh(self) -> str:
        """The Chinese form: 政府信息公开条例第33条第2款."""
        if self.place_zh or not self.place:
            return f"{self.act.zh}{self.place_zh}"
        return self.act.zh + "、".join(place_zh(part) for part in self.place.split(", "))

    @property
    def en(self) -> str:
        """The English form: Order 711 art. 33(2)."""
        return f"{self.act.en} art. {self.place}" if self.place else self.act.en

    def __str__(self) -> str:
        return self.en

    def text(self, lang: str) -> str:
        """The form in "zh" or "en"."""
        return self.zh if lang == "zh" else self.en


def cite(citations: Iterable[Citation], lang: str) -> str:
    """Several places as one text; each act is named once: 条例第33条第2款、第33条第3款."""
    by_act: dict[str, list[Citation]] = {}
    for citation in citations:
        by_act.setdefault(citation.act.id, []).append(citation)
    parts = []
    for first, *others in by_act.values():
        name = first.act.zh if lang == "zh" else f"{first.act.en} art. "
        places = [first.text(lang), *(citation.text(lang).removeprefix(name) for citation in others)]
        parts.append(("、" if lang == "zh" else ", ").join(places))
    return ("、" if lang == "zh" else "; ").join(parts)


def place_zh(place: str) -> str:
    """A place in Chinese: "33(2)" is 第33条第2款."""
    article, *parts = re.findall(r"\d+", place) or [place]
    return f"第{article}条" + "".join(
        f"第{number}{unit}" for number, unit in zip(parts, ("款", "项", "目"), strict=False)
    )
