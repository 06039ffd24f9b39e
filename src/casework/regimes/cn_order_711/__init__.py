"""Order 711: requests received from 2019-05-15 on."""

from __future__ import annotations

from datetime import date

from casework.procedure import Regime
from casework.regimes.cn.rules import RULES_711
from casework.regimes.cn_channels import CHANNELS_711
from casework.regimes.cn_order_711.act import ACT
from casework.regimes.cn_order_711.fees import FEE
from casework.regimes.cn_order_711.limits import LIMITS
from casework.regimes.cn_order_711.outcomes import OUTCOMES
from casework.regimes.cn_order_711.procedure import PROCEDURE
from casework.regimes.cn_params import PARAMS_711
from casework.workdays import WorkCalendar

CN_ORDER_711 = Regime(
    id="cn_order_711",
    zh="政府信息公开条例（2019年）",
    en="PRC Regulation on Open Government Information (2019)",
    family="cn",
    act=ACT,
    in_force=date(2019, 5, 15),
    until=None,
    procedure=PROCEDURE,
    limits=LIMITS,
    outcomes=OUTCOMES,
    channels=CHANNELS_711,
    params=PARAMS_711,
    calendar=WorkCalendar.china,
    rules=RULES_711,
    fee=FEE,
)
