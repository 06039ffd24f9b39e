"""What a statute can say: citations, limits in the unit the article names, the last day and its working, fees."""

from casework.law.citation import Act, Basis, Citation, Cited, basis, cite
from casework.law.dates import NotADay, add_months, civil_day, parse_day
from casework.law.deadline import DayLine, Deadline, Pause, Run, day_told, last_day
from casework.law.fees import Fee, FeeScale, Tier
from casework.law.time_limit import Extension, Landing, PauseRule, TimeLimit, TimeLimits, Unit, once, since

__all__ = [
    "Act",
    "Basis",
    "Citation",
    "Cited",
    "DayLine",
    "Deadline",
    "Extension",
    "Fee",
    "FeeScale",
    "Landing",
    "NotADay",
    "Pause",
    "PauseRule",
    "Run",
    "Tier",
    "TimeLimit",
    "TimeLimits",
    "Unit",
    "add_months",
    "basis",
    "cite",
    "civil_day",
    "day_told",
    "last_day",
    "once",
    "parse_day",
    "since",
]
