"""The schedule of the example: its tasks sweep and deliver, and its beat names them."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from casework.desk import Desk
from casework.ledger import SqliteLedger

EXAMPLE = Path(__file__).parents[2] / "examples" / "celery_sweep.py"


@pytest.fixture
def schedule(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEWORK_LEDGER", f"sqlite:///{tmp_path / 'cases.db'}")
    monkeypatch.setenv("CASEWORK_BROKER", "memory://")
    spec = importlib.util.spec_from_file_location("celery_sweep", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.app.conf.task_always_eager = True
    with SqliteLedger(tmp_path / "cases.db") as ledger:
        Desk("cn", ledger).open("1", date(2026, 3, 9), channel="in_person")
    yield module
    module.desk().setting.ledger.close()


def test_the_tasks_sweep_and_deliver(schedule):
    """Due 2026-04-07: by the day after, two warnings (correction notice, reply) and the yellow card, once."""
    assert schedule.sweep_today.delay("2026-04-08").get() == 3
    assert schedule.sweep_today.delay("2026-04-08").get() == 0
    assert schedule.deliver_now.delay().get() == 0
    assert schedule.desk().undelivered() == ()


def test_the_beat_names_the_tasks(schedule):
    assert {each["task"] for each in schedule.app.conf.beat_schedule.values()} == {
        schedule.sweep_today.name,
        schedule.deliver_now.name,
    }
