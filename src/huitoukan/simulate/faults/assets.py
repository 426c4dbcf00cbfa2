"""Property and income that need an authorisation: X07, X08, X09, X45."""

from __future__ import annotations

from datetime import date

from huitoukan.simulate.departments.property import (
    enter_dwelling,
    enter_fund,
    enter_real_estate,
    enter_sales,
)
from huitoukan.simulate.departments.work import enter_company
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    look_alike,
    plain_adult,
    unknown_to,
    without,
)
from huitoukan.simulate.world import County, Person, Row

_FAMILY = "assets"


def _owner(county: County, *, family: str = "") -> Person:
    """An adult of a household that owns nothing in town."""
    no_house, no_contract = without(county, "D35"), without(county, "D36")
    return county.choose_person(
        lambda p: plain_adult(p) and no_house(p.household) and no_contract(p.household),
        family=family,
    )


def _shopkeeper(plot: Plot, *, family: str = "") -> tuple[Person, Row]:
    """An adult with a shop of its own; its sales are still to be entered."""
    county = plot.county
    person = county.choose_person(
        lambda p: plain_adult(p) and unknown_to(county, p, "D42", "D43"), family=family
    )
    return person, enter_company(county, plot.rng, person, "个体工商户", "法定代表人")


@fault("X07", copies=(3, 5), small=1)
def shop_with_high_sales(plot: Plot) -> None:
    """A shop that sold for more than 100,000 yuan in twelve months; the first by one cent."""
    person, shop = _shopkeeper(plot)
    more = 40_000.01 if plot.turn == 0 else plot.rng.randint(50, 150) * 1_000
    enter_sales(plot.county, person, shop, "2025-11", 60_000)
    enter_sales(plot.county, person, shop, "2026-10", more)
    plot.county.truth.person("X07", person, f"个体经营近一年开票{60_000 + more}元")


@look_alike("X07")
def shop_with_sales_at_the_limit(plot: Plot) -> None:
    """100,000 yuan exactly, and more in the thirteenth month back."""
    person, shop = _shopkeeper(plot, family=_FAMILY)
    enter_sales(plot.county, person, shop, "2025-10", 50_000)
    enter_sales(plot.county, person, shop, "2026-04", 100_000)
    plot.county.truth.lawful("X07", person, "近一年开票恰为100000元")


@fault("X08", copies=(3, 6), small=1)
def dwelling_in_town(plot: Plot) -> None:
    """A dwelling or shop in town, registered or by contract; one without a state."""
    person = _owner(plot.county)
    case = plot.turn % 3
    if case == 2:
        enter_dwelling(plot.county, person, "商品房", date(2022, 4, 5 + plot.turn))
    else:
        use = ("城镇住宅", "商业")[case]
        row = enter_real_estate(plot.county, person, use, date(2022, 4, 5 + plot.turn))
        row["property_state"] = "现势" if case == 0 else None
    plot.county.truth.person("X08", person, ("城镇住宅", "商铺", "商品房网签")[case])


@look_alike("X08")
def dwelling_no_longer_or_not_bought(plot: Plot) -> None:
    """A right that was cancelled, a contract that was cancelled, a subsidised flat."""
    person = _owner(plot.county, family=_FAMILY)
    case = plot.turn % 3
    if case == 0:
        row = enter_real_estate(plot.county, person, "城镇住宅", date(2015, 4, 5))
        row["property_state"] = "注销"
    elif case == 1:
        enter_dwelling(plot.county, person, "商品房", date(2021, 4, 5))["cancelled"] = True
    else:
        enter_dwelling(plot.county, person, "保障房", date(2021, 4, 5))
    why = ("产权已注销", "网签已撤销", "公租房，不是购买的")[case]
    plot.county.truth.lawful("X08", person, why)


@fault("X09", copies=(3, 5), small=1)
def provident_fund_paid(plot: Plot) -> None:
    """Paid in within three months; the first up to the last month that counts."""
    person = plot.county.choose_person(lambda p: plain_adult(p) and p.work_months > 0)
    enter_fund(plot.county, person, "正常", "2026-07" if plot.turn == 0 else "2026-09")
    plot.county.truth.person("X09", person, "公积金正常缴存")


@look_alike("X09")
def provident_fund_no_longer_paid(plot: Plot) -> None:
    """Paid in four months ago for the last time, or frozen."""
    person = plot.county.choose_person(
        lambda p: plain_adult(p) and p.work_months > 0, family=_FAMILY
    )
    state, paid_to, why = (
        ("正常", "2026-06", "四个月前起没有缴存"),
        ("封存", "2026-09", "账户已封存"),
    )[plot.turn % 2]
    enter_fund(plot.county, person, state, paid_to)
    plot.county.truth.lawful("X09", person, why)


def _renovated(county: County, *, family: str = "") -> tuple[Person, int]:
    """An adult who owns nothing in town, of a household with a renovation grant; its year."""
    no_house, no_contract = without(county, "D35"), without(county, "D36")
    book = county.book("D34")
    person = county.choose_person(
        lambda p: (
            plain_adult(p)
            and no_house(p.household)
            and no_contract(p.household)
            and bool(book.of(p.household))
        ),
        family=family,
    )
    return person, max(int(str(row["year"])) for row in book.of(person.household))


@fault("X45", copies=(2, 4), small=1)
def grant_beside_a_dwelling_in_town(plot: Plot) -> None:
    """The dwelling in town was registered before the grant; the first in the same year."""
    person, year = _renovated(plot.county)
    day = date(year, 12, 31) if plot.turn == 0 else date(year - 1 - plot.turn, 6, 1)
    enter_real_estate(plot.county, person, "城镇住宅", day)
    plot.county.truth.household("X45", person.household, f"{day}已有城镇住房，{year}年享受危改")
    plot.county.truth.person("X08", person, "城镇住宅（随X45）")


@look_alike("X45")
def dwelling_in_town_after_the_grant(plot: Plot) -> None:
    """Registered the day after the year of the grant."""
    person, year = _renovated(plot.county, family=_FAMILY)
    enter_real_estate(plot.county, person, "城镇住宅", date(year + 1, 1, 1))
    plot.county.truth.lawful("X45", person.household, f"{year}年享受危改，次年才登记城镇住房")
    plot.county.truth.person("X08", person, "城镇住宅（X45的对照户）")
