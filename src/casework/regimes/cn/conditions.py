"""Requirements of the Orders themselves, with the functions that decide them; an audit asks the same functions."""

from __future__ import annotations

from typing import Final

from casework.law import basis
from casework.procedure.conditions import Condition
from casework.regimes.cn import on_file
from casework.regimes.cn_acts import ORDER_492, ORDER_711

CONDITIONS: Final[dict[str, Condition]] = {
    condition.id: condition
    for condition in (
        Condition(
            "ground_on_file",
            "不予公开未写明依据",
            "a refusal states no ground",
            "在“依据”中写明条款和理由",
            "state the article and the reasons under grounds",
            holds=on_file.ground_on_file,
            basis=basis(ORDER_711.at("36", zh="第36条第3项"), ORDER_492.at("21", zh="第21条第2项")),
        ),
        Condition(
            "withheld_parts_on_file",
            "部分公开未逐项写明不予公开部分的依据",
            "a partial grant does not state a ground for each part withheld",
            "在“不予公开部分及依据”中写明，如：附件2:16(2);第3页:15",
            "state them under withheld, like: annex 2:16(2);page 3:15",
            holds=on_file.withheld_parts_on_file,
            basis=basis(ORDER_711.at("37"), ORDER_492.at("22")),
        ),
        Condition(
            "as_approved",
            "答复类型与签发的答复稿不一致",
            "the outcome is not that of the approved draft",
            "撤回签发，重新提交答复稿",
            "take recall, and submit the draft anew",
            holds=on_file.as_approved,
        ),
        Condition(
            "objection_overridden",
            "第三方以合理理由反对，未作公共利益决定",
            "a third party objected with reasonable grounds, and the public interest has not been decided on",
            "先办理“公共利益决定公开”，或不予公开其反对的部分（写明依据）",
            "take override_objection first, or withhold what it is about and state that ground",
            holds=on_file.objection_overridden,
            basis=basis(ORDER_711.at("15, 32"), ORDER_492.at("23")),
        ),
        Condition(
            "told_in_time",
            "告知第三方后的等待期未满",
            "the third party has not been told as long before the release as the office waits",
            "先书面告知第三方，等待期满后再答复",
            "take notify_third_party, and reply after the wait",
            holds=on_file.told_in_time,
            basis=basis(ORDER_711.at("32"), ORDER_492.at("23")),
        ),
    )
}
