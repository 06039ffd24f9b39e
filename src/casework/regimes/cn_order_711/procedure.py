"""The table of Order 711: a row is a sentence. In these states, on this step, enter that state, do this to the clocks."""

from __future__ import annotations

from casework.procedure import SAME, Procedure, Row
from casework.procedure.clock_effect import (
    answered,
    ask,
    end,
    extend,
    replace,
    restart,
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
    ORDER_711,
    PRACTICE,
)
from casework.regimes.cn_terms import PHASES, ROLES, STATES, STEPS

ART = ORDER_711.at
REPLY, NOTICE = "reply", "correction_notice"
FINISH = end(REPLY) | end(NOTICE)

OPEN = (
    "unconfirmed", "received", "registered", "in_review", "awaiting_correction", "awaiting_reasons", "in_handling",
    "consulting", "awaiting_payment", "in_legal_review", "awaiting_approval", "awaiting_service",
)  # fmt: skip
ENDED = ("replied", "lapsed", "withdrawn", "archived")
EVERY = (*OPEN, *ENDED, *RELIEF)
CONSULTABLE = ("in_review", "in_handling", "consulting")
EXTENDABLE = (
    "registered", "in_review", "awaiting_reasons", "in_handling", "consulting", "in_legal_review",
    "awaiting_approval", "awaiting_service",
)  # fmt: skip

