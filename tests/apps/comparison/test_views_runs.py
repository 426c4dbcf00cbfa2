"""The pages of runs: what changed between two, coverage, evidence, and the sheet to answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from huitoukan.apps.comparison.models import Closure, Hit
from huitoukan.apps.registry.models import Member
from huitoukan.domain.identity import mask_id
from tests.apps.comparison.doubts import HITS, OVERVIEW, address_of, again, found_dead
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen
from tests.cast import OTHER_VILLAGE, VILLAGE_2, Cast
from tests.factories import Maker

RUNS = f"{OVERVIEW}runs/"


def of_run(code: str) -> str:
    return reverse("comparison:run", args=[code])


def coverage_of(code: str) -> str:
    return reverse("comparison:coverage", args=[code])


def sheet_of(hit: Hit) -> str:
    return reverse("comparison:sheet", args=[hit.code])


def closure_of(hit: Hit) -> str:
    return reverse("comparison:closure", args=[hit.code])


def gone_with_problem(make: Maker) -> Hit:
    hit = Hit.objects.for_system("tests").get(problem_code=make.problem().code)
    make.run([], asked={"X16": ""})
    return again(hit)


# --- refusals ---


def test_the_run_of_another_county_is_not_there(cast: Cast, make: Maker) -> None:
    theirs = make.hit(make.household(OTHER_VILLAGE), campaign=cast.other_campaign)
    client = cast.signed_in("rui")
    for address in (of_run, coverage_of):
        assert client.get(address(theirs.last_run.code)).status_code == 404
        assert client.get(address("BD-00000000")).status_code == 404


@pytest.mark.parametrize("account", ["ping", "qiao", "lei", "min", "wen"])
def test_who_may_not_judge_has_no_form_for_a_proposal_and_decides_none(
    account: str, cast: Cast, make: Maker
) -> None:
    hit = gone_with_problem(make)
    client = cast.signed_in(account)
    page = seen(client, address_of(hit))
    assert (page.closure_actions, bool(page.closure)) == ((), True)
    assert client.post(closure_of(hit), {"decision": "accept"}).status_code == 403
    assert again(hit).closure == Closure.PROPOSED


@pytest.mark.parametrize(
    "typed", [{}, {"decision": "close"}, {"decision": "refuse", "reason": " "}]
)
def test_a_proposal_refused_without_a_reason_comes_back(
    typed: dict[str, str], cast: Cast, make: Maker
) -> None:
    hit = gone_with_problem(make)
    answer = cast.signed_in("rui").post(closure_of(hit), typed)
    assert answer.status_code == 422
    assert again(hit).closure == Closure.PROPOSED
    if typed.get("decision") == "refuse":
        (form,) = [form for form in answer.context["page"].closure_actions if form.is_open]
        assert form.errors


def test_an_unknown_part_tab_or_run_to_compare_with_falls_back(cast: Cast, make: Maker) -> None:
    make.hit()
    run = make.hit().last_run
    page = seen(cast.signed_in("rui"), f"{of_run(run.code)}?part=x&tab=y&against=z")
    assert (page.part, [tab.label for tab in page.tabs if tab.is_current]) == ("changes", ["新增"])


# --- runs ---


def test_the_run_page_tells_what_changed_since_any_other_run(cast: Cast, make: Maker) -> None:
    homes = [make.household() for _ in range(3)]
    found = [make.found(home) for home in homes]
    first = make.run(found[:2])
    second = make.run(found[1:])
    third = make.run([found[0]], asked={"X33": ""})
    client = cast.signed_in("rui")
    assert [row.code for row in seen(client, RUNS).rows] == [third.code, second.code, first.code]

    def changes(code: str, **query: str) -> dict[str, int | None]:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return {tab.label: tab.n for tab in seen(client, f"{of_run(code)}?{asked}").tabs}

    none = {"新增": 0, "再次出现": 0, "不再出现": 0, "未比对": 0, "重新核定": 0}
    assert changes(first.code) == {**none, "新增": 2}
    assert changes(second.code) == {**none, "新增": 1, "不再出现": 1}
    assert changes(third.code) == {**none, "再次出现": 1, "不再出现": 2}
    assert changes(third.code, against=first.code) == {**none, "新增": 0, "不再出现": 1}
    assert changes(first.code, against=third.code) == changes(third.code, against=first.code)
    page = seen(client, f"{of_run(third.code)}?tab=gone")
    assert {row.hit.name for row in page.rows} == {home.head_name for home in homes[1:]}


def test_the_run_page_lists_only_doubts_that_the_person_may_see(cast: Cast, make: Maker) -> None:
    run = make.run([make.found(make.household()), make.found(make.household(VILLAGE_2, head="乙"))])
    page = seen(cast.signed_in("ping"), of_run(run.code))
    assert len(page.rows) == 1
    assert page.row.n_hits == 2
    assert "乙" not in {row.hit.name for row in page.rows}


def test_a_doubt_that_was_not_compared_says_why_in_the_list_and_on_its_page(
    cast: Cast, make: Maker
) -> None:
    hit = make.hit()
    run = make.run([], asked={"X16": "source_missing:D14"})
    client = cast.signed_in("rui")
    (row,) = seen(client, f"{of_run(run.code)}?tab=not_compared").rows
    assert row.why == "缺少部门数据：农村低保"
    (shown,) = seen(client, f"{HITS}?standing=not_compared").rows
    assert shown.standing == "本次未比对（缺少部门数据：农村低保）"
    assert seen(client, f"{HITS}?standing=gone").rows == ()
    assert "缺少部门数据：农村低保" in read(client, address_of(hit))


def test_the_run_names_rules_steps_inputs_and_what_was_left_out(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    run = found_dead(cast, make, tmp_path).last_run
    client = cast.signed_in("rui")
    rules = seen(client, f"{of_run(run.code)}?part=rules&rule=X11")
    assert [step.name for step in rules.steps] == ["X11", "X11_counts"]
    assert {line.rule for line in rules.rules} == set(cast.pack.rules)
    inputs = {line.dataset: line for line in seen(client, f"{of_run(run.code)}?part=inputs").inputs}
    assert (inputs["D07"].delivery != "", inputs["D14"].delivery) == (True, "")
    left_out = make.run([]).left_out
    assert set(left_out) == set(cast.pack.rules)


def test_coverage_tells_townships_then_villages_and_why_not(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    make.household(VILLAGE_2)
    run = found_dead(cast, make, tmp_path).last_run
    client = cast.signed_in("rui")
    page = seen(client, f"{coverage_of(run.code)}?rule=X33")
    (township,) = [row for row in page.rows if row.told.total]
    assert (township.told.done, township.told.total, township.n_cannot_tell) == (0, 3, 3)
    assert [reason.label for reason in township.reasons] == ["缺少部门数据"]
    villages = seen(client, township.href).rows
    assert {row.name: row.told.total for row in villages} == {"核桃村": 2, "茶坪村": 1}
    of_x11 = seen(client, f"{coverage_of(run.code)}?rule=X11").total
    assert of_x11.told.total == 3
    everything = seen(client, coverage_of(run.code)).total
    assert everything.told.total == sum(one.n_objects for one in run.outcomes.all())
    ours = seen(cast.signed_in("ping"), f"{coverage_of(run.code)}?rule=X33").total
    assert ours.told.total == 2


@pytest.mark.parametrize("account", ["rui", "min"])
def test_the_pages_of_runs_ask_the_database_little(
    account: str, cast: Cast, make: Maker, tmp_path: Path
) -> None:
    run = found_dead(cast, make, tmp_path).last_run
    client = cast.signed_in(account)
    for address in (RUNS, of_run(run.code), coverage_of(run.code)):
        assert n_queries(client, address) <= MOST_QUERIES


# --- evidence and the sheet ---


def test_a_doubt_shows_its_files_rows_rule_pack_and_history(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    hit = found_dead(cast, make, tmp_path)
    page = seen(cast.signed_in("rui"), address_of(hit))
    delivered = page.rows[-1]
    assert (delivered.file, delivered.place) == ("D07-1.xlsx", "第 2 行")
    assert delivered.href.endswith(f"{delivered.code}/")
    proof = " ".join(fact.value for fact in page.proof)
    assert hit.rule_hash[:12] in proof
    assert hit.last_run.pack_hash[:12] in proof
    assert "办法第 1 版" in proof
    assert [item.title for item in page.history] == ["首次出现"]
    assert seen(cast.signed_in("ping"), address_of(hit)).rows[-1].href == ""


def test_the_sheet_says_it_all_in_words_and_masks_numbers(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    hit = found_dead(cast, make, tmp_path)
    number = Member.objects.for_system("tests").get(person_no=hit.person_no).id_no
    text = read(cast.signed_in("ping"), sheet_of(hit))
    assert full_numbers(text) == []
    for word in (hit.sentence, mask_id(number), "D07-1.xlsx", "第 2 行", "这不是结论", hit.code):
        assert word in text
    assert cast.pack.rules["X11"].basis in text


def test_the_sheet_of_a_rule_about_absence_names_the_files_that_were_searched(
    cast: Cast, make: Maker
) -> None:
    rule = next(
        one for one in cast.pack.rules.values() if one.kind == "absent_from" and one.of == "member"
    )
    make.run([make.found(make.household(), rule.id)])
    hit = Hit.objects.for_system("tests").get()
    run = hit.last_run
    run.inputs = {rule.sources[0]: [{"delivery": "BS-1", "hash": "0" * 64, "file": "1" * 64}]}
    run.save()
    row = seen(cast.signed_in("rui"), sheet_of(hit)).rows[-1]
    assert (row.place, row.hash_head) == ("整表没有对应的行", "1" * 12)


def test_an_accepted_proposal_shows_in_the_history_of_doubt_and_problem(
    cast: Cast, make: Maker
) -> None:
    hit = gone_with_problem(make)
    client = cast.signed_in("rui")
    (row,) = seen(client, f"{HITS}?closure=proposed").rows
    assert row.code == hit.code
    answer = client.post(closure_of(hit), {"decision": "accept", "reason": "已核实退出低保"})
    assert answer.status_code == 302
    page = seen(client, address_of(hit))
    assert page.closure_actions == ()
    assert page.history[-1].title == "采纳销号建议"
    assert "已核实退出低保" in page.history[-1].text
    problem = read(client, reverse("problems:detail", args=[hit.problem_code]))
    assert "已核实退出低保" in problem
    assert seen(client, f"{HITS}?closure=proposed").rows == ()
