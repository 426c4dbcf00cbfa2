"""A pack and the tables at hand become an ordered list of named SELECTs. Nothing runs here.

1. Every rule in force becomes a Question; its kind answers with branches and the unclear objects.
2. A rule gives two steps: `X11` (the hits) and `X11_counts` (how many objects, how many unclear).
3. The tables those steps read become the steps before them, with the columns they name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from huitoukan.domain.refusals import Refused
from huitoukan.engine import consent
from huitoukan.engine.catalog import Catalog, Tables
from huitoukan.engine.kinds import (
    absent_from,
    count_per_group,
    duplicate,
    exceeds,
    overlaps,
    present_in,
    sql,
    where,
)
from huitoukan.engine.question import OTHER, Question, both, hits_sql, objects_sql, rows_behind
from huitoukan.engine.reduction import (
    Kept,
    Need,
    in_order,
    kept_rows,
    keys_sql,
    keys_table,
    needs_of,
)
from huitoukan.engine.subjects import REGISTERED, REGISTERED_SQL, REPEATED, UNASKED, Subject
from huitoukan.rules.conditions import BadCondition
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import Fact, tables_needed
from huitoukan.rules.shapes.comparing import STAGES, Rule
from huitoukan.rules.shapes.tables import AUTHORISATION, FROZEN, REGISTRY

KINDS: Mapping[str, ModuleType] = {
    "where": where,
    "present_in": present_in,
    "differs": present_in,
    "absent_from": absent_from,
    "exceeds": exceeds,
    "overlaps": overlaps,
    "duplicate": duplicate,
    "count_per_group": count_per_group,
    "sql": sql,
}

# Tables made of the registry before the rules, each only where a rule reads it.
HELPERS: Mapping[str, str] = {REGISTERED: REGISTERED_SQL, **UNASKED}
_WHY = {
    REGISTERED: "名册中的人，每个证件号码一行",
    "household_unkeyed": "有成员没有有效号码的户",
    "household_memberless": "没有成员的户",
    "village_unkeyed": "有成员没有有效号码的村",
    "village_memberless": "没有成员的村",
}

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUALIFIED = re.compile(r'(?<![\w."])([A-Za-z_]\w*)\.([A-Za-z_]\w*)')


@dataclass(frozen=True)
class Step:
    """One SELECT, kept under its name for the steps after it; `reads` are those before it."""

    name: str
    sql: str
    reads: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class RulePlan:
    """The steps of one rule. Without `hits` something it needs is missing and nobody can be told.

    `missing` are data sets, `missing_columns` columns of the registry such as household.water_safe.
    `consent` are data sets that ask for an authorisation; `unsigned`: no list of them was given.
    """

    rule: Rule
    object_kind: str
    facts: tuple[Fact, ...]
    hits: Step | None
    counts: Step | None
    missing: tuple[str, ...]
    missing_columns: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()  # the tables (or aliases) whose rows make a hit
    unclear: Step | None = None  # who is unclear, one row each; only for who asks for them
    everybody: Step | None = None  # the same of all objects
    consent: tuple[str, ...] = ()
    unsigned: bool = False
    villages: Step | None = None  # the counts of each village; only for who asks for them

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rule's steps in their order."""
        return tuple(step for step in (self.hits, self.counts) if step is not None)


