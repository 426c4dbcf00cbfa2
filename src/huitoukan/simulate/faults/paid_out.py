"""Who draws what: X68, X69, X70, X71, X74, X75."""

from __future__ import annotations

from huitoukan.simulate.departments.payments import LAND_PAYMENT, enter_payment
from huitoukan.simulate.departments.shares import (
    RANGER_PAY,
    enter_ranger,
    enter_share,
    enter_subsidy,
    is_known,
)
from huitoukan.simulate.faults.planting import (
    Plot,
    fault,
    look_alike,
    plain,
    plain_adult,
    unknown_to,
)
from huitoukan.simulate.world import County, Household, Person

_FAMILY = "paid out"


def _free(county: County, *, family: str = "") -> Person:
    """An adult who is neither ranger nor in any other post."""
    return county.choose_person(
        lambda p: plain_adult(p) and is_known(p) and unknown_to(county, p, "D46", "D54"),
        family=family,
    )


@fault("X68", copies=(3, 5))
def ranger_underpaid_or_off_the_registry(plot: Plot) -> None:
    """Paid less than the standard, the first by one cent; every second is off the registry."""
    county = plot.county
    if plot.turn % 2:
        ranger = county.choose_outsider(lambda p: 25 <= p.age <= 58)
        enter_ranger(county, ranger, "2024-01")
        county.truth.person("X68", ranger, "生态护林员不在名册")
        return
    ranger = _free(county)
    pay = RANGER_PAY - 0.01 if plot.turn == 0 else RANGER_PAY - plot.rng.randint(1, 5) * 1_000
    enter_ranger(county, ranger, "2024-01", "2026-10" if plot.turn == 0 else None, pay)
    county.truth.person("X68", ranger, f"年补助{pay}元")


@look_alike("X68")
def ranger_paid_in_full_or_gone(plot: Plot) -> None:
    """A ranger of the registry with the standard exactly, and one off it who left last month."""
    county = plot.county
    ranger = _free(county, family=_FAMILY)
    enter_ranger(county, ranger, "2024-01")
    county.truth.lawful("X68", ranger, "年补助恰为标准")
    former = county.choose_outsider(lambda p: 25 <= p.age <= 58)
    enter_ranger(county, former, "2019-01", "2026-09", 4_000)
    county.truth.lawful("X68", former, f"{former.name}上月已解聘")


def _landed(county: County, *, family: str = "") -> tuple[Household, float]:
    """A household whose head drew the land payment; its listed land. The list is still empty."""
    book = county.book("D50")

    def fits(household: Household) -> bool:
        head, land = household.head, household.listed["farmland_mu"]
        drawn = [row["item"] for row in book.of(head)]
        usual = isinstance(land, int | float) and 0 < land <= 20
        return plain(head) and is_known(head) and usual and drawn == [LAND_PAYMENT]

    household = county.choose_household(fits, family=family)
    county.book("D51").seal(household.head)
    return household, float(str(household.listed["farmland_mu"]))


@fault("X69", copies=(2, 4), small=1)
def subsidy_drawn_by_an_outsider(plot: Plot) -> None:
    """Somebody who is no member draws the household's subsidy; the first did so last year."""
    county = plot.county
    household, land = _landed(county)
    outsider = county.choose_outsider(lambda p: 30 <= p.age <= 70)
    if plot.turn == 0:
        enter_subsidy(county, outsider, household, land, 2025)
        enter_subsidy(county, household.head, household, land)
    else:
        county.book("D50").strike(household.head)
        enter_subsidy(county, outsider, household, land)
    county.truth.household("X69", household, "承包地的补贴由本户以外的人领取")


@look_alike("X69")
def subsidy_drawn_within_the_household(plot: Plot) -> None:
    """Another member draws it; two years ago an outsider did."""
    county = plot.county
    household, land = _landed(county, family=_FAMILY)
    member = household.members[-1]
    county.book("D50").strike(household.head)
    enter_payment(county, member, LAND_PAYMENT, "2026-05", round(land * 80))
    enter_subsidy(county, member, household, land)
    outsider = county.choose_outsider(lambda p: 30 <= p.age <= 70)
    enter_subsidy(county, outsider, household, land, 2024)
    county.truth.lawful("X69", household, "由本户成员领取，两年前由外人领取")


@fault("X70", copies=(3, 5), small=1)
def more_land_than_listed(plot: Plot) -> None:
    """The subsidised area is above the listed one and the tolerance; the first by a tenth."""
    household, land = _landed(plot.county)
    area = round(land + 0.6, 1) if plot.turn == 0 else round(land * 2 + plot.turn, 1)
    enter_subsidy(plot.county, household.head, household, area)
    plot.county.truth.household("X70", household, f"补贴{area}亩，名册耕地{land}亩")


