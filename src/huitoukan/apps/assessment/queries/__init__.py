"""Reading verdicts: runs, the households of a run, the worksheet of one, what people decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from huitoukan.apps.assessment.models import (
    AsOf,
    Assessment,
    HouseholdVerdict,
    HumanVerdict,
    ListingDoubt,
    VillageVerdict,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.assess.facts import read_facts
from huitoukan.assess.given import Given
from huitoukan.assess.past import without_the_unborn
from huitoukan.assess.verdicts import Worksheet, assess_household, assess_place, standard_of
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine


def runs_of(campaign: Campaign) -> ScopedQuerySet[Assessment]:
    """The runs of a campaign, tries left out, newest first. Their counts name nobody."""
    every = Assessment.objects.for_system("counts of a run are shown to all who see the campaign")
    found = every.filter(campaign=campaign, is_try=False)
    return found.select_related("campaign__area", "pack", "snapshot").defer("pack__content")


def tries_of(campaign: Campaign) -> ScopedQuerySet[Assessment]:
    """The tries of changed packs, newest first."""
    every = Assessment.objects.for_system("counts of a try are shown to all who see the campaign")
    found = every.filter(campaign=campaign, is_try=True)
    return found.select_related("campaign__area", "pack", "snapshot").defer("pack__content")


def newest_run(campaign: Campaign, standard: str = "", as_of: str = AsOf.NOW) -> Assessment | None:
    """The newest run as of its own day (or as of a past one), of a standard where one is named."""
    runs = runs_of(campaign).filter(as_of=as_of)
    return (runs.filter(standard=standard) if standard else runs).first()


def run_for(actor: Actor, code: str) -> Assessment:
    """The run or try with this code, for whoever sees verdicts in its county; or "not found"."""
    every = Assessment.objects.for_system("its county says below who has it")
    found = (
        every.filter(code=code)
        .select_related("campaign__area", "campaign__pack", "pack", "snapshot")
        .defer("pack__content", "campaign__pack__content")
        .first()
    )
    if found is None or not _is_seen(actor, found.campaign):
        raise Refused("NOT_FOUND", what="核查", code=code)
    return found


def _is_seen(actor: Actor, campaign: Campaign) -> bool:
    whole = campaign.area.depth_path
    return actor.is_system or any(
        "assessment.see" in grant.verbs
        and (whole.startswith(grant.path) or grant.path.startswith(whole))
        for grant in actor.grants
    )


def verdicts_for(
    actor: Actor, run: Assessment, verb: str = "assessment.see"
) -> ScopedQuerySet[HouseholdVerdict]:
    """The verdicts of a run on the households that the actor sees, in order of place."""
    every = HouseholdVerdict.objects.visible_to(actor, verb)
    return every.filter(run=run).select_related("area__parent", "run")


def verdict_for(
    actor: Actor, run: Assessment, household_no: str, verb: str = "assessment.see"
) -> HouseholdVerdict:
    """The verdict of a run on a household, or "not found"."""
    found = verdicts_for(actor, run, verb).filter(household_no=household_no).first()
    if found is None:
        raise Refused("NOT_FOUND", what="户", code=household_no)
    return found


def household_in(
    actor: Actor, code: str, household_no: str, verb: str = "assessment.see"
) -> tuple[Assessment, HouseholdVerdict]:
    """The run with this code and its verdict on a household; whichever is not there, "not found".

    The answer names the household alone: it must not tell which runs another county has.
    """
    try:
        run = run_for(actor, code)
    except Refused:
        raise Refused("NOT_FOUND", what="户", code=household_no) from None
    return run, verdict_for(actor, run, household_no, verb)


def villages_for(
    actor: Actor, run: Assessment, verb: str = "assessment.see"
) -> ScopedQuerySet[VillageVerdict]:
    """The verdicts of a run on the villages that the actor sees, in order of place."""
    every = VillageVerdict.objects.visible_to(actor, verb)
    return every.filter(run=run).select_related("area__parent")


def village_in(
    actor: Actor, code: str, village: str, verb: str = "assessment.see"
) -> tuple[Assessment, VillageVerdict]:
    """The run with this code and its verdict on a village; whichever is not there, "not found"."""
    try:
        run = run_for(actor, code)
    except Refused:
        raise Refused("NOT_FOUND", what="村", code=village) from None
    found = villages_for(actor, run, verb).filter(area__code=village).first()
    if found is None:
        raise Refused("NOT_FOUND", what="村", code=village)
    return run, found


def human_verdicts(
    actor: Actor, campaign: Campaign, standard: str = ""
) -> ScopedQuerySet[HumanVerdict]:
    """What people decided, the newest first."""
    every = HumanVerdict.objects.visible_to(actor, "assessment.see").filter(campaign=campaign)
    return every.filter(standard=standard) if standard else every


def doubts_for(
    actor: Actor, campaign: Campaign, verb: str = "assessment.see"
) -> ScopedQuerySet[ListingDoubt]:
    """The doubts about listing that the actor sees: those that stand, or that a person decided."""
    every = ListingDoubt.objects.visible_to(actor, verb).filter(campaign=campaign)
    return every.exclude(is_present=False, state="new").select_related("area__parent", "run__pack")


def doubt_for(
    actor: Actor, code: str, verb: str = "assessment.see", *, lock: bool = False
) -> ListingDoubt:
    """One doubt, or "not found"."""
    rows = ListingDoubt.objects.visible_to(actor, verb).filter(code=code)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("area__parent", "campaign", "run__pack").first()
    if found is None:
        raise Refused("NOT_FOUND", what="疑点", code=code)
    return found


def facts_read(run: Assessment, household_no: str) -> dict[str, Any]:
    """What the run read about a household, in the shape of FACTS.json.

    Refused READINGS_ALTERED when the kept file is no longer what the run read.
    """
    path = run.readings_path
    if not path.is_file() or engine.file_hash(path) != run.readings_hash:
        raise Refused("READINGS_ALTERED", code=run.code)
    found = engine.readings_of(path, household_no, run.pack.opened())
    if found is None:
        raise Refused("NOT_FOUND", what="户", code=household_no)
    return found


def worksheet_of(run: Assessment, household_no: str, on: dt.date | None = None) -> Worksheet:
    """The worksheet of a household, made again from what the run read and by its pack.

    As of another day only what was known on that evening counts, and who was born by then. Raises
    the refusal of the facts when they are not a household's.
    """
    pack, day = run.pack.opened(), on or run.on
    read = present_on(run, facts_read(run, household_no), day)
    facts = read_facts(Given(read, household_no), pack, day)
    return assess_household(facts, pack, standard_of(pack, run.standard), day)


def village_worksheet_of(
    run: Assessment, row: VillageVerdict, on: dt.date | None = None
) -> Worksheet:
    """The worksheet of a village, made again from what the run read and by its pack.

    Refused READINGS_ALTERED when the kept file is no longer what the run read.
    """
    path, pack, day = run.village_readings_path, run.pack.opened(), on or run.on
    if not path.is_file() or engine.file_hash(path) != run.village_readings_hash:
        raise Refused("READINGS_ALTERED", code=run.code)
    read = engine.readings_of(path, row.village_code, pack, "village")
    if read is None:
        raise Refused("NOT_FOUND", what="村", code=row.area.code)
    facts = read_facts(Given(read, row.village_code), pack, day, "village")
    return assess_place(facts, pack, standard_of(pack, run.village_standard, "village"), day)


def present_on(run: Assessment, facts: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """FACTS.json as of a day before the run's: without members who were not born yet."""
    return without_the_unborn(facts, day) if day < run.on else facts
