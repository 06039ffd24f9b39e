"""Sweep and deliver on a schedule, with Celery. The same two calls serve cron and APScheduler.

    celery -A celery_sweep worker --beat --loglevel INFO

cron:         0 19 * * *  casework sweep --ledger sqlite:////srv/oa/cases.db --deliver
APScheduler:  scheduler.add_job(sweep_today, "cron", hour=19); scheduler.add_job(deliver_now, "interval", minutes=1)

A day is judged at its end: sweep in the evening, or after midnight for the day before. A missed run loses nothing, and
two runs at once raise each card once.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import lru_cache

from celery import Celery
from celery.schedules import crontab

from casework.desk import Desk, LogHook
from casework.law import civil_day
from casework.ledger import open_ledger

app = Celery("casework", broker=os.environ.get("CASEWORK_BROKER", "redis://127.0.0.1:6379/0"))
app.conf.timezone = "Asia/Shanghai"
app.conf.beat_schedule = {
    "sweep": {"task": "casework.sweep", "schedule": crontab(hour="19", minute="0")},
    "deliver": {"task": "casework.deliver", "schedule": crontab(minute="*")},
}


@lru_cache(maxsize=1)
def desk() -> Desk:
    """One desk a worker."""
    ledger = open_ledger(os.environ.get("CASEWORK_LEDGER", "sqlite:///cases.db"))
    return Desk("cn", ledger, hooks=(LogHook(),), now=lambda: datetime.now(UTC), publish=False)


@app.task(name="casework.sweep")
def sweep_today(day: str = "") -> int:
    """Raise what was reached by the end of the day; returns how many cards and reminders."""
    on = datetime.fromisoformat(day).date() if day else civil_day(datetime.now(UTC))
    return len(desk().sweep(on))


@app.task(name="casework.deliver")
def deliver_now() -> int:
    """Tell the hooks what waits; returns how many could not be told."""
    return len(desk().deliver(datetime.now(UTC)))
