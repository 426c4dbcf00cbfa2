"""Three households and what departments say of their houses and their water: one of each answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict
from huitoukan.apps.assessment.services.running import assess, store_run
from huitoukan.apps.campaigns.models import PackRelease
from huitoukan.apps.registry.models import Household
from tests.apps.comparison.test_services import deliver
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker, nothing_told

APPRAISED = date(2026, 5, 1)
WATER = {"litres_per_person": 40.0, "quality_ok": True, "trip_minutes": 5, "shortage_days": 3}
STANDARD = "three_plus_one"


def homes(cast: Cast, make: Maker, folder: Path) -> dict[str, Household]:
    """One with a safe house, one graded D by registry and department, one they disagree about."""
    said = {"safe": "A", "unsafe": "D", "disputed": "B"}
    found = {
        name: make.household(
            VILLAGE_1 if name != "disputed" else VILLAGE_3,
            head=name, house_grade=grade, housing_safety_route="鉴定安全",
        )
        for name, grade in said.items()
    }  # fmt: skip
    appraised = {"safe": "A", "unsafe": "D", "disputed": "C"}
    deliver(cast, folder, "D33", *(
        {"household_no": found[name].household_no, "grade": grade, "appraised_on": APPRAISED,
         "lived_in": True, "head_name": name}
        for name, grade in appraised.items()
    ))  # fmt: skip
    deliver(cast, folder, "D34")
    deliver(cast, folder, "D39", *(
        {"household_no": home.household_no, **WATER} for home in found.values()
    ))  # fmt: skip
    make.snapshot()
    return found


def run_of(
    cast: Cast, *, standard: str = STANDARD, on: date | None = None,
    release: PackRelease | None = None, how: str = "",
) -> Assessment:  # fmt: skip
    """A run to its end; with `how` a try."""
    pack = release or cast.campaign.pack
    made = assess(cast.campaign, pack.opened(), standard=standard, on=on, at=AT, tell=nothing_told)
    return store_run(cast.rui, cast.campaign, made, pack, at=AT, how=how)


def verdict_of(run: Assessment, home: Household) -> HouseholdVerdict:
    """The verdict of the run on the household."""
    every = HouseholdVerdict.objects.for_system("tests")
    return every.get(run=run, household_no=home.household_no)
