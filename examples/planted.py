"""The breaches planted in the made-up register: every audit rule at least once, each on a day counted by hand.

Most requests here were received on Monday 2026-03-09. Twenty working days: 03-10..13(4), 16..20(9), 23..27(14),
30..04-03(19); 04-04..06 are off; 04-07(20). So the reply is due 2026-04-07. The seven days of the correction notice:
03-10..13(4), 16..18(7). Fifteen from 03-12: 13(1), 16..20(6), 23..27(11), 30..04-02(15); from 03-13: 04-03.
Other due days, twenty working days each:
2025-03-10: 11..14(4), 17..21(9), 24..28(14), 31..04-03(18), off 04-04..06, 04-07(19), 08(20)
2025-11-03: 4..7(4), 10..14(9), 17..21(14), 24..28(19), 12-01(20)
2026-05-11: 12..15(4), 18..22(9), 25..29(14), 06-01..05(19), 08(20)
2026-07-06: 7..10(4), 13..17(9), 20..24(14), 27..31(19), 08-03(20)
2026-10-12: 13..16(4), 19..23(9), 26..30(14), 11-02..06(19), 09(20)
2026-10-19: 20..23(4), 26..30(9), 11-02..06(14), 09..13(19), 16(20)
"""

from __future__ import annotations

from stories import HEAD, TO_CORRECT, Diary, after, day_of

BOTH, EVENTS, FLAT = "both", "events", "flat"
"""Which form of the register shows a breach: columns cannot tell everything."""

Plant = tuple[Diary, tuple[tuple[str, str, str], ...]]


def begun(day: str = "2026-03-09", registered: str = "2026-03-10", assigned: str = "2026-03-11") -> Diary:
    """A request handed in, registered and assigned."""
    return Diary().arrived(day).did(registered, "register").did(registered, "review").did(assigned, "assign")


def reviewed(day: str = "2026-03-09", registered: str = "2026-03-10") -> Diary:
    """The same, not assigned yet."""
    return Diary().arrived(day).did(registered, "register").did(registered, "review")


def asked(day: str = "2026-03-12", served: str = "2026-03-13") -> Diary:
    """A third party asked, and the letter delivered."""
    diary = begun().did(day, "consult_third_party", party="第三方甲")
    return diary.did(served, "record_delivery", letter="third_party", party="第三方甲")


def told(day: str) -> dict[str, object]:
    """What a correction notice says: what to correct, and by when."""
    return {"items": TO_CORRECT, "until": after(day_of(day), 15)}


def plants() -> tuple[Plant, ...]:
    """Every planted diary and what an audit must find in it: rule, day, and which form shows it."""
    return (
        *_limits(),
        *_corrections(),
        *_extensions(),
        *_consultations(),
        *_reviews(),
        *_fees(),
        *_relief(),
        *_late(),
        *_grounds(),
    )


def _limits() -> tuple[Plant, ...]:
    mail = Diary().arrived("2026-03-06", "ordinary_mail", "2026-03-09")
    mail.did("2026-03-10", "register").did("2026-03-10", "review").did("2026-03-11", "assign")
    reasons = reviewed().did("2026-03-11", "request_reasons").did("2026-03-12", "record_delivery", letter="reasons")
    reasons.did("2026-03-13", "receive_reasons", reasonable="no")
    return (
        (begun().answered("2026-04-08"), (("reply_late", "2026-04-08", BOTH),)),
        (begun(), (("no_reply", "2026-04-07", BOTH),)),
        (mail.answered("2026-03-20"), (("receipt_confirmed_late", "2026-03-09", BOTH),)),
        (
            reasons.did("2026-03-16", "set_delayed_limit", until="2026-05-18").answered("2026-05-15"),
            (("delayed_limit_without_reasons", "2026-03-16", EVENTS),),
        ),
        (
            begun().did("2026-04-08", "consult_third_party", party="第三方甲")
            .did("2026-04-10", "third_party_answers", party="第三方甲", opinion="consents").answered("2026-04-13"),
            (("late_act_without_effect", "2026-04-08", BOTH), ("reply_late", "2026-04-13", BOTH)),
        ),
    )  # fmt: skip


