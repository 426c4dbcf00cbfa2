"""Households with cars, signed for or not, frozen and delivered: what a try of X04 looks at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huitoukan.apps.registry.models import Household, ListedPerson, Member
from huitoukan.apps.rulebook.models import Try
from huitoukan.apps.rulebook.services import tries
from tests.apps.comparison.test_services import deliver
from tests.cast import AT, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import Maker, nothing_told

CAR = {"vehicle_type": "小型普通客车", "use": "非营运", "state": "正常",
       "registered_on": date(2020, 1, 1)}  # fmt: skip
SIGNED = {"data_sets": "全部", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
          "signed_by": "户主"}  # fmt: skip


def sign(household: Household) -> None:
    """The household's authorisation, as an import would have left it."""
    facts = {"household_no": household.household_no, **SIGNED}
    ListedPerson.objects.create(
        county=household.area.parent.parent, table="authorisation", key=household.household_no,
        area=household.area, household_no=household.household_no, facts=facts, row_hash="x",
    )  # fmt: skip


def cars(cast: Cast, make: Maker, folder: Path) -> dict[str, Household]:
    """Cars of 40,000, 60,000 and 90,000; the last household has not signed."""
    homes = {
        "车主一": make.household(VILLAGE_1, head="车主一"),
        "车主二": make.household(VILLAGE_3, head="车主二"),
        "没签的": make.household(VILLAGE_1, head="没签的"),
    }
    rows = []
    for n, (head, value) in enumerate(zip(homes, (40_000, 60_000, 90_000), strict=True)):
        number = Member.objects.for_system("tests").get(household=homes[head]).id_no
        rows.append({**CAR, "id_no": number, "plate": f"示A0000{n}", "value": value})
        if head != "没签的":
            sign(homes[head])
    deliver(cast, folder, "D08", *rows)
    make.snapshot()
    return homes


def tried(cast: Cast, value: str = "50000") -> Try:
    """X04 tried with another limit, to its end."""
    change = tries.change_of_param(cast.campaign, "X04", "car_value_limit", value)
    one = tries.ask_try(cast.rui, cast.campaign, change, at=AT, on_queue=False)
    answer = tries.run_try(cast.campaign, one, nothing_told)
    return tries.store_try(cast.rui, cast.campaign, one, answer, at=AT)
