"""The limits of Order 711. A change in the law adds a row; no row is ever edited."""

from __future__ import annotations

from casework.law import PauseRule, TimeLimits, Unit, once, since
from casework.law.time_limit import Whose, by_id
from casework.regimes.cn_acts import FEE_MEASURE, ORDER_711
from casework.regimes.cn_relief_limits import ORDERED, RELIEF, VARIANTS

WORKING_DAYS = Unit.WORKING_DAYS
CONSULTATION = PauseRule(("third_party", "agency"), ORDER_711.at("33(3)"))

REPLY = TimeLimits.through_time(
    "reply", "答复期限", "reply limit",
    since("2019-05-15", 20, WORKING_DAYS, extension=once(20, ORDER_711.at("33(2)")), pauses=CONSULTATION, authority=ORDER_711.at("33(2)")),
    day_zero="receipt; corrected application; payment",
)  # fmt: skip
ANEW = TimeLimits.through_time(
    "reply", "重新答复期限", "reply limit anew",
    since("2019-05-15", 20, WORKING_DAYS, pauses=CONSULTATION, authority=ORDER_711.at("33(2)")),
    day_zero="receipt of the decision, or the judgment's effect",
)  # fmt: skip
CORRECTION_NOTICE = TimeLimits.through_time(
    "correction_notice", "补正告知期限", "limit to ask for correction",
    since("2019-05-15", 7, WORKING_DAYS, authority=ORDER_711.at("30")),
    day_zero="receipt", whose=Whose.WINDOW,
)  # fmt: skip
CORRECTION = TimeLimits.through_time(
    "correction", "补正期限", "limit to correct",
    since("2019-05-15", None, WORKING_DAYS, authority=ORDER_711.at("30"), note="reasonable, set in the notice; default: param correction_days"),
    day_zero="delivery of the notice", whose=Whose.OTHERS,
)  # fmt: skip
REASONS = TimeLimits.through_time(
    "reasons", "说明理由期限", "limit to give reasons",
    since("2019-05-15", None, WORKING_DAYS, authority=ORDER_711.at("35"), note="set in the letter; default: param reasons_days"),
    day_zero="delivery of the letter", whose=Whose.OTHERS,
)  # fmt: skip
THIRD_PARTY = TimeLimits.through_time(
    "third_party", "第三方答复期限", "third party's limit",
    since("2019-05-15", 15, WORKING_DAYS, authority=ORDER_711.at("32")),
    day_zero="the third party receives the letter", whose=Whose.OTHERS,
)  # fmt: skip
AGENCY_OPINION = TimeLimits.through_time(
    "agency_opinion", "被征求机关答复期限", "agency's limit",
    since("2019-05-15", 15, WORKING_DAYS, authority=ORDER_711.at("34"), note="a co-maker; for a concerned organ the day in the letter"),
    day_zero="the organ receives the letter", whose=Whose.OTHERS,
)  # fmt: skip
PAYMENT = TimeLimits.through_time(
    "payment", "缴费期限", "limit to pay",
    since("2021-01-01", 20, WORKING_DAYS, authority=FEE_MEASURE.at("6")),
    day_zero="receipt of the fee notice", whose=Whose.OTHERS,
)  # fmt: skip

LIMITS = by_id(
    (REPLY, CORRECTION_NOTICE, CORRECTION, REASONS, THIRD_PARTY, AGENCY_OPINION, PAYMENT, *RELIEF)
) | VARIANTS | ORDERED | {"reply.anew": ANEW}  # fmt: skip
