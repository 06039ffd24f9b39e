"""Small registers written as a test needs them."""

from __future__ import annotations

import csv

import pytest


@pytest.fixture
def sheet(tmp_path):
    """Write rows (dictionaries) as a csv and give its path."""

    def write(*rows, headings=None, name="台账.csv", encoding="utf-8", delimiter=","):
        heads = headings or list(dict.fromkeys(key for row in rows for key in row))
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(heads)
            writer.writerows([row.get(head, "") for head in heads] for row in rows)
        return path

    return write
