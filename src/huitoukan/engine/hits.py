"""The shape of a result: hits with their facts and sentence, and the three counts of a rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huitoukan.engine.keys import off_registry_key
from huitoukan.rules.scope import MEASURED, Fact

Value = str | int | float | None

UNKNOWN = "未填"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Hit:
    """A doubt about one object: `facts` are the values behind it, `n_rows` the rows found."""

    rule_id: str
    object_kind: str  # person | household | village
    object_key: str
    household_no: str | None
    person_no: str | None
    name: str | None
    village_code: str | None
    facts: Mapping[str, Mapping[str, Value]]
    n_rows: int
    sentence: str


@dataclass(frozen=True)
class RuleResult:
    """One rule's answer: `n_objects - n_hits - n_cannot_tell` objects are clean.

    `cannot_tell_why` is `source_missing:D07` (several ids joined by commas), `no_key`, or
    `stopped:time` and `stopped:memory` when a limit ended the rule; None when all could be told.
    """

    rule_id: str
    rule_hash: str
    n_objects: int
    n_hits: int
    n_cannot_tell: int
    cannot_tell_why: str | None
    seconds: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Outcome:
    """The results of a run, in the order of the rules."""

    results: tuple[RuleResult, ...]


def hit_from_row(
    rule_id: str, says: str, kind: str, facts: Sequence[Fact], row: Mapping[str, object]
) -> Hit:
    """The hit of one result row of `question.hits_sql`."""
    source = str(row["source"])
    values: dict[str, dict[str, Value]] = {}
    for fact in facts:
        table = source if fact.table == "in" else fact.table
        value = _plain(row[f"{fact.table}.{fact.column}"])
        values.setdefault(table, {})[fact.column] = value
    key = str(row["object_key"])
    if kind == "person" and row["person_no"] is None:
        key = off_registry_key(int(str(row["person_key"])))
    return Hit(
        rule_id=rule_id,
        object_kind=kind,
        object_key=key,
        household_no=_text(row["household_no"]),
        person_no=_text(row["person_no"]),
        name=_text(row["name"]),
        village_code=_text(row["village_code"]),
        facts=values,
        n_rows=int(str(row["n_rows"])),
        sentence=_sentence(says, source, values),
    )


def _sentence(says: str, source: str, values: Mapping[str, Mapping[str, Value]]) -> str:
    def said(found: re.Match[str]) -> str:
        table, _, column = found[1].rpartition(".")
        here = source if table == "in" and source else table or MEASURED
        return _shown(values.get(here, {}).get(column))

    return _PLACEHOLDER.sub(said, says)


def _plain(value: object) -> Value:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _shown(value: Value) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
