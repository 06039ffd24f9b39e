"""Made-up cases in every standing, taken step by step through the desk itself. `python -m oa_fastapi.seed`."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from casework.case import Refused
from casework.desk import Desk
from casework.errors import LedgerConflict

CLERK, HANDLER, HEAD = "经办员1", "承办员1", "公开机构负责人"
SECRECY, LEGAL, SIGNS, ARCHIVES = "保密审查员", "法制审核员", "签发人", "档案员"
Acts = list[tuple[int, str, str, dict[str, Any]]]
"""Working days after receipt, step, who, what."""

IN: Acts = [(0, "register", CLERK, {}), (1, "review", CLERK, {})]
HANDLED: Acts = [*IN, (2, "assign", CLERK, {"unit": "规划科"})]
DRAFTED: Acts = [*HANDLED, (6, "submit_draft", HANDLER, {"outcome": "granted"})]
PASSED: Acts = [*DRAFTED, (8, "pass_secrecy_review", SECRECY, {}), (9, "pass_legal_review", LEGAL, {})]
SIGNED: Acts = [*PASSED, (10, "approve", SIGNS, {})]
ANSWERED: Acts = [*SIGNED, (11, "reply", CLERK, {"method": "post", "relief_told": "yes"})]


def sent(after: int, letter: str, **who: str) -> Acts:
    """The letter reached the one it was sent to."""
    return [(after, "record_delivery", CLERK, {"letter": letter, **who})]


ASKED = {"party": "某建设公司", "question": "是否同意公开施工合同"}
CORRECT: Acts = [*IN, (4, "request_correction", CLERK, {"items": "请写明所需信息的名称或文号", "working_days": "15"})]

CASES: list[tuple[int, str, str, str, str, Acts]] = [
    (1, "ordinary_mail", "某公民甲", "natural_person", "2026年度农村公路养护计划", []),
    (2, "in_person", "某公民乙", "natural_person", "老旧小区改造施工单位名单", IN),
    (6, "signed_mail", "某商贸公司", "commercial_enterprise", "某地块征收补偿安置方案", HANDLED),
    (13, "in_person", "某公民丙", "natural_person", "学校招生计划和录取结果", DRAFTED),
    (17, "signed_mail", "某律师事务所", "legal_service_body", "环评批复及专家意见", PASSED),
    (23, "in_person", "某公民丁", "natural_person", "道路工程中标合同", SIGNED),
    (12, "in_person", "某公民戊", "natural_person", "施工合同副本",
     [*HANDLED, (5, "consult_third_party", HANDLER, ASKED), *sent(7, "third_party", party="某建设公司")]),
    (9, "signed_mail", "某公民己", "natural_person", "有关文件", [*CORRECT, *sent(6, "correction")]),
    (18, "in_person", "某研究所", "research_body", "近五年空气质量监测数据",
     [*HANDLED, (14, "extend", HEAD, {"working_days": "20"}), *sent(14, "extension")]),
    (16, "signed_mail", "某公民庚", "natural_person", "财政补贴发放名单", ANSWERED),
    (32, "in_person", "某公益组织", "social_welfare_body", "养老机构检查记录",
     [*ANSWERED, (20, "archive", ARCHIVES, {})]),
    (38, "signed_mail", "某公民辛", "natural_person", "某项目全部材料",
     [*CORRECT, *sent(6, "correction"), (23, "lapse_uncorrected", CLERK, {})]),
    (40, "in_person", "某公民壬", "natural_person", "规划许可证附图",
     [*SIGNED, (25, "reply", CLERK, {"outcome": "granted", "method": "direct"})]),
    (15, "in_person", "某公民癸", "natural_person", "历年行政处罚决定书",
     [*HANDLED, (7, "issue_fee_notice", HEAD, {"pages": "320", "amount": "1850"}), *sent(8, "payment")]),
]  # fmt: skip
"""Received so many working days ago, channel, applicant, type, subject, and what was done since."""


def seed(desk: Desk, today: date) -> int:
    """Open the cases, take their steps, and sweep; returns how many cases there are."""
    for number, (ago, channel, applicant, kind, subject, acts) in enumerate(CASES, 1):
        case_id = f"虚公开〔{today.year}〕{number}号"
        came = desk.setting.calendar.subtract(today, ago)
        desk.open(case_id, came, by=CLERK, channel=channel, applicant=applicant, applicant_type=kind, subject=subject,
                  contact=f"虚构路{number}号")  # fmt: skip
        for after, step, who, payload in acts:
            day = desk.setting.calendar.add(came, after) if after else came
            taken = desk.take(case_id, step, day, by=who, **payload)
            if isinstance(taken, Refused):
                raise SystemExit(taken.text("zh"))
    desk.sweep(today)
    return len(CASES)


def main() -> None:
    """Fill the ledger named by CASEWORK_LEDGER."""
    from casework.ledger import open_ledger

    from .app import desk_on, today

    ledger = open_ledger(os.environ.get("CASEWORK_LEDGER", "sqlite:///oa.db"))
    try:
        print(f"{seed(desk_on(ledger), today())} cases")
    except LedgerConflict:
        raise SystemExit("this ledger holds cases already") from None


if __name__ == "__main__":
    main()
