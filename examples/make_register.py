"""Write the register of a made-up district office: 313 requests, flat and as a table of steps, with planted breaches.

Everything in it is invented: the office, the units, the subjects; applicants are numbers. Most requests are handled as
the law wants it; what was done wrong is planted (planted.py) and listed in planted.csv, so that an audit can be held
against it. Only the flat register is dirty. Seeded, so the files are the same every time.

    python examples/make_register.py
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from planted import BOTH, FLAT, plants
from stories import Diary, lawful

HERE = Path(__file__).parent
SEED = 711
LAWFUL = 249
FIRST, COPIED_ON = date(2025, 1, 6), date(2026, 11, 20)
TITLE = "虚构区人民政府办公室依申请公开台账（示例数据，全部虚构）"
HEADINGS = (
    "登记编号", "申请人", "申请人类型", "申请方式", "申请日期", "来件日期", "确认日期", "收到日期", "登记日期",
    "申请内容", "承办单位", "补正告知日期", "补正告知送达日期", "收到补正日期", "征求第三方意见日期",
    "第三方签收日期", "第三方答复日期", "第三方意见", "征求机关意见日期", "机关签收日期", "机关答复日期",
    "共同制作或相关", "延期告知日期", "延期天数", "延期批准人", "收费通知日期", "收费通知送达日期",
    "缴费日期", "延迟答复期限", "保密审查日期", "法制审核日期", "签发日期", "送达方式", "交邮日期", "送达日期",
    "答复日期", "答复类型", "撤回日期", "归档日期", "重新办理日期", "责令期限", "补正事项",
    "补正期限", "第三方理由是否合理", "告知第三方日期", "公共利益决定日期", "收费件数", "收费页数", "收费金额",
    "答复依据",
    "不予公开部分", "检索情况", "告知的负责机关", "此前的答复", "备注",
)  # fmt: skip
DAY_COLUMNS = {
    "register": "登记日期", "confirm_receipt": "确认日期", "request_correction": "补正告知日期",
    "receive_correction": "收到补正日期", "consult_third_party": "征求第三方意见日期",
    "third_party_answers": "第三方答复日期", "consult_agency": "征求机关意见日期", "agency_answers": "机关答复日期",
    "extend": "延期告知日期", "issue_fee_notice": "收费通知日期", "take_payment": "缴费日期",
    "pass_secrecy_review": "保密审查日期", "pass_legal_review": "法制审核日期", "approve": "签发日期",
    "reply": "答复日期", "lapse_uncorrected": "答复日期", "lapse_unpaid": "答复日期", "withdraw": "撤回日期",
    "archive": "归档日期", "reopen": "重新办理日期", "notify_third_party": "告知第三方日期",
    "override_objection": "公共利益决定日期",
}  # fmt: skip
DELIVERIES = {
    "correction": "补正告知送达日期", "third_party": "第三方签收日期", "agency_opinion": "机关签收日期",
    "payment": "收费通知送达日期",
}  # fmt: skip
PAYLOADS = {
    ("open", "applicant_type"): "申请人类型", ("open", "channel"): "申请方式", ("open", "unit"): "承办单位",
    ("third_party_answers", "opinion"): "第三方意见", ("consult_agency", "capacity"): "共同制作或相关",
    ("extend", "working_days"): "延期天数", ("extend", "approved_by"): "延期批准人",
    ("set_delayed_limit", "until"): "延迟答复期限", ("reply", "method"): "送达方式",
    ("reply", "posted_on"): "交邮日期", ("reply", "signed_on"): "送达日期", ("reply", "outcome"): "答复类型",
    ("reopen", "days"): "责令期限",
    ("request_correction", "items"): "补正事项", ("request_correction", "until"): "补正期限",
    ("third_party_answers", "reasonable"): "第三方理由是否合理", ("issue_fee_notice", "items"): "收费件数",
    ("issue_fee_notice", "pages"): "收费页数", ("issue_fee_notice", "amount"): "收费金额",
    ("reply", "grounds"): "答复依据",
    ("reply", "withheld"): "不予公开部分", ("reply", "search"): "检索情况", ("reply", "directed_to"): "告知的负责机关",
    ("reply", "earlier_reply"): "此前的答复",
}  # fmt: skip
WORDS = {
    "yes": "是", "no": "否", "natural_person": "自然人", "commercial_enterprise": "企业", "legal_service_body": "律所",
    "research_body": "科研机构", "other_organisation": "其他",
    "in_person": "当面", "signed_mail": "EMS", "online": "网络", "ordinary_mail": "平信",
    "fax": "传真", "consents": "同意", "objects": "不同意", "co_maker": "共同制作", "concerned": "相关",
    "internal_unit": "内设机构", "post": "邮寄", "direct": "当面", "electronic": "电子邮件", "courier": "快递",
    "granted": "予以公开", "granted_already_public": "已主动公开", "partially_granted": "部分公开",
    "not_held": "政府信息不存在", "not_ours": "不属于本机关", "refused_process_info": "过程性信息",
    "refused_third_party": "第三方合法权益", "petition": "信访举报投诉", "repeat": "重复申请",
    "needs_creation": "需另行制作", "excessive": "大量反复", "still_unclear": "补正后仍不明确",
}  # fmt: skip
LAPSED = {"lapse_uncorrected": "逾期不补正", "lapse_unpaid": "逾期不缴费"}
EVENT_COLUMNS = (
    "case_id", "on", "step", "channel", "applicant", "applicant_type", "unit", "received_on", "letter", "party",
    "organ", "capacity", "opinion", "reasonable", "working_days", "until", "approved_by", "items", "pages", "amount",
    "by", "outcome",
    "grounds", "withheld", "search", "directed_to", "earlier_reply",
    "method", "posted_on", "signed_on", "relief_told", "proceeding", "result", "cause", "days", "entry", "key", "value",
    "reason",
)  # fmt: skip

Row = dict[str, object]
Found = tuple[str, str, str, str]


def requests() -> tuple[list[Diary], list[Found]]:
    """Every request by day of arrival, numbered, and what an audit must find: case, rule, day, form."""
    dice = random.Random(SEED)
    planted = [(diary.through(COPIED_ON), wrong) for diary, wrong in plants()]
    rest = [lawful(dice, FIRST, (COPIED_ON - FIRST).days - 1).through(COPIED_ON) for _ in range(LAWFUL)]
    breaches = {id(diary): wrong for diary, wrong in planted}
    diaries = sorted((*(diary for diary, _ in planted), *rest), key=lambda diary: diary.entries[0][0])
    found: list[Found] = []
    for number, diary in enumerate(diaries, 1):
        diary.case_id = f"虚构〔{diary.entries[0][0].year}〕{number:03d}号"
        diary.applicant = f"申请人{number:03d}"
        found += [(diary.case_id, rule, on, form) for rule, on, form in breaches.get(id(diary), ())]
    frequent = [diary for diary in diaries if diary.entries[0][0] == date(2026, 3, 9)]
    charged_wrongly = {case_id for case_id, rule, _, _ in found if rule == "fee_without_threshold"}
    for diary in [diary for diary in frequent if diary.case_id not in charged_wrongly]:
        diary.applicant = "申请人甲（多次申请）"
    return diaries, found


def fits_a_row(steps: Sequence[str]) -> bool:
    """Whether a flat register has a row for a request with these steps."""
    return "set_aside" not in steps and steps.count("reply") < 2


def flat(diary: Diary) -> Row:
    """The row an office keeps of a request: what its columns can hold, several of a kind by position."""
    row: Row = {"登记编号": diary.case_id, "申请人": diary.applicant, "申请内容": diary.subject}
    opened, channel = diary.entries[0][0], diary.entries[0][2]["channel"]
    row["申请日期"] = opened
    row["来件日期" if channel in ("ordinary_mail", "fax") else "收到日期"] = opened
    for day, step, payload in diary.entries:
        if step in DAY_COLUMNS:
            _put(row, DAY_COLUMNS[step], day)
        if step == "record_delivery" and payload["letter"] in DELIVERIES:
            _put(row, DELIVERIES[payload["letter"]], day)
        if step in LAPSED:
            row["答复类型"] = LAPSED[step]
        if step == "reply" and "outcome" not in payload:
            row["答复类型"] = "不予公开"
        for key, value in payload.items():
            if (step, key) in PAYLOADS:
                _put(row, PAYLOADS[step, key], WORDS.get(value, value))
    return row


def _put(row: Row, heading: str, value: object) -> None:
    row[heading] = f"{row[heading]}; {value}" if heading in row else value


def dirty(rows: list[Row]) -> None:
    """What people do to a register: each line is one thing to survive."""
    rows[10]["收到日期"], rows[10]["来件日期"] = "2025年2月31日", ""
    rows[20]["登记编号"] = rows[21]["登记编号"]
    for key in ("收到日期", "申请日期", "确认日期", "来件日期"):
        rows[30][key] = ""
    rows[40]["答复日期"], rows[40]["交邮日期"], rows[40]["送达日期"] = (date(2024, 3, 1),) * 3
    rows[50]["登记编号"] = ""
    rows[60]["延期天数"] = "二十天"
    rows[70]["征求第三方意见日期"], rows[70]["第三方答复日期"] = "2025-09-01", "2025-09-10; 2025-09-12"
    rows[80]["备注"] = '=HYPERLINK("http://example.invalid")'
    rows[90]["登记日期"] = "待定"
    rows[100]["申请方式"] = "信鸽"
    for row in rows[120:160]:
        for key in ("收到日期", "登记日期", "答复日期"):
            if isinstance(row.get(key), date):
                row[key] = f"{row[key]:%Y.%m.%d}"  # 2025.03.01
    for row in rows[160:190]:
        for key in ("收到日期", "登记日期", "答复日期"):
            if isinstance(row.get(key), date):
                row[key] = f"{row[key].year}年{row[key].month}月{row[key].day}日"  # type: ignore[attr-defined]
    for row in rows[190:200]:
        if isinstance(row.get("收到日期"), date):
            row["收到日期"] = str((row["收到日期"] - date(1899, 12, 30)).days)  # type: ignore[operator]
    rows[195]["延期告知日期"], rows[195]["延期天数"], rows[195]["延期批准人"] = "", "20", "公开机构负责人"
    rows[205]["备注"] = "  "
    rows[-1]["归档日期"] = date(2027, 3, 1)
    for row in rows[216:220]:
        row["补正告知日期"] = row.get("补正告知日期") or "/"
        row["延期批准人"] = row.get("延期批准人") or "无"


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Row]) -> None:
    """UTF-8 with BOM, as spreadsheets write it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        for row in rows:
            writer.writerow([row.get(heading, "") for heading in headings])


