"""Steps at the desk: what is written, what is refused, who may act, and what a key does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from casework.case import Refused, command, open_case, read_clocks, take
from casework.desk import Desk
from casework.errors import CaseNotFound, CaseworkError, LedgerConflict, LedgerCorrupt, StepNotAllowed
from casework.ledger import MemoryLedger, check_all
from casework.office import Office
from casework.regimes import CN_ORDER_492, CN_ORDER_711
from casework.testing import histories

NOON = datetime(2026, 3, 9, 4, tzinfo=UTC)
STAFF = {
    "经办1": ("clerk",), "承办1": ("handler", "approver"), "负责人": ("disclosure_head",), "保密1": ("secrecy_reviewer",),
    "法制1": ("legal_reviewer",), "签发1": ("approver",), "档案1": ("archivist",),
}  # fmt: skip
HANDLED = (("register", "经办1", 10), ("review", "经办1", 10), ("assign", "经办1", 11))


def d(day):
    return date.fromisoformat(day)


def desk_with(*steps, roles=STAFF, **more):
    desk = Desk("cn", MemoryLedger(), now=lambda: NOON, roles=roles, **more)
    desk.open("案〔2026〕1号", d("2026-03-09"), by="经办1", channel="in_person", applicant="某某")
    for step, by, day, *payload in steps:
        taken = desk.take("案〔2026〕1号", step, date(2026, 3, day), by=by, **(payload[0] if payload else {}))
        assert not isinstance(taken, Refused), taken.text()
    return desk


def holds(desk):
    ledger = desk.setting.ledger
    assert list(check_all((row, lambda row=row: ledger.history(row.case_id)) for row in ledger.records())) == []


def test_the_closed_loop_by_seven_people():
    """接收、登记、审核、办理、答复、归档; each entry chained, with who did it and as what."""
    desk = desk_with(
        *HANDLED,
        ("submit_draft", "承办1", 16, {"outcome": "granted"}),
        ("pass_secrecy_review", "保密1", 17),
        ("pass_legal_review", "法制1", 17),
        ("approve", "签发1", 18),
        ("reply", "经办1", 18, {"method": "direct", "signed_on": "2026-03-18"}),
        ("archive", "档案1", 27),
    )
    file = desk.file("案〔2026〕1号")
    assert (file.case.state, file.version) == ("archived", 10)
    assert [(e.actor, e.role) for e in file.entries[5:7]] == [
        ("保密1", "secrecy_reviewer"),
        ("法制1", "legal_reviewer"),
    ]
    assert {entry.at for entry in file.entries} == {"2026-03-09T04:00:00.000+00:00"}
    assert desk.due("案〔2026〕1号", d("2026-04-01"))["reply"].state == "met"
    holds(desk)


def test_a_refused_step_writes_nothing_and_gives_all_reasons():
    """33(2): the head's consent; at most twenty working days."""
    desk = desk_with(*HANDLED, roles=None)
    before = desk.file("案〔2026〕1号").entries
    refused = desk.take("案〔2026〕1号", "extend", d("2026-04-01"), by="x", working_days=30)
    assert isinstance(refused, Refused)
    assert {reason.id for reason in refused.reasons} == {"head_consents", "extension_within_cap"}
    assert desk.file("案〔2026〕1号").entries == before


def test_four_eyes_and_roles():
    """Drafter and approver differ, though one person may hold both roles; a role one does not hold is refused."""
    desk = desk_with(
        *HANDLED, ("submit_draft", "承办1", 16, {"outcome": "not_held"}), ("pass_legal_review", "法制1", 17)
    )
    own = desk.take("案〔2026〕1号", "approve", d("2026-03-18"), by="承办1")
    assert isinstance(own, Refused) and [reason.id for reason in own.reasons] == ["approver_is_not_drafter"]
    for by in ("法制1", "nobody", ""):
        other = desk.take("案〔2026〕1号", "approve", d("2026-03-18"), by=by)
        assert isinstance(other, Refused) and other.reasons[0].id == "role"
    assert not isinstance(desk.take("案〔2026〕1号", "approve", d("2026-03-18"), by="签发1"), Refused)


