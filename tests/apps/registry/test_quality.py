"""The score of the registered data: counted with each change, told by place and field."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.commands import app
from huitoukan.apps.registry.models import SnapshotScore
from huitoukan.apps.registry.queries import shown
from huitoukan.apps.registry.queries.quality import quality_page
from huitoukan.rules.shapes.registry import Measure
from tests.apps.looking import n_queries, read, seen
from tests.cast import TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker, id_no

PAGE = "/registry/quality/"


def measure(page: Any, measure_id: str) -> tuple[int, int]:
    found = next(m for m in page.measures if m.id == measure_id)
    return found.share.done, found.share.total


def gap(cast: Cast, measure_id: str, **params: str) -> list[str]:
    page = shown.registry_page(cast.rui, cast.campaign, {"missing": measure_id, **params})
    return [row.head_name for row in page.rows]


# --- refusals and silence ---


def test_a_place_of_others_is_not_found(cast: Cast) -> None:
    client = cast.signed_in("qiao")
    assert client.get(f"{PAGE}?place={TOWN_2}").status_code == 404
    assert client.get(f"/registry/quality.xlsx?place={TOWN_2}").status_code == 404
    assert cast.signed_in("gong").get(PAGE).status_code == 403


def test_an_empty_registry_cannot_be_told_and_is_not_called_good(cast: Cast) -> None:
    page = seen(cast.signed_in("rui"), PAGE)
    assert page.score is None
    assert all(row.score is None for row in page.rows)
    assert "无法判断" in cast.signed_in("rui").get(PAGE).content.decode()


def test_an_unknown_measure_finds_nobody(cast: Cast, make: Maker) -> None:
    make.household()
    assert gap(cast, "household.no_such_column") == []


# --- what is counted ---


def test_a_field_counts_where_it_is_asked(cast: Cast, make: Maker) -> None:
    make.household(head="甲", exit_status="已脱贫享受政策", exit_year=2019)
    make.household(head="乙", exit_status="已脱贫享受政策")
    make.household(head="丙", exit_status="未脱贫")
    page = quality_page(cast.rui, cast.campaign, {})
    assert measure(page, "household.exit_year") == (1, 2)
    assert measure(page, "household.monitored_since") == (0, 0)
    assert gap(cast, "household.exit_year") == ["乙"]


def test_numbers_of_members_and_id_numbers_are_compared(cast: Cast, make: Maker) -> None:
    make.household(head="甲", member_count=1)
    wrong = make.household(head="乙", member_count=3)
    make.member(wrong, id_no=id_no(7)[:-1] + ("1" if id_no(7)[-1] != "1" else "2"))
    page = quality_page(cast.rui, cast.campaign, {})
    assert measure(page, "household.member_count:members_agree") == (1, 2)
    assert measure(page, "member.id_no:id_valid") == (2, 3)
    assert gap(cast, "household.member_count:members_agree") == ["乙"]
    assert gap(cast, "member.id_no:id_valid") == ["乙"]


def test_a_gap_of_one_member_opens_its_household(cast: Cast, make: Maker) -> None:
    make.household(head="甲")  # its head has a relation to the head
    second = make.household(VILLAGE_2, head="乙")
    make.member(second)
    assert gap(cast, "member.relation_to_head") == ["乙"]
    assert gap(cast, "member.relation_to_head", place=VILLAGE_1) == []


def test_every_figure_is_the_number_of_rows_behind_its_list(cast: Cast, make: Maker) -> None:
    for n in range(4):
        facts = {"exit_status": "返贫"} if n % 2 else {"water_safe": True}
        make.household(head=f"第{n}", **facts)
    page = quality_page(cast.rui, cast.campaign, {})
    for each in page.measures:
        if each.id.startswith("household"):
            assert len(gap(cast, each.id)) == each.share.total - each.share.done, each.id


def test_a_fault_closes_its_gate_for_the_household_alone(cast: Cast, make: Maker) -> None:
    good = {
        "exit_status": "未脱贫", "member_count": 1, "housing_safety_route": "自建",
        "water_safe": True, "cause_main": "因病", "helper_name": "甲", "helper_unit": "乙",
    }  # fmt: skip
    make.household(head="全", **good)
    make.household(head="缺", **{**good, "helper_name": ""} | {"member_count": 2})
    page = quality_page(cast.rui, cast.campaign, {})
    passed = [(gate.share.done, gate.share.total) for gate in page.gates]
    assert passed[0] == (1, 2), "basic facts"
    assert passed[1][0] == 0, "policies: the members' columns are empty"
    assert len(page.gates) == 3


def test_places_stand_worst_first_and_lead_down_to_their_lists(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, exit_status="未脱贫", member_count=1)
    make.household(VILLAGE_2)
    page = quality_page(cast.rui, cast.campaign, {"place": TOWN_1})
    assert [row.place for row in page.rows] == ["茶坪村", "核桃村"]
    assert page.rows[0].href == f"/registry/?place={VILLAGE_2}"
    cell = next(c for c in page.rows[0].cells if c.measure == "household.exit_status")
    assert cell.href == f"/registry/?place={VILLAGE_2}&missing=household.exit_status"
    towns = quality_page(cast.rui, cast.campaign, {})
    assert [row.place for row in towns.rows] == ["龙潭镇", "石门乡"]
    assert towns.rows[1].score is None


def test_a_village_worker_sees_the_own_village(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1)
    make.household(VILLAGE_2)
    page = quality_page(cast.ping, cast.campaign, {})
    assert page.n_households == 1
    assert [row.place for row in page.rows] == ["核桃村"]


def test_the_page_asks_the_same_for_one_household_and_for_thirty(cast: Cast, make: Maker) -> None:
    client = cast.signed_in("rui")
    make.household()
    few = n_queries(client, PAGE)
    for _ in range(29):
        make.household()
    assert n_queries(client, PAGE) == few


# --- taken away, on the command line, over time ---


def test_the_workbook_has_a_row_for_each_place_and_is_written_down(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1)
    answer = cast.signed_in("rui").get(f"/registry/quality.xlsx?place={TOWN_1}")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert {row[0] for row in rows} >= {"核桃村", "茶坪村"}
    empty = next(row for row in rows if row[0] == "茶坪村")
    assert empty[1:3] == (0, None), "no households: no score"
    assert Entry.objects.filter(summary__startswith="导出名册质量评分").count() == 1


def test_the_command_answers_in_json(cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1, exit_status="未脱贫")
    done = CliRunner().invoke(app, ["quality", "--json", "--place", TOWN_1])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["place"], answer["households"]) == (0, "龙潭镇", 1)
    assert {p["place"]: p["score"] is None for p in answer["places"]} == {
        "核桃村": False,
        "茶坪村": True,
    }
    assert "没有来源" in answer["basis"]
    assert "龙潭镇" in CliRunner().invoke(app, ["quality", "--place", TOWN_1]).stdout


def test_each_snapshot_keeps_the_score_of_its_day(cast: Cast, make: Maker) -> None:
    household = make.household(VILLAGE_1)
    make.snapshot()
    household.facts["exit_status"] = "未脱贫"
    household.row_hash = "1" * 64
    household.save()
    make.member(household)
    make.snapshot()
    first, second = SnapshotScore.objects.for_system("tests").order_by("pk")
    assert first.score is not None
    assert first.score != second.score
    page = quality_page(cast.rui, cast.campaign, {})
    assert [point.score for point in page.trend] == [first.score, second.score]
    assert quality_page(cast.rui, cast.campaign, {"place": TOWN_1}).trend == ()


def test_a_measure_names_itself_by_table_column_and_check() -> None:
    assert Measure("household", "exit_year", "filled", 1).id == "household.exit_year"
    assert Measure("member", "id_no", "id_valid", 1).id == "member.id_no:id_valid"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(language: str, cast: Cast, make: Maker) -> None:
    make.household(VILLAGE_1)
    client = cast.signed_in("rui")
    client.post("/language/", {"language": language})
    assert ("Score" in read(client, PAGE)) == (language == "en")
