"""The command line, run in the process of the tests."""

from __future__ import annotations

import json
import sys

import pytest

from casework.cli.app import run


@pytest.fixture
def casework(monkeypatch, capsys):
    """Run the command in this process; gives exit status, standard output and error."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["casework", *map(str, words)])
        status = run()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


@pytest.fixture
def found(casework):
    """The document of a run of `measures` that must succeed."""

    def call(*words):
        status, out, err = casework("measures", *words, "--json")
        assert status == 0, err
        return json.loads(out)

    return call
