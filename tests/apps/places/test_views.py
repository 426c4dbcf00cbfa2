"""The page of places: whose areas, the tree of a day, former names, history."""

from __future__ import annotations

from django.urls import reverse

from huitoukan.apps.places.services.changes import record_change
from huitoukan.apps.places.services.spells import establish
from huitoukan.domain.borders import ChangeKind
from tests.apps.places.stating import BASIS, area, asked
from tests.cast import AT, COUNTY, OTHER_VILLAGE, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, Cast

NEW = f"{TOWN_1}203"
LIST = "places:list"


def shown(cast: Cast, who: str = "rui", **params: str) -> str:
    answer = cast.signed_in(who).get(reverse(LIST), params)
    assert answer.status_code == 200
    return answer.content.decode()


def merge(cast: Cast) -> None:
    record_change(
        cast.rui,
        asked(
            ChangeKind.MERGED, f"{VILLAGE_1},{VILLAGE_2}", f"{NEW} 龙桥村",
            groups={"1组": VILLAGE_1},
        ),
        at=AT,
    )  # fmt: skip


def test_without_the_verb_there_is_no_page(cast: Cast) -> None:
    assert cast.signed_in("ping").get(reverse(LIST)).status_code == 403


def test_another_countys_area_is_not_found_by_code_or_name(cast: Cast) -> None:
    client = cast.signed_in("rui")
    assert client.get(reverse(LIST), {"place": OTHER_VILLAGE}).status_code == 404
    assert "望江镇" not in shown(cast, q="望江")
    assert client.get(reverse(LIST), {"on": "昨天"}).status_code == 409


def test_a_township_officer_begins_at_the_own_township(cast: Cast) -> None:
    page = shown(cast, "tang")
    assert "龙潭镇" in page
    assert "石门乡" not in page


def test_an_area_shows_its_code_its_level_and_what_lies_in_it(cast: Cast) -> None:
    establish(f"{VILLAGE_1}01", "上寨组", area(VILLAGE_1))
    page = shown(cast, place=VILLAGE_1)
    for words in (VILLAGE_1, "村（社区）", "贫困村", "上寨组", "没有登记过变更"):
        assert words in page


def test_the_tree_of_a_day_has_the_names_of_that_day(cast: Cast) -> None:
    merge(cast)
    now, before = shown(cast, place=TOWN_1), shown(cast, place=TOWN_1, on="2025-06-30")
    assert "龙桥村" in now
    assert "2025-07-01 合并" in now, "what is no more is listed with the day of its end"
    assert "核桃村" in before
    assert "龙桥村" not in before


def test_the_history_of_an_area_names_day_document_and_both_sides(cast: Cast) -> None:
    merge(cast)
    for place in (NEW, VILLAGE_1):
        page = shown(cast, place=place)
        assert f"核桃村（{VILLAGE_1}）、茶坪村（{VILLAGE_2}） → 龙桥村（{NEW}）" in page
        assert BASIS in page
        assert "1组" in page
    assert "后继区划" in shown(cast, place=VILLAGE_1)


def test_former_names_and_codes_are_found(cast: Cast) -> None:
    record_change(cast.rui, asked(ChangeKind.RECODED, TOWN_2, f"{COUNTY}201"), at=AT)
    assert f"{COUNTY}201202" in shown(cast, q=f"{TOWN_2}202")
    record_change(cast.rui, asked(ChangeKind.RENAMED, VILLAGE_1, f"{VILLAGE_1} 核桃新村"), at=AT)
    assert "核桃新村" in shown(cast, q="核桃村")
    assert "核桃新村" in shown(cast, place=VILLAGE_1, on="2024-01-01"), "says what it is now"


def test_the_page_speaks_english(cast: Cast) -> None:
    merge(cast)
    client = cast.signed_in("rui")
    client.cookies["django_language"] = "en"
    page = client.get(reverse(LIST), {"place": NEW}).content.decode()
    assert "merged" in page
    assert "Record a change" in page
