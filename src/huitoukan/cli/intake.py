"""Folders of files as other programs have them, made ready for the comparison without a database.

Text and workbooks are read as an import reads them (headings, encodings, broken rows), Parquet as
it is where it fits. What the files hold is accounted for to the row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.documents.headings import Labels
from huitoukan.documents.read.book import Limits
from huitoukan.documents.tables import read_table
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.intake.quick import open_quickly
from huitoukan.intake.taking import Taken
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import AUTHORISATION, REGISTRY, DataSet

Tell = Callable[[int, int, str], None]

STEMS: Final = {
    "household": "households",
    "member": "members",
    "village": "villages",
    AUTHORISATION: "authorisations",
}
READABLE: Final = (".parquet", ".csv", ".txt", ".xlsx", ".xls")
# Of any size: here nobody waits at a page, and text is read as a stream.
_LIMITS: Final = Limits(file=1 << 40, rows=1 << 40)
_VILLAGE_CODE: Final = "village_code"
# A registry of another program need not have all that an import asks for, only what tells rows.
_TOLD_BY: Final = {
    "household": ("household_no",),
    "member": ("household_no", "person_no"),
    "village": ("village",),
    AUTHORISATION: ("household_no", "data_sets", "valid_from", "valid_to"),
}


@dataclass
class Folders:
    """What was found in the folders: tables for the engine, the files as given, the accounts."""

    tables: engine.Tables
    given: dict[str, tuple[Path, ...]] = field(default_factory=dict)
    accounts: dict[str, list[engine.Account]] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()

    def files(self, tables: Collection[str]) -> engine.Files:
        """The files of these tables as they were given, with their SHA-256."""
        paths = {name: of for name, of in self.given.items() if name in tables}
        return {
            name: tuple(engine.SourceFile(path.name, engine.file_hash(path)) for path in of)
            for name, of in paths.items()
        }


def take(registry: Path, deliveries: Path, pack: Pack, work: Path, tell: Tell) -> Folders:
    """Read both folders; what has to be made anew is written to `work`.

    Raises Refused REGISTRY_FILE_MISSING, FILE_*, HEADER_*, SHEET_NONE, TABLE_COLUMNS.
    """
    taken = Folders(engine.Tables(work))
    _take_registry(registry, pack, work, taken)
    found, taken.passed_over = _deliveries(deliveries, pack)
    ready: dict[str, tuple[Path, ...]] = {}
    for done, (name, paths) in enumerate(sorted(found.items())):
        tell(done, len(found), f"读入 {name}")
        dataset = _with_names(pack.sources[name], required=None)
        pairs = [
            _take_file(path, dataset, pack, work / f"{name}-{n}.parquet")
            for n, path in enumerate(paths)
        ]
        taken.given[name] = paths
        ready[name] = tuple(path for path, _ in pairs)
        taken.accounts[name] = [account for _, account in pairs]
    taken.tables = engine.Tables(work, ready)
    return taken


def _deliveries(folder: Path, pack: Pack) -> tuple[dict[str, tuple[Path, ...]], tuple[str, ...]]:
    """The files of each data set, and the names of what is none."""
    found: dict[str, list[Path]] = {}
    others: list[str] = []
    for path in sorted(folder.iterdir()):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in inside:
            if path.stem in pack.sources and file.suffix.lower() in READABLE:
                found.setdefault(path.stem, []).append(file)
            else:
                others.append(file.name if file is path else f"{path.name}/{file.name}")
    return {name: tuple(paths) for name, paths in found.items()}, tuple(others)


def _take_file(
    path: Path, dataset: DataSet, pack: Pack, target: Path
) -> tuple[Path, engine.Account]:
    if path.suffix.lower() == ".parquet":
        return engine.take_parquet(path, dataset, Labels(dataset.columns).name_of, target)
    if taken := _take_quickly(path, dataset, pack, target):
        return target, engine.Account(taken.n_rows, taken.n_unkeyed, taken.n_rejected)
    rows = _Rows(path, dataset, pack)
    n_unkeyed = engine.write_table(target, dataset, rows)
    return target, engine.Account(rows.n_rows, n_unkeyed, rows.n_rejected)


def _take_quickly(path: Path, dataset: DataSet, pack: Pack, target: Path) -> Taken | None:
    """Plain text in columns; None where the careful reader must read it."""
    if path.suffix.lower() not in {".csv", ".txt"}:
        return None
    quick = open_quickly(path, path.name, [dataset], pack.codes, target.parent, limits=_LIMITS)
    return None if quick is None else quick.take(target)


class _Rows:
    """The sound rows of a text file or workbook; counts the others while they are walked."""

    def __init__(self, path: Path, dataset: DataSet, pack: Pack) -> None:
        self.n_rows = self.n_rejected = 0
        self._table = read_table(path, dataset, pack.codes, limits=_LIMITS)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._table:
            self.n_rows += 1
            if row.problems:
                self.n_rejected += 1
            else:
                yield {**row.values, "row_no": row.number}


def _take_registry(folder: Path, pack: Pack, work: Path, taken: Folders) -> None:
    """Households, members and villages; each household gets the code of its village."""
    rows: dict[str, list[dict[str, Any]]] = {}
    ready = {table: _registry_file(folder, table) for table in REGISTRY}
    for table in ("household", "member"):
        if ready[table] is None:
            raise Refused("REGISTRY_FILE_MISSING", folder=folder.name, table=STEMS[table])
    for table, path in ready.items():
        if path is None:
            continue
        taken.given[table] = (path,)
        dataset = _with_names(pack.fields[table], required=_TOLD_BY[table])
        if path.suffix == ".parquet" and _is_snapshot(path, table):
            (work / f"{table}.parquet").symlink_to(path.resolve())
            n = pq.read_metadata(path).num_rows
            taken.accounts[table] = [engine.Account(n, 0)]
            continue
        rows[table], account = _registry_rows(path, dataset, pack, work)
        taken.accounts[table] = [account]
    _place(rows)
    text = engine.ARROW_TYPES["text"]
    for table, found in rows.items():
        extra = [] if table == "village" else [(_VILLAGE_CODE, text)]
        engine.write_table(work / f"{table}.parquet", pack.fields[table], found, extra=extra)
    path = _registry_file(folder, AUTHORISATION)
    if path is not None and AUTHORISATION in pack.fields:
        _take_authorisations(path, pack, work / f"{AUTHORISATION}.parquet", taken)


def _take_authorisations(path: Path, pack: Pack, target: Path, taken: Folders) -> None:
    """The list of who signed for which data; without it nobody did."""
    dataset = _with_names(pack.fields[AUTHORISATION], required=_TOLD_BY[AUTHORISATION])
    made, account = _take_file(path, dataset, pack, target)
    if made != target:
        target.symlink_to(made.resolve())
    taken.given[AUTHORISATION], taken.accounts[AUTHORISATION] = (path,), [account]


def _registry_file(folder: Path, table: str) -> Path | None:
    names = [f"{stem}{ending}" for stem in (STEMS[table], table) for ending in READABLE]
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _is_snapshot(path: Path, table: str) -> bool:
    """Whether it is a table of a snapshot of ours."""
    needed = {_VILLAGE_CODE, "row_no"} | ({"person_key"} if table == "member" else set())
    try:
        return needed <= set(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        return False  # whoever reads it says what is wrong


def _registry_rows(
    path: Path, dataset: DataSet, pack: Pack, work: Path
) -> tuple[list[dict[str, Any]], engine.Account]:
    if path.suffix == ".parquet":
        target = work / f"{dataset.id}-typed.parquet"
        made, account = engine.take_parquet(path, dataset, Labels(dataset.columns).name_of, target)
        return pq.read_table(made).to_pylist(), account
    rows = _Rows(path, dataset, pack)
    found = list(rows)
    return found, engine.Account(rows.n_rows, 0, rows.n_rejected)


def _with_names(dataset: DataSet, required: tuple[str, ...] | None) -> DataSet:
    """The data set whose columns may also be headed by their identifiers.

    `required` are the columns without which a file is none; None leaves it to the pack.
    """
    columns = []
    for column in dataset.columns:
        also = (*column.also, column.name)
        if column.name == "place_code":
            also = (*also, _VILLAGE_CODE)
        needed = column.required if required is None else column.name in required
        columns.append(replace(column, also=also, required=needed))
    return replace(dataset, columns=tuple(columns))


def _place(rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """The village code of households, from the file or by names, and of their members.

    In a registry without codes the names of villages serve.
    """
    codes: dict[tuple[str | None, str], str] = {}
    for village in rows.get("village", ()):
        name = village.get("village") or ""
        code = village[_VILLAGE_CODE] = village.get(_VILLAGE_CODE) or name
        codes[village.get("township"), name] = codes[None, name] = code
    placed: dict[str, str | None] = {}
    for household in rows.get("household", ()):
        name = household.get("village") or ""
        place = (household.get("township"), name)
        code = household.get("place_code") or codes.get(place) or codes.get((None, name)) or name
        household[_VILLAGE_CODE] = placed[household["household_no"]] = code or None
    for member in rows.get("member", ()):
        member[_VILLAGE_CODE] = placed.get(member["household_no"])
