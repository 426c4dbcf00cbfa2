"""Which rows are linked, and which are not."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.spoiled_lists import Lists, Profile, Rates, make_lists
from huitoukan.linking.links import LIKELY, Link, link
from tests.linking.rows import linked, number, pairs, people, row

SPOILED = Rates(missing=0.05, inserted=0.01, two_wrong=0.02, rounded=0.01, look_alike=0.02)


# --- who is not linked ---


def test_nobody_is_linked_with_an_empty_list() -> None:
    assert link([], []) == []
    assert link([row("王建国", number())], []) == []


def test_rows_that_say_nothing_are_not_linked() -> None:
    assert pairs([row("", "", "")], [row("", "", "")]) == []


def test_a_number_or_a_name_that_fills_a_column_links_nobody() -> None:
    names = [chr(0x4E00 + at) for at in range(300)]
    assert (
        link([row(f"王{n}", number()) for n in names], [row(f"李{n}", number()) for n in names])
        == []
    )
    same = [row("王建国", "", f"第{at % 3}村") for at in range(300)]
    assert link(same, same) == []


def test_one_name_in_one_village_twice_is_not_linked_without_a_number() -> None:
    """Which of the two is meant, nothing tells."""
    a = [row("田光明", number(order="011")), row("田光明", number("19710305", "013"))]
    assert pairs(a, [row("田光明")]) == []


def test_one_name_in_two_villages_is_not_linked_without_a_number() -> None:
    a = [row("田光明", number(), "上河村")]
    assert pairs(a, [row("田光明", "", "下河村")]) == []


def test_twins_are_not_linked_by_their_birth_date() -> None:
    a = [row("田大双", number(order="011"))]
    assert pairs(a, [row("田小双", "", born="1980-01-01")]) == []


@pytest.mark.parametrize("place", [14, 15, 16, 17])
def test_a_spoiled_number_is_not_linked_with_the_twin(place: int) -> None:
    """The twin's number is as near to the spoiled one as the own number is."""
    absent, twin = number(order="011"), number(order="012")
    wrong = str((int(twin[place].replace("X", "0")) + 3) % 10)
    for spoiled in (f"{absent[:place]}{wrong}{absent[place + 1 :]}", absent[:17]):
        assert pairs([row("田小双", twin)], [row("田大双", spoiled)]) == []


def test_of_twins_in_both_lists_each_is_linked_with_itself() -> None:
    first, second = number(order="011"), number(order="012")
    a = [row("田大双", first), row("田小双", second)]
    b = [row("田小双", f"{second[:15]}9{second[16:]}"), row("田大双", f"{first[:15]}9{first[16:]}")]
    assert pairs(a, b) == [(0, 1), (1, 0)]


def test_the_heads_number_on_every_member_links_the_head_alone() -> None:
    head = number()
    a = [row("田光明", head)]
    b = [row("李秀英", head), row("田光明", head), row("田子涵", head)]
    assert pairs(a, b) == [(0, 1)]


def test_numbers_of_siblings_that_changed_places_link_nobody() -> None:
    first, second = number(order="011"), number("19830302", "014")
    a = [row("田子涵", first), row("田子轩", second)]
    assert pairs(a, [row("田子涵", second), row("田子轩", first)]) == []


def test_the_number_of_the_husband_in_the_row_of_the_wife_links_neither() -> None:
    a = [row("田光明", number()), row("李秀英", number("19830302", "014"))]
    assert pairs(a, [row("李秀英", number())]) == []


def test_two_valid_numbers_are_two_persons_even_of_one_name_and_village() -> None:
    a = [row("田光明", number(order="011"))]
    assert pairs(a, [row("田光明", number(order="013"))]) == []


# --- who is linked, and why ---


