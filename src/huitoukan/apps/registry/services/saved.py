"""Saving views of the list, and what a person chooses for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.models import ListChoice, SavedView
from huitoukan.apps.registry.queries.columns import MOST_CHOSEN, columns_of
from huitoukan.apps.registry.queries.saved import IN_A_VIEW
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import verb_label

LONGEST_NAME = 30
MOST_VIEWS = 20


@use_case("registry.see")
def choose_columns(actor: Actor, campaign: Campaign, names: Sequence[str]) -> None:
    """Keep the columns with which this person sees the list; unknown ones are left out."""
    known = columns_of(campaign.pack.opened())
    columns = [name for name in names if name in known][:MOST_CHOSEN]
    ListChoice.objects.update_or_create(
        campaign=campaign, person=actor.code, defaults={"columns": columns}
    )
    record(
        "registry", campaign.code, "选定名册列表的列",
        area_path=campaign.area.depth_path, columns=columns,
    )  # fmt: skip


@use_case("registry.see")
def save_view(
    actor: Actor,
    campaign: Campaign,
    name: str,
    query: Mapping[str, str],
    columns: Sequence[str],
    *,
    is_shared: bool = False,
) -> SavedView:
    """Keep a query under a name; the same name of the same person again replaces it.

    The words of the search box are not kept: they name persons. Sharing asks for its own right.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused("VIEW_NAMELESS")
    if is_shared and not actor.may("registry.share_view"):
        raise Refused("NOT_ALLOWED", verb=verb_label("registry.share_view"))
    own = SavedView.objects.for_system("one's own views").filter(
        campaign=campaign, owner=actor.code
    )
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused("VIEWS_TOO_MANY", limit=MOST_VIEWS)
    known = columns_of(campaign.pack.opened())
    same = own.filter(name=name).first()
    view = same or SavedView(campaign=campaign, owner=actor.code, name=name)
    view.query = {key: str(query[key])[:60] for key in IN_A_VIEW if query.get(key)}
    view.columns = [column for column in columns if column in known][:MOST_CHOSEN]
    view.is_shared = is_shared
    view.save()
    record(
        "registry", campaign.code, f"{'共享' if is_shared else '保存'}名册视图“{name}”",
        area_path=campaign.area.depth_path, query=view.query,
    )  # fmt: skip
    return view


@use_case("registry.see")
def remove_view(actor: Actor, campaign: Campaign, number: int) -> None:
    """Remove an own view; another's is not found."""
    view = _view(actor, campaign, number, is_own=True)
    record(
        "registry", campaign.code, f"删除名册视图“{view.name}”",
        area_path=campaign.area.depth_path,
    )  # fmt: skip
    view.delete()


@use_case("registry.see")
def open_with(actor: Actor, campaign: Campaign, number: int | None) -> None:
    """Let the list open with this view for this person; None: with all households."""
    view = _view(actor, campaign, number) if number is not None else None
    ListChoice.objects.update_or_create(
        campaign=campaign, person=actor.code, defaults={"opens_with": view}
    )
    record(
        "registry", campaign.code,
        f"名册默认打开“{view.name}”" if view else "名册默认打开全部",
        area_path=campaign.area.depth_path,
    )  # fmt: skip


def _view(actor: Actor, campaign: Campaign, number: int, *, is_own: bool = False) -> SavedView:
    found = (
        SavedView.objects.for_system("checked below").filter(campaign=campaign, pk=number).first()
    )
    if found is None or (found.owner != actor.code and (is_own or not found.is_shared)):
        raise Refused("NOT_FOUND", what="视图", code=str(number))
    return found
