"""The shape of a result: hits with their facts and sentence, and the three counts of a rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from huitoukan.engine.keys import off_registry_key
from huitoukan.engine.question import place_columns
from huitoukan.rules.scope import MEASURED, Fact
from huitoukan.rules.shapes.comparing import Rule

Value = str | int | float | None

UNKNOWN = "未填"
NO_CONSENT = "no_consent"
NO_AUTHORISATIONS = "no_authorisations"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


Place = tuple[int, int | None]
"""Where a row stands: the number of its file among those of its table, and its number there."""


@dataclass(frozen=True)
class Hit:
    """A doubt about one object: `facts` are the values behind it, `n_rows` the rows found.

    `rows` are the tables whose rows make it, each with the place of the row that is shown.
    """

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
    rows: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleResult:
    """One rule's answer: `n_objects - n_hits - n_cannot_tell` objects are clean.

    `cannot_tell_why` is `source_missing:D07` (several ids joined by commas), `no_key`,
    `column_missing:household.water_safe` where nobody delivered a column of the registry, or
    `stopped:time` and `stopped:memory` when a limit ended the rule; None when all could be told.
    `no_consent:12` stands alone or behind it (after `;`) where 12 objects were skipped for want of
    a valid authorisation, `no_authorisations:12` where no list of them was given; the number is
    `n_no_consent`.
    `villages` are the objects and those that cannot be told of each village code ("" where the
    village is unknown); only where the run was asked for them.
    """

    rule_id: str
    rule_hash: str
    n_objects: int
    n_hits: int
    n_cannot_tell: int
    cannot_tell_why: str | None
    seconds: float
    hits: tuple[Hit, ...]
    n_no_consent: int = 0
    villages: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """The results of a run, in the order of the rules."""

    results: tuple[RuleResult, ...]


def hits_from_rows(
    rule: Rule,
    kind: str,
    facts: Sequence[Fact],
    names: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    behind: Sequence[str] = (),
) -> tuple[Hit, ...]:
    """The hits of the result rows of `question.hits_sql`, whose columns are `names`.

    A large county has hundreds of thousands: what is the same for all rows is worked out once.
    """
    at = {name: position for position, name in enumerate(names)}
    places = [(one.table, one.column, at[f"{one.table}.{one.column}"]) for one in facts]
    pieces = tuple(_pieces(rule.says))
    stands: list[tuple[str, int, int]] = []
    for table in behind:
        file, line = place_columns(table)
        stands.append((table, at[file], at[line]))
    identity = [at[name] for name in _IDENTITY]
    hits: list[Hit] = []
    for row in rows:
        key, person_key, household_no, person_no, name, village_code, n_rows, source = (
            row[place] for place in identity
        )
        values: dict[str, dict[str, Value]] = {}
        for table, column, place in places:
            here = source if table == "in" else table
            values.setdefault(str(here), {})[column] = _plain(row[place])
        if kind == "person" and person_no is None:
            key = off_registry_key(int(str(person_key)))
        hits.append(
            Hit(
                rule_id=rule.id,
                object_kind=kind,
                object_key=str(key),
                household_no=_text(household_no),
                person_no=_text(person_no),
                name=_text(name),
                village_code=_text(village_code),
                facts=values,
                n_rows=int(str(n_rows)),
                sentence=_sentence(pieces, str(source), values),
                rows={
                    table: (int(str(row[file])), _number(row[line]))
                    for table, file, line in stands
                    if row[file] is not None
                },
            )
        )
    return tuple(hits)


_IDENTITY = (
    *("object_key", "person_key", "household_no", "person_no", "name", "village_code"),
    *("n_rows", "source"),
)


def _pieces(says: str) -> Iterator[tuple[str, str, str]]:
    """A sentence as (words before, table, column), the last one with the words that end it."""
    end = 0
    for found in _PLACEHOLDER.finditer(says):
        table, _, column = found[1].rpartition(".")
        yield says[end : found.start()], table or MEASURED, column
        end = found.end()
    yield says[end:], "", ""


def _sentence(
    pieces: Sequence[tuple[str, str, str]],
    source: str,
    values: Mapping[str, Mapping[str, Value]],
) -> str:
    said: list[str] = []
    for words, table, column in pieces:
        said.append(words)
        if column:
            here = source if table == "in" and source else table
            said.append(_shown(values.get(here, {}).get(column)))
    return "".join(said)


def _plain(value: object) -> Value:
    if type(value) is float:
        return value + 0.0  # no sign for zero: one engine keeps it, the other does not
    if value is None or type(value) in (str, int, float):
        return value  # type: ignore[return-value]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _shown(value: Value) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
