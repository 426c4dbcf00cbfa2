"""Facts read in bulk: the tables of a snapshot and its deliveries become readings, one row each.

A reading is number, person, fact, value, day and source; the pack's `readings/` say which column
gives which. A table that is not there gives none, and a row without its day says nothing. What a
household said (its income sheet) goes along as a reading of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.domain.refusals import Refused
from huitoukan.engine import by_village, consent, dialect
from huitoukan.engine.by_village import COUNTY
from huitoukan.engine.catalog import Catalog, Tables
from huitoukan.engine.dialect import column
from huitoukan.engine.on_duckdb import Limits, Session, StepStopped
from huitoukan.engine.plan import Step
from huitoukan.engine.subjects import MATCH_COLUMN
from huitoukan.rules.pack import Pack
from huitoukan.rules.readings import COUNTED
from huitoukan.rules.shapes.standards import Gives, Readings, Valid
from huitoukan.rules.shapes.tables import AUTHORISATION, REGISTRY

PLACE_OF: Final = "#place"
NAME_OF: Final = "#name"
SHEET: Final = "#income_sheet"
COLUMNS: Final = ("number", "person_no", "fact", "value", "day", "source")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIMITED: Final = {"time": "时间", "memory": "内存"}
_OBJECTS: Final = """\
SELECT {table}.{key} AS number, '' AS person_no, '#place' AS fact,
  coalesce({table}.village_code, '') AS value, '' AS day, '' AS source
FROM {table} WHERE {table}.{key} IS NOT NULL"""
_MEMBERS: Final = """\
SELECT member.household_no AS number, member.person_no AS person_no, '#name' AS fact,
  coalesce(member.name, '') AS value, '' AS day, '' AS source
