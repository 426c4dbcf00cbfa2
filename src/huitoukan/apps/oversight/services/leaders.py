"""Linked leaders: who is linked from when to when, and what they say about a problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries.leaders import LINKED_LEADER
from huitoukan.apps.accounts.services import AccountCounts, AccountRow, open_accounts
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.oversight.queries.leaders import LEAD
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems.models import ProblemEvent
from huitoukan.apps.problems.queries import problem_for
from huitoukan.apps.problems.services.steps import write_event
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused


@use_case("people.open")
def link_leaders(
    actor: Actor, rows: Sequence[AccountRow], *, source: str, on: date
) -> AccountCounts:
    """Link leaders to places from a list; the same list twice changes nothing.

    Raises Refused: LEADER_POST, LEADER_PLACE, and those of opening accounts. All rows are checked
    before the first is written.
    """
    for row in rows:
        if row.post != LINKED_LEADER:
            raise Refused("LEADER_POST", post=row.post, wanted=LINKED_LEADER)
        area = Area.objects.filter(code=row.area_code).first()
        if area is not None and area.level not in {Level.TOWNSHIP, Level.VILLAGE}:
            raise Refused("LEADER_PLACE", place=area.name)
        if row.first_day and row.last_day and row.last_day < row.first_day:
            raise Refused("LEADER_DAYS", first=row.first_day, last=row.last_day)
    counts = open_accounts(actor, rows, source=source, on=on)
    record("people", "leaders", f"从“{source}”登记联系领导 {counts.appointed} 项")
    return counts


@use_case("people.open")
def end_link(actor: Actor, link: int, last_day: date) -> Appointment:
    """Set the last day of a link; "not found" where the actor may not open accounts."""
    held = Appointment.objects.filter(pk=link, post=LINKED_LEADER).select_related("area", "user")
    one = held.first()
    if one is None or not (
        actor.is_system
        or any(
            "people.open" in grant.verbs and one.area.depth_path.startswith(grant.path)
            for grant in actor.grants
        )
    ):
        raise Refused("NOT_FOUND", what="联系", code=link)
    if last_day < one.first_day:
        raise Refused("LEADER_DAYS", first=one.first_day, last=last_day)
    one.last_day = last_day
    one.save(update_fields=["last_day"])
    record(
        "people", one.user.username, f"{one.user.name}联系{one.area.name}到 {last_day} 止",
        area_path=one.area.depth_path,
    )  # fmt: skip
    return one


@use_case("problem.instruct")
def instruct(actor: Actor, code: str, *, on: date, words: str, at: datetime) -> ProblemEvent:
    """Write what a leader did about a problem of a linked place into its history; its state stays.

    Raises Refused: NOT_FOUND (also for a place that is not linked), LEADER_DATE, FINDING_TEXT.
    """
    problem = problem_for(actor, code, verb="problem.instruct", lock=True)
    if on > timezone.localtime(at).date():
        raise Refused("LEADER_DATE", on=on)
    if not words.strip():
        raise Refused("FINDING_TEXT")
    here = problem.state
    event = write_event(
        problem, actor, action=LEAD, before=here, after=here, at=at,
        facts={"opinion": f"{on}：{words.strip()}"[:500]},
    )  # fmt: skip
    record(
        "problem", problem.code, f"联系领导督导：{words.strip()}"[:300],
        area_path=problem.area.depth_path, on=str(on),
    )  # fmt: skip
    return event
