"""For people who test procedural rules: play the diary of a case and ask for its days.

>>> from casework.regimes import CN_ORDER_711
>>> from casework.testing import OPEN, play
>>> play(CN_ORDER_711, ("2026-02-09", OPEN)).due("reply").isoformat()
'2026-03-13'
"""

from casework.testing.play import OPEN, Played, play
from casework.testing.vectors import Vector, vectors

__all__ = ["OPEN", "Played", "Vector", "play", "vectors"]