@look_alike("X70")
def as_much_more_land_as_tolerated(plot: Plot) -> None:
    """Half a mu more than listed."""
    household, land = _landed(plot.county, family=_FAMILY)
    enter_subsidy(plot.county, household.head, household, round(land + 0.5, 1))
    plot.county.truth.lawful("X70", household, "补贴面积比名册恰多0.5亩")


@fault("X74", copies=(3, 5), small=1)
def due_and_not_paid(plot: Plot) -> None:
    """In the list of those to be paid; the last payment came in December, or none did."""
    county = plot.county
    household, land = _landed(county)
    county.book("D50").strike(household.head)
    if plot.turn == 0:
        enter_payment(county, household.head, LAND_PAYMENT, "2025-12", round(land * 80))
    enter_subsidy(county, household.head, household, land)
    county.truth.person("X74", household.head, "应发的地力补贴当年没有发放")


@look_alike("X74")
def paid_early_or_nothing_due(plot: Plot) -> None:
    """Paid in January already; or a sum of nothing is due."""
    county = plot.county
    household, land = _landed(county, family=_FAMILY)
    county.book("D50").strike(household.head)
    if plot.turn % 2 == 0:
        enter_payment(county, household.head, LAND_PAYMENT, "2026-01", round(land * 80))
        enter_subsidy(county, household.head, household, land)
        county.truth.lawful("X74", household.head, "1月已发放")
    else:
        enter_subsidy(county, household.head, household, 0)
        county.truth.lawful("X74", household.head, "应发0元")


def _payee(county: County, *, family: str = "") -> Person:
    """An adult who was paid something by the one card."""
    book = county.book("D50")
    return county.choose_person(lambda p: plain_adult(p) and bool(book.of(p)), family=family)


@fault("X71", copies=(1, 2), small=1)
def one_account_for_three_households(plot: Plot) -> None:
    """The payments of three households go to the account of one outsider."""
    county = plot.county
    holder = county.choose_outsider(lambda p: 30 <= p.age <= 60)
    for _ in range(3):
        person = _payee(county)
        for row in county.book("D50").of(person):
            row.update(account=f"{holder.uid % 10_000:04d}", account_name=holder.name)
        county.truth.person("X71", person, f"与另两户的补贴进入{holder.name}的账户")


@look_alike("X71")
def one_account_for_two_households(plot: Plot) -> None:
    """Two households share an account; the third did until a year ago."""
    county = plot.county
    holder = county.choose_outsider(lambda p: 30 <= p.age <= 60)
    account = {"account": f"{holder.uid % 10_000:04d}", "account_name": holder.name}
    for number in range(3):
        person = _payee(county, family=_FAMILY if number == 0 else f"{_FAMILY} {number}")
        if number == 2:
            enter_payment(county, person, "临时救助", "2025-10", 500).update(account)
        else:
            for row in county.book("D50").of(person):
                row.update(account)
        county.truth.lawful("X71", person, "近一年同一账户只收到两户的补贴")


@fault("X75", copies=(3, 5))
def solar_post_unpaid_or_bonus_outside(plot: Plot) -> None:
    """A solar post without pay, the first in the last month asked; every second an outsider."""
    county = plot.county
    if plot.turn % 2:
        outsider = county.choose_outsider(lambda p: p.age >= 25)
        enter_share(county, outsider, "奖励补助", "2026-09", 500)
        county.truth.person("X75", outsider, "光伏奖补的受益人不在名册")
        return
    person = _free(county)
    month, amount = ("2025-11", None) if plot.turn == 0 else ("2026-08", 0)
    enter_share(county, person, "公益岗位", month, amount)
    county.truth.person("X75", person, f"光伏岗位{month}没有报酬")


@look_alike("X75")
def solar_post_unpaid_long_ago(plot: Plot) -> None:
    """Without pay in the month before those asked; an outsider paid for public works."""
    county = plot.county
    person = _free(county, family=_FAMILY)
    enter_share(county, person, "公益岗位", "2025-10", 0)
    county.truth.lawful("X75", person, "没有报酬的月份在一年以前")
    outsider = county.choose_outsider(lambda p: p.age >= 25)
    enter_share(county, outsider, "小型公益事业", "2026-09", 800)
    county.truth.lawful("X75", outsider, f"{outsider.name}承做小型公益事业")
