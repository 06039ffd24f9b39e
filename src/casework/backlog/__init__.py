"""Many cases: an office's register read as facts, every case evaluated on a day, and what it all adds up to.

>>> from casework.backlog import evaluate, read_register
>>> from datetime import date
>>> found = evaluate(read_register("examples/register.csv"), date(2026, 11, 20))
>>> found.summary["cases"] > 250
True
"""

from casework.backlog.audit import Audit, audit, with_findings, write_findings
from casework.backlog.compare import compare, diff
from casework.backlog.evaluate import Evaluated, Evaluation, evaluate
from casework.backlog.register import Register, RegisterCase, Rejected, read_register
from casework.backlog.write import write_evaluation

__all__ = [
    "Audit",
    "Evaluated",
    "Evaluation",
    "Register",
    "RegisterCase",
    "Rejected",
    "audit",
    "compare",
    "diff",
    "evaluate",
    "read_register",
    "with_findings",
    "write_evaluation",
    "write_findings",
]
