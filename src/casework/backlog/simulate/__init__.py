"""A made-up office of any size: lawful requests, and a stated share of each breach, planted and listed.

Nothing in it is anybody's: units and subjects are invented, applicants are numbers, and every file says so.
Needs numpy and polars (extra `backlog`).
"""

from casework.backlog.simulate.made import Simulated, simulate
from casework.backlog.simulate.plan import BREACHES, SHARES
from casework.backlog.simulate.write import check_target, write_frame

__all__ = ["BREACHES", "SHARES", "Simulated", "check_target", "simulate", "write_frame"]