FROM member WHERE member.household_no IN (SELECT household.household_no FROM household)
  AND member.person_no IS NOT NULL"""

_BROUGHT: Final = f" UNION SELECT number FROM beside WHERE fact = '{PLACE_OF}'"  # noqa: S608


@dataclass(frozen=True)
class Unread:
    """A file of `readings/` that gave nothing or not everything, and why."""

    readings: str
    why: str


@dataclass(frozen=True)
class Beside:
    """A reading that no table has: counted from something else, or stated by a person."""

    number: str
    fact: str
    value: str
    day: str
    source: str
    person_no: str = ""


def write_readings(
    path: Path,
    pack: Pack,
    tables: Tables,
    *,
    on: dt.date,
    stated_on: dt.date,
    about: Collection[str] = ("household", "member"),
    sheets: Mapping[str, Mapping[str, Any]] | None = None,
    beside: Sequence[Beside] = (),
    limits: Limits | None = None,
) -> tuple[Unread, ...]:
    """Write every reading about the registry's households (or its villages), sorted by number.

    `on` is the day of the verdict, by which yearly lists hold; `stated_on` dates rows that carry no
    day. `sheets` are income sheets by household, `beside` readings that no table has; one of
    PLACE_OF among them brings a household that no registry has. Returns what could not be read.
    Raises Refused TABLE_MISSING (no registry), TABLE_COLUMNS, RUN_LIMIT.
    """
    catalog = Catalog(pack, tables)
    needed = ("village",) if "village" in about else ("household", "member")
    for table in needed:
        if not catalog.has(table):
            raise Refused("TABLE_MISSING", table=table)
    asked = _Asked(catalog, on, stated_on)
    parts = [
        select
        for one in pack.readings.values()
        if one.about in about
        for select in asked.selects(one)
    ]
    key = MATCH_COLUMN[needed[0]]
    parts.append(_OBJECTS.format(table=needed[0], key=key))
    if needed[0] == "household":
        parts.append(_MEMBERS)
    with Session(limits or Limits()) as session:
        try:
            for step in asked.loads(parts):
                session.keep(step)
            known = f"SELECT {key} FROM {needed[0]}"  # noqa: S608 - our names
            if beside:
                known += _BROUGHT
                parts.append(_beside(session, path, beside, known))
            if sheets:
                parts.append(_sheets(session, path, sheets, known))
            every = "\nUNION ALL\n".join(parts)
            order = ", ".join(COLUMNS)
            select = f"SELECT {order} FROM (\n{every}\n) ORDER BY {order}"  # noqa: S608 - our names
            session.write(Step("readings", select, (), "取数"), path)
        except StepStopped as stop:
            raise Refused("RUN_LIMIT", table=stop.step.name, what=_LIMITED[stop.why]) from stop
    return tuple(asked.unread)


def _sheets(
    session: Session, path: Path, sheets: Mapping[str, Mapping[str, Any]], known: str
) -> str:
    """The income sheets as a table of the session; the SELECT that reads it."""
    numbers = sorted(sheets)
    words = [json.dumps(sheets[no], ensure_ascii=False, sort_keys=True) for no in numbers]
    table = pa.table({"number": numbers, "value": words})
    _keep(session, path, Step("income_sheets", "", (), "收入测算表"), table)
    return (
        f"SELECT number, '' AS person_no, '{SHEET}' AS fact, value, '' AS day, '' AS source"  # noqa: S608
        f" FROM income_sheets WHERE number IN ({known})"
    )


def _beside(session: Session, path: Path, beside: Sequence[Beside], known: str) -> str:
    """The readings that no table has as a table of the session; the SELECT that reads it."""
    table = pa.table({name: [getattr(one, name) for one in beside] for name in COLUMNS})
    _keep(session, path, Step("beside", "", (), "另给的事实"), table)
    return (
        f"SELECT {', '.join(COLUMNS)} FROM beside"  # noqa: S608 - our names
        f" WHERE number IN ({known})"
    )


def _keep(session: Session, path: Path, step: Step, table: pa.Table) -> None:
    """Keep rows from memory as a table of the session, by way of a file beside `path`."""
    part = path.with_suffix(f".{step.name}")
    pq.write_table(table, part)
    load = f"SELECT * FROM read_parquet({dialect.text(str(part))})"  # noqa: S608 - our file
    session.keep(Step(step.name, load, (), step.why))
    part.unlink()


class _Asked:
    """The files of `readings/` as SELECTs over the tables at hand."""

    def __init__(self, catalog: Catalog, on: dt.date, stated_on: dt.date) -> None:
        self._catalog = catalog
        self._pack = catalog.pack
        self._on = on
        self._stated_on = stated_on
        self._consented: dict[str, None] = {}
        self.unread: list[Unread] = []

    def selects(self, readings: Readings) -> Iterator[str]:
        """The SELECT of each fact that the file gives; what cannot be read is noted."""
        if not self._catalog.has(readings.of):
            self.unread.append(Unread(readings.id, f"source_missing:{readings.of}"))
            return
        for one in readings.gives:
            missing = [name for name in one.absent if not self._catalog.has(name)]
            lacking = [name for name in _columns(readings, one) if self._lacks(readings.of, name)]
            if missing:
                self.unread.append(Unread(readings.id, f"source_missing:{','.join(missing)}"))
            elif lacking:
                told = ",".join(f"{readings.of}.{name}" for name in lacking)
                self.unread.append(Unread(readings.id, f"column_missing:{told}"))
            else:
                yield self._select(readings, one)

    def loads(self, parts: Collection[str]) -> list[Step]:
        """The steps that load the tables which the SELECTs name, each with the columns named."""
        delivered = {name for name in self._names if self._catalog.has(name)}
        helpers = consent.helpers(list(self._consented), self._on, delivered)
        words = {word for sql in (*parts, *helpers.values()) for word in _WORD.findall(sql)}
        steps = [
            Step(table, self._catalog.load_sql(table, words), (), f"读入 {table}")
            for table in self._names
            if table in words and table in delivered
        ]
        steps += [Step(name, sql, (), consent.why(name)) for name, sql in helpers.items()]
        return steps

    @property
    def _names(self) -> tuple[str, ...]:
        return (*REGISTRY, AUTHORISATION, *self._pack.sources)

    def _lacks(self, table: str, name: str) -> bool:
        return self._catalog.lacks(table, name)

    def _by_village(self, readings: Readings, one: Gives) -> str:
        """The SELECT of a fact of a village, or of a county's, counted village by village."""
        of = readings.of
        counts = [
            f"nullif(CAST({column(of, name)} AS VARCHAR), '') IN"
            f" ({', '.join(dialect.text(_word(each)) for each in wanted)})"
            for name, wanted in one.only
        ]
        rows = by_village.Rows(
            table=of,
            value=self._value(of, one) if one.rows != "count" else "''",
            day=self._day(readings),
            holds=self._holds(of, of, readings.valid) if readings.valid is not None else "TRUE",
            counts=" AND ".join(counts) or "TRUE",
            is_listed=of in COUNTED,
        )
        return by_village.select(
            rows,
            one.rows,
            person=dialect.text(COUNTY if readings.about == "county" else ""),
            fact=dialect.text(one.fact),
            source=dialect.text(readings.source.zh),
            stated_on=dialect.text(self._stated_on.isoformat()),
        )

    def _select(self, readings: Readings, one: Gives) -> str:
        if one.rows:
            return self._by_village(readings, one)
        of = readings.of
        source, key, person = self._from(readings)
        value, day = self._value(of, one), self._day(readings)
        where = [f"{value} IS NOT NULL", f"{day} IS NOT NULL"]
        for name, wanted in one.only:
            told = ", ".join(dialect.text(_word(each)) for each in wanted)
            where.append(f"CAST({column(of, name)} AS VARCHAR) IN ({told})")
        if readings.valid is not None:
            where.append(self._holds(of, of, readings.valid))
        if readings.ages is not None:
            low, high = readings.ages
            where.append(f"member.birth_date IS NULL OR year(member.birth_date) BETWEEN"
                         f" {self._on.year - high - 1} AND {self._on.year - low}")  # fmt: skip
        where += [self._not_in(name, readings) for name in one.absent]
        for name in (of, *one.absent):
            table = self._pack.table(name)
            if table is not None and table.needs_consent:
                self._consented[name] = None
                keys = consent.authorised(name)
                where.append(f"member.person_key IN (SELECT person_key FROM {keys})")  # noqa: S608
        shown = (
            f"{key} AS number",
            f"{person} AS person_no",
            f"{dialect.text(one.fact)} AS fact",
            f"{value} AS value",
            f"{day} AS day",
            f"{dialect.text(readings.source.zh)} AS source",
        )
        asked = " AND ".join(f"({each})" for each in where)
        return f"SELECT DISTINCT {', '.join(shown)}\n{source}\nWHERE {asked}"

    def _from(self, readings: Readings) -> tuple[str, str, str]:
        """FROM with the join to the object, its number, and the member's."""
        of = readings.of
        if readings.about == "member":
            join = "" if of == "member" else f" JOIN member ON member.person_key = {of}.person_key"
            return f"FROM {of}{join}", "member.household_no", "member.person_no"
        table = self._pack.table(of)
        match = MATCH_COLUMN[table.object] if table is not None else "household_no"
        home = "village" if readings.about == "county" else readings.about
        join = "" if of == home else f" JOIN {home} ON {home}.{match} = {of}.{match}"
        person = dialect.text(COUNTY if readings.about == "county" else "")
        return f"FROM {of}{join}", f"{home}.{MATCH_COLUMN[home]}", person

    def _value(self, of: str, one: Gives) -> str:
        if one.value is not None:
            return dialect.text(_word(one.value))
        said = f"CAST({column(of, one.column)} AS VARCHAR)"
        if one.times != 1:
            return f"CAST(round({column(of, one.column)} * {one.times}, 2) AS VARCHAR)"
        if not one.values:
            return f"nullif({said}, '')"
        cases = " ".join(
            f"WHEN {dialect.text(_word(word))} THEN {dialect.text(_word(value))}"
            for word, value in one.values
        )
        return f"CASE {said} {cases} END"

    def _day(self, readings: Readings) -> str:
        if not readings.day:
            return dialect.text(self._stated_on.isoformat())
        said = f"CAST({column(readings.of, readings.day)} AS VARCHAR)"
        return f"{said} || {dialect.text(_REST_OF_DAY[self._type(readings.of, readings.day)])}"

    def _type(self, table: str, name: str) -> str:
        found = self._pack.table(table)
        assert found is not None  # noqa: S101 - pack check has looked at tables and columns
        return found.by_name[name].type

    def _holds(self, table: str, alias: str, valid: Valid) -> str:
        """Whether a row of the table holds on the day; blank ends are open."""
        asked = []
        if valid.year:
            asked.append(f"{column(alias, valid.year)} = {self._on.year}")
        for name, how in ((valid.since, "<="), (valid.until, ">=")):
            if name:
                day = self._on.isoformat()[: _LENGTH[self._type(table, name)]]
                said = f"CAST({column(alias, name)} AS VARCHAR)"
                asked.append(f"coalesce({said}, '') = '' OR {said} {how} {dialect.text(day)}")
        return " AND ".join(f"({each})" for each in asked) or "TRUE"

    def _not_in(self, table: str, readings: Readings) -> str:
        """The object stands in no row of the table that holds; without a key nobody can tell."""
        match = {"member": "person_key", "household": "household_no"}.get(
            readings.about, "village_code"
        )
        own = column(readings.about, match)
        listed = self._pack.readings.get(table)
        valid = listed.valid if listed is not None and listed.valid is not None else Valid()
        return (
            f"{own} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} AS beside"  # noqa: S608
            f" WHERE beside.{match} = {own} AND {self._holds(table, 'beside', valid)})"
        )


_REST_OF_DAY: Final = {"date": "", "month": "-01", "year": "-01-01"}
_LENGTH: Final = {"date": 10, "month": 7, "year": 4}


def _columns(readings: Readings, one: Gives) -> tuple[str, ...]:
    valid = readings.valid or Valid()
    named = (one.column, readings.day, valid.year, valid.since, valid.until)
    return tuple(name for name in (*named, *(name for name, _ in one.only)) if name)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
