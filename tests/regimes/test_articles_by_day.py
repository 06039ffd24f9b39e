"""No sentence prints an article that was not in force on the day it is about; no number of the law stands in prose."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.case import Refused, audit_case, command, options, read, replay, take
from casework.case.events import CaseOpened, make_event
from casework.law import Act, Citation, basis, cite
from casework.procedure.conditions import CONDITIONS
from casework.regimes import CN_ORDER_492, CN_ORDER_711, REGIMES, RULES, cn_acts
from casework.regimes.cn import bases
from casework.regimes.cn_acts import (
    INTERPRETATION_2011,
    ORDER_711,
    PRACTICE,
    RECONSIDERATION_LAW,
    RECONSIDERATION_LAW_1999,
)
from casework.testing import play

d = date.fromisoformat


def known(places, day, law):
    """Whether every place is of an act in force on a day; the case's own Regulation governs it to its end."""
    return all(
        place.act.id == law.act.id
        or ((place.act.in_force or day) <= day and (place.act.repealed_on is None or day < place.act.repealed_on))
        for place in places
    )


@pytest.mark.parametrize(
    ("day", "cause", "said"),
    [
        ("2012-05-07", "decision", "Administrative Reconsideration Law (1999) art. 28, 32"),
        ("2024-01-02", "decision", "Administrative Reconsideration Law art. 64, 66, 77"),
        ("2012-05-07", "judgment", "Administrative Litigation Law (1989) art. 54"),
        ("2024-01-02", "judgment", "Administrative Litigation Law art. 70, 72"),
        ("2024-01-02", "supervision", "Order 711 art. 47"),
        ("2024-01-02", "self_correction", "practice (no text)"),
        ("2024-01-02", "", "practice (no text)"),
    ],
)
def test_a_reopening_rests_on_its_cause_and_on_the_law_of_its_day(day, cause, said):
    """复议法 64, 66, 77 (1999: 28, 32); 行诉法 70, 72 (1989: 54); 条例 47."""
    assert cite(bases.REOPEN_711.on(d(day), {"cause": cause}), "en") == said


def test_the_secrecy_review_rests_on_the_regulation_before_the_law_of_2024():
    """条例 17(2) before 2024-05-01; 保密法 (2024) 35 beside it from then on."""
    row = next(row for row in CN_ORDER_711.procedure.rows if row.step == "pass_secrecy_review")
    assert [str(place) for place in row.citation.on(d("2019-06-03"))] == ["Order 711 art. 17(2)"]
    assert [str(place) for place in row.citation.on(d("2024-05-01"))][1:] == ["State Secrets Law (2024) art. 35"]


def test_what_has_no_text_stands_in_only_where_no_law_does():
    """法释〔2011〕17号 2, in force from 2011-08-13 to 2025-05-31."""
    cited = CN_ORDER_492.outcomes["publication"].citation
    assert cite(cited.on(d("2011-08-12")), "en") == "practice (no text)"
    assert cite(cited.on(d("2011-08-13")), "zh") == "法释〔2011〕17号第2条第2项"
    for outcome in ("needs_creation", "refused_enforcement_file", "refused_admin_query"):
        assert INTERPRETATION_2011 in {place.act for place in CN_ORDER_492.outcomes[outcome].citation.every}
    assert CN_ORDER_492.outcomes["confirm_reissue"].citation == PRACTICE.at()


def test_a_case_of_2012_is_not_judged_by_articles_of_2023():
    """复议法 (1999) 23: ten days; a finding of 2012 cites it, not article 48 of the law in force since 2024."""
    diary = (
        ("2012-05-02", "open"),
        (
            "2012-05-10",
            "reply",
            {"method": "direct", "signed_on": "2012-05-10", "outcome": "not_held", "search": "yes"},
        ),
        ("2012-06-04", "open_reconsideration"),
        ("2012-06-20", "file_answer"),
    )
    case = play(CN_ORDER_492, *diary, implied=True).case
    (finding,) = [each for each in audit_case(case, d("2012-07-02")) if each.rule.id == "relief_answer_late"]
    assert finding.basis == "Administrative Reconsideration Law (1999) art. 23"
    assert "2023" not in finding.zh


def test_a_finding_speaks_one_language():
    """English output mixed in 复议法 77."""
    case = play(CN_ORDER_711, ("2025-03-10", "open"), implied=True).case
    case = replay(
        CN_ORDER_711,
        [
            CaseOpened(1, d("2025-03-10"), "c", {}),
            make_event(
                2, d("2025-03-20"), "reply", {"outcome": "not_held", "search": "yes", "signed_on": "2025-03-20"}
            ),
            make_event(3, d("2025-04-01"), "reopen", {"cause": "decision", "days": "15"}),
        ],
        implied=True,
    )
    (finding,) = [f for f in audit_case(case, d("2025-06-02")) if f.rule.id == "order_not_performed"]
    assert finding.as_json("en")["basis"] == "Administrative Reconsideration Law art. 64, 66, 77"
    assert finding.as_json("zh")["basis"] == "《行政复议法》（2023年修订）第64条、第66条、第77条"
    assert not re.search("[一-鿿]", finding.en)


