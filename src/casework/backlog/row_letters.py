"""The letters of a flat row: correction notices and consultations, each list by position."""

from __future__ import annotations

from datetime import date

from casework.backlog.cells import Row, texts_of
from casework.backlog.headings import HEADINGS, word


def slot(row: Row, key: str, index: int) -> date | None:
    """The day at a position of a list of days, if one stands there."""
    found = row.lists.get(key, [])
    return found[index] if index < len(found) else None


def corrections(row: Row) -> None:
    """Correction notices, their delivery and what came back, by position."""
    for index, sent in enumerate(row.lists.get("correction_requested_on", [])):
        if sent is None:
            continue
        until, items = slot(row, "correction_until", index), row.cells.get("correction_items")
        row.add(sent, "request_correction", until=until, items=items)
        if served := slot(row, "correction_served_on", index):
            row.add(served, "record_delivery", letter="correction")
        if received := slot(row, "correction_received_on", index):
            row.add(received, "receive_correction")
    if "correction_received_on" in row.lists and "correction_requested_on" not in row.lists:
        row.assumed.append("correction_without_notice")


_CONSULTED = {
    prefix: tuple(key for key in HEADINGS if key.startswith(f"{prefix}_")) for prefix in ("third_party", "agency")
}


def consultations(row: Row, prefix: str, who: str, letter: str, zh: str) -> None:
    """Letters to third parties or other organs, by position; the names of the addressees are not in a register."""
    sent = row.lists.get(f"{prefix}_sent_on", [])
    if not sent:
        if any(key in row.cells for key in _CONSULTED[prefix]):
            row.assumed.append("consultation_without_day")
        return
    opinions, capacities = texts_of(row, "third_party_opinion"), texts_of(row, "agency_capacity")
    for index, day in enumerate(sent):
        if day is None:
            row.assumed.append("consultation_without_day")
            continue
        name = {who: f"{zh}{index + 1}"}
        opinion: str | None = ""
        if prefix == "third_party":
            opinion = word("third_party_opinion", opinions[index]) if index < len(opinions) else ""
            row.add(day, "consult_third_party", **name)
        else:
            capacity = word("agency_capacity", capacities[index]) if index < len(capacities) else None
            row.add(day, "consult_agency", capacity=capacity or "concerned", **name)
        if received := slot(row, f"{prefix}_received_on", index):
            row.add(received, "record_delivery", letter=letter, **name)
        if returned := slot(row, f"{prefix}_returned_on", index):
            row.add(returned, f"{prefix}_answers", opinion=opinion, **_found_reasonable(row, prefix, index), **name)
        elif slot(row, f"{prefix}_received_on", index) is None:
            zh_said = f"征求{zh}意见（{day}）既无签收日也无答复日，暂停至答复或读取之日"
            en_said = f"the letter of {day} has neither delivery nor answer on record: its pause runs on until one is"
            row.odd.append((zh_said, en_said))
        if prefix == "third_party" and (told := slot(row, "third_party_told_on", index)):
            row.add(told, "notify_third_party", **name)


def _found_reasonable(row: Row, prefix: str, index: int) -> dict[str, str]:
    """Whether the reasons of a third party's objection were found reasonable, where the row says so."""
    listed = texts_of(row, "third_party_reasonable") if prefix == "third_party" else []
    said = word("third_party_reasonable", listed[index]) if index < len(listed) and listed[index] else None
    return {} if said is None else {"reasonable": said}
