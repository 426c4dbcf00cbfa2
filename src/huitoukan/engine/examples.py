"""A rule's own examples, run for real: tables from their rows, the plan, the engine, the hits.

Persons are invented: a short alias such as A becomes a valid ID number that begins with 99.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from huitoukan.domain.identity import check_character, person_key
from huitoukan.engine.catalog import Tables
from huitoukan.engine.hits import RuleResult
from huitoukan.engine.keys import off_registry_key
from huitoukan.engine.on_duckdb import Limits
from huitoukan.engine.plan import make_plan
from huitoukan.engine.run import run_plan
from huitoukan.engine.tables import ARROW_TYPES
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import columns_of, consent_needed, tables_needed
from huitoukan.rules.shapes.comparing import Example, Rule
from huitoukan.rules.shapes.tables import AUTHORISATION, EVERYTHING, FROZEN, REGISTRY
from huitoukan.rules.shapes.words import Scalar

_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9]{0,5}")
_INVENTED_AREA = "990101"
_INVENTED_BIRTH = dt.date(1980, 1, 1)
_SMALL = Limits(seconds=20, memory="500MB", threads=1)

Rows = Sequence[Mapping[str, Scalar]]


@dataclass(frozen=True)
class ExampleResult:
    """What an example gave; `difference` is empty when it is as expected."""

    rule_id: str
    name: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    result: RuleResult
    difference: str

    @property
    def passed(self) -> bool:
        """Whether the hits are exactly those expected."""
        return not self.difference


def run_example(pack: Pack, rule: Rule, example: Example) -> ExampleResult:
    """One example on DuckDB, through files as in a real comparison."""
    people = Persons(example)
    with tempfile.TemporaryDirectory(prefix="huitoukan-example-") as folder:
        tables = write_example_tables(pack, rule, example, people, Path(folder))
        plan = make_plan(pack, tables, example.on, [rule.id])
        results = run_plan(plan, lambda *_: None, _SMALL).results
    if not results:
        raise ValueError(f"{rule.id}: not in force on {example.on}, the day of “{example.name}”")
    (result,) = results
    found = tuple(sorted(hit.object_key for hit in result.hits))
    expected = tuple(sorted(_expected(rule, example, people)))
    return ExampleResult(
        rule.id, example.name, expected, found, result, _difference(example, expected, result)
    )


def run_examples(pack: Pack, rules: Sequence[str] | None = None) -> tuple[ExampleResult, ...]:
    """All examples of the named rules, or of all."""
    return tuple(
        run_example(pack, pack.rules[name], example)
        for name in (sorted(pack.rules) if rules is None else rules)
        for example in pack.rules[name].examples
    )


def invented_id(number: int, born: dt.date = _INVENTED_BIRTH, sex: str = "男") -> str:
    """A valid ID number of nobody: area 990101, the birth date, and the sex in digit 17."""
    digits = f"{_INVENTED_AREA}{born:%Y%m%d}{number % 500 * 2 + (sex == '男'):03d}"
    return digits + check_character(digits)


class Persons:
    """The invented persons of one example: the same alias is the same person in all tables."""

    def __init__(self, example: Example) -> None:
        self.ids: dict[str, str] = {}
        told = self._told(example)
        for number, alias in enumerate(sorted(told), start=1):
            born, sex = told[alias]
            self.ids[alias] = invented_id(number, born or _INVENTED_BIRTH, sex or "男")

    def id_of(self, text: str) -> str:
        """The ID number behind an alias; anything else stays as it is written."""
        return self.ids.get(text, text)

    @staticmethod
    def _told(example: Example) -> dict[str, tuple[dt.date | None, str | None]]:
        """Each alias with the birth date and sex that the rows give it first."""
        told: dict[str, tuple[dt.date | None, str | None]] = {}
        for rows in example.given.values():
            for row in rows:
                for column in ("id_no", "head_id_no"):
                    alias = str(row.get(column) or "")
                    if not _ALIAS.fullmatch(alias):
                        continue
                    born, sex = told.get(alias, (None, None))
                    if column == "id_no":
                        day, said = row.get("birth_date"), row.get("sex")
                        born = born or (dt.date.fromisoformat(str(day)) if day else None)
                        sex = sex or (str(said) if said else None)
                    told[alias] = (born, sex)
        return told


def write_example_tables(
    pack: Pack, rule: Rule, example: Example, people: Persons, folder: Path
) -> Tables:
    """The tables of an example as files; those it calls missing are left out.

    An example that does not speak of authorisations is one where everybody has signed.
    """
    given: dict[str, Rows] = dict.fromkeys((*REGISTRY, *tables_needed(pack, rule)), ())
    given |= dict(example.given)
    if example.given.get("household") != ():  # an empty list says: these members have none
        given["household"] = _with_households(given["household"], given["member"])
    if consent_needed(pack, rule) and AUTHORISATION not in given:
        given[AUTHORISATION] = _signed_by_all(given["member"], example.on)
    deliveries: dict[str, tuple[Path, ...]] = {}
    for table, rows in given.items():
        if table in example.missing:
            continue
        path = folder / f"{table}.parquet"
        arrow = _arrow(pack, table, rows, people)
        gone = [name for name in arrow.column_names if f"{table}.{name}" in example.missing]
        pq.write_table(arrow.drop_columns(gone), path)
        if table not in FROZEN:
            deliveries[table] = (path,)
    return Tables(folder, deliveries)


def _with_households(households: Rows, members: Rows) -> Rows:
    known = {row.get("household_no") for row in households}
    added = dict.fromkeys(row.get("household_no") for row in members)
    return (*households, *({"household_no": one} for one in added if one not in known))


def _signed_by_all(members: Rows, on: dt.date) -> Rows:
    day = on.isoformat()
    signed = {"data_sets": EVERYTHING, "valid_from": day, "valid_to": day, "signed_by": "户主"}
    homes = dict.fromkeys(row.get("household_no") for row in members)
    return [{"household_no": one, **signed} for one in homes]


def _arrow(pack: Pack, table: str, rows: Rows, people: Persons) -> pa.Table:
    columns = columns_of(pack, table)
    for row in rows:
        for name in row:
            if name not in columns:
                raise ValueError(f"{table} has no column {name}")
    arrays: dict[str, pa.Array] = {}
    for name, kind in columns.items():
        if name == "row_no":
            arrays[name] = pa.array(range(2, len(rows) + 2), pa.int32())
        elif name != "person_key":  # made from the ID number when the table is loaded
            values = [_value(kind, row.get(name), people) for row in rows]
            arrays[name] = pa.array(values, ARROW_TYPES[kind])
    return pa.table(arrays)


def _value(kind: str, value: Scalar, people: Persons) -> object:
    if value is None:
        return None
    if kind == "date":
        return dt.date.fromisoformat(str(value))
    if kind == "id_no":
        return people.id_of(str(value))
    if kind == "bool":
        return value if isinstance(value, bool) else {"是": True, "否": False}[str(value)]
    if kind in ("int", "year"):
        return int(value)
    if kind == "decimal":
        return float(value)
    return str(value)


def _expected(rule: Rule, example: Example, people: Persons) -> list[str]:
    """The object keys behind `expect`; of a department's persons the alias may be given."""
    members = {
        str(row.get("id_no")): row.get("person_no") for row in example.given.get("member", ())
    }
    keys: list[str] = []
    for name in example.expect:
        if rule.of in REGISTRY or name not in people.ids:
            keys.append(name)
        elif name in members:
            keys.append(str(members[name]))
        else:
            keys.append(off_registry_key(person_key(people.ids[name]) or 0))
    return keys


def _difference(example: Example, expected: tuple[str, ...], result: RuleResult) -> str:
    found = {hit.object_key: hit for hit in result.hits}
    words = [f"应为疑点而不是：{key}" for key in expected if key not in found]
    words += [
        f"不应为疑点：{key}（{hit.sentence}）" for key, hit in found.items() if key not in expected
    ]
    if example.cannot_tell is not None and example.cannot_tell != result.n_cannot_tell:
        words.append(f"无法判断应为 {example.cannot_tell}，实为 {result.n_cannot_tell}")
    return "；".join(words)
