"""What differs between two snapshots: rows added, gone, and changed field by field.

`compare` works it out once for a pair of snapshots and keeps it as a file: which rows, how, in
which fields. `Differences` reads that file for one who sees certain places. Values stay in the
snapshots (`frozen`): they are fetched for the rows that are shown.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import pyarrow.parquet as pq

from huitoukan.domain.refusals import Refused
from huitoukan.engine import dialect
from huitoukan.engine.frozen import PLACE
from huitoukan.engine.on_duckdb import Limits, Session, StepStopped
from huitoukan.engine.plan import Step

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
KINDS: Final = (ADDED, REMOVED, CHANGED)
PLACE_IN_FILE: Final = frozenset({"row_no", "person_key"})
"""Columns that say where a row stood or repeat another; a change of them is none of the row's."""
_HOUSEHOLD: Final = "household_no"


@dataclass(frozen=True)
class Difference:
    """One row that differs: its table and key, how, its place, and the fields that changed."""

    table: str
    key: str
    kind: str
    household_no: str
    place: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """The places that are seen: for each village code in the older and in the newer snapshot the
    code of the village that it counts for today. A code that is not here is not seen."""

    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """Which differences a list holds; empty asks for all. A household number by its beginning."""

    table: str = ""
    kind: str = ""
    field: str = ""
    household_no: str = ""


