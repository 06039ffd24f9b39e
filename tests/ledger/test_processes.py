"""Many processes on one ledger; some are killed. What was acknowledged is there, whole, chained and told."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger_servers import MARIADB, POSTGRES, server

SCRIPT = Path(__file__).parent / "processes.py"


@contextmanager
def address(kind, folder):
    """Where the processes write, empty and gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'cases.db'}"
        return
    url = {"postgres": POSTGRES, "mariadb": MARIADB}[kind]
    with server(url) as here:
        prefix = here.new_prefix()
        here.ledger(prefix)
        yield f"{url}#{prefix}"


def run(mode, url, rounds, folder):
    done = subprocess.run(
        [sys.executable, SCRIPT, mode, url, str(rounds), str(folder), "711"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_process_killed_at_200_moments_loses_nothing(kind, tmp_path):
    """Every acknowledged step is there, no half step, the chain holds, every message reaches an idempotent hook."""
    with address(kind, tmp_path) as url:
        seen = run("killer", url, 200, tmp_path / "told")
    assert seen["acknowledged"] > 200 and seen["undelivered_when_killed"] > 0, "the test itself worked"
    assert (seen["lost"], seen["broken"], seen["undelivered"], seen["told_all"]) == ([], [], 0, True)


@pytest.mark.parametrize("kind", ["sqlite", "postgres", "mariadb"])
def test_eight_processes_on_fifty_cases(kind, tmp_path):
    """No lost update, no double step; whoever was slower is told so by a typed conflict, never "database is locked"."""
    with address(kind, tmp_path) as url:
        seen = run("writers", url, 50, tmp_path)
    assert (seen["whole"], seen["taken"], seen["strange"], seen["broken"]) == (True, True, [], [])
    assert seen["seen"]["conflict"] > 0, "the test itself worked"


@pytest.mark.parametrize("kind", ["sqlite", "postgres", "mariadb"])
def test_eight_sweeps_at_once(kind, tmp_path):
    with address(kind, tmp_path) as url:
        seen = run("sweepers", url, 50, tmp_path)
    assert (seen["twice"], seen["once"]) == ([], True)
