"""Between reading and merging: nothing changes, a second person decides, and can take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from huitoukan.apps.registry.models import (
    Change,
    Household,
    ImportBatch,
    ImportState,
    ListedPerson,
    Member,
    StagedRow,
    VillageFacts,
)
from huitoukan.apps.registry.services import imports, limits
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.apps.registry.services.staging import Incoming
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import (
    Row,
    household,
    member,
    registry_rows,
    streams_of,
    village,
)
from tests.apps.registry.test_services import counts, everything, rejects
from tests.cast import AT, VILLAGE_1, VILLAGE_2, Cast
from tests.factories import Maker, id_no, nothing_told

LATER = AT + timedelta(hours=1)
Rows = dict[str, list[Row]]
Stage = Callable[..., ImportBatch]


@pytest.fixture
def stage(cast: Cast, tmp_path: Path) -> Stage:
    """Read and propose, as the county's data officer."""

    def run(*files: Rows, **more: Any) -> ImportBatch:
        path = tmp_path / "staged.xlsx"
        path.write_bytes(repr(files).encode())
        sources = [
            Incoming(path, f"第{n}份.xlsx", lambda _tell, rows=rows: streams_of(cast.pack, rows))
            for n, rows in enumerate(files, start=1)
        ]
        return imports.stage_files(
            cast.rui, cast.campaign, sources, at=AT, tell=nothing_told, **more
        )

    return run


def registry() -> list[list[dict[str, Any]]]:
    """Everything that stands in the registry, without the marks of how it came there."""
    marks = {"id", "created_in_id", "created_at", "changed_at", "household_id"}
    return [
        [{k: v for k, v in row.items() if k not in marks} for row in everything(model)]
        for model in (VillageFacts, Household, Member, ListedPerson)
    ]


