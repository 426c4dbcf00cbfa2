"""Reading the three-way check: households and their standing, rounds, mismatches, batches.

`lines` says what is compared, `shown` and `one` make the pages, `archives` those of the documents.
"""

from __future__ import annotations

from django.db.models import Q

from huitoukan.apps.agreement.models import (
    Agreement,
    DocumentCheck,
    Mismatch,
    MismatchState,
    Round,
    Sheet,
    SheetBatch,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import campaigns_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import household_for, households_for
from huitoukan.domain.refusals import Refused

WAITING = Q(state=MismatchState.NEW, is_present=True)
"""The mismatches that wait for a verdict."""


def campaign_of_household(actor: Actor, household_no: str) -> Campaign:
    """The newest campaign that the actor can see in which the household is checked."""
    household = household_for(actor, household_no, "agreement.see")
    return _campaign_around(actor, household.area, "户", household_no)


def campaign_of_village(actor: Actor, code: str) -> Campaign:
    """The newest campaign that the actor can see around this village or township."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise Refused("NOT_FOUND", what="区划", code=code)
    return _campaign_around(actor, area, "区划", code)


def _campaign_around(actor: Actor, area: Area, what: str, code: str) -> Campaign:
    for campaign in campaigns_for(actor):
        if area.depth_path.startswith(campaign.area.depth_path):
            return campaign
    raise Refused("NOT_FOUND", what=what, code=code)


def households_in(
    actor: Actor, campaign: Campaign, verb: str = "agreement.see"
) -> ScopedQuerySet[Household]:
    """The campaign's households in the areas where the actor holds the verb."""
    return households_for(actor, verb).filter(area__path__startswith=campaign.area.depth_path)


def household_in(
    actor: Actor, campaign: Campaign, household_no: str, verb: str = "agreement.see"
) -> Household:
    """The household, or "not found": absent, another area's, or outside the campaign."""
    found = household_for(actor, household_no, verb)
    if not found.area.depth_path.startswith(campaign.area.depth_path):
        raise Refused("NOT_FOUND", what="户", code=household_no)
    return found


def area_in(actor: Actor, campaign: Campaign, code: str, verb: str = "agreement.see") -> Area:
    """The village or township in which the actor holds the verb, or "not found"."""
    for area in areas_with(actor, verb, campaign.area):
        if area.code == code:
            return area
    raise Refused("NOT_FOUND", what="区划", code=code)


def agreement_of(campaign: Campaign, household: Household) -> Agreement | None:
    """How the household stands; None before its first round."""
    return (
        Agreement.objects.for_system("the household was loaded in the actor's scope")
        .filter(campaign=campaign, household=household)
        .select_related("counting", "decided")
        .first()
    )


def rounds_of(agreement: Agreement | None) -> list[Round]:
    """The household's rounds in order, with their readings."""
    if agreement is None:
        return []
    return list(agreement.rounds.select_related("sheet").prefetch_related("readings"))


def mismatches_for(
    actor: Actor, campaign: Campaign, verb: str = "agreement.see"
) -> ScopedQuerySet[Mismatch]:
    """The campaign's mismatches that the actor may see (or judge, with that verb)."""
    return Mismatch.objects.visible_to(actor, verb).filter(agreement__campaign=campaign)


def mismatch_for(actor: Actor, code: str, *, lock: bool = False) -> Mismatch:
    """The mismatch that the actor may judge, or "not found".

    With `lock`, its row stays locked until the transaction ends.
    """
    rows = Mismatch.objects.visible_to(actor, "agreement.judge").filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = (
        rows.select_related(
            "reading__round",
            "agreement__household__area__parent",
            "agreement__campaign__pack",
            "agreement__campaign__area",
        )
        .defer("agreement__campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="不一致", code=code)
    return found


def sheet_for(actor: Actor, campaign: Campaign, code: str) -> Sheet | None:
    """The printed sheet with this number, if it belongs to the campaign and the actor's areas."""
    return (
        Sheet.objects.visible_to(actor, "agreement.record")
        .filter(campaign=campaign, code=code)
        .select_related("campaign", "snapshot")
        .first()
    )


def checks_of(campaign: Campaign, area: Area, household: Household | None) -> list[DocumentCheck]:
    """What was found of the documents of a household, or (without one) of the village itself."""
    rows = DocumentCheck.objects.for_system("the household or village was loaded in scope")
    if household is not None:
        return list(rows.filter(campaign=campaign, household=household))
    return list(rows.filter(campaign=campaign, household__isnull=True, area=area))


def batches_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[SheetBatch]:
    """Workbooks that were read back, newest first, with the accounts of their sheets."""
    return (
        SheetBatch.objects.visible_to(actor, "agreement.record")
        .filter(campaign=campaign)
        .select_related("file")
        .prefetch_related("sheets")
    )


def batch_for(actor: Actor, code: str) -> SheetBatch:
    """One workbook that was read back, or "not found"."""
    found = (
        SheetBatch.objects.visible_to(actor, "agreement.record")
        .filter(code=code)
        .select_related("file", "area")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="导入批次", code=code)
    return found
