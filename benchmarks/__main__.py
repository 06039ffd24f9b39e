"""Speed, as ratios to a named peer measured in the same run, interleaved, medians of several rounds.

make bench, or only some: python -m benchmarks desk_steps sweeps
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import holidays
import numpy as np
from rich.console import Console

from benchmarks.columns import columns, growth, step_tables
from benchmarks.ledger import desk_steps, imports, options_of_a_case, sweeps
from benchmarks.measure import TABLE, line, missed, timed, together
from casework.backlog import audit, evaluate, read_register
from casework.case import Accepted, Case, CaseOpened, StepTaken, command, open_case, replay, take
from casework.case.case import Case as CaseValue
from casework.law import last_day
from casework.procedure.checks import check
from casework.procedure.machine import build_machine
from casework.regimes import CN_ORDER_711
from casework.workdays import WorkCalendar
from casework.workdays.bulk import add_many, count_many, is_working_many

china = WorkCalendar.china()
OFF = [china.first_day + timedelta(days=n) for n, works in enumerate(china.flags) if not works]
MASK = np.busdaycalendar(weekmask="1111111", holidays=np.array(OFF, dtype="datetime64[D]"))
THEIRS = holidays.China(years=range(2003, 2028), expand=False, language="zh_CN")


def scalar() -> None:
    """The 20th working day after each of 2,000 days."""
    days = [date(2014, 1, 1) + timedelta(days=2 * n) for n in range(2000)]
    as_numpy = [np.datetime64(day) for day in days]

    def ours() -> None:
        for day in days:
            china.add(day, 20)

    def numpy() -> None:
        for day in as_numpy:
            np.busday_offset(day, 20, roll="backward", busdaycal=MASK)

    def package() -> None:
        for day in days[::20]:
            THEIRS.get_nth_working_day(day, 20)

    mine, mask, walked = together(ours, numpy, package)
    mine, mask, walked = mine / 2000 * 1e6, mask / 2000 * 1e6, walked / 100 * 1e6
    line(
        "add(day, 20)",
        f"{mine:.2f} us",
        f"numpy.busday_offset {mask:.2f} us",
        f"{mask / mine:.1f}x",
        ">= 8x",
        mask >= 8 * mine,
    )
    line(
        "add(day, 20)",
        f"{mine:.2f} us",
        f"holidays {walked:.1f} us",
        f"{walked / mine:.0f}x",
        ">= 100x",
        walked >= 100 * mine,
    )


def million() -> None:
    """A million days at once."""
    dice = np.random.default_rng(1)
    days = np.datetime64("2014-01-01") + dice.integers(0, 4000, 1_000_000)
    ends = days + dice.integers(1, 400, 1_000_000)

    def row(what: str, hold: float, ours: Callable[[], object], peer: Callable[[], object]) -> None:
        mine, theirs = together(ours, peer)
        line(
            f"1,000,000 {what}",
            f"{mine * 1e3:.1f} ms",
            f"numpy busday {theirs * 1e3:.0f} ms",
            f"{theirs / mine:.0f}x",
            f">= {hold:.0f}x",
            theirs >= hold * mine,
        )

    row(
        "adds",
        30,
        lambda: add_many(china, days, 20),
        lambda: np.busday_offset(days, 20, roll="backward", busdaycal=MASK),
    )
    row("counts", 8, lambda: count_many(china, days, ends), lambda: np.busday_count(days, ends, busdaycal=MASK))
    row("is-working", 25, lambda: is_working_many(china, days), lambda: np.is_busday(days, busdaycal=MASK))


def deadlines() -> None:
    """A deadline with its working, folded into runs."""
    limit = CN_ORDER_711.limits["reply"].on(date(2026, 1, 1))
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(1000)]

    def ours() -> None:
        for day in days:
            last_day(limit, day, (), china).runs()

    seconds = together(ours)[0]
    line("deadline with its runs", f"{1000 / seconds:,.0f} /s", "-", "-", ">= 20,000 /s", seconds <= 1000 / 20_000)


PATH = (
    "register", "review", "assign", "submit_draft", "pass_secrecy_review", "pass_legal_review", "approve", "reply",
)  # fmt: skip


class Stand:
    """Something with a state, for the machine."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def steps() -> None:
    """Eight steps from receipt to reply: decided, bare with the same values, and through `transitions`."""
    opened = open_case(CN_ORDER_711, "1", on=date(2026, 3, 9), channel="in_person")
    payloads = {
        "submit_draft": {"outcome": "not_held", "by": "a"},
        "approve": {"by": "b"},
        "reply": {"method": "direct"},
    }
    commands = [command(step, date(2026, 3, 10 + n), **payloads.get(step, {})) for n, step in enumerate(PATH)]
    compiled = CN_ORDER_711.procedure.compiled
    machine = build_machine(CN_ORDER_711.procedure)
    names = {name for row in CN_ORDER_711.procedure.rows for name in (*row.when, *row.needs)}
    facts = dict.fromkeys(names, True)

    def decided() -> None:
        for _ in range(300):
            case = opened
            for each in commands:
                result = take(case, each, china)
                assert isinstance(result, Accepted)
                case = result.case

    def bare() -> None:
        for _ in range(300):
            case = opened
            for each in commands:
                row = compiled[case.state, each.step][0]
                target = case.state if row.target == "(same)" else row.target
                event = StepTaken(len(case.events) + 1, each.on, each.step, each.payload)
                case = Accepted(
                    Case(
                        case.case_id,
                        case.regime,
                        target,
                        (*case.events, event),
                        case.letters,
                        case.proceedings,
                        case.left,
                        case.before_relief,
                        case.irregular,
                        case.implied,
                    ),
                    (event,),
                ).case

    def peer() -> None:
        for _ in range(300):
            stand = Stand("received")
            for each in commands:
                machine.events[each.step].trigger(stand, facts=facts)

    mine, plain, theirs = (seconds / 2400 * 1e6 for seconds in together(decided, bare, peer))
    line(
        "a decided step",
        f"{mine:.1f} us",
        f"bare, same values {plain:.1f} us",
        f"{mine / plain:.2f}x",
        "<= 3.5x",
        mine <= 3.5 * plain,
    )
    line(
        "a decided step",
        f"{mine:.1f} us",
        f"transitions {theirs:.1f} us",
        f"{theirs / mine:.1f}x",
        ">= 1.5x",
        theirs >= 1.5 * mine,
    )


