"""The off-registry groups: each list's persons who belong to a group, minus the registered poor.

One SELECT for each group over the Parquet files; what a blank leaves open is neither yes nor no,
and a row whose ID number is unusable is found without a person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from huitoukan.domain.numbers import PLACEHOLDER_PREFIX
from huitoukan.domain.refusals import Refused
from huitoukan.engine import dialect
from huitoukan.engine.catalog import Catalog, Tables
from huitoukan.engine.on_duckdb import Limits, Session, StepStopped
from huitoukan.engine.plan import Step
from huitoukan.engine.question import Question, row_order
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import columns_of
from huitoukan.rules.shapes.comparing import OffRegistryGroup
from huitoukan.rules.shapes.tables import REGISTRY

Tell = Callable[[int, int, str], None]

POOR: Final = "registered_poor"
"""The step with the person keys of everybody who is a member of a household of the poor."""
ORDINARY: Final = "ordinary"
"""What the code of a kind of household counts as when its members are not registered poor."""
_MEMBERS: Final = """\
SELECT DISTINCT member.person_key FROM member
LEFT JOIN household ON household.household_no = member.household_no
WHERE member.person_key IS NOT NULL"""
_COUNTS: Final = """\
SELECT count(*), count(*) FILTER (WHERE belongs), count(*) FILTER (WHERE belongs IS NULL),
  count(*) FILTER (WHERE belongs AND is_dead),
  count(*) FILTER (WHERE belongs AND NOT is_dead AND is_poor)
FROM """
_REST: Final = "SELECT * FROM {} WHERE belongs AND NOT is_dead AND NOT is_poor"
FIRST_PLACEHOLDER: Final = int(f"{PLACEHOLDER_PREFIX:0<17}")
"""From this person key on a number is the stand-in of somebody without one: it matches nobody."""
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIMITED: Final = {"time": "时间", "memory": "内存"}


@dataclass(frozen=True)
class Found:
    """A row of a list that belongs to a group and to nobody of the registry.

    `group` is the code, `by` the id of what derived it. `file_no` counts the list's files from 0,
    `row_no` is the row in the file; both are 0 for the registry's own rows. `person_key` is None
    where the ID number is unusable or a placeholder.
    """

    group: str
    by: str
    table: str
    file_no: int
    row_no: int
    person_key: int | None
    values: Mapping[str, str]


@dataclass(frozen=True)
class GroupResult:
    """One group's answer, in rows of its list.

    n_rows = other rows + n_belong + n_unclear; n_belong = n_dead + n_registered + the rows found.
    `n_unclear` rows leave blank what the condition asks. `why` is empty, or says why nobody can be
    told: `source_missing:D16`, `column_missing:household.monitor_category`. `unasked` are lists
    that would take persons off (deaths) and were not delivered.
    """

    group: OffRegistryGroup
    n_rows: int = 0
    n_belong: int = 0
    n_unclear: int = 0
    n_dead: int = 0
    n_registered: int = 0
    why: str = ""
    unasked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derived:
    """All groups in the order of their code list, and every row found, group by group."""

    groups: tuple[GroupResult, ...]
    found: tuple[Found, ...]


def _quiet(done: int, total: int, text: str) -> None:
    """No progress is shown."""


def derive(
    pack: Pack,
    tables: Tables,
    on: dt.date,
    tell: Tell = _quiet,
    limits: Limits | None = None,
) -> Derived:
    """The groups of the pack that are in force on the day.

    Raises Refused TABLE_MISSING (no registry), TABLE_COLUMNS, RUN_LIMIT.
    """
    catalog = Catalog(pack, tables)
    for table in ("household", "member"):
        if not catalog.has(table):
            raise Refused("TABLE_MISSING", table=table)
    chosen = [one for one in groups_in_order(pack) if one.rule.in_force.covers(on)]
    asked = [_Asked(catalog, one, on) for one in chosen]
    steps = [one.step for one in asked if not one.why]
    loads = _loads(catalog, [*steps, _poor(pack)])
    results: list[GroupResult] = []
    found: list[Found] = []
    with Session(limits or Limits()) as session:
        try:
            for step in loads:
                session.keep(step)
            session.lock()
            session.keep(_poor(pack))
            for done, one in enumerate(asked):
                tell(done, len(asked), one.group.title.zh)
                result, rows = one.answer(session)
                results.append(result)
                found.extend(rows)
        except StepStopped as stop:
            raise Refused("RUN_LIMIT", table=stop.step.name, what=_LIMITED[stop.why]) from stop
    tell(len(asked), len(asked), "")
    return Derived(tuple(results), tuple(found))


def _loads(catalog: Catalog, steps: Sequence[Step]) -> list[Step]:
    """The steps that load what the others read; each table with the columns that are named."""
    reads = {table for step in steps for table in step.reads}
    words = {word for step in steps for word in _WORD.findall(step.sql)}
    loads = []
    for table in (*REGISTRY, *catalog.pack.sources):
        if table in reads and catalog.has(table):
            data_set = catalog.pack.table(table)
            why = f"读入 {table}：{data_set.title.zh}" if data_set else table
            loads.append(Step(table, catalog.load_sql(table, words), (), why))
    return loads


def groups_in_order(pack: Pack) -> list[OffRegistryGroup]:
    """The pack's groups in the order of the code list, then by their ids."""
    listed = pack.fields.get("off_registry")
    codes = pack.codes.get((listed.column("groups").codes if listed else None) or "")
    rank = {value.code: place for place, value in enumerate(codes.values if codes else ())}
    groups = pack.off_registry.values()
    return sorted(groups, key=lambda one: (rank.get(one.group, len(rank)), one.id))


