"""Reading kept ledgers: which there are, entries as an actor may see them, who may keep them where.

`shown` makes the list, `one` an entry with its history and its form, `imports` those pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import shown_value
from huitoukan.apps.ledgers.models import Entry, ImportReject, LedgerImport
from huitoukan.apps.places.models import Area
from huitoukan.domain.areas import Level
from huitoukan.domain.identity import mask_name
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import KEY_OF_OBJECT, Column, DataSet, Kept
from huitoukan.rules.shapes.words import CodeList

KEEPER_LEVELS = (Level.TOWNSHIP, Level.VILLAGE)
"""Levels that keep only the ledgers that name them; whoever stands above keeps all."""


def ledgers_of(pack: Pack) -> list[DataSet]:
    """The data sets of a pack that are kept, in order of id."""
    return sorted((one for one in pack.sources.values() if one.kept), key=lambda one: one.id)


def kept_of(dataset: DataSet) -> Kept:
    """How a ledger is kept."""
    if dataset.kept is None:
        raise ValueError(f"{dataset.id} is not a ledger")
    return dataset.kept


def sees_ledger(actor: Actor, dataset: DataSet, verb: str = "ledger.see") -> bool:
    """Whether the actor holds the verb for this ledger's department, in any area."""
    return actor.is_system or any(
        verb in grant.verbs and grant.department in {"", dataset.department}
        for grant in actor.grants
    )


def ledger_for(actor: Actor, campaign: Campaign, dataset: str, verb: str = "ledger.see") -> DataSet:
    """The ledger with this id, or "not found": absent, not kept, or another department's."""
    found = campaign.pack.opened().sources.get(dataset)
    if found is None or found.kept is None or not sees_ledger(actor, found, verb):
        raise Refused("NOT_FOUND", what="台账", code=dataset)
    return found


def entries_for(
    actor: Actor, campaign: Campaign, verb: str = "ledger.see"
) -> ScopedQuerySet[Entry]:
    """Entries of the campaign's county in the actor's areas and department."""
    every = Entry.objects.visible_to(actor, verb)
    return every.filter(county=campaign.area).select_related("area__parent")


def entry_for(actor: Actor, code: str, verb: str = "ledger.see") -> tuple[Entry, DataSet, Campaign]:
    """The entry, its ledger, and its county's newest campaign; or "not found".

    The same for absent and for another area's.
    """
    found = Entry.objects.visible_to(actor, verb).select_related("area__parent", "county")
    one = found.filter(code=code).first()
    if one is not None:
        for campaign in campaigns_for(actor):
            dataset = campaign.pack.opened().sources.get(one.dataset)
            if campaign.area_id == one.county_id and dataset is not None and dataset.kept:
                return one, dataset, campaign
    raise Refused("NOT_FOUND", what="台账记录", code=code)


def imports_for(actor: Actor, verb: str = "ledger.keep") -> ScopedQuerySet[LedgerImport]:
    """Imports that were read in the actor's areas and department, and those they read themselves.

    Who works in two villages reads files in neither alone.
    """
    own = LedgerImport.objects.for_system("read by the actor").filter(read_by=actor.code)
    every = LedgerImport.objects.visible_to(actor, verb) | own
    return every.select_related("file", "area", "campaign__area", "campaign__pack").defer(
        "campaign__pack__content"
    )


def import_for(actor: Actor, code: str, verb: str = "ledger.keep") -> tuple[LedgerImport, DataSet]:
    """The import with its ledger, or "not found"."""
    one = imports_for(actor, verb).filter(code=code).first()
    dataset = one.campaign.pack.opened().sources.get(one.dataset) if one else None
    if one is None or dataset is None or dataset.kept is None:
        raise Refused("NOT_FOUND", what="台账导入批次", code=code)
    return one, dataset


def returned_in(code: str, most: int) -> list[ImportReject]:
    """The first rows that an import gave back, for who has just read it."""
    return list(ImportReject.objects.filter(account__code=code)[:most])


def level_of(dataset: DataSet) -> str:
    """The level of an entry's place: village, township, or county where it has none."""
    place = kept_of(dataset).place
    if not place:
        return Level.COUNTY
    return Level.TOWNSHIP if place == KEY_OF_OBJECT["township"] else Level.VILLAGE


def places_kept(actor: Actor, county: Area, dataset: DataSet) -> list[Area]:
    """The places in which the actor keeps this ledger, in order of code.

    Township and village keep only the ledgers whose file names them. A place that may stay blank
    makes an entry the county's: the county itself is then among them for who holds it.
    """
    kept = kept_of(dataset)
    held = Q(pk__in=[])
    for grant in actor.grants:
        is_below = grant.level in KEEPER_LEVELS
        if "ledger.keep" not in grant.verbs or grant.department not in {"", dataset.department}:
            continue
        if not is_below or grant.level in kept.by:
            held |= Q(path__startswith=grant.path)
    levels = [level_of(dataset)]
    if not kept.place or not dataset.by_name[kept.place].required:
        levels.append(Level.COUNTY)
    found = Area.objects.filter(
        Q() if actor.is_system else held,
        path__startswith=county.depth_path,
        level__in=levels,
        last_day__isnull=True,
        merged_into__isnull=True,
    )
    return list(found.select_related("parent").order_by("code"))


def may_keep(actor: Actor, dataset: DataSet, area: Area) -> bool:
    """Whether the actor keeps this ledger's entries of this place."""
    if actor.is_system:
        return True
    kept = kept_of(dataset)
    return any(
        "ledger.keep" in grant.verbs
        and area.depth_path.startswith(grant.path)
        and grant.department in {"", dataset.department}
        and (grant.level not in KEEPER_LEVELS or grant.level in kept.by)
        for grant in actor.grants
    )


def masked(column: Column, value: object, codes: Mapping[str, CodeList] | None = None) -> str:
    """A value as pages show it: numbers of persons and sensitive names masked, without the unit."""
    plain = replace(column, unit="")
    text = shown_value(plain, value, codes)
    is_name = column.sensitive and column.type == "text" and "phone" not in column.name
    return mask_name(text) if is_name else text


def written(column: Column, value: object, is_full: bool) -> str:
    """A value as an export writes it, and as a file is read again."""
    return shown_value(None, value) if is_full else masked(column, value)


def title_of(dataset: DataSet, values: Mapping[str, object]) -> str:
    """What an entry is called: the values of the ledger's title columns."""
    return " ".join(
        str(values[name]) for name in kept_of(dataset).title if values.get(name) not in (None, "")
    )
