"""A rule made ready for SQL: its conditions compiled, its subject and its links chosen.

The kinds read a Question and answer with Branches; `plan` puts them into steps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from huitoukan.engine import conditions, consent, dialect
from huitoukan.engine.dialect import column
from huitoukan.engine.subjects import (
    MATCH_COLUMN,
    Link,
    Subject,
    group_subject,
    link_of,
    subject_of,
)
from huitoukan.rules.conditions import columns_named, parse_condition, parse_select
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import (
    Fact,
    clauses_of,
    columns_of,
    consent_needed,
    facts_of,
    group_table,
    match_of,
    select_scope,
)
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY

# The second row of one table, where a rule compares two.
OTHER = "other"
_WHO = ("object_key", "person_key", "household_no", "person_no", "name", "village_code")


@dataclass(frozen=True)
class Branch:
    """Rows that make hits: joins after the subject, conditions, and the order of the rows.

    The first row of each object is the one that is shown; `number` orders the branches.
    """

    joins: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    source: str = ""  # the table of `in` these rows come from; {in.x} means this one
    number: int = 0
    facts: Mapping[Fact, str] = field(default_factory=dict)  # facts that are not plain columns
    rows: tuple[str, ...] = ()  # joined tables (or aliases) whose row is one of those behind a hit


@dataclass(frozen=True)
class Question:
    """One rule on one day."""

    pack: Pack
    rule: Rule
    on: dt.date
    delivered: frozenset[str]  # tables that are there

    @cached_property
    def clauses(self) -> dict[str, str]:
        """The rule's conditions as SQL, by the names of rules/scope."""
        return {name: conditions.to_sql(tree, self.values) for name, tree in self.trees.items()}

    @cached_property
    def values(self) -> dict[str, object]:
        """What `:on` and the rule's parameters stand for."""
        return {"on": self.on} | {name: p.value for name, p in self.rule.params.items()}

    @cached_property
    def select(self) -> exp.Select:
        """The tree of a `sql` rule's SELECT."""
        return parse_select(self.rule.sql or "", select_scope(self.pack, self.rule))

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The values a hit shows."""
        return facts_of(self.rule)

    @cached_property
    def subject(self) -> Subject:
        """The objects of `of`; for count_per_group the groups."""
        if self.rule.kind == "count_per_group":
            return group_subject(group_table(self.rule), self._mentioned)
        return subject_of(self.pack, self.rule, self._mentioned)

    @cached_property
    def link(self) -> Link:
        """How rows of `in` and `unless` find the objects."""
        return link_of(self.pack, self.rule)

    @property
    def population(self) -> str | None:
        """Which objects the rule is about; count_per_group asks every group."""
        return None if self.rule.kind == "count_per_group" else self.clauses.get("among")

    @property
    def sources(self) -> tuple[str, ...]:
        """The tables of `in` that were delivered."""
        return tuple(name for name in self.rule.sources if name in self.delivered)

    @cached_property
    def consent(self) -> tuple[str, ...]:
        """The data sets that only persons with an authorisation are compared with."""
        return consent_needed(self.pack, self.rule)

    @cached_property
    def helpers(self) -> dict[str, str]:
        """The tables that tell who is authorised, as SQL by name."""
        return consent.helpers(self.consent, self.on, self.delivered)

    @property
    def skipped(self) -> str | None:
        """Whether an object is not compared for want of an authorisation; None: all are."""
        return consent.skipped(self.consent, self.subject) if self.consent else None

    def when(self, table: str) -> str | None:
        """The condition on rows of one table of `in`."""
        return self.clauses.get(f"when:{table}")

    def relation(self, table: str) -> str | None:
        """The table's newest rows where the rule wants only those, else None."""
        if self.rule.newest is None or table not in self.rule.sources:
            return None
        newest = column(table, self.rule.newest)
        key = column(table, MATCH_COLUMN[match_of(self.pack, self.rule)])
        order = ", ".join(f"{one} DESC" for one in (newest, *row_order(table)))
        return (
            f"(SELECT * FROM (SELECT {table}.*, row_number() OVER"  # noqa: S608 - checked names
            f" (PARTITION BY {key} ORDER BY {order}) AS nth"
            f" FROM {table} WHERE {newest} IS NOT NULL) AS ranked WHERE nth = 1) AS {table}"
        )

    def not_excused(self) -> tuple[str, ...]:
        """The conditions that keep objects found in `unless` out of the hits."""
        return tuple(
            f"NOT {self.link.exists(table, self.clauses[f'unless:{table}'])}"
            for table in self.rule.unless
        )

    def value(self, fact: Fact, branch: Branch) -> str:
        """SQL of a fact in a branch; NULL where the branch has no such column."""
        if fact in branch.facts:
            return branch.facts[fact]
        table = branch.source if fact.table == "in" else fact.table
        others = {name for name in self.rule.sources if name != branch.source}
        elsewhere = table in others and bool(branch.source)
        if elsewhere or fact.column not in columns_of(self.pack, table):
            return "NULL"
        return column(table, fact.column)

    @cached_property
    def trees(self) -> dict[str, exp.Expr]:
        """The rule's conditions as parsed, by the same names."""
        clauses = clauses_of(self.pack, self.rule)
        return {name: parse_condition(one.text, one.scope) for name, one in clauses.items()}

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns (table, name) that decide about hits, not those that are only shown."""
        named = {(self.rule.of, name) for name in (*self.rule.by, self.rule.apart) if name}
        for tree in self.trees.values():
            named |= {(one.table, one.name) for one in tree.find_all(exp.Column)}
        if self.rule.sql is not None:
            named |= columns_named(self.select)
        return tuple(sorted(named))

    def tables_in(self, *names: str) -> frozenset[str]:
        """The tables that the named conditions name."""
        trees = [self.trees[name] for name in names if name in self.trees]
        return frozenset(one.table for tree in trees for one in tree.find_all(exp.Column))

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """The tables that belong to the object and are really named somewhere."""
        return self.tables_in(*self.trees) | {fact.table for fact in self.facts}


def row_order(table: str) -> tuple[str, ...]:
    """The columns that put the rows of a table into one order, whatever the order of the file."""
    if table in REGISTRY:
        keys = {"member": ("household_no", "person_no"), "household": ("household_no",)}
        return tuple(column(table, key) for key in keys.get(table, ("village_code",)))
    return column(table, "file_no"), column(table, "row_no")


def rows_behind(question: Question, branches: Sequence[Branch]) -> tuple[str, ...]:
    """The tables (or aliases) whose rows make a hit, the object's own first."""
    own = (question.subject.table, *question.subject.beside)
    return tuple(dict.fromkeys((*own, *(one for branch in branches for one in branch.rows))))