def ordinary_kinds(pack: Pack) -> list[str]:
    """The kinds of household whose members are not registered poor."""
    kind = pack.fields["household"].by_name.get("household_type")
    codes = pack.codes.get((kind.codes if kind else None) or "")
    return [value.code for value in (codes.values if codes else ()) if value.counts_as == ORDINARY]


def _poor(pack: Pack) -> Step:
    """Members of households that are not ordinary; a household of no stated kind is not."""
    only = ""
    if ordinary := ordinary_kinds(pack):
        words = ", ".join(map(dialect.text, ordinary))
        only = f"\n  AND coalesce(household.household_type, '') NOT IN ({words})"
    return Step(POOR, _MEMBERS + only, ("household", "member"), "建档立卡户的成员")


class _Asked:
    """One group's question to the tables at hand."""

    def __init__(self, catalog: Catalog, group: OffRegistryGroup, on: dt.date) -> None:
        self.group = group
        self._catalog = catalog
        self._columns = list(group.columns)
        delivered = {name for name in (*REGISTRY, *catalog.pack.sources) if catalog.has(name)}
        self._question = Question(catalog.pack, group.rule, on, frozenset(delivered))
        self.unasked = tuple(name for name in group.rule.unless if name not in delivered)

    @property
    def why(self) -> str:
        """Why nobody can be told, or nothing."""
        of = self.group.rule.of
        if not self._catalog.has(of):
            return f"source_missing:{of}"
        needed = set(self._question.columns)
        if of in REGISTRY:  # or every monitored household would count as one of the poor
            needed.add(("household", "household_type"))
        lacking = sorted(".".join(one) for one in needed if self._catalog.lacks(*one))
        return f"column_missing:{','.join(lacking)}" if lacking else ""

    @property
    def step(self) -> Step:
        """The rows of the list that belong to the group or may, with what is known of each."""
        question, of = self._question, self.group.rule.of
        belongs = question.clauses["when"]
        key = question.link.own
        link = replace(question.link, own=f"CASE WHEN {key} < {FIRST_PLACEHOLDER} THEN {key} END")
        dead = [
            link.exists(table, question.clauses[f"unless:{table}"])
            for table in self.group.rule.unless
            if table in question.delivered
        ]
        is_source = of in self._catalog.pack.sources
        shown = [
            f"{link.own} AS person_key",
            f"{of}.file_no AS file_no" if is_source else "0 AS file_no",
            f"{of}.row_no AS row_no" if is_source else "0 AS row_no",
            f"({belongs}) AS belongs",
            f"({' OR '.join(dead) or 'FALSE'}) AS is_dead",
            f"EXISTS (SELECT 1 FROM {POOR} WHERE {POOR}.person_key = {link.own}) AS is_poor",  # noqa: S608
            f"row_number() OVER (ORDER BY {', '.join(row_order(of))}) AS place",
            *(f"{self._value(name)} AS v{i}" for i, name in enumerate(self._columns)),
        ]
        tables = {"member": ("member", "household", "village")}.get(of, (of,))
        joins = [f"FROM {of}"]
        if "household" in tables:
            joins.append("LEFT JOIN household ON household.household_no = member.household_no")
        if "village" in tables and "village" in question.delivered:
            joins.append("LEFT JOIN village ON village.village_code = member.village_code")
        select = f"SELECT {', '.join(shown)}\n" + "\n".join(joins)
        named = {place.rpartition(".")[0] for one in self.group.columns.values() for place in one}
        reads = {*tables, *self.group.rule.unless, *named} & question.delivered
        return Step(self.group.id, select, tuple(sorted(reads)), self.group.title.zh)

    def _value(self, name: str) -> str:
        """The first of a column's places that is filled; another list is asked by person."""
        parts = [self._at(place) for place in self.group.columns[name]]
        found = [f"nullif(CAST({part} AS VARCHAR), '')" for part in parts if part]
        return f"coalesce({', '.join(found)}, '')" if found else "''"

    def _at(self, place: str) -> str:
        table, _, column = place.rpartition(".")
        table = table or self.group.rule.of
        if table not in self._question.delivered:
            return ""
        if column not in columns_of(self._catalog.pack, table):
            return ""
        if table in (self.group.rule.of, "household", "village"):
            return dialect.column(table, column)
        one = dialect.column(table, column)
        own = self._question.link.own
        return f"(SELECT min({one}) FROM {table} WHERE {table}.person_key = {own})"  # noqa: S608

    def answer(self, session: Session) -> tuple[GroupResult, list[Found]]:
        """The counts and the rows found; nothing of it where nobody can be told."""
        if self.why:
            return GroupResult(self.group, why=self.why, unasked=self.unasked), []
        name = self.group.id
        session.keep(self.step)
        counts = Step(f"{name}_counts", _COUNTS + name, (name,), "行数")
        rest = Step(f"{name}_found", _REST.format(name), (name,), "档外的")
        session.keep(counts)
        session.keep(rest)
        _, [numbers] = session.rows(counts.name)
        n_rows, n_belong, n_unclear, n_dead, n_registered = numbers
        result = GroupResult(
            self.group, n_rows, n_belong, n_unclear, n_dead, n_registered, "", self.unasked
        )
        names, rows = session.rows(rest.name, "place")
        return result, [self._found(dict(zip(names, row, strict=True))) for row in rows]

    def _found(self, row: Mapping[str, object]) -> Found:
        values = {name: str(row[f"v{i}"]) for i, name in enumerate(self._columns)}
        key = row["person_key"]
        return Found(
            group=self.group.group,
            by=self.group.id,
            table=self.group.rule.of,
            file_no=int(str(row["file_no"])),
            row_no=int(str(row["row_no"])),
            person_key=int(str(key)) if key is not None else None,
            values={name: value for name, value in values.items() if value},
        )
