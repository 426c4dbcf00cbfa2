"""Numbers that do not hold the registry together, and cards that contradict the row: C021-C055.

C022, a member without a household, cannot be planted: an import gives such rows back
(HOUSEHOLD_UNKNOWN, see `damage_rows`).
"""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.faults.member_records import own_booklet
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    impair,
    look_alike,
    plain,
    plain_adult,
    reborn,
    refresh,
    unattached,
    unknown_to,
)
from huitoukan.simulate.world import Household, Person

_FAMILY = "keys and cards"
_LEVELS = ("一级", "二级", "三级", "四级")


def _lifted(household: Household) -> bool:
    return household.attribute == "一般贫困户" and not household.monitored


@fault("C021", copies=(2, 3), small=0)
def typed_in_twice(plot: Plot) -> None:
    """A child stands in the household twice, under two person numbers."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(
        lambda p: bare(p) and p.relation in ("之子", "之女") and not p.work_months
    )
    household = person.household
    double = dict(person.listed)
    double["person_no"] = f"{household.household_no}{len(household.members) + 1:02d}"
    household.doubles.append(double)
    household.listed["member_count"] = len(household.members) + 1
    for row in (person.listed, double):
        plot.county.truth.member_row("C021", row, "同一户内登记两次")


@look_alike("C021", small=0)
def twins(plot: Plot) -> None:
    """Brothers or sisters of one birthday: the numbers differ in the last digits alone."""

    def children(household: Household) -> list[Person]:
        young = [p for p in household.members if p.relation in ("之子", "之女") and p.age < 16]
        return young if len({p.sex for p in young}) == 1 else []

    household = plot.county.choose_household(
        lambda h: _lifted(h) and len(children(h)) == 2, family=_FAMILY
    )
    one, other = children(household)
    reborn(plot.county, other, one.birth)
    other.student, other.education = one.student, one.education
    refresh(plot.county, other)
    plot.county.truth.lawful("C021", one, "双胞胎，证件号码不同")


@fault("C023", copies=(2, 3), small=0)
def one_head_of_two_households(plot: Plot) -> None:
    """The head's number of one household was copied into the row of another."""
    one = plot.county.choose_household(_lifted)
    two = plot.county.choose_household(_lifted)
    two.listed["head_id_no"] = one.listed["head_id_no"]
    for household in (one, two):
        plot.county.truth.household("C023", household, "两户同一户主证件号码")


@look_alike("C023", small=0)
def heads_without_a_number(plot: Plot) -> None:
    """Two rows hold the placeholder for a head whose number is not known."""
    for _ in range(2):
        household = plot.county.choose_household(_lifted, family=_FAMILY)
        household.listed["head_id_no"] = "999999197001010010"
        plot.county.truth.lawful("C023", household, "户主证件号码为占位号码")


@fault("C024", copies=(2, 3), small=0)
def household_without_members(plot: Plot) -> None:
    """The only member was struck off, the household was forgotten."""
    books = ("D04", "D05", "D07", "D08", "D12", "D14", "D16", "D42", "D46", "D52", "D55")
    household = plot.county.choose_household(
        lambda h: (
            len(h.members) == 1
            and plain(h.head)
            and not h.head.work_months
            and unknown_to(plot.county, h.head, *books)
            and not h.listed["relocation_flag"]
        )
    )
    household.members.clear()
    household.listed["member_count"] = 0
    plot.county.truth.household("C024", household, "户表有户，没有成员")
    plot.county.truth.household("C004", household, "没有户主（随C024）")


@fault("C026", copies=(2, 3), small=0)
def older_than_anybody(plot: Plot) -> None:
    """Born in the nineteenth century by the number, and still on the registry."""
    person = plot.county.choose_person(
        lambda p: plain(p) and p.age >= 75 and p.relation in ("之父", "之母")
    )
    reborn(plot.county, person, date(1899 - plot.turn, 3, 4))
    plot.county.truth.person("C026", person, "证件号码的出生年份早于1900年")


@look_alike("C026", small=0)
def born_in_1900(plot: Plot) -> None:
    """The year 1900 exactly: very old, and inside the range."""
    person = plot.county.choose_person(
        lambda p: plain(p) and p.age >= 66 and p.relation in ("之父", "之母"), family=_FAMILY
    )
    reborn(plot.county, person, date(1900, 1, 1))
    plot.county.truth.lawful("C026", person, "证件号码的出生年份恰为1900年")


@fault("C029", copies=(2, 4), small=0)
def kind_and_length_of_the_number(plot: Plot) -> None:
    """Eighteen digits called a disability card, or a card called an identity card."""
    if plot.turn % 2 == 0:
        person = plot.county.choose_person(plain_adult)
        person.listed["id_type"] = "残疾人证"
    else:
        person = _with_card(plot, 4)
        person.listed["id_type"] = "居民身份证"
        plot.county.truth.person("C028", person, "残疾而证件类型不是残疾人证（随C029）")
    plot.county.truth.person("C029", person, "证件类型与号码位数不符")


def _with_card(plot: Plot, level: int, *, family: str = "") -> Person:
    """A member who is not head, given a card of 20 characters: physical disability of a level."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(
        lambda p: bare(p) and 20 <= p.age <= 58 and not p.work_months, family=family
    )
    impair(plot.county, person, level)
    (card,) = plot.county.book("D55").of(person)
    card.update(card_no=f"{person.id_no}4{level}", disability_type="肢体")
    person.listed.update(
        id_no=card["card_no"], disability_type="肢体", disability_level=_LEVELS[level - 1]
    )
    return person


@fault("C030", copies=(2, 3), small=0)
def card_of_no_kind(plot: Plot) -> None:
    """The digit of the kind is eight or more: the number is nobody's."""
    person = _with_card(plot, 4)
    number = f"{person.id_no}{8 + plot.turn % 2}4"
    person.listed["id_no"] = number
    own_booklet(plot.county, person)
    plot.county.truth.person("C030", person, "残疾人证号类别位不在1至7")


@look_alike("C030", small=0)
def card_of_the_last_kind(plot: Plot) -> None:
    """Kind seven and level four, the last of each."""
    person = _with_card(plot, 4, family=f"{_FAMILY} C030")
    number = f"{person.id_no}74"
    (card,) = plot.county.book("D55").of(person)
    card.update(card_no=number, disability_type="多重")
    person.listed.update(id_no=number, disability_type="多重")
    plot.county.truth.lawful("C030", person, "残疾人证号末两位为74")


@fault("C031", copies=(2, 3), small=0)
def level_of_the_card(plot: Plot) -> None:
    """The card says level four, the row says level three."""
    person = _with_card(plot, 4)
    person.listed["disability_level"] = "三级"
    plot.county.truth.person("C031", person, "证号等级为四级，登记三级")


@fault("C055", copies=(2, 4), small=0)
def severe_and_fully_able(plot: Plot) -> None:
    """Level one or two of a physical disability, and listed as able to work in full."""
    person = _with_card(plot, 1 + plot.turn % 2)
    person.listed["labour_ability"] = ("普通劳动力", "技能劳动力")[plot.turn // 2 % 2]
    plot.county.truth.person("C055", person, "重度肢体残疾登记为普通或技能劳动力")


@look_alike("C055", small=0)
def less_severe_and_able(plot: Plot) -> None:
    """Level three, at work like anybody."""
    person = _with_card(plot, 3, family=_FAMILY)
    person.listed["labour_ability"] = "普通劳动力"
    plot.county.truth.lawful("C055", person, "三级肢体残疾，能够劳动")