def histories() -> None:
    """Replay of 100,000 histories of an opening and eight steps."""
    day = date(2026, 3, 9)
    events = (
        CaseOpened(1, day, "1", {"channel": "in_person"}),
        *(StepTaken(n + 2, day + timedelta(days=n), s) for n, s in enumerate(PATH)),
    )

    def ours() -> None:
        for _ in range(100_000):
            replay(CN_ORDER_711, events)

    seconds = timed(ours)
    line("replay 100,000 histories of 8 steps", f"{seconds:.2f} s", "-", "-", "< 5 s", seconds < 5)


def weight() -> None:
    """What a live case holds beyond its own value: opened by the library against built by hand."""
    day, number = date(2026, 3, 9), 20_000

    def size(make: Callable[[int], object]) -> float:
        tracemalloc.start()
        kept = [make(n) for n in range(number)]
        used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return used / len(kept)

    def by_hand(n: int) -> CaseValue:
        event = CaseOpened(1, day, str(n), {"channel": "in_person"})
        return CaseValue(str(n), CN_ORDER_711, "received", (event,))

    mine, plain = size(lambda n: open_case(CN_ORDER_711, str(n), on=day, channel="in_person")), size(by_hand)
    line(
        "a live case",
        f"{mine:.0f} bytes",
        f"its value by hand {plain:.0f} bytes",
        f"{mine / plain:.2f}x",
        "<= 1.1x",
        mine <= 1.1 * plain,
    )


HEADINGS = [
    "编号",
    "申请方式",
    "收到日期",
    "登记日期",
    "承办单位",
    "补正告知日期",
    "收到补正日期",
    "征求第三方意见日期",
    "第三方签收日期",
    "第三方答复日期",
    "延期告知日期",
    "延期天数",
    "送达方式",
    "交邮日期",
    "答复类型",
]


def office(path: Path, cases: int) -> None:
    """A made-up register of that many rows."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writeheader()
        for number in range(cases):
            received = date(2019, 6, 1) + timedelta(days=dice.randrange(2600))
            row = {
                "编号": f"{number}",
                "申请方式": "邮寄",
                "收到日期": received,
                "登记日期": received + timedelta(days=1),
                "承办单位": f"{number % 20}科",
            }
            fate = dice.random()
            if fate < 0.2:
                row |= {"补正告知日期": received + timedelta(days=4), "收到补正日期": received + timedelta(days=14)}
            elif fate < 0.4:
                row |= {
                    "征求第三方意见日期": received + timedelta(days=4),
                    "第三方签收日期": received + timedelta(days=6),
                    "第三方答复日期": received + timedelta(days=16),
                }
            elif fate < 0.6:
                row |= {"延期告知日期": received + timedelta(days=20), "延期天数": 15}
            if dice.random() < 0.9:
                row |= {
                    "送达方式": "邮寄",
                    "交邮日期": received + timedelta(days=dice.randrange(5, 50)),
                    "答复类型": "予以公开",
                }
            writer.writerow(row)


def registers() -> None:
    """A csv of 100,000 rows, read and evaluated."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        office(path, 100_000)
        seconds = timed(lambda: evaluate(read_register(path), date(2026, 11, 20)))
        audited = timed(lambda: audit(read_register(path), date(2026, 11, 20)))
    line("a csv of 100,000 rows read and audited", f"{audited:.1f} s", "-", "-", "< 40 s", audited < 40)
    line("a csv of 100,000 rows read and evaluated", f"{seconds:.1f} s", "-", "-", "< 20 s", seconds < 20)


def definitions() -> None:
    """Every fault and proof of a definition."""
    seconds = together(lambda: check(CN_ORDER_711))[0]
    line("check of a definition", f"{seconds * 1e3:.1f} ms", "-", "-", "< 1 s", seconds < 1)


def importing() -> None:
    """`import casework` against Python alone."""

    def start(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    ours, plain = together(start("import casework"), start("pass"))
    line(
        "import casework",
        f"{ours * 1e3:.0f} ms",
        f"Python alone {plain * 1e3:.0f} ms",
        f"+{(ours - plain) * 1e3:.0f} ms",
        "< +150 ms",
        ours - plain < 0.15,
    )


def main() -> None:
    """Measure everything and print the table."""
    parts = (
        *(scalar, million, deadlines, steps, histories, weight, registers, definitions, importing),
        *(columns, step_tables, growth, desk_steps, options_of_a_case, imports, sweeps),
    )
    chosen = set(sys.argv[1:])
    for part in parts:
        if not chosen or part.__name__ in chosen:
            part()
    Console(width=130).print(TABLE)
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
