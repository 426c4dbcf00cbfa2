"""The pages of the comparison: what could not be told, doubts with both sides, and verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.registry.models import Member
from huitoukan.domain.identity import mask_id
from tests.apps.comparison.test_services import deliver, run_rules
from tests.apps.looking import HTMX, MOST_QUERIES, full_numbers, n_queries, read, seen
from tests.cast import AT, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker, id_no

OVERVIEW, HITS, BULK = "/comparison/", "/comparison/hits/", "/comparison/hits/judge/"


def address_of(hit: Hit) -> str:
    return reverse("comparison:hit", args=[hit.code])


def verdict_on(hit: Hit, verdict: str) -> str:
    return reverse("comparison:judge", args=[hit.code, verdict])


def again(hit: Hit) -> Hit:
    return Hit.objects.for_system("tests").get(pk=hit.pk)


def found_dead(cast: Cast, make: Maker, folder: Path) -> Hit:
    """A doubt that the engine raised: one member of two stands among the delivered deaths."""
    dead = make.household(head="已故人")
    make.household(head="在世人")
    number = Member.objects.for_system("tests").get(household=dead).id_no
    deliver(cast, folder, "D07", {"id_no": number, "died_on": date(2025, 3, 2)})
    make.snapshot()
    run_rules(cast)
    return Hit.objects.for_system("tests").get(rule="X11")


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


@pytest.mark.parametrize(
    ("verdict", "typed"),
    [
        ("dismissed", {"note": "车已卖给邻村"}),
        ("dismissed", {"note": "车已卖给邻村", "reason_code": "不在表内"}),
        ("dismissed", {"reason_code": "other"}),
        ("data_error", {"note": "   "}),
    ],
)
def test_a_verdict_without_its_reason_comes_back_with_what_was_typed(
    verdict: str, typed: dict[str, str], cast: Cast, make: Maker
) -> None:
    hit = make.hit()
    answer = cast.signed_in("rui").post(verdict_on(hit, verdict), typed)
    assert answer.status_code == 422
    (open_form,) = [form for form in answer.context["page"].actions if form.is_open]
    assert open_form.code == verdict
    assert open_form.errors
    values = {field.name: field.value for field in open_form.fields}
    assert values["note"] == typed.get("note", "")
    for field in open_form.fields:
        chosen = [choice.value for choice in field.choices if choice.is_chosen]
        assert chosen == [v for v in [typed.get("reason_code")] if v == "other"][: len(chosen)]
    assert again(hit).state == HitState.NEW


def test_a_note_that_is_too_long_comes_back_whole(cast: Cast, make: Maker) -> None:
    answer = cast.signed_in("rui").post(verdict_on(make.hit(), "confirmed"), {"note": "长" * 501})
    assert answer.status_code == 422
    assert "长" * 501 in answer.content.decode()


def test_a_refused_verdict_comes_back_into_the_drawer(cast: Cast, make: Maker) -> None:
    answer = cast.signed_in("rui").post(verdict_on(make.hit(), "dismissed"), headers=HTMX)
    assert answer.status_code == 200  # htmx would not swap a 422 in
    assert "<html" not in answer.content.decode()
    assert "没有选择理由" in answer.content.decode()


def test_a_doubt_is_judged_once(cast: Cast, make: Maker) -> None:
    hit = make.hit()
    client = cast.signed_in("rui")
    client.post(verdict_on(hit, "dismissed"), {"reason_code": "wrong-number"})
    answer = client.post(verdict_on(hit, "confirmed"))
    assert answer.status_code == 409
    assert "瑞县办" in answer.content.decode()
    assert again(hit).state == HitState.DISMISSED
    assert not Problem.objects.for_system("tests").exists()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"verdict": "confirmed"}, "请先勾选疑点"),
        ({"codes": ["YD-1"]}, "请选择结论"),
        ({"codes": ["YD-1"] * 201, "verdict": "confirmed"}, "一次最多核定 200 个"),
    ],
)
def test_many_verdicts_need_rows_and_a_verdict(sent: dict[str, Any], why: str, cast: Cast) -> None:
    answer = cast.signed_in("rui").post(BULK, sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_a_rule_and_a_verdict_that_do_not_exist_are_not_found(cast: Cast, make: Maker) -> None:
    client = cast.signed_in("rui")
    assert client.get("/comparison/rules/X999/").status_code == 404
    assert client.post(f"{HITS}{make.hit().code}/new/").status_code == 404


# --- the comparison, rule by rule ---


def test_before_the_first_comparison_nothing_is_called_clean(cast: Cast) -> None:
    page = seen(cast.signed_in("rui"), OVERVIEW)
    assert page.run is None
    assert page.start.href == "/comparison/run/"
    assert {row.n_clean for group in page.groups for row in group.rows} == {0}
    assert len(page.missing) == len(cast.pack.sources)
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


def test_every_rule_has_a_page_with_its_basis_condition_and_examples(cast: Cast) -> None:
    client = cast.signed_in("wen")
    for rule in cast.pack.rules.values():
        page = seen(client, reverse("comparison:rule", args=[rule.id]))
        assert (page.basis, page.sentence) == (rule.basis, rule.says), rule.id
        assert page.condition, rule.id
        assert {example.case for example in page.examples} >= {"positive", "negative", "boundary"}


def test_a_number_of_a_rule_comes_with_its_source(cast: Cast) -> None:
    text = read(cast.signed_in("ping"), "/comparison/rules/X04/")
    (limit,) = cast.pack.rules["X04"].params.values()
    assert str(limit.value) in text
    assert limit.source in text


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
    assert gone.code in {row.code for row in seen(client, HITS).rows if not row.is_present}
    assert "最近比对已不出现" in read(client, HITS)


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


# --- one doubt and its verdict ---


def test_a_doubt_shows_what_is_registered_beside_what_was_delivered(
    cast: Cast, make: Maker, tmp_path: Path
) -> None:
    hit = found_dead(cast, make, tmp_path)
    page = seen(cast.signed_in("rui"), address_of(hit))
    sides = {line.label: (line.registered, line.delivered) for line in page.compared}
    assert sides["姓名"] == ("已故人", "")
    assert sides["死亡日期"] == ("", "2025-03-02")
    assert page.source == "户籍注销（死亡）、火化登记"
    assert page.basis == cast.pack.rules["X11"].basis
    assert [form.code for form in page.actions] == ["confirmed", "dismissed", "data_error"]
    assert page.verdict == ()


def test_values_that_differ_are_marked_and_several_rows_are_counted(
    cast: Cast, make: Maker
) -> None:
    household = make.household()
    facts: dict[str, dict[str, Any]] = {
        "member": {"name": "单雄信"},
        "D14": {"name": "单雄心", "amount": 300.0},
    }
    make.run([replace(make.found(household), facts=facts, n_rows=3)])
    hit = Hit.objects.for_system("tests").get()
    page = seen(cast.signed_in("rui"), address_of(hit))
    assert {line.label: line.is_differing for line in page.compared} == {
        "姓名": True, "月保障金": False,
    }  # fmt: skip
    assert page.n_rows == 3
    assert "共有 3 行" in read(cast.signed_in("rui"), address_of(hit))


def test_no_full_number_of_a_person_stands_on_any_page_of_a_doubt(cast: Cast, make: Maker) -> None:
    household = make.household(household_phone="13987654321")
    member = Member.objects.for_system("tests").get(household=household)
    facts = {
        "member": {"name": member.name, "id_no": member.id_no, "member_phone": "13912345678"},
        "D14": {"id_no": id_no(77)},
    }
    make.run([replace(make.found(household), facts=facts)])
    hit = Hit.objects.for_system("tests").get()
    client = cast.signed_in("rui")
    drawer = client.get(address_of(hit), headers=HTMX).content.decode()
    client.post(verdict_on(hit, "confirmed"))
    problem = reverse("problems:detail", args=[again(hit).problem_code])
    dossier = reverse("dashboards:household", args=[household.household_no])
    texts = [drawer, *(read(client, a) for a in (address_of(hit), HITS, problem, dossier))]
    for text in texts:
        assert full_numbers(text) == []
        assert "13912345678" not in text
        assert "13987654321" not in text
    assert mask_id(member.id_no) in drawer
    assert mask_id(id_no(77)) in texts[1]


def test_a_confirmed_doubt_leads_to_its_problem_and_offers_nothing_more(
    cast: Cast, make: Maker
) -> None:
    hit = make.hit()
    client = cast.signed_in("rui")
    answer = client.post(verdict_on(hit, "confirmed"), {"note": "入户核实属实"})
    assert answer.headers["Location"] == address_of(hit)
    page = seen(client, address_of(hit))
    assert page.actions == ()
    assert page.problem_code == Problem.objects.for_system("tests").get().code
    assert {fact.value for fact in page.verdict} >= {"瑞县办", "入户核实属实"}
    dismissed = make.hit()
    client.post(verdict_on(dismissed, "dismissed"), {"reason_code": "wrong-number"})
    told = {fact.value for fact in seen(client, address_of(dismissed)).verdict}
    assert "同名同号错误" in told


def test_one_walks_from_doubt_to_doubt_of_the_same_rule(cast: Cast, make: Maker) -> None:
    first, other, second = make.hit(), make.hit(rule="X33"), make.hit()
    client = cast.signed_in("rui")
    assert seen(client, address_of(first)).next_href == address_of(second)
    assert seen(client, address_of(second)).previous_href == address_of(first)
    assert seen(client, address_of(other)).next_href == ""


def test_many_verdicts_have_an_outcome_each(cast: Cast, make: Maker) -> None:
    first, judged = make.hit(), make.hit()
    judge_hit(cast.rui, judged.code, HitState.DATA_ERROR, note="重号", at=AT)
    answer = cast.signed_in("rui").post(
        BULK, {"codes": [first.code, judged.code, "YD-2026-999999"], "verdict": "confirmed"}
    )
    outcomes = answer.context["page"].outcomes
    assert [(row.code, row.is_done) for row in outcomes] == [
        (first.code, True), (judged.code, False), ("YD-2026-999999", False),
    ]  # fmt: skip
    assert again(first).problem_code in outcomes[0].sentence
    assert "瑞县办" in outcomes[1].sentence
    assert "没有找到" in outcomes[2].sentence
    assert outcomes[2].sentence in answer.content.decode()


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
