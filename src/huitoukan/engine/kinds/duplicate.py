"""`duplicate`: a row of `of` that shares values with another row, where asked in another group."""

from __future__ import annotations

from huitoukan.engine.dialect import column
from huitoukan.engine.question import OTHER, Branch, Question, both, row_order
from huitoukan.rules.scope import MEASURED


def branches(question: Question) -> tuple[Branch, ...]:
    """The rows of every group that is shared, each with one row of the other side.

    Linear in the rows: a value that thousands share must not make millions of pairs.
    """
    rule, table = question.rule, question.rule.of
    apart = column(table, rule.apart) if rule.apart else question.subject.key
    by = tuple(column(table, name) for name in rule.by)
    given = both(*(f"{one} IS NOT NULL" for one in by), f"{apart} IS NOT NULL", question.population)
    values = ", ".join(f"{column(table, name)} AS {name}" for name in rule.by)
    shared = (
        f"JOIN (SELECT {values}, min({apart}) AS low, max({apart}) AS high, count(*) AS n\n"
        f"{question.subject.source}\nWHERE {given} GROUP BY {', '.join(by)}\n"
        f"HAVING min({apart}) < max({apart})) AS {MEASURED}\nON {_same(table, MEASURED, rule.by)}"
    )
    # The other side is the far end of the group: the first row there.
    far = f"CASE WHEN {apart} = {MEASURED}.low THEN {MEASURED}.high ELSE {MEASURED}.low END"
    other = (
        f"JOIN (SELECT {table}.*, {apart} AS side, row_number() OVER (PARTITION BY"
        f" {', '.join((*by, apart))} ORDER BY {', '.join(row_order(table))}) AS nth\n"
        f"{question.subject.source}\nWHERE {given}) AS {OTHER}\n"
        f"ON {_same(table, OTHER, rule.by)} AND {OTHER}.side = {far} AND {OTHER}.nth = 1"
    )
    facts = {
        fact: column(fact.table, fact.column)
        for fact in question.facts
        if fact.table in (OTHER, MEASURED)
    }
    return (Branch(joins=(shared, other), order=row_order(table), facts=facts, rows=(OTHER,)),)


def unclear(question: Question) -> str:
    """Only a comparison of persons needs their key."""
    if "person_key" in question.rule.by:
        return f"{column(question.rule.of, 'person_key')} IS NULL"
    return "FALSE"


def _same(table: str, beside: str, names: tuple[str, ...]) -> str:
    return " AND ".join(f"{column(beside, name)} = {column(table, name)}" for name in names)