def shown_width(text: str) -> int:
    """Columns a text takes on paper; a Chinese character takes two."""
    return sum(2 if ord(mark) > 255 else 1 for mark in text)


def write_xlsx(rows: list[Row], path: Path) -> None:
    """With a title above the headings, and days as spreadsheet days."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": TITLE, "created": COPIED_ON})
        sheet = book.add_worksheet("台账")
        day, head = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"bold": True, "bg_color": "#DDEBF7"}),
        )
        sheet.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_row(1, 0, HEADINGS, head)
        sheet.freeze_panes(2, 1)
        for number, row in enumerate(rows):
            for column, heading in enumerate(HEADINGS):
                value = row.get(heading, "")
                if isinstance(value, date):
                    sheet.write_datetime(number + 2, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number + 2, column, value)
                elif value != "":
                    sheet.write_string(number + 2, column, str(value))
        for column, heading in enumerate(HEADINGS):
            longest = max([heading, *(str(row.get(heading, "")) for row in rows)], key=shown_width)
            sheet.set_column(column, column, min(shown_width(longest) + 2, 40))


def events(diaries: Sequence[Diary]) -> list[Row]:
    """A row a step."""
    rows: list[Row] = []
    for diary in diaries:
        for day, step, payload in diary.entries:
            opening = {"applicant": diary.applicant} if step == "open" else {}
            rows.append({"case_id": diary.case_id, "on": day, "step": step, **payload, **opening})
    return rows


def main() -> None:
    """Write register.csv, register.xlsx, register-events.csv and planted.csv beside this file."""
    diaries, found = requests()
    # what is set aside is not a request, and a row has room for one reply: neither stands in the flat register
    rows = [flat(diary) for diary in diaries if fits_a_row([step for _, step, _ in diary.entries])]
    clean = [row for row in rows if row["登记编号"] not in {case_id for case_id, *_ in found}]
    dirty(clean)
    write_csv(HERE / "register.csv", HEADINGS, rows)
    write_xlsx(rows, HERE / "register.xlsx")
    write_csv(HERE / "register-events.csv", EVENT_COLUMNS, events(diaries))
    listed = [
        {"case_id": case_id, "rule": rule, "on": on, "flat": form in (BOTH, FLAT), "events": form != FLAT}
        for case_id, rule, on, form in found
    ]
    marked = [{key: {True: "yes", False: ""}.get(value, value) for key, value in row.items()} for row in listed]
    write_csv(HERE / "planted.csv", ("case_id", "rule", "on", "flat", "events"), marked)


if __name__ == "__main__":
    main()