ACTS = [act for act in vars(cn_acts).values() if isinstance(act, Act)]
DAYS = st.integers(0, 40)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "reply",
                "extend",
                "request_correction",
                "receive_correction",
                "issue_fee_notice",
                "lapse_unpaid",
                "consult_third_party",
                "third_party_answers",
                "open_reconsideration",
                "close_reconsideration",
                "open_litigation",
                "close_litigation",
                "appeal",
                "file_answer",
                "reopen",
                "service_failed",
                "submit_draft",
                "pass_secrecy_review",
                "correct_entry",
            ]
        ),
        DAYS,
        st.sampled_from(["decision", "judgment", "supervision", ""]),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(list(REGIMES)), first=st.integers(0, 365 * 10), steps=STEPS)
def test_no_sentence_cites_what_was_not_in_force(name, first, steps):
    law = REGIMES[name]
    day = law.in_force + timedelta(days=first % (365 * (10 if law is CN_ORDER_492 else 7)))
    events = [CaseOpened(1, day, "c", {})]
    for number, (step, more, cause) in enumerate(steps, 2):
        day += timedelta(days=more)
        if day > d("2026-10-01") or step not in law.procedure.steps:
            continue
        payload = {"cause": cause} if step == "reopen" and cause else {}
        if step == "reply":
            payload = {"outcome": "refused_third_party", "method": "courier", "relief_told": "no"}
        events.append(make_event(number, day, step, payload))
    case = replay(law, events, implied=True)
    for finding in audit_case(case, day):
        assert finding.places and known(finding.places, finding.on, law), finding
    for note in read(case, day).notes:
        assert known((note.citation,), note.on, law), note
    for step in list(options(case, day))[:12]:
        answer = take(case, command(step, day))
        if isinstance(answer, Refused):
            for reason in answer.reasons:
                acts = [act for act in ACTS if act.zh in reason.basis_zh]
                longest = [act for act in acts if not any(act.zh in other.zh and act != other for other in acts)]
                assert known([act.at() for act in longest], day, law), reason


def test_a_basis_reads_its_places_by_the_days_of_their_acts():
    both = basis(RECONSIDERATION_LAW_1999.at("23"), RECONSIDERATION_LAW.at("48"))
    assert both.on(d("2023-12-31")) == (RECONSIDERATION_LAW_1999.at("23"),)
    assert both.on(d("2024-01-01")) == (RECONSIDERATION_LAW.at("48"),)
    assert both.on(d("1999-09-30")) == ()
    assert ORDER_711.at("33").on(d("2018-01-01")) == ()
    assert ORDER_711.at("33").on(d("2018-01-01"), own=ORDER_711.id) == (ORDER_711.at("33"),)
    assert isinstance(both.latest[0], Citation)


def test_no_sentence_of_a_rule_or_condition_holds_a_number_of_the_law():
    """延期超过20个工作日 was printed under Order 492, whose cap is 15."""
    laws = REGIMES.values()
    own = [each for law in laws for each in law.procedure.conditions.values()]
    sentences = [(rule.zh, rule.en) for rule in RULES.values()]
    sentences += [(each.zh, each.en) for each in (*CONDITIONS.values(), *own)]
    sentences += [(param.zh, param.en) for law in laws for param in law.params.values()]
    for zh, en in sentences:
        assert not re.search(r"\d+ ?个?(工作日|日|天|月)", zh), zh
        assert not re.search(r"\b(\d+|seven|fifteen|twenty) (working )?days", en), en


@pytest.mark.parametrize("name", list(REGIMES))
def test_what_the_table_wants_on_file_is_what_the_audit_asks_for(name):
    """A bare reply of each outcome: a finding where the table wants something on file, none where it wants nothing."""
    law = REGIMES[name]
    day = law.in_force + timedelta(days=40)
    for outcome in law.outcomes.values():
        reply = make_event(2, day, "reply", {"outcome": outcome.id, "method": "direct", "signed_on": day})
        case = replay(law, [CaseOpened(1, day - timedelta(days=3), "c", {}), reply], implied=True)
        found = [finding.rule.id for finding in audit_case(case, day)]
        assert bool(found) is bool(outcome.on_file), (outcome.id, found)
