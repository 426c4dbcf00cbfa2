"""Who is there at all: X11, X12 (with X72), X76, X77, X79, X80."""

from __future__ import annotations

from datetime import date, timedelta

from huitoukan.simulate.calendar import COMPARED_ON, month_of
from huitoukan.simulate.departments.payments import enter_payment
from huitoukan.simulate.departments.police import enter_death, enter_hukou
from huitoukan.simulate.faults.planting import (
    Plot,
    able_adult,
    fault,
    look_alike,
    plain,
    refresh,
    unattached,
)
from huitoukan.simulate.households import add_person
from huitoukan.simulate.people import check_digit
from huitoukan.simulate.shapes import Seat
from huitoukan.simulate.world import County, Person


def _old(person: Person) -> bool:
    return plain(person) and person.age >= 62 and len(person.household.members) > 1


def _elder(person: Person) -> bool:
    return person.age >= 60 and not person.post and len(person.household.members) > 1


def _bury(county: County, person: Person, died_on: date) -> None:
    """Death known to the police: struck off the hukou, no payments any more."""
    county.book("D50").strike(person)
    county.book("D06").strike(person)
    enter_hukou(county, person, state="注销")["moved_on"] = died_on + timedelta(days=9)
    enter_death(county, person, died_on)
    if any(not entry["to_month"] for entry in county.book("D14").of(person)):
        county.truth.person("X13", person, "已死亡仍在低保名单（随死亡登记）")


@fault("X11", copies=(5, 8), small=1)
def dead_and_still_listed(plot: Plot) -> None:
    """Cremated without a word to the police, or struck off the hukou; still on the registry."""
    person = plot.county.choose_person(_old)
    died_on = date(2025, 4, 2) + timedelta(days=plot.rng.randint(0, 400))
    plot.county.truth.person("X11", person, f"{died_on}死亡，仍在册")
    if plot.turn % 2 == 0:
        plot.county.book("D12").enter(person, died_on=died_on, funeral_home="云岭县殡仪馆")
    else:
        _bury(plot.county, person, died_on)
        plot.county.truth.person("X76", person, "死亡注销后户籍中无正常记录（随X11）")


@look_alike("X11")
def died_after_the_comparison(plot: Plot) -> None:
    """The death falls after the day of comparison."""
    person = plot.county.choose_person(_elder, family="death")
    enter_death(plot.county, person, COMPARED_ON + timedelta(days=1 + plot.turn))
    plot.county.truth.lawful("X11", person, "死亡日期在比对日之后")


@look_alike("X11")
def namesake_of_the_dead(plot: Plot) -> None:
    """Another person of the same name and birth date has died."""
    person = plot.county.choose_person(_elder, family="namesake", fresh=False)
    other = plot.county.choose_outsider()
    twin = add_person(
        plot.county, plot.rng, other.household, Seat("之父", person.sex, person.age), "王"
    )
    twin.name, twin.birth = person.name, person.birth
    twin.id_no = plot.county.ids.new("980122", person.birth, person.sex)
    _bury(plot.county, twin, date(2026, 2, 3))
    plot.county.truth.lawful("X11", person, "死者与其同名同生日，证件号码不同")


@fault("X12", copies=(4, 7))
def paid_after_death(plot: Plot) -> None:
    """Payments go on more than a month after the death; the first by the least margin."""
    person = plot.county.choose_person(_old)
    died_on = date(2026, 3, 14) + timedelta(days=plot.rng.randint(0, 60))
    _bury(plot.county, person, died_on)
    item = ("高龄津贴", "耕地地力保护补贴", "农村低保金")[plot.turn % 3]
    last = 2 if plot.turn == 0 else 4
    for later in range(1, last + 1):
        enter_payment(plot.county, person, item, month_of(died_on, later), 100)
    plot.county.truth.person("X12", person, f"{died_on}死亡，{month_of(died_on, last)}仍发放{item}")
    if item == "耕地地力保护补贴":
        plot.county.truth.person("X72", person, "按年发放的补贴逐月到账（随X12）")
    plot.county.truth.person("X11", person, "已死亡仍在册（随X12）")
    plot.county.truth.person("X76", person, "死亡注销后户籍中无正常记录（随X12）")


@look_alike("X12")
def paid_in_the_month_after_death(plot: Plot) -> None:
    """The last payment is in the next month; the funeral money comes later and is due."""
    person = plot.county.choose_person(_elder, family="death")
    died_on = date(2026, 4, 8 + plot.turn)
    _bury(plot.county, person, died_on)
    enter_payment(plot.county, person, "高龄津贴", month_of(died_on, 1), 100)
    enter_payment(plot.county, person, "丧葬补助金", month_of(died_on, 3), 2000)
    plot.county.truth.lawful("X12", person, "死亡次月发放最后一笔，其后只有丧葬补助")
    plot.county.truth.person("X11", person, "已死亡仍在册（X12的对照户）")
    plot.county.truth.person("X76", person, "死亡注销后户籍中无正常记录（X12的对照户）")


@fault("X76", copies=(4, 8), small=1)
def hukou_elsewhere(plot: Plot) -> None:
    """Married in, hukou never moved."""
    person = plot.county.choose_person(
        lambda p: plain(p) and p.relation in ("配偶", "之儿媳") and 22 <= p.age <= 55
    )
    plot.county.book("D06").strike(person)
    plot.county.truth.person("X76", person, "婚入，户口未迁入本县")


