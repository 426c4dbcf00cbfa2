"""The catalogue of bad input: what a case is, the data set that all are read as, and all cases.

The families: X containers, C text files, H layout, I numbers of persons, N names, D days and
months, A amounts and codes, R codes of places, J injected strings. Files are made in memory, always
the same; what stands in them is invented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from itertools import chain

from huitoukan.documents.columns import Cell, Value
from huitoukan.documents.read import Limits
from huitoukan.rules.shapes.tables import DataSet
from tests.documents.samples import CODES, column, dataset

ALIVE = "990101199003077751"
SECOND = "990102195512310011"

PEOPLE: DataSet = dataset(
    "D90",
    "坏数据试验",
    column("id_no", "公民身份号码", "id_no", also=("身份证号", "证件号码"), required=True),
    column("name", "姓名", required=True),
    column("born_on", "出生日期", "date"),
    column("month", "发放月份", "month"),
    column("amount", "金额", "decimal", unit="元"),
    column("months", "月数", "int"),
    column("serving", "是否在编", "bool"),
    column("kind", "人员类别", "code", codes="kind"),
)
CODE_LISTS = CODES
HEAD: list[Cell] = [each.label for each in PEOPLE.columns]
PLACES = {each.name: place for place, each in enumerate(PEOPLE.columns)}
GOOD: list[Cell] = [ALIVE, "张三", "1990-03-07", "2026-09", "100.5", "12", "是", "在职"]
ALSO_GOOD: list[Cell] = [SECOND, "李四", "1955-12-31", "2026-09", "80", "3", "否", "退休"]


class Outcome(StrEnum):
    """What becomes of the file, or of the row that the case is about."""

    OK = "OK"
    """Read as it is written."""
    FIX = "FIX"
    """Read after a stated cleaning, or kept with a doubt that is listed."""
    ROW = "ROW"
    """At least one row is refused, the file goes on."""
    FILE = "FILE"
    """The file is refused before anything is written."""


@dataclass(frozen=True)
class Case:
    """One file and what must come out of it."""

    id: str
    sentence: str
    build: Callable[[], bytes]
    outcome: Outcome
    codes: tuple[str, ...] = ()
    """FILE: of the refusal, any one of these; ROW and FIX: of problems and doubts, all of them."""
    rows: tuple[int, int, int] = (0, 0, 0)
    """Rows below the header, accepted, rejected; what is left over was skipped as no data."""
    reads: Mapping[str, Value] = field(default_factory=dict)
    """Values of the first row that was accepted."""
    limits: Limits = field(default_factory=Limits)
    name: str = "a.xlsx"
    note: str = ""


def changed(**cells: Cell) -> list[Cell]:
    """The good row with other cells in the named columns."""
    row = list(GOOD)
    for name, cell in cells.items():
        row[PLACES[name]] = cell
    return row


FAMILIES: Mapping[str, tuple[str, str]] = {
    "X": ("workbook containers", "containers"),
    "C": ("delimited text", "delimited_text"),
    "H": ("layout", "layouts"),
    "I": ("ID cells", "id_cells"),
    "N": ("names", "names"),
    "D": ("days and months", "days"),
    "A": ("amounts, flags, codes", "amounts"),
    "R": ("codes of places", "places"),
    "J": ("injected strings", "injections"),
}


def family(letter: str) -> Sequence[Case]:
    """The cases of one family."""
    cases: Sequence[Case] = import_module(f"tests.bad_input.{FAMILIES[letter][1]}").CASES
    return cases


def all_cases() -> list[Case]:
    """Every case, in the order of the families."""
    return list(chain.from_iterable(map(family, FAMILIES)))


def table_of_counts() -> str:
    """The families with the number of their cases by outcome, as Markdown."""
    lines = ["| family | about | cases | OK | FIX | ROW | FILE |", "|---|---|---|---|---|---|---|"]
    total: Counter[str] = Counter()
    for letter, (about, _) in FAMILIES.items():
        counted = Counter(case.outcome.value for case in family(letter))
        total += counted
        lines.append(_counts(letter, about, counted))
    return "\n".join([*lines, _counts("", "all", total)]) + "\n"


def _counts(letter: str, about: str, counted: Counter[str]) -> str:
    numbers = " | ".join(str(counted[outcome.value]) for outcome in Outcome)
    return f"| {letter} | {about} | {counted.total()} | {numbers} |"
