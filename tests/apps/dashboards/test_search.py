"""The search for households: by name, initials, numbers, telephone; never outside the scope."""

from __future__ import annotations

import pytest
from django.test import Client

from huitoukan.apps.registry.models import Household, SearchKey
from huitoukan.domain.problems import State
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen
from tests.apps.problems.acting import find
from tests.cast import VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker, id_no

SEARCH = "/households/"


@pytest.fixture
def wanted(make: Maker) -> Household:
    """A household with a telephone and a daughter; others live around it."""
    household = make.household(VILLAGE_1, head="单雄信", household_phone="139 8765 4321")
    make.member(household, name="王小妹", id_no=id_no(555))
    make.household(VILLAGE_1, head="秦叔宝")
    return household


def found(client: Client, words: str) -> list[str]:
    answer = client.get(SEARCH, {"q": words})
    assert answer.status_code == 200
    return [row.household_no for row in answer.context["page"].rows]


# --- refusals ---


@pytest.mark.parametrize("account", ["min", "bao", "gong"])
def test_a_post_without_households_is_refused(account: str, cast: Cast) -> None:
    assert cast.signed_in(account).get(SEARCH, {"q": "单"}).status_code == 403


@pytest.mark.parametrize("account", ["ning", "cha", "shan"])
def test_nobody_is_found_outside_the_own_area(account: str, cast: Cast, wanted: Household) -> None:
    assert cast.other_campaign
    client = cast.signed_in(account)
    for words in ("单雄信", "dxx", wanted.household_no, "13987654321", id_no(555)[-4:]):
        assert found(client, words) == []
    assert "没有找到" in client.get(SEARCH, {"q": "单雄信"}).content.decode()


@pytest.mark.parametrize("words", ["", "   ", "·", " · ・ "])
def test_nothing_asked_for_finds_nobody_and_says_how_to_search(
    words: str, cast: Cast, wanted: Household
) -> None:
    client = cast.signed_in("rui")
    assert found(client, words) == []
    assert seen(client, SEARCH).rows == ()
    assert "输入要找的农户" in read(client, SEARCH)


@pytest.mark.parametrize("words", ["%", "_", "'; --", "单雄信 秦叔宝"])
def test_characters_of_the_database_are_plain_words(
    words: str, cast: Cast, wanted: Household
) -> None:
    assert found(cast.signed_in("rui"), words) == []


def test_a_zero_byte_in_an_address_is_an_address_that_does_not_exist(
    cast: Cast, wanted: Household
) -> None:
    client = cast.signed_in("rui")
    for address in ("/households/?q=%00", "/problems/?place=%00", "/households/%00/"):
        assert client.get(address).status_code == 404, address
    assert client.get("/households/?q=%2500").status_code == 200


# --- found ---


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("单雄信", "户主姓名"),
        ("雄信", "户主姓名"),
        ("单 雄信", "户主姓名"),
        ("王小妹", "家庭成员 王小妹"),
        ("dxx", "姓名拼音"),
        ("SXX", "姓名拼音"),
        ("shanxiong", "姓名拼音"),
        ("wangxiaomei", "家庭成员 王小妹"),
        ("whole number", "证件后四位或电话"),
        ("number", "户编号"),
        ("last four", "证件后四位或电话"),
        ("13987654321", "证件后四位或电话"),
        ("139876", "证件后四位或电话"),
        ("4321", "证件后四位或电话"),
    ],
)
def test_a_household_is_found_and_says_by_what(
    words: str, by: str, cast: Cast, wanted: Household
) -> None:
    words = {
        "number": wanted.household_no,
        "last four": id_no(555)[-4:],
        "whole number": id_no(555),
    }.get(words, words)
    answer = cast.signed_in("ping").get(SEARCH, {"q": words})
    (row,) = answer.context["page"].rows
    assert (row.household_no, row.matched) == (wanted.household_no, by)
    typed = [id_no(555)] if words == id_no(555) else []
    assert set(full_numbers(answer.content.decode())) == set(typed)


def test_a_found_household_tells_its_place_members_and_open_problems(
    cast: Cast, make: Maker
) -> None:
    household = make.household(VILLAGE_2, head="罗成")
    make.problem(household, "X33", state=State.REGISTERED)
    (row,) = seen(cast.signed_in("qiao"), f"{SEARCH}?q=罗成").rows
    assert (row.place, row.n_members, row.n_open_problems) == ("龙潭镇茶坪村", 1, 1)
    assert row.tags == ("脱贫户",)


def test_an_inspector_of_the_city_finds_in_the_whole_city(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, head="罗成")
    make.household(VILLAGE_3, head="罗艺")
    assert len(found(cast.signed_in("shi"), "罗")) == 2


def test_thirty_households_cost_as_much_as_three(cast: Cast, make: Maker) -> None:
    client = cast.signed_in("rui")

    def more(n: int, word: str) -> None:
        for each in range(n):
            household = make.household(head="同名人")
            find(cast.rui, cast, code=f"{word} {each}", household_no=household.household_no)

    more(3, "first")
    few = n_queries(client, f"{SEARCH}?q=同名人")
    more(27, "then")
    assert n_queries(client, f"{SEARCH}?q=同名人") == few <= MOST_QUERIES
    page = seen(client, f"{SEARCH}?q=同名人&page=2")
    assert (len(page.rows), page.pager.n_rows) == (10, 30)


def test_the_search_keys_hold_the_last_four_and_never_a_whole_number(
    cast: Cast, wanted: Household
) -> None:
    keys = set(SearchKey.objects.for_system("tests").values_list("key", flat=True))
    assert id_no(555)[-4:].lower() in keys
    assert all(id_no(555)[:8] not in key for key in keys)


def test_a_whole_number_of_somebody_else_with_the_same_end_finds_nobody(
    cast: Cast, wanted: Household
) -> None:
    assert found(cast.signed_in("rui"), f"98012219700101{id_no(555)[-4:]}") == []
