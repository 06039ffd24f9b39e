"""Turn published-cases.csv (dated real cases with their published findings and sources) into a register.

Only what the source dates goes in; "?" and everything unstated stays empty. The findings stay where they are.

    python examples/make_published_register.py
"""

from __future__ import annotations

import csv
from pathlib import Path

HERE = Path(__file__).parent
HEADINGS = (
    "case_id", "channel", "received_on", "correction_requested_on", "correction_received_on", "third_party_sent_on",
    "third_party_returned_on", "third_party_opinion", "extension_notified_on", "extension_working_days",
    "extension_until", "extension_approved_by", "fee_notified_on", "fee_served_on", "reply_posted_on",
    "reply_signed_on", "replied_on", "source_title", "source_url",
)  # fmt: skip
CHANNELS = {"online": "online", "mail": "signed_mail", "": ""}
EVENTS = {
    "correction_notice": "correction_requested_on",
    "correction_received": "correction_received_on",
    "third_party_sent": "third_party_sent_on",
    "third_party_returned": "third_party_returned_on",
    "extension": "extension_notified_on",
    "fee_notice": "fee_notified_on",
    "fee_notice_delivered": "fee_served_on",
    "mailed_reply": "reply_posted_on",
    "delivered_reply": "reply_signed_on",
}
NOTED = {
    # what the note of a source states in words and the columns of the file do not hold
    "sh-hpg-2013-73-huangpu-gov": {
        "extension_until": "2012-03-14",
        "correction_received_on": "2012-02-20",  # the second correction has no dated notice of its own
    },
    "sh-2z-2014-384-huangpu-housing": {"extension_approved_by": "延期过，日期、天数不详"},
    "tongxiang-chongfu-2015": {"third_party_opinion": "征求过，日期不详"},
}


def row_of(case: dict[str, str]) -> dict[str, str]:
    """One published case as a row of a register."""
    row = dict.fromkeys(HEADINGS, "")
    row |= {"case_id": case["id"], "channel": CHANNELS[case["channel"]], "received_on": case["received_date"]}
    row |= {"source_title": case["source_title"], "source_url": case["source_url"], "replied_on": case["reply_date"]}
    lists: dict[str, list[str]] = {}
    for event in filter(None, case["events"].split(";")):
        day, _, kind = event.partition(":")
        if kind in EVENTS and day != "?":
            lists.setdefault(EVENTS[kind], []).append(day)
    row |= {key: ";".join(days) for key, days in lists.items()}
    row["extension_working_days"] = case["extension_days"]
    return row | NOTED.get(case["id"], {})


def main() -> None:
    """Write published-register.csv beside this file."""
    with (HERE / "published-cases.csv").open(encoding="utf-8-sig", newline="") as file:
        cases = list(csv.DictReader(file))
    with (HERE / "published-register.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row_of(case) for case in cases)


if __name__ == "__main__":
    main()
