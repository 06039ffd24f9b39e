"""A made-up office: what is planted is found in both forms and nothing else, and the same seed gives the same file."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date

import polars as pl
import pytest

from casework.backlog import audit, evaluate, read_register
from casework.backlog.files import read_sheets
from casework.backlog.simulate import BREACHES, SHARES, simulate, words, write_frame
from casework.backlog.simulate.plan import WAYS
from casework.backlog.simulate.stories import OPINION, WINDOW
from casework.case import Settings
from casework.cli.app import run
from casework.desk import Desk
from casework.errors import CaseworkError
from casework.ledger import SqliteLedger
from casework.regimes import REGIMES, RULES

EVERY_POLICY = Settings(policies=frozenset(name for name, rule in RULES.items() if rule.policy))
EVERYTHING = dict.fromkeys(BREACHES, 0.02)
FIRST, LAST = date(2024, 11, 1), date(2025, 5, 20)
NONE = dict.fromkeys(BREACHES, 0.0)


def read_back(made, form, folder):
    path = folder / f"{form}.csv"
    write_frame(made.flat() if form == "flat" else made.events(), path)
    register = read_register(path)
    assert not register.rejected
    assert len(register.cases) == made.cases
    return register


def found_in(register, on):
    findings = audit(register, on, settings=EVERY_POLICY).findings
    return Counter((finding.case_id, finding.rule.id, finding.on) for finding in findings)


def planted_in(made, form):
    return Counter(row[:3] for row in made.planted.iter_rows() if row[3] in ("both", form))


@pytest.mark.parametrize(
    ("seed", "first", "last"),
    [(1, FIRST, LAST), (2, date(2019, 5, 15), date(2019, 12, 31)), (3, date(2026, 1, 1), date(2026, 12, 28))],
)
def test_an_audit_finds_exactly_what_was_planted_in_both_forms(tmp_path, seed, first, last):
    made = simulate(900, seed, first, last, breaches=EVERYTHING)
    registers = {form: read_back(made, form, tmp_path) for form in ("flat", "events")}
    for form, register in registers.items():
        assert found_in(register, last) == planted_in(made, form), form
    flat, events = (
        {row.case_id: (row.clock and row.clock.due, row.verdict) for row in evaluate(register, last).rows}
        for register in registers.values()
    )
    assert flat == events


def test_every_breach_that_can_be_planted_is():
    made = simulate(6000, 5, date(2024, 1, 1), date(2024, 12, 31), breaches=EVERYTHING)
    assert set(made.planted_by_rule()) == set(BREACHES)


def test_without_breaches_nothing_is_found_and_nobody_is_late(tmp_path):
    made = simulate(600, 7, FIRST, LAST, breaches=NONE)
    assert made.planted.is_empty()
    register = read_back(made, "flat", tmp_path)
    assert not found_in(register, LAST)
    assert {row.verdict for row in evaluate(register, LAST).rows} == {"on_time", "open", "ended"}


def test_a_share_is_the_share_of_all_requests():
    made = simulate(4000, 11, date(2022, 1, 1), date(2025, 12, 31), breaches={**NONE, "reply_late": 0.1})
    assert made.planted_by_rule().keys() <= {"reply_late", "no_reply"}
    assert 380 <= made.planted.height <= 400  # the latest are not late yet on the day of the copy


def test_nothing_after_the_day_of_the_copy_is_on_record_and_the_latest_are_open():
    made = simulate(800, 13, FIRST, LAST)
    promised = ("补正期限", "延迟答复期限")
    flat = made.flat().drop(promised)
    latest = flat.select(pl.col(pl.Date).max()).row(0)
    assert all(day is None or day <= LAST for day in latest)
    assert made.events()["on"].max() <= LAST
    assert made.flat().filter(pl.col("收到日期") > date(2025, 5, 15))["答复类型"].is_null().mean() > 0.7


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_office(tmp_path):
    for name, seed in (("a", 17), ("b", 17), ("c", 18)):
        made = simulate(300, seed, FIRST, LAST)
        write_frame(made.flat(), tmp_path / f"{name}.csv")
        write_frame(made.events(), tmp_path / f"{name}.parquet")
    for kind in ("csv", "parquet"):
        a, b, c = ((tmp_path / f"{name}.{kind}").read_bytes() for name in "abc")
        assert a == b != c


def test_every_kind_of_file_says_it_is_made_up_and_reads_back_alike(tmp_path):
    made = simulate(120, 19, FIRST, LAST)
    for kind in (".csv", ".xlsx", ".parquet"):
        write_frame(made.flat(), tmp_path / f"office{kind}")
    assert set(pl.read_csv(tmp_path / "office.csv")["说明"]) == {words.MADE_UP}
    assert set(pl.read_parquet(tmp_path / "office.parquet")["说明"]) == {words.MADE_UP}
    assert set(made.events()["说明"]) == {words.MADE_UP}
    assert "虚构" in next(iter(read_sheets(tmp_path / "office.xlsx"))).rows[0][0]
    verdicts = [
        [(row.case_id, row.verdict) for row in evaluate(read_register(tmp_path / f"office{kind}"), LAST).rows]
        for kind in (".csv", ".xlsx", ".parquet")
    ]
    assert verdicts[0] == verdicts[1] == verdicts[2]


def test_applicants_are_numbers_and_the_load_is_uneven():
    flat = simulate(2000, 23, FIRST, LAST, units=7).flat()
    assert flat["申请人"].str.contains(r"^申请人\d+$").all()
    load = flat["承办单位"].value_counts()["count"].sort()
    assert len(load) == 7
    assert load[-1] > 2 * load[0]
    rest = flat["申请日期"].dt.weekday().value_counts(normalize=True).sort("申请日期")["proportion"]
    assert rest[5] + rest[6] < 0.2
    filled = sum(column.len() - column.null_count() for column in flat) / flat.height
    assert 13 < filled < 21


def test_the_law_is_the_regimes():
    """The limits of a story are not written down twice without being held equal."""
    limits = REGIMES["cn_order_711"].limits
    assert limits["reply"].versions[0].count == WINDOW
    assert limits["third_party"].versions[0].count == OPINION
    outcomes = REGIMES["cn_order_711"].outcomes
    assert set(words.OUTCOMES) <= set(outcomes)
    assert set(BREACHES) <= set(RULES)
    assert sum(SHARES.values()) < 0.2
    assert sum(WAYS.values()) == pytest.approx(100)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cases": 0}, "number of cases"),
        ({"units": 0}, "number of units"),
        ({"first": date(2019, 5, 14)}, "2019-05-15"),
        ({"last": date(2026, 12, 29)}, "2026-12-28"),
        ({"first": date(2025, 6, 1)}, "lies before"),
        ({"breaches": {"no_such_rule": 0.1}}, "no_such_rule"),
        ({"breaches": {"reply_late": float("nan")}}, "from 0 to 1"),
        ({"breaches": {"reply_late": 0.6, "no_reply": 0.6}}, "more than 1"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_a_sentence(change, said):
    asked = {"cases": 10, "seed": 1, "first": FIRST, "last": LAST, **change}
    with pytest.raises(CaseworkError, match=said):
        simulate(**asked)


def test_a_few_requests_of_one_day_are_an_office_too(tmp_path):
    made = simulate(3, 29, date(2026, 12, 28), date(2026, 12, 28))
    assert read_back(made, "flat", tmp_path).cases
    assert read_back(made, "events", tmp_path).cases


def test_a_spreadsheet_has_only_so_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("casework.backlog.simulate.write.MOST_ROWS", 5)
    with pytest.raises(CaseworkError, match="a spreadsheet holds 5"):
        write_frame(simulate(6, 1, FIRST, LAST).flat(), tmp_path / "office.xlsx")
    with pytest.raises(CaseworkError, match="expected one of"):
        write_frame(simulate(6, 1, FIRST, LAST).flat(), tmp_path / "office.ods")
    with pytest.raises(CaseworkError, match="cannot be written"):
        write_frame(simulate(6, 1, FIRST, LAST).flat(), tmp_path / "missing" / "office.csv")


@pytest.fixture
def command(monkeypatch, capsys):
    def call(*asked):
        monkeypatch.setattr(sys, "argv", ["casework", "simulate", *map(str, asked), "--from", FIRST, "--to", LAST])
        sys.argv = [str(word) for word in sys.argv]
        status = run()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


def test_the_command_writes_the_file_and_what_was_planted(command, tmp_path):
    out, planted = tmp_path / "office.csv", tmp_path / "planted.csv"
    status, said, err = command(
        "--cases", 200, "--seed", 3, "--out", out, "--planted", planted, "--breach", "reply_late=0.2", "--json"
    )
    assert status == 0, err
    document = json.loads(said)
    assert (document["cases"], document["rows"], document["form"], document["made_up"]) == (200, 200, "flat", True)
    assert document["planted"]["reply_late"] > 20
    assert len(read_register(out).cases) == 200
    assert pl.read_csv(planted).height >= sum(document["planted"].values())
    assert command("--cases", 200, "--seed", 3, "--out", tmp_path / "e.parquet", "--form", "events")[0] == 0
    assert len(read_register(tmp_path / "e.parquet").cases) == 200


def test_a_ledger_holds_the_same_cases(command, tmp_path):
    out = tmp_path / "office.db"
    status, said, err = command("--cases", 150, "--seed", 31, "--out", out, "--lang", "zh")
    assert status == 0, err
    assert "全部虚构" in said
    made = simulate(150, 31, FIRST, LAST)
    write_frame(made.events(), tmp_path / "events.csv")
    expected = {row.case_id: row for row in evaluate(read_register(tmp_path / "events.csv"), LAST).rows}
    with SqliteLedger(out) as ledger:
        desk = Desk("cn", ledger)
        assert {record.case_id for record in ledger.records()} == set(expected)
        for case_id, row in list(expected.items())[::10]:
            case = desk.file(case_id).case
            assert case.state == row.state
            assert case.opened.payload["note"] == words.MADE_UP
            assert not row.clock or desk.due(case_id, LAST)["reply"].due == row.clock.due
    assert command("--cases", 5, "--out", out)[0] == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--form", "flat", "--out", "new.db"), "a ledger holds events"),
        (("--form", "long", "--out", "new.csv"), "flat or events"),
        (("--breach", "reply_late", "--out", "new.csv"), "RULE=SHARE"),
        (("--out", "new.txt"), "expected one of"),
        (("--cases", 300_000, "--out", "new.db"), "at most 200000"),
    ],
)
def test_wrong_use_of_the_command_is_a_sentence(command, tmp_path, monkeypatch, asked, said):
    monkeypatch.chdir(tmp_path)
    status, _, err = command(*(asked if "--cases" in asked else (*asked, "--cases", 20)))
    assert status == 2
    assert said in err
