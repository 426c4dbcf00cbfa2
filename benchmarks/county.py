"""A registry and deliveries of any size: the demonstration county, over and over, as other people.

Made from a seed, so that hits are as rare as in life: the simulator's background meets no rule, and
each copy brings its planted faults. A copy changes the area in front of every ID number and the
digits in front of every household number; the first copies are the registry. What a delivery has
beyond them are people of elsewhere, or earlier years of the same people (HISTORY), all ended.
Rows stand in no order, as in a department's database.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from huitoukan.documents.tables import read_tables
from huitoukan.engine import api
from huitoukan.engine.api import Tables
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import EVERYTHING, DataSet
from huitoukan.simulate.api import make_county

# Data sets that are delivered every year anew: so many earlier years of the same people.
HISTORY = {"D14": 10, "D16": 10, "D26": 10, "D27": 10, "D46": 10, "D50": 10, "D52": 5, "D54": 5}
# What only people and villages of the registry have: as many rows as they and their earlier years
# make. So have ledgers that people keep by hand.
OF_REGISTRY = {"D03", "D52", "D54", "D56"}
_WEIGHTS = (7, 9, 10, 5, 8, 4)  # GB 11643-1999, of the six digits of the area
# Areas nobody lives in; those of one residue leave the check character of a number as it is.
_AREAS = range(980000, 1000000)
# A prime that no table size here is a multiple of: n * _STEP modulo the size is every row once.
_STEP = 2_654_435_761
_SUFFIXED = ("plate", "credit_code", "loan_no", "account", "roll_no", "entity")
_NUMBERED = ("household_no", "person_no")
_PLACED = ("village_code", "hukou_no", "township_code", "place_code", "county_code")


def make(folder: Path, pack: Pack, *, n_persons: int, n_rows: int, seed: int = 7) -> Tables:
    """A registry of about `n_persons` and `n_rows` rows of deliveries in all, as Parquet files.

    Data sets that the simulator does not know are left out; the others share the rows. Files that
    are there already are used again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / "template"
    if not template.exists():
        _write_template(template, pack, seed)
    n_copies = max(1, round(n_persons / pq.read_metadata(template / "member.parquet").num_rows))
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    _write_areas(connection, template)
    deliveries = {}
    for path, n in _shared_out(template, pack, n_rows, n_copies).items():
        dataset, target = pack.table(path.stem), folder / path.name
        if dataset is not None and not target.exists():
            connection.execute(_copied(dataset, path, target, n, n_copies))
        if path.stem in pack.sources:
            deliveries[path.stem] = (target,)
    connection.close()
    return Tables(folder, deliveries)


def _shared_out(template: Path, pack: Pack, n_rows: int, n_copies: int) -> dict[Path, int]:
    """How many rows each file gets: what is of the registry its own number, the rest the rest."""
    fixed: dict[Path, int] = {}
    free: list[Path] = []
    for path in sorted(template.glob("*.parquet")):
        n_own = n_copies * pq.read_metadata(path).num_rows
        if path.stem in pack.fields or (
            path.stem in pack.sources and path.stem not in pack.delivered
        ):
            fixed[path] = n_own
        elif path.stem in OF_REGISTRY:
            fixed[path] = n_own * (1 + HISTORY.get(path.stem, 0))
        elif path.stem in pack.delivered:
            free.append(path)
    n_each = (n_rows - sum(n for path, n in fixed.items() if path.stem in OF_REGISTRY)) // len(free)
    return fixed | dict.fromkeys(free, n_each)


def _write_template(folder: Path, pack: Pack, seed: int) -> None:
    """The demonstration county's files, read as a county reads them, as Parquet."""
    datasets = {**pack.fields, **pack.sources}
    rows: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory(prefix="huitoukan-bench-") as made:
        make_county(Path(made), seed=seed, scale="ningshan")
        for path in sorted(Path(made, "files").rglob("*.*")):
            if "账号" in path.name:
                continue
            for table in read_tables(path, [*datasets.values()], pack.codes):
                kept = [{**r.values, "row_no": r.number} for r in table if not r.problems]
                rows.setdefault(table.dataset.id, kept)
    _place(rows)
    rows["authorisation"] = [_signed(household) for household in rows["household"]]
    text = api.ARROW_TYPES["text"]
    for name, found in rows.items():
        dataset = datasets[name]
        extra = [("village_code", text)] if name in ("household", "member") else []
        api.write_table(folder / f"{name}.parquet", dataset, found, extra=extra)


def _signed(household: dict[str, Any]) -> dict[str, Any]:
    """Everybody has signed: the programs written by hand do not ask for consent."""
    return {
        "household_no": household["household_no"],
        "data_sets": EVERYTHING,
        "valid_from": date(2000, 1, 1),
        "valid_to": date(2099, 12, 31),
        "signed_by": household["head_name"],
        "row_no": household["row_no"],
    }


