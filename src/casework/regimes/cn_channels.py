"""How a request arrives, and which day is its receipt, under each Order."""

from __future__ import annotations

from casework.procedure import Channel
from casework.regimes.cn.bases import RECEIPT_492
from casework.regimes.cn_acts import ORDER_711

_711 = ORDER_711.at

CHANNELS_711 = {
    channel.id: channel
    for channel in (
        Channel("in_person", "当面提交", "in person", "submitted", _711("31", zh="第31条第1项")),
        Channel("oral", "口头申请（代填）", "oral, filled in by the unit", "filled_in", _711("29")),
        Channel("signed_mail", "邮寄（签收）", "signed mail", "signed", _711("31", zh="第31条第2项")),
        Channel("ordinary_mail", "平常信函", "ordinary mail", "confirmed", _711("31", zh="第31条第2项"), True),
        Channel("online", "互联网、电子邮件", "online", "automatic", _711("31", zh="第31条第3项")),
        Channel("fax", "传真", "fax", "confirmed", _711("31", zh="第31条第3项")),
    )
}
CHANNELS_492 = {
    channel.id: channel
    for channel in (
        Channel("in_person", "当面提交", "in person", "submitted", RECEIPT_492),
        Channel("oral", "口头申请（代填）", "oral, filled in by the unit", "filled_in", RECEIPT_492),
        Channel("signed_mail", "邮寄（签收）", "signed mail", "signed", RECEIPT_492),
        Channel("ordinary_mail", "平常信函", "ordinary mail", "confirmed", RECEIPT_492, True),
        Channel("online", "互联网、电子邮件", "online", "system", RECEIPT_492),
        Channel("fax", "传真", "fax", "confirmed", RECEIPT_492),
    )
}