@pytest.mark.parametrize(
    ("b", "reason"),
    [
        (row("田光明", number()), "号码相同；姓名相同；同村"),
        (row("田光明", number(), "别村"), "号码相同；姓名相同；村不同"),
        (row("张光明", number()), "号码相同；名相同或同音、姓不同；同村"),
        (row("田秀英", number()), "号码相同；姓名不同；同村"),
        (row("田光明", number()[:5] + "9" + number()[6:]), "号码差一处；姓名相同；同村"),
        (row("田光铭", number()[:5] + number()[6:]), "号码差一处；姓名同音；同村"),
        (row("田光明", number()[:6] + number()[8:17]), "号码相同；姓名相同；同村"),
        (row("田光明", "", born="1980-01-01"), "没有可比的号码；出生日期相同；姓名相同；同村"),
        (row("田光明"), "没有可比的号码；姓名相同；同村"),
        (row("田光明", "无"), "没有可比的号码；姓名相同；同村"),
    ],
)
def test_a_person_is_found_again_and_the_reason_says_by_what(b: object, reason: str) -> None:
    found = linked([row("田光明", number())], [b])  # type: ignore[list-item]
    assert [(one.a, one.b, one.reason) for one in found] == [(0, 0, reason)]


def test_who_is_listed_twice_is_linked_once() -> None:
    copies = [row("田光明", number()), row("田光铭", number()), row("田光明", number())]
    assert len(pairs([row("田光明", number())], copies)) == 1


def test_no_score_claims_to_be_certain() -> None:
    found = linked([row("田光明", number())], [row("田光明", number())])
    assert all(LIKELY <= one.score < 1 for one in found)


# --- for all lists ---


def _lists(seed: int) -> Lists:
    return make_lists(seed, Profile(rows=700, villages=8, rates=SPOILED, twins=0.03))


def _who(lists: Lists, links: list[Link]) -> set[tuple[int, int]]:
    return {(lists.who_a[one.a], lists.who_b[one.b]) for one in links}


@pytest.mark.parametrize("seed", range(4))
def test_no_row_is_linked_twice(seed: int) -> None:
    lists = _lists(seed)
    found = link(people(lists.a), people(lists.b))
    assert len(found) > 400
    assert len({one.a for one in found}) == len({one.b for one in found}) == len(found)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    lists = _lists(seed)
    order = list(range(len(lists.a)))
    random.Random(seed).shuffle(order)  # noqa: S311 - repeatable, not secret
    other = replace(lists, a=[lists.a[at] for at in order], who_a=[lists.who_a[at] for at in order])
    once = link(people(lists.a), people(lists.b))
    again = link(people(other.a), people(other.b))
    assert _who(lists, once) == _who(other, again)


@pytest.mark.parametrize("seed", range(4))
def test_the_lists_may_change_places(seed: int) -> None:
    lists = _lists(seed)
    a, b = people(lists.a), people(lists.b)
    one_way = {(one.a, one.b, one.score, one.reason) for one in link(a, b)}
    other_way = {(one.b, one.a, one.score, one.reason) for one in link(b, a)}
    assert one_way == other_way


_ANYTHING = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "王建国",
        "王 建国",
        "NULL",
        "\u4dae",
        "阿依·古丽",
        "O'Neil",
        number(),
        number()[:15],
        "0" * 18,
    ]
)
_ROWS = st.lists(st.builds(row, _ANYTHING, _ANYTHING, st.sampled_from(["", "V1"])), max_size=6)


@given(_ROWS, _ROWS)
def test_whatever_stands_in_the_cells_no_row_is_linked_twice(a: list[Any], b: list[Any]) -> None:
    found = link(a, b)
    assert len({one.a for one in found}) == len({one.b for one in found}) == len(found)


def test_no_twin_is_linked_with_the_other() -> None:
    """Every second person has a twin, and half of all numbers are missing or wrong."""
    rates = Rates(missing=0.2, substituted=0.2, dropped=0.1, homophone=0.1, cut=0.1)
    for seed in range(4):
        lists = make_lists(seed, Profile(rows=600, villages=6, rates=rates, twins=0.5, birth=True))
        truth = lists.truth()
        wrong = {(i.a, i.b) for i in link(people(lists.a), people(lists.b))} - truth
        assert wrong == set()
