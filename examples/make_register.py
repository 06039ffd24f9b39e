"""Write the register of a made-up district office: about 300 requests, with what real registers hold.

Late replies, pauses, corrections, extensions, fees, withdrawals and dirty cells. Everything in it is invented: the
office, the units, the subjects; applicants are numbers. Seeded, so the files are the same every time.

    python examples/make_register.py
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from casework.workdays import WorkCalendar

HERE = Path(__file__).parent
SEED = 711
CASES = 300
COPIED_ON = date(2026, 11, 20)
TITLE = "虚构区人民政府办公室依申请公开台账（示例数据，全部虚构）"
HEADINGS = (
    "登记编号", "申请人", "申请人类型", "申请方式", "申请日期", "确认日期", "收到日期", "登记日期",
    "申请内容", "承办单位", "补正告知日期", "补正告知送达日期", "收到补正日期", "征求第三方意见日期",
    "第三方签收日期", "第三方答复日期", "第三方意见", "征求机关意见日期", "机关签收日期", "机关答复日期",
    "共同制作或相关", "延期告知日期", "延期天数", "延期批准人", "收费通知日期", "收费通知送达日期",
    "缴费日期", "保密审查日期", "法制审核日期", "签发日期", "送达方式", "交邮日期", "送达日期", "答复日期",
    "答复类型", "撤回日期", "归档日期", "备注",
)  # fmt: skip
UNITS = ("综合科", "规划科", "建设科", "财务科", "教育科", "环境科")
SUBJECTS = (
    "年度预算",
    "征收补偿方案",
    "规划许可",
    "环评批复",
    "学校招生计划",
    "道路工程招标",
    "补贴发放名单",
    "检查记录",
)
TYPES = ("自然人", "自然人", "自然人", "公民", "企业", "律所", "科研机构", "其他")
OUTCOMES = (
    "予以公开", "予以公开", "已主动公开", "部分公开", "政府信息不存在", "不属于本机关", "过程性信息", "第三方合法权益",
    "信访举报投诉", "重复申请", "需另行制作", "不予公开",
)  # fmt: skip

Row = dict[str, object]
calendar = WorkCalendar.china()


def after(day: date, working_days: int) -> date:
    """So many working days later; 0 is the day itself."""
    return calendar.add(day, working_days) if working_days else day


def request(dice: random.Random, number: int) -> Row:
    """One request, from its arrival to wherever it stands on 2026-11-20."""
    received = date(2025, 1, 6) + timedelta(days=dice.randrange(682))
    row: Row = {
        "登记编号": f"虚构〔{received.year}〕{number:03d}号",
        "申请人": f"申请人{number:03d}",
        "申请人类型": dice.choice(TYPES),
        "申请内容": f"{dice.choice(SUBJECTS)}（{number:03d}）",
        "承办单位": dice.choice(UNITS),
        "登记日期": after(received, dice.choice((0, 1, 1, 2))),
    }
    arrival(dice, row, received)
    start = story(dice, row, received)
    if start is not None:
        finish(dice, row, start)
    future = [key for key, value in row.items() if isinstance(value, date) and value > COPIED_ON]
    for key in future:
        del row[key]
    return row


def arrival(dice: random.Random, row: Row, received: date) -> None:
    """How it came, and which columns that fills."""
    channel = dice.choice(("当面", "EMS", "邮寄", "网络", "网络", "平信", "传真"))
    row["申请方式"] = channel
    if channel in ("平信", "传真"):
        row["申请日期"] = received - timedelta(days=dice.randrange(1, 5))
        row["确认日期"] = received
    elif channel == "网络" and dice.random() < 0.3:
        row["申请日期"] = received
    else:
        row["申请日期"] = received - timedelta(days=0 if channel == "当面" else dice.randrange(4))
        row["收到日期"] = received


def story(dice: random.Random, row: Row, received: date) -> date | None:
    """What happened on the way; returns the day from which the reply limit runs, or none if it ended."""
    fate = dice.random()
    if fate < 0.14:
        return corrected(dice, row, received)
    if fate < 0.26:
        sent = after(received, dice.randrange(2, 8))
        delivered = sent + timedelta(days=dice.randrange(1, 5))
        row |= {"征求第三方意见日期": sent, "第三方签收日期": delivered}
        if dice.random() < 0.85:
            row |= {
                "第三方答复日期": after(delivered, dice.randrange(2, 15)),
                "第三方意见": dice.choice(("同意", "不同意")),
            }
    elif fate < 0.34:
        sent = after(received, dice.randrange(2, 8))
        row |= {
            "征求机关意见日期": sent,
            "机关签收日期": sent + timedelta(days=1),
            "共同制作或相关": dice.choice(("共同制作", "相关")),
        }
        row["机关答复日期"] = after(sent, dice.randrange(3, 14))
    elif fate < 0.52:
        row |= {"延期告知日期": after(received, dice.choice((12, 15, 18, 19, 20, 23))), "延期批准人": "公开机构负责人"}
        if dice.random() < 0.8:
            row["延期天数"] = dice.choice((10, 15, 20, 20))
    elif fate < 0.56:
        sent = after(received, dice.randrange(5, 15))
        row |= {"收费通知日期": sent, "收费通知送达日期": sent + timedelta(days=3)}
        if dice.random() < 0.5:
            row["缴费日期"] = after(sent, dice.randrange(5, 15))
            return row["缴费日期"]  # type: ignore[return-value]
        row |= {"答复日期": after(sent, 26), "答复类型": "逾期不缴费"}
        return None
    elif fate < 0.60:
        row["撤回日期"] = after(received, dice.randrange(2, 12))
        return None
    return received


def corrected(dice: random.Random, row: Row, received: date) -> date | None:
    """A correction notice, in time or not, and what came of it."""
    sent = after(received, dice.choice((2, 4, 6, 7, 9)))
    delivered = sent + timedelta(days=dice.randrange(1, 4))
    row |= {"补正告知日期": sent, "补正告知送达日期": delivered}
    if dice.random() < 0.2:
        row |= {"答复日期": after(delivered, 17), "答复类型": "逾期不补正"}
        return None
    back = after(delivered, dice.randrange(2, 14))
    row["收到补正日期"] = back
    return back


def finish(dice: random.Random, row: Row, start: date) -> None:
    """The reply and its file, if it was given by the day the register was copied."""
    length = dice.choice((6, 9, 12, 14, 16, 17, 18, 19, 20, 20, 22, 27))
    if "延期告知日期" in row:
        length += 12
    latest = [row[key] for key in ("第三方答复日期", "机关答复日期") if key in row]
    given = max([after(start, length), *(after(day, 2) for day in latest)])  # type: ignore[type-var, arg-type]
    if given > COPIED_ON or dice.random() < 0.04:
        return
    method = dice.choice(("邮寄", "邮寄", "当面", "电子邮件"))
    row |= {"签发日期": given, "送达方式": method, "答复日期": given, "答复类型": dice.choice(OUTCOMES)}
    row |= {"保密审查日期": calendar.subtract(given, 2), "法制审核日期": calendar.subtract(given, 1)}
    if method == "邮寄":
        row |= {"交邮日期": given, "送达日期": given + timedelta(days=dice.randrange(2, 6))}
    else:
        row["送达日期"] = given
    if dice.random() < 0.8:
        row["归档日期"] = after(given, dice.randrange(10, 40))


def dirty(rows: list[Row]) -> None:
    """What people do to a register: each line is one thing to survive."""
    rows[10]["收到日期"] = "2025年2月31日"
    rows[20]["登记编号"] = rows[21]["登记编号"]
    rows[30]["收到日期"], rows[30]["申请日期"], rows[30]["确认日期"] = "", "", ""
    rows[40]["答复日期"], rows[40]["交邮日期"] = date(2024, 3, 1), date(2024, 3, 1)
    rows[50]["登记编号"] = ""
    rows[60]["延期天数"] = "二十天"
    rows[70]["征求第三方意见日期"], rows[70]["第三方答复日期"] = "2025-09-01", "2025-09-10; 2025-09-12"
    rows[80]["备注"] = '=HYPERLINK("http://example.invalid")'
    rows[90]["登记日期"] = "待定"
    rows[100]["申请方式"] = "信鸽"
    rows[110]["答复类型"] = "不予公开"
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
    rows[210]["延期告知日期"], rows[210]["延期天数"] = "", "20"
    rows[220]["备注"] = "  "
    rows[225]["归档日期"] = date(2027, 3, 1)
    for row in rows[230:235]:
        row["补正告知日期"] = row.get("补正告知日期") or "/"
        row["延期批准人"] = row.get("延期批准人") or "无"


def write_csv(rows: list[Row], path: Path) -> None:
    """UTF-8 with BOM, as spreadsheets write it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        for row in rows:
            writer.writerow([row.get(heading, "") for heading in HEADINGS])


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


def main() -> None:
    """Write register.csv and register.xlsx beside this file."""
    dice = random.Random(SEED)
    rows = [request(dice, number + 1) for number in range(CASES)]
    rows.sort(key=lambda row: str(row["登记编号"]))
    dirty(rows)
    write_csv(rows, HERE / "register.csv")
    write_xlsx(rows, HERE / "register.xlsx")


if __name__ == "__main__":
    main()
