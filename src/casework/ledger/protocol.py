"""What a store must do to keep cases. Write these ten methods over your own tables; `LedgerContract` proves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, Protocol, runtime_checkable

from casework.ledger.entry import Change, Delivery, Entry, Record

WAIT_SECONDS: Final = 10.0
"""How long a writer waits for another one before it gives up with `LedgerBusy`."""


class Ledger(Protocol):
    """An append-only store of entries, ordered and versioned by case, with an outbox.

    Every method sees only what was committed. A store may be shared by threads and by processes.
    """

    def append(self, *changes: Change) -> None:
        """Write all changes in one transaction: entries, rows, keys, deliveries, erasures; all or none of it.

        No change is no work. Two changes may not name one case.

        Raises:
            LedgerConflict: A case is not at its expected version, exists though none was expected, or a key was used.
            LedgerBusy: Others held the same rows for as long as the store waits.
        """

    def record(self, case_id: str) -> Record:
        """The row of a case.

        Raises:
            CaseNotFound: There is none.
        """

    def history(self, case_id: str) -> tuple[Entry, ...]:
        """Every entry of a case by seq, sensitive values included where they were not erased; empty for no case."""

    def records(self, *, state: str | None = None, rung_by: date | None = None) -> Iterator[Record]:
        """Rows by case_id: all, those in a state, or those whose next_rung_on is on or before a day."""

    def written(self, key: str) -> tuple[str, int] | None:
        """The case and the last entry that a change with this key wrote, or null."""

    def outbox(self, *, due_by: str | None = None) -> tuple[Delivery, ...]:
        """What is not delivered, by creation: all, or those whose next_try_at is at or before an instant."""

    def settle(self, delivery: Delivery, attempts: int) -> bool:
        """Store a delivery anew if it still stands undelivered at so many attempts; false: someone else has it."""

    def keep_definition(self, digest: str, text: str) -> None:
        """Keep the text of a regime's definition once; a second time changes nothing."""

    def definition(self, digest: str) -> str | None:
        """The text kept under a digest, or null."""

    def reindex(self, records: Iterable[Record]) -> None:
        """Write state, due and next_rung_on of rows anew where the version is still theirs; nothing else changes."""


@runtime_checkable
class Inspectable(Protocol):
    """What a store may show besides, so that `verify` sees everything it holds. The stores of casework all do."""

    def every(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Every row of cases, keys, outbox or definitions by its id, as it is stored; columns as in `ledger.rows`."""

    def spans(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Of each case with rows in entries or sealed: case_id, first seq, last seq."""

    def strange(self) -> Iterator[tuple[str, str]]:
        """What stands in the store that casework did not make, or lacks, a sentence each in Chinese and English."""

    def restore(self, records: Iterable[Record]) -> None:
        """Write every derived column of rows anew where version and head are still theirs."""
