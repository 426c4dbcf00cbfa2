"""Property and income that need an authorisation: real estate (D35), dwelling contracts (D36),
the housing provident fund (D37) and taxes (D43)."""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.simulate.world import County, Person, Row

_QUARTERS: Final = ("2026-03", "2026-06", "2026-09")


def keep_property(county: County) -> None:
    """Members own houses in the village and rent subsidised flats; others own in town."""
    for household in county.registry:
        head, number = household.head, household.uid
        if county.book("D40").of(household):
            enter_real_estate(county, head, "安置房", date(2021, 3, 1 + number % 28))
        elif number % 8 == 0:
            enter_real_estate(county, head, "农村宅基地住房", date(2016, 5, 1 + number % 28))
        if number % 70 == 0:
            enter_dwelling(county, head, "保障房", date(2019, 6, 1 + number % 28))
        for person in household.members:
            if person.medical == "employee":
                enter_fund(county, person, "封存", "2024-06")
            _pay_taxes(county, person)
    for household in county.ordinary:
        head, number = household.head, household.uid
        if number % 40 == 0:
            enter_real_estate(county, head, "城镇住宅", date(2014, 9, 1 + number % 28))
        if number % 60 == 0:
            enter_dwelling(county, head, "商品房", date(2018, 4, 1 + number % 28))
        if number % 4 == 0:
            _pay_taxes(county, head)
    for helper in county.helpers:
        enter_fund(county, helper, "正常", "2026-09", helper.employer)


def _pay_taxes(county: County, person: Person) -> None:
    """A small shop sells little, an enterprise more."""
    for role in county.book("D42").of(person):
        if role["kind"] in ("个体工商户", "企业"):
            sales = 7_000 if role["kind"] == "个体工商户" else 260_000
            for month in _QUARTERS:
                enter_sales(county, person, role, month, sales + person.uid % 9 * 300)


def enter_real_estate(county: County, person: Person, use: str, registered_on: date) -> Row:
    """A real-estate right in force."""
    serial = county.next_uid()
    town = person.household.village.town.name
    return county.book("D35").enter(
        person,
        property_no=f"云（{registered_on.year}）云岭县不动产权第{serial:07d}号",
        place="云岭县城关镇新华路" if use in ("城镇住宅", "商业") else f"云岭县{town}",
        property_use=use,
        area_m2=70 + person.uid % 9 * 8,
        registered_on=registered_on,
        mortgaged=False,
        property_state="现势",
    )


def enter_dwelling(county: County, person: Person, kind: str, signed_on: date) -> Row:
    """A contract for a dwelling."""
    return county.book("D36").enter(
        person,
        contract_no=f"YL{signed_on:%Y%m}{county.next_uid():06d}",
        housing_kind=kind,
        place="云岭县城东花园" if kind != "保障房" else "云岭县安居小区",
        area_m2=55 + person.uid % 9 * 7,
        signed_on=signed_on,
        cancelled=False,
    )


def enter_fund(
    county: County, person: Person, state: str, paid_to: str, unit: str | None = None
) -> Row:
    """An account with the housing provident fund."""
    return county.book("D37").enter(
        person,
        fund_account=f"9801{county.next_uid():08d}",
        unit=unit or person.employer or "澜州恒通电子有限公司",
        base=3_000 + person.uid % 20 * 100,
        fund_state=state,
        paid_to=paid_to,
        has_loan=False,
    )


def enter_sales(county: County, person: Person, role: Row, month: str, sales: float) -> Row:
    """What a market entity of a person has invoiced in a month; `role` is the entry of D42."""
    return county.book("D43").enter(
        person,
        taxpayer_no=role["credit_code"],
        taxpayer=role["entity"],
        taxpayer_kind=role["kind"],
        tax_month=month,
        sales=sales,
        tax=round(sales / 100, 2),
    )
