"""Headers are found by their names; what does not fit is refused with the place."""

from __future__ import annotations

import pytest

from huitoukan.documents.headings import best_match, fold_heading, recognise, score
from huitoukan.documents.read import Row
from huitoukan.domain.refusals import Refused
from tests.documents.samples import CREMATIONS, DEATHS, PAYROLL, column

HEAD = ["序号", "身份证号", "姓名", "死亡日期", "注销原因"]


def rows(*cells: list[object]) -> list[Row]:
    return [Row(number, list(row)) for number, row in enumerate(cells, 1)]  # type: ignore[arg-type]


def refusal_of(first: list[Row]) -> Refused:
    with pytest.raises(Refused) as refusal:
        recognise(first, DEATHS.columns, name="a.xlsx", sheet="一")
    return refusal.value


def test_missing_required_columns_are_listed() -> None:
    refusal = refusal_of(rows(["姓名", "注销原因"]))
    assert refusal.code == "HEADER_MISSING"
    assert refusal.details["columns"] == "公民身份号码、死亡日期"


def test_a_sheet_without_any_known_heading_misses_them_all() -> None:
    assert refusal_of(rows(["甲", "乙"])).code == "HEADER_MISSING"


@pytest.mark.parametrize("second", ["身份证号", "证件号码", "身份证号（必填）"])
def test_two_headings_of_one_column_are_refused(second: str) -> None:
    refusal = refusal_of(rows([*HEAD, second]))
    assert refusal.code == "HEADER_DUP"
    assert refusal.details["heading"] == second


def test_a_header_below_row_10_is_not_looked_for() -> None:
    assert refusal_of([Row(11, list(HEAD))]).code == "HEADER_MISSING"


def test_amounts_in_another_unit_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        recognise(rows(["身份证号", "姓名", "月工资（万元）"]), PAYROLL.columns)
    assert refusal.value.code == "HEADER_UNIT"


def test_the_same_unit_in_the_heading_is_no_trouble() -> None:
    layout = recognise(rows(["身份证号", "姓名", "月工资(单位：元)"]), PAYROLL.columns)
    assert layout.columns["pay"] == 2


@pytest.mark.parametrize(
    "heading",
    [
        "死亡 日期",
        "死亡\n日期",
        "死亡日期（必填）",
        "※死亡日期*",
        "死亡日期(YYYY-MM-DD)",
        "死亡日期：",
    ],
)
def test_headings_fold_to_their_label(heading: str) -> None:
    assert fold_heading(heading) == "死亡日期"


def test_a_heading_in_brackets_only_is_still_a_heading() -> None:
    assert fold_heading("【户主】") != ""


def test_columns_stand_where_their_headings_stand() -> None:
    layout = recognise(rows(HEAD), DEATHS.columns)
    assert layout.header_row == 1
    assert layout.columns == {"id_no": 1, "name": 2, "died_on": 3, "reason": 4}
    assert layout.unknown == ("序号",)
    assert layout.folded == ("“身份证号”按“公民身份号码”读取",)


def test_the_header_is_found_under_titles() -> None:
    layout = recognise(rows(["死亡人员名单"], ["填报单位：甲"], [], HEAD), DEATHS.columns)
    assert layout.header_row == 4


def test_two_rows_make_one_header() -> None:
    columns = (
        column("name", "姓名", required=True),
        column("start", "务工起始", required=True),
        column("end", "务工终止", required=True),
    )
    layout = recognise(
        rows(["序号", "姓名", "务工", None, "备注"], [None, None, "起始", "终止"]), columns
    )
    assert layout.header_row == 2
    assert layout.columns == {"name": 1, "start": 2, "end": 3}


def test_sub_headings_alone_are_enough() -> None:
    first = rows(["序号", "人员", None, "死亡日期"], [None, "姓名", "身份证号"])
    assert recognise(first, DEATHS.columns).columns == {"name": 1, "id_no": 2, "died_on": 3}


def test_a_data_row_is_not_taken_for_the_second_header_row() -> None:
    first = rows(HEAD, ["1", "990101199003077751", "张三", "2026-01-01", "病故"])
    assert recognise(first, DEATHS.columns).header_row == 1


def test_a_label_wins_over_the_synonym_of_another_column() -> None:
    columns = (column("a", "甲", also=("乙",)), column("b", "乙"))
    assert recognise(rows(["乙", "甲"]), columns).columns == {"b": 0, "a": 1}


def test_the_data_set_with_the_best_fit_is_taken() -> None:
    assert score(rows(HEAD), DEATHS.columns) > score(rows(HEAD), CREMATIONS.columns) > 0
    match = best_match(rows(HEAD), [CREMATIONS, PAYROLL, DEATHS])
    assert match is not None
    assert match[0] is DEATHS


def test_a_name_in_the_file_or_the_title_goes_before_the_better_fit() -> None:
    short = ["公民身份号码", "姓名", "死亡日期"]
    named = best_match(rows(short), [DEATHS, CREMATIONS], name="户籍注销.xlsx")
    titled = best_match(rows(["户籍注销（死亡）名单"], short), [DEATHS, CREMATIONS])
    numbered = best_match(rows(short), [DEATHS, CREMATIONS], name="D07_202610.csv")
    assert [match and match[0].id for match in (named, titled, numbered)] == ["D07"] * 3


def test_two_data_sets_that_fit_equally_are_not_guessed() -> None:
    same = (CREMATIONS, CREMATIONS)
    assert best_match(rows(["身份证号", "姓名", "死亡日期"]), same) is None
    assert best_match(rows(["甲"]), [DEATHS]) is None


def test_a_title_row_above_the_header_is_not_joined_to_it() -> None:
    layout = recognise(rows(["云岭县死亡名单"], HEAD), DEATHS.columns)
    assert layout.header_row == 2
    assert not any("云岭县" in heading for heading in (*layout.headings.values(), *layout.folded))


def test_what_stands_in_brackets_tells_two_headings_apart() -> None:
    columns = (column("post", "公益性岗位"), column("months", "公益性岗位月数"))
    found = recognise(rows(["公益性岗位（类型）", "公益性岗位（月数）"]), columns)
    assert found.columns == {"post": 0, "months": 1}
