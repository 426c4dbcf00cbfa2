"""Welfare posts: X60, X61, X62, X63."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.staff import enter_cadre
from huitoukan.simulate.departments.work import enter_welfare_post
from huitoukan.simulate.faults.planting import (
    Plot,
    birthday,
    fault,
    impair,
    look_alike,
    plain,
    reborn,
    refresh,
    without,
)
from huitoukan.simulate.life import UNABLE
from huitoukan.simulate.world import County, Person

_FAMILY = "posts"


def appoint(county: County, person: Person, post: str = "保洁员") -> None:
    """Give a person a welfare post that the registry lists too."""
    person.post = post
    enter_welfare_post(county, person, post, "2026-02")
    person.listed.update(welfare_post=post, welfare_post_months=9)


def without_post(county: County, low: int, high: int, *, family: str = "") -> Person:
    """A person of an age in a household without any post."""
    free = without(county, "D46")
    return county.choose_person(
        lambda p: plain(p) and low <= p.age <= high and not p.student and free(p.household),
        family=family,
    )


@fault("X60", copies=(4, 7))
def too_old_or_too_young(plot: Plot) -> None:
    """Seventy on the day at first, older then; one in four is a child of fifteen."""
    if plot.turn == 0:
        person = without_post(plot.county, 62, 79)
        reborn(plot.county, person, birthday(70))
    elif plot.turn % 4 == 3:
        free = without(plot.county, "D46")
        person = plot.county.choose_person(
            lambda p: plain(p) and 11 <= p.school_age <= 14 and free(p.household)
        )
    else:
        person = without_post(plot.county, 62, 79)
        reborn(plot.county, person, birthday(71 + plot.turn, days=-plot.rng.randint(1, 300)))
    appoint(plot.county, person)
    plot.county.truth.person("X60", person, f"{person.age}岁在公益性岗位")
    rule = "C074" if person.age < 16 else "C075"
    plot.county.truth.person(rule, person, f"{person.age}岁登记公益性岗位（随X60）")
    if person.listed["labour_ability"] in UNABLE:
        plot.county.truth.person("X63", person, "在岗而登记无劳动力（随X60）")


@look_alike("X60")
def seventy_tomorrow(plot: Plot) -> None:
    """Seventy the day after, or older and no longer in post."""
    person = without_post(plot.county, 62, 79, family=_FAMILY)
    if plot.turn % 2 == 0:
        reborn(plot.county, person, birthday(70, days=1))
        appoint(plot.county, person)
        for rule in ("X60", "C075"):
            plot.county.truth.lawful(rule, person, "比对日次日才满70周岁")
    else:
        reborn(plot.county, person, birthday(72))
        enter_welfare_post(plot.county, person, "保洁员", "2024-01", "2026-09")
        plot.county.truth.lawful("X60", person, "上月已离岗")


@look_alike("C074", small=0)
def sixteen_today(plot: Plot) -> None:
    """Sixteen on the very day, out of school for the registry, in a post."""
    free = without(plot.county, "D46")
    person = plot.county.choose_person(
        lambda p: plain(p) and 14 <= p.age <= 17 and free(p.household), family=_FAMILY
    )
    reborn(plot.county, person, birthday(16))
    person.student, person.education = "普通高中一年级", ""  # the roll still has the child
    refresh(plot.county, person)
    person.listed.update(labour_ability="普通劳动力", student_status=None, education_level="初中")
    appoint(plot.county, person)
    for rule in ("X60", "C074"):
        plot.county.truth.lawful(rule, person, "比对日当天满16周岁")


@fault("X61", copies=(3, 5))
def cadre_in_a_post(plot: Plot) -> None:
    """A village cadre holds a welfare post as well."""
    person = without_post(plot.county, 26, 56)
    appoint(plot.county, person, "护林员")
    enter_cadre(plot.county, person, "村委会委员", date(2021, 3, 8 + plot.turn))
    plot.county.truth.person("X61", person, "村干部兼公益性岗位")
    plot.county.truth.person("X03", person, "现任村干部（随X61）")


@look_alike("X61")
def cadre_whose_post_has_ended(plot: Plot) -> None:
    """A village cadre who left the welfare post last month."""
    person = without_post(plot.county, 26, 56, family=_FAMILY)
    enter_welfare_post(plot.county, person, "护林员", "2024-01", "2026-09")
    enter_cadre(plot.county, person, "村委会委员", date(2021, 3, 8 + plot.turn))
    plot.county.truth.lawful("X61", person, "公益性岗位上月已离岗")
    plot.county.truth.person("X03", person, "现任村干部（X61的对照户）")


@fault("X63", copies=(2, 4), small=1)
def in_post_and_unable_to_work(plot: Plot) -> None:
    """In a post, and listed as unable to work after a severe disability."""
    person = without_post(plot.county, 26, 56)
    impair(plot.county, person, 1 + plot.turn % 2)
    appoint(plot.county, person, "护路员")
    plot.county.truth.person("X63", person, "在岗而登记丧失劳动力")


@look_alike("X63")
def in_post_with_half_the_strength(plot: Plot) -> None:
    """In a post with a slight disability: weak, not unable."""
    person = without_post(plot.county, 26, 56, family=_FAMILY)
    impair(plot.county, person, 4)
    appoint(plot.county, person, "护路员")
    plot.county.truth.lawful("X63", person, "四级残疾，弱劳动力，在适宜的岗位")


@fault("X62", copies=(3, 6), small=1)
def two_posts_in_one_month(plot: Plot) -> None:
    """Two posts share at least one month."""
    person = without_post(plot.county, 26, 56)
    appoint(plot.county, person, "护路员")
    if plot.turn == 0:
        enter_welfare_post(plot.county, person, "保洁员", "2025-03", "2026-02")
    else:
        enter_welfare_post(plot.county, person, "保洁员", "2026-05")
    plot.county.truth.person("X62", person, "两个岗位月份重叠")


@look_alike("X62")
def one_post_after_the_other(plot: Plot) -> None:
    """One post ends in the month before the next begins."""
    person = without_post(plot.county, 26, 56, family=_FAMILY)
    appoint(plot.county, person, "护路员")
    enter_welfare_post(plot.county, person, "保洁员", "2025-03", "2026-01")
    plot.county.truth.lawful("X62", person, "前一岗位1月止，后一岗位2月起")
