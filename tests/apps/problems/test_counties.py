"""A city's sum over its counties: reports against the ledgers held here, every difference named."""

from __future__ import annotations

import json
from datetime import timedelta

from django.urls import reverse
from typer.testing import CliRunner

from huitoukan.apps.problems.commands import app
from huitoukan.apps.problems.queries.counties import oversees_several, summed
from huitoukan.apps.problems.services.supervision import report_standing
from huitoukan.domain.problems import State
from huitoukan.domain.reconciliation import Against, Standing
from tests.apps.looking import seen
from tests.cast import AT, COUNTY, OTHER_COUNTY, OTHER_VILLAGE, Cast
from tests.factories import Maker

TODAY = AT.date()


def say(cast: Cast, account: str, county: str, level: str, *numbers: int) -> None:
    campaign = cast.campaign if county == COUNTY else cast.other_campaign
    report_standing(
        cast.actor(account), campaign, place=county, on=TODAY, by_level=level,
        standing=Standing(*numbers), source="月报", at=AT,
    )  # fmt: skip


def test_a_county_sees_itself_alone_and_is_offered_no_sum(cast: Cast) -> None:
    assert cast.other_campaign
    for account in ("rui", "lei"):
        actor = cast.actor(account)
        assert not oversees_several(actor)
        assert [one.area.code for one in summed(actor, TODAY).counties] == [COUNTY]
    assert summed(cast.tang, TODAY).counties == (), "a township does not see the county's books"
    assert summed(cast.min, TODAY).counties == (), "a department sees its own problems only"
    address = reverse("problems:counties")
    assert cast.signed_in("gong").get(address).status_code == 403
    assert address not in cast.signed_in("rui").get(reverse("problems:reconcile")).content.decode()


def test_where_a_report_or_a_ledger_is_missing_the_sum_cannot_be_told(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.CLOSED)
    say(cast, "rui", COUNTY, "county", 1, 1, 0, 0, 0)
    found = summed(cast.shi, TODAY)
    held = {one.area.code: one.counted for one in found.counties}
    assert held == {COUNTY: Standing(1, 1, 0, 0, 0), OTHER_COUNTY: None}
    assert (found.counted, found.reported, found.differences) == (None, None, ())
    assert cast.other_campaign
    found = summed(cast.shi, TODAY)
    assert found.counted == Standing(1, 1, 0, 0, 0)
    assert found.reported is None, "the other county did not report"


def test_each_difference_of_a_county_and_of_the_sum_is_named(cast: Cast, make: Maker) -> None:
    make.problem(state=State.CLOSED)
    there = make.problem(make.household(OTHER_VILLAGE), finder="shan", campaign=cast.other_campaign)
    assert there.area.code == OTHER_VILLAGE
    say(cast, "rui", COUNTY, "county", 2, 1, 0, 0, 1)
    say(cast, "shan", OTHER_COUNTY, "county", 1, 0, 0, 0, 1)
    say(cast, "shi", OTHER_COUNTY, "city", 1, 1, 0, 0, 0)
    found = summed(cast.shi, TODAY)
    told = {
        (county.area.code, level, one.part, one.by)
        for county in found.counties
        for level, one in county.differences
    }
    assert told == {
        (COUNTY, "county", "found", 1), (COUNTY, "county", "still_open", 1),
        (OTHER_COUNTY, "city", "rectified", 1), (OTHER_COUNTY, "city", "still_open", -1),
    }  # fmt: skip
    assert found.counted == Standing(2, 1, 0, 0, 1)
    assert found.reported == Standing(3, 1, 0, 0, 2)
    assert [(one.part, one.against, one.by) for one in found.differences] == [
        ("found", Against.LEDGER, 1), ("still_open", Against.LEDGER, 1),
    ]  # fmt: skip
    before = summed(cast.shi, TODAY - timedelta(days=1))
    assert before.counted == Standing(), "nothing was found yet"


def test_the_city_reads_the_sum_on_a_page_and_a_command_ends_with_one(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.CLOSED)
    assert cast.other_campaign
    say(cast, "rui", COUNTY, "county", 2, 1, 0, 0, 1)
    say(cast, "shan", OTHER_COUNTY, "county", 0, 0, 0, 0, 0)
    shi = cast.signed_in("shi")
    links = seen(shi, reverse("problems:reconcile")).links
    assert links[0].href == reverse("problems:counties")
    differing, by_county = seen(shi, links[0].href).sections
    assert [cell.text for cell in differing.rows[0]] == [
        "云岭县", "县级", "发现", "2", "台账", "1", "+1",
    ]  # fmt: skip
    assert [cell.text for cell in by_county.rows[-1]][:3] == ["各县合计", "县级上报", "2"]
    result = CliRunner().invoke(app, ["counties", "--as", "shi", "--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert told["counted"]["found"] == 1
    assert told["not_reported"] == []
    say(cast, "rui", COUNTY, "county", 1, 1, 0, 0, 0)
    assert CliRunner().invoke(app, ["counties", "--as", "shi"]).exit_code == 0
