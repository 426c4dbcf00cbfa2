"""Fills [agreement:list]: progress by place, and the households with their standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.agreement import pages, queries
from huitoukan.apps.agreement.models import Agreement
from huitoukan.apps.agreement.queries.progress import (
    Progress,
    area_row,
    by_village,
    household_documents,
    total,
)
from huitoukan.apps.agreement.queries.words import standing_chip, standing_label
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, Figure, FilterField, Filters, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, filters_of, page_of, select
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries.search import with_words
from huitoukan.domain.agreement import Standing
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused


def agreement_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str]
) -> pages.AgreementPage:
    """[agreement:list] The actor's households, narrowed to the chosen place and standing.

    A place outside the actor's areas is "not found". The number of queries does not grow.
    """
    areas = areas_with(actor, "agreement.see", campaign.area)
    chosen = _chosen(campaign.area, areas, params.get("place", ""))
    found = by_village(actor, campaign)
    n_documents = len(household_documents(campaign))
    here = total(chosen, areas, found)
    below = _below(chosen, areas)
    rows, pager = page_of(
        _asked_for(actor, campaign, chosen, params), reverse("agreement:list"), params
    )
    return pages.AgreementPage(
        place=chosen.name,
        figures=_figures(here, params),
        areas=tuple(area_row(area, total(area, areas, found), n_documents) for area in below),
        areas_title=_("各乡镇") if below and below[0].level == Level.TOWNSHIP else _("各村"),
        tabs=_tabs(here, params),
        filters=_filters(areas, params),
        rows=_household_rows(campaign, rows),
        pager=pager,
        crumbs=_crumbs(campaign.area, chosen),
        may_record=bool(actor.may("agreement.record")),
    )


def _chosen(county: Area, areas: Sequence[Area], code: str) -> Area:
    """The place asked for; else the county, or the one township in which anything is held."""
    townships = [area for area in areas if area.level == Level.TOWNSHIP]
    if not code:
        return townships[0] if len(townships) == 1 else county
    found = next((area for area in (county, *areas) if area.code == code), None)
    if found is None:
        raise Refused("NOT_FOUND", what="区划", code=code)
    return found


def _below(chosen: Area, areas: Sequence[Area]) -> list[Area]:
    """The places under the chosen one, or itself when it is a village."""
    if chosen.level == Level.VILLAGE:
        return [chosen]
    return [area for area in areas if area.parent_id == chosen.pk]


def _crumbs(county: Area, chosen: Area) -> tuple[Crumb, ...]:
    path = reverse("agreement:list")
    steps = []
    here: Area | None = chosen
    while here is not None and here.pk != county.pk:
        steps.append(Crumb(here.name, address(path, {}, place=here.code)))
        here = here.parent
    return tuple(reversed(steps))


def _asked_for(
    actor: Actor, campaign: Campaign, chosen: Area, params: Mapping[str, str]
) -> ScopedQuerySet[Household]:
    households = queries.households_in(actor, campaign).filter(
        area__path__startswith=chosen.depth_path
    )
    households = with_words(households, params.get("q", ""))
    standing = params.get("tab", "")
    if not standing:
        return households
    stored = Agreement.objects.for_system("narrowed by the households").filter(campaign=campaign)
    if standing not in set(Standing):
        return households.none()
    if standing == Standing.NOT_RECORDED:
        return households.exclude(pk__in=stored.values("household_id"))
    return households.filter(pk__in=stored.filter(standing=standing).values("household_id"))


def _figures(here: Progress, params: Mapping[str, str]) -> tuple[Figure, ...]:
    def href(standing: Standing) -> str:
        return address(reverse("agreement:list"), params, tab=standing)

    n_differ = here.standings[Standing.DIFFER]
    return (
        Figure(_("已核对"), here.n_recorded, _("户"), of=here.n_households),
        Figure(
            standing_label(Standing.AGREE), here.standings[Standing.AGREE], _("户"),
            href=href(Standing.AGREE),
        ),
        Figure(
            standing_label(Standing.DIFFER), n_differ, _("户"), _("是疑点，由人核定"),
            href=href(Standing.DIFFER),
        ),
        Figure(
            standing_label(Standing.CANNOT_TELL), here.standings[Standing.CANNOT_TELL], _("户"),
            _("有项目没有看到"), href=href(Standing.CANNOT_TELL),
        ),
        Figure(
            standing_label(Standing.RECONCILE), here.standings[Standing.RECONCILE], _("户"),
            _("几轮记录互相矛盾"), is_hot=here.standings[Standing.RECONCILE] > 0,
            href=href(Standing.RECONCILE),
        ),
    )  # fmt: skip


def _tabs(here: Progress, params: Mapping[str, str]) -> tuple[Tab, ...]:
    path, current = reverse("agreement:list"), params.get("tab", "")
    counts = {
        **here.standings,
        Standing.NOT_RECORDED: here.n_households - here.n_recorded,
    }
    everything = Tab(_("全部"), address(path, params, tab=""), here.n_households, not current)
    return (
        everything,
        *(
            Tab(
                standing_label(standing),
                address(path, params, tab=standing),
                counts.get(standing, 0),
                current == standing,
            )
            for standing in Standing
        ),
    )


def _filters(areas: Sequence[Area], params: Mapping[str, str]) -> Filters:
    places = [(area.code, full_name(area)) for area in areas]
    fields = (
        select("place", _("乡镇村"), places, params),
        FilterField(
            "q",
            _("关键词"),
            "text",
            value=params.get("q", ""),
            placeholder=_("姓名、拼音首字母、户编号、电话"),
            is_wide=True,
        ),
    )
    return filters_of(reverse("agreement:list"), params, fields, kept=("tab",))


def _household_rows(
    campaign: Campaign, households: Sequence[Household]
) -> tuple[pages.HouseholdRow, ...]:
    rows = Agreement.objects.for_system("of households that were loaded in scope")
    stands = {
        one.household_id: one for one in rows.filter(campaign=campaign, household__in=households)
    }
    return tuple(_household_row(one, stands.get(one.pk)) for one in households)


def _household_row(household: Household, stands: Agreement | None) -> pages.HouseholdRow:
    standing = Standing(stands.standing) if stands else Standing.NOT_RECORDED
    return pages.HouseholdRow(
        household_no=household.household_no,
        head_name=household.head_name,
        place=full_name(household.area),
        n_rounds=stands.n_rounds if stands else 0,
        n_agree=stands.n_agree if stands else 0,
        n_differ=stands.n_differ if stands else 0,
        n_cannot_tell=stands.n_cannot_tell if stands else 0,
        standing=standing_chip(standing),
    )
