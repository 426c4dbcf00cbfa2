"""Importing lists of areas: what is refused, the account of every row, and the same file twice."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from huitoukan.apps.places.models import Area, AreaChange, AreaSpell
from huitoukan.apps.places.queries import history
from huitoukan.apps.places.services.imports import Imported, import_places
from huitoukan.apps.places.services.lists import ListFile, read_list
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from tests.apps.places.stating import DAY, EARLY, area
from tests.cast import AT, COUNTY, TOWN_1, TOWN_2, VILLAGE_1, VILLAGE_2, VILLAGE_3, Cast
from tests.factories import nothing_told

# The shapes of china-division 2.7.0, columns in its order.
AREAS = "code,name,cityCode,provinceCode\n"
STREETS = "code,name,areaCode,provinceCode,cityCode\n"
VILLAGES = "code,name,streetCode,provinceCode,cityCode,areaCode\n"
CHANGES = ("变更类型", "原代码", "原名称", "新代码", "新名称", "新上级代码", "生效日期",
           "依据文号", "村民小组", "户编号")  # fmt: skip


def village_line(code: str, name: str) -> str:
    return f'{code},"{name}",{code[:9]},{code[:2]},{code[:4]},{code[:6]}\n'


def street_line(code: str, name: str) -> str:
    return f'{code},"{name}",{code[:6]},{code[:2]},{code[:4]}\n'


def csv(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def sheet(folder: Path, name: str, *rows: tuple[object, ...]) -> Path:
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("表")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write(number, column, cell)
    return path


class Desk:
    """Imports files on the stage."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def put(
        self, *paths: Path, county: str = COUNTY, as_of: date | None = None, by: Any = None
    ) -> tuple[list[ListFile], Imported]:
        read = [read_list(path, self.cast.pack, county=county, tell=nothing_told) for path in paths]
        actor = by or self.cast.system
        return read, import_places(actor, read, county=county, as_of=as_of, at=AT)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def account(read: list[ListFile]) -> tuple[int, ...]:
    """Rows in, created, updated, unchanged, rejected over all sheets."""
    accounts = [tuple(s.account.values()) for file in read for s in file.sheets]
    total = tuple(map(sum, zip(*accounts, strict=True)))
    assert total[0] == sum(total[1:])
    return total


def errors(read: list[ListFile]) -> list[tuple[int, str]]:
    return [(e.row, e.code) for file in read for s in file.sheets for e in s.errors]


# --- statistical lists ---


def test_a_list_of_more_than_one_county_must_say_which(tmp_path: Path, demo_pack: Pack) -> None:
    path = csv(tmp_path, "areas.csv", AREAS, '980122,"云岭县",9801,98\n980123,"白沙县",9801,98\n')
    with pytest.raises(Refused) as refusal:
        read_list(path, demo_pack, county="", tell=nothing_told)
    assert refusal.value.code == "PLACES_COUNTY"


def test_a_file_that_is_no_list_of_areas_says_what_can_be_imported(
    tmp_path: Path, demo_pack: Pack
) -> None:
    path = csv(tmp_path, "other.csv", "甲,乙,丙\n1,2,3\n")
    with pytest.raises(Refused) as refusal:
        read_list(path, demo_pack, county="", tell=nothing_told)
    assert refusal.value.code in {"PLACES_UNKNOWN", "HEADER_MISSING"}


def test_rows_of_other_counties_are_counted_and_left(desk: Desk, tmp_path: Path) -> None:
    lines = [village_line(VILLAGE_1, "核桃村委会"), village_line("980123100299", "外村")]
    read, result = desk.put(csv(tmp_path, "villages.csv", VILLAGES, *lines))
    assert account(read) == (1, 0, 0, 1, 0)
    assert read[0].sheets[0].n_outside == 1
    assert not Area.objects.filter(code="980123100299").exists()
    assert result.counties == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (village_line("98012210020", "短村"), "REGION_CODE"),
        ("9.8E+11,短村,980122100,98,9801,980122\n", "REGION_CODE"),
        ("9.8E+11,短村,980122100,98,9801,9.8E+5\n", "REGION_CODE"),
        (village_line("980122100205", ""), "REQUIRED"),
        (village_line("980122100205", "核桃村"), "REGION_NAME_TAKEN"),
        (village_line(VILLAGE_2, "茶坪村"), "DUP_ROW"),
    ],
)
def test_a_row_that_cannot_be_put_is_given_back_and_the_others_are_taken(
    line: str, code: str, desk: Desk, tmp_path: Path
) -> None:
    good = [village_line(VILLAGE_2, "茶坪村"), village_line("980122100209", "新寨村")]
    read, _ = desk.put(csv(tmp_path, "villages.csv", VILLAGES, *good, line))
    assert errors(read) == [(4, code)]
    assert account(read) == (3, 1, 0, 1, 1)


