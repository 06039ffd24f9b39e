"""The limits of relief: to apply, to sue, to answer. They hang on the reply, or on the reply limit missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from casework.case.case import Case
from casework.case.clock import Clock, late_state, timed
from casework.case.events import Event
from casework.case.receipt import as_count, as_day
from casework.law import Deadline, Landing, TimeLimit, last_day
from casework.law.dates import at_most
from casework.law.time_limit import ReadOn
from casework.procedure import Regime
from casework.workdays import WorkCalendar

_PAPERS = "send_reconsideration_papers"
_REPLIES = ("reply", "reply_on_the_spot")
_FIRST = ("应先申请行政复议", "reconsideration must come first")
_UNDELIVERED = ("答复书送达日未登记", "the delivery of the reply is not on record")
_UNKNOWN_LAW = ("当时的规定未收录", "the law of that day is not recorded here")


def relief_clocks(
    case: Case, events: Sequence[Event], replies: Sequence[Clock], on: date, days: WorkCalendar
) -> list[Clock]:
    """Every relief limit that has begun, or that something keeps from beginning."""
    reader = _Relief(case, events, on, days)
    answered = [event for event in events if event.step in _REPLIES]
    for clock in replies:
        reply = answered.pop(0) if clock.ended_on is not None and answered and clock.state != "ended" else None
        missed = clock.state == "missed" and clock.due is not None
        if missed and clock.due is not None and (reply is None or reader.pursued(clock.due, reply.on)):
            reader.against_inaction(clock.due, reply)
        if reply is not None:
            reader.against_reply(reply)
    for event in events:
        if event.step == "open_reconsideration":
            reader.reconsideration(event)
        elif event.step == "open_litigation":
            reader.litigation(event)
    return reader.found


class _Relief:
    def __init__(self, case: Case, events: Sequence[Event], on: date, days: WorkCalendar) -> None:
        self.regime: Regime = case.regime
        self.events, self.on, self.days = events, on, days
        self.found: list[Clock] = []

    def against_reply(self, reply: Event) -> None:
        """From the delivery of the reply."""
        told = reply.payload.get("relief_told") not in ("no", False)
        delivered = self._delivery(reply)
        first = self._first(reply)
        for limit_id in ("reconsideration_application", "litigation_direct"):
            opened = self._opened(limit_id, reply.on)
            if limit_id == "litigation_direct" and first:
                self._waiting(limit_id, reply.on, "not_started", _FIRST)
            elif delivered is None:
                self._waiting(limit_id, reply.on, "unknown", _UNDELIVERED)
            else:
                self._limit(limit_id, delivered, opened, untold=not told, act_on=reply.on)

    def pursued(self, due: date, reply_on: date) -> bool:
        """Whether someone went against the inaction before the late reply came."""
        opens = ("open_reconsideration", "open_litigation")
        return any(event.step in opens and due < event.on <= reply_on for event in self.events)

    def against_inaction(self, due: date, reply: Event | None) -> None:
        """From the last day of the reply limit."""
        if self.on <= due:
            return
        for limit_id in ("reconsideration_application", "litigation_direct"):
            opened = self._opened(limit_id, due)
            if reply is not None and (opened is None or opened.on > reply.on):
                continue
            if limit_id == "litigation_direct" and self.regime.chosen["inaction_relief"] == "first":
                self._waiting(limit_id, due, "not_started", _FIRST)
            else:
                self._limit(limit_id, due, opened, untold=False, act_on=due)

    def reconsideration(self, event: Event) -> None:
        """The organ's acceptance and papers, the office's answer, the decision, and the suit after it."""
        simple = ".simple" if event.payload.get("procedure") == "simple" else ""
        closed = self._matching(event, "close_reconsideration")
        accepted, sent = (self._matching(event, step) for step in ("accept_reconsideration", _PAPERS))
        if accepted is not None:
            self._limit("reconsideration_acceptance", event.on, accepted)
        began = event.on if accepted is None else accepted.on
        if accepted is not None or sent is not None:
            self._limit("reconsideration_papers", began, sent or closed, variant=f"reconsideration_papers{simple}")
        answer = self._answer(event, closed)
        papers = began if sent is None else sent.on
        variant = f"reconsideration_answer{simple}"
        self._limit("reconsideration_answer", papers, answer or closed, variant=variant, filed=answer is not None)
        variant = f"reconsideration_decision{simple}"
        extended = self._extension(event, variant, began)
        decision = self._limit("reconsideration_decision", began, closed, variant=variant, extension=extended)
        self._suit_after(decision, closed)

    def _suit_after(self, decision: Deadline | None, closed: Event | None) -> None:
        """The suit after a decision, or after the last day for one."""
        expired = decision.due if decision is not None and self.on > decision.due else None
        if expired is not None and (closed is None or closed.on > expired):
            sued = self._opened("litigation_direct", expired)
            if closed is None or (sued is not None and sued.on < closed.on):
                self._limit("litigation_after_reconsideration", expired, sued)
                return
        if closed is not None:
            sued = self._opened("litigation_direct", closed.on)
            self._limit("litigation_after_reconsideration", closed.on, sued)

    def _extension(self, event: Event, variant: str, began: date) -> int:
        """By how many days the limit to decide was extended: once, up to the cap, while it still ran."""
        limit, extended = self._version(variant, began), self._matching(event, "extend_reconsideration")
        if limit is None or limit.extension is None or extended is None:
            return 0
        if extended.on > last_day(limit, began, (), self.days).due:
            return 0
        return at_most(as_count(extended.payload.get("days")) or limit.extension.cap, limit.extension.cap)

    def litigation(self, event: Event) -> None:
        """The organ's answer in court, and the appeal against the judgment or ruling of first instance."""
        closed = self._matching(event, "close_litigation")
        answer = self._answer(event, closed)
        self._limit("court_answer", event.on, answer or closed, filed=answer is not None)
        if closed is not None:
            form = ".ruling" if closed.payload.get("form") == "ruling" else ""
            appeal = self._matching(closed, "appeal")
            self._limit("appeal", closed.on, appeal, variant=f"appeal{form}")

    def _delivery(self, reply: Event) -> date | None:
        """The day the reply reached the applicant; a service that failed is none, relief starts only on delivery."""
        failed = [e.on for e in self.events if e.step == "service_failed" and e.on >= reply.on]
        days: list[date] = []
        if reply.step == "reply_on_the_spot" or reply.payload.get("method") in ("direct", "entrusted", "electronic"):
            days.append(as_day(reply.payload.get("signed_on")) or reply.on)
        elif (signed := as_day(reply.payload.get("signed_on"))) is not None:
            days.append(signed)
        if failed:
            days = [day for day in days if day > failed[-1]]
        for event in self.events:
            if event.step == "record_delivery" and event.payload.get("letter") == "relief" and event.on >= reply.on:
                days.append(event.on)
            elif event.step == "serve_again" and (again := as_day(event.payload.get("signed_on"))) is not None:
                days.append(again)
        return min((day for day in days if day <= self.on), default=None)

    def _first(self, reply: Event) -> bool:
        known = self.regime.outcomes.get(str(self._stated(reply, "outcome") or ""))
        return known is not None and known.relief_on(reply.on, str(self._stated(reply, "grounds") or "")) == "first"

    def _stated(self, reply: Event, key: str) -> object:
        """What a reply states under a key, otherwise the last draft before it."""
        if value := reply.payload.get(key):
            return value
        drafts = [e.payload.get(key) for e in self.events if e.step == "submit_draft" and e.on <= reply.on]
        return drafts[-1] if drafts else None

    def _opened(self, limit_id: str, after: date) -> Event | None:
        step = "open_reconsideration" if limit_id == "reconsideration_application" else "open_litigation"
        return next((e for e in self.events if e.step == step and e.on >= after), None)

    def _matching(self, opening: Event, step: str) -> Event | None:
        """The step of the same proceeding: by its number, or without numbers the next one of its kind."""
        number = opening.payload.get("proceeding")
        for event in self.events:
            if event.step == step and event.on >= opening.on and event.payload.get("proceeding") in (None, "", number):
                return event
        return None

    def _answer(self, opening: Event, closed: Event | None) -> Event | None:
        """The answer filed in a proceeding: by its number, or without numbers one filed while it was open."""
        answer = self._matching(opening, "file_answer")
        return None if answer is not None and closed is not None and answer.on > closed.on else answer

    # -- clocks ----------------------------------------------------------------------------------------------------

    def _waiting(self, limit_id: str, day: date, state: str, reason: tuple[str, str]) -> None:
        limit = self._version(limit_id, day)
        basis = () if limit is None else (limit.citation,)
        self.found.append(Clock(limit_id, 1, state, reason=reason, basis=basis))

    def _barred(self, limit_id: str, deadline: Deadline, act_on: date) -> Deadline:
        """Never after the absolute bar, counted from the act itself."""
        bar = self._version(f"bar.{limit_id}", act_on)
        if bar is None or (deadline.due - act_on).days < 365:
            return deadline
        latest = last_day(bar, act_on, (), self.days)
        return latest if latest.due < deadline.due else deadline

    def _version(self, name: str, start: date, act_on: date | None = None) -> TimeLimit | None:
        """The version of a limit: that of the act, or where its law reads it so, of the day counting starts from."""
        limits = self.regime.limits.get(name)
        if limits is None:
            return None
        return limits.known_on(start if act_on is None or limits.read_on is ReadOn.DAY_ZERO else act_on)

    def _limit(
        self,
        limit_id: str,
        start: date,
        ended: Event | None,
        *,
        untold: bool = False,
        act_on: date | None = None,
        variant: str = "",
        filed: bool = True,
        extension: int = 0,
    ) -> Deadline | None:
        name = variant or (f"{limit_id}.untold" if untold else limit_id)
        # a variant that had not begun leaves the ordinary rule
        limit = self._version(name, start, act_on) or self._version(limit_id, start, act_on)
        if limit is None:
            self.found.append(Clock(limit_id, 1, "unknown", start, reason=_UNKNOWN_LAW))
            return None
        if limit.landing is not Landing.EXACT and self.regime.chosen["roll_on"] == "no":
            limit = evolve(limit, landing=Landing.EXACT)
        deadline = last_day(limit, start, (), self.days, extension=extension)
        if act_on is not None:
            deadline = self._barred(limit_id, deadline, act_on)
        ended_on = ended.on if ended is not None and ended.on <= self.on else None
        state = "running" if self.on <= deadline.due else late_state(limit.whose)
        if ended_on is not None:
            kept = ended_on <= deadline.due
            state = ("met" if filed else "ended") if kept else late_state(limit.whose)
        at = self.on if ended_on is None else ended_on
        self.found.append(timed(limit, state, deadline, at, ended_on, start))
        return deadline
