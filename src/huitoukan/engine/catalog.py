"""Where the tables are: Parquet files of registry and deliveries, and the SQL that loads them.

Only columns that the pack declares are ever loaded, each with the type the pack gives it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from huitoukan.domain.refusals import Refused
from huitoukan.engine import dialect, keys
from huitoukan.engine.dialect import name
from huitoukan.engine.subjects import REPEATED, ROW_KEY
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import columns_of
from huitoukan.rules.shapes.tables import FROZEN


@dataclass(frozen=True)
class Tables:
    """A registry folder (household, member, village .parquet) and the files of each data set.

    The folder may hold authorisation.parquet besides: who signed for which data.
    A data set with no file was not delivered; a file without rows was.
    """

    registry: Path
    deliveries: Mapping[str, Sequence[Path]] = field(default_factory=dict)

    def files(self, table: str) -> tuple[Path, ...]:
        """The files of a table, in the order of their delivery."""
        if table in FROZEN:
            path = self.registry / f"{table}.parquet"
            return (path,) if path.is_file() else ()
        return tuple(Path(path) for path in self.deliveries.get(table, ()))

    @classmethod
    def in_folders(cls, registry: Path, deliveries: Path) -> Tables:
        """Deliveries as `D07.parquet` or `D07/*.parquet` in one folder, sorted by name."""
        found: dict[str, tuple[Path, ...]] = {}
        for path in sorted(deliveries.iterdir()):
            if path.is_dir():
                found[path.name] = tuple(sorted(path.glob("*.parquet")))
            elif path.suffix == ".parquet":
                found[path.stem] = (*found.get(path.stem, ()), path)
        return cls(registry, found)


@dataclass(frozen=True)
class Catalog:
    """A pack's tables with the files they are read from."""

    pack: Pack
    tables: Tables

    def has(self, table: str) -> bool:
        """Whether the table was delivered."""
        return bool(self.tables.files(table))

    def lacks(self, table: str, column: str) -> bool:
        """Whether no file of a registry table has the column: then nobody delivered it."""
        files = self.tables.files(table)
        declared = self.pack.fields.get(table)
        known = declared is not None and column in declared.by_name
        return known and bool(files) and not any(column in self._present[path] for path in files)

    def load_sql(self, table: str, wanted: Collection[str], kept: str | None = None) -> str:
        """The SELECT that loads the wanted columns of a table, all its files one after another.

        `kept` follows the FROM and tells which of its rows: the others stay in the file.
        Raises Refused TABLE_COLUMNS when a file lacks a column the pack requires.
        """
        parts = [
            self._file_sql(table, number, path, wanted)
            for number, path in enumerate(self.tables.files(table))
        ]
        rows = "\nUNION ALL\n".join(parts)
        if kept is None:
            return rows
        return f"SELECT {name(table)}.*\nFROM (\n{rows}\n) AS {table}\n{kept}"

    def _file_sql(self, table: str, number: int, path: Path, wanted: Collection[str]) -> str:
        present = self._present[path]
        self._check_required(table, path, present, wanted)
        columns = columns_of(self.pack, table)
        # The first column always comes along: a step may only count rows.
        named = [one for one in columns if one in wanted or one == "row_no"] or [*columns][:1]
        shown = [f"{self._value(one, columns[one], present)} AS {name(one)}" for one in named]
        source = f"read_parquet({dialect.text(str(path))})"
        shown.append(f"CAST({number} AS INTEGER) AS file_no")
        if table in FROZEN:
            row_no = "CAST(file.row_no AS INTEGER)" if "row_no" in present else "NULL"
            shown.append(f"CAST({row_no} AS INTEGER) AS row_no")
            if REPEATED in wanted:
                shown.append(f"{_stands_twice(ROW_KEY[table], source)} AS {REPEATED}")
        return f"SELECT {', '.join(shown)}\nFROM {source} AS file"

    def _value(self, column: str, kind: str, present: Collection[str]) -> str:
        if column in present:
            return f"CAST({dialect.column('file', column)} AS {dialect.TYPES[kind]})"
        if column == "person_key" and "id_no" in present:
            return keys.person_key_sql("file.id_no")
        return f"CAST(NULL AS {dialect.TYPES[kind]})"

    def _check_required(
        self, table: str, path: Path, present: Collection[str], wanted: Collection[str]
    ) -> None:
        data_set = self.pack.table(table)
        columns = data_set.columns if data_set else ()
        needed = [c.name for c in columns if c.required and c.name in wanted]
        needed += ["row_no"] if table not in FROZEN else []
        missing = [column for column in needed if column not in present]
        if missing:
            raise Refused("TABLE_COLUMNS", table=table, name=path.name, columns="、".join(missing))

    @cached_property
    def _present(self) -> Mapping[Path, frozenset[str]]:
        names = (*self.pack.fields, *self.pack.sources)
        paths = {path for name in names for path in self.tables.files(name)}
        return {path: frozenset(pq.read_schema(path).names) for path in paths}


def _stands_twice(key: str, source: str) -> str:
    """Whether the key of a row stands in several rows of the same file."""
    said = dialect.column("again", key)
    several = f"SELECT {said} FROM {source} AS again GROUP BY 1 HAVING count(*) > 1"  # noqa: S608
    return f"{dialect.column('file', key)} IN ({several})"