def test_lists_in_any_order_build_one_county(desk: Desk, tmp_path: Path) -> None:
    paths = (
        csv(tmp_path, "villages.csv", VILLAGES, village_line("980222100201", "一村委会")),
        csv(tmp_path, "streets.csv", STREETS, street_line("980222100", "一镇")),
        csv(tmp_path, "areas.csv", AREAS, '980222,"新县",9802,98\n'),
    )
    read, result = desk.put(*paths, county="980222")
    assert account(read) == (3, 3, 0, 0, 0)
    village = area("980222100201")
    assert village.name == "一村"
    assert village.parent == area("980222100")
    assert area("9802").name == "9802", "a missing parent is made under its code"
    assert result.counties == (("980222", "新县"),)
    assert AreaSpell.objects.get(area=village).first_day is None
    read, result = desk.put(*paths, county="980222")
    assert account(read) == (3, 0, 0, 3, 0)
    assert result.n_areas_created == result.n_areas_updated == 0


def test_a_zone_takes_townships_whose_codes_say_otherwise(desk: Desk, tmp_path: Path) -> None:
    areas = csv(tmp_path, "areas.csv", AREAS, '980171,"乌江经济开发区",9801,98\n')
    streets = csv(tmp_path, "streets.csv", STREETS, "980122500,园区街道办事处,980171,98,9801\n")
    read, _ = desk.put(areas, streets, county="980171")
    assert account(read) == (2, 2, 0, 0, 0)
    assert area("980171").is_zone
    assert area("980122500").parent == area("980171")
    assert area("980122500").name == "园区街道"


def test_what_a_list_does_not_name_is_told_and_left(desk: Desk, tmp_path: Path) -> None:
    path = csv(tmp_path, "villages.csv", VILLAGES, village_line(VILLAGE_1, "核桃村"))
    before = Area.objects.count()
    _, result = desk.put(path)
    assert [code for code, _ in result.absent] == [VILLAGE_2, VILLAGE_3, f"{TOWN_2}202"]
    assert Area.objects.count() == before


# --- lists of a day ---


def test_without_a_day_another_name_corrects_with_a_day_it_is_a_change(
    desk: Desk, tmp_path: Path
) -> None:
    corrected = csv(tmp_path, "a.csv", VILLAGES, village_line(VILLAGE_1, "胡桃村"))
    read, _ = desk.put(corrected)
    assert account(read) == (1, 0, 1, 0, 0)
    assert not AreaChange.objects.exists()
    renamed = csv(tmp_path, "b.csv", VILLAGES, village_line(VILLAGE_1, "核桃新村"))
    desk.put(renamed, as_of=DAY)
    change = AreaChange.objects.get()
    assert (change.kind, change.on, change.basis) == ("renamed", DAY, "b.csv")
    assert history.area_as_of("胡桃村", EARLY) == area(VILLAGE_1)
    read, _ = desk.put(renamed, as_of=DAY)
    assert account(read) == (1, 0, 0, 1, 0)


def test_a_list_of_a_day_sees_that_a_place_only_has_another_code(
    desk: Desk, tmp_path: Path
) -> None:
    village, path = area(VILLAGE_1), csv(
        tmp_path, "streets.csv", STREETS,
        street_line(f"{COUNTY}101", "龙潭镇"), street_line(TOWN_2, "石门乡"),
    )  # fmt: skip
    read, _ = desk.put(path)
    assert errors(read) == [(2, "REGION_NAME_TAKEN")]
    read, _ = desk.put(path, as_of=DAY)
    assert account(read) == (2, 0, 1, 1, 0)
    village.refresh_from_db()
    assert village.code == f"{COUNTY}101201"
    assert AreaChange.objects.get().kind == "recoded"
    read, _ = desk.put(path, as_of=DAY)
    assert account(read) == (2, 0, 0, 2, 0)


# --- Excel: villages, groups, changes ---

HEAD = ("县代码", "县", "乡镇代码", "乡镇", "行政村代码", "行政村")


def village_row(code: object, name: str, town: str = "龙潭镇") -> tuple[object, ...]:
    return (COUNTY, "云岭县", str(code)[:9], town, code, name)


def test_the_village_table_gives_back_spoiled_codes_and_takes_padded_ones(
    desk: Desk, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path, "村.xlsx", HEAD,
        village_row(VILLAGE_1, "核桃村"),
        village_row(980122100209, "新寨村"),
        ("980122000000", "云岭县", "980122100000", "龙潭镇", VILLAGE_2, "茶坪村"),
        village_row("5.2E+11", "坏村"),
        village_row(f"{TOWN_1}210", "又一村", town="虎潭镇"),
    )  # fmt: skip
    read, _ = desk.put(path)
    assert errors(read) == [(5, "REGION_CODE"), (6, "REGION_MISMATCH")]
    assert account(read) == (5, 1, 0, 2, 2)
    read, _ = desk.put(path)
    assert account(read) == (5, 0, 0, 3, 2)


