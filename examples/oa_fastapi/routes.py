"""The pages: list, new case, case, step, cards, sweep, login, and the applicant's status."""

from __future__ import annotations

import re
import secrets
from datetime import date
from typing import Any
from urllib.parse import quote

from attrs import evolve
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from casework.case import Refused
from casework.case.commands import payload_faults
from casework.errors import CaseNotFound, ConditionNotMet, LedgerConflict, StepNotAllowed
from casework.procedure import Regime, Step
from casework.regimes import CN_ORDER_711

from . import views, words
from .forms import day_of, fields_of, payload_of, split_reasons, with_errors
from .room import HERE, InRoom, Person, Room, Stopped, Typed, page
from .session import STAFF

router = APIRouter()
NUMBER = re.compile(r"\w[\w〔〕（）()\-.]{0,59}")
OPENED = ("channel", "received_on", "automatic_receipt", "applicant", "applicant_type", "acts_by", "contact", "subject",
          "unit")  # fmt: skip


def see(path: str) -> Response:
    """Look there next."""
    return RedirectResponse(path, 303)


def at(case_id: str, after: str = "") -> str:
    """The address of a case."""
    return f"/cases/{quote(case_id)}{after}"


@router.get("/style.css")
def style() -> Response:
    """The one style sheet."""
    return FileResponse(HERE / "style.css", media_type="text/css")


# -- who -----------------------------------------------------------------------------------------------------------


@router.get("/login")
def login(request: Request, room: InRoom) -> Response:
    """Choose who sits here."""
    roles = CN_ORDER_711.procedure.roles
    staff = [(person, "、".join(roles[role].zh for role in held)) for person, held in STAFF.items()]
    return page(request, "login.html", staff=staff)


@router.post("/login")
def log_in(request: Request, room: InRoom, typed: Typed) -> Response:
    """A new session for that person."""
    if typed.get("person") not in STAFF:
        raise Stopped(422, "没有这个人员", "请从名单中选择。", "/login")
    request.state.session = room.sessions.new(typed["person"])
    return see("/")


@router.post("/logout")
def log_out(request: Request, room: InRoom, typed: Typed) -> Response:
    """Nobody sits here any more."""
    request.state.session = room.sessions.new()
    return see("/login")


# -- the list ------------------------------------------------------------------------------------------------------


@router.get("/")
def listing(
    request: Request, room: InRoom, who: Person, state: str = "", number: str = "", at_page: str = "", swept: str = ""
) -> Response:
    """Cases, open ones first."""
    number, at = number.strip()[:60], int(at_page) if at_page.isascii() and at_page.isdigit() else 0
    shown = views.listing(room.desk, room.today(), state=state, number=number, page=at)
    said = f"已巡查：新提醒或红黄牌 {int(swept)} 张。" if swept.isascii() and swept.isdigit() else ""
    return page(request, "list.html", state=state, number=number, said=said, **shown)


@router.post("/sweep")
def sweep(room: InRoom, who: Person, typed: Typed) -> Response:
    """Raise what was reached by today."""
    return see(f"/?swept={len(room.desk.sweep(room.today()))}")


# -- a new case ----------------------------------------------------------------------------------------------------


def _opening(request: Request, room: Room, typed: dict[str, str], faults: dict[str, str]) -> Response:
    found = {each.name: each for each in fields_of(CN_ORDER_711.procedure.steps["open"], CN_ORDER_711, typed)}
    found["channel"] = evolve(found["channel"], required=True)
    fields = with_errors((found[name] for name in OPENED), faults)
    typed = {"once": secrets.token_urlsafe(16), "on": room.today().isoformat(), "number": ""} | typed
    return page(request, "new.html", 422 if faults else 200, fields=fields, typed=typed, faults=faults)


@router.get("/cases/new")
def new(request: Request, room: InRoom, who: Person) -> Response:
    """The form of a new case."""
    return _opening(request, room, {}, {})


@router.post("/cases/new")
def opened(request: Request, room: InRoom, who: Person, typed: Typed) -> Response:
    """Open a case; what is wrong stands beside its field."""
    step, number = CN_ORDER_711.procedure.steps["open"], typed.get("number", "").strip()
    if step.role not in who.roles:
        raise Stopped(403, "无此角色", f"收件由{CN_ORDER_711.procedure.roles[step.role].zh}办理。")
    on, wrong = day_of(typed.get("on", ""), room.today(), "收件日")
    payload = payload_of(step, typed)
    faults = {key: zh for key, zh, _ in payload_faults(step, payload, CN_ORDER_711)} | ({"on": wrong} if wrong else {})
    if not NUMBER.fullmatch(number) or number == "new":
        faults["number"] = "“编号”应为1至60个汉字、字母、数字或〔〕（）-."
    if "channel" not in payload:
        faults["channel"] = "缺少“申请方式”"  # the desk would take it, and no clock would start
    if not faults:
        try:
            room.desk.open(number, on, by=who.person, once=_once(typed), **payload)
            return see(at(number, "?done=1"))
        except StepNotAllowed as error:
            faults = {key: zh for key, zh, _ in error.faults}
        except LedgerConflict:
            faults = {"number": "这个编号已经有案件了"}
    return _opening(request, room, typed, faults)


# -- a step --------------------------------------------------------------------------------------------------------


