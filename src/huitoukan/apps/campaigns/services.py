"""Opening a campaign and reporting gates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from huitoukan.apps.campaigns.models import Campaign, Gate, PackRelease, StoredCalendar
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.services import put_departments
from huitoukan.domain.areas import INVENTED_PREFIXES
from huitoukan.domain.refusals import Refused
from huitoukan.rules.check import check_pack
from huitoukan.rules.pack import Pack

SATURDAY = 5
"""The first of date.weekday()'s two week-end days."""


def refuse_wrong_place(pack: Pack, area: Area) -> None:
    """A pack is pinned only where it is meant for; a sample pack only in invented places."""
    if pack.sample and not area.code.startswith(INVENTED_PREFIXES):
        raise Refused("PACK_SAMPLE", pack=pack.id, area=f"{area.name}（{area.code}）")
    if pack.places and not any(area.code.startswith(place) for place in pack.places):
        raise Refused("PACK_PLACE", pack=pack.id, places="、".join(pack.places), area=area.code)


NEEDED_DEADLINES = ("campaign", "department_confirmation", "plan", "rectification")
NEEDED_REASONS = ("hit_dismissed",)
"""What every campaign works with; a pack that has none of its own extends one that has."""


def refuse_incomplete(pack: Pack) -> None:
    """A pack is pinned only when it has the deadlines and reasons that the stages ask for."""
    missing = [f"deadlines/{name}.yaml" for name in NEEDED_DEADLINES if name not in pack.deadlines]
    missing += [f"reasons/{name}.yaml" for name in NEEDED_REASONS if name not in pack.reasons]
    missing += [] if pack.phases else ["phases.yaml"]
    if missing:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing="、".join(missing))


def year_end_before(day: date) -> date:
    """The baseline when nobody names another: the registry at the end of the year before (R001)."""
    return date(day.year - 1, 12, 31)


def last_day_of(pack: Pack, starts_on: date) -> date:
    """The last day when nobody names another: the pack's length of a campaign, from its start."""
    refuse_incomplete(pack)
    return starts_on + timedelta(days=pack.deadlines["campaign"].days or 0)


def store_calendar(first_year: int, last_year: int) -> StoredCalendar:
    """The public-holiday calendar of these years as the library knows it today, stored once.

    Source: chinesecalendar, made from the State Council's yearly notices. For a year whose notice
    is not out yet only the week-ends are days off, and the stored source says so; loading a later
    calendar does not move a due date.
    """
    from importlib.metadata import version  # noqa: PLC0415

    import chinese_calendar  # noqa: PLC0415 - imported where it is needed

    days_off: list[str] = []
    unpublished: set[int] = set()
    first_day, last_day = date(first_year, 1, 1), date(last_year, 12, 31)
    day = first_day
    while day <= last_day:
        try:
            is_off = chinese_calendar.is_holiday(day)
        except NotImplementedError:
            unpublished.add(day.year)
            is_off = day.weekday() >= SATURDAY
        if is_off:
            days_off.append(day.isoformat())
        day += timedelta(days=1)
    release = version("chinesecalendar")
    source = f"国务院办公厅节假日安排（chinesecalendar {release}）"
    if unpublished:
        years = "、".join(str(year) for year in sorted(unpublished))
        source += f"；{years}年放假安排未收录，暂按周末计"
    stored, _ = StoredCalendar.objects.get_or_create(
        version=f"cn-{first_year}-{last_year}-{release}",
        defaults={
            "first_day": first_day,
            "last_day": last_day,
            "days_off": days_off,
            "source": source,
        },
    )
    return stored


def store_release(pack: Pack, at: datetime) -> PackRelease:
    """Keep the pack's resolved bytes under their hash; the same bytes once."""
    release, _ = PackRelease.objects.get_or_create(
        hash=pack.hash,
        defaults={
            "pack": pack.id,
            "release": pack.release,
            "content": pack.to_bytes(),
            "stored_at": at,
        },
    )
    return release


@use_case("campaign.open")
def open_campaign(
    actor: Actor,
    code: str,
    *,
    title: str,
    area: Area,
    pack: Pack,
    baseline_on: date,
    starts_on: date,
    ends_on: date,
    at: datetime,
) -> Campaign:
    """Open a campaign in an area of the actor, pinning the pack's bytes and today's calendar."""
    if not actor.is_system and not any(
        "campaign.open" in grant.verbs and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    ):
        raise Refused("AREA_UNKNOWN", code=area.code)
    if Campaign.objects.filter(code=code).exists():
        raise Refused("CAMPAIGN_EXISTS", code=code)
    refuse_wrong_place(pack, area)
    refuse_incomplete(pack)
    if findings := check_pack(pack):
        raise Refused("PACK_INVALID", pack=pack.id, n=len(findings), first=findings[0].sentence)
    campaign = Campaign.objects.create(
        code=code,
        title=title,
        area=area,
        pack=store_release(pack, at),
        calendar=store_calendar(starts_on.year - 1, ends_on.year + 1),
        baseline_on=baseline_on,
        starts_on=starts_on,
        ends_on=ends_on,
        opened_by=actor.code,
        opened_at=at,
    )
    put_departments(area, {d.code: (d.name.zh, d.name.en) for d in pack.departments.values()})
    record(
        "campaign",
        code,
        f"建立任务“{title}”",
        area_path=area.depth_path,
        pack=str(campaign.pack),
        pack_hash=pack.hash,
        calendar=campaign.calendar.version,
    )
    return campaign


def report_gate(campaign: Campaign, code: str, *, is_passed: bool, told: str, at: datetime) -> None:
    """A stage reports its own gate, inside its own transaction."""
    Gate.objects.update_or_create(
        campaign=campaign,
        code=code,
        defaults={"is_passed": is_passed, "told": told, "reported_at": at},
    )
