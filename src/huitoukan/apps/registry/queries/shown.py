"""Fills the shapes of pages.py: the list of households with its tree of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Chip, FilterField, Filters, PlaceNode
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, filters_of, language, page_of, select
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with
from huitoukan.apps.registry import queries
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.pages import HouseholdRow, RegistryPage
from huitoukan.domain.areas import Level, contains
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

MONITORED: Final = "yes"
NOT_MONITORED: Final = "no"


def registry_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> RegistryPage:
    """[registry:list] The households that the actor may see, narrowed to what was asked for.

    A place outside the actor's areas is "not found". Six queries, whatever the size.
    """
    path = reverse("registry:list")
    pack = campaign.pack.opened()
    areas = areas_with(actor, "registry.see", campaign.area)
    root = _root(areas, campaign.area)
    chosen = _chosen(areas, root, params.get("place", ""))
    visible = queries.households_for(actor).filter(area__path__startswith=campaign.area.depth_path)
    asked = _asked_for(visible.filter(area__path__startswith=chosen.depth_path), params)
    households, pager = page_of(asked, path, params)
    totals = asked.order_by().aggregate(
        persons=Sum("n_members"),
        villages=Count("area", distinct=True),
        monitored=Count("pk", filter=~Q(monitor_category="")),
    )
    baseline = queries.baseline_of(campaign)
    return RegistryPage(
        tree=(_tree(areas, chosen, root=root, counts=_counts(visible), params=params),),
        filters=_filters(pack, areas, params),
        rows=tuple(_row(household, pack) for household in households),
        pager=pager,
        n_households=pager.n_rows,
        n_persons=totals["persons"] or 0,
        n_villages=totals["villages"],
        n_monitored=totals["monitored"],
        place=chosen.name,
        baseline_on=baseline.as_of if baseline else None,
        may_import=bool(actor.may("registry.import")),
    )


def _asked_for(
    households: ScopedQuerySet[Household], params: Mapping[str, str]
) -> ScopedQuerySet[Household]:
    """The households that the query area asks for; unknown values find nothing."""
    households = queries.search_households(households, params.get("q", ""))
    for name, lookup in (
        ("village_kind", "area__village_kind"),
        ("household_type", "household_type"),
        ("exit_status", "exit_status"),
    ):
        if params.get(name):
            households = households.filter(**{lookup: params[name]})
    if params.get("monitored") == MONITORED:
        return households.exclude(monitor_category="")
    if params.get("monitored") == NOT_MONITORED:
        return households.filter(monitor_category="")
    return households


def _counts(households: ScopedQuerySet[Household]) -> dict[int, int]:
    """Households by village."""
    return dict(households.order_by().values_list("area_id").annotate(n=Count("pk")))


# --- the tree of places ---


def _root(areas: Sequence[Area], county: Area) -> Area:
    """The top of the tree: the county, or the one township in which the actor sees anything."""
    townships = [area for area in areas if area.level == Level.TOWNSHIP]
    return townships[0] if len(townships) == 1 else county


def _chosen(areas: Sequence[Area], root: Area, code: str) -> Area:
    """The place that was asked for; the top when none was."""
    if not code:
        return root
    found = next((area for area in (root, *areas) if area.code == code), None)
    if found is None:
        raise Refused("NOT_FOUND", what="区划", code=code)
    return found


def _tree(
    areas: Sequence[Area],
    chosen: Area,
    *,
    root: Area,
    counts: Mapping[int, int],
    params: Mapping[str, str],
) -> PlaceNode:
    """The top with what lies under it; a place is open when it is, or holds, the chosen one."""

    def node(area: Area) -> PlaceNode:
        is_open = contains(area.depth_path, chosen.depth_path)
        below = [each for each in areas if each.parent_id == area.pk] if is_open else []
        code = "" if area == root else area.code
        return PlaceNode(
            code=area.code,
            name=area.name,
            href=address(reverse("registry:list"), params, place=code),
            n=sum(counts.get(a.pk, 0) for a in areas if contains(area.depth_path, a.depth_path)),
            is_current=area == chosen,
            is_open=is_open,
            children=tuple(node(each) for each in below),
        )

    return node(root)


# --- the query area and the rows ---


def _filters(pack: Pack, areas: Sequence[Area], params: Mapping[str, str]) -> Filters:
    present = {area.village_kind for area in areas}
    kinds = [pair for pair in values_of(pack, "village", "village_kind") if pair[0] in present]
    monitored = [(MONITORED, _("是监测对象")), (NOT_MONITORED, _("不是监测对象"))]
    fields = (
        FilterField(
            "q",
            _("关键词"),
            "text",
            value=params.get("q", ""),
            placeholder=_("姓名、拼音首字母、户编号、证件后四位、电话"),
            is_wide=True,
        ),
        select("village_kind", _("村属性"), kinds, params),
        select(
            "household_type", _("户类型"), values_of(pack, "household", "household_type"), params
        ),
        select("exit_status", _("脱贫属性"), values_of(pack, "household", "exit_status"), params),
        select("monitored", _("监测对象"), monitored, params),
    )
    return filters_of(reverse("registry:list"), params, fields, kept=("place",))


def values_of(pack: Pack, table: str, column: str) -> list[tuple[str, str]]:
    """What a coded column may hold: the stored word, and the word in the page's language."""
    codes = pack.fields[table].column(column).codes
    english = language().startswith("en")
    values = pack.codes[codes].values if codes else ()
    return [(value.zh, value.en if english else value.zh) for value in values]


def _row(household: Household, pack: Pack) -> HouseholdRow:
    def word(column: str, stored: str) -> str:
        return dict(values_of(pack, "household", column)).get(stored, stored)

    village = household.area
    category = household.monitor_category
    return HouseholdRow(
        household_no=household.household_no,
        head_name=household.head_name,
        n_members=household.n_members,
        township=village.parent.name if village.parent else "",
        village=village.name,
        natural_group=household.natural_group,
        household_type=word("household_type", household.household_type),
        exit_status=word("exit_status", household.exit_status),
        monitor=Chip("warn", word("monitor_category", category)) if category else None,
    )
