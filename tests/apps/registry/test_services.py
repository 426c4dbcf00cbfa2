"""Importing and freezing the registry: every row accounted for, all or nothing, the same twice."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huitoukan.apps.campaigns.models import Gate
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.journal.models import Entry
from huitoukan.apps.registry.models import (
    Change,
    Household,
    ImportBatch,
    ImportReject,
    ImportSheet,
    Member,
    SearchKey,
    StagedRow,
    VillageFacts,
)
from huitoukan.apps.registry.services.imports import import_files
from huitoukan.apps.registry.services.snapshots import freeze_snapshot
from huitoukan.apps.registry.services.staging import incoming
from huitoukan.domain.refusals import Refused
from tests.apps.registry.sheets import (
    Import,
    household,
    member,
    registry_rows,
    take,
    village,
    workbook,
)
from tests.cast import AT, OTHER_VILLAGE, VILLAGE_1, Cast
from tests.factories import nothing_told


def bring_file(cast: Cast, path: Path) -> ImportBatch:
    file = incoming(path, path.name, cast.pack)
    return import_files(cast.rui, cast.campaign, [file], at=AT, tell=nothing_told)


def everything(model: Any) -> list[dict[str, Any]]:
    rows = model._default_manager.all()
    rows = rows.for_system("tests") if hasattr(rows, "for_system") else rows
    return list(rows.order_by("pk").values())


def counts(batch: ImportBatch) -> dict[str, tuple[int, int, int, int, int]]:
    return {
        s.table: (s.n_rows, s.n_created, s.n_updated, s.n_unchanged, s.n_rejected)
        for s in batch.sheets.all()
    }


def rejects(batch: ImportBatch) -> list[tuple[str, int, str, str]]:
    rows = ImportReject.objects.filter(account__batch=batch).order_by("sheet", "row")
    return [(r.sheet, r.row, r.column, r.code) for r in rows]


def test_only_who_may_imports(bring: Import) -> None:
    for account in ("ping", "qiao", "lei", "wen", "min", "shi", "gong"):
        with pytest.raises(Refused) as refusal:
            bring(registry_rows(), by=account)
        assert refusal.value.code == "NOT_ALLOWED"
    assert everything(Household) == []


def test_a_neighbour_does_not_import_into_this_county(bring: Import, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        bring(registry_rows(), by="shan")
    assert refusal.value.code == "NOT_FOUND"
    assert everything(Household) == []


def test_a_workbook_without_a_registry_table_is_refused(cast: Cast, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "别的.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("通讯录").write_row(0, 0, ["科室", "分机"])
    with pytest.raises(Refused) as refusal:
        bring_file(cast, path)
    assert refusal.value.code == "REGISTRY_UNKNOWN"


def test_a_workbook_is_read_and_written_whole(cast: Cast, tmp_path: Path) -> None:
    rows = registry_rows()
    rows = {table: rows[table] for table in ("member", "household", "village")}
    path = workbook(tmp_path / "名册.xlsx", cast.pack, rows)
    batch = bring_file(cast, path)
    assert counts(batch) == {
        "village": (2, 2, 0, 0, 0),
        "household": (3, 3, 0, 0, 0),
        "member": (5, 5, 0, 0, 0),
    }
    first = Household.objects.for_system("tests").get(household_no="H1")
    assert (first.area.code, first.head_name, first.n_members) == (VILLAGE_1, "王大山", 2)
    assert first.facts["member_count"] == 2
    kept = StoredFile.objects.for_system("tests").get(kind="registry")
    assert (kept.name, kept.kept_by, kept.size) == ("名册.xlsx", "rui", path.stat().st_size)


def test_the_same_rows_twice_change_nothing_and_say_so(bring: Import) -> None:
    bring(registry_rows())
    before = [everything(model) for model in (Household, Member, VillageFacts)]
    again = bring(registry_rows(), name="另存的名册.xlsx")
    assert counts(again) == {
        "village": (2, 0, 0, 2, 0),
        "household": (3, 0, 0, 3, 0),
        "member": (5, 0, 0, 5, 0),
    }
    assert [everything(model) for model in (Household, Member, VillageFacts)] == before


def test_a_changed_row_is_updated_and_the_others_are_not_touched(bring: Import) -> None:
    bring(registry_rows())
    rows = registry_rows()
    rows["household"][1]["household_type"] = "监测户"
    rows["member"][4]["household_no"] = "H1"
    rows["village"][0]["n_households"] = 121
    assert counts(bring(rows)) == {
        "village": (2, 0, 1, 1, 0),
        "household": (3, 0, 1, 2, 0),
        "member": (5, 0, 1, 4, 0),
    }
    found = {h["household_no"]: h for h in everything(Household)}
    assert found["H2"]["household_type"] == "监测户"
    assert (found["H1"]["n_members"], found["H3"]["n_members"]) == (3, 1)


def test_rows_in_another_order_or_in_two_files_come_to_the_same(bring: Import, cast: Cast) -> None:
    rows = registry_rows()
    for found in rows.values():
        random.Random(1).shuffle(found)  # noqa: S311
    bring({"household": rows["household"][:2]})
    bring({"village": rows["village"], "household": rows["household"][2:]})
    bring({"member": rows["member"]})
    shuffled = freeze_snapshot(cast.rui, cast.campaign, at=AT, tell=nothing_told)
    Household.objects.for_system("tests").delete()
    VillageFacts.objects.for_system("tests").delete()
    bring(registry_rows())
    straight = freeze_snapshot(cast.rui, cast.campaign, at=AT, tell=nothing_told)
    assert straight.content_hash == shuffled.content_hash


def test_what_cannot_be_placed_is_given_back_with_row_and_column(bring: Import) -> None:
    rows = {
        "village": [village(), village(), village(OTHER_VILLAGE, "渡口村")],
        "household": [
            household("H1"),
            household("H1"),
            household("H2", place="无名村"),
            household("H3", township="石门乡"),
        ],
        "member": [
            member("H1", "P1"),
            member("H1", "P1"),
            member("H9", "P2"),
            member("H2", "P3"),
        ],
    }
    batch = bring(rows)
    assert counts(batch) == {
        "village": (3, 1, 0, 0, 2),
        "household": (4, 1, 0, 0, 3),
        "member": (4, 1, 0, 0, 3),
    }
    assert rejects(batch) == [
        ("家庭成员信息", 3, "人编号", "DUP_ROW"),
        ("家庭成员信息", 4, "户编号", "HOUSEHOLD_UNKNOWN"),
        ("家庭成员信息", 5, "户编号", "HOUSEHOLD_UNKNOWN"),
        ("户信息", 3, "户编号", "DUP_ROW"),
        ("户信息", 4, "行政村", "REGION_UNKNOWN"),
        ("户信息", 5, "行政村", "REGION_UNKNOWN"),
        ("行政村信息", 3, "行政村代码", "DUP_ROW"),
        ("行政村信息", 4, "行政村代码", "REGION_OUT_OF_SCOPE"),
    ]
    double = ImportReject.objects.get(sheet="户信息", row=3)
    assert double.sentence == "与第 2 行的户编号相同。"


def test_rows_that_contradict_each_other_all_come_back_since_nobody_knows_which_is_right(
    bring: Import,
) -> None:
    rows = {
        "household": [household("H1", "王大山"), household("H2"), household("H1", "另一个王大山")],
        "member": [member("H1", "P1"), member("H2", "P2"), member("H2", "P3", "甲"),
                   member("H2", "P3", "乙")],
    }  # fmt: skip
    batch = bring(rows)
    assert counts(batch) == {"household": (3, 1, 0, 0, 2), "member": (4, 1, 0, 0, 3)}
    assert rejects(batch) == [
        ("家庭成员信息", 2, "户编号", "HOUSEHOLD_UNKNOWN"),
        ("家庭成员信息", 4, "人编号", "DUP_CONFLICT"),
        ("家庭成员信息", 5, "人编号", "DUP_CONFLICT"),
        ("户信息", 2, "户编号", "DUP_CONFLICT"),
        ("户信息", 4, "户编号", "DUP_CONFLICT"),
    ]
    assert ImportReject.objects.get(sheet="户信息", row=2).sentence.startswith("与第 4 行")


def test_a_number_of_another_county_is_given_back_and_nothing_moves(
    bring: Import, cast: Cast, tmp_path: Path
) -> None:
    theirs = {
        "household": [household("H1", "渡口人", "渡口村", township="望江镇")],
        "member": [member("H1", "P1", "渡口人")],
    }
    take(cast.shan, cast.other_campaign, theirs, tmp_path)
    before = everything(Household), everything(Member)
    batch = bring(
        {
            "household": [household("H1", "抢来的户"), household("H2")],
            "member": [member("H2", "P1", "抢来的人"), member("H1", "P2")],
        }
    )
    assert [code for *_, code in rejects(batch)] == [
        "NUMBER_ELSEWHERE",
        "HOUSEHOLD_UNKNOWN",
        "NUMBER_ELSEWHERE",
    ]
    assert everything(Household)[0] == before[0][0]
    assert everything(Member) == before[1]


def test_a_text_longer_than_its_column_is_given_back(bring: Import) -> None:
    batch = bring(
        {
            "household": [household("H" * 41), household("H2", "王" * 81), household("H3")],
            "member": [
                member("H3", "P" * 41),
                member("H3", "P2", "李" * 81),
                member("H3", "P3", id_no="9" * 31),
                member("长" * 500, "P4"),
            ],
        }
    )
    assert rejects(batch) == [
        ("家庭成员信息", 2, "人编号", "TOO_LONG"),
        ("家庭成员信息", 3, "姓名", "TOO_LONG"),
        ("家庭成员信息", 4, "证件号码", "TOO_LONG"),
        ("家庭成员信息", 5, "户编号", "HOUSEHOLD_UNKNOWN"),
        ("户信息", 2, "户编号", "TOO_LONG"),
        ("户信息", 3, "户主姓名", "TOO_LONG"),
    ]
    assert "40 个字" in ImportReject.objects.get(sheet="户信息", row=2).sentence


def test_the_values_of_code_lists_fit_their_columns(cast: Cast) -> None:
    for field in ("household_type", "exit_status", "monitor_category"):
        limit = Household._meta.get_field(field).max_length or 0
        codes = cast.pack.fields["household"].column(field).codes or ""
        assert all(len(value.zh) <= limit for value in cast.pack.codes[codes].values), field


@pytest.mark.parametrize(
    "place",
    [
        "staging.pour",
        "staging.ImportReject.objects.bulk_create",
        "matching.Change.objects.bulk_create",
        "merging._insert",
        "imports.refresh_lists",
        "imports.report_gate",
    ],
)
def test_a_failure_at_any_place_leaves_nothing_behind(
    place: str, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring({"household": [household("H1", "从前")]}, name="从前.xlsx")
    rows = registry_rows()
    rows["household"].append(household("H9", place="无名村"))
    models = (Household, Member, VillageFacts, ImportBatch, ImportSheet, ImportReject, StagedRow,
              StoredFile, Change)  # fmt: skip
    before = [everything(model) for model in models]

    def fail(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(f"huitoukan.apps.registry.services.{place}", fail)
    n_lines = Entry.objects.count()
    with pytest.raises(OSError, match="disk is full"):
        bring(rows)
    assert [everything(model) for model in models] == before
    assert Entry.objects.count() == n_lines
    monkeypatch.undo()
    assert counts(bring(rows))["household"] == (4, 2, 1, 0, 1)


def test_an_account_that_does_not_balance_is_refused_by_the_database(bring: Import) -> None:
    account = bring(registry_rows()).sheets.first()
    assert account is not None
    for column in ("n_rows", "n_created", "n_unchanged", "n_rejected"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportSheet.objects.filter(pk=account.pk).update(**{column: 77})


def test_an_import_reports_its_gate_and_is_journalled_with_the_files_hash(
    bring: Import, cast: Cast
) -> None:
    batch = bring(registry_rows())
    gate = Gate.objects.get(campaign=cast.campaign, code="registry.imported")
    assert (gate.is_passed, gate.told) == (True, "3 户")
    line = Entry.objects.get(object_kind="registry")
    assert line.details["sha256"] == [each.file.sha256 for each in batch.files.all()]
    assert line.details["sheets"]["户信息"] == [3, 0]
    assert line.actor_code == "rui"


def test_households_are_found_by_name_initials_numbers_and_last_four(bring: Import) -> None:
    bring(registry_rows())
    found: dict[str, set[str]] = {}
    keys = SearchKey.objects.for_system("tests").values_list("household__household_no", "key")
    for number, key in keys:
        found.setdefault(number, set()).add(key)
    assert {"h1", "13900000001", "王大山", "wds", "王小溪"} <= set(found["H1"])
    assert {"dxx", "sxx"} <= set(found["H2"]), "a surname with two readings"
    assert registry_rows()["member"][0]["id_no"][-4:].lower() in found["H1"]
    assert not any(word.isdigit() and len(word) >= 15 for words in found.values() for word in words)
