"""The life of a problem as plain data, apart from the program's own table; and dates by events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.queries.deadlines import rectified_by
from huitoukan.domain.problems import Action, State
from huitoukan.domain.requests import Kind

S, A = State, Action
TARGETS = {
    A.CONFIRM: ({S.REGISTERED}, S.CONFIRMED),
    A.REJECT: ({S.REGISTERED}, S.REJECTED),
    A.REPORT_DATA_ERROR: ({S.REGISTERED}, S.DATA_FIX),
    A.CORRECT: ({S.DATA_FIX}, S.CORRECTED),
    A.ASSIGN: ({S.CONFIRMED}, S.ASSIGNED),
    A.ACCEPT: ({S.ASSIGNED}, S.ACCEPTED),
    A.PLAN: ({S.ACCEPTED}, S.PLANNED),
    A.APPROVE_PLAN: ({S.PLANNED}, S.RECTIFYING),
    A.RETURN_PLAN: ({S.PLANNED}, S.ACCEPTED),
    A.FIX_ON_SPOT: ({S.REGISTERED}, S.UNDER_REVIEW),
    A.SUBMIT: ({S.RECTIFYING, S.RETURNED, S.DEFERRED}, S.UNDER_REVIEW),
    A.RETURN: ({S.UNDER_REVIEW, S.REVIEWED}, S.RETURNED),
    A.PASS_REVIEW: ({S.UNDER_REVIEW}, S.REVIEWED),
    A.CLOSE: ({S.REVIEWED}, S.CLOSED),
    A.REOPEN: ({S.CLOSED, S.ARCHIVED}, S.RECTIFYING),
    A.ARCHIVE: ({S.CLOSED}, S.ARCHIVED),
    A.RESUME: ({S.PAUSED}, S.RECTIFYING),
    # Only by a request that was granted.
    A.PAUSE: (set(), S.PAUSED),
    A.DEFER: (set(), S.DEFERRED),
    A.TRANSFER: (set(), S.TRANSFERRED),
    A.MERGE: (
        {S.REGISTERED, S.CONFIRMED, S.ASSIGNED, S.ACCEPTED, S.PLANNED, S.RECTIFYING, S.RETURNED},
        S.MERGED,
    ),
}
AT_WORK = {S.ASSIGNED, S.ACCEPTED, S.PLANNED, S.RECTIFYING, S.RETURNED}
ASKED_IN = {
    Kind.EXTEND: AT_WORK | {S.DEFERRED},
    Kind.PAUSE: {S.RECTIFYING, S.RETURNED},
    Kind.LONG_TERM: {S.RECTIFYING, S.RETURNED},
    Kind.TRANSFER: AT_WORK | {S.CONFIRMED, S.DEFERRED},
    Kind.EXPEDITE: AT_WORK | {S.REGISTERED, S.CONFIRMED},
    Kind.FUND: AT_WORK | {S.CONFIRMED, S.DEFERRED},
}
MOVES = {Kind.PAUSE: S.PAUSED, Kind.LONG_TERM: S.DEFERRED, Kind.TRANSFER: S.TRANSFERRED}
GRANTED = {"extend", "expedite", "fund", "pause", "defer", "transfer"}
"""Events that write what was granted."""
ASKERS = {"ping", "tang", "rui"}
ALL_POWERFUL = {"duo", "trio"}
HOLDERS = {
    A.CONFIRM: {"min"}, A.REJECT: {"min"}, A.REPORT_DATA_ERROR: {"min"},
    A.CORRECT: {"rui"}, A.ASSIGN: {"rui", "lei"},
    A.ACCEPT: {"ping", "tang"}, A.PLAN: {"ping", "tang"}, A.SUBMIT: {"ping", "tang"},
    A.RETURN: {"qiao", "lei"}, A.PASS_REVIEW: {"qiao"}, A.CLOSE: {"lei"}, A.REOPEN: {"lei"},
    A.APPROVE_PLAN: {"qiao", "lei"}, A.RETURN_PLAN: {"qiao", "lei"},
    A.FIX_ON_SPOT: {"ping", "tang"}, A.ARCHIVE: {"qiao", "rui", "lei"}, A.RESUME: {"lei"},
    A.MERGE: {"rui"}, A.PAUSE: set(), A.DEFER: set(), A.TRANSFER: set(),
}  # fmt: skip
ACCOUNTS = ("ping", "tang", "qiao", "rui", "lei", "min", "bao", "shan", "duo", "trio")
BESIDE = "^上传佐证|^申请|已批准$|未批准$"
"""Lines of the journal that are no step."""
ENDS = {*(S.CLOSED, S.ARCHIVED, S.REJECTED, S.CORRECTED, S.MERGED), *(S.TRANSFERRED, S.DEFERRED)}
HANDS = {A.ACCEPT, A.PLAN, A.SUBMIT, A.FIX_ON_SPOT}


NEEDS_MORE = {A.SUBMIT, A.CORRECT, A.FIX_ON_SPOT, A.MERGE}
"""Steps that need a file or another problem besides words."""


@dataclass
class Life:
    """What the model knows of one problem."""

    finder: str
    state: State = S.REGISTERED
    rectifiers: set[str] = field(default_factory=set)
    reviewer: str = ""
    n_written: int = 1
    n_changes: int = 0
    waiting: dict[Kind, str] = field(default_factory=dict)

    def allows(self, action: Action, account: str) -> bool:
        """Whether this person may take the step now, were everything filled in."""
        sources, _ = TARGETS[action]
        barred: set[str] = set()
        if action is A.PASS_REVIEW:
            barred = {self.finder, *self.rectifiers, "ping"}
        if action is A.CLOSE:
            barred = {self.reviewer, *self.rectifiers, "ping"}
        if action in {A.APPROVE_PLAN, A.RETURN_PLAN, A.ARCHIVE}:
            barred = {*self.rectifiers, "ping"}
        if action is A.MERGE:
            barred = set(self.rectifiers)
        return (
            self.state in sources
            and account in HOLDERS[action] | ALL_POWERFUL
            and account not in barred
        )

    def take(self, action: Action, account: str, back_to: str = "") -> None:
        """What an accepted step makes of it; `back_to` is where a send-back went."""
        self.state = S(back_to) if action is A.RETURN and back_to else TARGETS[action][1]
        self.n_written += 1
        if action in HANDS:
            self.rectifiers.add(account)
        if action is A.PASS_REVIEW:
            self.reviewer = account
        if action in {A.RETURN, A.REOPEN}:
            self.reviewer = ""


BACKS = {
    S.UNDER_REVIEW: ("", S.RETURNED, S.ACCEPTED, S.CONFIRMED),
    S.REVIEWED: ("", S.RETURNED, S.ACCEPTED, S.CONFIRMED, S.UNDER_REVIEW),
}
"""Where a send-back may lead."""


def dates_by_events(
    campaign: Campaign, area: Area, events: Iterable[dict[str, Any]]
) -> dict[str, date | None]:
    """The three dates of a problem, worked out from its events alone."""
    found: dict[str, date | None] = dict.fromkeys(("confirm_due_on", "plan_due_on", "due_on"))
    paused: date | None = None
    for event in events:
        action, at, due = event["action"], event["at"], event["facts"].get("due_on")
        day = timezone.localtime(at).date()
        if action == "register":
            found["confirm_due_on"] = deadline(campaign, "department_confirmation", at)
        if action in {A.ASSIGN, A.ACCEPT, A.REOPEN}:
            found["due_on"] = rectified_by(campaign, area, at)
        is_back = action == A.RETURN and event["to_state"] == S.ACCEPTED
        if action in {A.ACCEPT, A.RETURN_PLAN} or is_back:
            found["plan_due_on"] = deadline(campaign, "plan", at)
        if action in {A.PLAN, A.DEFER, "extend"}:
            found["due_on"] = date.fromisoformat(due)
        if action == A.PAUSE:
            paused = day
        if action == A.RESUME and paused and found["due_on"]:
            found["due_on"] += day - paused
    return found
