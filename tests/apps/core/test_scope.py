"""Scoped tables: every way of reading fails closed until it was said for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count, F, Prefetch

from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.core.actor import Actor, Grant
from huitoukan.apps.core.scope import UnscopedError
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household, Member
from tests.cast import OTHER_VILLAGE, TOWN_1, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker

Read = Callable[[Any], Any]
WAYS: dict[str, Read] = {
    "iteration": list,
    "length": len,
    "truth": bool,
    "one by index": lambda rows: rows[0],
    "a slice": lambda rows: list(rows[:1]),
    "get": lambda rows: rows.get(),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("pk"),
    "earliest": lambda rows: rows.earliest("pk"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Household(pk=1)),
    "update": lambda rows: rows.update(head_name="改"),
    "delete": lambda rows: rows.delete(),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "iterator": lambda rows: list(rows.iterator()),
    "asynchronous iterator": lambda rows: rows.aiterator(),
    "values": lambda rows: list(rows.values("head_name")),
    "values_list": lambda rows: list(rows.values_list("head_name", flat=True)),
    "dates": lambda rows: list(rows.datetimes("changed_at", "day")),
    "a lock": lambda rows: list(rows.select_for_update()),
    "get_or_create": lambda rows: rows.get_or_create(household_no="x"),
    "update_or_create": lambda rows: rows.update_or_create(household_no="x"),
    "bulk_update": lambda rows: rows.bulk_update([Household(pk=1, head_name="改")], ["head_name"]),
    "annotation": lambda rows: list(rows.annotate(n=F("n_members") + 1)),
    "pickling": lambda rows: rows.__reduce_ex__(2),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_scoped_table_is_not_read_before_it_was_said_for_whom(way: str, make: Maker) -> None:
    make.household()
    with pytest.raises(UnscopedError):
        WAYS[way](Household.objects.filter(head_name__gt=""))


@pytest.mark.parametrize("way", ["get", "update", "delete", "count", "iterator"])
def test_the_bare_manager_fails_closed_too(way: str, make: Maker) -> None:
    make.household()
    with pytest.raises(UnscopedError):
        WAYS[way](Household.objects)


def test_reverse_relations_and_prefetches_fail_closed(make: Maker) -> None:
    household = make.household()
    with pytest.raises(UnscopedError):
        list(household.members.all())
    with pytest.raises(UnscopedError):
        list(Household.objects.for_system("tests").prefetch_related("members"))
    members = Member.objects.for_system("tests")
    rows = Household.objects.for_system("tests").prefetch_related(Prefetch("members", members))
    assert [len(row.members.all()) for row in rows] == [1]


@pytest.mark.parametrize("join", ["|", "&", "^", "union", "intersection", "difference"])
def test_rows_of_nobody_do_not_slip_in_beside_scoped_ones(
    join: str, make: Maker, ping: Actor
) -> None:
    make.household()
    mine, nobodys = Household.objects.visible_to(ping), Household.objects.all()
    joins: dict[str, Callable[[Any, Any], Any]] = {
        "|": lambda a, b: a | b,
        "&": lambda a, b: a & b,
        "^": lambda a, b: a ^ b,
        "union": lambda a, b: a.union(b),
        "intersection": lambda a, b: a.intersection(b),
        "difference": lambda a, b: a.difference(b),
    }
    for one, other in ((mine, nobodys), (nobodys, mine), (nobodys.none(), nobodys)):
        with pytest.raises(UnscopedError):
            list(joins[join](one, other))
    if join in {"|", "union"}:
        everybodys = Household.objects.for_system("tests").order_by()
        both = joins[join](mine.order_by(), everybodys)
        assert both.count() == 1


def test_working_for_the_system_needs_its_reason() -> None:
    with pytest.raises(UnscopedError):
        Household.objects.for_system("")


def test_every_table_with_a_scope_has_the_manager_that_fails_closed() -> None:
    from django.apps import apps

    from huitoukan.apps.core.scope import ScopedQuerySet

    wrong = [
        model.__name__
        for model in apps.get_models()
        if hasattr(model, "SCOPE_AREA")
        and not isinstance(model._default_manager.all(), ScopedQuerySet)
    ]
    assert wrong == []


def seen_by(actor: Actor, model: type = Household) -> set[str]:
    name = "household_no" if model is Household else "code"
    return set(model.objects.visible_to(actor).values_list(name, flat=True))


def test_nobody_in_particular_sees_nothing(make: Maker) -> None:
    make.household()
    assert seen_by(Actor("x", "某人")) == set()


def test_each_sees_the_households_below_the_own_area_and_no_others(cast: Cast, make: Maker) -> None:
    here = {v: make.household(v).household_no for v in (VILLAGE_1, VILLAGE_2, VILLAGE_3)}
    there = make.household(OTHER_VILLAGE).household_no
    assert seen_by(cast.ping) == {here[VILLAGE_1]}
    assert seen_by(cast.ning) == {here[VILLAGE_2]}
    assert seen_by(cast.qiao) == {here[VILLAGE_1], here[VILLAGE_2]}
    assert seen_by(cast.rui) == set(here.values())
    assert seen_by(cast.shan) == {there}
    assert seen_by(cast.shi) == seen_by(cast.sheng) == {*here.values(), there}
    assert seen_by(cast.system) == {*here.values(), there}


def test_the_parent_sees_the_union_of_its_children_and_sisters_share_nothing(
    cast: Cast, make: Maker
) -> None:
    for village in (VILLAGE_1, VILLAGE_2, VILLAGE_3, OTHER_VILLAGE):
        make.household(village)
    assert seen_by(cast.ping) | seen_by(cast.ning) == seen_by(cast.qiao)
    assert not seen_by(cast.ping) & seen_by(cast.ning)
    assert seen_by(cast.rui) | seen_by(cast.shan) == seen_by(cast.shi)
    assert not seen_by(cast.rui) & seen_by(cast.shan)


def test_with_a_verb_only_the_areas_count_in_which_it_is_held(cast: Cast, make: Maker) -> None:
    first, second = make.household(VILLAGE_1), make.household(VILLAGE_2)
    paths = [cast.area(v).depth_path for v in (VILLAGE_1, VILLAGE_2)]
    actor = Actor(
        "x",
        "某人",
        grants=(
            Grant(paths[0], frozenset({"household.see"}), "甲"),
            Grant(paths[1], frozenset({"household.see", "registry.see"}), "乙"),
        ),
    )
    assert seen_by(actor) == {first.household_no, second.household_no}
    rows = Household.objects.visible_to(actor, "registry.see")
    assert [row.household_no for row in rows] == [second.household_no]
    assert not Household.objects.visible_to(actor, "hit.judge").exists()


def test_a_department_sees_its_own_rows_and_no_table_that_names_no_department(
    cast: Cast, make: Maker
) -> None:
    problem = make.problem(rule="X16")
    other = make.problem(rule="X33")
    assert seen_by(cast.min, Problem) == {problem.code}
    assert seen_by(cast.bao, Problem) == {other.code}
    assert seen_by(cast.rui, Problem) == {problem.code, other.code}
    assert {hit.rule for hit in Hit.objects.visible_to(cast.min)} == {"X16"}
    assert seen_by(cast.min, Household) == set()
    assert list(Member.objects.visible_to(cast.bao)) == []


def test_an_area_whose_number_begins_alike_is_not_inside(cast: Cast, make: Maker) -> None:
    household = make.household(VILLAGE_1)
    town = cast.area(TOWN_1)
    shorter = town.depth_path[:-1]  # "1.4" instead of "1.4."
    cut = Actor("x", "某人", grants=(Grant(town.depth_path, frozenset({"household.see"}), ""),))
    assert seen_by(cut) == {household.household_no}
    like = Actor("x", "某人", grants=(Grant(shorter + "0.", frozenset({"household.see"}), ""),))
    assert seen_by(like) == set()
