"""`overlaps`: an object with two rows, of two tables or of one, whose periods share a day or month.

A row without an end still runs; a row without a beginning shows nothing.
"""

from __future__ import annotations

from huitoukan.engine.dialect import column
from huitoukan.engine.question import OTHER, Branch, Question, both, row_order
from huitoukan.rules.scope import columns_of


def branches(question: Question) -> tuple[Branch, ...]:
    """Pairs of rows of the same object that overlap."""
    rule = question.rule
    first, second = rule.sources[0], rule.sources[-1]
    itself = first == second
    beside = OTHER if itself else second
    its = question.link.column
    on = f"{column(beside, its)} = {column(first, its)}"
    conditions = [sql for name, sql in question.clauses.items() if name.startswith("when")]
    relation = f"(SELECT * FROM {first} WHERE {both(*conditions)}) AS {OTHER}"  # noqa: S608 - parsed
    order = (*row_order(first), column(beside, "file_no"), column(beside, "row_no"))
    where = [*conditions, _meet(question, first, beside)]
    if itself:  # each pair once, the earlier row first
        where.append(
            f"{first}.file_no < {beside}.file_no OR"
            f" ({first}.file_no = {beside}.file_no AND {first}.row_no < {beside}.row_no)"
        )
    facts = {fact: column(OTHER, fact.column) for fact in question.facts if fact.table == OTHER}
    return (
        Branch(
            joins=(question.link.join(first), f"JOIN {relation if itself else second} ON {on}"),
            where=tuple(where),
            order=order,
            facts=facts,
            rows=(*question.link.tables, first, beside),
        ),
    )


def unclear(question: Question) -> str:
    """Without a key nobody can be looked up."""
    return question.link.without_key


def _meet(question: Question, first: str, second: str) -> str:
    a_from, a_to = _period(question, first, first)
    b_from, b_to = _period(question, second, question.rule.sources[-1])
    return (
        f"{a_from} IS NOT NULL AND {b_from} IS NOT NULL"
        f" AND ({a_to} IS NULL OR {b_from} <= {a_to}) AND ({b_to} IS NULL OR {a_from} <= {b_to})"
    )


def _period(question: Question, alias: str, table: str) -> tuple[str, str]:
    """Beginning and end of a row's period: days when all are days, else months."""
    days = all(
        columns_of(question.pack, one)[name] == "date"
        for one, names in question.rule.periods.items()
        for name in names
    )
    types = columns_of(question.pack, table)

    def moment(name: str) -> str:
        value = column(alias, name)
        as_month = types[name] == "date" and not days
        return f"strftime({value}, '%Y-%m')" if as_month else value

    first, last = question.rule.periods[table]
    return moment(first), moment(last)
