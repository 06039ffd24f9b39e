"""What the acts of a case rest on, read by the day of the act: the law of that day, never a later one.

A change in the law adds a place; no place is ever edited.
"""

from __future__ import annotations

from casework.law import basis
from casework.regimes.cn_acts import (
    FEE_MEASURE,
    LITIGATION_LAW,
    LITIGATION_LAW_1989,
    ORDER_492,
    ORDER_711,
    POSTAL_LAW,
    PRACTICE,
    RECEIPT_LETTER,
    RECONSIDERATION_LAW,
    RECONSIDERATION_LAW_1999,
    RECONSIDERATION_RULES,
    SECRETS_LAW,
    SERVICE_LETTER,
)

_NEW, _OLD = RECONSIDERATION_LAW.at, RECONSIDERATION_LAW_1999.at
_SUIT, _OLD_SUIT = LITIGATION_LAW.at, LITIGATION_LAW_1989.at

# 复议 reconsideration
OPEN_RECONSIDERATION = basis(_OLD("6, 9"), _NEW("11, 23"))
ACCEPT_RECONSIDERATION = basis(_OLD("17"), _NEW("30"))
SEND_PAPERS = basis(_OLD("23"), _NEW("48, 54"))
EXTEND_RECONSIDERATION = basis(_OLD("31"), _NEW("62"))
CLOSE_RECONSIDERATION = basis(
    _OLD("28, 31"), _NEW("62"),
    key="result",
    upheld=(_OLD("28"), _NEW("68")),
    corrected=(_OLD("28"), _NEW("63, 64, 65, 66")),
    other=(_OLD("28"), RECONSIDERATION_RULES.at("50"), _NEW("69, 73")),
)  # fmt: skip
# 诉讼 litigation
SUE = basis(_OLD_SUIT("37, 38"), _SUIT("44, 47"))
SUE_FOR_INACTION = basis(_OLD_SUIT("37"), _SUIT("47"))
CLOSE_LITIGATION = basis(
    _OLD_SUIT("54"), _SUIT("70, 72"),
    key="result",
    upheld=(_OLD_SUIT("54"), _SUIT("69")),
)  # fmt: skip
APPEAL = basis(_OLD_SUIT("58"), _SUIT("85"))
FILE_ANSWER = basis(_OLD("23"), _NEW("48, 54"), _OLD_SUIT("43"), _SUIT("67"))

# 重新办理 what an order rests on, by its cause
REOPEN_711 = basis(
    PRACTICE.at(),
    key="cause",
    decision=(_OLD("28, 32"), _NEW("64, 66, 77")),
    mediation=(RECONSIDERATION_RULES.at("50"), _NEW("73")),
    judgment=(_OLD_SUIT("54"), _SUIT("70, 72")),
    supervision=(ORDER_711.at("47"),),
    self_correction=(PRACTICE.at(),),
)  # fmt: skip
REOPEN_492 = basis(
    PRACTICE.at(),
    key="cause",
    decision=(_OLD("28, 32"), _NEW("64, 66, 77")),
    mediation=(RECONSIDERATION_RULES.at("50"), _NEW("73")),
    judgment=(_OLD_SUIT("54"), _SUIT("70, 72")),
    supervision=(ORDER_492.at("33"),),
    self_correction=(PRACTICE.at(),),
)  # fmt: skip
NOT_THE_SAME_AGAIN = basis(
    _OLD("28"), _NEW("64(2)"),
    key="cause",
    judgment=(_OLD_SUIT("55"), _SUIT("71")),
)  # fmt: skip
RECORDS_IN_RELIEF = basis(_OLD("24"), _NEW("46"))

# 收费、保密审查、送达、收件
FEES = basis(ORDER_711.at("42"), FEE_MEASURE.at("6"))
SECRECY_REVIEW_711 = basis(ORDER_711.at("17(2)"), SECRETS_LAW.at("35"))
SERVE_AGAIN = basis(PRACTICE.at(), SERVICE_LETTER.at())
CARRIER = basis(POSTAL_LAW.at("55"))
RECEIPT_492 = basis(PRACTICE.at(), RECEIPT_LETTER.at())
