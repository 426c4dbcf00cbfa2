"""The files of `income_items/`, `prices/` and `profiles/` become values."""

from __future__ import annotations

from typing import Final

from huitoukan.rules.build_lists import build_line_value
from huitoukan.rules.build_rules import build_param, build_period
from huitoukan.rules.build_standards import build_criterion
from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.shapes.incomes import (
    COUNTS,
    INCOME_KINDS,
    IncomeItem,
    IncomeItems,
    MembershipRule,
    PriceList,
    Profile,
    Treatment,
)
from huitoukan.rules.shapes.words import LineValue, Text

WAGE_COSTS: Final = ("deducted", "not_deducted")
"""Whether rent and living costs of people who went out to work are taken off their wages."""


def build_items(entry: Entry) -> IncomeItems:
    """A file of `income_items/`; its id is the kind of its items."""
    with Fields(entry) as fields:
        kind = fields.need("id").choice(INCOME_KINDS)
        return IncomeItems(
            id=kind,
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            items=tuple(_item(part, kind) for part in fields.need("items").items()),
        )


def _item(entry: Entry, kind: str) -> IncomeItem:
    with Fields(entry) as fields:
        title = Text(fields.text("zh"), fields.text("en"))
        return IncomeItem(fields.text("code"), kind, title, fields.words("also"))


def build_prices(entry: Entry) -> PriceList:
    """A file of `prices/`: listed prices of one item and its cost ratios, dated and placed."""
    with Fields(entry) as fields:
        return PriceList(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            unit=fields.text("unit"),
            units={name: _above_zero(part) for name, part in fields.pairs("units")},
            prices=tuple(_price(part) for part in fields.items("prices")),
            cost_ratios=tuple(_ratio(part) for part in fields.items("cost_ratios")),
        )


def _above_zero(entry: Entry) -> float:
    if entry.number() <= 0:
        raise entry.bad("VALUE", "应大于零")
    return float(entry.number())


def _price(entry: Entry) -> LineValue:
    value = build_line_value(entry)
    if value.value < 0:
        raise entry.bad("VALUE", "价格不能是负数")
    return value


def _ratio(entry: Entry) -> LineValue:
    value = build_line_value(entry)
    if not 0 <= value.value <= 1:
        raise entry.bad("VALUE", "比例应在 0 到 1 之间，40% 写作 0.4")
    return value


def build_profile(entry: Entry) -> Profile:
    """A file of `profiles/`."""
    with Fields(entry) as fields:
        costs = fields.need("wage_costs")
        costs.at("value").choice(WAGE_COSTS)
        return Profile(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            basis=fields.text("basis"),
            places=build_param(fields.need("places")),
            wage_costs=build_param(costs),
            members=tuple(_membership(part) for part in fields.need("members").items()),
            treatments=tuple(_treatment(part) for part in fields.need("treatments").items()),
        )


def _membership(entry: Entry) -> MembershipRule:
    with Fields(entry) as fields:
        return MembershipRule(
            title=fields.need("title").texts(),
            when=build_criterion(fields.need("when")),
            counts=fields.need("counts").flag(),
            source=fields.text("source"),
        )


def _treatment(entry: Entry) -> Treatment:
    with Fields(entry) as fields:
        counts, ratio, line = fields.need("counts"), fields.get("ratio"), fields.text("line", "")
        how = counts.choice(COUNTS)
        if (how == "capped") != ((ratio is None) == bool(line)):
            raise counts.bad("COUNTS", "counts 为 capped 时要有 ratio 或 line 之一，反之不要")
        if ratio is not None and not 0 < ratio.number() < 1:
            raise ratio.bad("VALUE", "ratio 应大于 0、小于 1，50% 写作 0.5")
        return Treatment(
            items=fields.words("items"),
            counts=how,
            in_force=build_period(fields.need("in_force")),
            place=fields.text("place", ""),
            source=fields.text("source"),
            ratio=float(ratio.number()) if ratio is not None else None,
            line=line,
        )