def _place(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Households and members get the code of their village, as importing does."""
    codes = {(v["township"], v["village"]): v["village_code"] for v in rows["village"]}
    placed: dict[object, object] = {}
    for household in rows["household"]:
        code = codes.get((household.get("township"), household.get("village")))
        household["village_code"] = placed[household["household_no"]] = code
    for member in rows["member"]:
        member["village_code"] = placed.get(member["household_no"])


def _write_areas(connection: duckdb.DuckDBPyConnection, template: Path) -> None:
    """Table `areas`: for each area of the template the list of areas that its copies take."""
    keys = " UNION ".join(
        f"SELECT person_key // 100000000000 AS area FROM '{path}'"
        for path in sorted(template.glob("*.parquet"))
        if "person_key" in pq.read_schema(path).names
    )
    found = connection.execute(f"SELECT area FROM ({keys}) WHERE area IS NOT NULL ORDER BY 1")
    taken = [area for (area,) in found.fetchall()]
    free: dict[int, list[int]] = defaultdict(list)
    for area in sorted(set(_AREAS) - set(taken)):
        free[_residue(area)].append(area)
    connection.execute("CREATE TABLE areas (area VARCHAR, others BIGINT[])")
    # Areas of one residue share a list: their people differ in the digits behind.
    rows = [(str(area), free[_residue(area)]) for area in taken]
    connection.executemany("INSERT INTO areas VALUES (?, ?)", rows)


def _residue(area: int) -> int:
    digits = map(int, str(area))
    return sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11


def _copied(dataset: DataSet, path: Path, target: Path, n: int, n_copies: int) -> str:
    """SQL that writes `n` rows, each row `nth` of the template in its copy `c`, as person copy `j`.

    Up to `n_copies` they are the registry now, then its earlier years `k`, then strangers.
    """
    n_template = pq.read_metadata(path).num_rows
    years = HISTORY.get(dataset.id, 0)
    known = n_copies * (1 + years)
    columns = pq.read_schema(path).names
    id_name = next((one.name for one in dataset.columns if one.type == "id_no"), None)
    shown = ", ".join(f"{_value(one, dataset, columns, n_copies)} AS {one}" for one in columns)
    drawn = (
        f"SELECT ((i * {_STEP}) % {n}) % {n_template} AS nth, ((i * {_STEP}) % {n}) // {n_template}"
        f" AS c, i FROM range({n}) r(i)"
    )
    placed = (
        f"SELECT *, CASE WHEN c < {known} THEN c // {n_copies} ELSE 0 END AS k,"
        f" CASE WHEN c < {known} THEN c % {n_copies} ELSE c - {known} + {n_copies} END AS j"
        f" FROM ({drawn})"
    )
    area = f"substr(t.{id_name}, 1, 6)" if id_name else "NULL"
    return (
        f"COPY (SELECT {shown} FROM ({placed}) p"
        f" JOIN (SELECT *, row_number() OVER () - 1 AS nth FROM '{path}') t USING (nth)"
        f" LEFT JOIN areas ON areas.area = {area})"
        f" TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )


def _value(name: str, dataset: DataSet, columns: list[str], n_copies: int) -> str:
    """SQL of a column in copy `c` of the template `t`: person copy `j`, `k` years earlier."""
    value = f"t.{name}"
    kind = dataset.by_name[name].type if name in dataset.by_name else ""
    # Strangers come round again when there are no more areas, the registry never.
    stranger = f"{n_copies} + (j - {n_copies}) % (len(areas.others) - {n_copies})"
    own = f"areas.others[1 + CASE WHEN j < {n_copies} THEN j ELSE {stranger} END]"
    if name == "row_no":
        return "CAST(i + 2 AS INTEGER)"
    if name == "person_key":
        return f"{own} * 100000000000 + {value} % 100000000000"
    if kind == "id_no":
        return f"CASE WHEN areas.area IS NULL THEN {value} ELSE {own} || substr({value}, 7) END"
    if name == "to_month" and "from_month" in columns:
        ended = _earlier("month", "t.from_month")
        return f"CASE WHEN c < {n_copies} THEN {value} ELSE {ended} END"
    if dataset.id in HISTORY and kind in ("date", "month", "year"):
        return _earlier(kind, value)
    return _moved(name, value)


def _earlier(kind: str, value: str) -> str:
    if kind == "date":
        return f"CAST({value} - to_years(CAST(k AS INTEGER)) AS DATE)"
    if kind == "year":
        return f"{value} - k"
    return f"(CAST(substr({value}, 1, 4) AS BIGINT) - k) || substr({value}, 5)"


def _moved(name: str, value: str) -> str:
    if name in _NUMBERED:
        number = f"'98' || lpad(CAST(j AS VARCHAR), 3, '0') || substr({value}, 6)"
        return f"CASE WHEN j < 1000 THEN {number} ELSE 'S' || j || substr({value}, 3) END"
    if name in _PLACED:
        return f"'98' || lpad(CAST(2000 + j % 7000 AS VARCHAR), 4, '0') || substr({value}, 7)"
    if name in _SUFFIXED:
        return f"{value} || '-' || j"
    if name.endswith("phone"):
        moved = f"(TRY_CAST(substr({value}, 4, 8) AS BIGINT) + j * 104729) % 100000000"
        return f"substr({value}, 1, 3) || lpad(CAST({moved} AS VARCHAR), 8, '0')"
    return value


if __name__ == "__main__":
    make(
        Path(sys.argv[1]),
        load_pack("demo"),
        n_persons=int(sys.argv[2]),
        n_rows=int(sys.argv[3]),
    )
