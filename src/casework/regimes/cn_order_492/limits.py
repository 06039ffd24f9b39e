"""The limits of Order 492: the reply, and the applicant's correction where the notice sets a day. No others."""

from __future__ import annotations

from casework.law import PauseRule, TimeLimits, Unit, once, since
from casework.law.time_limit import Whose, by_id
from casework.regimes.cn_acts import ORDER_492
from casework.regimes.cn_relief_limits import ORDERED, RELIEF, VARIANTS

WORKING_DAYS = Unit.WORKING_DAYS
CONSULTATION = PauseRule(("third_party",), ORDER_492.at("24"))

REPLY = TimeLimits.through_time(
    "reply", "答复期限", "reply limit",
    since("2008-05-01", 15, WORKING_DAYS, extension=once(15, ORDER_492.at("24")), pauses=CONSULTATION, authority=ORDER_492.at("24")),
    day_zero="receipt",
)  # fmt: skip
ANEW = TimeLimits.through_time(
    "reply", "重新答复期限", "reply limit anew",
    since("2008-05-01", 15, WORKING_DAYS, pauses=CONSULTATION, authority=ORDER_492.at("24")),
    day_zero="receipt of the decision, or the judgment's effect",
)  # fmt: skip
CORRECTION = TimeLimits.through_time(
    "correction", "补正期限", "limit to correct",
    since("2008-05-01", None, WORKING_DAYS, authority=ORDER_492.at("21", zh="第21条第4项"), note="only where the notice names a day; no lapse follows"),
    day_zero="delivery of the notice", whose=Whose.OTHERS,
)  # fmt: skip

LIMITS = by_id((REPLY, CORRECTION, *RELIEF)) | VARIANTS | ORDERED | {"reply.anew": ANEW}
