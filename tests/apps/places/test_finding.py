"""The village of a row: what cannot be found first, then old words, mergers and splits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitoukan.apps.places.queries.finding import VillageFinder
from huitoukan.apps.places.services import PlaceRow, put_places
from huitoukan.apps.places.services.changes import record_change
from huitoukan.domain.borders import ChangeKind
from tests.apps.places.stating import DAY, EARLY, LATE, area, asked
from tests.cast import (
    AT,
    COUNTY,
    OTHER_VILLAGE,
    TOWN_1,
    TOWN_2,
    VILLAGE_1,
    VILLAGE_2,
    VILLAGE_3,
    Cast,
)

NEW = f"{TOWN_1}203"
TWIN_TOWN = f"{COUNTY}300"


def finder(cast: Cast, on: date = LATE) -> VillageFinder:
    return VillageFinder.of(cast.county, on)


def code_of(found: Any) -> str:
    assert found.refusal is None, found.refusal
    return str(found.area.code)


def refusal_of(found: Any) -> str:
    assert found.area is None
    return str(found.refusal.code)


@pytest.fixture
def twins(cast: Cast) -> None:
    """Another township of the same name with a village of the same name."""
    put_places(
        cast.system,
        [PlaceRow(TWIN_TOWN, "龙潭乡"), PlaceRow(f"{TWIN_TOWN}201", "核桃村")],
        source="tests",
    )
    from huitoukan.apps.places.models import Area, AreaSpell

    Area.objects.filter(code=TWIN_TOWN).update(name="龙潭镇")
    AreaSpell.objects.filter(code=TWIN_TOWN).update(name="龙潭镇")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("龙潭镇", "无名村"), "REGION_UNKNOWN"),
        (("石门乡", "核桃村"), "REGION_UNKNOWN"),
        (("望江镇", "渡口村"), "REGION_UNKNOWN"),
        (("", "", OTHER_VILLAGE), "REGION_OUT_OF_SCOPE"),
        (("", "", "980122100299"), "REGION_UNKNOWN"),
        (("", "", "9.8E+11"), "REGION_CODE"),
        (("", "", "80122100201"), "REGION_CODE"),
        (("", "", TOWN_1), "REGION_CODE"),
        (("龙潭镇", "茶坪村", VILLAGE_1), "REGION_MISMATCH"),
    ],
)
def test_what_names_no_village_of_the_area_is_refused(
    words: tuple[str, ...], code: str, cast: Cast
) -> None:
    assert refusal_of(finder(cast).find(*words)) == code


def test_twins_are_refused_by_name_with_both_codes_and_found_by_code(
    cast: Cast, twins: None
) -> None:
    found = finder(cast).find("龙潭镇", "核桃村")
    assert refusal_of(found) == "REGION_AMBIGUOUS"
    assert found.refusal is not None
    assert VILLAGE_1 in found.refusal.sentence()
    assert f"{TWIN_TOWN}201" in found.refusal.sentence()
    assert code_of(finder(cast).find("龙潭镇", "核桃村", VILLAGE_1)) == VILLAGE_1
    narrowed = finder(cast).find("龙潭镇", "核桃村", township_code=f"{TWIN_TOWN}000")
    assert code_of(narrowed) == f"{TWIN_TOWN}201"


@pytest.mark.parametrize(
    "words",
    [
        ("龙潭镇", "核桃村"),
        ("龙潭镇人民政府", "核桃村村民委员会"),
        ("龙潭镇", "核桃村委会", VILLAGE_1),
        ("", "", VILLAGE_1),
    ],
)
def test_a_village_is_found_by_its_names_by_its_offices_and_by_its_code(
    words: tuple[str, ...], cast: Cast
) -> None:
    found = finder(cast).find(*words)
    assert (code_of(found), found.mapped_from) == (VILLAGE_1, "")


def test_old_words_lead_to_the_same_village_and_say_so(cast: Cast) -> None:
    system = cast.system
    record_change(system, asked(ChangeKind.RENAMED, VILLAGE_1, f"{VILLAGE_1} 新村"), at=AT)
    record_change(system, asked(ChangeKind.RECODED, TOWN_1, f"{COUNTY}101"), at=AT)
    code = f"{COUNTY}101201"
    for words in (("龙潭镇", "核桃村"), ("", "", VILLAGE_1), ("龙潭镇", "核桃村", VILLAGE_1)):
        found = finder(cast).find(*words)
        assert (code_of(found), found.mapped_from) == (code, f"核桃村（{VILLAGE_1}）")
    assert finder(cast).find("龙潭镇", "新村").mapped_from == ""


def test_a_name_means_the_village_that_had_it_on_the_day_of_the_list(cast: Cast) -> None:
    system = cast.system
    record_change(system, asked(ChangeKind.RENAMED, VILLAGE_1, f"{VILLAGE_1} 旧核桃村"), at=AT)
    record_change(system, asked(ChangeKind.RENAMED, VILLAGE_2, f"{VILLAGE_2} 核桃村"), at=AT)
    assert code_of(finder(cast, EARLY).find("龙潭镇", "核桃村")) == VILLAGE_1
    assert code_of(finder(cast, LATE).find("龙潭镇", "核桃村")) == VILLAGE_2


def test_a_merged_village_leads_to_its_one_successor(cast: Cast) -> None:
    merger = asked(ChangeKind.MERGED, f"{VILLAGE_1},{VILLAGE_2}", f"{NEW} 龙桥村")
    record_change(cast.system, merger, at=AT)
    for on in (EARLY, LATE):
        found = finder(cast, on).find("龙潭镇", "茶坪村")
        assert (code_of(found), found.mapped_from) == (NEW, f"茶坪村（{VILLAGE_2}）")


def test_a_split_village_leads_on_only_where_group_or_number_tell(cast: Cast) -> None:
    split = asked(
        ChangeKind.SPLIT, VILLAGE_1, f"{NEW} 东村,{TOWN_1}204 西村",
        groups={"1组": NEW}, numbers={"H9": f"{TOWN_1}204"},
    )  # fmt: skip
    record_change(cast.system, split, at=AT)
    finds = finder(cast)
    assert code_of(finds.find("龙潭镇", "核桃村", group="1组")) == NEW
    assert code_of(finds.find("龙潭镇", "核桃村", household_no="H9")) == f"{TOWN_1}204"
    found = finds.find("龙潭镇", "核桃村", group="7组")
    assert refusal_of(found) == "REGION_RETIRED"
    assert found.refusal is not None
    said = found.refusal.sentence()
    assert all(word in said for word in ("2025-07-01", "拆分", "东村", "西村"))


def test_an_abolished_village_has_no_successor_to_lead_to(cast: Cast) -> None:
    record_change(cast.system, asked(ChangeKind.ABOLISHED, VILLAGE_1), at=AT)
    found = finder(cast).find("龙潭镇", "核桃村")
    assert refusal_of(found) == "REGION_RETIRED"
    assert found.refusal is not None
    assert "没有后继区划" in found.refusal.sentence()


def test_a_village_is_found_under_the_township_that_it_lay_in(cast: Cast) -> None:
    moved = asked(ChangeKind.MOVED, VILLAGE_1, f"{TOWN_2}209 核桃村")
    record_change(cast.system, moved, at=AT)
    assert code_of(finder(cast).find("石门乡", "核桃村")) == f"{TOWN_2}209"
    old = finder(cast).find("龙潭镇", "核桃村")
    assert (code_of(old), old.mapped_from) == (f"{TOWN_2}209", f"核桃村（{VILLAGE_1}）")


def test_a_merged_village_is_still_one_of_the_own_area(cast: Cast) -> None:
    merged, foreign = area(VILLAGE_2).pk, area(OTHER_VILLAGE).pk
    record_change(cast.system, asked(ChangeKind.MERGED, VILLAGE_2, VILLAGE_1), at=AT)
    assert finder(cast).holds(merged)
    assert not finder(cast).holds(foreign)


def test_no_row_costs_a_query(cast: Cast) -> None:
    record_change(cast.system, asked(ChangeKind.MERGED, VILLAGE_2, VILLAGE_1, on=DAY), at=AT)
    with CaptureQueriesContext(
        connection,
    ) as built:
        finds = finder(cast)
    with CaptureQueriesContext(connection) as rows:
        for _ in range(100):
            finds.find("龙潭镇", "茶坪村")
            finds.find("石门乡", "柳溪村", VILLAGE_3)
            finds.find("石门乡", "无名村")
    assert len(rows) == 0
    assert len(built) <= 8