def test_groups_are_numbered_inside_their_village(desk: Desk, tmp_path: Path) -> None:
    path = sheet(
        tmp_path, "组.xlsx", ("行政村代码", "行政村", "村民小组"),
        (VILLAGE_1, "核桃村", "1组"), (VILLAGE_1, "核桃村", "上寨组"),
        (VILLAGE_1, "核桃村", "1组"), ("980122100299", "无村", "1组"),
    )  # fmt: skip
    read, result = desk.put(path)
    assert errors(read) == [(4, "DUP_ROW"), (5, "AREA_UNKNOWN")]
    assert account(read) == (4, 2, 0, 0, 2)
    groups = list(history.groups_in(area(VILLAGE_1)))
    assert [(g.code, g.name) for g in groups] == [
        (f"{VILLAGE_1}01", "1组"), (f"{VILLAGE_1}02", "上寨组"),
    ]  # fmt: skip
    assert result.n_areas_created == 2
    read, _ = desk.put(path)
    assert account(read) == (4, 0, 0, 2, 2)


def change_rows() -> tuple[tuple[object, ...], ...]:
    new, day, basis = f"{TOWN_1}203", "2025-07-01", "滇民政〔2025〕7号"
    return (
        CHANGES,
        ("拆分", VILLAGE_3, "柳溪村", VILLAGE_3, "柳溪村", "", day, basis, "1组、2组", ""),
        ("拆分", VILLAGE_3, "柳溪村", f"{TOWN_2}203", "柳东村", "", day, basis, "3组", "H7"),
        ("合并", VILLAGE_1, "核桃村", new, "龙桥村", "", day, basis, "", ""),
        ("合并", VILLAGE_2, "茶坪村", new, "龙桥村", "", day, basis, "", ""),
        ("改组", VILLAGE_2, "茶坪村", new, "龙桥村", "", day, basis, "", ""),
        ("撤销", "980122100299", "无村", "", "", "", day, basis, "", ""),
        ("更名", TOWN_2, "石门乡", "", "石门镇", "", "2026-01-01", basis, "", ""),
    )


def test_a_sheet_of_changes_is_recorded_change_by_change(desk: Desk, tmp_path: Path) -> None:
    path = sheet(tmp_path, "变更.xlsx", *change_rows())
    read, result = desk.put(path)
    assert errors(read) == [(6, "ENUM_UNKNOWN"), (7, "AREA_UNKNOWN")]
    assert account(read) == (7, 5, 0, 0, 2)
    assert result.n_changes == 3
    assert area(VILLAGE_1).merged_into == area(f"{TOWN_1}203")
    assert area(TOWN_2).name == "石门镇"
    shares = AreaChange.objects.get(kind="split").shares
    assert set(shares.values_list("area__code", "natural_group", "household_no")) == {
        (VILLAGE_3, "1组", ""), (VILLAGE_3, "2组", ""),
        (f"{TOWN_2}203", "3组", ""), (f"{TOWN_2}203", "", "H7"),
    }  # fmt: skip
    read, result = desk.put(path)
    assert account(read) == (7, 0, 0, 5, 2)
    assert result.n_changes == 0


def test_a_list_that_names_a_retired_code_learns_what_came_after_it(
    desk: Desk, tmp_path: Path
) -> None:
    desk.put(sheet(tmp_path, "变更.xlsx", *change_rows()))
    path = csv(tmp_path, "villages.csv", VILLAGES, village_line(VILLAGE_1, "核桃村"))
    read, _ = desk.put(path)
    assert errors(read) == [(2, "REGION_RETIRED")]
    assert f"龙桥村（{TOWN_1}203）" in read[0].sheets[0].errors[0].sentence
    read, _ = desk.put(path, as_of=EARLY)
    assert account(read) == (1, 0, 0, 1, 0), "a list of its own time knows it"


def test_a_person_imports_the_own_county_only(desk: Desk, cast: Cast, tmp_path: Path) -> None:
    lines = [village_line("980123100209", "外村"), village_line(VILLAGE_1, "核桃村")]
    path = csv(tmp_path, "villages.csv", VILLAGES, *lines)
    read, _ = desk.put(path, county="98", by=cast.gong)
    assert errors(read) == [(2, "REGION_OUT_OF_SCOPE")]
    assert account(read) == (2, 0, 0, 1, 1)


def test_the_command_answers_with_the_account_and_a_rehearsal_writes_nothing(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.journeys.conftest import command

    path = csv(
        tmp_path, "villages.csv", VILLAGES,
        village_line("980122100209", "新寨村"), village_line("98012210020", "短村"),
    )  # fmt: skip
    before = Area.objects.count()
    status = command("places", "import", path, "--county", COUNTY, "--dry-run", "--json")
    said = json.loads(capsys.readouterr().out)
    assert status == 1
    assert Area.objects.count() == before
    (found,) = said["files"][0]["sheets"]
    assert (found["rows_in"], found["created"], found["rejected"]) == (2, 1, 1)
    assert found["errors"][0]["code"] == "REGION_CODE"
    assert said["dry_run"] is True
    assert command("places", "import", path, "--county", "云岭县") == 1
    assert area("980122100209").name == "新寨村"
    assert "退回 1" in capsys.readouterr().out
