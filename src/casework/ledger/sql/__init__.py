"""A ledger in PostgreSQL or MariaDB; the only door to SQLAlchemy."""

from casework.ledger.sql.store import SqlLedger

__all__ = ["SqlLedger"]
