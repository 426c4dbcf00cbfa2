"""Reading a list of persons from a file: any order of columns, Chinese or English headings."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Final

from huitoukan.documents.cells import CellProblem, Converter, Doubtful, converter_of
from huitoukan.documents.columns import Cell, Value
from huitoukan.documents.headings import LAST_HEADER_ROW, Layout, recognise
from huitoukan.documents.read import Row, Sheet, read_workbook
from huitoukan.domain.refusals import Refused
from huitoukan.linking.people import Person, person_of
from huitoukan.rules.shapes.tables import Column

_ID_HEADINGS: Final = (
    "idno", "id_no", "身份证号", "身份证号码", "身份证", "公民身份号码", "身份证件号",
    "身份证件号码", "证件号",
)  # fmt: skip
_VILLAGE_HEADINGS: Final = ("village", "行政村", "村名", "村名称", "所在村", "村居")
COLUMNS: Final = (
    Column("name", "姓名", ("name", "成员姓名", "人员姓名"), "text", required=True),
    Column("idno", "证件号码", _ID_HEADINGS, "text", required=True),
    Column("village", "村", _VILLAGE_HEADINGS, "text", required=True),
    Column("birth", "出生日期", ("birth", "birth_date", "出生年月日", "生日"), "date"),
)
"""What a list must have, and the birth date if it has one; other columns are not read."""


@dataclass(frozen=True)
class PeopleFile:
    """The persons of a file, one for each row below the heading."""

    people: list[Person]
    first_row: int
    """The number of the row below the heading, as a table program shows it."""


def read_people(path: Path) -> PeopleFile:
    """The persons of a file; a blank row is a person of whom nothing is known.

    The first visible sheet that holds anything is read. A cell that cannot be read counts as blank,
    so that every row keeps its place. Raises Refused: FILE_*, READER_LIMIT, SHEET_NONE, HEADER_DUP,
    LINK_COLUMNS.
    """
    if not path.is_file():
        raise Refused("FILE_MISSING", name=path.name)
    with closing(_sheets(path)) as sheets:
        for sheet in sheets:
            first = [] if sheet.hidden else list(islice(sheet.rows, LAST_HEADER_ROW + 1))
            if first:
                layout = _layout(path.name, sheet, first)
                return PeopleFile(_people(sheet, first, layout), layout.header_row + 1)
    raise Refused("SHEET_NONE", name=path.name)


def _sheets(path: Path) -> Generator[Sheet, None, None]:
    yield from read_workbook(path)


def _layout(name: str, sheet: Sheet, first: list[Row]) -> Layout:
    try:
        return recognise(first, COLUMNS, name=name, sheet=sheet.name)
    except Refused as refused:
        if refused.code != "HEADER_MISSING":
            raise
        raise Refused("LINK_COLUMNS", name=name, columns=refused.details["columns"]) from None


def _people(sheet: Sheet, first: list[Row], layout: Layout) -> list[Person]:
    plan = {
        column.name: (layout.columns[column.name], converter_of(column, {}))
        for column in COLUMNS
        if column.name in layout.columns
    }
    unknown = person_of("", "", "")
    people: list[Person] = []
    below = (row for row in first if row.number > layout.header_row)
    for number, cells in chain(below, sheet.rows):
        # Blank rows are not handed over, but what follows them must not move up.
        people += [unknown] * (number - layout.header_row - 1 - len(people))
        found = {column: _value(cells, *plan[column]) for column in plan}
        birth = found.get("birth")
        name, idno, village = (str(found[column] or "") for column in ("name", "idno", "village"))
        people.append(person_of(name, idno, village, birth if isinstance(birth, date) else None))
    return people


def _value(cells: list[Cell], place: int, convert: Converter) -> Value:
    outcome = convert(cells[place]) if place < len(cells) else None
    if isinstance(outcome, CellProblem):
        return None
    return outcome.value if isinstance(outcome, Doubtful) else outcome
