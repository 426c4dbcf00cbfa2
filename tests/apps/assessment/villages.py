"""Villages with what is kept about them: exit checks (K11) and counts of the sample (K12)."""

from __future__ import annotations

from typing import Any

from huitoukan.apps.assessment.models import Assessment, VillageVerdict
from huitoukan.apps.ledgers.services.entries import add_entry
from huitoukan.apps.registry.models import VillageFacts
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker

CHECKED = "2026-10-20"
VILLAGES = (VILLAGE_1, VILLAGE_3)


def village_facts(cast: Cast, village: str, **facts: Any) -> None:
    """What the registry's village table says of a village that has households."""
    row = VillageFacts.objects.for_system("tests").get(area__code=village)
    row.facts = {**row.facts, **facts}
    row.save()


def checked(cast: Cast, village: str, **values: str) -> None:
    """An entry of the exit checks; everything is as text, as in the form."""
    given = {"village_code": village, "checked_on": CHECKED, **values}
    add_entry(cast.rui, cast.campaign, "K11", given, at=AT)


def sampled(cast: Cast, village: str, **values: str) -> None:
    """An entry of the counts of the sample."""
    given = {"village_code": village, "checked_on": CHECKED, **values}
    add_entry(cast.rui, cast.campaign, "K12", given, at=AT)


def two_villages(cast: Cast, make: Maker) -> None:
    """A village with one poor household of one person, and one where all were lifted."""
    make.household(VILLAGE_1, exit_status="未脱贫", member_count=1)
    make.household(VILLAGE_3, exit_status="已脱贫享受政策", member_count=1)


def agreed(cast: Cast, village: str, persons: str = "1000") -> None:
    """Everything that the national standard asks about a village besides the poor."""
    checked(cast, village, rural_persons=persons, weighed="同意出列", notice_passed="true")


def of_village(run: Assessment, village: str) -> VillageVerdict:
    """The verdict of the run on the village."""
    return VillageVerdict.objects.for_system("tests").get(run=run, area__code=village)