def _corrections() -> tuple[Plant, ...]:
    late = (
        reviewed()
        .did("2026-03-19", "request_correction", **told("2026-03-19"))
        .did("2026-03-20", "record_delivery", letter="correction")
    )
    twice = (
        reviewed()
        .did("2026-03-12", "request_correction", **told("2026-03-12"))
        .did("2026-03-12", "record_delivery", letter="correction")
    )
    twice.did("2026-03-16", "receive_correction").did("2026-03-17", "request_correction", **told("2026-03-17"))
    twice.did("2026-03-20", "receive_correction").did("2026-03-20", "assign")
    early = (
        reviewed()
        .did("2026-03-12", "request_correction", **told("2026-03-12"))
        .did("2026-03-12", "record_delivery", letter="correction")
    )
    return (
        (
            late.did("2026-03-27", "receive_correction").did("2026-03-27", "assign").answered("2026-04-10"),
            (("correction_notice_late", "2026-03-19", BOTH),),
        ),
        (twice.answered("2026-04-02"), (("correction_notice_repeated", "2026-03-17", BOTH),)),
        (
            early.did("2026-04-02", "lapse_uncorrected").did("2026-04-10", "archive"),
            (("lapse_too_early", "2026-04-02", BOTH),),
        ),
        (begun().answered("2026-03-20", "still_unclear"), (("outcome_without_basis", "2026-03-20", BOTH),)),
        (begun().answered("2026-03-20", None), (("outcome_without_basis", "2026-03-20", BOTH),)),
    )


def _extensions() -> tuple[Plant, ...]:
    def extended(day: str, days: int, by: str = HEAD) -> Diary:
        return begun().did(day, "extend", working_days=days, **({"approved_by": by} if by else {}))

    return (
        (
            extended("2026-04-08", 10).answered("2026-04-10"),
            (("extension_notified_late", "2026-04-08", BOTH), ("reply_late", "2026-04-10", BOTH)),
        ),
        (extended("2026-04-02", 21).answered("2026-04-20"), (("extension_too_long", "2026-04-02", BOTH),)),
        (
            extended("2026-04-02", 10).did("2026-04-03", "extend", working_days=10, approved_by=HEAD)
            .answered("2026-04-15"),
            (("extension_repeated", "2026-04-03", BOTH),),
        ),
        (extended("2026-04-02", 5, "").answered("2026-04-07"), (("extension_not_approved", "2026-04-02", BOTH),)),
    )  # fmt: skip


def _consultations() -> tuple[Plant, ...]:
    objected = asked().did("2026-03-18", "third_party_answers", party="第三方甲", opinion="objects", reasonable="yes")
    objected.did("2026-03-23", "override_objection", reason="公共利益")
    inside = begun().did("2026-03-12", "consult_agency", organ="法规科", capacity="internal_unit")
    inside.did("2026-03-19", "agency_answers", organ="法规科")
    silent = asked().did("2026-04-07", "third_party_silent", party="第三方甲")
    early = asked().did("2026-04-03", "third_party_silent", party="第三方甲")
    return (
        (begun().answered("2026-03-20", "refused_third_party"), (("third_party_not_consulted", "2026-03-20", BOTH),)),
        (objected.answered("2026-03-27", "granted"), (("third_party_not_told", "2026-03-27", BOTH),)),
        (silent.answered("2026-04-13", "granted"), (("silence_taken_as_consent", "2026-04-13", BOTH),)),
        (inside.answered("2026-03-27"), (("internal_unit_paused_clock", "2026-03-12", BOTH),)),
        (
            early.answered("2026-04-13", "refused_third_party"),
            (("consultation_closed_early", "2026-04-03", EVENTS),),
        ),
    )


