"""Which tables and columns each condition, sentence and piece of evidence of a rule may name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from huitoukan.rules.conditions import Scope
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import AUTHORISATION

# Where `{n}` of a sentence and of the facts comes from.
MEASURED = "measured"
COUNTING_KINDS = ("exceeds", "duplicate", "count_per_group")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_GROUP_TABLE = {"household_no": "household", "village_code": "village"}


@dataclass(frozen=True)
class Clause:
    """One condition of a rule with what it may name; `at` is its place inside the rule's file."""

    text: str
    scope: Scope
    at: tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fact:
    """A value that a hit shows: `member.name`, `in.died_on`, `measured.n`."""

    table: str
    column: str


def columns_of(pack: Pack, table: str) -> dict[str, str]:
    """The columns of a table with their types, those that the engine adds included."""
    data_set = pack.table(table)
    if data_set is None:
        return {}
    columns = {column.name: column.type for column in data_set.columns}
    if table in ("member", "household"):
        columns.setdefault("village_code", "text")
    if table in ("member", AUTHORISATION) or (
        table in pack.sources and data_set.object == "person"
    ):
        columns["person_key"] = "int"
    if table in pack.sources:
        columns["row_no"] = "int"
    return columns


def subject_tables(rule: Rule) -> tuple[str, ...]:
    """The tables that belong to an object of `of` itself."""
    known = {
        "member": ("member", "household", "village"),
        "household": ("household", "village"),
        "village": ("village",),
    }
    return known.get(rule.of, (rule.of,))


def group_table(rule: Rule) -> str:
    """The table of a count_per_group rule's groups; "" when the group is no such column."""
    return _GROUP_TABLE.get(rule.group or "", "")


def match_of(pack: Pack, rule: Rule) -> str:
    """How rows of `in` find the objects: person, household or village."""
    if rule.match:
        return rule.match
    first = pack.table(rule.sources[0]) if rule.sources else pack.table(rule.of)
    return first.object if first else "person"


def through_members(pack: Pack, rule: Rule) -> bool:
    """Whether a household (village) is found through the ID numbers of its members."""
    return rule.of in ("household", "village") and match_of(pack, rule) == "person"


def clauses_of(pack: Pack, rule: Rule) -> dict[str, Clause]:
    """Every condition of the rule by name: among, when, when:D07, unless:D07, measure and so on."""
    own = subject_tables(rule)
    beside = (*own, "member") if through_members(pack, rule) else own
    clauses: dict[str, Clause] = {}

    def add(name: str, text: str | None, at: tuple[str | int, ...], **scope: object) -> None:
        if text is not None:
            clauses[name] = Clause(text, _scope(pack, rule, **scope), at)  # type: ignore[arg-type]

    add("among", rule.among, ("among",), tables=own, default=rule.of)
    if rule.kind == "where":
        add("when", rule.when_in(""), ("when",), tables=own, default=rule.of)
    elif rule.kind == "count_per_group":
        tables = _group_tables(rule)
        add("when", rule.when_in(""), ("when",), tables=tables, names=frozenset({"n"}))
        add("measure", rule.measure, ("measure",), tables=own, default=rule.of, aggregates=True)
    elif rule.all_of or rule.kind == "overlaps":
        # Of two rows of one table each is asked alone, so the condition names that table only.
        itself = rule.kind == "overlaps" and len(rule.sources) == 1
        tables = rule.sources if itself else (*beside, *rule.sources)
        for table, text in rule.when.items():
            at = ("when", table) if table else ("when",)
            name = f"when:{table}" if table else "when"
            add(name, text, at, tables=tables, default=table or None)
    else:
        for table in rule.sources:
            at = ("when", table) if table in rule.when else ("when",)
            tables = (*beside, table)
            add(f"when:{table}", rule.when_in(table), at, tables=tables, default=table)
            for i, pair in enumerate(rule.differs):
                text = (pair.when or f"{pair.ours} <> {pair.theirs}").replace("{in}", table)
                add(f"differs:{i}:{table}", text, ("differs", i), tables=tables)
            add(
                f"measure:{table}",
                rule.measure,
                ("measure",),
                tables=tables,
                default=table,
                aggregates=True,
            )
        add("over", rule.over, ("over",), tables=own)
    for table, text in rule.unless.items():
        at = ("unless", table)
        add(f"unless:{table}", text, at, tables=(*beside, table), default=table)
    return clauses


