"""A household's file: registered facts and doubts beside each other, nobody's number in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.comparison.services import judge_hit
from huitoukan.apps.registry.models import Household, Member
from huitoukan.domain.identity import mask_id
from huitoukan.domain.problems import State
from tests.apps.looking import MOST_QUERIES, full_numbers, n_queries, read, seen, stand_still
from tests.apps.problems.acting import find
from tests.cast import AT, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def address_of(household: Household) -> str:
    return reverse("dashboards:household", args=[household.household_no])


def guarantee(page: Any, title: str) -> Any:
    return next(item for item in page.guarantees if item.title == title)


# --- refusals ---


@pytest.mark.parametrize("account", ["min", "bao", "gong"])
def test_a_department_and_who_runs_the_system_do_not_open_households(
    account: str, cast: Cast, make: Maker
) -> None:
    answer = cast.signed_in(account).get(address_of(make.household()))
    assert answer.status_code == 403
    assert "看一户一档" in answer.content.decode()


@pytest.mark.parametrize("account", ["ning", "cha", "shan"])
def test_a_household_elsewhere_reads_like_an_absent_one(
    account: str, cast: Cast, make: Maker
) -> None:
    assert cast.other_campaign
    household = make.household(VILLAGE_1, head="单雄信")
    client = cast.signed_in(account)
    answers = [client.get(a) for a in (address_of(household), "/households/9999/")]
    assert {answer.status_code for answer in answers} == {404}
    assert "单雄信" not in answers[0].content.decode()


def test_nobody_signed_in_is_sent_to_sign_in(cast: Cast, make: Maker) -> None:
    address = address_of(make.household())
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"


def test_numbers_of_persons_and_telephones_are_masked_for_everybody(
    cast: Cast, make: Maker
) -> None:
    household = make.household(household_phone="13987654321", helper_phone="13900000001")
    member = make.member(household, name="单小妹", member_phone="13912345678")
    for account in ("ping", "qiao", "rui", "lei", "wen", "shi"):
        text = read(cast.signed_in(account), address_of(household))
        assert full_numbers(text) == []
        for phone in ("13987654321", "13900000001", "13912345678"):
            assert phone not in text
        assert mask_id(member.id_no) in text
        assert "139****4321" in text


# --- facts, not verdicts ---


def test_what_is_not_registered_is_left_open_and_not_called_good(cast: Cast, make: Maker) -> None:
    page = seen(cast.signed_in("ping"), address_of(make.household()))
    assert guarantee(page, "住房安全").value == ""
    assert guarantee(page, "饮水安全").value == ""
    assert guarantee(page, "基本医疗").value == "0 / 1 人参保"
    assert page.income is None
    assert page.checked == "还没有比对"


def test_a_frozen_registry_alone_is_not_a_comparison(cast: Cast, make: Maker) -> None:
    household = make.household()
    make.snapshot()
    client = cast.signed_in("ping")
    assert seen(client, address_of(household)).checked == "还没有比对"
    make.run([make.found(household)])
    assert seen(client, address_of(household)).checked == "1 条规则，疑点 1 个"


def test_registered_values_are_shown_as_registered(cast: Cast, make: Maker) -> None:
    household = make.household(
        unsafe_house=False,
        house_grade="B",
        water_safe=True,
        has_domestic_power=False,
        relocation_flag=True,
        income_net_per_capita=6200.0,
        income_wage=9000,
        income_business=3000,
        cost_business=1000,
        cause_main="因病",
        exit_year=2019,
    )
    make.member(
        household, relation_to_head="之女", birth_date="2016-05-01", student_status="小学",
        ins_resident_medical=True, work_months=3, work_place="县外",
    )  # fmt: skip
    page = seen(cast.signed_in("ping"), address_of(household))
    assert guarantee(page, "住房安全").value == "登记为非危房"
    assert guarantee(page, "饮水安全").value == "登记为安全"
    assert guarantee(page, "生活用电").value == "未通"
    assert guarantee(page, "易地搬迁").value == "是"
    assert guarantee(page, "义务教育").value == "1 / 1 人在校"
    assert guarantee(page, "基本医疗").value == "1 / 2 人参保"
    assert page.income.per_person == 6200
    assert [part.amount for part in page.income.parts] == [9000, 2000, 0, 0]
    assert "2019 年脱贫" in page.tags
    (_, child) = page.members
    assert (child.age, child.work, child.insurance) == (10, "县外，3 个月", "居民医保")
    assert page.n_workers == 1
    assert "因病" in {fact.value for fact in page.facts}


def test_a_doubt_marks_its_item_until_it_is_judged_and_a_problem_until_it_is_closed(
    cast: Cast, make: Maker
) -> None:
    household = make.household()
    hit = make.hit(household, "X33")  # basic medical care
    client = cast.signed_in("rui")
    item = guarantee(seen(client, address_of(household)), "基本医疗")
    assert (item.doubt.label, item.href) == (
        "有疑点", reverse("comparison:hit", args=[hit.code]),
    )  # fmt: skip
    assert guarantee(seen(client, address_of(household)), "住房安全").doubt is None
    assert seen(client, address_of(household)).members[0].n_doubts == 1
    judge_hit(cast.rui, hit.code, HitState.CONFIRMED, at=AT)
    item = guarantee(seen(client, address_of(household)), "基本医疗")
    assert item.doubt.label == "有问题"
    assert item.href.startswith("/problems/WT-")
    assert seen(client, address_of(household)).members[0].n_doubts == 0


def test_a_doubt_that_is_gone_marks_nothing(cast: Cast, make: Maker) -> None:
    household = make.household()
    make.hit(household, "X33")
    make.run([make.found(make.household())], asked={"X33": ""})
    page = seen(cast.signed_in("rui"), address_of(household))
    assert guarantee(page, "基本医疗").doubt is None
    assert page.members[0].n_doubts == 0
    assert [row.is_open for row in page.compared] == [False]


def test_both_sides_of_each_doubt_stand_beside_each_other(cast: Cast, make: Maker) -> None:
    household = make.household(head="单雄信")
    facts = {"member": {"name": "单雄信"}, "D14": {"from_month": "2025-03"}}
    make.run([replace(make.found(household), facts=facts, sentence="两处不一致")])
    (row,) = seen(cast.signed_in("ping"), address_of(household)).compared
    assert row.registered == "姓名 单雄信"
    assert "2025-03" in row.delivered
    assert row.department == "县民政局"
    assert row.is_open
    hit = Hit.objects.for_system("tests").get()
    text = read(cast.signed_in("ping"), address_of(household))
    assert hit.code in text
    assert "两处不一致" in text


# --- neighbours and history ---


def test_one_walks_from_household_to_household_of_the_village(cast: Cast, make: Maker) -> None:
    first, second = make.household(head="甲"), make.household(head="乙")
    make.household(VILLAGE_2, head="外村")
    client = cast.signed_in("ping")
    page = seen(client, address_of(first))
    assert page.previous is None
    assert (page.next.label, page.next.href) == ("乙", address_of(second))
    assert seen(client, address_of(second)).previous.href == address_of(first)
    assert seen(client, address_of(second)).next is None
    assert [crumb.label for crumb in page.crumbs] == ["名册", "龙潭镇", "核桃村", "甲"]


def test_the_file_tells_what_happened_and_which_problems_are_open(cast: Cast, make: Maker) -> None:
    household = make.household()
    problem = make.problem(household, state=State.ASSIGNED)
    page = seen(cast.signed_in("ping"), address_of(household))
    assert [row.code for row in page.problems] == [problem.code]
    assert page.problems[0].unit == "龙潭镇人民政府"
    titles = [item.title for item in page.timeline]
    assert titles == ["名册导入", "部门比对", "疑点核定：属实", f"问题 {problem.code}"]


def test_three_doubts_and_problems_cost_as_much_as_thirty(cast: Cast, make: Maker) -> None:
    household = make.household()
    client = cast.signed_in("rui")

    def more(rules: list[str]) -> None:
        make.run([make.found(household, rule) for rule in rules])
        for rule in rules:
            find(cast.rui, cast, code=rule, household_no=household.household_no)
            make.member(household)

    rules = sorted(rule.id for rule in cast.pack.rules.values() if rule.of in {"member"})
    more(rules[:3])
    few = n_queries(client, address_of(household))
    more(rules[3:30])
    assert Member.objects.for_system("tests").filter(household=household).count() > 20
    assert n_queries(client, address_of(household)) == few <= MOST_QUERIES
