"""Finding tables in folders and loading them with the types of the pack."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.engine.catalog import Catalog, Tables
from huitoukan.engine.examples import invented_id
from huitoukan.engine.on_duckdb import Limits, Session
from huitoukan.engine.plan import Step
from tests.rules.small_pack import small_pack


def test_deliveries_are_files_or_folders_named_after_the_data_set(tmp_path: Path) -> None:
    (tmp_path / "D07").mkdir()
    for name in ("D07/2.parquet", "D07/1.parquet", "D08.parquet", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    tables = Tables.in_folders(tmp_path, tmp_path)
    assert [path.name for path in tables.files("D07")] == ["1.parquet", "2.parquet"]
    assert [path.name for path in tables.files("D08")] == ["D08.parquet"]
    assert tables.files("D12") == ()


def test_columns_get_the_packs_types_and_files_their_order(tmp_path: Path) -> None:
    pack = small_pack(tmp_path / "pack")
    number = invented_id(1)
    old = pa.table({"id_no": [number], "value": pa.array([3], pa.int32()), "row_no": [2]})
    new = pa.table({"id_no": ["990101"], "plate": ["示1"], "secret": ["x"], "row_no": [2]})
    paths = (tmp_path / "old.parquet", tmp_path / "it's new.parquet")
    for path, table in zip(paths, (old, new), strict=True):
        pq.write_table(table, path)
    catalog = Catalog(pack, Tables(tmp_path, {"D08": paths}))
    sql = catalog.load_sql("D08", {"person_key", "plate", "value", "secret"})
    step = Step("D08", sql, (), "")
    with Session(Limits()) as session:
        session.keep(step)
        names, rows = session.rows("D08", "file_no")
    assert [dict(zip(names, row, strict=True)) for row in rows] == [
        {"plate": None, "value": 3.0, "person_key": int(number[:17]), "row_no": 2, "file_no": 0},
        {"plate": "示1", "value": None, "person_key": None, "row_no": 2, "file_no": 1},
    ]
