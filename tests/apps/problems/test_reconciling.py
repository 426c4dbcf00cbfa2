"""对账: what levels report, what the ledger counts, and every difference by its name."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from huitoukan.apps.journal.queries import breaks
from huitoukan.apps.problems.commands import app
from huitoukan.apps.problems.models import Problem, ReportedStanding
from huitoukan.apps.problems.queries.reconciling import counted, lines, unlike_their_steps
from huitoukan.apps.problems.services.supervision import report_standing
from huitoukan.domain.problems import State
from huitoukan.domain.reconciliation import Against, Standing
from huitoukan.domain.refusals import Refused
from tests.apps.looking import seen
from tests.apps.problems.acting import find, in_every_state
from tests.cast import AT, COUNTY, OTHER_VILLAGE, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker

TODAY = AT.date()


def say(cast: Cast, account: str, place: str, level: str, *numbers: int, **more: Any) -> Any:
    given = {"on": TODAY, "source": "月报", **more}
    return report_standing(
        cast.actor(account), cast.campaign, place=place, by_level=level,
        standing=Standing(*numbers), at=AT, **given,
    )  # fmt: skip


def test_nobody_reports_for_another_place_a_coming_day_or_an_unknown_level(cast: Cast) -> None:
    for account, place, level, more, code in (
        ("ping", VILLAGE_2, "village", {}, "FINDING_PLACE"),
        ("ping", TOWN_1, "township", {}, "FINDING_PLACE"),
        ("qiao", TOWN_1, "township", {}, "NOT_ALLOWED"),
        ("rui", OTHER_VILLAGE, "village", {}, "NOT_FOUND"),
        ("rui", TOWN_1, "team", {}, "RECONCILE_LEVEL"),
        ("rui", TOWN_1, "county", {"on": TODAY + timedelta(days=1)}, "FINDING_DATE"),
    ):
        with pytest.raises(Refused) as refusal:
            say(cast, account, place, level, 1, 0, 0, 0, 1, **more)
        assert refusal.value.code == code
    assert not ReportedStanding.objects.for_system("tests").exists()


def test_the_ledger_is_counted_upwards_by_its_steps_and_as_of_a_day(
    cast: Cast, make: Maker
) -> None:
    in_every_state(make)
    find(cast.rui, cast, area=TOWN_1)
    books = {code: counted(cast.campaign, TODAY)[cast.area(code).pk] for code in
             (VILLAGE_1, TOWN_1, COUNTY)}  # fmt: skip
    n_all = Problem.objects.for_system("tests").count()
    assert books[COUNTY] == books[TOWN_1]
    assert books[COUNTY].found == books[COUNTY].sum_of_parts == n_all
    assert books[VILLAGE_1].found == n_all - 1
    assert (books[COUNTY].rectified, books[COUNTY].passed_on, books[COUNTY].cancelled) == (2, 2, 2)
    assert counted(cast.campaign, TODAY - timedelta(days=1)) == {}


def test_every_difference_is_named_and_a_missing_report_cannot_tell(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.CLOSED)
    find(cast.rui, cast, area=VILLAGE_2)
    find(cast.rui, cast, area=TOWN_1)
    say(cast, "ping", VILLAGE_1, "village", 1, 1, 0, 0, 0)
    say(cast, "tang", TOWN_1, "township", 3, 1, 0, 0, 2)
    first = {line.report.area.code: line for line in lines(cast.rui, cast.campaign, TODAY)}
    assert first[TOWN_1].differences == ()
    assert len(first[TOWN_1].missing) == 1
    assert first[TOWN_1].missing[0].endswith("茶坪村")
    say(cast, "ning", VILLAGE_2, "village", 2, 0, 0, 0, 1)
    found = {line.report.area.code: line for line in lines(cast.rui, cast.campaign, TODAY)}
    told = {(one.part, one.against, one.by) for one in found[VILLAGE_2].differences}
    assert told == {("found", Against.PARTS, 1), ("found", Against.LEDGER, 1)}
    below = [one for one in found[TOWN_1].differences if one.against is Against.BELOW]
    assert [(one.part, one.by) for one in below] == [("found", -1)]
    assert found[TOWN_1].missing == ()
    say(cast, "ning", VILLAGE_2, "village", 1, 0, 0, 0, 1)
    again = lines(cast.rui, cast.campaign, TODAY)
    assert [line.differences for line in again] == [()] * 3, "the newer word replaces the older"
    say(cast, "shi", COUNTY, "city", 4, 1, 0, 0, 3)
    city = next(
        one for one in lines(cast.rui, cast.campaign, TODAY) if one.report.by_level == "city"
    )
    assert {(one.part, one.by) for one in city.differences} >= {("found", 1), ("still_open", 1)}
    assert city.missing, "the other township did not report"
    assert list(breaks()) == []


def test_a_state_that_its_steps_do_not_say_is_listed(cast: Cast, make: Maker) -> None:
    problem = make.problem(state=State.RECTIFYING)
    assert unlike_their_steps(cast.rui, cast.campaign) == []
    Problem.objects.for_system("tests").filter(pk=problem.pk).update(state="returned")
    assert unlike_their_steps(cast.rui, cast.campaign) == [(problem.code, "returned", "rectifying")]
    assert unlike_their_steps(cast.tang, cast.campaign) == [], "for who sees the whole county"


def test_the_page_shows_what_may_be_seen_and_gives_a_wrong_report_back(
    cast: Cast, make: Maker
) -> None:
    address = reverse("problems:reconcile")
    assert cast.signed_in("gong").get(address).status_code == 403
    make.problem(state=State.CLOSED)
    rui = cast.signed_in("rui")
    given = {
        "place": TOWN_1,
        "by_level": "township",
        "on": "2026-10-31",
        "found": 2,
        "rectified": 1,
        "cancelled": 0,
        "passed_on": 0,
        "still_open": 0,
        "source": "月报",
    }
    send = reverse("problems:report_standing")
    assert rui.post(send, {**given, "found": -1}).status_code == 422
    assert rui.post(send, {**given, "by_level": "team"}).status_code == 422
    assert rui.post(send, given).status_code == 302
    differing, reported, counted_by, unlike = seen(rui, address).sections
    assert [cell.text for cell in differing.rows[0]][2:] == ["发现", "2", "分项之和", "1", "+1"]
    assert len(reported.rows) == 1
    assert [row[0].text for row in counted_by.rows] == ["云岭县", "龙潭镇", "石门乡"]
    assert unlike.rows == ()
    of_town = seen(cast.signed_in("qiao"), address)
    assert [row[0].text for row in of_town.sections[2].rows] == ["龙潭镇"]
    assert of_town.acts == ()
    assert seen(cast.signed_in("cha"), address).sections[1].rows == (), "another township's"
    assert cast.area(TOWN_2).name == "石门乡"


def test_the_commands_keep_a_report_and_end_with_one_when_something_differs(
    cast: Cast, make: Maker
) -> None:
    make.problem(state=State.CLOSED)

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        result = CliRunner().invoke(app, [*words, "--json"])
        return result.exit_code, json.loads(result.stdout)

    numbers = ("--found", "1", "--rectified", "1", "--open", "0", "--on", TODAY.isoformat())
    words = ("report", VILLAGE_1, "village", *numbers, "--source", "月报", "--as", "ping")
    assert run(*words)[1]["found"] == 1
    assert run("reconcile")[0] == 0
    assert run(*(("2" if word == "1" else word) for word in words))[0] == 0
    status, told = run("reconcile")
    assert status == 1
    assert {(one["part"], one["by"]) for one in told["differences"]} == {
        ("found", 1), ("rectified", 1),
    }  # fmt: skip
    assert date.fromisoformat(told["on"]) == TODAY
