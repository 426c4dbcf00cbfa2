"""`sql`: what one SELECT returns, the last resort. Its first column is the object's key.

The SELECT has passed rules/conditions before: listed tables, columns, functions, nothing else.
"""

from __future__ import annotations

from huitoukan.engine import conditions, dialect
from huitoukan.engine.question import Branch, Question
from huitoukan.rules.scope import MEASURED, Fact, returned_columns, subject_tables

_FOUND = "found_by_rule"


def branches(question: Question) -> tuple[Branch, ...]:
    """The objects whose keys the SELECT returns, with its further columns as facts."""
    select = conditions.to_sql(question.select, question.values)
    key, *further = returned_columns(question.select)
    shown = [f"{_FOUND}.{dialect.alias(one)}" for one in further]
    own = {"person_key": question.subject.usable or question.subject.person_key}
    on = f"{_FOUND}.{key} = {own.get(key, question.subject.key)}"
    facts = {
        fact: f"{_FOUND}.{dialect.alias(name)}"
        for fact in question.facts
        if (name := _returned_as(fact, further, question)) is not None
    }
    join = f"JOIN (\n{select}\n) AS {_FOUND} ON {on}"
    return (Branch(joins=(join,), order=(*shown, f"{_FOUND}.{key}"), facts=facts),)


def unclear(question: Question) -> str:
    """Without a key nobody can be looked up in the data sets of persons that the SELECT reads."""
    return question.link.without_key if question.rule.sources else "FALSE"


def _returned_as(fact: Fact, further: list[str], question: Question) -> str | None:
    """The returned column behind {D50.month}: D50_month if there is one, else month."""
    if fact.table in subject_tables(question.rule):
        return None
    whole = f"{fact.table}_{fact.column}"
    plain = fact.column if fact.table in ("found", MEASURED, *question.rule.sources) else None
    return next((name for name in (whole, plain) if name in further), None)
