"""Fills the shapes of pages.py: the list of households with its tree of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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

MONITORED: Final = "monitored"
NOT_MONITORED: Final = "not"


def registry_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> RegistryPage:
    """[registry:list] The households that the actor may see, narrowed to what was asked for.

    A place outside the actor's areas is "not found". `on` is the day of the page. Eight queries.
    """
    path = reverse("registry:list")
    pack = campaign.pack.opened()
    tree = _Tree(actor, campaign.area, params)
    visible = queries.households_for(actor).filter(
        area__path__startswith=campaign.area.depth_path
    )
    asked = _asked_for(visible, params).filter(area__path__startswith=tree.chosen.depth_path)
    households, pager = page_of(asked, path, params)
    totals = asked.order_by().aggregate(
        persons=Sum("n_members"),
        villages=Count("area", distinct=True),
        monitored=Count("pk", filter=~Q(monitor_category="")),
    )
    baseline = queries.baseline_of(campaign)
    return RegistryPage(
        tree=tree.nodes(path, _counts(visible)),
        filters=_filters(pack, tree.areas, params, path),
        rows=tuple(_row(household, pack) for household in households),
        pager=pager,
        n_households=pager.n_rows,
        n_persons=totals["persons"] or 0,
        n_villages=totals["villages"],
        n_monitored=totals["monitored"],
        place=tree.chosen.name,
        baseline_on=baseline.as_of if baseline and baseline.as_of <= on else None,
        may_import=bool(actor.may("registry.import")),
    )


def _asked_for(
    households: ScopedQuerySet[Household], params: Mapping[str, str]
) -> ScopedQuerySet[Household]:
    households = queries.search_households(households, params.get("q", ""))
    for name, lookup in (
        ("village_kind", "area__village_kind"),
        ("household_type", "household_type"),
        ("exit_status", "exit_status"),
    ):
        if params.get(name):
            households = households.filter(**{lookup: params[name]})
    if params.get("monitored") == MONITORED:
        households = households.exclude(monitor_category="")
    elif params.get("monitored") == NOT_MONITORED:
        households = households.filter(monitor_category="")
    return households


def _counts(households: ScopedQuerySet[Household]) -> dict[int, int]:
    """Households by village, in one query."""
    rows = households.order_by().values_list("area_id").annotate(n=Count("pk"))
    return {area_id: n for area_id, n in rows}  # noqa: C416 - says what the pairs are


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
    areas: Sequence[Area], root: Area, chosen: Area, counts: Mapping[int, int], here: _Here
) -> tuple[PlaceNode, ...]:
    """The root and what lies under it; a place is open when it is, or holds, the chosen one."""

    def node(area: Area) -> PlaceNode:
        below = [each for each in areas if each.parent_id == area.pk]
        is_open = contains(area.depth_path, chosen.depth_path)
        return PlaceNode(
            code=area.code,
            name=area.name,
            href=here.with_place("" if area == root else area.code),
            n=sum(counts.get(a.pk, 0) for a in areas if contains(area.depth_path, a.depth_path)),
            is_current=area == chosen,
            is_open=is_open,
            children=tuple(node(each) for each in below) if is_open else (),
        )

    return (node(root),)


@dataclass(frozen=True)
class _Here:
    """The address of the list as it is asked for now."""

    path: str
    params: Mapping[str, str]

    def with_place(self, code: str) -> str:
        """The same question about another place."""
        return address(self.path, self.params, place=code)


# --- the query area and the rows ---


def _filters(pack: Pack, areas: Sequence[Area], here: _Here) -> Filters:
    params = here.params
    kinds = sorted({area.village_kind for area in areas if area.village_kind})
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
        select("village_kind", _("村属性"), [(kind, _word(pack, "village_kind", kind)) for kind in kinds], params),
        select("household_type", _("户类型"), _values(pack, "household_type"), params),
        select("exit_status", _("脱贫属性"), _values(pack, "exit_status"), params),
        select("monitored", _("监测对象"), monitored, params),
    )
    return filters_of(here.path, params, fields, kept=("place",))


def _values(pack: Pack, column: str) -> list[tuple[str, str]]:
    """What the households' column may hold: the stored word and the word shown."""
    codes = pack.fields["household"].column(column).codes
    english = language().startswith("en")
    values = pack.codes[codes].values if codes else ()
    return [(value.zh, value.en if english else value.zh) for value in values]