def _reviews() -> tuple[Plant, ...]:
    """Without a legal review the signature, too, comes out of order; only a table of steps shows that."""
    own = begun().did("2026-03-18", "submit_draft", by="承办员A", outcome="not_held")
    own.did("2026-03-19", "pass_legal_review", by="承办员A").did("2026-03-19", "approve", by="签发人D")
    own.did("2026-03-20", "reply", outcome="not_held", method="direct", signed_on="2026-03-20", search="档案系统")
    unsigned = begun().did("2026-03-18", "submit_draft", by="承办员A", outcome="not_held")
    unsigned.did("2026-03-19", "pass_legal_review", by="审核员C")
    unsigned.did("2026-03-20", "reply", outcome="not_held", method="direct", signed_on="2026-03-20", search="档案系统")
    return (
        (
            begun().answered("2026-03-20", "granted", without=("pass_secrecy_review",)),
            (("secrecy_review_missing", "2026-03-20", BOTH),),
        ),
        (
            begun().answered("2026-03-20", without=("pass_legal_review",)),
            (("legal_review_missing", "2026-03-20", BOTH), ("step_out_of_order", "2026-03-19", EVENTS)),
        ),
        (own.did("2026-03-27", "archive"), (("reviewer_is_drafter", "2026-03-19", EVENTS),)),
        (
            unsigned.did("2026-03-23", "approve", by="签发人D").did("2026-03-27", "archive"),
            (("step_out_of_order", "2026-03-20", EVENTS), ("step_out_of_order", "2026-03-23", BOTH)),
        ),
        (begun().answered("2026-03-20", "excessive"), (("excessive_without_reasons", "2026-03-20", EVENTS),)),
        (begun().answered("2026-03-20", without=("archive",)), (("not_archived", "2026-05-07", BOTH),)),
        (
            begun(registered="2026-03-11", assigned="2026-03-12").answered("2026-03-20"),
            (("registered_late", "2026-03-11", BOTH),),
        ),
        (
            Diary().arrived("2026-03-09").did("2026-03-10", "set_aside"),
            (("set_aside_without_reason", "2026-03-10", EVENTS),),
        ),
    )  # fmt: skip


def _fees() -> tuple[Plant, ...]:
    """Ten requests of a month are free; the applicant of the second and third here made more in March."""

    def noticed(day: str, items: int) -> Diary:
        return begun().did(day, "issue_fee_notice", items=items).did(day, "record_delivery", letter="payment")

    return (
        (
            noticed("2026-03-12", 5).did("2026-03-18", "take_payment").answered("2026-03-27"),
            (("fee_without_threshold", "2026-03-12", BOTH),),
        ),
        (
            noticed("2026-04-08", 12).did("2026-04-13", "take_payment").answered("2026-04-17"),
            (("fee_notice_late", "2026-04-08", BOTH), ("reply_late", "2026-04-17", BOTH)),
        ),
        # twenty working days from 03-12: 13(1), 16..20(6), 23..27(11), 30..04-03(16), 07..10(20)
        (noticed("2026-03-12", 12).did("2026-04-13", "lapse_unpaid").did("2026-04-15", "archive"), ()),
    )  # fmt: skip


def _relief() -> tuple[Plant, ...]:
    def pursued(court: str = "reconsideration") -> Diary:
        return begun().answered("2026-03-20").did("2026-04-07", f"open_{court}", proceeding="1")

    # ten working days from 04-07: 08..10(3), 13..17(8), 20(9), 21(10); fifteen calendar days: 04-22
    changed = pursued().did("2026-04-13", "correct_entry", entry=1, key="note", value="补记", reason="补记")
    changed.did("2026-04-14", "file_answer", proceeding="1")
    # delivered 03-20; the order of 06-01 names fifteen days: 06-16
    ordered = pursued().did("2026-04-14", "file_answer", proceeding="1")
    ordered.did("2026-05-29", "close_reconsideration", proceeding="1", result="corrected")
    unserved = begun().answered("2026-03-20", method="post", posted_on="2026-03-20", signed_on=None)
    return (
        (begun().answered("2026-03-20", relief_told="no"), (("relief_notice_wrong", "2026-03-20", EVENTS),)),
        (unserved.did("2026-04-07", "service_failed"), (("reply_not_served", "2026-04-07", EVENTS),)),
        (
            begun().answered("2026-03-20", method="courier", posted_on="2026-03-20", signed_on=None),
            (("wrong_carrier", "2026-03-20", BOTH),),
        ),
        (
            ordered.did("2026-06-01", "reopen", cause="decision", days=15, unit="calendar_days"),
            (("order_not_performed", "2026-06-16", BOTH),),
        ),
        (pursued().did("2026-04-22", "file_answer", proceeding="1"), (("relief_answer_late", "2026-04-21", EVENTS),)),
        (
            pursued("litigation").did("2026-04-23", "file_answer", proceeding="1"),
            (("court_answer_late", "2026-04-22", EVENTS),),
        ),
        (changed, (("entry_changed_during_relief", "2026-04-13", EVENTS),)),
    )