@dataclass(frozen=True)
class Plan:
    """What a comparison will do, to be shown, stored and run."""

    pack_id: str
    pack_hash: str
    on: dt.date
    loads: tuple[Step, ...]
    rules: tuple[RulePlan, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in their order."""
        return (*self.loads, *(step for one in self.rules for step in one.steps))


def make_plan(pack: Pack, tables: Tables, on: dt.date, rules: Iterable[str] | None = None) -> Plan:
    """The plan of a comparison on a day, of the rules in force or of those named.

    Raises Refused RULE_UNKNOWN, TABLE_MISSING, TABLE_COLUMNS, and PACK_INVALID for a condition that
    `check_pack` would not have passed.
    """
    catalog = Catalog(pack, tables)
    for table in ("household", "member"):
        if not catalog.has(table):
            raise Refused("TABLE_MISSING", table=table)
    delivered = frozenset(name for name in (*FROZEN, *pack.sources) if catalog.has(name))
    questions = [Question(pack, rule, on, delivered) for rule in _chosen(pack, on, rules)]
    plans = tuple(_readable(catalog, question) for question in questions)
    loads = _loads(catalog, questions, plans)
    return Plan(pack.id, pack.hash, on, loads, plans)


def _chosen(pack: Pack, on: dt.date, rules: Iterable[str] | None) -> list[Rule]:
    names = sorted(pack.rules) if rules is None else sorted(set(rules))
    for name in names:
        if name not in pack.rules:
            raise Refused("RULE_UNKNOWN", pack=pack.id, rule=name)
    chosen = [pack.rules[name] for name in names if pack.rules[name].in_force.covers(on)]
    return sorted(chosen, key=lambda rule: STAGES.index(rule.stage))


def _readable(catalog: Catalog, question: Question) -> RulePlan:
    try:
        lacking = tuple(".".join(one) for one in question.columns if catalog.lacks(*one))
        return _nobody_can_be_told(question, lacking) if lacking else _rule_plan(question)
    except BadCondition as error:
        first = f"{question.rule.id}：{error}"
        raise Refused("PACK_INVALID", pack=question.pack.id, n=1, first=first) from error


def _nobody_can_be_told(question: Question, lacking: tuple[str, ...]) -> RulePlan:
    """The plan of a rule about columns that nobody delivered: its objects are counted, no more.

    Whom the rule is about may stand in such a column, so all rows of `of` are counted.
    """
    rule, subject = question.rule, question.subject
    counts = _step(question, f"{rule.id}_counts", _counts_sql(subject, "TRUE", "FALSE"), "对象数")
    readable = set(counts.reads) <= _there(question)
    villages = _villages_step(question, "TRUE", "FALSE")
    counted = counts if readable else None
    return RulePlan(
        rule=rule,
        object_kind=subject.kind,
        facts=question.facts,
        hits=None,
        counts=counted,
        missing=(),
        missing_columns=lacking,
        everybody=_objects_step(question, "everybody", "TRUE") if counted else None,
        villages=villages if counted else None,
    )


def _objects_step(question: Question, name: str, which: str) -> Step:
    select = objects_sql(question, which)
    return _step(question, f"{question.rule.id}_{name}", select, "无法判断的对象")


def _rule_plan(question: Question) -> RulePlan:
    rule, kind = question.rule, KINDS[question.rule.kind]
    name = f"{rule.id}_counts"
    hits: Step | None
    counts: Step | None
    branches = kind.branches(question)
    behind = rows_behind(question, branches)
    hits = _step(question, rule.id, hits_sql(question, branches), rule.title.zh)
    needed = dict.fromkeys((*tables_needed(question.pack, rule), *hits.reads))
    missing = tuple(one for one in needed if one not in _there(question))
    if missing and not _answers_in_part(question, missing):
        hits = None
    # What is missing makes everybody unclear who is not a hit; the reader of the counts knows.
    unclear = "FALSE" if missing else kind.unclear(question)
    unsure = _unsure(question, unclear, hits)
    if question.skipped:
        unsure = f"({question.skipped}) OR ({unsure})"
    select = _counts_sql(question.subject, both(question.population), unsure, question.skipped)
    counts = _step(question, name, select, "对象数和无法判断数")
    if not set(counts.reads) <= _there(question) | {rule.id}:
        return RulePlan(rule, question.subject.kind, question.facts, hits, None, missing)
    return RulePlan(
        rule=rule,
        object_kind=question.subject.kind,
        facts=question.facts,
        hits=hits,
        counts=counts,
        missing=missing,
        behind=behind,
        unclear=_objects_step(question, "unclear", unsure),
        everybody=_objects_step(question, "everybody", "TRUE"),
        consent=question.consent,
        unsigned=bool(question.consent) and AUTHORISATION not in question.delivered,
        villages=_villages_step(question, both(question.population), unsure),
    )


def _there(question: Question) -> frozenset[str]:
    """The tables that the rule's steps can read."""
    return question.delivered | HELPERS.keys() | question.helpers.keys()


def _answers_in_part(question: Question, missing: tuple[str, ...]) -> bool:
    """Whether some alternatives of `in` can still show hits although others are missing."""
    rule = question.rule
    alternatives = rule.kind in ("present_in", "differs") and not rule.all_of
    return alternatives and bool(question.sources) and set(missing) <= set(rule.sources)


def _unsure(question: Question, unclear: str, hits: Step | None) -> str:
    """Unclear, not excused, and not a hit either."""
    if unclear == "FALSE":
        return unclear
    unsure = both(unclear, *question.not_excused())
    if hits is None:
        return unsure
    return f"{unsure} AND {question.subject.key} NOT IN (SELECT object_key FROM {hits.name})"  # noqa: S608


def _counts_sql(subject: Subject, population: str, unsure: str, skipped: str | None = None) -> str:
    """How many objects there are, and how many of them are neither hit nor clean.

    With `skipped` also for how many of these an authorisation is missing.
    Rows of a data set without a usable key cannot be told apart: each counts as one object.
    """
    counted = ""
    asked: tuple[str, ...] = ()
    if skipped:
        counted = f",\n  {_counted('skipped')} AS n_no_consent"
        asked = (f"{skipped} AS skipped",)
    return (
        f"SELECT {_counted('TRUE')} AS n_objects,\n"
        f"  {_counted('unclear')} AS n_cannot_tell{counted}\n"
        f"{_objects(subject, population, unsure, *asked)}"
    )


def _objects(subject: Subject, population: str, unsure: str, *also: str) -> str:
    shown = (f"{subject.key} AS object_key", f"{unsure} AS unclear", *also)
    return (
        f"FROM (\nSELECT {', '.join(shown)},"
        f" {subject.repeated} AS {REPEATED}\n{subject.source}\nWHERE {population}\n) AS objects"
    )


def _villages_step(question: Question, population: str, unsure: str) -> Step:
    """The two counts for each village of the objects; the village is NULL where it is unknown."""
    subject = question.subject
    village = f"{subject.village_code} AS village_code"
    select = (
        f"SELECT village_code, {_counted('TRUE')} AS n_objects,\n"
        f"  {_counted('unclear')} AS n_cannot_tell\n"
        f"{_objects(subject, population, unsure, village)}\nGROUP BY village_code"
    )
    return _step(question, f"{question.rule.id}_villages", select, "各村对象数和无法判断数")


def _counted(which: str) -> str:
    """How many objects there are among such rows, and rows without a key.

    Only those that may stand in several rows are told apart: nearly all stand in one.
    """
    several = f"CASE WHEN {which} AND {REPEATED} THEN object_key END"
    return (
        f"count(*) FILTER (WHERE object_key IS NULL OR ({which} AND NOT {REPEATED}))"
        f" + count(DISTINCT {several})"
    )


def _step(question: Question, name: str, select: str, why: str) -> Step:
    tables = {*REGISTRY, *question.pack.sources, *HELPERS, *question.helpers}
    known = (tables | {question.rule.id}) - {name}
    reads = sorted(known & set(_WORD.findall(select)))
    return Step(name, select, tuple(reads), f"{question.rule.id}：{why}")


def _loads(
    catalog: Catalog, questions: Sequence[Question], plans: Sequence[RulePlan]
) -> tuple[Step, ...]:
    """The steps that load what the rules read: the registry first, then the rest of each delivery.

    Each table comes with the columns that are named, a delivery with the rows that a rule needs.
    """
    columns = _columns_read(questions, plans)
    needs: dict[str, list[Need]] = {}
    for question, plan in zip(questions, plans, strict=True):
        for need in needs_of(question) if plan.steps else ():
            if need.table not in columns:
                continue
            needs.setdefault(need.table, []).append(need)
            if need.among is not None:
                registered, key = need.among
                columns.setdefault(registered, set()).add(key)
    every = {**HELPERS, **{k: v for one in questions for k, v in one.helpers.items()}}
    helpers = {name: sql for name, sql in every.items() if columns.pop(name, None) is not None}
    for select in helpers.values():
        for found in _QUALIFIED.finditer(select):
            columns.setdefault(found[1], set()).add(found[2])
    order = in_order(needs, [table for table in catalog.pack.sources if table in columns])
    kept = {table: kept_rows(table, of_table) for table, of_table in order.items()}
    keys = sorted({key for one in kept.values() if one is not None for key in one.keys})
    own = [table for table in FROZEN if table in columns]
    loads = [_load(catalog, table, columns) for table in own]
    loads += [
        Step(name, select, _reads(select, {*own, *helpers} - {name}), _why(name))
        for name, select in helpers.items()
    ]
    loads += [_keys(key) for key in keys if key[0] not in order]
    for table, rows in kept.items():
        loads.append(_load(catalog, table, columns, rows))
        loads += [_keys(key) for key in keys if key[0] == table]
    return tuple(loads)


def _keys(key: tuple[str, str]) -> Step:
    why = "名册中的键" if key[0] in REGISTRY else f"{key[0]}中的键"
    return Step(keys_table(key), keys_sql(key), key[:1], why)


def _why(helper: str) -> str:
    return _WHY.get(helper) or consent.why(helper)


def _reads(select: str, tables: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(tables) & set(_WORD.findall(select))))


