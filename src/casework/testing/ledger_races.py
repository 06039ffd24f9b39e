"""What a ledger must do when several write at once."""

from __future__ import annotations

from attrs import evolve

from casework.errors import LedgerConflict
from casework.ledger.protocol import Ledger
from casework.testing.ledger_cases import THREADS, MakeLedger, holds, made, together


class RaceContract:
    """The part of `LedgerContract` that starts eight threads at the same moment."""

    def reopen(self, ledger: Ledger) -> Ledger:
        """The ledger as another process would open it after a crash; the same one for a store that does not persist."""
        return ledger

    def test_one_of_eight_writers_wins(self, make_ledger: MakeLedger) -> None:
        """Eight threads open one case, then write its next entry: one wins each time, the others are told."""
        ledger = make_ledger()
        for version in range(4):
            after = ledger.history("1")

            def write(number: int, after: object = after) -> bool:
                try:
                    ledger.append(made("1", after=after, payload={"by": number}, hooks=["h"]))  # type: ignore[arg-type]
                except LedgerConflict:
                    return False
                return True

            assert together(write).count(True) == 1
            assert ledger.record("1").version == len(ledger.history("1")) == len(ledger.outbox()) == version + 1
        assert holds(self.reopen(ledger))

    def test_no_update_is_lost(self, make_ledger: MakeLedger) -> None:
        """Eight threads write to the same two cases at once, in batches, trying again when refused."""
        ledger, each_writes = make_ledger(), 3

        def write(number: int) -> None:
            done = 0
            ids = ("1", "2") if number % 2 else ("2", "1")
            while done < each_writes:
                batch = [made(one, after=ledger.history(one), payload={"by": [number, done]}) for one in ids]
                try:
                    ledger.append(*batch)
                    done += 1
                except LedgerConflict:
                    continue

        together(write)
        for case_id in ("1", "2"):
            by = sorted(entry.public["by"] for entry in ledger.history(case_id))
            assert by == [[number, done] for number in range(THREADS) for done in range(each_writes)]
        assert holds(self.reopen(ledger))

    def test_a_delivery_is_claimed_once(self, make_ledger: MakeLedger) -> None:
        """Eight senders claim the same messages: each message is one sender's."""
        ledger = make_ledger()
        ledger.append(made("1", hooks=[f"h{number}" for number in range(6)]))

        def claim(number: int) -> list[str]:
            tried = [evolve(each, attempts=1, error=str(number)) for each in ledger.outbox()]
            return [each.id for each in tried if ledger.settle(each, 0)]

        claimed = [name for names in together(claim) for name in names]
        assert sorted(claimed) == [each.id for each in ledger.outbox()]
        assert [each.attempts for each in self.reopen(ledger).outbox()] == [1] * 6

    def test_definitions_are_kept_once(self, make_ledger: MakeLedger) -> None:
        """Eight threads keep a definition; what was kept first stays."""
        ledger = make_ledger()
        together(lambda _: ledger.keep_definition("d", "政府信息公开条例"))
        ledger.keep_definition("d", "another")
        ledger.keep_definition("D", "another")
        again = self.reopen(ledger)
        assert (again.definition("d"), again.definition("D")) == ("政府信息公开条例", "another")
