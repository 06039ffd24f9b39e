"""Many cases by the column: the rules of the pure core, run on a million rows at once."""

from casework.backlog.columns.evaluation import Columns, evaluate_columns, evaluate_frame
from casework.backlog.columns.streaming import evaluate_slices

__all__ = ["Columns", "evaluate_columns", "evaluate_frame", "evaluate_slices"]
