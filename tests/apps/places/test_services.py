"""Importing places: foreign and broken codes refused, parents made, nothing ever deleted."""

from __future__ import annotations

import pytest

from huitoukan.apps.core.actor import Actor, Grant, system_actor
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.services import PlaceCounts, PlaceRow, put_places, rows_of_villages
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from tests.cast import PLACES

pytestmark = pytest.mark.django_db
COUNTY_ADMIN = Actor(
    "gong",
    "龚系统",
    grants=(Grant("1.2.3.", frozenset({"places.import"}), "", area_code="980122"),),
)


def put(*rows: PlaceRow, actor: Actor | None = None) -> PlaceCounts:
    return put_places(actor or system_actor(), rows, source="行政村表.xlsx")


def test_without_the_verb_no_place_is_imported() -> None:
    with pytest.raises(Refused):
        put(PlaceRow("98", "滇川省"), actor=Actor("ping", "平小禾"))
    assert not Area.objects.exists()


def test_a_broken_code_refuses_the_whole_table() -> None:
    with pytest.raises(Refused) as refusal:
        put(PlaceRow("980122", "云岭县"), PlaceRow("98012", "错"))
    assert refusal.value.code == "AREA_UNKNOWN"
    assert not Area.objects.exists()


@pytest.mark.parametrize("code", ["980123", "980123100", "9802", "97"])
def test_a_county_does_not_import_its_neighbours_places(code: str) -> None:
    with pytest.raises(Refused) as refusal:
        put(PlaceRow("980122", "云岭县"), PlaceRow(code, "邻县"), actor=COUNTY_ADMIN)
    assert refusal.value.code == "REGION_OUT_OF_SCOPE"
    assert not Area.objects.exists()


def test_a_county_imports_its_own_places_and_those_it_lies_in() -> None:
    rows = [row for row in PLACES if not row.code.startswith("980123")]
    assert put(*rows, actor=COUNTY_ADMIN).created == len(rows)


def test_missing_parents_are_made_under_their_codes_and_named_later() -> None:
    assert put(PlaceRow("980122100201", "核桃村")) == PlaceCounts(5, 0, 0)
    assert Area.objects.get(code="980122").name == "980122"
    assert put(PlaceRow("980122", "云岭县")).updated == 1
    assert Area.objects.get(code="980122").name == "云岭县"


def test_a_made_parent_never_takes_a_known_name_away() -> None:
    put(PlaceRow("980122", "云岭县"))
    put(PlaceRow("980122100201", "核桃村"))
    assert Area.objects.get(code="980122").name == "云岭县"


def test_paths_are_our_own_ids_from_the_top() -> None:
    put(*PLACES)
    for area in Area.objects.select_related("parent"):
        above = area.parent.depth_path if area.parent else ""
        assert area.path == f"{above}{area.pk}."
    village = Area.objects.get(code="980122100201")
    assert village.level == Level.VILLAGE
    assert [part for part in village.depth_path.split(".") if part][-1] == str(village.pk)


def test_the_same_table_twice_changes_nothing_and_says_so() -> None:
    put(*PLACES)
    before = list(Area.objects.values())
    assert put(*PLACES) == PlaceCounts(0, 0, len(PLACES))
    assert list(Area.objects.values()) == before


def test_codes_padded_to_twelve_digits_are_the_same_places() -> None:
    put(*PLACES)
    padded = [PlaceRow(row.code.ljust(12, "0"), row.name, row.village_kind) for row in PLACES]
    assert put(*padded) == PlaceCounts(0, 0, len(PLACES))


def test_renaming_keeps_the_path_and_what_is_absent_stays() -> None:
    put(*PLACES)
    path = Area.objects.get(code="980122100201").path
    assert put(PlaceRow("980122100201", "核桃新村")).updated == 1
    renamed = Area.objects.get(code="980122100201")
    assert (renamed.name, renamed.path, renamed.village_kind) == ("核桃新村", path, "贫困村")
    assert Area.objects.count() == len(PLACES)


def test_an_import_is_journalled_with_its_file() -> None:
    put(*PLACES)
    line = Entry.objects.get()
    assert "行政村表.xlsx" in line.summary
    assert line.details == {"created": 12, "updated": 0}


def test_a_village_table_names_its_county_townships_and_villages() -> None:
    row = {
        "county_code": "980122000000",
        "county": "云岭县",
        "township_code": "980122100000",
        "township": "龙潭镇",
        "village_code": "980122100201",
        "village": "核桃村",
        "village_kind": "贫困村",
    }
    found = rows_of_villages([row, {**row, "village_code": "980122100202", "village": "茶坪村"}])
    assert [place.code for place in found] == [
        "980122",
        "980122100",
        "980122100201",
        "980122100202",
    ]
    with_above = rows_of_villages([{**row, "province": "滇川省", "city": "乌江市"}])
    assert [place.name for place in with_above[:2]] == ["滇川省", "乌江市"]