def both(*conditions_: str | None) -> str:
    """The conditions joined by AND, each in parentheses; TRUE when there is none."""
    given: Sequence[str] = [f"({one})" for one in conditions_ if one]
    return " AND ".join(given) or "TRUE"


def hits_sql(question: Question, branches: Sequence[Branch]) -> str:
    """One row per hit object: who it is, the number of rows behind it, the facts of the first."""
    behind = rows_behind(question, branches)
    parts = [_first_rows_sql(question, branch, behind) for branch in branches]
    if len(parts) == 1:
        return parts[0]
    shown = [dialect.alias(f"{fact.table}.{fact.column}") for fact in question.facts]
    shown += [dialect.alias(place) for one in behind for place in place_columns(one)]
    columns = _listed((*_WHO, "CAST(n_all AS BIGINT) AS n_rows", "source", *shown))
    union = "\nUNION ALL\n".join(parts)
    return (
        f"SELECT {columns}\nFROM (\n"
        "SELECT found.*, sum(n_rows) OVER (PARTITION BY object_key) AS n_all,\n"
        "  row_number() OVER (PARTITION BY object_key ORDER BY source_no) AS first\n"
        f"FROM (\n{union}\n) AS found\n) AS ranked\nWHERE first = 1"
    )


def objects_sql(question: Question, which: str) -> str:
    """The objects of which something is true, one row each: key, person and village.

    A row of a data set without a usable key is told by its place in the file. Of a rule that needs
    consent each row says whether it is that (`no_consent`).
    """
    subject = question.subject
    place = f"'{subject.table}#' || CAST({column(subject.table, 'row_no')} AS VARCHAR)"
    skipped = ("", "")
    if question.skipped:
        skipped = ",\n  bool_or(no_consent) AS no_consent", f",\n  {question.skipped} AS no_consent"
    return (
        "SELECT object_key, min(person_key) AS person_key, min(person_no) AS person_no,\n"
        f"  min(village_code) AS village_code{skipped[0]}\nFROM (\n"
        f"SELECT coalesce({subject.key}, {place}) AS object_key,\n"
        f"  {subject.person_key} AS person_key, {subject.person_no} AS person_no,\n"
        f"  {subject.village_code} AS village_code{skipped[1]}\n{subject.source}\n"
        f"WHERE {both(question.population)} AND ({which} OR {subject.key} IS NULL)\n"
        ") AS objects\nGROUP BY object_key"
    )


