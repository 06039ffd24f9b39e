"""Order 711 of the State Council, in force since 2019-05-15, and what it is read with."""

from __future__ import annotations

from casework.regimes.cn_acts import ORDER_711

ACT = ORDER_711
