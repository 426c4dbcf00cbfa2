"""What a sheet leaves open is asked, with a proposal at most; nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from huitoukan.documents.columns import DataSet
from huitoukan.documents.mapping import Mapped
from huitoukan.documents.questions import MappingNeeded, Question, masked, propose, resemblance
from huitoukan.documents.tables import Table, look_through, read_tables
from huitoukan.domain.refusals import Refused
from tests.documents.samples import (
    ALIVE,
    CODES,
    CREMATIONS,
    DEATHS,
    PAYROLL,
    column,
    dataset,
    save_workbook,
)

Rows = Iterable[Sequence[object]]
HOUSES = dataset(
    "D90",
    "住房与耕地",
    column("household_no", "户编号", required=True),
    column("head_name", "户主姓名", required=True),
    column("house_area", "住房面积", "decimal", unit="平方米"),
    column("farmland", "耕地面积", "decimal", unit="亩"),
    column("phone", "户联系电话"),
    column("kind", "人员类别", "code", codes="kind"),
)
PERSON = [ALIVE, "张三", "2026-01-02"]


def asked(
    folder: Path,
    rows: Rows,
    *datasets: DataSet,
    name: str = "a.xlsx",
    said: Sequence[Mapped] = (),
) -> Question:
    path = save_workbook(folder / name, {"一": rows})
    mappings = {each.id: said for each in datasets}
    (found,) = list(look_through(path, datasets, CODES, mappings=mappings))
    if isinstance(found, Table):
        assert found.question is not None, "read without a question"
        return found.question
    return found


def read(folder: Path, rows: Rows, data: DataSet, *said: Mapped) -> Table:
    path = save_workbook(folder / "b.xlsx", {"一": rows})
    (found,) = list(look_through(path, [data], CODES, mappings={data.id: said}))
    assert isinstance(found, Table)
    assert found.question is None
    return found


def columns_of(question: Question) -> dict[str, tuple[str, str]]:
    return {heading.text: (heading.column, heading.how) for heading in question.headings}


# --- asked ---


def test_a_missing_required_column_is_asked_for_with_a_proposal(tmp_path: Path) -> None:
    question = asked(tmp_path, [["公民身份号码", "姓名", "死亡的日期"], PERSON], DEATHS)
    assert question.refused.code == "HEADER_MISSING"
    assert question.missing == ("死亡日期",)
    assert question.is_misfit
    assert columns_of(question) == {
        "公民身份号码": ("id_no", "known"),
        "姓名": ("name", "known"),
        "死亡的日期": ("died_on", "proposed"),
    }


def test_a_column_claimed_twice_is_proposed_for_neither(tmp_path: Path) -> None:
    head = ["身份证号", "证件号码", "姓名", "死亡日期"]
    question = asked(tmp_path, [head, [ALIVE, *PERSON]], DEATHS)
    assert question.refused.code == "HEADER_DUP"
    assert columns_of(question)["身份证号"] == ("", "twice")
    assert columns_of(question)["证件号码"] == ("", "twice")


def test_an_unknown_heading_like_an_absent_column_stops_a_sheet_that_could_be_read(
    tmp_path: Path,
) -> None:
    rows = [["户编号", "户主姓名", "户主联系电话号"], ["H1", "张三", "13900000001"]]
    question = asked(tmp_path, rows, HOUSES)
    assert question.refused.code == "HEADER_UNKNOWN"
    assert "户主联系电话号" in question.refused.sentence()
    assert not question.is_misfit


def test_an_unknown_heading_like_nothing_is_told_and_does_not_stop(tmp_path: Path) -> None:
    table = read(tmp_path, [["户编号", "户主姓名", "备注"], ["H1", "张三", "x"]], HOUSES)
    assert table.layout.unknown == ("备注",)


def test_a_heading_like_a_column_that_is_there_does_not_stop(tmp_path: Path) -> None:
    rows = [["户编号", "户主姓名", "户主的姓名"], ["H1", "张三", "张三"]]
    assert read(tmp_path, rows, HOUSES).layout.unknown == ("户主的姓名",)


def test_a_named_data_set_is_asked_about_even_when_no_heading_is_known(tmp_path: Path) -> None:
    rows = [["名单"], ["甲", "乙", "丙"], PERSON]
    question = asked(tmp_path, rows, DEATHS)
    assert question.header_row == 2
    assert [heading.text for heading in question.headings] == ["甲", "乙", "丙"]
    assert question.missing == ("公民身份号码", "死亡日期")


def test_a_list_without_a_header_is_not_taken_for_one(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"一": [PERSON, PERSON]})
    with pytest.raises(Refused) as refusal:
        list(look_through(path, [DEATHS], CODES))
    assert not isinstance(refusal.value, MappingNeeded), "no person becomes a heading"


def test_a_sheet_between_two_data_sets_is_not_asked_about(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"一": [["公民身份号码", "姓名"], PERSON[:2]]})
    with pytest.raises(Refused) as refusal:
        list(look_through(path, [DEATHS, CREMATIONS], CODES))
    assert not isinstance(refusal.value, MappingNeeded)


def test_a_slight_likeness_is_asked_about_where_nothing_else_is_in_the_file(
    tmp_path: Path,
) -> None:
    head = ["户码", "户主名字", "住房面积", "耕地面积"]
    question = asked(tmp_path, [head, ["H1", "张三", 80, 2]], HOUSES, DEATHS)
    assert (question.table, question.missing) == ("D90", ("户编号", "户主姓名"))
    deaths = [[each.label for each in DEATHS.columns], [*PERSON, "病故"]]
    path = save_workbook(tmp_path / "b.xlsx", {"一": [head], "二": deaths})
    (table,) = list(look_through(path, [HOUSES, DEATHS], CODES))
    assert isinstance(table, Table)
    assert table.unread_sheets == ["一"]


def test_the_name_of_the_file_tells_which_data_set_is_asked_about(tmp_path: Path) -> None:
    rows = [["公民身份号码", "姓名", "何时"], PERSON]
    question = asked(tmp_path, rows, DEATHS, CREMATIONS, name="D12 火化.xlsx")
    assert question.table == "D12"


def test_another_unit_is_no_question_of_headings(tmp_path: Path) -> None:
    rows = [["公民身份号码", "姓名", "月工资（万元）"], [*PERSON[:2], 1]]
    path = save_workbook(tmp_path / "a.xlsx", {"一": rows})
    with pytest.raises(Refused) as refusal:
        list(look_through(path, [PAYROLL], CODES))
    assert refusal.value.code == "HEADER_UNIT"


def test_who_cannot_ask_gets_the_ordinary_refusal(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "a.xlsx", {"一": [["公民身份号码", "姓名"], PERSON[:2]]})
    with pytest.raises(MappingNeeded) as refusal:
        list(read_tables(path, [DEATHS], CODES))
    assert refusal.value.code == "HEADER_MISSING"
    assert "死亡日期" in refusal.value.sentence()


# --- samples and proposals ---


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (ALIVE, "990101********7751"),
        ("13912345678", "139****5678"),
        (990101199003077, "990101*****3077"),
        ("6217 0000 1234 5678", "6217 0*********5678"),
        ("2026-10-31", "2026-10-31"),
        ("2026年10月31日", "2026年10月31日"),
        ("核桃村三组", "核桃村三组"),
        (12.5, "12.5"),
        ("长" * 40, "长" * 30 + "…"),
    ],
)
def test_samples_hide_numbers_of_persons(cell: object, shown: str) -> None:
    assert masked(cell) == shown  # type: ignore[arg-type]


def test_values_that_cannot_be_the_column_speak_against_it() -> None:
    area = [each for each in HOUSES.columns if each.name == "house_area"]
    assert propose("住房总面积", ["80.5", "120"], area, CODES) == "house_area"
    assert propose("住房总面积", ["核桃村", "茶坪村"], area, CODES) == ""


def test_a_weak_likeness_is_enough_for_a_required_column_only() -> None:
    required, optional = column("a", "户主姓名", required=True), column("a", "户主姓名")
    assert propose("户主", [], [required], CODES) == "a"
    assert propose("户主", [], [optional], CODES) == ""
    assert resemblance("户", required) == 0


# --- answered ---


def test_a_mapping_reads_headings_that_nobody_knows(tmp_path: Path) -> None:
    rows = [["名单"], ["甲", "乙", "丙", "丁"], [ALIVE, "张三", "2026-01-02", "x"]]
    said = Mapped(
        {"甲": "id_no", "乙": "name", "丙": "died_on", "丁": ""}, ("甲", "乙", "丙", "丁")
    )
    table = read(tmp_path, rows, DEATHS, said)
    (row,) = table
    assert row.values["name"] == "张三"
    assert (table.layout.header_row, table.layout.unknown, table.layout.changed) == (2, (), ())


def test_a_mapping_chooses_between_two_headings_of_one_name(tmp_path: Path) -> None:
    head = ["身份证号", "姓名", "姓名", "死亡日期"]
    said = Mapped({"姓名": "", "姓名[2]": "name"}, ("身份证号", "姓名", "姓名[2]", "死亡日期"))
    rows = [head, [ALIVE, "经办人", "张三", "2026-01-02"]]
    (row,) = read(tmp_path, rows, DEATHS, said)
    assert row.values["name"] == "张三"


def test_a_mapping_reads_the_sub_headings_of_groups(tmp_path: Path) -> None:
    rows = [
        ["户编号", "户主姓名", "住房", "", "耕地"],
        ["", "", "面积", "等级", "面积"],
        ["H1", "张三", 80, "B", 2.5],
    ]
    (row,) = read(tmp_path, rows, HOUSES)
    assert (row.values["house_area"], row.values["farmland"]) == (80.0, 2.5)
    said = Mapped({"住房面积": "farmland", "耕地面积": ""}, ("户编号", "户主姓名", "住房面积"))
    (row,) = read(tmp_path, rows, HOUSES, said)
    assert (row.values["house_area"], row.values["farmland"]) == (None, 80.0)


def test_a_changed_layout_is_read_by_the_former_answer_and_told(tmp_path: Path) -> None:
    said = Mapped({"甲": "id_no", "乙": "died_on"}, ("甲", "乙", "旧"))
    table = read(tmp_path, [["乙", "甲", "新"], ["2026-01-02", ALIVE, "x"]], DEATHS, said)
    assert {change.kind for change in table.layout.changed} >= {"moved"}
    assert {h for change in table.layout.changed for h in (change.heading, change.before)} >= {
        "新",
        "旧",
    }


def test_a_required_heading_that_went_away_stops_the_file(tmp_path: Path) -> None:
    said = Mapped({"甲": "id_no", "乙": "died_on"}, ("甲", "乙"))
    question = asked(tmp_path, [["甲", "姓名"], PERSON[:2]], DEATHS, said=[said])
    assert question.missing == ("死亡日期",)
    assert [change.sentence() for change in question.changed]


def test_a_column_that_the_pack_no_longer_has_is_not_mapped(tmp_path: Path) -> None:
    said = Mapped({"姓名": "gone"}, ("身份证号", "姓名", "死亡日期"))
    (row,) = read(tmp_path, [["身份证号", "姓名", "死亡日期"], PERSON], DEATHS, said)
    assert row.values["name"] == "张三"
