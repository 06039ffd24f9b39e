"""Which texts a ledger keeps as they are, and which no ledger takes: the same in every store."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from casework.errors import TextRefused
from casework.ledger.entry import Change
from casework.testing.ledger_cases import MakeLedger, absent, holds, made, message, refused
from casework.texts import LONGEST_KEY, LONGEST_NAME

NAMES = (
    *("a", "A", "a ", " a", "ä", "a\u0308", "e\u0301", "\u00e9", "案〔2026〕1号", "𠮷田", "👩‍👩‍👧", "O'Hara\"; --"),
    *("%_", "back\\slash", "\u200b", "ß", "SS", "ss", "İ", "i", "I", "\ufeff", "🇨🇳", "ﷺ", "\U0010ffff", "x" * 190),
)
"""Ids and names that differ, though a careless store takes some of them for one another."""
TEXTS = ("line\u2028break", "tab\t", "a\nb", "a\r\nb ", "\x7f", "\u0085")
"""Texts of more than one line: kept in a payload, refused as a name."""
UNFIT = ("a\0b", "\ud800", "a\udfffb")
"""Texts that some store or the hash of an entry could not keep: refused everywhere."""


class DoorContract:
    """The part of `LedgerContract` about texts."""

    def test_texts_are_kept_as_they_are(self, make_ledger: MakeLedger) -> None:
        """Ids that differ only in case, an accent, a blank or a composition are different; every text comes back."""
        ledger = make_ledger()
        for text in NAMES:
            ledger.append(in_every_place(text))
        assert [row.case_id for row in ledger.records()] == sorted(NAMES)
        for text in NAMES:
            change = in_every_place(text)
            assert ledger.record(text) == evolve(change.record, head=ledger.record(text).head)
            (entry,) = ledger.history(text)
            assert (entry.actor, entry.public, entry.sealed[text].value) == (text, {"note": text}, text)
            assert ledger.written(text) == (text, 1) and ledger.definition(text) is None
            assert [row.case_id for row in ledger.records(state=text)] == [text]
        assert [each.hook for each in ledger.outbox()] == list(NAMES) and holds(ledger)

    def test_texts_of_several_lines(self, make_ledger: MakeLedger) -> None:
        """In a payload, a sensitive value and a key of an act every line is kept."""
        ledger = make_ledger()
        for number, text in enumerate(TEXTS):
            ledger.append(made(str(number), payload={"note": text}, sealed={"letter": text}, key=text))
            (entry,) = ledger.history(str(number))
            assert (entry.public, entry.sealed["letter"].value) == ({"note": text}, text)
            assert ledger.written(text) == (str(number), 1)
        assert holds(ledger)

    def test_names_of_several_lines_are_refused(self, make_ledger: MakeLedger) -> None:
        """The number of a case, who acts and as what are one line: the chain joins them by lines."""
        ledger = make_ledger()
        for text in (*TEXTS, "x" * (LONGEST_NAME + 1)):
            refused(lambda text=text: ledger.append(made(text)), TextRefused)  # type: ignore[misc]
            refused(lambda text=text: ledger.append(made("1", actor=text)), TextRefused)  # type: ignore[misc]
            refused(lambda text=text: ledger.append(made("1", role=text)), TextRefused)  # type: ignore[misc]
        assert list(ledger.records()) == [] and absent(ledger, "1")

    def test_what_no_store_keeps_is_refused(self, make_ledger: MakeLedger) -> None:
        """A NUL or half a character, in whatever place: the same error from every store, and nothing written."""
        ledger = make_ledger()
        for text in UNFIT:
            for change in _each_place(text):
                refused(lambda change=change: ledger.append(made("0"), change()), TextRefused)  # type: ignore[misc]
        assert list(ledger.records()) == [] and ledger.outbox() == () and absent(ledger, "1")

    def test_the_longest_key_of_an_act(self, make_ledger: MakeLedger) -> None:
        """255 characters, of whatever width, are kept; one more is refused, the same in every store."""
        ledger = make_ledger()
        for case_id, mark in (("1", "k"), ("2", "字"), ("3", "𠮷")):
            ledger.append(made(case_id, key=mark * LONGEST_KEY))
            assert ledger.written(mark * LONGEST_KEY) == (case_id, 1)
            refused(lambda mark=mark: ledger.append(made("4", key=mark * (LONGEST_KEY + 1))), TextRefused)  # type: ignore[misc]
        assert absent(ledger, "4") and holds(ledger)

    def test_what_a_hook_said_of_its_failure_is_always_kept(self, make_ledger: MakeLedger) -> None:
        """An error's text is no fact of the case: a character that cannot be kept is replaced, the rest stays."""
        ledger = make_ledger()
        ledger.append(made("1", hooks=["h"]))
        (waiting,) = ledger.outbox()
        assert ledger.settle(evolve(waiting, attempts=1, error="拒绝\0 500 \ud800"), 0)
        assert ledger.outbox()[0].error == "拒绝\ufffd 500 ?"


def in_every_place(text: str) -> Change:
    """A change in which every text is this one."""
    return made(text, payload={"note": text}, sealed={text: text}, actor=text, key=text, hooks=[text], state=text)


def _each_place(text: str) -> list[Callable[[], Change]]:
    record = made("1").record
    return [
        lambda: made(text),
        lambda: made("1", actor=text),
        lambda: made("1", role=text),
        lambda: made("1", key=text),
        lambda: made("1", state=text),
        lambda: made("1", payload={"note": text}),
        lambda: made("1", payload={text: "x"}),
        lambda: made("1", payload={"list": ["x", {"deep": text}]}),
        lambda: made("1", sealed={"name": text}),
        lambda: made("1", sealed={text: "x"}),
        lambda: evolve(made("1"), deliveries=(message(record, text),)),
        lambda: evolve(made("1"), deliveries=(evolve(message(record, "h"), body=text),)),
    ]
