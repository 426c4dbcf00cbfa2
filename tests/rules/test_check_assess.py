"""What does not fit together in income items, prices, profiles, facts, indicators and standards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from huitoukan.rules.check import check_pack
from huitoukan.rules.load import load_pack
from tests.rules.small_pack import write_pack

HEAD = "title: {zh: 某, en: Some}\nbasis: 测试\n"
GOOD = {
    "income_items/wage.yaml": f"id: wage\n{HEAD}items:\n  - {{code: work, zh: 务工, en: Work}}\n",
    "income_items/spending.yaml": (
        f"id: spending\n{HEAD}items:\n  - {{code: doctor, zh: 看病, en: Doctor}}\n"
    ),
    "prices/work.yaml": f"id: work\n{HEAD}unit: 天\nprices:\n"
    "  - {from: 2025-01-01, to: 2025-12-31, value: 80, source: 测试}\n",
    "lines/most.yaml": f"id: most\n{HEAD}unit: 元\nvalues:\n"
    "  - {from: 2025-01-01, to: 2025-12-31, value: 80, source: 测试}\n",
    "facts/household.yaml": f"id: household\n{HEAD}facts:\n"
    "  - {name: litres, title: 水, type: number}\n  - {name: tap, title: 龙头, type: bool}\n",
    "facts/member.yaml": f"id: member\n{HEAD}facts:\n"
    "  - {name: grade, title: 级, type: code, codes: [甲, 乙], unstated: 甲}\n",
    "profiles/one.yaml": f"id: one\n{HEAD}"
    "places: {value: 2, source: 测试}\nwage_costs: {value: deducted, source: 测试}\n"
    "members:\n  - {title: 都计, when: {fact: grade, is: 甲}, counts: true, source: 测试}\n"
    "treatments:\n"
    "  - {items: [wage], counts: full, in_force: {from: 2020-01-01}, source: 测试}\n"
    "  - {items: [spending], counts: capped, line: most, in_force: {from: 2020-01-01},"
    " source: 测试}\n",
    "indicators/A1.yaml": f"id: A1\n{HEAD}"
    "params:\n  enough: {value: 35, unit: 升, source: 测试}\n"
    'met_when:\n  all: [{fact: litres, at_least: ":enough"}, {fact: tap, is: true}]\n'
    "says: 不够。\nexamples:\n"
    "  - {name: 够, on: 2025-01-01, given: {household: {litres: 35, tap: true}}, expect: met}\n"
    "  - {name: 不够, on: 2025-01-01, given: {household: {tap: false}}, expect: not_met}\n"
    "  - {name: 不知, on: 2025-01-01, given: {household: {}}, expect: cannot_tell}\n",
    "standards/all.yaml": f"id: all\n{HEAD}profile: one\nindicators: [A1]\n",
}
ITEMS, PRICES, LINE = "income_items/wage.yaml", "prices/work.yaml", "lines/most.yaml"
HOUSEHOLD, MEMBER, PROFILE = "facts/household.yaml", "facts/member.yaml", "profiles/one.yaml"
NESTED = "every_member: {has: {every_member: {has: {fact: grade, is: 甲}}}}"
INDICATOR, STANDARD = "indicators/A1.yaml", "standards/all.yaml"


def findings(folder: Path, **files: str) -> set[tuple[str, str]]:
    found = check_pack(write_pack(folder / "small", {**GOOD, **files}))
    return {(one.code, one.file.removeprefix("small/")) for one in found}


def test_what_fits_together_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path) == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        # names that mean two things, or nothing
        (ITEMS, "zh: 务工", "zh: 看病", "ITEM_TWICE"),
        (ITEMS, "code: work", "code: wage", "ITEM_TWICE"),
        (ITEMS, "id: wage", "id: wages", "CHOICE"),
        (PRICES, "id: work", "id: play", "ID_FILE"),
        (PROFILE, "items: [wage]", "items: [wage, play]", "ITEM"),
        (PROFILE, "items: [wage]", "items: [work]", "ITEM"),
        (PROFILE, "line: most", "line: least", "LINE"),
        (STANDARD, "[A1]", "[A1, A2]", "INDICATOR"),
        (STANDARD, "[A1]", "[]", "INDICATOR"),
        (STANDARD, "[A1]", "[A1, A1]", "TWICE"),
        (STANDARD, "profile: one", "profile: two", "PROFILE"),
        # numbers that cannot be
        (PRICES, "value: 80", "value: -80", "VALUE"),
        (PRICES, "prices:", "cost_ratios:", "VALUE"),
        (PRICES, "to: 2025-12-31", "to: 2024-12-31", "PERIOD"),
        (PROFILE, "places: {value: 2", "places: {value: 9", "PLACES"),
        (PROFILE, "line: most", "ratio: 1.5", "VALUE"),
        (PROFILE, "line: most", "line: most, ratio: 0.5", "COUNTS"),
        (PROFILE, "counts: full", "counts: capped", "COUNTS"),
        (PROFILE, "items: [spending]", "items: [spending, wage]", "ITEM"),
        (PROFILE, "counts: full", "counts: half", "CHOICE"),
        (PROFILE, "value: deducted", "value: perhaps", "CHOICE"),
        # facts and criteria
        (MEMBER, "codes: [甲, 乙], ", "", "FACT"),
        (MEMBER, "unstated: 甲", "unstated: 丙", "FACT"),
        (HOUSEHOLD, "name: tap", "name: litres", "TWICE"),
        (PROFILE, "is: 甲", "is: 丙", "CRITERION"),
        (PROFILE, "fact: grade", "fact: gone", "CRITERION"),
        (PROFILE, "is: 甲", "above: 3", "CRITERION"),
        (INDICATOR, "at_least:", "is:", "CRITERION"),
        (INDICATOR, '":enough"', '":more"', "CRITERION"),
        (INDICATOR, '":enough"', '"line:least"', "CRITERION"),
        (INDICATOR, '":enough"', "很多", "CRITERION"),
        (INDICATOR, "is: true", "is: 有", "CRITERION"),
        (INDICATOR, "is: true", "is: true, in: [true]", "CRITERION"),
        (INDICATOR, "  all: [", "  any: []\n#", "CRITERION"),
        (INDICATOR, "  all: [", f"  {NESTED}\n#", "CRITERION"),
        (INDICATOR, '":enough"', "35", "PARAM"),
        # examples
        (INDICATOR, "expect: cannot_tell", "expect: met", "EXAMPLES"),
        (INDICATOR, "tap: false", "tap: 坏", "EXAMPLES"),
        (INDICATOR, "tap: false", "pump: false", "EXAMPLES"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found_in_its_file(
    tmp_path: Path, file: str, old: str, new: str, code: str
) -> None:
    assert old in GOOD[file]
    found = findings(tmp_path, **{file: GOOD[file].replace(old, new, 1)})
    assert (code, file) in found


def test_two_values_of_one_place_on_one_day_are_found(tmp_path: Path) -> None:
    more = "  - {from: 2025-06-01, to: 2026-12-31, value: 90, source: 测试}\n"
    assert findings(tmp_path, **{LINE: GOOD[LINE] + more}) == {("PERIOD", LINE)}
    elsewhere = more.replace("value", 'place: "43", value')
    assert findings(tmp_path / "b", **{LINE: GOOD[LINE] + elsewhere}) == set()
    after = more.replace("2025-06-01", "2026-01-01")
    assert findings(tmp_path / "c", **{LINE: GOOD[LINE] + after}) == set()


def test_a_standard_that_the_pack_does_not_have_is_found(tmp_path: Path) -> None:
    from tests.rules.small_pack import PACK

    files = {"pack.yaml": PACK + "standard: none\n"}
    assert findings(tmp_path, **files) == {("STANDARD", "pack.yaml")}


def test_the_national_pack_says_where_every_value_comes_from() -> None:
    pack = load_pack("national-2026")
    for line in pack.lines.values():
        assert all(value.source for value in line.values), line.id
    for profile in pack.profiles.values():
        assert all(one.source for one in profile.treatments)
    for indicator in pack.indicators.values():
        assert all(param.source for param in indicator.params.values())


def test_nobody_states_a_fact_in_the_name_of_a_department() -> None:
    pack = load_pack("national-2026")
    table = pack.facts["household"]
    named = replace(table, stated_as=(*table.stated_as, pack.readings["D33"].source))
    found = check_pack(replace(pack, facts={**pack.facts, "household": named}))
    assert [(one.code, one.file.split("/", 1)[-1]) for one in found] == [
        ("FACT", "facts/household.yaml")
    ]


def test_how_long_facts_hold_is_said_once_for_a_table(tmp_path: Path) -> None:
    months = "valid_months: {value: 12, unit: 月, source: 测试}"
    own = "valid_months: {value: 6, unit: 月, source: 测试}"
    facts = (
        f"id: household\n{HEAD}{months}\nfacts:\n"
        f"  - {{name: litres, title: 水, type: number, {own}}}\n"
        "  - {name: tap, title: 龙头, type: bool}\n"
        "  - {name: share, title: 率, type: number, percent: {of: [litres], in: litres}}\n"
    )
    pack = load_pack(write_pack(tmp_path / "small", {**GOOD, HOUSEHOLD: facts}))
    hold = {
        one.name: one.valid_months.value if one.valid_months else None
        for one in pack.facts["household"].facts
    }
    assert hold == {"litres": 6, "tap": 12, "share": None}
