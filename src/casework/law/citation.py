"""Where a rule comes from: an act and a place in it. No number of the law stands anywhere without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

NOTHING_SAID: Final[Mapping[str, Any]] = MappingProxyType({})


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

    def on(self, day: date, _: Mapping[str, Any] = NOTHING_SAID, *, own: str = "") -> tuple[Citation, ...]:
        """The place, if its act is in force on the day; see `Basis.on`."""
        return (self,) if self.act.id == own or _in_force(self.act, day) else ()


def _in_force(act: Act, day: date) -> bool:
    return (act.in_force is None or act.in_force <= day) and (act.repealed_on is None or day < act.repealed_on)


@frozen(slots=True)
class Basis:
    """What an act rests on, read by the day of the act: every place whose own act is in force on that day.

    by_cause: other places where the entry names a cause (a decision, a judgment ...) under the payload key `key`; a
    cause that is not listed, or none, is read by `places`.
    """

    places: tuple[Citation, ...]
    key: str = ""
    by_cause: tuple[tuple[str, tuple[Citation, ...]], ...] = ()

    def on(self, day: date, payload: Mapping[str, Any] = NOTHING_SAID, *, own: str = "") -> tuple[Citation, ...]:
        """The places in force on a day; empty if none was. What has no text (practice) stands in where no law does.

        Args:
            day: The day of the act.
            payload: What the entry says, its cause among it.
            own: The id of the act that governs the case; its articles stay those of the case after their repeal.
        """
        places = self.places
        if self.key and (cause := payload.get(self.key)):
            places = next((found for name, found in self.by_cause if name == cause), places)
        in_force = tuple(place for place in places if place.on(day, own=own))
        return tuple(place for place in in_force if place.act.in_force is not None) or in_force

    @property
    def every(self) -> tuple[Citation, ...]:
        """Every place that may be read on some day."""
        return (*self.places, *(place for _, places in self.by_cause for place in places))

    @property
    def latest(self) -> tuple[Citation, ...]:
        """The places whose acts have not been repealed."""
        kept = tuple(place for place in self.places if place.act.repealed_on is None) or self.places
        return tuple(place for place in kept if place.act.in_force is not None) or kept

    def text(self, lang: str) -> str:
        """The places in force today, without a cause."""
        return cite(self.latest, lang)

    @property
    def zh(self) -> str:
        """The Chinese form of what is in force."""
        return self.text("zh")

    @property
    def en(self) -> str:
        """The English form of what is in force."""
        return self.text("en")

    def __str__(self) -> str:
        return self.en


Cited = Citation | Basis
"""One place, or places read by the day."""


def is_cited(value: object) -> bool:
    """Whether a value says where a rule comes from; callers without a type checker can pass anything."""
    return isinstance(value, Citation | Basis)


def basis(*places: Citation, key: str = "", **by_cause: tuple[Citation, ...]) -> Basis:
    """Places in the order of their acts; keyword arguments for the causes (under `key`) that rest on others."""
    return Basis(places, key, tuple(by_cause.items()))


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
