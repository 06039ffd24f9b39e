"""One page of a report as a picture: flow, days left, forecast, on-time rates, states. The one door to matplotlib.

Needs the extra `plots`. Chinese needs a font that has it; without one the labels are English.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import polars as pl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from casework.backlog.measures.frame import OPEN
from casework.backlog.measures.picture_words import Words
from casework.backlog.measures.report import Report
from casework.errors import CaseworkError
from casework.regimes import REGIMES

KINDS: Final = (".svg", ".png")
_FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "SimHei", "DengXian", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP",
    "Heiti TC", "SimSun", "Arial Unicode MS",
)  # fmt: skip
_FINE, _NEAR, _PAST, _GREY, _INK = "#4c8c6b", "#e0a030", "#c0453a", "#9a9a9a", "#333333"
_IN, _OUT, _DARK = "#35618f", "#6f9cc3", "#a87412"
_BARS: Final = 15
_HIGH, _TALL = 9.0, 13.5
"""Inches: the page, and the page with a panel more."""
_NAMES: Final = 0.17
"""The share of the width that the names of states take."""
_ENDS: Final = (-30, 40)
"""Days left beyond which all cases share a bar."""


def check_picture(path: Path, register: Path) -> None:
    """Refuse early what cannot be written.

    Raises:
        CaseworkError: Another ending, no such folder, or the register itself.
    """
    if path.suffix.lower() not in KINDS:
        raise CaseworkError(f"{path.name}: expected one of {', '.join(KINDS)}, got {path.suffix or 'no ending'!r}")
    if not path.absolute().parent.is_dir():
        raise CaseworkError(f"{path}: cannot be written (there is no such folder)")
    if path.resolve() == register.resolve():
        raise CaseworkError(f"{path}: writing here would overwrite the register itself")


def draw(report: Report, path: Path, lang: str = "en", *, warn: int = 2) -> Path:
    """Draw the page as svg or png by its ending; the same report gives the same file.

    1200 by 900; of a table of steps 1200 by 1350, with a panel for its states.

    Args:
        report: What to show.
        path: Where to write.
        lang: zh or en; English where no font has Chinese.
        warn: From how many working days left on a case is near its end.

    Raises:
        CaseworkError: The file cannot be written.
    """
    font = chinese_font()
    words = Words(lang == "zh" and font is not None, font is not None)
    settings: dict[Any, Any] = {
        "font.family": [*([font] if font and words.zh else []), "DejaVu Sans", *([font] if font else [])],
        "font.size": 10, "axes.unicode_minus": False, "svg.hashsalt": "casework", "axes.titlesize": 11.5,
        "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlepad": 10, "axes.edgecolor": _GREY,
        "axes.labelcolor": _INK, "text.color": _INK, "xtick.color": _INK, "ytick.color": _INK, "axes.axisbelow": True,
    }  # fmt: skip
    with mpl.rc_context(settings):
        figure = _page(report, words, warn)
        kind = path.suffix.lower()[1:]
        try:
            figure.savefig(path, format=kind, metadata={"Date": None} if kind == "svg" else None)
        except OSError as error:
            raise CaseworkError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    return path


def _page(report: Report, words: Words, warn: int) -> Figure:
    """The title and the panels; one more for a table of steps."""
    tall = _TALL if report.states is not None else _HIGH
    figure = Figure(figsize=(12, tall), dpi=100)
    rows = 2 if report.states is None else 3
    grid = figure.add_gridspec(
        rows, 2, hspace=0.36, wspace=0.36, left=0.085, right=0.955, top=1 - 0.135 * _HIGH / tall,
        bottom=0.075 * _HIGH / tall,
    )  # fmt: skip
    figure.text(0.085, 1 - 0.045 * _HIGH / tall, words("title", on=report.on), fontsize=16, fontweight="bold")
    under = words("under", **report.standing, cases=report.cases.height)
    figure.text(0.085, 1 - 0.075 * _HIGH / tall, under, fontsize=11)
    _flow(figure.add_subplot(grid[0, 0]), report, words)
    _left(figure.add_subplot(grid[0, 1]), report, words, warn)
    _forecast(figure.add_subplot(grid[1, 0]), report, words)
    _rates(figure.add_subplot(grid[1, 1]), report, words)
    if report.states is not None:
        box = grid[2, :].get_position(figure)
        _states(figure.add_axes((_NAMES, box.y0, box.x1 - _NAMES, box.height)), report, words)
    return figure


def chinese_font() -> str | None:
    """The name of an installed font that has Chinese; null without one."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _FONTS if name in known), None)


