"""A hook that sends mail by SMTP, with the standard library."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from casework.desk.hooks import Telling

_CARDS = ("RungReached",)


class MailHook(Telling):
    """One mail a message; by default only cards and reminders are mailed.

    Args:
        host, port: The mail server.
        sender: The From address.
        to: Addresses, or a function from the message to addresses (its `payload["told"]` names roles).
        login: User and password, if the server wants them.
        starttls: Whether to encrypt; on unless switched off.
    """

    def __init__(
        self,
        host: str,
        sender: str,
        to: Sequence[str] | Callable[[Mapping[str, Any]], Sequence[str]],
        name: str = "mail",
        events: tuple[str, ...] = _CARDS,
        *,
        port: int = 25,
        login: tuple[str, str] | None = None,
        starttls: bool = True,
        timeout: float = 15.0,
    ) -> None:
        super().__init__(name, events)
        self._server, self._sender, self._to, self._login = (host, port, timeout), sender, to, login
        self._starttls = starttls

    def __repr__(self) -> str:
        return f"<MailHook {self.name}>"

    def send(self, told: Mapping[str, Any]) -> None:
        """Send it; the Message-ID is made from the delivery id, so a second copy can be told from a new mail."""
        addresses = list(self._to(told) if callable(self._to) else self._to)
        if not addresses:
            return
        mail = EmailMessage()
        what = " ".join(filter(None, (told["zh"] or told["event"], str(told["payload"].get("rung", "")))))
        mail["Subject"] = f"{told['case_id']}：{what}"
        mail["From"], mail["To"] = self._sender, ", ".join(addresses)
        mail["Message-ID"] = make_msgid().replace("<", f"<{told['delivery_id']}.", 1)
        mail["X-Casework-Delivery"] = str(told["delivery_id"])
        lines = (("案件", told["case_id"]), ("事项", what), ("日期", told["on"]), ("状态", told["state_zh"]))
        mail.set_content("\n".join(f"{head}：{text}" for head, text in (*lines, ("答复期限", told["due"] or "-"))))
        host, port, timeout = self._server
        with smtplib.SMTP(host, port, timeout=timeout) as server:
            if self._starttls:
                server.starttls()
            if self._login is not None:
                server.login(*self._login)
            server.send_message(mail)
