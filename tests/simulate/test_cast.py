"""The list of accounts."""

from __future__ import annotations

from pathlib import Path

from huitoukan.rules.load import load_pack
from huitoukan.simulate.cast import accounts
from huitoukan.simulate.households import settle
from huitoukan.simulate.scale import SCALES
from huitoukan.simulate.world import County
from tests.simulate.delivered import rows


def test_every_post_is_one_of_the_pack_and_no_username_is_given_twice(
    county_folder: Path,
) -> None:
    people = rows(county_folder, "accounts")
    assert {row["post"] for row in people} <= set(load_pack("national-2026").posts)
    assert len({row["username"] for row in people}) == len(people)
    assert len({row["phone"] for row in people}) == len(people)


def test_the_first_usernames_are_fixed(county_folder: Path) -> None:
    by_name = {row["username"]: row for row in rows(county_folder, "accounts")}
    first_town = "980122101"
    assert by_name["ruiping"]["post"] == "county_officer"
    assert by_name["lihua"]["post"] == "county_lead"
    assert by_name["zhen1"]["area_code"] == by_name["shen1"]["area_code"] == first_town
    assert str(by_name["cun1"]["area_code"]).startswith(first_town)
    assert by_name["dui1"]["area_code"] == by_name["cun1"]["area_code"]


def test_every_department_that_delivers_has_a_reviewer(county_folder: Path) -> None:
    pack = load_pack("national-2026")
    people = rows(county_folder, "accounts")
    reviewers = {row["department"] for row in people if row["post"] == "department_reviewer"}
    assert {source.department for source in pack.sources.values()} <= reviewers


def test_a_full_county_has_every_post_in_number() -> None:
    county = County(7, SCALES["ningshan"])
    settle(county)
    posts = [row["post"] for row in accounts(county)]
    assert posts.count("county_officer") == 2
    assert posts.count("town_officer") == posts.count("town_reviewer") == 6
    assert posts.count("village_worker") >= 12
    assert posts.count("residence_team") >= 12
    assert posts.count("checker") == 2
