"""The readings that were written, read back: objects in the shape of FACTS.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from huitoukan.engine.by_village import COUNTY
from huitoukan.engine.frozen import frozen_rows
from huitoukan.engine.readings import COLUMNS, NAME_OF, PLACE_OF, SHEET
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import FactTable

ROWS_AT_ONCE: Final = 50_000
Row = dict[str, Any]


def read_readings(path: Path, pack: Pack, about: str = "household") -> Iterator[Row]:
    """Every object with its readings, in the shape of FACTS.json, in order of number."""
    for number, own in groupby(_rows_of(path), key=lambda row: row[0]):
        yield _as_facts(number, own, pack, about)


def counts_of(path: Path) -> dict[str, dict[str, list[Row]]]:
    """The figures to be added up for a county: village, fact, readings as FACTS.json has them."""
    found: dict[str, dict[str, list[Row]]] = {}
    for number, person_no, fact, value, day, source in _rows_of(path):
        if person_no == COUNTY:
            said = {"value": value, "source": source, "on": day}
            found.setdefault(number, {}).setdefault(fact, []).append(said)
    return found


def _rows_of(path: Path) -> Iterator[tuple[Any, ...]]:
    file = pq.ParquetFile(path)
    return (
        row
        for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(COLUMNS))
        for row in zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True)
    )


def readings_of(path: Path, number: str, pack: Pack, about: str = "household") -> Row | None:
    """One object with its readings, in the shape of FACTS.json; None when it is not there."""
    found = frozen_rows(path, "number", [number])
    rows = sorted(tuple(row[name] for name in COLUMNS) for row in found)
    return _as_facts(number, rows, pack, about) if rows else None


def _as_facts(number: str, rows: Any, pack: Pack, about: str) -> Row:
    """The readings of one object as FACTS.json has them."""
    if about == "village":
        return _as_village(number, rows, pack)
    made: Row = {"household_no": number, "household": {}, "members": []}
    members: dict[str, Row] = {}
    for _, person_no, fact, value, day, source in rows:
        if fact == PLACE_OF:
            made["place"] = value or None
        elif fact == SHEET:
            made["income_sheet"] = json.loads(value)
        elif person_no and fact == NAME_OF:
            # "#" sorts before every letter: a member begins with the name.
            if person_no not in members:
                members[person_no] = {"person_no": person_no, "name": value or None}
                made["members"].append(members[person_no])
        else:
            about = "member" if person_no else "household"
            home = members.get(person_no) if person_no else made["household"]
            if home is not None:
                home.setdefault(fact, []).append(
                    _said(pack.facts[about], fact, value, (day, source))
                )
    return made


def _as_village(number: str, rows: Any, pack: Pack) -> Row:
    """A village; what is added up for its county is left out."""
    made: Row = {"village_code": number, "village": {}}
    for _, person_no, fact, value, day, source in rows:
        if person_no or fact == PLACE_OF:
            continue
        said = _said(pack.facts["village"], fact, value, (day, source))
        made["village"].setdefault(fact, []).append(said)
    return made


def _said(table: FactTable, fact: str, value: str, when: tuple[str, str]) -> Row:
    """A reading; `when` is its day and its source."""
    is_flag = table.by_name[fact].type == "bool"
    day, source = when
    return {"value": value == "true" if is_flag else value, "source": source, "on": day}