def test_the_heads_consent_is_the_head_taking_the_step():
    desk = desk_with(*HANDLED)
    assert desk.take("案〔2026〕1号", "extend", d("2026-04-01"), by="负责人", working_days=20).due == d("2026-05-08")


def test_a_key_writes_once_and_answers_the_same():
    desk = desk_with()
    first = desk.take("案〔2026〕1号", "register", d("2026-03-10"), by="经办1", once="k1")
    again = desk.take("案〔2026〕1号", "register", d("2026-03-10"), by="经办1", once="k1")
    assert (first.again, again.again, again.version, desk.file("案〔2026〕1号").version) == (False, True, 2, 2)
    with pytest.raises(LedgerConflict, match="another act"):
        desk.take("案〔2026〕1号", "review", d("2026-03-10"), by="经办1", once="k1")
    one = desk.open("案2", d("2026-03-09"), by="经办1", channel="fax", once="k2")
    two = desk.open("案2", d("2026-03-09"), by="经办1", channel="fax", once="k2")
    assert (one.again, two.again) == (False, True)


def test_conflicts_are_typed():
    desk = desk_with()
    with pytest.raises(LedgerConflict, match="version 7 was expected, 1 stands"):
        desk.take("案〔2026〕1号", "register", d("2026-03-10"), by="经办1", expected=7)
    with pytest.raises(LedgerConflict, match="already; open this one under another number"):
        desk.open("案〔2026〕1号", d("2026-03-09"), by="经办1", channel="in_person")
    with pytest.raises(CaseNotFound, match="案3"):
        desk.take("案3", "register", d("2026-03-10"), by="经办1")
    with pytest.raises(CaseworkError, match="open is for the clerk"):
        desk.open("案5", d("2026-03-09"), by="承办1", channel="fax")
    with pytest.raises(StepNotAllowed, match="pigeon"):
        desk.open("案4", d("2026-03-09"), by="经办1", channel="pigeon")
    with pytest.raises(CaseworkError, match="one line"):
        desk.take("案〔2026〕1号", "register", d("2026-03-10"), by="a\nb")
    for bad in ("", " ", "a\nb", "x" * 201):
        with pytest.raises(CaseworkError, match="one line"):
            desk.open(bad, d("2026-03-09"), channel="in_person")


def test_a_card_raised_meanwhile_is_no_conflict():
    desk = desk_with(*HANDLED)
    desk.sweep(d("2026-04-02"))
    assert desk.file("案〔2026〕1号").version == 5
    taken = desk.take("案〔2026〕1号", "return_assignment", d("2026-04-02"), by="承办1", expected=4)
    assert taken.version == 6
    with pytest.raises(LedgerConflict):
        desk.take("案〔2026〕1号", "assign", d("2026-04-02"), by="经办1", expected=4)


def test_options_say_where_a_step_leads_or_every_reason_why_not():
    """Received 2026-03-09, due 04-07; asked for a correction the clock stands still and has no last day."""
    desk = desk_with(*HANDLED)
    options = desk.options("案〔2026〕1号", d("2026-03-12"))
    assert set(options) == set(CN_ORDER_711.procedure.steps) - {"open"}
    assert options["submit_draft"].possible and options["submit_draft"].due == d("2026-04-07")
    assert options["request_correction"].possible and options["request_correction"].due is None
    assert options["withdraw"].possible and options["withdraw"].due is None, "done with"
    assert options["extend"].due == d("2026-05-08"), "of unknown length: the cap"
    assert not options["archive"].possible and options["archive"].reasons[0].id == "no_row"
    assert options["reopen"].reasons[0].basis_en
    assert all(option.reasons for option in options.values() if not option.possible)


