"""Fills [dashboards:search]: households found by name, initials, number, last four, telephone."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count
from django.urls import reverse

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.showing import page_of
from huitoukan.apps.dashboards.pages import household as pages
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.queries import open_states, problems_for
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for
from huitoukan.apps.registry.queries.narrow import first_households, whole_rows
from huitoukan.apps.registry.queries.search import found_by


def search_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.SearchPage:
    """Households in the actor's areas; an empty query finds nothing and shows how to search."""
    query = params.get("q", "").strip()
    visible = households_for(actor, "household.see")
    first = first_households(visible if query else visible.none(), query)
    path = reverse("dashboards:search")
    pks, pager = page_of(first.pks, path, params, most=first.most, counted=first.counted)
    rows = whole_rows(visible, pks)
    told = found_by(rows, query)
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
        rows=tuple(_row(h, told.get(h.pk, ""), open_problems.get(h.household_no, 0)) for h in rows),
        pager=pager,
    )


def _row(household: Household, matched: str, n_open: int) -> pages.FoundHousehold:
    return pages.FoundHousehold(
        household_no=household.household_no,
        head_name=household.head_name,
        place=f"{full_name(household.area)}{household.natural_group}",
        n_members=household.n_members,
        tags=tuple(text for text in (household.household_type, household.monitor_category) if text),
        matched=matched,
        n_open_problems=n_open,
    )
