"""Opening a campaign and reporting gates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from huitoukan.apps.campaigns.models import Campaign, Gate, PackRelease, StoredCalendar
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.services import put_departments
from huitoukan.domain.areas import INVENTED_PREFIXES
from huitoukan.domain.refusals import Refused
from huitoukan.domain.workdays import DayChange, still_changing, with_changes
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


@use_case("problem.supervise")
def put_days(
    actor: Actor, campaign: Campaign, changes: Sequence[DayChange], *, at: datetime
) -> StoredCalendar:
    """Put days of the county's own on the campaign's calendar, as a new version of it.

    Dates that were given before stay; what is counted from now on is counted with these days.
    Raises Refused: CALENDAR_NONE, CALENDAR_SHORT, CALENDAR_SAME.
    """
    demand_right(actor, campaign, "problem.supervise")
    if not changes:
        raise Refused("CALENDAR_NONE")
    present = _held(campaign)
    with_changes(present.opened(), changes, "")
    public = _public_of(present)
    by_day = {one.day: one for one in (*present.own_days, *changes)}
    kept = still_changing(public.opened(), sorted(by_day.values(), key=lambda one: one.day))
    return _adopt(actor, campaign, public, kept, at)


@use_case("problem.supervise")
def renew_calendar(actor: Actor, campaign: Campaign, *, at: datetime) -> StoredCalendar:
    """Take the public calendar as the installed library knows it now, with the county's own days.

    Raises Refused CALENDAR_NEWEST when it is the one already in use.
    """
    demand_right(actor, campaign, "problem.supervise")
    present = _held(campaign)
    public = store_calendar(present.first_day.year, present.last_day.year)
    if public.pk == _public_of(present).pk:
        raise Refused("CALENDAR_NEWEST", version=public.version)
    return _adopt(actor, campaign, public, still_changing(public.opened(), present.own_days), at)


def _held(campaign: Campaign) -> StoredCalendar:
    """The campaign's calendar, its row locked until the transaction ends."""
    row = Campaign.objects.select_for_update(of=("self",)).select_related("calendar")
    return row.get(pk=campaign.pk).calendar


def _public_of(calendar: StoredCalendar) -> StoredCalendar:
    return calendar.based_on or calendar


def _adopt(
    actor: Actor,
    campaign: Campaign,
    public: StoredCalendar,
    changes: Sequence[DayChange],
    at: datetime,
) -> StoredCalendar:
    """Store the public calendar with the county's days as its next version, and count with it."""
    before = campaign.calendar
    series = f"{public.version}+{campaign.area.code}-"
    number = StoredCalendar.objects.filter(version__startswith=series).count() + 1
    made = with_changes(public.opened(), changes, f"{series}{number}")
    stored = StoredCalendar.objects.create(
        version=made.version,
        first_day=made.first_day,
        last_day=made.last_day,
        days_off=sorted(day.isoformat() for day in made.days_off),
        source=public.source,
        based_on=public,
        changes=[
            {"day": one.day.isoformat(), "is_working": one.is_working, "basis": one.basis}
            for one in changes
        ],
        stored_by_name=actor.name,
        stored_at=at,
    )
    campaign.calendar = stored
    campaign.save(update_fields=["calendar"])
    record(
        "campaign",
        campaign.code,
        f"工作日历改用 {stored.version}，已经定下的期限不变",
        area_path=campaign.area.depth_path,
        before=before.version,
        days=[f"{one.day} {'上班' if one.is_working else '休息'} {one.basis}" for one in changes],
    )
    return stored
