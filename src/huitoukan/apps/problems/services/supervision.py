"""Supervising: reminders, the last days of areas, the day's conferences."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.accounts.queries.leaders import leaders_in, leaders_of
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import (
    AreaEnd,
    Conference,
    FreezePoint,
    ProblemEvent,
    ReportedStanding,
    SelfCheck,
)
from huitoukan.apps.problems.queries.deadlines import ends_above
from huitoukan.apps.problems.queries.supervision import in_stage, steps_of
from huitoukan.apps.problems.services.steps import write_event
from huitoukan.apps.registry.models import Household
from huitoukan.domain.problem_words import SIGN_LEVELS
from huitoukan.domain.reconciliation import Standing
from huitoukan.domain.refusals import Refused
from huitoukan.domain.supervision import STAGE_WORDS, Stage

REMIND = "remind"
"""The action of an event that changes no state: somebody was reminded."""


@use_case("problem.supervise")
def remind_stage(
    actor: Actor, campaign: Campaign, stage: Stage, words: str, *, at: datetime
) -> int:
    """Remind whoever is responsible for the problems of a stage, each once a day; how many.

    The reminder stands in the history of each problem; its state and date stay as they are.
    """
    demand_right(actor, campaign, "problem.supervise")
    on = timezone.localtime(at).date()
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    everything = queries.problems_for(actor, campaign, "problem.supervise")
    rows = in_stage(everything, stage, steps_of(campaign), on)
    done = ProblemEvent.objects.filter(action=REMIND, at__gte=start).values("problem")
    problems = list(rows.exclude(pk__in=done).order_by("code"))
    if not problems:
        raise Refused("REMIND_NOTHING")
    told = f"{STAGE_WORDS[stage].zh}。{words.strip()}"[:400]
    leaders = leaders_in(campaign.area, on) if stage in {Stage.RED, Stage.TALK} else []
    for problem in problems:
        here, names = problem.state, leaders_of(problem.area, leaders)
        said = f"{told}（告知联系领导：{'、'.join(names)}）"[:500] if names else told
        write_event(
            problem, actor, action=REMIND, before=here, after=here, at=at, facts={"opinion": said}
        )
    record(
        "campaign", campaign.code, f"催办 {len(problems)} 条：{STAGE_WORDS[stage].zh}",
        area_path=campaign.area.depth_path, words=words.strip(),
    )  # fmt: skip
    return len(problems)


def _area_of(campaign: Campaign, code: str) -> Area:
    inside = Area.objects.filter(path__startswith=campaign.area.depth_path)
    if (area := inside.filter(code=code).first()) is None:
        raise Refused("NOT_FOUND", what="地区", code=code)
    return area


@use_case("problem.supervise")
def set_end(
    actor: Actor, campaign: Campaign, place: str, ends_on: date, reason: str, *, at: datetime
) -> AreaEnd:
    """Set the last day of the rectification in an area: as early as one likes, never later than
    what holds above it (AREA_END_LATER). Dates that were given before stay as they are.
    """
    demand_right(actor, campaign, "problem.supervise")
    area = _area_of(campaign, place)
    above = [one.ends_on for one in ends_above(campaign, area) if one.area_id != area.pk]
    latest = min([campaign.ends_on, *above])
    if ends_on > latest:
        raise Refused("AREA_END_LATER", place=area.name, ends_on=ends_on, latest=latest)
    end, _is_new = AreaEnd.objects.update_or_create(
        campaign=campaign,
        area=area,
        defaults={
            "ends_on": ends_on, "reason": reason.strip(), "set_by_name": actor.name, "set_at": at,
        },
    )  # fmt: skip
    record(
        "campaign", campaign.code, f"设定 {area.name} 整改截止日 {ends_on}",
        area_path=area.depth_path, reason=reason.strip(),
    )  # fmt: skip
    return end


@use_case("problem.supervise")
def confer(
    actor: Actor,
    campaign: Campaign,
    *,
    place: str,
    on: date,
    present: str,
    minutes: str,
    at: datetime,
) -> Conference:
    """Write down a conference: of a day's findings, or of departments with town and village."""
    demand_right(actor, campaign, "problem.supervise")
    area = _area_of(campaign, place)
    made = Conference.objects.create(
        campaign=campaign, area=area, on=on, present=present.strip(), minutes=minutes.strip(),
        held_by_name=actor.name, written_at=at,
    )  # fmt: skip
    record(
        "campaign", campaign.code, f"登记 {area.name} {on} 会商", area_path=area.depth_path,
        present=made.present,
    )  # fmt: skip
    return made


