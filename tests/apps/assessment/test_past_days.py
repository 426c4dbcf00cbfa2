"""Doubts about the past: the exit, the listing, households outside the registry; gaps first."""

from __future__ import annotations

from datetime import date

import pytest

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import AsOf, Assessment, DoubtState
from huitoukan.apps.assessment.services.doubts import decide_doubt
from huitoukan.apps.assessment.services.running import assess, store_run
from huitoukan.apps.assessment.services.stating import Saying, Told, state_facts
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.services.recording import record_sheet
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from tests.apps.assessment.homes import STANDARD, run_of, verdict_of
from tests.apps.incomes.at_the_table import answered, family, on, saved, sheet
from tests.cast import AT, VILLAGE_1, Cast
from tests.factories import Maker, nothing_told

EXIT = date(2018, 12, 31)
THEN = date(2018, 11, 20)


def past_run(cast: Cast, as_of: AsOf, standard: str = STANDARD) -> Assessment:
    pack = cast.campaign.pack
    made = assess(
        cast.campaign, pack.opened(), standard=standard, on=None, at=AT, tell=nothing_told,
        as_of=as_of,
    )  # fmt: skip
    return store_run(cast.rui, cast.campaign, made, pack, at=AT)


@pytest.fixture
def lifted(make: Maker) -> Household:
    """A household that left in 2018; the registry of today calls its house safe."""
    home = make.household(
        exit_status="已脱贫享受政策", exit_year=2018, first_identified_on="2014-06",
        house_grade="A", housing_safety_route="鉴定安全",
    )  # fmt: skip
    make.snapshot()
    return home


def state(cast: Cast, run: Assessment, home: Household, **facts: str) -> None:
    told = tuple(Told("", name, value) for name, value in facts.items())
    saying = Saying("书面材料", "村委会存档", THEN, told)
    state_facts(cast.ping, run.code, home.household_no, saying, at=AT)


# --- what cannot be told ---


def test_an_older_pack_without_the_column_is_refused(
    cast: Cast, lifted: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = cast.campaign.pack.opened().findings
    monkeypatch.setitem(findings, "wrong_exit", None)
    monkeypatch.delitem(findings, "wrong_exit")
    with pytest.raises(Refused) as refusal:
        past_run(cast, AsOf.EXIT)
    assert refusal.value.code == "PACK_INCOMPLETE"


def test_what_the_registry_says_of_today_says_nothing_of_the_exit(
    cast: Cast, lifted: Household
) -> None:
    row = verdict_of(past_run(cast, AsOf.EXIT), lifted)
    assert (row.verdict, row.on) == ("cannot_tell", EXIT)
    assert not queries.doubts_for(cast.rui, cast.campaign).exists()


def test_without_a_line_of_that_year_income_cannot_be_told(cast: Cast, make: Maker) -> None:
    home = family(make)
    home.facts |= {"exit_status": "已脱贫享受政策", "exit_year": 2018}
    home.save()
    make.snapshot()
    account = saved(cast, cast.ping, home, year=2018)
    answered(cast.ping, account.code, on(THEN))
    run = past_run(cast, AsOf.EXIT, "national")
    made = queries.worksheet_of(run, home.household_no, EXIT)
    (income,) = (one for one in made.indicators if one.indicator.id == "H1")
    assert income.verdict == "cannot_tell"
    assert any("没有" in one.why and "2018-09-30" in one.why for one in income.checks)
    assert run.n_sheets == 1


def test_who_has_no_year_of_exit_or_is_still_poor_is_left_out(cast: Cast, make: Maker) -> None:
    make.household(exit_status="已脱贫享受政策")
    make.household(exit_status="未脱贫", exit_year=2018)
    make.snapshot()
    assert past_run(cast, AsOf.EXIT).n_objects == 0


# --- what follows ---


def test_what_papers_of_that_time_say_makes_a_wrong_exit_a_doubt(
    cast: Cast, lifted: Household
) -> None:
    state(cast, past_run(cast, AsOf.EXIT), lifted, house_grade="D", housing_safety_route="鉴定安全")
    run = past_run(cast, AsOf.EXIT)
    assert verdict_of(run, lifted).verdict == "not_met"
    (doubt,) = queries.doubts_for(cast.rui, cast.campaign)
    assert (doubt.kind, doubt.day, doubt.status) == ("wrong_exit", EXIT, "lifted")
    body = cast.signed_in("rui").get("/assessment/doubts/").content.decode()
    assert "2018-12-31 核查不达标" in body
    decide_doubt(cast.rui, doubt.code, DoubtState.CONFIRMED, reason="查了档案", at=AT)
    assert Problem.objects.for_system("tests").get().type == "P104"


def test_a_run_of_today_leaves_the_doubts_of_then_alone(cast: Cast, lifted: Household) -> None:
    state(cast, past_run(cast, AsOf.EXIT), lifted, house_grade="D", housing_safety_route="鉴定安全")
    past_run(cast, AsOf.EXIT)
    run_of(cast)
    (doubt,) = queries.doubts_for(cast.rui, cast.campaign)
    assert doubt.kind == "wrong_exit"
    newest = queries.newest_run(cast.campaign)
    assert newest is not None
    assert newest.as_of == AsOf.NOW


def test_the_listing_is_judged_on_the_last_day_of_its_month(cast: Cast, lifted: Household) -> None:
    assert verdict_of(past_run(cast, AsOf.LISTING), lifted).on == date(2014, 6, 30)


def test_who_was_not_born_yet_does_not_make_the_exit_unreadable(cast: Cast, make: Maker) -> None:
    home = make.household(exit_status="已脱贫享受政策", exit_year=2018)
    make.member(home, relation_to_head="之子", birth_date="2022-05-01")
    make.snapshot()
    row = verdict_of(past_run(cast, AsOf.EXIT), home)
    assert row.refused == ""


def outside(cast: Cast) -> IncomeSheet:
    """A household that the registry does not have, known by its account."""
    return record_sheet(cast.ping, cast.campaign, "DW-1", sheet(place=VILLAGE_1), seen=0, at=AT)


def test_a_household_outside_the_registry_is_judged_and_may_have_been_missed(
    cast: Cast, make: Maker
) -> None:
    make.household()
    make.snapshot()
    outside(cast)
    first = run_of(cast)
    day = cast.campaign.baseline_on
    told = (Told("", "house_grade", "D"), Told("", "housing_safety_route", "鉴定安全"))
    saying = Saying("入户查看", "户主", min(day, AT.date()), told)
    state_facts(cast.ping, first.code, "DW-1", saying, at=AT)
    run_of(cast)
    past_run(cast, AsOf.LISTING)
    doubts = queries.doubts_for(cast.rui, cast.campaign)
    assert {one.kind for one in doubts} == {"not_included", "missed"}
    assert {one.status for one in doubts} == {"unregistered"}


def test_a_run_as_of_the_exit_is_asked_for_on_the_page(cast: Cast, lifted: Household) -> None:
    client = cast.signed_in("rui")
    answer = client.post("/assessment/run/", {"standard": STANDARD, "as_of": "exit"})
    assert answer.status_code == 302
    past_run(cast, AsOf.EXIT)
    assert "各户脱贫那年的年底" in client.get("/assessment/").content.decode()
