"""`exceeds`: an object whose rows in one table, measured together, come to more than allowed."""

from __future__ import annotations

from huitoukan.engine.question import Branch, Question, both, row_order
from huitoukan.rules.scope import MEASURED, Fact


def branches(question: Question) -> tuple[Branch, ...]:
    """The rows behind a measure above the limit."""
    (table,) = question.rule.sources
    subject, when = question.subject, question.when(table)
    join = question.link.join(table)
    measure = question.clauses[f"measure:{table}"]
    measured = (
        f"JOIN (SELECT {subject.key} AS object_key, {measure} AS n\n{subject.source}\n{join}\n"
        f"WHERE {both(question.population, when)} GROUP BY {subject.key}) AS {MEASURED}\n"
        f"ON {MEASURED}.object_key = {subject.key}"
    )
    n = f"{MEASURED}.n"
    return (
        Branch(
            joins=(join, measured),
            where=(both(when), f"{n} > {question.clauses['over']}"),
            order=row_order(table),
            source=table,
            rows=(*question.link.tables, table),
            facts={Fact(MEASURED, "n"): n},
        ),
    )


def unclear(question: Question) -> str:
    """Without a key nothing can be counted; with some keys, not everything."""
    return question.link.without_key