def test_what_if_writes_nothing():
    desk = desk_with(*HANDLED)
    asked = command("consult_third_party", d("2026-03-12"), party="甲")
    answered = command("third_party_answers", d("2026-04-02"), party="甲", opinion="consents")
    found = desk.what_if("案〔2026〕1号", asked, answered)
    # 03-10..12(3); out 03-13..04-02; 04-03(4), 07..10(8), 13..17(13), 20..24(18), 27(19), 28(20)
    assert (found.refused, found.clocks["reply"].due) == (None, d("2026-04-28"))
    assert desk.what_if("案〔2026〕1号", answered).refused.reasons[0].id == "no_row"
    assert desk.file("案〔2026〕1号").version == 4


def test_the_day_of_receipt_chooses_the_law_and_the_office_its_answers():
    desk = Desk("cn", MemoryLedger(), office=Office(params={"pause_policy": "B", "correction_days": "10"}))
    desk.open("旧", d("2019-05-14"), channel="in_person")
    desk.open("新", d("2019-05-15"), channel="in_person")
    desk.open("补", d("2019-05-20"), channel="signed_mail", received_on="2019/5/14")
    assert list(desk.differences(d("2019-06-01"))) == []
    assert [desk.file(each).case.regime.id for each in ("旧", "新", "补")] == [
        "cn_order_492",
        "cn_order_711",
        "cn_order_492",
    ]
    assert desk.file("新").case.regime.chosen["pause_policy"] == "B"
    assert Desk("cn", desk.setting.ledger).file("新").case.regime.chosen["pause_policy"] == "B", "pinned"
    own = Desk(CN_ORDER_492, MemoryLedger())
    assert own.open("x", d("2026-03-09"), channel="online").due == d("2026-03-30")
    chosen = Desk(lambda day: CN_ORDER_492, MemoryLedger())
    assert chosen.open("x", d("2026-03-09"), channel="online").case.regime.id == "cn_order_492"


def test_a_late_act_is_taken_with_a_warning():
    desk = desk_with(*HANDLED, roles=None)
    taken = desk.take("案〔2026〕1号", "extend", d("2026-04-08"), by="x", working_days=10, approved_by="head")
    assert [note.code for note in taken.warnings] == ["extension_late"]
    assert taken.due == d("2026-04-07")


def test_an_entry_is_corrected_and_a_step_is_made_up_for():
    desk = desk_with(*HANDLED, roles=None)
    desk.take("案〔2026〕1号", "extend", d("2026-04-01"), by="x", working_days=10, approved_by="head")
    desk.take(
        "案〔2026〕1号", "correct_entry", d("2026-04-02"), by="x", entry=5, key="working_days", value="5", reason="误录"
    )
    assert desk.due("案〔2026〕1号", d("2026-04-02"))["reply"].length == 25
    desk.take("案〔2026〕1号", "enquiry", d("2026-03-20"), by="x", note="补录")
    file = desk.file("案〔2026〕1号")
    assert [entry.step for entry in file.entries[-3:]] == ["extend", "correct_entry", "enquiry"]
    holds(desk)


def test_a_case_whose_opening_is_gone_or_whose_law_was_altered_is_said():
    desk = desk_with()
    ledger = desk.setting.ledger
    (digest,) = ledger._definitions
    ledger._definitions[digest] = ledger._definitions[digest].replace("答复期限", "随意期限")
    with pytest.raises(LedgerCorrupt, match="altered"):
        Desk("cn", ledger).file("案〔2026〕1号")
    ledger._definitions.clear()
    with pytest.raises(LedgerCorrupt, match="not in the ledger"):
        Desk("cn", ledger).file("案〔2026〕1号")
    ledger._entries["案〔2026〕1号"] = ledger._entries["案〔2026〕1号"][1:] or ledger.history("案〔2026〕1号")[:0]
    with pytest.raises(CaseNotFound):
        desk.file("案〔2026〕1号")


@settings(max_examples=60, deadline=None)
@given(case=histories(CN_ORDER_711))
def test_a_loaded_case_comes_back_as_it_was(case):
    desk = Desk("cn", MemoryLedger())
    assert desk.load([case]) == 1
    back = desk.file(case.case_id).case
    on = case.events[-1].on
    assert (back.state, back.letters, back.proceedings) == (case.state, case.letters, case.proceedings)
    assert read_clocks(back, on) == read_clocks(case, on)
    holds(desk)


