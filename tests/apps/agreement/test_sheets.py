"""Sheets go out with the system's values and come back; every row has a place to go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from huitoukan.apps.agreement.models import Agreement, Round, SheetAccount, SheetBatch
from huitoukan.apps.agreement.services.imports import import_sheets, read_book
from huitoukan.apps.agreement.services.requests import export_returned_rows
from huitoukan.apps.agreement.services.sheets import MadeSheet, make_sheet
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import Seen, Standing, Verdict
from huitoukan.domain.refusals import Refused
from tests.apps.agreement.looking_in import agreement_of, checker, reading
from tests.cast import AT, TOWN_1, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import Maker, nothing_told

DAY = "2026-11-01"
HEAD = 4
"""The last heading row of a printed sheet."""


class Paper:
    """A printed sheet in somebody's hands: cells are filled in and the file is saved."""

    def __init__(self, made: MadeSheet, folder: Path) -> None:
        self.made, self.folder = made, folder
        self.book = load_workbook(BytesIO(made.content))
        self.page = self.book.worksheets[0]
        titles = [
            self.page.cell(HEAD, n).value or self.page.cell(HEAD - 1, n).value
            for n in range(1, self.page.max_column + 1)
        ]
        self.columns = {title: n for n, title in enumerate(titles, start=1)}

    def row(self, household: Household, field: str) -> int:
        for n in range(HEAD + 1, self.page.max_row + 1):
            if self.value(n, "户编号") == household.household_no and self.value(n, "项目") == field:
                return n
        raise AssertionError(f"{field} is not on the sheet")

    def value(self, row: int, column: str) -> Any:
        return self.page.cell(row, self.columns[column]).value

    def write(self, row: int, **cells: Any) -> None:
        for column, value in cells.items():
            self.page.cell(row, self.columns[column]).value = value

    def save(self, name: str = "填好.xlsx") -> Path:
        path = self.folder / name
        self.book.save(path)
        return path


@pytest.fixture
def homes(make: Maker) -> tuple[Household, Household]:
    one = make.household(
        VILLAGE_1, head="王大山", member_count=4, cause_main="因病", water_safe=True
    )
    return one, make.household(VILLAGE_1, head="李大河", member_count=2)


@pytest.fixture
def paper(cast: Cast, homes: tuple[Household, Household], tmp_path: Path) -> Paper:
    return Paper(make_sheet(cast.rui, cast.campaign, village=VILLAGE_1, at=AT), tmp_path)


@pytest.fixture
def bring_back(cast: Cast) -> Callable[..., SheetAccount]:
    def take(path: Path, actor: Actor | None = None) -> SheetAccount:
        batch = import_sheets(
            actor or cast.rui,
            cast.campaign,
            path,
            name=path.name,
            sheets=read_book(path, path.name, nothing_told),
            at=AT,
        )
        return batch.sheets.get()

    return take


def counts(account: SheetAccount) -> tuple[int, int, int, int]:
    return account.n_created, account.n_updated, account.n_unchanged, account.n_rejected


def codes(account: SheetAccount) -> list[tuple[str, str]]:
    return [(r.code, r.column) for r in account.rejects.all()]


# --- what is refused ---


def test_only_who_records_prints_a_sheet_and_only_of_own_places(
    cast: Cast, homes: tuple[Household, Household]
) -> None:
    for account, code in (("ping", "NOT_ALLOWED"), ("qiao", "NOT_ALLOWED"), ("cha", "NOT_FOUND")):
        with pytest.raises(Refused) as caught:
            make_sheet(cast.actor(account), cast.campaign, village=VILLAGE_1, at=AT)
        assert caught.value.code == code
    for place, code in ((TOWN_1, "NOT_FOUND"), ("980122999999", "NOT_FOUND"), ("", "NOT_FOUND")):
        with pytest.raises(Refused) as caught:
            make_sheet(cast.rui, cast.campaign, village=place, at=AT)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        make_sheet(cast.rui, cast.campaign, village=VILLAGE_2, at=AT)
    assert caught.value.code == "REGISTRY_EMPTY"


