"""Reading income sheets: whose account it is, and its versions, as an actor may see them.

`sheets` gives them to the standards, `shown` makes the list of households, `one` a household's
account, `editing` its form, `lines` the table of a workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.incomes.models import ImportReject, IncomeSheet, SheetImport
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_held
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.registry.queries import household_for, households_for
from huitoukan.assess.given import Given
from huitoukan.assess.sheets import Sheet, read_sheet
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.incomes import Profile


@dataclass(frozen=True)
class Subject:
    """Whose account it is: a household of the registry, or one outside it (`household` is None)."""

    household_no: str
    head_name: str
    area: Area
    household: Household | None


def households_in(
    actor: Actor, campaign: Campaign, verb: str = "income.see"
) -> ScopedQuerySet[Household]:
    """The campaign's households in the areas where the actor holds the verb."""
    return households_for(actor, verb).filter(area__path__startswith=campaign.area.depth_path)


def sheets_for(
    actor: Actor, campaign: Campaign, verb: str = "income.see"
) -> ScopedQuerySet[IncomeSheet]:
    """Every version of the campaign's sheets in the areas where the actor holds the verb."""
    every = IncomeSheet.objects.visible_to(actor, verb).filter(campaign=campaign)
    return every.select_related("area__parent")


def sheet_for(
    actor: Actor, code: str, verb: str = "income.see", *, lock: bool = False
) -> IncomeSheet:
    """One version, or "not found", the same for absent and for another area's.

    With `lock`, its row stays locked until the transaction ends.
    """
    rows = IncomeSheet.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    rows = rows.select_related("area__parent", "campaign__area", "campaign__pack")
    found = rows.defer("campaign__pack__content").first()
    if found is None:
        raise Refused("NOT_FOUND", what="收入测算表", code=code)
    return found


def subject_for(
    actor: Actor, campaign: Campaign, household_no: str, verb: str = "income.see"
) -> Subject:
    """The household of the registry, or the one outside it that has a sheet; or "not found"."""
    try:
        found = household_for(actor, household_no, verb)
    except Refused:
        sheet = sheets_for(actor, campaign, verb).filter(household_no=household_no).first()
        if sheet is None:
            raise
        return Subject(household_no, sheet.head_name, sheet.area, None)
    if not found.area.depth_path.startswith(campaign.area.depth_path):
        raise Refused("NOT_FOUND", what="户", code=household_no)
    return Subject(household_no, found.head_name, found.area, found)


def campaign_of(actor: Actor, household_no: str) -> Campaign:
    """The newest campaign that the actor can see in which the household has its account."""
    for campaign in campaigns_for(actor):
        try:
            subject_for(actor, campaign, household_no)
        except Refused:
            continue
        return campaign
    raise Refused("NOT_FOUND", what="户", code=household_no)


def members_of(household: Household | None) -> list[Member]:
    """Who is in the registry now; nobody where the registry does not have the household."""
    if household is None:
        return []
    rows = Member.objects.for_system("the household was loaded in the actor's scope")
    return list(rows.filter(household=household, ended_on=None))


def is_registered(household_no: str) -> bool:
    """Whether the registry has the number anywhere; who may not see it learns no more than that."""
    every = Household.objects.for_system("a number is given once, wherever it is")
    return every.filter(household_no=household_no).exists()


def villages_kept(actor: Actor, campaign: Campaign) -> QuerySet[Area]:
    """The villages of the campaign in which the actor records accounts."""
    return areas_held(actor, "income.record", campaign.area).filter(level=Level.VILLAGE)


def demand_profiles(pack: Pack) -> Pack:
    """The pack, if it says how income is reckoned; Refused PACK_INCOMPLETE."""
    if not pack.profiles:
        raise Refused("PACK_INCOMPLETE", pack=pack.id, missing="profiles")
    return pack


def main_profile(pack: Pack) -> Profile:
    """The profile by which the pack's own standard counts; the first where it names none.

    An account is explained to the household by this one; the others stand beside it.
    """
    standard = pack.standards.get(pack.own_standards.get("household", ""))
    name = standard.profile if standard is not None else ""
    return pack.profiles.get(name) or next(iter(pack.profiles.values()))


def profiles_of(pack: Pack) -> list[Profile]:
    """The profiles of the pack, the main one first."""
    main = main_profile(pack)
    return [main, *(one for one in pack.profiles.values() if one.id != main.id)]


def opened(content: dict[str, Any], pack: Pack) -> Sheet:
    """The sheet of a stored version as the reckoning takes it."""
    return read_sheet(Given(content, "测算表"), pack)


def imports_for(actor: Actor, verb: str = "income.record") -> ScopedQuerySet[SheetImport]:
    """Workbooks that were read in the actor's areas, and those they read themselves."""
    own = SheetImport.objects.for_system("read by the actor").filter(read_by=actor.code)
    every = SheetImport.objects.visible_to(actor, verb) | own
    return every.select_related("file", "area", "campaign")


def import_for(actor: Actor, code: str) -> SheetImport:
    """One workbook that was read, or "not found"."""
    found = imports_for(actor).filter(code=code).first()
    if found is None:
        raise Refused("NOT_FOUND", what="导入批次", code=code)
    return found


def returned_in(code: str) -> list[ImportReject]:
    """The rows that an import gave back, for who may see the import."""
    return list(ImportReject.objects.filter(account__code=code))
