"""Reading places: by code, what lies in them, and how wide a person's area is."""

from __future__ import annotations

import pytest

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.places import queries
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from tests.cast import (
    COUNTY,
    OTHER_VILLAGE,
    TOWN_1,
    TOWN_2,
    VILLAGE_1,
    VILLAGE_2,
    VILLAGE_3,
    VILLAGE_4,
    Cast,
)


@pytest.mark.parametrize("code", ["980124", "980122100299", "云岭县"])
def test_a_place_that_is_not_there_is_refused_with_its_code(code: str, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        queries.area_by_code(code)
    assert code in refusal.value.sentence()


def test_a_place_is_found_by_its_short_and_its_long_code(cast: Cast) -> None:
    assert queries.area_by_code("980122") == queries.area_by_code("980122000000") == cast.county


def codes(areas: object) -> list[str]:
    return [area.code for area in areas]  # type: ignore[attr-defined]


def test_villages_and_townships_of_an_area(cast: Cast) -> None:
    county, town, village = cast.county, cast.area(TOWN_1), cast.area(VILLAGE_1)
    assert codes(queries.villages_in(county)) == [VILLAGE_1, VILLAGE_2, VILLAGE_3, VILLAGE_4]
    assert codes(queries.villages_in(town)) == [VILLAGE_1, VILLAGE_2]
    assert codes(queries.villages_in(village)) == [VILLAGE_1]
    assert codes(queries.townships_in(county)) == [TOWN_1, TOWN_2]
    assert codes(queries.townships_in(town)) == [TOWN_1]
    assert codes(queries.townships_in(village)) == [TOWN_1]


def test_a_person_looks_at_the_own_area_as_wide_as_it_is(cast: Cast) -> None:
    county = cast.county
    wide = {name: queries.widest_area(cast.actor(name), county).code for name in
            ("ping", "qiao", "rui", "shi", "sheng", "min")}  # fmt: skip
    assert wide == {
        "ping": VILLAGE_1,
        "qiao": TOWN_1,
        "rui": COUNTY,
        "shi": COUNTY,
        "sheng": COUNTY,
        "min": COUNTY,
    }
    assert queries.widest_area(cast.system, county) == county


def test_a_person_with_two_areas_or_none_here_looks_at_the_whole(cast: Cast) -> None:
    two = Actor("x", "某人", grants=(*cast.ping.grants, *cast.ning.grants))
    assert queries.widest_area(two, cast.county) == cast.county
    assert queries.widest_area(cast.shan, cast.county) == cast.county
    assert queries.widest_area(Actor("x", "某人"), cast.county) == cast.county


def test_a_full_name_begins_at_the_township_or_where_one_says(cast: Cast) -> None:
    village = cast.area(VILLAGE_1)
    assert queries.full_name(village) == "龙潭镇核桃村"
    assert queries.full_name(village, start=Level.CITY) == "乌江市云岭县龙潭镇核桃村"
    assert queries.full_name(cast.area(OTHER_VILLAGE), start=Level.VILLAGE) == "渡口村"
    assert queries.full_name(cast.county) == "滇川省乌江市云岭县"


def test_a_county_has_the_departments_of_its_campaigns_pack(cast: Cast) -> None:
    found = queries.departments_of(cast.county)
    assert set(found) == set(cast.pack.departments)
    assert found["civil-affairs"].name == cast.pack.departments["civil-affairs"].name.zh
    assert queries.departments_of(cast.area(TOWN_1)) == {}
