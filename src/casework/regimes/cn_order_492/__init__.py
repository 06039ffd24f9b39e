"""Order 492: requests received from 2008-05-01 to 2019-05-14."""

from __future__ import annotations

from datetime import date

from casework.procedure import Regime
from casework.regimes.cn.rules import RULES_492
from casework.regimes.cn_channels import CHANNELS_492
from casework.regimes.cn_order_492.act import ACT
from casework.regimes.cn_order_492.limits import LIMITS
from casework.regimes.cn_order_492.outcomes import OUTCOMES
from casework.regimes.cn_order_492.procedure import PROCEDURE
from casework.regimes.cn_params import PARAMS_492
from casework.workdays import WorkCalendar

CN_ORDER_492 = Regime(
    id="cn_order_492",
    zh="政府信息公开条例（2007年）",
    en="PRC Regulation on Open Government Information (2007)",
    family="cn",
    act=ACT,
    in_force=date(2008, 5, 1),
    until=date(2019, 5, 15),
    procedure=PROCEDURE,
    limits=LIMITS,
    outcomes=OUTCOMES,
    channels=CHANNELS_492,
    params=PARAMS_492,
    calendar=WorkCalendar.china,
    rules=RULES_492,
)