def select_scope(pack: Pack, rule: Rule) -> Scope:
    """What the SELECT of a `sql` rule may read: the registry, `of` and `in`."""
    tables = dict.fromkeys((*pack.fields, rule.of, *rule.sources))
    return _scope(pack, rule, tables=tuple(tables))


def facts_of(rule: Rule) -> tuple[Fact, ...]:
    """The values a hit of this rule shows: its evidence, then what only its sentence names."""
    facts: dict[Fact, None] = {}
    for table, columns in rule.evidence.items():
        for column in columns:
            facts[_fact(rule, table, column)] = None
    for pair in rule.differs:
        for name in (pair.ours, pair.theirs):
            table, _, column = name.replace("{in}", "in").partition(".")
            facts[_fact(rule, table, column)] = None
    for name in placeholders(rule.says):
        table, _, column = name.rpartition(".")
        facts[_fact(rule, table or MEASURED, column)] = None
    if rule.kind in COUNTING_KINDS:
        facts[Fact(MEASURED, "n")] = None
    return tuple(facts)


def fact_columns(pack: Pack, rule: Rule) -> dict[str, frozenset[str]]:
    """The tables a fact may come from, with their columns; check and plan both ask it."""
    tables = {name: frozenset(columns_of(pack, name)) for name in subject_tables(rule)}
    match rule.kind:
        case "where" | "absent_from":
            return tables
        case "duplicate":
            return {**tables, "other": tables[rule.of], MEASURED: frozenset({"n"})}
        case "count_per_group":
            shown = {name: frozenset(columns_of(pack, name)) for name in _group_tables(rule)}
            return {**shown, MEASURED: frozenset({"n"})}
    if through_members(pack, rule):
        tables["member"] = frozenset(columns_of(pack, "member"))
    for name in rule.sources:
        tables[name] = frozenset(columns_of(pack, name))
    if len(rule.sources) > 1 and not rule.all_of and rule.kind != "overlaps":
        tables["in"] = frozenset().union(*(tables[name] for name in rule.sources))
    if rule.kind == "overlaps" and len(rule.sources) == 1:
        tables["other"] = tables[rule.sources[0]]
    if rule.kind == "exceeds":
        tables[MEASURED] = frozenset({"n"})
    return tables


def placeholders(says: str) -> tuple[str, ...]:
    """The names in braces of a sentence, in their order."""
    return tuple(_PLACEHOLDER.findall(says))


def tables_needed(pack: Pack, rule: Rule) -> tuple[str, ...]:
    """The data sets without which the rule cannot answer in full, `of` first."""
    names = (rule.of, *rule.sources, *rule.unless)
    return tuple(dict.fromkeys(name for name in names if name in pack.sources))


def consent_needed(pack: Pack, rule: Rule) -> tuple[str, ...]:
    """The data sets of the rule that only persons with an authorisation are compared with."""
    return tuple(name for name in tables_needed(pack, rule) if pack.sources[name].needs_consent)


def _group_tables(rule: Rule) -> tuple[str, ...]:
    group = group_table(rule)
    return (group, "village") if group == "household" else (group,)


def _fact(rule: Rule, table: str, column: str) -> Fact:
    # With one table in `in`, {in.x} and {D08.x} are the same thing.
    if table == "in" and len(rule.sources) == 1:
        table = rule.sources[0]
    return Fact(table, column)


def _scope(
    pack: Pack,
    rule: Rule,
    *,
    tables: tuple[str, ...],
    default: str | None = None,
    names: frozenset[str] = frozenset(),
    aggregates: bool = False,
) -> Scope:
    shown: Mapping[str, Mapping[str, str]] = {name: columns_of(pack, name) for name in tables}
    return Scope(
        tables=shown,
        names=names,
        params=frozenset({"on", *rule.params}),
        default=default,
        aggregates=aggregates,
    )


def returned_columns(select: exp.Select) -> list[str]:
    """The names of the columns a `sql` rule returns; the first is the object's key."""
    return [str(column.alias_or_name) for column in select.expressions]