def _load(
    catalog: Catalog, table: str, columns: Mapping[str, set[str]], kept: Kept | None = None
) -> Step:
    data_set = catalog.pack.table(table)
    why = f"读入 {table}：{data_set.title.zh}" if data_set else table
    reads = tuple(map(keys_table, kept.keys)) if kept else ()
    return Step(
        table, catalog.load_sql(table, columns[table], kept.sql if kept else None), reads, why
    )


def _columns_read(questions: Sequence[Question], plans: Sequence[RulePlan]) -> dict[str, set[str]]:
    """The tables that the rules' steps read, each with the columns that are named there.

    `D08.value` names a column of D08, `other.value` one of the table that stands there twice. The
    SELECT of a rule has names of its own: its tree tells what is behind them.
    """
    columns: dict[str, set[str]] = {}
    for question, plan in zip(questions, plans, strict=True):
        steps = (*plan.steps, plan.unclear, plan.everybody, plan.villages)
        for step in (one for one in steps if one is not None):
            named = {(found[1], found[2]) for found in _QUALIFIED.finditer(step.sql)}
            if question.rule.sql is not None:
                named |= set(question.columns)
            for table in step.reads:
                if table != question.rule.id:
                    own = {name for alias, name in named if alias in (table, OTHER)}
                    columns.setdefault(table, set()).update(own)
    return columns
