"""Deliveries with rows whose ID number is unusable, for the tests of links."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huitoukan.apps.links.models import LinkSuggestion
from huitoukan.apps.links.queries import birth_of, hash_of, said_of
from huitoukan.apps.links.services.suggesting import search, store_suggestions
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain.identity import person_key
from tests.apps.comparison.test_services import deliver
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import Maker, nothing_told

NAMES = (
    "欧阳云舒",
    "司徒晚晴",
    "皇甫思源",
    "慕容听雨",
    "尉迟知秋",
    "长孙若水",
    "上官问渠",
    "诸葛望舒",
)
"""Names that nobody shares by accident."""


def home(make: Maker, name: str, **facts: Any) -> Member:
    """A registered person alone in a household of village 1."""
    household: Household = make.household(VILLAGE_1, head=name, **facts)
    return Member.objects.for_system("tests").get(household=household)


def people(make: Maker) -> list[Member]:
    """Enough registered persons for the method to learn from."""
    return [home(make, name) for name in NAMES]


def wrong(number: str | None) -> str:
    """A number with one wrong digit: the check character shows it."""
    assert number is not None
    return number[:13] + str((int(number[13]) + 1) % 10) + number[14:]


def row_of(member: Member, **more: Any) -> dict[str, Any]:
    """A row of a department about this person."""
    return {"id_no": member.id_no, "name": member.name, **more}


def delivered(cast: Cast, folder: Path, *rows: dict[str, Any], dataset: str = "D07") -> None:
    """A delivery of deaths (or another data set) with these rows."""
    deliver(cast, folder, dataset, *rows)


def searched(cast: Cast) -> list[LinkSuggestion]:
    """A search, stored by the county's officer; all suggestions after it."""
    store_suggestions(cast.rui, cast.campaign, search(cast.campaign, nothing_told), at=AT)
    return list(LinkSuggestion.objects.for_system("tests").order_by("id"))


def suggested(cast: Cast, member: Member, row: dict[str, Any], *, code: str) -> LinkSuggestion:
    """A suggestion between the only row of the newest deaths and a person, as a search makes it."""
    delivery = newest_deliveries(cast.campaign)[-1]
    area = member.household.area
    birth = birth_of(member.facts)
    known = {"name": member.name, "id_no": member.id_no, "birth_date": birth}
    return LinkSuggestion.objects.create(
        code=code,
        campaign=cast.campaign,
        area=area,
        dataset=delivery.dataset,
        delivery=delivery,
        row_no=2,
        row_hash=hash_of(said_of(row, "")),
        row_name=row["name"],
        key=person_key(row["id_no"]),
        person_no=member.person_no,
        member_hash=hash_of(said_of(known, area.code)),
        member_name=member.name,
        household_no=member.household.household_no,
        score=0.99,
        reason="姓名相同；出生日期相同",
    )


def unnumbered(make: Maker, name: str) -> Member:
    """A registered person without an ID number."""
    household = make.household(VILLAGE_1, head="户主某")
    return make.member(household, name=name, id_no="")
