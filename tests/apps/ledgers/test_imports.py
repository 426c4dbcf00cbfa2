"""Files read into a ledger: the account of their rows, what is given back, and writing them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.journal.models import Entry as JournalEntry
from huitoukan.apps.ledgers.models import ImportReject, LedgerImport, RowFate
from huitoukan.apps.ledgers.services.entries import change_entry, end_entry
from huitoukan.apps.ledgers.services.exports import export_entries
from huitoukan.apps.ledgers.services.imports import (
    drop_import,
    export_returned_rows,
    stage_import,
    write_import,
)
from huitoukan.domain.refusals import Refused
from tests.apps.ledgers.keeping import (
    PAIRED,
    POSTS,
    company,
    entered,
    read,
    standing,
    table,
    welfare_post,
)
from tests.apps.ledgers.test_entries import refused
from tests.cast import AT, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import id_no

pytestmark = pytest.mark.django_db
TEA = {"village_code": VILLAGE_1, "company": "茶业公司", "from_date": "2025-03-01", "jobs": 12}
MILL = {"village_code": VILLAGE_2, "company": "粮油公司", "from_date": "2024-05-01", "jobs": 3}


def account(one: LedgerImport) -> tuple[int, int, int, int, int]:
    return one.n_rows, one.n_created, one.n_updated, one.n_unchanged, one.n_rejected


def given_back(one: LedgerImport) -> list[tuple[int, str, str]]:
    rows = ImportReject.objects.filter(account=one)
    return [(row.row, row.column, row.code) for row in rows]


# --- refusals ---


def test_rows_that_cannot_be_written_come_back_each_with_its_reason(
    cast: Cast, tmp_path: Path
) -> None:
    ended = entered(cast, cast.ping, PAIRED, company(company="旧公司"))
    end_entry(cast.ping, ended.code, seen=1, why="搬走", at=AT)
    rows = [
        TEA,
        {**TEA, "village_code": VILLAGE_3},  # not the village's own
        {**TEA, "village_code": "某某村"},
        {**TEA, "company": None},
        {**TEA, "company": "新公司", "from_date": None},
        {**TEA, "company": "旧公司"},
        {**TEA, "jobs": "很多", "company": "坏公司"},
    ]
    one = read(cast, cast.ping, PAIRED, table(tmp_path / "a.xlsx", cast, PAIRED, rows))
    assert account(one) == (7, 1, 0, 0, 6)
    assert given_back(one) == [
        (3, "行政村代码", "LEDGER_PLACE"),
        (4, "行政村代码", "LEDGER_PLACE_UNKNOWN"),
        (5, "企业名称", "REQUIRED"),
        (6, "结对日期", "REQUIRED"),
        (7, "", "LEDGER_ENDED"),
        (8, "吸纳就业人数", "NUM_FORMAT"),
    ]


def test_rows_of_one_key_that_contradict_each_other_all_come_back(
    cast: Cast, tmp_path: Path
) -> None:
    rows = [TEA, {**TEA, "jobs": 13}, MILL, MILL]
    one = read(cast, cast.rui, PAIRED, table(tmp_path / "a.xlsx", cast, PAIRED, rows))
    assert account(one) == (4, 1, 0, 1, 2)
    assert {code for _, _, code in given_back(one)} == {"LEDGER_TWICE_IN_FILE"}


def test_a_masked_export_is_given_back_and_never_written_over_the_numbers(
    cast: Cast, tmp_path: Path
) -> None:
    entered(cast, cast.rui, POSTS, welfare_post(id_no(5)))
    _, content = export_entries(cast.rui, cast.campaign, POSTS, {}, at=AT)
    assert id_no(5).encode() not in content
    path = tmp_path / "masked.xlsx"
    path.write_bytes(content)
    one = read(cast, cast.rui, POSTS, path)
    assert account(one) == (1, 0, 0, 0, 1)
    assert given_back(one) == [(2, "公民身份号码", "LEDGER_MASKED")]


def test_what_was_changed_since_the_file_was_read_is_not_overwritten(
    cast: Cast, tmp_path: Path
) -> None:
    entry = entered(cast, cast.ping, PAIRED, company())
    path = table(tmp_path / "a.xlsx", cast, PAIRED, [{**company(), "jobs": 99}])
    one = read(cast, cast.rui, PAIRED, path)
    change_entry(cast.ping, entry.code, {"jobs": "7"}, seen=1, at=AT)
    with refused("LEDGER_IMPORT_STALE"):
        write_import(cast.rui, one.code, at=AT)
    assert standing(PAIRED)[0].values["jobs"] == 7


def test_an_import_is_written_or_dropped_once(cast: Cast, tmp_path: Path) -> None:
    one = read(cast, cast.rui, PAIRED, table(tmp_path / "a.xlsx", cast, PAIRED, [TEA]))
    assert standing(PAIRED) == []
    write_import(cast.rui, one.code, at=AT)
    for act in (write_import, drop_import):
        with refused("LEDGER_IMPORT_DONE"):
            act(cast.rui, one.code, at=AT)
    with refused("NOT_FOUND"):
        write_import(cast.shan, one.code, at=AT)


def test_whole_numbers_leave_only_with_the_right_to_see_them(cast: Cast) -> None:
    entered(cast, cast.rui, POSTS, welfare_post(id_no(5)))
    with refused("NOT_ALLOWED"):
        export_entries(cast.tang, cast.campaign, POSTS, {"full": "1"}, at=AT)
    with refused("NOT_ALLOWED"):
        export_entries(cast.ping, cast.campaign, POSTS, {}, at=AT)
    _, content = export_entries(cast.rui, cast.campaign, POSTS, {"full": "1"}, at=AT)
    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page is not None
    assert page["A2"].value == id_no(5)
    line = JournalEntry.objects.filter(object_kind="ledger", object_code=POSTS).last()
    assert line is not None
    assert "含完整号码" in line.summary


def test_a_data_set_that_is_only_kept_is_not_taken_as_a_delivery(
    cast: Cast, tmp_path: Path
) -> None:
    from huitoukan.apps.sources.services.reading import candidates

    with refused("LEDGER_NOT_DELIVERED"):
        candidates(cast.pack, "a.xlsx", PAIRED)
    assert not {one.id for one in candidates(cast.pack, "a.xlsx")} & {PAIRED, "K08"}


# --- what works ---


def test_a_file_says_row_by_row_what_it_changes_and_twice_it_changes_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    entered(cast, cast.ping, PAIRED, company(company="茶业公司"))
    # A blank cell leaves what is there: the money invested stays.
    path = table(tmp_path / "a.xlsx", cast, PAIRED, [{**TEA, "jobs": 30}, MILL])
    one = read(cast, cast.rui, PAIRED, path)
    assert account(one) == (2, 1, 1, 0, 0)
    assert [row.fate for row in one.rows.all()] == [RowFate.CHANGED, RowFate.NEW]
    write_import(cast.rui, one.code, at=AT)
    first, second = standing(PAIRED)
    assert (first.values["jobs"], first.values["invested_10k"]) == (30, 8.5)
    assert second.area.code == VILLAGE_2
    last = first.changes.last()
    assert last is not None
    assert (last.fields, last.account, last.name) == ({"jobs": [12, 30]}, one.code, "瑞县办")
    again = read(cast, cast.rui, PAIRED, path)
    assert account(again) == (2, 0, 0, 2, 0)


def test_places_may_be_told_by_name(cast: Cast, tmp_path: Path) -> None:
    rows = [{**TEA, "village_code": "龙潭镇核桃村"}, {**MILL, "village_code": "茶坪村"}]
    one = read(cast, cast.rui, PAIRED, table(tmp_path / "a.xlsx", cast, PAIRED, rows))
    write_import(cast.rui, one.code, at=AT)
    assert [entry.area.code for entry in standing(PAIRED)] == [VILLAGE_1, VILLAGE_2]
    assert standing(PAIRED)[0].values["village_code"] == VILLAGE_1


def test_the_rows_given_back_come_as_a_workbook_that_can_be_read_again(
    cast: Cast, tmp_path: Path
) -> None:
    rows = [TEA, {**MILL, "jobs": "很多"}]
    one = read(cast, cast.rui, PAIRED, table(tmp_path / "a.xlsx", cast, PAIRED, rows))
    _, content = export_returned_rows(cast.rui, one.code, at=AT)
    book = openpyxl.load_workbook(BytesIO(content))
    page = book.active
    assert page is not None
    assert page.max_row == 2
    page.cell(2, 7).value = 3  # put right
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    again = read(cast, cast.rui, PAIRED, mended)
    assert account(again) == (1, 1, 0, 0, 0)


def test_a_whole_export_read_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    entered(cast, cast.rui, POSTS, welfare_post(id_no(5)))
    entered(cast, cast.rui, POSTS, welfare_post(id_no(6), to_month="2026-09", monthly_pay=""))
    _, content = export_entries(cast.rui, cast.campaign, POSTS, {"full": "1"}, at=AT)
    path = tmp_path / "whole.xlsx"
    path.write_bytes(content)
    assert account(read(cast, cast.rui, POSTS, path)) == (2, 0, 0, 2, 0)


# --- the law ---

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "village_code": st.sampled_from([VILLAGE_1, VILLAGE_2, "某村"]),
            "company": st.sampled_from(["甲公司", "乙公司", "丙公司"]),
            "from_date": st.sampled_from([None, AT.date()]),
            "jobs": st.sampled_from([None, 1, 2]),
        }
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(first=ROWS, second=ROWS)
def test_new_changed_same_and_given_back_are_all_the_rows(
    cast: Cast, tmp_path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"rows of a property")
    with transaction.atomic():
        for rows in (first, second, second):
            n_before = len(standing(PAIRED))
            sheet = ReadSheet("台账", cast.pack.sources[PAIRED])
            sheet.rows = [(number, dict(row)) for number, row in enumerate(rows, start=2)]
            one = stage_import(
                cast.rui, cast.campaign, PAIRED, path, name="a.xlsx", sheets=[sheet], at=AT
            )
            n_rows, n_new, n_changed, n_same, n_back = account(one)
            assert n_rows == len(rows) == n_new + n_changed + n_same + n_back
            if n_new + n_changed:
                write_import(cast.rui, one.code, at=AT)
            assert len(standing(PAIRED)) == n_before + n_new
        # The third file was the second once more.
        assert (n_new, n_changed) == (0, 0)
        transaction.set_rollback(True)


def test_a_refusal_keeps_everything_as_it_was(cast: Cast) -> None:
    with pytest.raises(Refused):
        write_import(cast.rui, "TR-00000000", at=AT)
    assert standing(PAIRED) == []