def place_columns(table: str) -> tuple[str, str]:
    """The result columns that say where a row stands: the number of its file, and in the file."""
    return f"{table}@file", f"{table}@row"


def _places(question: Question, branch: Branch, behind: Iterable[str]) -> Iterator[tuple[str, str]]:
    own = {question.subject.table, *question.subject.beside, *branch.rows}
    for table in behind:
        file, row = map(dialect.alias, place_columns(table))
        if table not in own:
            yield file, "CAST(NULL AS INTEGER)"
            yield row, "CAST(NULL AS INTEGER)"
            continue
        yield file, column(table, "file_no")
        yield row, column(table, "row_no")


def _first_rows_sql(question: Question, branch: Branch, behind: Iterable[str]) -> str:
    """The first row of each object in a branch, and how many rows the object has there."""
    subject, key = question.subject, question.subject.key
    who = (key, subject.person_key, subject.household_no, subject.person_no, subject.name)
    values = (*who, subject.village_code)
    facts = {
        dialect.alias(f"{fact.table}.{fact.column}"): question.value(fact, branch)
        for fact in question.facts
    }
    facts |= dict(_places(question, branch, behind))
    # The facts end the order, and then where the rows stand.
    told = (one for one in (*branch.order, *who, *facts.values()) if "NULL" not in one)
    order = ", ".join(dict.fromkeys(told))
    inner = [f"{value} AS {name}" for name, value in zip(_WHO, values, strict=True)]
    inner += [f"{value} AS {name}" for name, value in facts.items()]
    inner += [
        f"count(*) OVER (PARTITION BY {key}) AS n_rows",
        f"row_number() OVER (PARTITION BY {key} ORDER BY {order}) AS nth",
    ]
    outer = [*_WHO, "n_rows", f"{dialect.text(branch.source)} AS source"]
    outer += [f"{branch.number} AS source_no", *facts]
    usable = f"{subject.usable or key} IS NOT NULL"
    signed = f"NOT ({question.skipped})" if question.skipped else None
    where = both(usable, signed, question.population, *branch.where, *question.not_excused())
    joins = "\n".join((subject.source, *branch.joins))
    return (
        f"SELECT {_listed(outer)}\nFROM (\nSELECT {_listed(inner)}\n"
        f"{joins}\nWHERE {where}\n) AS ranked\nWHERE nth = 1"
    )


def _listed(columns: Iterable[str]) -> str:
    """Columns a line each, for people who read the plan."""
    return ",\n  ".join(columns)
