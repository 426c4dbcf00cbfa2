"""Saved views of the list and what a person chose for it: reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.registry.models import ListChoice, SavedView
from huitoukan.domain.refusals import Refused

IN_A_VIEW: Final = (
    "place", "village_kind", "household_type", "exit_status", "monitored", "missing", "sort",
)  # fmt: skip
"""What a view keeps of a query. The words of the search box name persons and are never kept."""


@dataclass(frozen=True)
class Chosen:
    """What a person sees the list with: their views, the open one, the one it opens with."""

    views: tuple[SavedView, ...]
    opened: SavedView | None
    opens_with: int | None
    columns: tuple[str, ...]


def chosen_for(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> Chosen:
    """The own and the shared views of the campaign; `view` in the query opens one of them.

    The columns are the opened view's, else the person's own. An unknown view is "not found".
    """
    views = tuple(
        SavedView.objects.for_system("the campaign is the actor's; others' views are left out")
        .filter(campaign=campaign)
        .filter(Q(owner=actor.code) | Q(is_shared=True))
    )
    choice = ListChoice.objects.filter(campaign=campaign, person=actor.code).first()
    asked = params.get("view", "")
    opened = next((view for view in views if str(view.pk) == asked), None)
    if asked and opened is None:
        raise Refused("NOT_FOUND", what="视图", code=asked)
    columns = (opened.columns if opened else None) or (choice.columns if choice else [])
    opens_with = choice.opens_with_id if choice else None
    return Chosen(views, opened, opens_with, tuple(columns))


def first_query(actor: Actor, campaign: Campaign) -> dict[str, str]:
    """The query with which the list opens for this person; empty for the whole list."""
    choice = (
        ListChoice.objects.filter(campaign=campaign, person=actor.code, opens_with__isnull=False)
        .select_related("opens_with")
        .first()
    )
    view = choice.opens_with if choice else None
    is_seen = view is not None and (view.is_shared or view.owner == actor.code)
    return query_of(view) if view is not None and is_seen else {}


def query_of(view: SavedView) -> dict[str, str]:
    """The list's query that opens a view."""
    return {**view.query, "view": str(view.pk)}
