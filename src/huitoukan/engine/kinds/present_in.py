"""`present_in` and `differs`: an object with a row in another table that satisfies the condition.

With `in_all` the object must have a row in each of the tables; the condition may compare them.
"""

from __future__ import annotations

from huitoukan.engine.question import Branch, Question, both, row_order


def branches(question: Question) -> tuple[Branch, ...]:
    """One branch per alternative of `in`, or one for all tables of `in_all` together."""
    if question.rule.all_of:
        return (_together(question),)
    return tuple(
        Branch(
            joins=(question.link.join(table, question.relation(table)),),
            where=(both(question.when(table), _pairs(question, table)),),
            order=row_order(table),
            source=table,
            number=number,
            rows=(*question.link.tables, table),
        )
        for number, table in enumerate(question.sources)
    )


def unclear(question: Question) -> str:
    """Without a key nobody can be looked up."""
    return question.link.without_key


def _pairs(question: Question, table: str) -> str | None:
    """`differs`: one pair that disagrees suffices."""
    pairs = [question.clauses[f"differs:{i}:{table}"] for i in range(len(question.rule.differs))]
    return " OR ".join(f"({pair})" for pair in pairs) or None


def _together(question: Question) -> Branch:
    first, *others = question.rule.sources
    its = question.link.column
    joins = [question.link.join(first, question.relation(first))]
    joins += [
        f"JOIN {question.relation(table) or table} ON {table}.{its} = {first}.{its}"
        for table in others
    ]
    conditions = [sql for name, sql in question.clauses.items() if name.startswith("when")]
    order = [one for table in question.rule.sources for one in row_order(table)]
    rows = (*question.link.tables, *question.rule.sources)
    return Branch(joins=tuple(joins), where=tuple(conditions), order=tuple(order), rows=rows)
