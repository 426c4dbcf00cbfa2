"""A city's reconciliation: what each county reports, held against that county's own ledger here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.models import Problem, ReportedStanding
from huitoukan.apps.problems.queries.boards import boards, cells, joined
from huitoukan.apps.problems.queries.flows import standing_on
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.areas import Level
from huitoukan.domain.problems import SIGN_LEVELS
from huitoukan.domain.reconciliation import (
    AGAINST_WORDS,
    PART_WORDS,
    PARTS,
    Difference,
    Standing,
    differences,
    sum_of,
)


@dataclass(frozen=True)
class County:
    """A county on a day: its ledger's count, what it reports, and what the levels above say of it.

    `counted` is None where the ledger is not held here: nothing can be told of it.
    """

    area: Area
    counted: Standing | None
    said: tuple[ReportedStanding, ...]

    @property
    def own(self) -> Standing | None:
        """What the county itself reports; None when it did not."""
        return next((r.opened for r in self.said if r.by_level == Level.COUNTY), None)

    @property
    def differences(self) -> tuple[tuple[str, Difference], ...]:
        """Level and difference of every number that does not agree with the ledger here."""
        if self.counted is None:
            return ()
        return tuple(
            (one.by_level, found)
            for one in self.said
            for found in differences(one.opened, self.counted, {})
        )


@dataclass(frozen=True)
class Summed:
    """The counties of a city on a day, and their sums; None where a part of it is missing."""

    counties: tuple[County, ...]

    @property
    def counted(self) -> Standing | None:
        """The sum of the ledgers, if all of them are held here."""
        return sum_of(one.counted for one in self.counties)

    @property
    def reported(self) -> Standing | None:
        """The sum of what the counties report, if all of them did."""
        return sum_of(one.own for one in self.counties)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How the sum of the reports differs from that of the ledgers, if both can be told."""
        if self.counted is None or self.reported is None:
            return ()
        return differences(self.reported, self.counted, {})


def campaigns_over(actor: Actor) -> list[Campaign]:
    """The newest campaign of each county of which the actor sees every problem, by code."""
    newest: dict[int, Campaign] = {}
    for campaign in campaigns_for(actor):
        newest.setdefault(campaign.area_id, campaign)
    seen = [one for one in newest.values() if _sees_whole(actor, one.area)]
    return sorted(seen, key=lambda one: one.area.code)


def _sees_whole(actor: Actor, area: Area) -> bool:
    return actor.is_system or any(
        "problem.see" in grant.verbs
        and not grant.department
        and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    )


def counties_within(actor: Actor, campaigns: Sequence[Campaign]) -> list[Area]:
    """The counties of the cities in which the actor sees everything, also those without a ledger
    here; for who sees one county only, that county.
    """
    found = {one.area.pk: one.area for one in campaigns}
    cities = {one.area.parent_id for one in campaigns if one.area.parent_id}
    for city in Area.objects.filter(pk__in=cities, level=Level.CITY):
        if _sees_whole(actor, city):
            inside = Area.objects.filter(
                path__startswith=city.depth_path, level=Level.COUNTY, merged_into__isnull=True
            )
            found |= {area.pk: area for area in inside}
    return sorted(found.values(), key=lambda one: one.code)


def summed(actor: Actor, on: date) -> Summed:
    """Every county that the actor oversees, held against its ledger at the end of a day."""
    campaigns = {one.area_id: one for one in campaigns_over(actor)}
    reports = list(
        ReportedStanding.objects.visible_to(actor, "problem.see")
        .filter(campaign__in=campaigns.values(), area__in=list(campaigns), on=on)
        .order_by("by_level")
    )
    return Summed(
        tuple(
            County(
                area,
                _ledger(campaigns[area.pk], on) if area.pk in campaigns else None,
                tuple(one for one in reports if one.area_id == area.pk),
            )
            for area in counties_within(actor, list(campaigns.values()))
        )
    )