@router.get("/cases/{case_id:path}/steps/{step_id}")
def asked(request: Request, room: InRoom, who: Person, case_id: str, step_id: str) -> Response:
    """The form of a step; where it is not possible, why."""
    file = room.desk.file(case_id)
    option = room.desk.options(case_id, room.today()).get(step_id)
    if option is None:
        raise Stopped(404, "没有这一步骤", "程序中没有这一步骤。", at(case_id))
    typed = {"on": room.today().isoformat(), "once": secrets.token_urlsafe(16), "version": str(file.version)}
    return _step_page(request, case_id, file.case.regime, step_id, typed, {}, list(option.reasons), option=option)


@router.post("/cases/{case_id:path}/steps/{step_id}")
def taken(request: Request, room: InRoom, who: Person, case_id: str, step_id: str, typed: Typed) -> Response:
    """Take a step: written once, refused with every reason, or stopped because someone wrote first."""
    regime = room.desk.file(case_id).case.regime
    step = regime.procedure.steps.get(step_id)
    if step is None or step_id == "open":
        raise Stopped(404, "没有这一步骤", "程序中没有这一步骤。", at(case_id))
    on, wrong = day_of(typed.get("on", ""), room.today())
    if wrong:
        return _step_page(request, case_id, regime, step_id, typed, {"on": wrong}, [])
    try:
        result = room.desk.take(
            case_id, step_id, on, by=who.person, once=_once(typed), expected=_version(typed), **payload_of(step, typed)
        )
    except LedgerConflict:
        text = "您打开表单之后，有人先在本案作了记录。您这次提交没有被记录；请重新载入案件，看过新情况再决定。"
        raise Stopped(409, "已被他人更新", text, at(case_id)) from None
    if isinstance(result, Refused):
        faults, reasons = split_reasons(result.reasons)
        return _step_page(request, case_id, regime, step_id, typed, faults, reasons, refused=result)
    return see(at(case_id, f"?done={result.version}" + ("&again=1" if result.again else "")))


def _step_page(
    request: Request, case_id: str, regime: Regime, step_id: str, typed: dict[str, str], faults: dict[str, str],
    reasons: list[Any], **more: Any,
) -> Response:  # fmt: skip
    step: Step = regime.procedure.steps[step_id]
    fields = with_errors(fields_of(step, regime, typed), faults)
    refused = more.get("refused")
    allowed = [regime.procedure.steps[each] for each in refused.allowed] if refused else []
    shown = {"option": None, "case_id": case_id, "step": step, "fields": fields, "typed": typed, "faults": faults}
    shown |= {"reasons": reasons, "allowed": allowed, "role": regime.procedure.roles[step.role].zh} | more
    return page(request, "step.html", 422 if faults or refused else 200, **shown)


def _once(typed: dict[str, str]) -> str:
    key = typed.get("once", "")
    if not 8 <= len(key) <= 100:
        raise Stopped(422, "表单不完整", "请从页面打开表单后再提交。")
    return key


def _version(typed: dict[str, str]) -> int:
    version = typed.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        raise Stopped(422, "表单不完整", "请从页面打开表单后再提交。")
    return int(version)


# -- cards, the case, the applicant --------------------------------------------------------------------------------


@router.post("/cases/{case_id:path}/cards")
def acted(room: InRoom, who: Person, case_id: str, typed: Typed) -> Response:
    """Confirm, appeal, uphold or revoke a card."""
    clock, rung, act, reason = (typed.get(key, "").strip() for key in ("clock", "rung", "act", "reason"))
    if not who.may_judge(act):
        raise Stopped(403, "无此角色", "申诉由承办提出；确认、维持和撤销由公开机构负责人或签发人决定。", at(case_id))
    if act in ("appeal", "revoke") and not reason:
        raise Stopped(422, "缺少理由", f"{words.ACTS[act]}红黄牌必须写明理由。", at(case_id))
    try:
        room.desk.act_on_card(case_id, clock, rung, act, room.today(), by=who.person, reason=reason)
    except ConditionNotMet:
        raise Stopped(422, "不能这样处理", "这张牌现在不能这样处理，可能已被他人处理。", at(case_id)) from None
    except LedgerConflict:
        raise Stopped(409, "已被他人更新", "有人先在本案作了记录。请重新载入案件再决定。", at(case_id)) from None
    return see(at(case_id, "#cards"))


@router.get("/cases/{case_id:path}")
def case(
    request: Request, room: InRoom, who: Person, case_id: str, done: str = "", again: str = "", reveal: str = ""
) -> Response:
    """One case, whole."""
    file, today, shown = room.desk.file(case_id), room.today(), reveal == "1" and who.may_reveal
    seq = int(done) if done.isascii() and done.isdigit() and len(done) < 9 else 0
    said = views.said_of(room.desk, file, seq, again=again == "1")
    return page(request, "case.html", said=said, reveal=shown, **views.detail(room.desk, file, today, reveal=shown))


@router.get("/status/{case_id:path}")
def status(request: Request, room: InRoom, case_id: str) -> Response:
    """What an applicant may see; nobody need log in."""
    today: date = room.today()
    try:
        found = room.desk.status(case_id, today)
    except CaseNotFound:
        raise Stopped(404, "没有这个编号", "请核对回执上的编号。", "") from None
    return page(request, "status.html", status=found, public=words.PUBLIC.get(found.clock, ""))
