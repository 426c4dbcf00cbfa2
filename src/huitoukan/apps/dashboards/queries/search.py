"""Fills [dashboards:search]: households found by name, initials, number, last four, telephone."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.showing import page_of
from huitoukan.apps.dashboards.pages import household as pages
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.queries import open_states, problems_for
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for, search_households
from huitoukan.domain.identity import fold_name


def search_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.SearchPage:
    """Households in the actor's areas; an empty query finds nothing and shows how to search."""
    query = params.get("q", "").strip()
    found = households_for(actor, "household.see")
    # Folding may leave nothing, of a middle dot alone; that would find everybody.
    found = search_households(found, query) if fold_name(query) else found.none()
    rows, pager = page_of(found, reverse("dashboards:search"), params)
    numbers = [household.household_no for household in rows]
    open_problems = dict(
        problems_for(actor, campaign)
        .filter(household_no__in=numbers, state__in=open_states())
        .order_by()
        .values_list("household_no")
        .annotate(n=Count("pk"))
    )
    return pages.SearchPage(
        query=query,
        rows=tuple(_row(h, query, open_problems.get(h.household_no, 0)) for h in rows),
        pager=pager,
    )


def _row(household: Household, query: str, n_open: int) -> pages.FoundHousehold:
    return pages.FoundHousehold(
        household_no=household.household_no,
        head_name=household.head_name,
        place=f"{full_name(household.area)}{household.natural_group}",
        n_members=household.n_members,
        tags=tuple(text for text in (household.household_type, household.monitor_category) if text),
        matched=_matched(household, query),
        n_open_problems=n_open,
    )


def _matched(household: Household, query: str) -> str:
    """By what the household was found; the last four digits of a number are not shown again."""
    word = fold_name(query).lower().split()[0]
    if word in household.household_no.lower():
        return _("户编号")
    if word in fold_name(household.head_name).lower():
        return _("户主姓名")
    if word.isascii() and word.isalpha():
        return _("姓名首字母")
    if word.isascii() and word[:-1].isdigit():
        return _("证件后四位或电话")
    return _("家庭成员姓名")