def _plain(axes: Axes, title: str, *, grid: str) -> None:
    axes.set_title(title)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid, color="#e4e4e4", linewidth=0.8)  # type: ignore[arg-type]
    axes.tick_params(length=0, pad=6)
    counted = axes.yaxis if grid == "y" else axes.xaxis
    counted.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    counted.set_major_formatter("{x:,.0f}")


def _nothing(axes: Axes, title: str, words: Words) -> None:
    axes.set_title(title)
    axes.set_axis_off()
    axes.text(0.5, 0.5, words("none"), ha="center", va="center", color=_GREY, transform=axes.transAxes)


def _flow(axes: Axes, report: Report, words: Words) -> None:
    flow = report.flow
    if flow.is_empty():
        return _nothing(axes, words("flow"), words)
    ends = flow["month"].dt.month_end().to_list()
    days = np.array([flow["month"][0], *ends[:-1], report.on], dtype="datetime64[D]")
    received = np.concatenate([[0], (flow["inflow"] - flow["unknown"]).cum_sum().to_numpy()])
    closed = np.concatenate([[0], flow["outflow"].cum_sum().to_numpy()])
    _plain(axes, words("flow"), grid="y")
    axes.fill_between(days, closed, received, color=_NEAR, alpha=0.35, linewidth=0)
    axes.plot(days, received, color=_IN, linewidth=2)
    axes.plot(days, closed, color=_OUT, linewidth=2)
    axes.set_ylim(0, max(float(received.max()), 1) * 1.08)
    _days_below(axes, days)
    left = int(flow["backlog"][-1])
    box = {"facecolor": "white", "edgecolor": "none", "pad": 2}
    for place, (key, number, colour) in enumerate(
        (("received", received[-1], _IN), ("open", left, _DARK), ("closed", closed[-1], _OUT))
    ):
        axes.text(0.03, 0.93 - 0.085 * place, f"{words(key)} {int(number):,}", color=colour, fontweight="bold",
                  transform=axes.transAxes, va="center", bbox=box)  # fmt: skip
    if unsure := int(flow["unknown"].sum()):
        axes.set_xlabel(words("unsure", n=f"{unsure:,}"), fontsize=9)
    return None


def _days_below(axes: Axes, days: np.ndarray[Any, Any]) -> None:
    """Few month ticks, none of which touch."""
    first, last = days[0].astype("datetime64[M]"), days[-1].astype("datetime64[M]")
    months = int((last - first).astype(int)) + 1
    step = next(size for size in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / size <= 7)
    start = first + (-(first.astype(int) % 12) % step)
    ticks = np.arange(start, last + 1, step)
    axes.set_xticks(ticks.astype("datetime64[D]"), [str(tick) if step < 12 else str(tick)[:4] for tick in ticks])


def _left(axes: Axes, report: Report, words: Words, warn: int) -> None:
    waiting = report.cases.filter(OPEN)
    overdue = pl.col("verdict") == "overdue"
    days = pl.when(overdue).then(-pl.col("overdue_by")).otherwise(pl.col("days_left")).clip(*_ENDS)
    dated = waiting.filter(overdue | pl.col("due").is_not_null()).select(overdue.alias("overdue"), days.alias("left"))
    dated = dated.drop_nulls()
    if dated.is_empty():
        return _nothing(axes, words("left"), words)
    _plain(axes, words("left"), grid="y")
    near = (pl.col("left") <= warn) & ~pl.col("overdue")
    shown: list[Patch] = []
    for key, holds, colour in (
        ("past", pl.col("overdue"), _PAST),
        ("near", near, _NEAR),
        ("fine", ~pl.col("overdue") & ~near, _FINE),
    ):
        found = dated.filter(holds)["left"].value_counts().sort("left")
        label = f"{words(key, warn=warn)} {int(found['count'].sum()):,}"
        axes.bar(found["left"].to_numpy(), found["count"].to_numpy(), width=0.86, color=colour)
        shown.append(Patch(color=colour, label=label))
    low, high = min(int(dated["left"].min()), 0), max(int(dated["left"].max()), 20)  # type: ignore[arg-type]
    axes.set_xlim(low - 1, high + 1)
    ticks = [tick for tick in range(_ENDS[0], _ENDS[1] + 1, 10) if low <= tick <= high]
    ends = {_ENDS[0]: f"≤{_ENDS[0]}", _ENDS[1]: f"≥{_ENDS[1]}"}
    axes.set_xticks(ticks, [ends.get(tick, str(tick)) for tick in ticks])
    axes.margins(y=0.36)
    undated = waiting.height - dated.height
    note = f"\n{words('undated', n=undated)}" if undated else ""
    axes.set_xlabel(words("days") + note, fontsize=9, linespacing=1.5)
    axes.legend(handles=shown, frameon=False, fontsize=9, loc="upper right", ncols=1)
    return None


