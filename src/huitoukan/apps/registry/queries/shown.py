"""Fills the shapes of pages.py: the list of households with its tree of places.

A list of any length answers at once: counting and leafing stop at a bound, the counts of places
come from the tallies, and every order and filter is read off an index (ADR 0011).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, FilterField, Filters, Pager, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import Counted, address, filters_of, page_of, select
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry import queries
from huitoukan.apps.registry.fields import begins_with
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.pages import (
    Heading,
    HouseholdRow,
    ListTools,
    OpenedView,
    RegistryPage,
)
from huitoukan.apps.registry.queries.columns import (
    MOST_CHOSEN,
    ListColumn,
    chosen_columns,
    columns_of,
    values_of,
)
from huitoukan.apps.registry.queries.gaps import gap_label, households_with_gap
from huitoukan.apps.registry.queries.narrow import (
    MOST,
    SORTS,
    SORTS_AT_ANY_SIZE,
    first_households,
    ordered,
    whole_rows,
)
from huitoukan.apps.registry.queries.saved import Chosen, chosen_for, query_of
from huitoukan.apps.registry.queries.search import found_by
from huitoukan.apps.registry.queries.tree import Places, Total, places_of, tree_of
from huitoukan.rules.pack import Pack

MONITORED: Final = "yes"
NOT_MONITORED: Final = "no"
FILTERS: Final[Mapping[str, str]] = {
    "village_kind": "area__village_kind",
    "household_type": "household_type",
    "exit_status": "exit_status",
}
"""Parameter of the query, and the column that must have its value."""
CONDITIONS: Final = (*FILTERS, "monitored", "missing")


@dataclass(frozen=True)
class Asked:
    """What a query asks for. `few` holds the ids in order, unless it asks for a whole place."""

    households: ScopedQuerySet[Household]
    counted: Counted
    total: Total | None
    sort: str
    most: int = 0
    few: tuple[int, ...] | None = None


def registry_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> RegistryPage:
    """[registry:list] The households that the actor may see, narrowed to what was asked for.

    A place outside the actor's areas and another's view are "not found". The number of questions to
    the database does not grow with the registry.
    """
    path = reverse("registry:list")
    pack = campaign.pack.opened()
    places = places_of(actor, campaign, params.get("place", ""))
    chosen = chosen_for(actor, campaign, params)
    asked = asked_for(actor, campaign, places, params)
    columns = chosen_columns(pack, chosen.columns)
    households, pager = _page(asked, path, params)
    told = found_by(households, params.get("q", ""))
    baseline = queries.baseline_of(campaign)
    total = asked.total
    wanted = params.get("sort", "").removeprefix("-")
    is_in_order = asked.sort.removeprefix("-") == wanted or wanted not in SORTS
    return RegistryPage(
        tree=(tree_of(places, path, params),),
        filters=_filters(pack, params),
        views=_views(chosen, path, params),
        headings=tuple(_heading(column, asked, path, params) for column in columns),
        rows=tuple(
            HouseholdRow(
                household.household_no,
                household.head_name,
                tuple(column.cell(household) for column in columns),
                told.get(household.pk, ""),
            )
            for household in households
        ),
        pager=pager,
        tools=_tools(actor, pack, chosen, columns, params),
        n_households=asked.counted.n_rows,
        n_persons=total.n_persons if total else None,
        n_villages=total.n_villages if total else None,
        n_monitored=total.n_monitored if total else None,
        place=places.chosen.name,
        sort_note="" if is_in_order else _("户数太多，暂按区划排列；缩小范围后可按这一列排序。"),
        baseline_on=baseline.as_of if baseline else None,
        export_href=_export_href(actor, params),
        quality_href=address(reverse("registry:quality"), {}, place=params.get("place", "")),
        may_import=bool(actor.may("registry.import")),
    )


def _export_href(actor: Actor, params: Mapping[str, str]) -> str:
    if not actor.may("registry.export"):
        return ""
    return address(reverse("registry:export"), params)


# --- what is asked for ---


def asked_for(
    actor: Actor,
    campaign: Campaign,
    places: Places,
    params: Mapping[str, str],
    *,
    verb: str = "registry.see",
) -> Asked:
    """The households of a query; unknown values find nothing, unknown orders are the usual one."""
    words = params.get("q", "")
    here = _in_place(queries.households_for(actor, verb), campaign, places)
    sort = params.get("sort", "")
    sort = sort if sort.removeprefix("-") in SORTS else "place"
    if words.strip() or any(params.get(name) for name in CONDITIONS):
        first = first_households(_narrowed(here, campaign, params), words, sort)
        return Asked(here, first.counted, first.total, first.sort, first.most, first.pks)
    whole = places.total_of(places.chosen)
    is_any = whole.n_households <= MOST or sort.removeprefix("-") in SORTS_AT_ANY_SIZE
    sort = sort if is_any else "place"
    return Asked(ordered(here, sort), Counted(whole.n_households), whole, sort, MOST)


def _page(asked: Asked, path: str, params: Mapping[str, str]) -> tuple[list[Household], Pager]:
    if asked.few is None:
        return page_of(asked.households, path, params, most=asked.most, counted=asked.counted)
    pks, pager = page_of(asked.few, path, params, most=asked.most, counted=asked.counted)
    return whole_rows(asked.households, pks), pager


def _in_place(
    households: ScopedQuerySet[Household], campaign: Campaign, places: Places
) -> ScopedQuerySet[Household]:
    """Those of the chosen place.

    The range of the list's own order keeps a page of a township cheap; the path stays the truth
    about where a household is.
    """
    inside = households.filter(area__path__startswith=campaign.area.depth_path)
    if places.chosen == campaign.area:
        return inside
    here: Area = places.chosen
    return inside.filter(
        begins_with("place_key", here.code), area__path__startswith=here.depth_path
    )


def _narrowed(
    households: ScopedQuerySet[Household], campaign: Campaign, params: Mapping[str, str]
) -> ScopedQuerySet[Household]:
    for name, lookup in FILTERS.items():
        if params.get(name):
            households = households.filter(**{lookup: params[name]})
    if params.get("missing"):
        households = households_with_gap(households, campaign, params["missing"])
    match params.get("monitored", ""):
        case "":
            return households
        case "yes":  # MONITORED
            return households.exclude(monitor_category="")
        case "no":  # NOT_MONITORED
            return households.filter(monitor_category="")
        case category:
            return households.filter(monitor_category=category)


# --- the query area, the views, the headings ---


def _filters(pack: Pack, params: Mapping[str, str]) -> Filters:
    monitored = [
        (MONITORED, _("是监测对象")),
        (NOT_MONITORED, _("不是监测对象")),
        *values_of(pack, "household", "monitor_category"),
    ]
    gaps = [(measure.id, gap_label(pack, measure)) for measure in pack.quality.measures]
    fields = (
        FilterField(
            "q",
            _("关键词"),
            "text",
            value=params.get("q", ""),
            placeholder=_("姓名、拼音、户编号、证件后四位、电话"),
            is_wide=True,
        ),
        select("village_kind", _("村属性"), values_of(pack, "village", "village_kind"), params),
        select(
            "household_type", _("户类型"), values_of(pack, "household", "household_type"), params
        ),
        select("exit_status", _("脱贫属性"), values_of(pack, "household", "exit_status"), params),
        select("monitored", _("监测对象"), monitored, params),
        select("missing", _("待补正"), gaps, params),
    )
    return filters_of(reverse("registry:list"), params, fields, kept=("place", "sort", "view"))


def _views(chosen: Chosen, path: str, params: Mapping[str, str]) -> tuple[Tab, ...]:
    """All households, then the views; nothing when there is none."""
    if not chosen.views:
        return ()
    whole = Tab(_("全部"), f"{path}?view=", is_current=not params.get("view"))
    return (
        whole,
        *(
            Tab(view.name, address(path, query_of(view)), is_current=view == chosen.opened)
            for view in chosen.views
        ),
    )


def _heading(column: ListColumn, asked: Asked, path: str, params: Mapping[str, str]) -> Heading:
    may_sort = column.sort and (asked.total is not None or column.sort in SORTS_AT_ANY_SIZE)
    is_now = asked.sort.removeprefix("-") == column.sort
    is_down = is_now and asked.sort.startswith("-")
    turned = f"-{column.sort}" if is_now and not is_down else column.sort
    return Heading(
        column.label,
        column.is_right,
        address(path, params, sort=turned) if may_sort else "",
        ("descending" if is_down else "ascending") if is_now and column.sort else "",
    )


def _tools(
    actor: Actor,
    pack: Pack,
    chosen: Chosen,
    columns: list[ListColumn],
    params: Mapping[str, str],
) -> ListTools:
    shown = {column.name for column in columns}
    view = chosen.opened
    return ListTools(
        columns=tuple(
            Choice(name, column.label, name in shown) for name, column in columns_of(pack).items()
        ),
        most_columns=MOST_CHOSEN,
        query=urlencode({k: v for k, v in params.items() if v and k != "page"}),
        opened=OpenedView(
            view.pk,
            view.name,
            view.is_shared,
            opens_first=view.pk == chosen.opens_with,
            may_remove=view.owner == actor.code,
        )
        if view
        else None,
        may_share=bool(actor.may("registry.share_view")),
    )


def criteria(places: Places, pack: Pack, params: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a query asks for, in words, for the sheet beside an export; never whom it looked for."""
    found = [(_("区划"), places.chosen.name)]
    for field in _filters(pack, params).fields:
        if field.value:
            words = next((c.label for c in field.choices if c.value == field.value), "")
            found.append((field.label, words or _("按关键词查询")))
    return tuple(found)
