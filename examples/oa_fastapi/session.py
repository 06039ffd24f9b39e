"""Who sits at the desk: made-up staff, a signed cookie, and a token against forged forms. Only the standard library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any

COOKIE = "oa_session"
HOURS = 12
STAFF: dict[str, tuple[str, ...]] = {
    "经办员1": ("clerk",),
    "承办员1": ("handler",),
    "公开机构负责人": ("disclosure_head",),
    "保密审查员": ("secrecy_reviewer",),
    "法制审核员": ("legal_reviewer",),
    "签发人": ("approver",),
    "档案员": ("archivist",),
}
"""People and what they may act as; the very table the desk is given as its roles."""
MAY_REVEAL = {"clerk", "handler", "disclosure_head"}
MAY_JUDGE_CARDS = {"disclosure_head", "approver"}
"""Who confirms, upholds and revokes cards; an appeal is the handler's."""


class Session:
    """What the cookie says: a random id, and who logged in ("" for nobody)."""

    def __init__(self, sid: str, person: str = "") -> None:
        self.sid, self.person = sid, person

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the person."""
        return STAFF.get(self.person, ())

    @property
    def may_reveal(self) -> bool:
        """Whether sensitive values may be shown."""
        return bool(MAY_REVEAL & set(self.roles))

    def may_judge(self, act: str) -> bool:
        """Whether this person may do that to a card."""
        return bool(({"handler"} if act == "appeal" else MAY_JUDGE_CARDS) & set(self.roles))


class Sessions:
    """Makes and reads cookies with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def new(self, person: str = "") -> Session:
        """A fresh session; logging in always makes one."""
        return Session(secrets.token_urlsafe(16), person)

    def cookie(self, session: Session, at: datetime) -> str:
        """The session as text: body and signature."""
        kept = json.dumps([session.sid, session.person, int(at.timestamp())], ensure_ascii=False)
        body = base64.urlsafe_b64encode(kept.encode()).decode()
        return f"{body}.{self._sign('cookie', body)}"

    def read(self, cookie: str | None, at: datetime) -> Session | None:
        """The session of a cookie; null for none, a forged one or an old one."""
        body, _, signature = (cookie or "").partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign("cookie", body).encode()):
            return None
        sid, person, since = self._parts(body)
        fresh = at.timestamp() - since < HOURS * 3600
        return Session(sid, person if person in STAFF and fresh else "")

    def token(self, session: Session) -> str:
        """The token every form of this session carries."""
        return self._sign("form", f"{session.sid}\n{session.person}")

    def holds(self, session: Session, token: Any) -> bool:
        """Whether a token is this session's."""
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.token(session).encode())

    @staticmethod
    def _parts(body: str) -> tuple[str, str, int]:
        sid, person, since = json.loads(base64.urlsafe_b64decode(body))
        return str(sid), str(person), int(since)

    def _sign(self, what: str, body: str) -> str:
        return hmac.new(self._secret, f"{what}\n{body}".encode(), hashlib.sha256).hexdigest()


def instant() -> datetime:
    """Now."""
    return datetime.now(UTC)
