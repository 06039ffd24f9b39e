"""The application: a desk in a room, pages around it. `python -m oa_fastapi` serves it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from casework.desk import Desk
from casework.errors import CaseNotFound, CaseworkError, LedgerConflict
from casework.law import civil_day, parse_day
from casework.ledger import Ledger
from casework.office import Office, read_office

from .room import HERE, NobodyHere, Room, Stopped, page, pages
from .routes import router
from .session import COOKIE, HOURS, STAFF, Sessions, instant

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(desk: Desk, today: Callable[[], date], secret: bytes = b"") -> FastAPI:
    """The pages around a desk.

    Args:
        desk: Where cases are handled; its roles should be `session.STAFF`.
        today: The civil day it is.
        secret: Signs cookies and forms; a random one (everyone logs in anew after a restart) if not given.
    """
    app = FastAPI(title="依申请公开办理", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.room = Room(desk, today, Sessions(secret or secrets.token_bytes(32)), pages())
    app.include_router(router)
    app.middleware("http")(_guarded)
    app.add_exception_handler(NobodyHere, _to_login)
    app.add_exception_handler(Stopped, _stopped)
    app.add_exception_handler(CaseworkError, _refused)
    app.add_exception_handler(HTTPException, _no_page)
    return app


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Read the session, answer, keep a new session, and say what a browser may load."""
    sessions: Sessions = request.app.state.room.sessions
    known = sessions.read(request.cookies.get(COOKIE), instant())
    request.state.session = known or sessions.new()
    response = await call_next(request)
    if request.state.session is not known:
        cookie = sessions.cookie(request.state.session, instant())
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, cookie, max_age=HOURS * 3600, httponly=True, samesite="lax", secure=secure)
    response.headers.update(HEADERS)
    return response


def _to_login(request: Request, error: Exception) -> Response:
    return RedirectResponse("/login", 303)


def _stopped(request: Request, error: Exception) -> Response:
    assert isinstance(error, Stopped)
    return page(request, "said.html", error.status, title=error.title, text=error.text, back=error.back)


def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, CaseNotFound):
        return page(request, "said.html", 404, title="没有这个案件", text="编号不存在或已输错。", back="/")
    if isinstance(error, LedgerConflict):
        text = "您打开页面之后，有人先作了记录。请重新载入后再决定；您这次提交没有被记录。"
        return page(request, "said.html", 409, title="已被他人更新", text=text, back="/")
    return page(request, "said.html", 422, title="不能办理", text=str(error), back="/")


def _no_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = "没有这个页面" if error.status_code == 404 else "请求有误"
    return page(request, "said.html", error.status_code, title=title, text="请从首页重新进入。", back="/")


def office() -> Office:
    """The office's settings: the made-up ones beside this folder."""
    return read_office((HERE.parent / "office.toml").read_text(encoding="utf-8"))


def desk_on(ledger: Ledger) -> Desk:
    """A desk whose staff are the people of the login page."""
    return Desk("cn", ledger, office=office(), roles=STAFF, now=instant)


def today() -> date:
    """CASEWORK_TODAY for a demonstration; else the civil day in China."""
    fixed = os.environ.get("CASEWORK_TODAY")
    return parse_day(fixed) if fixed else civil_day(datetime.now(UTC))


def main() -> None:
    """Serve the ledger named by CASEWORK_LEDGER on port 8000 of this machine."""
    import uvicorn

    from casework.ledger import open_ledger

    ledger = open_ledger(os.environ.get("CASEWORK_LEDGER", "sqlite:///oa.db"))
    secret = os.environ.get("OA_SECRET", "").encode()
    uvicorn.run(create_app(desk_on(ledger), today, secret), host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