@settings(max_examples=40, deadline=None)
@given(case=histories(CN_ORDER_711, steps=8))
def test_the_desk_and_the_pure_core_decide_alike(case):
    desk = Desk("cn", MemoryLedger())
    opened = case.opened
    pure = open_case(CN_ORDER_711, case.case_id, on=opened.on, **opened.payload)
    desk.open(case.case_id, opened.on, **opened.payload)
    for event in case.events[1:]:
        mine = desk.take(case.case_id, event.step, event.on, **event.payload)
        theirs = take(pure, command(event.step, event.on, **event.payload))
        if isinstance(theirs, Refused):
            assert isinstance(mine, Refused)
            continue
        pure = theirs.case
        assert mine.case.state == pure.state
        assert read_clocks(mine.case, event.on) == read_clocks(pure, event.on)
    assert desk.setting.ledger.record(case.case_id).state == pure.state


def test_a_stated_day_of_receipt_chooses_the_law_however_it_is_written():
    """An office that enters an old paper request by form gives its day as text."""
    desk = Desk("cn", MemoryLedger())
    desk.open("甲", d("2026-03-09"), channel="in_person", received_on="2016年3月9日")
    desk.open("乙", d("2026-03-09"), channel="in_person", received_on=d("2016-03-09"))
    assert [desk.file(case_id).case.regime.id for case_id in ("甲", "乙")] == ["cn_order_492"] * 2


def test_an_opening_that_does_not_fit_says_which_field():
    """Screens put the sentence beside the field; in Chinese it names the field as the screen does."""
    desk = Desk("cn", MemoryLedger())
    with pytest.raises(StepNotAllowed) as caught:
        desk.open("甲", d("2026-03-09"), channel="pigeon", received_on="明天")
    assert [key for key, _, _ in caught.value.faults] == ["channel", "received_on"]
    assert caught.value.faults[1][1].startswith("“收到日期”应为日期")


@pytest.mark.parametrize("where", ["written", "history", "record"])
@pytest.mark.parametrize("expected", [1, None])
def test_a_double_click_writes_once_and_both_are_told_so(where, expected):
    """The first click may be written at any moment while the second is decided; nobody sees a conflict of his own."""

    class Racing(MemoryLedger):
        def meanwhile(self, method, key):
            if method == where and self.first is not None:
                act, self.first = self.first, None
                act()

        first = None

        def written(self, key):
            found = super().written(key)
            self.meanwhile("written", key)
            return found

        def history(self, case_id):
            found = super().history(case_id)
            self.meanwhile("history", case_id)
            return found

        def record(self, case_id):
            found = super().record(case_id)
            self.meanwhile("record", case_id)
            return found

    ledger = Racing()
    desk = Desk("cn", ledger)
    desk.open("甲", d("2026-03-09"), channel="in_person")

    def click():
        return desk.take("甲", "register", d("2026-03-10"), once="one-key", expected=expected)

    ledger.first = click
    taken = click()
    assert taken.again
    assert taken.version == desk.file("甲").version == 2
    ledger.first = lambda: desk.take("甲", "review", d("2026-03-11"), once="other", expected=expected and 2)
    with pytest.raises(LedgerConflict):
        desk.take("甲", "withdraw", d("2026-03-11"), once="third", expected=2)


def test_a_double_click_on_an_opening():
    """The same for the first entry."""

    class Racing(MemoryLedger):
        first = None

        def written(self, key):
            found = super().written(key)
            if self.first is not None:
                act, self.first = self.first, None
                act()
            return found

    ledger = Racing()
    desk = Desk("cn", ledger)
    ledger.first = lambda: desk.open("甲", d("2026-03-09"), once="key", channel="in_person")
    assert desk.open("甲", d("2026-03-09"), once="key", channel="in_person").again
    ledger.first = lambda: desk.open("乙", d("2026-03-09"), once="other", channel="in_person")
    with pytest.raises(LedgerConflict):
        desk.open("乙", d("2026-03-09"), once="third", channel="in_person")
