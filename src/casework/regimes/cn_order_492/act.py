"""Order 492 of the State Council, in force 2008-05-01 to 2019-05-14; a case received then stays under it (param)."""

from __future__ import annotations

from casework.regimes.cn_acts import ORDER_492

ACT = ORDER_492
