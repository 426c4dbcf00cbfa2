"""Entering a problem that people found: a check in the village, a petition, an audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import CommonRuling, Evidence, Problem, ProblemEvent
from huitoukan.apps.problems.queries.deadlines import last_day_for
from huitoukan.apps.problems.services.evidence import keep_for
from huitoukan.apps.problems.services.steps import Finding, open_problem, reserve_numbers
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import DayKind, due_on
from huitoukan.rules.shapes.campaign import FindingSource


@dataclass(frozen=True)
class Entered:
    """What is written down of a finding. `place` is a village's or township's code.

    `source_ref` is the number on the letter of the source, `answer_due_on` the day it sets, if any;
    `recurs_from` the number of the problem of an earlier round that came back.
    """

    source: str
    type: str
    title: str
    place: str = ""
    household_no: str = ""
    found_on: date | None = None
    source_ref: str = ""
    answer_due_on: date | None = None
    recurs_from: str = ""


@use_case("problem.enter")
def enter_problem(
    actor: Actor,
    campaign: Campaign,
    given: Entered,
    *,
    photographs: Sequence[tuple[str, bytes]] = (),
    at: datetime,
) -> Problem:
    """Write a finding of people into the ledger, with the number and answering day of its source.

    `photographs` (name, bytes) show how it was found: they stand as "before".
    Raises Refused: FINDING_SOURCE, FINDING_TYPE, FINDING_PLACE (not the actor's), FINDING_DATE,
    FINDING_TEXT, and those of services.evidence.
    """
    pack = campaign.pack.opened()
    if (source := pack.finding_sources.get(given.source)) is None:
        raise Refused("FINDING_SOURCE", source=given.source, known=tuple(pack.finding_sources))
    if (kind := pack.problem_types.get(given.type)) is None:
        raise Refused("FINDING_TYPE", type=given.type)
    if not given.title.strip():
        raise Refused("FINDING_TEXT")
    on = timezone.localtime(at).date()
    found_on = given.found_on or on
    if found_on > on:
        raise Refused("FINDING_DATE", found_on=found_on)
    area, household = _object(actor, campaign, given)
    earlier = queries.problem_for(actor, given.recurs_from.strip()) if given.recurs_from else None
    finding = Finding(
        type=kind,
        area=area,
        title=given.title.strip()[:500],
        origin_kind=source.id,
        origin_code="",
        department=kind.department,
        severity=kind.severity,
        household_no=household.household_no if household else "",
        household_name=household.head_name if household else "",
        found_level=_level(actor, source),
        recurs_from=earlier,
        found_at=_moment(found_on) if found_on < on else None,
    )
    problem = open_problem(actor, campaign, finding, at=at)
    problem.source_no = _number(source, on)
    problem.source_ref = given.source_ref.strip()
    problem.answer_due_on = given.answer_due_on or answered_by(campaign, area, source, found_on)
    problem.save(update_fields=["source_no", "source_ref", "answer_due_on"])
    _keep_photographs(actor, problem, photographs, at)
    return problem


def _keep_photographs(
    actor: Actor, problem: Problem, photographs: Sequence[tuple[str, bytes]], at: datetime
) -> None:
    if not photographs:
        return
    event = ProblemEvent.objects.get(problem=problem, seq=1)
    Evidence.objects.bulk_create(
        Evidence(problem=problem, event=event, file=file, caption=file.name, when="before")
        for file in keep_for(actor, problem, photographs, at=at)
    )


def answered_by(campaign: Campaign, area: Area, source: FindingSource, start: date) -> date:
    """When the source wants its answer: its days, else the end of the rectification."""
    if source.answer_days is None:
        return last_day_for(campaign, area)
    kind = cast("DayKind", source.calendar)
    return due_on(start, source.answer_days, kind, campaign.calendar.opened())


def _number(source: FindingSource, on: date) -> str:
    """The next number of a source in a year, XF-2026-0007."""
    number = reserve_numbers(f"finding-{source.id}-{on.year}", 1)
    return f"{source.prefix}-{on.year}-{number:04d}"


def _object(actor: Actor, campaign: Campaign, given: Entered) -> tuple[Area, Household | None]:
    """Where the problem is, in the actor's areas: the household's village, or the place named."""
    household = None
    if number := given.household_no.strip():
        households = Household.objects.visible_to(actor, "problem.enter")
        household = households.filter(household_no=number).select_related("area").first()
        if household is None:
            raise Refused("NOT_FOUND", what="户", code=number)
    area = household.area if household else Area.objects.filter(code=given.place).first()
    is_here = area is not None and (
        area.depth_path.startswith(campaign.area.depth_path)
        and (
            actor.is_system
            or any(
                "problem.enter" in grant.verbs and area.depth_path.startswith(grant.path)
                for grant in actor.grants
            )
        )
    )
    if area is None or not is_here:
        raise Refused("FINDING_PLACE", place=given.place)
    return area, household


def _level(actor: Actor, source: FindingSource) -> str:
    """Who found it: city and province whoever they say they are, else the source's own level."""
    held = {grant.level for grant in actor.grants if "problem.enter" in grant.verbs}
    return next((one for one in ("province", "city") if one in held), source.level)


def _moment(day: date) -> datetime:
    """Noon of a day that has passed; the hour of such a finding is not known."""
    return timezone.make_aware(datetime.combine(day, time(12)))


@use_case("problem.supervise")
def rule_common(
    actor: Actor, campaign: Campaign, kind: str, *, is_common: bool, reason: str, owner: str = "",
    measure: str = "", at: datetime,
) -> CommonRuling:  # fmt: skip
    """Decide that a type is common or not, whatever the numbers say; each problem stays its own."""
    if kind not in campaign.pack.opened().problem_types:
        raise Refused("FINDING_TYPE", type=kind)
    ruling, _is_new = CommonRuling.objects.update_or_create(
        campaign=campaign,
        type=kind,
        defaults={
            "is_common": is_common, "measure": measure.strip(), "owner": owner.strip(),
            "reason": reason.strip(), "ruled_by_name": actor.name, "ruled_at": at,
            "done_words": "", "done_by_name": "", "done_at": None,
        },
    )  # fmt: skip
    record(
        "campaign", campaign.code, f"{kind} 定为{'共性' if is_common else '个性'}问题",
        area_path=campaign.area.depth_path, reason=reason.strip(),
    )  # fmt: skip
    return ruling
