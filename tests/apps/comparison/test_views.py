"""The pages of the comparison: what could not be told, and the list of doubts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.jobs.models import Job
from tests.apps.comparison.doubts import (
    BULK,
    HITS,
    OVERVIEW,
    address_of,
    again,
    found_dead,
    verdict_on,
)
from tests.apps.looking import HTMX, MOST_QUERIES, n_queries, read, seen
from tests.cast import AT, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker

# --- refusals ---


@pytest.mark.parametrize("address", [OVERVIEW, HITS, "/comparison/rules/X11/", f"{HITS}YD-1/"])
def test_nobody_signed_in_is_sent_to_sign_in(address: str, cast: Cast) -> None:
    answer = Client().get(address)
    assert answer.headers["Location"] == f"/sign-in/?next={address}"


@pytest.mark.parametrize("address", [OVERVIEW, HITS, "/comparison/rules/X11/"])
def test_who_runs_the_system_does_not_see_doubts(address: str, cast: Cast) -> None:
    assert cast.signed_in("gong").get(address).status_code == 403


@pytest.mark.parametrize("account", ["ping", "qiao", "lei", "min", "wen", "shi"])
def test_only_the_data_officer_asks_for_a_comparison(account: str, cast: Cast) -> None:
    client = cast.signed_in(account)
    assert client.post(f"{OVERVIEW}run/").status_code == 403
    assert seen(client, OVERVIEW).start is None
    assert not Job.objects.for_system("tests").exists()


@pytest.mark.parametrize("account", ["ning", "bao", "shan", "cha"])
def test_anothers_doubt_is_not_there(account: str, cast: Cast, make: Maker) -> None:
    hit = make.hit(make.household(VILLAGE_1, head="单雄信"))
    assert cast.other_campaign
    client = cast.signed_in(account)
    assert client.get(address_of(hit)).status_code == 404
    assert "单雄信" not in read(client, HITS)


@pytest.mark.parametrize("account", ["ping", "qiao", "lei", "min", "wen"])
def test_who_only_looks_has_no_forms_and_gives_no_verdict(
    account: str, cast: Cast, make: Maker
) -> None:
    hit = make.hit()
    client = cast.signed_in(account)
    assert seen(client, address_of(hit)).actions == ()
    assert seen(client, HITS).bulk is None
    assert client.post(verdict_on(hit, "confirmed")).status_code == 403
    assert client.post(BULK, {"codes": [hit.code], "verdict": "confirmed"}).status_code == 403
    assert again(hit).state == HitState.NEW


def test_a_rule_and_a_verdict_that_do_not_exist_are_not_found(cast: Cast, make: Maker) -> None:
    client = cast.signed_in("rui")
    assert client.get("/rules/X999/").status_code == 404
    assert client.post(f"{HITS}{make.hit().code}/new/").status_code == 404


# --- the comparison, rule by rule ---


def test_before_the_first_comparison_nothing_is_called_clean(cast: Cast) -> None:
    page = seen(cast.signed_in("rui"), OVERVIEW)
    assert page.run is None
    assert page.start.href == "/comparison/run/"
    assert {row.n_clean for group in page.groups for row in group.rows} == {0}
    assert len(page.missing) == len(cast.pack.delivered)
    assert "还没有比对过" in read(cast.signed_in("ping"), OVERVIEW)


def test_what_could_not_be_told_is_shown_with_its_reason(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    found_dead(cast, make, tmp_path)
    client = cast.signed_in("rui")
    page = seen(client, OVERVIEW)
    rows = {row.id: row for group in page.groups for row in group.rows}
    assert set(rows) == set(cast.pack.rules)
    for row in rows.values():
        assert row.n_hits + row.n_clean + row.n_cannot_tell == row.n_objects, row.id
        assert row.why or not row.n_cannot_tell, row.id
    told, silent = rows["X11"], rows["X33"]
    assert (told.n_objects, told.n_hits, told.n_clean, told.n_cannot_tell) == (2, 1, 0, 1)
    assert (silent.n_hits, silent.n_clean, silent.n_cannot_tell) == (0, 0, 2)
    titles = {code: source.title.zh for code, source in cast.pack.sources.items()}
    for code in ("D26", "D27"):
        assert titles[code] in silent.why
        assert titles[code] in page.missing
    assert titles["D07"] not in page.missing
    text = read(client, OVERVIEW)
    assert silent.why in text
    # Nobody can count who stands in a list that did not come; the reason is there all the same.
    assert rows["X14"].n_objects == 0
    assert rows["X14"].why in text
    assert titles["D55"] in text


def test_each_figure_of_the_comparison_is_the_number_of_rows_it_opens(
    cast: Cast, make: Maker
) -> None:
    first, second, third = (make.hit() for _ in range(3))
    judge_hit(cast.rui, first.code, HitState.CONFIRMED, at=AT)
    judge_hit(cast.rui, second.code, HitState.DISMISSED, reason_code="wrong-number", at=AT)
    make.hit(make.household(VILLAGE_3))
    make.run([make.found(make.household())])  # the others are gone
    for account in ("rui", "qiao", "ping", "min"):
        client = cast.signed_in(account)
        page = seen(client, OVERVIEW)
        for figure in page.figures:
            assert seen(client, figure.href).pager.n_rows == figure.value, figure.label
        rows = {row.id: row for group in page.groups for row in group.rows}
        waiting = next(f.value for f in page.figures if f.label == "待核定")
        assert rows["X16"].n_waiting == waiting == 1
    assert again(third).state == HitState.NEW


def test_asking_for_a_comparison_makes_a_job_that_the_page_then_names(cast: Cast) -> None:
    client = cast.signed_in("rui")
    answer = client.post(f"{OVERVIEW}run/")
    job = Job.objects.for_system("tests").get(kind="comparison.run")
    assert answer.headers["Location"] == f"/jobs/{job.code}/"
    assert seen(client, OVERVIEW).running_job_code == job.code


# --- the list of doubts ---


def test_the_tabs_count_what_they_open_and_a_doubt_that_is_gone_stands_under_all(
    cast: Cast, make: Maker
) -> None:
    first, second, third, _, gone = (make.hit() for _ in range(5))
    judge_hit(cast.rui, first.code, HitState.CONFIRMED, at=AT)
    judge_hit(cast.rui, second.code, HitState.DISMISSED, reason_code="wrong-number", at=AT)
    judge_hit(cast.rui, third.code, HitState.DATA_ERROR, note="重号", at=AT)
    everything = make._found[cast.campaign.pk]
    make.run([found for found in everything if found.household_no != gone.household_no])
    client = cast.signed_in("rui")
    tabs = {tab.label: tab for tab in seen(client, HITS).tabs}
    assert {label: tab.n for label, tab in tabs.items()} == {
        "全部": 5, "待核定": 1, "属实": 1, "不属实": 1, "数据错误": 1,
    }  # fmt: skip
    for tab in tabs.values():
        assert seen(client, tab.href).pager.n_rows == tab.n
    (shown,) = [row for row in seen(client, HITS).rows if not row.is_present]
    assert (shown.code, shown.standing) == (gone.code, "不再出现")


def test_each_filter_narrows_the_list_and_an_unknown_value_finds_nothing(
    cast: Cast, make: Maker
) -> None:
    dibao = make.hit(make.household(VILLAGE_1, head="单雄信"), "X16")
    death = make.hit(make.household(VILLAGE_2, head="秦叔宝"), "X11")
    beyond = make.hit(make.household(VILLAGE_3, head="罗成"), "X33")
    client = cast.signed_in("rui")

    def found(query: str) -> set[str]:
        return {row.code for row in seen(client, f"{HITS}?{query}").rows}

    assert found("rule=X16") == {dibao.code}
    assert found(f"place={TOWN_1}") == {dibao.code, death.code}
    assert found(f"place={TOWN_2}") == {beyond.code}
    assert found("department=public-security") == {death.code}
    assert found(f"severity={death.severity}") == {death.code}
    assert found("q=秦叔宝") == {death.code}
    assert found(f"q={beyond.code.lower()}") == {beyond.code}
    assert found("q=单雄信&rule=X11") == set()
    assert found("place=110000") == found("rule=没有") == set()
    page = seen(client, f"{HITS}?rule=X16&place={TOWN_1}&tab=new")
    (by_rule, by_place) = page.filters.applied
    assert "龙潭镇" in by_place.label
    assert by_rule.remove_href == f"{HITS}?place={TOWN_1}&tab=new"


def test_each_sees_the_own_area_and_a_department_its_own_doubts(cast: Cast, make: Maker) -> None:
    dibao = make.hit(make.household(VILLAGE_1), "X16")
    medical = make.hit(make.household(VILLAGE_2), "X33")
    beyond = make.hit(make.household(VILLAGE_3), "X16")

    def found(account: str) -> set[str]:
        return {row.code for row in seen(cast.signed_in(account), HITS).rows}

    assert found("ping") == {dibao.code}
    assert found("qiao") == {dibao.code, medical.code}
    assert found("min") == {dibao.code, beyond.code}
    assert found("bao") == {medical.code}
    assert found("rui") == {dibao.code, medical.code, beyond.code}


def test_htmx_gets_the_list_and_the_drawer_alone(cast: Cast, make: Maker) -> None:
    hit = make.hit()
    client = cast.signed_in("rui")
    for address in (HITS, address_of(hit)):
        answer = client.get(address, headers=HTMX)
        assert hit.code in answer.content.decode()
        assert "<html" not in answer.content.decode()
        assert "HX-Request" in answer.headers["Vary"]


# --- cost ---


@pytest.mark.parametrize("address", [OVERVIEW, HITS, "one"])
def test_three_doubts_cost_as_much_as_thirty(address: str, cast: Cast, make: Maker) -> None:
    client = cast.signed_in("rui")
    found = [make.found(make.household()) for _ in range(3)]
    make.run(found)
    if address == "one":
        address = address_of(Hit.objects.for_system("tests").order_by("code")[1])
    few = n_queries(client, address)
    make.run(found + [make.found(make.household(VILLAGE_2)) for _ in range(27)])
    assert n_queries(client, address) == few <= MOST_QUERIES
