"""What accompanies a problem without moving it: visits of the residence team, conferences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Conference, Evidence, Problem, ProblemEvent
from huitoukan.apps.problems.queries.meetings import township_of
from huitoukan.apps.problems.queries.visits import CONFER, VISIT
from huitoukan.apps.problems.services.evidence import keep_for
from huitoukan.apps.problems.services.steps import write_event
from huitoukan.domain.following import refuse_unfit
from huitoukan.domain.refusals import Refused


@use_case("problem.follow")
def visit(
    actor: Actor,
    code: str,
    *,
    on: date,
    seen: str,
    photographs: Sequence[tuple[str, bytes]] = (),
    at: datetime,
) -> ProblemEvent:
    """Write down what was seen when the rectification was followed up; the state stays.

    Raises Refused: NOT_FOUND, VISIT_STATE, VISIT_DATE, and what keeping photographs raises.
    """
    problem = queries.problem_for(actor, code, verb="problem.follow", lock=True)
    refuse_unfit(
        problem.stands,
        on=on,
        found_on=timezone.localtime(problem.found_at).date(),
        today=timezone.localtime(at).date(),
    )
    files = keep_for(actor, problem, photographs, at=at) if photographs else ()
    event = _accompany(
        actor, problem, VISIT, {"visited_on": on.isoformat(), "seen": seen.strip()}, at
    )
    Evidence.objects.bulk_create(
        Evidence(problem=problem, event=event, file=file, caption=file.name, when="visit")
        for file in files
    )
    record(
        "problem", problem.code, f"跟踪回访：{seen.strip()}"[:300],
        area_path=problem.area.depth_path, on=on.isoformat(),
    )  # fmt: skip
    return event


@use_case("problem.confer")
def confer_on(
    actor: Actor, codes: Sequence[str], *, on: date, present: str, minutes: str, at: datetime
) -> Conference:
    """Write down a conference of departments with township and village about single problems.

    Raises Refused: NOT_FOUND for a problem that the actor does not see, CONFERENCE_DATE.
    """
    if on > timezone.localtime(at).date():
        raise Refused("CONFERENCE_DATE", on=on)
    problems = [
        queries.problem_for(actor, code, verb="problem.confer", lock=True)
        for code in sorted(set(codes))
    ]
    if not problems:
        raise Refused("NOT_FOUND", what="问题", code="")
    made = Conference.objects.create(
        campaign=problems[0].campaign, area=_place_of(problems), on=on,
        present=present.strip(), minutes=minutes.strip(), held_by_name=actor.name, written_at=at,
    )  # fmt: skip
    made.problems.add(*problems)
    facts = {"held_on": on.isoformat(), "present": made.present, "opinion": made.minutes}
    for problem in problems:
        _accompany(actor, problem, CONFER, facts, at)
        record(
            "problem", problem.code, f"登记 {on} 会商", area_path=problem.area.depth_path,
            present=made.present,
        )  # fmt: skip
    return made


def _place_of(problems: Sequence[Problem]) -> Area:
    """The township of all these problems; the county where they are of several."""
    towns = {town for problem in problems for town in township_of(problem.area)}
    return towns.pop() if len(towns) == 1 else problems[0].campaign.area


def _accompany(
    actor: Actor, problem: Problem, action: str, facts: dict[str, str], at: datetime
) -> ProblemEvent:
    here = problem.state
    return write_event(problem, actor, action=action, before=here, after=here, at=at, facts=facts)