def _late() -> tuple[Plant, ...]:
    """More of what happens most."""
    late = (
        ("2025-03-10", "2025-03-11", "2025-04-09"), ("2025-03-10", "2025-03-11", "2025-04-23"),
        ("2025-11-03", "2025-11-04", "2025-12-02"), ("2025-11-03", "2025-11-04", "2025-12-30"),
        ("2026-05-11", "2026-05-12", "2026-06-09"), ("2026-05-11", "2026-05-12", "2026-06-24"),
        ("2026-07-06", "2026-07-07", "2026-08-04"), ("2026-07-06", "2026-07-07", "2026-08-14"),
        ("2026-10-12", "2026-10-13", "2026-11-10"), ("2026-10-12", "2026-10-13", "2026-11-18"),
    )  # fmt: skip
    overdue = (
        ("2026-05-11", "2026-05-12", "2026-06-08"), ("2026-10-12", "2026-10-13", "2026-11-09"),
        ("2026-10-19", "2026-10-20", "2026-11-16"), ("2026-10-19", "2026-10-20", "2026-11-16"),
    )  # fmt: skip
    return (
        *((begun(got, then, then).answered(given), (("reply_late", given, BOTH),)) for got, then, given in late),
        *((begun(got, then, then), (("no_reply", due, BOTH),)) for got, then, due in overdue),
    )  # fmt: skip


def _grounds() -> tuple[Plant, ...]:
    """What was missing on file: received on 2026-11-19, replied to the next day, the last requests of the register."""

    def new() -> Diary:
        return begun("2026-11-19", "2026-11-19", "2026-11-19")

    def third(opinion: str, **more: str) -> Diary:
        diary = new().did("2026-11-19", "consult_third_party", party="第三方甲")
        diary.did("2026-11-19", "record_delivery", letter="third_party", party="第三方甲")
        return diary.did("2026-11-19", "third_party_answers", party="第三方甲", opinion=opinion, **more)

    def noticed(**charged: int) -> Diary:
        return new().did("2026-11-20", "issue_fee_notice", **charged)

    on = "2026-11-20"
    incomplete = begun("2026-11-19", "2026-11-19", "2026-11-19").did(
        "2026-11-20", "request_correction", items=TO_CORRECT
    )
    same = new().answered("2026-11-19", "refused_process_info", ("archive",), grounds="第16条第2款")
    same.did("2026-11-19", "open_reconsideration", proceeding="1")
    same.did("2026-11-20", "close_reconsideration", proceeding="1", result="corrected")
    same.did("2026-11-20", "reopen", cause="decision")
    same.answered("2026-11-20", "refused_process_info", ("archive",), grounds="第16条第2款")
    differs = new().answered(on, "granted", ("archive",))
    differs.entries[-1][2]["outcome"] = "granted_already_public"
    kept = ("archive",)
    return (
        (new().answered(on, "refused_process_info", kept, grounds=""), (("refusal_without_ground", on, BOTH),)),
        (new().answered(on, "partially_granted", kept, withheld="附件2"),
         (("withheld_part_without_ground", on, BOTH),)),
        (new().answered(on, "not_held", kept, search=""), (("not_held_without_search", on, BOTH),)),
        (new().answered(on, "repeat", kept, earlier_reply=""), (("repeat_without_earlier_reply", on, BOTH),)),
        (new().answered(on, "not_ours", kept, directed_to=""), (("not_ours_without_organ", on, BOTH),)),
        (
            third("consents").answered(on, "refused_third_party", kept),
            (("third_party_consented_yet_refused", on, BOTH),),
        ),
        (
            new().answered(on, "partially_granted", kept, withheld="附件1：第15条"),
            (("withheld_for_third_party_not_consulted", on, BOTH),),
        ),
        (
            third("objects", reasonable="yes").did("2026-11-20", "notify_third_party", party="第三方甲")
            .answered(on, "granted", kept),
            (("released_over_objection", on, BOTH),),
        ),
        (noticed(items=11, pages=31, amount=110), (("fee_by_both_scales", on, BOTH),)),
        # 31 pages cost 10 yuan
        (noticed(pages=31, amount=20), (("fee_amount_wrong", on, BOTH),)),
        (incomplete, (("correction_notice_incomplete", on, BOTH),)),
        (same, (("same_decision_again", on, EVENTS),)),
        (differs, (("reply_differs_from_draft", on, EVENTS),)),
    )  # fmt: skip
