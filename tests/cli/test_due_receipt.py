"""`due --received` is the day a request arrived; which day is receipt, the channel and its confirmation decide."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casework.backlog import read_register
from casework.case import open_case, read
from casework.desk import Desk
from casework.ledger import MemoryLedger
from casework.regimes import CN_ORDER_492, CN_ORDER_711

ONLINE = "automatic receipt on the day of arrival is taken as receipt"
WAITS = "receipt is to be confirmed"
NO_CHANNEL = "no --channel: "
OUT_OF_ORDER = "out of order"


def document(run):
    status, out, err = run
    assert status == 0, err
    return json.loads(out)


def due(casework, arrived, channel, confirmed, as_of, *more):
    words = ["due", "--received", arrived, "--as-of", as_of, "--json", "--lang", "en", *more]
    words += ["--channel", channel] if channel else []
    words += ["--event", f"{confirmed} confirm_receipt"] if confirmed else []
    return document(casework(*words))


# arrived, channel, confirmed | regime, day zero, state of the reply clock, what is remarked
RECEIPT = [
    ("2025-03-03", "in_person", "", "cn_order_711", "2025-03-03", "running", None),
    ("2025-03-03", "oral", "", "cn_order_711", "2025-03-03", "running", None),
    ("2025-03-03", "signed_mail", "", "cn_order_711", "2025-03-03", "running", None),
    ("2025-03-03", "in_person", "2025-03-05", "cn_order_711", "2025-03-03", "running", OUT_OF_ORDER),
    ("2025-03-03", "ordinary_mail", "2025-03-05", "cn_order_711", "2025-03-05", "running", None),
    ("2025-03-03", "ordinary_mail", "", "cn_order_711", None, "not_started", WAITS),
    ("2025-03-03", "fax", "2025-03-05", "cn_order_711", "2025-03-05", "running", None),
    ("2025-03-03", "fax", "", "cn_order_711", None, "not_started", WAITS),
    ("2025-03-03", "online", "2025-03-05", "cn_order_711", "2025-03-05", "running", None),
    ("2025-03-03", "online", "", "cn_order_711", "2025-03-03", "running", ONLINE),
    ("2025-03-03", "", "", "cn_order_711", "2025-03-03", "running", NO_CHANNEL + "2025-03-03"),
    ("2025-03-03", "", "2025-03-05", "cn_order_711", "2025-03-05", "running", NO_CHANNEL + "the day of confirmation"),
    # around 2019-05-15 the Order is that of the day of receipt
    ("2019-05-13", "ordinary_mail", "2019-05-14", "cn_order_492", "2019-05-14", "running", None),
    ("2019-05-13", "ordinary_mail", "2019-05-16", "cn_order_711", "2019-05-16", "running", None),
    ("2019-05-13", "ordinary_mail", "2019-05-15", "cn_order_711", "2019-05-15", "running", None),
    ("2019-05-13", "fax", "2019-05-16", "cn_order_711", "2019-05-16", "running", None),
    ("2019-05-13", "online", "2019-05-16", "cn_order_711", "2019-05-16", "running", None),
    ("2019-05-13", "online", "2019-05-14", "cn_order_492", "2019-05-14", "running", None),
    ("2019-05-13", "online", "", "cn_order_492", "2019-05-13", "running", None),
    ("2019-05-13", "ordinary_mail", "", "cn_order_492", None, "not_started", WAITS),
    ("2019-05-14", "signed_mail", "", "cn_order_492", "2019-05-14", "running", None),
]


@pytest.mark.parametrize(("arrived", "channel", "confirmed", "regime", "day_zero", "state", "said"), RECEIPT)
def test_which_day_is_receipt(casework, arrived, channel, confirmed, regime, day_zero, state, said):
    """Order 711 art. 31; before 2019-05-15 国办公开办函〔2015〕207号."""
    as_of = "2025-03-10" if arrived.startswith("2025") else "2019-05-20"
    found = due(casework, arrived, channel, confirmed, as_of)
    replies = [key for key in found["clocks"] if key.startswith("reply")]
    clock = found["clocks"]["reply"]
    assert (found["regime"], replies) == (regime, ["reply"]), "one reply clock"
    assert (clock["day_zero"], clock["state"]) == (day_zero, state)
    assert [text for text in found["warnings"] if said and said in text] or said is None
    assert said is not None or found["warnings"] == []


def test_an_online_request_confirmed_two_days_later_and_answered(casework):
    """Day zero 2025-03-05: 03-06, 07 (2), 10-14 (7), 17-20 (11): replied on the eleventh working day of twenty."""
    reply = "2025-03-20 reply outcome=not_held method=direct signed_on=2025-03-20"
    found = due(casework, "2025-03-03", "online", "2025-03-05", "2025-06-01", "--event", reply)
    assert [key for key in found["clocks"] if key.startswith("reply")] == ["reply"]
    clock = found["clocks"]["reply"]
    assert (clock["day_zero"], clock["state"], clock["days_used"]) == ("2025-03-05", "met", 11)
    assert not any(key.endswith("inaction") for key in found["clocks"]), "no relief against a failure to answer"


def test_before_it_is_confirmed_nothing_runs(casework):
    found = due(casework, "2025-03-03", "ordinary_mail", "2025-03-05", "2025-03-04")
    assert (found["state"], found["clocks"]["reply"]["state"]) == ("unconfirmed", "not_started")


def test_a_confirmation_before_the_arrival_is_refused(casework):
    status, _, err = casework(
        "due", "--received", "2025-03-05", "--channel", "fax", "--event", "2025-03-03 confirm_receipt"
    )
    assert status == 2
    assert "before the request arrived, on 2025-03-05" in err


def test_the_assumptions_are_said_in_chinese(casework):
    for channel, said in (
        ("", "未注明申请方式"),
        ("online", "按系统自动回执视为当日收到"),
        ("fax", "收到日待与申请人确认"),
    ):
        words = ["--channel", channel] if channel else []
        assert said in casework("due", "--received", "2025-03-03", *words, "--as-of", "2025-03-10", "--lang", "zh")[1]


def test_an_automatic_receipt_that_starts_no_clock(casework):
    """Where the office answers art. 31(3) otherwise, an online request waits for its confirmation."""
    param = ("--param", "automatic_receipt_starts_clock=no")
    found = due(casework, "2025-03-03", "online", "", "2025-03-10", *param)
    assert found["clocks"]["reply"]["state"] == "not_started"
    assert WAITS in found["warnings"][0]


# -- the same facts in a register -------------------------------------------------------------------------------------

FLAT = "编号,申请方式,来件日期,确认日期\nA,{channel},{arrived},{confirmed}\n"
LONG = "case_id,on,step,channel\nA,{arrived},open,{channel}\nA,{confirmed},confirm_receipt,\n"


@pytest.mark.parametrize("table", [FLAT, LONG])
@pytest.mark.parametrize(
    ("arrived", "channel", "confirmed", "regime"),
    [
        ("2019-05-13", "ordinary_mail", "2019-05-14", "cn_order_492"),
        ("2019-05-13", "ordinary_mail", "2019-05-16", "cn_order_711"),
        ("2019-05-13", "fax", "2019-05-16", "cn_order_711"),
        ("2025-03-03", "online", "2025-03-05", "cn_order_711"),
    ],
)
def test_a_row_and_a_table_of_steps_agree(tmp_path, table, arrived, channel, confirmed, regime):
    path = tmp_path / "register.csv"
    path.write_text(table.format(arrived=arrived, channel=channel, confirmed=confirmed), encoding="utf-8")
    (row,) = read_register(path).cases
    found = read(row.case, date.fromisoformat(confirmed)).clocks
    assert row.case.regime.id == regime
    assert [key for key in found if key.startswith("reply")] == ["reply"]
    assert found["reply"].day_zero == date.fromisoformat(confirmed)


def test_a_stated_day_of_receipt_beats_a_confirmation(tmp_path):
    """received_on is day zero whatever else is on record; the confirmation begins no second clock."""
    path = tmp_path / "steps.csv"
    path.write_text(
        "case_id,on,step,channel,received_on\nA,2025-03-03,open,online,2025-03-03\nA,2025-03-05,confirm_receipt,,\n",
        encoding="utf-8",
    )
    found = read(read_register(path).cases[0].case, date(2025, 3, 10)).clocks
    assert [(key, clock.day_zero) for key, clock in found.items() if clock.limit == "reply"] == [
        ("reply", date(2025, 3, 3))
    ]


# -- a case opened live ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regime", "payload", "waits"),
    [
        (CN_ORDER_711, {"channel": "online"}, True),
        (CN_ORDER_711, {"channel": "online", "automatic_receipt": "yes"}, False),
        (CN_ORDER_711, {"channel": "fax"}, True),
        (CN_ORDER_711, {"channel": "ordinary_mail"}, True),
        (CN_ORDER_711, {"channel": "ordinary_mail", "received_on": "2025-03-03"}, False),
        (CN_ORDER_711, {"channel": "in_person"}, False),
        (CN_ORDER_492, {"channel": "online"}, False),
        (CN_ORDER_492, {"channel": "fax"}, True),
    ],
)
def test_a_request_that_has_to_be_confirmed_is_remarked(regime, payload, waits):
    """Order 711 art. 31(2), (3): the day both sides confirm."""
    case = open_case(regime, "A", on=date(2025, 3, 3), **payload)
    notes = [note.text("en") for note in read(case, date(2025, 3, 4)).notes]
    assert [note.startswith(WAITS) for note in notes] == ([True] if waits else [])


def test_the_desk_says_so_and_stops_when_it_is_confirmed():
    desk = Desk("cn", MemoryLedger())
    opened = desk.open("A", date(2025, 3, 3), by="甲", channel="online")
    assert opened.due is None
    (note,) = opened.warnings
    assert note.text("zh").startswith("收到日待与申请人确认，期限自双方确认之日起算")
    assert note.citation.zh.endswith("第31条第3项")
    confirmed = desk.take("A", "confirm_receipt", date(2025, 3, 5), by="甲")
    assert confirmed.warnings == ()
    assert read(confirmed.case, date(2025, 3, 6)).notes == ()
    assert desk.open("B", date(2025, 3, 3), by="甲", channel="in_person").warnings == ()


# -- the day of the reading --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "known_at", "as_of", "expected"),
    [
        ("2015-04-20", "2015-05-01", None, "2015-05-01"),
        ("2015-04-20", "2015-05-01", "2015-04-25", "2015-04-25"),
        ("2015-05-11", "2015-05-01", None, "2015-05-11"),
    ],
)
def test_as_of_is_the_day_known_at_unless_given(casework, received, known_at, as_of, expected):
    words = ["due", "--received", received, "--channel", "in_person", "--known-at", known_at, "--json"]
    found = document(casework(*words, *(["--as-of", as_of] if as_of else [])))
    assert found["as_of"] == expected


def test_a_register_too_is_read_on_the_day_known_at(casework, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("编号,收到日期\nA,2015-04-20\n", encoding="utf-8")
    found = document(casework("backlog", path, "--known-at", "2015-05-01", "--json"))
    assert (found["as_of"], found["unknown"], found["open"]) == ("2015-05-01", 0, 1)
