"""Which rows of a delivery the rules can need at all, so that no others are kept.

A delivery has millions of rows; the registry some hundred thousand persons. A rule about the
registry looks only at rows whose key stands there, and mostly only at those that satisfy a
condition on the row alone. One pass over the file keeps what any rule needs; the rules then run on
that small rest as they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from huitoukan.engine import conditions, consent
from huitoukan.engine.dialect import column
from huitoukan.engine.question import Question
from huitoukan.engine.selects import parts_of_and, rows_looked_at
from huitoukan.rules.scope import through_members
from huitoukan.rules.shapes.tables import REGISTRY


@dataclass(frozen=True)
class Need:
    """The rows of `table` that one rule looks at.

    `among` is the table and column where their keys stand (of the registry, or of the delivery that
    the rule is about), None when any key will do;
    `condition` is what is true of each of them, None when nothing is known.
    """

    table: str
    among: tuple[str, str] | None = None
    condition: str | None = None


def needs_of(question: Question) -> Iterator[Need]:
    """What one rule needs of the deliveries."""
    rule, pack = question.rule, question.pack
    if rule.sql is not None:
        for name in sorted({rule.of, *rule.sources} & pack.sources.keys()):
            authorised = _among_the_authorised(question, name)
            for looked in rows_looked_at(question.select, name, REGISTRY):
                conditions_ = _all_of(question, looked.conditions)
                yield Need(name, authorised or looked.among, conditions_)
        return
    if rule.of in pack.sources:
        yield Need(rule.of, condition=_alone(question, rule.of, ("among",)))
    for table in rule.sources:
        if table in pack.sources:
            yield _looked_up(question, table, _row_condition(question, table))
    for table in rule.unless:
        if table in pack.sources:
            yield _looked_up(question, table, _alone(question, table, (f"unless:{table}",)))


def in_order(
    needs: Mapping[str, Sequence[Need]], tables: Iterable[str]
) -> dict[str, tuple[Need, ...]]:
    """The deliveries with their needs, each after those whose keys its rows must have.

    Where two wait for each other, one of them does without the other's keys.
    """
    waiting = {table: tuple(needs.get(table, ())) for table in tables}
    ordered: dict[str, tuple[Need, ...]] = {}
    while waiting:
        free = [
            table
            for table, of_table in waiting.items()
            if not {need.among[0] for need in of_table if need.among} & waiting.keys()
        ]
        if not free:
            table = next(iter(waiting))
            waiting[table] = tuple(
                replace(need, among=None) if need.among and need.among[0] in waiting else need
                for need in waiting[table]
            )
            continue
        ordered |= {table: waiting.pop(table) for table in free}
    return ordered


@dataclass(frozen=True)
class Kept:
    """SQL behind the FROM of a delivery that keeps what the rules need; `keys` are read for it."""

    sql: str
    keys: tuple[tuple[str, str], ...] = ()


def kept_rows(table: str, needs: Iterable[Need]) -> Kept | None:
    """How to keep the rows of a delivery that some rule needs; None when all rows are."""
    of_keys: dict[tuple[str, str] | None, dict[str | None, None]] = {}
    for need in needs:
        of_keys.setdefault(need.among, {})[need.condition] = None
    if None in of_keys.get(None, ()):
        return None
    said = {
        among: "TRUE" if None in alternatives else " OR ".join(f"({one})" for one in alternatives)
        for among, alternatives in of_keys.items()
    }
    keys = tuple(among for among in said if among is not None)
    if len(keys) == len(said) == 1:
        found, its = _key_column(keys[0]), column(table, keys[0][1])
        # Never NULL behind the join: so said, the condition is asked of the few rows that come
        # through it, not of every row before.
        where = f"\nWHERE {said[keys[0]]} OR {found} IS NULL" if said[keys[0]] != "TRUE" else ""
        return Kept(f"JOIN {keys_table(keys[0])} ON {found} = {its}{where}", keys)
    joins = [
        f"LEFT JOIN {keys_table(one)} ON {_key_column(one)} = {column(table, one[1])}"
        for one in keys
    ]
    where = " OR ".join(
        f"({condition})" if among is None else f"{_key_column(among)} IS NOT NULL AND ({condition})"
        for among, condition in said.items()
    )
    return Kept("\n".join((*joins, f"WHERE {where}")), keys)


def keys_table(among: tuple[str, str]) -> str:
    """The helper table of the keys that stand in a column, each once."""
    return "_".join(("keys", *among))


def keys_sql(among: tuple[str, str]) -> str:
    """The SELECT of that table."""
    key = column(*among)
    return f"SELECT DISTINCT {key} AS {among[1]} FROM {among[0]} WHERE {key} IS NOT NULL"  # noqa: S608


def _key_column(among: tuple[str, str]) -> str:
    return column(keys_table(among), among[1])


def _looked_up(question: Question, table: str, condition: str | None) -> Need:
    """Rows that are found by the key of an object of `of`, or of one of its members."""
    of = question.rule.of
    its = question.link.column
    if authorised := _among_the_authorised(question, table):
        return Need(table, authorised, condition)
    holder = "member" if through_members(question.pack, question.rule) else of
    return Need(table, (holder, its), condition)


def _among_the_authorised(question: Question, table: str) -> tuple[str, str] | None:
    """Where the keys stand of those who may be compared with the table; None: no consent asked."""
    return (consent.authorised(table), "person_key") if table in question.consent else None


def _row_condition(question: Question, table: str) -> str | None:
    """What is true of every row of a table of `in` that the rule looks at."""
    rule = question.rule
    if rule.newest is not None:  # the newest row is chosen before it is asked
        return f"{column(table, rule.newest)} IS NOT NULL"
    if rule.all_of or rule.kind == "overlaps":
        names = [name for name in question.trees if name.startswith("when")]
    else:
        names = [f"when:{table}"]
    return _alone(question, table, names)


def _alone(question: Question, table: str, names: Iterable[str]) -> str | None:
    """The parts of the named conditions that speak of this table only, joined by AND."""
    parts = [
        part
        for name in names
        if name in question.trees
        for part in parts_of_and(question.trees[name])
        if {one.table for one in part.find_all(exp.Column)} == {table}
    ]
    return _all_of(question, parts)


def _all_of(question: Question, parts: Iterable[exp.Expr]) -> str | None:
    """Conditions on a row alone joined by AND, without those that a strange value could stop."""
    safe = [conditions.to_sql(part, question.values) for part in parts if _cannot_fail(part)]
    return " AND ".join(f"({part})" for part in safe) or None


# A condition that is asked of every row of a file must not stop at a strange value in one of them;
# what can fail (a cast, a division, a date beyond all bounds) waits for the rows that matter.
_CANNOT_FAIL = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Placeholder, exp.Paren,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In,
    exp.Between, exp.Like, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Coalesce, exp.StartsWith,
    exp.Contains, exp.Lower, exp.Upper, exp.Length, exp.Year, exp.Month,
)  # fmt: skip
_OUR_SAFE_FUNCTIONS = ("month_of", "has")


def _cannot_fail(tree: exp.Expr) -> bool:
    return all(
        isinstance(node, _CANNOT_FAIL)
        or (isinstance(node, exp.Anonymous) and str(node.this).lower() in _OUR_SAFE_FUNCTIONS)
        for node in tree.walk()
    )
