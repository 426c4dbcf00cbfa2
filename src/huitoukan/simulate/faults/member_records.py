"""Contradictions in member rows of the registry: C001-C003, C006-C009, C015-C018."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.police import enter_hukou
from huitoukan.simulate.faults.planting import (
    Plot,
    birthday,
    fault,
    head_or_spouse,
    impair,
    look_alike,
    plain,
    plain_adult,
    reborn,
    refresh,
    unattached,
    without,
)
from huitoukan.simulate.people import wrong_check_digit
from huitoukan.simulate.world import County, Person

_FAMILY = "records"
ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")


@fault("C017", copies=(4, 7))
def sex_not_that_of_the_number(plot: Plot) -> None:
    """The sex column contradicts the number, of a head without spouse: nothing else is wrong."""
    person = plot.county.choose_person(
        lambda p: (
            plain(p)
            and p is p.household.head
            and not any(other.relation == "配偶" for other in p.household.members)
        )
    )
    person.listed["sex"] = "女" if person.sex == "男" else "男"
    plot.county.truth.person("C017", person, "性别与证件号码第17位不符")


def own_booklet(county: County, person: Person) -> None:
    """Give a person a hukou booklet of his or her own."""
    county.book("D06").strike(person)
    enter_hukou(county, person, hukou_no=f"{person.household.village.town.code}9{person.uid:06d}")


def _mistype(county: County, person: Person, number: str, turn: int) -> None:
    """Put a wrong number on the registry; the booklet then knows someone whom it does not."""
    person.listed["id_no"] = number
    if turn % 2:
        own_booklet(county, person)
    else:
        county.truth.household("X77", person.household, "号码录错，户口簿上的真号码不在名册")


@fault("C001", copies=(5, 9))
def wrong_check_character(plot: Plot) -> None:
    """The last character does not belong to the number, or the birth date is none."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(lambda p: bare(p) and p.age >= 17)
    number = person.id_no
    month_13 = f"{number[:10]}13{number[12:]}"
    number = month_13 if plot.turn % 3 == 2 else wrong_check_digit(number)
    plot.county.truth.person("C001", person, "证件号码校验不通过")
    _mistype(plot.county, person, number, plot.turn)


@fault("C002", copies=(4, 7), small=1)
def wrong_length(plot: Plot) -> None:
    """A digit lost or typed twice."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(lambda p: bare(p) and p.age >= 17)
    number = person.id_no
    plot.county.truth.person("C002", person, "证件号码位数不对")
    typed = number[:9] + number[10:] if plot.turn % 2 == 0 else number[:9] + number[8:]
    _mistype(plot.county, person, typed, plot.turn)


@look_alike("C002")
def fifteen_digits(plot: Plot) -> None:
    """An old person's number of fifteen digits."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(lambda p: bare(p) and p.age >= 60, family="identity")
    person.listed["id_no"] = person.id_no[:6] + person.id_no[8:17]
    own_booklet(plot.county, person)
    plot.county.truth.lawful("C002", person, "15位旧号码")
    plot.county.truth.person("C027", person, "15位旧号码待升级")