def refused(code: str, act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value


# --- refusals ---


def test_who_read_the_files_does_not_merge_them(stage: Stage, cast: Cast) -> None:
    batch = stage(registry_rows())
    refused("IMPORT_SAME_PERSON", lambda: imports.merge_import(cast.rui, batch.code, at=AT))
    assert everything(Household) == []


@pytest.mark.parametrize(("account", "code"), [("qiao", "NOT_ALLOWED"), ("shan", "NOT_FOUND")])
def test_who_may_not_neither_merges_nor_refuses_nor_undoes(
    account: str, code: str, stage: Stage, cast: Cast
) -> None:
    batch = stage(registry_rows())
    actor = cast.actor(account)
    refused(code, lambda: imports.merge_import(actor, batch.code, at=AT))
    refused("NOT_FOUND", lambda: imports.refuse_import(actor, batch.code, why="不是本县的", at=AT))
    imports.merge_import(cast.lei, batch.code, at=AT)
    refused(code, lambda: imports.undo_import(actor, batch.code, why="误导入", at=AT))


def test_a_registry_that_changed_meanwhile_asks_for_another_look(
    stage: Stage, bring: Stage, cast: Cast
) -> None:
    batch = stage({"household": [household("H1")]})
    bring({"household": [household("H1", "先到的")]})
    refused("IMPORT_STALE", lambda: imports.merge_import(cast.lei, batch.code, at=LATER))
    imports.match_again(cast.lei, batch.code)
    assert counts(batch) == {"household": (1, 0, 1, 0, 0)}
    imports.merge_import(cast.lei, batch.code, at=LATER)
    assert [row["head_name"] for row in everything(Household)] == ["王大山"]


def test_a_decided_import_is_not_decided_again(stage: Stage, cast: Cast) -> None:
    batch = stage(registry_rows())
    imports.merge_import(cast.lei, batch.code, at=AT)
    for act in (
        lambda: imports.merge_import(cast.lei, batch.code, at=AT),
        lambda: imports.refuse_import(cast.lei, batch.code, why="晚了", at=AT),
        lambda: imports.match_again(cast.rui, batch.code),
    ):
        refused("IMPORT_DECIDED", act)


def test_a_limit_of_the_pack_holds_an_import_back_until_a_reason_is_given(
    stage: Stage, bring: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(registry_rows())
    numbers = {"import_limit_rows": 3, "import_changed_percent": 50, "import_moved_percent": 10}
    monkeypatch.setattr(limits, "limit_on", lambda _pack, line, _on: numbers.get(line))
    rows = registry_rows()["household"]
    for row in rows[:2]:
        row["village"], row["head_name"] = "茶坪村", "换了人"
    batch = stage({"household": rows})
    assert batch.report["over"] == [
        "工作表“户信息”：已有的行有 66.7 % 要变更，上限 50 %。",
        "工作表“户信息”：已有的户有 66.7 % 要换村，上限 10 %。",
    ]
    refused("IMPORT_OVER_LIMITS", lambda: imports.merge_import(cast.lei, batch.code, at=LATER))
    imports.merge_import(cast.lei, batch.code, why="合村并组，已核实", at=LATER)
    batch.refresh_from_db()
    assert (batch.stands, batch.decided_why) == (ImportState.MERGED, "合村并组，已核实")


# --- reading ---


def test_reading_changes_nothing_and_says_what_would_change(
    stage: Stage, bring: Stage, cast: Cast
) -> None:
    bring(registry_rows())
    before = registry()
    rows = registry_rows()
    rows["household"][0]["head_name"] = "王大川"
    rows["household"][0]["village"] = "茶坪村"
    rows["household"].append(household("H4"))
    batch = stage(rows)
    assert registry() == before
    assert counts(batch)["household"] == (4, 1, 1, 2, 0)
    (change,) = batch.own_changes
    assert change.at is None
    assert change.before == {
        "head_name": "王大山",
        "village": "核桃村",
        "area_code": VILLAGE_1,
    }
    assert change.after == {"head_name": "王大川", "village": "茶坪村", "area_code": VILLAGE_2}
    imports.merge_import(cast.lei, batch.code, at=LATER)
    (change,) = batch.own_changes
    assert (change.at, change.by) == (LATER, "lei")
    assert not StagedRow.objects.exists()


def test_merging_a_staged_import_comes_to_the_same_as_importing_at_once(
    stage: Stage, bring: Stage, cast: Cast
) -> None:
    batch = stage(registry_rows())
    told = counts(batch)
    imports.merge_import(cast.lei, batch.code, at=AT)
    staged = registry()
    assert counts(batch) == told
    imports.undo_import(cast.lei, batch.code, why="再来一次", at=AT)
    assert registry() == [[], [], [], []]
    at_once = bring(registry_rows())
    assert (registry(), counts(at_once)) == (staged, told)


def test_files_of_one_import_may_come_in_any_order(bring: Stage, stage: Stage, cast: Cast) -> None:
    rows = registry_rows()
    parts: list[Rows] = [{table: found} for table, found in rows.items()]
    batch = stage(*reversed(parts))
    assert sum(account.n_rejected for account in batch.sheets.all()) == 0
    imports.merge_import(cast.lei, batch.code, at=AT)
    assert len(everything(Member)) == 5


def test_a_blank_cell_keeps_what_is_known_unless_blanks_are_said_to_clear(
    bring: Stage, stage: Stage, cast: Cast
) -> None:
    bring({"household": [household("H1", household_phone="13900000001")]})
    blank = {"household": [household("H1", household_phone=None)]}
    assert counts(stage(blank)) == {"household": (1, 0, 0, 1, 0)}
    batch = stage(blank, clears_blanks=True)
    (change,) = batch.own_changes
    assert (change.before, change.after) == ({"household_phone": "13900000001"}, {})
    imports.merge_import(cast.lei, batch.code, at=LATER)
    assert "household_phone" not in everything(Household)[0]["facts"]


def test_a_file_of_few_columns_changes_these_and_leaves_the_others_also_in_the_lists(
    bring: Stage,
) -> None:
    bring({"household": [household("H1", monitor_category="边缘易致贫户", natural_group="三组",
                                   exit_status="未脱贫")],
           "member": [member("H1", "P1", id_no=id_no(1))]})  # fmt: skip
    few = {"household_no": "H1", "township": "龙潭镇", "village": "核桃村", "head_name": "王大山"}
    bring({"household": [{**few, "household_phone": "13900000009"}],
           "member": [{"household_no": "H1", "person_no": "P1", "name": "王大川"}]})  # fmt: skip
    (row,) = everything(Household)
    assert (row["household_type"], row["monitor_category"]) == ("脱贫户", "边缘易致贫户")
    assert (row["natural_group"], row["exit_status"]) == ("三组", "未脱贫")
    assert row["facts"]["household_phone"] == "13900000009"
    (person,) = everything(Member)
    assert (person["name"], person["id_no"]) == ("王大川", id_no(1))


def test_sheets_that_complete_each_other_are_one_row(stage: Stage, cast: Cast) -> None:
    first = {"household": [household("H1")]}
    second = {"household": [household("H1", household_phone="13900000001")]}
    batch = stage(first, second)
    assert counts(batch) == {"household": (1, 0, 0, 1, 0)}, "the second file's account"
    assert sum(account.n_created for account in batch.sheets.all()) == 1
    imports.merge_import(cast.lei, batch.code, at=AT)
    assert everything(Household)[0]["facts"]["household_phone"] == "13900000001"


def test_a_person_who_is_listed_already_is_named_and_not_refused(
    bring: Stage, stage: Stage
) -> None:
    bring(registry_rows())
    batch = stage(
        {"member": [member("H2", "P8", "同号人", id_no=id_no(1)),
                    member("H2", "P9", "甲", id_no=id_no(9)),
                    member("H3", "P10", "乙", id_no=id_no(9))]}
    )  # fmt: skip
    assert batch.report["twice"] == [
        [2, "家庭成员信息", "P1"], [3, "家庭成员信息", ""], [4, "家庭成员信息", ""]
    ]  # fmt: skip
    assert counts(batch) == {"member": (3, 3, 0, 0, 0)}


def test_a_reading_that_was_cut_off_is_swept_away_by_the_next(stage: Stage, cast: Cast) -> None:
    cut = ImportBatch.objects.create(
        code="DR-cut", campaign=cast.campaign, imported_by=cast.rui.code, imported_at=AT
    )
    assert cut.stands is ImportState.READING
    batch = stage(registry_rows())
    assert [row["id"] for row in everything(ImportBatch)] == [batch.pk]


def test_a_reading_under_way_is_left_alone_by_another(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    path.write_bytes(b"two")

    def read(name: str, meanwhile: Callable[[], Any]) -> ImportBatch:
        def sheets(_tell: Any) -> Any:
            meanwhile()
            return streams_of(cast.pack, registry_rows())

        return imports.stage_files(
            cast.rui, cast.campaign, [Incoming(path, name, sheets)], at=AT, tell=nothing_told
        )

    first = read("先读的.xlsx", lambda: read("后读的.xlsx", lambda: None))
    assert first.stands is ImportState.STAGED
    assert {batch["state"] for batch in everything(ImportBatch)} == {ImportState.STAGED}
    assert len(everything(ImportBatch)) == 2


# --- afterwards ---


def test_a_refused_import_leaves_its_account_and_nothing_else(stage: Stage, cast: Cast) -> None:
    batch = stage(registry_rows())
    refused("REASON_NEEDED", lambda: imports.refuse_import(cast.lei, batch.code, why=" ", at=AT))
    imports.refuse_import(cast.rui, batch.code, why="选错了文件", at=AT)
    batch.refresh_from_db()
    assert (batch.stands, batch.decided_why) == (ImportState.REFUSED, "选错了文件")
    assert batch.sheets.count() == 3
    assert registry() == [[], [], [], []]
    assert not StagedRow.objects.exists()


def test_an_import_is_refused_undone_and_merged_where_every_step_is_its_own_transaction(
    live_cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "live.xlsx"
    path.write_bytes(b"live")
    cast = live_cast

    def staged() -> ImportBatch:
        rows = registry_rows()
        file = Incoming(path, "名册.xlsx", lambda _tell: streams_of(cast.pack, rows))
        return imports.stage_files(cast.rui, cast.campaign, [file], at=AT, tell=nothing_told)

    imports.refuse_import(cast.lei, staged().code, why="选错了", at=AT)
    batch = staged()
    imports.merge_import(cast.lei, batch.code, at=AT)
    assert len(everything(Member)) == 5
    imports.undo_import(cast.lei, batch.code, why="表拿错了", at=LATER)
    assert registry() == [[], [], [], []]
    refused(
        "IMPORT_NOT_MERGED",
        lambda: imports.undo_import(cast.lei, batch.code, why="再来一次", at=LATER),
    )


def test_an_import_is_undone_to_the_last_field(bring: Stage, cast: Cast) -> None:
    bring(registry_rows())
    before = registry()
    rows = registry_rows()
    rows["household"][0].update(head_name="王大川", village="茶坪村", household_phone=None)
    rows["household"][1].update(household_type="监测户", note=None)
    rows["household"].append(household("H4"))
    rows["member"][4]["household_no"] = "H1"
    rows["member"].append(member("H4", "P9"))
    rows["village"][0]["n_households"] = 7
    batch = bring(rows)
    assert registry() != before
    imports.undo_import(cast.lei, batch.code, why="表拿错了", at=LATER)
    assert registry() == before
    removed = Change.objects.for_system("tests").filter(kind="removed")
    assert sorted(removed.values_list("table", "key")) == [("household", "H4"), ("member", "P9")]
    line = removed.get(table="member")
    assert line.before["held"]["name"] == "王大山"
    assert line.reason == f"撤销导入 {batch.code}"


def test_an_import_that_others_built_upon_says_what_depends_on_it(
    bring: Stage, cast: Cast, make: Maker
) -> None:
    first = bring(registry_rows())
    bring({"member": [member("H1", "P9")], "household": [household("H2", "换了户主")]})
    told = refused(
        "IMPORT_BUILT_UPON",
        lambda: imports.undo_import(cast.lei, first.code, why="试试", at=LATER),
    )
    assert told.details["what"] == ("之后又变更的 1 行", "之后登记到这些户的 1 人")
    last = bring({"household": [household("H3", "又一次", "茶坪村")]})
    freeze_snapshot(cast.rui, cast.campaign, at=LATER, tell=nothing_told)
    told = refused(
        "IMPORT_BUILT_UPON", lambda: imports.undo_import(cast.lei, last.code, why="试", at=LATER)
    )
    assert told.details["what"] == (f"快照 {cast.campaign.code}-S1",)


def test_applied_changes_are_neither_altered_nor_deleted(bring: Stage) -> None:
    bring({"household": [household("H1")]})
    bring({"household": [household("H1", "王大川")]})
    applied = Change.objects.for_system("tests").exclude(at=None)
    assert applied.count() == 1
    for act in (lambda: applied.update(by="别人"), applied.delete):
        with pytest.raises(DatabaseError, match="applied changes stay"), transaction.atomic():
            act()


# --- the lists of persons ---


def test_cadres_helpers_and_off_registry_persons_are_registered_like_the_others(
    bring: Stage, cast: Cast
) -> None:
    place = {"township": "龙潭镇", "village": "核桃村"}
    rows: Rows = {
        "village": [village()],
        "household": [household("H1")],
        "cadre": [{"name": "支书甲", "duty": "支部书记", "id_no": id_no(20), **place},
                  {"name": "支书乙", "duty": "支部书记", **place, "village": "无名村"}],
        "helper": [{"household_no": "H1", "name": "帮扶甲", "unit": "教育局"}],
        "off_registry": [
            {"name": "低保甲", "id_no": id_no(21), "groups": "农村低保、重度残疾", **place}
        ],
    }  # fmt: skip
    first = bring(rows)
    assert counts(first)["cadre"] == (2, 1, 0, 0, 1)
    assert [code for *_, code in rejects(first)] == ["REGION_UNKNOWN"]
    assert counts(bring(rows))["off_registry"] == (1, 0, 0, 1, 0)
    rows["helper"][0]["unit"] = "卫健局"
    second = bring(rows)
    assert counts(second)["helper"] == (1, 0, 1, 0, 0)
    listed = ListedPerson.objects.for_system("tests")
    assert listed.get(table="helper").facts["unit"] == "卫健局"
    imports.undo_import(cast.lei, second.code, why="单位没变", at=LATER)
    assert listed.get(table="helper").facts["unit"] == "教育局"
    assert listed.get(table="cadre").area.name == "核桃村"