def _ledger(campaign: Campaign, on: date) -> Standing:
    rows = Problem.objects.for_system("the ledger is counted whole")
    return standing_on(rows.filter(campaign=campaign), on)


def days_over(actor: Actor) -> list[date]:
    """The days for which a county was reported, the newest first."""
    campaigns = campaigns_over(actor)
    found = ReportedStanding.objects.visible_to(actor, "problem.see").filter(
        campaign__in=campaigns, area__in=[one.area_id for one in campaigns]
    )
    return sorted(set(found.order_by().values_list("on", flat=True)), reverse=True)


def oversees_several(actor: Actor) -> bool:
    """Whether there is something to add up."""
    return len(campaigns_over(actor)) > 1


# --- the page ---


def counties_page(actor: Actor, *, on: date) -> pages.BoardPage:
    """[problems:counties] The counties of a city, each against its own ledger, and their sum."""
    found = summed(actor, on)
    return pages.BoardPage(
        title=_("各县对账"),
        note=_(
            "{day}：各县上报的问题数与本系统里各县台账逐项核对并求和；"
            "没有上报或台账不在这里的，合计不能判断。"
        ).format(day=on.isoformat()),
        boards=boards("reconcile"),
        sections=(_differing(found), _by_county(found)),
        links=tuple(
            Crumb(day.isoformat(), address(reverse("problems:counties"), {}, on=day.isoformat()))
            for day in days_over(actor)[:6]
            if day != on
        ),
    )


def _differing(found: Summed) -> pages.BoardSection:
    ledger, total = _("各县台账合计"), _("各县合计")
    rows = [
        cells(
            county.area.name, in_language(SIGN_LEVELS[level]), in_language(PART_WORDS[one.part]),
            one.reported, in_language(AGAINST_WORDS[one.against]), one.other, f"{one.by:+d}",
        )
        for county in found.counties
        for level, one in county.differences
    ] + [
        cells(
            total, "—", in_language(PART_WORDS[one.part]), one.reported, ledger, one.other,
            f"{one.by:+d}",
        )
        for one in found.differences
    ]  # fmt: skip
    heads = (_("地区"), _("上报级别"), _("项目"), _("上报"), _("对照"), _("对照数"), _("相差"))
    return pages.BoardSection(_("差异"), heads, tuple(rows), n=len(rows))


def _by_county(found: Summed) -> pages.BoardSection:
    rows = []
    for county in found.counties:
        rows.append(_line(county.area.name, _("台账"), county.counted, _("台账不在这里")))
        if county.own is None:
            rows.append(_line(county.area.name, _("县级上报"), None, _("没有上报")))
        for one in county.said:
            label = _("{level}上报").format(level=in_language(SIGN_LEVELS[one.by_level]))
            rows.append(_line(county.area.name, label, one.opened, ""))
    total = _("各县合计")
    absent = joined(one.area.name for one in found.counties if one.counted is None)
    silent = joined(one.area.name for one in found.counties if one.own is None)
    rows.append(_line(total, _("台账"), found.counted, _cannot(absent)))
    rows.append(_line(total, _("县级上报"), found.reported, _cannot(silent)))
    heads = (_("地区"), _("出处"), *(in_language(PART_WORDS[part]) for part in PARTS), _("说明"))
    return pages.BoardSection(_("各县台账与上报"), heads, tuple(rows))


def _cannot(names: str) -> str:
    return _("不能判断，缺：{names}").format(names=names)


def _line(
    place: str, source: str, standing: Standing | None, why: str
) -> tuple[pages.BoardCell, ...]:
    numbers = (
        cells(*(getattr(standing, part) for part in PARTS))
        if standing is not None
        else tuple(pages.BoardCell("—", is_number=True) for _part in PARTS)
    )
    return (*cells(place, source), *numbers, pages.BoardCell("" if standing is not None else why))