ROWS = (
    # 接收 receive
    Row((START,), "open", "received", ART("29, 31"), start(REPLY) | start(NOTICE), when=("received_on_opening",)),
    Row((START,), "open", "unconfirmed", ART("31"), when=("receipt_to_be_confirmed",)),
    Row(("unconfirmed",), "confirm_receipt", "received", ART("31"), start(REPLY) | start(NOTICE)),
    Row(("unconfirmed", "received"), "set_aside", "set_aside", ART("31"), FINISH),
    # 登记 register, 审核 review
    Row(("received",), "register", "registered", ART("45")),
    Row(("registered",), "review", "in_review", ART("45")),
    Row(("registered", "in_review"), "split", SAME, PRACTICE.at()),
    Row(("in_review",), "assign", "in_handling", ART("45"), end(NOTICE)),
    Row(("in_handling",), "return_assignment", "in_review", ART("45")),
    Row(("received", "registered", "in_review", "in_handling"), "request_correction", "awaiting_correction", ART("30"), stop(REPLY) | end(NOTICE) | start_on_delivery("correction"), needs=("no_earlier_correction_notice",)),
    Row(("awaiting_correction",), "receive_correction", "in_review", ART("30"), restart(REPLY) | end("correction")),
    Row(("awaiting_correction",), "lapse_uncorrected", "lapsed", ART("30"), FINISH, needs=("correction_limit_over",)),
    Row(("lapsed",), "accept_late_correction", "in_review", ART("30"), restart(REPLY) | end("correction"), needs=("lapsed_uncorrected",)),
    Row(("registered", "in_review", "in_handling"), "request_reasons", "awaiting_reasons", ART("35"), start_on_delivery("reasons")),
    Row(("awaiting_reasons",), "receive_reasons", "in_handling", ART("35"), end("reasons")),
    Row(("awaiting_reasons",), "reasons_not_given", "in_handling", ART("35"), end("reasons"), needs=("reasons_limit_over",)),
    Row(("in_handling", "consulting", "in_legal_review"), "set_delayed_limit", SAME, ART("35"), replace(REPLY), needs=("reasons_found_reasonable",)),
    # 办理 handle
    Row(CONSULTABLE, "consult_third_party", "consulting", ART("32, 33(3)"), ask("third_party") | start_on_delivery("third_party")),
    Row(("consulting",), "third_party_answers", "consulting", ART("32"), answered("third_party") | end("third_party"), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "third_party_answers", "in_review", ART("32"), answered("third_party") | end("third_party"), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "third_party_answers", "in_handling", ART("32"), answered("third_party") | end("third_party"), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(("consulting",), "third_party_silent", "consulting", ART("32"), answered("third_party"), when=("others_still_open",), needs=("letter_is_open", "third_party_limit_over")),
    Row(("consulting",), "third_party_silent", "in_review", ART("32"), answered("third_party"), when=("asked_in_review",), needs=("letter_is_open", "third_party_limit_over")),
    Row(("consulting",), "third_party_silent", "in_handling", ART("32"), answered("third_party"), when=("asked_in_handling",), needs=("letter_is_open", "third_party_limit_over")),
    Row(CONSULTABLE, "consult_agency", "consulting", ART("34, 11, 33(3)"), ask("agency") | start_on_delivery("agency_opinion"), needs=("another_organ",)),
    Row(("consulting",), "agency_answers", "consulting", ART("34, 11"), answered("agency") | end("agency_opinion"), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "agency_answers", "in_review", ART("34, 11"), answered("agency") | end("agency_opinion"), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "agency_answers", "in_handling", ART("34, 11"), answered("agency") | end("agency_opinion"), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(("consulting",), "agency_silent", "consulting", ART("34, 11"), answered("agency"), when=("others_still_open",), needs=("letter_is_open", "agency_limit_over")),
    Row(("consulting",), "agency_silent", "in_review", ART("34, 11"), answered("agency"), when=("asked_in_review",), needs=("letter_is_open", "agency_limit_over")),
    Row(("consulting",), "agency_silent", "in_handling", ART("34, 11"), answered("agency"), when=("asked_in_handling",), needs=("letter_is_open", "agency_limit_over")),
    Row(("in_handling", "consulting"), "refer_for_determination", "consulting", ART("17(3)"), ask("determination")),
    Row(("consulting",), "determination_received", "consulting", ART("17(3)"), answered("determination"), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "determination_received", "in_review", ART("17(3)"), answered("determination"), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "determination_received", "in_handling", ART("17(3)"), answered("determination"), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(("consulting",), "withdraw_consultation", "consulting", PRACTICE.at(), withdrawn(), when=("others_still_open",), needs=("letter_is_open",)),
    Row(("consulting",), "withdraw_consultation", "in_review", PRACTICE.at(), withdrawn(), when=("asked_in_review",), needs=("letter_is_open",)),
    Row(("consulting",), "withdraw_consultation", "in_handling", PRACTICE.at(), withdrawn(), when=("asked_in_handling",), needs=("letter_is_open",)),
    Row(EVERY, "record_delivery", SAME, ART("30, 32, 34"), needs=("letter_was_sent",)),
    Row(("in_review", "in_handling"), "issue_fee_notice", "awaiting_payment", bases.FEES, stop(REPLY) | start_on_delivery("payment")),
    Row(("awaiting_payment",), "cancel_fee_notice", "in_handling", bases.FEES, resume(REPLY) | end("payment")),
    Row(("awaiting_payment",), "take_payment", "in_handling", bases.FEES, restart(REPLY) | end("payment")),
    Row(("awaiting_payment",), "lapse_unpaid", "lapsed", bases.FEES, end(REPLY), needs=("payment_limit_over",)),
    Row(EXTENDABLE, "extend", SAME, ART("33(2)"), extend(REPLY), needs=("not_extended_yet", "head_consents", "extension_within_cap", "not_an_ordered_limit")),
    # 答复 reply
    Row(("in_handling",), "submit_draft", "in_legal_review", ART("45"), when=("legal_review_on",), needs=("ground_on_file", "withheld_parts_on_file")),
    Row(("in_handling",), "submit_draft", "awaiting_approval", ART("45"), when=("legal_review_off",), needs=("ground_on_file", "withheld_parts_on_file")),
    Row(("in_handling", "in_legal_review"), "pass_secrecy_review", SAME, bases.SECRECY_REVIEW_711),
    Row(("in_legal_review",), "pass_legal_review", "awaiting_approval", CITY_RULES.at(), needs=("reviewer_is_not_drafter",)),
    Row(("in_legal_review", "awaiting_approval"), "return_draft", "in_handling", PRACTICE.at()),
    Row(("awaiting_service",), "recall", "in_handling", PRACTICE.at()),
    Row(("in_handling",), "override_objection", SAME, ART("15, 32"), needs=("objection_with_grounds",)),
    Row(("awaiting_approval",), "approve", "awaiting_service", ART("45, 17"), needs=("approver_is_not_drafter", "secrecy_review_on_file", "objection_overridden")),
    Row(("awaiting_service", "replied"), "notify_third_party", SAME, ART("32")),
    Row(("awaiting_service",), "reply", "replied", ART("33, 36"), FINISH, needs=("as_approved", "ground_on_file", "withheld_parts_on_file", "secrecy_review_on_file", "objection_overridden", "told_in_time")),
    Row(("received", "registered", "in_review"), "reply_on_the_spot", "replied", ART("33(1)"), FINISH, needs=("outcome_fit_for_the_spot",)),
    Row(("replied", "archived"), "service_failed", SAME, ANALOGY.at()),
    Row(("replied", "archived"), "serve_again", SAME, bases.SERVE_AGAIN),
    Row(("replied", "archived"), "supply", SAME, ART("36, 40")),
    Row(OPEN, "withdraw", "withdrawn", PRACTICE.at(), FINISH),
    Row(OPEN, "substitute_applicant", SAME, ANALOGY.at()),
    Row(OPEN, "terminate", "withdrawn", ANALOGY.at(), FINISH),
    # 归档 archive
    Row(("replied", "lapsed", "withdrawn"), "archive", "archived", ART("45")),
    # 救济 relief
    *relief_rows(OPEN, ENDED, bases.REOPEN_711),
    # on every case
    Row((*EVERY, "set_aside"), "correct_entry", SAME, EVIDENCE.at(), needs=("entry_exists", "correction_fits")),
    Row((*EVERY, "set_aside"), "link", SAME, PRACTICE.at()),
    Row((*EVERY, "set_aside"), "enquiry", SAME, PRACTICE.at()),
)  # fmt: skip

PROCEDURE = Procedure(PHASES, STATES, STEPS, ROLES, ROWS, CONDITIONS)
