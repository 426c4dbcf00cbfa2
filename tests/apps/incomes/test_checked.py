"""The account beside what departments recorded, and the questions; what cannot be told first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.incomes import pages
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries.checked import Checked, checked
from huitoukan.apps.incomes.queries.reckoned import reckoned
from huitoukan.apps.registry.models import Household, ListedPerson, Member
from huitoukan.apps.registry.services.authorising import (
    Signed,
    record_authorisation,
    revoke_authorisation,
)
from huitoukan.apps.sources.services.deliveries import take_delivery
from tests.apps.incomes.at_the_table import WAGE, family, saved
from tests.cast import AT, Cast
from tests.factories import Maker, id_no

PENSION = {
    "item": "基础养老金", "person_no": "P1", "amount": "100", "unit": "元/月", "months": "12",
    "evidence": "一卡通", "said_by": "户主", "basis": "actual",
}  # fmt: skip


@pytest.fixture
def home(make: Maker) -> Household:
    return family(make)


def deliver(cast: Cast, folder: Path, dataset: str, *rows: dict[str, Any]) -> None:
    path = folder / f"{dataset}-{len(rows)}.xlsx"
    path.write_text(repr(rows), encoding="utf-8")
    sheet = ReadSheet(dataset, cast.pack.sources[dataset], rows=list(enumerate(rows, start=2)))
    take_delivery(cast.rui, cast.campaign, path, name=path.name, sheets=[sheet], at=AT)


def seen(cast: Cast, made: IncomeSheet, home: Household | None) -> Checked:
    accounts = reckoned(made.content, cast.campaign.pack.opened())
    return checked(cast.campaign, made, accounts, home, on=AT.date())


def row(found: Checked, item: str) -> pages.BesideRow:
    (one,) = (each for each in found.beside if each.item.startswith(item))
    return one


def paid(person: str, months: int = 12, amount: float = 100.0) -> list[dict[str, Any]]:
    every = [f"2025-{n}" for n in (10, 11, 12)] + [f"2026-{n:02d}" for n in range(1, 10)]
    return [
        {"id_no": person, "item": "城乡居民养老金", "month": month, "amount": amount}
        for month in every[:months]
    ]


def test_what_was_not_delivered_cannot_be_told(cast: Cast, home: Household) -> None:
    found = seen(cast, saved(cast, cast.ping, home, lines=[PENSION]), home)
    assert (row(found, "基础养老金").chip.label, row(found, "基础养老金").recorded) == (
        "无法判断",
        "",
    )


def test_a_household_outside_the_registry_is_not_looked_up(cast: Cast, home: Household) -> None:
    found = seen(cast, saved(cast, cast.ping, home, lines=[PENSION]), None)
    assert found.beside == ()
    assert "名册以外" in found.note


def closed_to(cast: Cast, made: IncomeSheet, home: Household) -> Checked:
    """The account where the one-card payments need an authorisation."""
    accounts = reckoned(made.content, cast.campaign.pack.opened())
    pack = accounts.pack
    sources = {**pack.sources, "D50": replace(pack.sources["D50"], needs_consent=True)}
    closed = replace(accounts, pack=replace(pack, sources=sources))
    return checked(cast.campaign, made, closed, home, on=AT.date())


def sign(cast: Cast, home: Household, **more: Any) -> ListedPerson:
    day = AT.date()
    said = Signed(("全部",), day, day.replace(year=day.year + 1), "王大山", **more)
    return record_authorisation(cast.ping, cast.campaign, home.household_no, said, at=AT)


def test_data_that_need_consent_are_read_for_a_household_that_signed_alone(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    number = Member.objects.for_system("tests").get(person_no="P1").id_no
    deliver(cast, tmp_path, "D50", *paid(number))
    made = saved(cast, cast.ping, home, lines=[PENSION])
    found = closed_to(cast, made, home)
    assert row(found, "基础养老金").chip.label == "无法判断"
    assert "没有都签有效的授权" in found.note
    one = sign(cast, home, person_no="P1")
    assert row(closed_to(cast, made, home), "基础养老金").chip.label == "无法判断"
    revoke_authorisation(
        cast.ping, cast.campaign, home.household_no, one.pk, on=AT.date(), reason="改签", at=AT
    )
    whole = sign(cast, home)
    assert row(closed_to(cast, made, home), "基础养老金").recorded == "1,200"
    revoke_authorisation(
        cast.ping, cast.campaign, home.household_no, whole.pk, on=AT.date(), reason="收回", at=AT
    )
    assert row(closed_to(cast, made, home), "基础养老金").recorded == ""


def test_payments_of_other_persons_are_not_this_households(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    deliver(cast, tmp_path, "D50", *paid(id_no(777)))
    found = seen(cast, saved(cast, cast.ping, home, lines=[PENSION]), home)
    assert row(found, "基础养老金").recorded == ""


def test_a_line_and_the_payments_agree_or_differ(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    number = Member.objects.for_system("tests").get(person_no="P1").id_no
    deliver(cast, tmp_path, "D50", *paid(number))
    agreed = row(seen(cast, saved(cast, cast.ping, home, lines=[PENSION]), home), "基础养老金")
    assert (agreed.reported, agreed.recorded, agreed.chip.label) == ("1,200", "1,200", "一致")
    more = [{**PENSION, "amount": "150"}]
    differing = row(
        seen(cast, saved(cast, cast.ping, home, seen=1, lines=more), home), "基础养老金"
    )
    assert (differing.difference, differing.chip.label) == ("+600", "表上多")


def test_the_same_lines_all_over_a_village_raise_a_question_and_no_finding(
    cast: Cast, make: Maker, home: Household
) -> None:
    items = (("务工工资", "3217"), ("县内务工", "211"), ("土地租金", "87"))
    lines = [{**WAGE, "item": item, "amount": amount} for item, amount in items]
    made = saved(cast, cast.ping, home, lines=lines)
    before = {one.title for one in seen(cast, made, home).questions}
    for name in ("李二", "张三"):
        other = make.household(head=name)
        (head,) = Member.objects.for_system("tests").filter(household=other)
        members = [{"person_no": head.person_no, "relation": "户主", "birth": "1980-01-01"}]
        theirs = [{**line, "person_no": head.person_no} for line in lines]
        saved(cast, cast.ping, other, members=members, lines=theirs)
    (asked,) = (one for one in seen(cast, made, home).questions if one.title not in before)
    assert asked.asks.endswith("？")


def test_a_jump_against_last_year_is_asked_about(cast: Cast, home: Household) -> None:
    saved(cast, cast.ping, home, year=2025, months="3")
    made = saved(cast, cast.ping, home)
    assert any("上年" in one.title for one in seen(cast, made, home).questions)
