"""The tables `casework measures` shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from casework.backlog.why import ASSUMED
from casework.cli.backlog import totals
from casework.cli.show import cell, left_out_lines
from casework.regimes import REGIMES, RULES
from casework.regimes.cn_terms import APPLICANT_TYPES

if TYPE_CHECKING:
    from casework.backlog.measures.report import Report

_SHOWN = 12
_MONTHS = 13
_GROUPS = {
    "unit": ("承办单位", "unit"), "channel": ("申请方式", "channel"), "applicant_type": ("申请人类型", "applicant"),
    "outcome": ("答复类型", "outcome"),
}  # fmt: skip
_CARDS = {"warning": "预警", "yellow": "黄牌", "red": "红牌"}
_SPREAD = (
    ("cases", "件数", "cases"), ("least", "最少", "least"), ("p25", "P25", "p25"), ("median", "中位", "median"),
    ("p75", "P75", "p75"), ("p90", "P90", "p90"), ("most", "最多", "most"), ("mean", "平均", "mean"),
)  # fmt: skip
_AGES = (
    ("open_gross", "在办，收件以来", "open, in all"),
    ("open_net", "在办，自身用时", "open, own days"),
    ("reply_net", "答复，自身用时", "reply, own days"),
)


def print_report(report: Report, lang: str, paths: Iterable[Path]) -> None:
    """Everything a person reads, in the order of the questions asked."""
    zh = lang == "zh"
    console = Console()
    for line in left_out_lines(report.summary, lang):
        console.print(cell(line), soft_wrap=True)
    console.print(totals(report.summary, zh))
    for table in (_cards(report, zh), _breakdown(report, zh), _ages(report, zh), _oldest(report, zh)):
        console.print(table)
    for table in (*_states(report, zh), _flow(report, zh), _forecast(report, zh), *_answers(report, zh)):
        console.print(table)
    for sentence in (*_trust(report, zh), *_quality(report, zh)):
        console.print(cell(sentence), soft_wrap=True)
    for path in paths:
        console.print(cell(path), soft_wrap=True)


def _table(heads: Sequence[str], title: str, lines: Iterable[Sequence[Any]], *, left: int = 1) -> Table:
    table = Table(title=title)
    for place, head in enumerate(heads):
        table.add_column(head, justify="left" if place < left else "right")
    for line in lines:
        table.add_row(*(cell(value) for value in line))
    return table


def _rate(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _cards(report: Report, zh: bool) -> Table:
    rates = report.summary["cards_per_100000"]
    heads = ("红黄牌", "件数", "每10万件") if zh else ("card", "cases", "per 100,000")
    lines = [(_CARDS.get(name, name) if zh else name, n, rates[name]) for name, n in report.summary["cards"].items()]
    return _table(heads, "", lines)


def _breakdown(report: Report, zh: bool) -> Table:
    counts = ("cases", "open", "overdue", "closed_on_time", "closed_late")
    heads = (
        ("件数", "在办", "逾期", "按期", "晚答", "按期率", "用时中位")
        if zh
        else ("cases", "open", "overdue", "in time", "late", "rate", "median")
    )
    lines = [
        (
            _named(report.by, line[report.by], zh),
            *(line[key] for key in counts),
            _rate(line["on_time_rate"]),
            line["median_working_days"],
        )
        for line in report.lines.head(_SHOWN).to_dicts()
    ]
    return _table((_GROUPS[report.by][not zh], *heads), _first_of(report.lines.height, _SHOWN, zh), lines)


def _answers(report: Report, zh: bool) -> list[Table]:
    """What an open question of law weighs, if one was asked."""
    told = report.answers
    if told is None:
        return []
    heads = (
        ("答案", "件数", "在办", "逾期", "按期", "晚答", "按期率", "期限不同", "结论不同")
        if zh
        else ("answer", "cases", "open", "overdue", "in time", "late", "rate", "other day", "other verdict")
    )
    lines = [(*line[:6], _rate(line[6]), *line[7:]) for line in told.lines.iter_rows()]
    title = f"法律未定问题{told.param}的各种答案" if zh else f"{told.param}, an open question of law, under each answer"
    return [_table(heads, title, lines)]


def _first_of(total: int, shown: int, zh: bool) -> str:
    if total <= shown:
        return ""
    return f"前{shown}行，共{total}行" if zh else f"the first {shown} of {total}"


def _named(by: str, value: str, zh: bool) -> str:
    """A unit as it stands, an id in words."""
    if not value:
        return "（未填）" if zh else "(none)"
    if by == "applicant_type":
        return APPLICANT_TYPES.get(value, value) if zh else value
    for regime in REGIMES.values():
        known = regime.channels.get(value) if by == "channel" else regime.outcomes.get(value)
        if known is not None and by != "unit":
            return known.zh if zh else known.en
    return "未说明理由" if zh and by == "outcome" and value == "unclear" else value


def _ages(report: Report, zh: bool) -> Table:
    lines = [
        (chinese if zh else english, *(report.ages[key][name] for name, *_ in _SPREAD))
        for key, chinese, english in _AGES
    ]
    heads = ("工作日" if zh else "working days", *(chinese if zh else english for _, chinese, english in _SPREAD))
    without = report.ages["without_day"]
    title = (
        ""
        if not without
        else f"另有{without}件在办无收到日期"
        if zh
        else f"{without} open cases have no day of receipt"
    )
    return _table(heads, title, lines)


def _oldest(report: Report, zh: bool) -> Table:
    heads = (
        ("行", "编号", "单位", "收到", "期限", "已用", "逾期")
        if zh
        else ("row", "case", "unit", "received", "due", "used", "overdue by")
    )
    keys = ("row", "case_id", "unit", "received_on", "due", "days_used", "overdue_by")
    lines = [[line[key] for key in keys] for line in report.oldest.to_dicts()]
    return _table(heads, "收件最早的在办件" if zh else "the oldest open cases", lines, left=5)


def _states(report: Report, zh: bool) -> Iterable[Table]:
    """Where the time goes, under each law; nothing for a flat register."""
    heads = (
        ("状态", "已离开", "停留中位", "停留合计", "现在", "至今中位")
        if zh
        else ("state", "have left", "median stay", "in all", "here now", "median so far")
    )
    names, lines = report.names_of_states("zh" if zh else "en"), report.states_as_lines()
    for law in dict.fromkeys(line["regime"] for line in lines):
        told = [
            (
                name,
                line["cases"],
                _half(line["median_working_days"]),
                line["total_working_days"],
                line["here_now"],
                _half(line["median_here_now"]),
            )
            for name, line in zip(names, lines, strict=True)
            if line["regime"] == law
        ]
        known = REGIMES.get(law)
        under = law if known is None else known.zh if zh else known.en
        yield _table(heads, f"各状态停留的工作日：{under}" if zh else f"working days in each state: {under}", told)


def _half(days: float | None) -> str:
    """A median: a whole number of days, or halfway between two."""
    return "" if days is None else f"{days:g}"


def _flow(report: Report, zh: bool) -> Table:
    heads = ("月份", "收件", "办结", "月末在办") if zh else ("month", "received", "closed", "open at its end")
    flow = report.flow
    lines = [
        (f"{line['month']:%Y-%m}", line["inflow"], line["outflow"], line["backlog"])
        for line in flow.tail(_MONTHS).to_dicts()
    ]
    title = "" if flow.height <= _MONTHS else f"近{_MONTHS}个月" if zh else f"the last {_MONTHS} months"
    unsure = int(flow["unknown"].sum())
    if unsure:
        title += f"（{unsure}件不明，未计入在办）" if zh else f" ({unsure} of unknown standing are in no backlog)"
    return _table(heads, title.strip(), lines)


def _forecast(report: Report, zh: bool) -> Table:
    made = report.forecast
    title = "今后20个工作日到期而未办结的件数" if zh else "cases that run out in the next 20 working days"
    heads = (
        ("日期", "若一件不办", "预测中位数", "90%区间")
        if zh
        else ("day", "if nothing is closed", "median", "90 % interval")
    )
    lines: list[Sequence[Any]] = [
        (line["day"], line["scheduled"], line["median"], f"{line['low']}–{line['high']}")
        for line in made.by_day.filter(made.by_day["scheduled"] > 0).to_dicts()
    ]
    total = made.total
    lines.append(("合计" if zh else "in all", total["scheduled"], total["median"], f"{total['low']}–{total['high']}"))
    return _table(heads, title, lines)


def _trust(report: Report, zh: bool) -> Iterable[str]:
    """The error of past forecasts, beside that of saying none and of saying all."""
    past = report.backtest
    if past.mean_absolute_error is None or past.error_of_zero is None or past.total_error is None:
        yield "没有足够的过往数据检验预测" if zh else "there is no past long enough to test the forecast on"
        return
    off, none, scheduled = past.mean_absolute_error, past.error_of_zero, past.error_if_nothing_closed
    covered, whole, zero = past.coverage or 0.0, past.total_error, past.total_error_of_zero
    if zh:
        yield f"回测{past.forecasts}次：每日平均误差{off:.2f}件；恒报0件误差{none:.2f}件，按“一件不办”误差{scheduled:.2f}件；区间命中{covered:.0%}"
        yield f"20日合计：平均误差{whole:.1f}件；恒报0件误差{zero:.1f}件；区间命中{past.total_coverage or 0.0:.0%}"
    else:
        yield (
            f"tested on {past.forecasts} past days: off by {off:.2f} cases a day; always saying none, by {none:.2f}; "
            f"saying nothing gets closed, by {scheduled:.2f}; the interval held {covered:.0%}"
        )
        yield (
            f"over all 20 days: off by {whole:.1f} cases; always saying none, by {zero:.1f}; "
            f"the interval held {past.total_coverage or 0.0:.0%}"
        )
    daily, summed = off < none, whole < (zero or 0.0)
    yield _JUDGED[daily, summed][not zh]


_JUDGED = {
    (True, True): ("预测优于恒报0件", "The forecast is better than always saying none."),
    (True, False): (
        "逐日预测优于恒报0件，合计则否",
        "Day by day the forecast is better than always saying none, over all days it is not.",
    ),
    (False, True): (
        "逐日预测并不优于恒报0件，只可参考合计",
        "Day by day the forecast is no better than always saying none: go by the sum only.",
    ),
    (False, False): (
        "预测并不优于恒报0件，不足为据",
        "The forecast is no better than always saying none: do not rely on it.",
    ),
}


def _quality(report: Report, zh: bool) -> Iterable[str]:
    told = report.quality
    known = dict.fromkeys(told["assumed"], ("", "")) | ASSUMED
    assumed = [f"{known[kind][not zh] or kind} {line['cases']}" for kind, line in told["assumed"].items()]
    left = [f"{RULES[name].zh if zh else name} {number}" for name, number in told["not_judged"].items()]
    found = sum(report.by_rule().values())
    share = _rate(told["share_with_assumption"]) or "0.0%"
    one, ones = ("行", "rows") if report.states is None else ("件", "cases")
    if zh:
        yield f"审查发现{found}处" + (f"；未能判断：{'、'.join(left)}" if left else "")
        yield f"含推定{told['with_assumption']}件（{share}）" + (f"：{'、'.join(assumed)}" if assumed else "")
        yield f"结论取决于推定{told['flips']}件；期限不明{told['unknown']}件；未能读取{told['rejected']}行；逐{one}读取{told['read_one_by_one']}{one}"
    else:
        yield f"audit: {found} findings" + (f"; not judged: {', '.join(left)}" if left else "")
        yield f"{told['with_assumption']} cases ({share}) rest on something assumed" + (
            f": {', '.join(assumed)}" if assumed else ""
        )
        yield (
            f"{told['flips']} verdicts rest on an assumption; {told['unknown']} cases are unknown; {told['rejected']} rows "
            f"were rejected; {told['read_one_by_one']} {ones} were read one by one"
        )
