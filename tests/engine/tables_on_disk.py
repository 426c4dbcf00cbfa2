"""A small registry and its deliveries as files, in any order of rows."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.engine import api
from huitoukan.engine.examples import invented_id

N_HOUSEHOLDS = 60
STATES = ("正常", "报废")


def write_tables(folder: Path, *, seed: int | None = None, n_files: int = 1) -> api.Tables:
    """60 households of 3 with cars and deaths; a seed shuffles the rows of each file."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [invented_id(i, dt.date(1950 + i % 60, 1 + i % 12, 1)) for i in range(180)]

    def write(path: Path, rows: list[dict[str, Any]]) -> Path:
        if seed is not None:
            random.Random(seed).shuffle(rows)  # noqa: S311 - no secret
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path

    households = [
        {
            "household_no": f"H{i:03d}",
            "head_name": f"户主{i}",
            "village": "甲村",
            "village_code": "990101001001",
            "member_count": 3 + (i % 7 == 0),
            "cause": "因病",
        }
        for i in range(N_HOUSEHOLDS)
    ]
    members = [
        {
            "household_no": f"H{i // 3:03d}",
            "person_no": f"P{i:03d}",
            "name": f"人{i}",
            "id_no": None if i % 50 == 0 else people[i],
            "village_code": "990101001001",
            "sex": "男",
        }
        for i in range(180)
    ]
    write(folder / "household.parquet", households)
    write(folder / "member.parquet", members)
    cars = [
        {"id_no": people[i * 7 % 180], "plate": f"示{i % 40}", "value": i * 1.1, "row_no": i + 2}
        | {"state": STATES[i % 2]}
        for i in range(90)
    ]
    deaths = [
        {"id_no": people[i * 11 % 180], "name": None, "row_no": i + 2}
        | {"died_on": dt.date(2025, 1 + i % 12, 1)}
        for i in range(40)
    ]
    size = -(-len(cars) // n_files)
    files = tuple(
        write(folder / f"D08-{n}.parquet", cars[n * size : (n + 1) * size]) for n in range(n_files)
    )
    return api.Tables(folder, {"D08": files, "D07": (write(folder / "D07.parquet", deaths),)})
