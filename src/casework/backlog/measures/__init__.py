"""What a register's cases add up to: counts, ages, flows, a forecast and its error, as pure functions on one frame.

Every function takes `cases`, a polars frame with a row a request as it stands at the end of one day (columns as in
`COLUMNS`; `frame_of` makes it from an `Evaluation`), or the steps or stays behind them, and reads or writes nothing
else. Needs the extra `backlog`.

>>> from datetime import date
>>> from casework.backlog import evaluate, read_register
>>> on = date(2026, 11, 20)
>>> cases = frame_of(evaluate(read_register("examples/register.csv"), on))
>>> standing(cases, on)["overdue"]
6
"""

from casework.backlog.measures.ages import ages, oldest
from casework.backlog.measures.answers import Answers, answers
from casework.backlog.measures.backtest import Backtest, backtest
from casework.backlog.measures.flow import flow
from casework.backlog.measures.forecast import Forecast, forecast
from casework.backlog.measures.frame import COLUMNS, frame_of
from casework.backlog.measures.groups import breakdown
from casework.backlog.measures.quality import quality
from casework.backlog.measures.states import days_in_states, time_in_states
from casework.backlog.measures.totals import standing, summary

__all__ = [
    "COLUMNS",
    "Answers",
    "Backtest",
    "Forecast",
    "ages",
    "answers",
    "backtest",
    "breakdown",
    "days_in_states",
    "flow",
    "forecast",
    "frame_of",
    "oldest",
    "quality",
    "standing",
    "summary",
    "time_in_states",
]