def compare(before: Path, after: Path, keys: Mapping[str, str], out: Path) -> None:
    """Write to `out` every row that differs between two folders of snapshots.

    Args:
        before: the folder of the older snapshot: `TABLE.parquet`, each with a `village_code`.
        after: that of the newer one.
        keys: the tables and the column that names a row in both.
        out: columns tbl, key, household_no, was, now (village codes, null where the row is not),
            fields (names, sorted; empty for rows added or gone).

    A column that only one of the two has counts as empty in the other.

    Raises:
        Refused: RUN_LIMIT, when the tables do not fit into time or memory.
    """
    parts = [
        _table_sql(table, before / f"{table}.parquet", after / f"{table}.parquet", key)
        for table, key in keys.items()
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder, Session(Limits()) as session:
        part = Path(folder) / out.name
        try:
            session.write(Step("differences", "\nUNION ALL\n".join(parts), (), ""), part)
        except StepStopped as stop:
            raise Refused("RUN_LIMIT", table="differences", what=stop.limit) from stop
        part.replace(out)


def _table_sql(table: str, before: Path, after: Path, key: str) -> str:
    """The differing rows of one table."""
    old = {f.name: f.type for f in pq.read_schema(before)}
    new = {f.name: f.type for f in pq.read_schema(after)}
    compared = sorted((old.keys() | new.keys()) - PLACE_IN_FILE - {key})
    if key == PLACE:
        old_place = new_place = key
    else:
        old_place = new_place = PLACE
    tests = {name: _differs(name, old, new) for name in compared}
    fields = ", ".join(f"CASE WHEN {test} THEN '{name}' END" for name, test in tests.items())
    home = [f"{side}.{_HOUSEHOLD}" for side, has in (("n", new), ("o", old)) if _HOUSEHOLD in has]
    is_in_one = f"o.{key} IS NULL OR n.{key} IS NULL"
    return f"""
        SELECT '{dialect.name(table)}' AS tbl, coalesce(n.{key}, o.{key}) AS key,
            coalesce({", ".join([*home, "''"])}) AS household_no,
            o.{old_place} AS was, n.{new_place} AS now,
            CASE WHEN {is_in_one} THEN []::VARCHAR[]
                ELSE [f FOR f IN [{fields}]::VARCHAR[] IF f IS NOT NULL] END AS fields
        FROM read_parquet({dialect.text(str(before))}) AS o
        FULL JOIN read_parquet({dialect.text(str(after))}) AS n ON o.{key} = n.{key}
        WHERE {" OR ".join([is_in_one, *tests.values()])}
    """  # noqa: S608 - names are plain words, the paths are the program's own


def _differs(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """The condition under which a column differs between a row of o and its row of n."""
    if name not in old:
        return f"{dialect.column('n', name)} IS NOT NULL"
    if name not in new:
        return f"{dialect.column('o', name)} IS NOT NULL"
    sides = [dialect.column(side, name) for side in ("o", "n")]
    if old[name] != new[name]:  # packs of different days may type a column differently
        sides = [f"CAST({side} AS VARCHAR)" for side in sides]
    return " IS DISTINCT FROM ".join(sides)


class Differences:
    """What `compare` wrote, as somebody has it who sees certain places.

    Each snapshot is cut to what is seen before the two are held against each other: a row that left
    the seen places is gone, one that came from elsewhere is added, and no field of either is told.
    A difference stands where the row is now, or where it was when it is gone. A village that was
    only renamed, recoded or merged is no change of its households.
    """

    def __init__(self, path: Path, seen: Seen, within: Collection[str] | None = None) -> None:
        """`within`: only differences that stand in one of these places."""
        self._session = Session(Limits())
        self._keep("before", _pairs(seen.before))
        self._keep("after", _pairs(seen.after))
        here = "" if within is None else f"AND place IN ({_list(within)})"
        self._keep("seen", _seen_sql(path, here))

    def __enter__(self) -> Differences:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._session.__exit__(kind, error, at)

    def by_place(self) -> dict[tuple[str, str, str], int]:
        """How many differences there are by place, table and kind."""
        found = self._asked("SELECT place, tbl, kind, count(*) AS n FROM seen GROUP BY ALL")
        return {(place, table, kind): n for place, table, kind, n in found}

    def by_field(self) -> dict[tuple[str, str], int]:
        """How many rows changed in each field, by table and field."""
        found = self._asked(
            "SELECT tbl, field, count(*) AS n"
            " FROM (SELECT tbl, unnest(fields) AS field FROM seen) GROUP BY ALL"
        )
        return {(table, name): n for table, name, n in found}

    def count(self, wanted: Wanted) -> int:
        """How many differences a list has."""
        ((n,),) = self._asked(f"SELECT count(*) AS n FROM seen WHERE {_where(wanted)}")  # noqa: S608
        return int(n)

    def rows(self, wanted: Wanted, *, start: int = 0, most: int | None = None) -> list[Difference]:
        """Some of a list by household number, each household before its members; villages first."""
        cut = "" if most is None else f" LIMIT {int(most)} OFFSET {int(start)}"
        order = "household_no, tbl <> 'household', key, tbl"
        found = self._asked(
            f"SELECT *, row_number() OVER (ORDER BY {order}) AS nth FROM ("  # noqa: S608
            "SELECT tbl, key, kind, household_no, place, fields FROM seen"
            f" WHERE {_where(wanted)} ORDER BY {order}{cut})",
            order="nth",
        )
        return [
            Difference(table, key, kind, home, place, tuple(fields))
            for table, key, kind, home, place, fields, _nth in found
        ]

    def _keep(self, name: str, sql: str) -> None:
        self._session.keep(Step(name, sql, (), ""))

    def _asked(self, sql: str, order: str = "") -> list[tuple[Any, ...]]:
        self._keep("asked", sql)
        _, rows = self._session.rows("asked", order)
        self._session.drop("asked")
        return rows


def _seen_sql(path: Path, here: str) -> str:
    return f"""
        SELECT * FROM (
            SELECT d.tbl, d.key, d.household_no, coalesce(a.place, b.place) AS place,
                CASE WHEN b.place IS NULL THEN '{ADDED}' WHEN a.place IS NULL THEN '{REMOVED}'
                    ELSE '{CHANGED}' END AS kind,
                CASE WHEN b.place = a.place THEN
                        [f FOR f IN d.fields IF f <> '{PLACE}']
                    WHEN b.place IS NULL OR a.place IS NULL THEN []::VARCHAR[]
                    ELSE d.fields END AS fields
            FROM read_parquet({dialect.text(str(path))}) AS d
            LEFT JOIN before AS b ON b.code = d.was
            LEFT JOIN after AS a ON a.code = d.now
            WHERE b.place IS NOT NULL OR a.place IS NOT NULL
        ) WHERE (kind <> '{CHANGED}' OR len(fields) > 0) {here}
    """  # noqa: S608 - the path is the program's own


def _where(wanted: Wanted) -> str:
    parts = ["TRUE"]
    if wanted.table:
        parts.append(f"tbl = {dialect.text(wanted.table)}")
    if wanted.kind:
        parts.append(f"kind = {dialect.text(wanted.kind)}")
    if wanted.field:
        parts.append(f"list_contains(fields, {dialect.text(wanted.field)})")
    if wanted.household_no:
        parts.append(f"starts_with(household_no, {dialect.text(wanted.household_no)})")
    return " AND ".join(parts)


def _pairs(places: Mapping[str, str]) -> str:
    """A table of codes and places; one without rows is a table too."""
    rows = ", ".join(f"({dialect.text(c)}, {dialect.text(p)})" for c, p in places.items())
    values = f"VALUES {rows}" if rows else "SELECT NULL::VARCHAR, NULL::VARCHAR LIMIT 0"
    return f"SELECT * FROM ({values}) AS t(code, place)"  # noqa: S608 - texts are escaped


def _list(values: Collection[str]) -> str:
    return ", ".join(dialect.text(value) for value in values) or "NULL"
