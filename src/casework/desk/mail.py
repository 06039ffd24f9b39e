"""A hook that sends mail by SMTP, with the standard library."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Final

from casework.desk.calling import seconds_left
from casework.desk.hooks import Telling
from casework.desk.mail_text import mail_text
from casework.errors import DefinitionError

_CARDS = ("RungReached",)
LANGUAGES: Final = ("zh", "en")


class MailHook(Telling):
    """One mail a message; by default only cards and reminders are mailed.

    A mail of a card says which case, which limit, which card, when it is due, what is left or over on the day it was
    reached, and what can be done next.

    Args:
        host, port: The mail server.
        sender: The From address.
        to: Addresses, or a function from the message to addresses (its `payload["told"]` names roles).
        login: User and password, if the server wants them.
        starttls: Whether to encrypt; on unless switched off.
        timeout: Seconds the whole call may take; the desk's `patience` ends it earlier if that is shorter.
        lang: The office's language, "zh" or "en".

    Raises:
        DefinitionError: An unknown event or language.
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
        lang: str = "zh",
        steps: Collection[str] = (),
    ) -> None:
        super().__init__(name, events, steps=steps)
        if lang not in LANGUAGES:
            raise DefinitionError([f"hook {name}: lang is one of {', '.join(LANGUAGES)}, got {lang!r}"])
        self._server, self._sender, self._to, self._login = (host, port, timeout), sender, to, login
        self._starttls, self._lang = starttls, lang

    def __repr__(self) -> str:
        return f"<MailHook {self.name}>"

    def send(self, told: Mapping[str, Any]) -> None:
        """Send it; the Message-ID is made of the delivery id, so a second copy can be told from a new mail.

        Raises:
            SMTPException: The server did not take it, or not in time.
        """
        addresses = list(self._to(told) if callable(self._to) else self._to)
        if not addresses:
            return
        mail = self._mail(told, addresses)
        host, port, timeout = self._server
        with _Server(host, port, seconds_left(timeout)) as server:
            if self._starttls:
                server.starttls()
            if self._login is not None:
                server.login(*self._login)
            server.send_message(mail)

    def _mail(self, told: Mapping[str, Any], addresses: Sequence[str]) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"], body = mail_text(told, self._lang)
        mail["From"], mail["To"] = self._sender, ", ".join(addresses)
        domain = self._sender.rpartition("@")[2].strip(" >") or "localhost"
        mail["Message-ID"] = f"<{told['delivery_id']}@{domain}>"
        mail["X-Casework-Delivery"] = str(told["delivery_id"])
        mail.set_content(body)
        return mail


class _Server(smtplib.SMTP):
    """A mail server that must be done within a time, and answers in a few lines. smtplib limits single reads only."""

    MOST_LINES: Final = 100

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True
        self._watch.start()
        try:
            super().__init__(host, port, timeout=seconds)
        except BaseException:
            self._watch.cancel()
            raise

    def _cut(self) -> None:
        """End whatever is being read or written: a socket that is shut down wakes its reader at once."""
        if (sock := self.sock) is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def getreply(self) -> tuple[int, bytes]:
        """A reply of the server, if it comes in time and ends.

        Raises:
            SMTPServerDisconnected: It does not.
        """
        if self.file is None and self.sock is not None:
            self.file = self.sock.makefile("rb")
        lines: list[bytes] = []
        late = False
        while len(lines) < self.MOST_LINES and self.file is not None:
            try:
                line = self.file.readline(1000)
            except OSError as error:
                late = isinstance(error, TimeoutError)
                break
            if not line.endswith(b"\n"):
                break
            lines.append(line[4:].strip(b" \t\r\n"))
            if line[3:4] != b"-" and line[:3].isdigit():
                return int(line[:3]), b"\n".join(lines)
        self.close()
        late = late or time.monotonic() >= self._ends_at
        why = "no answer in time" if late else "its reply never ends" if lines else "it hung up"
        raise smtplib.SMTPServerDisconnected(f"mail server: {why}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                super().__exit__(kind, error, trace)
        finally:
            self._watch.cancel()
            self.close()