@look_alike("C002")
def number_of_a_disability_card(plot: Plot) -> None:
    """The registry holds the disability card's 20 or 22 characters."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(lambda p: bare(p) and 20 <= p.age <= 58, family="identity")
    impair(plot.county, person, 2)
    (card,) = plot.county.book("D55").of(person)
    card["card_no"] = f"{person.id_no}42" + ("B1" if plot.turn % 2 else "")
    person.listed.update(id_type="残疾人证", id_no=card["card_no"])
    own_booklet(plot.county, person)
    plot.county.truth.lawful("C002", person, "残疾人证号")


@look_alike("C001")
def number_that_ends_with_x(plot: Plot) -> None:
    """A right number whose check character is X."""
    bare = unattached(plot.county)
    person = plot.county.choose_person(lambda p: bare(p) and 24 <= p.age <= 56, family="identity")
    person.id_no = plot.county.ids.new(person.id_no[:6], person.birth, person.sex, ends_with_x=True)
    refresh(plot.county, person)
    plot.county.truth.lawful("C001", person, "校验码为X，号码有效")


@fault("C003", copies=(4, 7))
def relation_of_the_other_sex(plot: Plot) -> None:
    """A son listed as daughter, or the other way round."""
    person = plot.county.choose_person(lambda p: plain(p) and p.relation in ("之子", "之女"))
    wrong = "之女" if person.relation == "之子" else "之子"
    person.listed["relation_to_head"] = wrong
    plot.county.truth.person("C003", person, f"{person.sex}性登记为{wrong}")


@fault("C006", copies=(4, 7), small=1)
def education_and_student_both(plot: Plot) -> None:
    """An adult with an education and a student status."""
    person = plot.county.choose_person(plain_adult)
    person.listed["student_status"] = "普通高中三年级"
    plot.county.truth.person("C006", person, "文化程度与在校生状况同时填写")
    plot.county.truth.person("C049", person, f"{person.age}岁填高中在校（随C006）")
    if person.labour in ABLE:
        plot.county.truth.person("C053", person, "填在校而有劳动能力（随C006）")
    if person.work_months:
        plot.county.truth.person("C054", person, "填在校而有务工（随C006）")


@fault("C007", copies=(4, 7))
def neither_education_nor_student(plot: Plot) -> None:
    """Neither of the two; the first turned three on the very day."""
    if plot.turn == 0:
        person = plot.county.choose_person(lambda p: plain(p) and p.age <= 10)
        reborn(plot.county, person, birthday(3))
    else:
        person = plot.county.choose_person(plain_adult)
    person.listed.update(student_status=None, education_level=None)
    plot.county.truth.person("C007", person, "3周岁以上，文化程度与在校生状况均为空")


@look_alike("C007")
def three_tomorrow(plot: Plot) -> None:
    """Both empty, the third birthday is the day after."""
    person = plot.county.choose_person(lambda p: p.age <= 10, family="child")
    reborn(plot.county, person, birthday(3, days=1))
    person.listed.update(student_status=None, education_level=None)
    plot.county.truth.lawful("C007", person, "比对日次日才满3周岁")


@fault("C008", copies=(4, 7), small=1)
def child_able_to_work(plot: Plot) -> None:
    """Under sixteen with an ability to work."""
    person = plot.county.choose_person(lambda p: plain(p) and 9 <= p.age <= 14)
    person.listed["labour_ability"] = ("普通劳动力", "弱劳动力或半劳动力")[plot.turn % 2]
    plot.county.truth.person("C008", person, f"{person.age}岁登记为有劳动能力")
    plot.county.truth.person("C053", person, "在校而有劳动能力（随C008）")


@look_alike("C008")
def sixteen_today(plot: Plot) -> None:
    """Sixteen on the very day, able to work."""
    person = plot.county.choose_person(
        lambda p: 12 <= p.age <= 17 and not p.household.monitored, family="child"
    )
    reborn(plot.county, person, birthday(16))
    person.student, person.education = "普通高中一年级", ""  # the roll still has the child
    refresh(plot.county, person)
    person.listed.update(labour_ability="普通劳动力", student_status=None, education_level="初中")
    plot.county.truth.lawful("C008", person, "比对日当天满16周岁")


@fault("C009", copies=(4, 7))
def old_and_fully_able(plot: Plot) -> None:
    """Sixty and more with full ability to work; the first sixty on the very day."""
    if plot.turn == 0:
        person = plot.county.choose_person(lambda p: plain(p) and 57 <= p.age <= 108)
        reborn(plot.county, person, birthday(60))
    else:
        person = plot.county.choose_person(lambda p: plain(p) and p.age >= 60)
    person.listed["labour_ability"] = ("普通劳动力", "技能劳动力")[plot.turn % 2]
    plot.county.truth.person("C009", person, f"{person.age}岁登记为普通或技能劳动力")


@look_alike("C009")
def sixty_tomorrow(plot: Plot) -> None:
    """Fully able, sixty the day after."""
    person = plot.county.choose_person(head_or_spouse, family=_FAMILY)
    reborn(plot.county, person, birthday(60, days=1))
    person.listed["labour_ability"] = "普通劳动力"
    plot.county.truth.lawful("C009", person, "比对日次日才满60周岁")


@fault("C015", copies=(4, 7), small=1)
def post_without_months(plot: Plot) -> None:
    """A post without months, or months without a post."""
    free = without(plot.county, "D46")
    person = plot.county.choose_person(lambda p: plain_adult(p) and free(p.household))
    if plot.turn % 2 == 0:
        person.listed.update(welfare_post="护林员", welfare_post_months=None)
    else:
        person.listed.update(welfare_post=None, welfare_post_months=6)
    plot.county.truth.person("C015", person, "公益性岗位与月数只填了一项")


@fault("C016", copies=(4, 7), small=1)
def thirteen_months_of_work(plot: Plot) -> None:
    """More months of work than a year has."""
    person = plot.county.choose_person(lambda p: plain_adult(p) and p.work_months > 0)
    person.listed["work_months"] = (13, 24, 120)[plot.turn % 3]
    plot.county.truth.person("C016", person, "务工时间超过12个月")


@look_alike("C016")
def twelve_months_of_work(plot: Plot) -> None:
    """The whole year."""
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and p.work_months > 0, family=_FAMILY
    )
    person.listed["work_months"] = 12
    plot.county.truth.lawful("C016", person, "务工时间恰为12个月")


@fault("C018", copies=(4, 7), small=1)
def birth_date_not_that_of_the_number(plot: Plot) -> None:
    """The birth date column contradicts the number, by a day at first (a lunar date, say)."""
    person = plot.county.choose_person(lambda p: plain_adult(p) and 26 <= p.age <= 54)
    born = person.birth
    shift = 1 if plot.turn == 0 else plot.rng.randint(20, 45)
    person.listed["birth_date"] = date.fromordinal(born.toordinal() - shift)
    plot.county.truth.person("C018", person, "出生日期与证件号码不符")
