"""The shipped vectors: the table holds every count of this folder, and our own suite runs it.

The counts are those of the worked cases (*.toml), the golden vectors and fees, and counted.csv: histories counted from
the notices and the articles alone, day by day, without this library, the count shown.

CASEWORK_WRITE_DOCS=1 pytest tests/regimes/test_vectors.py
"""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import tomllib
from datetime import date
from pathlib import Path

import pytest

from casework.case import audit_case
from casework.law import last_day
from casework.regimes import CN_ORDER_711, REGIMES
from casework.testing import play, vectors
from casework.testing.vectors import COLUMNS, VECTORS
from casework.workdays import WorkCalendar

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "src" / "casework" / "vectors" / VECTORS


def worked():
    spec = importlib.util.spec_from_file_location("worked_cases", HERE / "test_worked_cases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines():
    """Every row, from the tables that were counted by hand."""
    for regime in REGIMES:
        for number, case in enumerate(tomllib.loads((HERE / f"{regime}.toml").read_text(encoding="utf-8"))["case"]):
            on = case.get("on") or max(entry[0] for entry in case["diary"])
            for policy, key in ((None, "due"), ("B", "due_b")):
                params = {**case.get("params", {}), **({"pause_policy": policy} if policy else {})}
                for limit, due in case.get(key, {}).items():
                    name = f"{regime}-{number + 1}-{limit}" + (f"-{policy}" if policy else "")
                    source = f"{case['basis']}: {case['count']}"
                    yield (
                        name,
                        "history",
                        regime,
                        params,
                        case.get("known_at", ""),
                        case["diary"],
                        on,
                        limit,
                        due,
                        source,
                    )
    with (HERE / "counted.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            read = {**row, "params": json.loads(row["params"]), "facts": json.loads(row["facts"])}
            yield tuple(read[column] for column in COLUMNS)
    module = worked()
    golden = [(*row, "") for row in module.GOLDEN]
    golden += [
        (module.NOTICE, "2020-01-17", "2020-02-01", "2020-01-17"),
        (module.REPLY_711, "2020-01-17", "2020-02-19", "2020-01-17"),
    ]
    for number, (limit, day_zero, due, known_at) in enumerate(golden):
        regime = "cn_order_492" if limit is module.REPLY_492 else "cn_order_711"
        name = "reconsideration_answer.simple" if limit is module.SIMPLE else limit.id
        yield (
            f"golden-{number + 1}",
            "limit",
            regime,
            {},
            known_at,
            {"day_zero": day_zero},
            "",
            name,
            due,
            f"{limit.citation.en}; counted from the notices, day zero out",
        )
    for scale, table, place in (("items", module.ITEMS, "4"), ("pages", module.PAGES, "5")):
        for units, yuan in table.items():
            yield (
                f"fee-{scale}-{units}",
                "fee",
                "cn_order_711",
                {},
                "",
                {"scale": scale, "units": units},
                "2021-01-01",
                "",
                str(yuan),
                f"国办函〔2020〕109号 {place}, worked by hand",
            )


def table():
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, kind, regime, params, known_at, facts, on, limit, expected, source in lines():
        row = (
            name,
            kind,
            regime,
            json.dumps(params),
            known_at,
            json.dumps(facts, ensure_ascii=False),
            on,
            limit,
            expected,
            source,
        )
        writer.writerow(row)
    return text.getvalue()


def test_the_table_holds_every_hand_count():
    if os.environ.get("CASEWORK_WRITE_DOCS") == "1":
        TABLE.write_text(table(), encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize("vector", list(vectors()), ids=lambda vector: vector.id)
def test_a_vector(vector):
    law = REGIMES[vector.regime]
    calendar = WorkCalendar.china(date.fromisoformat(vector.known_at) if vector.known_at else None)
    if vector.kind == "fee":
        scale = CN_ORDER_711.fee.scale(vector.facts["scale"], date.fromisoformat(vector.on))
        assert str(scale.amount(vector.facts["units"])) == vector.expected
        return
    if vector.kind == "limit":
        day_zero = date.fromisoformat(vector.facts["day_zero"])
        found = last_day(law.limits[vector.limit].on(day_zero), day_zero, (), calendar).due
    else:
        diary = [tuple(entry) for entry in vector.facts]
        played = play(law, *diary, implied=True, calendar=calendar, params=vector.params)
        key, _, asked = vector.limit.partition(".")
        if key == "finding":
            on = date.fromisoformat(vector.on)
            days = [f.on.isoformat() for f in audit_case(played.case, on, calendar) if f.rule.id == asked]
            assert days == ([] if vector.expected == "none" else [vector.expected]), vector.source
            return
        if asked:
            assert getattr(played.clock(key, vector.on), asked) == vector.expected, vector.source
            return
        found = played.due(vector.limit, vector.on)
    assert found == date.fromisoformat(vector.expected), vector.source


def test_ids_are_unique_and_sources_stated():
    every = list(vectors())
    assert len({vector.id for vector in every}) == len(every) > 380
    assert all(vector.source for vector in every)
