"""What every ledger must do, as tests: a store of your own is right when its subclass of `LedgerContract` passes."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve

from casework.errors import CaseNotFound, LedgerConflict
from casework.ledger.chain import check_case
from casework.ledger.entry import Record, Sealed
from casework.testing.ledger_cases import MONDAY, MakeLedger, absent, holds, made, message, refused
from casework.testing.ledger_doors import DoorContract
from casework.testing.ledger_races import RaceContract


class LedgerContract(RaceContract, DoorContract):
    """Tests of a ledger, for pytest: subclass it (`class TestMine(LedgerContract)`) and give it a fixture `make_ledger`
    that answers a function; each call of it gives a ledger that is empty. The fixture closes what it gave.
    """

    def test_nothing_is_no_work(self, make_ledger: MakeLedger) -> None:
        """An empty batch, an empty ledger."""
        ledger = make_ledger()
        ledger.append()
        ledger.reindex([])
        assert list(ledger.records()) == [] and ledger.history("x") == () and ledger.outbox() == ()
        assert ledger.written("x") is None and ledger.definition("x") is None
        refused(lambda: ledger.record("x"), CaseNotFound)

    def test_what_was_written_is_read(self, make_ledger: MakeLedger) -> None:
        """Entries in order, with every column; cases in order of their ids, whatever the order of writing."""
        ledger = make_ledger()
        changes = [made(case_id, 3, key=f"k{case_id}", rung=MONDAY) for case_id in ("b", "c", "a")]
        ledger.append(*changes)
        ledger.append(more := made("b", 2, after=changes[0].entries))
        for each in changes[1:]:
            assert ledger.history(each.record.case_id) == each.entries
            assert ledger.record(each.record.case_id) == each.record
        assert ledger.history("b") == changes[0].entries + more.entries
        assert list(ledger.records()) == [changes[2].record, more.record, changes[1].record]
        assert (ledger.written("kb"), ledger.written("kB")) == (("b", 3), None)
        assert holds(self.reopen(ledger))

    def test_a_second_writer_is_refused(self, make_ledger: MakeLedger) -> None:
        """A stale version, a case that exists, one that does not, a key used before: conflict, nothing written."""
        ledger = make_ledger()
        ledger.append(one := made("1", 2, key="k"))
        stale = made("1", after=one.entries[:1], hooks=["h"])
        early = made("1", after=(*one.entries, *made("1", after=one.entries).entries))
        again, nowhere = made("1", key="new"), made("2", after=made("2").entries)
        used, twice = made("2", key="k", hooks=["h"]), made("1", after=one.entries, key="k")
        for change in (stale, early, again, nowhere, used, twice):
            refused(lambda change=change: ledger.append(change), LedgerConflict)  # type: ignore[misc]
        assert list(ledger.records()) == [one.record] and ledger.history("1") == one.entries
        assert ledger.outbox() == () and ledger.written("new") is None and ledger.history("2") == ()

    def test_a_message_is_never_written_over(self, make_ledger: MakeLedger) -> None:
        """A delivery whose id was used before, waiting or sent, is a conflict: the one before must not be lost."""
        ledger = make_ledger()
        ledger.append(one := made("1", hooks=["h"]))
        again = evolve(made("2"), deliveries=(evolve(one.deliveries[0], case_id="2"),))
        refused(lambda: ledger.append(again), LedgerConflict)
        ledger.settle(evolve(one.deliveries[0], attempts=1, delivered_at="2026-03-02T01:00:01Z"), 0)
        refused(lambda: ledger.append(again), LedgerConflict)
        assert ledger.outbox() == () and absent(ledger, "2")

    def test_a_batch_is_written_whole_or_not(self, make_ledger: MakeLedger) -> None:
        """One change conflicts, wherever it stands: nothing of the others is there."""
        ledger = make_ledger()
        ledger.append(one := made("5", key="k", sealed={"name": "某某丙"}))
        good = [made(case_id, 3, key=f"k{case_id}", hooks=["h"], sealed={"name": "某某乙"}) for case_id in ("1", "9")]
        erasing = made("5", after=one.entries, erase=((1, "name"),), hooks=["h"])
        for bad in (made("5"), made("7", key="k"), made("7", key="k1"), made("1"), made("7", after=made("7").entries)):
            for batch in ([bad, *good], [*good, bad]):
                with_erasure = batch if bad.record.case_id == "5" else [erasing, *batch]
                refused(lambda batch=with_erasure: ledger.append(*batch), LedgerConflict)  # type: ignore[misc]
        assert all(absent(ledger, each.record.case_id, each.key) for each in good) and absent(ledger, "7")
        assert list(ledger.records()) == [one.record] and ledger.history("5") == one.entries
        ledger.append(erasing, *good)
        assert len(ledger.outbox()) == 3 and holds(ledger)

    def test_the_outbox_outlives_a_crash(self, make_ledger: MakeLedger) -> None:
        """What an append leaves to be sent is there when the process ends before sending it."""
        ledger = make_ledger()
        ledger.append(made("2", hooks=["mail", "log"]), made("1", hooks=["mail"]))
        again = self.reopen(ledger)
        assert [each.id for each in again.outbox()] == ["2/1/mail", "2/1/log", "1/1/mail"]
        assert again.outbox()[0] == message(again.record("2"), "mail")

    def test_outbox_by_the_instant(self, make_ledger: MakeLedger) -> None:
        """Due at an instant: at it or before. What is delivered leaves; a stale or unknown one is not settled."""
        ledger = make_ledger()
        first = made("1")
        late = [message(first.record, hook, f"2026-03-02T0{hour}:00:00Z") for hook, hour in (("b", 3), ("a", 2))]
        ledger.append(evolve(first, deliveries=tuple(late)))
        assert ledger.outbox(due_by="2026-03-02T01:59:59Z") == ()
        assert ledger.outbox(due_by="2026-03-02T02:00:00Z") == (late[1],)
        assert ledger.outbox(due_by="2026-03-02T03:00:00Z") == ledger.outbox() == tuple(late)
        failed = evolve(late[0], attempts=1, next_try_at="2026-03-03T00:00:00Z", error="拒绝 500")
        assert ledger.settle(failed, 0) and not ledger.settle(failed, 0)
        assert ledger.outbox() == (failed, late[1])
        sent = evolve(failed, attempts=2, delivered_at="2026-03-03T00:00:01Z", error="")
        assert ledger.settle(sent, 1) and not ledger.settle(sent, 2) and ledger.outbox() == (late[1],)
        assert not ledger.settle(evolve(sent, id="nobody's"), 2)

    def test_ten_thousand_entries(self, make_ledger: MakeLedger) -> None:
        """A long history, written at once, comes back in order; one more follows it."""
        ledger = make_ledger()
        ledger.append(change := made("1", 10_000, payload={"note": "补正" * 40}))
        ledger.append(more := made("1", after=change.entries))
        assert ledger.history("1") == change.entries + more.entries
        assert check_case(ledger.record("1"), ledger.history("1"), "1") is None

    def test_long_texts(self, make_ledger: MakeLedger) -> None:
        """A payload and a sensitive value of 300,000 characters; a definition as long."""
        ledger, text = make_ledger(), "字" * 300_000
        ledger.append(change := made("1", payload={"note": text}, sealed={"letter": f"{text}\n\r\n "}))
        ledger.keep_definition("d", text)
        assert ledger.history("1") == change.entries and ledger.definition("d") == text and holds(ledger)

    def test_a_later_release_is_kept_byte_for_byte(self, make_ledger: MakeLedger) -> None:
        """An event nobody knows yet: name, version and every byte of its payload."""
        ledger = make_ledger()
        payload = {"zahl": 1.0, "big": 10**30, "deep": {"b": [None, True, {"~x": "é\u2028"}]}, "": "", "e": 1e-7}
        ledger.append(change := made("1", payload=payload, name="Relocated.v9", version=99))
        (entry,) = self.reopen(ledger).history("1")
        assert (entry.name, entry.version, entry.body) == ("Relocated.v9", 99, change.entries[0].body)
        assert entry == change.entries[0] and holds(ledger)

    def test_sealed_values_and_their_erasure(self, make_ledger: MakeLedger) -> None:
        """An erased value goes with its salt, its digest stays, the chain holds; no other value is touched."""
        ledger = make_ledger()
        values = {"name": "某某丙", "phone": "010-5555"}
        ledger.append(one := made("1", 2, sealed=values), other := made("2", 2, sealed=values))
        assert ledger.history("1") == one.entries
        after = ledger.history("1")
        ledger.append(
            made("1", after=after, sealed=values, erase=((1, "name"), (1, "none"), (3, "phone"), (9, "name")))
        )
        again = self.reopen(ledger)
        first, second, third = again.history("1")
        assert first.sealed["name"] == Sealed(one.entries[0].sealed["name"].digest, None, None)
        assert first.sealed["phone"] == one.entries[0].sealed["phone"] and first.body == one.entries[0].body
        assert second == one.entries[1] and again.history("2") == other.entries
        assert third.sealed["phone"].value == "010-5555", "what the change itself writes is not erased by it"
        assert holds(again)

    def test_reindex_writes_derived_columns_alone(self, make_ledger: MakeLedger) -> None:
        """State, due and next rung of rows at their version; a stale row and an unknown one are passed over."""
        ledger = make_ledger()
        ledger.append(one := made("1", 2), two := made("2", 2))

        def derived(record: Record) -> Record:
            return evolve(record, state="closed", due=None, next_rung_on=date(2027, 1, 4))

        wrong = evolve(derived(one.record), head="x", regime="x", digest="x", opened_on=date(1999, 1, 1))
        ledger.reindex(iter([wrong, evolve(derived(two.record), version=1), evolve(one.record, case_id="3")]))
        again = self.reopen(ledger)
        assert list(again.records()) == [derived(one.record), two.record] and holds(again)

    def test_records_by_state_and_day(self, make_ledger: MakeLedger) -> None:
        """By a state, by a day on which to look, by both, always in order of ids; no day is never."""
        ledger = make_ledger()
        days = [None, MONDAY, MONDAY + timedelta(1), MONDAY - timedelta(400)]
        rows = [(str(n), state, day) for n, (state, day) in enumerate((s, d) for s in ("open", "Open") for d in days)]
        ledger.append(*(made(case_id, state=state, rung=day) for case_id, state, day in reversed(rows)))
        ids = [[row.case_id for row in ledger.records(state=state, rung_by=day)] for state, day in _ASKED]
        assert ids == [["0", "1", "2", "3"], ["1", "3", "5", "7"], ["5", "7"], [], []]

    def test_writing_while_reading(self, make_ledger: MakeLedger) -> None:
        """A sweep reads rows and writes to each before it reads on."""
        ledger = make_ledger()
        ledger.append(*(made(f"{number:02}", rung=MONDAY) for number in range(30)))
        for row in ledger.records(rung_by=MONDAY):
            ledger.append(made(row.case_id, after=ledger.history(row.case_id)))
        assert {row.version for row in ledger.records()} == {2} and list(ledger.records(rung_by=MONDAY)) == []


_ASKED = (("open", None), (None, MONDAY), ("Open", MONDAY), ("OPEN", None), (None, MONDAY - timedelta(401)))
