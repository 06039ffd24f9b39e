"""Who asks, when and how: days by season and weekday, channels and their days of receipt, people who ask often."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.backlog.simulate import words
from casework.backlog.simulate.book import Book, Places, number_of
from casework.backlog.simulate.plan import BREACHES, FEES_FROM, NUMBER, WAYS, Way

_SEASON: Final = (0.85, 0.75, 1.35, 1.25, 1.2, 1.05, 0.95, 0.9, 1.0, 0.9, 1.0, 0.9)
_WEEKDAY: Final = (1.15, 1.1, 1.0, 1.0, 0.9, 0.9, 0.9)
_REST: Final = 0.07
_GROWTH: Final = 0.06
OFTEN: Final = 15
"""Requests in one month of an applicant who asks often: above ten each costs money."""
_FREQUENT_SHARE: Final = 0.03
CHARGED: Final = 11
"""From which of them on the office charges."""
MADE_FROM: Final = {name: words.number(words.CHANNELS, name) for name in words.CHANNELS}


def arrive(book: Book, first: date, last: date) -> None:
    """Days of arrival in order, and with them the number of each case in its year."""
    begin, end = number_of(first), number_of(last)
    days = np.arange(begin, end + 1, dtype=np.int32)
    civil = [first + timedelta(days=place) for place in range(len(days))]
    season = np.array([_SEASON[day.month - 1] * (1 + _GROWTH) ** (day.year - first.year) for day in civil])
    weekday = np.array([_WEEKDAY[day.weekday()] for day in civil])
    weights = season * weekday * np.where(book.works(days), 1.0, _REST)
    places = book.weighted(book.cases, weights)
    places.sort()
    book.days["arrived"] = days[places]
    years = np.array([day.year for day in civil], np.int32)[places]
    months = np.array([day.year * 12 + day.month for day in civil], np.int32)[places]
    starts = np.searchsorted(years, np.unique(years))
    book.numbers["year"], book.numbers["month"] = years, months
    book.numbers["serial"] = np.arange(book.cases) - starts[np.searchsorted(np.unique(years), years)] + 1


def ask(book: Book, units: int) -> None:
    """Who asks for what, of which unit; some ask again."""
    count = book.cases
    book.numbers["applicant_type"] = book.pick(count, words.APPLICANT_TYPES)
    load = 1 / (np.arange(units) + 1.5) ** 0.8
    book.numbers["unit"] = book.weighted(count, load) + np.int32(1)
    book.numbers["subject"] = book.dice.integers(1, len(words.SUBJECTS) + 1, count, dtype=np.int32)
    book.numbers["applicant"] = book.dice.integers(1, max(count * 4 // 5, 1) + 1, count, dtype=np.int32)


def ask_often(book: Book, lawful: NDArray[np.bool_]) -> Places:
    """Give some months applicants who ask fifteen times; returns the requests that may be charged for."""
    candidates = np.flatnonzero(lawful)
    candidates = candidates[book.dice.permutation(len(candidates))]
    order = np.argsort(book.number("month")[candidates], kind="stable")
    candidates = candidates[order]
    months, starts, counts = np.unique(book.number("month")[candidates], return_index=True, return_counts=True)
    groups = np.floor(counts * _FREQUENT_SHARE / OFTEN + book.dice.random(len(months))).astype(np.int64)
    groups = np.minimum(groups, counts // OFTEN)
    before = np.cumsum(groups) - groups
    within = np.arange(len(candidates)) - np.repeat(starts, counts)
    asked = within < np.repeat(groups * OFTEN, counts)
    chosen, place = candidates[asked], within[asked]
    group = np.repeat(before, counts)[asked] + place // OFTEN
    book.number("applicant")[chosen] = book.cases + 1 + group
    book.number("often")[chosen] = place % OFTEN + 1
    charged = place % OFTEN + 1 >= CHARGED
    return np.sort(chosen[charged & (book.day("arrived")[chosen] >= number_of(FEES_FROM))])


def receive(book: Book) -> None:
    """Channel and day of receipt: mail is signed for, ordinary mail and fax are confirmed, the rest counts at once."""
    arrived, every = book.day("arrived"), np.arange(book.cases)
    channel = book.pick(book.cases, words.CHANNELS)
    mail, fax, online = MADE_FROM["ordinary_mail"], MADE_FROM["fax"], MADE_FROM["online"]
    at_once = ~book.works(arrived) | (book.number("often") > 0) & ((channel == mail) | (channel == fax))
    channel[at_once] = online
    late = book.number("breach") == NUMBER["receipt_confirmed_late"]
    channel[late] = mail
    book.numbers["channel"] = channel
    received = arrived.copy()
    faxed = every[channel == fax]
    waits = book.some(faxed, 0, 2)
    received[faxed] = np.where(waits > 0, book.after(arrived[faxed], np.maximum(waits, 1)), arrived[faxed])
    tardy = every[late]
    received[tardy] = book.after(arrived[tardy], book.some(tardy, 1, 4))
    book.days["received"] = received
    posted = (channel == mail) | (channel == MADE_FROM["signed_mail"])
    book.days["submitted"] = arrived - np.where(posted, book.some(every, 1, 4), 0).astype(np.int32)
    confirmed = (channel == mail) | (channel == fax)
    book.days["confirmed"] = np.where(confirmed, received, 0).astype(np.int32)


def register(book: Book) -> None:
    """Registered the same day or the next working day; looked at then, and given to the unit."""
    received, every = book.day("received"), np.arange(book.cases)
    next_day = book.after(received, 1)
    same = book.chance(every, 0.4) & book.works(received)
    book.days["registered"] = np.where(same, received, next_day)
    book.days["assigned"] = next_day.copy()
    late = np.flatnonzero(book.number("breach") == NUMBER["registered_late"])
    book.day("registered")[late] = book.after(received[late], book.some(late, 2, 5))
    book.day("assigned")[late] = book.day("registered")[late]


def choose_ways(book: Book, charged: Places) -> None:
    """Which way each goes: as often as it happens, or as its breach needs it."""
    kinds = np.array([int(way) for way in WAYS], np.int32)
    way = kinds[book.weighted(book.cases, list(WAYS.values()))]
    for rule, breach in BREACHES.items():
        who = np.flatnonzero(book.number("breach") == NUMBER[rule])
        weights = [WAYS.get(each, 1.0) for each in breach.ways]
        way[who] = np.array([int(each) for each in breach.ways], np.int32)[book.weighted(len(who), weights)]
    fate = book.some(charged, 0, 9)
    way[charged] = np.where(fate < 6, int(Way.FEE), np.where(fate < 8, int(Way.UNPAID), int(Way.EXCESSIVE)))
    book.numbers["way"] = way
