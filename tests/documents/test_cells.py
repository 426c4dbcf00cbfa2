"""Cells: what is refused, what is doubtful, what is read."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitoukan.documents.cells import CellProblem, Doubtful, converter_of, typed
from huitoukan.documents.columns import Cell
from tests.documents.samples import ALIVE, BORN_1985, CODES, OLD, column

COLUMNS = {
    type_: column("c", "列", type_, codes="kind" if type_ == "code" else None)
    for type_ in ("text", "id_no", "int", "decimal", "bool", "date", "month", "year", "code")
}
MONEY = column("c", "金额", "decimal", unit="元")
MANY = column("c", "类别", "code", codes="kind", many=True)


def code_of(type_: str, cell: Cell) -> str:
    problem = typed(COLUMNS[type_], cell, CODES)
    assert isinstance(problem, CellProblem), problem
    return problem.code


def test_an_unknown_type_or_code_list_is_a_mistake_in_the_pack() -> None:
    with pytest.raises(KeyError):
        converter_of(column("c", "列", "colour"), CODES)
    with pytest.raises(KeyError):
        converter_of(column("c", "列", "code", codes="none"), CODES)


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "\u200b"])
@pytest.mark.parametrize("type_", sorted(COLUMNS))
def test_a_blank_cell_is_nothing_and_refused_where_required(type_: str, blank: Cell) -> None:
    if blank == "\u200b" and type_ not in {"text", "id_no"}:
        return
    required = column("c", "列", type_, required=True, codes="kind" if type_ == "code" else None)
    problem = typed(required, blank, CODES)
    assert isinstance(problem, CellProblem)
    assert problem.code == "REQUIRED"
    assert typed(COLUMNS[type_], blank, CODES) is None


@pytest.mark.parametrize("mark", ["/", "—", "-", "NULL"])
def test_a_dash_means_nothing_except_in_text(mark: str) -> None:
    assert typed(COLUMNS["date"], mark, CODES) is None
    assert typed(COLUMNS["text"], mark, CODES) == mark


@pytest.mark.parametrize("type_", sorted(COLUMNS))
def test_an_error_value_is_refused_in_every_type(type_: str) -> None:
    assert code_of(type_, "#N/A") == "CELL_ERROR"


# --- identity numbers ---


@pytest.mark.parametrize(
    "cell", [990101199003077751, 9.90101199003077e17, 990101197308115000, "9.90101E+17"]
)
def test_a_number_that_lost_its_tail_is_refused_and_never_repaired(cell: Cell) -> None:
    assert code_of("id_no", cell) == "ID_PRECISION_LOST"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("990101199003077752", "ID_CHECKSUM"),
        ("99010119900307775", "ID_LENGTH"),
        ("990101196913010018", "ID_DATE"),
        ("99010¹199003077751", "ID_CHARSET"),
        (12345, "ID_LENGTH"),
    ],
)
def test_a_wrong_number_is_kept_with_a_warning(cell: Cell, code: str) -> None:
    outcome = typed(COLUMNS["id_no"], cell, CODES)
    assert isinstance(outcome, Doubtful)
    assert outcome.problem.code == code
    assert outcome.value == str(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (ALIVE, ALIVE),
        ("'" + BORN_1985.lower(), BORN_1985),
        (f'="{ALIVE}"', ALIVE),
        ("G" + ALIVE, ALIVE),
        (int(OLD), OLD),
        (float(OLD), OLD),
        (ALIVE + "44", ALIVE + "44"),
    ],
)
def test_good_numbers_are_read_through_their_wrapping(cell: Cell, value: str) -> None:
    assert typed(COLUMNS["id_no"], cell, CODES) == value


@given(st.text(max_size=30))
def test_any_text_in_the_number_column_has_an_outcome(text: str) -> None:
    outcome = typed(COLUMNS["id_no"], text, CODES)
    assert outcome is None or isinstance(outcome, str | Doubtful | CellProblem)


# --- text ---


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("张\x00三", "CONTROL_CHAR"),
        ("张\x1b[31m", "CONTROL_CHAR"),
        ("张" * 2001, "TOO_LONG"),
        (5227011001001000123, "TEXT_PRECISION_LOST"),
    ],
)
def test_text_that_nobody_typed_is_refused(cell: Cell, code: str) -> None:
    assert code_of("text", cell) == code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  龙潭镇\r\n核桃村 ", "龙潭镇 核桃村"),
        ("张\u200b三", "张三"),
        ("\ue81e", "\u9fb4"),
        ('="0012"', "0012"),
        ("=1+1", "=1+1"),
        (12.0, "12"),
        (0.5, "0.5"),
        (True, "是"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 8, 30), "2026-01-02 08:30"),  # noqa: DTZ001
    ],
)
def test_text_is_cleaned_and_numbers_are_written_out(cell: Cell, value: str) -> None:
    assert typed(COLUMNS["text"], cell, CODES) == value


# --- numbers ---


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("约3000", "NUM_FORMAT"),
        ("1.2万", "NUM_FORMAT"),
        ("(500)", "NUM_FORMAT"),
        ("1,23", "NUM_FORMAT"),
        ("nan", "NUM_FORMAT"),
        ("1_000", "NUM_FORMAT"),
        ("٣", "NUM_FORMAT"),
        (True, "NUM_FORMAT"),
        (float("nan"), "NUM_RANGE"),
        (float("inf"), "NUM_RANGE"),
        (1e308, "NUM_RANGE"),
        ("9" * 5000, "NUM_RANGE"),
    ],
)
def test_what_is_no_number_is_refused(cell: Cell, code: str) -> None:
    assert code_of("decimal", cell) == code
    assert code_of("int", cell) == code


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234.50", 1234.5), ("￥500", 500.0), ("３００元", 300.0), (-5, -5.0), (".5", 0.5)],
)
def test_amounts_are_read_as_offices_write_them(cell: Cell, value: float) -> None:
    amount = typed(MONEY, cell, CODES)
    assert amount == value
    assert isinstance(amount, float)


def test_whole_numbers_are_integers_and_fractions_are_not() -> None:
    assert typed(COLUMNS["int"], "12", CODES) == 12
    assert typed(COLUMNS["int"], 12.0, CODES) == 12
    assert code_of("int", "1.5") == "NUM_FORMAT"


def test_years_are_read_and_bounded() -> None:
    assert [typed(COLUMNS["year"], cell, CODES) for cell in (2020, "2020年", "2020年度")] == [
        2020
    ] * 3
    assert code_of("year", "20") == "NUM_RANGE"
    assert code_of("year", "去年") == "NUM_FORMAT"


# --- days and months ---


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2023-02-29", "DATE_FORMAT"),
        ("240209", "DATE_FORMAT"),
        ("02/03/2024", "DATE_FORMAT"),
        ("二〇二四年", "DATE_FORMAT"),
        ("45292", "DATE_FORMAT"),
        (12, "DATE_FORMAT"),
        (True, "DATE_FORMAT"),
        ("1800-01-01", "DATE_RANGE"),
        ("2999-01-01", "DATE_RANGE"),
    ],
)
def test_what_is_no_day_is_refused(cell: Cell, code: str) -> None:
    assert code_of("date", cell) == code


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-29",
        "2024/2/29",
        "2024.2.29",
        "20240229",
        20240229,
        45351,
        "2024年2月29日",
        "2024年02月29日 ",
        "２０２４-02-29",
        "2024-02-29 00:00:00",
        "2024-02-29T08:30",
        date(2024, 2, 29),
        datetime(2024, 2, 29, 8),  # noqa: DTZ001
    ],
)
def test_every_usual_way_to_write_a_day_is_read(cell: Cell) -> None:
    assert typed(COLUMNS["date"], cell, CODES) == date(2024, 2, 29)


def test_the_last_day_of_the_calendar_means_no_end() -> None:
    assert typed(COLUMNS["date"], "9999-12-31", CODES) == date(9999, 12, 31)


@pytest.mark.parametrize("cell", ["202613", "2026", 2026.1, "九月", True, "2026-00"])
def test_what_is_no_month_is_refused(cell: Cell) -> None:
    assert code_of("month", cell) == "MONTH_FORMAT"


@pytest.mark.parametrize(
    "cell",
    ["202609", 202609, "2026-09", "2026-9", "2026.9", "2026年9月", "20260901", date(2026, 9, 1)],
)
def test_every_usual_way_to_write_a_month_is_read(cell: Cell) -> None:
    assert typed(COLUMNS["month"], cell, CODES) == "2026-09"


# --- yes and no, codes ---


@pytest.mark.parametrize(("cell", "value"), [("是", True), (1, True), ("√", True), ("否", False)])
def test_yes_and_no_are_read(cell: Cell, value: bool) -> None:
    assert typed(COLUMNS["bool"], cell, CODES) is value


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert code_of("bool", "不详") == "ENUM_UNKNOWN"


@pytest.mark.parametrize("cell", ["在职", " 在 职", "在岗", "01", "０１"])
def test_a_code_is_told_by_label_synonym_and_number(cell: Cell) -> None:
    assert typed(COLUMNS["code"], cell, CODES) == "在职"


def test_an_unknown_code_is_refused_with_the_name_of_the_list() -> None:
    problem = typed(COLUMNS["code"], "借调", CODES)
    assert isinstance(problem, CellProblem)
    assert (problem.code, problem.value) == ("ENUM_UNKNOWN", "借调")
    assert "人员类别" in problem.sentence


@pytest.mark.parametrize("mark", ["，", ",", "、", ";", "；", "/", " "])
def test_several_codes_are_joined_in_the_order_of_the_list(mark: str) -> None:
    assert typed(MANY, f"退休{mark}在岗{mark}退休", CODES) == "在职、退休"


def test_one_unknown_among_several_codes_refuses_the_cell() -> None:
    assert isinstance(typed(MANY, "退休、借调", CODES), CellProblem)


def test_several_codes_where_one_is_asked_for_are_refused() -> None:
    assert code_of("code", "退休、在职") == "ENUM_UNKNOWN"
