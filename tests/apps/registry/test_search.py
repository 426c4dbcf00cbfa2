"""Search keys: made with every change, asked by every word, read in either direction."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from huitoukan.apps.registry import queries
from huitoukan.apps.registry.models import Household, Member, SearchKey, VillageTally
from huitoukan.apps.registry.queries import search as searching
from huitoukan.apps.registry.queries.narrow import first_households, whole_rows
from huitoukan.apps.registry.queries.search import words_of
from huitoukan.apps.registry.services.requests import rebuild_lists
from huitoukan.apps.registry.services.search import refresh_lists, refresh_search
from huitoukan.domain.refusals import Refused
from tests.cast import TOWN_1, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker, id_no


def found(cast: Cast, words: str, account: str = "rui") -> set[str]:
    visible = queries.households_for(cast.actor(account))
    return {row.head_name for row in whole_rows(visible, first_households(visible, words).pks)}


@pytest.fixture
def village(make: Maker) -> dict[str, Household]:
    """Households whose names are hard to find."""
    made = {
        head: make.household(VILLAGE_1, head=head, **facts)
        for head, facts in {
            "单雄信": {"household_phone": "13900000001"},
            "阿卜杜拉·买买提": {},
            "欧阳小明": {},
            "\u9fb4大山": {},
        }.items()
    }
    make.member(made["欧阳小明"], name="王小妹", id_no=id_no(555))
    return made


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("sxx", "单雄信"), ("shanx", "单雄信"), ("雄信", "单雄信"), ("139000", "单雄信"),
        ("0001", "单雄信"), ("买买提", "阿卜杜拉·买买提"), ("mmt", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 买买提", "阿卜杜拉·买买提"), ("oyxm", "欧阳小明"), ("王小妹", "欧阳小明"),
        ("wxm oyxm", "欧阳小明"), ("\ue81e", "\u9fb4大山"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rare", [0, 30_000], ids=["asked of the households", "looked up first"])
@pytest.mark.usefixtures("village")
def test_a_word_finds_the_same_in_both_directions(
    words: str, head: str, rare: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "RARE", rare)
    assert bool(words_of(words).rare) == (rare > 0)
    assert found(cast, words) == {head}


def test_a_rare_word_narrows_a_common_one_in_any_order(
    cast: Cast, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "RARE", 3)
    for head in ("王大山", "王小山", "王大水", "王小水"):
        make.household(VILLAGE_1, head=head)
    assert (len(words_of("王").broad), len(words_of("wxs").rare)) == (1, 1)
    assert found(cast, "王 wds") == found(cast, "wds 王") == {"王大山", "王大水"}
    assert found(cast, "王") == {"王大山", "王小山", "王大水", "王小水"}


def test_the_end_and_the_whole_of_an_id_number_find_its_household(
    cast: Cast, village: dict[str, Household]
) -> None:
    assert "欧阳小明" in found(cast, id_no(555)[-4:].lower())
    assert found(cast, id_no(555)) == {"欧阳小明"}
    assert found(cast, f"98012219710101{id_no(555)[-4:]}") == set()


@pytest.mark.parametrize("words", ["sxx", "单雄信", "13900000001"])
def test_nobody_is_found_outside_the_own_area(
    words: str, cast: Cast, village: dict[str, Household]
) -> None:
    assert found(cast, words, "ning") == set()
    assert found(cast, words, "shan") == set()


def test_keys_follow_names_numbers_members_and_places(cast: Cast, make: Maker) -> None:
    household = make.household(VILLAGE_1, head="旧名", household_phone="13900000001")
    everybody = Household.objects.for_system("tests").filter(pk=household.pk)
    everybody.update(
        head_name="新名", area=cast.area(VILLAGE_3), facts={"household_phone": "13900000002"}
    )
    Member.objects.for_system("tests").filter(household=household).update(name="新名")
    refresh_lists(cast.campaign, [household.pk], left=[cast.area(VILLAGE_1).pk])
    household.refresh_from_db()
    assert household.place_key.startswith(VILLAGE_3)
    assert found(cast, "旧名") == found(cast, "13900000001") == set()
    assert found(cast, "新名") == found(cast, "13900000002") == {"新名"}
    counts = dict(
        VillageTally.objects.for_system("tests").values_list("area__code", "n_households")
    )
    assert (counts[VILLAGE_1], counts[VILLAGE_3]) == (0, 1)


def test_refreshing_costs_the_same_for_one_and_for_fifty(cast: Cast, make: Maker) -> None:
    from django.db import connection

    pks = [make.household(VILLAGE_1).pk for _ in range(50)]

    def n_questions(some: list[int]) -> int:
        with CaptureQueriesContext(connection) as asked:
            refresh_search(some)
        return len(asked)

    assert n_questions(pks) == n_questions(pks[:1])


def test_refreshing_again_writes_the_same_keys(cast: Cast, village: dict[str, Household]) -> None:
    def keys() -> set[Any]:
        rows = SearchKey.objects.for_system("tests").values_list("household_id", "key", "kind")
        return set(rows)

    before = keys()
    heard: list[int] = []
    n = refresh_search([h.pk for h in village.values()], heard=heard.append)
    assert keys() == before
    assert (n, heard) == (len(before), [4])


def test_keys_go_with_their_household(cast: Cast, village: dict[str, Household]) -> None:
    Household.objects.for_system("tests").filter(head_name="单雄信").delete()
    assert found(cast, "sxx") == set()
    assert not SearchKey.objects.for_system("tests").filter(key="sxx").exists()


def test_only_who_imports_here_rebuilds(cast: Cast, village: dict[str, Household]) -> None:
    SearchKey.objects.for_system("tests").all()._raw_delete("default")
    for account, code in (("lei", "NOT_ALLOWED"), ("shan", "NOT_FOUND")):
        with pytest.raises(Refused) as refusal:
            rebuild_lists(cast.actor(account), cast.campaign)
        assert refusal.value.code == code
    assert rebuild_lists(cast.rui, cast.campaign) == 4
    assert found(cast, "sxx") == {"单雄信"}


def test_a_household_stands_in_the_list_by_its_village_and_number(make: Maker) -> None:
    late, early = make.household(VILLAGE_2), make.household(VILLAGE_1)
    assert early.place_key == f"{VILLAGE_1} {early.household_no}"
    assert early.place_key < late.place_key
    assert early.place_key.startswith(TOWN_1)
