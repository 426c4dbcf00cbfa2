"""Off-registry persons out of deliveries: staged like an import, never deleted, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import ImportBatch, ImportReject, ImportState, ListedPerson
from huitoukan.apps.registry.services import imports
from huitoukan.apps.registry.services.requests import export_returned_rows
from huitoukan.apps.sources.services import off_registry
from huitoukan.apps.sources.services.deliveries import take_delivery
from huitoukan.apps.sources.services.requests import ask_off_registry
from huitoukan.documents.tables import read_table
from huitoukan.domain.identity import check_character
from huitoukan.domain.refusals import Refused
from tests.apps.looking import full_numbers, read, seen
from tests.apps.registry.sheets import household, member, take, village
from tests.apps.sources.test_views import run_all
from tests.cast import AT, OTHER_COUNTY, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_3, Cast
from tests.factories import id_no, nothing_told
from tests.journeys.conftest import command

Row = dict[str, Any]
PAGE = "/sources/off-registry/"
LATER = AT + timedelta(days=3)


@pytest.fixture
def deliver(cast: Cast, tmp_path: Path) -> Callable[..., None]:
    """Deliver rows; each call is a file of its own."""
    count = iter(range(100))

    def run(**lists: list[Row]) -> None:
        path = tmp_path / "delivered.xlsx"
        path.write_text(f"delivery {next(count)}", encoding="utf-8")
        sheets = [
            ReadSheet(name, cast.pack.sources[name], rows=list(enumerate(rows, start=2)))
            for name, rows in lists.items()
        ]
        take_delivery(cast.rui, cast.campaign, path, name="名单.xlsx", sheets=sheets, at=AT)

    return run


@pytest.fixture
def registry(cast: Cast, tmp_path: Path) -> Cast:
    """One lifted household and one edge household."""
    rows = {
        "village": [village(), village(VILLAGE_3, "柳溪村", township="石门乡")],
        "household": [
            household("H1", household_type="脱贫户"),
            household("H2", "边大娘", household_type="普通农户", monitor_category="边缘易致贫户"),
        ],
        "member": [
            member("H1", "P1", id_no=id_no(1)),
            member("H2", "P2", "边大娘", id_no=id_no(2)),
        ],
    }
    take(cast.rui, cast.campaign, rows, tmp_path)
    return cast


def dibao(number: int, **more: Any) -> Row:
    row = {"id_no": id_no(number), "name": f"低保{number}", "from_month": "2024-01"}
    return {**row, "village_code": VILLAGE_1, **more}


def card(number: int, **more: Any) -> Row:
    return {"id_no": id_no(number), "card_no": f"{id_no(number)}41", "name": f"残{number}",
            "level": 1, **more}  # fmt: skip


def propose(cast: Cast, **more: Any) -> ImportBatch:
    return off_registry.propose(
        cast.rui, cast.campaign, at=LATER, tell=nothing_told, fence=lambda: None, **more
    )


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    (sheet,) = batch.sheets.all()
    assert sheet.n_rows == sheet.n_accepted + sheet.n_rejected
    return sheet.n_created, sheet.n_updated, sheet.n_unchanged, sheet.n_rejected


def listed() -> dict[str, ListedPerson]:
    every = ListedPerson.objects.for_system("tests").filter(table="off_registry")
    return {person.name: person for person in every}


def test_only_who_may_import_derives(registry: Cast, deliver: Callable[..., None]) -> None:
    deliver(D14=[dibao(3)])
    for account in ("ping", "lei", "min", "wen", "shi", "cha"):
        with pytest.raises(Refused) as refused:
            ask_off_registry(registry.actor(account), registry.campaign)
        assert refused.value.code == "NOT_ALLOWED"
    with pytest.raises(Refused) as refused:
        ask_off_registry(registry.shan, registry.campaign)
    assert refused.value.code == "NOT_FOUND"
    assert not ImportBatch.objects.for_system("tests").filter(report__has_key="derived").exists()


def test_without_a_registry_everybody_would_be_outside(
    cast: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3)])
    with pytest.raises(Refused) as refused:
        propose(cast)
    assert refused.value.code == "REGISTRY_EMPTY"


def test_without_any_list_nothing_is_derived_and_the_lists_are_named(
    cast: Cast, tmp_path: Path
) -> None:
    rows = {"village": [village()], "household": [household("H1")]}
    take(cast.rui, cast.campaign, rows, tmp_path)
    with pytest.raises(Refused) as refused:
        propose(cast)
    assert refused.value.code == "OFF_REGISTRY_NO_LIST"
    assert "D16 特困供养" in refused.value.sentence()


def test_a_derivation_waits_for_a_second_person_and_can_be_undone(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(1), dibao(3), dibao(4, village_code=VILLAGE_3)], D55=[card(3)])
    batch = propose(registry)
    assert counts(batch) == (3, 0, 0, 0)
    assert listed() == {}
    with pytest.raises(Refused) as refused:
        imports.merge_import(registry.rui, batch.code, at=LATER)
    assert refused.value.code == "IMPORT_SAME_PERSON"
    imports.merge_import(registry.lei, batch.code, at=LATER)
    people = listed()
    assert {name: p.facts["groups"] for name, p in people.items()} == {
        "边大娘": "边缘户", "低保3": "农村低保、重度残疾", "低保4": "农村低保"
    }  # fmt: skip
    assert people["低保4"].area.code == VILLAGE_3
    assert people["边大娘"].facts["head_name"] == "边大娘"
    source = people["低保3"].facts["source"]
    assert "D14 农村低保（BS-" in source
    assert "D55 残疾人证与两项补贴（BS-" in source
    assert "2026-11-02报送" in source
    imports.undo_import(registry.lei, batch.code, why="名单有误", at=LATER)
    assert listed() == {}


def test_the_same_deliveries_again_change_nothing(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3)], D55=[card(3)])
    propose(registry, is_merged=True)
    assert counts(propose(registry)) == (0, 0, 2, 0)
    deliver(D14=[dibao(3)])
    assert counts(propose(registry)) == (0, 0, 2, 0), "nor does a new month with the same persons"


def test_a_row_without_a_usable_number_is_given_back_with_its_place(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3), dibao(4, id_no="980122198001010000"), dibao(5, id_no="不详")])
    batch = propose(registry)
    assert counts(batch) == (2, 0, 0, 2)
    backs = list(ImportReject.objects.filter(account__batch=batch).order_by("row"))
    assert [back.code for back in backs] == ["PERSON_UNMATCHED"] * 2
    assert "D14 农村低保（BS-" in backs[0].sentence
    assert backs[0].sentence.endswith("第 3 行。")
    assert batch.report["derived"]["n_unmatched"] == 2
    imports.merge_import(registry.lei, batch.code, at=LATER)
    assert {"低保4", "低保5"} & listed().keys() == set()
    _, content = export_returned_rows(registry.rui, batch.code, at=LATER)
    assert len(content) > 1000


def test_the_kept_workbook_holds_every_row_in_the_order_of_the_account(
    registry: Cast, deliver: Callable[..., None], tmp_path: Path
) -> None:
    deliver(D14=[dibao(3), dibao(4, id_no="不详")])
    batch = propose(registry)
    kept = batch.files.get().file
    path = tmp_path / "kept.xlsx"
    path.write_bytes(path_of(kept.sha256).read_bytes())
    pack = registry.pack
    rows = list(read_table(path, pack.fields["off_registry"], pack.codes))
    names = {row.number: row.values.get("name") for row in rows}
    assert names == {2: "边大娘", 3: "低保3", 4: "低保4"}


def test_what_people_entered_stays_and_is_completed(
    registry: Cast, deliver: Callable[..., None], tmp_path: Path
) -> None:
    by_hand = {"name": "低 三", "id_no": id_no(3), "groups": "重病", "source": "村委会上报",
               "township": "龙潭镇", "village": "茶坪村"}  # fmt: skip
    take(registry.rui, registry.campaign, {"off_registry": [by_hand]}, tmp_path)
    deliver(D55=[card(3)])
    batch = propose(registry)
    assert counts(batch) == (1, 1, 0, 0)
    imports.merge_import(registry.lei, batch.code, at=LATER)
    person = listed()["低 三"]
    assert person.facts["groups"] == "重度残疾、重病"
    assert person.facts["source"].startswith("村委会上报；推导：重度残疾见D55")
    assert person.area.name == "茶坪村", "a list that does not say the place moves nobody"


def test_who_is_found_no_more_is_told_and_stays(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3), dibao(4)], D55=[card(3)])
    propose(registry, is_merged=True)
    deliver(D14=[dibao(4)])
    batch = propose(registry, is_merged=True)
    report = batch.report["derived"]
    assert report["gone"] == [[listed()["低保3"].pk, ["农村低保"]]]
    assert listed()["低保3"].facts["groups"] == "农村低保、重度残疾"
    page = seen(registry.signed_in("rui"), PAGE)
    assert [(row.name, row.groups) for row in page.last.gone] == [("低保3", ("农村低保",))]


def test_who_has_been_registered_since_is_named_as_such(
    registry: Cast, deliver: Callable[..., None], tmp_path: Path
) -> None:
    deliver(D14=[dibao(3), dibao(4)])
    propose(registry, is_merged=True)
    rows = {"member": [member("H1", "P3", "低保3", id_no=id_no(3))]}
    take(registry.rui, registry.campaign, rows, tmp_path)
    deliver(D14=[dibao(3)])
    propose(registry, is_merged=True)
    page = seen(registry.signed_in("rui"), PAGE)
    assert {row.name: row.is_registered for row in page.last.gone} == {
        "低保3": True, "低保4": False
    }  # fmt: skip


def test_the_dead_are_left_out_where_a_list_of_deaths_was_delivered(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3), dibao(4)], D07=[{"id_no": id_no(3), "died_on": date(2026, 3, 1)}])
    report = propose(registry, is_merged=True).report["derived"]
    assert "低保3" not in listed()
    (group,) = [one for one in report["groups"] if one["id"] == "rural_dibao"]
    assert (group["n_dead"], group["unasked"]) == (1, ["D12"])


def test_a_placeholder_number_matches_nobody(
    registry: Cast, deliver: Callable[..., None], tmp_path: Path
) -> None:
    placeholder = "999999198001010011"
    placeholder = placeholder[:17] + check_character(placeholder[:17])
    rows = {"member": [member("H1", "P9", "无号", id_no=placeholder)]}
    take(registry.rui, registry.campaign, rows, tmp_path)
    deliver(D14=[dibao(3), dibao(4, id_no=placeholder)])
    batch = propose(registry)
    assert counts(batch) == (2, 0, 0, 1)
    assert batch.report["derived"]["n_unmatched"] == 1


def test_a_member_of_an_edge_household_without_a_number_comes_back_too(
    registry: Cast, deliver: Callable[..., None], tmp_path: Path
) -> None:
    take(registry.rui, registry.campaign, {"member": [member("H2", "P3", "边小弟")]}, tmp_path)
    deliver(D14=[dibao(3)])
    batch = propose(registry)
    (back,) = ImportReject.objects.filter(account__batch=batch)
    assert back.sentence == "证件号码不能用，无法与名册核对：名册监测对象。"


def test_the_command_proposes_and_says_when_nothing_changes(
    registry: Cast, deliver: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        status = command("registry", "off-registry", "--as", "rui", *words, "--json")
        return status, json.loads(capsys.readouterr().out)

    deliver(D14=[dibao(3)])
    status, tried = run("--dry-run", "--merge")
    assert (status, tried["verdict"], tried["created"]) == (0, "accepted", 2)
    assert listed() == {}, "a rehearsal leaves nothing"
    assert run("--merge")[1]["state"] == "merged"
    status, again = run()
    assert (status, again["verdict"], again["state"]) == (0, "unchanged", "staged")
    assert {one["group"]: one["why"] for one in again["groups"]}["重病"] == "source_missing:D29"
    assert "gone" not in again, "rows of the list are nobody's business outside"
    deliver(D14=[dibao(3), dibao(4, id_no="不详")])
    assert run()[0] == 1, "a row could not be matched"
    assert command("registry", "off-registry", "--as", "rui", "--dry-run") == 1
    printed = capsys.readouterr().out
    assert "重病：无法判断" in printed
    assert "没有据此剔除已故人员" in printed


def test_a_place_that_nobody_knows_leaves_the_person_under_the_county(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3, village_code="980122999999")], D16=[])
    batch = propose(registry, is_merged=True)
    assert listed()["低保3"].area == registry.county
    assert batch.report["derived"]["n_unplaced"] == 1


def test_the_report_names_no_person(registry: Cast, deliver: Callable[..., None]) -> None:
    deliver(D14=[dibao(3), dibao(4, id_no="不详")])
    text = json.dumps(propose(registry).report["derived"], ensure_ascii=False)
    assert full_numbers(text) == []
    assert "低保3" not in text


def test_the_page_starts_the_job_and_shows_what_came_of_it(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3), dibao(4, village_code=VILLAGE_3)])
    client = registry.signed_in("rui")
    before = seen(client, PAGE)
    assert [(row.group, row.state.style) for row in before.groups] == [
        ("农村低保", "ok"), ("分散供养特困", "wait"), ("重度残疾", "wait"), ("重病", "wait"),
        ("边缘户", "ok"),
    ]  # fmt: skip
    assert before.groups[1].why == "“D16 特困供养”没有报来"
    assert before.last is None
    answer = client.post(PAGE)
    assert answer.status_code == 302
    (job,) = run_all()
    assert "推导出" in read(client, f"/jobs/{job.code}/")
    after = seen(client, PAGE)
    assert (after.last.n_persons, after.last.n_new, after.last.state.label) == (3, 3, "待合并")
    assert [(row.place, row.counts) for row in after.last.places] == [
        ("龙潭镇", (1, None, None, None, 1)), ("石门乡", (1, None, None, None, 0))
    ]  # fmt: skip
    assert after.unasked == ("D07 户籍注销（死亡）", "D12 火化登记")
    batch = ImportBatch.objects.for_system("tests").latest("pk")
    assert batch.state == ImportState.STAGED
    told = read(client, f"/registry/imports/{batch.code}/")
    assert "重病：无法判断，D29 大病专项救治和慢病签约没有报来" in told
    assert "D07 户籍注销（死亡）、D12 火化登记没有报来，没有据此剔除已故人员" in told
    assert full_numbers(told) == []
    assert Entry.objects.filter(summary="请求推导档外五类对象").exists()


def test_who_only_looks_sees_no_button(registry: Cast, deliver: Callable[..., None]) -> None:
    deliver(D14=[dibao(3)])
    client = registry.signed_in("wen")
    assert seen(client, PAGE).derive is None
    assert client.post(PAGE).status_code == 403
    assert registry.signed_in("ping").get(PAGE).status_code == 403


def test_the_list_shows_each_person_masked_in_the_own_area_only(
    registry: Cast, deliver: Callable[..., None]
) -> None:
    deliver(D14=[dibao(3), dibao(4, village_code=VILLAGE_3)], D55=[card(3)])
    propose(registry, is_merged=True)
    address = "/registry/off-registry/"
    page = seen(registry.signed_in("rui"), address)
    assert [tab.n for tab in page.tabs] == [3, 2, None, 1, None, 1]
    assert page.untold == ("分散供养特困", "重病")
    assert full_numbers(read(registry.signed_in("rui"), address)) == []
    names = [row.name for row in seen(registry.signed_in("tang"), address).rows]
    assert names == ["低保3", "边大娘"], "龙潭镇 does not see 石门乡"
    assert registry.other_campaign.area.code == OTHER_COUNTY
    assert seen(registry.signed_in("shan"), address).rows == ()
    severe = seen(registry.signed_in("rui"), f"{address}?group=重度残疾")
    assert [row.name for row in severe.rows] == ["低保3"]
    there = seen(registry.signed_in("rui"), f"{address}?town={TOWN_2}&q=低")
    assert [row.name for row in there.rows] == ["低保4"]
    assert [field.name for field in there.filters.fields] == ["town", "village", "q"]
    moved = seen(registry.signed_in("rui"), f"{address}?town={TOWN_2}&village={VILLAGE_1}")
    assert [row.name for row in moved.rows] == ["低保4"], "a village of another township"
    assert len(moved.filters.applied) == 1
    here = seen(registry.signed_in("rui"), f"{address}?town={TOWN_1}&village={VILLAGE_1}")
    assert len(here.rows) == 2
    assert [(town.name, town.n) for town in page.towns] == [("龙潭镇", 2), ("石门乡", 1)]
    assert registry.signed_in("min").get(address).status_code == 403


def test_the_changes_of_a_list_show_no_number(registry: Cast, deliver: Callable[..., None]) -> None:
    deliver(D14=[dibao(3)])
    propose(registry, is_merged=True)
    deliver(D55=[card(3)])
    batch = propose(registry)
    page = seen(registry.signed_in("lei"), f"/registry/imports/{batch.code}/")
    (change,) = page.changes
    assert full_numbers(change.key) == []
    assert change.key.endswith("|低保3")
