"""Workbooks of income lines, out and back; what is given back comes first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
from huitoukan.apps.incomes.models import IncomeSheet, SheetImport
from huitoukan.apps.incomes.queries import import_for, returned_in
from huitoukan.apps.incomes.queries.shown import to_export
from huitoukan.apps.incomes.services.imports import export_lines, export_returned_rows
from huitoukan.apps.jobs.services import do_now
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from tests.apps.incomes.at_the_table import answered, family, saved
from tests.cast import AT, VILLAGE_2, Cast
from tests.factories import Maker, nothing_told

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def home(make: Maker) -> Household:
    return family(make)


def exported(cast: Cast, actor: Actor, folder: Path) -> Path:
    place, sheets = to_export(actor, cast.campaign, {})
    name, content = export_lines(actor, cast.campaign, sheets, place=place, at=AT)
    path = folder / name
    path.write_bytes(content)
    return path


def changed(path: Path, change: Change) -> Path:
    """The workbook with every line changed by heading; a line is a dict of heading to value."""
    book = openpyxl.load_workbook(path)
    sheet = book["收入测算表"]
    rows = list(sheet.iter_rows())
    head = next(n for n, row in enumerate(rows) if "户编号" in [cell.value for cell in row])
    headings = [cell.value for cell in rows[head]]
    for row in rows[head + 1 :]:
        line = {str(h): cell.value for h, cell in zip(headings, row, strict=True) if h}
        if line.get("凭据"):
            change(line)
            for heading, cell in zip(headings, row, strict=True):
                if heading:
                    cell.value = line[str(heading)]
    book.save(path)
    return path


def read(cast: Cast, actor: Actor, path: Path) -> SheetImport:
    sha256, _ = keep_bytes(pieces_of(path))
    job = do_now(
        actor, "incomes.import", nothing_told, title="读入", area=cast.campaign.area,
        campaign=cast.campaign.code, sha256=sha256, name=path.name,
    )  # fmt: skip
    return import_for(actor, job.result["import"])


def fewer_months(line: dict[str, Any]) -> None:
    if line["项目"] == "外出务工":
        line["月数天数或数量"] = "10"


def newest(home: Household) -> IncomeSheet:
    every = IncomeSheet.objects.for_system("tests")
    return every.get(household_no=home.household_no, is_newest=True)


# --- what is given back ---


@pytest.mark.parametrize(
    "fault",
    [
        ("金额或单价", "-5", "AMOUNT_NEGATIVE"),
        ("金额或单价", "三千五", "ASSESS_TYPE"),
        ("单位", "万元", "AMOUNT_UNIT"),
        ("项目", "彩票", "ITEM_UNKNOWN"),
        ("谁说的", "", "ASSESS_MISSING"),
        ("月数天数或数量", "13", "LINE_TIMES"),
        ("人编号", "P77", "LINE_PERSON"),
    ],
)
def test_a_household_with_a_faulty_row_comes_back_whole(
    cast: Cast, home: Household, tmp_path: Path, fault: tuple[str, str, str]
) -> None:
    heading, value, code = fault
    saved(cast, cast.ping, home)

    def spoil(line: dict[str, Any]) -> None:
        if line["项目"] == "外出务工":
            line[heading] = value

    made = read(cast, cast.ping, changed(exported(cast, cast.ping, tmp_path), spoil))
    assert (made.n_rows, made.n_rejected) == (3, 3)
    codes = [row.code for row in returned_in(made.code)]
    assert codes == [code, "INCOME_ROWS_TOGETHER", "INCOME_ROWS_TOGETHER"]
    assert newest(home).version == 1


def test_a_row_without_a_household_takes_its_neighbours_back_with_it(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    """It may be a line of theirs: their account would be wrong without it."""
    saved(cast, cast.ping, home)

    def spoil(line: dict[str, Any]) -> None:
        if line["项目"] == "外出务工":
            line["户编号"] = None
        else:
            line["金额或单价"] = "9"

    made = read(cast, cast.ping, changed(exported(cast, cast.ping, tmp_path), spoil))
    assert (made.n_rows, made.n_rejected) == (3, 3)
    assert newest(home).version == 1


def test_rows_of_another_village_come_back(
    cast: Cast, make: Maker, home: Household, tmp_path: Path
) -> None:
    saved(cast, cast.ping, home)
    path = changed(exported(cast, cast.tang, tmp_path), fewer_months)
    made = read(cast, cast.ning, path)
    assert {row.code for row in returned_in(made.code)} == {"NOT_FOUND"}
    with pytest.raises(Refused):
        import_for(cast.ping, made.code)
    assert newest(home).version == 1


# --- what is taken ---


def test_the_same_workbook_changes_nothing(cast: Cast, home: Household, tmp_path: Path) -> None:
    saved(cast, cast.ping, home)
    made = read(cast, cast.ping, exported(cast, cast.ping, tmp_path))
    assert (made.n_rows, made.n_unchanged, made.n_sheets) == (3, 3, 0)
    assert newest(home).version == 1


def test_a_changed_line_makes_the_next_version_and_keeps_the_signed_one(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    first = saved(cast, cast.ping, home)
    answered(cast.ping, first.code)
    path = changed(exported(cast, cast.ping, tmp_path), fewer_months)
    made = read(cast, cast.ping, path)
    assert (made.n_updated, made.n_sheets) == (3, 1)
    second = newest(home)
    assert (second.version, second.state, second.made_name) == (2, "draft", "平小禾")
    assert second.why.startswith("导入")
    assert read(cast, cast.ping, path).n_unchanged == 3


def test_a_household_without_a_sheet_begins_with_the_members_of_the_registry(
    cast: Cast, make: Maker, home: Household, tmp_path: Path
) -> None:
    saved(cast, cast.ping, home)
    other = make.household(VILLAGE_2, head="李二")
    (head,) = other.members.for_system("tests")

    def of_another(line: dict[str, Any]) -> None:
        line["户编号"], line["人编号"] = other.household_no, head.person_no

    made = read(cast, cast.tang, changed(exported(cast, cast.tang, tmp_path), of_another))
    assert (made.n_created, made.n_rejected) == (3, 0)
    assert newest(other).content["members"][0]["name"] == "李二"


def test_the_returned_rows_are_a_workbook_to_mend(
    cast: Cast, home: Household, tmp_path: Path
) -> None:
    saved(cast, cast.ping, home)

    def spoil(line: dict[str, Any]) -> None:
        line["单位"] = "万元"

    made = read(cast, cast.ping, changed(exported(cast, cast.ping, tmp_path), spoil))
    name, content = export_returned_rows(cast.ping, made.code, at=AT)
    (tmp_path / name).write_bytes(content)
    cells = [
        str(cell.value)
        for row in openpyxl.load_workbook(tmp_path / name).active.iter_rows()
        for cell in row
    ]
    assert any("万元" in cell for cell in cells)
