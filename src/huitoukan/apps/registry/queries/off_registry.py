"""The off-registry persons of a campaign, by group and place, through an actor's eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import FilterField, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import (
    address,
    filters_of,
    language,
    page_of,
    select,
)
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import ImportBatch, ImportState, ListedPerson
from huitoukan.apps.registry.pages import OffRegistryList, OffRegistryPerson, TownGroups
from huitoukan.domain.areas import Level
from huitoukan.domain.identity import mask_id
from huitoukan.rules.pack import Pack

LIST: Final = "off_registry"
KEPT: Final = ("group",)


def persons_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[ListedPerson]:
    """The off-registry persons whom the actor may see; `in_groups` is their groups between 、."""
    text = TextField()
    groups = Coalesce(KT("facts__groups"), Value("", text), output_field=text)
    between = Concat(Value("、", text), groups, Value("、", text), output_field=text)
    return (
        ListedPerson.objects.visible_to(actor, "registry.see")
        .filter(county=campaign.area, table=LIST)
        .annotate(in_groups=between)
        .select_related("area__parent")
    )


def untold_groups(campaign: Campaign) -> frozenset[str]:
    """Groups that the newest derivation could not tell: nobody listed does not mean nobody."""
    derived = ImportBatch.objects.for_system("what could not be told is no secret").filter(
        campaign=campaign, report__has_key="derived"
    )
    newest = derived.exclude(state=ImportState.READING).first()
    groups = newest.report["derived"]["groups"] if newest is not None else ()
    return frozenset(group["group"] for group in groups if group["why"])


def group_words(pack: Pack) -> dict[str, str]:
    """The groups of the pack's list in the language of the interface, by code."""
    listed = pack.fields.get(LIST)
    codes = pack.codes.get((listed.column("groups").codes if listed else None) or "")
    is_english = language().startswith("en")
    return {v.code: v.en if is_english else v.zh for v in (codes.values if codes else ())}


def off_registry_list(
    actor: Actor, campaign: Campaign, params: Mapping[str, str]
) -> OffRegistryList:
    """[registry:off_registry] The persons under a query, and how many by township and group."""
    words, untold = group_words(campaign.pack.opened()), untold_groups(campaign)
    everybody = persons_for(actor, campaign)
    towns = _towns(everybody, words)
    path = reverse("registry:off_registry")
    group, chosen = params.get("group", ""), params.get("town", "")
    here, villages = everybody, []
    if chosen:
        here = here.filter(_in_town(chosen))
        found = here.filter(area__level=Level.VILLAGE).order_by("area__code")
        villages = list(found.values_list("area__code", "area__name").distinct())
        if (village := params.get("village", "")) in dict(villages):
            here = here.filter(area__code=village)
        else:  # it was chosen in another township
            params = {**params, "village": ""}
    if words_asked := params.get("q", "").strip():
        here = here.filter(name__startswith=words_asked)
    n_by_group = _by_group(here, words)
    shown = here.filter(_has(group)) if group in words else here
    rows, pager = page_of(shown.order_by("area__code", "name", "pk"), path, params)
    return OffRegistryList(
        tabs=(
            Tab(_("全部"), address(path, params, group=""), n_by_group[""], not group),
            *(
                Tab(
                    label,
                    address(path, params, group=code),
                    n_by_group[code] or (None if code in untold else 0),
                    code == group,
                )
                for code, label in words.items()
            ),
        ),
        filters=filters_of(path, params, _fields(towns, villages, params), kept=KEPT),
        rows=tuple(_person(person, words) for person in rows),
        pager=pager,
        groups=tuple(words.values()),
        towns=tuple(
            TownGroups(
                name=town.name,
                href=address(path, {}, town=town.code),
                n=town.counts[""],
                counts=tuple(
                    town.counts[code] or (None if code in untold else 0) for code in words
                ),
            )
            for town in towns
        ),
        untold=tuple(label for code, label in words.items() if code in untold),
        derive_href=reverse("sources:off_registry") if actor.may("import.see") else "",
    )


def place_of(person: ListedPerson) -> str:
    """Township and village; of somebody whose place is not known, that it is not."""
    area = person.area
    if area.level != Level.VILLAGE:
        return _("没有写明村")
    town = area.parent.name if area.parent is not None else ""
    return f"{town}{area.name}"


class _Town:
    """A township with its persons by group; "" counts persons."""

    def __init__(self, code: str, name: str, counts: Mapping[str, int]) -> None:
        self.code, self.name, self.counts = code, name, counts


def _has(code: str) -> Q:
    return Q(in_groups__contains=f"、{code}、")


def _in_town(code: str) -> Q:
    return Q(area__code=code) | Q(area__parent__code=code, area__level=Level.VILLAGE)


def _by_group(persons: QuerySet[ListedPerson], words: Mapping[str, str]) -> dict[str, int]:
    counts = persons.order_by().aggregate(
        n=Count("pk"),
        **{f"g{i}": Count("pk", filter=_has(code)) for i, code in enumerate(words)},
    )
    return {"": counts["n"], **{code: counts[f"g{i}"] for i, code in enumerate(words)}}


def _towns(persons: QuerySet[ListedPerson], words: Mapping[str, str]) -> list[_Town]:
    """Counted by area in the database, added up by township here."""
    groups = {f"g{i}": Count("pk", filter=_has(code)) for i, code in enumerate(words)}
    rows = persons.order_by().values("area").annotate(n=Count("pk"), **groups)
    counted: list[dict[str, Any]] = [dict(row) for row in rows]
    areas = Area.objects.select_related("parent").in_bulk([row["area"] for row in counted])
    found: dict[str, _Town] = {}
    for row in counted:
        area = areas[row["area"]]
        is_village = area.level == Level.VILLAGE and area.parent is not None
        town = area.parent if is_village and area.parent is not None else area
        name = town.name if town.level == Level.TOWNSHIP else _("没有写明乡镇")
        counts = {"": row["n"], **{code: row[f"g{i}"] for i, code in enumerate(words)}}
        before = found.get(town.code)
        if before is not None:
            counts = {code: before.counts[code] + n for code, n in counts.items()}
        found[town.code] = _Town(town.code, name, counts)
    return [found[code] for code in sorted(found)]


def _fields(
    towns: Sequence[_Town], villages: Sequence[tuple[str, str]], params: Mapping[str, str]
) -> list[FilterField]:
    """Villages can be chosen when their township is."""
    name = FilterField(
        "q", _("姓名"), kind="text", value=params.get("q", ""), placeholder=_("姓名开头的字")
    )
    places = [select("town", _("乡镇"), [(town.code, town.name) for town in towns], params)]
    if villages:
        places.append(select("village", _("行政村"), villages, params))
    return [*places, name]


def _person(person: ListedPerson, words: Mapping[str, str]) -> OffRegistryPerson:
    codes = [code for code in str(person.facts.get("groups") or "").split("、") if code]
    return OffRegistryPerson(
        name=person.name,
        id_no=mask_id(person.id_no),
        place=place_of(person),
        natural_group=str(person.facts.get("natural_group") or ""),
        head_name=str(person.facts.get("head_name") or ""),
        groups=tuple(words.get(code, code) for code in codes),
        source=str(person.facts.get("source") or ""),
    )
