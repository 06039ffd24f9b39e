"""The table of Order 492 (receipt 2008-05-01 to 2019-05-14): no deemed abandonment, no reasons, no fee notice.

After a correction the clock resumes (param); only third-party time is left out, and the third party has no limit.
"""

from __future__ import annotations

from casework.procedure import SAME, Procedure, Row
from casework.procedure.clock_effect import (
    answered,
    ask,
    end,
    extend,
    resume,
    start,
    start_on_delivery,
    stop,
    withdrawn,
)
from casework.procedure.table import START
from casework.regimes.cn import bases
from casework.regimes.cn.conditions import CONDITIONS
from casework.regimes.cn.relief_rows import RELIEF, relief_rows
from casework.regimes.cn_acts import (
    ANALOGY,
    CITY_RULES,
    EVIDENCE,
    ORDER_492,
    PRACTICE,
)
from casework.regimes.cn_terms import PHASES, ROLES, states, steps

ART = ORDER_492.at
REPLY = "reply"
FINISH = end(REPLY)


OPEN = (
    "unconfirmed", "received", "registered", "in_review", "awaiting_correction", "in_handling",
    "consulting", "in_legal_review", "awaiting_approval", "awaiting_service",
)  # fmt: skip
ENDED = ("replied", "withdrawn", "archived")
EVERY = (*OPEN, *ENDED, *RELIEF)
CONSULTABLE = ("in_review", "in_handling", "consulting")
EXTENDABLE = (
    "registered", "in_review", "in_handling", "consulting", "in_legal_review",
    "awaiting_approval", "awaiting_service",
)  # fmt: skip