def _forecast(axes: Axes, report: Report, words: Words) -> None:
    by_day = report.forecast.by_day
    if not report.forecast.total["scheduled"]:
        return _nothing(axes, words("forecast"), words)
    _plain(axes, words("forecast"), grid="y")
    x = np.arange(by_day.height)
    edges = np.arange(by_day.height + 1) - 0.5
    low, high = by_day["low"].to_numpy(), by_day["high"].to_numpy()
    axes.stairs(by_day["scheduled"].to_numpy(), edges, color=_GREY, linewidth=1.2, label=words("nothing"))
    axes.stairs(high, edges, baseline=low, fill=True, color=_OUT, alpha=0.5, label=words("band"))
    axes.plot(x, by_day["median"].to_numpy(), color=_IN, linewidth=2, marker="o", markersize=3.5, clip_on=False,
              label=words("median"))  # fmt: skip
    days: list[date] = by_day["day"].to_list()
    axes.set_xticks(x[::4], [f"{day.month}-{day.day:02}" for day in days[::4]])
    axes.set_xlim(-0.6, by_day.height - 0.4)
    axes.set_ylim(0, max(int(by_day["scheduled"].max()), int(high.max()), 1) * 1.32)  # type: ignore[arg-type]
    axes.legend(frameon=False, fontsize=9, loc="upper right", ncols=3, columnspacing=1.2, handlelength=1.6)
    return None


def _rates(axes: Axes, report: Report, words: Words) -> None:
    lines = report.units.with_row_index("line", 2).filter(pl.col("on_time_rate").is_not_null()).head(_BARS).to_dicts()
    title = words("rate_of", n=len(lines)) if len(lines) > 1 else words("rate")
    if not lines:
        return _nothing(axes, title, words)
    _plain(axes, title, grid="x")
    rates = [line["on_time_rate"] * 100 for line in lines]
    y = np.arange(len(lines))
    axes.barh(y, rates, height=0.72, color=_FINE)
    axes.set_yticks(y, [words.name(line["unit"], line["line"]) for line in lines], fontsize=9)
    axes.set_ylim(max(len(lines), 5) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    for at, (rate, line) in enumerate(zip(rates, lines, strict=True)):
        told = f"{rate:.0f} %  ({line['closed_on_time']:,}/{line['closed_on_time'] + line['closed_late']:,})"
        inside = rate > 45
        axes.text(rate - 1.5 if inside else rate + 1.5, at, told, va="center", ha="right" if inside else "left",
                  fontsize=8, color="white" if inside else _INK)  # fmt: skip
    return None


def _states(axes: Axes, report: Report, words: Words) -> None:
    """The states before the end of the main line, of the law most cases are under; the others are in the table."""
    states = report.states_as_lines()
    named = zip(report.names_of_states("zh" if words.zh else "en"), states, strict=True)
    under: Counter[str] = Counter()
    for line in states:
        under[line["regime"]] += line["cases"] + line["here_now"]
    law = under.most_common(1)[0][0] if under else ""
    lines = [each for each in named if each[1]["regime"] == law and each[1]["kind"] in ("open", "waiting")]
    title = words("states")
    if not lines:
        return _nothing(axes, title, words)
    _plain(axes, title, grid="x")
    medians = [line["median_working_days"] or 0.0 for _, line in lines]
    most = max(*medians, 4.0)
    y = np.arange(len(lines))
    axes.barh(y, medians, height=0.72, color=[_NEAR if line["kind"] == "waiting" else _IN for _, line in lines])
    axes.set_yticks(y, [name for name, _ in lines], fontsize=9)
    axes.set_ylim(max(len(lines), 5) - 0.4, -0.6)
    axes.set_xlim(0, most * 1.4)
    if len(under) > 1:
        axes.set_xlabel(REGIMES[law].zh if words.zh else REGIMES[law].en, fontsize=9)
    for at, (_, line) in enumerate(lines):
        axes.text(medians[at] + most * 0.01, at, words.stay(line), va="center", fontsize=8)
    shown = [Patch(color=colour, label=words(key)) for key, colour in (("working", _IN), ("waiting", _NEAR))]
    axes.legend(handles=shown, frameon=False, fontsize=9, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return None