@look_alike("X76")
def hukou_in_another_village(plot: Plot) -> None:
    """The hukou is in the county, in another village and booklet."""
    person = plot.county.choose_person(
        lambda p: p.relation in ("配偶", "之儿媳"), family="hukou", fresh=False
    )
    plot.county.book("D06").strike(person)
    other = plot.county.villages[plot.turn % len(plot.county.villages)]
    entry = enter_hukou(plot.county, person, hukou_no=f"{other.town.code}8{person.uid:06d}")
    entry.update(village_code=other.code, address=f"云岭县{other.town.name}{other.name}1组")
    plot.county.truth.lawful("X76", person, "户口在本县另一个村")


@fault("X77", copies=(5, 9), small=1)
def in_the_booklet_not_on_the_registry(plot: Plot) -> None:
    """A daughter-in-law or a child of the booklet is missing on the registry."""
    household = plot.county.choose_household(
        lambda h: h.attribute == "一般贫困户" and len(h.members) >= 3
    )
    seat = (
        Seat("之儿媳", "女", plot.rng.randint(23, 29)) if plot.turn % 2 else Seat("之孙女", "女", 0)
    )
    missing = add_person(plot.county, plot.rng, household, seat, household.head.name[0])
    enter_hukou(plot.county, missing)
    plot.county.truth.household("X77", household, f"户口簿上的{missing.name}不在名册")


@look_alike("X77")
def moved_out_of_the_booklet(plot: Plot) -> None:
    """A daughter of the booklet has moved away; the police keep the entry as moved."""
    household = plot.county.choose_household(lambda h: len(h.members) >= 2, family="hukou")
    seat = Seat("之女", "女", plot.rng.randint(23, 30))
    gone = add_person(plot.county, plot.rng, household, seat, household.head.name[0])
    enter_hukou(plot.county, gone, state="迁出")["moved_on"] = date(2024, 5, 6)
    plot.county.truth.lawful("X77", household, "户口簿上另一人已迁出")


@fault("X79", copies=(4, 7))
def without_number(plot: Plot) -> None:
    """No identity number, or the placeholder that begins with 999999; unknown to the police."""
    person = plot.county.choose_person(unattached(plot.county))
    for data_set in ("D06", "D21", "D26", "D27", "D50"):
        plot.county.book(data_set).strike(person)
    placeholder = f"999999{person.birth:%Y%m%d}001"
    person.listed["id_no"] = (
        None if plot.turn % 2 == 0 else f"{placeholder}{_not_check(placeholder)}"
    )
    plot.county.truth.person(
        "X79", person, "无身份证号码" if plot.turn % 2 == 0 else "占位号码999999"
    )


def _not_check(first_17: str) -> str:
    return "0" if check_digit(first_17) != "0" else "1"


@look_alike("X79")
def number_that_only_looks_like_a_placeholder(plot: Plot) -> None:
    """A valid number that begins with 9999, not with 999999."""
    county = plot.county
    person = county.choose_person(
        lambda p: able_adult(p) and not p.post and p.medical == "resident", family="number"
    )
    person.id_no = county.ids.new("999901", person.birth, person.sex)
    refresh(county, person)
    county.truth.lawful("X79", person, "号码以9999开头，不是999999的临时编号")


@fault("X80", copies=(3, 5), small=1)
def listed_twice(plot: Plot) -> None:
    """A married daughter stands in her parents' household and in her husband's."""
    bare = unattached(plot.county)

    def wife(person: Person) -> bool:
        young = person.sex == "女" and 22 <= person.age <= 44
        return bare(person) and young and person.relation in ("配偶", "之儿媳")

    person = plot.county.choose_person(wife)
    parents = plot.county.choose_household(
        lambda h: (
            h.attribute == "一般贫困户"
            and person.age + 18 <= h.head.age <= person.age + 45
            and any(p.work_months for p in h.members)  # her work explains nothing odd there
        )
    )
    person.name = parents.head.name[0] + person.name[1:]
    refresh(plot.county, person)
    double = dict(person.listed)
    double.update(
        household_no=parents.household_no,
        person_no=f"{parents.household_no}{len(parents.members) + 1:02d}",
        relation_to_head="之女",
    )
    parents.doubles.append(double)
    parents.listed["member_count"] = len(parents.members) + 1
    plot.county.truth.person("X80", person, "与娘家户重复在册")
    plot.county.truth.member_row("X80", double, "与婆家户重复在册")


@look_alike("X80")
def same_name_and_birthday(plot: Plot) -> None:
    """Two members of different households share name and birth date, not the number."""
    one = plot.county.choose_person(lambda p: able_adult(p) and not p.post, family="namesake")
    two = plot.county.choose_person(
        lambda p: able_adult(p) and not p.post and p.sex == one.sex, family="namesake"
    )
    two.name, two.birth = one.name, one.birth
    two.id_no = plot.county.ids.new("980123", one.birth, one.sex)
    refresh(plot.county, two)
    plot.county.truth.lawful("X80", one, "与另一户成员同名同生日，证件号码不同")
    plot.county.truth.lawful("X80", two, "与另一户成员同名同生日，证件号码不同")
