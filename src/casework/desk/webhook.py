"""A hook that posts to a web address: the only door to httpx."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from casework.desk.hooks import Telling
from casework.errors import CaseworkError


class WebHook(Telling):
    """Posts the message as JSON. With a secret, `X-Casework-Signature` is its HMAC-SHA-256, hex.

    `X-Casework-Delivery` is the delivery id. Only an answer 2xx counts as told; redirects are not followed.
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
    ) -> None:
        super().__init__(name, events, sensitive=sensitive)
        self._url, self._secret, self._timeout = url, secret, timeout

    def __repr__(self) -> str:
        return f"<WebHook {self.name}>"

    def send(self, told: Mapping[str, Any]) -> None:
        """Post it.

        Raises:
            CaseworkError: The address did not answer 2xx; the message holds no payload.
        """
        import httpx

        body = json.dumps(told, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Casework-Delivery": str(told["delivery_id"])}
        if self._secret:
            headers["X-Casework-Signature"] = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
        try:
            answer = httpx.post(self._url, content=body, headers=headers, timeout=self._timeout, trust_env=False)
        except httpx.HTTPError as error:
            raise CaseworkError(f"hook {self.name}: not reached ({type(error).__name__})") from None
        if not answer.is_success:
            raise CaseworkError(f"hook {self.name}: answered {answer.status_code}")