@use_case("problem.supervise")
def set_freeze_point(
    actor: Actor, campaign: Campaign, *, place: str, on: date, reason: str, at: datetime
) -> FreezePoint:
    """Set the day until which an area reports without blame; refused once it is set."""
    demand_right(actor, campaign, "problem.supervise")
    area = _area_of(campaign, place)
    if FreezePoint.objects.filter(campaign=campaign, area=area).exists():
        raise Refused("FREEZE_POINT_SET", place=area.name)
    point = FreezePoint.objects.create(
        campaign=campaign, area=area, on=on, reason=reason.strip(), set_by_name=actor.name,
        set_at=at,
    )  # fmt: skip
    record(
        "campaign", campaign.code, f"设定 {area.name} 问题冻结日 {on}",
        area_path=area.depth_path, reason=point.reason,
    )  # fmt: skip
    return point


@use_case("problem.enter")
def declare_none(
    actor: Actor,
    campaign: Campaign,
    *,
    place: str,
    topic: str,
    on: date,
    household_no: str = "",
    at: datetime,
) -> SelfCheck:
    """A village's own word that a self-check found nothing of a topic (零报告).

    Of the whole place, or of one household that is registered in it. Raises Refused: FINDING_PLACE,
    NOT_FOUND.
    """
    area = _area_of(campaign, place)
    if not actor.is_system and not any(
        "problem.enter" in grant.verbs and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    ):
        raise Refused("FINDING_PLACE", place=place)
    if topic not in {kind.topic for kind in campaign.pack.opened().problem_types.values()}:
        raise Refused("NOT_FOUND", what="问题类别", code=topic)
    number = household_no.strip()
    here = Household.objects.visible_to(actor, "problem.enter").filter(area=area)
    if number and not here.filter(household_no=number).exists():
        raise Refused("NOT_FOUND", what="户", code=number)
    made = SelfCheck.objects.create(
        campaign=campaign, area=area, topic=topic, household_no=number, on=on,
        said_by_name=actor.name, written_at=at,
    )  # fmt: skip
    whose = f"户 {number} " if number else ""
    record(
        "campaign", campaign.code, f"{area.name} {whose}自查“{topic}”没有发现问题",
        area_path=area.depth_path,
    )  # fmt: skip
    return made


@use_case("problem.enter")
def report_standing(
    actor: Actor,
    campaign: Campaign,
    *,
    place: str,
    on: date,
    by_level: str,
    standing: Standing,
    source: str,
    at: datetime,
) -> ReportedStanding:
    """Keep the numbers that a level reports of an area on a day (R171).

    They are kept as they were said: what does not agree is named on the page, not refused. Raises
    Refused: FINDING_PLACE, FINDING_DATE, RECONCILE_LEVEL.
    """
    area = _area_of(campaign, place)
    if not actor.is_system and not any(
        "problem.enter" in grant.verbs and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    ):
        raise Refused("FINDING_PLACE", place=place)
    if on > timezone.localtime(at).date():
        raise Refused("FINDING_DATE", found_on=on)
    if by_level not in SIGN_LEVELS:
        raise Refused("RECONCILE_LEVEL", level=by_level, known=tuple(SIGN_LEVELS))
    made, _is_new = ReportedStanding.objects.for_system("its one row").update_or_create(
        campaign=campaign, area=area, on=on, by_level=by_level,
        defaults={
            "figures": asdict(standing), "source": source.strip()[:120],
            "said_by_name": actor.name, "written_at": at,
        },
    )  # fmt: skip
    record(
        "campaign", campaign.code,
        f"{SIGN_LEVELS[by_level].zh}上报 {area.name} {on} 问题数：发现 {standing.found}",
        area_path=area.depth_path, source=source.strip(), **asdict(standing),
    )  # fmt: skip
    return made
