"""Lists of areas as files have them: which tables there are, and their rows; no database.

The statistical list is that of the package china-division (provinces, cities, areas, streets and
villages, each with `code`, `name` and the codes above it), in whatever column order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from huitoukan.documents.tables import Table, read_tables
from huitoukan.domain.areas import LENGTHS, Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

Tell = Callable[[int, int, str], None]
TELL_EVERY: Final = 20_000
_WHOLE: Final = frozenset(LENGTHS.values())


def _table(name: str, title: Text, key: str, columns: tuple[Column, ...]) -> DataSet:
    return DataSet(
        id=name,
        title=title,
        department="",
        object="village",
        key=key,
        row_key=(key,),
        purpose="区划随时间的变化",
        basis="本系统",
        retention_months=0,
        period="snapshot",
        columns=columns,
    )


DIVISION: Final = _table(
    "division",
    Text("统计用区划代码表", "Statistical codes of areas"),
    "code",
    (
        Column("code", "code", ("区划代码", "统计用区划代码"), "text", required=True),
        Column("name", "name", ("名称", "区划名称"), "text", required=True),
        Column("street", "streetCode", (), "text"),
        Column("area", "areaCode", (), "text"),
        Column("city", "cityCode", (), "text"),
        Column("province", "provinceCode", (), "text"),
        Column("above", "上级代码", ("上级区划代码",), "text"),
        Column("zone", "是否功能区", ("功能区",), "bool"),
    ),
)
GROUPS: Final = _table(
    "group",
    Text("村民小组表", "Villagers' groups"),
    "group",
    (
        Column("village_code", "行政村代码", ("村代码", "村区划代码"), "text", required=True),
        Column("village", "行政村", ("村", "行政村名称"), "text"),
        Column("group", "村民小组", ("组", "小组", "小组名称", "自然村"), "text", required=True),
    ),
)
CHANGES: Final = _table(
    "change",
    Text("区划变更表", "Changes of areas"),
    "kind",
    (
        Column("kind", "变更类型", ("类型",), "text", required=True),
        Column("old_code", "原代码", ("变更前代码",), "text"),
        Column("old_name", "原名称", ("变更前名称",), "text"),
        Column("new_code", "新代码", ("变更后代码",), "text"),
        Column("new_name", "新名称", ("变更后名称",), "text"),
        Column("new_parent", "新上级代码", ("变更后上级代码",), "text"),
        Column("on", "生效日期", ("变更日期",), "date", required=True),
        Column("basis", "依据文号", ("文号", "依据"), "text", required=True),
        Column("groups", "村民小组", ("划分的村民小组",), "text"),
        Column("numbers", "户编号", ("划分的户编号",), "text"),
        Column("note", "说明", ("备注",), "text"),
    ),
)

REPORTED: Final = _table(
    "reported",
    Text("上报户数人数表", "Reported counts"),
    "code",
    (
        Column("code", "区划代码", ("代码", "单位代码"), "text", required=True),
        Column("name", "名称", ("区划名称", "单位"), "text"),
        Column("on", "日期", ("截至日期", "数据日期"), "date", required=True),
        Column("part", "口径", ("类别",), "text", required=True),
        Column("households", "户数", ("上报户数",), "int", required=True),
        Column("persons", "人数", ("人口数", "上报人数"), "int"),
        Column("source", "出处", ("来源", "文件"), "text", required=True),
    ),
)


@dataclass(frozen=True)
class RowError:
    """A row that was given back: where, which code, what to do."""

    row: int
    column: str
    code: str
    sentence: str
    remedy: str


@dataclass
class ListSheet:
    """One sheet of a list as read, and the account of its rows.

    `n_outside` are rows of other counties than the one asked for; they and `n_skipped` (totals,
    signatures) stand outside the account.
    """

    file: str
    sheet: str
    kind: str
    header_row: int = 0
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    n_skipped: int = 0
    n_outside: int = 0
    outcomes: dict[int, str] = field(default_factory=dict)
    """What became of each good row: created, updated or unchanged."""

    def reject(self, row: int, column: str, refused: Refused) -> None:
        """Give a row back with its reason."""
        self.errors.append(
            RowError(row, column, refused.code, refused.sentence(), refused.remedy())
        )

    @property
    def account(self) -> dict[str, int]:
        """rows_in = created + updated + unchanged + rejected; no row in two of them."""
        rejected = {error.row for error in self.errors}
        kept = [word for row, word in self.outcomes.items() if row not in rejected]
        counts = {word: kept.count(word) for word in ("created", "updated", "unchanged")}
        return {"rows_in": len(kept) + len(rejected), **counts, "rejected": len(rejected)}


@dataclass(frozen=True)
class ListFile:
    """A file of lists: its name, the hash of its bytes, its sheets."""

    name: str
    sha256: str
    sheets: tuple[ListSheet, ...]


def read_list(path: Path, pack: Pack, *, county: str, tell: Tell) -> ListFile:
    """Every sheet of a file that is a list of areas; rows of other counties are only counted.

    `county` is the beginning of the codes that are wanted, "" for all; a statistical list of more
    than one county needs it. A row with a problem in any cell is given back.
    """
    name = path.name
    sheets = []
    try:
        for table in read_tables(path, _tables(pack), pack.codes, name=name):
            sheets.append(_read(table, county, tell))
    except Refused as refused:
        if refused.code == "DATASET_UNKNOWN":
            raise Refused("PLACES_UNKNOWN", name=name) from None
        raise
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return ListFile(name, sha256, tuple(sheets))


def _read(table: Table, county: str, tell: Tell) -> ListSheet:
    found = ListSheet(table.name, table.sheet, table.dataset.id, table.layout.header_row)
    counties: set[str] = set()
    for row in table:
        if row.number % TELL_EVERY == 0:
            tell(row.number, 0, f"读取“{table.sheet}”第 {row.number} 行")
        if found.kind == DIVISION.id:
            codes = _good_codes(row.values, "code", "area")
            if codes and not any(_is_wanted(code, county) for code in codes):
                found.n_outside += 1
                continue
            counties |= {c[: LENGTHS[Level.COUNTY]] for c in codes if len(c) >= 6}
            if not county and len(counties) > 1:
                raise Refused("PLACES_COUNTY", name=table.name, code=min(counties))
        for problem in row.problems:
            found.errors.append(
                RowError(row.number, problem.label, problem.code, problem.sentence, problem.remedy)
            )
        if not row.problems:
            found.rows.append((row.number, row.values))
    found.n_skipped = len(table.skipped)
    return found


def _good_codes(values: Mapping[str, object], *columns: str) -> list[str]:
    """Codes of a row that are whole; a row with none cannot be called another county's."""
    texts = (str(values.get(column) or "") for column in columns)
    return [text for text in texts if text.isascii() and text.isdigit() and len(text) in _WHOLE]


def _is_wanted(code: str, county: str) -> bool:
    """Whether a code lies in the county, or above it."""
    return code.startswith(county) or county.startswith(code)


def several(cell: object) -> Iterator[str]:
    """The parts of a cell that lists several, "1组、2组"."""
    text = str(cell or "")
    for mark in "，,；;\n ":
        text = text.replace(mark, "、")
    yield from (part for part in text.split("、") if part)


def counties_named(paths: Sequence[Path], name: str, pack: Pack) -> list[tuple[str, str]]:
    """Codes and names of the counties of this name in the lists of counties among the files."""
    found = []
    for path in paths:
        for table in read_tables(path, _tables(pack), pack.codes):
            if table.dataset.id != DIVISION.id or {"street", "area"} & set(table.layout.columns):
                break
            for row in table:
                code = str(row.values.get("code") or "")
                if row.values.get("name") == name and len(code) == LENGTHS[Level.COUNTY]:
                    found.append((code, name))
    return found


def _tables(pack: Pack) -> tuple[DataSet, ...]:
    return (pack.fields["village"], DIVISION, GROUPS, CHANGES, REPORTED)