ROWS = (
    # 接收 receive
    Row((START,), "open", "received", ART("20"), start(REPLY), when=("received_on_opening",)),
    Row((START,), "open", "unconfirmed", bases.RECEIPT_492, when=("receipt_to_be_confirmed",)),
    Row(("unconfirmed",), "confirm_receipt", "received", bases.RECEIPT_492, start(REPLY)),
    Row(("unconfirmed", "received"), "set_aside", "set_aside", bases.RECEIPT_492, FINISH),
    # 登记 register, 审核 review
    Row(("received",), "register", "registered", PRACTICE.at()),
    Row(("registered",), "review", "in_review", PRACTICE.at()),
    Row(("registered", "in_review"), "split", SAME, PRACTICE.at()),
    Row(("in_review",), "assign", "in_handling", PRACTICE.at()),
    Row(("in_handling",), "return_assignment", "in_review", PRACTICE.at()),
    Row(("received", "registered", "in_review", "in_handling"), "request_correction", "awaiting_correction", ART("21", zh="第21条第4项"), stop(REPLY) | start_on_delivery("correction")),
    Row(("awaiting_correction",), "receive_correction", "in_review", ART("21", zh="第21条第4项"), resume(REPLY) | end("correction")),
    # 办理 handle
    Row(CONSULTABLE, "consult_third_party", "consulting", ART("23, 24"), ask("third_party")),
    Row(("consulting",), "third_party_answers", "consulting", ART("23"), answered("third_party"), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "third_party_answers", "in_review", ART("23"), answered("third_party"), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "third_party_answers", "in_handling", ART("23"), answered("third_party"), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(CONSULTABLE, "consult_agency", "consulting", PRACTICE.at(), ask("agency"), needs=("another_organ",)),
    Row(("consulting",), "agency_answers", "consulting", PRACTICE.at(), answered("agency"), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "agency_answers", "in_review", PRACTICE.at(), answered("agency"), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "agency_answers", "in_handling", PRACTICE.at(), answered("agency"), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(("in_handling", "consulting"), "refer_for_determination", "consulting", ART("14"), ask("determination")),
    Row(("consulting",), "determination_received", "consulting", ART("14"), answered("determination"), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "determination_received", "in_review", ART("14"), answered("determination"), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "determination_received", "in_handling", ART("14"), answered("determination"), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(("consulting",), "withdraw_consultation", "consulting", PRACTICE.at(), withdrawn(), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "withdraw_consultation", "in_review", PRACTICE.at(), withdrawn(), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "withdraw_consultation", "in_handling", PRACTICE.at(), withdrawn(), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(EVERY, "record_delivery", SAME, EVIDENCE.at(), needs=("letter_was_sent",)),
    Row(EXTENDABLE, "extend", SAME, ART("24"), extend(REPLY), needs=("not_extended_yet", "head_consents", "extension_within_cap", "not_an_ordered_limit")),
    # 答复 reply
    Row(("in_handling",), "submit_draft", "in_legal_review", PRACTICE.at(), when=("legal_review_on",), needs=("ground_on_file", "withheld_parts_on_file")),
    Row(("in_handling",), "submit_draft", "awaiting_approval", PRACTICE.at(), when=("legal_review_off",), needs=("ground_on_file", "withheld_parts_on_file")),
    Row(("in_handling", "in_legal_review"), "pass_secrecy_review", SAME, ART("14")),
    Row(("in_legal_review",), "pass_legal_review", "awaiting_approval", CITY_RULES.at(), needs=("reviewer_is_not_drafter",)),
    Row(("in_legal_review", "awaiting_approval"), "return_draft", "in_handling", PRACTICE.at()),
    Row(("awaiting_service",), "recall", "in_handling", PRACTICE.at()),
    Row(("in_handling",), "override_objection", SAME, ART("23"), needs=("objection_with_grounds",)),
    Row(("awaiting_approval",), "approve", "awaiting_service", ART("14"), needs=("approver_is_not_drafter", "secrecy_review_on_file", "objection_overridden")),
    Row(("awaiting_service", "replied"), "notify_third_party", SAME, ART("23")),
    Row(("awaiting_service",), "reply", "replied", ART("21, 24"), FINISH, needs=("as_approved", "ground_on_file", "withheld_parts_on_file", "secrecy_review_on_file", "objection_overridden", "told_in_time")),
    Row(("received", "registered", "in_review"), "reply_on_the_spot", "replied", ART("24"), FINISH, needs=("outcome_fit_for_the_spot",)),
    Row(("replied", "archived"), "service_failed", SAME, ANALOGY.at()),
    Row(("replied", "archived"), "serve_again", SAME, bases.SERVE_AGAIN),
    Row(("replied", "archived"), "supply", SAME, ART("26")),
    Row(OPEN, "withdraw", "withdrawn", PRACTICE.at(), FINISH),
    Row(OPEN, "substitute_applicant", SAME, ANALOGY.at()),
    Row(OPEN, "terminate", "withdrawn", ANALOGY.at(), FINISH),
    # 归档 archive
    Row(("replied", "withdrawn"), "archive", "archived", PRACTICE.at()),
    # 救济 relief
    *relief_rows(OPEN, ENDED, bases.REOPEN_492),
    # on every case
    Row((*EVERY, "set_aside"), "correct_entry", SAME, EVIDENCE.at(), needs=("entry_exists", "correction_fits")),
    Row((*EVERY, "set_aside"), "link", SAME, PRACTICE.at()),
    Row((*EVERY, "set_aside"), "enquiry", SAME, PRACTICE.at()),
)  # fmt: skip

PROCEDURE = Procedure(
    PHASES,
    states("awaiting_reasons", "awaiting_payment", "lapsed"),
    steps(
        "lapse_uncorrected", "accept_late_correction", "request_reasons", "receive_reasons", "reasons_not_given",
        "set_delayed_limit", "issue_fee_notice", "cancel_fee_notice", "take_payment", "lapse_unpaid",
        "third_party_silent", "agency_silent",
    ),
    ROLES,
    ROWS,
    CONDITIONS,
    open_ended=("awaiting_correction",),  # no deemed abandonment; the third party has no limit of its own
)  # fmt: skip
