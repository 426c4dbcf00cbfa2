"""One text file read both ways: in columns, and row by row with care."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from huitoukan.documents.read import Limits
from huitoukan.documents.tables import read_table
from huitoukan.domain.refusals import Refused
from huitoukan.intake.quick import open_quickly
from huitoukan.intake.taking import Taken, Taking
from huitoukan.rules.load import load_pack
from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text
from tests.bad_input.catalogue import CODE_LISTS, PEOPLE

KINDS = CODE_LISTS
NAMED = load_pack("national-2026").sources["D08"]


def people() -> DataSet:
    """The columns of the catalogue of bad input, as a data set of persons."""
    columns = tuple(
        Column(
            name=each.name, label=each.label, also=tuple(each.also), type=each.type,
            required=each.required, codes=each.codes, unit=each.unit or "",
        )
        for each in PEOPLE.columns
    )  # fmt: skip
    return DataSet(
        id="D90", title=Text("坏数据试验", "Bad data"), department="civil-affairs",
        object="person", key="id_no", row_key=("id_no", "month"), purpose="试验", basis="试验",
        retention_months=1, period="month", columns=columns,
    )  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What a reader made of a file."""

    rows: list[dict[str, Any]]
    rejects: list[tuple[int, str, str, str]]
    counts: tuple[int, ...]
    skipped: list[tuple[int, str]]
    columns: dict[str, dict[str, Any]]
    schema: str


def read_of(taken: Taken, skipped: Iterator[tuple[int, str]]) -> Read:
    """What was taken, as plain values."""
    return Read(
        pq.read_table(taken.path).to_pylist(),
        [(row, p.code, p.label, p.sentence) for row, p in taken.rejects()],
        (taken.n_kept, taken.n_rejected, taken.n_warnings, taken.n_unkeyed, taken.n_duplicates),
        sorted(skipped),
        taken.profile(),
        str(pq.read_schema(taken.path)),
    )


def carefully(path: Path, dataset: DataSet, work: Path) -> Read | str:
    """Row by row; the code of the refusal when the file is refused."""
    try:
        table = read_table(path, dataset, KINDS, limits=Limits())
        with Taking(work / "careful.parquet", dataset, name=path.name) as taking:
            taking.add_rows(table)
    except Refused as refused:
        return refused.code
    return read_of(taking.taken, ((one.number, one.why) for one in table.skipped))


def quickly(path: Path, dataset: DataSet, work: Path) -> Read | None:
    """In columns; None when the file is left to the careful reader."""
    quick = open_quickly(path, path.name, [dataset], KINDS, work, limits=Limits())
    if quick is None:
        return None
    taken = quick.take(work / "quick.parquet")
    if taken is None:
        return None
    return read_of(taken, ((one.number, one.why) for one in quick.table.skipped))
