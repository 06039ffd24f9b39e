"""What every page needs: the desk, today, the sessions, the templates; and what stops a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from attrs import frozen
from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from casework.desk import Desk

from . import words
from .session import Session, Sessions

HERE = Path(__file__).parent
MOST_BYTES = 200_000


class Stopped(Exception):
    """The request ends here, with a page that says why."""

    def __init__(self, status: int, title: str, text: str, back: str = "/") -> None:
        self.status, self.title, self.text, self.back = status, title, text, back
        super().__init__(title)


class NobodyHere(Exception):
    """Nobody has logged in."""


@frozen(eq=False)
class Room:
    """The desk and what stands around it."""

    desk: Desk
    today: Callable[[], date]
    sessions: Sessions
    pages: Environment


def pages() -> Environment:
    """The templates; whatever people typed is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {"STANDINGS": words.STANDINGS, "CLOCKS": words.CLOCKS, "ACTS": words.ACTS}
    return made


def room_of(request: Request) -> Room:
    """The room of the application."""
    room: Room = request.app.state.room
    return room


def person_of(request: Request) -> Session:
    """Who sits here."""
    session: Session = request.state.session
    if not session.person:
        raise NobodyHere
    return session


async def typed_in(request: Request) -> dict[str, str]:
    """The fields of a form, once its token is found to be this session's."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Stopped(413, "提交内容过大", "表单内容超过限制，没有记录。")
    form = await request.form(max_files=0, max_fields=100)
    if not room_of(request).sessions.holds(request.state.session, form.get("token")):
        text = "表单令牌不符：可能已换人登录或页面过期。请返回后刷新页面再提交；没有任何内容被记录。"
        raise Stopped(403, "表单已失效", text)
    return {key: value for key, value in form.items() if isinstance(value, str)}


InRoom = Annotated[Room, Depends(room_of)]
Person = Annotated[Session, Depends(person_of)]
Typed = Annotated[dict[str, str], Depends(typed_in)]


def page(request: Request, name: str, status: int = 200, /, **shown: Any) -> Response:
    """A page as HTML."""
    room, session = room_of(request), request.state.session
    shown |= {"session": session, "token": room.sessions.token(session), "today": room.today(),
              "organ": room.desk.setting.office.organ or "政府信息依申请公开"}  # fmt: skip
    return HTMLResponse(room.pages.get_template(name).render(**shown), status)
