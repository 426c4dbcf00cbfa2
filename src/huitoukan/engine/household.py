"""The rows of one household in delivered tables, read in one session, consent asked of the rules.

A page shows what departments recorded of the persons of a household. What needs an authorisation is
read only when every one of them has a valid one for it: a part would look like the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from huitoukan.engine import consent, dialect
from huitoukan.engine.on_duckdb import Limits, Session
from huitoukan.engine.plan import Step
from huitoukan.rules.shapes.tables import AUTHORISATION

PERSON_KEY: Final = "person_key"
_MEMBER: Final = {
    "person_no": "VARCHAR", "household_no": "VARCHAR", "name": "VARCHAR", PERSON_KEY: "BIGINT",
}  # fmt: skip
_SIGNED: Final = {
    "household_no": "VARCHAR", "name": "VARCHAR", "id_no": "VARCHAR", PERSON_KEY: "BIGINT",
    "data_sets": "VARCHAR", "valid_from": "DATE", "valid_to": "DATE", "revoked_on": "DATE",
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A data set: its files, the columns that are asked for, and whether consent is needed."""

    paths: tuple[Path, ...]
    columns: tuple[str, ...]
    needs_consent: bool


@dataclass(frozen=True)
class Home:
    """The persons of a household and its authorisations, as rows of `_MEMBER` and `_SIGNED`."""

    members: Sequence[Mapping[str, Any]]
    signed: Sequence[Mapping[str, Any]]


def rows_of_home(
    home: Home, wanted: Mapping[str, Wanted], on: dt.date
) -> dict[str, list[Row] | None]:
    """The rows about the persons of a household by data set; None where a signature is missing.

    Each row has `person_key` beside the columns asked for that its file has.
    """
    if not wanted:
        return {}
    found: dict[str, list[Row] | None] = {}
    with Session(Limits()) as session:
        session.keep(Step("member", _values(_MEMBER, home.members), (), ""))
        barred = _barred(session, home, [n for n, one in wanted.items() if one.needs_consent], on)
        for name, one in wanted.items():
            found[name] = None if name in barred else _rows(session, name, one)
    return found


def _barred(session: Session, home: Home, names: Collection[str], on: dt.date) -> frozenset[str]:
    """The data sets for which a person of the household has no valid authorisation."""
    if not names:
        return frozenset()
    session.keep(Step(AUTHORISATION, _values(_SIGNED, home.signed), (), ""))
    barred = set()
    for name in names:
        lacking, *_rest = consent.helpers([name], on, {AUTHORISATION}).items()
        session.keep(Step(*lacking, (), ""))
        if not home.members or session.rows(lacking[0])[1]:
            barred.add(name)
    return frozenset(barred)


def _rows(session: Session, name: str, one: Wanted) -> list[Row]:
    rows: list[Row] = []
    for n, path in enumerate(one.paths):
        present = pq.read_schema(path).names
        if PERSON_KEY not in present:
            continue
        shown = [PERSON_KEY, *(each for each in one.columns if each in present)]
        kept = f"{name}_{n}"
        select = (
            f"SELECT {', '.join(dialect.column('t', each) for each in shown)}"  # noqa: S608 - names, escaped texts
            f" FROM read_parquet({dialect.text(str(path))}) AS t WHERE t.{PERSON_KEY} IN"
            f" (SELECT {PERSON_KEY} FROM member)"
        )
        session.keep(Step(kept, select, (), ""))
        names, found = session.rows(kept)
        rows += [dict(zip(names, row, strict=True)) for row in found]
    return rows


def _values(types: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> str:
    """A table of the session from values in memory; without rows an empty one."""
    columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
    nulls = ", ".join(f"NULL AS {name}" for name in types)
    parts = [
        "SELECT " + ", ".join(f"{_value(row.get(name))} AS {name}" for name in types)
        for row in rows
    ]
    every = "\nUNION ALL\n".join(parts) if parts else f"SELECT {nulls} WHERE FALSE"
    return f"SELECT {columns} FROM (\n{every}\n)"  # noqa: S608 - our names, escaped values


def _value(value: object) -> str:
    return "NULL" if value in (None, "") else dialect.text(str(value))
