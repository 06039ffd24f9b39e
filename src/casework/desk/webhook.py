"""A hook that posts to a web address: the only door to httpx."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from casework.desk.calling import seconds_left
from casework.desk.hooks import Telling
from casework.errors import CaseworkError

LARGEST: Final = 64 * 1024
"""How many bytes of an answer are read; the rest is left unread."""


class WebHook(Telling):
    """Posts the message as JSON. With a secret, `X-Casework-Signature` is its HMAC-SHA-256, hex.

    `X-Casework-Delivery` is the delivery id. Only a status 2xx counts as told; redirects are not followed. Of the
    answer's body at most LARGEST bytes are read and thrown away: the status has decided already.

    Args:
        url: Where to.
        secret: Signs the message.
        timeout: Seconds the whole call may take, from the connection to the end of the answer; the desk's `patience`
            ends it earlier if that is shorter.
    """

    def __init__(
        self,
        url: str,
        name: str = "web",
        events: tuple[str, ...] = (),
        *,
        secret: str = "",
        timeout: float = 10.0,
        sensitive: bool = False,
        steps: Collection[str] = (),
    ) -> None:
        super().__init__(name, events, sensitive=sensitive, steps=steps)
        self._url, self._secret, self._timeout = url, secret, timeout

    def __repr__(self) -> str:
        return f"<WebHook {self.name}>"

    def send(self, told: Mapping[str, Any]) -> None:
        """Post it.

        Raises:
            CaseworkError: The address did not answer 2xx in time; the message holds no payload.
        """
        body = json.dumps(told, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Casework-Delivery": str(told["delivery_id"])}
        if self._secret:
            headers["X-Casework-Signature"] = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
        status = asyncio.run(self._post(body, headers, seconds_left(self._timeout)))
        if not 200 <= status < 300:
            raise CaseworkError(f"hook {self.name}: answered {status}")

    async def _post(self, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
        """The status of the answer. httpx limits single reads; the whole call is limited here."""
        import httpx

        status = 0
        try:
            async with (
                asyncio.timeout(seconds),
                httpx.AsyncClient(timeout=seconds, trust_env=False) as client,
                client.stream("POST", self._url, content=body, headers=headers) as answer,
            ):
                status = answer.status_code
                read = 0
                async for part in answer.aiter_raw():
                    read += len(part)
                    if read > LARGEST:
                        break
        except TimeoutError:
            if not status:
                raise CaseworkError(f"hook {self.name}: no answer within {seconds:.1f} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if not status:
                raise CaseworkError(f"hook {self.name}: not reached ({type(error).__name__})") from None
        return status