def test_a_workbook_that_is_no_sheet_is_refused_whole(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("户编号,户主姓名\n1,王\n", encoding="utf-8")
    with pytest.raises(Refused):
        read_book(path, path.name, nothing_told)


def test_rows_that_cannot_be_read_are_given_back_and_the_others_are_saved(
    cast: Cast,
    paper: Paper,
    homes: tuple[Household, Household],
    bring_back: Callable[..., SheetAccount],
) -> None:
    one, other = homes
    who = {"核查人": "贾核查", "核查日期": DAY}
    paper.write(paper.row(one, "家庭人口数"), 手册值="四个", **who)
    paper.write(paper.row(one, "主要致贫原因"), 手册值="因懒")
    paper.write(paper.row(one, "是否解决安全饮用水"), 实际值="同")
    paper.write(paper.row(one, "户主姓名"), 表号="HD-00000000", 手册值="同")
    paper.write(paper.row(one, "户类型"), 项目="户籍地", 手册值="同")
    paper.write(paper.row(other, "家庭人口数"), 手册值="2")
    account = bring_back(paper.save())
    assert set(codes(account)) == {
        ("NUM_FORMAT", "家庭人口数"),
        ("ENUM_UNKNOWN", "主要致贫原因"),
        ("SHEET_UNKNOWN", ""),
        ("AGREEMENT_FIELD", ""),
        ("REQUIRED", "核查人"),
    }
    assert counts(account) == (1, 0, paper.made.n_rows - 6, 5)
    assert reading(one, 1, "water_safe").observed is True
    assert not Agreement.objects.for_system("tests").filter(household=other).exists()


def test_who_looked_must_be_there_on_a_day_that_can_be_and_of_another_village(
    paper: Paper, homes: tuple[Household, Household], bring_back: Callable[..., SheetAccount]
) -> None:
    row = paper.row(homes[0], "家庭人口数")
    for who, day, code in (
        (None, DAY, "REQUIRED"),
        ("贾核查", None, "REQUIRED"),
        ("贾核查", "2026-11-03", "DATE_RANGE"),  # tomorrow
        ("贾核查", "2026-01-01", "DATE_RANGE"),  # before the campaign
        ("贾" * 65, DAY, "TOO_LONG"),
        ("平小禾", DAY, "AGREEMENT_OWN_VILLAGE"),
    ):
        paper.write(row, 手册值="同", 核查人=who, 核查日期=day)
        assert [code for code, _ in codes(bring_back(paper.save()))] == [code], (who, day)
    assert not Round.objects.exists()


def test_a_checker_brings_nothing_back_for_another_township(
    cast: Cast, make: Maker, tmp_path: Path, bring_back: Callable[..., SheetAccount]
) -> None:
    home = make.household(VILLAGE_3, member_count=4)
    paper = Paper(make_sheet(cast.rui, cast.campaign, village=VILLAGE_3, at=AT), tmp_path)
    paper.write(paper.row(home, "家庭人口数"), 手册值="同", 核查人="贾核查", 核查日期=DAY)
    account = bring_back(paper.save(), checker(cast))
    assert {code for code, _ in codes(account)} == {"SHEET_UNKNOWN"}
    assert account.n_rejected == account.n_rows == paper.made.n_rows


def test_the_same_field_twice_is_given_back_the_second_time(
    paper: Paper, homes: tuple[Household, Household], bring_back: Callable[..., SheetAccount]
) -> None:
    first = paper.row(homes[0], "家庭人口数")
    second = paper.row(homes[0], "户类型")
    paper.write(first, 手册值="4", 核查人="贾核查", 核查日期=DAY)
    paper.write(second, 项目="家庭人口数", 手册值="5")
    account = bring_back(paper.save())
    assert [(r.code, r.row) for r in account.rejects.all()] == [("DUP_ROW", max(first, second))]
    assert account.n_created == 1


# --- out and in ---


def test_a_sheet_prints_the_system_and_leaves_the_field_empty(
    cast: Cast, paper: Paper, homes: tuple[Household, Household]
) -> None:
    row = paper.row(homes[0], "家庭人口数")
    assert paper.value(row, "系统值") == "4 人"
    assert paper.value(row, "表号") == paper.made.sheet.code
    assert paper.value(row, "手册值") is None
    assert paper.value(paper.row(homes[0], "是否解决安全饮用水"), "系统值") == "是"
    fields = {paper.value(n, "项目") for n in range(HEAD + 1, HEAD + 1 + paper.made.n_rows)}
    assert {"家庭人口数", "与户主关系"} <= fields
    assert not [f for f in fields if "证件" in f or "电话" in f or "健康" in f]
    assert paper.made.n_rows == sum(len(kept["lines"]) for kept in paper.made.sheet.frozen.values())


def test_a_filled_in_sheet_makes_rounds_and_the_same_file_again_changes_nothing(
    paper: Paper, homes: tuple[Household, Household], bring_back: Callable[..., SheetAccount]
) -> None:
    one, other = homes
    paper.write(
        paper.row(one, "户主姓名"), 手册值="同", 实际值="王大山", 核查人="贾核查", 核查日期=DAY
    )
    paper.write(paper.row(one, "家庭人口数"), 手册值=5, 实际值="同")
    paper.write(paper.row(one, "主要致贫原因"), 手册值="/", 实际值="因病")
    paper.write(
        paper.row(other, "家庭人口数"), 手册值=2, 实际值=2.0, 核查人="贾核查",
        核查日期=date(2026, 11, 1),
    )  # fmt: skip
    path = paper.save()
    account = bring_back(path)
    assert counts(account) == (4, 0, paper.made.n_rows - 4, 0)
    assert account.n_rows == paper.made.n_rows
    assert reading(one, 1, "head_name").verdict == Verdict.AGREE
    assert reading(one, 1, "member_count").apart == ["booklet"]
    assert reading(one, 1, "cause_main").booklet_seen == Seen.BLANK
    assert reading(other, 1, "member_count").verdict == Verdict.AGREE
    assert agreement_of(one).standing == Standing.DIFFER
    looked = agreement_of(one).rounds.get()
    assert (looked.taken_by_name, looked.on, looked.sheet) == (
        "贾核查", date(2026, 11, 1), paper.made.sheet,
    )  # fmt: skip

    again = bring_back(path)
    assert counts(again) == (0, 0, paper.made.n_rows, 0)
    assert Round.objects.count() == 2


def test_a_corrected_sheet_updates_what_changed_and_takes_nothing_back(
    paper: Paper, homes: tuple[Household, Household], bring_back: Callable[..., SheetAccount]
) -> None:
    one = homes[0]
    who = {"核查人": "贾核查", "核查日期": DAY}
    paper.write(paper.row(one, "家庭人口数"), 手册值=5, 实际值=4, **who)
    bring_back(paper.save())
    paper.write(paper.row(one, "家庭人口数"), 手册值=4, 实际值=None)
    assert counts(bring_back(paper.save()))[:2] == (0, 1)
    told = reading(one, 1, "member_count")
    assert (told.booklet, told.observed, told.verdict) == (4, 4, Verdict.AGREE)


def test_the_sheet_is_compared_with_what_was_printed_not_with_what_came_after(
    paper: Paper, homes: tuple[Household, Household], bring_back: Callable[..., SheetAccount]
) -> None:
    one = homes[0]
    one.facts["member_count"] = 9
    one.save()
    paper.write(paper.row(one, "家庭人口数"), 手册值="同", 实际值=4, 核查人="贾核查", 核查日期=DAY)
    bring_back(paper.save())
    told = reading(one, 1, "member_count")
    assert (told.system, told.booklet, told.verdict) == (4, 4, Verdict.AGREE)


def test_rows_given_back_come_as_a_workbook_that_can_be_mended_and_imported(
    cast: Cast,
    paper: Paper,
    homes: tuple[Household, Household],
    bring_back: Callable[..., SheetAccount],
    tmp_path: Path,
) -> None:
    one = homes[0]
    row = paper.row(one, "家庭人口数")
    paper.write(row, 手册值="四个", 核查人="贾核查", 核查日期=DAY)
    bring_back(paper.save())
    batch = SheetBatch.objects.for_system("tests").get()
    with pytest.raises(Refused):
        export_returned_rows(cast.cha, batch.code, at=AT)
    _, content = export_returned_rows(cast.rui, batch.code, at=AT)
    book = load_workbook(BytesIO(content))
    page = book.worksheets[0]
    assert page.max_row == 2
    headings = [cell.value for cell in page[1]]
    assert "不是数字" in str(page.cell(2, headings.index("错误原因") + 1).value)
    page.cell(2, headings.index("手册值") + 1).value = "4"
    mended = tmp_path / "改好.xlsx"
    book.save(mended)
    assert counts(bring_back(mended)) == (1, 0, 0, 0)
    assert reading(one, 1, "member_count").booklet == 4
